"""Figures of a page: whole, of their study, and of what the replications say."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.errors import ResultsError
from sim.report import convergence, exceedance, fans, finish_cost, headline, strip
from sim.report.forecast_folder import Results, read_results
from sim.report.page.svg import read_svg
from sim.report.page.write import write_report
from sim.report.style import save
from tests.report.built import N, Page
from tests.report.synthetic import write_results


def test_figures_inside_a_page_share_no_names(folder: Path) -> None:
    paths = sorted((folder / "figures").glob("*.svg"))
    found = [read_svg(path, f"{path.stem}-") for path in paths]
    names = [re.findall(r' id="([^"]+)"', svg.markup) for svg in found]
    assert sum(map(len, names)) == len({name for own in names for name in own})
    assert all(
        len(svg.markup) < path.stat().st_size for svg, path in zip(found, paths, strict=True)
    )


def test_a_figure_that_was_cut_short_is_told(folder: Path, tmp_path: Path) -> None:
    whole = next((folder / "figures").glob("*.svg")).read_text(encoding="utf-8")
    cut = tmp_path / "03_headline.svg"
    cut.write_text(whole[: len(whole) // 2], encoding="utf-8")
    with pytest.raises(ResultsError, match="no whole SVG of a figure; draw the figures again"):
        read_svg(cut, "a-")


def test_finish_and_cost_belong_to_one_replication(results: Results) -> None:
    balances = results.sample("balances")
    assert balances is not None
    points = finish_cost.sample(results, balances).set_index("replication")
    own = balances[balances["replication"] == 3]
    finish = float(points["finish"].iloc[3])
    phases = [f"completed_{name}" for name in results.scenario.plan.phases]
    assert finish == results.outcomes.loc[3, phases].max()
    before = results.scenario.status.spent.value
    cost = before + np.interp(finish, own["day"], own["spent"])
    assert points.loc[3, "cost"] == pytest.approx(cost)
    table = finish_cost.table_of(results, balances)
    curves = table[table["part"] == "frontier"]
    for row in curves[np.isfinite(curves["cost"])].itertuples():
        kept = (points["finish"] <= row.day) & (points["cost"] <= row.cost)
        assert kept.mean() >= row.confidence - 1e-9


def test_what_is_complete_in_the_last_days_of_a_run_has_its_cost(results: Results) -> None:
    """The balances end at the horizon: only what is not complete by then is not drawn."""
    balances = results.sample("balances")
    assert balances is not None
    end = results.scenario.end
    last = balances[balances["day"] == balances["day"].max()].assign(day=end)
    finished = [end - 0.5] + [np.nan] * (N - 1)
    name = list(results.scenario.plan.phases)[-1]
    outcomes = results.outcomes.assign(**{f"completed_{name}": finished})
    late = dataclasses.replace(results, outcomes=outcomes)
    table = finish_cost.draw(late, pd.concat([balances, last])).table
    points = table[table["part"] == "replication"]
    assert np.isfinite(points["cost"]).tolist() == [True] + [False] * (N - 1)
    assert points["date"].iloc[0] == results.scenario.horizon.isoformat()


def test_finish_and_cost_are_drawn_where_the_last_costs_are_not_known(results: Results) -> None:
    """The balances end before the horizon: no budget then keeps both with the higher shares."""
    balances = results.sample("balances")
    assert balances is not None
    finish = finish_cost.sample(results, balances)["finish"]
    known = balances[balances["day"] <= np.quantile(finish, 0.6)]
    table = finish_cost.draw(results, known).table
    curves = table[table["part"] == "frontier"]
    assert {0.7, 0.8} <= {*curves["confidence"]}
    assert not np.isfinite(curves.loc[curves["confidence"] > 0.6, "cost"]).any()


def test_the_exceedance_counts_replications(results: Results) -> None:
    table = exceedance.table_of(results)
    killed = table[table["harm"] == "killed"].set_index("at_least")
    at = killed.index[1]
    assert killed.loc[at, "probability"] == (results.outcomes["killed"] >= at).mean()
    lost = results.closures.groupby("replication")["vehicles_lost"].sum()
    vehicles = table[table["harm"] == "vehicles_of_camps"]
    assert vehicles["at_least"].iloc[0] == lost.reindex(range(N), fill_value=0).min()


def test_the_fans_hold_their_replications(results: Results) -> None:
    balances = results.sample("balances")
    assert balances is not None
    table = fans.draw(results, balances).table
    people = table[table["balance"] == "people"].set_index("day")
    day = people.index[5]
    values = balances.loc[balances["day"] == day, "people"]
    assert people.loc[day, "p50"] == np.quantile(values, 0.5, method="inverted_cdf")
    assert (people["p05"] <= people["p95"]).all()


def test_figures_of_another_study_stand_in_their_place(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "results"
    write_results(other, name="toy", n=N, seed=9)
    save(convergence.draw(read_results(other)), other / "figures")
    page = write_report(folder, [other]).read_text(encoding="utf-8")
    names = re.findall(r'<h3 id="figure-(\d\d)', page)
    assert names == ["03", "05", "06", "13", "15", "16"]
    assert "master seed 9" in page
    save(headline.draw(read_results(other)), other / "figures")
    both = re.findall(r"Figure 3\. ([^<]*)</h3>", write_report(folder, [other]).read_text("utf-8"))
    assert both == [f"Headline (n = {N})"] * 2
    built = Page(page)
    assert len(built.ids) == len(set(built.ids))
    assert all(link.startswith(("#", "data:")) or (folder / link).is_file() for link in built.links)
    with pytest.raises(ResultsError, match="holds no figures"):
        write_report(folder, [tmp_path])


def test_the_strip_has_a_row_a_forecast(folder: Path, tmp_path: Path, results: Results) -> None:
    write_results(tmp_path, name="toy", n=N, seed=9)
    other = read_results(tmp_path)
    other.manifest["overrides"] = ["risk/attacks=hawkes"]
    drawing = strip.draw([results, other])
    assert len(drawing.table) == 2 * (len(results.scenario.plan.phases) + 1)
    rows = drawing.table[drawing.table["seed"] == 9].set_index("phase")
    name = next(iter(results.scenario.plan.phases))
    assert rows.loc[name, "met"] == other.outcomes[f"met_{name}"].mean()
    assert str(rows["forecast"].iloc[0]).startswith("risk/attacks=hawkes")
    assert (rows["pairs"] == 0).all(), "of another seed: other worlds"
    write_results(tmp_path / "of another plan", name="baseline", n=5)
    with pytest.raises(ResultsError, match="another plan"):
        strip.draw([results, read_results(tmp_path / "of another plan")])
