"""The figures of an attribution: tornado, delays by cause, criticality."""

from pathlib import Path

from sim.report import criticality, delay_bars, tornado
from sim.report.study import read_study
from sim.report.style import save


def draw_attribution(directory: Path) -> list[Path]:
    """Draw the figures 8, 9 and 10 of an attribution into its folder.

    Raises
    ------
    ResultsError
        If the folder holds no finished study.
    """
    study = read_study(directory)
    drawings = [tornado.draw(study), delay_bars.draw(study), criticality.draw(study)]
    return [path for drawing in drawings for path in save(drawing, directory / "figures")]
