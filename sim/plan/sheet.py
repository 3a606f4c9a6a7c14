"""The capacity sheet as data and as text for a terminal; as rows for a table: `sheet_rows`."""

from dataclasses import dataclass
from math import isinf
from textwrap import wrap

from sim.calendar import show
from sim.plan.cycle import Cycle
from sim.plan.loads import CampLoads

WIDTH = 120
"""Characters of a line of text."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a camp can be left, all risks off, on dry or on wet roads. Days since the epoch.

    Attributes
    ----------
    group_days
        Days of convoy groups for all truck rotations.
    last_loaded, last_back
        The last truck column stands loaded in the camp; its loads are in the yard of the hub.
    earliest_closure
        The last convoy can leave: close-out, inspection and signature follow the last loads,
        and the window is open.
    slack
        Days from there to the deadline.
    slack_trucks
        Days by which the last truck column keeps the rule of triage for the last trucks.
    """

    cycle: Cycle
    group_days: float
    last_loaded: float
    last_back: float
    earliest_closure: float
    slack: float
    slack_trucks: float

    @property
    def least_slack(self) -> float:
        """The smaller of both, in days."""
        return min(self.slack, self.slack_trucks)


@dataclass(frozen=True, slots=True)
class CampSheet:
    """One camp's sum. Days since the epoch for instants, days for durations.

    `axis_days` are days on the road (dry) by axis: rotations both ways, contingent moves and
    last convoys one way. `team_days` are days of search teams: rotations whole, the road days
    of moves and last convoys, and the rest after moves (after the last convoy nothing more is due).
    """

    loads: CampLoads
    km: float
    dry: Timing
    wet: Timing
    axis_days: dict[str, float]
    team_days: float
    packing_days: float
    packing_days_without_material: float
    drawdown: float
    window_opens: float
    planned_closure: float
    deadline: float
    run: float | None = None
    """When it is left in one run with every risk off (infinity: not by the horizon), if given."""

    @property
    def slack_in_run(self) -> float | None:
        """Days from there to the deadline."""
        return None if self.run is None else self.deadline - self.run

    @property
    def camp(self) -> str:
        """Name of the camp."""
        return self.loads.camp


@dataclass(frozen=True, slots=True)
class Total:
    """What a place or an axis needs against what is there.

    `due` is the deadline (days) up to which both are counted, infinite where none applies.
    `binding` says that the plan cannot work when more is needed than there is; what is not
    binding is relieved by another activity, which `note` names.
    """

    item: str
    place: str
    needed: float
    there: float
    unit: str
    due: float = float("inf")
    binding: bool = True
    note: str = ""

    @property
    def short(self) -> bool:
        """More is needed than there is."""
        return self.needed > self.there + 1e-9

    @property
    def share(self) -> float:
        """Needed divided by there."""
        if self.there > 0:
            return self.needed / self.there
        return float("inf") if self.needed > 0 else 0.0


