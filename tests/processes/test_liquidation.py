"""Liquidation by steps: what is kept and given away, who leaves when, when a hub is returned."""

from typing import Any

import pytest

from sim.plan.liquidation import Liquidation
from sim.processes import civilians, liquidation
from sim.processes.by_road import carry
from sim.processes.camp import Once
from sim.processes.convoy import Convoy
from sim.processes.hub import Hub, Load
from sim.processes.liquidation import (
    dispose,
    give_away,
    give_back,
    leave_hub,
    more_to_come,
    release_vehicles,
    ship_out,
)
from sim.processes.mission import Mission
from sim.record import milestones
from sim.record.causes import CONSENT, HANDOVER, PLAN
from sim.record.ledger import (
    ABROAD,
    CONTAINERS,
    CORRIDOR,
    DISPOSED,
    LOST,
    PEOPLE,
    RIVER,
    ROAD,
    VEHICLES,
)
from sim.record.losses import GIFTED, SCRAPPED, SOLD
from tests.processes.given import case, days_by_cause, finish, mission, off
from tests.processes.test_disposal import with_disposal

FIRST_DAY = 184.0  # 1 January 2024
MONTH = 365.25 / 12.0


def hub_of(name: str = "Timbuktu") -> tuple[Mission, Liquidation, Hub]:
    m = mission(off())
    of = m.plan.liquidation
    assert of is not None
    for hub in m.hubs.values():
        m.expect(milestones.EMPTIED, hub.name)
        m.expect(milestones.DISPOSED, hub.name)
        m.expect(milestones.RETURNED, hub.name)
    return m, of, m.hubs[name]


def leave_there(m: Mission, hub: Hub, containers: int, vehicles: int) -> None:
    """Let only so much stand at a hub, none of it to be kept."""
    for kind, there in ((CONTAINERS, containers), (VEHICLES, vehicles)):
        m.ledger.move(kind, m.ledger.at(kind, hub.name) - there, hub.name, LOST, m.now)
    hub.kept_containers = hub.kept_vehicles = 0


def close(m: Mission, *names: str) -> None:
    for name in names or m.camps:
        m.camps[name].closed.reach(m.camps[name].track, m.now)


# -- what is kept ---------------------------------------------------------------------------------


def test_vehicles_leave_but_for_those_of_the_guard_and_those_to_be_sold() -> None:
    """A guard of 30 at 350 people to 110 vehicles has ten; five in a hundred of 500 are sold."""
    m, _, hub = hub_of()
    there = m.ledger.at(VEHICLES, "Timbuktu")
    hub.guard, hub.parked_low_bed = 30, 62
    release_vehicles(m, hub)
    assert hub.kept_vehicles == 10 + 25
    assert (hub.low_bed, hub.wheels) == (62, there - 62 - 35)
    assert hub.released


def test_where_fewer_vehicles_are_left_the_guard_has_them() -> None:
    m, _, hub = hub_of()
    leave_there(m, hub, 0, 20)
    hub.guard, hub.parked_low_bed = 30, 62
    release_vehicles(m, hub)
    assert (hub.kept_vehicles, hub.low_bed, hub.wheels) == (20, 0, 0)


@pytest.mark.parametrize(("left", "gone"), [(849, 74), (40, 40)])
def test_what_is_not_worth_its_way_is_given_away_when_disposal_ends(left: int, gone: int) -> None:
    m, of, hub = hub_of()
    leave_there(m, hub, left, 0)
    hub.kept_containers = 74
    space = m.pool.free("yard:Timbuktu")
    finish(m, dispose(m, of, hub))
    m.clock.run_through(m.start + of.disposal.nominal - 0.1)
    assert m.ledger.at(CONTAINERS, "Timbuktu") == left
    m.clock.run_through(m.start + of.disposal.nominal)
    assert m.ledger.at(CONTAINERS, "Timbuktu") == left - gone
    assert m.ledger.at(CONTAINERS, DISPOSED) >= gone
    assert m.pool.free("yard:Timbuktu") == space + gone
    assert hub.kept_containers == 0
    assert m.milestones[milestones.DISPOSED, "Timbuktu"][0] == m.now


