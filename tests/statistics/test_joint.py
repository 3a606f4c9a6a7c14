"""Limits are counted together; what binds is what is broken most often where something is."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.statistics.joint import JOINTLY, joint_limits_table, limits_held

OUTCOMES = pd.DataFrame(
    {"met_1": [True, True, True, False], "met_and_orderly_1": [True, False, True, False],
     "killed": [0, 2, 0, 1], "spent": [500.0, 600.0, 610.0, 400.0]}
)  # fmt: skip


def test_limits_are_read_off_the_outcomes() -> None:
    held = limits_held(OUTCOMES, ["1"], {"killed": 0, "spent": 590})
    assert held["deadlines"].tolist() == [True, True, True, False]
    assert held["killed ≤ 0"].tolist() == [True, False, True, False]
    assert held["spent ≤ 590"].tolist() == [True, False, False, True]
    orderly = limits_held(OUTCOMES, ["1"], {}, orderly=True)
    assert orderly["deadlines"].tolist() == [True, False, True, False]
    missing = OUTCOMES.assign(spent=np.nan)
    assert not limits_held(missing, ["1"], {"spent": 590})["spent ≤ 590"].any()


def test_what_binds_and_what_a_waiver_would_bring() -> None:
    table = joint_limits_table(limits_held(OUTCOMES, ["1"], {"killed": 0, "spent": 590}))
    rows = {row["limit"]: row for row in table.to_dict("records")}
    assert rows[JOINTLY]["share"] == 0.25
    assert rows[JOINTLY]["failures"] == 3
    assert [name for name, row in rows.items() if row["binds"]] == ["killed ≤ 0"]
    assert rows["killed ≤ 0"]["broken_given_failure"] == pytest.approx(2 / 3)
    assert rows["killed ≤ 0"]["alone_given_failure"] == 0
    assert rows["spent ≤ 590"]["alone_given_failure"] == pytest.approx(1 / 3)
    assert rows["spent ≤ 590"]["waived"] == 0.5
    assert rows["deadlines"]["waived"] == 0.25


def test_every_interval_is_of_the_level_asked_for() -> None:
    held = limits_held(OUTCOMES, ["1"], {"killed": 0, "spent": 590})
    wide, narrow = (joint_limits_table(held, level) for level in (0.95, 0.5))
    for low, high in (("low", "high"), ("broken_given_failure_low", "broken_given_failure_high")):
        assert (narrow[high] - narrow[low] < wide[high] - wide[low]).all()


def test_without_failure_nothing_binds() -> None:
    table = joint_limits_table(pd.DataFrame({"a": [True] * 9, "b": [True] * 9}))
    assert not table["binds"].any()
    assert table["broken_given_failure"].isna().all()
    assert (table["share"] == 1).all()


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=50))
def test_the_joint_share_lies_between_frechets_bounds(rows: list[tuple[bool, ...]]) -> None:
    table = joint_limits_table(pd.DataFrame(rows, columns=["a", "b", "c"]))
    shares, joint = table["share"].to_numpy()[:-1], table["share"].to_numpy()[-1]
    assert shares.sum() - 2 - 1e-9 <= joint <= shares.min() + 1e-9
    assert (table["waived"].to_numpy()[:-1] >= joint).all()
    if table["failures"].iloc[0]:
        assert table["broken_given_failure"].to_numpy()[:-1].sum() >= 1 - 1e-9
