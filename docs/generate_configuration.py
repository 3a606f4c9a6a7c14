"""Write docs/configuration.md: every setting, from the dataclasses and the shipped files.

``make configuration``. A test compares the page with what this gives.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import yaml

from docs.configuration_fields import Keys, Row, Table, tables
from sim.configuration.load import load
from sim.configuration.meanings import first_sentence, meaning_of
from sim.configuration.mitigations import Mitigation
from sim.configuration.sources import MISSING, at
from sim.configuration.typing import Document
from sim.distributions import Distribution, Provenance, Quantity

PAGE: Final = Path(__file__).resolve().parent / "configuration.md"
CONFIGS: Final = PAGE.parent.parent / "configs"
RENEW: Final = "make configuration"

SECTIONS: Final[Mapping[str, str]] = {
    "": "The whole",
    "plan": "The plan: `configs/plan/`",
    "status": "The situation on the as-of date: `configs/status/`",
    "resources": "The means: `configs/resources/`",
    "tasks": "Durations and rates: `configs/tasks/`",
    "policy": "Rules of command: `configs/policy/`",
    "risk": "Risks: `configs/risk/`",
    "mitigation": "Mitigations: `configs/mitigation/`",
    "run": "How to run: `configs/run/`",
    "backend": "Where to run: `configs/backend/`",
    "stages": "What changes on a day",
    "ranking": "Ranking: `configs/ranking.yaml`",
    "design": "Designs: `configs/design.yaml`",
    "bundles": "Bundles: `configs/bundles.yaml`",
    "decisions": "The decision calendar: `configs/decisions.yaml`",
    "hindcast": "Beside what was observed: `configs/hindcast.yaml`",
}
_OWN_FILES: Final = {"ranking", "design", "bundles", "decisions", "hindcast"}
_OTHER_FILES: Final = {"scenarios": "compare", "groups": "attribute", "shapley": "attribute"}

_TOP: Final = """# Configuration, setting by setting

<!-- Written by docs/generate_configuration.py from the dataclasses that type the configuration and
from the shipped files. Do not edit: change the docstring of the field, then `{renew}`. -->

Every setting there is: what it takes, what the baseline has, what it means. A setting is changed by
its dotted path, `python experiments/forecast.py resources.convoy_groups.Gao=4`, or in a file of
`configs/` ([how to](how_to.md)); `--cfg job` prints the values of a run, `check=true` what is wrong
with them. `<camp>`, `<name>` and the like stand for any name, `<n>` for a place in a list,
`<regime>` for `permissive`, `restrictive` and `obstructive`. The column *Baseline* has what the
shipped files say, with its range and [grade]; what they leave out is *in italics*, as the code has
it. Where it is empty the values differ from entry to entry, or a table of its own follows.

- **Refused** are unknown keys, infinities, and numbers below zero (but for latitudes, longitudes
  and spreads of dates). A number whose unit begins with `share` or `probability` lies from 0
  to 1; *whole* means a count of whole things. Checks across settings (a road to a camp that is not
  there) are told by `check=true` as well.
- **Units**: a unit in the column *Takes* is the one to which what is given is converted (hours,
  days, weeks and months into one another, and rates per day, week and month; any other must be
  given as it stands). Where there is none, the number is a share of a whole, and its unit begins
  with `share` or `probability`.
