"""The helpers with which tests make their worlds: each keeps what another has set."""

from sim.paths import Path
from sim.risks.world import AIRSPACE
from tests.processes.given import case, mission, off, with_paths, with_risk

SHUT = Path.constant(0.0)


def test_a_path_and_the_settings_of_a_risk_are_given_in_either_order() -> None:
    of = off()
    first = with_risk(with_paths(of, {AIRSPACE: SHUT}), "supply", enabled=True)
    last = with_paths(with_risk(of, "supply", enabled=True), {AIRSPACE: SHUT})
    for made in (first, last):
        assert made.settings.supply.enabled
        assert mission(made).world.path(AIRSPACE, "Gao") == SHUT


def test_the_path_given_last_holds_and_the_risks_give_every_other() -> None:
    before = with_paths(case(), {AIRSPACE: Path.constant(1.0)})
    made = with_risk(with_paths(before, {AIRSPACE: SHUT}), "weather", enabled=False)
    plain = with_risk(case(), "weather", enabled=False)
    assert mission(made).world.path(AIRSPACE, "Gao") == SHUT
    assert mission(before).world.path(AIRSPACE, "Gao") == Path.constant(1.0)
    assert {**made.providers, AIRSPACE: ()} == {**plain.providers, AIRSPACE: ()}
