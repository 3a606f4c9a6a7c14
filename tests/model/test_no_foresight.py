"""Nobody knows what is still to come: before a day on which the world turns out otherwise nothing
that happens differs, whatever it turns into."""

from itertools import takewhile

import pytest

from sim.paths import Path
from sim.replication import run_replication, set_out
from sim.risks.world import World
from tests.model.cases import loaded

DAYS = (*range(4, 140, 8), *range(160, 420, 20))
"""Days after the as-of date from which on the world is that of another replication."""


def otherwise(monkeypatch: pytest.MonkeyPatch, other: World, since: float) -> None:
    """From a day on let every path of every world be that of another."""
    own = World.exogenous

    def spliced(self: World, channel: str, key: str) -> Path:
        path = own(self, channel, key)
        if self.draws is other.draws:
            return path
        return path.then(since, own(other, channel, key))

    monkeypatch.setattr(World, "exogenous", spliced)


def before(day: float, story: tuple[tuple[float, str], ...]) -> tuple[tuple[float, str], ...]:
    """What is told of the days before one."""
    return tuple(takewhile(lambda line: line[0] < day, story))


@pytest.mark.parametrize(
    ("scenario", "replication"),
    [("baseline", 0), ("baseline", 3), ("camps_cut_off", 0), ("stress_evacuation_refused", 0)],
)
def test_nothing_differs_before_the_world_does(
    scenario: str, replication: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = loaded(scenario)
    plain = run_replication(case, replication, story=True).story
    other = set_out(case, 1000 + replication).world
    late = 0
    for days in DAYS:
        since = case.scenario.start + days
        with monkeypatch.context() as patch:
            otherwise(patch, other, since)
            found = run_replication(case, replication, story=True).story
        assert before(since, found) == before(since, plain)
        late += found != plain
    assert late > 0.9 * len(DAYS)
