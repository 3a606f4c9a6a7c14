"""Leaving in haste: the chain says whether a clearance came, or the column left on notification."""

from dataclasses import replace
from itertools import pairwise

import pytest

from sim.configuration import load_scenario
from sim.processes.case import make_case
from sim.replication import run_replication

GIVEN, NONE = "waiting for movement clearance", "no clearance: leaving on notification"


def waits(tolerated: bool) -> set[str]:
    """How chains of camps that were ordered out tell the wait after the preparation.

    Answers take long; all are no where a column on notification is let pass, else all are yes.
    """
    scenario = load_scenario("stress_haste")
    consent = scenario.risk["consent"]
    share = replace(consent.convoy_refused.permissive, value=float(tolerated), low=None, high=None)
    lead = consent.convoy_lead.obstructive
    always = replace(
        consent,
        convoy_refused=replace(consent.convoy_refused, permissive=share, restrictive=share,
                               obstructive=share),
        convoy_lead=replace(consent.convoy_lead, permissive=lead, restrictive=lead),
        notification_tolerated=tolerated,
    )  # fmt: skip
    case = make_case(replace(scenario, risk={**scenario.risk, "consent": always}), 20230818)
    return {
        after.activity
        for chain in run_replication(case, 0, chains=True).chains.values()
        for before, after in pairwise(chain)
        if before.activity == "preparing to leave in haste"
    }


@pytest.mark.parametrize(
    ("tolerated", "said", "unsaid"), [(False, GIVEN, NONE), (True, NONE, GIVEN)]
)
def test_the_wait_is_told_for_what_it_was(tolerated: bool, said: str, unsaid: str) -> None:
    found = waits(tolerated)
    assert said in found
    assert unsaid not in found
