"""The page of a study: what it says, what it must not hold, and that it is the same each time."""

import dataclasses
import json
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from math import nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from jinja2 import UndefinedError

from experiments import report
from sim.configuration import load_scenario
from sim.errors import ResultsError
from sim.montecarlo.manifest import configuration_hash
from sim.montecarlo.reading import file_hash
from sim.report import closures, convergence, exceedance, fans, finish_cost, headline, strip
from sim.report.forecast_folder import Results, read_results
from sim.report.page import sheet
from sim.report.page.captions import CAPTIONS, SPECIAL
from sim.report.page.svg import read_svg
from sim.report.page.write import content, environment, write_report
from sim.report.style import save
from sim.statistics.deadlines import binding_table, deadlines_table, joint_table, readings_table
from tests.report.synthetic import write_balances, write_results

N = 40
VOID = {"meta", "link", "path", "use", "polyline", "circle", "br", "rect", "image"}


class Page(HTMLParser):
    """What a checker wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.pictures = 0
        self.named = 0
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "xlink:href") if name in given]
        self.ids += [given["id"]] if "id" in given else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "svg" and "aria-hidden" not in given:
            self.pictures += 1
        if tag == "title" and self.open and self.open[-1] == "svg":
            self.named += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a made-up study of the toy plan, with its tables and some of its figures."""
    directory = tmp_path_factory.mktemp("results")
    scenario = write_results(directory, name="toy", n=N)
    balances = write_balances(directory)
    results = read_results(directory)
    tables = directory / "tables"
    tables.mkdir()
    phases, outcomes = scenario.plan.phases, results.outcomes
    deadlines_table(outcomes, phases).to_csv(tables / "deadlines.csv", index=False)
    joint_table(outcomes, phases).to_csv(tables / "joint.csv", index=False)
    readings_table(outcomes, phases).to_csv(tables / "readings.csv", index=False)
    binding_table(outcomes, phases).to_csv(tables / "binding.csv", index=False)
    for drawing in (
        headline.draw(results),
        closures.draw(results),
        finish_cost.draw(results, balances),
        exceedance.draw(results),
        fans.draw(results, balances),
    ):
        save(drawing, directory / "figures")
    return directory


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return write_report(folder).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return read_results(folder)


def test_equal_results_give_an_equal_page_wherever_they_lie(folder, tmp_path, text) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "on a stick"
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "report.html":
            there = other / path.relative_to(folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    assert write_report(other).read_text(encoding="utf-8") == text


def test_the_page_needs_nothing_from_elsewhere(text: str, folder: Path) -> None:
    page = Page(text)
    assert "//" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
    assert not re.search(r"https?:|@import|<script|<iframe|<object", text)
    for link in page.links:
        assert link.startswith(("#", "data:")) or (folder / link).is_file(), link
    inside = {link[1:] for link in page.links if link.startswith("#")}
    inside |= set(re.findall(r"url\(#([^)]+)\)", text))
    assert inside <= set(page.ids)
    assert "default-src 'none'" in text


def test_captions_say_of_a_colour_what_the_figure_does() -> None:
    """Orange bars beyond 100 % under "the plan works" were said to need more than there is, and
    marks whose interval does not cross zero may be hollow, adjusted for all of them."""
    bars, marks = CAPTIONS[2].read, CAPTIONS[11].read
    assert "Red: it needs more than there is" in bars
    assert "orange: beyond 100 %, but relieved by others" in bars
    assert "crosses zero" not in marks
    assert "Filled: shown, after adjusting for all" in marks
    for caption in (*CAPTIONS.values(), *SPECIAL.values()):
        assert not re.search("[`/]", caption.read), "no code, and no path of another folder"


def test_facts_of_a_later_date_are_owned_up_to_and_marked(folder: Path) -> None:
    """It said that nothing younger informs an input, and listed 32 that are, unmarked."""
    mission = load_scenario("baseline")
    marked = [line for part in sheet.input_sheet(mission) for line in part.lines if line.static]
    assert f", but for {len(marked)} numbers that were true before" in sheet.younger(mission)
    toy = load_scenario("toy")
    assert sheet.younger(toy) == ""
    camp, own = next(iter(toy.plan.camps.items()))
    late = dataclasses.replace(own.containers, as_of=date(2030, 1, 1), static="it stood there")
    camps = {**toy.plan.camps, camp: dataclasses.replace(own, containers=late)}
    toy = dataclasses.replace(toy, plan=dataclasses.replace(toy.plan, camps=camps))
    assert ", but for 1 number that was true before" in sheet.younger(toy)
    results = dataclasses.replace(read_results(folder), scenario=toy)
    page = environment().get_template("report.html.j2").render(content(results))
    assert f"informs an input{sheet.younger(toy)}; nothing is tuned" in page
    assert f"{late.source}<br>Static: it stood there</td>" in page


def test_the_page_is_well_built(text: str) -> None:
    page = Page(text)
    assert not page.open
    assert len(page.ids) == len(set(page.ids))
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.levels, page.levels[1:], strict=False))
    assert page.pictures == page.named == 5
    assert '<html lang="en">' in text


def test_every_caption_has_n_seed_hash_interval_and_table(text: str, results: Results) -> None:
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text, re.DOTALL)
    assert len(captions) == 5
    for caption in captions:
        assert results.footer() in caption
        assert re.search(r"figures/\d\d_\w+\.csv", caption)
    assert "Wilson" in captions[0]
    names = re.findall(r'<h3 id="figure-(\w+)"', text)
    assert names == ["03_headline", "05_closures", "13_finish_cost", "15_exceedance", "16_fans"]


