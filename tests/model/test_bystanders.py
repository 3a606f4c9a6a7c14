"""What nobody can use, a limit that never binds, another horizon or day change nothing."""

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sim.configuration import load_scenario
from sim.distributions import Quantity
from sim.plan.network import Road
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication
from sim.scenario import Scenario, Stage
from tests.model.cases import SEED, loaded, scenario

SHIFT = timedelta(days=5)


def of(what: Quantity, value: float) -> Quantity:
    """The same quantity with another value and no range."""
    return replace(what, value=value, low=None, high=None)


def idle() -> dict[str, Scenario]:
    """The baseline with one thing more that changes nothing."""
    base = scenario()
    means, plan = base.resources, base.plan
    first = plan.closing[next(iter(plan.closing))]
    assert plan.lift_hub is not None
    assert first.redeploy_to is not None
    group, team = means.convoy_groups[first.redeploy_to], means.search_teams[first.redeploy_to]
    ends = plan.phases["2b"].camps
    far = replace(plan.roads[0], a=ends[0], b=ends[1], km=of(plan.roads[0].km, 9000.0))
    blind = Road("nowhere", plan.lift_hub, far.km, "track", "nowhere", {far.main_region: 1.0})
    day = base.status.as_of
    return {
        "a group where no camp is served": replace(
            base,
            resources=replace(
                means, convoy_groups={**means.convoy_groups, plan.lift_hub: of(group, 5.0)}
            ),
        ),
        "search teams of no hub": replace(
            base,
            resources=replace(means, search_teams={**means.search_teams, ends[1]: of(team, 5.0)}),
        ),
        "a road far longer than others, and one to nowhere": replace(
            base, plan=replace(plan, roads=(*plan.roads, far, blind))
        ),
        "stages in which nothing changes": replace(
            base, stages=tuple(Stage(day + timedelta(days=30 * n), base) for n in range(1, 12))
        ),
    }


def told(found: Outcome, until: float = float("inf")) -> list[str]:
    """What was told up to a day; what happens in one instant in no order."""
    return sorted(repr(line) for line in found.story if line[0] <= until)


@pytest.mark.parametrize("what", idle())
def test_what_nobody_can_use_changes_nothing(what: str) -> None:
    other = prepare(idle()[what], SEED)
    plain, found = (run_replication(case, 2, story=True) for case in (loaded("baseline"), other))
    assert told(found) == told(plain)
    assert (found.closures, found.phases, found.delays) == (
        plain.closures, plain.phases, plain.delays,
    )  # fmt: skip
    assert found.counts == pytest.approx(plain.counts, nan_ok=True)


@pytest.mark.parametrize(
    ("means", "plenty"),
    [
        ("convoy_groups", 1e3), ("search_teams", 1e3), ("corridor_trucks", 1e6),
        ("axis_capacity", 1e3), ("hub_beds", 1e6), ("hub_containers", 1e6),
        ("inspection_teams", 1e3), ("clearing_officers", 1e5), ("fixed_wing_aircraft", 1e3),
        ("charter_slots", 200.0), ("medevac_helicopters", 50.0), ("overwatch_orbits", 1e3),
    ],
)  # fmt: skip
def test_twice_as_much_as_more_than_enough_changes_nothing(means: str, plenty: float) -> None:
    def told_with(value: float) -> list[str]:
        base = scenario()
        was = getattr(base.resources, means)
        by_place = isinstance(was, dict)
        many: Any = {at: of(n, value) for at, n in was.items()} if by_place else of(was, value)
        resources = replace(base.resources, **{means: many})
        return told(
            run_replication(prepare(replace(base, resources=resources), SEED), 1, story=True)
        )

    assert told_with(plenty) == told_with(2.0 * plenty)


@pytest.mark.parametrize("name", ["baseline", "stress_haste"])
def test_a_longer_run_begins_as_a_shorter_one(name: str) -> None:
    base = load_scenario(name)
    shorter = replace(base, horizon=date(2023, 11, 12))
    found, longer = (run_replication(prepare(one, SEED), 0, story=True) for one in (shorter, base))
    assert told(found) == told(longer, shorter.end)
    assert all(
        one == other
        for one, other in zip(found.closures, longer.closures, strict=True)
        if one.closed == one.closed  # not NaN: it happened
    )


def later(of: Any) -> Any:
    """The same value with every date in it moved."""
    if isinstance(of, Mapping):
        return {key: later(value) for key, value in of.items()}
    if isinstance(of, tuple):
        return tuple(map(later, of))
    if not dataclasses.is_dataclass(of) or isinstance(of, type):
        return of + SHIFT if isinstance(of, date) else of
    fields = {f.name: getattr(of, f.name) for f in dataclasses.fields(of) if f.init}
    return replace(of, **{name: later(value) for name, value in fields.items()})


def test_a_plan_some_days_later_ends_as_many_days_later() -> None:
    """With no risk on, and without the barges, whose season is the river's."""
    base = load_scenario("all_off")
    base = replace(base, plan=replace(base.plan, barges=None))
    plain, found = (
        run_replication(prepare(one, SEED), 0, story=True) for one in (base, later(base))
    )
    assert [text for _, text in found.story] == [text for _, text in plain.story]
    days = [day + SHIFT.days for day, _ in plain.story]
    assert [day for day, _ in found.story] == pytest.approx(days)
