"""In which order Today's list stands: the groups, each thing that decides, and what is said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy.priority import GROUPS, Case, difference, group_of, is_late, order, reasons, week_end

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def at(days: int, hour: int | None = None, **more: object) -> Case:
    day = TODAY + timedelta(days=days)
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) if hour is not None else None
    return Case(day, moment, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "group"),
    [
        (at(0), "today"),
        (at(0, 12), "today"),
        (at(0, 10), "now"),
        (at(-1), "now"),
        (at(-1, important=False), "today"),
        (at(0, 9, important=False), "today"),
        (at(9, urgent=True), "now"),
        (at(1), "week"),
        (at(6), "week"),
        (at(7), "later"),
        (at(14), "later"),
    ],
)
def test_each_case_has_its_group(case: Case, group: str) -> None:
    assert group_of(case, TODAY, NOW) == group


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 29)),
        (date(2026, 11, 26), date(2026, 11, 29)),
        (date(2026, 11, 27), date(2026, 12, 6)),
        (date(2026, 11, 29), date(2026, 12, 6)),
    ],
)
def test_the_week_ends_on_sunday_and_from_friday_on_a_week_later(today: date, last: date) -> None:
    assert week_end(today) == last


ORDERED = [
    # Now: what a rule wants, then weight, red before yellow before unknown before green, the day, the hour ...
    at(-30, urgent=True, tone="red"),
    at(0, urgent=True, tone="red", arr=384_000.0, days_left=62),
    at(0, urgent=True, tone="yellow"),
    at(-1, tone="red"),
    at(-16, tone="yellow"),
    at(-1, tone="yellow"),
    at(-3),
    at(-3, tone="green"),
    # Today: an hour before the whole day, then the nearer renewal, then the larger ARR.
    at(0, tone="red"),
    at(0, 12, tone="yellow"),
    at(0, 15, tone="yellow"),
    at(0, tone="yellow", days_left=25, arr=10.0),
    at(0, tone="yellow", days_left=88, arr=9_000.0),
    at(0, tone="yellow", days_left=61, arr=10.0),
    at(0, tone="yellow", days_left=400),
    at(0, tone="yellow"),
    at(0, tone="green"),
    at(-20, tone="red", important=False),
    # The week: the day first, whatever the health.
    at(2, tone="green"),
    at(3, tone="red"),
    at(3, tone="green"),
    at(8, tone="red"),
]


def test_the_table_of_cases_stands_in_its_order() -> None:
    orders = [order(case, group_of(case, TODAY, NOW)) for case in ORDERED]
    for before, (first, second) in enumerate(pairwise(orders)):
        assert first < second, ORDERED[before : before + 2]


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (at(-1), at(0), "Now comes before"),
        (at(0, urgent=True), at(-5), "at once"),
        (at(0), at(0, important=False), "important"),
        (at(0, tone="red"), at(0, tone="yellow"), "Red comes before yellow"),
        (at(-9), at(-2), "earlier day"),
        (at(0, 12), at(0), "hour"),
        (at(0, days_left=20), at(0, days_left=40), "nearer renewal"),
        (at(0, arr=2.0), at(0, arr=1.0), "larger ARR"),
        (at(0), at(0), ""),
    ],
)
def test_what_decides_between_two_is_said(first: Case, second: Case, word: str) -> None:
    said = difference(first, second, TODAY, NOW)
    assert (word in said) if word else said == ""


def test_the_reasons_follow_the_order_in_which_they_decide() -> None:
    case = at(-3, tone="yellow", days_left=31, arr=188_000.0)
    steps = reasons(case, TODAY, NOW, "$188,000", "60 At risk")
    assert [one.label for one in steps] == ["Group", "Weight", "Health", "Due", "Renewal", "ARR"]
    assert [one.value for one in steps] == [
        "Now: it is late", "Important", "60 At risk", "Fri 20 Nov, 3 days late", "Renewal in 31 days", "$188,000",
    ]  # fmt: skip
    later = reasons(at(3, days_left=-4), TODAY, NOW)
    assert [one.label for one in later][:2] == ["Group", "Due"]
    assert later[-1].value == "Renewal 4 days ago"


cases = st.builds(
    Case,
    st.integers(-60, 30).map(lambda days: TODAY + timedelta(days=days)),
    st.none() | st.integers(-90, 90).map(lambda hours: NOW + timedelta(hours=hours)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["red", "yellow", "green", ""]),
    st.none() | st.integers(-30, 700),
    st.floats(0, 1e9),
)


@given(cases)
def test_worse_health_never_moves_a_thing_down(case: Case) -> None:
    def place(tone: str) -> tuple[float, ...]:
        one = Case(case.due, case.due_at, case.urgent, case.important, tone, case.days_left, case.arr)
        return order(one, group_of(one, TODAY, NOW))

    assert place("red") <= place("yellow") <= place("") <= place("green")


@given(cases, st.floats(0, 1e9))
def test_more_arr_never_moves_a_thing_down(case: Case, more: float) -> None:
    richer = Case(case.due, case.due_at, case.urgent, case.important, case.tone, case.days_left, case.arr + more)
    group = group_of(case, TODAY, NOW)
    assert order(richer, group) <= order(case, group)


@given(cases)
def test_a_group_is_known_for_everything(case: Case) -> None:
    group = group_of(case, TODAY, NOW)
    assert group in GROUPS
    assert (group in ("now", "today")) >= is_late(case, TODAY, NOW)
