"""Unrest: blocks as often and as long as configured; communication only ever takes some away."""

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from sim.configuration import load_scenario
from sim.distributions import Exponential, Quantity
from sim.errors import ConfigurationError
from sim.paths import Path
from sim.risks.unrest import Settings
from sim.risks.world import DEPARTURE, DISINFORMATION, World
from tests.risks import cases
from tests.risks.test_consent import close

LONG = date(2063, 6, 30)


def baseline(**changes: float) -> Settings:
    """The baseline, with quantities changed."""
    of = cases.settings(Settings, "unrest", "baseline")
    return replace(of, **{name: Quantity(value) for name, value in changes.items()})  # type: ignore[arg-type]


def worlds(n: int, settings: Settings, horizon: date = cases.HORIZON) -> list[World]:
    of = cases.scenario({"unrest": settings}, horizon=horizon)
    return [cases.world(of, replication=k) for k in range(n)]


def blocked(world: World, place: str) -> float:
    """Share of the time in which a place is blocked."""
    start, end = world.scenario.start, world.scenario.end
    return 1.0 - world.path(DEPARTURE, place).integral(start, end) / (end - start)


def campaigns(world: World) -> float:
    """Mean level of disinformation."""
    start, end = world.scenario.start, world.scenario.end
    return world.path(DISINFORMATION, "nation").integral(start, end) / (end - start)


def test_disinformation_has_the_mean_of_its_spells() -> None:
    of = baseline().disinformation
    quiet, campaign = of.quiet.mean, of.campaign.mean
    expected = (quiet + of.campaign_level.value * campaign) / (quiet + campaign)
    found = np.array([campaigns(world) for world in worlds(200, baseline(), LONG)])
    assert close(found, expected, slack=0.01)


@pytest.mark.parametrize("place", ["Gao", "Kidal", "Tessalit"])
def test_the_share_of_time_blocked_is_that_of_a_server_without_limit(place: str) -> None:
    # Blocks overlap freely: busy periods of M/G/infinity, blocked for 1 - exp(-rate times length),
    # given the level; the level changes slowly against a block, so the mean over levels holds.
    of = baseline()
    prone = of.towns.get(place, of.elsewhere).value
    offered = of.block_rate.value * prone * of.block.mean
    levels = of.disinformation
    quiet, campaign = levels.quiet.mean, levels.campaign.mean
    share = campaign / (quiet + campaign)
    high = levels.campaign_level.value
    expected = 1.0 - (1.0 - share) * np.exp(-offered) - share * np.exp(-offered * high)
    found = np.array([blocked(world, place) for world in worlds(200, of, LONG)])
    assert close(found, expected, slack=0.02 * expected)


def test_communication_prevents_its_share_and_never_brings_another_block() -> None:
    usual, more = baseline(), baseline(damping=0.4)
    shares = []
    for before, after in zip(worlds(100, usual, LONG), worlds(100, more, LONG), strict=True):
        assert before.path(DISINFORMATION, "nation") == after.path(DISINFORMATION, "nation")
        one, two = before.path(DEPARTURE, "Gao"), after.path(DEPARTURE, "Gao")
        assert all(one.value(time) == 0.0 for time in two.times[::2])
        shares.append(blocked(after, "Gao") / blocked(before, "Gao"))
    assert close(np.array(shares), 0.6, slack=0.02)


@pytest.mark.parametrize("campaign_level", [0.5, 3.0])
def test_a_town_is_blocked_while_a_block_of_its_own_numbers_lasts(campaign_level: float) -> None:
    """Candidates at the highest rate; each with a mark and a length, whether it is kept or not."""
    of = baseline(block_rate=0.3, damping=0.2)
    levels = replace(of.disinformation, campaign_level=Quantity(campaign_level))
    of = replace(of, block=Exponential(2.0), disinformation=levels)
    rate = 0.3 * of.towns["Gao"].value * max(1.0, campaign_level)
    for world in worlds(5, of):
        own = partial(world.draws.exponential, "risk/unrest/Gao")
        level, time, blocks = world.path(DISINFORMATION, "nation"), world.scenario.start, []
        for k in range(60):
            time += own("gap", k) / rate
            kept = level.value(time) * 0.8 / max(1.0, campaign_level)
            if world.draws.uniform("risk/unrest/Gao", "mark", k) < kept:
                blocks.append((time, time + 2.0 * own("length", k)))
        path = world.path(DEPARTURE, "Gao")
        for t in np.linspace(world.scenario.start, time, 2000):
            assert path.value(t) == float(not any(start <= t < end for start, end in blocks))


def test_disinformation_reads_numbers_of_its_own() -> None:
    of = baseline().disinformation
    chance, level = of.campaign_at_start.value, of.campaign_level.value
    begun = set()
    for world in worlds(30, baseline()):
        u = partial(world.draws.uniform, "risk/unrest/disinformation")
        campaign = u("start") < chance
        first = (of.campaign if campaign else of.quiet).ppf(u("spell", 0))
        path = world.path(DISINFORMATION, "nation")
        assert path.values[:2] == ((level, 1.0) if campaign else (1.0, level))
        assert path.times[0] == pytest.approx(world.scenario.start + first)
        begun.add(campaign)
    assert begun == {True, False}


def test_a_town_that_is_not_prone_is_never_blocked() -> None:
    of = replace(baseline(), towns={"Gao": Quantity(0.0)})
    assert worlds(1, of)[0].path(DEPARTURE, "Gao") == Path.constant(1.0)


def test_with_all_blocks_prevented_nothing_is_blocked() -> None:
    for world in worlds(5, baseline(damping=1.0)):
        assert world.path(DEPARTURE, "Gao") == Path.constant(1.0)


def test_blocks_are_drawn_apart_for_each_town() -> None:
    for world in worlds(5, baseline(), LONG):
        gao, mopti = world.path(DEPARTURE, "Gao"), world.path(DEPARTURE, "Mopti")
        assert not set(gao.times) & set(mopti.times)


def test_the_beginning_is_the_same_under_another_horizon() -> None:
    pairs = zip(worlds(20, baseline()), worlds(20, baseline(), LONG), strict=True)
    seen = 0
    for short, long in pairs:
        few, many = short.path(DEPARTURE, "Gao"), long.path(DEPARTURE, "Gao")
        inside = [time for time in few.times if time < short.scenario.end]
        assert inside == list(many.times[: len(inside)])
        seen += len(inside)
    assert seen > 100


def test_a_town_that_the_plan_does_not_know_is_refused() -> None:
    with pytest.raises(
        ConfigurationError, match=r"risk\.unrest\.towns\.Goa: the plan has no camp 'Goa'"
    ):
        load_scenario("baseline", ["+risk.unrest.towns.Goa=1"])
