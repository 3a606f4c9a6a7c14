"""Rotations: what a column takes and leaves behind, whose load is whose, where it goes."""

from dataclasses import replace
from typing import Any

import pytest

from sim.paths import Path
from sim.processes import column as columns
from sim.processes.camp import CampState, Once
from sim.processes.case import Case
from sim.processes.convoy import Convoy
from sim.processes.handover import give_notice
from sim.processes.mission import Mission
from sim.processes.rotation import bring_in, fuelling, go_home, move_escort, regroup, rotate
from sim.processes.supply import Stocks
from sim.processes.triage import destroy, leave_rest, shut_gate
from sim.record import triggers
from sim.record.ledger import CONTAINERS, PEOPLE, ROAD, VEHICLES
from sim.risks.regimes import ByRegime
from sim.risks.world import AIRSPACE
from tests.processes.given import case, finish, fuel_asked_for, mission, off, with_paths, with_risk
from tests.processes.supplied import alone, tanks

START = case().scenario.start


def column(m: Mission, promised: int) -> Convoy:
    track = m.track("Menaka/rotation/1")
    return Convoy(track.entity, track, "Gao", "East", m.camps["Menaka"], promised=promised)


def test_notice_of_the_return_is_given_when_the_last_column_has_been_sent_for() -> None:
    """Not when something else happens at the camp: the authority's way begins with it."""
    m = mission(off(), story=True)
    camp = m.camps["Kidal"]
    camp.opens, camp.packed, camp.unpacked, camp.low_bed = m.start, 36, 0, 0
    m.clock.start(give_notice(m, camp), "notice")
    sent(m, camp)
    m.clock.run_through(m.start + 40.0)
    days = {text.partition(":")[0]: day for day, text in m.story or ()}
    given = days["Kidal/rotation/1"]
    assert days["notice of the return of Kidal is given to the civil authority"] == given


def test_what_no_other_column_fetches_is_destroyed() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.packed, camp.unpacked = 36, 0
    there = m.ledger.at(CONTAINERS, "Menaka")
    leave_rest(m, camp, m.track("test"))
    m.clock.run_through(m.now + 60.0)
    assert camp.packed == 36, "other columns may come"
    assert m.losses.unplanned(camp.name, CONTAINERS) == 0
    camp.trucks_stopped = True
    leave_rest(m, camp, m.track("test"))
    m.clock.run_through(m.now + 60.0)
    assert camp.packed == 0
    assert m.losses.unplanned(camp.name, CONTAINERS) == 36
    assert m.ledger.at(CONTAINERS, "Menaka") == there - 36


def test_who_leaves_in_haste_destroys_nothing_for_a_column_that_does_not_come() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.packed, camp.unpacked, camp.trucks_stopped, camp.ordered_at = 36, 0, True, m.now
    leave_rest(m, camp, m.track("test"))
    m.clock.run_through(m.now + 60.0)
    assert (camp.packed, m.losses.unplanned(camp.name, CONTAINERS)) == (36, 0)


def test_a_column_whose_hub_closes_while_it_unloads_goes_on_to_the_next() -> None:
    m = mission(off())
    camp, convoy = m.camps["Douentza"], column(m, 0)
    there = {name: m.ledger.at(CONTAINERS, name) for name in ("Mopti", "Bamako")}
    convoy.trucks = convoy.containers = 20
    m.ledger.move(CONTAINERS, 20, "Douentza", ROAD, m.now)
    ended = finish(m, bring_in(m, camp, convoy, None))
    drive = m.route("Douentza", "Mopti")
    days = m.tasks.movement.unloading.nominal
    while m.counts["column_km"] < drive.km:
        m.clock.run_through(m.now + 0.1 / days)
    assert ended == [], "it unloads"
    m.camps["Mopti"].closed.reach(m.track("Mopti"), m.now)
    m.clock.run_through(m.now + 30.0)
    assert len(ended) == 1
    assert m.ledger.at(CONTAINERS, "Mopti") == there["Mopti"]
    assert m.ledger.at(CONTAINERS, "Bamako") == there["Bamako"] + 20


# -- a whole one ----------------------------------------------------------------------------------


