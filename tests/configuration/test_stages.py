"""What may change on a later day, and what is read once for the whole run."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_origin

import pytest

from sim.configuration import load_scenario, resolved, validate_scenario
from sim.configuration.errors import below, options
from sim.configuration.stages import COUNTED, fixed
from sim.configuration.typing import Document
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


@pytest.mark.parametrize("day", ["1823-01-01", "2023-01-01"])
def test_what_cannot_change_is_told_once_and_of_the_stage(day: str) -> None:
    """The file of the baseline was blamed as well, which holds another day."""
    (only,) = told("tasks.spending.authority_until", day)
    assert only.startswith("stages.0.set.tasks.spending.authority_until: 'tasks.spending' is read")


def dates_of(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of the dates that a type of settings asks for, but for ``as_of``."""
    for option in options(kind):
        if option is date:
            yield path
        if is_dataclass(plain := get_origin(option) or option):
            for field in fields(plain):
                if field.name != "as_of" and len(path) < 8:  # distributions hold distributions
                    yield from dates_of(below(option, field.name), (*path, field.name))
        elif get_origin(option) in (dict, Mapping, tuple, list):
            yield from dates_of(below(option, "0"), (*path, "0"))


def test_no_stage_can_set_a_date() -> None:
    """Dates are looked at in the base only (`sim.configuration.status_checks`)."""
    paths = list(dates_of(Document))
    assert ("tasks", "spending", "authority_until") in paths
    assert [path for path in paths if not fixed(path)] == []
