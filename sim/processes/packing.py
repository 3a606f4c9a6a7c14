"""Packing: teams of a camp pack column by column, faster with the imported material."""

from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record.causes import IMPORTS, PACKING, VARIABILITY
from sim.record.track import Track


def pack(m: Mission, camp: CampState) -> Steps:
    """Pack the camp's containers, a column's load at a time, until all are packed or given up.

    Without material a lot takes longer, until that is there. Once no further column is given, only
    what those promise to fetch that have been is packed. A lot is packed by the teams that there
    are when it is begun.
    """
    track = camp.track.fork(f"{camp.name}/packing")
    lot = 0
    while camp.unpacked and not camp.ordered and not nothing_to_fetch(camp):
        rules, teams = m.tasks.packing, m.scenario.resources.packing_teams[camp.name].value
        size = min(column_containers(camp), camp.unpacked)
        rate = m.task(rules.rate, camp.name, "packing rate", lot) * teams
        quick, nominal = size / rate, size / (rules.rate.nominal * teams)
        missing = not material_there(m, camp)
        slower = quick / rules.rate_without_material.value - quick if missing else 0.0
        parts = [(PACKING, nominal), (VARIABILITY, quick - nominal), (IMPORTS, slower)]
        lot += 1
        share = 1.0
        camp.lot_size = size
        go_on(m, camp, track, quick + slower)
        if missing and (yield from await_material(m, camp)):
            share = (camp.lot_due - m.clock.now) / camp.lot_days
            note(m, track, lot, parts, 1.0 - share)
            parts.pop()
            go_on(m, camp, track, quick, share)
        if m.clock.now < camp.lot_due and not camp.ordered:
            yield m.clock.sleep(camp.lot_due, camp.order)
        note(m, track, lot, parts, share)
        if m.clock.now < camp.lot_due:
            size = int(size * (1.0 - (camp.lot_due - m.clock.now) / camp.lot_days))
        size = min(size, camp.unpacked)
        camp.unpacked -= size
        camp.packed += size
        camp.lot_size = 0
        camp.notify(track)


def nothing_to_fetch(camp: CampState) -> bool:
    """Whether no column will fetch more than is packed."""
    return camp.trucks_stopped and camp.packed >= camp.reserved


def go_on(m: Mission, camp: CampState, track: Track, days: float, share: float = 1.0) -> None:
    """Pack a `share` of a lot from now on, of which the whole would take so many days."""
    camp.lot_days, camp.lot_due, camp.lot_link = days, m.clock.now + share * days, track.link
    camp.notify(track)


def note(m: Mission, track: Track, lot: int, parts: list[tuple[str, float]], share: float) -> None:
    """Note what a `share` of a lot took until now: causes in order, with the days of the whole."""
    days = [(cause, share * whole) for cause, whole in parts]
    track.spend(m.clock.now, f"packing lot {lot}", *days)


def await_material(m: Mission, camp: CampState) -> Steps:
    """Pack with what there is until the camp's material is there; whether it comes before the end.

    What comes while a lot is being packed is used for the rest of it.
    """
    while m.clock.now < camp.lot_due and not camp.ordered:
        if material_there(m, camp):
            return True
        yield m.clock.sleep(camp.lot_due, camp.order, m.material_in)
    return False


def column_containers(camp: CampState) -> int:
    """Containers that one truck column of the camp takes."""
    loads = camp.loads
    if not loads.columns:
        return max(1, loads.containers_moved)
    return -(-loads.containers_moved // loads.columns)


def material_there(m: Mission, camp: CampState) -> bool:
    """Whether material for the next lot is there: the stock in the country, then what came in.

    The stock is shared out in proportion to need; the rest of a camp's need comes in one
    consignment (see `sim.processes.customs`).
    """
    if not m.settings.imports.enabled:
        return True
    if camp.name in m.material_at and m.material_at[camp.name][0] <= m.clock.now:
        return True
    need = camp.loads.containers_packed
    return need - camp.unpacked < m.status.packing_material_share.value * need
