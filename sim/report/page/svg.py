"""A figure's SVG made fit to stand inside a page: small, without names that another could share."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from sim.errors import ResultsError

_TOLD = {"title": "title", "description": "subtitle", "source": "footer"}
_NUMBER = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True)
class Inline:
    """An SVG to be put into a page, and what the figure says of itself."""

    markup: str
    width: float
    """In points, as printed."""
    height: float
    title: str
    subtitle: str
    footer: str
    """n, master seed, scenario, configuration and the kind of interval."""


def read_svg(path: Path, prefix: str) -> Inline:
    """Read a figure that `sim.report.style.save` wrote.

    Parameters
    ----------
    prefix
        Goes before every name inside it, so that the figures of a page have none in common.

    Raises
    ------
    ResultsError
        If the file is no SVG of ours.
    """
    text = path.read_text(encoding="utf-8")
    head = re.search(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', text)
    if head is None or not text.rstrip().endswith("</svg>"):
        raise ResultsError(f"{path} is no whole SVG of a figure; draw the figures again")
    told = {
        name: _text(re.search(rf"<dc:{tag}>(.*?)</dc:{tag}>", text, re.DOTALL))
        for tag, name in _TOLD.items()
    }
    body = text[head.end() : text.rindex("</svg>")]
    body = re.sub(r"<title>.*?</title>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r' id="(?:figure|axes|patch|line2d|text|matplotlib|xtick|ytick|legend|'
                  r'PolyCollection|FillBetweenPolyCollection|LineCollection|PathCollection)'
                  r'[\w.]*"', "", body)  # fmt: skip
    body = body.replace("xlink:href", "href")
    body = re.sub(r' id="', f' id="{prefix}', body)
    body = re.sub(r'href="#', f'href="#{prefix}', body)
    body = re.sub(r"url\(#", f"url(#{prefix}", body)
    body = re.sub(r' d="[^"]*"', _shorter, body)
    body = re.sub(r' (?:x|y|transform|points)="[^"]*"', _rounded, body)
    body = re.sub(r"<defs>\s*</defs>", "", body)
    body = re.sub(r"\n\s*", "\n", body).strip()
    width, height = float(head[1]), float(head[2])
    return Inline(body, width, height, told["title"], told["subtitle"], told["footer"])


def _text(found: re.Match[str] | None) -> str:
    """Give the words between two tags, those inside nested tags included."""
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def _rounded(found: re.Match[str]) -> str:
    """Round the numbers of an attribute to hundredths of a point."""
    return _NUMBER.sub(lambda n: _number(float(n[0]), 4 if "scale" in found[0] else 2), found[0])


def _shorter(found: re.Match[str]) -> str:
    """Round a path to tenths of a point, and break no lines in it."""
    tight = _NUMBER.sub(lambda number: _number(float(number[0]), 1), found[0])
    return re.sub(r"\s*([A-Za-z])\s*(?=[\d-])", r"\1", re.sub(r"\s+", " ", tight)).replace(
        "d =", "d="
    )


def _number(value: float, digits: int) -> str:
    """Write a number without zeros that say nothing."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
