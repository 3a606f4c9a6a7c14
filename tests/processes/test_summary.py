"""What binds a phase: the largest signed delay, the work as one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.processes.summary import binding, totals
from sim.record import causes as c
from sim.record.counts import BY_DEADLINE
from sim.record.outcome import Balance, Segment
from sim.replication import look_back
from tests.processes.given import finish, mission, off


def chain(**days: float) -> tuple[Segment, ...]:
    found, start = [], 48.0
    for cause, length in days.items():
        found.append(Segment(start, start + length, cause, "a", "x"))
        start += length
    return tuple(found)


def bound(days: dict[str, float], planned: dict[str, float]) -> str:
    m = cast(Any, SimpleNamespace(case=SimpleNamespace(reference={"A": planned})))
    return binding(m, "A", {"A": chain(**days)})


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({c.PACKING: 5.0, c.MOVEMENT: 29.0, c.CONSENT: 8.0}, c.CONSENT),
        ({c.PACKING: 20.0, c.MOVEMENT: 29.0, c.CONSENT: 8.0}, c.WORK),
        ({c.PACKING: 30.0, c.MOVEMENT: 10.0}, ""),
        ({c.PACKING: 30.0, c.MOVEMENT: 10.0, c.FLIGHTS: 2.0, c.ATTACKS: 2.0}, c.ATTACKS),
    ],
)
def test_work_that_trades_places_binds_nothing(days: dict[str, float], expected: str) -> None:
    """Packing in the shadow of a wait: movement gains what packing loses. Ties go by the name."""
    assert bound(days, {c.PACKING: 30.0, c.MOVEMENT: 10.0}) == expected


def test_a_phase_that_nothing_is_left_of_is_bound_by_the_status() -> None:
    m = cast(Any, SimpleNamespace(case=SimpleNamespace(reference={})))
    assert binding(m, "", {}) == "status"


def test_totals_by_the_deadline_are_those_of_its_24_00_and_not_of_the_horizon() -> None:
    m = mission(off())
    last, ended = m.last_deadline, finish(m, look_back(m))
    for number, name in enumerate(BY_DEADLINE):
        m.counts[name] = float(number)
    m.clock.run_through(last)
    assert ended == [(None, last)]
    for name in BY_DEADLINE:
        m.counts[name] += 100.0
    spent = [Balance(day, 0.0, 0.0, 0.0, day) for day in (last - 7.0, last, last + 7.0)]
    found = totals(m, tuple(spent))
    assert [found[f"{name}_by_deadline"] for name in BY_DEADLINE] == list(range(len(BY_DEADLINE)))
    assert [found[name] - 100.0 for name in BY_DEADLINE] == list(range(len(BY_DEADLINE)))
    assert found["spent_at_last_deadline"] == last
