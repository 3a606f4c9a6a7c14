"""Bundles of mitigations: the frontier, the screening, what contradicts itself, other worlds."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from experiments.bundles import BUNDLES
from sim import load_scenario
from sim.configuration.command import MISTAKE, OK
from sim.distributions import Quantity
from sim.errors import ConfigurationError, Problem
from sim.record.outcome import Outcome
from sim.scenario import Scenario
from sim.studies.bundles import OTHER_WORLDS, find, frontier, search
from sim.studies.worlds import Worlds
from tests.model.test_common_random_numbers import with_more
from tests.studies import fake

GAINS = {"Kidal": 6.0, "Mopti": 4.0, "Tessalit": 2.0, "Ansongo": -3.0}
"""Days by which a made-up mitigation, named by the camp whose teams it adds, comes earlier."""
TEAMS = 20.0


def make(name: str) -> Scenario:
    base, *added = name.split("+")
    if {"Kidal", "Tessalit"} <= set(added):
        raise ConfigurationError([Problem("mitigation", "contradicts 'Kidal'")])
    scenario = load_scenario(base)
    for camp in added:
        scenario = with_more(scenario, packing_teams={camp: TEAMS})
    costs = {camp: Quantity(float(len(camp))) for camp in added}
    return dataclasses.replace(scenario, name=name, mitigations=tuple(added), costs=costs)


def helped(case: fake.Case, replication: int, **_: Any) -> Outcome:
    """Every phase comes earlier by the sum of what was chosen."""
    outcome = fake.run_replication(case, replication)
    teams = case.scenario.resources.packing_teams
    days = sum(gain for camp, gain in GAINS.items() if teams[camp].value == TEAMS)
    phases = tuple(dataclasses.replace(p, completed=p.completed - days) for p in outcome.phases)
    return dataclasses.replace(outcome, phases=phases)


def test_the_frontier_is_what_nothing_cheaper_beats() -> None:
    values = {name: np.array([value]) for name, value in
              {"": 0.0, "a": 1.0, "b": 0.5, "c": 3.0, "d": 3.0, "e": -1.0}.items()}  # fmt: skip
    costs = {"": 0.0, "a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 0.5}
    assert frontier(costs, values) == {"", "a", "c"}


def test_who_brings_as_much_for_more_is_not_on_the_frontier_by_a_last_bit() -> None:
    values = {"": np.array([0.0]), "a": np.array([0.1 + 0.2 - 2e-16]), "a+b": np.array([0.1 + 0.2])}
    assert values["a"] < values["a+b"]
    assert frontier({"": 0.0, "a": 1.0, "a+b": 2.0}, values) == {"", "a"}


def test_pairs_of_the_best_and_triples_of_the_best_pairs(model: ModuleType) -> None:
    model.__dict__["run_replication"] = helped
    worlds = Worlds(10, 3, 1)
    _, values, refused = search("baseline", list(GAINS), make, worlds, "days_all", 2)
    assert set(values) == {"", *GAINS, "Kidal+Mopti"}
    assert not refused
    _, values, refused = search("baseline", list(GAINS), make, worlds, "days_all", 3)
    assert {"Kidal+Mopti", "Mopti+Tessalit"} <= set(values)
    assert refused == {"Kidal+Tessalit": "contradicts 'Kidal'",
                       "Kidal+Mopti+Tessalit": "contradicts 'Kidal'"}  # fmt: skip


def test_gains_are_paired_and_seen_again_in_other_worlds(model: ModuleType) -> None:
    model.__dict__["run_replication"] = helped
    found = find("baseline", list(GAINS), make, Worlds(20, 3, 1), "days_all", 3)
    assert repr(found).startswith("<Bundles of baseline: 20 replications, seed 3; tables: table")
    rows: dict[str, dict[Any, Any]] = {r["bundle"]: r for r in found.table.to_dict("records")}
    assert rows["Kidal"]["gain"] == pytest.approx(6.0, abs=0.5)
    assert rows["Ansongo"]["gain"] == pytest.approx(-3.0, abs=0.5)
    assert rows["Ansongo"]["worse"] > 0.5
    assert rows[""]["gain"] == rows[""]["again"] == 0.0
    ends = ("gain_low", "gain_high", "again_low", "again_high")
    assert [rows[""][end] for end in ends] == [0.0] * 4, "it is the scenario itself"
    on = found.table[found.table["on_frontier"]]
    assert "Kidal+Mopti" in set(on["bundle"])
    assert on["again"].notna().all()
    assert found.table[~found.table["on_frontier"]]["again"].isna().all()
    assert on["gain"].is_monotonic_increasing
    assert any("Kidal+Mopti" in line for line in found.lines())
    (nothing,) = [line.split() for line in found.lines() if line.startswith("none ")]
    assert nothing == ["none", "0.0", "0", "0", "0", "%"]


def test_the_other_worlds_are_other_worlds_and_p_is_adjusted_over_all_bundles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def values_of(worlds: Worlds, scenarios: Iterable[str], _: str) -> dict[str, np.ndarray]:
        return {
            name: np.random.default_rng([worlds.seed, len(name)]).normal(0.1 * len(name), 1, 20)
            for name in scenarios
        }

    monkeypatch.setattr("sim.studies.bundles.values_of", values_of)
    worlds = Worlds(20, 3, 1)
    table = find("baseline", ["Kidal", "Mopti", "Ansongo"], make, worlds, "met_mean", 2).table
    other = values_of(
        dataclasses.replace(worlds, seed=3 + OTHER_WORLDS), ["", *table["bundle"]], ""
    )
    seen = table[table["on_frontier"] & (table["size"] > 0)]
    assert len(seen) > 0
    for row in seen.to_dict("records"):
        assert row["again"] == pytest.approx((other[row["bundle"]] - other[""]).mean())
        assert row["again"] != row["gain"]
    for p in ("p", "again_p"):
        known = table[table[p].notna()]
        expected = multipletests(known[p], method="holm")[1]
        assert known[f"{p}_holm"].to_numpy() == pytest.approx(expected)


@pytest.mark.usefixtures("model")
def test_the_program_ends_in_a_table_and_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["bundles.mitigations=[more_escorts,air_overwatch,early_packing]", "run.workers=1",
             "run.replications=10"]  # fmt: skip
    assert BUNDLES.main([*asked, "run.output=out"]) == OK
    assert {"12_frontier.png", "12_frontier.svg", "12_frontier.csv"} == {
        path.name for path in Path("out/figures").iterdir()
    }
    table = pd.read_csv("out/tables/bundles.csv")
    assert len(table) == 1 + 3 + 3 + 1
    assert (table["cost"].diff().dropna() >= 0).all()
    assert BUNDLES.main([*asked, "check=true"]) == OK
    assert "more_escorts: USD " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "said"),
    [("bundles.mitigations=[magic]", "magic.yaml"), ("bundles.figure=luck", "there is no figure")],
)
def test_a_mistake_ends_with_2(
    model: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], given: str, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for more in (["run.replications=2", "run.workers=1"], ["check=true"]):
        code = BUNDLES.main([given, *more])
        told = capsys.readouterr()
        assert said in told.err
        assert not told.out
        assert code == MISTAKE


@pytest.mark.parametrize(
    ("given", "there", "out"),
    [
        ([], "more_escorts", "prepositioned_fuel"),
        (["bundles.leave_out=[]"], "prepositioned_fuel", ""),
        (["bundles.leave_out=[more_escorts]"], "prepositioned_fuel", "more_escorts"),
        (["bundles.mitigations=[prepositioned_fuel]"], "prepositioned_fuel", "more_escorts"),
    ],
)
def test_what_nobody_can_order_any_more_is_left_out_unless_it_is_named(
    model: ModuleType, given: list[str], there: str, out: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert BUNDLES.main([*given, "check=true"]) == OK
    offered = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert there in offered
    assert out not in offered
