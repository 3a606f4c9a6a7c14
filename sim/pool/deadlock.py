"""Claims that wait for one another, which the ranks of the kinds are there to rule out."""

from collections.abc import Iterable, Mapping

from sim.errors import DeadlockError
from sim.pool.claim import Claim
from sim.pool.kinds import Kind


def check_cycle(
    holding: Iterable[Claim], waiting: Iterable[Claim], kinds: Mapping[str, Kind]
) -> None:
    """Look for granted and waiting claims that wait for one another.

    Raises
    ------
    DeadlockError
        Naming the claims of the cycle and what each waits for and holds.
    """
    holders: dict[str, list[Claim]] = {}
    for claim in holding:
        for kind, n in claim.held.items():
            if n > 0:
                holders.setdefault(kind, []).append(claim.outermost)
    waits: dict[Claim, list[Claim]] = {}
    story: dict[Claim, str] = {}
    for claim in waiting:
        if claim.within is not None:
            own = claim.outermost
            short = [k for k, n in claim.amounts.items() if kinds[k].free < n]
            others = [h for k in short for h in holders.get(k, ()) if h is not own]
            waits.setdefault(own, []).extend(others)
            held = ", ".join(claim.within.held)
            story[own] = f"{claim.name} holds {held} and waits for {', '.join(short)}"
    for first in waits:
        path: list[Claim] = [first]
        before = {first: first}
        while path:
            here = path.pop()
            for other in waits.get(here, ()):
                if other is first:
                    circle = [here]
                    while circle[-1] is not first:
                        circle.append(before[circle[-1]])
                    told = "; ".join(story[claim] for claim in reversed(circle))
                    raise DeadlockError(f"claims wait for one another: {told}")
                if other not in before:
                    before[other] = here
                    path.append(other)
