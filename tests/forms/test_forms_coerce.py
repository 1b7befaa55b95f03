"""Answers as they come in: by type, from JSON and as typed."""

# ruff: noqa: E501 (a form, one field a line)

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.forms.coerce import CoerceError, coerce
from csdesk.forms.schema import FormField
from csdesk.forms.state import Approval
from csdesk.values.formats import Formats
from csdesk.values.money import Money

sys.path.insert(0, str(Path(__file__).parent))
from forms_known import HEAD, form

FIELDS = {
    field.id: field
    for field in form(
        HEAD
        + """
  - section: all
    title: All
    fields:
      - {id: text, type: text, label: Text, audience: customer}
      - {id: long, type: long, label: Long, audience: customer}
      - {id: list, type: list, label: List, audience: customer}
      - {id: money, type: money, label: Money, audience: customer}
      - {id: percent, type: percent, label: Percent, audience: customer}
      - {id: number, type: number, label: Number, audience: customer}
      - {id: date, type: date, label: Date, audience: customer}
      - {id: choice, type: choice, label: Choice, audience: customer, options: [{id: on-track, label: On track}, Späť]}
      - {id: other, type: choice, label: Other, audience: customer, options: [A, B], other: true}
      - {id: choices, type: choices, label: Choices, audience: customer, options: [A, B]}
      - {id: yesno, type: yes-no, label: Yes or no, audience: customer}
      - {id: rating, type: rating, label: Rating, audience: customer}
      - {id: contact, type: contact, label: Contact, audience: customer}
      - {id: approval, type: approval, label: Approval, audience: customer}
      - {id: talk, type: talk-time, label: Talk, audience: customer}
      - {id: table, type: table, label: Table, audience: internal, columns: [{id: what, type: text, label: What}, {id: cost, type: money, label: Cost}]}
"""
    ).sections[0].fields
}  # fmt: skip
TODAY = date(2026, 11, 23)
FORMATS = Formats(currency="EUR")


def read(name: str, raw: object) -> object:
    return coerce(FIELDS[name], raw, formats=FORMATS, today=TODAY)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("text", "a\x00b", "ab"),
        ("text", "  ", None),
        ("long", "one\r\ntwo", "one\ntwo"),
        ("list", ["a", " ", "b\nc"], ("a", "b c")),
        ("list", "a\n\nb", ("a", "b")),
        ("list", [], None),
        ("money", 12, Money(1200, "EUR")),
        ("money", "$412k", Money(41_200_000, "USD")),
        ("money", {"amount": 10.5, "currency": "USD"}, Money(1050, "USD")),
        ("money", {"amount": None}, None),
        ("percent", 34, 34.0),
        ("percent", "34%", 34.0),
        ("number", "1,200.5", 1200.5),
        ("date", "31/3", date(2027, 3, 31)),
        ("date", "2027-03-31", date(2027, 3, 31)),
        ("date", "in 2 weeks", date(2026, 12, 7)),
        ("choice", "ON TRACK", "on-track"),
        ("choice", "on-track", "on-track"),
        ("choice", "spat", "spat"),
        ("other", "mine", "mine"),
        ("choices", ["b", "A", "b"], ("b", "a")),
        ("choices", "A", ("a",)),
        ("yesno", "Yes", True),
        ("yesno", False, False),
        ("rating", "4 of 5", 4),
        ("rating", 5, 5),
        ("contact", " Ada  Okafor ", "Ada Okafor"),
        ("contact", 7, 7),
        ("approval", "Ada", Approval("Ada")),
        ("approval", {"name": "Ada", "date": "2027-01-31"}, Approval("Ada", "", date(2027, 1, 31))),
        ("approval", {"name": "", "date": None}, None),
        ("talk", 40, 40.0),
        ("table", [{"what": "x", "cost": 1}], ({"what": "x", "cost": Money(100, "EUR")},)),
    ],
)
def test_what_is_accepted(name: str, raw: object, value: object) -> None:
    assert read(name, raw) == value


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("text", 3, "text"),
        ("list", [1], "list of lines"),
        ("money", "lots", "lots"),
        ("money", True, "not yes or no"),
        ("money", {"amount": 1, "currency": "XXQ"}, "XXQ"),
        ("money", {"amount": 1, "curency": "EUR"}, "currency"),
        ("money", float("nan"), "nan"),
        ("money", 10**30, "large"),
        ("percent", float("inf"), "inf"),
        ("number", float("nan"), "nan"),
        ("number", "nan", "nan"),
        ("date", "31/2", "February"),
        ("date", 20270331, "date"),
        ("date", "1500-01-01", "out of range"),
        ("choice", "nowhere", "On track"),
        ("choice", ["on-track"], "one of its choices"),
        ("choices", ["C"], "none of its choices"),
        ("yesno", "perhaps", "yes or no"),
        ("yesno", 1, "yes or no"),
        ("rating", 6, "1 to 5"),
        ("rating", 2.5, "1 to 5"),
        ("contact", {"name": "Ada"}, "name"),
        ("contact", True, "name"),
        ("contact", -1, "no person"),
        ("contact", 10**30, "no person"),
        ("number", 10**400, "too large"),
        ("approval", {"nam": "Ada"}, "name"),
        ("approval", "x" * 301, "300 at most"),
        ("approval", {"name": "Ada", "title": "x" * 301}, "300 at most"),
        ("approval", {"name": "Ada", "date": "31/2"}, "February"),
        ("table", [{"who": "x"}], "no column “who”"),
        ("table", [{"cost": "x"}], "row 1, Cost"),
        ("table", "x", "list of rows"),
    ],
)
def test_what_is_refused_and_why(name: str, raw: object, reason: str) -> None:
    with pytest.raises(CoerceError) as caught:
        read(name, raw)
    assert reason.casefold() in caught.value.reason.casefold()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FIELDS)), ANYTHING)
def test_nothing_given_breaks_it_and_an_accepted_value_is_accepted_again(name: str, raw: object) -> None:
    try:
        value = read(name, raw)
    except CoerceError as error:
        assert error.reason
        return
    field: FormField = FIELDS[name]
    if field.type == "table":
        return
    assert coerce(field, value, formats=FORMATS, today=TODAY) == value
