"""Phases: which is the last, and which limits the people left."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from sim.distributions import Quantity
from sim.plan import Plan
from sim.plan.phases import PeopleLimit, Phase

GUARD = PeopleLimit({"guard": Quantity(160.0), "rear": Quantity(750.0)})
FIRST = Phase("first", date(2023, 8, 25), ("Far",))
SECOND = Phase(
    "second", date(2023, 9, 30), (), people="stay", readings={"stay": GUARD, "all": GUARD}
)
THIRD = replace(SECOND, title="third", deadline=date(2023, 10, 30))
LAST = Phase("last", date(2023, 12, 31), ("Near",), readings={"all": GUARD})


def plan(*phases: Phase) -> Plan:
    return Plan("test", {}, (), {phase.title: phase for phase in phases})


@pytest.mark.parametrize("phases", list(permutations((FIRST, SECOND, THIRD, LAST))))
def test_the_last_is_found_in_whatever_order_they_stand(phases: tuple[Phase, ...]) -> None:
    assert plan(*phases).last_phase is LAST
    assert plan(*phases).people_phase is THIRD


def test_of_two_on_one_day_it_is_the_one_named_last() -> None:
    same = replace(SECOND, deadline=THIRD.deadline)
    assert plan(THIRD, same).people_phase is same
    assert plan(same, THIRD).last_phase is THIRD


def test_only_the_reading_that_the_headline_uses_is_a_limit() -> None:
    assert plan(FIRST, LAST).people_phase is None
    assert LAST.limit is None
    assert THIRD.limit is GUARD
