"""What an import remembers of records it made: the journal and the records themselves, through edits, undo and redo."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.book import spans
from csdesk.desk import accounts, import_evidence, imports, records, signal_store
from csdesk.desk.core import Desk
from csdesk.desk.imports import Options
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

HEAD = "Account ID,Account Name,Website,ARR (USD),Renewal Date,Health Score,Industry,CSM,Region\n"
ROWS = (
    '0015g00000Aa1AAAAZ,Arvelle Logistics,https://www.arvelle.example,"398,000",2027-01-30,61,Transport,Nora Hale,N\n',
    '0015g00000Aa1BBBAZ,Corvane Health,https://www.corvane.example,"64,000",2027-03-31,,Health,,\n',
    "0015g00000Aa1CCCAZ,Delmere Foods,https://www.delmere.example,,2027-05-31,40,Foods,Nora Hale,S\n",
)
OPTIONS = Options(mapping={"Region": "custom:Region", "CSM": "csm"}, currency="USD")


@pytest.fixture(params=[1, 100], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records made in bulk with one entry of the journal for all of them, and with one for each."""
    monkeypatch.setattr(spans, "AT_LEAST", request.param)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        yield opened


def write(tmp_path: Path, rows: tuple[str, ...], name: str = "accounts.csv") -> Path:
    path = tmp_path / name
    path.write_text(HEAD + "".join(rows), encoding="utf-8", newline="")
    return path


def query(desk: Desk, sql: str) -> list[tuple[object, ...]]:
    with desk.book.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_arr_and_scores_of_new_accounts_are_noted_and_journaled(desk: Desk, tmp_path: Path) -> None:
    done = imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    assert query(desk, "SELECT account_id, date, type, arr, arr_currency FROM arr_event ORDER BY id") == [
        (1, "2026-11-23", "new", 39_800_000, "USD"), (2, "2026-11-23", "new", 6_400_000, "USD"),
    ]  # fmt: skip
    noted = "SELECT account_id, date, score, origin FROM health_snapshot WHERE origin='import' ORDER BY id"
    assert query(desk, noted) == [(1, "2026-11-23", 61.0, "import"), (3, "2026-11-23", 40.0, "import")]
    entries = [
        change
        for entry in desk.book.history(limit=50)
        for change in entry.changes
        if entry.id == done.changed.set_id and change.record == "arr_event"
    ]
    assert [(c.record_id, c.account_id, c.new["arr"], c.new["type"]) for c in entries] == [
        (1, 1, Money(39_800_000, "USD"), "new"), (2, 2, Money(6_400_000, "USD"), "new"),
    ]  # fmt: skip
    assert imports.sources(desk)[0].records == 3
    (told,) = [item for item in accounts.timeline(desk, 2) if item.kind == "change"]
    assert told.title == "Import accounts.csv"
    edit = import_evidence.last_edit(desk, "accounts", 2, "industry")
    assert edit is not None and edit.name == "Import accounts.csv"


