"""Each mitigation does something to the real plan, and none before its day."""

import pytest

from sim.configuration import load_scenario
from sim.configuration.sources import configs_folder
from sim.processes.case import make_case
from sim.record.outcome import Outcome
from sim.replication import run_replication
from tests.processes.given import told

ALL = sorted(file.stem for file in (configs_folder() / "mitigation").glob("*.yaml"))
N, SEED = 6, 20230818
BASELINE: list[Outcome] = []


def outcomes(name: str) -> list[Outcome]:
    case = make_case(load_scenario(name), SEED)
    return [run_replication(case, k, story=True, recorded=False) for k in range(N)]


@pytest.mark.parametrize("name", ALL)
def test_it_changes_what_happens_and_only_from_its_day_on(name: str) -> None:
    if not BASELINE:
        BASELINE.extend(outcomes("baseline"))
    scenario = load_scenario(f"baseline+{name}")
    day = scenario.stages[0].begins if scenario.stages else scenario.start
    changed = 0
    for before, after in zip(BASELINE, outcomes(scenario.name), strict=True):
        assert told(before.story, day) == told(after.story, day)
        changed += told(before.story) != told(after.story)
    assert changed > 0
