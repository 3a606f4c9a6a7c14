"""The pages of docs/: built without a warning, in step with the code, and complete."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import sim
import sim.statistics
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
    described = {
        name
        for page in pages.glob("api*.html")
        for name in re.findall(r'<dt [^>]*id="(sim\.[\w.]+)"', page.read_text())
    }
    last = {name.rpartition(".")[2] for name in described}
    assert not set(sim.__all__) - {"__version__"} - last
    assert not set(imported_by_notebooks()) - last
    assert not set(estimators()) - described


def imported_by_notebooks() -> Iterator[str]:
    """Names that a notebook takes from the library."""
    for path in (ROOT / "notebooks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                yield from (name.name for name in node.names)


def estimators() -> Iterator[str]:
    """Public functions and classes of `sim.statistics`, by their full names."""
    for info in pkgutil.iter_modules(sim.statistics.__path__, "sim.statistics."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if not name.startswith("_") and getattr(value, "__module__", "") == info.name:
                yield f"{info.name}.{name}"


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
