"""The packs of whole-model tests: each case of each risk is in the one that is said to hold it."""

import yaml

from sim.risks import registry
from tests.model.cases import HOLDS, PACKS
from tests.risks.cases import CONFIGS, case_names
from tests.risks.test_registry import OTHER


def test_every_case_of_every_risk_of_the_first_mission_is_in_a_pack() -> None:
    there = {risk: set(case_names(risk)) - {OTHER} for risk in registry.modules()}
    assert {risk: set(found) for risk, found in HOLDS.items()} == there


def test_each_pack_has_the_cases_that_it_is_said_to_hold() -> None:
    lines = yaml.safe_load((CONFIGS.parent / "config.yaml").read_text("utf-8"))["defaults"]
    usual = [
        f"{group}={case}"
        for line in lines
        if isinstance(line, dict)
        for group, case in line.items()
    ]
    for risk, found in HOLDS.items():
        for case, pack in found.items():
            named = [line for line in PACKS[pack] if line.startswith(f"risk/{risk}=")]
            assert f"risk/{risk}={case}" in (named or usual), pack
