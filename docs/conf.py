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


def setup(app: Sphinx) -> None:
    """Tell Sphinx."""
    app.connect("source-read", name_files_outside)
