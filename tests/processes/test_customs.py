"""Customs: so many a week, in order; officers; packing material under the directive."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.plan.cycle import road_days
from sim.processes.case import make_case
from sim.processes.customs import Customs, WeeklyCap, export_papers, import_material, papers
from sim.processes.mission import Mission
from sim.record.causes import EXPORT, IMPORTS, MOVEMENT
from sim.record.track import segments
from sim.risks.world import EXPORT_CAP, IMPORT_CAP, NO_CAP
from tests.processes.given import (
    Steps,
    case,
    days_by_cause,
    finish,
    mission,
    off,
    with_paths,
    with_risk,
)

START = 48.0


def capped(path: Path) -> Mission:
    return mission(with_paths(off(), {IMPORT_CAP: path, EXPORT_CAP: path}))


def gate(m: Mission) -> WeeklyCap:
    return Customs(m).imports


# -- the weekly cap -------------------------------------------------------------------------------


def test_exactly_so_many_a_week_pass_in_order() -> None:
    m = capped(Path.constant(14.0))
    cap = gate(m)
    through = [cap.through(1.0) for _ in range(56)]
    assert through == sorted(through)
    assert through[0] == pytest.approx(START + 0.5)
    for week in range(4):
        first, last = START + 7.0 * week, START + 7.0 * (week + 1)
        passed = [at for at in through if first + 1e-9 < at <= last + 1e-9]
        assert len(passed) == 14


def test_a_large_consignment_waits_longer_and_those_behind_it_too() -> None:
    m = capped(Path.constant(14.0))
    cap = gate(m)
    assert cap.through(28.0) == pytest.approx(START + 14.0)
    assert cap.through(2.0) == pytest.approx(START + 15.0)


def test_a_week_in_which_nobody_came_is_not_made_up_for() -> None:
    m = capped(Path.constant(14.0))
    cap = gate(m)
    m.clock.run_through(START + 70.0)
    assert cap.through(14.0) == pytest.approx(START + 77.0)


def test_the_cap_follows_the_regime() -> None:
    """A week at 7, two weeks shut, then 21 a week."""
    path = Path.steps(7.0, [(START + 7.0, 0.0), (START + 21.0, 21.0)])
    m = capped(path)
    cap = gate(m)
    assert cap.through(7.0) == pytest.approx(START + 7.0)
    assert cap.through(3.0) == pytest.approx(START + 22.0)
    assert cap.through(3.0) == pytest.approx(START + 23.0)


def test_where_nothing_is_ever_let_in_nothing_passes() -> None:
    assert gate(capped(Path.constant(0.0))).through(1.0) == math.inf


def test_without_a_cap_everything_passes_at_once() -> None:
    m = mission(off())
    cap = gate(m)
    m.clock.run_through(START + 3.3)
    assert [cap.through(1000.0) for _ in range(3)] == [START + 3.3] * 3


def test_without_a_cap_nobody_waits_for_one_that_comes_later() -> None:
    cap = gate(capped(Path.steps(NO_CAP, [(START + 30.0, 14.0)])))
    assert [cap.through(1000.0) for _ in range(3)] == [START] * 3


def test_less_than_a_container_is_no_line_of_the_story() -> None:
    of = with_paths(with_risk(case(), "imports", clearance=Fixed(1.0)),
                    {IMPORT_CAP: Path.constant(1e6)})  # fmt: skip
    m = mission(of, story=True)
    short = 1.0 - m.status.packing_material_share.value
    need = m.tasks.packing.material_need.value / m.tasks.packing.material_per_container.value
    for name, camp in m.camps.items():
        if camp.unpacked and camp.loads.containers_moved * short * need < 0.5:
            finish(m, import_material(m, Customs(m), m.camps[name]))
    m.clock.run_through(START + 30.0)
    assert m.material_at
    assert [line for _, line in m.story or ()] == []


def test_imports_and_exports_have_caps_of_their_own() -> None:
    m = capped(Path.constant(14.0))
    customs = Customs(m)
    customs.imports.through(28.0)
    assert customs.exports.through(14.0) == pytest.approx(START + 7.0)


caps = st.lists(
    st.tuples(st.floats(START, START + 60.0), st.sampled_from([0.0, 2.0, 15.0, 80.0])),
    max_size=6,
    unique_by=lambda change: change[0],
).map(lambda changes: Path.steps(15.0, [*sorted(changes), (START + 61.0, 15.0)]))
arrivals = st.lists(st.tuples(st.floats(0.0, 9.0), st.floats(0.1, 40.0)), min_size=1, max_size=12)


@given(caps, arrivals)
def test_no_more_pass_than_the_cap_allows_and_nobody_overtakes(
    path: Path, coming: list[tuple[float, float]]
) -> None:
    m = capped(path)
    cap = gate(m)
    before, total = START, 0.0
    for days, units in coming:
        m.clock.run_through(m.now + days)
        through = cap.through(units)
        total += units
        begun = max(m.now, before)
        assert path.integral(begun, through) / 7.0 == pytest.approx(units)
        assert through >= begun
        assert path.integral(START, through) / 7.0 >= total * (1.0 - 1e-9)
        before = through


# -- papers ---------------------------------------------------------------------------------------


def test_consignments_queue_for_officers() -> None:
    m = mission(off())
    officers = int(m.pool.capacity("officers"))
    days = m.tasks.export.officer_days.value
    ended = [
        finish(m, papers(m, f"lot/{n:02d}", m.track(f"lot/{n:02d}"), EXPORT))
        for n in range(2 * officers + 1)
    ]
    m.clock.run_through(START + 30.0)
    rounds = [START + days * (n // officers + 1) for n in range(2 * officers + 1)]
    assert [one[0][1] for one in ended] == pytest.approx(rounds)
    assert m.pool.free("officers") == officers


def test_who_came_first_has_his_papers_first_whatever_his_name() -> None:
    m = mission(off())
    done: list[str] = []

    def present(name: str, day: float) -> Steps:
        yield m.clock.at(START + day)
        yield from papers(m, name, m.track(name), EXPORT)
        done.append(name)

    for number in range(int(m.pool.capacity("officers"))):
        finish(m, papers(m, f"busy/{number}", m.track("busy"), EXPORT))
    m.pool.resize("officers", 1.0, m.track("civilians"))
    for number, day in ((9, 0.1), (10, 0.2), (11, 0.3)):
        finish(m, present(f"lot/{number}", day))
    m.clock.run_through(START + 30.0)
    assert done == ["lot/9", "lot/10", "lot/11"]


def test_the_last_in_the_queue_owes_his_wait_to_those_before_him() -> None:
    m = mission(off())
    officers = int(m.pool.capacity("officers"))
    tracks = [m.track(f"lot/{n}") for n in range(officers + 1)]
    for track in tracks:
        finish(m, papers(m, track.entity, track, EXPORT))
    m.clock.run_through(START + 30.0)
    first, last = segments(tracks[-1].link)
    assert first.entity != tracks[-1].entity == last.entity
    assert (first.start, first.end) == (START, last.start)


def test_a_consignment_leaves_after_papers_documents_and_its_share_of_the_week() -> None:
    m = mission(with_paths(off(), {EXPORT_CAP: Path.constant(10.0)}))
    customs = Customs(m)
    export = m.tasks.export
    ready = START + export.officer_days.value + export.documents.nominal
    tracks = [m.track("lot/1"), m.track("lot/2")]
    ended = [finish(m, export_papers(m, customs, t.entity, t, 20)) for t in tracks]
    m.clock.run_through(START + 100.0)
    assert [one[0][1] for one in ended] == pytest.approx([ready + 14.0, ready + 28.0])
    assert days_by_cause(tracks[0]) == pytest.approx({EXPORT: ready - START, IMPORTS: 14.0})


# -- packing material -----------------------------------------------------------------------------


def material(m: Mission, *names: str) -> list[float]:
    """When the material of some camps is there, let in one after the other."""
    customs = Customs(m)

    def imports(name: str) -> Steps:
        yield from import_material(m, customs, m.camps[name])

    for name in names:
        finish(m, imports(name), name)
    m.clock.run_through(START + 600.0)
    return [m.material_at[name][0] for name in names]


def test_material_is_there_at_once_when_the_directive_is_off() -> None:
    assert material(mission(off()), "Kidal") == [START]


def test_material_waits_for_papers_the_cap_and_clearance() -> None:
    of = with_risk(case(), "imports", exempt_share=Quantity(0.25), clearance=Fixed(11.0))
    m = mission(with_paths(of, {IMPORT_CAP: Path.constant(10.0)}))
    camp, packing = m.camps["Kidal"], m.tasks.packing
    containers = (
        camp.loads.containers_packed
        * (1.0 - m.status.packing_material_share.value)
        * packing.material_need.value
        / packing.material_per_container.value
    )
    waits = m.tasks.export.officer_days.value + 0.75 * containers * 7.0 / 10.0 + 11.0
    assert containers > 0.0
    assert material(m, "Kidal") == [pytest.approx(START + waits + from_hub(m, "Kidal"))]
    (_, track) = m.material_at["Kidal"]
    assert days_by_cause(track) == pytest.approx({IMPORTS: waits, MOVEMENT: from_hub(m, "Kidal")})


def test_no_material_is_asked_for_containers_that_come_packed() -> None:
    """Those of Douentza and Ogossagou go through Mopti."""
    of = with_risk(case(), "imports", exempt_share=Quantity(0.0), clearance=Fixed(11.0))
    m = mission(with_paths(of, {IMPORT_CAP: Path.constant(10.0)}))
    loads, packing = m.camps["Mopti"].loads, m.tasks.packing
    own = loads.containers_moved - loads.received.containers
    assert 0 < own < loads.containers_moved
    short = own * (1.0 - m.status.packing_material_share.value)
    containers = short * packing.material_need.value / packing.material_per_container.value
    waits = m.tasks.export.officer_days.value + containers * 7.0 / 10.0 + 11.0
    assert material(m, "Mopti") == [pytest.approx(START + waits)]


def from_hub(m: Mission, name: str) -> float:
    """Days in which material comes from a camp's hub: as a column does."""
    camp = m.camps[name]
    if camp.owner == name:
        return 0.0
    drive = road_days(m.route(camp.owner, name), m.tasks, loaded=False)
    return m.tasks.movement.forming_up.nominal + drive


