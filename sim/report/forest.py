"""Figure 11: what each scenario changes against the first, with intervals, and whom it hurts."""

from math import isfinite, isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from sim.plan.phases import ALL_PHASES
from sim.report.study import Study, row_of, without_base
from sim.report.style import (
    FAINT,
    GREEN,
    GREY,
    INK,
    MARKS,
    ORANGE,
    PALE,
    Drawing,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import NAMED, interval, round_step, signed, started, tick
from sim.statistics.kinds import Kind
from sim.statistics.paired import SURE, holm
from sim.statistics.wording import differ, percent, phase_title
from sim.wording import listed

WORDS = 4.4
ROW, WIDE, GAP, LEFT = 0.58, 1.12, 0.14, 1.85
PLACES = (0.6, 0.8, 1.0)
"""Right ends of harm and spending, in widths of the panel of words."""


def draw(study: Study) -> Drawing:
    """Draw a row a scenario: a panel a phase, days of the last one, and how often it hurts."""
    phases = [*study.scenario.plan.phases, ALL_PHASES]
    shares, days, totals = (study.table(name) for name in ("deadlines", "days", "totals"))
    shares, days = _adjusted(shares, days)
    names = study.names[1:]
    rows = len(names)
    reach = _reach(shares)
    with styled():
        width = LEFT + (len(phases) + 1) * (WIDE + GAP) + WORDS + 0.3
        height = 1.4 + rows * ROW + 0.75
        figure = new_figure(
            width, height, _title(study, shares, days, names),
            study.footer("95 % intervals of pairs (shares:"
                         f" {Kind.YES_NO.words}; days, harm, cost: {Kind.NUMBER.words});"
                         " dark harm and cost: p below 0.05 after Holm over the rows of a column"),
            f"Differences to {study.names[0]} in the same worlds, percentage points of the share of"
            " replications; filled: p below 0.05 after Holm over all marks; hollow: not; no mark:"
            " the same in every replication",
        )  # fmt: skip
        bottom, top = 0.75, 1.4

        def at(place: int, wide: float = WIDE) -> Axes:
            left = LEFT + place * (WIDE + GAP)
            axes = panel(figure, left, bottom, width - left - wide, top)
            axes.set_ylim(-0.6, rows - 0.4)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            for i in range(0, rows, 2):
                axes.axhspan(rows - 1.5 - i, rows - 0.5 - i, color=FAINT, zorder=0)
            return axes

        for place, phase in enumerate(phases):
            axes = at(place)
            _shares(axes, shares, names, phase, reach)
            if place == 0:
                axes.set_yticks(range(rows), _labels(study)[::-1], fontsize=8.5)
                axes.tick_params(axis="y", length=0)
                for x, (_, text, colour, marker) in zip((0.0, 0.95), MARKS, strict=True):
                    axes.plot([x + 0.02], [1 + 0.33 / (rows * ROW)], marker, color=colour, ms=6,
                              transform=axes.transAxes, clip_on=False)  # fmt: skip
                    axes.text(x + 0.08, 1 + 0.33 / (rows * ROW), text, color=colour, fontsize=8.5,
                              va="center", transform=axes.transAxes)  # fmt: skip
        _days(at(len(phases)), days, names)
        axes = at(len(phases) + 1, WORDS)
        _words(axes, days, totals, names)
    return Drawing("11_forest", figure, _drawn(shares, days, totals))


def _adjusted(shares: pd.DataFrame, days: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep what is drawn, with p adjusted over all of it: eye and title choose from all."""
    shares = shares[shares["figure"].str.startswith(tuple(f"{name}_" for name, *_ in MARKS))]
    days = days[days["figure"] == "days_all"]
    p = holm([*shares["p"], *days["p"]])
    return shares.assign(p_holm=p[: len(shares)]), days.assign(p_holm=p[len(shares) :])


def _title(study: Study, shares: pd.DataFrame, days: pd.DataFrame, names: list[str]) -> str:
    """Name what was shown to help, in any phase or in the days of the last, and what to hurt."""
    sure, sure_days = shares[shares["p_holm"] < SURE], days[days["p_holm"] < SURE]
    better, sooner = sure[sure["difference"] > 0], sure_days[sure_days["difference"] < 0]
    helps = {*better["scenario"], *sooner["scenario"]}
    short = dict(zip(study.names, without_base(study.names), strict=True))
    shown = [study.said(short[name]) for name in names if name in helps]
    worse, later = sure[sure["difference"] < 0], sure_days[sure_days["difference"] > 0]
    hurting = {*worse["scenario"], *later["scenario"]}
    hurt = [study.said(short[name]) for name in names if name in hurting]
    also = f"; to hurt in some: {listed(hurt)}" if hurt else ""
    if len(hurt) > NAMED:
        also = f"; {len(hurt)} to hurt in some"
    if not shown and len(names) == 1:
        return f"{started(study.said(short[names[0]]))} is not shown to help with the dates{also}"
    if not shown:
        return f"None of the {len(names)} alternatives is shown to help with the dates{also}"
    if len(shown) > NAMED:
        return (
            f"{len(shown)} of the {len(names)} alternatives are shown to help with the dates{also}"
        )
    return f"Shown to help with the dates: {listed(shown)} ({len(shown)} of {len(names)}){also}"


def _labels(study: Study) -> list[str]:
    costs = study.manifest.get("costs", {})
    short = without_base(study.names)[1:]
    return [
        study.said(text).replace(" +", "\n+") + f"\n(price USD {costs.get(name, 0):g} million)"
        for name, text in zip(study.names[1:], short, strict=True)
    ]


def _reach(shares: pd.DataFrame) -> float:
    """Half the width of the axes of percentage points, the same for every phase."""
    changed = shares[shares["equal"] < 1]
    widest = 100 * changed[["low", "high"]].abs().to_numpy().max() if len(changed) else 5.0
    return float(min(100.0, 5 * -(-1.05 * widest // 5)))


def _shares(axes: Axes, shares: pd.DataFrame, names: list[str], phase: str, reach: float) -> None:
    """Draw the two differences of one phase for every scenario."""
    axes.axvline(0, color=INK, lw=0.9)
    for i, name in enumerate(names):
        for (reading, _, colour, marker), shift in zip(MARKS, (0.16, -0.16), strict=True):
            row = row_of(shares, scenario=name, figure=f"{reading}_{phase}")
            _mark(axes, row, len(names) - 1 - i + shift, colour, marker, 100)
    axes.set_xlim(-reach, reach)
    step = round_step(0.6 * reach)
    axes.set_xticks([-step, 0, step], [tick(-step), "0", tick(step)])
    axes.set_title(phase_title(phase), fontsize=9.5)
    axes.grid(True, axis="x")


def _mark(
    axes: Axes, row: dict[Any, Any], y: float, colour: str, marker: str, scale: float
) -> None:
    """Draw one difference with its interval, hollow where it may be none."""
    if row["equal"] == 1:
        return
    low, high, value = (scale * row[key] for key in ("low", "high", "difference"))
    sure = row["p_holm"] < SURE
    axes.plot([low, high], [y, y], color=colour, lw=1.8, alpha=1.0 if sure else 0.55,
              solid_capstyle="butt")  # fmt: skip
    axes.plot([value], [y], marker, mec=colour, mfc=colour if sure else "white", ms=5.5)


def _days(axes: Axes, days: pd.DataFrame, names: list[str]) -> None:
    """Draw the difference in days of the last phase."""
    axes.axvline(0, color=INK, lw=0.9)
    rows = [row_of(days, scenario=name, figure="days_all") for name in names]
    for i, row in enumerate(rows):
        _mark(axes, row, len(names) - 1 - i, INK, "s", 1)
    ends = [abs(row[key]) for row in rows for key in ("difference", "low", "high")]
    reach = max([end for end in ends if isfinite(end)] + [1.0]) * 1.1
    axes.set_xlim(-reach, reach)
    step = round_step(0.6 * reach)
    axes.set_xticks([-step, 0, step], [tick(-step), "0", tick(step)])
    axes.set_title("days later", fontsize=9.5)
    axes.grid(True, axis="x")


def _ends(row: dict[Any, Any]) -> str:
    """Write the interval of a difference; where too few pairs differ for one, how many do."""
    if isnan(row["low"]):
        return differ(row["differ"], row["n"])
    return interval(row["low"], row["high"])


def _words(axes: Axes, days: pd.DataFrame, totals: pd.DataFrame, names: list[str]) -> None:
    """Draw how often the last phase is later, the same, earlier; write harm and money."""
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    share = 0.4
    for i, name in enumerate(names):
        y = len(names) - 1 - i
        row = row_of(days, scenario=name, figure="days_all")
        edge = 0.0
        for key, colour in (("worse", ORANGE), ("equal", PALE), ("better", GREEN)):
            axes.barh([y], [share * row[key]], left=[edge], height=0.5, color=colour)
            if row[key] > 0.065:
                axes.text(edge + share * row[key] / 2, y, percent(row[key]), fontsize=8,
                          ha="center", va="center",
                          color="white" if key == "better" else INK)  # fmt: skip
            edge += share * row[key]
        for x, key in zip(PLACES, ("killed_by_deadline", "containers_lost", "cost"), strict=True):
            found = row_of(totals, scenario=name, figure=key)
            text = signed(float(found["difference"]))
            sure = found["p_holm"] < SURE or found["equal"] == 1
            axes.text(x, y + 0.1, text, ha="right", va="center", fontsize=8.5,
                      color=INK if sure else GREY)  # fmt: skip
            if found["equal"] < 1:
                axes.text(x, y - 0.22, _ends(found), ha="right",
                          va="center", fontsize=6.5, color=GREY)  # fmt: skip
    head: dict[str, Any] = {
        "fontsize": 8,
        "va": "bottom",
        "color": INK,
        "transform": axes.transAxes,
    }
    axes.text(0.0, 1.01, "last phase\nlater / same / earlier, %", **head)
    for x, text in zip(
        PLACES,
        ("killed by\ndeadline", "containers\nlost", "net spending,\nUSD million"),
        strict=True,
    ):
        axes.text(x, 1.01, text, ha="right", **head)


def _drawn(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put what is drawn into one table."""
    shown = ("days_all", "killed_by_deadline", "containers_lost", "cost")
    parts = [
        table[table["figure"].isin(shown) | table["figure"].str.startswith("met")]
        for table in tables
    ]
    return pd.concat(parts, ignore_index=True)
