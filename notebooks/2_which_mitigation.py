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
# # Which mitigation?
#
# Several things could be done. Which would help, how surely, and whom would it hurt? Scenarios
# are compared **in the same worlds**: replication 5 of each meets the same consent, the same rain
# and the same level of threat. A column that drives on another day meets another day, and may be
# hit or refused in one and not in the other; that is a part of what the decision does.

# %%
import matplotlib.pyplot as plt
import pandas as pd

import sim
from sim.statistics.wording import phase_title

pd.set_option("display.width", 200, "display.max_columns", 20, "display.max_rows", 80)

# %% [markdown]
# ## What is compared
#
# A name after a `+` is a mitigation: a file of `configs/mitigation/` that says what it changes,
# what it costs, and how long it takes from the order to the effect. Until then nothing differs.
# Two together are a **bundle**, which may do more, or less, than its parts.

# %%
ADDED = ["more_escorts", "early_packing", "more_escorts+early_packing"]
scenarios = {"baseline": sim.load_scenario("baseline")}
scenarios |= {name: sim.load_scenario(f"baseline+{name}") for name in ADDED}
for name in ADDED:
    cost = sum(given.value for given in scenarios[name].costs.values())
    days = " and ".join(f"{stage.day:%-d %B %Y}" for stage in scenarios[name].stages)
    days = days or "the first day"
    print(f"{name}: USD {cost:g} million, takes effect on {days}")

# %% [markdown]
# Each scenario is run in the same 12 worlds. That is enough to see how the page is read, and far
# too few to decide anything: `python experiments/compare.py run.replications=2000` runs enough.

# %%
N, SEED = 12, 20230818
comparison = sim.compare(scenarios, replications=N, seed=SEED, workers=1)

# %% [markdown]
# ## The table
#
# A row is one scenario and one phase, here *on time and orderly*: closed by the deadline, with a
# certificate and without leaving much behind.
#
# - **baseline** and **share**: in how many replications that is so without it, and with it.
# - **difference**: with less without; **low** and **high** are its 95 % interval.
# - **gained** and **lost**: replications in which that is so with it only, or without it
#   only. Four gained and three lost is not the same as one gained and none lost: the first
#   helps some worlds and harms others.
# - **p_holm**: how often chance alone would do as much, adjusted for asking about several
#   scenarios. It is not adjusted for looking at several phases: choose the phase that counts
#   before you look, or ask more of the smallest of many p.

# %%
phases = list(scenarios["baseline"].plan.phases)
shares = comparison.deadlines.set_index("figure").loc[[f"met_and_orderly_{p}" for p in phases]]
columns = ["scenario", "baseline", "share", "difference", "low", "high", "gained", "lost", "p_holm"]
shares[columns].round(2)

# %% [markdown]
# ## In sentences
#
# The same table as one would say it in a briefing. Three cases have to be told apart: it helps,
# it harms, or **these worlds cannot tell**. The last does not mean that it does nothing. Only
# where no replication changed at all is nothing to be seen of it.


# %%
def told(name, phase):
    row = comparison.deadlines.query(f"scenario == @name and figure == 'met_and_orderly_{phase}'")
    row, where = row.iloc[0], f"{name}, {phase_title(phase)}"
    if row.gained + row.lost == 0:
        return f"{where}: on time and orderly, or not, as before in every one of {row.n} worlds."
    verdict = "these worlds cannot tell whether it helps"
    if row.p_holm < 0.05:
        verdict = "it helps" if row.difference > 0 else "it harms"
    return (
        f"{where}: from {row.baseline:.0%} to {row.share:.0%}, a change of "
        f"{100 * row.difference:+.0f} points, between {100 * row.low:+.0f} and "
        f"{100 * row.high:+.0f}; saved in {row.gained} of the {row.n} worlds, spoilt in "
        f"{row.lost}: {verdict}."
    )


sentences = [told(name, phase) for name in ADDED for phase in phases]
print("\n".join(sentences))
assert len(sentences) == len(ADDED) * len(phases)

# %% [markdown]
# ## As a picture: the forest plot
#
# A row a scenario. The dot is the difference, the line its interval, and the black line is *no
# change*. Right of it is better. Read the line before the dot: **a line that crosses the black
# one has not been shown to help.** `experiments/compare.py` draws the same for every phase.

# %%
ORDERLY = "#D55E00"  # the colour of "on time and orderly" in the program's figures
figure, axes = plt.subplots(1, 2, figsize=(10, 2.6), sharey=True, layout="constrained")
for panel, phase in zip(axes, ["2a", "2b"], strict=True):
    lines = shares.loc[[f"met_and_orderly_{phase}"]]
    for place, line in enumerate(lines.itertuples()):
        panel.plot([100 * line.low, 100 * line.high], [place, place], color=ORDERLY)
        panel.plot(100 * line.difference, place, "D", color=ORDERLY)
    panel.axvline(0, color="black", linewidth=0.9)
    panel.set_yticks(range(len(lines)), [name.replace("+", "\n+ ") for name in lines["scenario"]])
    panel.set_ylim(len(lines) - 0.5, -0.5)
    panel.set_title(f"{phase_title(phase)}, on time and orderly", fontsize=10)
figure.supxlabel(f"percentage points, 95 % intervals; n = {N}, seed {SEED}", fontsize=9)
plt.show()

# %% [markdown]
# ## Does the bundle bring the sum of its parts?
#
# If two mitigations mend different things, the bundle brings about their sum. If both mend the
# same bottleneck, the second finds little left to do. If one makes work for the other (packed
# earlier, but no column to take it), they are worth more together.

# %%
days = comparison.days.pivot(index="figure", columns="scenario", values="difference")
table = pd.DataFrame(index=days.index)
for name in ADDED:
    parts = name.split("+")
    if len(parts) > 1 and set(parts) <= set(ADDED):
        table[f"{name}, sum of the parts"] = days[parts].sum(axis="columns")
        table[f"{name}, together"] = days[name]
table.round(1)

# %% [markdown]
# These are mean days later (+) or earlier (−) than the baseline's. `python experiments/bundles.py`
# looks through bundles of up to three and sets what they bring against what they cost (figure 12).

# %% [markdown]
# ## Whom does it hurt?
#
# Escorts, trucks and aircraft that help one camp are taken from another. **earlier** and
# **later** are the shares of replications in which a camp closes earlier, or later, than
# without; **unchanged** is the very same instant: the mitigation does not touch that camp at all.

# %%
camps = comparison.camps
touched = camps[camps["unchanged"] < 1]
touched[["scenario", "camp", "unchanged", "earlier", "later", "difference"]].round(2)

# %% [markdown]
# `comparison.hurt` lists the replications that are worse off, the worst first. One of them can be
# told as a story, with and without: **a mitigation whose harm you can explain is one that you
# understand.**

# %%
worst = comparison.hurt.groupby("scenario", sort=False).head(1)
for row in worst.itertuples():
    print(
        f"{row.scenario}: replication {row.replication}, last phase {row.days_later:+.0f} days"
        f"{', missed: ' + row.lost if row.lost else ''}. To read why:\n"
        f"  python experiments/replay.py replication={row.replication} "
        f"'scenarios=[baseline,baseline+{row.scenario}]'"
    )

# %% [markdown]
# ## What to take to a meeting
#
# 1. The sentence with its interval, never the difference alone.
# 2. Both readings: on time, and on time *and orderly*. Early and in disorder is no help.
# 3. Whom it hurts, and in how many worlds.
# 4. What it costs, and by when it has to be ordered: `python experiments/decisions.py` (figure 17).
