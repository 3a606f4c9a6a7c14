"""Figure 9: what made each camp late, in signed days by cause that sum to its delay.

The work itself, with the waiting that the plan had built in, is drawn as one bar: what one kind of
it gains another loses (`sim.record.causes.OF_WORK`). ``tables/delays.csv`` has every part.
"""

import math
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.record.causes import NOT_CLOSED, WORK, part_of
from sim.record.outcome import PEOPLE_OUT
from sim.report.forecast_folder import Results
from sim.report.study import Study
from sim.report.style import (
    GREY,
    INK,
    PALE,
    Drawing,
    cause_colour,
    cause_hatch,
    ink_on,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import MINUS, interval, place, signed, tick
from sim.scenario import Scenario
from sim.wording import listed

NAMED = 3
"""Camps that a title names."""
MOST = 11
"""Causes told apart beside the work; the others are drawn together."""
LEAST: Final = 0.05
"""Days below which nothing is written into a bar."""
NOTHING: Final = 1e-6
"""Days that rounding leaves of none: 0, and not drawn."""
OTHER: Final = "other causes"
OF_CAMP: Final = ("camp_delay", "camp_delay_low", "camp_delay_high")
COLOURS: Final = {WORK: cause_colour(WORK), OTHER: "#e6e6e6"}
INTERVAL: Final = "95 % intervals of the mean delay; of each cause in tables/delays.csv"


def table_of(delays: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Give camp, cause, delay with its interval; the work together and the lightest, without one.

    With each row goes the delay of its camp by all causes together, and its interval.

    Parameters
    ----------
    delays
        As `sim.statistics.delays.delays_table` makes it.
    """
    camps = [name for name in scenario.plan.closing if name in set(delays["camp"])]
    places = [*camps, *(name for name in (PEOPLE_OUT,) if name in set(delays["camp"]))]
    own = delays[delays["camp"].isin(places)]
    own = own.assign(cause=[part_of(str(cause)) for cause in own["cause"]])
    risks = own[own["cause"] != WORK]
    weight = risks["delay"].abs().groupby(risks["cause"]).sum()
    weight = weight.sort_values(ascending=False, kind="stable")
    shown = set(weight.index[:MOST])
    columns = ["camp", "cause", "delay", "delay_low", "delay_high", "n"]
    kept = own[own["cause"].isin(shown)][columns]
    rest = own[~own["cause"].isin(shown)]
    rest = rest.assign(cause=[WORK if cause == WORK else OTHER for cause in rest["cause"]])
    rest = rest.groupby(["camp", "cause"], sort=False).agg(
        delay=("delay", "sum"), n=("n", "first")
    ).reset_index()  # fmt: skip
    table = pd.concat([kept, rest], ignore_index=True)
    of_camp = own[["camp", *OF_CAMP]].drop_duplicates("camp")
    table = table.merge(of_camp, on="camp", how="left", sort=False)
    causes = {cause: i for i, cause in enumerate([WORK, *weight.index[:MOST], OTHER])}
    days = ["delay", "delay_low", "delay_high", *OF_CAMP]
    table[days] = table[days].mask(table[days].abs() <= NOTHING, 0.0)
    order = {name: i for i, name in enumerate(places)}
    ranks = table["camp"].map(order) * len(causes) + table["cause"].map(causes)
    return table.iloc[ranks.argsort(kind="stable")].reset_index(drop=True)


def draw(study: Study) -> Drawing:
    """Draw the delays of a study of several scenarios: those of the one compared with."""
    return _draw(study.table("delays"), study.scenario, study.footer(INTERVAL))


def draw_results(results: Results, delays: pd.DataFrame) -> Drawing:
    """Draw the delays of a forecast."""
    return _draw(delays, results.scenario, results.footer(INTERVAL))


def _draw(delays: pd.DataFrame, scenario: Scenario, footer: str) -> Drawing:
    """Draw a bar a camp: causes that delay to the right, causes that gain time to the left."""
    table = table_of(delays, scenario)
    camps = list(dict.fromkeys(table["camp"]))
    present = set(table.loc[table["delay"].abs() > NOTHING, "cause"])
    weight = table.assign(size=table["delay"].abs()).groupby("cause")["size"].sum()
    ranked = [str(cause) for cause in weight.sort_values(ascending=False, kind="stable").index]
    named = [cause for cause in ranked if cause in present and cause not in COLOURS]
    causes = [*(w for w in (WORK,) if w in present), *named, *(o for o in (OTHER,) if o in present)]
    rows = len(camps)
    with styled():
        legend_rows = -(-len(causes) // 7)
        height = 1.15 + rows * 0.46 + 1.0 + 0.24 * legend_rows
        figure = new_figure(
            11, height, _title(table), footer,
            "Mean days on the critical chain of each closure, less those with every risk off; the"
            " parts sum to the delay (◇ with its interval, at the right)",
        )  # fmt: skip
        axes = panel(figure, 1.55, 1.0 + 0.24 * legend_rows, 1.5, 0.95)
        gains = table["delay"].clip(upper=0).groupby(table["camp"]).sum()
        losses = table["delay"].clip(lower=0).groupby(table["camp"]).sum()
        least = max(0.03 * float(losses.max() - gains.min()), LEAST)
        for i, camp in enumerate(camps):
            y = rows - 1 - i
            own = table[table["camp"] == camp]
            _bar(axes, y, own, least)
            total, low, high = (float(own[column].iloc[0]) for column in OF_CAMP)
            axes.plot([low, high], [y - 0.36] * 2, color=INK, lw=1.6, zorder=4)
            axes.plot([total], [y - 0.36], "D", color="white", mec=INK, ms=5.5, zorder=5)
            at_right = axes.get_yaxis_transform()
            delay, sure = f"{signed(total)} days", interval(low, high)
            if math.isnan(low):  # open at the horizon in every replication
                delay, sure = f"≥ {delay}", "not by the horizon"
            axes.text(1.01, y + 0.04, delay, va="bottom", fontsize=8.5, fontweight="bold",
                      transform=at_right)  # fmt: skip
            axes.text(1.01, y - 0.04, sure, va="top", fontsize=7.5, color=GREY,
                      transform=at_right)  # fmt: skip
            axes.axhline(y - 0.52, color=PALE, lw=0.5, zorder=0)
        axes.axvline(0, color=INK, lw=1)
        labels = [place(str(camp)) for camp in camps]
        axes.set_yticks(range(rows), labels[::-1])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, rows - 0.4)
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        right = max(float(losses.max()), 1.0)
        axes.set_xlim(1.04 * min(float(gains.min()), -0.02 * right), 1.04 * right)
        axes.set_xlabel("days later than with every risk off", fontsize=8.5)
        axes.grid(True, axis="x")
        axes.set_axisbelow(True)
        axes.text(1.01, rows - 0.42, "◇ delay", transform=axes.get_yaxis_transform(),
                  fontsize=8, color=GREY, va="bottom")  # fmt: skip
        handles = [
            Rectangle((0, 0), 1, 1, fc=_colour(cause), hatch=cause_hatch(cause), ec="white")
            for cause in causes
        ]
        figure.legend(handles, causes, loc="lower left", ncols=7, fontsize=8,
                      bbox_to_anchor=(0.025, 0.3 / height), handlelength=1.1)  # fmt: skip
    return Drawing("09_delays", figure, table)


def _title(table: pd.DataFrame) -> str:
    """Name the camp that is delayed most, and what delays it most; or several, if it may be any."""
    camps = table[table["camp"] != PEOPLE_OUT]
    totals = camps.groupby("camp", sort=False)["delay"].sum()
    if totals.empty or totals.max() <= NOTHING:
        return "No camp is closed later than with every risk off"
    never = camps.loc[camps[OF_CAMP[1]].isna(), "camp"].unique()
    if len(never):
        named = (
            listed([str(name) for name in never]) if len(never) <= NAMED else f"{len(never)} camps"
        )
        return f"Still open at the horizon in every replication: {named}"
    camp = totals.idxmax()
    least = float(camps.loc[camps["camp"] == camp, OF_CAMP[1]].iloc[0])
    if least <= 0:
        return "No camp is shown to be closed later than with every risk off"
    as_late = camps.loc[camps[OF_CAMP[2]] >= least, "camp"].unique()
    rivals = [str(name) for name in totals[as_late].nlargest(NAMED).index]
    if len(rivals) > 1:
        days = listed([f"{totals[name]:.0f}" for name in rivals])
        return f"Risks delay {listed(rivals)} most: by {days} days, too close to tell apart"
    own = camps[(camps["camp"] == camp) & ~camps["cause"].isin(list(COLOURS))]
    worst: Any = own.iloc[int(own["delay"].argmax())] if len(own) else None
    by = f", most of all by {worst['cause']} ({worst['delay']:.0f})" if worst is not None else ""
    if worst is not None and worst["cause"] == NOT_CLOSED:
        return (
            f"{camp} is late most, by {totals.max():.0f} days to the horizon: it is still open then"
        )
    work = float(camps.loc[(camps["camp"] == camp) & (camps["cause"] == WORK), "delay"].sum())
    if worst is not None and work > worst["delay"]:  # the longest part of the bar is no risk
        then = f", then {worst['cause']} ({worst['delay']:.0f})" if worst["delay"] > 0 else ""
        by = f", {WORK} {work:.0f} of them{then}"
    return f"Risks delay {camp} most: by {totals.max():.0f} days{by}"


def _colour(cause: str) -> str:
    return COLOURS.get(cause) or cause_colour(cause)


def _bar(axes: Axes, y: float, own: pd.DataFrame, least: float) -> None:
    """Draw the bar of one camp, the work next to zero; write what is `least` days or more."""
    left = right = 0.0
    for cause, days in zip(own["cause"], own["delay"], strict=True):
        start = right if days > 0 else left
        axes.barh([y], [days], left=[start], height=0.66, color=_colour(str(cause)),
                  hatch=cause_hatch(str(cause)), edgecolor="white", lw=0.4)  # fmt: skip
        if abs(days) >= least:
            axes.text(start + days / 2, y, f"{days:.0f}".replace("-", MINUS), ha="center",
                      va="center", fontsize=7.5, color=ink_on(_colour(str(cause))), bbox={
                          "fc": _colour(str(cause)), "ec": "none", "pad": 0.8,
                      })  # fmt: skip
        right, left = right + max(days, 0.0), left + min(days, 0.0)
