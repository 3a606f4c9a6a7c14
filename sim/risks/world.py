"""The world of one replication: step paths that the risks contribute, asked for by channel.

A *channel* is a kind of question ("is it wet in this region?"). Each risk contributes paths to
channels; where several do, the channel's own rule combines them. A path is generated when it is
first asked for, wholly, from (seed, replication, risk, key), so that who asks first does not
matter. After the ceasefire breaks down some paths carry an overlay; the exogenous path below it
never changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, Final

from sim.draws import Draws
from sim.paths import Path
from sim.scenario import Scenario

CONSENT = "consent"
AIRSPACE = "airspace"
ROAD_THREAT = "road_threat"
CAMP_THREAT = "camp_threat"
AIRCRAFT_THREAT = "aircraft_threat"
HELICOPTERS = "helicopters"
FLYABLE = "flyable"
GATE = "gate"
WET = "wet"
PASSABLE = "passable"
DEPARTURE = "departure"
DISINFORMATION = "disinformation"
AGREEMENT = "agreement"
WELLS = "wells"
FUEL = "fuel"
PASSENGERS = "passengers"
TRUCKS_OFFERED = "trucks_offered"
IMPORT_CAP = "import_cap"
EXPORT_CAP = "export_cap"

NATION = "nation"
"""Key of what is the same in the whole country: the national regime, its caps, disinformation."""

YES = 0.5
"""From this value on a path of yes (1) and no (0) says yes."""

PERMISSIVE, RESTRICTIVE, OBSTRUCTIVE = 0, 1, 2
REGIMES = ("permissive", "restrictive", "obstructive")
"""Names of the regimes of consent, in the order of their levels."""


@dataclass(frozen=True)
class Channel:
    """How paths of a channel are combined, and what holds where no risk contributes."""

    key: str
    combine: Callable[..., Path]
    neutral: float
    meaning: str


def _sum(*paths: Path) -> Path:
    total = paths[0]
    for path in paths[1:]:
        total = total + path
    return total


def _product(*paths: Path) -> Path:
    result = paths[0]
    for path in paths[1:]:
        result = result * path
    return result


MARGIN: Final = 60.0
"""Days beyond the horizon to which paths are generated; then their last value stays."""

NO_CAP = 1e9
"""Neutral value of a cap, or a number of machines: none that could bind."""

CHANNELS: Mapping[str, Channel] = {
    CONSENT: Channel("sector", Path.maximum, PERMISSIVE, "regime: 0, 1, 2 from free to shut"),
    AGREEMENT: Channel("nation", _sum, 0.0, "hazard a day of the camp-return agreement"),
    PASSENGERS: Channel("camp", Path.minimum, 1.0, "1 where charters with passengers are approved"),
    TRUCKS_OFFERED: Channel("hub", Path.minimum, 1.0, "share of the contracted trucks offered"),
    AIRSPACE: Channel("sector", Path.minimum, 1.0, "1 where crewed flights may fly"),
    ROAD_THREAT: Channel("road", _sum, 0.0, "attacks a kilometre on a loaded column"),
    CAMP_THREAT: Channel("camp", _sum, 0.0, "attacks a day on a camp"),
    AIRCRAFT_THREAT: Channel("region", _sum, 0.0, "fire at a take-off or landing"),
    HELICOPTERS: Channel("sector", Path.minimum, NO_CAP, "evacuation helicopters fit to fly"),
    FLYABLE: Channel("region", Path.minimum, 1.0, "1 where helicopters can fly"),
    GATE: Channel("gate", Path.minimum, 1.0, "1 where the border crossing is open"),
    WET: Channel("region", Path.maximum, 0.0, "1 where tracks are wet"),
    PASSABLE: Channel("region", Path.minimum, 1.0, "1 where unpaved roads can be driven"),
    DEPARTURE: Channel("camp", Path.minimum, 1.0, "1 where columns can leave or enter the place"),
    DISINFORMATION: Channel("nation", Path.maximum, 1.0, "factor on the rate of road blocks"),
    WELLS: Channel("camp", Path.minimum, 1.0, "1 where the wells of a camp give water"),
    FUEL: Channel("hub", _product, 1.0, "share of a hub's normal fuel deliveries that arrives"),
    IMPORT_CAP: Channel("nation", Path.minimum, NO_CAP, "containers a week let in"),
    EXPORT_CAP: Channel("nation", Path.minimum, NO_CAP, "loads a week let out"),
}

Provider = Callable[[Any, "World", str], Path]
"""(settings of the risk, world, key) → its path on a channel."""

Providers = Mapping[str, tuple[tuple[Any, Provider], ...]]
"""The risks that are on, by the channel to which they contribute."""


class World:
    """Everything that happens to the mission in one replication.

    Parameters
    ----------
    scenario
        The scenario; its plan, status, resources, horizon and risks are read.
    draws
        Keyed uniforms of the replication.
    providers
        Which risks contribute to which channel, as `sim.risks.registry.providers` finds them.
    later
        From which day on (days) other settings hold: their scenario and providers, in order. The
        world is then spliced from those of the settings, each generated whole from the same
        uniforms, so that before the first of these days nothing differs.
    """

    __slots__ = ("_later", "_overlays", "_paths", "_providers", "draws", "scenario")

    def __init__(
        self,
        scenario: Scenario,
        draws: Draws,
        providers: Providers,
        later: Sequence[tuple[float, Scenario, Providers]] = (),
    ) -> None:
        self.scenario = scenario
        self.draws = draws
        self._providers = providers
        first = -inf, scenario, providers
        # Each knows all stages: means may change on a day on which the settings of risks do not.
        self._later = [
            (day, World(replace(of, stages=scenario.stages), draws, provided))
            for day, of, provided in (first, *later)
            if later
        ]
        self._paths: dict[tuple[str, str], Path] = {}
        self._overlays: list[tuple[str, frozenset[str], float, Callable[[float], float]]] = []

    @property
    def until(self) -> float:
        """The day (days) to which paths are generated at least."""
        return self.scenario.end + MARGIN

    def path(self, channel: str, key: str) -> Path:
        """The path of a channel at a key (a sector, road, camp, gate, region …)."""
        found = self._paths.get((channel, key))
        if found is None:
            found = self.exogenous(channel, key)
            for name, keys, since, change in self._overlays:
                if name == channel and key in keys:
                    found = found.overlay(since, change)
            self._paths[channel, key] = found
        return found

    def exogenous(self, channel: str, key: str) -> Path:
        """The path as the risks generate it, without overlays."""
        if self._later:
            whole = self._later[0][1].path(channel, key)
            for day, world in self._later[1:]:
                whole = whole.then(day, world.path(channel, key))
            return whole
        providers = self._providers.get(channel, ())
        if not providers:
            return Path.constant(CHANNELS[channel].neutral)
        parts = [provide(settings, self, key) for settings, provide in providers]
        return parts[0] if len(parts) == 1 else CHANNELS[channel].combine(*parts)

    def overlay(
        self, channel: str, keys: frozenset[str], since: float, change: Callable[[float], float]
    ) -> None:
        """Apply `change` to the values of paths of a channel from `since` on."""
        self._overlays.append((channel, keys, since, change))
        for key in keys:
            found = self._paths.get((channel, key))
            if found is not None:
                self._paths[channel, key] = found.overlay(since, change)
