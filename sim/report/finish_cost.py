"""Figure 13: how late for how much, and what is spent against the authority."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import date_until, end_of, show
from sim.report.forecast_folder import Results
from sim.report.style import (
    BLUE,
    FAN_SHADES,
    GREY,
    INK,
    Drawing,
    month_axis,
    new_figure,
    panel,
    shade_windows,
    styled,
)
from sim.statistics.curves import fans_table, frontier_table
from sim.statistics.joint import joint_limits_table, limits_held
from sim.statistics.wording import percent, share

CONFIDENCES = ((0.5, ":"), (0.7, "--"), (0.8, "-"))
"""Joint confidences and their lines: no colours, which stand for phases and readings elsewhere."""
APART = 10.0
"""Points of type between two names of lines."""
INSET = (0.15, 0.36)
"""Least and greatest height of the enlargement, as a share of its panel's."""
Floats = npt.NDArray[np.float64]


def sample(results: Results, balances: pd.DataFrame) -> pd.DataFrame:
    """Give finish and cost of each replication.

    Returns
    -------
    pandas.DataFrame
        replication; finish, the day on which the last phase is complete (NaN: not by the
        horizon); cost, million US dollars spent from the start of the authority's period to that
        day, between the balances, a week apart at most, in proportion.
    """
    phases = [f"completed_{name}" for name in results.scenario.plan.phases]
    finish = results.outcomes[phases].max(axis=1, skipna=False).to_numpy(dtype=np.float64)
    before = results.scenario.status.spent.value
    wide = balances.pivot_table(index="replication", columns="day", values="spent", sort=True)
    wide = wide.reindex(results.outcomes["replication"])
    days = wide.columns.to_numpy(dtype=np.float64)
    spent = [
        np.interp(day, days, row, right=np.nan)
        for day, row in zip(finish, wide.to_numpy(dtype=np.float64), strict=True)
    ]
    return pd.DataFrame(
        {"replication": results.outcomes["replication"], "finish": finish,
         "cost": before + np.array(spent)}
    )  # fmt: skip


def table_of(results: Results, balances: pd.DataFrame) -> pd.DataFrame:
    """Give all that the figure shows: a row a replication, a point of a curve, a day of the fan."""
    points = sample(results, balances)
    curves = frontier_table(
        points["finish"].to_numpy(), points["cost"].to_numpy(), [c for c, _ in CONFIDENCES]
    )
    fan = fans_table(balances, ["spent"])
    before = results.scenario.status.spent.value
    columns = [str(name) for name in fan if str(name).startswith("p")] + ["mean"]
    fan[columns] += before
    points.insert(0, "part", "replication")
    points["date"] = [date_until(d).isoformat() if d == d else "" for d in points["finish"]]
    curves.insert(0, "part", "frontier")
    fan.insert(0, "part", "fan")
    table = pd.concat([points.rename(columns={"finish": "day"}), curves, fan], ignore_index=True)
    # Where no confidence can be reached the frontier is empty, and of no type.
    return table.astype({"day": float, "cost": float, "confidence": float})


def draw(results: Results, balances: pd.DataFrame) -> Drawing:
    """Draw the joint scatter with its frontier, and beside it the fan against the authority."""
    table = table_of(results, balances)
    spending = results.scenario.tasks.spending
    authority, until = spending.authority.value, end_of(spending.authority_until)
    held = _held(results, authority)
    with styled():
        figure = new_figure(
            12.5,
            5.6,
            f"Without a top-up the authority lasts to the last deadline in {_short(held.iloc[1])};"
            f" with every phase on time too in {_short(held.iloc[-1])}",
            results.footer(
                "frontier: order statistics of the joint sample; fan: pointwise; shares:"
                " 95 % Wilson (Clopper–Pearson at 0 and n)"
            ),
            f"Million US dollars {_since(results)}. Left: each dot a replication. "
            "Right: quantiles over the replications, week by week. Shaded: windows of the plan",
        )
        left = panel(figure, 0.75, 0.85, 6.85, 1.0)
        right = panel(figure, 7.2, 0.85, 1.25, 1.0)
        _scatter(left, results, table)
        _fan(right, table[table["part"] == "fan"], authority, until, results, held)
    return Drawing("13_finish_cost", figure, table)


