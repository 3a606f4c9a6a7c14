"""Figure 18: the forecast beside what was observed."""

import math
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from sim.report.study import Study, read_study
from sim.report.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    SKY,
    VERMILION,
    Drawing,
    month_axis,
    new_figure,
    panel,
    save,
    styled,
)

ROW, HEAD, FOOT, GAP = 0.42, 1.0, 0.75, 0.75


def draw_hindcast(directory: Path) -> list[Path]:
    """Draw the hindcast into its folder.

    Raises
    ------
    ResultsError
        If the folder holds no finished study.
    """
    return save(draw(read_study(directory)), directory / "figures")


def draw(study: Study) -> Drawing:
    """Draw a row a thing observed: quantiles of the model, the day or number that it was."""
    table = study.table("hindcast")
    camps = table[table["camp"].notna()].to_dict("records")
    people = table[table["camp"].isna()].to_dict("records")
    last = max([row["ends"] for row in camps] + [
        row[key] for row in camps for key in ("q50", "q75", "q975") if math.isfinite(row[key])
    ], default=study.scenario.start)  # fmt: skip
    below = (ROW * len(people) + GAP) if people else 0.0
    height = HEAD + ROW * len(camps) + FOOT + below
    outside = int((~table["inside"]).sum())
    with styled():
        figure = new_figure(
            12, height, "Does the model contain what was observed?",
            study.footer("bars are quantiles over replications, no intervals of the simulation"),
            f"Beside {study.manifest['beside']}: {len(table) - outside} of {len(table)} within the"
            " central 95 % of the model (pale bar; dark: central half; dot: median); ◆ observed",
        )  # fmt: skip
        if camps:
            axes = panel(figure, 2.1, FOOT + below, 4.0, HEAD)
            start = min([study.scenario.start, *(row["opens"] for row in camps)])
            reach = last + max(2.0, 0.04 * (last - start))
            month_axis(axes, start, reach)
            for phase in study.scenario.plan.phases.values():
                if start < phase.due <= reach:
                    axes.axvline(phase.due, color=INK, lw=0.8, ls=":")
            _rows(axes, camps, reach, "earlier")
        if people:
            axes = panel(figure, 2.1, FOOT, 4.0, height - FOOT - ROW * len(people))
            reach = 1.08 * max(row[key] for row in people for key in ("ends", "q975"))
            axes.set_xlim(0, max(reach, 1.0))
            axes.set_xlabel("people", fontsize=8)
            _rows(axes, people, reach, "fewer")
    return Drawing("18_hindcast", figure, table)


def _rows(axes: Axes, rows: list[dict[Any, Any]], reach: float, less: str) -> None:
    """Draw rows from the top, and say beside each what lies where."""
    count = len(rows)
    for i, row in enumerate(rows):
        y = count - 1 - i
        low, quarter, median, upper, high = (
            min(row[key], reach) for key in ("q025", "q25", "q50", "q75", "q975")
        )
        axes.barh([y], [high - low], left=[low], height=0.5, color=PALE)
        axes.barh([y], [upper - quarter], left=[quarter], height=0.5, color=SKY)
        axes.plot([low, high], [y, y], color=GREY, lw=0.8)
        if row["q50"] <= reach:
            axes.plot([median], [y], "o", color=BLUE, ms=5)
        if row["q975"] > reach:
            axes.plot([reach], [y], ">", color=GREY, ms=6, clip_on=False)
        axes.plot([(row["opens"] + row["ends"]) / 2], [y], "D", mec="white", mfc=VERMILION, ms=8,
                  zorder=4)  # fmt: skip
        verdict = "inside" if row["inside"] else "OUTSIDE"
        before = f"{100 * row['share_before']:.0f} % of replications {less}"
        told = f"{row['observed']}: {verdict}; {before}"
        axes.text(1.025, y, told, transform=axes.get_yaxis_transform(), fontsize=8.5, va="center",
                  color=INK if row["inside"] else VERMILION,
                  fontweight="normal" if row["inside"] else "bold")  # fmt: skip
    names = [str(row["what"]).removesuffix(" left").replace(" by ", "\nby ") for row in rows]
    axes.set_yticks(range(count), names[::-1])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.5, count - 0.5)
    axes.set_axisbelow(True)
