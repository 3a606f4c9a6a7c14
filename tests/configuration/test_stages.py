"""What may change on a later day, and what is read once for the whole run."""

import pytest

from sim.configuration import load_scenario, resolved
from sim.configuration.stages import COUNTED, fixed


@pytest.mark.parametrize("path", COUNTED, ids=".".join)
def test_what_is_read_once_is_there_and_refused_on_a_later_day(path: tuple[str, ...]) -> None:
    here = resolved(load_scenario("baseline"))
    for key in path:
        assert key in here  # a name that has changed would let the setting through
        here = here[key]
    assert fixed(path) == f"'{'.'.join(path)}' is read once for the whole run"
    assert fixed((*path, "value")) == fixed(path)


def test_what_is_asked_again_and_again_may_change() -> None:
    assert fixed(("resources", "convoy_groups", "Gao")) == ""
    assert fixed(("policy", "certificate_time_out")) == ""
