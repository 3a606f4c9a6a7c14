"""Nothing waits for what only another waiting thing would free."""

import pytest

from sim.configuration import load_scenario
from sim.processes.case import Case, make_case
from sim.replication import run_replication, set_out
from tests.model.cases import SEED
from tests.model.test_common_random_numbers import with_more

PATIENCE = 7.0
"""Days for which a column that could go may stand behind others in a queue."""


@pytest.fixture(scope="module", params=[2600, 2200], ids=lambda slots: f"{slots} slots at Gao")
def case(request: pytest.FixtureRequest) -> Case:
    """The plan with every risk off; the low yard is inside the range of what is known of it."""
    base = load_scenario("all_off")
    return make_case(with_more(base, hub_containers={"Gao": float(request.param)}), SEED)


def test_the_long_haul_goes_when_all_that_it_needs_is_free(case: Case) -> None:
    m = set_out(case, 0)
    since: dict[str, float] = {}
    longest = 0.0
    for day in range(int(m.start) + 1, int(m.last_deadline) + 1):
        m.clock.run_through(float(day))
        could_go = {
            claim.name
            for claim in m.pool.waiting
            if all(m.pool.free(kind) >= n for kind, n in claim.amounts.items())
        }
        since = {name: since.get(name, float(day)) for name in could_go}
        longest = max([longest, *(day - began for began in since.values())])
    assert longest <= PATIENCE


def test_no_camp_gives_up_loads_when_every_risk_is_off(case: Case) -> None:
    lost = {c.camp: c.containers_lost for c in run_replication(case, 0).closures}
    assert lost == dict.fromkeys(lost, 0.0)
