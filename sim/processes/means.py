"""The means as kinds of things that the pool holds: how many there are of each, and its rank."""

from collections.abc import Iterator
from math import ceil

from sim.plan.plan import Plan
from sim.plan.resources import Resources

_NAMES = {
    "groups": "convoy groups", "search": "search teams", "trucks": "trucks",
    "long haul": "trucks for the long haul", "beds": "beds", "yard": "slots for containers",
    "axis": "columns at once", "charter": "charter flights a week",
    "loading": "columns loaded at once", "unloading": "columns unloaded at once",
    "officers": "clearing officers", "inspectors": "inspection teams",
    "corridor trucks": "trucks on the corridors", "fixed wing": "fixed-wing aircraft",
}  # fmt: skip


def in_words(kind: str) -> str:
    """What there is of a kind, and where, in words ("convoy groups at <hub>")."""
    name, _, place = kind.partition(":")
    where = f" {'on' if name == 'axis' else 'at'} {place}" if place else ""
    return f"{_NAMES.get(name, name)}{where}"


def capacities(means: Resources, plan: Plan) -> Iterator[tuple[str, str, float]]:
    """Give every kind with its rank and how many there are of it."""
    by_place = {
        ("groups", "fleet"): means.convoy_groups,
        ("search", "fleet"): means.search_teams,
        ("trucks", "fleet"): means.trucks,
        ("long haul", "fleet"): means.long_haul_trucks,
        ("beds", "space"): means.hub_beds,
        ("yard", "space"): means.hub_containers,
        ("axis", "axis"): means.axis_capacity,
        ("charter", "aircraft"): means.charter_slots,
        ("medevac", "aircraft"): means.medevac_helicopters,
        ("overwatch", "watch"): means.overwatch_orbits,
    }
    for (kind, rank), places in by_place.items():
        for place, quantity in places.items():
            # Three charters a fortnight are two slots, each of which takes longer to come again.
            number = ceil(quantity.value) if kind == "charter" else quantity.value
            yield f"{kind}:{place}", rank, number
    for name in plan.closing:
        yield f"loading:{name}", "site", means.camp_loading_points.value
    for name in plan.hubs:
        yield f"unloading:{name}", "site", means.hub_unloading_points.value
    yield "officers", "border", means.clearing_officers.value
    yield "inspectors", "border", means.inspection_teams.value
    yield "corridor trucks", "fleet", means.corridor_trucks.value
    yield "fixed wing", "aircraft", means.fixed_wing_aircraft.value
