"""The capacity sheet: the toy plan on paper, and MINUSMA's against the sums by two hands."""

from dataclasses import replace
from math import inf, nan

import pytest

from sim.calendar import to_day
from sim.distributions import Fixed, Quantity
from sim.errors import PlanError
from sim.plan.capacity import Rotations, capacity_sheet, last_starts
from sim.plan.cycle import Cycle
from sim.plan.sheet import WIDTH, CapacitySheet, Total
from sim.plan.sheet_rows import LEFT_IN_RUN, sheet_rows
from tests.plan.given import Planned, planned, with_quantity


@pytest.fixture(scope="module")
def toy() -> Planned:
    return planned("toy", "toy")


@pytest.fixture(scope="module")
def august() -> Planned:
    return planned("minusma", "2023-08-18", policy="baseline")


@pytest.fixture(scope="module")
def sheet(august: Planned) -> CapacitySheet:
    return capacity_sheet(august)


def test_the_toy_plan_on_paper(toy: Planned) -> None:
    # Packed 12 days after drawdown starts. Bravo's column meets its loads on 13 July (day 12):
    # it claims the group on day 9, stands loaded on day 13, is back on 15, unloaded on 16, refitted
    # on 17. Alpha's drawdown starts on day 7, packed on day 19: claimed on 17, loaded on 20, back
    # on 22. The window is later than all of that, so each camp can close on the day it opens.
    by_camp = {c.camp: c for c in capacity_sheet(toy).camps}
    bravo, alpha, charlie = by_camp["Bravo"], by_camp["Alpha"], by_camp["Charlie"]
    assert [c.dry.cycle.days for c in (alpha, bravo, charlie)] == [6, 8, 8]
    assert [c.packing_days for c in (alpha, bravo, charlie)] == [12, 12, 12]
    assert (bravo.drawdown, bravo.dry.last_loaded, bravo.dry.last_back) == (0, 13, 16)
    assert (alpha.drawdown, alpha.dry.last_loaded, alpha.dry.last_back) == (7, 20, 22)
    assert alpha.dry.earliest_closure == to_day("2023-08-07")
    assert alpha.dry.slack == 7
    # Alpha's column leaves Home on day 18, ten days before the deadline is day 34.
    assert alpha.dry.slack_trucks == 34 - 18
    assert bravo.axis_days == {"near": 2 + 2 + 2}
    assert charlie.axis_days == {"far": 6}
    # The rotation's team, and that of the last convoy on its way home.
    assert [c.team_days for c in (alpha, bravo, charlie)] == [6 + 1, 8 + 2, 8 + 2]


def test_the_toy_totals_on_paper(toy: Planned) -> None:
    totals = capacity_sheet(toy).totals
    assert [(t.needed, t.there) for t in totals if t.item == "convoy groups"] == [
        (8, 37),  # Home to 6 August: Bravo
        (14, 44),  # Home to 13 August: with Alpha
        (8, 37),  # Harbour to 6 August: Charlie
    ]
    assert _total(totals, "columns on the axis", "near").needed == 6 + 3
    assert _total(totals, "container slots", "Home").needed == 40 + 2 * 60
    assert _total(totals, "beds", "Home").needed == 100 + 2 * 100
    # 450 people, 50 stay, 62 days to the end of August.
    seats = _total(totals, "charter seats, average", "mission")
    assert seats.needed == pytest.approx(400 / 62 * 7)
    assert seats.there == 7 * 50


def test_one_group_served_late_makes_the_plan_late(toy: Planned) -> None:
    # Forming up takes 25 days: Bravo's cycle is 32 days and it claims at once; its column is
    # loaded on day 28 and back on day 31. Only then is the group free for Alpha: on day 32.
    movement = replace(toy.tasks.movement, forming_up=Fixed(25.0))
    slow = replace(toy, tasks=replace(toy.tasks, movement=movement))
    sheet = capacity_sheet(slow)
    by_camp = {c.camp: c for c in sheet.camps}
    assert by_camp["Bravo"].dry.last_loaded == 28
    assert by_camp["Alpha"].dry.last_loaded == 32 + 27
    assert by_camp["Alpha"].dry.slack == 44 - (32 + 27 + 2)
    assert not sheet.feasible
    assert "Alpha misses its deadline by 23.0 days" in "\n".join(sheet.verdict)


def test_a_place_without_groups_empties_no_camp(toy: Planned) -> None:
    sheet = capacity_sheet(with_quantity(toy, "resources", "convoy_groups", "Harbour", 0.0))
    assert not sheet.feasible
    told = "\n".join(sheet.verdict)
    assert "Charlie is never emptied" in told
    assert "Harbour, convoy groups: 8 group-days are needed, 0 are there to 6 Aug 2023" in told


def test_a_camp_leaves_no_earlier_than_those_before_it(toy: Planned) -> None:
    bravo = replace(toy.plan.camps["Bravo"], leaves_after=("Charlie", "Alpha"))
    plan = replace(toy.plan, camps={**toy.plan.camps, "Bravo": bravo})
    by_camp = {c.camp: c for c in capacity_sheet(replace(toy, plan=plan)).camps}
    assert by_camp["Bravo"].dry.earliest_closure == to_day("2023-08-07")
    assert by_camp["Bravo"].dry.slack == 0