- *number* and *distribution* are explained [at the end](#numbers-and-distributions).
"""


def page() -> str:
    """Give the page as it should be."""
    data = _shipped()
    parts = [_TOP.format(renew=RENEW)]
    all_tables = [*tables(Document), *_mitigations()]
    for section, title in SECTIONS.items():
        parts.append(f"## {title}\n")
        if section == "stages":
            parts.append("Mitigations that take effect later make these; a scenario's file may "
                         "have its own.\n")  # fmt: skip
        found = [table for table in all_tables if (table.path or ("",))[0] == section]
        parts += [_table(table, data) for table in found if table.path != ("risk",)]
    parts.append(_numbers())
    return "\n".join(parts)


def _mitigations() -> Iterator[Table]:
    return tables(Mitigation, ("mitigation", "<name>"))


def _shipped() -> dict[str, Any]:
    """What the shipped files say: the baseline, each study's own part, and all mitigations."""
    data = load()[2]
    for key, file in {**{key: key for key in _OWN_FILES}, **_OTHER_FILES}.items():
        data[key] = _read(CONFIGS / f"{file}.yaml")[key]
    files = sorted((CONFIGS / "mitigation").glob("*.yaml"))
    data["mitigation"] = {file.stem: _read(file) for file in files}
    return data


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _table(table: Table, data: Mapping[str, Any]) -> str:
    path = ".".join(table.path)
    lines = []
    if path and path not in SECTIONS:
        shown = (
            f"### `{path}`" if table.path[0] != "risk" or len(table.path) == 2 else f"#### `{path}`"
        )
        lines.append(f"{shown}{f', {_code(table.case)}' if table.case else ''}\n")
    if table.path:
        lines.append(f"{table.about}\n")
    lines += ["| Setting | Takes | Baseline | Meaning |", "| --- | --- | --- | --- |"]
    for row in table.rows:
        other = table.case and table.case != _case_in(data, table.path)
        baseline = "" if other else _baseline(row, data)
        cells = (_code(".".join(row.path)), _takes(row), baseline, row.meaning)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _case_in(data: Mapping[str, Any], path: Keys) -> str:
    here = at(data, path)
    return f"kind: {here.get('kind')}" if isinstance(here, dict) else ""


def _code(text: str) -> str:
    return f"`{text}`"


def _takes(row: Row) -> str:
    words = [row.kind]
    if row.unit:
        words.append(f", {row.unit}" if row.unit.startswith("per ") else f" in {row.unit}")
    text = "".join(words)
    return f"{text}: {row.allowed}" if row.allowed else text


# The baseline's value


def _baseline(row: Row, data: Mapping[str, Any]) -> str:
    """What the shipped files say of a setting; where they are silent, its default."""
    found = list(_found(data, row.path))
    if not found:
        return row.default and f"*{row.default}*"
    if all(isinstance(value, dict) and not _is_number(value) for _, value in found):
        return f"{len(found)} entries" if row.path[-1].startswith("<") else ""
    above = len(list(_found(data, row.path[:-1])))
    silent = row.default and not row.path[-1].startswith("<") and len(found) < above
    texts = [_short(value) for _, value in found]
    if silent:
        some = texts[0] if len(set(texts)) == 1 else "given"
        return f"{some} for {len(found)} of {above}, else *{row.default}*"
    if len(set(texts)) == 1:
        return texts[0]
    if row.path[-1].startswith("<") and len(found) <= 4:
        return "; ".join(f"{key}: {text}" for (key, _), text in zip(found, texts, strict=True))
    return _range([value for _, value in found])


def _found(data: Any, path: Keys, last: str = "") -> Iterator[tuple[str, Any]]:
    """Every value at a path, with the name that stood for its last wildcard."""
    if not path:
        yield last, data
        return
    key, rest = path[0], path[1:]
    if key.startswith("<"):
        entries: Iterable[tuple[Any, Any]] = (
            data.items() if isinstance(data, dict)
            else enumerate(data) if isinstance(data, list | tuple) else ()
        )  # fmt: skip
        for name, value in entries:
            yield from _found(value, rest, str(name))
    elif (value := at(data, (key,))) is not MISSING:
        yield from _found(value, rest, last)


def _is_number(value: Any) -> bool:
    return isinstance(value, dict) and ("value" in value or "dist" in value)


def _short(value: Any) -> str:
    """Write a value as a planner would say it."""
    if _is_number(value):
        return _quantity(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        text = f"[{', '.join(map(_short, value))}]"
        return text if len(text) <= 60 else f"{len(value)} entries"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    text = str(value).replace("|", "\\|")
    return (text if len(text) <= 60 else f"{text[:56].rstrip()} …") or '""'


def _quantity(given: Mapping[str, Any]) -> str:
    unit, grade = str(given.get("unit", "")), str(given.get("grade", ""))
    known = {key: value for key, value in given.items() if isinstance(value, int | float)}
    if "value" in given:
        low, high = known.get("low"), known.get("high")
        text = f"{known['value']:.10g}"
        text += "" if low is None or high is None else f" ({low:.10g} to {high:.10g})"
    else:
        text = f"{given['dist']} {', '.join(f'{key} {value:.10g}' for key, value in known.items())}"
    return " ".join(word for word in (text.strip(), unit) if word) + (
        f" [{grade}]" if grade else ""
    )


def _range(values: list[Any]) -> str:
    """Write many values as one: from the least to the greatest, or how many there are."""
    plain = [value["value"] if _is_number(value) and "value" in value else value
             for value in values]  # fmt: skip
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in plain):
        units = {str(value.get("unit", "")) for value in values if isinstance(value, dict)}
        unit = f" {units.pop()}" if len(units) == 1 else ""
        return f"{min(plain):.10g} to {max(plain):.10g}{unit}"
    if all(isinstance(value, str | date) for value in plain):
        words = sorted({str(value) for value in plain})
        days = all(re.fullmatch(r"\d{4}-\d\d-\d\d", word) for word in words)
        if days:
            return f"{words[0]} to {words[-1]}"
        return ", ".join(words) if len(", ".join(words)) <= 60 else ""
    return ""


# Numbers and distributions


def _numbers() -> str:
    lines = [
        "## Numbers and distributions\n",
        "A *number* is the same in every replication. It is written with what is known of it, or "
        "bare: `4` for `{value: 4}`. A *distribution* is drawn from for every occasion and names "
        "its family with `dist`; bare, it is `fixed`. Both carry their provenance:\n",
        "| Key | Meaning |",
        "| --- | --- |",
        *(f"| `{name}` | {meaning_of(Provenance, name)} |" for name in
          ("unit", "source", "grade", "as_of", "static", "note")),
        "",
        "A judged number (grade C) has the range in which it may lie (`low`, `high`); rankings and "
        "designs vary it over that. A number that is changed is written whole, with a source of "
        "its own, and replaces the old one whole. *Nominal* is the planner's value, which stands "
        "for the distribution with every risk off.\n",
        "| `dist` | Keys | Meaning |",
        "| --- | --- | --- |",
        f"| (a number) | `value`, `low`, `high` | {first_sentence(Quantity)} `low` and `high`: "
        "the range in which it is uncertain, for rankings and designs. |",
    ]  # fmt: skip
    provenance = {"unit", "source", "grade", "as_of", "static", "note"}
    for family in get_args(get_args(Distribution)[0]):
        (table,) = [one for one in tables(family) if not one.path]
        own = [row for row in table.rows if row.path[0] not in provenance | {"dist"}]
        (name,) = [row.default for row in table.rows if row.path == ("dist",)]
        prose = " ".join((family.__doc__ or "").replace("``", "`").split())
        keys = ", ".join(_code(row.path[0]) for row in own)
        lines.append(f"| `{name}` | {keys} | {prose} |")
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(f"Written: docs/{PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
