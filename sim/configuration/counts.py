"""Counts: numbers of things that cannot be divided, which have to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sim.configuration.sources import MISSING, Finding, Keys, child, split
from sim.configuration.walk import amounts, mapping

ANY: Final = "*"
_MOST: Final = 1_000_000
"""More than any mission had of anything; with a slip of the hand a run would not end."""
_OWN_LIVES: Final = {split("resources.medevac_helicopters.*"): 1000}
"""Fewer, where each one has spells of its own, which are drawn."""

COUNTS: Final = tuple(
    split(path)
    for path in (
        "plan.camps.*.people",
        "plan.camps.*.containers",
        "plan.camps.*.vehicles",
        "plan.civilians.people",
        "plan.liquidation.rear_party",
        "status.camps.*.people",
        "status.people_repatriated",
        "status.ceasefire_approaches",
        "resources.convoy_groups.*",
        "resources.search_teams.*",
        "resources.trucks.*",
        "resources.long_haul_trucks.*",
        "resources.corridor_trucks",
        "resources.axis_capacity.*",
        "resources.packing_teams.*",
        "resources.camp_loading_points",
        "resources.hub_unloading_points",
        "resources.hub_beds.*",
        "resources.hub_containers.*",
        "resources.inspection_teams",
        "resources.clearing_officers",
        "resources.fixed_wing_aircraft",
        "resources.medevac_helicopters.*",
        "resources.overwatch_orbits.*",
        "tasks.columns.trucks.*",
        "tasks.columns.own_vehicles",
        "tasks.columns.contingent_move_vehicles",
        "tasks.columns.limit",
        "tasks.columns.passengers_rotation",
        "tasks.columns.passengers_move",
        "tasks.columns.escort_people",
        "tasks.columns.escort_vehicles",
        "tasks.handover.floor_people",
        "tasks.air_lift.fixed_wing_seats",
        "tasks.air_lift.charter_seats.*",
        "tasks.export.consignment",
        "tasks.export.vehicle_consignment",
        "policy.dispatch.open_requests",
        "policy.export.teams_kept_for_camps",
        "risk.supply.resupply.column_trucks",
    )
)
"""Their paths; `*` stands for any name. Rates, means over many (containers a truck, rotations a
week), limits that a sum is held against and thresholds are no counts: they may be fractions."""


def is_count(path: Keys) -> bool:
    """Whether a quantity is a number of things that cannot be divided."""
    return any(
        len(path) == len(count)
        and all(here in (ANY, key) for here, key in zip(count, path, strict=True))
        for count in COUNTS
    )


def problems(data: Any) -> Iterator[Finding]:
    """Find counts that are not whole, or beyond all missions.

    A negative number is wrong as such, whole or not, and is left to others.
    """
    for count in COUNTS:
        for path, value in _below(data, count):
            if value > (most := _OWN_LIVES.get(count, _MOST)):
                yield path, f"{value:,.12g} is out of sight", f"{most:,} or less"
            elif value > 0 and value != int(value):
                yield path, f"{value:.12g} is not a count of whole things", "a whole number"


def _below(node: Any, wanted: Keys, path: Keys = ()) -> Iterator[tuple[Keys, float]]:
    if not wanted:
        yield from amounts(node, path)
        return
    for key in mapping(node) if wanted[0] == ANY else wanted[:1]:
        if (below := child(node, key)) is not MISSING:
            yield from _below(below, wanted[1:], (*path, key))
