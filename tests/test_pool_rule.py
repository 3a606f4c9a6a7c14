"""The pool against its rule written plainly: every claim looked at, in order, in every instant."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from simpy.events import Event

from sim.clock import Clock
from sim.pool import Pool
from sim.record.track import Track, root

KINDS = {
    "group": ("fleet", 2), "team": ("fleet", 1), "trucks": ("fleet", 7), "yard": ("space", 5),
    "beds": ("space", 4), "axis": ("axis", 2),
}  # fmt: skip
END = 80.0


@dataclass(frozen=True)
class Move:
    """Who asks for what on a day, how long he holds it, and with what priority."""

    amounts: dict[str, int]
    at: int
    days: int
    priority: int


moves = st.lists(
    st.builds(
        Move,
        amounts=st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(1, 7), min_size=1).map(
            lambda some: {kind: min(n, KINDS[kind][1]) for kind, n in some.items()}
        ),
        at=st.integers(0, 12),
        days=st.integers(1, 5),
        priority=st.integers(0, 2),
    ),
    min_size=1,
    max_size=14,
)


def plainly(given_moves: list[Move], overtaking: bool) -> dict[int, int]:
    """The day on which each is granted, by the rule."""
    free = {kind: n for kind, (_, n) in KINDS.items()}
    granted: dict[int, int] = {}
    for day in range(int(END)):
        for number, at in granted.items():
            if at + given_moves[number].days == day:
                for kind, n in given_moves[number].amounts.items():
                    free[kind] += n
        asked = [k for k, move in enumerate(given_moves) if move.at <= day and k not in granted]
        kept = dict.fromkeys(KINDS, 0)
        for number in sorted(asked, key=lambda k: (given_moves[k].priority, f"{k:02d}")):
            amounts = given_moves[number].amounts
            short = [kind for kind, n in amounts.items() if free[kind] - kept[kind] < n]
            if not short:
                granted[number] = day
                for kind, n in amounts.items():
                    free[kind] -= n
            elif not overtaking:
                only_space = all(KINDS[kind][0] == "space" for kind in short)
                for kind, n in amounts.items():
                    if not only_space or kind in short:
                        kept[kind] += n
    return granted


@settings(max_examples=300, deadline=None)
@given(moves, st.booleans())
def test_everybody_is_granted_on_the_day_of_the_plain_rule(
    given_moves: list[Move], overtaking: bool
) -> None:
    clock = Clock(0.0)
    pool = Pool(clock, overtaking)
    for kind, (rank, n) in KINDS.items():
        pool.add(kind, rank, n)
    granted: dict[int, float] = {}

    def use(number: int, move: Move) -> Generator[Event, Any, None]:
        yield clock.at(float(move.at))
        name = f"{number:02d}"
        track = Track(name, root(0.0))
        amounts = {kind: float(n) for kind, n in move.amounts.items()}
        with pool.claim(name, amounts, track, priority=float(move.priority)) as claim:
            yield claim
            granted[number] = clock.now
            yield clock.at(clock.now + move.days)

    for number, move in enumerate(given_moves):
        clock.start(use(number, move), str(number))
    clock.run_through(END)
    assert granted == plainly(given_moves, overtaking)
    assert not any(kind.wanting for kind in pool.kinds.values())
