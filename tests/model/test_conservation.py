"""Nothing is made or lost, whatever the world and the policy: the real plan under chosen cases."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import inf, isnan

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.processes.air_lines import lines
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.processes.summary import summarise
from sim.record.counts import COUNTS
from sim.record.ledger import (
    ABROAD,
    AIR,
    CONTAINERS,
    CORRIDOR,
    DEAD,
    DISPOSED,
    LOST,
    PEOPLE,
    RIVER,
    ROAD,
    VEHICLES,
)
from sim.record.losses import KILLED, NOT_DISPOSED
from sim.record.outcome import ACCELERATED, ONE_SIDED, OPEN, PLANNED, Outcome
from sim.replication import prepare, set_out
from sim.scenario import Stage
from tests.model.cases import HOLDS, SEED, loaded, mixed, scenario

Cases = tuple[tuple[str, str], ...]

cases = st.fixed_dictionaries(
    {risk: st.sampled_from(sorted(found)) for risk, found in HOLDS.items()}
).map(lambda chosen: tuple(sorted(chosen.items())))
rules = st.sampled_from(["least_slack", "first_come"])
replications = st.integers(0, 10_000)


def run(case: Case, replication: int) -> tuple[Mission, Outcome]:
    """As `run_replication` does, with the mission kept to look into."""
    m = set_out(case, replication)
    m.clock.run_through(case.scenario.end)
    m.pool.check_cycle()
    m.pool.closed = True
    return m, summarise(m, keep_chains=True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(cases, rules, replications)
@example((), "least_slack", 0)
@example((("consent", "never"), ("flights", "never")), "least_slack", 1)
@example((("attacks", "hawkes"), ("consent", "off")), "first_come", 2)
@example((("attacks", "off"), ("flights", "crewed_refused")), "least_slack", 0)
def test_everything_balances(chosen: Cases, rule: str, replication: int) -> None:
    everything_balances(mixed(chosen, rule), replication)


def test_everything_balances_when_aircraft_have_other_seats_from_a_day_on() -> None:
    base = scenario()
    air = base.tasks.air_lift
    other = replace(air, charter_load=replace(air.charter_load, value=0.5, low=0.0))
    later = replace(base, tasks=replace(base.tasks, air_lift=other))
    case = prepare(replace(base, stages=(Stage(date(2023, 11, 1), later),)), SEED)
    everything_balances(case, 0)


def everything_balances(case: Case, replication: int) -> None:
    """One replication adds up in every way."""
    m, outcome = run(case, replication)
    goods_balance(m)
    losses_are_told(m, outcome)
    left_camps_are_empty(m)
    people_of_hubs_stay_or_leave(m)
    means_are_given_back(m)
    space_is_what_stands_there(m)
    chains_partition(case, outcome)
    states_agree(m, outcome)
    modes_are_consistent(m, outcome)
    balances_only_fall(m, outcome)


def goods_balance(m: Mission) -> None:
    """What was entered on the as-of date is somewhere, and nowhere less than nothing."""
    plan, status = m.scenario.plan, m.scenario.status
    m.ledger.check()
    entered = {
        PEOPLE: sum(round(state.people.value) for state in status.camps.values())
        + round(status.people_repatriated.value),
        VEHICLES: sum(round(camp.vehicles.value) for camp in plan.camps.values()),
        CONTAINERS: sum(round(camp.containers.value) for camp in plan.camps.values()),
    }
    places = [*plan.camps, ROAD, RIVER, AIR, CORRIDOR, ABROAD, DEAD, LOST, DISPOSED]
    for kind, amount in entered.items():
        assert sum(m.ledger.at(kind, place) for place in places) == amount, kind
    assert m.ledger.at(PEOPLE, LOST) == m.ledger.at(PEOPLE, DISPOSED) == 0
    assert m.ledger.at(VEHICLES, DEAD) == m.ledger.at(CONTAINERS, DEAD) == 0


def people_of_hubs_stay_or_leave(m: Mission) -> None:
    """Who is at a hub after the thinning out stays, is ready to fly or in formalities."""
    hubs = [hub for hub in m.hubs.values() if hub.name not in m.camps]
    if any(hub.on_the_road for hub in hubs):
        return  # who comes by road is in no hub's books
    for hub in hubs:
        assert m.ledger.at(PEOPLE, hub.name) == hub.staying + hub.ready + hub.expected, hub.name


def losses_are_told(m: Mission, outcome: Outcome) -> None:
    """The counts and the camps' own losses are those of the ledger."""
    counts, ledger = outcome.counts, m.ledger
    assert counts["killed"] == ledger.at(PEOPLE, DEAD)
    abroad = ledger.at(PEOPLE, ABROAD) - round(m.scenario.status.people_repatriated.value)
    assert counts["people_repatriated"] == abroad
    # What was to be disposed of and was left is no loss of the road or of a camp.
    left = {
        kind: sum(x.amount for x in outcome.losses if x.what == f"{kind} {NOT_DISPOSED}")
        for kind in (VEHICLES, CONTAINERS)
    }
    # Beside what camps lost: escort vehicles of hubs, and what the long haul loses.
    escorts = ledger.at(VEHICLES, LOST) - sum(c.vehicles_lost for c in outcome.closures)
    escorts -= left[VEHICLES]
    hauled = ledger.at(CONTAINERS, LOST) - sum(c.containers_lost for c in outcome.closures)
    hauled -= left[CONTAINERS]
    assert counts["killed"] == sum(x.amount for x in outcome.losses if x.what.startswith(KILLED))
    assert 0 <= escorts <= counts["vehicles_lost"]
    assert hauled >= 0


