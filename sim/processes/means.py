"""The means as kinds of things that the pool holds: how many there are of each, and its rank."""

from collections.abc import Iterator
from math import ceil

from sim.plan.plan import Plan
from sim.plan.resources import Resources

FAMILIES = {
    "groups": ("fleet", "convoy groups"),
    "search": ("fleet", "search teams"),
    "trucks": ("fleet", "trucks"),
    "long haul": ("fleet", "trucks for the long haul"),
    "beds": ("space", "beds"),
    "yard": ("space", "slots for containers"),
    "axis": ("axis", "columns at once"),
    "charter": ("aircraft", "charter flights a week"),
    "medevac": ("aircraft", "evacuation helicopters"),
    "overwatch": ("watch", "orbits of overwatch"),
    "loading": ("site", "columns loaded at once"),
    "unloading": ("site", "columns unloaded at once"),
    "officers": ("border", "clearing officers"),
    "inspectors": ("border", "inspection teams"),
    "corridor trucks": ("fleet", "trucks on the corridors"),
    "fixed wing": ("aircraft", "fixed-wing aircraft"),
}
"""Families of kinds: their rank, and what there is of them in words. A kind is its family, or
`family:place`."""


def in_words(kind: str) -> str:
    """What there is of a kind, and where, in words ("convoy groups at <hub>")."""
    name, _, place = kind.partition(":")
    where = f" {'on' if name == 'axis' else 'at'} {place}" if place else ""
    return f"{FAMILIES[name][1]}{where}"


def capacities(means: Resources, plan: Plan) -> Iterator[tuple[str, str, float]]:
    """Give every kind with its rank and how many there are of it."""
    for kind, there in _counted(means, plan):
        yield kind, FAMILIES[kind.partition(":")[0]][0], there


def _counted(means: Resources, plan: Plan) -> Iterator[tuple[str, float]]:
    """Give every kind and how many there are of it."""
    by_place = {
        "groups": means.convoy_groups,
        "search": means.search_teams,
        "trucks": means.trucks,
        "long haul": means.long_haul_trucks,
        "beds": means.hub_beds,
        "yard": means.hub_containers,
        "axis": means.axis_capacity,
        "charter": means.charter_slots,
        "medevac": means.medevac_helicopters,
        "overwatch": means.overwatch_orbits,
    }
    for family, places in by_place.items():
        for place, quantity in places.items():
            # Three charters a fortnight are two slots, each of which takes longer to come again.
            number = ceil(quantity.value) if family == "charter" else quantity.value
            yield f"{family}:{place}", number
    for name in plan.closing:
        yield f"loading:{name}", means.camp_loading_points.value
    for name in plan.hubs:
        yield f"unloading:{name}", means.hub_unloading_points.value
    yield "officers", means.clearing_officers.value
    yield "inspectors", means.inspection_teams.value
    yield "corridor trucks", means.corridor_trucks.value
    yield "fixed wing", means.fixed_wing_aircraft.value
