"""The hindcast's table, by hand; a run cut at a day is the whole run to that day."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sim.calendar import end_of
from sim.configuration import load_scenario
from sim.errors import ConfigurationError
from sim.plan.observed import Hindcast, ObservedClosure, ObservedPeople
from sim.replication import prepare, run_replication
from sim.statistics.hindcast import hindcast_table
from sim.statistics.proportions import proportion
from sim.studies.hindcast import TO_CLOSURES, TO_PEOPLE, scenarios_of

DAY = date(2023, 8, 3)  # day 33
OBSERVED = Hindcast(
    as_of=date(2023, 7, 1),
    camps={"Alpha": ObservedClosure(DAY, "x", "A", DAY, "why")},
    people_repatriated=ObservedPeople(DAY, 100.0, "x", "A", DAY, "because"),
)


def table(days: list[float], people: list[float]) -> pd.DataFrame:
    closures = pd.DataFrame({"replication": range(len(days)), "camp": "Alpha", "closed": days})
    return hindcast_table(closures, pd.Series(people), OBSERVED, 48.0)


def test_what_lies_within_is_inside() -> None:
    found = table([30.0, 33.5, float("nan"), float("nan")], [90.0, 100.0, 110.0, 120.0])
    camp, people = found.to_dict("records")
    assert (camp["observed"], camp["low"], camp["high"]) == ("3 Aug 2023", "31 Jul 2023", "later")
    assert (camp["share_before"], camp["share_by"]) == (0.25, 0.5)
    one = proportion(1, 4)
    assert (camp["share_before_low"], camp["share_before_high"]) == (one.low, one.high)
    assert camp["inside"]
    assert (people["share_before"], people["share_by"], people["inside"]) == (0.25, 0.5, True)
    assert found["explanation"].tolist() == ["", ""]


def test_what_lies_without_is_outside_and_explained() -> None:
    found = table([40.0, 41.0], [101.0, 120.0])
    assert found["inside"].tolist() == [False, False]
    assert found["explanation"].tolist() == ["why", "because"]
    assert table([20.0, 21.0], [1.0, 2.0])["inside"].tolist() == [False, False]


def test_the_ends_are_those_of_the_central_95_of_100() -> None:
    found = table([float(day) / 10 for day in range(1, 201)], [float(k) for k in range(1, 201)])
    camp, people = found.to_dict("records")
    assert [people[name] for name in ("q025", "q25", "q50", "q75", "q975")] == [
        5, 50, 100, 150, 195
    ]  # fmt: skip
    assert (people["low"], people["median"], people["high"]) == ("5", "100", "195")
    assert (camp["q025"], camp["q975"], camp["inside"]) == (0.5, 19.5, False)


def test_a_closure_on_the_observed_day_itself_is_inside() -> None:
    assert table([33.9, 33.9], [100.0, 100.0])["inside"].tolist() == [True, True]


@pytest.mark.parametrize(("day", "before", "by"), [(33.0, 0.0, 1.0), (34.0, 0.0, 1.0)])
def test_the_observed_day_is_from_its_0_00_to_its_24_00(
    day: float, before: float, by: float
) -> None:
    camp = table([day, day], [100.0, 100.0]).to_dict("records")[0]
    assert (camp["opens"], camp["ends"]) == (33.0, 34.0)
    assert (camp["share_before"], camp["share_by"], camp["inside"]) == (before, by, True)


def test_the_horizon_itself_is_not_later() -> None:
    camp = table([48.0, float("nan")], [100.0, 100.0]).to_dict("records")[0]
    assert (camp["low"] != "later", camp["high"]) == (True, "later")


def test_a_run_cut_at_a_day_is_the_whole_run_to_that_day() -> None:
    scenario = load_scenario("july")
    _, cut = scenarios_of(scenario)
    longer = replace(scenario, horizon=date(2023, 9, 30))
    for seed in (1, 2):
        whole = run_replication(prepare(longer, seed), 3)
        short = run_replication(prepare(cut[TO_CLOSURES], seed), 3)
        end = cut[TO_CLOSURES].end
        by_then = {c.camp: c.closed for c in whole.closures if c.closed <= end}
        assert by_then == {c.camp: c.closed for c in short.closures if c.closed <= end}
    assert cut[TO_PEOPLE].end == end_of(date(2023, 8, 14))


def test_another_start_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"status\.as_of"):
        scenarios_of(load_scenario("baseline"))
