"""One replication told."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.calendar import end_of, show_time
from sim.configuration import RunSettings, load_scenario
from sim.errors import PlanError
from sim.record.causes import NOT_CLOSED
from sim.record.outcome import OPEN, PEOPLE_OUT, Segment
from sim.record.states import Stay
from sim.scenario import Scenario
from sim.studies import replay
from sim.studies.telling import main
from tests.studies import fake

pytestmark = pytest.mark.usefixtures("model")


def test_the_story_is_dated_and_in_order(scenario: Scenario) -> None:
    told = replay(scenario, seed=3, replication=17)
    days = [day for day, _ in told.outcome.story]
    assert days == sorted(days)
    assert told.story[0].startswith(show_time(days[0]))
    assert told.story[0].endswith(" is left")


def test_the_chain_of_a_camp_sums_to_its_closure(scenario: Scenario) -> None:
    told = replay(scenario, seed=3, replication=17)
    plain = fake.run_replication(fake.prepare(scenario, 3), 17)
    for closure in plain.closures:
        chain = told.chain(closure.camp)
        assert chain["days"].sum() == pytest.approx(closure.closed - scenario.start)
        assert chain["cause"].tolist() == ["packing", "consent"]
        assert (chain["end"] - chain["start"]).dt.total_seconds().tolist() == pytest.approx(
            (chain["days"] * 86_400).tolist(), abs=1e-3
        )


def test_a_camp_without_a_chain_is_named(scenario: Scenario) -> None:
    with pytest.raises(PlanError, match=r"no camp 'Atlantis' .*allowed: "):
        replay(scenario, seed=3, replication=0).chain("Atlantis")


@pytest.mark.parametrize(("last", "said"), [("flights", "on 11 "), (NOT_CLOSED, "not by the h")])
def test_the_chain_of_the_last_people_is_told_and_equal_neighbours_are_one_piece(
    scenario: Scenario, last: str, said: str
) -> None:
    told, start = replay(scenario, seed=3, replication=0), scenario.start
    pieces = (
        Segment(start, start + 2.0, "plan", "Gao/thinning out", "kept"),
        Segment(start + 2.0, start + 5.0, "plan", "Gao/thinning out", "kept"),
        Segment(start + 5.0, start + 24.0, last, "Gao/charter/1", "waiting"),
    )
    told.outcome.chains[PEOPLE_OUT] = pieces
    lines = list(told.lines())
    first = next(n for n, line in enumerate(lines) if line.startswith("The last people out"))
    assert said in lines[first]
    assert [line.split()[4] for line in lines[first + 2 :]] == ["5.00", "19.00"]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (81.0, "left as planned on 19 Dec 2023 09:00, 3.4 days after its deadline"),
        (-12.0, "left as planned on 15 Dec 2023 12:00, 0.5 days before its deadline"),
        (0.5, "left as planned on 16 Dec 2023 00:30, less than 0.1 days after its deadline"),
        (0.0, "left as planned on 16 Dec 2023 00:00, 0.0 days before its deadline"),
    ],
)
def test_the_line_of_a_camp_says_how_late_or_early_it_was_left(
    scenario: Scenario, hours: float, said: str
) -> None:
    """By the deadline of its phase, 2b: the one of 31 December asks for it later."""
    told = replay(scenario, seed=3, replication=0)
    closures = tuple(
        replace(c, closed=end_of("2023-12-15") + hours / 24) if c.camp == "Kidal" else c
        for c in told.outcome.closures
    )
    told = replace(told, outcome=replace(told.outcome, closures=closures))
    assert next(told.told("Kidal")).startswith(f"Kidal: {said} (15 Dec 2023 24:00); ")


def test_a_window_that_ends_sooner_is_no_deadline() -> None:
    sooner = load_scenario("baseline", ["plan.camps.Kidal.window.end=2023-12-08"])
    told = replay(sooner, seed=3, replication=0)
    assert "its deadline (15 Dec 2023 24:00)" in next(told.told("Kidal"))


def test_of_a_camp_that_is_not_left_the_deadline_is_told(scenario: Scenario) -> None:
    told = replay(scenario, seed=3, replication=0)
    closures = tuple(
        replace(c, closed=float("nan"), mode=OPEN, orderly=False) if c.camp == "Kidal" else c
        for c in told.outcome.closures
    )
    told = replace(told, outcome=replace(told.outcome, closures=closures))
    line = next(told.told("Kidal"))
    assert line == "Kidal: left not by the horizon (deadline 15 Dec 2023 24:00); not orderly"


def test_the_states_of_a_camp_follow_its_chain_with_dates_and_days(scenario: Scenario) -> None:
    told, start = replay(scenario, seed=3, replication=0), scenario.start
    camp = told.outcome.closures[0].camp
    before = list(told.told(camp))
    told.outcome.states[camp] = (
        Stay("drawdown", start, start + 2.0), Stay("inspection", start + 2.0, start + 5.5),
    )  # fmt: skip
    lines = list(told.told(camp))
    assert lines[: len(before)] == before
    assert [line.split() for line in lines[len(before) :]] == [
        ["its", "states:"],
        [*show_time(start).split(), "2.00", "d", "drawdown"],
        [*show_time(start + 2.0).split(), "3.50", "d", "inspection"],
    ]


def test_everything_is_printed(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    main({scenario.name: scenario}, settings, 17)
    printed = capsys.readouterr().out
    told = replay(scenario, settings.seed, 17)
    assert printed.splitlines()[0].startswith("Replication 17 of baseline, seed 3")
    for line in told.story:
        assert line in printed
    for closure in told.outcome.closures:
        assert f"{closure.camp}: left as planned on {show_time(closure.closed)}" in printed
    assert "consent" in printed
