"""What deserves a second look is told, and nothing else."""

from dataclasses import replace
from datetime import date

from sim.configuration import load_scenario
from sim.distributions import Quantity
from sim.scenario import Scenario
from sim.studies.check import describe
from sim.studies.notes import notes


def people(of: Scenario, camp: str, number: float) -> Scenario:
    state = replace(of.status.camps[camp], people=Quantity(number))
    return replace(of, status=replace(of.status, camps={**of.status.camps, camp: state}))


def test_the_missions_that_are_there_raise_no_question() -> None:
    for name in ("baseline", "july", "toy"):
        assert list(notes(load_scenario(name))) == []
    assert "to look at:" not in "\n".join(describe(load_scenario("baseline")))


def test_a_camp_that_no_phase_asks_for_is_told() -> None:
    of = load_scenario("baseline")
    phases = {name: replace(phase, camps=()) for name, phase in of.plan.phases.items()}
    told = list(notes(replace(of, plan=replace(of.plan, phases=phases))))
    assert len(told) == len(of.plan.closing)
    assert "no phase asks for Kidal: it is left all the same, and judged by none" in told


def test_a_camp_that_is_late_is_told_and_one_that_was_closed_is_not() -> None:
    of = load_scenario("baseline")
    later = replace(of, status=replace(of.status, as_of=date(2023, 9, 1)))
    told = list(notes(later))
    assert "Goundam is late at the start: its window ended on 31 Aug 2023" in told
    assert not any("Ber" in note for note in told)


def test_more_people_than_there_can_be_are_told() -> None:
    of = people(load_scenario("baseline"), "Kidal", 3000.0)
    assert list(notes(of)) == ["3,000 people are in Kidal, whose full strength is 1,400"]
    repatriated = replace(of.status, people_repatriated=Quantity(9000.0))
    (_, told) = notes(replace(of, status=repatriated))
    assert told.startswith("22,")
    assert "are in the camps or repatriated" in told


def test_a_hub_that_is_never_given_back_is_told() -> None:
    of = load_scenario("baseline")
    assert of.plan.liquidation is not None
    returns = {name: at for name, at in of.plan.liquidation.hub_return.items() if name != "Gao"}
    liquidation = replace(of.plan.liquidation, hub_return=returns)
    told = list(notes(replace(of, plan=replace(of.plan, liquidation=liquidation))))
    assert told == ["plan.liquidation.hub_return leaves out Gao: it is never given back"]
    assert f"    {told[0]}" in describe(replace(of, plan=replace(of.plan, liquidation=liquidation)))
