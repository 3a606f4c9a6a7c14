"""How the host State answers requests: for convoys, crewed flights, drones and charters."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from sim.distributions import Distribution
from sim.plan.policy import Policy
from sim.plan.tasks import Tasks
from sim.risks import consent, flights
from sim.risks.regimes import ByRegime

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Rules:
    """How the host State answers one sort of request; triples go from permissive to obstructive.

    Attributes
    ----------
    on
        Whether answers are drawn; else each takes the permissive nominal and is a grant.
    lead
        Days to the answer.
    extra
        Days that each regime adds.
    ahead
        Days by which planners ask ahead in each regime, so that the share of the policy
        is answered in time.
    refused_share
        Probability that the answer is a refusal.
    ask_again
        Days after a refusal before the request is made again.
    validity
        Days for which a clearance holds.
    asked, refused
        Names of the counts of the outcome.
    later
        The rules for what is asked for from later days (days) on, in order.
    """

    on: bool
    lead: ByRegime[Distribution]
    extra: Triple
    ahead: Triple
    refused_share: Triple
    ask_again: Distribution
    validity: float
    asked: str
    refused: str
    later: "tuple[tuple[float, Rules], ...]" = ()

    def at(self, asked: float) -> "Rules":
        """The rules for what is asked for on a day (days)."""
        for day, rules in reversed(self.later):
            if asked >= day:
                return rules
        return self


@dataclass(frozen=True, slots=True)
class AllRules:
    """The rules of every sort of request."""

    convoy: Rules
    crewed: Rules
    drone: Rules
    charter: Rules


def with_later(first: AllRules, later: Sequence[tuple[float, AllRules]]) -> AllRules:
    """Give rules that change on later days (days), where they do."""

    def sort(name: str) -> Rules:
        own: Rules = getattr(first, name)
        changed = tuple((day, getattr(rules, name)) for day, rules in later)
        return own if all(rules == own for _, rules in changed) else replace(own, later=changed)

    return AllRules(*map(sort, (item.name for item in fields(AllRules))))


NOTHING: Triple = (0.0, 0.0, 0.0)


def all_rules(
    tasks: Tasks, policy: Policy, host: consent.Settings, air: flights.Settings
) -> AllRules:
    """Build the rules of a scenario, once."""
    validity = tasks.movement.clearance_validity.value
    in_time = policy.answers_in_time.value
    lift = tasks.air_lift
    charter = ByRegime(lift.charter_clearance, lift.charter_clearance, lift.charter_clearance)
    restrictive = lift.charter_clearance_restrictive.value
    obstructive = lift.charter_clearance_regime.value
    again, crewed = air.ask_again, _values(air.crewed_refused)

    def flight(lead: ByRegime[Distribution], extra: Triple, share: Triple, name: str) -> Rules:
        names = f"flights_{name}_asked", f"flights_{name}_refused"
        return Rules(
            air.enabled, lead, extra, _ahead(lead, extra, in_time), share, again, validity, *names
        )

    return AllRules(
        convoy=Rules(
            host.enabled,
            host.convoy_lead,
            NOTHING,
            _ahead(host.convoy_lead, NOTHING, in_time),
            _values(host.convoy_refused),
            tasks.movement.ask_again,
            validity,
            "clearances_asked",
            "clearances_refused",
        ),
        crewed=flight(air.lead, NOTHING, crewed, "crewed"),
        drone=flight(air.lead, NOTHING, _values(air.drone_refused), "drone"),
        charter=flight(charter, (0.0, restrictive, obstructive), crewed, "crewed"),
    )


def _values(by_regime: ByRegime) -> Triple:  # type: ignore[type-arg]
    """The values of quantities by regime."""
    return (by_regime.permissive.value, by_regime.restrictive.value, by_regime.obstructive.value)


def _ahead(lead: ByRegime[Distribution], extra: Triple, in_time: float) -> Triple:
    """Days within which this share of the answers comes, in each regime."""
    permissive, restrictive, obstructive = (of.ppf(in_time) for of in lead)
    return (permissive + extra[0], restrictive + extra[1], obstructive + extra[2])
