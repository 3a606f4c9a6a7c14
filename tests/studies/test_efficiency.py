"""Other ways of drawing beside plain sampling: each on the replications that it names."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.configuration import RunSettings, load_scenario
from sim.errors import ConfigurationError
from sim.processes.case import Case
from sim.replication import prepare, run_replication, set_out
from sim.risks.world import CONSENT
from sim.studies.efficiency import (
    DESIGN,
    drawn,
    efficiency,
    lines,
    main,
    mirrored,
    regime_days,
    spread,
)
from sim.studies.worlds import Worlds

N, SEED = 12, 3


@pytest.fixture(scope="module")
def case() -> Case:
    return prepare(
        load_scenario("toy", ["risk/consent=baseline", "risk.consent.worse_sectors=[]"]), SEED
    )


def test_the_controls_are_the_regimes_that_the_replication_meets(case: Case) -> None:
    end = max(phase.due for phase in case.scenario.plan.phases.values())
    sectors = sorted({camp.sector for camp in case.scenario.plan.camps.values()})
    world = set_out(case, 5).world
    met = [world.path(CONSENT, s).integral(case.scenario.start, end) for s in sectors]
    assert regime_days(case, [5]).tolist() == [met]


def test_a_row_a_figure_and_method_on_the_same_replications(case: Case) -> None:
    worlds = Worlds(N, SEED, workers=1)
    outcomes = worlds.samples({"toy": case.scenario})["toy"].outcomes
    mirrors = drawn(worlds, case.scenario, mirrored, N // 2)
    designs = drawn(worlds, case.scenario, spread, 2 * DESIGN)
    table = efficiency(case, outcomes, mirrors, designs, seconds_each=0.1, worlds=3)
    n = {"plain": N, "control variate": N, "antithetic": N, "latin hypercube": 2 * DESIGN}
    assert table.groupby("method")["n"].first().to_dict() == n
    plain = table[table["method"] == "plain"].set_index("figure")
    for name in case.scenario.plan.phases:
        assert plain.loc[f"met_{name}", "share"] == outcomes[f"met_{name}"].mean()
    seconds = table.groupby("method")["seconds"].first()
    assert seconds["plain"] == pytest.approx(0.1 * N)
    assert seconds["control variate"] > seconds["plain"]
    assert seconds["antithetic"] == pytest.approx(0.1 * N)
    assert len(lines(case.scenario, table, SEED)) == 3 + table["figure"].nunique()


def test_a_way_is_said_to_pay_where_its_whole_interval_lies_above_1(case: Case) -> None:
    rows = [("plain", 1.0, 1.0, 1.0), ("a", 1.5, 0.9, 2.0), ("b", 1.5, 1.1, 2.0),
            ("c", np.nan, np.nan, np.nan), ("d", np.inf, np.nan, np.nan)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["method", "gain", "gain_low", "gain_high"])
    table = table.assign(figure="met_all", n=12, share=0.5, low=0.4, high=0.6)
    told = lines(case.scenario, table, SEED)[-1]
    for said in ("gain 1.50 (0.90–2.00)", "gain 1.50 (1.10–2.00), pays", "never varied",
                 "gain not known"):  # fmt: skip
        assert said in told
    assert told.count("pays") == 1


def test_a_mirrored_and_a_spread_replication_are_the_same_alone_and_not_the_plain_one(
    case: Case,
) -> None:
    plain = run_replication(case, 3)
    for run_one in (mirrored, spread):
        assert repr(run_one(case, 3)) == repr(run_one(case, 3))  # from 3.13 on nan is not nan
        assert repr(run_one(case, 3)) != repr(plain)


def test_no_control_varies_with_consent_off() -> None:
    off = prepare(load_scenario("toy"), SEED)
    assert np.ptp(regime_days(off, range(4)), axis=0).max() == 0.0


def test_too_few_replications_for_the_control_variates_are_refused_before_any_is_run(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    least = regime_days(case, [0]).shape[1] + 2
    run = RunSettings(least - 1, SEED, workers=1, output=str(tmp_path / "out"))
    with pytest.raises(ConfigurationError, match=f"too few.*allowed: {least} or more"):
        main(case.scenario, run)
    assert not (tmp_path / "out").exists()
    main(case.scenario, RunSettings(least, SEED, workers=1, output=str(tmp_path / "out")))
    assert (tmp_path / "out/tables/efficiency.csv").is_file()
    half = max(least // 2, 2)
    said = f"With {half} mirrored ones and 40 in Latin hypercubes: {least + half + 40} replications"
    assert said in capsys.readouterr().out, "all that is run is told, not the plain ones alone"
