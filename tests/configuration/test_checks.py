"""Every bad input of issue 4 is found, with its path and what is allowed, all at once."""

from itertools import pairwise
from typing import Any

import pytest

from sim.configuration import (
    checks,
    load_scenario,
    validate_scenario,
)
from sim.configuration.load import load
from sim.configuration.merging import replaced
from sim.configuration.sources import Sources, split
from sim.errors import ConfigurationError
from tests.configuration.changed import changed, composed, found


def test_the_baseline_is_right() -> None:
    assert validate_scenario(changed()).name == "baseline"


def road(plan: dict[str, Any], a: str, b: str) -> int:
    return next(n for n, road in enumerate(plan["roads"]) if {road["a"], road["b"]} == {a, b})


TESSALIT = road(composed()["plan"], "Tessalit", "Aguelhok")
FIRST = composed()["plan"]["roads"][0]
NORTH = composed()["plan"]["camps"]["Kidal"]["sector"]
CORRIDOR = next(iter(composed()["plan"]["corridors"]))

BAD: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown key": ({"tasks__packing__rhythm": 3}, "tasks.packing.rhythm", "unknown key", "rate"),
    "unknown key of a distribution": (
        {"tasks__packing__rate__mean": 3}, "tasks.packing.rate.mean", "unknown key", "mode"),
    "unknown key of a regime": (
        {"risk__consent__start__hostile": 3}, "risk.consent.start.hostile", "unknown key",
        "obstructive"),
    "unknown risk": ({"risk__locusts": {}}, "risk.locusts", "unknown key", "attacks"),
    "negative rate": ({"risk__attacks__rate_loaded": -1}, "risk.attacks.rate_loaded", "-1", ""),
    "negative count": (
        {"resources__convoy_groups__Gao": -1}, "resources.convoy_groups.Gao.value", "negative",
        "0 or more"),
    "probability above 1": (
        {"risk__attacks__turn_back": 1.5}, "risk.attacks.turn_back", "1.5", ""),
    "an end of the run beyond all calendars": (
        {"horizon": "9999-12-31"}, "horizon", "more than 10 years after the start", "2033-08-15"),
    "a camp of no sector": (
        {"plan__camps__Kidal__sector": ""}, "tasks.handover.authority_notice",
        "says nothing of sector '' of the camp 'Kidal'", "every sector"),
    "columns without a truck": (
        {"tasks__columns__trucks__Gao": 0}, "tasks.columns.trucks.Gao", "without a truck",
        "1 or more"),
    "more helicopters than there are": (
        {"resources__medevac_helicopters__North": 10**9}, "resources.medevac_helicopters.North",
        "1,000,000,000 is out of sight", "1,000 or less"),
    "more trucks than there are": (
        {"resources__trucks__Gao": 10**9}, "resources.trucks.Gao",
        "1,000,000,000 is out of sight", "1,000,000 or less"),
    "a number of four hundred digits": (
        {"resources__trucks__Gao": 10**400}, "resources.trucks.Gao", "", ""),
    "a town of a thousand million road blocks": (
        {"risk__unrest__towns__Gao": 10**9}, "risk.unrest.towns.Gao", "1e+09 is no factor",
        "0 to 1000"),
    "a design that fills the memory": (
        {"design": {"points": 10**12}}, "design.points", "1000000000000",
        "1,000,000 or less"),
    "a key that is no text": (
        {"status__camps__Kidal__packed": {"value": 0.25, "unit": "share", 1: 2}},
        "status.camps.Kidal.packed", "1 is not allowed", "strings"),
    "a month that is no month": (
        {"risk__weather__groups__centre__season_start__month": 10**12},
        "risk.weather.groups.centre.season_start.month", "1000000000000", "12 or less"),
    "a day that is no day": (
        {"risk__weather__groups__centre__season_end__day": 10**12},
        "risk.weather.groups.centre.season_end.day", "1000000000000", "31 or less"),
    "share above 1": (
        {"status__camps__Kidal__packed": 1.2}, "status.camps.Kidal.packed", "1.2", "0 to 1"),
    "a share in percent, without a unit": (
        {"status__camps__Kidal__packed": {"value": 30, "unit": ""}},
        "status.camps.Kidal.packed", "30 is not a share", "30 % is 0.3"),
    "a share of hours": (
        {"tasks__handover__crowd_probability__unit": "hours"}, "tasks.handover.crowd_probability",
        "unit 'hours' is not allowed here", "share"),
    "a contracted share in percent": (
        {"resources__contracted_share__Gao": 60}, "resources.contracted_share.Gao",
        "60 is not a share", "0 to 1"),
    "a road in miles": (
        {"plan__roads__0__km__unit": "miles"}, "plan.roads.0.km", "unit 'miles'", "'km'"),
    "a sum of money a day": (
        {"tasks__spending__authority__unit": "USD/day"}, "tasks.spending.authority",
        "unit 'USD/day'", "'USD million'"),
    "a cost of a day in thousands": (
        {"tasks__spending__full_strength_per_day__unit": "USD thousand"},
        "tasks.spending.full_strength_per_day", "unit 'USD thousand'", "'USD million/day'"),
    "answers that all come in time": (
        {"policy__answers_in_time": 1}, "policy.answers_in_time.value", "100%", "between 0 and 1"),
    "answers that never come in time": (
        {"policy__answers_in_time": 0}, "policy.answers_in_time.value", "0%", "between 0 and 1"),
    "no notice in a sector": (
        {f"tasks__handover__authority_notice__{NORTH}": ...}, "tasks.handover.authority_notice",
        f"says nothing of sector '{NORTH}'", "every sector"),
    "half a group": (
        {"resources__convoy_groups__Gao": 2.5}, "resources.convoy_groups.Gao.value", "whole", ""),
    "no group where a camp needs one": (
        {"resources__convoy_groups__Gao": 0}, "resources.convoy_groups.Gao.value", "none",
        "more than 0"),
    "no search team where roads are searched": (
        {"resources__search_teams__Gao": 0}, "resources.search_teams.Gao.value", "none",
        "more than 0"),
    "no truck where a camp starts its columns itself": (
        {"plan__camps__Kidal__columns_start_here": True, "resources__trucks__Kidal": 0},
        "resources.trucks.Kidal", "none", "more than 0"),
    "nobody who packs": (
        {"resources__packing_teams__Kidal": 0}, "resources.packing_teams.Kidal.value", "none",
        "more than 0"),
    "no officer at customs": (
        {"resources__clearing_officers": 0}, "resources.clearing_officers.value", "none",
        "more than 0"),
    "a hub without room for a container": (
        {"resources__hub_containers__Bamako": 0}, "resources.hub_containers.Bamako.value", "none",
        "more than 0"),
    "fewer trucks than a consignment wants": (
        {"resources__corridor_trucks": 7}, "resources.corridor_trucks.value",
        "7 trucks do not carry one consignment of 10", "10 or more"),
    "wrong unit": (
        {"tasks__movement__forming_up__unit": "km"}, "tasks.movement.forming_up", "'km'", ""),
    "wrong kind": (
        {"tasks__movement__refit": "5 hours"}, "tasks.movement.refit",
        "'5 hours' is not a distribution", "a mapping with 'dist'"),
    "neither true nor false": (
        {"risk__attacks__enabled": "maybe"}, "risk.attacks.enabled", "'maybe'", "true or false"),
    "more replications than a machine can note": (
        {"run__replications": 10**11}, "run.replications", "100000000000", "10,000,000 or less"),
    "true is not a number": (
        {"resources__trucks__Gao__value": True}, "resources.trucks.Gao.value", "", "a number"),
    "no such choice": (
        {"policy__dispatch__rule": "best"}, "policy.dispatch.rule", "'best'", "least_slack"),
    "no such model": ({"risk__attacks__model": {"kind": "luck"}}, "risk.attacks.model", "'luck'",
                      "hawkes"),
    "no such distribution": ({"tasks__packing__rate__dist": "luck"}, "tasks.packing.rate", "'luck'",
                             "pert"),
    "missing": ({"plan__camps__Kidal__people": ...}, "plan.camps.Kidal.people", "missing", ""),
    "a road to nowhere": (
        {f"plan__roads__{TESSALIT}__a": "Tesalit"}, f"plan.roads.{TESSALIT}.a", "nowhere",
        "Tessalit"),
    "a second road of one pair": (
        {"plan__roads__1__a": FIRST["b"], "plan__roads__1__b": FIRST["a"]}, "plan.roads.1",
        "a second road joins", "one road a pair"),
    "a road to itself": (
        {"plan__roads__0__a": FIRST["b"]}, "plan.roads.0", "to itself", "two places"),
    "a corridor over nowhere": (
        {f"plan__corridors__{CORRIDOR}__0": "Gaa"}, f"plan.corridors.{CORRIDOR}.0",
        "no camp or node", "Gao"),
    "an unknown hub of the lift": ({"plan__lift_hub": "Gaa"}, "plan.lift_hub", "no camp", "Gao"),
    "an unknown hub of the export": (
        {"plan__export_hub": "Gaa"}, "plan.export_hub", "no camp", "Gao"),
    "an unknown hospital": ({"plan__hospitals": ["Gaa"]}, "plan.hospitals.0", "no camp", "Gao"),
    "an unknown quiet region": (
        {"plan__quiet_regions": ["Sahel"]}, "plan.quiet_regions", "no region", "Kidal"),
    "an unknown region of a road": (
        {"plan__roads__0__regions": {"Sahel": 1.0}}, "plan.roads.0.regions.Sahel", "no region",
        "Kidal"),
    "an airfield of nowhere": (
        {"plan__airfields__Gaa": {"takes": ["helicopter"]}}, "plan.airfields.Gaa",
        "no camp or node", "Gao"),
    "a camp that an unknown one supplies": (
        {"plan__camps__Kidal__supplied_from": "Gaa"}, "plan.camps.Kidal.supplied_from",
        "no camp", "Gao"),
    "a camp that moves to itself": (
        {"plan__camps__Kidal__redeploy_to": "Kidal"}, "plan.camps.Kidal.redeploy_to",
        "names the camp itself", "another camp"),
    "a camp after an unknown one": (
        {"plan__camps__Ansongo__leaves_after": ["Menaka", "Gaa"]},
        "plan.camps.Ansongo.leaves_after.1", "no camp", "Gao"),
    "a camp to which no road leads from where it is supplied": (
        {f"plan__roads__{TESSALIT}": ..., "plan__camps__Kidal__supplied_from": "Tessalit"},
        "plan.camps.Kidal.supplied_from", "the camp 'Kidal' has no route from 'Tessalit'",
        "Aguelhok"),
    "a corridor with a gap": (
        {f"plan__roads__{TESSALIT}": ..., f"plan__corridors__{CORRIDOR}": ["Gao", "Tessalit"]},
        f"plan.corridors.{CORRIDOR}", "no road leads from 'Gao' to 'Tessalit'", ""),
    "a camp after itself": (
        {"plan__camps__Tessalit__leaves_after": ["Tessalit"]},
        "plan.camps.Tessalit.leaves_after.0", "names the camp itself", "another camp"),
    "a camp without a route": (
        {f"plan__roads__{TESSALIT}": ...}, "plan.camps.Tessalit.redeploy_to", "no route",
        "a road to it"),
    "an unknown hub": (
        {"plan__camps__Kidal__redeploy_to": "Gaa"}, "plan.camps.Kidal.redeploy_to", "no camp",
        "Gao"),
    "an unknown gate": ({"plan__roads__0__gate": "Gate"}, "plan.roads.0.gate", "no gate", "Diboli"),
    "an unknown region": (
        {"plan__camps__Kidal__region": "Sahel"}, "plan.camps.Kidal.region", "no region", "Kidal"),
    "a reversed window": (
        {"plan__camps__Kidal__window": {"start": "2023-12-15", "end": "2023-12-01"}},
        "plan.camps.Kidal.window", "before it starts", ""),
    "windows in reversed order": (
        {"plan__camps__Menaka__window": {"start": "2024-01-01", "end": "2024-01-31"}},
        "plan.camps.Ansongo.window", "reversed against", "Menaka"),
    "windows that overlap": (
        {"plan__camps__Menaka__window": {"start": "2023-12-01", "end": "2023-12-20"}},
        "plan.camps.Ansongo.window", "overlaps", "Menaka"),
    "a hub that closes before": (
        {"plan__camps__Mopti__window": {"start": "2023-11-01", "end": "2023-11-15"}},
        "plan.camps.Douentza.window", "after the window of 'Mopti'", "2023-11-15"),
    "a circle of camps": (
        {"plan__camps__Tessalit__leaves_after": ["Aguelhok"]}, "plan.camps", "a circle", ""),
    "a phase of an unknown camp": (
        {"plan__phases__2c__camps": ["Ansango"]}, "plan.phases.2c.camps.0", "no camp", "Ansongo"),
    "a phase of a camp that stays": (
        {"plan__phases__2c__camps": ["Gao"]}, "plan.phases.2c.camps.0", "does not close",
        "Ansongo"),
    "a phase before its windows": (
        {"plan__phases__2c__deadline": "2023-12-30"}, "plan.phases.2c.camps.0", "after the phase",
        "2023-12-30"),
    "a phase judged by an unknown reading": (
        {"plan__phases__2c__people": "nobody"}, "plan.phases.2c", "names the reading", ""),
    "no phase": (
        {"plan__phases": {"_whole_": True}}, "plan.phases", "there is no phase", "one at least"),
    "a phase of nothing": (
        {"plan__phases__2c__camps": []}, "plan.phases.2c.camps", "asks for no camp",
        "a camp that closes"),
    "a camp beyond the pole": (
        {"plan__camps__Kidal__latitude": 143}, "plan.camps.Kidal.latitude",
        "143 degrees are no latitude", "-90 to 90"),
    "a port on another planet": (
        {"plan__nodes__Dakar__longitude": -200}, "plan.nodes.Dakar.longitude",
        "-200 degrees are no longitude", "-180 to 180"),
    "a radio station of nowhere": (
        {"plan__radio__stations": ["Gao", "Gaa"]}, "plan.radio.stations.1", "no camp 'Gaa'", "Gao"),
    "barges from nowhere": (
        {"plan__barges__origins": ["Gaa"]}, "plan.barges.origins.0", "no camp 'Gaa'", "Gao"),
    "a return of a camp that closes": (
        {"plan__liquidation__hub_return__Kidal": 3}, "plan.liquidation.hub_return.Kidal",
        "no hub that stays 'Kidal'", "Bamako"),
    "nobody in a camp that stands": (
        {"status__camps__Mopti__people": 0}, "status.camps.Mopti.people.value",
        "nobody is in 'Mopti'", "`closed`"),
    "a gate that is shut and unknown": (
        {"status__gates_closed": ["Gate"]}, "status.gates_closed.0", "no gate", "Diboli"),
    "an authority that is over": (
        {"tasks__spending__authority_until": "2023-08-17"}, "tasks.spending.authority_until",
        "lies before the start of the run, 2023-08-18", "2023-08-18 or later"),
    "a liquidation that has begun": (
        {"plan__liquidation__starts": "2023-08-01"}, "plan.liquidation.starts",
        "before the start", "later"),
    "a radio that is silent": (
        {"plan__radio__day": "2023-08-01"}, "plan.radio.day", "before the start", "later"),
    "phases that are all over": (
        {"status__as_of": "2024-02-01"}, "plan.phases.2c.deadline",
        "the last deadline, 2023-12-31, lies before the start of the run, 2024-02-01", "later"),
    "staff that has gone": (
        {"status__as_of": "2024-02-01"}, "plan.civilians.milestones.31_december.day",
        "the last milestone", "later"),
    "a camp closed on the day of the start": (
        {"status__camps__Ber__closed": "2023-08-18"}, "status.camps.Ber.closed",
        "not before the start of the run", "a day before"),
    "a closed hub": (
        {"status__camps__Gao__closed": "2023-08-01"}, "status.camps.Gao.closed",
        "a hub that stays", "a camp with a window"),
    "people in a closed camp": (
        {"status__camps__Ber__people": 10}, "status.camps.Ber.people.value",
        "10 people are in a camp that was closed on 2023-08-12", "0"),
    "later knowledge without a reason": (
        {"status__knowledge": "2023-10-01"}, "status", "needs a 'knowledge_reason'", ""),
    "a status of an unknown camp": (
        {"status__camps__Kidaal": {"people": 1, "loads_left": 1, "packed": 0}},
        "status.camps.Kidaal", "no camp", "Kidal"),
    "a status without a camp": ({"status__camps__Kidal": ...}, "status.camps", "'Kidal'", ""),
    "resources of an unknown camp": (
        {"resources__trucks__Gaoo": 3}, "resources.trucks.Gaoo", "no camp", "Gao"),
    "an unknown axis": (
        {"resources__axis_capacity__nord": 3}, "resources.axis_capacity.nord", "no axis", "north"),
    "an unknown airfield": (
        {"resources__charter_slots__Gaa": 3}, "resources.charter_slots.Gaa", "no airfield", ""),
    "means where nobody could use them": (
        {"resources__hub_beds__Kidal": 300}, "resources.hub_beds.Kidal", "nobody at 'Kidal'",
        "Bamako"),
    "a long haul from a camp that closes": (
        {"resources__long_haul_trucks__Mopti": 30}, "resources.long_haul_trucks.Mopti",
        "nobody at 'Mopti'", "Gao"),
    "a contracted share of no trucks": (
        {"resources__contracted_share__Bamako": 0.5}, "resources.contracted_share.Bamako",
        "no trucks", "Gao"),
    "a hub without trucks, which would be without a limit": (
        {"resources__trucks__Mopti": ...}, "resources.trucks", "says nothing of 'Mopti'", "Mopti"),
    "a hub without groups": (
        {"resources__convoy_groups__Mopti": ...}, "resources.convoy_groups",
        "says nothing of 'Mopti'", "Mopti"),
    "a hub without a search team": (
        {"resources__search_teams__Mopti": ...}, "resources.search_teams",
        "says nothing of 'Mopti'", "Mopti"),
    "a hub without beds": (
        {"resources__hub_beds__Bamako": ...}, "resources.hub_beds", "says nothing of 'Bamako'",
        "Bamako"),
    "a camp that nobody packs": (
        {"resources__packing_teams__Kidal": ...}, "resources.packing_teams",
        "says nothing of 'Kidal'", "every camp that closes"),
    "columns of an unknown size": (
        {"tasks__columns__trucks__Mopti": ...}, "tasks.columns.trucks",
        "says nothing of 'Mopti', which serves a camp that closes", "Gao"),
    "charters without seats": (
        {"tasks__air_lift__charter_seats__Gao": ...}, "tasks.air_lift.charter_seats",
        "says nothing of 'Gao', which resources.charter_slots names", "in both"),
    "seats without charters": (
        {"tasks__air_lift__charter_seats__Timbuktu": 100}, "resources.charter_slots",
        "says nothing of 'Timbuktu', which tasks.air_lift.charter_seats names", "in both"),
    "charters to a strip": (
        {"resources__charter_slots__Timbuktu": 1}, "resources.charter_slots.Timbuktu",
        "no charter can land", "Bamako"),
    "charters from a camp that closes": (
        {"resources__charter_slots__Kidal": 1}, "resources.charter_slots.Kidal",
        "no hub that stays", "Bamako"),
    "half a loading point": (
        {"resources__camp_loading_points": 0.5}, "resources.camp_loading_points", "not a count",
        "a whole number"),
    "half a bed": (
        {"resources__hub_beds__Gao": 1.5}, "resources.hub_beds.Gao", "not a count",
        "a whole number"),
    "an unknown sector": (
        {"resources__medevac_helicopters__nowhere": 3}, "resources.medevac_helicopters.nowhere",
        "no sector", NORTH),
    "a horizon before the deadlines": (
        {"horizon": "2023-12-01"}, "horizon", "before", "2023-12-31"),
    "a fact younger than the as-of date": (
        {"resources__trucks__Gao__as_of": "2023-12-31"}, "resources.trucks.Gao.as_of", "younger",
        "'static' with the reason"),
    "a young fact with an empty reason": (
        {"plan__camps__Kidal__containers__static": " "}, "plan.camps.Kidal.containers.as_of",
        "younger", "static"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_input_is_found(name: str) -> None:
    changes, where, what, allowed = BAD[name]
    problems = found(changed(**changes))
    told = [p for p in problems if p.where.startswith(where) and what in p.what]
    assert told, problems
    assert any(allowed in problem.allowed + problem.what for problem in told), told


@pytest.mark.parametrize("name", [["Kidal"], {"Kidal": 1}])
@pytest.mark.parametrize(
    "path",
    ["plan.phases.31_december.camps", "plan.hospitals", "plan.quiet_regions",
     "plan.search_free_axes", "plan.airfields.Gao.takes", "status.gates_closed"],
)  # fmt: skip
def test_a_list_or_mapping_for_a_name_is_told(path: str, name: object) -> None:
    told = {problem.where for problem in found(replaced(composed(), split(path), [name]))}
    assert f"{path}.0" in told


def test_a_phase_may_ask_for_people_to_have_left_alone() -> None:
    assert (
        not validate_scenario(changed(plan__phases__31_december__camps=[]))
        .plan.phases["31_december"]
        .camps
    )


def test_a_horizon_on_the_day_of_the_last_deadline_will_do() -> None:
    assert validate_scenario(changed(horizon="2023-12-31")).horizon.isoformat() == "2023-12-31"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("resources.corridor_trucks", 10),  # one consignment of 10
        ("resources.corridor_trucks", 0),  # columns drive all the way themselves
        ("tasks.spending.authority_until", "2023-08-18"),  # the day of the start
        ("plan.camps.Menaka.window.end", "2023-12-15"),  # the day on which Ansongo's begins
        ("plan.camps.Mopti.window.end", "2023-11-30"),  # the day on which Douentza's ends
    ],
)
def test_what_just_fits_is_no_contradiction(path: str, value: Any) -> None:
    data = replaced(composed(), split(path), value)
    assert [p for p in checks.problems(data, Sources()) if "phase" not in p.what] == []


