"""Numbers, dates and causes as people write them."""

import math
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sim.calendar import show, to_day
from sim.record import causes as c
from sim.record import milestones as m
from sim.statistics.proportions import upper_bound
from sim.statistics.wording import share

CAUSES: Final = {
    c.PLAN: "dates of the plan itself: a window not open yet, a turn not come",
    c.PACKING: "packing of equipment",
    c.FORMING: "columns and security floors that form up: orders, fuel, order of march",
    c.MOVEMENT: "time on the road",
    c.LOADING: "loading and unloading",
    c.REFIT: "crews and vehicles making ready for the next column",
    c.HANDOVER: "notice, close-out, joint inspection and what else a handover takes",
    c.COMMAND: "waiting for a decision of the mission, or for what it has ordered destroyed",
    c.FLEET: "no group, search team, trucks, loading point, place on the road, beds or yard free",
    c.LIFT: "formalities of people who leave; no full aircraft, slot or crew yet",
    c.EXPORT: "export papers, ports and ships",
    c.CONSENT: "permission of the host State: movement clearances, signature of the certificate",
    c.FLIGHTS: "flights refused",
    c.IMPORTS: "imports refused or late",
    c.ATTACKS: "attacks and what follows them",
    c.CEASEFIRE: "fighting after the ceasefire broke",
    c.CORRIDORS: "a border or port shut",
    c.WEATHER: "rain and impassable roads",
    c.BREAKDOWNS: "breakdowns",
    c.CONTRACTORS: "contractors' trucks not offered, drivers gone after an attack",
    c.STRATEGIC_LIFT: "charters that slip, passengers not approved",
    c.VARIABILITY: "tasks that took longer than their nominal time",
    c.UNREST: "road blocks and demonstrations in towns",
    c.SUPPLY: "supplies running low",
    c.CROWD: "crowds at the gate",
    c.NOT_CLOSED: "not closed by the horizon, up to which days are counted: at least so many",
    c.WORK: "the planned work together: what had to go first, packing, driving, handover, windows; "
    "less what that takes with every risk off",
}
"""What a critical chain means by the name of a cause."""


COUNTS: Final = {
    "spent_at_last_deadline": "spent from the as-of date to the last deadline, million US dollars",
    "attacks_ied": "attacks with an explosive device",
    "hurt_ied": "hurt by an explosive device",
    "killed_ied": "killed by an explosive device",
    "killed_wounds": "died of wounds",
    "vehicles_lost": "vehicles lost on the road or in attacks, hired trucks and escorts among them",
    "containers_sailed": "containers shipped whose ship sails by the end of the run",
    "vehicles_sailed": "vehicles shipped whose ship sails by the end of the run",
    "left_without_close_out": "camps left without close-out",
    "left_without_certificate": "camps left without certificate",
    "left_on_notification": "camps left on notification",
    "supply_low_days": "camp-days low on supplies",
    "turned_back": "columns that turned back",
}
"""Totals whose own name does not say what is counted, or from when."""

MILESTONES: Final = {
    m.CIVILIANS: "civilian staff separated",
    m.RADIO: "radio station off the air",
    m.EMPTIED: "last equipment gone from the hub",
    m.DISPOSED: "what is not worth shipping given away or scrapped",
    m.RETURNED: "hub handed back, its last person gone",
    m.LOADS: "nearly all containers and vehicles out of the country",
    m.CONTAINERS_OUT: "nearly all containers out of the country",
    m.VEHICLES_OUT: "nearly all vehicles out of the country",
    m.LAST_PERSON: "last uniformed person out of the country",
}
"""What is reached, in a planner's words."""


def share_of(row: Mapping[Any, Any], name: str, digits: int = 1) -> str:
    """Write a share as `sim.statistics.wording.share`, not broken between number and ``%``."""
    return share(row, name, digits).replace(" %", "\N{NO-BREAK SPACE}%")


def number(value: float) -> str:
    """Write a number short, with thousands set apart; what is missing as a dash."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 100 or value == round(value):
        text = f"{value:,.0f}"
    elif size >= 1:
        text = f"{value:,.1f}"
    else:
        text = f"{value:.2g}"
    return text.replace("-", "−")


def day_of(text: str) -> str:
    """Write an ISO date as ``31 Dec 2023``."""
    return show(to_day(text))


def command_line(words: Sequence[str]) -> str:
    """Write words as a shell takes them."""
    return " ".join(shlex.quote(word) for word in words)


def cell(value: Any) -> str:
    """Write any value of a table that is shown as it stands."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return ""
    return number(float(value))


def mean_of(row: Mapping[Any, Any]) -> str:
    """Write a mean with its interval: ``2.5 (1.2 – 3.8)``.

    Of what is rare, which has none, in how many replications it was; of what was never seen in how
    many it can be at most (one-sided, 95 %). Those rows have ``any`` and ``n``. One replication
    gives none either: ``2.5 (no interval)``; and what never happened has no mean: a dash.
    """
    if isinstance(row.get("n"), int | float) and "any" in row and math.isnan(row["mean_low"]):
        n = int(row["n"])
        some = round(row["any"] * n)
        if not some:
            most = _at_most(upper_bound(0, n))
            return f"none seen (in fewer than {most}\N{NO-BREAK SPACE}% of replications)"
        return f"{number(row['mean'])} (in {some:,} of {n:,})"
    mean, *ends = (number(row[key]) for key in ("mean", "mean_low", "mean_high"))
    if math.isnan(row["mean"]):
        return mean
    known = math.isfinite(row["mean_low"]) and math.isfinite(row["mean_high"])
    return f"{mean} ({' – '.join(ends) if known else 'no interval'})"


def _at_most(bound: float) -> str:
    """Write a bound from above in per cent, rounded up: 0.00746 as 0.8, which it stays below."""
    return f"{math.ceil(1000 * bound - 1e-9) / 10:.1f}"


def verdict(row: Mapping[Any, Any]) -> str:
    """Say whether a figure lies in its plausible range, and why not, where that is known."""
    if not row["n"]:
        return "nothing of the kind happened"
    if row["inside"]:
        return "inside"
    why = cell(row["explanation"])
    return f"outside: {why}" if why else "outside"
