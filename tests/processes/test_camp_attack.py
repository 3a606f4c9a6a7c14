"""Attacks on camps: people, equipment, an alarm; nothing that is promised or the last is hit."""

from dataclasses import replace

import pytest

from sim.distributions import Fixed, Quantity
from sim.paths import Path
from sim.processes.camp import CampState
from sim.processes.camp_attack import attacks_on, hit
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.record.causes import ATTACKS
from sim.record.ledger import CONTAINERS, DEAD, LOST, PEOPLE, VEHICLES
from sim.risks.attack_kinds import Kind
from sim.risks.world import CAMP_THREAT
from tests.processes.given import case, mission, with_paths, with_risk

START = case().scenario.start


def shelled(indirect: float = 1.0, containers: float = 3.0) -> Case:
    """A world in which a shelling kills 2, hurts 5, and an assault kills 7 and hurts 11."""
    shelling = Kind(Fixed(2.0), Fixed(5.0), Fixed(4.0), Fixed(0.5), Fixed(containers))
    assault = replace(shelling, killed=Fixed(7.0), hurt=Fixed(11.0))
    return with_risk(
        case(),
        "attacks",
        indirect_share=Quantity(indirect),
        indirect_fire=shelling,
        complex_on_camp=assault,
    )


def attacked(
    of: Case, place: str, *, packed: int = 10, reserved: int = 0
) -> tuple[Mission, CampState | None]:
    """A place that is hit; if it is a camp, while it is being left."""
    m = mission(of, story=True)
    camp = m.camps.get(place)
    if camp is not None:
        camp.drawdown_started = True
        camp.unpacked, camp.packed, camp.reserved = 0, packed, reserved
    hit(m, place, camp, 0)
    return m, camp


def test_a_shelling_costs_what_is_configured_and_is_passed_on_to_command() -> None:
    m, camp = attacked(shelled(), "Kidal")
    assert camp is not None
    assert camp.attacks == [START]
    counts = m.counts
    assert (counts["attacks_camp"], counts["attacks_indirect_fire"]) == (1, 1)
    assert (counts["killed"], counts["killed_indirect_fire"]) == (2, 2)
    assert (counts["hurt"], counts["hurt_indirect_fire"]) == (5, 5)
    assert m.ledger.at(PEOPLE, DEAD) == 2
    assert (m.ledger.at(VEHICLES, LOST), m.ledger.at(CONTAINERS, LOST)) == (4, 3)
    assert (
        m.losses.unplanned(camp.name, VEHICLES),
        m.losses.unplanned(camp.name, CONTAINERS),
        camp.packed,
    ) == (4, 3, 7)
    assert m.under_fire["Kidal"] == START + 0.5
    m.ledger.check()


def test_an_assault_is_counted_as_one() -> None:
    m, camp = attacked(shelled(0.0), "Kidal")
    assert camp is not None
    assert [alarm.cause for alarm in camp.alarms] == [ATTACKS], "it killed several at once"
    assert m.counts["killed_complex_on_camp"] == 7
    assert m.counts["hurt_complex_on_camp"] == 11
    told_of = "Kidal is assaulted: 7 killed, 11 hurt, 4 vehicles and 3 containers lost"
    assert told_of in [line for _, line in m.story or ()]


@pytest.mark.parametrize(("packed", "reserved", "lost"), [(10, 8, 1), (10, 10, 0), (1, 0, 0)])
def test_what_a_column_was_promised_and_the_last_container_are_spared(
    packed: int, reserved: int, lost: int
) -> None:
    m, _ = attacked(shelled(), "Kidal", packed=packed, reserved=reserved)
    assert m.losses.unplanned("Kidal", CONTAINERS) == lost
    assert m.ledger.at(CONTAINERS, LOST) == lost


def test_a_hub_that_stays_loses_what_stands_in_its_yard() -> None:
    m, _ = attacked(shelled(), "Gao")
    untouched = mission(shelled())
    assert m.hubs["Gao"].yard == untouched.hubs["Gao"].yard - 3
    assert m.ledger.at(CONTAINERS, LOST) == 3
    assert m.pool.free("yard:Gao") == untouched.pool.free("yard:Gao") + 3


def test_nobody_is_hurt_by_an_attack_that_hurts_nobody() -> None:
    nothing = Kind(Fixed(0.0), Fixed(0.0), Fixed(0.0), Fixed(0.1))
    of = with_risk(case(), "attacks", indirect_share=Quantity(1.0), indirect_fire=nothing)
    m, camp = attacked(of, "Kidal")
    assert camp is not None
    assert camp.attacks == []
    assert any("nobody is hurt" in line for _, line in m.story or ())
    m.clock.run_through(START + 1.0)
    assert m.counts["evacuations_asked"] == 0


def test_a_short_alarm_does_not_end_a_longer_one() -> None:
    m, _ = attacked(shelled(), "Kidal")
    assert m.under_fire["Kidal"] == START + 0.5
    m.under_fire["Kidal"] = START + 9.0
    hit(m, "Kidal", m.camps["Kidal"], 1)
    assert m.under_fire["Kidal"] == START + 9.0


@pytest.mark.parametrize("released", [False, True])
def test_of_a_hubs_vehicles_those_that_wait_for_a_truck_are_spared(released: bool) -> None:
    m = mission(shelled())
    hub, there = m.hubs["Gao"], m.ledger.at(VEHICLES, "Gao")
    hub.released, hub.wheels, hub.parked_low_bed = released, 1, 0 if released else there - 1
    hit(m, "Gao", None, 0)
    assert m.ledger.at(VEHICLES, "Gao") == there - 1
    assert hub.wheels == (0 if released else 1)


def test_who_waits_for_equipment_to_have_gone_is_woken_when_the_last_of_it_is_hit() -> None:
    m = mission(shelled())
    hub = m.hubs["Gao"]
    hub.yard = 3
    hub.kept_containers = m.ledger.at(CONTAINERS, "Gao") - 3
    hub.kept_vehicles, hub.mark = m.ledger.at(VEHICLES, "Gao"), 0
    woken = m.clock.sleep(START + 9.0, hub.gone)
    hit(m, "Gao", None, 0)
    m.clock.run_through(START)
    assert woken.processed


RATE = 2.0
"""Attacks a day."""


def attacks(place: str, days: float, left: float | None = None) -> list[float]:
    """When a place is attacked under a steady threat, in days; it is left on a day, or not."""
    m = mission(with_paths(shelled(), {CAMP_THREAT: Path.constant(RATE)}), story=True)
    m.clock.start(attacks_on(m, place), "attacks")

    def leave() -> None:
        left = m.camps[place].closed if place in m.camps else m.hubs[place].returned
        left.reach(m.track(place), m.now)

    if left is not None:
        m.clock.at(START + left).callbacks.append(lambda _: leave())
    m.clock.run_through(START + days)
    return [day - START for day, line in m.story or () if line.startswith(f"{place} is shelled")]


@pytest.mark.parametrize("place", ["Kidal", "Gao"])
def test_each_attack_comes_when_the_threat_since_the_one_before_has_added_up(place: str) -> None:
    draws = mission(shelled()).draws
    at = 0.0
    due: list[float] = []
    while (at := at + draws.exponential(place, "camp attack", len(due)) / RATE) <= 6.0:
        due.append(at)
    assert len(due) > 5
    assert attacks(place, 6.0) == pytest.approx(due)
    assert attacks(place, 6.0, left=3.0) == pytest.approx([at for at in due if at < 3.0])
