"""The check of a folder: silent about what is intact, plain about what is not."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import figures
from sim.errors import ResultsError
from sim.montecarlo.reading import file_hash
from sim.montecarlo.seal import sealed
from sim.report.forecast_folder import read_results, written
from sim.report.study import read_study
from sim.results import main
from tests.montecarlo.kept import complete, contents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return complete(tmp_path / "results", 12)


def test_an_intact_folder_passes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(folder)
    assert main(["verify", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert f"{folder}: intact:" in shown
    assert "12 replications, seed 1" in shown
    assert "another version of the model's code" in shown, "the identity of the tests is made up"
    assert contents(folder) == before


def test_a_changed_and_a_missing_table_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delays = folder / "delays.parquet"
    delays.write_bytes(delays.read_bytes()[:-20])
    (folder / "closures.parquet").unlink()
    (folder / "tables").mkdir()
    (folder / "tables" / "mine.csv").write_text("a\n")
    assert main(["verify", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "wrong: delays.parquet was changed" in shown
    assert "wrong: closures.parquet is missing" in shown
    assert "outcomes.parquet" not in shown
    assert "note: tables/mine.csv is not in the manifest" in shown


def test_who_draws_from_a_changed_folder_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page was written from an edited table without a word."""
    monkeypatch.setattr("sim.report.figures.draw_study", lambda _: [])
    monkeypatch.setattr("sys.argv", ["figures.py", str(folder)])
    assert figures.main() == 0
    assert capsys.readouterr().err == ""
    delays = folder / "delays.parquet"
    delays.write_bytes(delays.read_bytes()[:-20])
    assert figures.main() == 0
    said = capsys.readouterr().err
    assert said.startswith(f"{folder} is not as its manifest says: delays.parquet was changed")


def test_a_folder_in_which_nothing_can_be_drawn_is_one_message(tmp_path: Path) -> None:
    """Another person's folder on a share: a traceback came."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match=r"cannot be written \(.+\): copy the folder"):
        written(tmp_path, lambda: (tmp_path / "file/figures").mkdir())
    assert written(tmp_path, lambda: 3) == 3


def rehashed(folder: Path, name: str) -> None:
    """Let the manifest say that a file is as it now is."""
    path = folder / "manifest.json"
    noted = json.loads(path.read_text())
    noted["tables"][name] = file_hash(folder / name)
    path.write_text(json.dumps(sealed(noted)))


def test_a_changed_table_of_figures_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = folder / "tables" / "deadlines.csv"
    figures.parent.mkdir()
    figures.write_text("met\n0.5\n")
    rehashed(folder, "tables/deadlines.csv")
    assert main(["verify", str(folder)]) == 0
    figures.write_text("met\n0.6\n")
    assert main(["verify", str(folder)]) == 1
    assert "wrong: tables/deadlines.csv was changed" in capsys.readouterr().out


def test_a_replication_that_is_there_twice_is_found_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = pq.read_table(folder / "outcomes.parquet")
    pq.write_table(pa.concat_tables([rows.slice(0, 11), rows.slice(0, 1)]),
                   folder / "outcomes.parquet")  # fmt: skip
    rehashed(folder, "outcomes.parquet")
    assert main(["verify", str(folder)]) == 1
    assert "does not hold replications 0 to 11, each once" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("configuration", {"rate": 3}, "does not have its hash"),
        ("replications", 13, "does not hold replications 0 to 12"),
        ("seed", 7, "manifest.json was changed: the rest of it does not have the seal"),
        ("stopped", "it was enough", "does not have the seal"),
        ("study", "ranking", "does not have the seal"),
        ("scenario", "july", "does not have the seal"),
        ("overrides", ["risk/flights=open"], "does not have the seal"),
        ("seal", "0123456789", "does not have the seal 01234567"),
    ],
)
def test_a_manifest_that_was_edited_is_found_out(
    folder: Path, key: str, value: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    assert main(["verify", str(folder)]) == 1
    assert said in capsys.readouterr().out


def test_a_manifest_of_an_older_program_has_no_seal_and_is_intact(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    noted = json.loads(path.read_text())
    del noted["seal"]
    path.write_text(json.dumps(noted))
    assert main(["verify", str(folder)]) == 0
    assert "note: manifest.json has no seal (an older run)" in capsys.readouterr().out
    complete(folder, 20)
    assert main(["verify", str(folder)]) == 0
    assert "seal" not in capsys.readouterr().out, "the longer run has written it anew"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "is not a manifest"),
        (None, "is not a manifest"),
        ({"configuration": 3}, "'configuration' is 3 (allowed: a mapping)"),
        ({"replications": "x"}, "'replications' is \"x\" (allowed: a whole number)"),
        ({"replications": 1e9}, "'replications' is 1000000000.0 (allowed: a whole number)"),
        ({"replications": None}, "'replications' is null (allowed: a whole number)"),
        ({"packages": [1]}, "'packages' is [1] (allowed: a mapping)"),
        ({"packages": None}, "'packages' is null (allowed: a mapping)"),
    ],
)
def test_a_damaged_manifest_is_one_message(
    folder: Path, content: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    whole = json.loads(path.read_text())
    path.write_text(json.dumps({**whole, **content} if isinstance(content, dict) else content))
    for read in (read_results, read_study):
        with pytest.raises(ResultsError) as caught:
            read(folder)
        assert str(path) in str(caught.value)
        assert said in str(caught.value)
    assert main(["verify", str(folder)]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_in_the_place_of_a_manifest_is_one_message(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(folder)
    assert main(["verify", str(folder)]) == 2
    assert "manifest.json cannot be read" in capsys.readouterr().err


def test_a_number_of_replications_out_of_sight_takes_no_memory(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "replications": 10**15}))
    assert main(["verify", str(folder)]) == 1
    assert "does not hold replications 0 to 999999999999999" in capsys.readouterr().out


def test_other_versions_are_noted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "manifest.json"
    noted = json.loads(path.read_text())
    noted["packages"]["numpy"] = "0.1"
    path.write_text(json.dumps(sealed({**noted, "python": "2.7", "processor": "Z80"})))
    assert main(["verify", str(folder)]) == 0
    shown = capsys.readouterr().out
    for here in ("numpy: 0.1", "python: 2.7", "processor: Z80"):
        assert f"note: {here} there" in shown


def test_a_sweep_is_checked_point_by_point(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for job in ("0", "1"):
        complete(tmp_path / job, 3)
    (tmp_path / "1" / "outcomes.parquet").unlink()
    assert main(["verify", str(tmp_path)]) == 1
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{tmp_path / '0'}: intact")
    assert any("outcomes.parquet is missing" in line for line in rest)


def test_what_cannot_be_checked_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "manifest.json").write_text("{")
    (tmp_path / "stopped" / "parts").mkdir(parents=True)
    given = [str(tmp_path / name) for name in ("nowhere", "broken", "stopped")]
    assert main(["verify", *given]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [("is not there" in lines[0]), ("cannot be read" in lines[1])] == [True, True]
    assert "its run has not ended" in lines[2]
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
