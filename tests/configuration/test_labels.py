"""Settings in words: every judged input has a label of its own that a reader understands alone."""

import re

import pandas as pd
import pytest

from sim.configuration.labels import label_of, labelled, shortened, shortened_apart
from sim.configuration.load import load_scenario
from sim.report.input_table import inputs_of
from sim.scenario import Scenario

LEANING = re.compile(r"\b(likewise|the same|as above|below,|two rules|it stays|[Hh]ow long they)\b")
"""Words that lean on the line above, which a label has not."""


@pytest.fixture(scope="module", params=["baseline", "island", "july"])
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load_scenario(request.param)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("resources.search_teams.Gao", "Gao: teams that search the road ahead of a column"),
        ("plan.roads.1.km", "Goundam–Timbuktu: length in kilometres"),
        ("risk.consent.convoy_refused.obstructive",
         "Consent, obstructive regime: probability that a movement clearance is refused"),
        ("policy.certificate_time_out",
         "Days without a signature after which a camp is left one-sidedly"),
        ("plan.phases.31_december.readings.guard_unit.parts.guard_unit",
         "31 December, guard unit: people of each part that may still be there"),
        ("policy.acceleration.medevac_days",
         "Acceleration: days without an evacuation helicopter that can fly after which routine "
         "convoys stop"),
    ],
)  # fmt: skip
def test_a_label_says_where_and_what(path: str, words: str) -> None:
    assert label_of(load_scenario("baseline"), path) == words


@pytest.mark.parametrize("path", ["resources.moon", "plan.roads.99.km", "plan.roads.x", "name.x"])
def test_what_is_not_there_keeps_its_path(path: str) -> None:
    assert label_of(load_scenario("baseline"), path) == path


def test_every_number_has_a_label_of_its_own(scenario: Scenario) -> None:
    """In words, none twice, none that leans on the line above; two lines of a figure hold it."""
    labels = pd.Series({found.path: found.label for found in inputs_of(scenario)})
    assert labels.is_unique, labels[labels.duplicated(keep=False)].to_dict()
    assert not [text for text in labels if "_" in text or "`" in text or LEANING.search(text)]
    assert labels.str.len().max() <= 110
    assert labels.str.fullmatch(r"[A-Z0-9].*[^ .:;,]").all()


def test_a_table_of_paths_is_given_their_labels(scenario: Scenario) -> None:
    table = pd.DataFrame({"rank": [1], "input": ["horizon"], "swing": [0.1]})
    found = labelled(scenario, table)
    assert list(found) == ["rank", "label", "input", "swing"]
    assert found["label"].tolist() == ["Last day of a run"]
    assert labelled(scenario, found) is found
    assert list(labelled(scenario, table.iloc[:0])) == list(found)


def test_a_long_label_is_cut_between_words() -> None:
    assert shortened("Gao: teams that search the road", 20) == "Gao: teams that …"


def test_labels_that_a_cut_makes_equal_keep_their_ends() -> None:
    said = "Weather, north: storms and dust, a day, in which helicopters do not fly: "
    labels = [f"{said}in the season", f"{said}outside the season", "Gao: trucks"]
    found = shortened_apart(labels, 60)
    assert len(set(found)) == 3
    ends = ("in the season", "outside the season", "trucks")
    assert all(label.endswith(end) for label, end in zip(found, ends, strict=True))
    assert all(len(label) <= 60 for label in found)
    assert shortened_apart(labels[:1], 60) == [shortened(labels[0], 60)]
