"""Fields of the CSM's own: made by an import with a guessed type, edited in the account, listed in the grid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import account_export, account_query, account_rows, imports, own_fields
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.imports import Options
from csdesk.values.clock import FixedClock

FILE = (
    "Account Name,Account ID,Colour,Spent,Visited,Sites,Pilot\nKite,k1,red,€ 500.50,2026-01-05,3,yes\nLark,k2,,,,,no\n"
)
MADE = {name: f"custom:{name}" for name in ("Colour", "Spent", "Visited", "Sites", "Pilot")}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        (tmp_path / "a.csv").write_text(FILE)
        imports.apply(opened, tmp_path / "a.csv", Options(mapping=MADE))
        yield opened


def test_they_are_guessed_read_and_listed(desk: Desk) -> None:
    found = own_fields.fields(desk)
    assert [(one.label, one.type) for one in found] == [
        ("Colour", "text"), ("Spent", "money"), ("Visited", "date"), ("Sites", "integer"), ("Pilot", "yes-no"),
    ]  # fmt: skip
    texts = own_fields.texts(desk, 1)
    assert [texts[one.id] for one in found] == ["red", "€500.50", "5 Jan 2026", "3", "Yes"]
    assert own_fields.columns(desk)["custom:Pilot"] == {1: "Yes", 2: "No"}
    text = account_export.csv_text(account_rows.read(desk), ("name", "custom:Colour"), own_fields.columns(desk))
    assert text.splitlines()[0].endswith("Colour") and text.splitlines()[1].endswith("red")


@pytest.mark.parametrize(("label", "typed", "shown"), [
    ("Colour", "blue", "blue"), ("Spent", "€ 20", "€20"), ("Visited", "6 Feb 2026", "6 Feb 2026"),
    ("Sites", "4", "4"), ("Pilot", "no", "No"), ("Colour", "", None),
])  # fmt: skip
def test_they_are_edited_and_the_edit_is_undone(desk: Desk, label: str, typed: str, shown: str | None) -> None:
    field = next(one for one in own_fields.fields(desk) if one.label == label)
    before = own_fields.texts(desk, 1)
    own_fields.set_text(desk, field, 1, typed)
    now = own_fields.texts(desk, 1).get(field.id)
    assert (now or "").replace(".00", "") == (shown or "")
    desk.undo()
    assert own_fields.texts(desk, 1) == before


@pytest.mark.parametrize(
    ("label", "typed"), [("Spent", "a lot"), ("Visited", "31/2"), ("Sites", "x"), ("Pilot", "perhaps")]
)
def test_what_does_not_fit_is_refused(desk: Desk, label: str, typed: str) -> None:
    field = next(one for one in own_fields.fields(desk) if one.label == label)
    with pytest.raises(Invalid):
        own_fields.set_text(desk, field, 1, typed)


@pytest.mark.parametrize(("label", "up", "down"), [
    ("Colour", ["Lark", "Kite", "Rook", "Wren"], ["Kite", "Lark", "Rook", "Wren"]),
    ("Spent", ["Wren", "Lark", "Kite", "Rook"], ["Kite", "Lark", "Wren", "Rook"]),
    ("Visited", ["Lark", "Wren", "Kite", "Rook"], ["Kite", "Wren", "Lark", "Rook"]),
    ("Sites", ["Lark", "Kite", "Wren", "Rook"], ["Wren", "Kite", "Lark", "Rook"]),
    ("Gone", ["Kite", "Lark", "Rook", "Wren"], ["Kite", "Lark", "Rook", "Wren"]),
])  # fmt: skip
def test_accounts_are_sorted_by_them_as_what_they_are(
    desk: Desk, tmp_path: Path, label: str, up: list[str], down: list[str]
) -> None:
    (tmp_path / "a.csv").write_text(
        "Account Name,Account ID,Colour,Spent,Visited,Sites\nKite,k1,red,€ 1000.50,2026-11-05,10\n"
        "Lark,k2,Blue,€ 200,2026-01-05,9\nWren,k3,,€ 30,2026-02-28,100\nRook,k4,,,,\n"
    )
    imports.apply(desk, tmp_path / "a.csv", Options(mapping={k: v for k, v in MADE.items() if k != "Pilot"}))
    for descending, expected in ((False, up), (True, down)):
        own = own_fields.orders(desk, f"custom:{label}")
        found = account_query.sort_rows(account_rows.read(desk), f"custom:{label}", descending, own)
        assert [row.name for row in found] == expected
