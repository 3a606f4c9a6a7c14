"""The floor of a camp comes first: its team is asked for before all, and it never turns back."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from sim.distributions import Quantity
from sim.plan.cycle import road_days
from sim.plan.network import Road
from sim.pool import ORDER
from sim.processes import road, rotation
from sim.processes.case import Case, make_case
from sim.processes.convoy import Convoy, Steps
from sim.processes.last_convoy import before
from sim.processes.mission import Mission
from sim.replication import run_replication, set_out
from tests.model.cases import SEED, loaded, mixed, scenario

REPLICATIONS = range(4)
SUFFIX = "/last convoy"


def reviewed(every: float) -> Case:
    """The baseline with another number of days between two reviews of the queue."""
    base = scenario()
    dispatch = replace(base.policy.dispatch, review_every=Quantity(every))
    return make_case(replace(base, policy=replace(base.policy, dispatch=dispatch)), SEED)


def overtaken(case: Case) -> tuple[int, list[tuple[int, int, str, str]]]:
    """Days on which a last convoy waits for its team, and those on which others stand before it.

    Looked at every morning to the last deadline; another last convoy may stand before it. The
    others are told as (replication, day, last convoy, who stands before it).
    """
    waits, found = 0, []
    for replication in REPLICATIONS:
        m = set_out(case, replication)
        for day in range(int(m.start) + 1, int(m.last_deadline) + 1):
            m.clock.run_through(float(day))
            line = sorted(m.pool.waiting, key=ORDER)
            for place, claim in enumerate(line):
                if not claim.name.endswith(SUFFIX) or claim.within is not None:
                    continue
                waits += 1
                found += [
                    (replication, day, claim.name, other.name)
                    for other in line[:place]
                    if not other.name.endswith(SUFFIX) and other.amounts.keys() & claim.amounts
                ]
    return waits, found


def test_the_last_convoy_stands_before_all_others_between_two_reviews() -> None:
    waits, found = overtaken(reviewed(1000.0))
    assert waits > 20
    assert found == []


def test_the_last_convoy_stands_before_all_others() -> None:
    waits, found = overtaken(reviewed(7.0))
    assert waits > 20
    assert found == []


def test_its_team_is_asked_for_before_the_joint_inspection() -> None:
    """So long before it that the team has driven there when the certificate is signed."""
    case = loaded("all_off")
    m = set_out(case, 0)
    m.clock.run_through(m.last_deadline)
    rules = m.tasks.handover.joint_inspection
    for camp in m.camps.values():
        assert camp.floor_claim is not None
        assert camp.signature_asked is not None
        of = rules.large if camp.plan.is_large else rules.small
        inspected = camp.signature_asked - of.nominal
        tail = of.nominal + m.settings.consent.certificate_signature.permissive.nominal
        claim = camp.floor_claim
        assert camp.authority.at is not None
        assert camp.loads_gone.at is not None
        cleared = camp.loads_gone.at + m.tasks.handover.close_out_after_last_load.value
        turn = max(camp.opens - tail, camp.authority.at, cleared)
        for other in before(m, camp):
            assert other.closed.at is not None
            turn = max(turn, other.closed.at)
        assert claim.asked_at <= turn
        # By now the team is given back, so that the claim no longer says that it had one.
        there = claim.granted_at
        if claim.amounts.get(f"search:{camp.owner}") and camp.owner != camp.name:
            there += road_days(m.route(camp.owner, camp.name), m.tasks, loaded=False)
        latest = camp.floor_day - tail
        begins = max(turn, min(claim.granted_at, latest), min(there - tail, latest))
        assert inspected == pytest.approx(begins), camp.name


def test_no_camp_is_inspected_before_those_that_leave_before_it() -> None:
    case = mixed(())
    turns = 0
    for replication in REPLICATIONS:
        m = set_out(case, replication)
        m.clock.run_through(m.last_deadline)
        for camp in m.camps.values():
            # Who forms up without a certificate waits for nobody: the deadline goes before.
            asked = camp.signature_asked
            for other in camp.plan.leaves_after:
                if asked is not None and other in m.camps:
                    turns += 1
                    left = m.camps[other].closed.at
                    assert left is not None
                    assert left < asked
    assert turns > 0


# --- On the road.


@cache
def ambushed() -> tuple[dict[str, float], list[str]]:
    """Counts, and what is told of hits, when every column that can turn back does so when hit."""
    base = scenario()
    risk: dict[str, Any] = dict(base.risk)
    attacks = risk["attacks"]
    risk["attacks"] = replace(
        attacks, rate_loaded=Quantity(3 * attacks.rate_loaded.value), turn_back=Quantity(1.0)
    )
    case = make_case(replace(base, risk=risk), SEED)
    counts: dict[str, float] = {}
    hits = []
    for replication in REPLICATIONS:
        outcome = run_replication(case, replication, story=True)
        hits += [text for _, text in outcome.story if " is hit by " in text]
        for name, number in outcome.counts.items():
            counts[name] = counts.get(name, 0.0) + number
    return counts, hits


def test_a_last_convoy_never_turns_back() -> None:
    _, hits = ambushed()
    last = [text for text in hits if SUFFIX in text.split(" is hit by ")[0]]
    assert len(last) > 10
    assert {text for text in last if "turns back" in text} == set()


def test_other_columns_turn_back_from_every_hit_while_their_camp_stands() -> None:
    counts, hits = ambushed()
    back = [text for text in hits if text.endswith("; it turns back")]
    assert len(back) == counts["turned_back"]
    assert len(back) > 50
    # The long haul serves no camp: nothing keeps it from turning back, but on its way home.
    hauls = [text for text in hits if "/long haul/" in text]
    assert sum(text.endswith("; it turns back") for text in hauls) > len(hauls) / 2


INSIDE = (81, 86, 113)
"""Replications in which a column stands in a camp while its last convoy leaves."""


def test_no_column_stands_in_a_camp_after_its_last_convoy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets out from a camp that has been left does so at that instant, or turns round."""
    back: dict[str, float] = {}
    late: dict[str, float] = {}
    drive_leg, form_up_anew = road.leg, rotation.regroup

    def regroup(m: Mission, convoy: Convoy, place: str) -> Steps:
        back[convoy.entity] = m.now
        yield from form_up_anew(m, convoy, place)

    def leg(m: Mission, convoy: Convoy, on: Road, *km: float) -> Steps:
        camp = convoy.camp
        here = on.a if convoy.heading == on.b else on.b
        own = camp is not None and convoy.entity.startswith(f"{camp.name}/last convoy")
        if camp is not None and convoy.is_left(here) and not (own or convoy.homeward):
            came = max(camp.closed.at or 0.0, back.get(convoy.entity, 0.0))
            late[f"{m.replication} {convoy.entity}"] = m.now - came
        return (yield from drive_leg(m, convoy, on, *km))

    monkeypatch.setattr(road, "leg", leg)
    monkeypatch.setattr(rotation, "regroup", regroup)
    for replication in INSIDE:
        back.clear()
        m = set_out(loaded("baseline"), replication)
        m.clock.run_through(m.last_deadline)
    assert len(late) > 2
    assert set(late.values()) == {0.0}
