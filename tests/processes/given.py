"""Missions to try single processes in: scenarios as configured, worlds as a test wants them."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from simpy.events import Event

from sim.configuration.load import load_scenario
from sim.paths import Path
from sim.processes.case import Case, make_case
from sim.processes.mission import Mission
from sim.risks.world import Provider, World

Steps = Generator[Event, Any, Any]


@cache
def case(scenario: str = "baseline", *overrides: str) -> Case:
    """A scenario made ready, under one seed."""
    return make_case(load_scenario(scenario, overrides), 1)


def with_paths(of: Case, paths: Mapping[str, Path]) -> Case:
    """The same case in a world where these channels have these paths, whatever the key."""

    def provider(path: Path) -> tuple[tuple[Any, Provider], ...]:
        def provide(_settings: Any, _world: World, _key: str) -> Path:
            return path

        return ((None, provide),)

    given = {channel: provider(path) for channel, path in paths.items()}
    return replace(of, providers={**of.providers, **given})


def with_risk(of: Case, name: str, **changes: Any) -> Case:
    """The same case with other settings of one risk."""
    scenario = of.scenario
    settings = replace(scenario.risk[name], **changes)
    return make_case(replace(scenario, risk={**scenario.risk, name: settings}), of.seed)


def mission(of: Case, replication: int = 0, *, story: bool = False) -> Mission:
    """A mission in which nothing has been started."""
    return Mission(of, replication, story)


def finish(m: Mission, steps: Steps, name: str = "test") -> list[tuple[Any, float]]:
    """Start a process; its result and the time (days) of its end are in the list once it ended."""
    ended: list[tuple[Any, float]] = []

    def run() -> Steps:
        result = yield from steps
        ended.append((result, m.now))

    m.clock.start(run(), name)
    return ended
