"""The model itself on the engine: a replication is the same alone, in a run, and on any worker."""

import pickle

import pandas as pd
import pytest

from sim.configuration import load_scenario
from sim.montecarlo.engine import run
from sim.montecarlo.tables import in_memory
from sim.processes.case import Case
from sim.record.outcome import Outcome
from sim.replication import prepare, run_replication

SEED = 20230818
FIRST, LAST = 14, 18


@pytest.fixture(scope="module")
def case() -> Case:
    return prepare(load_scenario("baseline"), SEED)


@pytest.fixture(scope="module")
def alone(case: Case) -> Outcome:
    return run_replication(case, 17)


def test_a_case_that_was_sent_to_a_worker_gives_the_same_outcomes(case: Case) -> None:
    """To the last bit: what is derived from the inputs must not change when it is derived again."""
    sent = pickle.loads(pickle.dumps(case))  # noqa: S301  our own bytes
    for replication in (10, 16):
        assert repr(run_replication(sent, replication)) == repr(run_replication(case, replication))


def test_one_and_two_workers_give_equal_tables(case: Case, alone: Outcome) -> None:
    numbers = range(FIRST, LAST)
    tables = [
        in_memory(list(run(case, numbers, run_one=run_replication, workers=workers, block=block)))
        for workers, block in ((1, 3), (2, 2))
    ]
    for name in tables[0]:
        one, two = (found[name].to_pandas() for found in tables)
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    last = tables[1]["outcomes"].to_pandas().query("replication == 17").iloc[0]
    for name, value in alone.counts.items():
        assert last[name] == value


def test_the_story_and_the_chains_change_nothing(case: Case, alone: Outcome) -> None:
    told = run_replication(case, 17, story=True, chains=True)
    assert told.story
    assert told.chains
    for name in ("phases", "closures", "delays", "readings", "counts", "balances", "events"):
        assert repr(getattr(told, name)) == repr(getattr(alone, name)), name
