"""Replications that tell what their worker has imported."""

import os
import sys
from dataclasses import dataclass

from sim.record.outcome import Outcome

HEAVY = ("pandas", "scipy.stats", "matplotlib", "hydra", "omegaconf", "networkx", "pyarrow")


@dataclass(frozen=True)
class Loaded:
    """Nothing to know."""


def loaded(case: Loaded, replication: int) -> Outcome:
    counts = {f"heavy_{name}": 1.0 for name in HEAVY if name in sys.modules}
    counts[f"threads_{os.environ.get('OMP_NUM_THREADS')}"] = 1.0
    return Outcome(replication, (), (), (), {}, counts, ())