def left_camps_are_empty(m: Mission) -> None:
    """Nobody and nothing stays in a camp that is left; what stands there else adds up."""
    for name, camp in m.camps.items():
        if camp.closed.reached:
            assert [m.ledger.at(kind, name) for kind in (PEOPLE, VEHICLES, CONTAINERS)] == [0, 0, 0]
        else:
            assert m.ledger.at(CONTAINERS, name) >= camp.unpacked + camp.packed
            assert min(camp.unassigned, camp.unassigned_low_bed, camp.driving) >= 0
    for hub in m.hubs.values():
        assert min(hub.present(m), hub.expected, hub.yard, hub.aloft) >= 0
        # Seats are promised by flights that have been asked for, and by no others.
        for line in lines(m, hub):
            seats = hub.promised.get(line.kind, 0)
            assert seats % line.seats == 0
            assert 0 <= seats <= line.seats * hub.flying.get(line.kind, 0)
    assert sum(hub.aloft for hub in m.hubs.values()) == m.ledger.at(PEOPLE, AIR)


def means_are_given_back(m: Mission) -> None:
    """What is not free is held by a claim that stands; nothing leaks."""
    held: dict[str, float] = defaultdict(float)
    for claim in m.pool.holding:
        for kind, amount in claim.held.items():
            held[kind] += amount
    for name, of in m.pool.kinds.items():
        if not name.startswith(("beds:", "yard:")):
            assert of.free + held[name] == pytest.approx(of.capacity), name


def space_is_what_stands_there(m: Mission) -> None:
    """Beds and slots that are taken are those of who and what is there, or is claimed for.

    In places that stand: nobody asks for space in one that was left.
    """
    held: dict[str, float] = defaultdict(float)
    for claim in m.pool.holding:
        for kind, amount in claim.held.items():
            held[kind] += amount
    for name, of in m.pool.kinds.items():
        what, _, place = name.partition(":")
        if what in ("beds", "yard") and m.open_place(place) == place:
            there = m.ledger.at(PEOPLE if what == "beds" else CONTAINERS, place)
            assert of.capacity - of.free - held[name] == pytest.approx(there), name