def test_a_camp_may_serve_itself_if_it_has_what_that_needs() -> None:
    own = changed(plan__camps__Kidal__supplied_from="Kidal")
    told = {p.where for p in checks.problems(own, Sources())}
    means = {f"resources.{field}" for field in ("convoy_groups", "search_teams", "trucks")}
    assert told == {*means, "tasks.columns.trucks"}
    for path in told:
        own = replaced(own, split(f"{path}.Kidal"), 40)
    assert checks.problems(own, Sources()) == []


@pytest.mark.parametrize(
    "path",
    [
        *(f"plan.camps.{camp}.window.{end}" for camp in ("Menaka", "Ansongo", "Douentza", "Mopti")
          for end in ("start", "end")),
        "plan.phases.2c.deadline",
        "plan.camps.Kidal.region",
        "plan.camps.Menaka.sector",
        "horizon",
    ],
)  # fmt: skip
def test_what_is_missing_is_told_once(path: str) -> None:
    assert [(p.where, p.what) for p in found(changed(**{path: ...}))] == [(path, "is missing")]


def test_a_circle_of_three_is_told_in_its_order() -> None:
    after = {"Kidal": "Tessalit", "Tessalit": "Aguelhok", "Aguelhok": "Kidal"}
    data = composed()
    for camp, other in after.items():
        data = replaced(data, split(f"plan.camps.{camp}.leaves_after"), [other])
    (told,) = (p for p in checks.problems(data, Sources()) if "circle" in p.what)
    names = told.what.removeprefix("a circle: ").split(" after ")
    assert len(names) == 4
    assert all(after[name] == other for name, other in pairwise(names))
    assert told.where == f"plan.camps.{names[0]}.leaves_after"


