"""Dates as they are typed and written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.values.dates import (
    add_months,
    age,
    end_of_quarter,
    format_date,
    months_between,
    parse_date,
    relative_day,
)
from csdesk.values.errors import ParseError
from csdesk.values.formats import DateOrder

MONDAY = date(2026, 11, 23)

D = date


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2027-03-31", "dmy", D(2027, 3, 31)),
        ("2027/3/31", "mdy", D(2027, 3, 31)),
        ("20270331", "dmy", D(2027, 3, 31)),
        ("2027-03-31T00:00:00.000+0000", "dmy", D(2027, 3, 31)),
        ("2027-03-31 14:05", "dmy", D(2027, 3, 31)),
        ("3/31/2027 12:00 AM", "mdy", D(2027, 3, 31)),
        ("31/3/2027", "dmy", D(2027, 3, 31)),
        ("31.3.27", "dmy", D(2027, 3, 31)),
        ("31. 3. 2027", "dmy", D(2027, 3, 31)),
        ("03/31/27", "mdy", D(2027, 3, 31)),
        ("27-03-31", "ymd", D(2027, 3, 31)),
        ("31/3", "dmy", D(2027, 3, 31)),
        ("31.3.", "dmy", D(2027, 3, 31)),
        ("31.3.", "mdy", D(2027, 3, 31)),
        ("3/31", "mdy", D(2027, 3, 31)),
        ("03-31", "ymd", D(2027, 3, 31)),
        ("23/11", "dmy", D(2026, 11, 23)),
        ("22/11", "dmy", D(2027, 11, 22)),
        ("29/2", "dmy", D(2028, 2, 29)),
        ("31 Mar", "dmy", D(2027, 3, 31)),
        ("31 march 2027", "dmy", D(2027, 3, 31)),
        ("31-Mar-27", "dmy", D(2027, 3, 31)),
        ("31st of March", "dmy", D(2027, 3, 31)),
        ("March 31, 2027", "dmy", D(2027, 3, 31)),
        ("March 31st 2027", "dmy", D(2027, 3, 31)),
        ("Sept 1", "dmy", D(2027, 9, 1)),
        ("Mar 31 '27", "dmy", D(2027, 3, 31)),
        ("Wed 31 Mar 2027", "dmy", D(2027, 3, 31)),
        ("today", "dmy", MONDAY),
        ("Tomorrow", "dmy", D(2026, 11, 24)),
        ("yesterday", "dmy", D(2026, 11, 22)),
        ("in 2 weeks", "dmy", D(2026, 12, 7)),
        ("in 3 days", "dmy", D(2026, 11, 26)),
        ("in a month", "dmy", D(2026, 12, 23)),
        ("in two quarters", "dmy", D(2027, 5, 23)),
        ("a year from now", "dmy", D(2027, 11, 23)),
        ("5 working days", "dmy", D(2026, 11, 30)),
        ("3 days ago", "dmy", D(2026, 11, 20)),
        ("+10d", "dmy", D(2026, 12, 3)),
        ("+10", "dmy", D(2026, 12, 3)),
        ("-2w", "dmy", D(2026, 11, 9)),
        ("2w", "dmy", D(2026, 12, 7)),
        ("fri", "dmy", D(2026, 11, 27)),
        ("next fri", "dmy", D(2026, 11, 27)),
        ("next Friday", "dmy", D(2026, 11, 27)),
        ("mon", "dmy", D(2026, 11, 30)),
        ("this mon", "dmy", MONDAY),
        ("last fri", "dmy", D(2026, 11, 20)),
        ("last mon", "dmy", D(2026, 11, 16)),
        ("fri next week", "dmy", D(2026, 12, 4)),
        ("next week", "dmy", D(2026, 11, 30)),
        ("next month", "dmy", D(2026, 12, 1)),
        ("next quarter", "dmy", D(2027, 1, 1)),
        ("the 15th", "dmy", D(2026, 12, 15)),
        ("30th", "dmy", D(2026, 11, 30)),
        ("31st", "dmy", D(2026, 12, 31)),
        ("5th of next month", "dmy", D(2026, 12, 5)),
        ("end of May", "dmy", D(2027, 5, 31)),
        ("end of november", "dmy", D(2026, 11, 30)),
        ("end of Feb 2028", "dmy", D(2028, 2, 29)),
        ("mid-June", "dmy", D(2027, 6, 15)),
        ("start of march", "dmy", D(2027, 3, 1)),
        ("end of month", "dmy", D(2026, 11, 30)),
        ("end of the month", "dmy", D(2026, 11, 30)),
        ("end of next month", "dmy", D(2026, 12, 31)),
        ("end of quarter", "dmy", D(2026, 12, 31)),
        ("end of next quarter", "dmy", D(2027, 3, 31)),
        ("end of week", "dmy", D(2026, 11, 27)),
        ("end of year", "dmy", D(2026, 12, 31)),
        ("end of 2027", "dmy", D(2027, 12, 31)),
        ("eom", "dmy", D(2026, 11, 30)),
        ("eoq", "dmy", D(2026, 12, 31)),
        ("Q2 end", "dmy", D(2027, 6, 30)),
        ("end of Q4", "dmy", D(2026, 12, 31)),
        ("Q2 2028 end", "dmy", D(2028, 6, 30)),
        ("start of Q1", "dmy", D(2027, 1, 1)),
        ("by end of May", "dmy", D(2027, 5, 31)),
        ("1/1/76", "dmy", D(1976, 1, 1)),
        ("1/1/75", "dmy", D(2075, 1, 1)),
    ],
)
def test_reads(text: str, order: DateOrder, day: date) -> None:
    assert parse_date(text, MONDAY, order) == day


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("", "dmy", "no date"),
        ("soon", "dmy", "not a date"),
        ("31/2", "dmy", "February has 29 days"),
        ("31/2/2027", "dmy", "February has 28 days"),
        ("29/2/2027", "dmy", "February has 28 days in 2027"),
        ("31 April", "dmy", "April has 30 days"),
        ("3/31", "dmy", "no month 31; the month comes second"),
        ("31/3", "mdy", "no month 31; the month comes first"),
        ("0/3", "dmy", "31 days"),
        ("32 Mar", "dmy", "31 days"),
        ("March", "dmy", "names a month, not a day"),
        ("March 2027", "dmy", "end of March"),
        ("Q2", "dmy", "names a quarter"),
        ("Mon 31 Mar 2027", "dmy", "is a Wednesday"),
        ("31/3/0000", "dmy", "no year 0"),
        ("1/1/1066", "dmy", "out of range"),
        ("in 9999 years", "dmy", "far away"),
        ("12", "dmy", "not a date"),
        ("412000", "dmy", "not a date"),
        ("40th", "dmy", "no month has"),
        ("x" * 80, "dmy", "too long"),
    ],
)
def test_refuses_with_the_reason(text: str, order: DateOrder, reason: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_date(text, MONDAY, order)
    assert reason in caught.value.reason


def test_a_day_without_year_can_roll_back_or_stay() -> None:
    assert parse_date("31/3", MONDAY, roll="last") == D(2026, 3, 31)
    assert parse_date("30/11", MONDAY, roll="last") == D(2025, 11, 30)
    assert parse_date("31/3", MONDAY, roll="this") == D(2026, 3, 31)
    assert parse_date("end of dec", MONDAY, roll="last") == D(2025, 12, 31)


@given(st.dates(D(1900, 1, 1), D(2199, 12, 31)), st.sampled_from(("dmy", "mdy", "ymd")))
def test_what_is_written_reads_back(day: date, order: DateOrder) -> None:
    for style in ("short", "long", "iso"):
        assert parse_date(format_date(day, style), MONDAY, order) == day  # type: ignore[arg-type]


@given(st.integers(0, 364))
def test_a_day_of_the_coming_year_reads_back_without_its_year(days: int) -> None:
    day = MONDAY + timedelta(days=days)
    assert parse_date(format_date(day, "day"), MONDAY) == day


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_date(text, MONDAY)
    except ParseError as error:
        assert error.reason


@given(st.text("0123456789/-. qjanfebmrpyulgsoctvdwikh+", max_size=14), st.sampled_from(("dmy", "mdy", "ymd")))
def test_any_date_like_text_is_read_or_refused(text: str, order: DateOrder) -> None:
    try:
        parse_date(text, MONDAY, order)
    except ParseError as error:
        assert error.reason


def test_writes() -> None:
    day = D(2027, 2, 5)
    assert [format_date(day, style) for style in ("short", "long", "day", "iso")] == [
        "5 Feb 2027",
        "5 February 2027",
        "Fri 5 Feb",
        "2027-02-05",
    ]


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (74, "in 74 days"), (-1, "1 day late"), (-16, "16 days late")],
)
def test_relative_day(days: int, words: str) -> None:
    assert relative_day(MONDAY + timedelta(days=days), MONDAY) == words


def test_relative_day_of_the_past() -> None:
    assert relative_day(MONDAY - timedelta(days=1), MONDAY, "ago") == "yesterday"
    assert relative_day(MONDAY - timedelta(days=5), MONDAY, "ago") == "5 days ago"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (MONDAY, "today"),
        (D(2026, 12, 1), "today"),
        (D(2026, 11, 22), "1 day old"),
        (D(2026, 11, 20), "3 days old"),
        (D(2026, 10, 20), "4 weeks old"),
        (D(2026, 2, 20), "9 months old"),
        (D(2024, 11, 23), "2 years old"),
    ],
)
def test_age(day: date, words: str) -> None:
    assert age(day, MONDAY) == words


def test_months() -> None:
    assert add_months(D(2027, 1, 31), 1) == D(2027, 2, 28)
    assert add_months(D(2027, 1, 31), -2) == D(2026, 11, 30)
    assert months_between(D(2027, 1, 31), D(2027, 2, 28)) == 1
    assert months_between(D(2027, 3, 1), D(2027, 2, 1)) == -1
    assert end_of_quarter(D(2027, 2, 3)) == D(2027, 3, 31)
