"""Kinds of means: each is of a known family."""

import pytest

from sim.clock import Clock
from sim.errors import SimError
from sim.pool import Pool
from sim.record.track import Track, root


def test_a_kind_of_no_family_is_an_error_and_one_that_is_not_there_is_without_limit() -> None:
    clock = Clock(0.0)
    pool = Pool(clock, families=("search", "officers"))
    pool.add("search:Gao", "fleet", 1.0)
    track = Track("test", root(0.0))
    assert pool.claim("a", {"search:Gao": 1.0}, track).amounts == {"search:Gao": 1.0}
    assert pool.claim("b", {"search:Mopti": 9.0, "officers": 9.0}, track).granted
    assert pool.grab("c", "search:Mopti", track) is not None
    for kind in ("seach:Gao", "officer"):
        with pytest.raises(SimError, match=f"d asks for {kind}; the families of means are search"):
            pool.claim("d", {kind: 1.0}, track)
        with pytest.raises(SimError, match=f"d asks for {kind}"):
            pool.grab("d", kind, track)
