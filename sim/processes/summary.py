"""From the mission at its horizon to the outcome: closures, phases, delays, balances."""

from math import inf, isnan, nan

from sim.calendar import WEEK, to_day
from sim.errors import SimError
from sim.plan.phases import PeopleLimit, Phase
from sim.policies.orderly import is_orderly
from sim.processes.camp import CampState
from sim.processes.disposal import share_of_value
from sim.processes.mission import Mission
from sim.record import milestones
from sim.record.causes import NOT_CLOSED, part_of
from sim.record.counts import BY_DEADLINE
from sim.record.ledger import CIVILIANS, CONTAINERS, PEOPLE, VEHICLES
from sim.record.losses import NO_CLOSE_OUT
from sim.record.milestones import Reached
from sim.record.outcome import (
    OPEN,
    PEOPLE_OUT,
    PLANNED,
    Balance,
    Closure,
    Outcome,
    PhaseResult,
    Segment,
)
from sim.record.states import Stay
from sim.record.track import NEGLIGIBLE, Link, days_by_cause, segments


def summarise(m: Mission, keep_chains: bool) -> Outcome:
    """Build the outcome; checks balances, chains and states first.

    Raises
    ------
    SimError
        If people, vehicles, containers or dollars do not balance, a camp is not in the state in
        which it was left, or a chain does not lead without a gap to the closure that it explains.
    """
    end = m.scenario.end
    for clearance in m.open_clearances:
        clearance.close()
    m.ledger.check()
    m.losses.check(m.ledger)
    closures = tuple(closure(m, name) for name in m.plan.closing)
    chains: dict[str, tuple[Segment, ...]] = {}
    if m.recorded:
        chains = {name: chain(camp, end) for name, camp in m.camps.items()}
    if m.recorded and m.people_limit is not None:
        chains[PEOPLE_OUT] = people_chain(m, end)
    for name, found in chains.items():
        explained = m.people_out if name == PEOPLE_OUT else m.camps[name].closed
        check_chain(name, found, m.start, end if explained.at is None else explained.at)
    for camp in m.camps.values():
        camp.states.check(camp.name, camp.closed.at)
    delays = tuple(
        (name, cause, days)
        for name, found in chains.items()
        for cause, days in days_by_cause(found).items()
    )
    by_camp = {c.camp: c for c in closures}
    readings: dict[str, bool] = {}
    phases = []
    for name, phase in m.plan.phases.items():
        phases.append(judge(m, name, phase, by_camp, chains))
        for reading, limit in phase.readings.items():
            readings[f"{name}/{reading}"] = completed(m, phase, limit, by_camp)[0] <= phase.due
    weekly = balances(m, end)
    return Outcome(
        replication=m.replication,
        phases=tuple(phases),
        closures=closures,
        delays=delays,
        readings=readings,
        counts=totals(m, weekly),
        balances=weekly,
        triggers=tuple(sorted(m.triggers, key=lambda firing: firing.day)),
        losses=m.losses.rows(),
        milestones=reached(m),
        chains=chains if keep_chains else {},
        story=tuple(m.story or ()),
        events=m.clock.processed,
        use=(m.use or m.pool.use()) if keep_chains else {},
        waits={name: waits(m, found) for name, found in chains.items()} if keep_chains else {},
        states=states(m, end) if keep_chains else {},
    )


def waits(m: Mission, found: tuple[Segment, ...]) -> tuple[str, ...]:
    """The means for which a chain waited, in order: each where the next link of it began."""
    kinds = (m.pool.waits.get((segment.start, segment.entity), "") for segment in found)
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def states(m: Mission, end: float) -> dict[str, tuple[Stay, ...]]:
    """The states of each camp until it was left, or to the horizon."""
    return {
        name: camp.states.stays(end if camp.closed.at is None else camp.closed.at)
        for name, camp in m.camps.items()
    }


