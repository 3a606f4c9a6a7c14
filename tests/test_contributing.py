"""CONTRIBUTING tells the truth: the risk that it adds as an example is added, and works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    Path(name): text
    for name, text in re.findall(
        r"^`([^`\n]+)` — (?:[^\n]+\n)+\n```\w+\n(.*?)^```",
        (ROOT / "CONTRIBUTING.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}

LINES = {
    "configs/config.yaml": [
        ("  - run: standard\n", "  - risk/dust: baseline\n  - run: standard\n"),
    ],
    "configs/scenario/all_off.yaml": [
        ("  - _self_\n", '  - override /risk/dust: "off"\n  - _self_\n'),
    ],
    "configs/scenario/island.yaml": [
        ("  - _self_\n", "  - override /risk/dust: island\n  - _self_\n"),
    ],
    "configs/attribute.yaml": [("[weather]", "[weather, dust]")],
    "tests/risks/test_registry.py": [
        ("RISKS = {\n", 'RISKS = {\n    "dust": {"baseline", "off"},\n'),
        ("WITH_OTHER = {\n", 'WITH_OTHER = {\n    "dust",\n'),
    ],
    "tests/model/cases.py": [
        ('"second": (\n', '"second": (\n        "risk/dust=off",\n'),
        ("HOLDS: Mapping[str, Mapping[str, str]] = {\n",
         "HOLDS: Mapping[str, Mapping[str, str]] = {\n"
         '    "dust": {"baseline": "baseline", "off": "second"},\n'),
    ],
}  # fmt: skip
"""The lines of the example, each beside a line that stands in its file once."""
BEAR_ON_IT = [
    "tests/risks/test_dust.py",
    "tests/risks/test_registry.py",
    "tests/model/test_cases.py",
    "tests/test_second_mission.py",
]
"""The tests of every risk, and those that a risk without a case for the other mission fails."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project in which the example's files lie, and its lines are written."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for folder in ("sim", "configs", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in FILES.items():
        assert not (tmp_path / path).exists(), f"the example's {path} is there: take another"
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for file, lines in LINES.items():
        text = (tmp_path / file).read_text()
        for old, new in lines:
            assert text.count(old) == 1, (file, old)
            text = text.replace(old, new)
        (tmp_path / file).write_text(text)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_is_a_module_its_cases_and_a_test() -> None:
    cases = ["baseline.yaml", "off.yaml", "island.yaml"]
    assert [path.name for path in FILES] == ["dust.py", *cases, "test_dust.py"]


@pytest.mark.slow
def test_the_risk_of_the_example_works(copy: Path) -> None:
    fast = ("-m", "not slow", "-p", "no:cacheprovider")
    done = run(copy, "-m", "pytest", *fast, *BEAR_ON_IT)
    assert done.returncode == 0, done.stdout
    code = [str(path) for path in FILES if path.suffix == ".py"]
    done = run(copy, "-m", "ruff", "check", "--no-cache", *code)
    assert done.returncode == 0, done.stdout
    program = "from sim.configuration import load_scenario as load; load('baseline', [%r])"
    done = run(copy, "-c", program % "risk.dust.regions=[Kidal,Mars]")
    assert "risk.dust.regions: the plan has no region 'Mars'" in done.stderr
