"""What a column loses, and from whose vehicles."""

from sim.processes.convoy import Convoy
from sim.processes.convoy_losses import lose_trucks, lose_vehicles
from sim.processes.loading import take
from sim.processes.mission import Mission
from sim.record.ledger import CONTAINERS, VEHICLES
from tests.processes import given


def escorts(m: Mission, home: str) -> Convoy:
    """A column that serves Mopti and is nothing but its escort, of some place."""
    track = m.track(f"{home}/column")
    return Convoy(track.entity, track, home, "Centre", m.camps["Mopti"], escort=8)


def test_escorts_of_a_camp_are_vehicles_that_it_drives_out_with() -> None:
    """Mopti gives escorts to its own columns: lost ones must not be driven out later."""
    m = given.mission(given.case())
    camp = m.camps["Mopti"]
    driving, there = camp.driving, m.ledger.at(VEHICLES, "Mopti")
    lose_vehicles(m, escorts(m, "Mopti"), 3)
    assert camp.driving == driving - 3
    assert m.ledger.at(VEHICLES, "Mopti") == there - 3
    assert m.losses.unplanned(camp.name, VEHICLES) == 0, "of its loads it lost none"


def test_no_more_escorts_are_lost_than_drive_there() -> None:
    m = given.mission(given.case())
    m.camps["Mopti"].driving = 2
    there = m.ledger.at(VEHICLES, "Mopti")
    lose_vehicles(m, escorts(m, "Mopti"), 5)
    assert m.camps["Mopti"].driving == 0
    assert m.ledger.at(VEHICLES, "Mopti") == there - 2


def test_escorts_of_a_hub_are_its_own() -> None:
    m = given.mission(given.case())
    driving, there = m.camps["Mopti"].driving, m.ledger.at(VEHICLES, "Gao")
    lose_vehicles(m, escorts(m, "Gao"), 3)
    assert m.camps["Mopti"].driving == driving
    assert m.ledger.at(VEHICLES, "Gao") == there - 3


def test_lost_escorts_of_a_hub_in_liquidation_do_not_drive_out_of_the_country() -> None:
    m = given.mission(given.case())
    hub = m.hubs["Gao"]
    for released, left in ((False, 9), (True, 6)):
        hub.released, hub.wheels = released, 9
        lose_vehicles(m, escorts(m, "Gao"), 3)
        assert hub.wheels == left


def test_the_camp_that_it_serves_bears_the_loss_of_its_loads_and_vehicles_on_them_are_counted() -> (
    None
):
    """Not the hub whose column it is: two trucks of ten, with two containers and a vehicle."""
    m = given.mission(given.case())
    track = m.track("Gao/column")
    convoy = Convoy(track.entity, track, "Gao", "East", m.camps["Menaka"], trucks=10)
    take(m, m.camps["Menaka"], convoy, 10, 5, 0, 0)
    lose_trucks(m, convoy, 2)
    assert (convoy.containers, convoy.low_bed) == (8, 4)
    for kind, lost in ((CONTAINERS, 2), (VEHICLES, 1)):
        assert (m.losses.unplanned("Menaka", kind), m.losses.unplanned("Gao", kind)) == (lost, 0)
    assert m.counts["vehicles_lost"] == 1


def test_supplies_are_lost_with_the_trucks_that_carry_them() -> None:
    m = given.mission(given.case())
    track = m.track("Gao/column")
    convoy = Convoy(track.entity, track, "Gao", "East", m.camps["Menaka"], trucks=10)
    convoy.supplies = 100.0, 50.0, 20.0
    lose_vehicles(m, convoy, 2)
    assert (convoy.trucks, convoy.supplies) == (8, (80.0, 40.0, 16.0))
