"""The house: what is imported when, what is committed, what the set-up and the files promise."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sim

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "hydra", "omegaconf", "pandas", "matplotlib", "networkx", "pyarrow", "jinja2", "scipy.stats",
}  # fmt: skip
MODEL = [
    "errors", "wording", "calendar", "draws", "distributions", "paths", "pool", "clock", "plan",
    "scenario", "risks", "record", "policies", "processes", "replication",
]  # fmt: skip


def imported_by(statement: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def tracked_files() -> list[Path]:
    """Files that git knows and that are there."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


# Imports


def test_import_sim_is_light() -> None:
    loaded = imported_by("import sim")
    assert not loaded & (HEAVY | {"numpy", "scipy", "simpy", "pydantic"})


@pytest.mark.parametrize("name", MODEL)
def test_the_model_imports_nothing_heavy(name: str) -> None:
    loaded = imported_by(f"import sim.{name}")
    assert not loaded & HEAVY


def test_every_public_name_is_found() -> None:
    assert set(sim.__all__) <= set(dir(sim))
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert callable(sim.forecast)
    assert callable(sim.replay)
    assert callable(sim.load_scenario)


def test_an_unknown_public_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        sim.nonsense  # noqa: B018


# The lock


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert not re.search(r"://|^-|^\s*--(?!hash=sha256:[0-9a-f]{64}\b)| @ ", text, re.MULTILINE)
    requirements = re.split(r"\n(?=\S)", text.strip())
    for requirement in requirements:
        assert re.match(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_the_lock_has_every_declared_dependency() -> None:
    text = (ROOT / "requirements.lock").read_text()
    locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==", text, re.MULTILINE))
    table = project()
    declared = [*table["dependencies"], *chain(*table["optional-dependencies"].values())]
    names = {re.split(r"[<>=!~;\[ ]", line)[0].lower().replace("_", "-") for line in declared}
    assert names <= locked


def test_the_lock_names_the_extras_that_its_packages_require() -> None:
    """Else pip takes the newest release of such a package, which the lock has no hash of."""
    text = (ROOT / "requirements.lock").read_text()
    locked = [Requirement(line) for line in re.findall(r"^[a-z0-9.-]\S*==\S+", text, re.MULTILINE)]
    extras = {requirement.name: requirement.extras for requirement in locked}
    required: dict[str, set[str]] = {}
    for name, chosen in extras.items():
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue  # of another system
        for needed in map(Requirement, lines):
            marker = needed.marker
            if needed.extras and (
                marker is None or any(marker.evaluate({"extra": e}) for e in chosen or {""})
            ):
                required.setdefault(canonicalize_name(needed.name), set()).update(needed.extras)
    assert required
    missing = {name: needed - extras[name] for name, needed in required.items()}
    assert not any(missing.values()), missing


# What is committed


def test_no_tracked_file_is_over_one_mebibyte() -> None:
    big = [path.name for path in tracked_files() if path.stat().st_size > 2**20]
    assert not big


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    folders = "|".join(["work", "tmp", "home", "root", "Users"])
    hosts = "|".join(["pypi" + r"\.org", "python" + r"hosted\.org"])
    telltale = re.compile(rf"(?<![\w.~*])/(?:{folders})/\w|{hosts}")
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content[:8192]:
            continue
        for number, line in enumerate(content.decode().splitlines(), start=1):
            if telltale.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found


def test_continuous_integration_runs_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().rstrip().endswith("make test")


def test_the_version_is_the_same_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == project()["version"]


def test_make_help_describes_every_target() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    assert targets == set(phony[1].split())
    assert {"run", "test", "bench", "figures", "clean", "help"} <= targets
    # Without what a make that runs these tests hands down to its children.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert set(re.findall(r"^  make ([a-z-]+) +\S", shown, re.MULTILINE)) == targets


def test_the_wheel_carries_the_configurations(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "sim/py.typed" in names
    files = [path.relative_to(ROOT) for path in (ROOT / "configs").rglob("*.yaml")]
    assert files
    assert {f"sim/{path.as_posix()}" for path in files} <= names


# Configuration files


def scalars(node: yaml.Node, *, in_defaults: bool = False) -> Iterator[tuple[str, yaml.Node]]:
    """Each scalar with its part: "key", "choice" (anything in a defaults list) or "value"."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield "key", key
            yield from scalars(value, in_defaults=in_defaults or key.value == "defaults")
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from scalars(item, in_defaults=in_defaults)
    else:
        yield "choice" if in_defaults else "value", node


def mistakes(text: str) -> list[str]:
    """What a configuration file must not hold, with line numbers."""
    found = []
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for part, node in scalars(root) if root is not None else ():
        line = node.start_mark.line + 1
        boolean = node.tag == "tag:yaml.org,2002:bool"
        if boolean and part != "value":
            found.append(f"line {line}: the {part} {node.value!r} is a boolean; quote it")
        elif boolean and node.value.lower() not in {"true", "false"}:
            found.append(f"line {line}: {node.value!r} is a boolean; quote it or write true")
        if part == "key" and node.value == "_target_":
            found.append(f"line {line}: a configuration names no code to run (_target_)")
        if isinstance(node.value, str) and "${oc.env" in node.value:
            found.append(f"line {line}: a configuration does not read the environment")
    return found


@pytest.mark.parametrize(
    "text",
    [
        "off: 1",
        "defaults:\n  - override /risk/attacks: off",
        "defaults: [{weather: no}]",
        "case: off",
        "a:\n  b: {_target_: os.system}",
        "path: ${oc.env:HOME}/data",
    ],
)
def test_a_bad_configuration_file_is_found_out(text: str) -> None:
    assert len(mistakes(text)) == 1


def test_a_good_configuration_file_passes() -> None:
    assert not mistakes('defaults: [{risk: "off"}]\ntrace: false\nseed: 1\ntotal: ${run.seed}')


def test_configuration_files_mean_what_they_say() -> None:
    files = sorted((ROOT / "configs").rglob("*.yaml"))
    assert files
    found = {str(path.relative_to(ROOT)): mistakes(path.read_text()) for path in files}
    assert not {name: problems for name, problems in found.items() if problems}
    assert not list((ROOT / "configs").rglob("*.yml"))
