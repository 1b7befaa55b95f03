"""Working days: weekends and days off, forwards and backwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.values.days import add_working_days, is_working_day, next_working_day, previous_working_day

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
OFF = st.frozensets(st.integers(0, 60), max_size=30)


@pytest.mark.parametrize(
    ("day", "following", "before"),
    [
        (MONDAY, MONDAY, MONDAY),
        (date(2026, 11, 28), date(2026, 11, 30), date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 30), date(2026, 11, 27)),
        (date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 24)),
        (date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 30)),
    ],
)
def test_moves_to_a_working_day(day: date, following: date, before: date) -> None:
    off = {date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1)}
    assert next_working_day(day, off) == following
    assert previous_working_day(day, off) == before


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, MONDAY), (1, date(2026, 11, 24)), (5, date(2026, 11, 30)), (-1, date(2026, 11, 20)), (4, date(2026, 11, 27))],
)
def test_counts_working_days(number: int, expected: date) -> None:
    assert add_working_days(MONDAY, number) == expected


@given(DAYS, OFF)
def test_is_always_a_working_day(day: date, offsets: frozenset[int]) -> None:
    off = {day + timedelta(days=number - 30) for number in offsets}
    following, before = next_working_day(day, off), previous_working_day(day, off)
    assert is_working_day(following, off) and is_working_day(before, off)
    assert before <= day <= following
    assert not any(is_working_day(day + timedelta(days=n), off) for n in range((following - day).days))


@given(DAYS, OFF, st.integers(1, 40))
def test_counting_back_comes_home(day: date, offsets: frozenset[int], number: int) -> None:
    off = {day + timedelta(days=one - 30) for one in offsets}
    start = next_working_day(day, off)
    assert add_working_days(add_working_days(start, number, off), -number, off) == start
