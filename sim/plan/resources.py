"""What the mission has to do it with: groups, teams, trucks, aircraft, slots, space."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import with_config

from sim.distributions import ShareInput, unit
from sim.plan.amounts import (
    Aircraft,
    Columns,
    Flights,
    Groups,
    Helicopters,
    Orbits,
    Persons,
    Rotations,
    Slots,
    Teams,
    Trucks,
)
from sim.plan.strict import STRICT

Share = Annotated[ShareInput, unit("share")]

FLEETS = {
    "trucks": ("trucks", "contracted_share"),
    "long haul": ("long_haul_trucks", "contracted_share_long_haul"),
}
"""Fields of the means that say how many trucks a fleet has, and which share is contracted."""


@with_config(STRICT)
@dataclass(frozen=True)
class Resources:
    """Capacities, by the place that owns them (a hub, a camp, an axis, an airfield).

    Counts are whole things: groups, teams, trucks, aircraft, officers. An axis that is not
    named has no limit.
    """

    convoy_groups: dict[str, Groups]
    """Convoy groups (escort company, recovery and medical): one truck rotation each."""
    search_teams: dict[str, Teams]
    """Teams that search the road ahead of a column; one each, outside search-free axes."""
    trucks: dict[str, Trucks]
    """Trucks that serve the camps of a hub."""
    long_haul_trucks: dict[str, Trucks]
    """Trucks of a hub for its long haul to the export hub."""
    corridor_trucks: Trucks
    """Trucks between the export hub and the ports."""
    axis_capacity: dict[str, Columns]
    """Columns at once on the axis."""
    packing_teams: dict[str, Teams]
    """Teams that pack containers in a camp."""
    hub_beds: dict[str, Persons]
    """People for whom a hub has beds, its own included."""
    hub_containers: dict[str, Slots]
    """20-ft slots of a hub's yard, own and inbound containers alike."""
    camp_loading_points: Columns
    """Columns that one camp loads at once."""
    hub_unloading_points: Columns
    """Columns that one hub unloads at once."""
    inspection_teams: Teams
    """Teams that inspect equipment before export; fewer as civilians separate."""
    clearing_officers: Persons
    """Officers who clear imports and exports; fewer as civilians separate."""
    fixed_wing_aircraft: Aircraft
    """Aircraft for people inside the country."""
    fixed_wing_rotations: Rotations
    """Rotations a week of one fixed-wing aircraft."""
    charter_slots: dict[str, Flights]
    """Charter flights a week, by airfield."""
    medevac_helicopters: dict[str, Helicopters]
    """Helicopters kept for medical evacuation, by sector; a sector not named has no limit."""
    overwatch_orbits: dict[str, Orbits]
    """Columns over which unmanned aircraft can stand at once, by sector; as above."""
    contracted_share: dict[str, Share] = field(default_factory=dict)
    """Share of a hub's `trucks` that is contracted; none where no hub is named."""
    contracted_share_long_haul: dict[str, Share] = field(default_factory=dict)
    """Share of a hub's `long_haul_trucks` that is contracted."""

    def contracted(self) -> dict[str, tuple[int, int]]:
        """The fleets of which a part is contracted, by kind: all their trucks, the contracted."""
        found = {}
        for kind, (trucks, share) in FLEETS.items():
            fleet = getattr(self, trucks)
            for hub, part in getattr(self, share).items():
                total = int(fleet[hub].value) if hub in fleet else 0
                number = round(total * part.value)
                if number:
                    found[f"{kind}:{hub}"] = (total, number)
        return found
