"""The decision calendar: what a mitigation still brings when it is ordered on a later day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.calendar import whole_day
from sim.errors import ConfigurationError, Problem
from sim.scenario import Scenario
from sim.statistics.wording import figure_words, helps_in_words, percent
from sim.studies.figures import check_figure, values_of
from sim.studies.text import NOTHING, shown
from sim.studies.worlds import Worlds, said_beforehand, worlds_of
from sim.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings

STUDY: Final = "decisions"
NONE: Final = ""
Make = Callable[[str, date], Scenario]
"""Makes the scenario with a mitigation ordered on a day; ConfigurationError if refused."""


@dataclass(frozen=True)
class Decisions:
    """What came out.

    Attributes
    ----------
    scenario, figure, n, seed
        The scenario without any, the figure that counts, and the worlds.
    table
        mitigation, ordered, begins (the day of the effect), cost (million US dollars); gain with
        its paired interval (more is better), p, p_holm (over all mitigations and days), worse
        and equal (shares of replications; equal: to the last digit), gain_differ (replications, by
        more than rounding); verdict: ``helps``, ``harms``, ``cannot tell``, ``nothing`` (no
        replication differs); n.
    last_days
        mitigation, cost; helps_until, the last of the days, from the first that could be run on
        without a gap, on which it was shown to help (empty: none); may_help_until, the last day on
        which it helps on average, if not surely; days, how many were run; helps_on, on how many
        it was shown to help; n.
    refused
        Days on which a mitigation cannot be ordered: mitigation, ordered, why.
    """

    scenario: Scenario
    figure: str
    n: int
    seed: int
    table: pd.DataFrame
    last_days: pd.DataFrame
    refused: pd.DataFrame

    def __repr__(self) -> str:
        return shown(self, self.scenario.name)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {"decisions": self.table, "last_days": self.last_days, "refused": self.refused}

    def lines(self) -> list[str]:
        """The calendar as text for a terminal."""
        from sim.studies.text import aligned, estimate, scale_of

        scale, unit = scale_of(self.figure)
        cells = [["ordered", "in effect", f"gain, {unit}", "worse in", ""]]
        for row in self.table.to_dict("records"):
            cells.append([f"{row['mitigation']} {row['ordered']}", str(row["begins"]),
                          estimate(row, "gain", scale), f"{percent(row['worse'])} %",
                          str(row["verdict"])])  # fmt: skip
        told = [f"  {row['mitigation']}: {_sentence(row)}"
                for row in self.last_days.to_dict("records")]  # fmt: skip
        if len(self.refused):
            told.append(f"  {len(self.refused)} days could not be run: tables/refused.csv")
        return ["", f"Gain by the day of the order: {figure_words(self.figure)} (n = {self.n:,}, "
                f"seed {self.seed}):", *aligned(cells), "", *told, ""]  # fmt: skip


def _sentence(row: Mapping[Any, Any]) -> str:
    told = helps_in_words(row, str(row["helps_until"]))
    may = row["may_help_until"]
    return f"{told}; it may help until {may}" if may and may != row["helps_until"] else told


def days_of(scenario: Scenario, dates: Sequence[str], step: int) -> list[date]:
    """Give the days of order: those named, or every `step` days to the last deadline.

    Raises
    ------
    ConfigurationError
        If a day is none, or lies before the as-of date or after the last deadline, or there are no
        days.
    """
    first = scenario.status.as_of
    last = scenario.plan.last_phase.deadline
    if not dates:
        if step < 1:
            raise ConfigurationError([Problem("decisions.step", f"{step} days", "1 or more")])
        count = max(0, (last - first).days) // step
        return [first + timedelta(days=step * i) for i in range(count + 1)]
    found, problems = [], []
    for text in dates:
        day = whole_day(text)
        if day is None:
            problems.append(Problem("decisions.dates", f"'{text}' is no day", "such as 2023-09-15"))
            continue
        if day < first:
            allowed = f"{first} (the as-of date) or later"
            problems.append(Problem("decisions.dates", f"{day} is past already", allowed))
        if day > last:
            allowed = f"{last} (the last deadline) or before"
            problems.append(Problem("decisions.dates", f"{day} is too late to help", allowed))
        found.append(day)
    if problems:
        raise ConfigurationError(problems)
    return sorted(set(found))


def scenarios_of(
    names: Sequence[str], days: Sequence[date], make: Make
) -> tuple[dict[tuple[str, date], Scenario], pd.DataFrame]:
    """Make the scenario of every mitigation and day, and tell why one cannot be."""
    import pandas as pd

    found: dict[tuple[str, date], Scenario] = {}
    refused = []
    for name in names:
        for day in days:
            try:
                found[name, day] = make(name, day)
            except ConfigurationError as error:
                why = "; ".join(dict.fromkeys(problem.what for problem in error.problems))
                refused.append((name, day.isoformat(), why))
    return found, pd.DataFrame(refused, columns=["mitigation", "ordered", "why"])


def decide(
    scenario: Scenario,
    made: Mapping[tuple[str, date], Scenario],
    refused: pd.DataFrame,
    worlds: Worlds,
    figure: str = "met_and_orderly_mean",
) -> Decisions:
    """Run every mitigation from every day in the worlds of the scenario without any.

    Parameters
    ----------
    scenario
        The one without any.
    made, refused
        See `scenarios_of`.
    figure
        As in a ranking of inputs: ``met_and_orderly_mean``, ``met_<phase>``, ``days_all`` …
    """
    import pandas as pd

    from sim.statistics.kinds import difference, kind_of
    from sim.statistics.paired import holm

    named = {f"{name} {day}": item for (name, day), item in made.items()}
    values = values_of(worlds, {NONE: scenario, **named}, figure)
    rows = []
    for (name, day), item in made.items():
        gain = difference(values[NONE], values[f"{name} {day}"], kind_of(figure))
        begins = max([day, *(stage.day for stage in item.stages)])
        rows.append({
            "mitigation": name, "ordered": day.isoformat(), "begins": begins.isoformat(),
            "cost": item.price - scenario.price, "gain": gain.difference,
            "gain_low": gain.low, "gain_high": gain.high, "p": gain.p, "worse": gain.lower,
            "equal": gain.equal, "gain_differ": gain.differ, "n": worlds.replications,
        })  # fmt: skip
    columns = ["mitigation", "ordered", "begins", "cost", "gain", "gain_low", "gain_high", "p",
               "p_holm", "worse", "equal", "gain_differ", "verdict", "n"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table["p_holm"] = holm(table["p"])
    table["verdict"] = [verdict(row) for row in table.to_dict("records")]
    return Decisions(scenario, figure, worlds.replications, worlds.seed, table,
                     last_days(table), refused)  # fmt: skip


def verdict(row: Mapping[Any, Any]) -> str:
    """Say of one day whether a mitigation ordered then helps."""
    from sim.statistics.paired import SURE

    if row["equal"] == 1:
        return "nothing"
    if row["p_holm"] < SURE:
        return "helps" if row["gain"] > 0 else "harms"
    return "cannot tell"


def last_days(table: pd.DataFrame) -> pd.DataFrame:
    """Give for each mitigation the last day by which it was shown to help, and on which it may.

    By a day says that every day tried before it helps too: the run of such days from the first one
    counts, and no later day by itself. It may help where it helps on average, and this may yet be
    chance.
    """
    import pandas as pd

    rows = []
    for name, own in table.groupby("mitigation", sort=False):
        own = own.sort_values("ordered", kind="stable")
        helps = own["verdict"] == "helps"
        unbroken = own.loc[helps.cummin(), "ordered"]
        may = own.loc[
            helps | ((own["verdict"] == "cannot tell") & (own["gain"] > NOTHING)),
            "ordered",
        ]
        rows.append({"mitigation": name, "cost": own["cost"].iloc[0],
                     "helps_until": unbroken.max() if len(unbroken) else "",
                     "may_help_until": may.max() if len(may) else "",
                     "days": len(own), "helps_on": int(helps.sum()),
                     "n": own["n"].iloc[0]})  # fmt: skip
    columns = ["mitigation", "cost", "helps_until", "may_help_until", "days", "helps_on", "n"]
    return pd.DataFrame(rows, columns=columns)


def main(
    scenario: Scenario,
    names: Sequence[str],
    days: Sequence[date],
    make: Make,
    run: RunSettings,
    figure: str,
    config: Mapping[str, Any] | None = None,
) -> Path:
    """Make the calendar, keep everything in a folder, and print it.

    Returns
    -------
    Path
        The folder: `run.output`, or one of ``results/decisions/``.

    Raises
    ------
    ConfigurationError
        If there is no such figure, or no mitigation can be ordered on any day.
    """
    from sim.studies.folder import directory_of, write

    check_figure(scenario, figure, "decisions.figure")
    made, refused = scenarios_of(names, days, make)
    if not made:
        why = "; ".join(dict.fromkeys(refused["why"])) or "none is named"
        raise ConfigurationError([Problem("decisions.mitigations", why, "one that can be ordered")])
    every = {scenario.name: scenario}
    every |= {f"{name} {day}": item for (name, day), item in made.items()}
    directory = directory_of(run, STUDY, every, figure)
    worlds = worlds_of(run, directory, config)
    what = f"{counted(len(names), 'mitigation', 'mitigations')} on "
    what += counted(len(days), "day", "days")
    print(said_beforehand(scenario, worlds, worlds.missing(every), what), flush=True)
    found = decide(scenario, made, refused, worlds, figure)
    print("\n".join(found.lines()))
    write(directory, STUDY, worlds, every, found.tables(), figure=figure)
    return directory