def test_material_for_a_camp_that_has_its_own_trucks_is_there_when_it_is_let_in() -> None:
    m = mission(with_risk(case(), "imports", exempt_share=Quantity(1.0), clearance=Fixed(11.0)))
    assert (from_hub(m, "Mopti"), from_hub(m, "Kidal") > 3.0) == (0.0, True)
    papers_day = m.tasks.export.officer_days.value
    assert material(m, "Mopti") == [pytest.approx(START + papers_day + 11.0)]


def test_a_waiver_that_comes_while_papers_are_made_shortens_the_clearance() -> None:
    of = with_risk(case(), "imports", exempt_share=Quantity(1.0), clearance=Fixed(11.0))
    m, waived = mission(of), with_risk(of, "imports", clearance=Fixed(2.0))
    papers_day = m.tasks.export.officer_days.value
    m.clock.at(START + papers_day / 2.0).callbacks.append(lambda _: m.hold(waived))
    assert material(m, "Mopti") == [pytest.approx(START + papers_day + 2.0)]


def test_less_than_a_container_of_material_waits_too() -> None:
    of = with_risk(case(), "imports", exempt_share=Quantity(1.0), clearance=Fixed(11.0)).scenario
    short = 1.0 - 0.5 / (
        mission(case()).camps["Kidal"].loads.containers_moved
        * of.tasks.packing.material_need.value
        / of.tasks.packing.material_per_container.value
    )
    status = replace(of.status, packing_material_share=Quantity(short))
    m = mission(make_case(replace(of, status=status), 1))
    waits = m.tasks.export.officer_days.value + 11.0
    assert material(m, "Kidal") == [pytest.approx(START + waits + from_hub(m, "Kidal"))]


