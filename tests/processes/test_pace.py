"""The pace on a road: rain against hand and integral."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.paths import Path
from sim.processes.pace import Pace

DRY = Path.constant(0.0)
OPEN = Path.constant(1.0)
WET_1_TO_2 = Path.steps(0.0, [(1.0, 1.0), (2.0, 0.0)])
SHUT_1_TO_3 = Path.steps(1.0, [(1.0, 0.0), (3.0, 1.0)])


@pytest.mark.parametrize(
    ("start", "km", "wetness", "passable", "end"),
    [
        (0.0, 250.0, None, None, 2.5),
        (0.0, 250.0, DRY, OPEN, 2.5),
        (0.0, 100.0, WET_1_TO_2, OPEN, 1.0),
        (0.0, 120.0, WET_1_TO_2, OPEN, 1.5),
        (0.0, 140.0, WET_1_TO_2, OPEN, 2.0),
        (0.0, 250.0, WET_1_TO_2, OPEN, 3.1),
        (1.0, 30.0, WET_1_TO_2, OPEN, 1.75),
        (0.0, 250.0, DRY, SHUT_1_TO_3, 4.5),
        (2.0, 50.0, DRY, SHUT_1_TO_3, 3.5),
        (0.0, 100.0, DRY, SHUT_1_TO_3, 1.0),
        # 80 km dry, then shut from 1 to 3, and the last 20 km wet.
        (0.2, 100.0, Path.steps(0.0, [(1.0, 1.0)]), SHUT_1_TO_3, 3.5),
        (0.0, 101.0, DRY, Path.steps(1.0, [(1.0, 0.0)]), math.inf),
    ],
)
def test_days_on_the_road_by_hand(
    start: float, km: float, wetness: Path | None, passable: Path | None, end: float
) -> None:
    assert Pace(100.0, 40.0, wetness, passable).driven(start, km) == pytest.approx(end)


gates = st.lists(
    st.tuples(st.floats(0.0, 40.0), st.sampled_from([0.0, 1.0])),
    max_size=8,
    unique_by=lambda change: change[0],
).map(lambda changes: Path.steps(1.0, sorted(changes)))


@given(gates, gates, st.floats(0.0, 20.0), st.floats(1.0, 2000.0), st.floats(20.0, 90.0))
def test_days_on_the_road_are_those_in_which_the_speed_integrates_to_the_way(
    wetness: Path, passable: Path, start: float, km: float, wet: float
) -> None:
    speed = passable * wetness.map(lambda is_wet: wet if is_wet else 100.0)
    expected = speed.reach(start, km)
    pace, least = Pace(100.0, wet, wetness, passable), 1e-12  # a road may shut on the last metre
    soonest, latest = (pace.driven(start, km * part) for part in (1.0 - least, 1.0 + least))
    assert soonest - 1e-9 <= expected <= latest + 1e-9


@given(
    gates, gates, st.floats(0.0, 20.0), st.floats(1.0, 2000.0), st.floats(20.0, 90.0),
    st.floats(0.0, 1.0),
)  # fmt: skip
def test_what_is_behind_a_column_is_what_it_has_driven_by_then(
    wetness: Path, passable: Path, start: float, km: float, wet: float, share: float
) -> None:
    """By the day on which so many kilometres are driven, as many are covered: nothing jumps."""
    pace = Pace(100.0, wet, wetness, passable)
    at = pace.driven(start, share * km)
    if at < math.inf:
        behind = pace.covered(start, at)
        assert behind == pytest.approx(share * km, abs=1e-6)


@pytest.mark.parametrize(
    ("start", "until", "wetness", "passable", "km", "days"),
    [
        (0.0, 2.5, None, None, 0.0, 0.0),
        (0.0, 2.5, DRY, OPEN, 0.0, 0.0),
        (0.0, 1.0, WET_1_TO_2, OPEN, 0.0, 0.0),
        (0.0, 1.5, WET_1_TO_2, OPEN, 20.0, 0.5),
        (1.25, 3.0, WET_1_TO_2, OPEN, 30.0, 0.75),
        # Washed out from 1 to 3: two days of rain without a kilometre, and one at 40 km/day.
        (0.0, 4.0, Path.steps(0.0, [(1.0, 1.0)]), SHUT_1_TO_3, 40.0, 3.0),
        # Washed out where it is dry: no rain.
        (0.0, 4.0, DRY, SHUT_1_TO_3, 0.0, 0.0),
    ],
)
def test_what_is_driven_in_rain_by_hand(
    start: float, until: float, wetness: Path | None, passable: Path | None, km: float, days: float
) -> None:
    pace = Pace(100.0, 40.0, wetness, passable)
    assert pace.covered_wet(start, until) == pytest.approx(km)
    assert pace.wet_days(start, until) == pytest.approx(days)
