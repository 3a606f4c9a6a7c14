"""Every figure: its files, its table, its bytes, and what is wrong with a folder."""

import dataclasses
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.path import Path as Line

from sim.calendar import end_of, to_day
from sim.errors import ResultsError
from sim.plan.capacity import capacity_sheet
from sim.plan.sheet_rows import sheet_rows
from sim.report import capacity, closures, completion, convergence, headline, inputs, network_map
from sim.report.figures import STUDIES, draw_forecast, draw_study
from sim.report.forecast_folder import Results, read_results
from sim.report.input_table import density, inputs_of, inputs_table
from sim.report.style import (
    DOTS_PER_INCH,
    month_axis,
    new_figure,
    panel,
    phase_colours,
    save,
)
from sim.statistics.proportions import proportion
from tests.report.synthetic import write_results

N = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("results")
    write_results(directory, n=N)
    return directory


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return read_results(folder)


@pytest.mark.slow
def test_a_forecast_leaves_every_figure_three_times_with_what_made_it(folder: Path) -> None:
    written = draw_forecast(folder)
    assert all(path.parent == folder / "figures" and path.stat().st_size > 100 for path in written)
    names = sorted({path.stem for path in written})
    assert names[:3] == ["01_network_map", "02_capacity", "02_inputs"]
    assert names[-5:] == ["03_headline", "04_completion", "05_closures", "06_convergence",
                          "15_exceedance"]  # fmt: skip
    for name in names:
        kinds = {path.suffix for path in written if path.stem == name}
        assert kinds == {".png", ".svg", ".csv"}