def rotations(packed: float) -> Rotations:
    """Four columns of a camp whose drawdown starts on day 100: 12 days of packing, 8 of a cycle."""
    return Rotations("camp", "hub", 4, 150.0, 100.0, 12.0, packed, Cycle(1, 2, 1, 2, 1, 1))


@pytest.mark.parametrize(
    ("packed", "met"),
    [
        (0.0, [3, 6, 9, 12]),  # a quarter of the packing for each column
        (0.5, [0, 0, 6, 12]),  # the first two find their loads packed
        (1.0, [0, 0, 0, 0]),
    ],
)
def test_columns_are_claimed_so_that_they_meet_their_loads(packed: float, met: list[int]) -> None:
    # Three days before: one to form up, two on the way.
    ready = [rotations(packed).ready(column) for column in range(4)]
    assert ready == [max(100.0, 100.0 + day - 3.0) for day in met]


@pytest.mark.parametrize(("at_camp", "loaded"), [(False, 4.0), (True, 2.0)])
def test_a_column_that_starts_at_its_camp_is_loaded_without_a_way_out(
    at_camp: bool, loaded: float
) -> None:
    """A day to form up and one to load, two on the way there; two back and one to unload."""
    cycle = Cycle(1, 2, 1, 2, 1, 1, starts_at_camp=at_camp)
    assert (cycle.to_loaded, cycle.to_unloaded) == (loaded, loaded + 3.0)
    assert cycle.days == 8.0, "it drives home empty"


def test_search_teams_of_moves_rest_as_those_of_rotations_do(
    sheet: CapacitySheet, august: Planned
) -> None:
    """And are away for the way of a move, or a last convoy, loaded."""
    movement = august.tasks.movement
    kidal = next(camp for camp in sheet.camps if camp.loads.camp == "Kidal")
    way, moves = kidal.km / movement.track_loaded.nominal, kidal.loads.moves
    assert moves > 0
    alone = (moves + kidal.loads.last_convoy_columns) * way + moves * movement.refit.nominal
    assert kidal.team_days == pytest.approx(kidal.loads.columns * kidal.dry.cycle.days + alone)


@pytest.mark.parametrize(
    ("groups", "last"), [(0, inf), (1, 124.0), (2, 108.0), (3, 108.0), (4, 100.0)]
)
def test_the_last_of_four_columns_waits_for_the_cycles_of_its_groups(
    groups: int, last: float
) -> None:
    assert last_starts([rotations(1.0)], groups, 0.0) == {"camp": last}


@pytest.mark.parametrize("teams", [None, 0.0])
def test_a_camp_that_nobody_packs_is_a_mistake_of_the_plan(
    toy: Planned, teams: float | None
) -> None:
    there = dict(toy.resources.packing_teams)
    if teams is None:
        del there["Alpha"]
    else:
        there["Alpha"] = Quantity(teams)
    case = replace(toy, resources=replace(toy.resources, packing_teams=there))
    with pytest.raises(PlanError, match="gives camp 'Alpha' no team"):
        capacity_sheet(case)


def test_packing_without_material_is_slower(toy: Planned) -> None:
    # 30 containers at 5 a day, 30 at 2.5.
    status = replace(toy.status, packing_material_share=Quantity(0.5))
    packing = replace(toy.tasks.packing, rate_without_material=Quantity(0.5))
    case = replace(toy, status=status, tasks=replace(toy.tasks, packing=packing))
    alpha = capacity_sheet(case).camps[0]
    assert (alpha.packing_days, alpha.packing_days_without_material) == (12, 6 + 12)


@pytest.mark.parametrize(
    ("camp", "low", "high"),
    [
        ("Tessalit", 35, 49),
        ("Aguelhok", 30, 32),
        ("Kidal", 69, 71),
        ("Menaka", 11, 18),
        ("Ansongo", 24, 27),
    ],
)
def test_group_days_agree_with_the_sums_by_two_hands(
    sheet: CapacitySheet, camp: str, low: float, high: float
) -> None:
    found = next(c for c in sheet.camps if c.camp == camp)
    assert low - 0.5 <= found.dry.group_days <= high + 0.5


@pytest.mark.parametrize(
    ("camp", "km", "columns", "loads"),
    [
        ("Tessalit", 540, 2, 139),  # 1 + 4.70 + 1.99 + 5.68 + 1.16 + 3 = 17.52 days: 35.05 in all
        ("Kidal", 352, 5, 342),  # 1 + 3.06 + 1.95 + 3.71 + 1.14 + 3 = 13.86 days: 69.30 in all
    ],
)
def test_group_days_on_paper(
    sheet: CapacitySheet, camp: str, km: float, columns: int, loads: int
) -> None:
    # Track all the way: form up 1 day, out at 115 km/day, load 35 trucks a day, back at 95, unload
    # 60 a day, refit 3. By two hands Tessalit has 139 loads, just under two columns of 70.
    found = next(c for c in sheet.camps if c.camp == camp)
    assert (found.km, found.loads.truck_loads, found.loads.columns) == (km, loads, columns)
    trucks = loads / columns
    days = 1 + km / 115 + trucks / 35 + km / 95 + trucks / 60 + 3
    assert found.dry.group_days == pytest.approx(columns * days)


