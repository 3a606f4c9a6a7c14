"""What binds a phase: the largest signed delay, the work as one."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.processes.summary import binding
from sim.record import causes as c
from sim.record.outcome import Segment


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
