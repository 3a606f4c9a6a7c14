"""A page as a browser reads it."""

import re
from html.parser import HTMLParser

N = 40
VOID = {"meta", "link", "path", "use", "polyline", "circle", "br", "rect", "image"}


class Page(HTMLParser):
    """What a checker wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.pictures = 0
        self.named = 0
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "xlink:href") if name in given]
        self.ids += [given["id"]] if "id" in given else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "svg" and "aria-hidden" not in given:
            self.pictures += 1
        if tag == "title" and self.open and self.open[-1] == "svg":
            self.named += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
