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
# # Ten minutes with the forecast
#
# On 18 August 2023 a plan was on the table: leave 13 camps in Mali by 31 December. This notebook
# asks the program four things a planner would ask, in this order:
#
# 1. Can the plan work at all, if nothing goes wrong?
# 2. How likely is each phase to meet its deadline?
# 3. When is a phase likely to be over?
# 4. What happened to Kidal, in one course of events, and why?
#
# Nothing here knows anything that came after that day.

# %%
from math import isnan

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.dates import DateFormatter

import sim
from sim.calendar import show, to_datetime
from sim.plan.capacity import capacity_sheet
from sim.report.style import phase_colours

pd.set_option("display.width", 200, "display.max_columns", 20, "display.max_rows", 80)

# %% [markdown]
# A **scenario** is everything that a run starts from: the plan, what was so on the as-of date, the
# means, the rules of command, and the risks. `baseline` is the letter's plan with every risk on.
# What differs from it is said as on the command line: `sim.load_scenario("baseline",
# ["risk/attacks=hawkes"])`.

# %%
scenario = sim.load_scenario("baseline")
print(scenario.description)
print("from", show(scenario.start), "to", scenario.horizon)
print("risks:", ", ".join(name for name, risk in scenario.risk.items() if risk.enabled))

# %% [markdown]
# ## 1. The capacity sheet
#
# Plain arithmetic, with every risk off: no draw, no simulation. Read it before anything else. A
# plan that fails here needs no simulation.
#
# One line a camp, each pair dry / in the rains: *loads* are truck loads to fetch and *trucks* the
# columns in which they leave; *moves* are one-way columns of the camp's own vehicles; *last* is the
# last convoy; *cycle* is the length of one rotation in days; *group-d* the days for which it needs
# a group (escort, recovery, medical team); *packing* the days of packing with / without imported
# material. *can close* is the first day on which the camp could be handed over; *slack* is the
# days from there to the deadline, or those of the last truck column to its last day, whichever are
# fewer.
#
# Below, each line is a thing that several camps share: what they *need* to a date against what is
# *there*. A share near 100 % leaves nothing for bad luck; more than 100 % is short, and the last
# lines say what has to make up for it. The line *Feasible* says whether the plan works. Below it
# slack is counted from the last convoy, in one run without risks.

# %%
sheet = capacity_sheet(scenario)
print("\n".join(sheet.lines()))

# %% [markdown]
# ## 2. The forecast
#
# A **replication** is one course of events: consent comes and goes, it rains, columns are hit or
# not. A forecast runs many and counts. Here are few, so that this page is quick; `make run` does
# 1,000.

# %%
N, SEED = 24, 20230818
forecast = sim.forecast(scenario, replications=N, seed=SEED, workers=1)
columns = ["phase", "deadline", "met", "met_low", "met_high", "met_and_orderly", "binding"]
forecast.deadlines[columns].round(2)

# %% [markdown]
# - **met**: the share of replications in which the phase is over by 24:00 of its deadline: the last
#   person is out of each of its camps and, for 31 December, no more people are left in the country
#   than the limit allows.
# - **met_low, met_high**: the 95 % interval of that share. With so few replications it is wide. It
#   is about counting only: it does not say whether the *inputs* are right (docs/limits.md).
# - **met_and_orderly**: besides, every camp has its certificate, was left with a clearance and not
#   in haste, lost no more than a tenth of the value of its loads unplanned, and, if it is large,
#   was cleaned up. The gap between the two is the price at which dates are kept.
# - Figures and the report write *on time* for met, and *on time and orderly* for the other.
# - **binding**: what most often added most days to what was done last (the camp that closed last,
#   or the last people out), on time or not, against a run with every risk off; the planned work and
#   its slack count as one, net.
#
# The two shares nest, and every phase was counted in the same replications:

# %%
assert (forecast.deadlines["met_and_orderly"] <= forecast.deadlines["met"]).all()
assert (forecast.deadlines["n"] == N).all()
forecast.joint.round(2)

# %% [markdown]
# *joint* asks for everything at once, in the same replication. It is never more than the smallest
# of the phases, and it is not their product: the phases share one host State, one rain and one pool
# of escorts.
#
# ## 3. When? The S-curve
#
# For each date, the share of replications in which the phase is complete by then. Where the curve
# crosses the deadline (dashed) one reads the probability of the table above. How steep it is beyond
# says how late "late" is. The shading is the 95 % band of the whole curve: with so few replications
# it is wide.

# %%
figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
colours = phase_colours(scenario.plan.phases)
for name, phase in scenario.plan.phases.items():
    curve = forecast.completion[forecast.completion["phase"] == name]
    days = [to_datetime(day) for day in curve["day"]]
    own = colours[name]
    axes.step(days, curve["probability"], where="post", label=phase.title, color=own)
    axes.fill_between(days, curve["low"], curve["high"], step="post", color=own, alpha=0.12, lw=0)
    axes.axvline(to_datetime(phase.due), color=own, linestyle="--", linewidth=0.8)
axes.set(ylim=(0, 1), ylabel="probability of being complete")
axes.set_xlabel(f"day; n = {N}, seed {SEED}; dashed: deadlines")
axes.xaxis.set_major_formatter(DateFormatter("%-d %b %Y"))
axes.tick_params(axis="x", labelsize=8)
figure.legend(fontsize=8, ncols=2, loc="outside upper center", frameon=False)
plt.show()

# %% [markdown]
# ## 4. One course of events
#
# Any replication can be run again, alone, and told. It is the same to the last bit as in the
# forecast.

# %%
replay = sim.replay(scenario, seed=SEED, replication=17)
print("\n".join(line for line in replay.story if "Kidal" in line))

# %% [markdown]
# And why did Kidal close when it did? Its **critical chain** walks back from the closure to the
# as-of date: what was being done or waited for, what released it, what released that. Each line has
# a cause; the days sum exactly to the time until the closure. Where a column waits for an escort
# group, the chain goes to whoever had that group: **that is why other camps' columns appear in
# Kidal's chain.**

# %%
chain = replay.chain("Kidal")
shown = chain.assign(start=chain["start"].dt.strftime("%d %b"), days=chain["days"].round(1))
shown[["start", "days", "cause", "entity", "activity"]]

# %% [markdown]
# How it was left is the closure's *mode*, in tables as here; figures say it in words: `planned` is
# *as planned*, and *orderly* if nothing else speaks against it; `one_sided` is without a signed
# certificate, `accelerated` is *in haste or on notification*, `open` is not by the horizon.

# %%
closure = next(c for c in replay.outcome.closures if c.camp == "Kidal")
until = scenario.end if isnan(closure.closed) else closure.closed
print(f"Kidal until {show(until)}; left: {closure.mode}, orderly: {closure.orderly}")
assert abs(chain["days"].sum() - (until - scenario.start)) < 1e-6
chain.groupby("cause")["days"].sum().sort_values(ascending=False).round(1)

# %% [markdown]
# *plan* is waiting that the plan itself asks for: before drawdown, for the day asked for, for the
# window. *packing*, *loading*, *movement*, *refit*, *handover* are work at its planned length. What
# made them longer stands apart: *variability* (the luck of the task), *weather*, *attacks*,
# *breakdowns*. *consent* and *flights* are waits for permissions, *fleet* waits for means that
# nobody gave back in time, *command* what an order made of it.
#
# One course of events is an example, not a forecast: read several before you believe a story. Next:
# change one thing and compare, `sim.load_scenario("baseline+more_escorts")` with the same seed.
