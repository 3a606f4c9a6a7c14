"""A scenario to study, and a model that answers at once."""

from types import ModuleType

import pytest

from sim.configuration import RunSettings, load_scenario
from sim.scenario import Scenario
from tests.studies import fake


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Put the stand-in in the place of `sim.replication`; a test may change what it runs."""
    module = ModuleType("sim.replication")
    module.__dict__.update(prepare=fake.prepare, run_replication=fake.run_replication)
    monkeypatch.setitem(__import__("sys").modules, "sim.replication", module)
    return module


@pytest.fixture
def settings() -> RunSettings:
    return RunSettings(replications=20, seed=3, workers=1, output="out", block=5)
