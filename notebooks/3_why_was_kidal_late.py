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
# # Why was Kidal late?
#
# Every closure has a **critical chain**: what was being done, or waited for, on each day from the
# as-of date to the closure, with a cause, so that the days sum exactly. **Delay by cause** is the
# chain's days less those of the same camp with every risk off. It has a sign: a cause may save
# days when something else has taken its place.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import sim
from sim.calendar import show
from sim.record.causes import WORK, part_of
from sim.report.style import cause_colour

pd.set_option("display.width", 200, "display.max_columns", 20, "display.max_rows", 80)
CAMP = "Kidal"

# %% [markdown]
# ## One course of events
#
# Which replications were late stands in `closures` of a forecast, in days since 1 July 2023; day
# 168 is 15 December, 24:00.

# %%
scenario = sim.load_scenario("baseline")
N, SEED = 16, 20230818
LATE = 39  # Kidal is late in seven of the first 50: 6, 19, 27, 34, 35, 39, 44
replay = sim.replay(scenario, seed=SEED, replication=LATE)
print(next(replay.told(CAMP)))
chain = replay.chain(CAMP)
shown = chain.assign(start=chain["start"].dt.strftime("%d %b"), days=chain["days"].round(1))
shown[["start", "days", "cause", "entity", "activity"]]

# %% [markdown]
# Read it from the last line up: what released the closure, and what released that. Here the way out
# was blocked for almost four days after the last morning before the deadline; before that no
# clearance was given for almost three days, and before that the signature took a day and a half.
# Lines of one column follow each other; a road has one name in both directions, and *loading*
# marks the turn. Where the name changes, the lower column waited for what the upper one gave
# back: a group, a search team, trucks, a place on the axis. So lines of another camp are no
# mistake. They say that Kidal waited for something which that camp was using.
#
# ## What the risks added
#
# The same, with every risk off: the planner's arithmetic. Its chain is the yardstick. The planned
# work (packing, driving, loading, refit, handover, waiting for the plan's own dates) is counted as
# one, *work and slack*: the two chains run through different columns, so that packing may gain days
# that driving loses, and neither was faster or slower than planned.

# %%
calm = sim.replay(sim.load_scenario("all_off"), seed=SEED, replication=LATE).chain(CAMP)
with_risks = chain.groupby(chain["cause"].map(part_of))["days"].sum()
planned = calm.groupby(calm["cause"].map(part_of))["days"].sum()
delay = with_risks.sub(planned, fill_value=0.0).sort_values()
delay.round(1)

# %%
figure, axes = plt.subplots(figsize=(8, 3.5), layout="constrained")
axes.barh(delay.index, delay, color=[cause_colour(cause) for cause in delay.index])
axes.axvline(0, color="grey", linewidth=0.8)
axes.set(
    xlabel="days more (right) or less (left) than with every risk off",
    title=f"{CAMP}, replication {LATE}",
)
plt.show()

# %% [markdown]
# The bars sum to the whole delay, to the hour. *work and slack* is often negative: work went on
# while the chain waited for something else, or days that the plan would have waited for its own
# window were used up.

# %%
assert abs(delay.sum() - (chain["days"].sum() - calm["days"].sum())) < 1e-6
print(f"{CAMP}: {delay.sum():+.1f} days against the plan; from {show(scenario.start)}")

# %% [markdown]
# ## Over many
#
# One replication is an example. Means over many say what is usual; they still sum.

# %%
forecast = sim.forecast(scenario, replications=N, seed=SEED, workers=1)
delays = forecast.delays[forecast.delays["camp"] == CAMP]
parts = delays.groupby(delays["cause"].map(part_of))[["days", "planned", "delay"]].sum()
parts.sort_values("delay").round(1)

# %% [markdown]
# *days* on the chain, *planned* with every risk off, and *delay*, the one less the other. Each
# cause by itself, with its 95 % interval:

# %%
assert abs(parts["delay"].sum() - delays["camp_delay"].iloc[0]) < 1e-6
of_risks = delays[delays["cause"].map(part_of) != WORK].sort_values("delay", ascending=False)
of_risks[["cause", "delay", "delay_low", "delay_high", "n"]].round(1)

# %% [markdown]
# A chain is an account, not a verdict: with one cause gone, the next may be there the day after.
# What would really be gained without a risk is asked by switching it off, in the same worlds:
# `python experiments/attribute.py`.
