"""Radio: stations are off the air by their day, or when the camp in which they stand is left."""

import pytest

from sim.processes.mission import Mission
from sim.processes.radio import start_radio
from sim.record import milestones
from tests.processes.given import case, mission, off

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


def test_a_station_is_dismantled_so_early_that_nine_in_ten_are_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = mission(case())
    assert m.plan.radio is not None
    of = m.plan.radio.dismantling
    days = of.ppf(m.policy.answers_in_time.value)
    assert days > of.nominal
    monkeypatch.setattr(Mission, "task", lambda *_: days)
    start_radio(m)
    m.clock.run_through(DUE + 10.0)
    assert m.milestones[milestones.RADIO, "Gao"][0] == pytest.approx(DUE)
