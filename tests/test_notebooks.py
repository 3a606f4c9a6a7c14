"""Every notebook runs from top to bottom."""

import os
from collections.abc import Callable
from pathlib import Path

import jupytext
import nbclient
import pytest

ROOT = Path(__file__).resolve().parent.parent


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Run the text of a notebook from top to bottom."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    def _run(text: str) -> None:
        notebook = jupytext.reads(text, fmt="py:percent")
        where = {"metadata": {"path": str(ROOT)}}
        nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources=where
        ).execute()

    return _run


def changed(notebook: str, *changes: tuple[str, str]) -> str:
    """The text of a notebook in which a reader has changed something."""
    (path,) = (path for path in NOTEBOOKS if path.stem == notebook)
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(path: Path, run: Callable[[str], None]) -> None:
    run(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_one_mitigation_can_be_compared(run: Callable[[str], None]) -> None:
    """A table of one row was read as the row; and a bundle was looked for."""
    added = 'ADDED = ["more_escorts", "early_packing", "more_escorts+early_packing"]'
    run(
        changed(
            "2_which_mitigation",
            (added, 'ADDED = ["postponed_deadline"]'),
            ("N, SEED = 12,", "N, SEED = 3,"),
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Millbrook,150,40,35,2023-10-01,2023-10-15,Orrin\n", "",
         "only in your table: none; camps only in scenario=island: Millbrook; roads only"),
        ('"""\nROADS', 'Newfort,10,1,1,,,\n"""\nROADS',
         "only in your table: Newfort; camps only in scenario=island: none; roads only"),
        ("Highmoor,Northgate,85", "Highmoor,Orrin,85", "roads only in your table: Highmoor"),
    ],
)  # fmt: skip
def test_a_camp_of_one_table_only_is_told(
    before: str, after: str, told: str, run: Callable[[str], None]
) -> None:
    """One more ended in a KeyError; one less stayed as it is on the island, without a word."""
    with pytest.raises(nbclient.exceptions.CellExecutionError, match=told):
        run(changed("4_bring_your_own_mission", (before, after)))
