"""Sections merge, distributions and variants are replaced whole, bare numbers keep the unit."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.configuration.merging import choices, merged, removed, replaced
from sim.configuration.sources import Source, Sources, split

PERT = {"dist": "pert", "low": 1, "mode": 2, "high": 3, "unit": "hours"}
QUANTITY = {"value": 2, "low": 1, "high": 3, "unit": "groups", "grade": "C"}

plain = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)
section = st.dictionaries(st.sampled_from("abcd"), plain, max_size=4)


def test_a_distribution_is_replaced_whole() -> None:
    assert merged(PERT, {"dist": "fixed", "value": 1}) == {"dist": "fixed", "value": 1}
    same = {"dist": "pert", "low": 4, "mode": 5, "high": 6}
    assert merged(PERT, same) == same


def test_a_part_of_a_distribution_is_merged() -> None:
    assert merged(PERT, {"mode": 2.5}) == {**PERT, "mode": 2.5}


def test_a_variant_is_replaced_whole() -> None:
    assert merged({"kind": "gamma", "shape": 4}, {"kind": "constant"}) == {"kind": "constant"}


def test_a_quantity_drops_the_old_range_and_keeps_the_unit() -> None:
    assert merged(QUANTITY, {"value": 9}) == {"value": 9, "unit": "groups", "grade": "C"}
    assert merged(QUANTITY, {"value": 9, "low": 8})["low"] == 8


def test_a_bare_number_keeps_the_unit() -> None:
    assert merged(QUANTITY, 4) == {"value": 4, "unit": "groups"}
    assert merged(PERT, 4) == {"dist": "fixed", "value": 4, "unit": "hours"}
    assert merged({"a": QUANTITY}, {"a": 4}) == {"a": {"value": 4, "unit": "groups"}}


@given(section, section)
def test_what_is_new_wins_and_nothing_given_is_changed(old: Any, new: Any) -> None:
    before = repr(old), repr(new)
    result = merged(old, new)
    assert (repr(old), repr(new)) == before
    assert result.keys() == old.keys() | new.keys()
    assert merged(result, new) == result
    for key, value in new.items():
        if not isinstance(value, dict):
            assert result[key] == value


def test_a_path_goes_into_lists() -> None:
    data = {"roads": [{"km": 1}, {"km": 2}]}
    assert replaced(data, split("roads[1].km"), 5) == {"roads": [{"km": 1}, {"km": 5}]}
    assert removed(data, split("roads.0")) == {"roads": [{"km": 2}]}
    assert data == {"roads": [{"km": 1}, {"km": 2}]}


def test_names_that_resemble_come_first() -> None:
    assert choices(["Ansongo", "Gao", "Kidal"], "Kidl").startswith("Kidal")


def test_the_last_that_set_a_value_is_named() -> None:
    first = Source("first", ("a",), {"b": {"c": 1, "d": 2}})
    second = Source("second", ("a", "b", "d"), 3)
    sources = Sources([first, second])
    assert sources.file(("a", "b", "c")) == "first"
    assert sources.file(("a", "b", "d")) == "second"
    assert sources.file(("a", "b")) == "second", "it set a part of it"
    assert sources.file(("a", "b", "missing")) == "first"
    assert sources.file(("z",)) == ""


def test_a_mapping_that_says_so_replaces_the_old_one_whole() -> None:
    old = {"teams": {"A": {"value": 1}, "B": 2}, "rest": 1}
    new = {"teams": {"_whole_": True, "C": {"value": 3}}}
    assert merged(old, new) == {"teams": {"C": {"value": 3}}, "rest": 1}
    assert merged({}, new) == {"teams": {"C": {"value": 3}}}
    assert new["teams"]["_whole_"] is True