def sent(m: Mission, camp: CampState, number: int = 1) -> tuple[Once, list[tuple[Any, float]]]:
    """A rotation that is asked for now; when its request is over, and when it is."""
    answered = Once(m.clock)
    track = m.track(f"{camp.name}/rotation/{number}")
    return answered, finish(m, rotate(m, camp, track, m.now, answered))


def test_a_rotation_brings_its_load_in_and_gives_all_back() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    packed, there = camp.packed, m.ledger.at(CONTAINERS, "Gao")
    means = [kind for kind in m.pool.kinds if not kind.startswith(("beds:", "yard:"))]
    free = {kind: m.pool.free(kind) for kind in means}
    _, ended = sent(m, camp)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    brought = m.ledger.at(CONTAINERS, "Gao") - there
    assert brought == packed - camp.packed > 0
    assert (camp.reserved, camp.reserved_low_bed, camp.columns_out) == (0, 0, 0)
    assert m.counts["column_km"] == pytest.approx(2.0 * m.route("Menaka", "Gao").km)
    assert {kind: m.pool.free(kind) for kind in means} == free


def test_a_column_does_not_load_what_has_been_destroyed_by_then() -> None:
    """Half of the load is destroyed before the column is given, and all that it leaves after it."""
    m = mission(off(), story=True)
    camp = m.camps["Menaka"]
    camp.packed, camp.unpacked, camp.low_bed = 20, 0, 0
    camp.clearance_held = True
    moved = m.ledger.at(CONTAINERS, "Menaka")
    days = 20 / m.tasks.handover.destruction_rate.nominal
    m.clock.start(destroy(m, camp, m.track("Menaka/triage"), 20, 0), "Menaka/triage")
    m.clock.run_through(m.start + 0.5 * days)
    _, ended = sent(m, camp)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert m.losses.unplanned(camp.name, CONTAINERS) == 10
    assert m.ledger.at(CONTAINERS, "Menaka") == moved - 20
    assert not any("nothing" in line for _, line in m.story or ()), "no line of nothing"


@pytest.mark.parametrize("free", [7, 14])
def test_a_column_takes_no_trucks_for_what_was_destroyed_while_it_waited(free: int) -> None:
    """Of 20 containers on 14 trucks half are destroyed, before it asks or while it waits."""
    m = mission(off(), story=True)
    camp = m.camps["Menaka"]
    camp.packed, camp.unpacked, camp.low_bed = 20, 0, 0
    camp.clearance_held = True
    days = 20 / m.tasks.handover.destruction_rate.nominal
    m.clock.start(destroy(m, camp, m.track("Menaka/triage"), 20, 0), "Menaka/triage")
    m.pool.take("trucks:Gao", m.pool.free("trucks:Gao") - free)
    if free == 14:
        groups = m.pool.claim("all", {"groups:Gao": m.pool.capacity("groups:Gao")}, m.track("all"))
        sent(m, camp)
        m.clock.run_through(m.start + 0.5 * days)
        groups.release()
    else:
        m.clock.run_through(m.start + 0.5 * days)
        sent(m, camp)
    m.clock.run_through(m.now + 0.01)
    assert m.pool.free("trucks:Gao") == free - 7
    (line,) = (line for _, line in m.story or () if "are given" in line)
    assert line.startswith("Menaka/rotation/1: 7 trucks")


def test_a_column_that_was_given_goes_though_no_other_is() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.clearance_held = True
    _, ended = sent(m, camp)
    m.clock.run_through(m.start + 0.1)
    assert camp.columns_out == 1
    camp.trucks_stopped = True
    camp.notify(camp.track)
    m.clock.run_through(m.start + 60.0)
    assert (len(ended), m.counts["column_km"] > 0.0) == (1, True)


def test_a_place_that_is_a_hub_itself_has_its_column_back() -> None:
    m = mission(off())
    sent(m, m.camps["Mopti"])
    m.clock.run_through(m.start + 60.0)
    assert m.counts["column_km"] == pytest.approx(2.0 * m.route("Mopti", "Bamako").km)


