"""Figure 9: what made each camp late, in signed days by cause that sum to its delay."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.report.study import Study
from sim.report.style import (
    GREY,
    INK,
    PALE,
    Drawing,
    cause_colour,
    new_figure,
    panel,
    styled,
)

MOST = 12
"""Causes told apart; the others are drawn together."""
OTHER = "other causes"


def table_of(study: Study) -> pd.DataFrame:
    """Give camp, cause, delay with its interval; causes of little weight together, without one."""
    delays = study.table("delays")
    camps = [name for name in study.scenario.plan.closing if name in set(delays["camp"])]
    people = [name for name in dict.fromkeys(delays["camp"]) if str(name).startswith("(")]
    own = delays[delays["camp"].isin([*camps, *people])]
    weight = own.assign(size=own["delay"].abs()).groupby("cause")["size"].sum()
    shown = set(weight.sort_values(ascending=False, kind="stable").index[:MOST])
    kept = own[own["cause"].isin(shown)][["camp", "cause", "delay", "delay_low", "delay_high", "n"]]
    rest = own[~own["cause"].isin(shown)].groupby("camp", sort=False)["delay"].sum().reset_index()
    rest = rest.assign(cause=OTHER, n=study.manifest["replications"])
    table = pd.concat([kept, rest], ignore_index=True)
    order = {name: i for i, name in enumerate([*camps, *people])}
    table["_camp"] = table["camp"].map(order)
    size = weight.to_dict()
    table["_size"] = [-size.get(cause, 0.0) for cause in table["cause"]]
    table = table.sort_values(["_camp", "_size"], kind="stable", ignore_index=True)
    return table.drop(columns=["_camp", "_size"])


def draw(study: Study) -> Drawing:
    """Draw a bar a camp: causes that delay to the right, causes that gain time to the left."""
    table = table_of(study)
    camps = list(dict.fromkeys(table["camp"]))
    causes = list(dict.fromkeys(table["cause"]))
    rows = len(camps)
    with styled():
        legend_rows = -(-len(causes) // 6)
        height = 1.15 + rows * 0.46 + 0.75 + 0.24 * legend_rows
        figure = new_figure(
            11, height, "What makes each camp late?",
            study.footer("means over replications, on the chain; intervals in the table"),
            "Days on the critical chain of the closure, less those with every risk off; left of"
            " zero: less of it than planned",
        )  # fmt: skip
        axes = panel(figure, 1.55, 0.75 + 0.24 * legend_rows, 1.5, 0.95)
        gains = table["delay"].clip(upper=0).groupby(table["camp"]).sum()
        losses = table["delay"].clip(lower=0).groupby(table["camp"]).sum()
        least = 0.035 * float(losses.max() - gains.min())
        for i, camp in enumerate(camps):
            y = rows - 1 - i
            own = table[table["camp"] == camp]
            _bar(axes, y, own, least)
            total = float(own["delay"].sum())
            axes.plot([total], [y], "D", color="white", mec=INK, ms=6, zorder=4)
            axes.text(1.01, y, f"{total:+.1f} days".replace("-", "−"), va="center", fontsize=8.5,
                      transform=axes.get_yaxis_transform())  # fmt: skip
            axes.axhline(y - 0.5, color=PALE, lw=0.5)
        axes.axvline(0, color=INK, lw=1)
        labels = ["last people out" if c.startswith("(") else c for c in map(str, camps)]
        axes.set_yticks(range(rows), labels[::-1])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.6, rows - 0.4)
        axes.grid(True, axis="x")
        axes.set_axisbelow(True)
        axes.text(1.01, rows - 0.42, "◇ together", transform=axes.get_yaxis_transform(),
                  fontsize=8, color=GREY, va="bottom")  # fmt: skip
        handles = [Rectangle((0, 0), 1, 1, fc=_colour(cause)) for cause in causes]
        figure.legend(handles, causes, loc="lower left", ncols=6, fontsize=8,
                      bbox_to_anchor=(0.1, 0.32 / height), handlelength=1.1)  # fmt: skip
    return Drawing("09_delays", figure, table)


def _colour(cause: str) -> str:
    return "#e6e6e6" if cause == OTHER else cause_colour(cause)


def _bar(axes: Axes, y: float, own: pd.DataFrame, least: float) -> None:
    """Draw the bar of one camp, the weightiest causes next to zero; write what is `least` days."""
    left = right = 0.0
    for cause, days in zip(own["cause"], own["delay"], strict=True):
        start = right if days > 0 else left
        axes.barh([y], [days], left=[start], height=0.66, color=_colour(str(cause)),
                  edgecolor="white", lw=0.4)  # fmt: skip
        if abs(days) >= least:
            axes.text(start + days / 2, y, f"{days:.0f}".replace("-", "−"), ha="center",
                      va="center", fontsize=7.5, color=_ink(str(cause)))  # fmt: skip
        right, left = right + max(days, 0.0), left + min(days, 0.0)


def _ink(cause: str) -> str:
    red, green, blue = (int(_colour(cause)[i : i + 2], 16) for i in (1, 3, 5))
    return "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 130 else INK