def test_a_plan_without_regions_has_camps_in_any() -> None:
    told = checks.problems(replaced(composed(), ("plan", "regions"), []), Sources())
    assert [p for p in told if "no region" in p.what] == []


def test_a_place_that_only_a_wrong_road_names_is_none() -> None:
    data = replaced(composed(), split("plan.roads.0.a"), "Gaa")
    data = replaced(data, split(f"plan.corridors.{CORRIDOR}"), ["Bamako", "Gaa"])
    told = {p.where: p.what for p in checks.problems(data, Sources()) if "'Gaa'" in p.what}
    assert told == {
        "plan.roads.0.a": "the road leads to nowhere: no camp or node is called 'Gaa'",
        f"plan.corridors.{CORRIDOR}.1": "no camp or node is called 'Gaa'",
    }


@pytest.mark.parametrize(("gifted", "sold"), [(0.6, 0.4), (0.7, 0.3), (0.0, 1.0)])
def test_all_that_the_united_nations_own_may_be_given_away(gifted: float, sold: float) -> None:
    load([f"tasks.disposal.gifted={gifted}", f"tasks.disposal.sold={sold}"])


def test_more_than_all_cannot_be_given_away() -> None:
    (told,) = found(changed(tasks__disposal__gifted=0.7, tasks__disposal__sold=0.31))
    assert str(told) == (
        "tasks.disposal: 'gifted' and 'sold' are shares of one whole: they come to more than 1"
    )


