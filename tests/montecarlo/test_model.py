"""The model itself on the engine: a replication is the same alone, in a run, and on any worker."""

import dataclasses
import pickle
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sim.configuration import load_scenario
from sim.montecarlo.columns import EVENTS
from sim.montecarlo.engine import run
from sim.montecarlo.manifest import Identity
from sim.montecarlo.store import Store
from sim.montecarlo.tables import compression, in_memory
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


def test_an_event_log_is_small(case: Case, tmp_path: Path) -> None:
    """At most ten bytes a row, and the same lines as `replay` tells."""
    run_one = partial(run_replication, story=True)
    with Store(tmp_path, Identity("forecast", "b", SEED, "", "", {}, trace=True)) as store:
        store.begin()
        for block in run(case, range(16, 24), run_one=run_one, workers=2, block=4):
            store.write(dataclasses.replace(block, start=block.start - 16, stop=block.stop - 16))
        parts = [pq.read_table(path) for path in sorted(tmp_path.glob("parts/*/events.parquet"))]
    events = pa.concat_tables(parts)
    whole = tmp_path / "events.parquet"
    pq.write_table(events, whole, **compression(EVENTS))
    assert whole.stat().st_size / len(events) <= 10
    told = run_replication(case, 17, story=True).story
    own = events.filter(pc.equal(events["replication"], 17))
    assert own.column("event").to_pylist() == [line for _, line in told]
