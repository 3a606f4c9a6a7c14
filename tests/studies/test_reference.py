"""The model still gives, from the same seed, the numbers stored in results/reference."""

import csv
import io
import math

import pandas as pd
import pytest

from experiments.reference import FOLDER, REPLICATIONS, SEED, TABLES, study, text

RELATIVE = 1e-9  # what another platform's mathematical library may do to a measured number
ABSOLUTE = 1e-12  # the same for a difference that comes to nothing
SHARES = {
    "met", "met_and_orderly", "binding_share", "share", "any",
    "orderly", "planned", "one_sided", "accelerated", "open",
}  # fmt: skip
RENEW = (
    "the model no longer gives the numbers of results/reference. If that was not meant, it is a "
    "mistake. If it was: `make reference`, look at `git diff results/reference`, and commit the "
    "tables together with the change of the model"
)


def differences(name: str, stored: str, table: pd.DataFrame) -> list[str]:
    """Say where a table is not the stored one: its columns, rows, their order, else its cells."""
    before, after = (list(csv.reader(io.StringIO(t))) for t in (stored, text(table)))
    header = [str(column) for column in table.columns]
    if not before or before[0] != header:
        return [f"{name}.csv: columns {before[:1]} stored, {header} now"]
    named = names(table)
    old, new = ({tuple(row[:named]): row for row in rows[1:]} for rows in (before, after))
    found = [f"{name}.csv: row {key} added" for key in new if key not in old]
    found += [f"{name}.csv: row {key} removed" for key in old if key not in new]
    for which, rows, by_name in (("stored", before, old), ("now", after, new)):
        if len(by_name) != len(rows) - 1:
            found.append(f"{name}.csv: two rows of one name {which}")
    shared = [key for key in new if key in old]
    if shared != [key for key in old if key in new]:
        found.append(f"{name}.csv: rows in another order")
    measured = {c for c in header if table[c].dtype.kind == "f" and c not in SHARES}
    for key in shared:
        for column, was, now in zip(header, old[key], new[key], strict=True):
            if was != now and not (column in measured and near(was, now)):
                found.append(f"{name}.csv: {key}: {column}: {was!r} stored, {now!r} now")
    return found


def names(table: pd.DataFrame) -> int:
    """Count the leading columns of text: they name a row."""
    kinds = [table[column].dtype.kind for column in table.columns]
    return next((i for i, kind in enumerate(kinds) if kind in "biuf"), len(kinds))


def near(was: str, now: str) -> bool:
    """Whether two numbers differ by rounding only; an empty cell is no number."""
    if not was or not now:
        return False
    return math.isclose(float(was), float(now), rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def test_the_same_seed_gives_the_stored_tables() -> None:
    found = []
    for name, table in study(workers=1).items():
        assert set(table["n"]) == {REPLICATIONS}
        found += differences(name, (FOLDER / f"{name}.csv").read_text(encoding="utf-8"), table)
    assert not found, "\n".join([RENEW, *found])


def test_the_folder_holds_these_tables_and_says_how_they_were_made() -> None:
    there = {path.name for path in FOLDER.iterdir()}
    assert there == {"README.md", *(f"{name}.csv" for name in TABLES)}
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    for words in ("make reference", f"seed {SEED}", f"{REPLICATIONS} replications"):
        assert words in page


TABLE = pd.DataFrame(
    {"camp": ["Ber"], "p50": [42.5], "p50_date": ["2023-08-12"], "orderly": [0.5], "n": [2]}
)


@pytest.mark.parametrize(
    ("column", "value", "same"),
    [
        ("p50", 42.5 * (1 + 1e-10), True),
        ("p50", 42.5 * (1 + 1e-8), False),
        ("p50", math.nan, False),
        ("p50", math.inf, False),
        ("p50_date", "2023-08-13", False),
        ("orderly", 0.5 * (1 + 1e-15), False),
        ("n", 3, False),
        ("camp", "Goundam", False),
    ],
)
def test_only_rounding_of_measured_numbers_is_let_pass(
    column: str, value: str | float, same: bool
) -> None:
    changed = TABLE.assign(**{column: [value]})
    assert (not differences("closures", text(TABLE), changed)) is same


def test_another_shape_is_found() -> None:
    assert differences("closures", text(TABLE), TABLE.drop(columns="n"))
    assert differences("closures", text(TABLE), pd.concat([TABLE, TABLE]))
    assert differences("closures", text(TABLE), TABLE.head(0))
    assert not differences("closures", text(TABLE), TABLE)


def test_rows_are_matched_by_their_names() -> None:
    """A row more does not let every row after it differ."""
    one, two, three = (
        TABLE.assign(camp=camp, p50=p50)
        for camp, p50 in (("Ber", 1.5), ("Gao", 2.5), ("Kidal", 3.5))
    )
    stored = text(pd.concat([one, three]))
    assert differences("closures", stored, pd.concat([one, two, three])) == [
        "closures.csv: row ('Gao',) added"
    ]
    now = pd.concat([two, three.assign(n=3)])
    assert differences("closures", stored, now) == [
        "closures.csv: row ('Gao',) added",
        "closures.csv: row ('Ber',) removed",
        "closures.csv: ('Kidal',): n: '2' stored, '3' now",
    ]
    assert differences("closures", stored, pd.concat([three, one])) == [
        "closures.csv: rows in another order"
    ]
