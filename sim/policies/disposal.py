"""Disposal: how equipment that does not move is shared out over sale, gift and destruction."""

from collections.abc import Sequence
from math import floor

from sim.plan.tasks import Disposal


def gifts_and_sales(rules: Disposal) -> tuple[float, float]:
    """Shares of what does not move that the United Nations gift and sell; the rest is destroyed."""
    own = 1.0 - rules.coe_share.value
    return own * rules.gifted.value, own * rules.sold.value


def shared_out(amount: int, shares: Sequence[float]) -> list[int]:
    """Share a whole amount out by shares that sum to one, by largest remainders.

    Ties go to the first.
    """
    exact = [amount * share for share in shares]
    whole = [floor(part + 1e-9) for part in exact]
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - exact[i], i))
    for index in order[: amount - sum(whole)]:
        whole[index] += 1
    return whole
