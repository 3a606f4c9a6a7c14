"""Radio: stations are off the air by their day, or when the camp in which they stand is left."""

import pytest

from sim.processes.radio import start_radio
from sim.record import milestones
from tests.processes.given import mission, off

DUE = 184.0  # 24:00 of 31 December


def test_a_station_is_dismantled_by_the_day_and_with_its_camp() -> None:
    m = mission(off())
    start_radio(m)
    m.clock.run_through(100.0)
    m.camps["Kidal"].closed.reach(m.track("Kidal"), 100.0)
    m.clock.run_through(DUE + 10.0)
    day = {place: m.milestones[milestones.RADIO, place][0] for place in ("Kidal", "Gao", "Bamako")}
    assert day == {"Kidal": 100.0, "Gao": pytest.approx(DUE), "Bamako": pytest.approx(DUE)}
    assert m.counts["radio_stations_closed"] == 5
