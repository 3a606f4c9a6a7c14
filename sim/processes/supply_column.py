"""A column that does nothing but bring supplies to a camp, and what goes in its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sim.policies import dispatch
from sim.pool import Claim
from sim.processes import column, search_teams
from sim.processes.asker import OfCamp
from sim.processes.camp import CampState
from sim.processes.clearance import Clearance, reckoned_until
from sim.processes.convoy import Convoy, Steps
from sim.processes.departure import fuel_and_go, granted
from sim.processes.loading import handle
from sim.processes.mission import Mission
from sim.processes.road import drive, drive_home
from sim.processes.rotation import form_up, refit
from sim.processes.stocks import CampStock
from sim.processes.supply import (
    Fuelling,
    bring_supplies,
    called_off,
    keep_supplies,
    load_supplies,
)
from sim.processes.supply_outlook import (
    ahead,
    comes_too_late,
    over,
    to_come,
    too_late_from,
    worth_leaving,
)
from sim.record.causes import PLAN
from sim.record.track import Track


@dataclass(kw_only=True, eq=False)
class ForSupplies(OfCamp):
    """A column that brings supplies: given up when it would come after its camp has been left."""

    def looks_again(self, m: Mission) -> float:
        """When it may be withdrawn though nobody tells it anything (days)."""
        return looks_again(m, self.camp)


def looks_again(m: Mission, camp: CampState, *, formed: bool = False) -> float:
    """When a column that is not given yet, or has `formed` up, looks by itself if it still goes.

    It comes too late from then on (days); or another regime makes others ask less far ahead.
    """
    return reckoned_until(m, camp.sector, to_come(m, too_late_from(m, camp, formed=formed)))


def send_column(m: Mission, camp: CampState, stock: CampStock) -> None:
    """Ask for a column that does nothing but bring supplies."""
    stock.asked = True
    track = camp.track.fork(slot(camp, stock))
    m.clock.start(resupply(m, camp, stock, track), track.entity)


def slot(camp: CampState, stock: CampStock) -> str:
    """The name of the camp's next resupply."""
    stock.requests += 1
    return f"{camp.name}/resupply/{stock.requests}"


def resupply(m: Mission, camp: CampState, stock: CampStock, track: Track) -> Steps:
    """Bring supplies to a camp by road, and come back: a few trucks and a search team.

    A guard of the hub escorts it; so small a column needs no convoy group.
    """
    assert m.stocks is not None
    means, now, owner = m.stocks.settings.resupply, m.clock.now, camp.owner
    trucks = int(means.column_trucks.value)

    def needless() -> bool:
        return bool(stock.coming) or over(m, camp, stock, ahead(m, camp))

    clearance = Clearance(m, m.rules.convoy, track.entity, camp.sector, now, now)
    asker = ForSupplies(
        camp,
        amounts=lambda: wants(m, camp, trucks),
        priority=lambda: dispatch.FIRST + camp.deadline,
        off=lambda: camp.ordered or camp.closed.reached or comes_too_late(m, camp),
        needless=needless,
        not_before=lambda: worth_leaving(m, camp, stock),
        too_early=(PLAN, "a rotation may come first"),
        fuel=lambda amounts: fuelling(m, camp, trucks, amounts),
        # Another column may bring what this one is to bring; who comes eats too.
        also=(stock.changed, stock.came),
    )
    claim = yield from granted(m, asker, clearance, track)
    if claim is not None and (instead := rotation_instead(m, camp, claim)) is not None:
        m.say(f"{track.entity} is withdrawn: {instead.name} brings the supplies")
        m.pool.reprioritise(instead, claim.priority)
        claim.release()
        yield m.clock.settled()  # that is given the team
        claim = None
    if claim is None:
        asks_no_more(stock)
        return
    with claim:
        base = m.open_place(owner)
        trucks = int(claim.held.get(column.trucks_of(camp), trucks))
        convoy = Convoy(track.entity, track, base, camp.sector, camp, trucks=trucks)
        convoy.escort, convoy.priority = int(m.tasks.columns.escort_vehicles.value), camp.deadline
        m.counts["resupply_columns"] += 1
        convoy.off = partial(called_off, camp, convoy)
        yield from form_up(m, convoy, base)
        km = 2.0 * m.route(base, camp.name).km

        def off() -> bool:
            if convoy.supplies is None and needless():
                return True
            late = not convoy.set_out and comes_too_late(m, camp, formed=True)
            return late or called_off(camp, convoy)

        convoy.off, convoy.looks_again = off, partial(looks_again, m, camp, formed=True)
        convoy.also = asker.also
        go = yield from fuel_and_go(m, convoy, base, km)
        asks_no_more(stock)
        if go:
            load_supplies(m, camp, convoy, base, means.column.value)
            convoy.loaded = True
            m.say(f"{track.entity} leaves {base} with supplies for {camp.name}")
            there = m.route(base, camp.name)
            go = yield from drive(m, convoy, there, claim)
        if go:
            if camp.closed.reached:
                m.say(f"{track.entity} finds {camp.name} closed and returns with its supplies")
            else:
                yield from hand_in(m, camp, convoy)
            yield from drive_home(m, convoy, m.route(camp.name, base), claim)
        keep_supplies(m, camp, convoy, base)
        if convoy.set_out:
            yield from refit(m, convoy)


