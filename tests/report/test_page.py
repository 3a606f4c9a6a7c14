"""The page of a study: what it says, what it must not hold, and that it is the same each time."""

import dataclasses
import json
import re
import shutil
from datetime import date
from math import nan
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import UndefinedError

from experiments import report
from sim.configuration import load_scenario
from sim.errors import ResultsError
from sim.montecarlo.manifest import configuration_hash
from sim.montecarlo.reading import file_hash
from sim.report.forecast_folder import Results, read_results
from sim.report.page import sheet
from sim.report.page.captions import CAPTIONS, SPECIAL
from sim.report.page.write import content, environment, write_report
from tests.report.built import N, Page


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


def test_a_folder_that_is_no_forecast_is_not_searched_for_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest of another program, somewhere below, was blamed, after minutes of looking."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text("[]", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["report.py", str(tmp_path)])
    assert report.main() == 2
    assert capsys.readouterr().err == f"{tmp_path} has no manifest.json\n"
