"""Numbers that a person decides or counts, with the units that they are given in."""

from typing import Annotated

from sim.distributions import Distribution, QuantityInput, unit

Days = Annotated[Distribution, unit("days")]
"""A length of time that is drawn, in days."""
Span = Annotated[QuantityInput, unit("days")]
"""A length of time that is not drawn, in days; hours, weeks and months are converted."""
Persons = Annotated[QuantityInput, unit("persons")]
Containers = Annotated[QuantityInput, unit("containers")]
PerTruck = Annotated[QuantityInput, unit("20-ft containers")]
"""What one truck takes."""
Vehicles = Annotated[QuantityInput, unit("vehicles")]
Trucks = Annotated[QuantityInput, unit("trucks")]
Groups = Annotated[QuantityInput, unit("groups")]
Teams = Annotated[QuantityInput, unit("teams")]
Columns = Annotated[QuantityInput, unit("columns")]
Slots = Annotated[QuantityInput, unit("20-ft slots")]
Aircraft = Annotated[QuantityInput, unit("aircraft")]
Rotations = Annotated[QuantityInput, unit("rotations a week of one aircraft")]
Flights = Annotated[QuantityInput, unit("flights/week")]
Helicopters = Annotated[QuantityInput, unit("helicopters")]
Orbits = Annotated[QuantityInput, unit("orbits")]
Factor = Annotated[QuantityInput, unit("factor")]
