"""Clearing a camp out when its last convoy leaves: what is abandoned, gifted, sold, destroyed.

The share of a camp's equipment that was never to move is disposed of beside packing: what the
contingents own by themselves, what the United Nations own by sale, gift or destruction. Each of
these is done by a day that follows from the camp's drawdown and from draws of its own, so that
nothing waits for it and no process is needed: when the camp is left, what had its day is done.
"""

from sim.policies.disposal import gifts_and_sales, shared_out
from sim.processes.camp import CampState
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, VEHICLES
from sim.record.losses import (
    ABANDONED,
    GIFTED,
    NO_CLOSE_OUT,
    NOT_DISPOSED,
    SCRAPPED,
    SOLD,
    UNSIGNED,
)


def share_of_value(m: Mission, camp: CampState, containers: int, vehicles: int) -> float:
    """The share of so much equipment in the value of the loads that were to move from a camp."""
    loads, worth = camp.loads, m.losses.worth
    total = worth(loads.containers_moved, loads.vehicles_driving + loads.vehicles_low_bed)
    return worth(containers, vehicles) / total if total > 0.0 else 0.0


def clear_out(m: Mission, camp: CampState, signed: bool) -> int:
    """Write off what stays in a camp that is left; gives the containers that were to move.

    Entered as well: a handover that nobody signed, and a close-out that was not done.
    """
    name = camp.name
    lost = camp.unpacked + camp.packed
    m.leave_country(CONTAINERS, lost, name, name, ABANDONED)
    m.leave_country(VEHICLES, camp.low_bed, name, name, ABANDONED)
    dispose(m, camp)
    if not signed:
        m.losses.note(name, UNSIGNED)
    if not close_out_done(m, camp):
        liability = m.tasks.disposal.liability.of(camp.plan)
        m.losses.note(name, NO_CLOSE_OUT, value=liability.value)
    return lost


def dispose(m: Mission, camp: CampState) -> None:
    """Give everything that was never to move its fate."""
    rules, name = m.tasks.disposal, camp.name
    gift, sale = gifts_and_sales(rules)
    of_contingents = rules.coe_share.value
    shares = (gift, sale, 1.0 - of_contingents - gift - sale, of_contingents)
    fates = gift_fate(m, camp), sale_fate(m, camp), *[destruction_fate(m, camp)] * 2
    for kind in (CONTAINERS, VEHICLES):
        parts = shared_out(m.ledger.at(kind, name), shares)
        for amount, fate in zip(parts, fates, strict=True):
            m.leave_country(kind, amount, name, name, fate)


def working_until(m: Mission, camp: CampState) -> float:
    """When disposal and close-out at a camp ended (days): an order to leave in haste stops them."""
    return min(camp.ordered_at, m.clock.now) if camp.ordered else m.clock.now


def close_out_done(m: Mission, camp: CampState) -> bool:
    """Whether the environmental close-out of a camp is done by the time it is left."""
    return camp.close_out_due <= working_until(m, camp)


def destruction_fate(m: Mission, camp: CampState, since: float | None = None) -> str:
    """What comes of what is to be destroyed from a day on: it takes the camp's engineers days."""
    begun = camp.close_out_begun if since is None else since
    rate = m.task(m.tasks.handover.destruction_rate, camp.name, "planned destruction")
    done = begun + m.ledger.at(CONTAINERS, camp.name) / rate
    return SCRAPPED if done <= working_until(m, camp) else NOT_DISPOSED


def gift_fate(m: Mission, camp: CampState) -> str:
    """What comes of gifts: reviewed under the human rights due diligence policy, then handed over.

    Where the review finds the recipient unfit they are destroyed. A gift needs somebody of the
    authority to take it over.
    """
    worked, came = working_until(m, camp), camp.authority.at
    if camp.review_done_at > worked:
        return NOT_DISPOSED
    if m.happens(m.tasks.disposal.recipient_unfit.value, camp.name, "recipient"):
        return destruction_fate(m, camp, camp.review_done_at)
    return GIFTED if came is not None and came <= worked else NOT_DISPOSED


def sale_fate(m: Mission, camp: CampState) -> str:
    """What comes of what is to be sold: a buyer after the review and a tender, or destruction.

    A sale that is not closed when the camp is left has come to nothing.
    """
    rules = m.tasks.disposal
    sold = camp.review_done_at + m.task(rules.sale, camp.name, "sale")
    sold = m.account.funded_from("sale", sold)
    if sold > working_until(m, camp):
        return NOT_DISPOSED
    if m.happens(rules.no_buyer.value, camp.name, "buyer"):
        return destruction_fate(m, camp, sold)
    return SOLD
