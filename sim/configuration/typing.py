"""Typing: one adapter turns plain data into the frozen dataclasses of a scenario.

The adapter is made once, at import, so that every mistake of a configuration is found in one
pass. The type of ``risk`` comes from the risks that there are: a new file in ``sim/risks/`` needs
no change here.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    with_config,
)

from sim.calendar import Day
from sim.configuration.stages import StageSettings
from sim.distributions import QuantityInput, unit
from sim.montecarlo.backend import Backend
from sim.plan.plan import Plan
from sim.plan.policy import Policy
from sim.plan.resources import Resources
from sim.plan.status import Status
from sim.plan.strict import STRICT
from sim.plan.tasks import Tasks
from sim.risks.registry import settings_types
from sim.scenario import Payment, Scenario, Stage

Count = Annotated[int, Field(ge=1, strict=True)]
Index = Annotated[int, Field(ge=0, strict=True)]
Flag = Annotated[bool, Field(strict=True)]


_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


def _name(given: Any) -> Any:
    """Refuse what is no name of a folder everywhere."""
    if isinstance(given, str) and not _NAME.fullmatch(given):
        allowed = "letters, digits and _ . + -, without blanks, a letter or digit first"
        raise ValueError(f"'{given}' is no name (allowed: {allowed})")
    return given


def _replication(given: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Say once what a replication is: a union would say of each of its types what it misses."""
    try:
        return read(given)
    except ValidationError:
        allowed = "a number from 0, or a rank: P50, P80, P1 to P99"
        raise ValueError(f"'{given}' is no replication (allowed: {allowed})") from None


@with_config(STRICT)
@dataclass(frozen=True)
class Until:
    """A rule of stopping: enough replications for the precision that is wished.

    Attributes
    ----------
    half_width
        Half of the 95 % interval that every figure is to reach, as a share (0.02: two points);
        None: the number of replications is fixed.
    figures
        Headlines that it holds for: ``met_<phase>``, ``met_and_orderly_<phase>``, and ``…_all``
        for all phases together; empty: every one of them.
    minimum, most
        Replications at least, and at most.
    batch
        Replications between two looks.
    """

    half_width: Annotated[float, Field(gt=0, le=0.5)] | None = None
    figures: tuple[str, ...] = ()
    minimum: Count = 400
    most: Annotated[Count, Field(le=10_000_000)] = 20000
    batch: Count = 200


@with_config(STRICT)
@dataclass(frozen=True)
class RunSettings:
    """How to run, not what.

    Attributes
    ----------
    replications
        Number of replications; ten million at most, or a slip of the hand would fill the memory.
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
    until
        When to stop, if not at a number of replications.
    """

    replications: Annotated[Count, Field(le=10_000_000)]
    seed: Index
    workers: Count | None = None
    output: str | None = None
    trace: Flag = False
    figures: Flag = True
    block: Count = 25
    until: Until = Until()


if TYPE_CHECKING:
    Risks = Any
else:
    Risks = with_config(STRICT)(
        dataclasses.make_dataclass("Risks", list(settings_types().items()), frozen=True)
    )
    """Settings of every risk, by the name of its module."""


@with_config(STRICT)
@dataclass(frozen=True)
class RankingSettings:
    """Which judged inputs are ranked, and by what (`sim.studies.ranking`)."""

    figure: str = "met_mean"
    """What is ranked by: ``met_mean`` (share of the phases met), or ``met_<phase>``,
    ``met_and_orderly_<phase>``, ``days_<phase>``; ``all`` for every phase together."""
    only: str = ""
    """Beginning of the paths that are looked at; empty: all."""
    closer: Annotated[int, Field(ge=0)] = 20
    """How many of the first inputs are looked at again, in further replications; 0: none."""
    times: Annotated[int, Field(ge=2)] = 4
    """To how many times the replications that goes on; those that chose the inputs do not count."""


@with_config(STRICT)
@dataclass(frozen=True)
class BundleSettings:
    """Which mitigations are bundled, and by what (`sim.studies.bundles`)."""

    mitigations: tuple[str, ...] = ()
    """Mitigations to choose from; empty: all but those left out."""
    leave_out: tuple[str, ...] = ()
    """Mitigations that are not chosen from, unless they are named in `mitigations`."""
    figure: str = "met_and_orderly_mean"
    """What counts, as in `RankingSettings`."""
    keep: Count = 5
    """Singles that pairs are made of, and pairs that triples extend."""