def test_half_belongs_to_contingents_that_destroy_it_and_half_of_the_rest_is_gifted() -> None:
    """Of 80: 40 are the contingents'; of the other 40, 20 are gifted and 15 per cent are sold."""
    m, of, hub = hub_of()
    hub.kept_containers = 80
    finish(m, dispose(m, of, hub))
    m.clock.run_through(m.start + of.disposal.nominal)
    fates = [m.losses.of("Timbuktu", CONTAINERS, fate) for fate in (GIFTED, SOLD, SCRAPPED)]
    assert fates == [20, 6, 40 + 14]


@pytest.mark.parametrize(("unfit", "no_buyer"), [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)])
def test_as_at_camps_a_recipient_may_be_unfit_and_a_buyer_may_not_come(
    unfit: float, no_buyer: float
) -> None:
    """Of 80 20 are to be gifted and six to be sold: what is not is destroyed as well."""
    m = mission(with_disposal(recipient_unfit=unfit, no_buyer=no_buyer))
    give_away(m, m.hubs["Gao"], CONTAINERS, 80)
    gifted, sold = 0 if unfit else 20, 0 if no_buyer else 6
    fates = [m.losses.of("Gao", CONTAINERS, fate) for fate in (GIFTED, SOLD, SCRAPPED)]
    assert fates == [gifted, sold, 80 - gifted - sold]


def test_a_hub_has_one_recipient_whatever_is_given_away_and_each_hub_its_own() -> None:
    """One in five is unfit, as at camps: with 150 draws 30, give or take five (one sigma)."""
    unfit = 0
    for replication in range(50):
        m = mission(case(), replication)
        for name in ("Gao", "Timbuktu", "Bamako"):
            for _ in range(2):
                give_away(m, m.hubs[name], CONTAINERS, 20)
            gifted = m.losses.of(name, CONTAINERS, GIFTED)
            assert gifted in (0, 10)
            unfit += not gifted
    assert 15 <= unfit <= 45


def test_the_vehicles_of_the_guard_are_destroyed_by_their_owners_and_never_gifted() -> None:
    m, _, hub = hub_of("Gao")
    leave_there(m, hub, 0, 12)
    hub.kept_vehicles = 12
    leave_hub(m, hub, m.track("test"))
    fates = [m.losses.of("Gao", VEHICLES, fate) for fate in (GIFTED, SOLD, SCRAPPED)]
    assert fates == [0, 0, 12]


@pytest.mark.parametrize(("there", "gone"), [(500, 25), (30, 20), (8, 0)])
def test_with_it_go_the_vehicles_that_were_to_be_sold_or_gifted_and_the_guard_keeps_its_own(
    there: int, gone: int
) -> None:
    """A guard of 30 has ten; where fewer than ten and 25 are left, the guard's come first."""
    m, of, hub = hub_of()
    leave_there(m, hub, 0, there)
    hub.guard, hub.kept_vehicles = 30, min(there, 10 + 25)
    finish(m, dispose(m, of, hub))
    m.clock.run_through(m.start + of.disposal.nominal)
    assert m.ledger.at(VEHICLES, "Timbuktu") == there - gone
    assert hub.kept_vehicles == min(there, 10)


# -- who leaves -----------------------------------------------------------------------------------


def test_rear_parties_leave_one_by_one_and_the_last_when_nothing_is_left() -> None:
    """Five parties of 30 beside a guard of 12: one with each fifth, but the last with the last."""
    m, of, hub = hub_of()
    close(m)
    leave_there(m, hub, 60, 40)
    hub.guard, hub.staying = 12, 12 + 150
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    seen = []
    for load in (Load(19), Load(1), Load(40), Load(wheels=39), Load(wheels=1)):
        m.clock.run_through(m.now + 1.0)
        hub.leaves(m, load, CORRIDOR, m.track("lot"))
        m.clock.run_through(m.now + 1.0)
        seen.append(hub.staying - hub.guard)
    assert seen == [150, 120, 60, 30, 0]
    assert hub.expected + hub.ready == 150
    assert ended == [(None, m.now - 1.0)]
    assert m.milestones[milestones.EMPTIED, "Timbuktu"][0] == m.now - 1.0


