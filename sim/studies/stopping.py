"""How many replications a study runs: a fixed number, or until its figures are known enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sim.plan.phases import ALL_PHASES, READINGS

if TYPE_CHECKING:
    from sim.configuration import RunSettings
    from sim.montecarlo.backend import Backend
    from sim.montecarlo.complete import Decide, Decision
    from sim.montecarlo.store import Store

_NAMED: Final = 3
"""Figures that a reason names one by one."""


def is_there(store: Store, run: RunSettings, phases: Iterable[str]) -> bool:
    """Whether the tables of a folder hold as many replications as are asked for, or more."""
    if not store.finished or not store.intact():
        return False
    decide = decide_of(run, phases)
    if decide is None:
        return store.finished >= run.replications
    from sim.montecarlo.seen import Seen

    seen = Seen(store.finished)
    start, flags = next(store.flags())
    seen.note(start, flags)
    return decide(seen.columns(), seen.there).stop


def run_missing(
    store: Store, case: Any, run: RunSettings, phases: Iterable[str], backend: Backend
) -> tuple[int, str]:
    """Run what a folder lacks; gives the number of replications to keep, and why it is enough.

    A folder that holds more than are asked for keeps them. Errors are those of
    `sim.montecarlo.complete.complete`.
    """
    from sim.montecarlo.complete import How, complete
    from sim.replication import run_replication

    how = How(run.workers, run.block, backend)
    store.begin()
    decide = decide_of(run, phases)
    most = max(run.replications if decide is None else run.until.most, store.finished)
    # The story of a replication is its event log; nothing that happens depends on it.
    run_one = partial(run_replication, story=True) if run.trace else run_replication
    found = complete(store, case, most, run_one=run_one, how=how, decide=decide)
    if found is None:
        return most, f"all {most:,} replications were run"
    return max(found.n, store.finished), _short(found)


def _short(found: Decision) -> str:
    """Say why a run by precision stopped: of many figures only the widest is named."""
    widths = found.half_widths
    if not found.reason.startswith("half-widths reached") or len(widths) <= _NAMED:
        return found.reason
    widest = max(widths, key=lambda figure: widths[figure])
    return (
        f"half-widths reached at {found.n:,}: the widest of {len(widths)} is ±"
        f"{100 * widths[widest]:.2f} points ({widest})"
    )


def decide_of(run: RunSettings, phases: Iterable[str]) -> Decide | None:
    """Give the rule of stopping of a run, or None if its number is fixed."""
    until = run.until
    if until.half_width is None:
        return None
    from sim.statistics.stopping import Rule, decide

    every = [f"{reading}_{name}" for name in (*phases, ALL_PHASES) for reading in READINGS]
    wished = dict.fromkeys(until.figures or every, until.half_width)
    rule = Rule(until.most, wished, until.minimum, until.batch)
    return partial(decide, rule=rule)


def few(run: RunSettings) -> list[str]:
    """Say of a rule that looks too early that it is one for trials, in a line; or nothing."""
    from sim.statistics.stopping import MINIMUM

    least = run.until.minimum
    if run.until.half_width is None or least >= MINIMUM:
        return []
    return [
        f"run.until.minimum={least} looks before {MINIMUM} replications: a rule for trials, whose "
        "intervals cover less often than they say"
    ]


def noted(run: RunSettings) -> dict[str, Any] | None:
    """Give the rule of a run as plain data for the manifest, or None if its number is fixed."""
    return None if run.until.half_width is None else asdict(run.until)
