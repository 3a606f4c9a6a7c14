"""Packing: teams of a camp pack column by column, faster with the imported material."""

from sim.processes.camp import CampState
from sim.processes.convoy import Steps
from sim.processes.mission import Mission
from sim.record.causes import IMPORTS, PACKING, VARIABILITY


def pack(m: Mission, camp: CampState) -> Steps:
    """Pack the camp's containers, a column's load at a time, until all are packed or given up."""
    track = camp.track.fork(f"{camp.name}/packing")
    teams = m.scenario.resources.packing_teams[camp.name].value
    rules = m.tasks.packing
    lot = 0
    while camp.unpacked and not camp.ordered and not camp.trucks_stopped:
        size = min(column_containers(camp), camp.unpacked)
        rate = m.task(rules.rate, camp.name, "packing rate", lot) * teams
        nominal = size / (rules.rate.nominal * teams)
        with_material = size / rate
        slower = with_material / rules.rate_without_material.value - with_material
        missing = not material_there(m, camp)
        days = with_material + (slower if missing else 0.0)
        camp.lot_size, camp.lot_due, camp.lot_link = size, m.clock.now + days, track.link
        camp.lot_days = days
        camp.notify(track)
        yield m.clock.sleep(camp.lot_due, camp.order)
        track.spend(
            m.clock.now,
            f"packing lot {lot + 1}",
            (PACKING, nominal),
            (VARIABILITY, with_material - nominal),
            (IMPORTS, slower if missing else 0.0),
        )
        if m.clock.now < camp.lot_due:
            size = int(size * (1.0 - (camp.lot_due - m.clock.now) / days))
        size = min(size, camp.unpacked)
        camp.unpacked -= size
        camp.packed += size
        camp.lot_size = 0
        lot += 1
        camp.notify(track)


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
    need = camp.loads.containers_moved
    return need - camp.unpacked < m.status.packing_material_share.value * need
