"""The decision calendar: what helps until when, by a made-up model whose answer is known."""

import dataclasses
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from experiments.decisions import DECISIONS
from sim.calendar import to_day
from sim.configuration.command import MISTAKE, OK
from sim.distributions import Quantity
from sim.errors import ConfigurationError
from sim.record.outcome import Outcome
from sim.report import decisions
from sim.report.study import read_study
from sim.scenario import Scenario
from sim.studies.decisions import _sentence, days_of, decide, last_days, verdict
from sim.studies.worlds import Worlds
from tests.studies import fake

LAST = date(2023, 10, 20)
"""In the made-up model four groups bring five days if they are there by this day."""
ASKED = ["decisions.mitigations=[more_escorts]", "decisions.figure=days_all", "run.workers=1",
         "run.replications=12", "run.output=out"]  # fmt: skip


def helped(case: fake.Case, replication: int, **_: Any) -> Outcome:
    """Every phase comes five days earlier where a fourth group stands at the hub in time."""
    outcome = fake.run_replication(case, replication)
    there = any(
        stage.day <= LAST and stage.scenario.resources.convoy_groups["Gao"].value == 4
        for stage in case.scenario.stages
    )
    if not there:
        return outcome
    phases = tuple(dataclasses.replace(p, completed=p.completed - 5) for p in outcome.phases)
    return dataclasses.replace(outcome, phases=phases)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_last_day_is_the_last_from_which_the_effect_comes_in_time(
    model: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    model.__dict__["run_replication"] = helped
    days = "decisions.dates=[2023-08-18,2023-09-01,2023-10-01,2023-12-01]"
    assert DECISIONS.main([*ASKED, days]) == OK
    table = pd.read_csv("out/tables/decisions.csv")
    lead = {to_day(row["begins"]) - to_day(row["ordered"]) for row in table.to_dict("records")}
    assert len(lead) == 1
    for row in table.to_dict("records"):
        in_time = to_day(row["begins"]) <= to_day(LAST)
        assert row["verdict"] == ("helps" if in_time else "nothing")
        assert row["gain"] == pytest.approx(5.0 if in_time else 0.0, abs=1e-6)
    assert set(table["verdict"]) == {"helps", "nothing"}
    (last,) = pd.read_csv("out/tables/last_days.csv").to_dict("records")
    assert last["helps_until"] == last["may_help_until"]
    assert last["helps_until"] == table.loc[table["verdict"] == "helps", "ordered"].max()
    assert f"shown to help if ordered by {last['helps_until']}" in capsys.readouterr().out
    assert {path.name for path in Path("out/figures").iterdir()} == {
        "17_decisions.png", "17_decisions.svg", "17_decisions.csv"
    }  # fmt: skip
    written = [text.get_text() for text in decisions.draw(read_study(Path("out"))).figure.texts]
    told = "Student, none where fewer than 10, and not all, differ"
    assert any(f"95 % intervals of the paired difference ({told})" in text for text in written)


def test_what_is_not_sure_is_not_called_help() -> None:
    known = {"gain": 1.0, "equal": 0.5}
    assert verdict({**known, "p_holm": 0.04}) == "helps"
    assert verdict({**known, "p_holm": 0.06}) == "cannot tell"
    assert verdict({**known, "gain": -1.0, "p_holm": 0.04}) == "harms"
    assert verdict({**known, "equal": 1.0, "p_holm": float("nan")}) == "nothing"


def test_the_last_days_of_a_table_by_hand() -> None:
    rows = [
        ("a", "2023-09-01", "helps", 1.0, 2.0),
        ("a", "2023-10-01", "cannot tell", 0.2, 1.0),
        ("a", "2023-11-01", "harms", -2.0, -1.0),
        ("b", "2023-09-01", "cannot tell", -0.5, 0.4),
        ("c", "2023-09-01", "cannot tell", 0.1, 0.3),
        ("c", "2023-10-01", "nothing", 0.0, 0.0),
        ("c", "2023-11-01", "cannot tell", 1e-17, 0.2),
        ("d", "2023-10-01", "harms", -1.0, -0.5),
        ("d", "2023-09-01", "helps", 1.0, 2.0),
        ("d", "2023-11-01", "helps", 1.0, 2.0),
        ("e", "2023-09-01", "cannot tell", -0.1, 0.2),
        ("e", "2023-10-01", "helps", 1.0, 2.0),
        ("f", "2023-09-01", "helps", 1.0, 2.0),
        ("f", "2023-10-01", "helps", 1.0, 2.0),
    ]
    table = pd.DataFrame(rows, columns=["mitigation", "ordered", "verdict", "gain", "gain_high"])
    found = last_days(table.assign(cost=1.0, n=10)).set_index("mitigation")
    assert found["helps_until"].to_dict() == {
        "a": "2023-09-01", "b": "", "c": "", "d": "2023-09-01", "e": "", "f": "2023-10-01"
    }, "by a day: on every one tried before it too"  # fmt: skip
    assert found["may_help_until"].to_dict() == {
        "a": "2023-10-01", "b": "", "c": "2023-09-01", "d": "2023-11-01", "e": "2023-10-01",
        "f": "2023-10-01"
    }  # fmt: skip
    said = {name: _sentence(row) for name, row in found.to_dict("index").items()}
    assert said == {
        "a": "shown to help if ordered by 2023-09-01; it may help until 2023-10-01",
        "b": "not shown to help on any day tried",
        "c": "not shown to help on any day tried; it may help until 2023-09-01",
        "d": "shown to help if ordered by 2023-09-01; it may help until 2023-11-01",
        "e": "shown to help on 1 of 2 days tried, not on the first; it may help until 2023-10-01",
        "f": "shown to help on every day tried, to 2023-10-01",
    }


def test_p_is_adjusted_over_every_mitigation_and_day(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = np.random.default_rng(3)
    base = generator.normal(size=30)
    paid = dataclasses.replace(scenario, costs={"before": Quantity(4.0)})
    dearer = dataclasses.replace(paid, costs={**paid.costs, "one": Quantity(2.5)})
    made = {(name, date(2023, month, 1)): dearer for name in ("a", "b") for month in (9, 10)}
    values = {f"{name} {day}": base + generator.normal(0.4, 1.0, 30) for name, day in made}
    monkeypatch.setattr("sim.studies.decisions.values_of", lambda *_: {"": base, **values})
    table = decide(paid, made, pd.DataFrame(), Worlds(30, 1, 1)).table
    assert table["p_holm"].to_numpy() == pytest.approx(multipletests(table["p"], method="holm")[1])
    assert table["gain"].tolist() == pytest.approx([(v - base).mean() for v in values.values()])
    assert table["cost"].tolist() == [2.5] * 4
    assert table["gain_differ"].tolist() == [30] * 4


@pytest.mark.parametrize("step", [27, 28])
def test_without_days_the_calendar_runs_to_the_last_deadline(scenario: Scenario, step: int) -> None:
    """From 18 August to 31 December it is five times 27 days: the last day is among them."""
    days = days_of(scenario, (), step)
    assert days[0] == scenario.status.as_of
    assert {(b - a).days for a, b in pairwise(days)} == {step}
    last = max(phase.deadline for phase in scenario.plan.phases.values())
    assert 0 <= (last - days[-1]).days < step


def test_a_day_that_is_past_or_none_is_refused(scenario: Scenario) -> None:
    with pytest.raises(ConfigurationError) as caught:
        days_of(scenario, ("2023-08-01", "soon", "20230901", "2024-01-01"), 28)
    assert [problem.what for problem in caught.value.problems] == [
        "2023-08-01 is past already", "'soon' is no day", "'20230901' is no day",
        "2024-01-01 is too late to help",
    ]  # fmt: skip


@pytest.mark.usefixtures("model")
def test_what_the_plan_fixes_cannot_be_ordered_later(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["decisions.mitigations=[postponed_deadline]", *ASKED[1:]]
    assert DECISIONS.main([*asked, "decisions.dates=[2023-08-18,2023-10-01]", "check=true"]) == OK
    said = capsys.readouterr().out
    assert "postponed_deadline: can be ordered on 1 of them" in said
    assert "cannot be ordered on 2023-10-01" in said
    assert DECISIONS.main([*asked, "decisions.dates=[2023-10-01]"]) == MISTAKE
    assert "known from the start" in capsys.readouterr().err
    wrong = "decisions.mitigations=[postponed_deadline,magic]"
    for more in (["check=true"], ["run.replications=2"]):
        assert DECISIONS.main([wrong, *ASKED[1:], *more]) == MISTAKE
        assert "there is no file configs/mitigation/magic.yaml" in capsys.readouterr().err
    without = [word for word in asked if not word.startswith("decisions.figure")]
    assert DECISIONS.main([*without, "decisions.figure=luck", "check=true"]) == MISTAKE
    assert "there is no figure" in capsys.readouterr().err