def test_parties_of_odd_numbers_leave_whole() -> None:
    m, of, hub = hub_of()
    close(m)
    leave_there(m, hub, 100, 0)
    hub.guard, hub.staying = 12, 12 + 77
    finish(m, ship_out(m, of, hub, m.track("test")))
    m.clock.run_through(m.now + 1.0)
    hub.leaves(m, Load(containers=100), CORRIDOR, m.track("lot"))
    m.clock.run_through(m.now + 1.0)
    assert (hub.staying, hub.expected) == (12, 77)


def test_where_none_but_the_guard_stay_nobody_leaves_with_the_equipment() -> None:
    m, of, hub = hub_of()
    close(m)
    leave_there(m, hub, 0, 0)
    hub.guard = hub.staying = 12
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    m.clock.run_through(m.now + 1.0)
    assert (len(ended), hub.staying, hub.expected) == (1, 12, 0)


def test_an_empty_hub_waits_for_the_camp_that_still_sends_to_it() -> None:
    m, of, hub = hub_of()
    leave_there(m, hub, 0, 0)
    hub.guard, hub.staying = 12, 12 + 60
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    m.clock.run_through(m.start + 3.0)
    assert ended == []
    assert hub.staying == 12 + 30, "the last party stays"
    close(m, "Goundam")
    m.clock.run_through(m.start + 3.0)
    assert ended == [(None, m.start + 3.0)]
    assert hub.staying == 12


def five_on_the_road() -> tuple[Mission, Hub, list[tuple[Any, float]]]:
    """An empty hub that waits for three days by now for five containers on the road."""
    m, of, hub = hub_of()
    close(m)
    leave_there(m, hub, 0, 0)
    m.ledger.move(CONTAINERS, 5, "Kidal", ROAD, m.now)
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    m.clock.run_through(m.start + 3.0)
    assert ended == []
    return m, hub, ended


def test_an_empty_hub_waits_for_what_is_on_the_road_and_then_for_what_came() -> None:
    m, hub, ended = five_on_the_road()
    m.ledger.move(CONTAINERS, 5, ROAD, "Timbuktu", m.now)
    hub.equipment_changed.fire()
    m.clock.run_through(m.start + 4.0)
    assert ended == []
    hub.leaves(m, Load(containers=5), CORRIDOR, m.track("lot"))
    m.clock.run_through(m.start + 4.0)
    assert ended == [(None, m.start + 4.0)]


def test_an_empty_hub_waits_no_longer_when_what_was_on_the_road_came_to_another() -> None:
    m, _, ended = five_on_the_road()
    m.ledger.move(CONTAINERS, 5, ROAD, "Gao", m.now)
    m.hubs["Gao"].equipment_changed.fire()
    m.clock.run_through(m.start + 3.0)
    assert ended == [(None, m.start + 3.0)]


def test_a_hub_whose_last_vehicles_leave_with_people_by_road_is_empty_when_they_arrive() -> None:
    """95 people at 350 to 110 vehicles need 30."""
    m, of, hub = hub_of()
    close(m)
    leave_there(m, hub, 0, 30)
    for place in (hub, m.hubs["Bamako"]):
        place.released = True
    hub.wheels, hub.ready = 30, 95
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    track = m.track("Timbuktu/by road/1")
    claim = m.pool.claim(track.entity, {}, track)
    arrived = finish(m, carry(m, hub, "Bamako", track, claim), "column")
    m.clock.run_through(m.start + 40.0)
    assert m.hubs["Bamako"].wheels == 30
    assert [at for _, at in ended] == [at for _, at in arrived] != []


def test_the_export_hub_waits_for_the_hubs_that_send_to_it() -> None:
    m, of, hub = hub_of("Bamako")
    close(m)
    leave_there(m, hub, 0, 0)
    ended = finish(m, ship_out(m, of, hub, m.track("test")))
    for name in ("Gao", "Timbuktu"):
        m.clock.run_through(m.now + 2.0)
        assert ended == []
        m.hubs[name].emptied.reach(m.track(name), m.now)
    m.clock.run_through(m.now)
    assert ended == [(None, m.start + 4.0)]


