"""Triage before a deadline: what is still tried, and from when on no longer."""

from dataclasses import dataclass

from sim.plan.policy import Triage


@dataclass(frozen=True, slots=True)
class Dates:
    """The instants (days) at which command narrows what it still tries to move from a camp."""

    named: float
    destroy: float
    last_truck: float
    last_convoy: float


def dates(rules: Triage, deadline: float, start: float) -> Dates:
    """The dates of triage of a camp.

    A deadline at short notice follows rules of its own: a column leaves if it can be loaded some
    days before it, and the floor forms up on a day of its own; `last_truck` is then the time by
    which the column stands loaded.
    """
    if rules.at_short_notice(deadline, start):
        loaded = deadline - rules.short_loaded.value
        return Dates(loaded, loaded, loaded, deadline - rules.short_last_convoy.value)
    return Dates(
        deadline - rules.named.value,
        deadline - rules.destroy.value,
        deadline - rules.last_truck.value,
        deadline - rules.last_convoy.value,
    )


def movable(columns_out: int, column: float, days_left: float, cycle: float, groups: float) -> int:
    """Truck loads that can still be sent for in the days left to the last truck.

    Every group of the hub may still start whole cycles in that time, and one more at its end.
    """
    starts = int(groups * (1.0 + max(days_left, 0.0) / cycle)) if cycle > 0.0 else 0
    return int((max(starts - columns_out, 0)) * column)
