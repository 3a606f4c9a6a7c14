"""All figures of a study, drawn into the folder of its results."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sim.errors import ResultsError
from sim.montecarlo.manifest import MANIFEST, read_json
from sim.report import (
    capacity,
    closures,
    completion,
    convergence,
    criticality,
    decisions,
    delay_bars,
    exceedance,
    fans,
    finish_cost,
    forest,
    frontier,
    gantt,
    headline,
    hindcast,
    inputs,
    network_map,
    ranking,
    sensitivity,
    spread,
    tornado,
)
from sim.report.forecast_folder import Results, read_results, written
from sim.report.study import Study, read_study
from sim.report.style import FIGURES_FOLDER, Drawing, save
from sim.report.sweep import draw_sweep

STUDIES: Final[Mapping[str, tuple[Callable[[Study], Drawing | None], ...]]] = {
    "attribute": (tornado.draw, delay_bars.draw, criticality.draw),
    "bundles": (frontier.draw,),
    "compare": (forest.draw,),
    "decisions": (decisions.draw,),
    "design": (spread.draw, sensitivity.draw),
    "hindcast": (hindcast.draw,),
    "ranking": (ranking.draw,),
    "replay": (gantt.draw,),
}
"""The figures of each study of several scenarios, by the name that its manifest gives it."""


def draw_study(directory: Path) -> list[Path]:
    """Draw the figures of a folder of results, whatever the study.

    Parameters
    ----------
    directory
        A folder with ``manifest.json`` and tables, or one of a sweep (``sweep.csv``).

    Returns
    -------
    list of Path
        What was written into ``figures/``: each figure as PNG and SVG, and as CSV what it shows.
        Equal results give equal bytes.

    Raises
    ------
    ResultsError
        If the folder holds no finished study, one that has no figures, or one that another version
        of the program made.
    """
    if (directory / "sweep.json").is_file():
        return draw_sweep(directory)
    kind = _kind(directory)
    if kind == "forecast":
        return draw_forecast(directory)
    if kind not in STUDIES:
        raise ResultsError(f"{directory} is a study '{kind}': it has tables and no figures")
    study = read_study(directory)
    return _saved(directory, lambda: [found for draw in STUDIES[kind] if (found := draw(study))])


def _saved(directory: Path, draw: Callable[[], list[Drawing]]) -> list[Path]:
    """Draw and save; a table that lacks a column or row is of another version."""
    try:
        drawings = draw()
    except KeyError as error:
        raise ResultsError(
            f"{directory}: a table has no {error}; another version of the program made it: give "
            "the command again that made the folder"
        ) from error
    folder = directory / FIGURES_FOLDER
    return written(
        directory, lambda: [path for drawing in drawings for path in save(drawing, folder)]
    )


def draw_and_tell(directory: Path) -> None:
    """Draw the figures of a folder of results, and print where the pictures are.

    Raises
    ------
    ResultsError
        As `draw_study`.
    """
    for path in draw_study(directory):
        if path.suffix == ".png":
            print(f"Drawn: {path}")


def _kind(directory: Path) -> str:
    """Give the name of the study; a folder that says none is taken for a forecast."""
    return str((read_json(directory / MANIFEST) or {}).get("study", "forecast"))


def draw_forecast(directory: Path) -> list[Path]:
    """Draw the figures of a forecast, from the map to the fans of what is left, as `draw_study`.

    Raises
    ------
    ResultsError
        If the folder holds no finished forecast, or one that another version of the program made.
    """
    results = read_results(directory)
    return _saved(directory, lambda: _forecast(results))


def _forecast(results: Results) -> list[Drawing]:
    drawings = [
        network_map.draw(results),
        capacity.draw(results),
        *inputs.draw(results),
        headline.draw(results),
        completion.draw(results),
        closures.draw(results),
        convergence.draw(results),
    ]
    delays = results.table("delays")
    if delays is not None and len(delays):
        drawings.append(delay_bars.draw_results(results, delays))
    balances = results.sample("balances")
    if balances is not None:
        drawings.append(finish_cost.draw(results, balances))
    if exceedance.panels(results):
        drawings.append(exceedance.draw(results))
    if balances is not None:
        drawings.append(fans.draw(results, balances))
    return drawings
