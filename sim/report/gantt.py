"""Figure 7: one replication as a Gantt, coloured by what was binding at each time."""

from math import isnan

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.calendar import show
from sim.record.causes import NOT_CLOSED
from sim.record.outcome import OPEN, PEOPLE_OUT, PLANNED
from sim.report.study import Study
from sim.report.style import (
    FAINT,
    GREY,
    INK,
    MODE_LOOKS,
    PALE,
    VERMILION,
    Drawing,
    cause_colour,
    cause_hatch,
    month_axis,
    new_figure,
    panel,
    styled,
)
from sim.report.wording import place
from sim.wording import counted

LEGEND = 8


def merged(chains: pd.DataFrame) -> pd.DataFrame:
    """Join neighbouring pieces of a chain that have one cause."""
    new = (
        (chains["scenario"] != chains["scenario"].shift())
        | (chains["camp"] != chains["camp"].shift())
        | (chains["cause"] != chains["cause"].shift())
    ).cumsum()
    first = chains.groupby(new).agg(
        scenario=("scenario", "first"), camp=("camp", "first"), start=("start", "first"),
        end=("end", "last"), cause=("cause", "first"), pieces=("cause", "size"),
    )  # fmt: skip
    return first.reset_index(drop=True)


def draw(study: Study) -> Drawing:
    """Draw a row a camp and scenario: its critical chain from the as-of date to the closure."""
    chains = merged(study.table("chains"))
    closures = study.table("closures")
    scenario, names = study.scenario, study.names
    every = dict.fromkeys(map(str, chains["camp"]))
    camps = [c for c in every if c in scenario.plan.closing or c == PEOPLE_OUT]
    rows = len(camps) * len(names)
    each = 0.42 if len(names) == 1 else 0.34
    causes = _by_weight(chains, camps)
    end = min(_last(chains, camps) + 8, scenario.end)
    number, ranked = study.manifest["replication"], study.manifest.get("ranked", "")
    with styled():
        lines = -(-len(causes) // LEGEND)
        height = 1.25 + rows * each + len(camps) * 0.08 + 0.85 + 0.24 * lines
        width = 13.0
        which = f" ({ranked})" if ranked else ""
        late = _latest(study, closures[closures["scenario"] == names[0]])
        late += _and_people(study, chains[chains["scenario"] == names[0]])
        figure = new_figure(
            width, height, f"Replication {number}{which}: {late}",
            study.footer("one replication: no interval"),
            "Critical chain of each camp by cause, from the as-of date to its closure (●); box: the"
            " plan's window; line: deadline",
        )  # fmt: skip
        axes = panel(figure, 2.0, 0.85 + 0.24 * lines, 3.4, 1.0)
        month_axis(axes, scenario.start, end)
        ticks, labels = [], []
        for i, camp in enumerate(camps):
            top = -i * (len(names) + 0.25)
            _window(axes, study, camp, top, len(names), end)
            for k, name in enumerate(names):
                y = top - k
                own = chains[(chains["camp"] == camp) & (chains["scenario"] == name)]
                _strip(axes, y, own, end)
                if camp != PEOPLE_OUT:
                    _closure(axes, y, closures, camp, name, end, study)
                elif len(own):
                    text, colour = _people_out(own, study)
                    axes.text(1.01, y, text, fontsize=8, va="center", color=colour,
                              transform=axes.get_yaxis_transform())  # fmt: skip
                ticks.append(y)
                short = (study.said(name.removeprefix(names[0])) or name).strip()
                shown = place(camp)
                labels.append(shown if len(names) == 1 else (
                    f"{shown}  {short}" if k == 0 else short))  # fmt: skip
        axes.set_yticks(ticks, labels, fontsize=8.5 if len(names) == 1 else 7.5)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-len(camps) * (len(names) + 0.25) + 0.4, 0.7)
        handles = [
            Rectangle((0, 0), 1, 1, fc=cause_colour(cause), hatch=cause_hatch(cause), ec="white")
            for cause in causes
        ]
        figure.legend(handles, causes, loc="lower left", ncols=LEGEND, fontsize=8.5,
                      bbox_to_anchor=(1.9 / width, 0.3 / height), handlelength=1.1)  # fmt: skip
    return Drawing("07_gantt", figure, chains[chains["camp"].isin(camps)])


def lateness(days: float) -> str:
    """Say how late a closure was: hours where it is less than a day, minutes under an hour."""
    for unit, of_a_day in (("day", 1), ("hour", 24)):
        if days * of_a_day >= 1:
            return f"{counted(round(days * of_a_day), unit, f'{unit}s')} late"
    return f"{counted(max(1, round(days * 24 * 60)), 'minute', 'minutes')} late"