def _scatter(axes: Axes, results: Results, table: pd.DataFrame) -> None:
    """Draw finish against cost, the deadline, and the frontier of each confidence."""
    points = table[table["part"] == "replication"]
    known = points.dropna(subset=["cost"])
    due = results.scenario.plan.last_phase.due
    axes.set_title("Last phase complete, and spent by then")
    axes.set_ylabel("million US dollars")
    if known.empty:
        axes.text(0.5, 0.5, "complete in no replication", transform=axes.transAxes, ha="center")
        axes.set_xticks([])
        axes.set_yticks([])
        return
    first, last = min(known["day"].min(), due), max(known["day"].max(), due)
    margin = 0.06 * max(last - first, 10)
    month_axis(axes, first - margin, last + 2.5 * margin)
    shade_windows(axes, results.scenario)
    small = 14 if len(points) <= 300 else 5
    axes.scatter(known["day"], known["cost"], s=small, color=BLUE, alpha=0.35, lw=0,
                 rasterized=len(points) > 300)  # fmt: skip
    axes.axvline(due, color=INK, lw=1.2)
    axes.text(due, 1.0, f" deadline {show(due - 1)}", transform=axes.get_xaxis_transform(),
              fontsize=8, va="top")  # fmt: skip
    end = last + 2.5 * margin
    named: list[tuple[float, str]] = []
    for confidence, line in CONFIDENCES:
        curve = table[(table["part"] == "frontier") & (table["confidence"] == confidence)]
        if not np.isfinite(curve["cost"]).any():
            continue  # of too few the cost is known
        days, costs = _steps(curve, end)
        axes.step(days, costs, where="post", color=INK, lw=1.8, ls=line)
        named.append((float(costs[-1]), f"{percent(confidence)} %"))
    _name_lines(axes, end, named)
    missing = len(points) - len(known)
    until = show(table.loc[table["part"] == "fan", "day"].max() - 1)  # 24:00: the last balance
    note = f"{missing:,} of {len(points):,} not complete by {until}: not drawn, counted as late"
    axes.text(0.99, 0.02, note if missing else "", transform=axes.transAxes, fontsize=7.5,
              color=GREY, ha="right")  # fmt: skip
    axes.grid(True, axis="y")


def _name_lines(axes: Axes, end: float, named: list[tuple[float, str]]) -> None:
    """Write beside the axes how many keep to both, each name at its line and none on another."""
    axes.set_ylim(axes.get_ylim())
    scale = axes.figure.dpi / 72
    at = last = -np.inf
    for cost, name in sorted(named):
        at = float(axes.transData.transform((end, cost))[1]) / scale
        last = max(at, last + APART)
        axes.annotate(name, (end, cost), (5, last - at), textcoords="offset points", fontsize=8,
                      va="center", fontweight="bold", annotation_clip=False)  # fmt: skip
    if named:
        axes.annotate("keep both:", (end, max(named)[0]), (5, last - at + 1.3 * APART),
                      textcoords="offset points", fontsize=8, va="center", color=GREY,
                      annotation_clip=False)  # fmt: skip


def _steps(curve: pd.DataFrame, end: float) -> tuple[Floats, Floats]:
    """Give the corners of a frontier, drawn on to the end of the axis."""
    days, costs = curve["day"].to_numpy(), curve["cost"].to_numpy()
    keep = np.isfinite(costs)
    days, costs = days[keep], costs[keep]
    return np.append(days, end), np.append(costs, costs[-1])


def _held(results: Results, authority: float) -> pd.DataFrame:
    """Give how often the authority is kept (second row), and every phase with it (last row)."""
    limits = {"spent_at_last_deadline": authority - results.scenario.status.spent.value}
    held = limits_held(results.outcomes, list(results.scenario.plan.phases), limits)
    return joint_limits_table(held).set_index("limit")