def test_a_column_that_finds_its_camp_closed_comes_back_with_nothing() -> None:
    m = mission(with_risk(off(), "supply", enabled=True), story=True)
    m.stocks = Stocks(m)
    camp = m.camps["Menaka"]
    stock = m.stocks.open(camp)
    stock.levels = [0.0, 0.0, 0.0]
    there = m.ledger.at(CONTAINERS, "Menaka")
    _, ended = sent(m, camp)
    while m.counts["column_km"] == 0.0:
        m.clock.run_through(m.now + 0.1)
    assert (stock.coming, camp.columns_out) == (1, 1)
    camp.closed.reach(m.track("Menaka"), m.now)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert any("finds the camp closed" in line for _, line in m.story or ())
    assert m.ledger.at(CONTAINERS, "Menaka") == there
    assert (stock.coming, camp.columns_out) == (0, 0)
    assert stock.levels[0] == 0.0


@pytest.mark.parametrize(("name", "leaves"), [("Menaka", False), ("Mopti", True)])
def test_a_column_that_is_not_needed_any_more_does_not_leave_its_hub(
    name: str, leaves: bool
) -> None:
    """No evacuation flight for six days; the last truck day comes while it waits for one."""
    m = mission(with_paths(off(), {AIRSPACE: Path.steps(0.0, [(START + 6.0, 1.0)])}))
    camp = m.camps[name]
    free = {kind: m.pool.free(kind) for kind in m.pool.kinds}
    _, ended = sent(m, camp)

    m.clock.start(shut_gate(m, camp, START + 5.5), "gate")
    m.clock.run_through(START + 5.0)
    assert camp.columns_out == 1
    m.clock.run_through(START + 5.5)
    assert (len(ended), camp.columns_out) == ((1, 1) if leaves else (1, 0)) or leaves
    m.clock.run_through(START + 60.0)
    assert len(ended) == 1
    assert (m.counts["column_km"] > 0.0) == leaves, "trucks that form up in the camp load"
    assert (camp.columns_out, camp.reserved) == (0, 0)
    if not leaves:
        assert {kind: m.pool.free(kind) for kind in m.pool.kinds} == free


def test_a_column_is_fuelled_for_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fuel_asked_for(monkeypatch)
    m = mission(off())
    sent(m, m.camps["Menaka"])
    m.clock.run_through(m.start + 60.0)
    assert asked == [("Gao", 2.0 * m.route("Menaka", "Gao").km)]


def test_a_column_waits_for_no_more_fuel_than_the_trucks_take_with_which_it_goes() -> None:
    """Forty are free, and slack is below a rotation: it asks for those, or for thirty."""
    m = mission(off())
    camp, kind = m.camps["Tessalit"], "trucks:Gao"
    escort = m.tasks.columns.escort_vehicles.value
    camp.deadline, camp.packed, camp.unpacked = m.now + 1.0, camp.unpacked, 0
    m.pool.claim("others", {kind: m.pool.capacity(kind) - 40}, m.track("others"))
    m.clock.run_through(m.now)
    assert columns.next_column(m, camp) > 40
    assert fuelling(m, camp, columns.wants(m, camp)).vehicles == 40 + escort
    assert fuelling(m, camp, {kind: 30.0}).vehicles == 30 + escort


def test_where_trucks_are_without_limit_a_column_goes_with_those_that_it_asks_for() -> None:
    """There is room for forty containers, and fuel for their trucks and not for a full column's."""
    of = alone()
    means = of.scenario.resources
    trucks = {name: there for name, there in means.trucks.items() if name != "Gao"}
    means = replace(means, trucks=trucks)
    m = mission(replace(of, scenario=replace(of.scenario, resources=means)))
    assert "trucks:Gao" not in m.pool.kinds
    m.stocks, camp = Stocks(m), m.camps["Tessalit"]
    camp.deadline, camp.packed, camp.unpacked = m.now + 1.0, camp.unpacked, 0
    camp.clearance_held = True
    m.pool.take("yard:Gao", m.pool.free("yard:Gao") - 40)
    asked = columns.wants(m, camp)
    fuel = fuelling(m, camp, asked)
    assert asked["trucks:Gao"] < columns.next_column(m, camp)
    tanks(m, 1.05 * m.stocks.for_road(fuel.vehicles, fuel.km)).path = Path.constant(0.0)
    answered, _ = sent(m, camp)
    m.clock.run_through(m.start)
    assert (answered.at, camp.reserved) == (m.start, 40)
    assert m.counts["columns_short_of_fuel"] == 0