def _latest(study: Study, closures: pd.DataFrame) -> str:
    """Name the camp that misses its deadline by most."""
    late: dict[str, float] = {}
    for camp, closed in zip(closures["camp"].astype(str), closures["closed"], strict=True):
        window = study.scenario.plan.camps[camp].window
        if isnan(closed):
            return f"{camp} is not closed by the horizon"
        if window is not None and closed > window.deadline:
            late[camp] = float(closed) - window.deadline
    if not late:
        return "every camp closes by its deadline"
    worst = max(late, key=lambda camp: late[camp])
    others = f", and {len(late) - 1} more are late" if len(late) > 2 else (
        ", and one more is late" if len(late) == 2 else "")  # fmt: skip
    return f"{worst} closes {lateness(late[worst])}{others}"


def _people_out(chain: pd.DataFrame, study: Study) -> tuple[str, str]:
    """Say when the last people left, how late that is, and the colour in which to say it."""
    if str(chain["cause"].iloc[-1]) == NOT_CLOSED:
        return "not by the horizon", VERMILION
    out = float(chain["end"].max())
    phase = study.scenario.plan.people_phase
    if phase is not None and out > phase.due:
        return f"{show(out)}, {lateness(out - phase.due)}", VERMILION
    return show(out), INK


def _and_people(study: Study, chains: pd.DataFrame) -> str:
    """Add the last people out to a title where they are late: they may be when no camp is."""
    own = chains[chains["camp"] == PEOPLE_OUT]
    if own.empty:
        return ""
    text, colour = _people_out(own, study)
    return f"; last people out {text}" if colour == VERMILION else ""


def _by_weight(chains: pd.DataFrame, camps: list[str]) -> list[str]:
    own = chains[chains["camp"].isin(camps)]
    days = (own["end"] - own["start"]).groupby(own["cause"]).sum()
    return [str(cause) for cause in days.sort_values(ascending=False, kind="stable").index]


def _last(chains: pd.DataFrame, camps: list[str]) -> float:
    return float(chains[chains["camp"].isin(camps)]["end"].max())


def _window(axes: Axes, study: Study, camp: str, top: float, rows: int, end: float) -> None:
    """Draw the window and the deadline of a camp behind its rows."""
    window = None if camp == PEOPLE_OUT else study.scenario.plan.camps[camp].window
    if window is None:
        return
    opens, deadline = max(window.opens, study.scenario.start), min(window.deadline, end)
    low, high = top - rows + 1 - 0.46, rows - 1 + 0.92
    axes.add_patch(Rectangle((opens, low), deadline - opens, high, fc=FAINT, ec=PALE, zorder=0.5))
    axes.plot([deadline] * 2, [low, low + high], color=INK, lw=1.6, zorder=4)


def _strip(axes: Axes, y: float, own: pd.DataFrame, end: float) -> None:
    for start, stop, cause in zip(own["start"], own["end"], own["cause"], strict=True):
        axes.barh([y], [min(stop, end) - start], left=[start], height=0.62,
                  color=cause_colour(str(cause)), hatch=cause_hatch(str(cause)),
                  edgecolor="white", lw=0.3, zorder=2)  # fmt: skip


def _closure(
    axes: Axes, y: float, closures: pd.DataFrame, camp: str, name: str, end: float, study: Study
) -> None:
    """Mark the closure, and say beside the axis when and how it was."""
    row = closures[(closures["camp"] == camp) & (closures["scenario"] == name)].iloc[0]
    closed, mode = float(row["closed"]), str(row["mode"])
    window = study.scenario.plan.camps[camp].window
    text, colour, how = MODE_LOOKS[OPEN][0], VERMILION, ""
    if not isnan(closed):
        late = window is not None and closed > window.deadline
        axes.plot([min(closed, end)], [y], "o", color=VERMILION if late else INK, mec="white",
                  ms=7, zorder=5)  # fmt: skip
        gap = f", {lateness(closed - window.deadline)}" if late and window else ""
        text, colour = f"{show(closed)}{gap}", VERMILION if late else INK
        how = "" if mode == PLANNED else MODE_LOOKS[mode][0]
    state = "" if row["orderly"] else "not orderly"
    more = ",\n".join(part for part in (how, state) if part)
    axes.text(1.01, y, text, color=colour, fontsize=8, va="center",
              transform=axes.get_yaxis_transform())  # fmt: skip
    axes.text(1.255, y, more, color=GREY, fontsize=7.5, va="center",
              transform=axes.get_yaxis_transform())  # fmt: skip
