# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How the randomness works
#
# Two questions decide whether one can believe a comparison: does chance strike both scenarios
# alike, and does a change in one place disturb luck in another? This page shows both with
# numbers.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.dates import ConciseDateFormatter

import sim
from sim.calendar import to_datetime
from sim.draws import Draws
from sim.risks.registry import providers
from sim.risks.world import World

SEED = 20230818

# %% [markdown]
# ## 1. Every random number has an address
#
# Seed, replication, who, what for, which try. Nothing is drawn in sequence, so that nobody's
# number depends on who asked before.

# %%
draws = Draws(SEED, 17)
first = draws.uniform("Kidal/rotation/3", "loading")
for other in range(1000):
    draws.uniform(f"Gao/rotation/{other}", "loading")
assert draws.uniform("Kidal/rotation/3", "loading") == first
(
    first,
    draws.uniform("Kidal/rotation/3", "refit"),
    Draws(SEED, 18).uniform("Kidal/rotation/3", "loading"),
)

# %% [markdown]
# The same address gave the same number after a thousand other questions. Another purpose, or
# another replication, gives another number.
#
# ## 2. The world is a set of paths
#
# What happens *to* the mission is fixed before it starts: functions of time that stay level and
# jump. Here is the consent of the host State in one sector, in four worlds.

# %%
scenario = sim.load_scenario("baseline")
more = sim.load_scenario("baseline+more_escorts")
figure, every = plt.subplots(4, 1, figsize=(8, 4), sharex=True, sharey=True, layout="constrained")
until = scenario.start + 136.0
for k, axes in enumerate(every):
    path = World(scenario, Draws(SEED, k), providers(scenario)).path("consent", "North")
    days = np.linspace(scenario.start, until, 800)
    axes.step([to_datetime(day) for day in days], [path.value(day) for day in days], where="post")
    axes.set(ylabel=f"world {k}")
    axes.set_yticks([0, 1, 2], ["permissive", "restrictive", "obstructive"], fontsize=7)
    same = World(more, Draws(SEED, k), providers(more)).path("consent", "North")
    assert all(path.value(day) == same.value(day) for day in days)
figure.suptitle("Consent in the North")
every[-1].xaxis.set_major_formatter(ConciseDateFormatter(every[-1].xaxis.get_major_locator()))
plt.show()

# %% [markdown]
# With more escorts the paths are the same to the last bit: the check above found no difference.
#
# ## 3. What that buys: paired and unpaired
#
# How much does a mitigation change the day on which Douentza, Mopti, … close? Pair replication 5
# without with replication 5 with it, and then, for contrast, with *another* replication, as if
# both had been run with unrelated numbers.

# %%
N = 16
with_, without = (
    pd.DataFrame(
        {
            c.camp: min(c.closed, s.end) if c.closed == c.closed else s.end
            for c in sim.replay(s, seed=SEED, replication=k).outcome.closures
        }
        for k in range(N)
    )
    for s in (more, scenario)
)
paired = with_ - without
unpaired = with_ - without.iloc[np.roll(np.arange(N), 1)].reset_index(drop=True)
spread = pd.DataFrame({"paired": paired.std(), "unpaired": unpaired.std()}).round(2)
spread["exactly the same day"] = (paired == 0.0).mean().round(2)
spread

# %% [markdown]
# *paired* is the spread of the difference, in days, in the same worlds; *unpaired* that of the
# same difference between unrelated worlds. Half the spread is worth four times the replications.
# The last column is the share of replications in which the camp closes in the same instant: where
# the mitigation does not reach, nothing moves at all.

# %%
figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
place = np.arange(len(spread))
axes.plot(spread["unpaired"], place, "o", color="#999999", label="unrelated worlds")
axes.plot(spread["paired"], place, "o", color="#0072b2", label="the same worlds")
axes.set_yticks(place, spread.index)
axes.set(
    xlabel="spread of the difference (standard deviation, days)", title=f"n = {N}, seed {SEED}"
)
axes.legend()
plt.show()
assert spread["paired"].mean() < spread["unpaired"].mean()

# %% [markdown]
# What is *not* promised: that a column which leaves on another day meets the same attack. It has
# the same number, on other days. docs/model.md, *Common random numbers*, says exactly what holds.
