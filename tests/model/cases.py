"""Scenarios and cases of whole-model tests: loaded once, mixed in memory."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sim.configuration import load_scenario
from sim.plan.policy import Policy
from sim.processes.case import Case
from sim.replication import prepare
from sim.scenario import Scenario

SEED = 20230818

# Every case of every risk, packed into few compositions: composing one takes most of a second.
PACKS: Mapping[str, tuple[str, ...]] = {
    "baseline": (),
    "second": (
        "risk/attacks=hawkes", "risk/consent=never", "risk/flights=open", "risk/imports=waived",
        "risk/weather=long_rains", "risk/ceasefire=off", "risk/corridors=off",
        "risk/breakdowns=off", "risk/supply=off", "risk/unrest=off", "risk/variability=off",
        "risk/money=off", "policy=first_come",
        "risk/contractors=off", "risk/lift=off",
    ),
    "third": (
        "risk/attacks=clustered", "risk/consent=off", "risk/flights=never", "risk/imports=off",
        "risk/weather=off", "risk/money=refused",
    ),
    "fourth": ("risk/attacks=poisson", "risk/flights=off"),
    "fifth": ("risk/attacks=regime_switching", "risk/flights=crewed_refused"),
    "sixth": ("risk/attacks=off",),
    "seventh": ("risk/attacks=under_fire",),
}  # fmt: skip

# Which pack holds which case of a risk.
HOLDS: Mapping[str, Mapping[str, str]] = {
    "attacks": {
        "gamma_mixed": "baseline", "hawkes": "second", "clustered": "third", "poisson": "fourth",
        "regime_switching": "fifth", "off": "sixth", "under_fire": "seventh",
    },
    "consent": {"baseline": "baseline", "never": "second", "off": "third"},
    "flights": {"letter": "baseline", "open": "second", "never": "third", "off": "fourth",
                "crewed_refused": "fifth"},
    "imports": {"directive": "baseline", "waived": "second", "off": "third"},
    "weather": {"baseline": "baseline", "long_rains": "second", "off": "third"},
    "ceasefire": {"baseline": "baseline", "off": "second"},
    "corridors": {"baseline": "baseline", "off": "second"},
    "contractors": {"baseline": "baseline", "off": "second"},
    "lift": {"baseline": "baseline", "off": "second"},
    "breakdowns": {"baseline": "baseline", "off": "second"},
    "supply": {"baseline": "baseline", "off": "second"},
    "unrest": {"baseline": "baseline", "off": "second"},
    "money": {"baseline": "baseline", "off": "second", "refused": "third"},
    "variability": {"baseline": "baseline", "off": "second"},
}  # fmt: skip


@cache
def scenario(pack: str = "baseline") -> Scenario:
    """The baseline's scenario with a pack of other cases."""
    return load_scenario("baseline", PACKS[pack])


def policy(rule: str) -> Policy:
    """The baseline's policy, or that in which groups go to who asked first."""
    return scenario("second" if rule == "first_come" else "baseline").policy


@cache
def mixed(cases: tuple[tuple[str, str], ...], rule: str = "least_slack") -> Case:
    """A case of the real plan in which each named risk takes the named case of its own."""
    base = scenario()
    risks: dict[str, Any] = dict(base.risk)
    for risk, case in cases:
        risks[risk] = scenario(HOLDS[risk][case]).risk[risk]
    name = ", ".join(f"{risk}={case}" for risk, case in cases)
    return prepare(replace(base, name=name, risk=risks, policy=policy(rule)), SEED)


@cache
def loaded(name: str, *overrides: str) -> Case:
    """A case of a named scenario."""
    return prepare(load_scenario(name, overrides), SEED)
