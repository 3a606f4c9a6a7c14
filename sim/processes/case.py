"""A scenario made ready to run: routes, providers of paths, loads; computed once, in the parent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import get_type_hints

from sim.plan.cycle import Cycle, rotation_cycle
from sim.plan.loads import CampLoads, all_camp_loads
from sim.plan.routes import Routes, shortest_routes
from sim.processes.rules import AllRules, all_rules, with_later
from sim.risks import (
    attacks,
    breakdowns,
    ceasefire,
    consent,
    contractors,
    corridors,
    flights,
    imports,
    lift,
    money,
    supply,
    variability,
)
from sim.risks.registry import providers
from sim.risks.world import Providers
from sim.scenario import Scenario


@dataclass(frozen=True)
class Settings:
    """The settings of the risks that processes ask for rates and durations."""

    consent: consent.Settings
    flights: flights.Settings
    imports: imports.Settings
    attacks: attacks.Settings
    ceasefire: ceasefire.Settings
    corridors: corridors.Settings
    breakdowns: breakdowns.Settings
    contractors: contractors.Settings
    lift: lift.Settings
    money: money.Settings
    supply: supply.Settings
    variability: variability.Settings


@dataclass(frozen=True)
class Case:
    """Everything that every replication of a study shares.

    Attributes
    ----------
    rules
        How the host State answers requests.
    exposures
        The factor on a road's threat for a column that is (loaded, searched, watched over).
    cycles
        The nominal cycle of each camp's truck rotation.
    contracted
        The fleets of which a part is contracted: all their trucks, and the contracted ones.
    reference
        Days by cause on the critical chain of each camp when every risk is off, for signed
        delays; and the closure dates of that run (days), by camp.
    stages
        What holds from later days on: the day (days) and everything made ready for it.
    worlds
        Of the stages those in which the settings of risks change, for the world.
    """

    scenario: Scenario
    seed: int
    settings: Settings
    providers: Providers
    routes: Routes
    loads: Mapping[str, CampLoads]
    cycles: Mapping[str, Cycle]
    rules: AllRules
    exposures: Mapping[tuple[bool, bool, bool], float]
    contracted: Mapping[str, tuple[int, int]]
    reference: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    reference_closures: Mapping[str, float] = field(default_factory=dict)
    stages: "tuple[tuple[float, Case], ...]" = ()
    worlds: tuple[tuple[float, Scenario, Providers], ...] = ()


def make_case(scenario: Scenario, seed: int) -> Case:
    """Make a scenario ready to run under a master seed, without the all-off reference.

    Raises
    ------
    PlanError
        If a camp has no route to its hub.
    """
    cases = [(scenario.start, _make(scenario, seed))]
    cases += [(stage.begins, _make(stage.scenario, seed)) for stage in scenario.stages]
    worlds, risk = [], scenario.risk
    for begins, case in cases[1:]:
        if case.scenario.risk != risk:
            risk = case.scenario.risk
            worlds.append((begins, case.scenario, case.providers))
    if len(cases) > 1:
        rules = [(begins, case.rules) for begins, case in cases]
        cases = [
            (begins, replace(case, rules=with_later(case.rules, rules[number:])))
            for number, (begins, case) in enumerate(cases, 1)
        ]
    return replace(cases[0][1], stages=tuple(cases[1:]), worlds=tuple(worlds))


def _make(scenario: Scenario, seed: int) -> Case:
    """Make one stage of a scenario ready, as if it held from the start."""
    plan, status, tasks = scenario.plan, scenario.status, scenario.tasks
    routes = shortest_routes(plan)
    loads = all_camp_loads(plan, status, tasks, scenario.resources.trucks, routes)
    settings = Settings(
        **{name: scenario.settings(name, kind) for name, kind in get_type_hints(Settings).items()}
    )
    cycles = {
        name: rotation_cycle(of, routes.between(name, of.hub), tasks) for name, of in loads.items()
    }
    rules = all_rules(tasks, scenario.policy, settings.consent, settings.flights)
    exposures = {
        (loaded, searched, overwatch): settings.attacks.exposure(
            loaded=loaded, searched=searched, overwatch=overwatch
        )
        for loaded, searched, overwatch in product((False, True), repeat=3)
    }
    return Case(
        scenario, seed, settings, providers(scenario), routes, loads, cycles, rules, exposures,
        scenario.resources.contracted(),
    )  # fmt: skip