def test_more_comes_to_a_hub_while_its_camps_stand() -> None:
    m, _, hub = hub_of()
    close(m, *(name for name in m.camps if name != "Goundam"))
    assert more_to_come(m, hub)
    assert not more_to_come(m, m.hubs["Gao"])


def convoy_out(m: Mission, *, abroad: bool) -> None:
    """A long haul of Gao on the road: three containers, two vehicles on trucks, one on wheels."""
    convoy = Convoy("Gao/long haul/1", m.track("test"), "Gao", "East", abroad=abroad)
    convoy.containers, convoy.low_bed, convoy.own = 3, 2, 1
    m.ledger.move(CONTAINERS, 3, "Gao", ROAD, m.now)
    m.ledger.move(VEHICLES, 3, "Gao", ROAD, m.now)
    m.hubs["Gao"].hauling[convoy.entity] = convoy


@pytest.mark.parametrize("abroad", [False, True])
def test_what_a_long_haul_carries_comes_to_the_export_hub_alone_and_from_a_border_to_none(
    abroad: bool,
) -> None:
    m, _, hub = hub_of()
    close(m)
    for name in ("Gao", "Timbuktu"):
        m.hubs[name].emptied.reach(m.track(name), m.now)
    convoy_out(m, abroad=abroad)
    assert not more_to_come(m, hub)
    assert more_to_come(m, m.hubs["Gao"]), "it may turn back"
    assert more_to_come(m, m.hubs["Bamako"]) is not abroad


@pytest.mark.parametrize("kind", [CONTAINERS, VEHICLES])
def test_other_columns_on_the_road_may_come_to_any_hub(kind: str) -> None:
    m, _, hub = hub_of()
    close(m)
    assert not more_to_come(m, hub)
    m.ledger.move(kind, 1, "Kidal", ROAD, m.now)
    assert more_to_come(m, hub)


def test_barges_come_to_the_export_hub() -> None:
    m, _, hub = hub_of()
    close(m)
    for name in ("Gao", "Timbuktu"):
        m.hubs[name].emptied.reach(m.track(name), m.now)
    m.ledger.move(CONTAINERS, 1, "Gao", RIVER, m.now)
    assert not more_to_come(m, hub)
    assert more_to_come(m, m.hubs["Bamako"])


# -- the return -----------------------------------------------------------------------------------

CLEAN, INSPECTION = 14.0, 2.0
SIGNATURE = off().settings.consent.certificate_signature.permissive.nominal


def nobody_and_nothing_to_sell(m: Mission, hub: Hub) -> None:
    """Let the hub's people have left, and its disposal be completed."""
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, hub.name), hub.name, ABROAD, m.now)
    hub.staying = 0
    hub.disposed.reach(m.track("sold"), m.now)


@pytest.mark.parametrize("emptied", [FIRST_DAY, FIRST_DAY + 400.0])
def test_a_hub_is_returned_after_its_months_and_after_its_last_clean_up(emptied: float) -> None:
    m, of, hub = hub_of("Gao")
    m.clock.run_through(emptied)
    track = m.track("test")
    track.until(emptied, PLAN, "before")
    nobody_and_nothing_to_sell(m, hub)
    finish(m, give_back(m, of, hub, track))
    m.clock.run_through(emptied + 400.0)
    months = max(0.0, FIRST_DAY + 9.0 * MONTH - emptied - CLEAN)
    returned = emptied + CLEAN + months + INSPECTION + SIGNATURE
    assert hub.returned.at == pytest.approx(returned)
    assert m.milestones[milestones.RETURNED, "Gao"][0] == hub.returned.at
    assert days_by_cause(track) == pytest.approx(
        {PLAN: emptied - m.start + months, HANDOVER: CLEAN + INSPECTION, CONSENT: SIGNATURE}
    )


