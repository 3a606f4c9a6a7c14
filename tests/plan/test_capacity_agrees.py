"""With every risk off the simulation and the capacity sheet say the same of the plan."""

from sim.configuration import load_scenario
from sim.plan.capacity import capacity_sheet
from sim.replication import prepare, run_replication


def test_all_off_meets_every_deadline_and_closes_no_camp_before_the_sheet_says_it_can() -> None:
    scenario = load_scenario("all_off")
    sheet = capacity_sheet(scenario)
    outcome = run_replication(prepare(scenario, 1), 0)
    assert sheet.feasible
    assert all(phase.met and phase.met_and_orderly for phase in outcome.phases)
    closed = {closure.camp: closure.closed for closure in outcome.closures}
    for camp in sheet.camps:
        # The sheet leaves out queues for yards and axes, and waits for the civil authority.
        assert camp.dry.earliest_closure - 1e-6 <= closed[camp.camp] <= camp.deadline
