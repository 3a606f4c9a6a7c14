"""Attacks on camps: people, equipment, an alarm; nothing that is promised or the last is hit."""

from dataclasses import replace

import pytest

from sim.distributions import Fixed, Quantity
from sim.processes.camp_attack import hit
from sim.processes.case import Case
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, DEAD, LOST, PEOPLE, VEHICLES
from sim.risks.attack_kinds import Kind
from tests.processes.given import case, mission, with_risk

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
) -> tuple[Mission, list[tuple[str, int, bool]]]:
    m = mission(of, story=True)
    told: list[tuple[str, int, bool]] = []
    m.attacked = lambda camp, killed, harmful: told.append((camp.name, killed, harmful))
    camp = m.camps.get(place)
    if camp is not None:
        camp.unpacked, camp.packed, camp.reserved = 0, packed, reserved
    hit(m, place, camp, 0)
    return m, told


def test_a_shelling_costs_what_is_configured_and_is_passed_on_to_command() -> None:
    m, told = attacked(shelled(), "Kidal")
    assert told == [("Kidal", 2, True)]
    counts = m.counts
    assert (counts["attacks_camp"], counts["attacks_indirect_fire"]) == (1, 1)
    assert (counts["killed"], counts["killed_indirect_fire"]) == (2, 2)
    assert (counts["hurt"], counts["hurt_indirect_fire"]) == (5, 5)
    assert m.ledger.at(PEOPLE, DEAD) == 2
    assert (m.ledger.at(VEHICLES, LOST), m.ledger.at(CONTAINERS, LOST)) == (4, 3)
    camp = m.camps["Kidal"]
    assert (camp.vehicles_lost, camp.containers_lost, camp.packed) == (4, 3, 7)
    assert m.alarm["Kidal"] == START + 0.5
    m.ledger.check()


def test_an_assault_is_counted_as_one() -> None:
    m, told = attacked(shelled(0.0), "Kidal")
    assert told == [("Kidal", 7, True)]
    assert m.counts["killed_complex_on_camp"] == 7
    assert m.counts["hurt_complex_on_camp"] == 11
    told_of = "Kidal is assaulted: 7 killed, 11 hurt, 4 vehicles and 3 containers lost"
    assert told_of in [line for _, line in m.story or ()]


@pytest.mark.parametrize(("packed", "reserved", "lost"), [(10, 8, 1), (10, 10, 0), (1, 0, 0)])
def test_what_a_column_was_promised_and_the_last_container_are_spared(
    packed: int, reserved: int, lost: int
) -> None:
    m, _ = attacked(shelled(), "Kidal", packed=packed, reserved=reserved)
    assert m.camps["Kidal"].containers_lost == lost
    assert m.ledger.at(CONTAINERS, LOST) == lost


def test_a_hub_that_stays_loses_what_stands_in_its_yard() -> None:
    m, told = attacked(shelled(), "Gao")
    assert told == []
    untouched = mission(shelled())
    assert m.hubs["Gao"].yard == untouched.hubs["Gao"].yard - 3
    assert m.ledger.at(CONTAINERS, LOST) == 3
    assert m.pool.free("yard:Gao") == untouched.pool.free("yard:Gao") + 3


def test_nobody_is_hurt_by_an_attack_that_hurts_nobody() -> None:
    nothing = Kind(Fixed(0.0), Fixed(0.0), Fixed(0.0), Fixed(0.1))
    of = with_risk(case(), "attacks", indirect_share=Quantity(1.0), indirect_fire=nothing)
    m, told = attacked(of, "Kidal")
    assert told == [("Kidal", 0, False)]
    assert any("nobody is hurt" in line for _, line in m.story or ())
    m.clock.run_through(START + 1.0)
    assert m.counts["evacuations_asked"] == 0
