"""Words of the story: what is there is told, in the number that it has."""

import pytest

from sim.wording import carried


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ((22, 13, 60), "22 containers, 13 vehicles and 60 people"),
        ((1, 1, 1), "1 container, 1 vehicle and 1 person"),
        ((21, 1), "21 containers and 1 vehicle"),
        ((0, 57, 240), "57 vehicles and 240 people"),
        ((180,), "180 containers"),
        ((0, 0, 2), "2 people"),
        ((0, 0, 0), "nothing"),
        ((0.4, 1.4), "1 vehicle"),
    ],
)
def test_what_is_carried_is_told_without_what_is_not(what: tuple[float, ...], words: str) -> None:
    assert carried(*what) == words
