"""What no field takes, however it comes."""

from __future__ import annotations

import pytest

from csdesk.values.limits import length_fault, range_fault


@pytest.mark.parametrize(
    ("kind", "field", "number", "words"),
    [
        ("account", "seats", -1, "from 0 to 100,000,000, so it cannot be -1"),
        ("account", "seats", 10**12, "cannot be 1,000,000,000,000"),
        ("account", "health_score", 100.5, "from 0 to 100, so it cannot be 100.5"),
        ("account", "term_months", 0, "from 1 to 600"),
        ("account", "health_score", 100, ""),
        ("goal", "anything", -5, ""),
    ],
)
def test_numbers_have_a_range(kind: str, field: str, number: float, words: str) -> None:
    fault = range_fault(kind, field, "It", number)
    assert words in fault and bool(words) == bool(fault)


def test_a_name_is_shorter_than_a_line_and_a_line_than_a_text() -> None:
    text = "x" * 301
    assert "301 characters" in length_fault("account", "name", "Account name", text)
    assert not length_fault("account", "industry", "Industry", text)
    assert length_fault("account", "industry", "Industry", "x" * 2001)
    assert not length_fault("account", "description", "Description", "x" * 2001, several_lines=True)
