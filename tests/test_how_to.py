"""The guides of docs/how_to.md work: their files are written and their commands run."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.typed import ROOT, first_of_each_program, in_a_process, in_this_process

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
ALONE = [command for command in COMMANDS if not any(one in command for one in OWN)]
APART = {*first_of_each_program(ALONE), *(c for c in ALONE if "backend=dask" in c)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the page and the programs."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    return tmp_path


def typed(command: str, *more: str) -> list[str]:
    program, *words = shlex.split(command)
    assert program == "python"
    return [sys.executable, *words, *more]


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
@pytest.mark.parametrize("command", ALONE)
def test_command(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = typed(command, "run.replications=4", "run.workers=1", "run.output=out")
    if command in APART:
        done = in_a_process(words, folder)
    else:
        done = in_this_process(words, folder, monkeypatch, capsys)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    if "--cfg" in command:
        assert "value: 2" in done.stdout


@pytest.mark.slow
def test_commands_on_a_folder_that_is_there(folder: Path) -> None:
    first = next(c for c in COMMANDS if "run.output=results/look" in c)
    words = typed(first, "run.replications=4", "run.workers=1")
    assert in_a_process(words, folder).returncode == 0
    for command in (c for c in COMMANDS if any(one in c for one in OWN)):
        done = in_a_process(typed(command), folder)
        assert done.returncode == 0, done.stderr
    assert (folder / "results" / "look" / "report.html").is_file()
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    done = in_a_process([sys.executable, "-c", code], folder)
    assert done.returncode == 0, done.stderr
    assert "replication" in done.stdout
