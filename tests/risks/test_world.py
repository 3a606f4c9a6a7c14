"""The world: how several risks on one channel are combined, and values by regime and by spell."""

from itertools import islice
from typing import Any

import pytest

from sim.distributions import Distribution, Fixed
from sim.draws import Draws
from sim.paths import Path
from sim.risks import registry
from sim.risks import world as w
from sim.risks.regimes import ByRegime
from sim.risks.spells import alternate, uniforms
from sim.risks.world import CHANNELS, Provider, World
from tests.risks import cases


def constant(value: float) -> tuple[Any, Provider]:
    def provide(_settings: Any, _world: World, _key: str) -> Path:
        return Path.constant(value)

    return None, provide


TOGETHER = {
    # The worse of regimes, of wet spells, of campaigns.
    0.5: (w.CONSENT, w.WET, w.DISINFORMATION),
    # What the strictest lets through.
    0.2: (w.PASSENGERS, w.TRUCKS_OFFERED, w.AIRSPACE, w.HELICOPTERS, w.FLYABLE, w.GATE,
          w.PASSABLE, w.DEPARTURE, w.WELLS, w.IMPORT_CAP, w.EXPORT_CAP),
    # Rates and hazards add up.
    0.9: (w.AGREEMENT, w.ROAD_THREAT, w.CAMP_THREAT, w.AIRCRAFT_THREAT),
    # Of what one lets of the deliveries through, another lets a share.
    0.02: (w.FUEL,),
}  # fmt: skip
"""What 0.5, 0.2 and 0.2 of three risks come to."""


@pytest.mark.parametrize("expected", TOGETHER)
def test_several_risks_on_a_channel_are_combined_by_its_rule(expected: float) -> None:
    for channel in TOGETHER[expected]:
        parts = (constant(0.5), constant(0.2), constant(0.2))
        world = World(cases.scenario({}), Draws(1, 0), {channel: parts})
        assert world.path(channel, "here").value(50.0) == pytest.approx(expected), channel


def test_every_channel_has_its_rule_tried() -> None:
    tried = [channel for channels in TOGETHER.values() for channel in channels]
    assert sorted(tried) == sorted(CHANNELS)


def test_a_regimes_value_holds_from_its_level_to_the_next() -> None:
    of = ByRegime("free", "slow", "shut")
    assert [of.at(level) for level in (0.0, 0.9, 1.0, 1.9, 2.0)] == [
        "free", "free", "slow", "slow", "shut",
    ]  # fmt: skip
    assert list(of) == ["free", "slow", "shut"]


def test_spells_of_two_kinds_come_in_turn_until_the_end_is_reached() -> None:
    lengths: tuple[Distribution, Distribution] = Fixed(2.0), Fixed(3.0)
    assert alternate(iter([0.5] * 9), lengths, 10.0, 19.9) == [12.0, 15.0, 17.0, 20.0]
    assert alternate(iter([0.5] * 9), lengths, 10.0, 20.0) == [12.0, 15.0, 17.0, 20.0]


def test_how_many_numbers_are_computed_ahead_changes_none() -> None:
    draws = Draws(1, 0)
    one_by_one = [draws.uniform("risk/test", "spell", number) for number in range(70)]
    for size in (7, 32, 100):
        found = list(islice(uniforms(draws, "risk/test", "spell", size), 70))
        assert found == pytest.approx(one_by_one)


def test_spells_go_on_for_two_months_beyond_the_horizon() -> None:
    """Who sets out on the last days plans with what comes after them."""
    lift, unrest = (
        cases.settings(registry.modules()[name].Settings, name, "baseline")
        for name in ("lift", "unrest")
    )
    of = cases.scenario({"lift": lift, "unrest": unrest})
    for k in range(20):
        world = cases.world(of, replication=k)
        for channel, key in ((w.PASSENGERS, "Gao"), (w.DISINFORMATION, "nation")):
            assert world.path(channel, key).times[-1] >= of.end + 60.0, channel
