"""Imports: weekly caps follow the national regime."""

import numpy as np
import pytest

from sim.paths import Path
from sim.risks import consent
from sim.risks.imports import Settings
from sim.risks.world import CONSENT, EXPORT_CAP, IMPORT_CAP, NATION, NO_CAP
from tests.risks import cases
from tests.risks.expected import stationary_shares
from tests.risks.test_consent import close


def imports(case: str = "directive") -> Settings:
    return cases.settings(Settings, "imports", case)


def host(case: str = "baseline") -> consent.Settings:
    return cases.settings(consent.Settings, "consent", case)


def test_caps_are_those_of_the_nation_s_regime_at_every_change() -> None:
    of = cases.scenario({"consent": host(), "imports": imports()})
    for k in range(30):
        world = cases.world(of, replication=k)
        nation = world.path(CONSENT, NATION)
        for time in (of.start, *nation.times):
            level = int(nation.value(time))
            assert world.path(IMPORT_CAP, NATION).value(time) == (80.0, 15.0, 2.0)[level]
            cap = world.path(EXPORT_CAP, NATION).value(time)
            assert cap == (60.0 if level == 2 else NO_CAP)


def test_the_mean_cap_is_that_of_the_stationary_regimes() -> None:
    of = cases.scenario({"consent": host(), "imports": imports()})
    expected = sum(
        share * cap.value
        for share, cap in zip(stationary_shares(host()), imports().weekly_cap, strict=True)
    )
    means = [
        cases.world(of, replication=k).path(IMPORT_CAP, "nation").integral(of.start, of.end)
        / (of.end - of.start)
        for k in range(300)
    ]
    # The first regime is not drawn from the stationary law: below half a container a week.
    assert close(np.array(means), expected, slack=0.5)


def test_with_consent_off_the_cap_is_the_permissive_one() -> None:
    world = cases.world(cases.scenario({"consent": host("off"), "imports": imports()}))
    assert world.path(IMPORT_CAP, "nation") == Path.constant(80.0)
    assert world.path(EXPORT_CAP, "nation") == Path.constant(NO_CAP)


def test_the_directive_blocks_and_its_waiver_does_not() -> None:
    assert imports().clearance.nominal == 21.0
    waived = imports("waived")
    assert waived.exempt_share.value == 1.0
    assert waived.clearance.nominal == pytest.approx(7.0)
    assert {cap.value for cap in waived.weekly_cap} == {80.0}
