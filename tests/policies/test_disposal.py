"""Sharing out: whole things, none made or lost, each share to within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policies.disposal import shared_out


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6))
def test_shares_sum_to_the_whole(amount: int, weights: list[float]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    parts = shared_out(amount, shares)
    assert sum(parts) == amount
    assert all(abs(part - amount * share) < 1.0 for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize(
    ("amount", "expected"), [(0, [0, 0, 0]), (1, [1, 0, 0]), (3, [1, 1, 1]), (10, [5, 3, 2])]
)
def test_the_largest_remainders_are_rounded_up(amount: int, expected: list[int]) -> None:
    assert shared_out(amount, (0.5, 0.3, 0.2)) == expected
