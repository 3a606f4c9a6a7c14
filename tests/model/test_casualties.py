"""Casualties of the whole model: every dead is in the ledger and has a cause; stress cases told."""

from math import sqrt

import pytest

from sim.record.ledger import DEAD, PEOPLE
from sim.record.outcome import Outcome
from sim.replication import run_replication
from sim.risks.attack_kinds import KINDS, WOUNDS
from tests.model.cases import loaded, mixed
from tests.model.test_conservation import run

REPLICATIONS = range(60)
ENDINGS = ("in_time", "late", "refused", "not_flown")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [run_replication(mixed(()), k, recorded=False) for k in REPLICATIONS]


@pytest.mark.parametrize("attacks", ["hawkes", "under_fire"])
def test_every_dead_is_in_the_ledger_and_has_a_cause(attacks: str) -> None:
    for k in range(4):
        m, outcome = run(mixed((("attacks", attacks),)), k)
        counts = outcome.counts
        assert counts["killed"] == m.ledger.at(PEOPLE, DEAD)
        assert counts["killed"] == sum(counts[f"killed_{of}"] for of in (*KINDS, WOUNDS))
        assert counts["hurt"] == sum(counts[f"hurt_{of}"] for of in KINDS)
        assert counts["attacks_convoy"] == (
            counts["attacks_ied"] + counts["attacks_complex_on_column"]
        )
        assert counts["attacks_camp"] == (
            counts["attacks_indirect_fire"] + counts["attacks_complex_on_camp"]
        )
        asked = counts["evacuations_asked"]
        ended = sum(counts[f"evacuations_{ending}"] for ending in ENDINGS)
        assert asked - 1 <= ended <= asked  # one may be in the air at the horizon


def test_the_baselines_attacks_cost_what_attacks_have_cost(outcomes: list[Outcome]) -> None:
    """Killed and hurt an attack: within the ranges of the facts, the error taken into account."""
    attacks = [
        o.counts["attacks_convoy"] + o.counts["attacks_camp"] + o.counts["attacks_aircraft"]
        for o in outcomes
    ]
    for name, low, high in (("killed", 0.11, 0.30), ("hurt", 0.56, 2.1)):
        people = [o.counts[name] for o in outcomes]
        ratio = sum(people) / sum(attacks)
        rest = [p - ratio * a for p, a in zip(people, attacks, strict=True)]
        error = sqrt(sum(r * r for r in rest)) / sum(attacks)
        assert error < 0.15 * ratio
        assert low < ratio < high


def test_the_baselines_attacks_a_month_are_those_of_the_mission(outcomes: list[Outcome]) -> None:
    """3 to 10 a month on the whole mission, over the months to the last deadline."""
    months = 136.0 / 30.4375
    mean = sum(
        o.counts["attacks_convoy_by_deadline"] + o.counts["attacks_camp_by_deadline"]
        for o in outcomes
    ) / len(outcomes)
    assert 3.0 < mean / months < 10.0


def test_with_no_flight_permitted_evacuations_are_refused_and_it_is_told() -> None:
    case = loaded("stress_evacuation_refused")
    total: dict[str, float] = {}
    told: list[str] = []
    for k in range(4):
        outcome = run_replication(case, k, story=True)
        told += [line for _, line in outcome.story]
        for name, number in outcome.counts.items():
            total[name] = total.get(name, 0.0) + number
    assert total["evacuations_refused"] > 0
    assert total["evacuations_in_time"] == total["evacuations_late"] == 0
    assert total["columns_stood_down"] > 0
    assert any("a helicopter is asked for" in line for line in told)
    refused = [line for line in told if "of the hurt" in line and " is not permitted: " in line]
    assert len(refused) == total["evacuations_refused"]
    assert any("no evacuation flight is permitted" in line for line in refused)
