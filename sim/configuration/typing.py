"""Typing: one adapter turns plain data into the frozen dataclasses of a scenario.

The adapter is made once, at import, so that every mistake of a configuration is found in one
pass. The type of ``risk`` comes from the risks that there are: a new file in ``sim/risks/`` needs
no change here.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, TypeAdapter, with_config

from sim.plan.plan import Plan
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.status import Status
from sim.plan.strict import STRICT
from sim.plan.tasks import Tasks
from sim.risks.registry import settings_types
from sim.scenario import Scenario

Count = Annotated[int, Field(ge=1, strict=True)]
Index = Annotated[int, Field(ge=0, strict=True)]
Flag = Annotated[bool, Field(strict=True)]


@with_config(STRICT)
@dataclass(frozen=True)
class RunSettings:
    """How to run, not what.

    Attributes
    ----------
    replications
        Number of replications.
    seed
        Master seed of the world's draws.
    workers
        Processes; None: one a core.
    output
        The leaf folder of the results, to which a sweep adds the number of the job; None: a
        folder of ``results/<study>/`` that the study names by the scenario.
    trace
        Whether to write the event log.
    figures
        Whether to draw the figures; ``experiments/figures.py`` draws them later from the tables.
    block
        Replications that a worker does between two messages.
    """

    replications: Count
    seed: Index
    workers: Count | None = None
    output: str | None = None
    trace: Flag = False
    figures: Flag = True
    block: Count = 25


@with_config(STRICT)
@dataclass(frozen=True)
class Backend:
    """Where replications run."""

    kind: Literal["local", "dask"]
    scheduler: str | None = None
    """Address of a scheduler that runs; None: one is started on this machine."""


if TYPE_CHECKING:
    Risks = Any
else:
    Risks = with_config(STRICT)(
        dataclasses.make_dataclass("Risks", list(settings_types().items()), frozen=True)
    )
    """Settings of every risk, by the name of its module."""


@with_config(STRICT)
@dataclass(frozen=True)
class Document:
    """Everything that a configuration says."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")]
    plan: Plan
    status: Status
    resources: Resources
    tasks: Tasks
    policy: Policy
    risk: Risks
    horizon: date
    run: RunSettings
    backend: Backend
    description: str = ""
    check: Flag = False
    replication: Index = 0
    mitigations: tuple[str, ...] = ()


DOCUMENT = TypeAdapter(Document)


def scenario_of(document: Any) -> Scenario:
    """Give the part of a document that one replication starts from."""
    names = [item.name for item in dataclasses.fields(Scenario) if item.name != "risk"]
    given = {name: getattr(document, name) for name in names}
    risks = {name: getattr(document.risk, name) for name in settings_types()}
    return Scenario(**given, risk=risks)
