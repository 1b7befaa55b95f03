"""Functions for values that are worked out: sums, choices, rounding and changes in words."""

from __future__ import annotations

import pytest

from csdesk.values.expression import FORMATS, ExpressionError, parse
from csdesk.values.formats import Formats
from csdesk.values.money import Money

VALUES = {
    "rows.a": (1, 2.5, None),
    "rows.m": (Money.of(10, "EUR"), None, Money.of(5, "EUR")),
    "rows.mixed": (Money.of(10, "EUR"), Money.of(5, "USD")),
    "rows.b": (True, False, None, True),
    "yes": True,
    "none_yet": None,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(rows.a)", 3.5),
        ("sum(rows.a, 4, none_yet)", 7.5),
        ("sum(rows.m)", 15),
        ("sum(rows.mixed)", None),
        ("sum(none_yet)", None),
        ("count(rows.b)", 2),
        ("count(yes)", 1),
        ("if(yes, 1, 2)", 1),
        ("if(none_yet, 1, 2)", 2),
        ("if(none_yet, 1)", None),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(10 / 3, 2)", 3.33),
        ("round(none_yet)", None),
        ("change('9.5 days', '6.5 days')", "32% less"),
        ("change('38%', '61%')", "23 points more"),
        ("change('38%', '39%')", "1 point more"),
        ("change('0', '12')", "new"),
        ("change('12', '12')", "unchanged"),
        ("change('1000', '1001')", "hardly changed"),
        ("change('12 days', '3 weeks')", None),
        ("change('soon', '3')", None),
    ],
)
def test_functions(text: str, value: object) -> None:
    assert parse(text).evaluate(VALUES) == value


def test_measures_are_read_as_their_writer_types_numbers() -> None:
    written = {FORMATS: Formats(decimal=",", group="."), "a": "9,5 Tage", "b": "6,5 Tage"}
    assert parse("change(a, b)").evaluate(written) == "32% less"


@pytest.mark.parametrize("text", ["if(1)", "round(1, 2, 3)", "change(1)", "sum()"])
def test_too_few_or_too_many_values(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)
