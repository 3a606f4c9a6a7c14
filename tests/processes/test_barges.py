"""Barges: from which week, in which season, how many containers, and where they unload."""

from dataclasses import replace
from datetime import date

from sim.calendar import to_day
from sim.distributions import Fixed
from sim.plan.liquidation import Barges
from sim.processes.barges import barges
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, RIVER
from tests.processes.given import mission, off

FIRST = 98.0
"""The first whole week from 45 days after the as-of date (day 93) on."""
FEBRUARY = 215.0
VOYAGE = 12.0


def sailing(lift: float = 30.0, timbuktu: int = 400, gao: int = 400) -> tuple[Mission, Barges]:
    """A mission with barges that lift so many a week; so many stand ready in the two yards."""
    m = mission(off())
    assert m.plan.barges is not None
    of = replace(m.plan.barges, lift=Fixed(lift))
    m.hubs["Timbuktu"].yard, m.hubs["Gao"].yard = timbuktu, gao
    m.clock.start(barges(m, of), "barges")
    return m, of


def test_they_sail_from_the_week_in_which_export_starts() -> None:
    m, _ = sailing()
    there, slots = m.ledger.at(CONTAINERS, "Timbuktu"), m.pool.free("yard:Timbuktu")
    m.clock.run_through(FIRST - 0.1)
    assert m.ledger.at(CONTAINERS, RIVER) == 0
    m.clock.run_through(FIRST)
    assert m.ledger.at(CONTAINERS, RIVER) == 30
    assert m.ledger.at(CONTAINERS, "Timbuktu") == there - 30
    assert m.pool.free("yard:Timbuktu") == slots + 30
    assert m.hubs["Timbuktu"].yard == 370
    m.clock.run_through(FIRST + 7.0)
    assert m.counts["containers_by_barge"] == 60


def test_they_are_hired_only_while_the_long_haul_is_paid_for() -> None:
    m, _ = sailing()
    m.account.stop("long_haul", m.now)
    m.clock.run_through(FIRST + 14.0)
    assert m.counts["containers_by_barge"] == 0
    m.account.resume(m.now)
    m.clock.run_through(FIRST + 21.0)
    assert m.counts["containers_by_barge"] == 30


def test_what_the_first_hub_does_not_fill_the_second_does() -> None:
    m, _ = sailing(30.0, timbuktu=20)
    m.clock.run_through(FIRST)
    assert (m.hubs["Timbuktu"].yard, m.hubs["Gao"].yard) == (0, 390)
    assert m.counts["containers_by_barge"] == 30
    m.clock.run_through(FIRST + 7.0)
    assert m.hubs["Gao"].yard == 360


def test_they_unload_in_the_yard_of_the_export_hub_which_kept_them_a_place() -> None:
    m, _ = sailing(30.0, timbuktu=30, gao=0)
    hub, free = m.hubs["Bamako"], m.pool.free("yard:Bamako")
    there, waiting = m.ledger.at(CONTAINERS, "Bamako"), hub.yard
    m.clock.run_through(FIRST + VOYAGE - 0.1)
    assert (m.pool.free("yard:Bamako"), hub.yard) == (free - 30, waiting)
    m.clock.run_through(FIRST + VOYAGE)
    assert m.ledger.at(CONTAINERS, RIVER) == 0
    assert m.ledger.at(CONTAINERS, "Bamako") == there + 30
    assert (m.pool.free("yard:Bamako"), hub.yard) == (free - 30, waiting + 30)


def test_both_hubs_together_load_no_more_than_the_export_hub_has_room_for() -> None:
    m, _ = sailing(80.0)
    m.pool.take("yard:Bamako", m.pool.free("yard:Bamako") - 50)
    m.clock.run_through(FIRST + 7.0)
    assert m.counts["containers_by_barge"] == 50


def test_a_barge_waits_at_the_quay_behind_who_asked_for_the_place_before() -> None:
    m, _ = sailing(50.0, timbuktu=50, gao=0)
    m.pool.take("yard:Bamako", m.pool.free("yard:Bamako") - 50)
    first = m.pool.claim("first", {"yard:Bamako": 51}, m.track("first"), priority=-1.0)
    m.clock.run_through(FIRST + VOYAGE + 3.0)
    assert m.ledger.at(CONTAINERS, RIVER) == 50
    m.pool.give("yard:Bamako", 50, m.track("yard"))
    m.clock.run_through(m.now)
    assert first.granted
    assert m.ledger.at(CONTAINERS, RIVER) == 50
    m.pool.give("yard:Bamako", 1, m.track("yard"))
    m.clock.run_through(m.now)
    assert m.ledger.at(CONTAINERS, RIVER) == 0


def test_none_sails_when_the_water_is_low() -> None:
    m, _ = sailing(1.0)
    m.clock.run_through(FEBRUARY - 0.1)
    lifted = m.counts["containers_by_barge"]
    assert lifted == 17  # every week from the 14th to the 30th
    m.clock.run_through(FEBRUARY + 60.0)
    assert m.counts["containers_by_barge"] == lifted


def test_where_the_export_hub_has_no_limit_all_that_the_barges_lift_is_taken() -> None:
    m, _ = sailing(80.0)
    del m.pool.kinds["yard:Bamako"]
    m.clock.run_through(FIRST)
    assert m.counts["containers_by_barge"] == 80


def test_a_season_may_go_on_into_the_next_year() -> None:
    _, of = sailing()
    winter = replace(of, first_month="November", last_month="February")
    summer = replace(of, first_month="July", last_month="September")
    days = [date(2023, month, 15) for month in range(1, 13)]
    for season, months in ((winter, {11, 12, 1, 2}), (summer, {7, 8, 9})):
        assert {day.month for day in days if season.in_season(to_day(day))} == months