@dataclass(frozen=True, slots=True)
class CapacitySheet:
    """The sums of all camps that are still open, the totals, and the verdict."""

    title: str
    as_of: float
    camps: tuple[CampSheet, ...]
    totals: tuple[Total, ...]
    remarks: tuple[str, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether the plan works with every risk off: on dry roads, with nothing binding short."""
        in_time = all(sheet.dry.least_slack >= -1e-9 for sheet in self.camps)
        return in_time and not any(total.short and total.binding for total in self.totals)

    @property
    def verdict(self) -> tuple[str, ...]:
        """Say whether the plan can work, and if not, why; then what deserves attention."""
        if not self.camps:
            return ("Feasible with all risks off: nothing is left to close.",)
        tightest = min(self.camps, key=lambda sheet: sheet.dry.least_slack)
        least = f"{tightest.camp}, {_days(tightest.dry.least_slack)}"
        told = []
        if self.feasible:
            wet = tightest.wet.least_slack
            less = 0.0 <= wet < tightest.dry.least_slack
            rain = f" ({wet:.1f} if it rained throughout)" if less else ""
            told.append(f"Feasible with all risks off: yes; least slack {least}{rain}.")
            told += self._in_a_run()
        else:
            told.append("Feasible with all risks off: NO.")
            told += [f"  {_missed(sheet)}" for sheet in self.camps if sheet.dry.least_slack < -1e-9]
            told += [
                f"  {total.place}, {total.item}: {total.needed:,.0f} {total.unit} are needed,"
                f" {total.there:,.0f} are there{_until(total)}."
                for total in self.totals
                if total.short and total.binding
            ]
        told += [
            f"If it rained throughout, {sheet.camp} would miss by {_days(-sheet.wet.least_slack)}."
            for sheet in self.camps
            if sheet.wet.least_slack < -1e-9 <= sheet.dry.least_slack
        ]
        told += [
            f"{total.place}, {total.item}: {total.needed:,.0f} against {total.there:,.0f};"
            f" {total.note}."
            for total in self.totals
            if total.short and not total.binding
        ]
        return (*told, *self.remarks)

    def _in_a_run(self) -> list[str]:
        """Say what one run with every risk off adds: there camps wait for one another's means."""
        slacks = {s.camp: s.slack_in_run for s in self.camps if s.slack_in_run is not None}
        if not slacks:
            return []
        least = min(slacks, key=lambda camp: slacks[camp])
        later = [
            f"{s.camp} {_left(slacks[s.camp])} (not {s.dry.slack:.1f})"
            for s in self.camps
            if s.camp in slacks and slacks[s.camp] < s.dry.slack - 1.0
        ]
        slack = _left(slacks[least], " days")
        told = (
            "The sheet lets no camp wait for another's search team, axis or aircraft. Run once "
            f"with every risk off, where they do: least slack {least}, {slack}"
        )
        if later:
            told += f"; days from the last convoy to the deadline: {', '.join(later)}"
        return wrap(f"{told}.", WIDTH, subsequent_indent="  ")

    def lines(self) -> list[str]:
        """Write the sheet as text for a terminal, at most 120 characters a line."""
        text = [
            f"Capacity sheet, all risks off: {self.title}, from {show(self.as_of)}",
            "",
            f"{'camp':<11}{'loads':>6}{'trucks':>7}{'moves':>6}{'last':>8}{'cycle d':>12}"
            f"{'group-d':>11}{'packing d':>10}  {'last back':<11} {'can close':<11}"
            f" {'deadline':<11}{'slack d':>12}",
        ]
        for sheet in self.camps:
            loads, dry, wet = sheet.loads, sheet.dry, sheet.wet
            trucks = f"{loads.columns}×{loads.trucks_per_column}" if loads.columns else "–"
            last = f"{loads.last_convoy_columns}×{_each(loads)} v"
            packing = f"{sheet.packing_days:.0f} / {sheet.packing_days_without_material:.0f}"
            text.append(
                f"{sheet.camp:<11}{loads.truck_loads:>6}{trucks:>7}{loads.moves:>6}{last:>8}"
                f"{f'{dry.cycle.days:.1f} / {wet.cycle.days:.1f}':>12}"
                f"{f'{dry.group_days:.0f} / {wet.group_days:.0f}':>11}{packing:>10}"
                f"  {show(dry.last_back):<11} {show(dry.earliest_closure):<11}"
                f" {last_day(sheet.deadline):<11}"
                f"{f'{dry.least_slack:.1f} / {wet.least_slack:.1f}':>12}"
            )
        text += ["pairs: dry / rain throughout; packing: with / without imported material", ""]
        text.append(f"{'total':<43}{'place':<16}{'to':<13}{'needed':>9}{'there':>9}{'share':>8}")
        for total in self.totals:
            until = "" if isinf(total.due) else last_day(total.due)
            mark = " ← short" if total.short else ""
            label = total.item if total.unit in total.item else f"{total.item} [{total.unit}]"
            text.append(
                f"{label:<43}{total.place:<16}{until:<13}{total.needed:>9,.0f}"
                f"{total.there:>9,.0f}{total.share:>8.0%}{mark}"
            )
        return [*text, "", *self.verdict]


def _each(loads: CampLoads) -> int:
    """Give the vehicles in one column of the last convoy."""
    return round(loads.last_convoy_vehicles / max(1, loads.last_convoy_columns))


def _days(days: float) -> str:
    """Write a number of days."""
    return "for ever" if isinf(days) else f"{days:.1f} days"


def _left(slack: float, unit: str = "") -> str:
    """Write the days from a departure to its deadline."""
    return "not by the horizon" if isinf(slack) else f"{slack:.1f}{unit}"


def _missed(sheet: CampSheet) -> str:
    """Say by how much a camp misses its deadline, or that no group can ever empty it."""
    if isinf(sheet.dry.least_slack):
        return f"{sheet.camp} is never emptied: {sheet.loads.owner} has no group and trucks for it."
    return f"{sheet.camp} misses its deadline by {_days(-sheet.dry.least_slack)}."


def _until(total: Total) -> str:
    """Write up to when a total counts."""
    return "" if isinf(total.due) else f" to {last_day(total.due)}"


def last_day(deadline: float) -> str:
    """Write a deadline, 24:00 of a day, as that day."""
    return show(deadline - 1.0)
