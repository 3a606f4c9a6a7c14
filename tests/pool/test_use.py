"""Use is summed as it changes."""

from collections.abc import Generator
from typing import Any

import pytest

from sim.clock import Clock
from sim.pool import Pool
from sim.record.track import Track, root


def test_use_is_summed_as_it_changes() -> None:
    """Two of three for four days, one more for two of them: 10 unit-days of 3 × 10."""
    clock = Clock(5.0)
    pool = Pool(clock)
    pool.add("teams", "fleet", 3.0)
    track = Track("a", root(5.0))

    def work(name: str, amount: float, start: float, days: float) -> Generator[Any, Any, None]:
        yield clock.at(start)
        with pool.claim(name, {"teams": amount}, track) as claim:
            yield claim
            yield clock.at(start + days)

    clock.start(work("a", 2.0, 6.0, 4.0), "a")
    clock.start(work("b", 1.0, 7.0, 2.0), "b")
    clock.run_through(15.0)
    assert pool.use()["teams"] == pytest.approx((10.0, 30.0))
    pool.resize("teams", 5.0, track)
    pool.take("teams", 1.0)
    clock.run_through(17.0)
    assert pool.use()["teams"] == pytest.approx((12.0, 40.0))


def test_use_is_summed_up_to_each_change() -> None:
    """Two of three for 4 days, two of five for one, and four of five for two."""
    clock = Clock(0.0)
    pool = Pool(clock)
    pool.add("slots", "space", 3.0, 2.0)
    clock.run_through(4.0)
    pool.resize("slots", 5.0, Track("a", root(0.0)))
    clock.run_through(5.0)
    pool.take("slots", 2.0)
    clock.run_through(7.0)
    assert pool.use()["slots"] == pytest.approx((4 * 2.0 + 2.0 + 2 * 4.0, 4 * 3.0 + 3 * 5.0))