def test_the_clearance_in_hand_serves_one_column() -> None:
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.clearance_held = True
    camp.low_bed += 100  # more than one column takes
    first, _ = sent(m, camp, 1)
    sent(m, camp, 2)
    lead = m.settings.consent.convoy_lead.permissive.nominal
    m.clock.run_through(m.start + lead - 0.1)
    assert (first.at, len(camp.papers)) == (m.start, 1)
    m.clock.run_through(m.start + lead)
    assert camp.papers == []


def test_a_column_for_which_nothing_is_left_does_not_wait_for_its_clearance() -> None:
    """One column takes all of Menaka."""
    m = mission(off())
    camp = m.camps["Menaka"]
    camp.clearance_held = True
    first, _ = sent(m, camp, 1)
    second, _ = sent(m, camp, 2)
    m.clock.run_through(m.start)
    assert (first.at, second.at, camp.columns_sent) == (m.start, m.start, 1)


def test_one_column_of_a_camp_stands_in_the_queue_and_the_others_behind_it() -> None:
    m = mission(off())
    camp, kind = m.camps["Menaka"], "groups:Gao"
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    answers = [sent(m, camp, number)[0] for number in (1, 2)]
    m.clock.run_through(m.start + 10.0)
    assert len(m.pool.waiting) == len(camp.requests) == 1
    others.release()
    m.clock.run_through(m.start + 20.0)
    assert [answer.reached for answer in answers] == [True, True]


def refused() -> Case:
    """A world in which no column is ever given a clearance, and nothing else happens."""
    of = case().settings.consent.convoy_refused.permissive
    never = replace(of, value=1.0, low=None, high=None)
    return with_risk(off(), "consent", enabled=True, convoy_refused=ByRegime(never, never, never))


def test_trucks_are_given_up_when_none_is_let_go_for_long_and_none_would_be_back_in_time() -> None:
    m = mission(refused())
    camp = m.camps["Tessalit"]
    answered, _ = sent(m, camp)
    m.clock.run_through(camp.deadline)
    patience = m.start + m.policy.acceleration.refused_days.value
    assert answered.at == camp.deadline - m.cycles["Tessalit"].days > patience
    assert camp.trucks_stopped
    assert [(f.trigger, f.place) for f in m.triggers] == [(triggers.CLEARANCE_REFUSED, "Tessalit")]


def test_one_refused_paper_does_not_call_off_a_column_that_has_its_own() -> None:
    """The other has a clearance in hand, one that holds, and stands in the queue for a group."""
    of = refused()
    lasting = replace(of.rules, convoy=replace(of.rules.convoy, validity=1000.0))
    m = mission(replace(of, rules=lasting))
    camp, kind = m.camps["Tessalit"], "groups:Gao"
    others = m.pool.claim("others", {kind: m.pool.capacity(kind)}, m.track("others"))
    camp.clearance_held, camp.packed, camp.unpacked = True, camp.unpacked, 0
    served, _ = sent(m, camp, 1)
    answered, _ = sent(m, camp, 2)
    m.clock.run_through(camp.deadline - m.cycles["Tessalit"].days + 0.01)
    assert (answered.reached, served.reached, camp.trucks_stopped) == (True, False, False)
    assert m.triggers == []
    others.release()
    m.clock.run_through(m.now)
    assert served.reached
    assert camp.columns_sent == 1


def test_nor_one_that_has_its_own_and_waits_for_fuel() -> None:
    """Behind nobody, and nobody behind it: it does not stand in the queue meanwhile."""
    m = mission(refused())
    camp = m.camps["Tessalit"]
    camp.short_of_fuel = 1
    answered, _ = sent(m, camp)
    m.clock.run_through(camp.deadline)
    assert answered.reached
    assert (camp.trucks_stopped, m.triggers) == (False, [])