@pytest.mark.parametrize("what", ["disposal", "column", "by road", "people"])
def test_a_hub_is_returned_when_all_is_sold_every_column_is_back_and_everybody_has_left(
    what: str,
) -> None:
    m, of, hub = hub_of("Gao")
    m.clock.run_through(FIRST_DAY + 400.0)
    nobody_and_nothing_to_sell(m, hub)
    if what == "disposal":
        hub.disposed = Once(m.clock)
    elif what == "people":
        m.ledger.move(PEOPLE, 1, "Bamako", "Gao", m.now)
    else:
        hub.columns_out, hub.on_the_road = int(what == "column"), what == "by road"
    finish(m, give_back(m, of, hub, m.track("test")))
    m.clock.run_through(m.now + 100.0)
    assert not hub.returned.reached
    hub.columns_out, hub.on_the_road = 0, False
    hub.disposed.reach(m.track("test"), m.now)
    m.ledger.move(PEOPLE, m.ledger.at(PEOPLE, "Gao"), "Gao", ABROAD, m.now)
    hub.equipment_changed.fire()
    m.people_moved(hub)
    asked = m.now
    m.clock.run_through(m.now + 20.0)
    assert hub.returned.at == pytest.approx(
        asked if what in ("people", "by road") else asked + INSPECTION + SIGNATURE
    )


def test_the_guard_leaves_when_the_certificate_is_signed() -> None:
    m, of, hub = hub_of("Gao")
    m.clock.run_through(FIRST_DAY + 400.0)
    nobody_and_nothing_to_sell(m, hub)
    hub.staying = hub.guard = 40
    finish(m, give_back(m, of, hub, m.track("test")))
    m.clock.run_through(m.now + CLEAN + INSPECTION + SIGNATURE - 0.01)
    assert (hub.staying, hub.expected) == (40, 0)
    m.clock.run_through(m.now + 0.02)
    assert (hub.staying, hub.expected) == (0, 40)
    signed = m.now - 0.01
    m.clock.run_through(m.now + m.tasks.air_lift.formalities.nominal)
    assert hub.known_since == pytest.approx(signed), "nobody knew of it before"


def test_the_export_hub_is_returned_after_the_others() -> None:
    m, of, hub = hub_of("Bamako")
    m.clock.run_through(FIRST_DAY + 600.0)
    nobody_and_nothing_to_sell(m, hub)
    finish(m, give_back(m, of, hub, m.track("test")))
    m.clock.run_through(m.now + CLEAN + 50.0)
    assert not hub.returned.reached
    for name in ("Gao", "Timbuktu"):
        m.hubs[name].returned.reach(m.track(name), m.now)
    m.clock.run_through(m.now + INSPECTION + 20.0)
    assert hub.returned.reached


@pytest.mark.parametrize("name", ["Gao", "Bamako"])
def test_what_is_left_goes_with_a_hub(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ended: list[Any] = []
    monkeypatch.setattr(civilians, "liquidate", ended.append)
    m, _, hub = hub_of(name)
    containers, vehicles = m.ledger.at(CONTAINERS, name), m.ledger.at(VEHICLES, name)
    leave_hub(m, hub, m.track("test"))
    assert m.ledger.at(CONTAINERS, name) == m.ledger.at(VEHICLES, name) == 0
    fates = (GIFTED, SOLD, SCRAPPED)
    assert sum(m.losses.of(name, CONTAINERS, fate) for fate in fates) == containers
    assert sum(m.losses.of(name, VEHICLES, fate) for fate in fates) == vehicles
    assert m.pool.free(f"yard:{name}") == m.pool.capacity(f"yard:{name}")
    assert m.counts["hubs_returned"] == 1
    assert (hub.kept_containers, hub.kept_vehicles) == (0, 0), "nothing is kept any more"
    assert len(ended) == (name == "Bamako"), "the last civilians leave with the export hub"


def test_nothing_of_a_liquidation_happens_before_its_first_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, of, hub = hub_of()
    days: list[float] = []
    monkeypatch.setattr(liquidation, "release_vehicles", lambda m, _: days.append(m.now))
    finish(m, liquidation.liquidate(m, of, hub))
    m.clock.run_through(FIRST_DAY + 1.0)
    assert days == [FIRST_DAY]


def test_disposal_begins_on_the_first_day_and_waits_for_nothing() -> None:
    m, of, hub = hub_of()
    finish(m, liquidation.liquidate(m, of, hub))
    m.clock.run_through(FIRST_DAY + of.disposal.nominal)
    assert m.milestones[milestones.DISPOSED, "Timbuktu"][0] == FIRST_DAY + of.disposal.nominal
    assert not hub.emptied.reached
