"""The clearance of the last convoy: for which day it is asked, on which, by what is known then."""

import pytest

from sim.paths import Path
from sim.processes.camp import CampState
from sim.processes.certificate import tail
from sim.processes.clearance import Clearance, Requests
from sim.processes.last_clearance import ask_for_last_convoy, ask_for_today, use_held
from sim.processes.mission import Mission
from sim.risks.world import CONSENT, PERMISSIVE, RESTRICTIVE
from tests.processes.given import finish, mission, off, with_paths

START = 48.0


def begun(
    *changes: tuple[float, float], floor: float = 90.0, opens: float = 0.0
) -> tuple[Mission, CampState]:
    """A camp whose floor forms up on a day after the start, in these regimes of consent."""
    path = Path.steps(float(PERMISSIVE), [(START + day, level) for day, level in changes])
    m = mission(with_paths(off(), {CONSENT: path}))
    camp = m.camps["Kidal"]
    camp.floor_day, camp.opens = START + floor, START + opens
    finish(m, ask_for_last_convoy(m, camp))
    return m, camp


def loads_go(m: Mission, camp: CampState, day: float) -> None:
    """The last loads go so many days after the start."""
    m.clock.run_through(START + day)
    camp.loads_gone.reach(camp.track, m.now)


def asked(m: Mission, camp: CampState) -> list[tuple[float, float]]:
    """The days after the start on which it is asked for, and for which, to the end."""
    m.clock.run_through(START + 200.0)
    return [(of.asked - START, of.wanted - START) for of in camp.last_clearances]


def last_day(m: Mission) -> float:
    return 90.0 + m.tasks.movement.forming_up.nominal


@pytest.mark.parametrize(
    ("changes", "level", "day"),
    [
        ([], PERMISSIVE, None),
        ([(40.0, RESTRICTIVE)], RESTRICTIVE, None),
        ([(last_day(mission(off())) - 9.0, RESTRICTIVE)], RESTRICTIVE, 9.0),
    ],
)
def test_it_is_asked_for_as_far_ahead_as_planners_ask_on_that_day(
    changes: list[tuple[float, float]], level: int, day: float | None
) -> None:
    """Who sleeps until the day that was right in the regime before is woken by the next one."""
    m, camp = begun(*changes)
    ahead = m.rules.convoy.ahead
    assert ahead[PERMISSIVE] < 9.0 < ahead[RESTRICTIVE]
    last = last_day(m)
    ((on, for_day),) = asked(m, camp)
    assert (on, for_day) == pytest.approx((last - (day or ahead[level]), last))


def test_when_the_signature_is_in_sight_another_is_asked_for_and_the_first_stands() -> None:
    """A restrictive regime asks so far ahead that the first stands when the loads go."""
    m, camp = begun((0.0, RESTRICTIVE))
    ahead, last = m.rules.convoy.ahead[RESTRICTIVE], last_day(m)
    days = m.tasks.handover.close_out_after_last_load.value + tail(m, camp)
    gone = last - ahead + 0.5
    assert gone + days < last
    loads_go(m, camp, gone)
    first, second = asked(m, camp)
    assert first == pytest.approx((last - ahead, last))
    assert second == pytest.approx((gone, gone + days))
    names = [of.entity for of in camp.last_clearances]
    assert names == ["Kidal/last convoy", "Kidal/last convoy/2"]


def test_loads_that_go_early_are_followed_by_a_request_for_the_signature_alone() -> None:
    m, camp = begun()
    loads_go(m, camp, 20.0)
    days = m.tasks.handover.close_out_after_last_load.value + tail(m, camp)
    on = max(20.0, 20.0 + days - m.rules.convoy.ahead[PERMISSIVE])
    ((asked_on, wanted),) = asked(m, camp)
    assert (asked_on, wanted) == pytest.approx((on, 20.0 + days))


def test_it_is_not_for_a_day_before_the_window() -> None:
    m, camp = begun(opens=60.0)
    loads_go(m, camp, 20.0)
    ((on, day),) = asked(m, camp)
    assert (day, on) == pytest.approx((60.0, 60.0 - m.rules.convoy.ahead[PERMISSIVE]))


@pytest.mark.parametrize("ends", ["order", "floor"])
def test_nothing_is_asked_for_a_floor_that_forms_up_or_leaves_in_haste(ends: str) -> None:
    m, camp = begun(opens=60.0)
    loads_go(m, camp, 20.0)
    m.clock.run_through(START + 30.0)
    if ends == "order":
        camp.ordered_at = m.now
        camp.order.fire()
    else:
        camp.formed_at = m.now
    assert asked(m, camp) == []


def test_the_clearance_that_the_status_gives_serves_the_last_convoy_if_no_column_has_used_it() -> (
    None
):
    m, camp = begun(opens=60.0)
    camp.clearance_held = True
    loads_go(m, camp, 2.0)
    m.clock.run_through(START + 2.0)
    (of,) = camp.last_clearances
    assert of.ready(m.now) == m.now
    assert not camp.clearance_held


@pytest.mark.parametrize("late", [0.0, 30.0])
def test_a_clearance_in_hand_since_the_as_of_date_is_used_while_it_holds(late: float) -> None:
    """Though loads are still there when the floor forms up; later it is asked for anew."""
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.clearance_held = True
    m.clock.run_through(m.start + late)
    ask_for_today(m, camp)
    (of,) = camp.last_clearances
    assert (of.ready(m.now) == m.now) is (late == 0.0)
    assert of.wanted == m.now
    assert not camp.clearance_held


@pytest.mark.parametrize(("away", "more"), [(None, 1), (0.0, 0), (1.0, 0), (60.0, 1)])
def test_who_is_ready_asks_for_today_unless_a_request_stands_that_is_as_soon(
    away: float | None, more: int
) -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    if away is not None:
        of = m.rules.convoy
        standing = Clearance(m, of, "standing", camp.sector, m.now - 5.0, m.now + away)
        camp.last_clearances.append(standing)
    before = len(camp.last_clearances)
    ask_for_today(m, camp)
    assert len(camp.last_clearances) == before + more
    assert camp.last_clearances[-1].wanted == m.now + (0.0 if more else away or 0.0)


def test_of_requests_side_by_side_the_first_in_hand_serves() -> None:
    m = mission(off())
    of, now = m.rules.convoy, m.now
    one, other = (
        Clearance(m, of, f"test/{wanted:g}", "North", now - 30.0 + wanted, now + wanted)
        for wanted in (20.0, 3.0)
    )
    both = Requests(one, other)
    assert (both.wanted, both.first(now)) == (other.wanted, other)
    assert both.ready(now) == other.ready(now) == now + 3.0
    late = now + 3.0 + of.validity + 1.0
    assert both.ready(late) == min(one.ready(late), other.ready(late))


@pytest.mark.parametrize(("late", "serves"), [(0.0, True), (0.1, False)])
def test_a_clearance_that_the_status_gives_holds_as_long_as_any_other(
    late: float, serves: bool
) -> None:
    m = mission(off())
    camp = m.camps["Kidal"]
    camp.clearance_held = True
    m.clock.run_through(START + m.rules.convoy.validity + late)
    use_held(m, camp, m.now)
    assert [of.in_hand() for of in camp.last_clearances] == [True] * serves
    assert not camp.clearance_held
