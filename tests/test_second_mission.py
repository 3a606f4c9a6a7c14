"""Another mission through configuration alone: the code knows no camp's name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import sim
from sim.configuration.plain import resolved
from sim.plan.capacity import capacity_sheet

ROOT = Path(__file__).resolve().parent.parent
SEED = 20230901


def camps(*files: str) -> set[str]:
    """The camps that files of plans name."""
    plans = [yaml.safe_load((ROOT / "configs" / "plan" / file).read_text()) for file in files]
    return {name for plan in plans for name in plan["camps"]}


FIRST = camps("minusma/camps.yaml")
SECOND = camps("island.yaml")


def strings(value: Any) -> Iterator[str]:
    """Every key and every text of plain data, but for what says where a number is from."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in {"source", "note", "static"}:
                yield str(key)
                yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def test_the_code_names_no_camp() -> None:
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(FIRST | SECOND)))})\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "sim").rglob("*.py"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if names.search(line)
    ]
    assert len(FIRST) == 13
    assert not found


def test_nothing_of_the_first_mission_is_left_in_the_second() -> None:
    scenario = sim.load_scenario("island")
    assert set(scenario.plan.camps) == SECOND
    words = set(strings(resolved(scenario)))
    assert words >= SECOND
    assert not words & FIRST


def test_its_plan_works_with_every_risk_off() -> None:
    sheet = capacity_sheet(sim.load_scenario("island"))
    assert "Feasible with all risks off: yes" in "\n".join(sheet.lines())


@pytest.mark.slow
def test_it_has_a_forecast_of_its_own() -> None:
    scenario = sim.load_scenario("island")
    forecast = sim.forecast(scenario, replications=12, seed=SEED, workers=1)
    assert list(forecast.deadlines["phase"])[:4] == ["1", "2", "3", "end"]
    assert set(forecast.closures["camp"]) == set(scenario.plan.closing)
    assert (forecast.deadlines["met"] > 0.0).any()
    # Its one charter a week is what the last day hangs on: a second one helps, in the same worlds.
    more = sim.load_scenario("island", ["resources.charter_slots.Orrin=2"])
    help_ = sim.forecast(more, replications=12, seed=SEED, workers=1)
    last = forecast.deadlines["phase"] == "end"
    assert help_.deadlines["met"][last].item() > forecast.deadlines["met"][last].item()
