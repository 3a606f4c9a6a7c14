"""What a planner gives a study that it cannot take is said before anything is run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import ConfigurationError, ResultsError
from sim.results import folders, verify
from sim.studies.hindcast import hindcast
from sim.studies.ranking import rank
from sim.studies.scenarios import load_named
from sim.studies.switches import switches

ask: Any = sim
"""The package, without the types that a person at a prompt does not see either."""


def untyped(name: str) -> Any:
    """A name, of any type."""
    return name


def scenario() -> Any:
    """The baseline, of any type: it is given in the place of others."""
    return sim.load_scenario("baseline")


NAME = "scenario: 'baseline' is a name (allowed: sim.load_scenario('baseline'))"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: ask.forecast("baseline"), NAME),
        (lambda: ask.replay("baseline", seed=1, replication=0), NAME),
        (lambda: ask.attribute("baseline", {"all": ["weather"]}), NAME),
        (lambda: ask.compare({"a": scenario(), "b": "all_off"}),
         "b: 'all_off' is a name (allowed: sim.load_scenario('all_off'))"),
        (lambda: ask.compare([scenario()]), "scenarios: is no dictionary"),
        (lambda: ask.forecast(scenario(), replications="10"), "replications: '10' does not fit"),
        (lambda: ask.forecast(scenario(), seed=None), "seed: None does not fit"),
        (lambda: ask.replay(scenario(), seed=1, replication="P50"), "replication: 'P50' does not"),
        (lambda: ask.replay(scenario(), seed=1, replication=-1),
         "replication: -1 is not allowed (allowed: a whole number from 0)"),
        (lambda: ask.forecast(scenario(), seed=-1),
         "seed: -1 is not allowed (allowed: a whole number from 0)"),
        (lambda: ask.forecast(scenario(), replications=0),
         "replications: 0 is not allowed (allowed: a whole number from 1)"),
        (lambda: ask.forecast(scenario(), workers=0),
         "workers: 0 is not allowed (allowed: a whole number from 1, or None: all cores)"),
        (lambda: ask.compare({"a": scenario(), "b": scenario()}, workers="2"),
         "workers: '2' does not fit"),
        (lambda: ask.attribute(scenario(), {"all": ["weather"]}, workers=-2),
         "workers: -2 is not allowed"),
        (lambda: switches(untyped("baseline"), 3), NAME),
        (lambda: switches(scenario(), 0), "replications: 0 is not allowed"),
        (lambda: hindcast(untyped("july"), 3), "scenario: 'july' is a name"),
        (lambda: hindcast(scenario(), 0), "replications: 0 is not allowed"),
        (lambda: rank(untyped("baseline"), 3), NAME),
        (lambda: rank(scenario(), seed=-1), "seed: -1 is not allowed"),
        (lambda: rank(scenario(), workers=0), "workers: 0 is not allowed"),
        (lambda: rank(scenario(), closer=-1), "closer: -1 is not allowed"),
        (lambda: rank(scenario(), closer=3, times=0), "times: 0 is not allowed"),
        (lambda: ask.load_scenario(None), "load_scenario: None is no name"),
        (lambda: ask.load_scenario("baseline", "risk/attacks=hawkes"),
         "load_scenario: 'risk/attacks=hawkes' is no list (allowed: a list, such as"),
        (lambda: ask.load_scenario("baseline", {"risk/attacks": "hawkes"}), "is no list"),
        (lambda: ask.load_scenario("baseline+"), "baseline+: nothing stands after a '+' ("),
        (lambda: ask.load_scenario("+more_escorts"), "+more_escorts: nothing stands before a '+'"),
        (lambda: load_named(["baseline", "baseline++more_escorts"]), "nothing stands after a '+'"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_one_message(call: Callable[[], Any], said: str) -> None:
    """An AttributeError of the model was the answer, or a message for each letter of a text."""
    with pytest.raises(ConfigurationError) as found:
        call()
    (problem,) = found.value.problems
    assert said in str(problem)


def test_a_folder_of_results_may_be_named_by_a_text(tmp_path: Path) -> None:
    assert folders(str(tmp_path)) == [tmp_path]
    with pytest.raises(ResultsError, match="no manifest"):
        verify(str(tmp_path))


def test_what_a_study_gives_back_is_one_line_in_a_notebook() -> None:
    """The whole scenario stood there, some hundred thousand letters of it."""
    toy = sim.load_scenario("toy")
    found = sim.forecast(toy, replications=2, workers=1)
    assert repr(found).startswith("<Forecast of toy: 2 replications, seed 1; tables: deadlines, ")
    both = sim.compare({"toy": toy, "again": toy}, replications=1, workers=1)
    assert repr(both).startswith("<Comparison of toy, again: 1 replication, seed 1; tables: dead")
    told = repr(sim.replay(toy, seed=1, replication=0))
    assert told.startswith("<Replay of toy: replication 0, seed 1;")
    assert "chains: " in told