def test_values_said_of_new_records_are_not_kept_twice(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    kept = query(desk, "SELECT record_id, field, value FROM sync_value ORDER BY field, record_id")
    assert [(row[0], json.loads(str(row[2]))) for row in kept if row[1] == "*"] == [
        (1, {"csm": "Nora Hale", "custom:Region": "N"}), (3, {"csm": "Nora Hale", "custom:Region": "S"}),
    ]  # fmt: skip
    assert [(row[0], json.loads(str(row[2]))["last"]) for row in kept if row[1] == "+"] == [(1, 3)]


@pytest.mark.parametrize("again", ["untouched", "redone"])
def test_three_ways_against_what_was_said_at_the_making(desk: Desk, tmp_path: Path, again: str) -> None:
    imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    if again == "redone":
        desk.undo()
        desk.redo()
    records.update(desk, "account", 1, {"industry": "Road freight", "renewal_date": date(2027, 2, 5)})
    assert {(c.field, c.ours, c.theirs) for c in imports.changes(desk)} == {
        ("industry", "Road freight", "Transport"), ("renewal_date", "2027-02-05", "2027-01-30"),
    }  # fmt: skip
    path = write(tmp_path, (ROWS[0].replace("2027-01-30", "2027-02-12").replace(",N\n", ",W\n"), *ROWS[1:]))
    plan = imports.prepare(desk, path, OPTIONS)
    cells = {c.field: c for c in plan.entries[0].cells}
    assert (cells["industry"].action, cells["industry"].last) == ("keep", "Transport")
    clash = cells["renewal_date"]
    assert (clash.action, clash.last, clash.book, clash.crm) == ("conflict", "2027-01-30", "2027-02-05", "2027-02-12")
    assert (cells["custom:Region"].action, cells["custom:Region"].last) == ("take", "N")
    assert [entry.outcome for entry in plan.entries] == ["update", "unchanged", "unchanged"]


def test_a_person_renamed_in_the_book_is_no_change_of_the_crm(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, ROWS)
    imports.apply(desk, path, OPTIONS)
    (person,) = query(desk, "SELECT id FROM contact WHERE name='Nora Hale'")[0]
    assert isinstance(person, int)
    records.update(desk, "contact", person, {"name": "Nora Hale-Brandt"})
    plan = imports.prepare(desk, path, OPTIONS)
    assert plan.updated == 0
    assert {(c.field, c.action) for c in plan.entries[0].cells} == {("csm", "keep")}


def test_the_same_content_in_another_file_is_known(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    path = tmp_path / "other.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "".join(ROWS)).replace("\n", "\r\n").encode() + b"\r\n\r\n")
    plan = imports.prepare(desk, path, OPTIONS)
    assert (plan.known_unchanged, plan.unchanged, list(plan.entries)) == (3, 3, [])
    path.write_text(HEAD + "".join(ROWS).replace("Foods,Nora", "Food,Nora"), encoding="utf-8")
    assert (imports.prepare(desk, path, OPTIONS).known_unchanged, imports.prepare(desk, path, OPTIONS).updated) == (
        0,
        1,
    )
    records.update(desk, "account", 2, {"industry": "Clinics"})
    path.write_text(HEAD + "".join(ROWS), encoding="utf-8")
    plan = imports.prepare(desk, path, OPTIONS)
    assert (plan.known_unchanged, [c.field for c in plan.entries[1].cells]) == (0, ["industry"])


def test_a_record_gone_from_the_file_is_missed_with_its_id(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    plan = imports.prepare(desk, write(tmp_path, ROWS[:2]), OPTIONS)
    assert [(m.record_id, m.crm_id) for m in plan.missing] == [(3, "0015g00000Aa1CCCAZ")]
    records.delete(desk, "account", 3)
    assert imports.prepare(desk, write(tmp_path, ROWS[:2]), OPTIONS).missing == []


def test_many_records_made_in_parts_are_one_span_and_undone_whole(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = "".join(f'A-{n},Company {n},"{n % 900:,}.50",{n % 101}\n' for n in range(11_000))
    path.write_text("Account ID,Account Name,ARR (USD),Health Score\n" + lines, encoding="utf-8")
    done = imports.apply(desk, path)
    assert done.created == 11_000
    spans = query(desk, "SELECT record_id, value FROM sync_value")
    assert [(row[0], json.loads(str(row[1]))["last"]) for row in spans] == [(1, 11_000)]
    path.write_text(path.read_text(encoding="utf-8") + "A-x,Company x,1.00,5\n", encoding="utf-8")
    plan = imports.prepare(desk, path)
    assert (plan.created, plan.updated, plan.unchanged) == (1, 0, 11_000)
    report = imports.undo_import(desk, done.import_id)
    assert report.kept == () and report.failed == ()
    for table in ("account", "arr_event", "health_snapshot"):
        assert query(desk, f"SELECT count(*) FROM {table}") == [(0,)]
    with sqlite3.connect(desk.path) as raw:
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    raw.close()


def test_signals_of_a_large_import_wait_to_be_worked_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal_store, "AT_ONCE", 2)
    signal_store.caught_up(desk)
    done = imports.apply(desk, write(tmp_path, ROWS), OPTIONS)
    assert query(desk, "SELECT count(*) FROM signal") == [(0,)]
    assert signal_store.waiting(desk) == [1, 2, 3]
    assert imports.prepare(desk, write(tmp_path, ROWS), OPTIONS).known_unchanged == 3
    assert signal_store.catch_up(desk) > 0
    assert signal_store.waiting(desk) == []
    assert imports.prepare(desk, write(tmp_path, ROWS), OPTIONS).known_unchanged == 3
    assert imports.undo_import(desk, done.import_id).kept == ()
    assert query(desk, "SELECT count(*) FROM signal") == [(0,)]
