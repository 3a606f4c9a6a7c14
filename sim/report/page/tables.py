"""The tables of the page, made from ``tables/*.csv`` for a reader instead of a program."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any, Final

import pandas as pd

from sim.calendar import show
from sim.errors import ResultsError
from sim.plan.phases import READINGS
from sim.record.causes import WORK, part_of
from sim.record.outcome import PEOPLE_OUT
from sim.report.forecast_folder import Results
from sim.report.page.words import (
    CAUSES,
    COUNTS,
    MILESTONES,
    cell,
    day_of,
    mean_of,
    number,
    share_of,
    verdict,
)
from sim.report.wording import place
from sim.statistics.deadlines import most_binding
from sim.statistics.delays import over_all_camps
from sim.statistics.losses import ALL_PLACES
from sim.statistics.means import FEW_WITH_ANY
from sim.statistics.wording import or_rivals

TOP_CAUSES, TOP_DELAYS = 3, 10
LEAST: Final = 0.05
"""Days of delay, in the mean, that are worth a row."""
BY_DEADLINE: Final = "_by_deadline"
"""What the name of a total ends with that is counted to the last deadline only."""

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Table:
    """A table as it stands on the page."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] = frozenset()
    """Columns that hold numbers: set to the right."""
    csv: str = ""
    """Where all of it is, relative to the page."""


def headline(results: Results) -> Table:
    """A row a phase, then every phase together: on time, and on time and orderly."""
    deadlines, joint = needed(results, "deadlines"), needed(results, "joint")
    causes = most_binding(needed(results, "binding")).to_dict("index")
    rows: list[Sequence[str]] = [
        (str(row["title"]), share_of(row, "met"), share_of(row, "met_and_orderly"),
         day_of(row["deadline"]), f"{row['binding']} "
         f"{share_of(causes[row['phase']], 'share', 0)} "
         f"{or_rivals(causes[row['phase']]['rivals'])}".rstrip(),
         number(row["censored"]))
        for row in _records(deadlines)
    ]  # fmt: skip
    together = {row["reading"]: row for row in _records(joint)}
    rows.append(
        ("Every phase, in the same replication",
         *(share_of(together[name], "share") for name in READINGS),
         "", "", "")
    )  # fmt: skip
    head = ("Phase", "On time", "On time and orderly", "Deadline (24:00)",
            "What binds most often", "Not by the horizon")  # fmt: skip
    told = "95 % intervals in brackets: the simulation's own error, no error of the inputs."
    return Table(told, head, rows, frozenset({1, 2, 5}), "tables/deadlines.csv")


def readings(results: Results) -> Table | None:
    """Give the other readings of how many people may be left, where the plan has any."""
    table = results.table("readings")
    if table is None or table.empty:
        return None
    rows = [
        (_plain(row["reading"]) + (" (the headline's)" if row["headline"] else ""),
         number(row["limit"]), share_of(row, "share"))
        for row in _records(table)
    ]  # fmt: skip
    return Table("The last deadline under each reading of how many uniformed people may be left.",
                 ("Reading", "At most", "On time"), rows, frozenset({1, 2}),
                 "tables/readings.csv")  # fmt: skip


def binding(results: Results) -> Table | None:
    """Give what binds each phase: among the replications that miss it, where there are any."""
    table = results.table("binding")
    if table is None:
        return None
    titles = {name: phase.title for name, phase in results.scenario.plan.phases.items()}
    rows = []
    for phase, own in table.groupby("phase", sort=False):
        missed = own[own["among"] == "missed"]
        chosen = own[own["among"] == "all"] if missed.empty else missed
        causes = [f"{row['cause']} {share_of(row, 'share', 0)}"
                  for row in _records(chosen.head(TOP_CAUSES))]  # fmt: skip
        n = int(chosen["n"].iloc[0])
        those = f"the {n:,} that miss it" if n > 1 else "the one that misses it"
        among = f"all {n:,}" if missed.empty else those
        rows.append((titles.get(str(phase), str(phase)), among, ", ".join(causes)))
    return Table("What binds each phase: the cause that adds most days to the critical chain of "
                 "what was done last (a camp closed, or the last people out), beside every risk "
                 "off.",
                 ("Phase", "Among replications", "Causes"), rows,
                 csv="tables/binding.csv")  # fmt: skip


