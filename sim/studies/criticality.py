"""Which means and causes lie on the critical chains, and how busy the means are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from math import isnan
from typing import TYPE_CHECKING, Any

from sim.record.outcome import PEOPLE_OUT, Outcome
from sim.record.track import NEGLIGIBLE

if TYPE_CHECKING:
    import pandas as pd

    from sim.processes.case import Case
    from sim.studies.worlds import Sample


def criticality(case: Case, replications: int) -> pd.DataFrame:
    """Run replications again for their chains, which a sample does not hold.

    Returns
    -------
    pandas.DataFrame
        kind (``means`` or ``cause``), name; last, last_low, last_high: share of replications in
        which it lies on the chain of the camp that closed last; any, any_low, any_high: on the
        chain of any camp; use: share of its unit-days in use up to the last deadline, with the
        mean of `units` there at once (means only); n; rival: whether it is the first of its kind,
        or not shown to lie on the chain of the last camp less often than that (Tango, Bonferroni
        over the kind). Most critical first, equal ones by name.

    Notes
    -----
    A means lies on a chain where an activity of the chain began with a grant that came last of it.
    """
    import pandas as pd

    from sim.replication import run_replication
    from sim.statistics.proportions import proportion

    lasts: list[set[tuple[str, str]]] = []
    some: Counter[tuple[str, str]] = Counter()
    busy: defaultdict[str, float] = defaultdict(float)
    there: defaultdict[str, float] = defaultdict(float)
    for replication in range(replications):
        outcome = run_replication(case, replication, chains=True)
        on = {camp: _on(outcome, camp) for camp in outcome.chains if camp != PEOPLE_OUT}
        some.update(set().union(*on.values()))
        lasts.append(on[_last(outcome)])
        for name, (used, all_there) in outcome.use.items():
            busy[name] += used
            there[name] += all_there
    days, last = outcome_days(case), Counter(one for on_last in lasts for one in on_last)
    rows = []
    for kind, name in dict.fromkeys([*(("means", name) for name in there), *some]):
        a, b = (proportion(count[kind, name], replications) for count in (last, some))
        means = kind == "means" and there[name] > 0
        rows.append(
            {"kind": kind, "name": name, "last": a.share, "last_low": a.low, "last_high": a.high,
             "any": b.share, "any_low": b.low, "any_high": b.high,
             "use": busy[name] / there[name] if means else float("nan"),
             "units": there[name] / days / replications if means else float("nan"),
             "n": replications}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    order = ["kind", "last", "any", "use", "name"]
    table = table.sort_values(order, ascending=[*[False] * 4, True], ignore_index=True)
    return table.assign(rival=_rivals(table, lasts))


def _rivals(table: pd.DataFrame, lasts: Sequence[Set[tuple[str, str]]]) -> list[bool]:
    """Say of each row whether its kind's first is not shown to be more critical, in pairs."""
    import numpy as np

    from sim.statistics.paired import share_difference
    from sim.statistics.proportions import LEVEL

    found = []
    for kind, own in table.groupby("kind", sort=False):
        level = 1 - (1 - LEVEL) / max(1, len(own) - 1)
        hits = [np.array([(kind, name) in on for on in lasts]) for name in own["name"]]
        found += [share_difference(one, hits[0], level).low <= 0 for one in hits]
    return found


def outcome_days(case: Case) -> float:
    """Days from the as-of date to the last deadline, over which use is summed."""
    scenario = case.scenario
    due = scenario.plan.last_phase.due
    return (due if scenario.start < due <= scenario.end else scenario.end) - scenario.start


def _on(outcome: Outcome, camp: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = {("means", name) for name in outcome.waits.get(camp, ())}
    return found | {("cause", s.cause) for s in outcome.chains[camp] if s.days > NEGLIGIBLE}


def _last(outcome: Outcome) -> str:
    """The camp that closed last; one that never closed counts as last of all."""

    def at(closure: Any) -> float:
        return float("inf") if isnan(closure.closed) else float(closure.closed)

    known = [closure for closure in outcome.closures if closure.camp in outcome.chains]
    return max(known, key=at).camp


def residual(sample: Sample, case: Case) -> float:
    """Largest difference between a sum of signed delays and the delay itself, in days.

    Over every replication and camp: the days on the chain by cause, less those with every risk
    off, against closure less closure with every risk off, both cut at the horizon.
    """
    scenario, delays = sample.scenario, sample.tables["delays"]
    sums = delays.groupby(["camp", "replication"], sort=False)["days"].sum()
    worst = 0.0
    for camp, own in sample.closures.groupby("camp", sort=False):
        if camp not in case.reference:
            continue
        off = case.reference_closures[str(camp)]
        planned = sum(case.reference[str(camp)].values())
        closed = own.set_index("replication")["closed"].fillna(scenario.end)
        gap = (sums.loc[camp] - planned) - (closed - (scenario.end if isnan(off) else off))
        worst = max(worst, float(gap.abs().max()))
    return worst
