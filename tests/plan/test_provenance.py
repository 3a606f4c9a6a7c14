"""Every number of the model says where it comes from, and none is younger than 18 August 2023."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.plan.composed import CONFIGS, composed

KNOWN_UNTIL = date(2023, 8, 18)
SETTINGS = ("plan", "status", "resources", "tasks", "policy")
# Chosen so that dates come out round on paper: no estimate of anything.
INVENTED = {"toy"}
# Where something is, not how much of it the model counts on.
NOT_ESTIMATED = {"latitude", "longitude", "runway_m", "regions"}

GROUPS = [
    (path.parent.relative_to(CONFIGS).as_posix(), path.stem)
    for folder in (*SETTINGS, "risk")
    for path in sorted((CONFIGS / folder).rglob("*.yaml"))
    if path.stem not in INVENTED and path.parent != CONFIGS / "plan" / "minusma"
]


def is_number(node: Any) -> bool:
    return isinstance(node, dict) and ("dist" in node or isinstance(node.get("value"), int | float))


def numbers(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every quantity and distribution, but for the parts of a compound one."""
    if is_number(node):
        yield where, node
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from numbers(child, f"{where}.{key}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from numbers(child, f"{where}[{index}]")


def bare(node: Any, where: str) -> Iterator[str]:
    """Every number that is written without its provenance."""
    if isinstance(node, dict) and not is_number(node):
        for key, child in node.items():
            if key not in NOT_ESTIMATED or (key == "regions" and isinstance(child, list)):
                yield from bare(child, f"{where}.{key}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from bare(child, f"{where}[{index}]")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield where


def faults(number: dict[str, Any]) -> list[str]:
    """What the provenance of one number lacks."""
    found = [f"no {key}" for key in ("source", "grade", "as_of") if not number.get(key)]
    if number.get("grade") not in {None, "A", "B", "C"}:
        found.append(f"grade {number['grade']}")
    ends = (number.get("low"), number.get("high"))
    ranged = None not in ends or number.get("dist", "fixed") != "fixed"
    if number.get("grade") == "C" and not ranged:
        found.append("grade C without a range")
    dated = number.get("as_of")
    if dated and date.fromisoformat(str(dated)) > KNOWN_UNTIL and not number.get("static"):
        found.append(f"as_of {dated} without a reason (static)")
    return found


@pytest.mark.parametrize(("group", "option"), GROUPS, ids=lambda part: part)
def test_every_number_says_what_is_known_of_it(group: str, option: str) -> None:
    tree = composed(group, option)
    problems = {where: faults(found) for where, found in numbers(tree, option) if faults(found)}
    assert not problems


@pytest.mark.parametrize(("group", "option"), [g for g in GROUPS if g[0] in SETTINGS])
def test_no_number_stands_bare(group: str, option: str) -> None:
    assert list(bare(composed(group, option), option)) == []


@pytest.mark.parametrize("group", SETTINGS)
def test_there_are_numbers_to_look_at(group: str) -> None:
    options = [option for folder, option in GROUPS if folder == group]
    assert options
    found = {option: len(list(numbers(composed(group, option), ""))) for option in options}
    # The island has five places, and so fewer numbers in its status than a mission that was.
    small = found.pop("island", 20)
    assert all(count > 20 for count in found.values())
    assert small > 15


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"source": ""}, "no source"),
        ({"grade": "D"}, "grade D"),
        ({"high": None}, "grade C without a range"),
        ({"as_of": "2023-08-28"}, "as_of 2023-08-28 without a reason (static)"),
        ({"as_of": "2023-08-28", "static": "true before"}, None),
    ],
)
def test_faults_are_found(change: dict[str, Any], fault: str | None) -> None:
    sound = {"value": 1, "low": 0, "high": 2, "source": "x", "grade": "C", "as_of": "2023-08-18"}
    assert faults(sound) == []
    assert faults(sound | change) == ([fault] if fault else [])


def test_a_bare_number_is_found() -> None:
    assert list(bare({"a": [{"b": 3}], "latitude": 1.0, "on": True}, "top")) == ["top.a[0].b"]
