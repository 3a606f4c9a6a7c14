"""What binds a phase: the largest signed delay, the work as one; chains are checked."""

import re
from dataclasses import replace
from math import inf, isnan, nan
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.distributions import Quantity
from sim.errors import SimError
from sim.plan.phases import PeopleLimit, Predicate
from sim.processes.summary import (
    binding,
    camp_done,
    check_chain,
    closure,
    completed,
    judge,
    summarise,
    totals,
)
from sim.record import causes as c
from sim.record.counts import BY_DEADLINE
from sim.record.ledger import ABROAD, PEOPLE
from sim.record.outcome import PEOPLE_OUT, PLANNED, Balance, Closure, Segment
from sim.replication import look_back, set_out
from tests.processes.given import Steps, case, finish, mission, off


def chain(**days: float) -> tuple[Segment, ...]:
    found, start = [], 48.0
    for cause, length in days.items():
        found.append(Segment(start, start + length, cause, "a", "x"))
        start += length
    return tuple(found)


def bound(days: dict[str, float], planned: dict[str, float]) -> str:
    m = cast(Any, SimpleNamespace(recorded=True, case=SimpleNamespace(reference={"A": planned})))
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
    m = cast(Any, SimpleNamespace(recorded=True, case=SimpleNamespace(reference={})))
    assert binding(m, "", {}) == "status"


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (chain(work=3.0, rain=2.0), ""),
        ((), "leads from 48.0 to 48.0, not 48.0 to 53.0"),
        (chain(work=3.0, rain=1.0), "leads from 48.0 to 52.0"),
        (chain(work=6.0, rain=-1.0), "without time or cause"),
        ((*chain(work=3.0), Segment(51.0, 53.0, "", "a", "x")), "without time or cause"),
        (chain(work=3.0, rain=2.0)[1:], "leads from 51.0 to 53.0"),
    ],
)
def test_a_chain_has_to_lead_from_the_as_of_date_to_the_closure(
    found: tuple[Segment, ...], told: str
) -> None:
    if not told:
        check_chain("Kidal", found, 48.0, 53.0)
        return
    with pytest.raises(SimError, match=f"the chain of Kidal .*{told}"):
        check_chain("Kidal", found, 48.0, 53.0)


@pytest.mark.parametrize("name", ["Kidal", PEOPLE_OUT])
def test_every_replication_checks_its_chains(name: str) -> None:
    """A closure that its chain does not reach is an error, not a wrong table."""
    m = set_out(case(), 0)
    m.clock.run_through(m.scenario.end)
    milestone = m.people_out if name == PEOPLE_OUT else m.camps[name].closed
    assert milestone.at is not None
    milestone.at += 1.0
    with pytest.raises(SimError, match=re.escape(f"the chain of {name} leads")):
        summarise(m, False)


def test_totals_by_the_deadline_are_those_of_its_24_00_and_not_of_the_horizon() -> None:
    m = mission(off())
    last, ended = m.last_deadline, finish(m, look_back(m))
    for number, name in enumerate(BY_DEADLINE):
        m.counts[name] = float(number)

    def in_that_instant() -> Steps:
        yield m.clock.at(last)
        for name in BY_DEADLINE:
            m.counts[name] -= 7.0

    m.clock.start(in_that_instant(), "what happens at the deadline itself")
    for name in BY_DEADLINE:
        m.counts[name] += 7.0
    m.clock.run_through(last)
    assert ended == [(None, last)]
    for name in BY_DEADLINE:
        m.counts[name] += 100.0
    spent = [Balance(day, 0.0, 0.0, 0.0, day) for day in (last - 7.0, last, last + 7.0)]
    found = totals(m, tuple(spent))
    assert [found[f"{name}_by_deadline"] for name in BY_DEADLINE] == list(range(len(BY_DEADLINE)))
    assert [found[name] - 100.0 for name in BY_DEADLINE] == list(range(len(BY_DEADLINE)))
    assert found["spent_at_last_deadline"] == last


@pytest.mark.parametrize(
    ("closed", "signed", "done"),
    [
        (60.0, 59.0, (59.0, 60.0, 60.0)),
        (60.0, 61.0, (61.0, 60.0, 61.0)),  # a certificate noticed late
        (60.0, nan, (inf, 60.0, inf)),
        (nan, 59.0, (59.0, inf, inf)),
    ],
)
def test_a_camp_is_done_by_its_certificate_its_last_person_or_both(
    closed: float, signed: float, done: tuple[float, float, float]
) -> None:
    left = Closure("A", closed, signed, PLANNED, True, 0.0, 0.0, 0.0)
    phase = mission(off()).plan.last_phase
    predicates: tuple[Predicate, ...] = ("certificate", "last_person_out", "both")
    found = [camp_done(replace(phase, predicate=predicate), left) for predicate in predicates]
    assert found == list(done)


@pytest.mark.parametrize("orderly", [False, True])
def test_a_camp_that_had_been_left_in_order_has_its_certificate_of_that_day(orderly: bool) -> None:
    m = mission(off())
    name, before = next((n, of) for n, of in m.status.camps.items() if of.closed is not None)
    camps = {**m.status.camps, name: replace(before, closed_orderly=orderly)}
    m.status = replace(m.status, camps=camps)
    found = closure(m, name)
    assert found.closed < m.start
    assert (found.orderly, found.mode) == (orderly, PLANNED)
    assert isnan(found.certificate) is not orderly
    assert not orderly or found.certificate == found.closed


@pytest.mark.parametrize(("late", "met"), [(0.0, True), (0.5, False)])
def test_every_reading_of_a_phase_is_judged_as_its_headline_is(late: float, met: bool) -> None:
    """At most ten people may be left at the last deadline; so many are from then, or later, on."""
    m = mission(off())
    limit = PeopleLimit({"guard": Quantity(10.0)})
    phase = replace(
        m.plan.last_phase, camps=(), people="guard", readings={"guard": limit, "other": limit}
    )

    def leave() -> Steps:
        yield m.clock.at(phase.due + late)
        places = [*m.camps, *m.hubs]
        for place in dict.fromkeys(places):
            m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, place), place, ABROAD, m.now)

    finish(m, leave())
    m.clock.run_through(m.scenario.end)
    done, last = completed(m, phase, limit, {})
    assert (done, last) == (phase.due + late, PEOPLE_OUT)
    result = judge(m, "last", phase, {}, {})
    assert (result.completed, result.met) == (done, met)
    assert completed(m, phase, None, {}) == (-inf, "")
