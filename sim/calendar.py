"""The one module that knows the calendar.

Everywhere else an instant is a float: days since 1 July 2023 00:00 UTC. Whole days of the
calendar are whole numbers, so that dates convert without rounding; times of day are rounded to
the microsecond on their way back.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

EPOCH: Final = datetime(2023, 7, 1, tzinfo=UTC)
"""Instant zero of the simulation's clock."""

WEEK: Final = 7.0
"""Days of a week."""

MONTH: Final = 365.25 / 12.0
"""Days of a month, of the mean length in a calendar of leap years."""

_SECONDS_PER_DAY: Final = 86_400
_WRITTEN: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Not strftime: the names of months must not depend on the locale of the machine.
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip


def whole_day(given: object) -> date | None:
    """Give a date, or its text such as ``2023-12-31``; None for anything else.

    A time of a day is none, midnight included, and of the forms of ISO 8601 this is the only one.
    """
    if isinstance(given, date):
        return None if isinstance(given, datetime) else given
    if not isinstance(given, str) or not _WRITTEN.fullmatch(given):
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _day(given: object) -> date:
    found = whole_day(given)
    if found is None:
        raise PydanticCustomError("date_parsing", "Input should be a valid date: 2023-12-31")
    return found


Day = Annotated[date, BeforeValidator(_day)]
"""A date of a configuration: pydantic alone takes midnight and seconds since 1970 for one too."""


def to_day(moment: date | datetime | str) -> float:
    """Convert a date or an instant to simulation time.

    Parameters
    ----------
    moment
        A date (its 00:00 UTC is meant), a datetime (UTC is assumed if it has no zone), or
        either in ISO 8601, such as ``"2023-12-31"`` or ``"2023-12-12T06:30"``.

    Returns
    -------
    float
        Days since 2023-07-01T00:00Z; negative before that.

    Raises
    ------
    ValueError
        If a text is not an ISO 8601 date or instant.
    """
    instant = _to_instant(moment)
    difference = instant - EPOCH
    return difference.days + (difference.seconds + difference.microseconds / 1e6) / _SECONDS_PER_DAY


def end_of(day: date | str) -> float:
    """Give the end, 24:00 UTC, of a day of the calendar, in days since the epoch.

    A deadline "31 December" is this instant; something done exactly then meets it.

    Raises
    ------
    ValueError
        If the argument is not a whole day.
    """
    start = to_day(day)
    if isinstance(day, datetime) or start != math.floor(start):
        raise ValueError(f"{day!s} is not a whole day: only a date, such as 2023-12-31, has an end")
    return start + 1.0


def to_datetime(day: float) -> datetime:
    """Convert simulation time in days to a datetime in UTC, rounded to the microsecond.

    Raises
    ------
    ValueError
        If `day` is not finite or lies outside the calendar's years 1 to 9999.
    """
    try:
        return EPOCH + timedelta(days=day)
    except (OverflowError, ValueError):
        raise ValueError(
            f"{day} days since 1 July 2023 is not an instant of the calendar"
        ) from None


def to_date(day: float) -> date:
    """Give the day (UTC) in which an instant lies; 24:00 of a day is 00:00 of the next."""
    return to_datetime(day).date()


def date_until(day: float) -> date:
    """Give the day (UTC) in which an instant lies or that it ends: 24:00 is of the day before."""
    return to_date(math.ceil(day) - 1.0)


def show(day: float) -> str:
    """Write an instant as its date, such as ``12 Dec 2023``; infinity is ``never``."""
    if day == math.inf:
        return "never"
    moment = to_datetime(day)
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def show_time(day: float) -> str:
    """Write an instant to the nearest minute, such as ``12 Dec 2023 06:30``."""
    if day == math.inf:
        return "never"
    rounded = to_day(to_datetime(day) + timedelta(seconds=30))
    return f"{show(rounded)} {to_datetime(rounded):%H:%M}"


def _to_instant(moment: date | datetime | str) -> datetime:
    """Give a date, instant or ISO text as a datetime in UTC."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            raise ValueError(
                f"'{moment}' is not a date: expected ISO 8601, such as 2023-12-31"
            ) from None
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