def test_mistakes_of_every_kind_are_told_at_once() -> None:
    names = ["unknown key", "negative rate", "probability above 1", "wrong unit", "missing",
             "a road to nowhere", "windows that overlap", "a reversed window",
             "a fact younger than the as-of date", "a phase of an unknown camp"]  # fmt: skip
    problems = found(changed(**{k: v for name in names for k, v in BAD[name][0].items()}))
    for name in names:
        _, where, what, _ = BAD[name]
        assert any(p.where.startswith(where) and what in p.what for p in problems), name
    # Tessalit's road leads to nowhere, so the camp has no route either; Menaka's new window ends
    # after its two phases: the other mistakes bring no more.
    assert len(problems) == len(names) + 1 + 2
    assert len({(problem.where, problem.what) for problem in problems}) == len(problems)


def test_dask_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.configuration.checks.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError) as caught:
        load(["backend=dask"])
    (problem,) = caught.value.problems
    assert problem.where == "backend.kind"
    assert "local" in problem.allowed


def test_an_address_of_a_scheduler_needs_dask() -> None:
    """It was left out without a word, and everything ran on one machine."""
    with pytest.raises(ConfigurationError) as caught:
        load(["backend.scheduler=tcp://10.0.0.5:8786"])
    assert str(caught.value) == (
        "command line: backend.scheduler=tcp://10.0.0.5:8786: backend.scheduler: "
        "'tcp://10.0.0.5:8786' would not be asked: replications run on this machine "
        "(allowed: an address together with backend=dask)"
    )