def test_camps_share_the_cap() -> None:
    of = with_risk(case(), "imports", exempt_share=Quantity(0.0), clearance=Fixed(0.0))
    of = with_paths(of, {IMPORT_CAP: Path.constant(1.0)})
    names = "Kidal", "Tessalit"

    def through(*which: str) -> list[float]:
        m = mission(of)
        there = material(m, *which)
        return [at - from_hub(m, name) for at, name in zip(there, which, strict=True)]

    alone = [through(name)[0] for name in names]
    papers_day = mission(of).tasks.export.officer_days.value
    assert max(through(*names)) == pytest.approx(sum(alone) - START - papers_day)


def test_of_material_that_comes_in_one_instant_that_goes_first_which_has_a_group_first() -> None:
    """Whatever the names of the camps, and whichever of them asks first."""
    of = with_risk(case(), "imports", exempt_share=Quantity(0.0), clearance=Fixed(0.0))
    m = mission(with_paths(of, {IMPORT_CAP: Path.constant(1.0)}))
    m.camps["Kidal"].deadline = m.camps["Tessalit"].deadline + 100.0  # it has more slack
    there = material(m, "Kidal", "Tessalit")
    kidal, tessalit = (
        at - from_hub(m, name) for at, name in zip(there, ("Kidal", "Tessalit"), strict=True)
    )
    assert tessalit < kidal


