"""Write the page of a study."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.calendar import show, to_day
from sim.configuration.arguments import folders_of
from sim.report.forecast_folder import Results, read_results, written
from sim.report.page import sheet, tables
from sim.report.page.pictures import pictures
from sim.report.page.words import CAUSES, command_line, share_of
from sim.statistics.deadlines import NOTHING, most_binding
from sim.statistics.wording import or_rivals

NAME: Final = "report.html"


def write_report(directory: Path, others: Sequence[Path] = ()) -> Path:
    """Write ``report.html`` into a folder of results, from its tables and figures.

    Parameters
    ----------
    directory
        A folder of a finished forecast, with ``tables/`` and ``figures/``; see
        `sim.report.figures.draw_forecast`.
    others
        Folders of other studies (attribution, comparison, sweep), whose figures are shown too; each
        says its own n, seed and configuration.

    Returns
    -------
    Path
        The page. It needs no other file and no network, but links to the tables beside it. Equal
        results give equal bytes.

    Raises
    ------
    ResultsError
        If the folder holds no finished study, or lacks the tables of the headline.
    """
    shown = content(read_results(directory), others)
    page = environment().get_template("report.html.j2").render(shown)
    path = directory / NAME
    written(directory, lambda: path.write_text(page, encoding="utf-8", newline="\n"))
    return path


def environment() -> Environment:
    """Give the environment of the templates: everything is escaped, nothing may be missing."""
    found = Environment(
        loader=PackageLoader("sim.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["svg"] = _svg
    return found


def _svg(markup: str) -> Markup:
    """Let a figure that we drew ourselves into the page as it is."""
    return Markup(markup)


def content(results: Results, others: Sequence[Path] = ()) -> dict[str, Any]:
    """Give everything that the template shows, by the names that it uses."""
    scenario, manifest = results.scenario, results.manifest
    made = {name: maker(results) for name, maker in tables.MAKERS.items()}
    return {
        "title": scenario.plan.title,
        "scenario": scenario.name,
        "description": scenario.description,
        "known": show(to_day(scenario.status.known_until)),
        "younger": sheet.younger(scenario),
        "horizon": show(scenario.end - 1),
        "n": f"{results.n:,}",
        "seed": str(manifest["seed"]),
        "hash": str(manifest["hash"])[:8],
        "whole_hash": str(manifest["hash"]),
        "program": str(manifest.get("program", "")),
        "footer": results.footer(),
        "stopped": manifest.get("stopped", ""),
        "sentence": sentence(results),
        "headline_table": tables.headline(results),
        **made,
        "pictures": pictures(results.directory, others),
        "inputs": sheet.input_sheet(scenario),
        "files": tables.files(results),
        "command": command(results),
        "versions": versions(manifest),
    }


def sentence(results: Results) -> str:
    """Say the headline in one sentence."""
    joint, deadlines = tables.needed(results, "joint"), tables.needed(results, "deadlines")
    rows: dict[str, dict[Any, Any]] = {row["reading"]: row for row in joint.to_dict("records")}
    met, orderly = rows["met"], rows["met_and_orderly"]
    worst: Any = deadlines.sort_values("met", kind="stable").iloc[0]
    rivals = most_binding(tables.needed(results, "binding")).loc[worst["phase"], "rivals"]
    weakest = (
        f"; least often “{worst['title']}”, {share_of(worst, 'met')}, where what "
        f"binds most often, on time or not, is {_in_words(worst['binding'])} {or_rivals(rivals)}"
        .rstrip() if worst["met"] < 1 else ""
    )  # fmt: skip
    return (
        f"As of {show(results.scenario.start)}, every phase of the plan is on time with a "
        f"probability of {share_of(met, 'share')}, and on time and orderly with "
        f"{share_of(orderly, 'share')}{weakest}."
    )


def _in_words(cause: str) -> str:
    """Name a cause, and say what is meant by it."""
    return cause if cause == NOTHING else f"{cause} ({CAUSES[cause]})"


def command(results: Results) -> str:
    """Give the one command that makes the study again."""
    manifest = results.manifest
    base, *added = str(manifest["scenario"]).split("+")
    given = [str(word) for word in manifest.get("overrides", [])]
    folders = folders_of([str(folder) for folder in manifest.get("search", [])])
    words = ["python", f"experiments/{manifest.get('study', 'forecast')}.py", *folders]
    if not any(word.startswith("scenario=") for word in given):
        words.append(f"scenario={base}")
    if added and not any(word.startswith("mitigation=") for word in given):
        words.append(f"mitigation=[{','.join(added)}]")
    until: dict[str, Any] = manifest.get("until") or {}
    how = [f"run.replications={results.n}"]
    if until.get("half_width") is not None:
        how = [
            f"run.until.{key}={_value(value)}" for key, value in until.items() if value is not None
        ]
    return command_line([*words, *given, f"run.seed={manifest['seed']}", *how])


def _value(value: Any) -> str:
    """Write a value of the rule of stopping as the command line takes it."""
    if isinstance(value, list | tuple):
        return f"[{','.join(str(item) for item in value)}]"
    return str(value)


def versions(manifest: dict[str, Any]) -> str:
    """Name what the study was run with."""
    packages: dict[str, str] = manifest.get("packages", {})
    told = [f"{name} {version}" for name, version in sorted(packages.items()) if version]
    if "python" in manifest:
        told.insert(0, f"Python {manifest['python']}")
    return ", ".join(told) or "Versions were not noted"
