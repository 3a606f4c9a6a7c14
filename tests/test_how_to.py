"""The guides of docs/how_to.md work: their files are written and their commands run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "how_to.md").read_text()
COMMANDS = [
    line
    for block in re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
FILES = dict(re.findall(r"`(mine/[^`\n]+\.yaml)` —[^`]*?\n\n```yaml\n(.*?)^```", PAGE,
                        re.MULTILINE | re.DOTALL))  # fmt: skip
OWN = ("experiments/report.py", "-m sim.results")
"""Commands that follow others, and take no overrides."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the page and the programs."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    return tmp_path


def run(command: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    program, *words = shlex.split(command)
    assert program == "python"
    return subprocess.run(
        [sys.executable, *words, *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_page_has_its_files_and_a_section_a_question() -> None:
    assert set(FILES) == {"mine/risk/attacks/doubled.yaml", "mine/mitigation/more_trucks.yaml",
                          "mine/mitigation/kidal_earlier.yaml",
                          "mine/scenario/hawkish.yaml"}  # fmt: skip
    titles = re.findall(r"^## … (.*)$", PAGE, re.MULTILINE)
    asked = ["change a rate", "add a camp", "add a risk", "add a mitigation", "run on a cluster",
             "ask for several values at once", "read the report", "change a date",
             "quote a result", "keep a scenario of my own"]  # fmt: skip
    assert set(asked) <= set(titles)


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in COMMANDS if not any(one in c for one in OWN)])
def test_command(command: str, folder: Path) -> None:
    done = run(command, folder, "run.replications=4", "run.workers=1", "run.output=out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if "--cfg" in command:
        assert "value: 2" in done.stdout


@pytest.mark.slow
def test_commands_on_a_folder_that_is_there(folder: Path) -> None:
    first = next(c for c in COMMANDS if "run.output=results/look" in c)
    assert run(first, folder, "run.replications=4", "run.workers=1").returncode == 0
    for command in (c for c in COMMANDS if any(one in c for one in OWN)):
        done = run(command, folder)
        assert done.returncode == 0, done.stderr
    assert (folder / "results" / "look" / "report.html").is_file()
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "replication" in done.stdout