def test_no_column_is_given_before_it_is_worth_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packing has become slower since it was asked for: nothing is held until then."""
    m = mission(off())
    camp, worth = m.camps["Menaka"], m.start + 12.0
    monkeypatch.setattr(columns, "departure", lambda *_: max(m.now, worth))
    free = m.pool.free("groups:Gao")
    answered, _ = sent(m, camp)
    m.clock.run_through(worth - 0.01)
    assert (answered.reached, m.pool.free("groups:Gao")) == (False, free)
    m.clock.run_through(worth)
    assert answered.at == worth


def back_at_bamako(m: Mission, **left: int) -> tuple[Convoy, list[tuple[None, float]]]:
    """A column of Mopti's own group that has unloaded at Bamako, with so much left at Mopti."""
    camp = m.camps["Mopti"]
    camp.packed, camp.unpacked, camp.low_bed = left.get("packed", 0), 0, 0
    convoy = Convoy("test", m.track("test"), "Mopti", camp.sector, camp, trucks=60, escort=25)
    none = m.pool.claim("none", {}, m.track("none"))
    return convoy, finish(m, go_home(m, camp, convoy, "Bamako", none))


@pytest.mark.parametrize("why_not", ["", "more to fetch", "another camp"])
def test_a_camps_own_column_stays_where_it_has_unloaded_when_nothing_is_left_to_fetch(
    why_not: str,
) -> None:
    """Mopti's groups serve Douentza too, while that stands."""
    m = mission(off())
    camp = m.camps["Mopti"]
    if why_not != "another camp":
        m.camps["Douentza"].closed.reach(m.track("Douentza"), m.now)
    places = "Mopti", "Bamako"
    people = [m.ledger.at(PEOPLE, place) for place in places]
    vehicles = [m.ledger.at(VEHICLES, place) for place in places]
    driving = camp.driving
    convoy, ended = back_at_bamako(m, packed=100 * (why_not == "more to fetch"))
    m.clock.run_through(m.start + 30.0)
    assert len(ended) == 1
    assert (m.counts["column_km"] > 0.0) == bool(why_not)
    moved, own = (0, 0) if why_not else (130, 25)
    assert [m.ledger.at(PEOPLE, place) for place in places] == [
        people[0] - moved,
        people[1] + moved,
    ]
    found = [m.ledger.at(VEHICLES, place) for place in places]
    assert found == [vehicles[0] - own, vehicles[1] + own]
    assert (camp.driving, convoy.escort) == (driving - own, 25 - own)


def test_who_counts_towards_the_floor_is_not_taken_away_with_an_escort() -> None:
    m = mission(off())
    m.camps["Douentza"].closed.reach(m.track("Douentza"), m.now)
    camp = m.camps["Mopti"]
    m.ledger.move(PEOPLE, columns.spare_people(m, camp) - 10, "Mopti", ROAD, m.now)
    back_at_bamako(m)
    m.clock.run_through(m.start + 1.0)
    assert m.ledger.at(PEOPLE, "Mopti") == camp.loads.floor_people


def test_a_column_that_comes_home_to_a_place_that_has_been_left_goes_on() -> None:
    m = mission(off())
    camp = m.camps["Mopti"]
    convoy = Convoy("test", m.track("test"), "Mopti", camp.sector, camp, trucks=60, escort=25)
    none = m.pool.claim("none", {}, m.track("none"))
    ended = finish(m, go_home(m, camp, convoy, "Bamako", none))
    km = m.route("Mopti", "Bamako").km
    m.clock.run_through(m.start + 1.0)
    camp.closed.reach(m.track("Mopti"), m.now)
    m.clock.run_through(m.start + 60.0)
    assert len(ended) == 1
    assert m.counts["column_km"] == pytest.approx(2.0 * km)


def test_vehicles_that_are_kept_to_the_last_convoy_do_not_stay_as_an_escort() -> None:
    m = mission(off())
    camp = m.camps["Mopti"]
    camp.driving -= columns.spare_vehicles(m, camp) - 3
    driving = camp.driving
    track = m.track("Mopti/rotation/1")
    convoy = Convoy(track.entity, track, "Mopti", camp.sector, camp, escort=8)
    move_escort(m, camp, convoy, "Bamako")
    assert camp.driving == driving - 3


def test_each_regrouping_is_one_of_its_own() -> None:
    m = mission(case())
    convoy, took = column(m, 0), []
    for _ in range(2):
        finish(m, regroup(m, convoy, "Menaka"))
        m.clock.run_through(m.now)
        took.append(convoy.regrouped)
    assert took == [1, 2]
