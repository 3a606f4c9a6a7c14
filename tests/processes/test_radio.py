"""Radio: stations are off the air by their day, or when the camp in which they stand is left."""

import pytest

from sim.processes.mission import Mission
from sim.processes.radio import start_radio
from tests.processes.given import case, mission, off

DUE = 184.0  # 24:00 of 31 December
DAYS = 7.0
"""How long a station takes as planned; nine in ten take eleven days or less."""


def silent(m: Mission) -> dict[str, float]:
    """The day on which each station went off the air."""
    return {place: m.milestones[what, place][0] for what, place in m.milestones}


def test_a_station_is_off_the_air_when_it_is_taken_down_so_that_it_is_down_in_time() -> None:
    """By 31 December; in a camp that is left before it, when the floor forms up."""
    m = mission(off(), story=True)
    start_radio(m)
    m.clock.run_through(DUE + 10.0)
    floors = {place: m.camps[place].floor_day for place in ("Kidal", "Mopti")}
    assert all(day < DUE - 10.0 for day in floors.values())
    by = {place: floors.get(place, DUE) for place in ("Bamako", "Gao", "Timbuktu", *floors)}
    assert silent(m) == pytest.approx({place: day - DAYS for place, day in by.items()})
    told = {text: day for day, text in m.story or ()}
    down = {place: told[f"the radio station of {place} is dismantled"] for place in by}
    assert down == pytest.approx(by)
    assert m.counts["radio_stations_closed"] == 5


@pytest.mark.parametrize(("before", "off_the_air"), [(DAYS + 3.0, 0.0), (2.0, DAYS - 2.0)])
def test_a_station_whose_camp_is_left_before_it_is_down_stays_there(
    before: float, off_the_air: float
) -> None:
    """Off the air it is then at the latest; if it was being taken down, since that began."""
    m = mission(off(), story=True)
    start_radio(m)
    left = m.camps["Kidal"].floor_day - before
    m.clock.run_through(left)
    m.camps["Kidal"].closed.reach(m.track("Kidal"), left)
    m.clock.run_through(DUE + 10.0)
    assert silent(m)["Kidal"] == pytest.approx(left - off_the_air)
    told = [text for _, text in m.story or () if "Kidal" in text]
    assert told == [
        f"the radio station of Kidal is {what}" for what in ("off the air", "left as it stands")
    ]


def test_with_the_luck_of_the_task_a_station_is_silent_before_its_day_and_mostly_down_by_it() -> (
    None
):
    """Nine in ten are down by then: of 40 times three, 108, give or take three (one sigma)."""
    down = 0
    for replication in range(40):
        m = mission(case(), replication, story=True)
        start_radio(m)
        m.clock.run_through(DUE)
        assert all(silent(m)[place] < DUE for place in ("Bamako", "Gao", "Timbuktu"))
        down += sum(
            f"the radio station of {place} is dismantled" in text
            for place in ("Bamako", "Gao", "Timbuktu")
            for _, text in m.story or ()
        )
    assert 98 <= down <= 117