def test_the_totals_agree_with_the_sums_by_two_hands(sheet: CapacitySheet) -> None:
    def needed(item: str, place: str) -> float:
        return [t for t in sheet.totals if (t.item, t.place) == (item, place)][-1].needed

    assert 168.5 <= needed("convoy groups", "Gao") <= 200
    assert needed("columns on the axis", "north") == pytest.approx(107, abs=1)
    assert needed("charter seats, average", "mission") == pytest.approx(585, abs=5)
    assert needed("charter seats, last 5 weeks", "mission") == pytest.approx(850, abs=10)
    # By two hands 2,714: they left out what had left Menaka and the rest before 18 August.
    slots = next(t for t in sheet.totals if (t.item, t.place) == ("container slots", "Gao"))
    gone = sum((3 * 160 // 4, 6, 5, 16, 7)) * 0.9  # of 160, 210, 160, 520 and 230
    assert slots.needed - gone == pytest.approx(2714, abs=3)
    # By two hands 88 to 117 in eight columns: they leave out what Ogossagou sent there and what had
    # left Douentza. With both, 736 containers on 433 trucks and 73 on low-beds are 506 loads; eight
    # columns of 60 carry 480 and spread fewer than 6 more, so there is a ninth, of some 10 days.
    assert 88 <= needed("convoy groups", "Mopti") <= 117 + 10


def test_the_baseline_can_work_and_menaka_is_tight(sheet: CapacitySheet) -> None:
    assert sheet.feasible
    menaka = next(c for c in sheet.camps if c.camp == "Menaka")
    assert sheet.verdict[0].endswith(
        f"least slack Menaka, {menaka.dry.least_slack:.1f} days"
        f" ({menaka.wet.least_slack:.1f} if it rained throughout)."
    )
    assert 0 < menaka.wet.least_slack < 3 < menaka.dry.least_slack


def test_people_leave_last_with_vehicles_enough(sheet: CapacitySheet, august: Planned) -> None:
    assert sheet.remarks == ()
    assert "leave last with" not in "\n".join(sheet.verdict)
    # With 30 vehicles 85 % of them, 25.5, so 26, drive; 60 % of those, 15, leave before: 193 people
    # and 11 vehicles, 17.5 each, where at most 600 / 80 = 7.5 find a seat.
    menaka = replace(august.plan.camps["Menaka"], vehicles=Quantity(30.0))
    plan = replace(august.plan, camps={**august.plan.camps, "Menaka": menaka})
    told = capacity_sheet(replace(august, plan=plan)).verdict[-1]
    assert told.startswith("Menaka: 193 people leave last with 11 vehicles;")


@pytest.mark.parametrize(("groups", "works"), [(3.0, True), (2.0, True), (1.0, False)])
def test_one_group_at_gao_is_impossible(august: Planned, groups: float, works: bool) -> None:
    case = with_quantity(august, "resources", "convoy_groups", "Gao", groups)
    assert capacity_sheet(case).feasible is works


def test_the_first_of_july_works_too() -> None:
    assert capacity_sheet(planned("minusma", "2023-07-01", policy="baseline")).feasible


def test_rows_have_equal_keys_and_text_fits_a_terminal(sheet: CapacitySheet) -> None:
    rows = sheet_rows(sheet)
    assert len({tuple(row) for row in rows}) == 1
    assert {row["place"] for row in rows} >= {c.camp for c in sheet.camps}
    keys = [(row["place"], row["item"], row["until"]) for row in rows]
    assert len(keys) == len(set(keys))
    lines = sheet.lines()
    assert max(map(len, lines)) <= 120
    assert lines[-len(sheet.verdict)] == sheet.verdict[0]


def _total(totals: tuple[Total, ...], item: str, place: str) -> Total:
    return next(t for t in totals if (t.item, t.place) == (item, place))


def test_a_run_without_risks_stands_beside_the_sums_and_says_who_waited(august: Planned) -> None:
    """Camps wait for one another's means in it, which the sums do not know."""
    alone = capacity_sheet(august)
    assert all(camp.run is None for camp in alone.camps)
    run = {camp.camp: camp.dry.earliest_closure for camp in alone.camps}
    sheet = capacity_sheet(august, run=run | {"Menaka": run["Menaka"] + 3.0, "Kidal": nan})
    told = " ".join(" ".join(sheet.verdict).split())
    assert "with every risk off, where they do: least slack Kidal, for ever" not in told
    assert "least slack Kidal, not by the horizon" in told
    assert "to the deadline: Menaka 2.9 (not 5.9), Kidal not by the horizon (not 15.0)." in told
    assert max(len(line) for line in sheet.lines()) <= WIDTH
    days = {row["place"]: row["needed"] for row in sheet_rows(sheet) if row["item"] == LEFT_IN_RUN}
    assert days == run | {"Menaka": run["Menaka"] + 3.0, "Kidal": inf}
