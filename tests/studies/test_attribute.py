"""Causes: coalitions reused where they are equal, sums that come out, chains and use of means."""

import math
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest
import yaml

from experiments.attribute import ATTRIBUTE
from sim import load_scenario
from sim.configuration.command import MISTAKE, OK
from sim.errors import ConfigurationError
from sim.record.outcome import Outcome
from sim.replication import all_off, prepare, run_replication
from sim.studies import Attribution, attribute
from sim.studies.attribute import coalitions_of
from sim.studies.coalitions import check, with_only
from sim.studies.criticality import _last, _rivals
from sim.studies.worlds import Worlds, content_hash
from tests.model.test_common_random_numbers import toy

GROUPS = {"consent": ["consent"], "security": ["attacks", "ceasefire"], "weather": ["weather"]}
N = 30
CONFIG = Path(__file__).parents[2] / "configs/attribute.yaml"


@cache
def found() -> Attribution:
    return attribute(toy(), GROUPS, N, seed=5, workers=1)


def test_shapley_values_sum_to_the_total_of_every_figure() -> None:
    effects = found().effects
    for figure, own in effects.groupby("figure"):
        shares = own.set_index("group")["shapley"]
        assert math.isclose(shares["sum"], shares["total"], abs_tol=1e-9), figure
        assert math.isclose(shares[list(GROUPS)].sum(), shares["total"], abs_tol=1e-9)
    assert effects["shapley"].abs().max() > 0.05, "something has an effect"


def test_remove_one_and_total_are_those_of_plain_runs() -> None:
    worlds = Worlds(N, 5, 1)
    runs = {
        "all": toy(),
        "none": with_only(toy(), GROUPS, ()),
        "without": with_only(toy(), GROUPS, ("security", "weather")),
    }
    last = list(toy().plan.phases)[-1]
    days = {name: s.outcomes[f"completed_{last}"].fillna(toy().end).clip(upper=toy().end)
            for name, s in worlds.samples(runs).items()}  # fmt: skip
    effects = found().effects.set_index(["figure", "group"])["remove_one"]
    assert effects[f"days_{last}", "consent"] == pytest.approx(
        (days["all"] - days["without"]).mean()
    )
    assert effects[f"days_{last}", "total"] == pytest.approx((days["all"] - days["none"]).mean())


def test_risks_of_no_group_stay_and_every_other_goes() -> None:
    groups = {"consent": ["consent"]}
    left = check(toy(), groups)
    assert "consent" not in left
    off = with_only(toy(), groups, ())
    on = {name for name, settings in off.risk.items() if settings.enabled}
    assert on == set(left)
    every = {name: [name] for name in toy().risk}
    assert content_hash(with_only(toy(), every, ())) == content_hash(all_off(toy()))
    assert with_only(toy(), every, tuple(every)).risk == toy().risk


def test_equal_coalitions_are_run_once(tmp_path: Path) -> None:
    every = coalitions_of(toy(), {**GROUPS, "nothing": []})
    assert len(every) == 16
    assert Worlds(N, 5, 1, tmp_path).missing(every) == 8 * N


def test_delays_sum_in_every_replication() -> None:
    assert 0 <= found().residual < 1e-9
    delays = found().delays
    case = prepare(toy(), 5)
    by_camp = delays.groupby("camp")["delay"].sum()
    for camp, days in case.reference_closures.items():
        closed = [c.closed for k in range(N) for c in run_replication(case, k).closures
                  if c.camp == camp]  # fmt: skip
        cut = np.nan_to_num(np.array(closed), nan=toy().end)
        assert by_camp[camp] == pytest.approx(cut.mean() - days)


def test_a_camp_that_is_still_open_closes_last_of_all() -> None:
    closures = [SimpleNamespace(camp=camp, closed=day) for camp, day in
                (("A", 9.0), ("B", float("nan")), ("C", 99.0))]  # fmt: skip
    for chains, last in ((["A", "B"], "B"), (["A"], "A"), (["A", "C"], "C")):
        outcome = SimpleNamespace(closures=closures, chains=dict.fromkeys(chains))
        assert _last(cast(Outcome, outcome)) == last


