"""Judged inputs: found in the configuration, set one at a time, ordered by what they move."""

import dataclasses
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.ranking import RANKING
from sim import load_scenario
from sim.configuration import resolved
from sim.configuration.command import MISTAKE, OK
from sim.errors import ConfigurationError, SimError
from sim.record.outcome import Outcome
from sim.scenario import Scenario
from sim.statistics.kinds import Kind, difference
from sim.studies import ranking
from sim.studies.figures import figures_and_means_of
from sim.studies.ranking import Ranking, rank, runs_of
from sim.studies.uncertain import Setter, Uncertain, inputs
from sim.studies.worlds import Sample, Worlds
from tests.studies import fake


@cache
def base() -> Scenario:
    return load_scenario("baseline")


@cache
def found() -> Ranking:
    return rank(base(), 6, seed=5, workers=1, only="resources.search_teams")


def test_inputs_are_those_of_grade_c_with_a_range() -> None:
    by_path = {item.path: item for item in inputs(base())}
    groups = base().resources.convoy_groups["Gao"]
    one = by_path["resources.convoy_groups.Gao"]
    assert (one.value, one.low, one.high) == (groups.value, groups.low, groups.high)
    assert one.source == groups.source
    assert len(by_path) > 200
    assert all(item.low <= item.value <= item.high and item.low < item.high
               for item in by_path.values())  # fmt: skip
    graded = inputs(base(), "B")
    assert not {item.path for item in graded} & set(by_path)


def test_risks_that_are_off_have_no_judged_inputs() -> None:
    off = load_scenario("baseline", ["risk/attacks=off"])
    assert any(item.path.startswith("risk.attacks") for item in inputs(base()))
    assert not any(item.path.startswith("risk.attacks") for item in inputs(off))


