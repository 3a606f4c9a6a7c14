"""Every number of the configuration says its unit: another one is converted, or refused."""

import pytest

from docs.configuration_fields import tables
from sim.configuration import load_scenario
from sim.configuration.mitigations import Mitigation
from sim.configuration.typing import Document
from sim.errors import ConfigurationError


@pytest.mark.parametrize("kind", [Document, Mitigation])
def test_no_number_is_without_a_unit(kind: type) -> None:
    rows = [row for table in tables(kind) for row in table.rows]
    numbers = [row for row in rows if row.kind.startswith(("number", "distribution"))]
    shares = ("0 to 1", "0 to 0.95")
    assert numbers
    assert [row.path for row in numbers if not row.unit and row.allowed not in shares] == []


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("tasks.air_lift.longest_wait", "parsecs"),
        ("tasks.packing.preparation_lead", "days after the as-of date"),
        ("plan.camps.Kidal.people", "hours"),
        ("risk.attacks.ied.killed", "vehicles"),
        ("risk.attacks.turn_back", "days"),
        ("risk.unrest.elsewhere", "per day"),
    ],
)
def test_a_unit_of_something_else_is_refused(path: str, unit: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", [f"{path}.unit={unit}"])
    (problem,) = caught.value.problems
    assert problem.where == path
    assert f"unit '{unit}' is not allowed here: expected '" in problem.what


def test_a_length_of_time_is_converted() -> None:
    given = load_scenario(
        "baseline",
        ["tasks.air_lift.longest_wait={value: 36, unit: hours}",
         "tasks.packing.preparation_lead={value: 3, unit: weeks}",
         "tasks.air_lift.hub_kept_until={value: 11, unit: days}"],
    ).tasks  # fmt: skip
    assert given.air_lift.longest_wait.value == pytest.approx(1.5)
    assert given.packing.preparation_lead.value == pytest.approx(21.0)
    assert given.packing.preparation_lead.unit == "days before the window"
    assert given.air_lift.hub_kept_until.value == pytest.approx(11.0)
