"""A stand-in for the model, with the shape and size of its outcomes, and faults to order."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.draws import Draws
from sim.record.outcome import Balance, Closure, Outcome, PhaseResult

CAMPS = tuple(f"Camp {letter}" for letter in "ABCDEFGHIJKL")
PHASES = ("one", "two", "whole")
CAUSES = ("plan", "consent", "attacks", "weather", "fleet", "flights", "imports", "variability")
HORIZON = 700.0


@dataclass(frozen=True)
class Case:
    """What the fake needs; `faults` go by the number of the replication."""

    seed: int = 1
    fails: int = -1
    dies: int = -1
    """Replication at which the worker dies, once: `marker` notes that it has."""
    marker: str = ""
    interrupts: int = -1
    seconds: float = 0.0


def run_one(case: Case, replication: int) -> Outcome:
    """Draw an outcome from (seed, replication) alone."""
    if replication == case.fails:
        raise ValueError("a made-up fault")
    if replication == case.interrupts:
        raise KeyboardInterrupt
    if replication == case.dies and not Path(case.marker).exists():
        Path(case.marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(case.seconds)
    draws = Draws(case.seed, replication)
    finish = [60 + draws.exponential(camp, "closed") * 200 for camp in CAMPS]
    closures = tuple(
        Closure(
            camp,
            day if day <= HORIZON else float("nan"),
            day - 1 if day <= HORIZON else float("nan"),
            ("planned" if draws.uniform(camp, "mode") < 0.7 else "accelerated")
            if day <= HORIZON
            else "open",
            day <= HORIZON and draws.uniform(camp, "mode") < 0.7,
            draws.uniform(camp, "value"),
            float(int(draws.uniform(camp, "containers") * 40)),
            float(int(draws.uniform(camp, "vehicles") * 9)),
        )
        for camp, day in zip(CAMPS, finish, strict=True)
    )
    phases = []
    for number, phase in enumerate(PHASES, start=1):
        last = max(finish[: 4 * number])
        met = last <= 150 + 50 * number
        orderly = met and all(closure.orderly for closure in closures[: 4 * number])
        cause = CAUSES[int(draws.uniform(phase, "binding") * 3)]
        completed = last if last <= HORIZON else float("nan")
        phases.append(PhaseResult(phase, completed, met, orderly, cause))
    delays = tuple(
        (camp, cause, min(day, HORIZON) / len(CAUSES))
        for camp, day in zip(CAMPS, finish, strict=True)
        for cause in CAUSES
    )
    counts = {"killed": float(int(draws.uniform("all", "killed") * 3)), "convoys": 240.0}
    if replication % 7 == 0:
        counts["turned_back"] = 1.0
    days = np.arange(48.0, HORIZON, 7.0)
    left = np.floor(np.maximum(0, 13000 - 90 * days * draws.uniform("all", "pace")))
    balances = tuple(
        Balance(float(day), float(people), float(people // 4), float(people // 3), float(day) * 1.7)
        for day, people in zip(days, left, strict=True)
    )
    readings = {"whole/ten per cent": bool(left[20] < 1295), "whole/guard": bool(left[30] < 1100)}
    return Outcome(
        replication, tuple(phases), closures, delays, readings, counts, balances, events=10_000
    )


class Unsendable:
    """A case that kills the worker which unpacks it."""

    def __setstate__(self, state: object) -> None:
        raise SystemExit(3)

    def __getstate__(self) -> dict[str, int]:
        return {"a": 1}