def reached(m: Mission) -> tuple[Reached, ...]:
    """Every milestone with its day, NaN when it was not reached by the horizon."""
    found = [Reached(*key, *days) for key, days in m.milestones.items()]
    of = m.plan.liquidation
    if of is None:
        return tuple(found)
    ledger, left = m.ledger, 1.0 - of.share_out.value
    kinds = {
        milestones.LOADS: (CONTAINERS, VEHICLES),
        milestones.CONTAINERS_OUT: (CONTAINERS,),
        milestones.VEHICLES_OUT: (VEHICLES,),
    }
    days = {
        name: ledger.first_at_most(
            left * sum(ledger.in_country(kind, m.start) for kind in of_name), *of_name
        )
        for name, of_name in kinds.items()
    }
    days[milestones.LAST_PERSON] = ledger.first_at_most(0.0, PEOPLE)
    found += [Reached(name, "", nan if day == inf else day, nan) for name, day in days.items()]
    return tuple(found)


def totals(m: Mission, weekly: tuple[Balance, ...]) -> dict[str, float]:
    """Totals at the horizon, and some of them as they stood at the last deadline."""
    counts, ledger, last = dict(m.counts), m.ledger, m.last_deadline
    counts["containers_at_start"] = float(ledger.in_country(CONTAINERS, m.start))
    counts["vehicles_at_start"] = float(ledger.in_country(VEHICLES, m.start))
    counts["people_left_at_last_deadline"] = float(ledger.in_country(PEOPLE, last))
    counts["containers_left_at_last_deadline"] = float(ledger.in_country(CONTAINERS, last))
    counts["vehicles_left_at_last_deadline"] = float(ledger.in_country(VEHICLES, last))
    counts["civilians_left_at_last_deadline"] = float(ledger.in_country(CIVILIANS, last))
    for name in BY_DEADLINE:
        counts[f"{name}_by_deadline"] = m.by_deadline.get(name, counts[name])
    counts["spent_at_last_deadline"] = next(
        (b.spent for b in weekly if b.day == last), weekly[-1].spent
    )
    return counts


def closure(m: Mission, name: str) -> Closure:
    """How a camp was left, in this replication or before it."""
    camp = m.camps.get(name)
    if camp is None:
        status = m.status.camps[name]
        assert status.closed is not None
        day = to_day(status.closed)
        orderly = status.closed_orderly
        return Closure(name, day, day if orderly else nan, PLANNED, orderly, 0.0, 0.0, 0.0)
    containers = m.losses.unplanned(name, CONTAINERS)
    vehicles = m.losses.unplanned(name, VEHICLES)
    share = share_of_value(m, camp, containers, vehicles)
    closed = camp.closed.at
    signed = camp.certificate is not None
    liability = m.losses.value(name, NO_CLOSE_OUT)
    orderly = closed is not None and is_orderly(
        m.policy.orderly, camp.mode, signed, share, liability
    )
    return Closure(
        camp=name,
        closed=nan if closed is None else closed,
        certificate=nan if camp.certificate is None else camp.certificate,
        mode=OPEN if closed is None else camp.mode,
        orderly=orderly,
        value_lost=share,
        containers_lost=float(containers),
        vehicles_lost=float(vehicles),
    )


def chain(camp: CampState, end: float) -> tuple[Segment, ...]:
    """The critical chain of a closure; to the horizon when there is none."""
    if camp.closed.reached:
        return segments(camp.closed.link)
    open_since = camp.track.fork(camp.name)
    open_since.until(end, NOT_CLOSED, "not closed by the horizon")
    return segments(open_since.link)


def people_chain(m: Mission, end: float) -> tuple[Segment, ...]:
    """The chain of the flight that brought the people left down to the phase's limit."""
    if m.people_out.reached:
        return segments(m.people_out.link)
    return segments(Link(m.root, end, NOT_CLOSED, PEOPLE_OUT, "more people left than the limit"))