def delays(results: Results) -> Table | None:
    """Give the causes that cost most days, over all camps."""
    table = results.table("delays")
    if table is None or table.empty:
        return None
    table = table.assign(cause=[part_of(str(cause)) for cause in table["cause"]])
    table = table.groupby(["camp", "cause"], sort=False)["delay"].sum().reset_index()
    by = table.groupby("cause")["delay"].sum().sort_values(ascending=False, kind="stable")
    worst = table.loc[table.groupby("cause")["delay"].idxmax()].set_index("cause")
    at = {
        str(row["cause"]): f"{place(str(row['camp']))} ({number(row['delay'])})"
        for row in _records(worst.reset_index())
    }
    drawn = results.sample("delays")
    ends = over_all_camps(drawn, results.n) if drawn is not None else {}

    def mean(cause: str) -> str:
        low, high = (float(by[cause]) + end for end in ends.get(cause, (nan, nan)))
        return mean_of({"mean": by[cause], "mean_low": low, "mean_high": high})

    rows = [
        (str(cause), CAUSES[str(cause)], mean(str(cause)), at[str(cause)])
        for cause, days in by.items()
        if days >= LEAST
    ][:TOP_DELAYS]
    if not rows:
        return None
    among = "all camps"
    if (table["camp"] == PEOPLE_OUT).any():
        among += " and the last people out, who are no camp,"
    fewer = [f"{cause} ({number(float(days))})" for cause, days in by.items() if days <= -1]
    told = (f"Mean days of delay on the critical chains, with 95 % intervals, {among} added up, "
            f"less those with every risk off; no interval where fewer than {FEW_WITH_ANY} "
            "replications, and not all, have such days.")  # fmt: skip
    if (more := int((by >= LEAST).sum()) - len(rows)) > 0:
        told += f" The {len(rows)} largest; the table has {more} more."
    if fewer:
        told += f" Fewer days than then: {', '.join(reversed(fewer))}."
    if by.get(WORK, 0.0) <= -1:
        told += (" That took up as many days of the risks: work went on while a chain waited for "
                 "something else, or the plan would have waited anyway.")  # fmt: skip
    return Table(told, ("Cause", "In words", "Days", "Most at (days)"), rows, frozenset({2}),
                 "tables/delays.csv")  # fmt: skip


def triggers(results: Results) -> Table | None:
    """Give which rules of command fired, how often and when first."""
    table = results.table("triggers")
    if table is None or table.empty:
        return None
    rows = [
        (row["trigger"], row["decision"], share_of(row, "share"), number(row["mean"]),
         f"{show(row['first_p10'])} – {show(row['first_p90'])}")
        for row in _records(table)
    ]  # fmt: skip
    return Table("Rules of command that fired. First: P10 to P90 of the first day, where it fired.",
                 ("Trigger", "Decision", "Replications", "Times each", "First"), rows,
                 frozenset({2, 3}), "tables/triggers.csv")  # fmt: skip


def milestones(results: Results) -> Table | None:
    """Give what beside closures and phases is reached, whether by its date, and when."""
    table, plan = results.table("milestones"), results.scenario.plan
    if table is None or table.empty:
        return None
    staff = plan.civilians.milestones if plan.civilians else {}
    who = {name: f"all but {stone.who}" for name, stone in staff.items()}
    rows = [
        (MILESTONES[row["milestone"]],
         who.get(cell(row["place"]), cell(row["place"])),
         *((day_of(row["due_date"]), share_of(row, "met")) if cell(row["due_date"]) else ("", "")),
         share_of(row, "reached"),
         day_of(row["p50_date"]) if cell(row["p50_date"]) else "beyond")
        for row in _records(table)
    ]  # fmt: skip
    told = ("Other milestones: of the dates that the plan names, and of the liquidation. Not "
            f"reached by {show(results.scenario.end - 1)} (24:00), the end of the run, counts as "
            "late; beyond: in more than half of the replications.")  # fmt: skip
    if plan.liquidation:
        out = number(100 * plan.liquidation.share_out.value)
        told += (f" Nearly all: {out} % of what was in the country at the start; what was given "
                 "away, scrapped or lost is out too.")  # fmt: skip
    return Table(told, ("Milestone", "Where or who", "Due (24:00)", "By then", "By the end",
                        "Median day"), rows, frozenset({3, 4}),
                 "tables/milestones.csv")  # fmt: skip