def _fan(
    axes: Axes,
    fan: pd.DataFrame,
    authority: float,
    until: float,
    results: Results,
    held: pd.DataFrame,
) -> None:
    """Draw the quantiles of what is spent, the authority with its last day, and its end enlarged.

    The fan is narrow against the whole: what decides is the last weeks.
    """
    start, end = results.scenario.start, min(until + 4, results.scenario.end)
    axes.set_ylim(0, 1.3 * max(authority, fan.loc[fan["day"] <= until, "p95"].max()))
    month_axis(axes, start, end)
    shade_windows(axes, results.scenario)
    axes.grid(True, axis="y")
    axes.set_title("Spending, against the authority")
    axes.set_ylabel("million US dollars")
    axes.text(start + 2, 1.02 * authority, f"authority {authority:,.0f}, to {show(until - 1)}",
              fontsize=8.5, fontweight="bold", va="bottom")  # fmt: skip
    middle = float(np.interp((start + end) / 2, fan["day"], fan["p05"]))
    height = min(max(INSET), middle / axes.get_ylim()[1] - 0.14)  # below the fan, and its title
    small = axes.inset_axes((0.5, 0.1, 0.42, height)) if height >= min(INSET) else None
    for each in filter(None, (axes, small)):
        for low, high, alpha in FAN_SHADES:
            each.fill_between(fan["day"], fan[low], fan[high], color=BLUE, alpha=alpha, lw=0)
        each.plot(fan["day"], fan["p50"], color=BLUE, lw=1.8)
        each.plot([start, until], [authority] * 2, color=INK, lw=1.6)
        each.plot([until] * 2, [0, authority], color=INK, lw=1.2)
    at = {key: float(np.interp(until, fan["day"], fan[key])) for key in ("p05", "p50", "p95")}
    if small is not None:
        _enlarge(small, results, authority, until, at)
    for key, place in (("p05", -1), ("p50", 0), ("p95", 1)):
        axes.annotate(f"P{key[1:].lstrip('0')}  {at[key]:,.0f}", (end, at["p50"]),
                      (6, 11 * place), textcoords="offset points", fontsize=8,
                      va="center")  # fmt: skip
    axes.annotate(f"by {show(until - 1)}:", (end, at["p50"]), (6, 24), textcoords="offset points",
                  fontsize=8, va="center", color=GREY)  # fmt: skip
    within, both = (share(held.iloc[place].to_dict()) for place in (1, -1))
    axes.text(0.03, 0.97, f"within the authority at the last deadline: {within}\n"
              f"and every phase on time: {both}", transform=axes.transAxes,
              fontsize=8, va="top", linespacing=1.5)  # fmt: skip


def _enlarge(
    axes: Axes, results: Results, authority: float, until: float, at: dict[str, float]
) -> None:
    """Set the axes of the last weeks: the fan at the last day of the authority, and that."""
    start = results.scenario.start
    month_axis(axes, max(start, until - 21), min(until + 7, results.scenario.end))
    reach = 2.2 * max(at["p95"] - at["p05"], abs(at["p50"] - authority), 0.01 * authority)
    axes.set_ylim(at["p50"] - reach, at["p50"] + reach)
    ticks = [day for day in (until - 14, until - 7, until, until + 7) if day > start]
    axes.set_xticks(ticks, [show(day).rsplit(" ", 1)[0] for day in ticks])
    axes.tick_params(labelsize=7)
    axes.set_title("the last weeks", fontsize=8, fontweight="normal")


def _short(row: "pd.Series[float]") -> str:
    """Write a share without its interval."""
    return f"{percent(row['share'], 1)} %"


def _since(results: Results) -> str:
    """Say from when on spending is counted: the as-of date, and what was spent before it."""
    status = results.scenario.status
    before = f", and {status.spent.value:,.6g} spent before" if status.spent.value else ""
    return f"from {show(status.start)} on{before}"