def test_the_headline_is_the_joint_sample(text: str, results: Results) -> None:
    phases = results.scenario.plan.phases
    share = results.outcomes[[f"met_{name}" for name in phases]].all(axis=1).mean()
    lead = re.search(r'<p class="lead">(.*?)</p>', text, re.DOTALL)
    assert lead is not None
    assert f"{100 * share:.1f}\N{NO-BREAK SPACE}%" in lead[1]
    row = re.search(r"<tr><th[^>]*>Every phase, in the same replication.*?</tr>", text)
    assert row is not None
    assert f"{100 * share:.1f}\N{NO-BREAK SPACE}%" in row[0]


def test_the_command_makes_the_same_study_again(folder: Path, tmp_path: Path) -> None:
    for path in (*folder.glob("*.parquet"), *folder.glob("tables/*")):
        there = tmp_path / path.relative_to(folder)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(path.read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"scenario": "toy+early_packing", "overrides": ["tasks.x.y=3"],
                 "search": ["my files"]}  # fmt: skip
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = write_report(tmp_path).read_text(encoding="utf-8")
    told = re.search(r"<pre><code>(.*?)</code>", text)
    assert told is not None
    for word in ("experiments/forecast.py -cd &#39;my files&#39; scenario=toy",
                 "mitigation=[early_packing]",
                 "tasks.x.y=3", "run.seed=5", f"run.replications={N}"):  # fmt: skip
        assert word in told[1]
    assert "None was drawn" in text


def test_what_a_table_says_is_escaped(folder: Path, tmp_path: Path) -> None:
    for path in (*folder.glob("*.parquet"), *folder.glob("*.json"), *folder.glob("tables/*")):
        there = tmp_path / path.relative_to(folder)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(path.read_bytes())
    checks = pd.DataFrame(
        {"check": ["a", "b", "c"], "title": ["<b>refusals</b> & more", "speed", "never seen"],
         "unit": ["share", "km/day", "persons"], "mean": [0.5, 1234.5, nan],
         "mean_low": [0.45, 1230.5, nan], "mean_high": [0.55, 1238.5, nan],
         "p10": [0.4, 1000, nan],
         "p90": [0.6, 1500, nan], "low": [0.55, 900, 1], "value": [0.68, 950, 2],
         "high": [0.8, 2000, 3], "inside": [False, True, False],
         "explanation": ["too low", nan, nan],
         "grade": "C", "as_of": "2023-08-18", "source": ["a letter", nan, nan], "n": [40, 40, 0]}
    )  # fmt: skip
    checks.to_csv(tmp_path / "tables" / "output_checks.csv", index=False)
    text = write_report(tmp_path).read_text(encoding="utf-8")
    assert "&lt;b&gt;refusals&lt;/b&gt; &amp; more" in text
    section = text.partition('<h2 id="checks">')[2].partition("</section>")[0]
    cells = [
        re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>.*?</t[dh]>", section)
    ]
    for said in ("0.55–0.8 share", "outside: too low", "900–2,000 km/day", "inside", "0.4 – 0.6",
                 "nothing of the kind happened", "Plausible range", "C", "a letter"):  # fmt: skip
        assert said in cells


def test_a_name_that_is_not_there_is_an_error() -> None:
    template = environment().from_string("{{ nothing }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_without_the_headline_there_is_no_page(folder: Path, tmp_path: Path) -> None:
    for path in (*folder.glob("*.parquet"), *folder.glob("*.json")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ResultsError, match=r"joint\.csv is missing"):
        write_report(tmp_path)


def test_figures_inside_a_page_share_no_names(folder: Path) -> None:
    paths = sorted((folder / "figures").glob("*.svg"))
    found = [read_svg(path, f"{path.stem}-") for path in paths]
    names = [re.findall(r' id="([^"]+)"', svg.markup) for svg in found]
    assert sum(map(len, names)) == len({name for own in names for name in own})
    assert all(
        len(svg.markup) < path.stat().st_size for svg, path in zip(found, paths, strict=True)
    )


def test_the_page_is_of_a_forecast_and_what_goes_with_it_is_looked_for_first(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    said = json.loads((folder / "manifest.json").read_text("utf-8")) | {"study": "compare"}
    (tmp_path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ResultsError, match=r"is a study 'compare', no forecast: .*--with"):
        read_results(tmp_path)

    def drawn(_: Path) -> None:
        raise AssertionError("drawn before the folders were looked at")

    monkeypatch.setattr("sim.report.figures.draw_forecast", drawn)
    for option, told in (("--with", "holds no figures"), ("--models", "no manifest.json")):
        wrong = str(tmp_path / "nowhere")
        monkeypatch.setattr("sys.argv", ["report.py", str(folder), option, wrong])
        assert report.main() == 2
        assert told in capsys.readouterr().err


@pytest.mark.parametrize("edited", ["cause,share\nnothing,1\n", "phase,cause\n", ""])
def test_a_table_that_was_edited_is_named_and_no_traceback(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, edited: str,
) -> None:  # fmt: skip
    here = shutil.copytree(folder, tmp_path / "results")
    table = here / "tables" / "binding.csv"
    path = here / "manifest.json"
    noted = json.loads(path.read_text("utf-8")) | {"tables": {"tables/binding.csv": "0" * 64}}
    noted["hash"] = configuration_hash(noted["configuration"])
    path.write_text(json.dumps(noted), encoding="utf-8")
    table.write_text(edited, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["report.py", str(here), "--as-drawn"])
    assert report.main() == 2
    assert "binding.csv" in capsys.readouterr().err
    noted["tables"] = {"tables/binding.csv": file_hash(table)}
    path.write_text(json.dumps(noted), encoding="utf-8")
    if edited:  # as we wrote it: a mistake of the program, which is not to be hidden
        with pytest.raises((KeyError, TypeError, ValueError)):
            report.main()


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
