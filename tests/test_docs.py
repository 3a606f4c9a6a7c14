"""The pages of docs/: built without a warning, in step with the code, and complete."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import sim
from docs import generate_layers
from docs.configuration_fields import tables
from docs.generate_configuration import PAGE, RENEW, page
from sim.configuration.mitigations import Mitigation
from sim.configuration.typing import Document

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_pages_are_built_without_warnings(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    words = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(ROOT / "docs"), str(pages)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    written = {path.stem for path in pages.glob("*.html")}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} - {"README"} <= written
    api = (pages / "api.html").read_text()
    missing = [name for name in sim.__all__ if name != "__version__" and f'.{name}">' not in api]
    assert not missing


def test_the_configuration_page_is_that_of_the_code_and_the_files() -> None:
    """The page is generated: after a change of a setting, its text or a shipped value."""
    written, due = PAGE.read_text(encoding="utf-8").splitlines(), page().splitlines()
    differing = [line for line in due if line not in set(written)][:5]
    assert written == due, f"renew docs/{PAGE.name} with: {RENEW}; for example: {differing}"


def test_every_setting_has_a_meaning() -> None:
    silent = [
        ".".join(row.path)
        for kind in (Document, Mitigation)
        for table in tables(kind)
        for row in table.rows
        if not row.meaning
    ]
    assert not silent, "write a line below each of these fields"


def test_the_picture_of_the_layers_is_the_contract() -> None:
    drawn = generate_layers.PICTURE.read_text(encoding="utf-8")
    assert drawn == generate_layers.picture(), f"renew it with: {generate_layers.RENEW}"
    root = ElementTree.fromstring(drawn)
    words = [node.text for node in root.iter() if node.get("font-weight") == "bold"]
    modules = {path.stem for path in (ROOT / "sim").iterdir() if path.suffix in ("", ".py")}
    assert set(words) - {"experiments/", "notebooks/"} == modules - {"__init__", "__pycache__"}
    assert set(generate_layers.ABOUT) == modules - {"__init__", "__pycache__"}


def test_contributing_has_the_same_layers() -> None:
    """The list of layers in CONTRIBUTING names the same modules, from the top down."""
    (block,) = re.findall(r"^```\nexperiments/.*?^```", (ROOT / "CONTRIBUTING.md").read_text(),
                          re.MULTILINE | re.DOTALL)  # fmt: skip
    told = re.findall(r"sim/(\w+)", block)
    assert sorted(told) == sorted(name for layer in generate_layers.layers() for name in layer)
    ranks = {name: rank for rank, layer in enumerate(generate_layers.layers()) for name in layer}
    assert [ranks[name] for name in told] == sorted(ranks.values())
