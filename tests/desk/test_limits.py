"""Nonsense is refused with its reason at every door: typed, on the command line, in a form, in an import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import documents, imports, records
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.values.clock import FixedClock


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        records.create(opened, "account", {"name": "Halden Foods"})
        yield opened


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("domain", "-5", "not a domain"),
        ("domain", "halden foods", "not a domain"),
        ("renewal_date", "-5", "not a date"),
        ("seats", "-3", "from 0"),
        ("seats", "999999999999", "from 0"),
        ("health_score", "140", "from 0 to 100"),
        ("health_score", "-1", "from 0 to 100"),
        ("term_months", "0", "from 1"),
        ("name", "x" * 200_000, "300 at most"),
        ("csm", "x" * 5_000, "300 at most"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(desk: Desk, field: str, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        records.update(desk, "account", 1, {field: records.parse(desk, "account", field, text)})
    assert records.get(desk, "account", 1).values["name"] == "Halden Foods"


def test_a_web_address_is_kept_as_its_domain(desk: Desk) -> None:
    records.update(desk, "account", 1, {"domain": "https://www.Halden.example/about"})
    assert records.get(desk, "account", 1).values["domain"] == "halden.example"


def test_a_form_takes_no_endless_name(desk: Desk) -> None:
    with pytest.raises(Invalid):
        documents.fill(desk, "success-plan", 1, {"overview": {"account_name": "x" * 200_000}})
    assert records.get(desk, "account", 1).values["name"] == "Halden Foods"


def test_an_import_rejects_the_same(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(
        "Account name,Website,Seats,Health score\nGood,good.example,5,80\nNegative,n.example,-5,80\n"
        f"Huge,h.example,999999999999,80\nWell,w.example,5,140\n{'x' * 400},l.example,1,1\nOdd,no site,1,1\n"
    )
    plan = imports.prepare(desk, path)
    assert [(one.line, one.column) for one in plan.rejected] == [
        (3, "Seats"), (4, "Seats"), (5, "Health score"), (6, "Account name"),
    ]  # fmt: skip
    assert any("no web address" in note for note in plan.recognised.notes)
    assert plan.created == 2