def losses(results: Results) -> Table | None:
    """Give what became of equipment, and what was left undone, over all places."""
    table = results.table("losses")
    if table is None or table.empty:
        return None
    rows = [
        (row["what"], share_of(row, "any"), mean_of(row),
         f"{number(row['p10'])} – {number(row['p50'])} – {number(row['p90'])}",
         number(row["value_mean"]) if row["value_mean"] else "")
        for row in _records(table[table["place"] == ALL_PLACES])
    ]  # fmt: skip
    return Table("The ledger of equipment and harm, all places together, to the end of the run: "
                 "what was shipped, sold and gifted as well. Shipped: brought to a port abroad. "
                 "Hired trucks are not in it. Mean with its 95 % interval, cut at 0; where fewer "
                 f"than {FEW_WITH_ANY} replications have any, and not all, in how many. "
                 "Value: mean, in million US dollars.",
                 ("What", "Replications with any", "Mean", "P10 – P50 – P90", "Value"), rows,
                 frozenset({1, 2, 3, 4}), "tables/losses.csv")  # fmt: skip


def counts(results: Results) -> Table | None:
    """Give the totals of a replication."""
    table = results.table("counts")
    if table is None or table.empty:
        return None
    rows = [
        (_counted(str(row["count"])),
         mean_of(row),
         f"{number(row['p10'])} – {number(row['p50'])} – {number(row['p90'])}",
         share_of(row, "any"))
        for row in _records(table)
    ]  # fmt: skip
    return Table("Totals of a replication. Mean with its 95 % interval, cut at 0; where fewer "
                 f"than {FEW_WITH_ANY} replications have any, and not all, in how many.",
                 ("Count", "Mean", "P10 – P50 – P90", "Replications with any"), rows,
                 frozenset({1, 2, 3}), "tables/counts.csv")  # fmt: skip


def _counted(name: str) -> str:
    """Write in words what a count counts, and whether only to the last deadline."""
    whole = name.removesuffix(BY_DEADLINE)
    if name != whole and whole in COUNTS:
        return f"{COUNTS[whole]}; by the last deadline"
    return COUNTS.get(name, _plain(name))


def checks(results: Results) -> Table | None:
    """Give what comes out beside its plausible range, what that rests on, and if it is inside."""
    table = results.table("output_checks")
    if table is None or table.empty:
        return None
    rows = [
        (row["title"], mean_of(row), f"{number(row['p10'])} – {number(row['p90'])}",
         f"{number(row['low'])}–{number(row['high'])} {row['unit']}", cell(row["grade"]),
         cell(row["source"]), verdict(row))
        for row in _records(table)
    ]  # fmt: skip
    return Table("Whether what comes out is plausible: mean with its 95 % interval and P10 – P90 "
                 "of the replications, beside a range. Its grade is as on the input sheet: A a "
                 "document, B reports or data, C our own estimate; some are a need or a budget, "
                 "and no observation.",
                 ("What", "Mean", "P10 – P90", "Plausible range", "Grade", "What the range is",
                  "Verdict"), rows, frozenset({1, 2, 3}), "tables/output_checks.csv")  # fmt: skip


MAKERS: Final[Mapping[str, Callable[[Results], Table | None]]] = {
    "readings": readings, "binding": binding, "delays": delays, "triggers": triggers,
    "milestones": milestones, "losses": losses, "counts": counts, "checks": checks,
}  # fmt: skip


def files(results: Results) -> list[str]:
    """Name every table of the folder, relative to the page."""
    return [f"tables/{path.name}" for path in sorted((results.directory / "tables").glob("*.csv"))]


def needed(results: Results, name: str) -> pd.DataFrame:
    """Read a table without which there is no report.

    Raises
    ------
    ResultsError
        If it is not there.
    """
    table = results.table(name)
    if table is None:
        raise ResultsError(
            f"{results.directory / 'tables' / name}.csv is missing: the report needs it. Run the "
            "study again, or check the folder with python -m sim.results verify"
        )
    return table


def _records(table: pd.DataFrame) -> Iterable[Row]:
    rows: list[dict[Any, Any]] = table.to_dict("records")
    return rows


def _plain(name: str) -> str:
    return str(name).replace("_", " ")
