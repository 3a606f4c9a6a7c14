"""Loading: what a column takes at its camp, how long that takes, and what it leaves to others."""

from sim.distributions import Distribution
from sim.pool import Claim
from sim.processes import column
from sim.processes.camp import CampState
from sim.processes.convoy import Convoy, Steps, stay, wait_at_gate
from sim.processes.mission import Mission
from sim.processes.supply import move_people
from sim.record.causes import FLEET, LOADING, PACKING, VARIABILITY
from sim.record.ledger import CONTAINERS, ROAD, VEHICLES
from sim.wording import carried


def fit(camp: CampState, convoy: Convoy) -> None:
    """Promise a column no more than the trucks carry that have come; the rest waits for others."""
    low_bed = min(convoy.promised_low_bed, convoy.trucks)
    containers = min(convoy.promised, column.on_trucks(camp, convoy.trucks - low_bed))
    camp.reserved -= convoy.promised - containers
    camp.reserved_low_bed -= convoy.promised_low_bed - low_bed
    if (containers, low_bed) != (convoy.promised, convoy.promised_low_bed):
        convoy.promised, convoy.promised_low_bed = containers, low_bed
        camp.notify(convoy.track)


def load(m: Mission, camp: CampState, convoy: Convoy, claim: Claim) -> Steps:
    """Load what is packed of what was promised; people and vehicles of the camp join."""
    track = convoy.track
    yield from wait_for_load(m, camp, convoy)
    with m.pool.claim(
        f"{convoy.entity}/loading",
        {f"loading:{camp.name}": 1},
        track,
        priority=camp.deadline,
        due=m.clock.now,
        within=claim,
    ) as point:
        yield from wait_at_gate(convoy, camp.name, point)
        track.released_by(point.last_link, m.clock.now, FLEET, "queue to load")
        yield from wait_for_load(m, camp, convoy)
        containers = min(convoy.promised, camp.packed)
        trucks = containers / column.per_truck(camp) + convoy.promised_low_bed
        yield from handle(m, convoy, camp.name, m.tasks.movement.loading, trucks, "loading")
    if not camp.closed.reached:
        board(m, camp, convoy, min(containers, camp.packed))
    camp.check_gone(track, m.clock.now)
    give_up(camp, convoy)


def handle(
    m: Mission, convoy: Convoy, place: str, rate: Distribution, trucks: float, what: str
) -> Steps:
    """Load or unload so many trucks (a rate of trucks a day); in a camp that is left, no longer."""
    days = trucks / m.task(rate, convoy.entity, what)
    yield from stay(m, convoy, place, m.clock.now + days)
    nominal = trucks / rate.nominal
    parts = (LOADING, nominal), (VARIABILITY, days - nominal)
    convoy.track.spend(m.clock.now, f"{what} at {place}", *parts)


def wait_for_load(m: Mission, camp: CampState, convoy: Convoy) -> Steps:
    """Wait until what a column was promised is packed, as long as more is being packed."""
    while camp.packed < convoy.promised and camp.lot_size and not camp.closed.reached:
        yield m.clock.sleep(camp.lot_due, camp.changed)
        convoy.track.released_by(
            camp.notice_link, m.clock.now, PACKING, "waiting for the column's load"
        )


def board(m: Mission, camp: CampState, convoy: Convoy, containers: int) -> None:
    """Put loads on the trucks; vehicles and people of the camp get ready to leave with them."""
    low_bed = min(convoy.promised_low_bed, camp.low_bed)
    own = min(column.own_vehicles(camp), column.spare_vehicles(m, camp))
    seats = min(m.tasks.columns.passengers_rotation.value, convoy.beds)
    people = min(int(seats), column.spare_people(m, camp))
    camp.packed -= containers
    camp.low_bed -= low_bed
    take(m, camp, convoy, containers, low_bed, 0, 0)
    camp.forming[convoy.entity] = people, own
    camp.columns_loaded += 1
    m.counts["truck_loads"] += containers / column.per_truck(camp) + low_bed


def take_along(m: Mission, camp: CampState, convoy: Convoy) -> None:
    """Take along those who have formed up in a camp for a column: it drives out.

    Until then they are on the camp's books; the last convoy has taken those who did not leave
    before it.
    """
    people, own = camp.forming.pop(convoy.entity, (0, 0))
    people = min(people, column.spare_people(m, camp))
    take(m, camp, convoy, 0, 0, min(own, column.spare_vehicles(m, camp)), people)
    if m.story is not None:
        what = carried(convoy.containers, convoy.own + convoy.low_bed, convoy.people)
        m.say(f"{convoy.entity} leaves {camp.name} with {what}")


def take(
    m: Mission,
    camp: CampState,
    convoy: Convoy,
    containers: int,
    low_bed: int,
    own: int,
    people: int,
) -> None:
    """Move what a column takes from the camp's books to the road; space there becomes free."""
    ledger, now, name = m.ledger, m.clock.now, camp.name
    camp.driving -= own
    ledger.move(CONTAINERS, containers, name, ROAD, now)
    ledger.move(VEHICLES, low_bed + own, name, ROAD, now)
    move_people(m, people, name, ROAD)
    m.pool.give(f"yard:{name}", containers, convoy.track)
    m.pool.give(f"beds:{name}", people, convoy.track)
    convoy.containers += containers
    convoy.low_bed += low_bed
    convoy.own += own
    convoy.people += people
    convoy.loaded = True


def give_up(camp: CampState, convoy: Convoy) -> None:
    """End the promise to a column that has loaded, or will not."""
    if not camp.closed.reached:
        camp.reserved -= convoy.promised
        camp.reserved_low_bed -= convoy.promised_low_bed
    convoy.promised = convoy.promised_low_bed = 0
    camp.columns_out -= 1
    camp.notify(convoy.track)
