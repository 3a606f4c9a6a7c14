"""How Sphinx builds these pages: `make docs`, without a network."""

import re

from sphinx.application import Sphinx

project = "MINUSMA withdrawal"
author = "The maintainers of minusma-withdrawal"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "README.md"]
html_theme = "furo"
html_title = project
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
napoleon_google_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

# Links to what lies outside docs/ work on the web view of the repository, not in the built pages.
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)]+)\)")


def name_files_outside(app: Sphinx, docname: str, source: list[str]) -> None:
    """Name a file outside these pages instead of linking to it."""
    source[0] = OUTSIDE.sub(
        lambda m: f"`{m[2]}`" if m[1].strip("./") == m[2] else f"{m[1]} (`{m[2]}`)", source[0]
    )


# What NumPy's names stand for is a screen of types: its own names say it in a word.
ARRAY = re.compile(r"[\w.~]*ndarray\[tuple\[[\w.~]+, \.{3}\], [\w.~]*dtype\[[\w.~]*?(\w+)\]\]")
ARRAY_LIKE = re.compile(r"[\w.]*_Buffer \|.*?complex \| bytes \| str \| [^,)=]*?\]")


def shorten(
    app: Sphinx, what: str, name: str, it: object, options: object, given: str, returned: str
) -> tuple[str, str] | None:
    """Write arrays in a signature as `ndarray[float64]` and `ArrayLike`."""
    if not given:
        return None
    first, second = (
        text and ARRAY.sub(r"ndarray[\1]", ARRAY_LIKE.sub("ArrayLike", text))
        for text in (given, returned)
    )
    return first, second


def setup(app: Sphinx) -> None:
    """Tell Sphinx."""
    app.connect("source-read", name_files_outside)
    app.connect("autodoc-process-signature", shorten)
