"""The figures of a folder, in the order of the report, with captions and tables."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sim.errors import ResultsError
from sim.report.page.captions import CAPTIONS, SPECIAL, Caption
from sim.report.page.svg import Inline, read_svg
from sim.report.style import FIGURES_FOLDER

FEW_ROWS, FEW_COLUMNS = 20, 12
"""A table no larger than this is written under its figure; a larger one is only linked."""

_NAME = re.compile(r"(\d\d)_(\w+)")
_PAGE_OF_INPUTS = re.compile(r"02_inputs_\d+")


@dataclass(frozen=True)
class Picture:
    """One figure of the page."""

    name: str
    number: int
    caption: Caption
    svg: Inline
    csv: str
    """Its table, relative to the page."""
    rows: int
    table: pd.DataFrame | None
    """The same, where it is small enough to be read."""

    @property
    def alternative(self) -> str:
        """What a reader who sees no picture is told in its place."""
        said = [part.rstrip(".") for part in (self.svg.title, self.svg.subtitle) if part]
        told = " ".join(part if part.endswith("?") else f"{part}." for part in said)
        return f"Figure: {told} All that it shows is in the table {self.csv}."


def pictures(directory: Path, others: Sequence[Path] = ()) -> list[Picture]:
    """Read every figure of a folder of results, and of other studies; not the inputs' pages.

    Parameters
    ----------
    directory
        Where the page will lie: links are relative to it.
    others
        Folders of other studies of the same plan (attribution, comparison, sweep).

    Raises
    ------
    ResultsError
        If another study has no figures, or one of its files is no figure of ours.
    """
    found = []
    for place, folder in enumerate((directory, *others)):
        drawn = sorted((folder / FIGURES_FOLDER).glob("*.svg"))
        if place and not drawn:
            raise ResultsError(f"{folder} holds no figures: run its study, or draw them first")
        for path in drawn:
            picture = _picture(path, directory, f"{path.stem}-{place}" if place else path.stem)
            found += [picture] if picture is not None else []
    return _told_apart(sorted(found, key=lambda picture: picture.number))


def _told_apart(found: list[Picture]) -> list[Picture]:
    """Add to captions that two figures share how many replications each has."""
    times = Counter(picture.caption.name for picture in found)
    return [
        replace(picture, caption=replace(
            picture.caption,
            name=f"{picture.caption.name} ({picture.svg.footer.partition(' · ')[0]})"
        )) if times[picture.caption.name] > 1 else picture
        for picture in found
    ]  # fmt: skip


def _picture(path: Path, directory: Path, name: str) -> Picture | None:
    """Read one figure; None where it has no place on the page."""
    match = _NAME.fullmatch(path.stem)
    if match is None or _PAGE_OF_INPUTS.fullmatch(path.stem):
        return None
    number = int(match[1])
    caption = SPECIAL.get(path.stem, CAPTIONS.get(number))
    if caption is None:
        return None
    csv = path.with_suffix(".csv")
    table = _table(csv)
    small = table is not None and len(table) <= FEW_ROWS and table.shape[1] <= FEW_COLUMNS
    return Picture(
        name=name,
        number=number,
        caption=caption,
        svg=read_svg(path, f"{name}-"),
        csv=Path(os.path.relpath(csv, directory)).as_posix(),
        rows=0 if table is None else len(table),
        table=table if small else None,
    )


def _table(path: Path) -> pd.DataFrame | None:
    """Read the table of a figure, as it was written; where there is no interval with a dash."""
    if not path.is_file():
        return None
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    ends = [name for name in map(str, table.columns) if name.endswith(("low", "high"))]
    return table.assign(**{name: table[name].replace(["inf", "-inf"], "–") for name in ends})