def chains_partition(case: Case, outcome: Outcome) -> None:
    """Each chain runs from the as-of date to its end; signed delays sum to the difference."""
    start, end = case.scenario.start, case.scenario.end
    closed = {c.camp: end if isnan(c.closed) else c.closed for c in outcome.closures}
    days: dict[str, float] = defaultdict(float)
    for camp, _, length in outcome.delays:
        days[camp] += length
    for camp, chain in outcome.chains.items():
        assert chain[0].start == start
        assert all(one.end == two.start for one, two in pairwise(chain))
        assert all(segment.end > segment.start and segment.cause for segment in chain)
        assert days[camp] == pytest.approx(chain[-1].end - start, abs=1e-6)
        if camp in closed:
            assert chain[-1].end == closed[camp]
            planned = case.reference_closures[camp]
            signed = days[camp] - sum(case.reference[camp].values())
            assert signed == pytest.approx(closed[camp] - planned, abs=1e-6)


def states_agree(m: Mission, outcome: Outcome) -> None:
    """The states of a camp say what its own days say, from the as-of date to its closure."""
    for name, camp in m.camps.items():
        stays = outcome.states[name]
        since = {stay.state: stay.start for stay in stays}
        assert len(since) == len(stays), "no state comes twice"
        until = m.scenario.end if camp.closed.at is None else camp.closed.at
        assert (stays[0].start, stays[-1].end) == (m.start, until)
        assert sum(stay.days for stay in stays) == pytest.approx(until - m.start, abs=1e-6)
        if "awaiting certificate" in since:
            assert since["awaiting certificate"] == camp.signature_asked
        if "leaving in haste" in since:
            assert since["leaving in haste"] >= camp.ordered_at > -inf
        elif camp.closed.reached:
            assert stays[-1].state == "last convoy"


def modes_are_consistent(m: Mission, outcome: Outcome) -> None:
    """The mode of a closure says what its dates say."""
    for closure in outcome.closures:
        assert (closure.mode == OPEN) == isnan(closure.closed)
        signed_before = not isnan(closure.certificate) and not closure.certificate > closure.closed
        if closure.mode == PLANNED:
            assert signed_before
        if closure.mode == ONE_SIDED:
            assert not signed_before
        if closure.orderly:
            assert closure.mode == PLANNED
            assert closure.value_lost <= m.policy.orderly.value_lost.value
        assert 0.0 <= closure.value_lost <= 1.0
    # Ordered out in haste is also who then waits to be let pass, to the horizon; who leaves on
    # notification needs no order.
    haste = [camp for camp in m.camps.values() if camp.mode == ACCELERATED]
    counts = outcome.counts
    assert len(haste) == counts["orders_accelerated"] + counts["left_on_notification"]
    left = {camp.name for camp in haste if camp.closed.reached}
    assert {c.camp for c in outcome.closures if c.mode == ACCELERATED} == left
    for phase in outcome.phases:
        due = m.scenario.plan.phases[phase.phase].due
        assert phase.met == (phase.completed <= due)
        assert phase.met or not phase.met_and_orderly


def balances_only_fall(m: Mission, outcome: Outcome) -> None:
    """What has left the country does not come back, and money that was spent is gone."""
    for before, after in pairwise(outcome.balances):
        assert before.day < after.day
        assert after.people <= before.people
        assert after.vehicles <= before.vehicles
        assert after.containers <= before.containers
        assert after.spent >= before.spent
    last = outcome.balances[-1]
    assert last.day == m.case.scenario.end
    assert last.people == m.ledger.in_country(PEOPLE, last.day)


STRESS: tuple[Cases, ...] = (
    (),
    (("attacks", "hawkes"), ("weather", "long_rains")),
    # No evacuation flight is ever permitted: columns stand down.
    (("flights", "never"),),
    # Evacuation flights are permitted, flights with people are not: they go by road.
    (("flights", "crewed_refused"),),
    # No more money is granted.
    (("money", "refused"),),
    (("attacks", "under_fire"),),
)


def test_every_count_counts_in_some_stress_case() -> None:
    outcomes = [run(mixed(chosen), k)[1] for chosen in STRESS for k in (0, 1)]
    outcomes.append(run(loaded("stress_shortage"), 0)[1])
    outcomes.append(run(mixed(()), 22)[1])  # a departure short of supply
    names = {name for outcome in outcomes for name in outcome.counts}
    assert set(COUNTS) < names
    assert {name for name in names if not any(o.counts[name] for o in outcomes)} == set()
    assert min(number for outcome in outcomes for number in outcome.counts.values()) >= 0.0
