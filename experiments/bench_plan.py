"""The baseline with its sectors repeated: two, four, eight times the camps, for benchmarks."""

from collections.abc import Mapping
from typing import Any, Final

from sim.configuration import load_scenario, resolved, validate_scenario
from sim.scenario import Scenario

_SHARED: Final = {"region", "regions", "region_rate", "quiet_regions", "corridors"}
"""Parts that speak of regions and corridors, of which there is one set: some are named as camps."""

_NATIONAL: Final = ("corridor_trucks", "inspection_teams", "clearing_officers",
                    "fixed_wing_aircraft")  # fmt: skip
_AT_CAPITAL: Final = ("hub_beds", "hub_containers", "charter_slots")


def repeated(times: int) -> Scenario:
    """Give the baseline with every camp but the capital's so many times, and means in proportion.

    A copy has its own hubs, roads, columns and trucks, and shares the capital, the corridors out
    of the country, the regions' weather and the host State's consent with the others. Its camps
    carry a number, so that each has its own draws.
    """
    plain = resolved(load_scenario("baseline"))
    capital = plain["plan"]["lift_hub"]
    names = (set(plain["plan"]["camps"]) - {capital}) | set(plain["resources"]["axis_capacity"])
    grown = plain
    if times > 1:
        grown = _repeat(plain, names, range(2, times + 1))
        means = grown["resources"]
        for name in _NATIONAL:
            means[name] = _scaled(means[name], times)
        for name in _AT_CAPITAL:
            means[name] = {**means[name], capital: _scaled(means[name][capital], times)}
    return validate_scenario(grown)


def _repeat(node: Any, names: set[str], copies: range) -> Any:
    """Add to every mapping and list that speaks of a name what it says of each copy."""
    if isinstance(node, Mapping):
        grown = {}
        for key, value in node.items():
            if key in names:
                grown[key] = value
                grown |= {_copy(key, names, n): _copy(value, names, n) for n in copies}
            else:
                grown[key] = value if key in _SHARED else _repeat(value, names, copies)
        return grown
    if isinstance(node, list):
        items = []
        for item in node:
            own = [_copy(item, names, n) for n in copies]
            items += [item, *(copy for copy in own if copy != item)]
        return items
    return node


def _copy(node: Any, names: set[str], number: int) -> Any:
    """Say of one copy what is said of the original."""
    if isinstance(node, Mapping):
        return {
            _copy(key, names, number): value if key in _SHARED else _copy(value, names, number)
            for key, value in node.items()
        }
    if isinstance(node, list):
        return [_copy(item, names, number) for item in node]
    return f"{node} {number}" if isinstance(node, str) and node in names else node


def _scaled(quantity: Any, times: int) -> Any:
    """Multiply a quantity, with its range."""
    if not isinstance(quantity, Mapping):
        return quantity
    return {
        key: value * times if isinstance(value, int | float) and not isinstance(value, bool)
        else value
        for key, value in quantity.items()
    }  # fmt: skip
