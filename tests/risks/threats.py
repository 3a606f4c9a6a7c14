"""Cases of attacks and of the ceasefire as Hydra composes them, and a small plan to try them on."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
from pydantic import TypeAdapter

from sim.distributions import Quantity
from sim.plan import Camp, Plan, Road
from sim.risks import attacks, ceasefire
from sim.scenario import Scenario
from tests.risks import cases

CONFIGS = FilePath(__file__).parents[2] / "configs"
REGIONS = ("Kidal", "Gao", "Timbuktu", "Menaka", "Mopti")
MODELS = ("poisson", "gamma_mixed", "clustered", "hawkes", "regime_switching")


@cache
def _composed(risk: str, case: str) -> Any:
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        return compose(f"risk/{risk}/{case}")["risk"][risk]


def raw(risk: str, case: str) -> dict[str, Any]:
    """A case as nested dictionaries, as Hydra composes it."""
    found: dict[str, Any] = OmegaConf.to_container(_composed(risk, case))  # type: ignore[assignment]
    return found


@cache
def attack_settings(case: str) -> attacks.Settings:
    """A case of attacks."""
    return TypeAdapter(attacks.Settings).validate_python(raw("attacks", case))


@cache
def ceasefire_settings(case: str) -> ceasefire.Settings:
    """A case of the ceasefire."""
    return TypeAdapter(ceasefire.Settings).validate_python(raw("ceasefire", case))


def road(a: str, b: str, **regions: float) -> Road:
    """A track of 100 km with shares of regions."""
    return Road(a=a, b=b, km=Quantity(100.0), surface="track", axis="north", regions=regions)


def camp(sector: str, region: str) -> Camp:
    """A hub of nothing."""
    nothing = Quantity(0.0)
    return Camp(16.0, 0.0, sector, region, "small", nothing, nothing, nothing)


PLAN = Plan(
    title="test",
    camps={
        "Kidal": camp("North", "Kidal"),
        "Tessalit": camp("North", "Kidal"),
        "Gao": camp("East", "Gao"),
        "Ansongo": camp("East", "Gao"),
        "Bamako": camp("HQ", "South"),
    },
    roads=(
        road("Tessalit", "Kidal", Kidal=1.0),
        road("Kidal", "Gao", Kidal=0.2, Gao=0.8),
        road("Gao", "Bamako", Gao=0.25, South=0.75),
        road("Bamako", "Dakar", South=1.0, Gao=0.0),
    ),
    phases={},
    regions=(*REGIONS, "South"),
    quiet_regions=("South",),
)


def scenario(*, horizon: date = cases.HORIZON, **risk: Any) -> Scenario:
    """A scenario of the small plan and the risks given."""
    return replace(cases.scenario(risk, horizon=horizon), plan=PLAN)
