"""What the mission has to do it with: groups, teams, trucks, aircraft, slots, space."""

from dataclasses import dataclass, field

from pydantic import with_config

from sim.distributions import QuantityInput
from sim.plan.strict import STRICT

PerPlace = dict[str, QuantityInput]


@with_config(STRICT)
@dataclass(frozen=True)
class Resources:
    """Capacities, by the place that owns them (a hub, a camp, an axis, an airfield).

    Counts are whole things: groups, teams, trucks, aircraft, officers. An axis that is not
    named has no limit.
    """

    convoy_groups: PerPlace
    """Escort company, recovery and medical: one truck rotation each."""
    search_teams: PerPlace
    """Teams that search the road ahead of a column; one each, outside search-free axes."""
    trucks: PerPlace
    """Trucks that serve the camps of a hub."""
    long_haul_trucks: PerPlace
    """Trucks of a hub for its long haul to the export hub."""
    corridor_trucks: QuantityInput
    """Trucks between the export hub and the ports."""
    axis_capacity: PerPlace
    """Columns at once on the axis."""
    packing_teams: PerPlace
    """Teams that pack containers in a camp."""
    hub_beds: PerPlace
    """People for whom a hub has beds, its own included."""
    hub_containers: PerPlace
    """20-ft slots of a hub's yard, own and inbound containers alike."""
    camp_loading_points: QuantityInput
    """Columns that one camp loads at once."""
    hub_unloading_points: QuantityInput
    """Columns that one hub unloads at once."""
    inspection_teams: QuantityInput
    """Teams that inspect equipment before export; fewer as civilians separate."""
    clearing_officers: QuantityInput
    """Officers who clear imports and exports; fewer as civilians separate."""
    fixed_wing_aircraft: QuantityInput
    """Aircraft for people inside the country."""
    fixed_wing_rotations: QuantityInput
    """Rotations a week of one fixed-wing aircraft."""
    charter_slots: PerPlace
    """Charter flights a week, by airfield."""
    medevac_helicopters: PerPlace
    """Helicopters kept for medical evacuation, by sector; a sector not named has no limit."""
    overwatch_orbits: PerPlace
    """Columns over which unmanned aircraft can stand at once, by sector; as above."""
    contracted_share: PerPlace = field(default_factory=dict)
    """Share of a hub's `trucks` that is contracted; none where no hub is named."""
    contracted_share_long_haul: PerPlace = field(default_factory=dict)
    """Share of a hub's `long_haul_trucks` that is contracted."""
