"""The benchmarks measure what they say: a larger plan is larger, and a page has its bars."""

import time
from typing import cast

import pytest

from experiments.bench_all import page
from experiments.bench_draws import Noted, OneGenerator, replayed
from experiments.bench_parts import Row
from experiments.bench_plan import repeated
from experiments.bench_world import watched
from sim.configuration import load_scenario, resolved
from sim.draws import Draws
from sim.paths import Path
from sim.replication import prepare, run_replication
from sim.risks.world import World


def test_once_is_the_baseline() -> None:
    assert resolved(repeated(1)) == resolved(load_scenario("baseline"))


def test_twice_has_a_second_set_of_sectors() -> None:
    once, twice = load_scenario("baseline"), repeated(2)
    assert len(twice.plan.camps) == 2 * len(once.plan.camps) - 1
    assert len(twice.plan.closing) == 2 * len(once.plan.closing)
    assert twice.plan.camps["Kidal 2"].supplied_from == "Gao 2"
    assert twice.plan.camps["Kidal 2"].region == "Kidal"
    assert twice.resources.clearing_officers.value == 2 * once.resources.clearing_officers.value
    outcome = run_replication(prepare(twice, 1), 0)
    assert {c.camp for c in outcome.closures} >= {"Kidal", "Kidal 2"}


@pytest.mark.parametrize("kind", [Draws, OneGenerator])
def test_what_was_asked_is_asked_again(kind: type[Draws] | type[OneGenerator]) -> None:
    Noted.asked.clear()
    draws = Noted(1, 2)
    draws.uniform("a", "b", 3)
    draws.block("a", "c", 0, 5)
    assert Noted.asked == [("a", "b", 3, 0), ("a", "c", 0, 5)]
    assert replayed(kind, 2, Noted.asked) >= 0


def test_the_paths_of_the_world_are_timed_once_and_nothing_else_changes() -> None:
    case = prepare(load_scenario("island"), 1)
    timed, watch = watched(case)
    assert repr(run_replication(timed, 3)) == repr(run_replication(case, 3))  # nan is in both
    made, seconds = watch.made, watch.seconds
    assert made > len(case.providers) / 2
    assert seconds > 0.0

    def outer(settings: object, world: World, key: str) -> Path:
        return inner(settings, world, key)

    def slow(_settings: object, _world: World, _key: str) -> Path:
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        return Path.constant(1.0)

    inner = watch.timed(slow)
    watch.timed(outer)(None, cast(World, None), "")
    assert watch.made == made + 2
    assert 0.05 <= watch.seconds - seconds < 0.1, "once, though one asks the other"


def test_the_page_shows_every_row() -> None:
    text = page({"A replication": [Row("ratio", "1.90", "2.0")]}, 100, 3)
    assert "| ratio | 1.90 | 2.0 |" in text
    assert "100 replications" in text
