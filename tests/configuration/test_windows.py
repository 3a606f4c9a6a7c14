"""Windows of camps: how they contradict each other."""

import pytest

from sim.configuration import (
    checks,
)
from sim.configuration.merging import replaced
from sim.configuration.sources import Sources, split
from tests.configuration.changed import composed


def test_windows_may_begin_together_if_the_later_camp_ends_no_sooner() -> None:
    same = {"start": "2023-12-15", "end": "2023-12-31"}
    data = replaced(composed(), split("plan.camps.Menaka.window"), same)
    assert [p for p in checks.problems(data, Sources()) if "leaves before" in p.what] == []
    longer = replaced(data, split("plan.camps.Menaka.window.end"), "2024-01-01")
    (told,) = (p for p in checks.problems(longer, Sources()) if "leaves before" in p.what)
    assert (told.where, told.what.split(" of ")[0]) == (
        "plan.camps.Ansongo.window",
        "2023-12-15 to 2023-12-31 is reversed against 2023-12-15 to 2024-01-01",
    )


def windows(menaka: tuple[str, str], ansongo: tuple[str, str]) -> list[str]:
    """What is said of the windows of Menaka and of Ansongo, which leaves after it."""
    data = composed()
    for camp, (start, end) in (("Menaka", menaka), ("Ansongo", ansongo)):
        window = {"start": f"2023-12-{start}", "end": f"2023-12-{end}"}
        data = replaced(data, split(f"plan.camps.{camp}.window"), window)
    found = checks.problems(data, Sources())
    return [p.what.split(" 2023")[1] for p in found if "leaves before" in p.what]


@pytest.mark.parametrize(
    ("menaka", "ansongo", "how"),
    [
        (("01", "20"), ("10", "10"), "reversed against"),  # one day
        (("20", "20"), ("10", "31"), "reversed against"),
        (("01", "31"), ("15", "31"), "overlaps"),  # the same end
        (("01", "31"), ("15", "30"), "reversed against"),
    ],
)
def test_how_windows_contradict_each_other(
    menaka: tuple[str, str], ansongo: tuple[str, str], how: str
) -> None:
    (told,) = windows(menaka, ansongo)
    assert how in told


@pytest.mark.parametrize(
    ("menaka", "ansongo"), [(("25", "20"), ("10", "31")), (("01", "20"), ("10", "05"))]
)
def test_a_window_that_ends_before_it_starts_contradicts_no_other(
    menaka: tuple[str, str], ansongo: tuple[str, str]
) -> None:
    assert windows(menaka, ansongo) == []