def test_those_who_pack_hear_when_material_has_come() -> None:
    m = mission(with_risk(case(), "imports", exempt_share=Quantity(1.0), clearance=Fixed(11.0)))
    heard = []

    def listen() -> Steps:
        yield m.clock.sleep(math.inf, m.material_in)
        heard.append(m.now)

    finish(m, listen())
    assert material(m, "Kidal") == heard


def test_a_camp_with_nothing_left_to_pack_imports_nothing() -> None:
    m = mission(with_risk(case(), "imports", enabled=True))
    m.camps["Kidal"].unpacked = 0
    finish(m, import_material(m, Customs(m), m.camps["Kidal"]))
    m.clock.run_through(START + 60.0)
    assert (m.material_at, m.pool.claims) == ({}, 0)


def test_where_the_stock_in_the_country_is_enough_nothing_is_imported() -> None:
    of = case().scenario
    status = replace(of.status, packing_material_share=Quantity(1.0))
    m = mission(make_case(replace(of, status=status), 1), story=True)
    assert material(m, "Kidal") == [START]
    assert m.story == [], "nor told of"


def test_that_material_is_let_in_is_told_if_there_is_still_something_to_pack() -> None:
    of = with_risk(case(), "imports", clearance=Fixed(11.0))
    of = with_paths(of, {IMPORT_CAP: Path.constant(1e6)})
    told = []
    for packed in (False, True):
        m = mission(of, story=True)
        finish(m, import_material(m, Customs(m), m.camps["Kidal"]))
        m.clock.run_through(START + 5.0)
        if packed:
            m.camps["Kidal"].unpacked = 0
        m.clock.run_through(START + 30.0)
        told.append([line for _, line in m.story or ()])
    (line,) = told[0]
    assert line.startswith("packing material for Kidal (")
    assert told[1] == []


def test_how_long_clearance_and_documents_take_differs() -> None:
    off_but_imports = with_risk(off(), "imports", enabled=True)
    assert len({material(mission(off_but_imports, k), "Kidal")[0] for k in range(3)}) == 3
    varied, days = with_risk(off(), "variability", enabled=True), set[float]()
    for k in range(3):
        m = mission(varied, k)
        ended = finish(m, export_papers(m, Customs(m), "lot", m.track("lot"), 10))
        m.clock.run_through(START + 100.0)
        days.add(ended[0][1])
    assert len(days) == 3