def test_every_study_with_pictures_is_drawn_by_its_name(folder: Path, tmp_path: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    shown = {*manifest, "scenarios"}
    for study in ("efficiency", *STUDIES):
        said = {**manifest, "study": study, "scenarios": [manifest["scenario"]]}
        assert shown == said.keys()
        (tmp_path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
        told = "has tables and no figures" if study == "efficiency" else r"\.csv is missing"
        with pytest.raises(ResultsError, match=told):
            draw_study(tmp_path)


def test_a_table_of_another_version_is_told(folder: Path, tmp_path: Path) -> None:
    """A column that an older version did not write, or a newer one calls otherwise."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said = {**manifest, "study": "ranking", "figure": "met_mean", "scenarios": []}
    (tmp_path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    (tmp_path / "tables").mkdir()
    row = {"figure": ["met_mean"], "input": ["a.b"], "n": [12]}
    pd.DataFrame(row).to_csv(tmp_path / "tables" / "ranking.csv", index=False)
    with pytest.raises(ResultsError, match="has no 'swing_p_adjusted'; another version"):
        draw_study(tmp_path)


def test_a_long_title_is_made_to_fit() -> None:
    figure = new_figure(6, 3, "A very long title " * 8, "foot", "and a subtitle " * 12)
    assert all(text.get_window_extent().x1 <= 6 * figure.dpi for text in figure.texts)
    short = new_figure(6, 3, "Short", "foot").texts[0]
    assert short.get_fontsize() == 13


def test_a_title_fits_as_it_is_saved_and_on_a_screen() -> None:
    """Letters are set on whole dots: made to fit a screen a title ran off the file."""
    for length in range(60, 130, 7):
        title = ("9 of 355 tried are shown to move the headline; " * 4)[:length]
        figure = new_figure(9, 3, title, "foot")
        for dots in (DOTS_PER_INCH, 100):
            figure.set_dpi(dots)
            canvas: Any = figure.canvas
            assert figure.texts[0].get_window_extent(canvas.get_renderer()).x1 < 8.9 * dots


def test_the_footer_says_n_seed_scenario_and_configuration(results: Results) -> None:
    foot = results.footer("95 % of something")
    assert f"n = {N}" in foot
    assert "master seed 5" in foot
    assert "scenario baseline" in foot
    assert results.manifest["hash"][:8] in foot
    assert foot.endswith("95 % of something")
    assert f"program {results.manifest['program'][:8]}" in foot
    old = {key: value for key, value in results.manifest.items() if key != "program"}
    assert "program" not in dataclasses.replace(results, manifest=old).footer()
    other = {**results.manifest, "program": "0" * 64}
    assert dataclasses.replace(results, manifest=other).footer() != results.footer()
    for module in (headline, completion, closures, convergence, capacity, network_map):
        texts = [text.get_text() for text in module.draw(results).figure.texts]
        assert any(text.startswith(results.footer()) for text in texts), module.__name__


def test_equal_results_give_equal_bytes(results: Results, tmp_path: Path) -> None:
    first = save(headline.draw(results), tmp_path / "first")
    second = save(headline.draw(results), tmp_path / "second")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    svg = first[1].read_text(encoding="utf-8")
    assert not re.search(r"<dc:date>", svg)


def test_the_headline_counts_what_the_outcomes_say(results: Results) -> None:
    table = headline.draw(results).table.set_index("phase")
    outcomes = results.outcomes
    phases = list(results.scenario.plan.phases)
    assert list(table.index) == [*phases, "all"]
    assert table.loc["2a", "met"] == outcomes["met_2a"].mean()
    every = outcomes[[f"met_{phase}" for phase in phases]].all(axis=1)
    assert table.loc["all", "met"] == every.mean()
    assert (table["met_and_orderly"] <= table["met"]).all()
    assert ((table["met_low"] <= table["met"]) & (table["met"] <= table["met_high"])).all()
    missing = outcomes[[f"completed_{phase}" for phase in phases]].isna()
    assert table.loc["all", "censored"] == missing.any(axis=1).sum()
    phase = table.loc["2a"]
    found = proportion(int((outcomes["binding_2a"] == phase["binding"]).sum()), N)
    assert (phase["binding_low"], phase["binding_high"]) == (found.low, found.high)


def test_the_curve_at_the_deadline_is_the_share_that_met_it(results: Results) -> None:
    table = completion.draw(results).table
    for name, phase in results.scenario.plan.phases.items():
        curve = table[table["phase"] == name]
        before = curve[curve["day"] <= phase.due]
        at = before["probability"].iloc[-1] if len(before) else 0.0
        assert at == pytest.approx((results.outcomes[f"completed_{name}"] <= phase.due).mean())
        final = results.outcomes[f"completed_{name}"].notna().mean()
        assert curve["probability"].iloc[-1] == pytest.approx(final)
        half = math.sqrt(math.log(2 / 0.05) / (2 * N))
        inside = curve[(curve["low"] > 0) & (curve["high"] < 1)]
        assert np.allclose(inside["high"] - inside["probability"], half)


def test_the_convergence_ends_at_the_headline_and_names_the_wish(results: Results) -> None:
    drawing = convergence.draw(results)
    last = drawing.table[drawing.table["n"] == N].set_index(["phase", "reading"])
    table = headline.draw(results).table.set_index("phase")
    for phase in table.index:
        for reading in ("met", "met_and_orderly"):
            row = last.loc[(phase, reading)]
            assert row["share"] == table.loc[phase, reading]
            assert row["low"] == pytest.approx(table.loc[phase, f"{reading}_low"])
    texts = [text.get_text() for text in drawing.figure.texts]
    assert any("± 3 points" in text for text in texts)
    asked = dict(results.manifest, until={"half_width": 0.2, "minimum": N})
    again = convergence.draw(dataclasses.replace(results, manifest=asked))
    assert any("± 20 points, as asked" in text.get_text() for text in again.figure.texts)
    assert again.table.loc[again.table["n"] == N, "reached"].all()
    early = dict(results.manifest, until={"half_width": 0.2})
    drawing = convergence.draw(dataclasses.replace(results, manifest=early))
    assert not drawing.table["reached"].any(), "fewer than 400"
    texts = [text.get_text() for text in drawing.figure.texts]
    assert any("are too few" in text for text in texts)
    assert any("Enough: 400 or more" in text for text in texts)


def test_closures_are_quantiles_and_shares_of_each_open_camp(results: Results) -> None:
    table = closures.draw(results).table.set_index("camp")
    assert "Ber" not in table.index  # closed before the as-of date
    tessalit = results.closures[results.closures["camp"] == "Tessalit"]
    days = np.sort(tessalit["closed"].fillna(math.inf))
    assert table.loc["Tessalit", "p50"] == days[math.ceil(N * 0.5) - 1]
    shares = table[["planned_and_orderly", "planned_not_orderly", "one_sided", "accelerated",
                    "open"]]  # fmt: skip
    assert np.allclose(shares.sum(axis=1), 1)
    assert np.allclose(table["planned_and_orderly"], table["orderly"])
    assert "planned" not in table, "tables/closures.csv calls the mode so, orderly or not"
    assert table.loc["Tessalit", "deadline"] == "2023-11-30"


def test_a_camp_never_closed_is_shown_as_such(folder: Path, tmp_path: Path) -> None:
    for name in ("manifest.json", "outcomes.parquet"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    changed = pd.read_parquet(folder / "closures.parquet")
    kidal = changed["camp"] == "Kidal"
    changed.loc[kidal, "closed"] = np.nan
    changed.loc[kidal, "mode"] = "open"
    changed.loc[kidal, "orderly"] = False
    changed.to_parquet(tmp_path / "closures.parquet", index=False)
    row = closures.draw(read_results(tmp_path)).table.set_index("camp").loc["Kidal"]
    assert row["p50_date"] == ""
    assert (row["open"], row["censored"]) == (1.0, N)


def test_the_capacity_figure_shows_the_sheet(results: Results) -> None:
    drawing = capacity.draw(results)
    sheet = capacity_sheet(results.scenario)
    assert drawing.table.to_dict("records")[0]["place"] == sheet.camps[0].camp
    assert len(drawing.table) == len(sheet_rows(sheet))
    assert sheet.verdict[0] in [text.get_text() for text in drawing.figure.texts]


def test_the_map_shows_every_camp_once_and_labels_do_not_collide(results: Results) -> None:
    drawing = network_map.draw(results)
    plan = results.scenario.plan
    main = drawing.figure.axes[0]
    names = [text.get_text() for text in main.texts]
    assert all(names.count(camp) == 1 for camp in plan.camps)
    boxes = [
        text.get_window_extent()
        for text in main.texts
        if text.get_text() in plan.camps or text.get_text().replace(".", "").isdigit()
    ]
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
    assert not any(a.overlaps(b) for a, b in pairs)
    at = network_map.positions(plan)
    for road in plan.roads:
        line = Line(main.transData.transform((at[road.a], at[road.b])))
        crossed = [t.get_text() for t in main.texts if t.get_text() in plan.camps
                   and line.intersects_bbox(t.get_window_extent(), filled=False)]  # fmt: skip
        assert not crossed, road.name
    kinds = drawing.table["kind"].value_counts()
    assert kinds["road"] == len(plan.roads)
    assert kinds["camp"] + kinds["hub"] == len(plan.camps)


def test_the_input_sheet_names_every_number_with_its_source(results: Results) -> None:
    table = inputs_table(results.scenario).set_index("input")
    assert table.index.is_unique
    rate = table.loc["tasks.packing.rate"]
    assert (rate["low"], rate["nominal"], rate["high"], rate["unit"]) == (2, 3, 5, "containers/day")
    assert rate["grade"] == "C"
    assert rate["source"]
    assert rate["as_of"] <= "2023-08-18"
    assert (table["low"] <= table["nominal"]).all()
    assert any(path.startswith("risk.attacks.") for path in table.index)
    pages = inputs.draw(results)
    drawn = {found.path for found in inputs_of(results.scenario) if found.drawn}
    shown = {path for page in pages[1:] for path in page.table["input"]}
    assert drawn <= shown


def test_every_density_is_one(results: Results) -> None:
    drawn = [found for found in inputs_of(results.scenario) if found.drawn]
    assert len(drawn) > 20
    for found in drawn:
        points, heights = density(found.given)
        assert (heights >= 0).all(), found.path
        mass = heights.sum() if found.discrete else np.trapezoid(heights, points)
        # The picture leaves out half a per cent at either end, and the grid is coarse.
        assert mass == pytest.approx(0.99, abs=0.05), found.path


def test_colours_follow_the_place_in_the_plan() -> None:
    phases = phase_colours(["a", "b", "c"])
    assert phases == phase_colours(["a", "b", "c"])
    assert len(set(phases.values())) == 3


def test_the_date_axis_has_a_tick_at_the_first_of_months() -> None:
    axes = panel(new_figure(8, 3, "", ""), 1, 1, 1, 1)
    month_axis(axes, to_day("2023-08-18"), end_of("2024-02-10"))
    ticks = ["2023-09-01", "2023-10-01", "2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"]
    assert list(axes.get_xticks()) == [to_day(tick) for tick in ticks]
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert labels == ["Sep\n2023", "Oct", "Nov", "Dec", "Jan\n2024", "Feb"]
    month_axis(axes, to_day("2023-07-01"), end_of("2023-08-17"))
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert labels == ["1 Jul\n2023", "11 Jul", "21 Jul", "1 Aug", "11 Aug"]
    month_axis(axes, to_day("2023-08-18"), end_of("2027-06-30"))
    assert 4 <= len(axes.get_xticks()) <= 12


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda d: (d / "manifest.json").unlink(), "no manifest.json"),
        (lambda d: (d / "manifest.json").write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda d: (d / "closures.parquet").unlink(), "closures.parquet is missing"),
        (lambda d: (d / "outcomes.parquet").write_bytes(b"no"), "outcomes.parquet is missing or"),
        (lambda d: _drop(d / "manifest.json", "seed"), "lacks seed"),
    ],
)
def test_a_spoilt_folder_is_refused_in_words(folder, tmp_path, spoil, told) -> None:  # type: ignore[no-untyped-def]
    for name in ("manifest.json", "outcomes.parquet", "closures.parquet"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    spoil(tmp_path)
    with pytest.raises(ResultsError, match=told):
        read_results(tmp_path)


def test_the_toy_plan_is_drawn_too(tmp_path: Path) -> None:
    write_results(tmp_path, name="toy", n=20)
    toy = read_results(tmp_path)
    for module in (network_map, capacity, headline, completion, closures, convergence):
        assert len(module.draw(toy).table)


def _drop(path: Path, key: str) -> None:
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest[key]
    path.write_text(json.dumps(manifest), encoding="utf-8")
