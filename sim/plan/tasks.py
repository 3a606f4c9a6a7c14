"""How long work takes and how much it moves: the durations and rates of the withdrawal.

Numbers that a person decides or counts are quantities; durations that vary from one
occasion to the next are distributions, drawn by the occasion's key.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import with_config

from sim.calendar import Day
from sim.distributions import (
    ABOVE_ZERO,
    AN_HOUR,
    FROM_ONE,
    Distribution,
    Quantity,
    QuantityInput,
    ShareInput,
    unit,
)
from sim.plan.amounts import Days, Factor, Persons, PerTruck, Span, Trucks, Vehicles
from sim.plan.camp import Camp
from sim.plan.strict import STRICT

KmPerDay = Annotated[Distribution, ABOVE_ZERO, unit("km/day")]
ContainersPerDay = Annotated[Distribution, ABOVE_ZERO, unit("containers/day")]
Money = Annotated[QuantityInput, unit("USD million")]


@with_config(STRICT)
@dataclass(frozen=True)
class BySize:
    """One duration for small camps and satellites, one for large camps and hubs."""

    small: Days
    """Of small camps and satellites."""
    large: Days
    """Of large camps and hubs."""

    def of(self, camp: Camp) -> Distribution:
        """The duration for a camp of its size."""
        return self.large if camp.is_large else self.small


@with_config(STRICT)
@dataclass(frozen=True)
class Packing:
    """Packing of containers by teams of a camp, with imported material."""

    rate: ContainersPerDay
    """Containers a day, one team, with material."""
    rate_without_material: Annotated[Factor, ABOVE_ZERO]
    """Factor on the rate when the imported material is not there."""
    material_need: Annotated[QuantityInput, unit("tonnes a container")]
    """Tonnes of dunnage, lashing and pallets a container."""
    material_per_container: Annotated[QuantityInput, ABOVE_ZERO, unit("tonnes")]
    """Tonnes of packing material in one import container."""
    preparation_lead: Annotated[QuantityInput, unit("days before the window")]
    """Days before the window's opening at which drawdown starts."""


@with_config(STRICT)
@dataclass(frozen=True)
class Loads:
    """What of a camp's equipment moves, and how it is counted in trucks."""

    share_containers_moved: ShareInput
    """Share of a camp's containers that leaves; the rest is disposed of there."""
    share_vehicles_driving: ShareInput
    """Share of a camp's vehicles that leaves on its own wheels."""
    share_vehicles_on_lowbed: ShareInput
    """Share of a camp's vehicles that rides on a truck each; the rest is disposed of there."""
    containers_per_truck_track: Annotated[PerTruck, ABOVE_ZERO]
    """20-ft containers on one truck, where any road of the way is unpaved."""
    containers_per_truck_paved: Annotated[PerTruck, ABOVE_ZERO]
    """20-ft containers on one truck, where all of the way is paved."""
    vehicles_kept_to_last: ShareInput
    """Share of the vehicles that drive which stays to the last convoy, at least."""
    last_part_column: ShareInput
    """A last part-column below this share of a column is spread over the others."""


@with_config(STRICT)
@dataclass(frozen=True)
class Columns:
    """The size of a column, by its hub where it differs."""

    trucks: dict[str, Trucks]
    """Trucks of one column, by its hub."""
    own_vehicles: Vehicles
    """The camp's own vehicles that ride in a truck rotation."""
    contingent_move_vehicles: Annotated[Vehicles, ABOVE_ZERO]
    """Vehicles of one contingent move."""
    limit: Annotated[Vehicles, ABOVE_ZERO]
    """Vehicles in one column of a last convoy."""
    passengers_rotation: Persons
    """People whom a truck rotation takes out beside its escort."""
    passengers_move: Annotated[Persons, ABOVE_ZERO]
    """People in one contingent move, or in one column of a last convoy."""
    escort_people: Persons
    """People of one convoy group; they belong to its hub."""
    escort_vehicles: Vehicles
    """Vehicles of one convoy group."""

    @property
    def people_per_vehicle(self) -> float:
        """People in each vehicle of a contingent move."""
        return self.passengers_move.value / self.contingent_move_vehicles.value


@with_config(STRICT)
@dataclass(frozen=True)
class Movement:
    """Convoys: clean speeds by surface, load and rain, and the work around a road move."""

    track_loaded: KmPerDay
    """On a dry track, loaded."""
    track_empty: KmPerDay
    """On a dry track, empty."""
    track_wet: KmPerDay
    """On a wet track, loaded or empty."""
    degraded: KmPerDay
    """On a road in bad repair, dry."""
    degraded_wet: KmPerDay
    """On a road in bad repair, wet."""
    paved: KmPerDay
    """On a paved road in any weather."""
    forming_up: Days
    """From the grant of all means to the go or no-go."""
    refit: Days
    """From a column's return until its group, team and trucks can be had again."""
    loading: Annotated[Distribution, ABOVE_ZERO, unit("trucks/day")]
    """What a camp loads."""
    unloading: Annotated[Distribution, ABOVE_ZERO, unit("trucks/day")]
    """What a hub unloads."""
    ask_again: Days
    """Days after a refusal before the request is made again."""
    clearance_validity: Span
    """Days for which a clearance holds."""


