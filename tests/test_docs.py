"""The pages of docs/ are built without a warning, and what `import sim` offers stands in them."""

import subprocess
import sys
from pathlib import Path

import pytest

import sim

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
