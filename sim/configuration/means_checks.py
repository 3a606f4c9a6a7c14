"""Cross checks of the means: places that can have them, places that must, and too few of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.configuration.merging import choices
from sim.configuration.sources import Finding, Keys, at, dotted
from sim.configuration.walk import amounts, items, mapping, names, text

_BY_SECTOR = ("medevac_helicopters", "overwatch_orbits")
_SERVING = ("convoy_groups", "search_teams", "trucks")
"""Means of the places that serve camps: a hub, or a camp whose columns start there."""
_ROOM = ("hub_beds", "hub_containers")
_NEEDED = (
    "axis_capacity",
    "camp_loading_points",
    "hub_unloading_points",
    "inspection_teams",
    "clearing_officers",
    "fixed_wing_rotations",
    "hub_beds",
    "hub_containers",
)
"""Means of which somebody wants some in every plan: with none of them nothing would ever move."""
_CHARTERS = ("resources", "charter_slots")
_SEATS = ("tasks", "air_lift", "charter_seats")
_LARGE = ("wide_body", "narrow_body")
_NO_LIMIT = "without it there would be no limit"


def problems(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find means of places that cannot have them, places without any, and too few."""
    yield from _unknown(data)
    yield from _missing(data)
    yield from _charters(data)
    yield from _too_few(data)
    yield from _tasks(data)


def serving(name: str, camp: Any) -> str | None:
    """The place that serves a camp that closes, as `sim.plan.loads.serving_place` says it."""
    if at(camp, ("columns_start_here",)) is True:
        return name
    return text(camp, "supplied_from") or text(camp, "redeploy_to")


def _closing(data: Mapping[str, Any]) -> dict[str, Any]:
    camps = mapping(data, "plan", "camps")
    return {name: camp for name, camp in camps.items() if mapping(camp, "window")}


def _staying(data: Mapping[str, Any]) -> list[str]:
    closing = _closing(data)
    return [name for name in mapping(data, "plan", "camps") if name not in closing]


def _hubs(data: Mapping[str, Any]) -> list[str]:
    """Camps that receive others' loads, or stay."""
    receivers = (text(camp, "redeploy_to") for camp in _closing(data).values())
    return list(dict.fromkeys([*(name for name in receivers if name), *_staying(data)]))


def _owners(data: Mapping[str, Any]) -> list[str]:
    """Places that serve the camps that close."""
    closing = _closing(data)
    found = (serving(name, closing[name]) for name in closing)
    return list(dict.fromkeys(place for place in found if place is not None))


def _searched(data: Mapping[str, Any]) -> bool:
    """Whether any road needs a search team."""
    axes = {text(road, "axis") for road in items(data, "plan", "roads")}
    return bool(axes - {*names(data, "plan", "search_free_axes").values()})