def check_chain(name: str, found: tuple[Segment, ...], start: float, end: float) -> None:
    """Check that a chain partitions the time from the as-of date to its end (days).

    Each segment starts where the one before it ends, by the way in which chains are kept: what
    is left to check is that none is empty or runs backwards, that each has a cause, and both ends.

    Raises
    ------
    SimError
        Naming the chain and where it breaks.
    """
    begun, ended = (found[0].start, found[-1].end) if found else (start, start)
    if begun != start or ended != end:
        raise SimError(f"the chain of {name} leads from {begun} to {ended}, not {start} to {end}")
    for segment in found:
        if not (segment.days > 0.0 and segment.cause):
            raise SimError(f"the chain of {name} has a segment without time or cause: {segment}")


def camp_done(phase: Phase, closure: Closure) -> float:
    """When a camp meets the phase's predicate: days, infinity if it does not."""
    closed = inf if isnan(closure.closed) else closure.closed
    signed = inf if isnan(closure.certificate) else closure.certificate
    if phase.predicate == "last_person_out":
        return closed
    return signed if phase.predicate == "certificate" else max(closed, signed)


def completed(
    m: Mission, phase: Phase, limit: PeopleLimit | None, closures: dict[str, Closure]
) -> tuple[float, str]:
    """When every camp of a phase meets its predicate and no more people are left than a limit.

    In days, infinity if never, with what was done last: a camp, or `PEOPLE_OUT`. Every reading of
    a phase is judged by this, and so is its headline.
    """
    last = max(phase.camps, key=lambda camp: camp_done(phase, closures[camp]), default="")
    done = camp_done(phase, closures[last]) if last else -inf
    out = -inf if limit is None else m.ledger.first_at_most(limit.people, PEOPLE)
    return (out, PEOPLE_OUT) if out > done else (done, last)


def judge(
    m: Mission,
    name: str,
    phase: Phase,
    closures: dict[str, Closure],
    chains: dict[str, tuple[Segment, ...]],
) -> PhaseResult:
    """Judge a phase: when it was completed, whether in time, whether orderly, and what bound."""
    done, last = completed(m, phase, phase.limit, closures)
    met = done <= phase.due
    orderly = all(closures[camp].orderly for camp in phase.camps)
    return PhaseResult(
        phase=name,
        completed=nan if done == inf or done > m.scenario.end else done,
        met=met,
        met_and_orderly=met and orderly,
        binding=binding(m, last, chains),
    )


def binding(m: Mission, last: str, chains: dict[str, tuple[Segment, ...]]) -> str:
    """The cause with the largest signed delay on the chain of what was done last; "" if none has.

    The work counts as one cause, net: what one kind of it gains another loses.
    """
    found = chains.get(last)
    if found is None:
        return "status" if m.recorded else ""
    planned = m.case.reference.get(last, {})
    signed = (*days_by_cause(found).items(), *((cause, -days) for cause, days in planned.items()))
    delays: dict[str, float] = {}
    for cause, days in signed:
        part = part_of(cause)
        delays[part] = delays.get(part, 0.0) + days
    worst = max(sorted(delays), key=lambda cause: delays[cause], default="")
    return worst if worst and delays[worst] > NEGLIGIBLE else ""


def balances(m: Mission, end: float) -> tuple[Balance, ...]:
    """Country totals at the start, every week, at the last deadline and at the horizon.

    The last of them bounds what is over within the last days of a run.
    """
    weeks = int((end - m.start) // WEEK)
    days = {m.start, *(m.start + WEEK * week for week in range(1, weeks + 1)), end}
    if m.start < m.last_deadline <= end:
        days.add(m.last_deadline)
    account, ledger = m.fresh_account(), m.ledger
    spent = [(day, account.spent(day)) for day in sorted(days)]
    m.account.check(account, end)
    return tuple(
        Balance(
            day,
            float(ledger.in_country(PEOPLE, day)),
            float(ledger.in_country(VEHICLES, day)),
            float(ledger.in_country(CONTAINERS, day)),
            dollars,
        )
        for day, dollars in spent
    )