@with_config(STRICT)
@dataclass(frozen=True)
class DecisionSettings:
    """Which mitigations are ordered on which days (`sim.studies.decisions`)."""

    mitigations: tuple[str, ...] = ()
    """Mitigations to look at; empty: all."""
    dates: tuple[str, ...] = ()
    """Days on which they are ordered; empty: the as-of date and every `step` days from it to
    the last deadline."""
    step: Count = 28
    """Days between two of them."""
    figure: str = "met_and_orderly_mean"
    """What counts, as in `RankingSettings`."""


@with_config(STRICT)
@dataclass(frozen=True)
class HindcastSettings:
    """What a hindcast is set beside (`sim.studies.hindcast`).

    Attributes
    ----------
    observed
        A file of the user's with dates of closure, CSV or YAML; None: what the plan's own file of
        ``configs/observed`` holds. No run reads it.
    """

    observed: str | None = None


@with_config(STRICT)
@dataclass(frozen=True)
class DesignSettings:
    """The points of a design (`sim.studies.points`).

    Attributes
    ----------
    kind
        How points are spread over the ranges of the inputs; ``csv``: they stand in `file`.
    points
        Their number; of a Sobol design rows of a matrix (a power of two), of a Morris design
        trajectories.
    draws
        How a Latin hypercube draws from a range: ``triangular``, most likely where the value is, or
        ``uniform``. The other designs measure over the whole range, evenly.
    over
        Paths of the inputs; ``[all]``: every judged one; empty: the first `top` of `ranking`.
    ranking, top
        The folder of a ranking, and how many of its first inputs are varied.
    file
        A CSV: a column a path or group, a row a point.
    seed
        Of the points; that of the worlds is ``run.seed``.
    """

    kind: Literal["latin_hypercube", "sobol", "morris", "csv"] = "latin_hypercube"
    draws: Literal["triangular", "uniform"] = "triangular"
    points: Annotated[Count, Field(le=1_000_000)] = 64
    over: tuple[str, ...] = ()
    ranking: str | None = None
    top: Count = 8
    file: str | None = None
    seed: Index = 1


@with_config(STRICT)
@dataclass(frozen=True)
class Document:
    """Everything that a configuration says."""

    name: Annotated[str, BeforeValidator(_name)]
    """Name of the scenario, of its folder of results and in tables: letters, digits, _ . + -."""
    plan: Plan
    status: Status
    resources: Resources
    tasks: Tasks
    policy: Policy
    risk: Risks
    """Settings of every risk, by the name of its module in `sim.risks`."""
    horizon: Day
    """Last day of a run; what has not happened by its 24:00 is counted as not happened."""
    run: RunSettings
    backend: Backend
    description: str = ""
    """What the scenario is, in a sentence."""
    check: Flag = False
    """Compose, check and describe; no run but one without any risk."""
    replication: Annotated[
        Index | Annotated[str, Field(pattern=r"^P[1-9][0-9]?$")], WrapValidator(_replication)
    ] = 0
    """The replication that a replay tells, from 0; or ``P50``, ``P80``: the one of that
    rank."""
    camp: str | None = None
    """The camp whose chain a replay tells; null: all."""
    mitigations: tuple[str, ...] = ()
    """Names of the mitigations that were applied; filled in by ``mitigation=[…]``."""
    costs: dict[str, Annotated[QuantityInput, unit("USD million")]] = field(default_factory=dict)
    """What each of them costs; filled in likewise."""
    paid: dict[str, Payment] = field(default_factory=dict)
    """How the price of each is paid; filled in likewise."""
    stages: tuple[StageSettings, ...] = ()
    scenarios: tuple[str, ...] = ()
    """Names of scenarios to be set side by side, such as ``baseline+more_escorts``."""
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Groups of risks to which an attribution gives its effects."""
    ranking: RankingSettings = RankingSettings()
    design: DesignSettings = DesignSettings()
    bundles: BundleSettings = BundleSettings()
    decisions: DecisionSettings = DecisionSettings()
    hindcast: HindcastSettings = HindcastSettings()
    shapley: Flag = True
    """Whether an attribution runs every coalition of its groups."""


DOCUMENT = TypeAdapter(Document)


def scenario_of(document: Any, stages: tuple[Stage, ...] = ()) -> Scenario:
    """Give the part of a document that one replication starts from, with its typed stages."""
    own = ("risk", "stages")
    names = [item.name for item in dataclasses.fields(Scenario) if item.name not in own]
    given = {name: getattr(document, name) for name in names}
    risks = {name: getattr(document.risk, name) for name in settings_types()}
    return Scenario(**given, risk=risks, stages=stages)
