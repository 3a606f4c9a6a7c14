"""What all tests share: Hypothesis without a clock, Matplotlib without a screen."""

import os

import hypothesis

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Cores are shared with other workers: a slow example is no failure. Under continuous integration
# the examples are the same each time, and one that fails is told as it was found (to make it small
# takes minutes on a whole mission); at a desk they differ, so that more is found.
hypothesis.settings.register_profile("desk", deadline=None, print_blob=True)
UNSHRUNK = [
    phase
    for phase in hypothesis.Phase
    if phase not in (hypothesis.Phase.shrink, hypothesis.Phase.explain)
]
hypothesis.settings.register_profile(
    "ci", deadline=None, print_blob=True, derandomize=True, phases=UNSHRUNK
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")
