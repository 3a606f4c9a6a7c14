"""Risk cases read from `configs/`, and worlds to try them in."""

from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any, TypeVar, cast

import yaml
from pydantic import TypeAdapter

from sim.distributions import Quantity
from sim.draws import Draws
from sim.plan import Plan, Status
from sim.risks import registry
from sim.risks.world import World
from sim.scenario import Scenario

CONFIGS = FilePath(__file__).parents[2] / "configs" / "risk"
START = date(2023, 8, 18)
HORIZON = date(2025, 6, 30)

S = TypeVar("S")


def case_names(risk: str) -> list[str]:
    """The cases of a risk, by the names of their files."""
    return sorted(file.stem for file in (CONFIGS / risk).glob("*.yaml"))


def raw(risk: str, case: str) -> dict[str, Any]:
    """A case as nested dictionaries, with the cases that it is made from merged below it."""
    own: dict[str, Any] = yaml.safe_load((CONFIGS / risk / f"{case}.yaml").read_text("utf-8"))
    merged: dict[str, Any] = {}
    for name in own.pop("defaults", ["_self_"]):
        _merge(merged, own if name == "_self_" else raw(risk, name))
    return merged


def _merge(below: dict[str, Any], above: dict[str, Any]) -> None:
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _merge(below[key], value)
        else:
            below[key] = value


def settings(kind: type[S], risk: str, case: str) -> S:
    """A case, typed as the configuration types it."""
    return cast(S, _typed(cast(Any, kind), risk, case))


@cache
def _typed(kind: type[Any], risk: str, case: str) -> Any:
    return TypeAdapter(kind).validate_python(raw(risk, case))


def scenario(
    risk: dict[str, Any],
    *,
    horizon: date = HORIZON,
    start: date = START,
    gates_closed: tuple[str, ...] = (),
) -> Scenario:
    """A scenario of nothing but risks: a plan without camps."""
    nothing = Quantity(0.0)
    return Scenario(
        name="test",
        plan=Plan(title="test", camps={}, roads=(), phases={}),
        status=Status(
            as_of=start,
            camps={},
            people_repatriated=nothing,
            packing_material_share=nothing,
            ceasefire_approaches=nothing,
            spent=nothing,
            gates_closed=gates_closed,
        ),
        resources=cast(Any, None),
        tasks=cast(Any, None),
        policy=cast(Any, None),
        risk=risk,
        horizon=horizon,
    )


def world(of: Scenario, *, seed: int = 1, replication: int = 0) -> World:
    """The world of one replication."""
    return World(of, Draws(seed, replication), registry.providers(of))