def fuelling(m: Mission, camp: CampState, trucks: int, amounts: Mapping[str, float]) -> Fuelling:
    """What a column for supplies will take of its hub for its way, beside what it brings.

    `trucks`: those with which it goes where they are without limit, and none are claimed.
    """
    base = m.open_place(camp.owner)
    vehicles = amounts.get(column.trucks_of(camp), trucks) + m.tasks.columns.escort_vehicles.value
    return Fuelling(base, vehicles, 2.0 * m.route(base, camp.name).km)


def rotation_instead(m: Mission, camp: CampState, claim: Claim) -> Claim | None:
    """The claim of a truck column that goes in place of a column for supplies alone, if one does.

    It stands in the queue with its papers, and lacks nothing but what the other has just been
    given: supplies ride out on it.
    """
    turn = camp.turn
    if turn is None or not turn.clearance.in_hand() or column.departure(m, camp) > m.clock.now:
        return None
    if turn.claim.granted:  # in this instant, and its column does not know it yet
        return turn.claim
    lacks = any(
        m.pool.free(kind) + claim.held.get(kind, 0.0) < n for kind, n in turn.claim.amounts.items()
    )
    return None if lacks else turn.claim


def asks_no_more(stock: CampStock) -> None:
    """End the request for a column: it leaves, is withdrawn, or stands down."""
    stock.asked = False
    stock.changed.fire()


def wants(m: Mission, camp: CampState, trucks: int) -> dict[str, float]:
    """What a resupply column claims whole: trucks, fewer where there are fewer, and a team."""
    owner, amounts = camp.owner, dict[str, float]()
    if there := column.fleet(m, camp):
        amounts[column.trucks_of(camp)] = min(trucks, there)
    if search_teams.needed(m, camp.name, m.destination(camp)):
        amounts[f"search:{owner}"] = 1
    return amounts


def hand_in(m: Mission, camp: CampState, convoy: Convoy) -> Steps:
    """Unload a column's supplies at the camp; when that is left meanwhile they go back."""
    yield from handle(
        m, convoy, camp.name, m.tasks.movement.unloading, convoy.trucks, "unloading supplies"
    )
    if camp.closed.reached:
        m.say(f"{convoy.entity} goes with the last convoy of {camp.name}, its supplies with it")
        return
    bring_supplies(m, camp, convoy)
    convoy.loaded = False
    m.say(f"{convoy.entity} has brought supplies to {camp.name}")