@with_config(STRICT)
@dataclass(frozen=True)
class Handover:
    """Closing a camp: review, close-out, the civil authority, inspection, the floor."""

    disposal_review: Days
    """Review of what is gifted or sold, beside packing."""
    close_out: BySize
    close_out_after_last_load: Span
    """Days of the environmental close-out that follow the last loads."""
    joint_inspection: BySize
    authority_notice: dict[str, Days]
    """Days from notice to arrival of the civil authority, by sector."""
    floor_people: Persons
    """The security floor at least: people who stay to the last convoy."""
    floor_share: ShareInput
    """The security floor: the larger of `floor_people` and this share of strength."""
    destruction_rate: ContainersPerDay
    """What the engineers of one camp destroy."""
    last_convoy_after_certificate: Days
    """From the signature to the last column's departure (at most a day)."""
    crowd_probability: ShareInput
    """Probability that a crowd holds up the last convoy."""
    crowd_delay: Days
    """For how long a crowd holds up the last convoy."""


@with_config(STRICT)
@dataclass(frozen=True)
class AirLift:
    """People by air: lift inside the country, then charters, in whole aircraft."""

    formalities: Days
    """From arrival at the hub until people are ready to fly."""
    fixed_wing_seats: Annotated[Persons, ABOVE_ZERO]
    """Seats of one aircraft inside the country."""
    charter_seats: dict[str, Annotated[QuantityInput, unit("seats")]]
    """Seats of one charter, by airfield."""
    charter_load: ShareInput
    """Share of the seats that is filled."""
    charter_clearance: Days
    """Diplomatic clearance of one charter in the permissive regime."""
    charter_clearance_restrictive: Span
    """Days that the restrictive regime adds to a charter's clearance."""
    charter_clearance_regime: Span
    """Days that the most obstructive regime adds to a charter's clearance."""
    block_time: Days
    """One way, with turn-round, of a lift inside the country."""
    least_filled: ShareInput
    """Share of an aircraft's seats below which it does not fly, while more people are to come."""
    longest_wait: Span
    """Days that people who are ready wait for a full aircraft when nobody more is expected."""
    hub_kept: ShareInput
    """Share of a hub's people kept nearly to the last deadline (`hub_kept_until`)."""
    hub_kept_until: Annotated[QuantityInput, unit("days before the last deadline")]
    """Days before the last deadline until which the share is kept."""


@with_config(STRICT)
@dataclass(frozen=True)
class Export:
    """Equipment on its way out of the country."""

    inspection_rate: ContainersPerDay
    """Container equivalents a team-day."""
    consignment: Annotated[Trucks, ABOVE_ZERO]
    """Trucks of one consignment."""
    presented_at_once: Annotated[QuantityInput, unit("fleets of corridor trucks")]
    """Consignments under way at once, for each that the corridor trucks can carry; papers are
    made while others are on the road."""
    documents: Days
    """Export papers of one consignment."""
    officer_days: Annotated[QuantityInput, unit("officer-days a consignment")]
    """Officer-days of one consignment."""
    ship_interval: Annotated[Days, ABOVE_ZERO, AN_HOUR]
    """Between two calls of ships at a port."""
    ship_capacity: Annotated[Distribution, FROM_ONE, unit("containers")]
    """What one ship takes; a vehicle counts as a container."""
    vehicle_consignment: Annotated[Vehicles, ABOVE_ZERO]
    """Vehicles on their own wheels in one consignment."""
    starts: Annotated[QuantityInput, unit("days after the as-of date")]
    """Days after the as-of date at which the first consignment is presented."""


@with_config(STRICT)
@dataclass(frozen=True)
class Spending:
    """Dollars: by strength, and the extra of the withdrawal. Million US dollars."""

    authority: Money
    """What may be spent until `authority_until`; what was spent by the as-of date is included."""
    authority_until: Day
    """The last day that the authority covers."""
    full_strength_per_day: Annotated[QuantityInput, unit("USD million/day")]
    """What a day costs at full strength, without the extra."""
    variable_share: ShareInput
    """Share of the cost of a day that goes with strength; the rest is spent whoever is there."""
    withdrawal_extra: Money
    """What the withdrawal costs beyond the usual, from the as-of date on."""
    extra_by_people: ShareInput
    """Share of the extra that is spent as people leave; the rest is spent as containers leave."""
    value_container: Money
    """Value of one container load, for the loss ledger."""
    value_vehicle: Money
    """Value of one vehicle, for the loss ledger."""


@with_config(STRICT)
@dataclass(frozen=True)
class Liability:
    """What an environmental close-out that was not done costs later. Million US dollars."""

    small: Money
    """Of a small camp or satellite."""
    large: Money
    """Of a large camp or hub."""

    def of(self, camp: Camp) -> Quantity:
        """What it costs at a camp of its size."""
        return self.large if camp.is_large else self.small


@with_config(STRICT)
@dataclass(frozen=True)
class Disposal:
    """What becomes of the equipment of a camp that does not move."""

    coe_share: ShareInput
    """Share of what does not move that the contingents own, which they destroy; the United Nations
    never gift it."""
    gifted: ShareInput
    """Share of what the United Nations own that is to be gifted; the rest of both is destroyed."""
    sold: ShareInput
    """Share of what the United Nations own that is to be sold."""
    recipient_unfit: ShareInput
    """Probability that the due diligence finds the recipient unfit."""
    sale: Days
    """From the end of the review to the buyer's taking it away."""
    no_buyer: ShareInput
    """Probability that no buyer is found."""
    liability: Liability

    def __post_init__(self) -> None:
        if self.gifted.value + self.sold.value > 1.0 + 1e-9:
            raise ValueError(
                "'gifted' and 'sold' are shares of one whole: they come to more than 1"
            )


@with_config(STRICT)
@dataclass(frozen=True)
class Tasks:
    """All durations and rates of the withdrawal."""

    packing: Packing
    loads: Loads
    columns: Columns
    movement: Movement
    handover: Handover
    air_lift: AirLift
    export: Export
    spending: Spending
    disposal: Disposal