def test_a_rule_of_stopping_is_checked_against_the_phases() -> None:
    wrong = ["run.until.figures=[met_everything]", "run.until.most=300"]
    with pytest.raises(ConfigurationError) as caught:
        load(["scenario=toy", *wrong])
    figures, most = caught.value.problems
    assert figures.where == "run.until.figures.0"
    assert "met_all" in figures.allowed
    assert (most.where, most.allowed) == ("run.until.most", "400 or more")


def test_what_a_risk_finds_wrong_against_the_plan_is_told_with_its_place() -> None:
    override = "risk.ceasefire.regions=[Sahel]"
    with pytest.raises(ConfigurationError) as caught:
        load([override])
    (problem,) = caught.value.problems
    assert problem.where.startswith("risk.ceasefire.regions")
    assert "Sahel" in problem.what
    assert "Kidal" in problem.allowed
    assert problem.file == f"command line: {override}"
    load([override, "risk/ceasefire=off"])  # what is off is not asked


@pytest.mark.parametrize("supplied", ["~plan.camps.Charlie.supplied_from", ""])
def test_a_camp_is_served_by_where_it_moves_unless_it_says_another(supplied: str) -> None:
    given = supplied or "plan.camps.Charlie.supplied_from=Home"
    with pytest.raises(ConfigurationError) as caught:
        load_scenario("toy", [given, "resources.convoy_groups={Home: 0, Harbour: 0}"])
    told = {problem.where for problem in caught.value.problems}
    home, harbour = (f"resources.convoy_groups.{name}" for name in ("Home", "Harbour"))
    assert told == ({home, harbour} if supplied else {home})


def test_no_notice_at_all_is_told_and_that_of_a_sector_that_stays_is_not_needed() -> None:
    path = ("tasks", "handover", "authority_notice")
    told = checks.problems(replaced(composed(), path, {"_whole_": True}), Sources())
    closing = [camp for camp in composed()["plan"]["camps"].values() if "window" in camp]
    assert len(told) == len(closing)
    assert {problem.where for problem in told} == {".".join(path)}
    alone = replaced(composed(), ("plan", "camps", "Bamako", "sector"), "Capital")
    assert [p for p in checks.problems(alone, Sources()) if "notice" in p.where] == []
