"""Missions to try single processes in: scenarios as configured, worlds as a test wants them."""

import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from functools import cache
from math import inf
from typing import Any

import pytest
from simpy.events import Event

from sim.configuration.load import load_scenario
from sim.paths import Path
from sim.plan.network import Road
from sim.policies import dispatch
from sim.processes.camp import CampState
from sim.processes.case import Case, make_case
from sim.processes.convoy import Convoy
from sim.processes.corridors import Corridor, Stretch
from sim.processes.mission import Mission
from sim.record.track import Track, segments
from sim.record.track import days_by_cause as of_chain
from sim.replication import all_off
from sim.risks.world import Provider, World

Steps = Generator[Event, Any, Any]
GIVEN = None
"""What stands for the settings of a risk where a test has given the path: no risk has none."""
SUM = re.compile(r"\$\d+ million")


@cache
def case(scenario: str = "baseline") -> Case:
    """A scenario made ready, under one seed."""
    return make_case(load_scenario(scenario), 1)


@cache
def off() -> Case:
    """The baseline with every risk off."""
    return make_case(all_off(case().scenario), 1)


def with_paths(of: Case, paths: Mapping[str, Path]) -> Case:
    """The same case in a world where these channels have these paths, whatever the key."""

    def provider(path: Path) -> tuple[tuple[Any, Provider], ...]:
        def provide(_settings: Any, _world: World, _key: str) -> Path:
            return path

        return ((GIVEN, provide),)

    given = {channel: provider(path) for channel, path in paths.items()}
    return replace(of, providers={**of.providers, **given})


def with_risk(of: Case, name: str, **changes: Any) -> Case:
    """The same case with some settings of one risk changed."""
    return with_settings(of, name, replace(of.scenario.risk[name], **changes))


def with_settings(of: Case, name: str, settings: Any) -> Case:
    """The same case with other settings of one risk, all of them; paths that were given stay."""
    scenario = of.scenario
    made = make_case(replace(scenario, risk={**scenario.risk, name: settings}), of.seed)
    given = {
        channel: provided
        for channel, provided in of.providers.items()
        if any(own is GIVEN for own, _ in provided)
    }
    return replace(made, providers={**made.providers, **given})


def mission(of: Case, replication: int = 0, *, story: bool = False) -> Mission:
    """A mission in which nothing has been started, and no forces approach anything."""
    return Mission(of, replication, story)


def finish(m: Mission, steps: Steps, name: str = "test") -> list[tuple[Any, float]]:
    """Start a process; its result and the time (days) of its end are in the list once it ended."""
    ended: list[tuple[Any, float]] = []

    def run() -> Steps:
        result = yield from steps
        ended.append((result, m.now))

    m.clock.start(run(), name)
    return ended


def ends(m: Mission, camp: CampState, step: Callable[[Mission, CampState], Steps]) -> float:
    """When a step of the handover of a camp ends (days)."""
    ended = finish(m, step(m, camp))
    m.clock.run_through(m.start + 300.0)
    ((_, at),) = ended
    return at


def convoys(monkeypatch: pytest.MonkeyPatch, process: str) -> list[Convoy]:
    """The convoys that one file of `sim.processes` will form, in order."""
    formed: list[Convoy] = []

    def noted(*values: Any, **named: Any) -> Convoy:
        formed.append(Convoy(*values, **named))
        return formed[-1]

    monkeypatch.setattr(f"sim.processes.{process}.Convoy", noted)
    return formed


def fuel_asked_for(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Where the columns of a mission will fuel up, and for how many km."""
    asked: list[tuple[str, float]] = []

    def fuel_up(_m: Mission, _convoy: Convoy, place: str, km: float) -> Steps:
        asked.append((place, km))
        return True
        yield

    monkeypatch.setattr("sim.processes.departure.fuel_up", fuel_up)
    return asked


def spare_team_asked_for(m: Mission) -> None:
    """One claim waits: for two teams of Gao and nothing else, last, and weighed every week."""
    (waits,) = m.pool.waiting
    assert (waits.amounts, waits.priority) == ({"search:Gao": 2}, dispatch.LAST)
    assert m.hubs["Gao"].reviewed == [waits]


def days_by_cause(track: Track) -> dict[str, float]:
    """Days that a chain gives to each of its causes."""
    return of_chain(segments(track.link))


def told(story: Iterable[tuple[float, str]], before: float = inf) -> list[tuple[float, str]]:
    """The lines of a story before a day, whatever sums they name.

    A mitigation that is decided on has its price in the top-up asked for, long before its day.
    """
    return [(day, SUM.sub("$… million", line)) for day, line in story if day < before]


def roads(way: Corridor) -> list[Road]:
    """The roads of a corridor beyond its escorted part, in order."""
    return [stage.road for stage in way.stages if isinstance(stage, Stretch)]
