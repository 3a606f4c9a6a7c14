"""A risk that names what the plan does not have is refused: nobody would read its values."""

import pytest

from sim.configuration import load_scenario
from sim.errors import ConfigurationError


@pytest.mark.parametrize(
    ("risk", "where", "what", "allowed"),
    [
        ("consent=baseline", "worse_sectors", "sector 'North'", "Far, Near"),
        ("flights=letter", "requests_by_sector.West", "sector 'West'", "Far, Near"),
        ("corridors=baseline", "gates.Diboli", "gate 'Diboli'", "Border"),
        ("unrest=baseline", "towns.Kidal", "camp 'Kidal'", "Alpha, Bravo, Charlie, Harbour, Home"),
        ("attacks=hawkes", "region_rate.Kidal", "region 'Kidal'", "Coast, Plain"),
        ("weather=baseline", "regions.Kidal", "region 'Kidal'", "Coast, Plain"),
    ],
)
def test_names_of_another_mission_are_refused(
    risk: str, where: str, what: str, allowed: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("toy", [f"risk/{risk}"])
    path = f"risk.{risk.partition('=')[0]}.{where}"
    told = [p for p in caught.value.problems if p.where == path and what in p.what]
    assert [(p.allowed, p.file.startswith("configs/risk")) for p in told] == [(allowed, True)]


def test_a_slip_of_the_pen_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no sector 'Nort'"):
        load_scenario("baseline", ["risk.consent.worse_sectors=[Nort]"])


def test_what_a_risk_names_while_it_is_off_does_not_matter() -> None:
    assert not load_scenario("toy").risk["weather"].enabled


def test_the_line_told_is_that_of_the_name_and_not_of_the_mapping() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("baseline", ["+risk.weather.regions.Kidl=north"])
    assert [problem.where for problem in caught.value.problems] == ["risk.weather.regions.Kidl"]
