"""What the status says, entered at the start: camps, hubs, ledger, and what is contended for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plan.equipment import Equipment, already_there, equipment, target, whole
from sim.policies import triage
from sim.processes.camp import CampState
from sim.processes.hub import Hub
from sim.processes.means import capacities
from sim.record.ledger import ABROAD, CONTAINERS, DISPOSED, PEOPLE, VEHICLES

if TYPE_CHECKING:
    from sim.processes.mission import Mission


def open_camps(m: Mission) -> None:
    """Set up the camps that still have to close, then every camp's account."""
    for name, camp in m.plan.closing.items():
        if name in m.case.loads:
            assert camp.window is not None
            days = triage.dates(m.policy.triage, camp.window.deadline, m.start)
            state = CampState(
                m.clock,
                name,
                camp,
                m.case.loads[name],
                m.track(name),
                m.start,
                days.last_convoy,
            )
            m.camps[name] = state
    for state in m.camps.values():
        for place in {state.plan.redeploy_to, state.owner} - {state.name}:
            if place in m.camps:
                m.camps[place].served.append(state)
    for name in m.plan.camps:
        _open_account(m, name)


def _open_account(m: Mission, name: str) -> None:
    """Enter what the status says of one camp; what has left it stands at its hub."""
    camp, status, ledger = m.plan.camps[name], m.status.camps[name], m.ledger
    people = whole(status.people.value)
    containers, vehicles = whole(camp.containers.value), whole(camp.vehicles.value)
    ledger.open(PEOPLE, name, people)
    if camp.redeploy_to is None:
        ledger.open(CONTAINERS, name, containers)
        ledger.open(VEHICLES, name, vehicles)
        return
    own = equipment(name, m.plan, m.status, m.tasks)
    here = own.containers_moved + own.containers_disposed
    wheels = own.vehicles_driving + own.vehicles_low_bed + own.vehicles_disposed
    ledger.open(CONTAINERS, name, here)
    ledger.open(VEHICLES, name, wheels)
    _open_sent(m, name, containers - here, vehicles - wheels)
    state = m.camps.get(name)
    if state is not None:
        _load_camp(state, own, status.packed.value)


def _load_camp(state: CampState, own: Equipment, packed: float) -> None:
    """Enter what still has to leave a camp, of which a share is packed."""
    ready = whole(own.containers_moved * packed)
    state.packed += ready
    state.unpacked += own.containers_moved - ready
    state.low_bed += own.vehicles_low_bed
    state.driving += own.vehicles_driving


def _open_sent(m: Mission, name: str, containers: int, vehicles: int) -> None:
    """Enter what was disposed of when loads left a camp before the as-of date."""
    full = equipment(name, m.plan, m.status, m.tasks, left=1.0)
    own = equipment(name, m.plan, m.status, m.tasks)
    moved = full.containers_moved - own.containers_moved
    wheels = full.vehicles_driving + full.vehicles_low_bed
    wheels -= own.vehicles_driving + own.vehicles_low_bed
    hub = target(name, m.plan, m.status)
    assert hub is not None
    m.ledger.open(CONTAINERS, hub, moved)
    m.ledger.open(CONTAINERS, DISPOSED, containers - moved)
    m.ledger.open(VEHICLES, hub, wheels)
    m.ledger.open(VEHICLES, DISPOSED, vehicles - wheels)
    state = m.camps.get(hub)
    if state is not None:
        state.packed += moved
        state.driving += full.vehicles_driving - own.vehicles_driving
        state.low_bed += full.vehicles_low_bed - own.vehicles_low_bed


def open_hubs(m: Mission) -> None:
    """Set up the hubs; the equipment that stands at one that stays waits for the long haul."""
    m.ledger.open(PEOPLE, ABROAD, whole(m.status.people_repatriated.value))
    for name in m.plan.hubs:
        hub = Hub(m.clock, name, m.track(name))
        hub.served = tuple(camp for camp in m.camps.values() if camp.owner == name)
        if name not in m.camps:
            own = equipment(name, m.plan, m.status, m.tasks)
            sent = already_there(name, m.plan, m.status, m.tasks)
            hub.kept_containers = own.containers_disposed
            hub.yard = m.ledger.at(CONTAINERS, name) - own.containers_disposed
            hub.parked_low_bed = own.vehicles_low_bed + sent.vehicles_low_bed
        m.hubs[name] = hub


def open_pool(m: Mission) -> None:
    """Set up everything that is contended for, and what of its space is taken already."""
    ledger = m.ledger
    for name, rank, there in capacities(m.scenario.resources, m.plan):
        kind, _, place = name.partition(":")
        item = {"beds": PEOPLE, "yard": CONTAINERS}.get(kind)
        m.pool.add(name, rank, there, ledger.at(item, place) if item else 0.0)
