"""The bar: silent where nobody looks, and a headline that is a plain share."""

import pytest

from sim.montecarlo.executors import run_block
from sim.montecarlo.progress import Bar
from tests.montecarlo.fake import PHASES, Case, run_one


def test_the_bar_is_silent_when_it_is_not_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(10) as bar:
        bar.update(run_block(Case(), range(10), run_one))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == ""


def test_the_running_headline_counts_all_blocks_so_far() -> None:
    with Bar(12, disable=True) as bar:
        assert bar.headline() == ""
        for start in (0, 6):
            bar.update(run_block(Case(), range(start, start + 6), run_one))
        outcomes = [run_one(Case(), replication) for replication in range(12)]
        for position, phase in enumerate(PHASES):
            met = sum(o.phases[position].met for o in outcomes)
            orderly = sum(o.phases[position].met_and_orderly for o in outcomes)
            assert f"{phase} {100 * met / 12:.0f}/{100 * orderly / 12:.0f} %" in bar.headline()
