"""The capacity sheet as rows for a table."""

from math import isinf

from sim.calendar import date_until, to_date
from sim.plan.sheet import CampSheet, CapacitySheet

Row = dict[str, str | float | None]

LEFT_IN_RUN = "left in a run with every risk off"
"""The item of the rows that say so."""


def sheet_rows(sheet: CapacitySheet) -> list[Row]:
    """Give the sheet as rows: place, item, needed, there, unit, until, short, note; dates are ISO.

    `there` is None where a figure is compared with nothing.
    """
    rows: list[Row] = []
    for camp in sheet.camps:
        rows += _camp_rows(camp)
    for t in sheet.totals:
        until = "" if isinf(t.due) else _until(t.due)
        rows.append(_row(t.place, t.item, t.needed, t.there, t.unit, until, t.note))
    return rows


def _camp_rows(sheet: CampSheet) -> list[Row]:
    """Give one camp's figures as rows."""
    loads, name, until = sheet.loads, sheet.camp, _until(sheet.deadline)
    figures: list[tuple[str, float, str]] = [
        ("containers moved", loads.containers_moved, "containers"),
        ("containers disposed of", loads.containers_disposed, "containers"),
        ("vehicles driving", loads.vehicles_driving, "vehicles"),
        ("vehicles on low-bed", loads.vehicles_low_bed, "vehicles"),
        ("vehicles disposed of", loads.vehicles_disposed, "vehicles"),
        ("truck loads", loads.truck_loads, "loads"),
        ("truck columns", loads.columns, "columns"),
        ("trucks a column", loads.trucks_per_column, "trucks"),
        ("contingent moves", loads.moves, "columns"),
        ("last convoy columns", loads.last_convoy_columns, "columns"),
        ("last convoy vehicles", loads.last_convoy_vehicles, "vehicles"),
        ("last convoy people", loads.last_convoy_people, "people"),
        ("people", loads.people, "people"),
        ("route", sheet.km, "km"),
        ("cycle dry", sheet.dry.cycle.days, "days"),
        ("cycle wet", sheet.wet.cycle.days, "days"),
        ("group-days dry", sheet.dry.group_days, "group-days"),
        ("group-days wet", sheet.wet.group_days, "group-days"),
        ("packing without material", sheet.packing_days_without_material, "days"),
        ("slack dry", sheet.dry.slack, "days"),
        ("slack wet", sheet.wet.slack, "days"),
        ("slack of the last trucks dry", sheet.dry.slack_trucks, "days"),
        ("slack of the last trucks wet", sheet.wet.slack_trucks, "days"),
    ]
    rows = [_row(name, item, value, None, unit, until) for item, value, unit in figures]
    dates = [
        ("drawdown starts", sheet.drawdown),
        ("last column back", sheet.dry.last_back),
        ("earliest closure", sheet.dry.earliest_closure),
    ]
    if sheet.run is not None:
        dates.append((LEFT_IN_RUN, sheet.run))
    for item, day in dates:
        note = "not by the horizon" if isinf(day) else to_date(day).isoformat()
        rows.append(_row(name, item, day, None, "day", until, note))
    return rows


def _until(due: float) -> str:
    """Write the day that ends at a deadline (ISO)."""
    return date_until(due).isoformat()


def _row(
    place: str,
    item: str,
    needed: float,
    there: float | None,
    unit: str,
    until: str,
    note: str = "",
) -> Row:
    """Give one row, with the keys that every row has."""
    short = "" if there is None else "yes" if needed > there + 1e-9 else "no"
    return {
        "place": place,
        "item": item,
        "needed": needed,
        "there": there,
        "unit": unit,
        "until": until,
        "short": short,
        "note": note,
    }