def test_every_end_of_every_range_can_be_set() -> None:
    """None is refused, and each changes its own number; a few, for each takes a tenth second."""
    every = inputs(base())
    chosen = every[:: max(1, len(every) // 25)]
    runs, refused = runs_of(base(), chosen)
    assert not refused
    for item in chosen:
        for end, value in (("low", item.low), ("high", item.high)):
            assert at(resolved(runs[item.path, end]), item.path)["value"] == pytest.approx(value)


def at(plain: Any, path: str) -> Any:
    for key in path.split("."):
        plain = plain[int(key)] if isinstance(plain, list) else plain[key]
    return plain


def test_shares_still_sum_to_one() -> None:
    changed = Setter(base()).with_values({"risk.consent.start.permissive": 0.6})
    start = at(resolved(changed), "risk.consent.start")
    assert start["permissive"]["value"] == 0.6
    assert sum(item["value"] for item in start.values()) == pytest.approx(1.0)
    before = at(resolved(base()), "risk.consent.start")
    assert start["restrictive"]["value"] / start["obstructive"]["value"] == pytest.approx(
        before["restrictive"]["value"] / before["obstructive"]["value"]
    )


def test_shares_that_are_all_set_are_scaled_to_sum_to_one() -> None:
    set_to = {"permissive": 0.6, "restrictive": 0.4, "obstructive": 0.2}
    values = {f"risk.consent.start.{name}": share for name, share in set_to.items()}
    start = at(resolved(Setter(base()).with_values(values)), "risk.consent.start")
    for name, share in set_to.items():
        assert start[name]["value"] == pytest.approx(share / 1.2)


WOUNDS = {"die_in_time": 0.1, "die_late": 0.2, "die_by_road": 0.3}


@pytest.mark.parametrize(
    ("set_to", "expected"),
    [
        ({"die_late": 0.25}, [0.1, 0.25, 0.3]),
        ({"die_late": 0.4}, [0.1, 0.4, 0.4]),
        ({"die_late": 0.05}, [0.05, 0.05, 0.3]),
        ({"die_in_time": 0.5}, [0.5, 0.5, 0.5]),
        ({"die_by_road": 0.15}, [0.1, 0.15, 0.15]),
        ({"die_in_time": 0.4, "die_by_road": 0.15}, [0.15, 0.2, 0.4]),
        ({"die_in_time": 0.3, "die_late": 0.2, "die_by_road": 0.1}, [0.1, 0.2, 0.3]),
    ],
)
def test_numbers_that_may_not_fall_give_way_to_those_that_are_set(
    set_to: dict[str, float], expected: list[float]
) -> None:
    where = "risk.attacks.wounds"
    plain = Setter(base()).with_values({f"{where}.{name}": v for name, v in WOUNDS.items()})
    changed = Setter(plain).with_values({f"{where}.{name}": v for name, v in set_to.items()})
    found = at(resolved(changed), where)
    assert [found[name]["value"] for name in WOUNDS] == pytest.approx(expected)


def test_a_count_is_rounded_and_a_wrong_path_is_named() -> None:
    per_truck, floor = "tasks.loads.containers_per_truck_track", "tasks.handover.floor_people"
    values = {"resources.convoy_groups.Gao": 2.6, floor: 151.7, per_truck: 1.6}
    changed = Setter(base()).with_values(values)
    assert list(Setter(base()).values(changed, list(values)).values()) == [3, 152, 1.6]
    with pytest.raises(ConfigurationError, match=r"resources\.nothing"):
        Setter(base()).with_values({"resources.nothing": 1.0})
    with pytest.raises(ConfigurationError):
        Setter(base()).with_values({"resources.convoy_groups.Gao": -1.0})


def test_a_swing_is_that_of_plain_runs() -> None:
    path = "resources.search_teams.Gao"
    item = next(item for item in inputs(base()) if item.path == path)
    runs = {
        end: load_scenario("baseline", [f"{path}={value:g}"])
        for end, value in (("low", item.low), ("high", item.high))
    }
    samples = Worlds(6, 5, 1).samples(runs)
    mean = {
        end: sample.outcomes[[f"met_{p}" for p in base().plan.phases]].mean(axis=1)
        for end, sample in samples.items()
    }
    own = {
        row["input"]: row for row in found().ranks.query("figure == 'met_mean'").to_dict("records")
    }
    assert own[path]["swing"] == pytest.approx((mean["high"] - mean["low"]).mean())


def test_the_widest_swing_comes_first_for_every_figure() -> None:
    for _, own in found().ranks.groupby("figure"):
        assert own["swing"].abs().is_monotonic_decreasing
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
        few = own["swing_differ"] < own["n"].clip(upper=10)
        assert ((own["swing_low"] <= own["swing"]) | (few & own["swing_low"].isna())).all()


def test_the_first_are_looked_at_again_in_replications_that_did_not_choose_them() -> None:
    """What they show is that of plain runs; p is adjusted over all that were looked at."""
    again = rank(base(), 6, seed=5, workers=1, only="resources.search_teams", closer=2, times=3)
    closer = again.closer
    assert closer is not None
    pd.testing.assert_frame_equal(again.ranks, found().ranks)
    own = closer[closer["figure"] == "met_mean"].set_index("input")
    assert set(own.index) == set(found().first(2))
    assert (own["n"] == 12).all()
    path = str(own.index[0])
    item = next(item for item in inputs(base()) if item.path == path)
    samples = Worlds(18, 5, 1).samples(
        {end: scenario for (_, end), scenario in runs_of(base(), [item])[0].items()}
    )
    mean = {
        end: figures_and_means_of(sample.outcomes[6:], base())["met_mean"].to_numpy(dtype=float)
        for end, sample in samples.items()
    }
    alone = difference(mean["low"], mean["high"], Kind.PARTS)
    assert own.loc[path, "swing"] == pytest.approx(alone.difference)
    assert own.loc[path, "swing_p"] == pytest.approx(alone.p)
    count = found().ranks["input"].nunique()
    assert count > 2
    smallest = own["swing_p"].min()
    assert own["swing_p_adjusted"].min() == pytest.approx(min(1.0, count * smallest))
    said = "\n".join(again.lines())
    assert "n = 12 in the same worlds" in said
    assert "the first in replications 0 to 5. The table has the 12 after those alone" in said


def test_a_ranking_whose_own_scenario_fails_says_why() -> None:
    class Broken(Worlds):
        def samples(self, scenarios: Mapping[str, Scenario]) -> dict[str, Sample]:
            self.failed["base"] = "replication 3 of base failed"
            return {}

    with pytest.raises(SimError, match="nothing can be ranked: replication 3 of base failed"):
        ranking._rank(base(), Broken(6, 5), "met_mean", "resources.search_teams", 0, 2)


class Chance(Worlds):
    """Worlds in which no input does anything and every end is a throw of its own."""

    def samples(self, scenarios: Mapping[str, Scenario]) -> dict[str, Sample]:
        def thrown(name: str) -> pd.DataFrame:
            random = np.random.default_rng([self.seed, *name.encode()])
            return pd.DataFrame({"met_mean": random.random(self.replications)})

        return {name: Sample(of, {"outcomes": thrown(name)}) for name, of in scenarios.items()}


def test_the_second_look_does_not_remember_why_the_first_were_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The widest of 20 swings of chance, away from 0: as likely to turn round as not."""
    monkeypatch.setattr(ranking, "figures_and_means_of", lambda outcomes, _: outcomes)
    item = Uncertain("resources.search_teams.Gao", 3, 2, 4, "teams", "")
    chosen = [dataclasses.replace(item, path=f"{item.path}.{k}") for k in range(20)]
    monkeypatch.setattr(ranking, "taken", lambda *_: chosen)
    ends = {(one.path, end): base() for one in chosen for end in ("low", "high")}
    monkeypatch.setattr(ranking, "runs_of", lambda *_: ({("", "base"): base(), **ends}, {}))
    kept = []
    for seed in range(60):
        again = ranking._rank(base(), Chance(8, seed), "met_mean", "", 1, 2)
        assert again.closer is not None
        first, second = again.ranks["swing"].iloc[0], again.closer["swing"].iloc[0]
        kept.append(float(np.sign(first) * second))
    error = np.std(kept, ddof=1) / len(kept) ** 0.5
    assert abs(np.mean(kept)) < 3 * error


def test_an_end_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = [
        Uncertain("resources.search_teams.Gao", 3, 2, 4, "teams", ""),
        Uncertain("resources.search_teams.Mopti", 2, -5, 2, "teams", ""),
    ]
    runs, refused = runs_of(base(), chosen)
    assert list(refused) == [("resources.search_teams.Mopti", "low")]
    assert len(runs) == 4


@pytest.mark.parametrize("closer", [1, 2])
def test_an_end_that_fails_in_the_second_look_alone_is_told(
    model: ModuleType, capsys: pytest.CaptureFixture[str], closer: int
) -> None:
    """It vanished from the second table, and nothing said why."""

    def broken(case: fake.Case, replication: int) -> Outcome:
        if replication == 9 and case.scenario.resources.search_teams["Gao"].value == low:
            raise RuntimeError("a made-up fault")
        return fake.run_replication(case, replication)

    path, model.__dict__["run_replication"] = "resources.search_teams.Gao", broken
    low = next(item.low for item in inputs(base()) if item.path == path)
    found = rank(base(), 6, workers=1, only="resources.search_teams", closer=closer, times=2)
    assert found.first(2)[0] == path, "none moves anything: they stay in their order"
    (told,) = found.refused.to_dict("records")
    assert (told["input"], told["end"]) == (path, "low")
    assert "replication 9" in told["why"]
    left = set() if found.closer is None else set(found.closer["input"])
    assert left == set(found.first(closer)) - {path}
    assert "1 ends of ranges could not be run" in "\n".join(found.lines())
    assert "the others are run" in capsys.readouterr().err


@pytest.mark.usefixtures("model")
def test_the_program_ends_in_a_table_and_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["ranking.only=resources.hub_beds", "ranking.closer=1", "run.replications=10",
             "run.workers=1"]  # fmt: skip
    assert RANKING.main([*asked, "run.output=out"]) == OK
    said = capsys.readouterr().out
    assert "judged inputs at their low and their high" in said
    assert "The first 1 again, in 30 further replications each: 90 replications" in said
    assert len(pd.read_csv("out/tables/closer.csv")["input"].unique()) == 1
    assert {"02_ranking.png", "02_ranking.svg", "02_ranking.csv"} == {
        path.name for path in Path("out/figures").iterdir()
    }
    table = pd.read_csv("out/tables/ranking.csv")
    assert (table["swing"] == 0).all(), "the stand-in knows no beds"
    named = dict(zip(table["input"], table["label"], strict=True))
    words = "Gao: people for whom a hub has beds, its own included"
    assert named["resources.hub_beds.Gao"] == words
    assert words in said
    drawn = pd.read_csv("out/figures/02_ranking.csv")
    assert drawn["label"].tolist() == [named[path] for path in drawn["input"]]
    assert RANKING.main([*asked, "run.output=out"]) == OK
    assert "nothing has to be run" in capsys.readouterr().out
    assert RANKING.main([*asked, "check=true"]) == OK
    assert "resources.hub_beds.Gao: " in capsys.readouterr().out
    Path("out/tables/mine.csv").write_text("a\n1\n")
    fewer = [word for word in asked if not word.startswith("ranking.closer")]
    assert RANKING.main([*fewer, "ranking.closer=0", "run.output=out"]) == OK
    left = {path.name for path in Path("out/tables").iterdir()}
    assert left == {"ranking.csv", "refused.csv", "mine.csv"}, "no table of the run before"


@pytest.mark.parametrize(
    ("given", "said"),
    [("ranking.figure=luck", "there is no figure 'luck'"),
     ("ranking.times=1", "ranking.times: 1 is not allowed"),
     ("ranking.only=moon", "no judged input with a range starts with 'moon'")],
)  # fmt: skip
def test_a_mistake_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    given: str, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert RANKING.main([given]) == MISTAKE
    assert said in capsys.readouterr().err
