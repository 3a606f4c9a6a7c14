"""Headline figures and shares in words, as every figure, table and text writes them."""

from sim.statistics.wording import figure_words, or_rivals, phase_title, rounded, share, short_words


def test_figures_in_words() -> None:
    assert figure_words("met_mean") == "share of the phases on time"
    assert figure_words("met_2a") == "phase 2a: share of replications on time"
    assert figure_words("met_and_orderly_all").startswith("all together: share of replications on")
    assert figure_words("days_31_december") == "31 December: completion, days"
    assert figure_words("days_all") == "completion of the last phase"


def test_figures_in_a_small_heading() -> None:
    assert short_words("met_and_orderly_2a") == "phase 2a, on time and orderly"
    assert short_words("met_31_december") == "31 December, on time"
    assert short_words("met_and_orderly_mean") == "share of the phases on time and orderly"
    assert short_words("days_2a") == "phase 2a: completion, days"


def test_phases_in_a_small_heading() -> None:
    assert [phase_title(name) for name in ("1", "2c", "31_december", "all")] == [
        "phase 1", "phase 2c", "31 December", "all together"
    ]  # fmt: skip


def test_a_share_stands_with_its_own_interval() -> None:
    row = {"share": 0.4131, "low": 0.383, "high": 0.4449, "met": 0.5, "met_low": 0.25,
           "met_high": 0.755}  # fmt: skip
    assert share(row) == "41.3 % (38.3–44.5)"
    assert share(row, "met") == "50.0 % (25.0–75.5)"
    assert share(row, "met", 0) == "50 % (25–76)"


def test_rivals_are_named_while_they_are_few() -> None:
    assert or_rivals(()) == ""
    assert or_rivals(("fleet",)) == "or fleet"
    assert or_rivals(("fleet", "weather")) == "or fleet or weather"
    assert or_rivals(("fleet", "weather", "crowd")) == "or one of 3 others"


def test_a_half_goes_up_as_a_reader_rounds_it() -> None:
    """12.5 was 12 and 87.5 was 88: two shares of eight replications, one down and one up."""
    assert [rounded(value) for value in (12.5, 87.5, 0.5, 1.5, 2.4999, 100)] == [
        "13", "88", "1", "2", "2", "100",
    ]  # fmt: skip
    assert rounded(100 * 0.145) == "15", "which is 14.499999999999998"
    assert [rounded(value, 1) for value in (0.25, 6.25, -0.25)] == ["0.3", "6.3", "-0.3"]
    assert rounded(-0.4) == "0"
    assert share({"share": 0.125, "low": 0.025, "high": 0.225}, digits=0) == "13 % (3–23)"
