"""The README tells the truth: its commands run, its Python runs, its links lead somewhere."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.test_contributing import FILES as EXAMPLE
from tests.typed import ROOT, first_of_each_program, in_a_process, in_this_process

README = (ROOT / "README.md").read_text()
SMALL = 4  # replications


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Command lines of the README, without their comments."""
    lines = [line for block in blocks("bash") for line in block.splitlines()]
    return [shlex.join(words) for line in lines if (words := shlex.split(line, comments=True))]


def test_the_first_two_commands_are_run_and_test() -> None:
    assert commands()[:2] == ["make run", "make test"]


PYTHON = [command for command in commands() if not command.startswith("make ")]
APART = first_of_each_program(PYTHON)
DRAWN = next(c for c in PYTHON if re.fullmatch(r"python experiments/forecast\.py risk/\S+", c))


@pytest.mark.slow
@pytest.mark.parametrize("command", PYTHON)
def test_command(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each command ends well and says something; with few replications, and results elsewhere.

    Drawing takes four times as long as such a forecast: one command draws its figures as it
    stands, the others are told not to.
    """
    program, *words = shlex.split(command)
    assert program == "python"
    results = tmp_path / "results"
    if "--help" not in words:
        words += [f"run.replications={SMALL}", "run.workers=1", f"run.output={results}"]
        words += [] if command == DRAWN else ["run.figures=false"]
    typed = [sys.executable, *words]
    if command in APART:
        done = in_a_process(typed, ROOT)
    else:
        done = in_this_process(typed, ROOT, monkeypatch, capsys)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr
    drawn = {path.name for path in results.rglob("figures/*.png")}
    assert ("03_headline.png" in drawn) if command == DRAWN else not drawn
    if "forecast.py" in command and not {"--help", "check=true", "--cfg"} & set(words):
        assert list(results.rglob("tables/deadlines.csv"))


@pytest.mark.slow
def test_python(tmp_path: Path) -> None:
    (code,) = blocks("python")
    fewer, count = re.subn(r"replications=\d+", f"replications={SMALL}", code)
    assert count
    done = in_a_process([sys.executable, "-c", fewer], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *map(str, sorted(
    path.relative_to(ROOT) for folder in ("docs", "experiments", "notebooks", "results")
    for path in (ROOT / folder).glob("*.md")
))]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text())
    missing = [link for link in links if not (path.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES)
def test_files_that_a_page_names_are_there(page: str) -> None:
    """A path in code font that starts in a top-level folder; `<name>` and `*` stand for any."""
    named = re.findall(r"`((?:sim|configs|tests|docs|experiments|notebooks)/[^`\s]*)`",
                       (ROOT / page).read_text())  # fmt: skip
    pattern = re.compile(r"<\w+>")
    given = [name for name in named if Path(name) not in EXAMPLE]
    missing = [name for name in given if not any(ROOT.glob(pattern.sub("*", name.rstrip("/"))))]
    assert not missing
