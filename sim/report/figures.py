"""All figures of a study, drawn into the folder of its results."""

from pathlib import Path

from sim.report import (
    capacity,
    closures,
    completion,
    convergence,
    exceedance,
    fans,
    finish_cost,
    headline,
    inputs,
    network_map,
)
from sim.report.results import read_results
from sim.report.style import save

FOLDER = "figures"


def draw_forecast(directory: Path) -> list[Path]:
    """Draw the figures of a forecast, from the map to the fans of what is left.

    Parameters
    ----------
    directory
        A folder of results: ``manifest.json`` and the Parquet tables.

    Returns
    -------
    list of Path
        What was written into ``figures/``: each figure as PNG and SVG, and as CSV what it shows.
        Equal results give equal bytes.

    Raises
    ------
    ResultsError
        If the folder holds no finished study.
    """
    results = read_results(directory)
    drawings = [
        network_map.draw(results),
        capacity.draw(results),
        *inputs.draw(results),
        headline.draw(results),
        completion.draw(results),
        closures.draw(results),
        convergence.draw(results),
    ]
    balances = results.sample("balances")
    if balances is not None:
        drawings.append(finish_cost.draw(results, balances))
    if exceedance.panels(results):
        drawings.append(exceedance.draw(results))
    if balances is not None:
        drawings.append(fans.draw(results, balances))
    return [path for drawing in drawings for path in save(drawing, directory / FOLDER)]
