"""Imports that go otherwise than they should: people moved, names changed, own fields by the hundred, files swapped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import imports, own_fields, records
from csdesk.desk.core import Desk
from csdesk.desk.imports import Options
from csdesk.values.clock import FixedClock

ACCOUNTS = "Account ID,Account Name,Website\nA1,Kite Foods,kite.example\nA2,Lark Bank,lark.example\n"
PEOPLE = "Contact ID,Full Name,Email,Account ID\nP1,Ann Roe,ann@kite.example,A1\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        imports.apply(opened, write(tmp_path, ACCOUNTS), Options(source="CRM"))
        yield opened


def write(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_person_moved_in_the_crm_stays_and_is_named(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, PEOPLE))
    path = write(tmp_path, PEOPLE.replace(",A1\n", ",A2\n"))
    plan = imports.prepare(desk, path)
    assert any("Ann Roe (Kite Foods in your book, Lark Bank in the CRM)" in note for note in plan.recognised.notes)
    imports.apply(desk, path, plan)
    assert [one.values["name"] for one in records.of_account(desk, "contact", 1)] == ["Ann Roe"]


def test_a_changed_name_stands_once_in_what_goes_back(desk: Desk, tmp_path: Path) -> None:
    records.update(desk, "account", 2, {"name": "@Lark", "domain": "lark2.example"})
    imports.write_changes(desk, tmp_path / "back.csv")
    lines = (tmp_path / "back.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["Account ID,Website,Account Name", "A2,lark2.example,'@Lark"]


def test_own_fields_are_added_changed_and_taken_back_for_accounts_that_are_there(desk: Desk, tmp_path: Path) -> None:
    mapping = {name: f"custom:{name}" for name in ("Colour", "Sites")}
    head = "Account ID,Account Name,Colour,Sites\n"
    first = write(tmp_path, head + "A1,Kite Foods,red,\nA2,Lark Bank,,4\n")
    one = imports.apply(desk, first, Options(source="CRM", mapping=mapping))
    second = write(tmp_path, head + "A1,Kite Foods,blue,7\nA2,Lark Bank,,4\n")
    two = imports.apply(desk, second, Options(source="CRM"))
    assert own_fields.columns(desk) == {"custom:Colour": {1: "blue"}, "custom:Sites": {1: "7", 2: "4"}}
    imports.undo_import(desk, two.import_id)
    assert own_fields.columns(desk) == {"custom:Colour": {1: "red"}, "custom:Sites": {2: "4"}}
    imports.undo_import(desk, one.import_id)
    assert own_fields.columns(desk) == {}


def test_a_file_swapped_between_the_dry_run_and_the_run_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, ACCOUNTS.replace("Kite Foods", "Kite Group"))
    plan = imports.prepare(desk, path)
    path.write_text(ACCOUNTS.replace("Kite Foods", "Kite Holding"))
    with pytest.raises(imports.ImportRefused, match="another file"):
        imports.apply(desk, path, plan)
    path.unlink()
    with pytest.raises(imports.ImportRefused, match="no file"):
        imports.apply(desk, path, plan)
    assert records.get(desk, "account", 1).values["name"] == "Kite Foods"


def test_of_two_columns_chosen_for_one_field_the_last_counts_and_the_other_is_left_out(
    desk: Desk, tmp_path: Path
) -> None:
    path = write(tmp_path, "Account ID,Account Name,Money,Until\nA1,Kite Foods,€ 5,€ 6\n")
    imports.apply(desk, path, Options(source="CRM", mapping={"Money": "arr", "Until": "custom:Until"}))
    plan = imports.prepare(desk, path, Options(source="CRM", mapping={"Money": "arr", "Until": "arr"}))
    became = {one.header: (one.field, one.reason) for one in plan.columns[2:]}
    assert became == {"Money": (None, "“Until” was chosen for the same field"), "Until": ("arr", "")}
    plan = imports.prepare(desk, path, Options(mapping={"Money": "custom:Mine", "Until": "custom:Mine"}))
    assert [one.field for one in plan.columns[2:]] == [None, "custom:Mine"]
