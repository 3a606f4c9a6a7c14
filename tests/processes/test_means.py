"""The means as kinds of things: how many of each, where, and what may be claimed after what."""

from dataclasses import replace

from sim.distributions import Quantity
from sim.pool.kinds import RANKS
from sim.processes.means import capacities, in_words
from tests.processes.given import off


def test_each_kind_has_as_many_as_there_are_where_they_are() -> None:
    scenario = off().scenario
    means = replace(
        scenario.resources,
        camp_loading_points=Quantity(2.0),
        hub_unloading_points=Quantity(3.0),
        clearing_officers=Quantity(4.0),
        inspection_teams=Quantity(5.0),
        corridor_trucks=Quantity(6.0),
        fixed_wing_aircraft=Quantity(7.0),
        charter_slots={"Gao": Quantity(8.0)},
        medevac_helicopters={"North": Quantity(9.0)},
    )
    found = {name: there for name, _, there in capacities(means, scenario.plan)}
    assert {found[f"loading:{name}"] for name in scenario.plan.closing} == {2.0}
    assert {found[f"unloading:{name}"] for name in scenario.plan.hubs} == {3.0}
    mission_wide = ("officers", "inspectors", "corridor trucks", "fixed wing")
    assert [found[name] for name in mission_wide] == [4.0, 5.0, 6.0, 7.0]
    assert (found["charter:Gao"], found["medevac:North"]) == (8.0, 9.0)
    assert "charter:Bamako" not in found
    half = replace(means, charter_slots={"Gao": Quantity(1.5)})
    assert {n: k for n, _, k in capacities(half, scenario.plan)}["charter:Gao"] == 2
    assert "loading:Gao" not in found, "it does not close"


def test_who_has_what_the_order_of_a_move_asks_for_first_may_claim_the_next() -> None:
    """Trucks, space where they go, aircraft over the road, the road, a ramp, papers, a seat."""
    order = (
        "groups:Gao",
        "yard:Gao",
        "overwatch:North",
        "unloading:Gao",
        "officers",
        "charter:Gao",
    )
    rank = {
        name: RANKS[rank]
        for name, rank, _ in capacities(off().scenario.resources, off().scenario.plan)
    }
    found = [rank[name] for name in order]
    assert found == sorted(set(found))
    axes = {rank[name] for name in rank if name.startswith("axis:")}
    (axis,) = axes
    assert rank["overwatch:North"] < axis < rank["unloading:Gao"]
    assert rank["fixed wing"] == rank["charter:Gao"] == rank["medevac:North"]
    assert rank["corridor trucks"] == rank["groups:Gao"] == rank["search:Gao"]


def test_in_words_a_kind_says_where_it_is() -> None:
    assert in_words("groups:Gao") == "convoy groups at Gao"
    assert in_words("axis:North") == "columns at once on North"
    assert in_words("officers") == "clearing officers"
