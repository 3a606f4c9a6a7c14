"""One replication: (case, k) → outcome. The same alone, in any order, on any worker."""

from dataclasses import replace

from sim.draws import Draws
from sim.errors import DeadlockError, SimError
from sim.processes.camp_attack import attacks_on
from sim.processes.case import Case, make_case
from sim.processes.ceasefire import start_ceasefire
from sim.processes.civilians import start_civilians
from sim.processes.command import review
from sim.processes.contractors import start_contractors
from sim.processes.convoy import Steps
from sim.processes.customs import Customs
from sim.processes.export import start_export
from sim.processes.handover import close
from sim.processes.liquidation import start_liquidation
from sim.processes.mission import Mission
from sim.processes.money import keep_account
from sim.processes.radio import start_radio
from sim.processes.repatriation import start_repatriation
from sim.processes.stages import stages
from sim.processes.summary import summarise
from sim.processes.supply import Stocks
from sim.record.counts import BY_DEADLINE
from sim.record.outcome import Outcome
from sim.risks import consent
from sim.scenario import Scenario


def prepare(scenario: Scenario, seed: int) -> Case:
    """Make a scenario ready to run, with its all-off reference for signed delays.

    Raises
    ------
    PlanError
        If a camp has no route to its hub.
    """
    case = make_case(scenario, seed)
    reference = run_replication(make_case(all_off(scenario), seed), 0)
    causes: dict[str, dict[str, float]] = {}
    for camp, cause, days in reference.delays:
        causes.setdefault(camp, {})[cause] = days
    closures = {c.camp: c.closed for c in reference.closures}
    return replace(case, reference=causes, reference_closures=closures)


def all_off(scenario: Scenario) -> Scenario:
    """The same scenario with every risk off: neutral paths, every distribution at its nominal."""
    off = scenario.switched(dict.fromkeys(scenario.risk, False))
    return replace(off, name=f"{scenario.name} (all off)")


def run_replication(
    case: Case,
    replication: int,
    *,
    story: bool = False,
    chains: bool = False,
    recorded: bool = True,
    draws: Draws | None = None,
) -> Outcome:
    """Run one replication to its horizon.

    Parameters
    ----------
    case
        The scenario, made ready by `prepare`.
    replication
        Its number, from 0.
    story, chains
        Whether dated lines and the critical chains are kept; the rest is the same without them.
    recorded
        Whether critical chains are noted at all; without them the outcome has no delays and no
        binding causes, and everything else is the same.
    draws
        Other random numbers than the plain ones of the replication (`sim.draws.Mirrored`).

    Raises
    ------
    SimError
        If a process fails or a balance is broken; the message names the replication.
    """
    m = set_out(case, replication, story, recorded, draws, measured=chains)
    try:
        m.clock.run_through(case.scenario.end)
        m.pool.check_cycle()
        m.pool.closed = True
        if m.stocks is not None:
            m.stocks.close()
        return summarise(m, chains)
    except DeadlockError:
        raise
    except SimError as error:
        raise SimError(f"replication {replication} of '{case.scenario.name}': {error}") from error


def set_out(
    case: Case,
    replication: int,
    story: bool = False,
    recorded: bool = True,
    draws: Draws | None = None,
    measured: bool = False,
) -> Mission:
    """Build the mission of a replication and start its processes, without running it.

    `measured`: whether the use of means is summed up, which the outcome shows with its chains.
    """
    m = Mission(case, replication, story, recorded, draws)
    m.pool.measured = measured
    customs = Customs(m)
    if m.settings.consent.enabled:
        m.agreement_at = consent.agreement_signed_at(m.world)
    if m.settings.supply.enabled:
        m.stocks = Stocks(m)
    m.look_who_is_left(m.left_last)
    start = m.clock.start
    for name, camp in m.camps.items():
        start(close(m, customs, camp), name)
    if m.settings.attacks.enabled:
        for name in m.plan.camps:
            if not m.status_closed(name):
                start(attacks_on(m, name), f"{name}/attacks")
    start_ceasefire(m)
    start_contractors(m)
    if case.stages:
        start(stages(m), "stages")
    start(review(m), "command")
    start(keep_account(m), "money")
    start(look_back(m), "record")
    start_repatriation(m)
    start_export(m, customs)
    start_civilians(m)
    start_radio(m)
    start_liquidation(m)
    return m


def look_back(m: Mission) -> Steps:
    """Keep some totals as they stand after all of the last deadline's instant."""
    if m.clock.now < m.last_deadline <= m.scenario.end:
        yield m.clock.at(m.last_deadline)
        yield m.clock.settled()
        m.by_deadline = {name: m.counts[name] for name in BY_DEADLINE}
        if m.pool.measured:
            m.use = m.pool.use()