def test_means_on_the_chains_and_their_use() -> None:
    table = found().criticality
    causes = table[table["kind"] == "cause"]
    order = list(zip(-causes["last"], -causes["any"], causes["name"], strict=True))
    assert order == sorted(order), "equal ones by name, whatever the hash of a text is"
    means = table[table["kind"] == "means"].set_index("name")
    assert ((means["last"] <= means["any"]) & means["any"].between(0, 1)).all()
    used = means["use"].dropna()
    assert used.between(0, 1 + 1e-9).all()
    assert used["groups:Home"] > 0
    assert means.loc["groups:Home", "units"] == pytest.approx(1.0)
    waited = means.loc[
        [name for name in means.index if name.startswith(("search", "groups"))], "any"
    ]
    assert waited.max() > 0, "Alpha and Bravo share one group and one search team"


def test_what_may_be_as_critical_as_the_first_of_its_kind_is_marked() -> None:
    """The title named one of two equals. Of a hundred worlds, the second lies on the chain in as
    many, in others; the third in twenty fewer, where the first lies as well."""
    names = ("first", "second", "third")
    on = [range(80), range(20, 100), range(60)]
    lasts = [{("means", name) for name, where in zip(names, on, strict=True) if k in where}
             for k in range(100)]  # fmt: skip
    table = pd.DataFrame({"kind": "means", "name": names})
    assert _rivals(table, lasts) == [True, True, False]
    own = found().criticality
    assert own.groupby("kind")["rival"].first().all()
    assert not own.loc[own["last"] == 0.0, "rival"].all()


def test_the_groups_of_the_configuration_hold_every_risk_once() -> None:
    """A new risk belongs into a group of configs/attribute.yaml."""
    groups = yaml.safe_load(CONFIG.read_text())["groups"]
    assert check(load_scenario("baseline"), groups) == []
    assert len(groups) == 8


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"a": ["nothing"]}, "there is no risk 'nothing'"),
        ({"a": ["consent"], "b": ["consent"]}, "is in 'a' too"),
        ({}, "0 groups of causes"),
        ({f"g{i}": [] for i in range(9)}, "9 groups of causes"),
    ],
)
def test_groups_that_make_no_sense_are_refused(groups: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        check(toy(), groups)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_with_every_risk_off_one_run_does_for_all_256(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ATTRIBUTE.main(["scenario=toy", "run.replications=4", "run.workers=1"]) == OK
    said = capsys.readouterr().out
    assert "256 coalitions of 8 groups of causes: 4 replications, about" in said
    (place,) = (folder / "results/attribute").iterdir()
    names = {path.name for path in (place / "figures").iterdir()}
    assert {"08_tornado.png", "09_delays.svg", "10_criticality.csv"} <= names
    effects = pd.read_csv(place / "tables/effects.csv")
    assert (effects[["remove_one", "add_one", "shapley"]] == 0).all(axis=None)


def test_a_mistake_in_a_group_ends_with_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["groups.attacks_and_ceasefire=[trucks]", "run.replications=4"]
    assert ATTRIBUTE.main(wrong) == MISTAKE
    said = capsys.readouterr().err
    assert "groups.attacks_and_ceasefire: there is no risk 'trucks'" in said
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("folder")
def test_groups_are_made_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A path holds no space, so that names of several words are written with underscores."""
    fewer = [f"~groups.{name}" for name in yaml.safe_load(CONFIG.read_text())["groups"]]
    fewer = [asked for asked in fewer if asked != "~groups.imports_and_customs"]
    assert ATTRIBUTE.main([*fewer, "+groups.what_is_left=[consent,flights]", "check=true"]) == OK
    said = capsys.readouterr().out
    assert "  imports and customs: imports, supply\n" in said
    assert "  what is left: consent, flights\n" in said
