"""What may change on a later day, and what is read once for the whole run."""

import pytest

from sim.configuration import load_scenario, resolved, validate_scenario
from sim.configuration.stages import COUNTED, fixed
from sim.errors import ConfigurationError


@pytest.mark.parametrize("path", COUNTED, ids=".".join)
def test_what_is_read_once_is_there_and_refused_on_a_later_day(path: tuple[str, ...]) -> None:
    here = resolved(load_scenario("baseline"))
    for key in path:
        assert key in here  # a name that has changed would let the setting through
        here = here[key]
    assert fixed(path) == f"'{'.'.join(path)}' is read once for the whole run"
    assert fixed((*path, "value")) == fixed(path)


def test_what_is_asked_again_and_again_may_change() -> None:
    assert fixed(("resources", "convoy_groups", "Gao")) == ""
    assert fixed(("policy", "certificate_time_out")) == ""


def told(path: str, value: object) -> list[str]:
    plain = resolved(load_scenario("baseline"))
    plain["stages"] = [{"day": "2023-10-01", "set": {path: value}}]
    try:
        validate_scenario(plain)
    except ConfigurationError as error:
        return [f"{problem.where}: {problem.what}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("path", "value", "where", "what"),
    [
        ("resources.search_teams", {"_whole_": True, "Gao": 3, "Mopti": 2, "Timbuktu": 1,
         "Bamako": 1}, "resources.search_teams.Bamako", "the stage brings 'Bamako'"),
        ("resources.overwatch_orbits", {"_whole_": True, "North": 1, "East": 1, "West": 1},
         "resources.overwatch_orbits", "the stage leaves out 'Centre'"),
        ("resources.contracted_share.Mopti", 0, "resources.contracted_share.Mopti",
         "of the trucks of 'Mopti' 72 are contracted at the start and 0 then"),
        ("resources.contracted_share_long_haul.Gao", 0.001,
         "resources.contracted_share_long_haul.Gao", "108 are contracted at the start and 0 then"),
    ],
)  # fmt: skip
def test_a_place_gets_no_means_later_of_which_it_had_none(
    path: str, value: object, where: str, what: str
) -> None:
    (only,) = told(path, value)
    assert only.startswith(f"{where}: ")
    assert what in only


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("", "an empty path names nothing"),
        ("[]", "an empty path names nothing"),
        ("risk.ceasefire.sectors.99", "'risk.ceasefire' is read once"),
        ("risk.contractors.hubs.99", "there is no 'risk.contractors.hubs.99'"),
        ("resources.corridor_trucks.value.x", "there is no 'resources.corridor_trucks.value.x'"),
    ],
)
def test_a_path_that_leads_nowhere_is_told(path: str, what: str) -> None:
    (only,) = told(path, 3)
    assert only.startswith(f"stages.0.set.{path}: {what}")


def test_a_new_airfield_is_told_beside_what_else_is_wrong_with_it() -> None:
    all_of_it = told("resources.charter_slots.Timbuktu", 3)
    assert any("the stage brings 'Timbuktu'" in one for one in all_of_it)
    assert any("no charter can land" in one for one in all_of_it)


def test_what_was_there_may_be_more_or_less_later() -> None:
    assert told("resources.charter_slots.Gao", 0) == []
    assert told("resources.contracted_share.Mopti", 0.2) == []
