"""The forecast as a person meets it: a table, a folder, and one message when it goes wrong."""

import dataclasses
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from experiments.forecast import FORECAST
from sim.configuration import RunSettings, load_scenario, scenario_hash
from sim.configuration.command import OK
from sim.configuration.typing import Until
from sim.errors import ConfigurationError, ResultsError
from sim.montecarlo.executors import ReplicationError
from sim.montecarlo.reading import file_hash
from sim.montecarlo.seal import sealed
from sim.plan.phases import phase_name
from sim.report.forecast_folder import foot
from sim.results import main as verify
from sim.scenario import Scenario
from sim.studies import forecast
from sim.studies.forecast import default_directory, main
from tests.studies import fake

pytestmark = pytest.mark.usefixtures("model")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(directory: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {str(path.relative_to(directory)): path.read_bytes() for path in paths}


def test_in_memory_and_on_disk_say_the_same(scenario: Scenario, settings: RunSettings) -> None:
    found = forecast(scenario, replications=20, seed=3, workers=2)
    main(scenario, settings)
    assert found.n == 20
    assert found.deadlines["phase"].tolist() == list(scenario.plan.phases)
    for name, table in found.tables().items():
        on_disk = pd.read_csv(f"out/tables/{name}.csv", keep_default_na=False)
        assert on_disk.columns.tolist() == table.columns.tolist()
        assert len(on_disk) == len(table)
    on_disk = pd.read_csv("out/tables/deadlines.csv")
    np.testing.assert_array_equal(on_disk["met"], found.deadlines["met"])
    pd.testing.assert_frame_equal(pd.read_parquet("out/outcomes.parquet"), found.outcomes)


def test_the_headline_shows_every_phase_with_both_shares(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    row = main(scenario, settings)
    printed = capsys.readouterr().out
    for name, phase in scenario.plan.phases.items():
        (line,) = [line for line in printed.splitlines() if line.startswith(f"{phase_name(name)} ")]
        assert f"{phase.deadline.day} " in line
        assert f"{100 * float(str(row[f'met_{name}'])):.1f} % (" in line
        assert f"{100 * float(str(row[f'met_and_orderly_{name}'])):.1f} % (" in line
        assert " 20 " in line
        assert "consent 100 % (83–100)" in line
    assert "all of them" in printed
    assert printed.rstrip().splitlines()[-1].startswith("Written to out/")


def test_the_headline_says_what_the_command_line_changed(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(scenario, settings, overrides=("mitigation=[]", "run.seed=3", "a.b={value: 2}", "c/d=e"))
    assert "\nWith 'a.b={value: 2}' c/d=e:\nbaseline: 20 " in capsys.readouterr().out
    main(scenario, settings)
    assert "With " not in capsys.readouterr().out


def test_the_headline_says_what_is_outside_its_range_and_what_never_happened(
    scenario: Scenario,
) -> None:
    found = forecast(scenario, replications=5, seed=3, workers=1)
    given = {"unit": "a day", "low": 1.0, "high": 2.0, "grade": "C", "explanation": "",
             "mean_low": 1.25, "mean_high": 3.5}  # fmt: skip
    checks = [
        {"title": "in", "mean": 1.5, "p10": 1.0, "p90": 1.9, "inside": True, "n": 5},
        {"title": "out", "mean": 3.0, "p10": 3.0, "p90": 3.0, "inside": False, "n": 5},
        {"title": "why", "mean": 3.0, "p10": 3.0, "p90": 3.0, "inside": False, "n": 1,
         "explanation": "it is so"},
        {"title": "none", "mean": np.nan, "p10": np.nan, "p90": np.nan, "inside": False, "n": 0},
    ]  # fmt: skip
    table = pd.DataFrame([{**given, **check} for check in checks])
    lines = dataclasses.replace(found, output_checks=table).lines()
    *rows, why = lines[-len(checks) - 1 :]
    said = [line.split(None, 1) for line in rows]
    assert [title for title, _ in said] == ["in", "out", "why", "none"]
    assert all(" (1.25 to 3.5) " in text for _, text in said[:3])
    ends = [text.rpartition("1–2 a day (C)")[2].strip() for _, text in said]
    assert ends[:3] == ["inside", "OUTSIDE", "OUTSIDE"]
    assert ends[3] == "nothing of the kind happened in any replication"
    assert why == "  why: it is so"


def test_the_manifest_says_what_was_run(scenario: Scenario, settings: RunSettings) -> None:
    given = ("risk/attacks=own", "run.workers=1", "++run.seed=3")
    main(scenario, settings, {"name": "baseline", "run": {"workers": 1}}, given, ("my files",))
    noted = json.loads(Path("out/manifest.json").read_text())
    assert noted["hash"] == scenario_hash(scenario)
    assert (noted["seed"], noted["replications"]) == (3, 20)
    assert noted["composed"] == {"name": "baseline"}
    assert noted["overrides"] == ["risk/attacks=own"]
    assert noted["search"] == ["my files"]
    assert noted["stopped"] == "all 20 replications were run"
    assert noted["sources"]
    assert {"tables/deadlines.csv", "tables/capacity.csv", "outcomes.parquet"} <= set(
        noted["tables"]
    )
    for name, digest in noted["tables"].items():
        assert file_hash(Path("out") / name) == digest


def test_again_reads_and_more_extends_to_equal_bytes(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(scenario, dataclasses.replace(settings, replications=12))
    main(scenario, settings)
    extended = contents(Path("out"))
    main(scenario, dataclasses.replace(settings, replications=8))
    assert "holds 20 replications of this scenario and seed (8 asked" in capsys.readouterr().out
    assert contents(Path("out")) == extended
    main(scenario, dataclasses.replace(settings, output="fresh", workers=2, block=3))
    assert contents(Path("fresh")) == extended


def test_tables_that_another_version_made_of_the_same_replications_are_written_anew(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    main(scenario, settings)
    now, said = (
        contents(Path("out")),
        "Its tables were of another version of the program, or changed",
    )
    table, manifest = Path("out/tables/delays.csv"), Path("out/manifest.json")
    pd.read_csv(table).iloc[:, :-1].to_csv(table, index=False)
    noted = json.loads(manifest.read_text())
    noted["tables"]["tables/delays.csv"] = file_hash(table)
    manifest.write_text(json.dumps(sealed(noted)))
    capsys.readouterr()
    main(scenario, settings)
    assert said in capsys.readouterr().out
    assert contents(Path("out")) == now
    main(scenario, settings)
    assert said not in capsys.readouterr().out


def test_a_page_of_fewer_replications_beside_new_tables_is_told(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Extended without figures: the page of before stood there as if it were of all."""
    main(scenario, settings)
    noted = json.loads(Path("out/manifest.json").read_text())
    Path("out/figures").mkdir()
    for name in ("report.html", "figures/03_headline.svg"):
        Path("out", name).write_text(f"<p>{foot(noted, 20)}</p>", "utf-8")
    run = ("run.seed=3", "run.workers=1", "run.figures=false", "run.output=out")
    for n, told in ((20, 0), (30, 2)):
        capsys.readouterr()
        assert FORECAST.main([*run, f"run.replications={n}"]) == OK
        assert verify(["verify", "out"]) == OK
        said = capsys.readouterr().out
        for name in ("figures", "report.html"):
            line = f"{name} is not of these {n} replications; experiments/report.py makes it anew"
            assert said.lower().count(f"note: {line}") == told


def test_a_run_by_precision_stops_at_one_number_and_says_why(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    until = Until(half_width=0.12, figures=("met_all",), minimum=30, most=200, batch=10)
    by_precision = dataclasses.replace(settings, until=until)
    n = int(str(main(scenario, by_precision)["replications"]))
    assert 30 <= n < 200
    noted = json.loads(Path("out/manifest.json").read_text())
    assert noted["replications"] == n
    assert noted["until"]["half_width"] == 0.12
    assert noted["stopped"].startswith(f"half-widths reached at {n}: met_all ±")
    said = capsys.readouterr().out
    few = "run.until.minimum=30 looks before 400 replications: a rule for trials, whose intervals"
    assert f"Why it stopped: {noted['stopped']}\n{few}" in said
    main(scenario, dataclasses.replace(by_precision, output="other", workers=2, block=7))
    assert contents(Path("other")) == contents(Path("out"))
    main(scenario, by_precision)
    assert "enough for the half-width asked for): read" in capsys.readouterr().out
    main(scenario, settings)
    assert "a rule for trials" not in capsys.readouterr().out


def test_tables_changed_by_hand_are_not_taken_for_results(
    scenario: Scenario, settings: RunSettings
) -> None:
    main(scenario, settings)
    path = Path("out/closures.parquet")
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(ResultsError, match="was changed since the manifest"):
        main(scenario, settings)


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(
    scenario: Scenario, settings: RunSettings, model: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    model.__dict__["run_replication"] = fake.stop_after
    Path("interrupt").touch()
    with pytest.raises(SystemExit) as stopped:
        main(scenario, settings)
    assert stopped.value.code == 130
    assert "10 of 20 replications are kept in out/parts" in capsys.readouterr().err
    Path("interrupt").unlink()
    main(scenario, settings)
    main(scenario, dataclasses.replace(settings, output="unbroken"))
    assert contents(Path("out")) == contents(Path("unbroken"))


def test_a_failing_replication_is_named_with_the_scenario(
    scenario: Scenario, settings: RunSettings, model: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    model.__dict__["run_replication"] = fake.fail
    with pytest.raises(ReplicationError) as failed:
        main(scenario, settings)
    assert "replication 7 of scenario baseline" in str(failed.value)
    assert scenario_hash(scenario)[:8] in str(failed.value)
    shown = capsys.readouterr().err
    assert "tests/studies/fake.py" in shown, "the traceback of the worker is shown"
    assert "replay.py replication=7" in shown
    assert not Path("out/outcomes.parquet").exists()


def test_another_seed_in_one_folder_is_refused(scenario: Scenario, settings: RunSettings) -> None:
    main(scenario, settings)
    before = contents(Path("out"))
    with pytest.raises(ResultsError, match="seed: 3 there, 4 asked"):
        main(scenario, dataclasses.replace(settings, seed=4))
    assert contents(Path("out")) == before


def test_a_table_of_figures_changed_by_hand_is_written_anew(
    scenario: Scenario, settings: RunSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The headline on the terminal was right, and the table that it was said to lie in was not."""
    main(scenario, settings)
    whole = contents(Path("out"))
    table = Path("out/tables/deadlines.csv")
    table.write_text(table.read_text().replace("phase", "face"))
    Path("out/tables/joint.csv").unlink()
    main(scenario, settings)
    assert "or changed since: written anew" in capsys.readouterr().out
    assert contents(Path("out")) == whole


def test_a_manifest_with_another_hash_is_refused(scenario: Scenario, settings: RunSettings) -> None:
    """Nothing differs in the configuration that it holds: the hash itself was changed."""
    main(scenario, settings)
    noted = Path("out/manifest.json")
    noted.write_text(noted.read_text().replace(scenario_hash(scenario), "1" * 64))
    with pytest.raises(ResultsError, match=f"hash: 11111111 there, {scenario_hash(scenario)[:8]}"):
        main(scenario, settings)


def test_an_event_log_is_one_more_table(scenario: Scenario, settings: RunSettings) -> None:
    main(scenario, settings)
    plain = contents(Path("out"))
    traced = dataclasses.replace(settings, trace=True)
    with pytest.raises(ResultsError, match=r"run\.trace: False there, True asked"):
        main(scenario, traced)
    main(scenario, dataclasses.replace(traced, output="traced", workers=2))
    found = contents(Path("traced"))
    events = pd.read_parquet("traced/events.parquet")
    assert len(events) == 20 * len(scenario.plan.closing)
    assert events["event"][0].endswith(" is left")
    noted = json.loads(found.pop("manifest.json"))
    assert noted["trace"]
    assert noted["tables"]["events.parquet"] == file_hash(Path("traced/events.parquet"))
    del found["events.parquet"], plain["manifest.json"]
    assert found == plain
    main(scenario, dataclasses.replace(traced, output=None))
    assert list(Path("results/forecast").glob("*-trace/events.parquet"))


def test_no_replications_are_refused(scenario: Scenario) -> None:
    with pytest.raises(ConfigurationError, match="a whole number from 1"):
        forecast(scenario, replications=0)


def test_the_default_folder_tells_overrides_and_seeds_apart(scenario: Scenario) -> None:
    from sim.configuration.load import load

    usual = load(["scenario=baseline"])[1].seed
    changed = load_scenario("baseline", ["resources.clearing_officers=3"])
    digits = scenario_hash(changed)[:8]
    assert default_directory(scenario, usual) == Path("results/forecast/baseline")
    assert default_directory(scenario, 7).name == "baseline-seed7"
    assert default_directory(changed, usual).name == f"baseline-{digits}"
    assert default_directory(changed, 7).name == f"baseline-{digits}-seed7"
    own = dataclasses.replace(scenario, name="mine")
    assert default_directory(own, 7).name.startswith("mine-")
