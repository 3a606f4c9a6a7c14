"""A folder completed: by number, by precision, and many folders at once."""

import dataclasses
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ResultsError
from sim.montecarlo.columns import Block
from sim.montecarlo.complete import How, complete
from sim.montecarlo.engine import run
from sim.montecarlo.executors import run_block
from sim.montecarlo.manifest import manifest
from sim.montecarlo.seen import Seen
from sim.montecarlo.store import Store
from sim.statistics.stopping import Decision, Rule, decide
from tests.montecarlo.fake import PHASES, Case, run_one
from tests.montecarlo.kept import contents, identity

RULE = Rule(120, {"met_two": 0.13, "met_and_orderly_all": 0.2}, minimum=30, batch=20)


def enough(directory: Path, how: How, rule: Rule = RULE, case: Case | None = None) -> int:
    """Run until the rule is met, and put the folder together."""
    with Store(directory, identity()) as store:
        found = complete(
            store, case or Case(), rule.cap, run_one=run_one, how=how,
            decide=partial(decide, rule=rule),
        )  # fmt: skip
        assert found is not None
        hashes = store.assemble(found.n)
        store.finish(manifest(identity(), found.n, found.reason, hashes), drop=True)
    return found.n


def test_the_same_number_for_any_workers_and_blocks(tmp_path: Path) -> None:
    n = enough(tmp_path / "a", How(workers=1, block=1))
    assert 30 < n < RULE.cap
    assert n % RULE.batch == 0
    expected = contents(tmp_path / "a")
    for workers, block in ((1, 50), (2, 7)):
        folder = tmp_path / f"{workers}-{block}"
        assert enough(folder, How(workers, block)) == n
        assert contents(folder) == expected, "what was run beyond is dropped"


def test_nothing_is_run_beyond_what_is_enough(tmp_path: Path) -> None:
    """Neither by a new run, block by block, nor where enough is there already."""
    n = enough(tmp_path / "a", How(workers=1))
    beyond = Case(fails=n)
    assert enough(tmp_path / "b", How(workers=1, block=1), case=beyond) == n
    with Store(tmp_path / "c", identity()) as store:
        store.begin()
        for block in run(Case(), range(n), run_one=run_one, workers=1):
            store.write(block)
    assert enough(tmp_path / "c", How(workers=1, block=1), case=beyond) == n


def test_a_rule_goes_on_where_an_interrupted_run_was(tmp_path: Path) -> None:
    """Ctrl-C, and blocks that are there out of order."""
    expected = enough(tmp_path / "a", How(workers=1))
    with Store(tmp_path / "b", identity()) as store:
        store.begin()
        for block in run(Case(), [range(60, 70), range(20)], run_one=run_one, workers=1):
            store.write(block)
    with pytest.raises(SystemExit):
        enough(tmp_path / "b", How(workers=1, block=4), case=Case(interrupts=33))
    assert enough(tmp_path / "b", How(workers=1, block=9)) == expected
    assert contents(tmp_path / "b") == contents(tmp_path / "a")


def test_ctrl_c_between_two_blocks_says_how_to_go_on_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While no replication runs: here a rule is looked at."""

    def interrupted(*_: object) -> Decision:
        raise KeyboardInterrupt

    with Store(tmp_path, identity()) as store, pytest.raises(SystemExit) as stopped:
        complete(store, Case(), 30, run_one=run_one, how=How(1, 10), decide=interrupted)
    assert stopped.value.code == 130
    assert "10 of 30 replications are kept" in capsys.readouterr().err


def test_replications_of_two_versions_are_not_put_together(tmp_path: Path) -> None:
    """The manifest names one version: the last one, whatever had run the others."""
    of = identity()
    old = dataclasses.replace(of, versions={**of.versions, "numpy": "1.0"})
    how = How(workers=1)
    with Store(tmp_path / "parts", of) as store:
        complete(store, Case(), 5, run_one=run_one, how=how)
    whole = shutil.copytree(tmp_path / "parts", tmp_path / "whole")
    with Store(whole, of) as store:
        store.finish(manifest(of, 5, "all were run", store.assemble(5)))
    for folder in (tmp_path / "parts", whole):
        before = contents(folder)
        with (
            Store(folder, old) as store,
            pytest.raises(ResultsError, match=r"numpy: [\d.]+ there, 1\.0 here"),
        ):
            complete(store, Case(), 10, run_one=run_one, how=how)
        assert contents(folder) == before
    with Store(whole, old) as store:
        assert store.finished == 5, "what is there may be read"
    of.refuse_other_versions(whole, {})  # older programs noted none beside their parts


def test_the_cap_ends_what_the_half_width_does_not(tmp_path: Path) -> None:
    rule = dataclasses.replace(RULE, cap=50, half_widths={"met_two": 0.01})
    assert enough(tmp_path, How(workers=1), rule) == 50
    assert "cap of 50 reached" in (tmp_path / "manifest.json").read_text()


def test_seen_counts_on_what_has_no_gap() -> None:
    seen = Seen(10)
    blocks: list[Block] = [run_block(Case(), piece, run_one) for piece in (range(4, 8), range(4))]
    seen.note_block(blocks[0])
    assert (seen.there, len(seen.columns()["met_all"])) == (0, 0)
    seen.note_block(blocks[1])
    assert seen.there == 8
    outcomes = [run_one(Case(), replication) for replication in range(8)]
    for position, phase in enumerate(PHASES):
        met = [o.phases[position].met for o in outcomes]
        assert seen.columns()[f"met_{phase}"].tolist() == met
    every = [all(p.met_and_orderly for p in o.phases) for o in outcomes]
    assert seen.columns()["met_and_orderly_all"].tolist() == every
    seen.note_block(run_block(Case(), range(8, 12), run_one))
    assert seen.there == 10, "what lies beyond the size is let go"


def test_all_is_every_phase_of_the_same_replication() -> None:
    seen = Seen(3)
    met, other = np.array([False, True, True]), np.array([True, True, False])
    seen.note(0, {"met_1": met, "met_2": other, "met_and_orderly_1": other,
                  "met_and_orderly_2": met & other})  # fmt: skip
    found = seen.columns()
    assert found["met_all"].tolist() == [False, True, False]
    assert found["met_and_orderly_all"].tolist() == [False, True, False]
    assert seen.there == 3
