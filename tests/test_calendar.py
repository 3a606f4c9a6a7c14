"""The calendar: dates to days since 1 July 2023 and back."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import calendar

dates = st.dates(date(1990, 1, 1), date(2060, 12, 31))
instants = st.datetimes(
    datetime(1990, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC), allow_imaginary=False
)


def test_what_is_at_24_00_has_the_date_of_the_day_that_ends() -> None:
    assert calendar.date_until(184.0) == date(2023, 12, 31)
    assert calendar.date_until(184.01) == calendar.to_date(184.0) == date(2024, 1, 1)


def test_known_dates() -> None:
    assert calendar.to_day("2023-07-01") == 0.0
    assert calendar.to_day(date(2023, 8, 18)) == 48.0
    assert calendar.to_day("2023-12-12T06:00") == 164.25
    assert calendar.to_day("2023-06-30") == -1.0
    # 2024 is a leap year: 184 days of 2023, 60 to the end of February.
    assert calendar.to_day("2024-03-01") == 244.0


def test_a_deadline_is_the_end_of_its_day() -> None:
    assert calendar.end_of("2023-12-31") == calendar.to_day("2024-01-01") == 184.0
    assert calendar.end_of(date(2023, 12, 15)) == 168.0


@given(dates)
def test_dates_are_whole_numbers_and_come_back(day: date) -> None:
    number = calendar.to_day(day)
    assert number == (day - date(2023, 7, 1)).days
    assert calendar.to_date(number) == day
    assert calendar.to_day(day.isoformat()) == number
    assert calendar.to_date(calendar.end_of(day) - 1e-6) == day


@given(instants)
def test_instants_come_back_to_the_microsecond(moment: datetime) -> None:
    back = calendar.to_datetime(calendar.to_day(moment))
    assert back.tzinfo is UTC
    assert abs(back - moment) <= timedelta(microseconds=1)


@given(instants, st.integers(-12, 14))
def test_a_zone_does_not_change_the_instant(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert calendar.to_day(elsewhere) == calendar.to_day(moment)
    assert calendar.to_day(moment.replace(tzinfo=None)) == calendar.to_day(moment)


def test_shown_without_the_locale() -> None:
    assert calendar.show(calendar.to_day("2023-12-12")) == "12 Dec 2023"
    assert calendar.show(calendar.end_of("2023-12-31")) == "1 Jan 2024"
    assert calendar.show_time(calendar.to_day("2023-12-12T06:30")) == "12 Dec 2023 06:30"
    assert calendar.show_time(calendar.to_day("2023-08-18T23:59:40")) == "19 Aug 2023 00:00"
    assert calendar.show(math.inf) == calendar.show_time(math.inf) == "never"


def test_dust_of_floats_does_not_turn_back_the_day() -> None:
    almost = 164.0 - 1e-13
    assert calendar.show(almost) == "12 Dec 2023"


@pytest.mark.parametrize("text", ["31.12.2023", "soon", "2023-13-01", ""])
def test_a_text_that_is_no_date_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date: expected ISO 8601"):
        calendar.to_day(text)


def test_only_whole_days_have_an_end() -> None:
    for moment in ("2023-12-31T12:00", datetime(2023, 12, 31)):
        with pytest.raises(ValueError, match="is not a whole day"):
            calendar.end_of(moment)


@pytest.mark.parametrize("day", [math.inf, math.nan, 1e9, -1e300])
def test_what_is_no_instant_is_refused(day: float) -> None:
    with pytest.raises(ValueError, match="not an instant of the calendar"):
        calendar.to_datetime(day)
