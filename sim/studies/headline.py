"""The headline of a forecast, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from sim.calendar import show, to_day
from sim.plan.phases import READINGS, phase_name
from sim.statistics.wording import or_rivals, share
from sim.studies.text import aligned

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.summary import Forecast


def headline(forecast: Forecast) -> list[str]:
    """Write the headline: a row a phase, then every phase together, then the censored."""
    from sim.statistics.deadlines import most_binding

    rows: list[dict[Any, Any]] = forecast.deadlines.to_dict("records")
    binding = most_binding(forecast.binding)
    cells: list[tuple[str, ...]] = [
        ("phase", "deadline", "on time", "on time and orderly", "n", "binds most often")
    ]
    cells += [
        (
            phase_name(row["phase"]),
            show(to_day(row["deadline"])),
            share(row, "met"),
            share(row, "met_and_orderly"),
            f"{row['n']:,}",
            f"{row['binding']} {share(binding.loc[row['phase']], digits=0)} "
            f"{or_rivals(binding.loc[row['phase'], 'rivals'])}",
        )
        for row in rows
    ]
    joint = {row["reading"]: row for row in forecast.joint.to_dict("records")}
    together = [share(joint[name]) for name in READINGS]
    cells.append(("all of them", "", *together, f"{forecast.n:,}", ""))
    censored = [
        f"{phase_name(row['phase'])} {row['censored']:,}" for row in rows if row["censored"]
    ]
    end = show(to_day(forecast.scenario.horizon))
    return [
        f"{forecast.scenario.name}: {forecast.n:,} replications, seed {forecast.seed}, "
        f"from {show(forecast.scenario.start)}",
        "",
        *aligned(cells),
        "",
        "In brackets: 95 % intervals of the simulation's own error (Wilson; Clopper–Pearson at 0 "
        "and 100 %).",
        f"Not complete by the horizon, {end}, and counted as missed: {', '.join(censored)}."
        if censored
        else f"Every phase was complete by the horizon, {end}, in every replication.",
        *_triggers(forecast.triggers),
        *_checks(forecast.output_checks),
    ]


def _checks(table: pd.DataFrame) -> Iterator[str]:
    """Write the output checks: figure, P10 to P90, plausible range with grade, what is outside."""
    if table.empty:
        return
    yield ""
    yield "Output beside plausible ranges (mean with its 95 % interval; P10 to P90 of replications;"
    yield "range and its grade: A a document, B reports or data, C our own estimate; some are a"
    yield "need or a budget):"
    rows: list[dict[Any, Any]] = table.to_dict("records")
    wide = max(len(row["title"]) for row in rows)
    for row in rows:
        if not row["n"]:
            yield f"  {row['title']:<{wide}}  nothing of the kind happened in any replication"
            continue
        verdict = "inside" if row["inside"] else f"OUTSIDE; {row['explanation']}".rstrip("; ")
        yield (
            f"  {row['title']:<{wide}}  {_figure(row['mean'])}{_interval(row)}  "
            f"{_figure(row['p10'])} to {_figure(row['p90'])}  "
            f"{row['low']:,g}–{row['high']:,g} {row['unit']} ({row['grade']}): {verdict}"
        )


def _interval(row: Mapping[Any, Any]) -> str:
    """Write the interval of a mean; one replication gives none."""
    low, high = row["mean_low"], row["mean_high"]
    if not (isfinite(low) and isfinite(high)):
        return ""
    return f" ({_figure(low).strip()} to {_figure(high).strip()})"


def _figure(value: float) -> str:
    """Write a figure of an output check with three digits that matter."""
    return f"{value:7,.0f}" if abs(value) >= 100 else f"{value:7.3g}"


def _triggers(table: pd.DataFrame) -> Iterator[str]:
    """Write how often each rule of command fired, a line each."""
    if table.empty:
        return
    yield ""
    yield "Rules of command that fired (share of replications with its 95 % interval; firings each;"
    yield "first, P10 to P90 of those in which it fired; command was asked to leave in haste,"
    yield "and may not have ordered it):"
    rows: list[dict[Any, Any]] = table.to_dict("records")
    texts = [f"{row['trigger']} → {row['decision']}" for row in rows]
    for row, text in zip(rows, texts, strict=True):
        yield (
            f"  {text:<{max(map(len, texts))}}  {share(row):<20}  {row['mean']:5.2f}  "
            f"{show(row['first_p10'])} to {show(row['first_p90'])}"
        )
