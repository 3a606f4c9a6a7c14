"""Numbers that a person decides or counts, with the units that they are given in."""

from typing import Annotated

from sim.distributions import QuantityInput, unit

Span = Annotated[QuantityInput, unit("days")]
"""A length of time that is not drawn, in days; hours, weeks and months are converted."""
Persons = Annotated[QuantityInput, unit("persons")]
Containers = Annotated[QuantityInput, unit("containers")]
PerTruck = Annotated[QuantityInput, unit("20-ft containers")]
"""What one truck takes."""
Vehicles = Annotated[QuantityInput, unit("vehicles")]
Trucks = Annotated[QuantityInput, unit("trucks")]
Factor = Annotated[QuantityInput, unit("factor")]
