"""Strategic lift: slots that slip, fields where passengers are not approved for weeks."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.configuration import load_scenario
from sim.distributions import Exponential, Fixed, Quantity
from sim.paths import Path
from sim.plan import Plan
from sim.processes.case import make_case
from sim.replication import run_replication
from sim.risks.lift import Approval, Settings, problems
from sim.risks.world import PASSENGERS
from sim.scenario import Scenario
from tests.risks import cases

FIELD, N = "Gao", 400


def baseline() -> Settings:
    return cases.settings(Settings, "lift", "baseline")


def test_the_first_spell_and_the_share_of_time_refused_are_the_configured_ones() -> None:
    lift = baseline()
    of = cases.scenario({"lift": lift})
    paths = [cases.world(of, replication=k).path(PASSENGERS, FIELD) for k in range(N)]
    spells = lift.passengers[FIELD]
    first = np.mean([path.value(of.start) == 0.0 for path in paths])
    chance = spells.refused_at_start.value
    assert abs(first - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / N)
    settled = of.start + 180.0
    open_share = np.array([path.integral(settled, of.end) / (of.end - settled) for path in paths])
    expected = spells.approved.mean / (spells.approved.mean + spells.refused.mean)
    error = open_share.std(ddof=1) / np.sqrt(N)
    assert error < 0.03 * expected
    assert abs(open_share.mean() - expected) < 4.0 * error + 0.01


def test_the_beginning_is_the_same_under_another_horizon() -> None:
    of = cases.scenario({"lift": baseline()})
    near = replace(of, horizon=date(2023, 12, 31))
    long, short = (cases.world(one).path(PASSENGERS, FIELD) for one in (of, near))
    assert len(short.times) > 2
    assert short.times == long.times[: len(short.times)]


def test_a_field_reads_numbers_of_its_own() -> None:
    """By their addresses: whether it begins refused, and how long each spell lasts."""
    spells = Approval(Quantity(0.5), Exponential(20.0), Exponential(10.0))
    of = cases.scenario({"lift": replace(baseline(), passengers={"Gao": spells, "Kidal": spells})})
    for k in range(10):
        world = cases.world(of, replication=k)
        for key in ("Gao", "Kidal"):
            entity = f"risk/lift/{key}"
            refused = world.draws.uniform(entity, "start") < 0.5
            lengths = (10.0, 20.0) if refused else (20.0, 10.0)
            path = world.path(PASSENGERS, key)
            assert path.value(of.start) == float(not refused)
            gaps = np.diff((of.start, *path.times))[:4]
            for number, gap in enumerate(gaps):
                expected = lengths[number % 2] * world.draws.exponential(entity, "spell", number)
                assert gap == pytest.approx(expected)


@pytest.mark.parametrize(("approved", "refused"), [(0.0, 1.0), (1.0, 0.0)])
def test_spells_that_never_last_are_refused(approved: float, refused: float) -> None:
    with pytest.raises(ValueError, match="must have a length"):
        Approval(Quantity(0.5), Fixed(approved), Fixed(refused))


def test_off_and_other_fields_are_approved() -> None:
    off = cases.settings(Settings, "lift", "off")
    for lift, place in ((off, FIELD), (baseline(), "Bamako")):
        path = cases.world(cases.scenario({"lift": lift})).path(PASSENGERS, place)
        assert path == Path.constant(1.0)


def test_a_field_that_the_plan_does_not_know_is_told() -> None:
    (problem,) = problems(baseline(), Plan(title="test", camps={}, roads=(), phases={}))
    assert problem.where == "risk.lift.passengers.Gao"


def never(of: Scenario) -> Scenario:
    """Passengers are not approved at one field to the end."""
    for_ever = Approval(Quantity(1.0), Fixed(1.0), Fixed(5000.0))
    lift = replace(of.settings("lift", Settings), passengers={FIELD: for_ever})
    return replace(of, risk={**of.risk, "lift": lift})


@pytest.mark.parametrize("replication", [0, 1])
def test_where_passengers_are_not_approved_lift_inside_the_country_takes_them(
    replication: int,
) -> None:
    of = load_scenario("baseline", ["risk/lift=off"])
    shut = never(load_scenario("baseline"))
    free, stuck = (run_replication(make_case(one, 1), replication, story=True)
                   for one in (of, shut))  # fmt: skip

    def leave(outcome: object) -> int:
        return sum(
            f"{FIELD}/charter/" in text and "leaves the country" in text
            for _, text in outcome.story  # type: ignore[attr-defined]
        )

    assert leave(free) > 0
    assert leave(stuck) == 0
    assert stuck.counts["lift_flights"] > free.counts["lift_flights"]
    assert stuck.counts["people_repatriated"] > 10_000


def test_a_slot_that_always_slips_delays_every_charter() -> None:
    of = load_scenario("baseline", ["risk/lift=off"])
    lift = replace(baseline(), passengers={}, slip=Quantity(1.0), slip_days=Fixed(30.0))
    late = replace(of, risk={**of.risk, "lift": lift})
    first = []
    for one in (of, late):
        story = run_replication(make_case(one, 1), 0, story=True).story
        first.append(next(at for at, text in story if "leaves the country" in text))
    assert first[1] >= first[0] + 29.0