def _unknown(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Means of a place that the plan does not have, or that nobody there could use."""
    camps, means = mapping(data, "plan", "camps"), mapping(data, "resources")
    axes = {text(road, "axis") for road in items(data, "plan", "roads")}
    hubs = _hubs(data)
    users = {
        **{field: {*hubs, *_owners(data)} for field in _SERVING},
        **{field: {*hubs} for field in _ROOM},
        "long_haul_trucks": {*_staying(data)},
    }
    for field, value in means.items():
        if not isinstance(value, dict) or "value" in value:
            continue
        if field == "axis_capacity":
            kind, there = "axis", {axis for axis in axes if axis}
        elif field == "charter_slots":
            kind, there = "airfield", set(mapping(data, "plan", "airfields"))
        elif field in _BY_SECTOR:
            kind, there = "sector", {str(text(camp, "sector")) for camp in camps.values()}
        else:
            kind, there = "camp", set(camps)
        for place in map(str, value):
            path = ("resources", field, place)
            if there and place not in there:
                yield path, f"the plan has no {kind} '{place}'", choices(there, place)
            elif place not in users.get(field, {place}):
                what = f"nobody at '{place}' uses them: it is no hub that could"
                yield path, what, choices(users[field], place)
    for field in ("", "_long_haul"):
        fleets = mapping(means, "long_haul_trucks" if field else "trucks")
        for place in mapping(means, f"contracted_share{field}"):
            if place in camps and place not in fleets:
                what = f"'{place}' has no trucks of which a share could be contracted"
                yield ("resources", f"contracted_share{field}", place), what, choices(fleets, place)


def _missing(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Places that need means of which nothing is said."""
    means, camps = mapping(data, "resources"), mapping(data, "plan", "camps")
    wanted = {
        **{field: _owners(data) for field in _SERVING if field != "search_teams"},
        **({"search_teams": _owners(data)} if _searched(data) else {}),
        **dict.fromkeys(_ROOM, _hubs(data)),
    }
    for field, places in wanted.items():
        for place in places:
            if field in means and place in camps and place not in mapping(means, field):
                what = f"says nothing of '{place}', which needs some; {_NO_LIMIT}"
                yield ("resources", field), what, f"every one of {', '.join(places)}"
    if "packing_teams" in means:
        for name in _closing(data):
            if name not in mapping(means, "packing_teams"):
                what = f"says nothing of '{name}', which is packed"
                yield ("resources", "packing_teams"), what, "every camp that closes"


def _charters(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Charters from fields that take none, and slots without seats or seats without slots."""
    fields, staying = mapping(data, "plan", "airfields"), _staying(data)
    able = [name for name in staying if {*_LARGE} & {*names(fields.get(name), "takes").values()}]
    slots, seats = mapping(data, *_CHARTERS), mapping(data, *_SEATS)
    for name in slots:
        if name in fields and name not in able:
            what = (
                f"no charter can land: the airfield of '{name}' takes no {' or '.join(_LARGE)}"
                if name in staying
                else f"no charter leaves from '{name}', which is no hub that stays"
            )
            yield (*_CHARTERS, name), what, choices(able, name)
    for path, there, other, others in (
        (_SEATS, seats, _CHARTERS, slots),
        (_CHARTERS, slots, _SEATS, seats),
    ):
        for name in others if isinstance(at(data, path), dict) else ():
            if name not in there:
                what = f"says nothing of '{name}', which {dotted(other)} names"
                yield path, what, "the same airfields in both"


def _too_few(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Means of which there is none, or too few, for somebody who has to have them."""
    means, closing, places = mapping(data, "resources"), _closing(data), _owners(data)
    wanted: list[Keys] = [(field,) for field in _NEEDED]
    wanted += [("packing_teams", name) for name in closing]
    for field in ("convoy_groups", "trucks", *(["search_teams"] if _searched(data) else [])):
        wanted += [(field, place) for place in places]
    for keys in wanted:
        for path, value in amounts(at(means, keys), ("resources", *keys)):
            if value == 0:
                yield path, "there is none for those who cannot do without", "more than 0"
    size = next(
        (value for _, value in amounts(at(data, ("tasks", "export", "consignment")), ())), None
    )
    for path, value in amounts(means.get("corridor_trucks"), ("resources", "corridor_trucks")):
        if size is not None and 0 < value < size:
            what = f"{value:g} trucks do not carry one consignment of {size:g}"
            yield path, what, f"{size:g} or more (`tasks.export.consignment`), or 0"


def _tasks(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What the tasks say by sector or hub and leave out."""
    path = ("tasks", "handover", "authority_notice")
    notice = at(data, path)
    for name, camp in _closing(data).items() if isinstance(notice, dict) else ():
        sector = text(camp, "sector")
        if sector is not None and sector not in notice:
            yield path, f"says nothing of sector '{sector}' of the camp '{name}'", "every sector"
    path = ("tasks", "columns", "trucks")
    trucks, places = at(data, path), _owners(data)
    for place in places if isinstance(trucks, dict) else ():
        if place not in trucks:
            what = f"says nothing of '{place}', which serves a camp that closes"
            yield path, what, f"every one of {', '.join(places)}"
        for where, size in amounts(at(trucks, (place,)), (*path, place)):
            if size == 0:
                yield where, "a column without a truck carries nothing", "1 or more"
