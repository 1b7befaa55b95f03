"""Backups hold every committed row, are thinned by age, and come back whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from csdesk.book import backup, errors, files
from csdesk.book.backup import Backup, kept, surplus
from csdesk.book.book import Book
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


def add(book: Book, name: str) -> None:
    with book.write("Add") as tx:
        tx.insert("account", {"name": name})


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [row[0] for row in raw.execute("SELECT name FROM account ORDER BY id")]


def test_a_backup_holds_what_stands_in_the_log(book: Book, path: Path) -> None:
    with book.write("Add") as tx:
        tx.insert_many("account", ("name",), [(f"A{n}",) for n in range(100)])
    wal, _ = files.companions(path)
    assert wal.stat().st_size > 0
    plain_copy = path.with_name("plain.sqlite")
    plain_copy.write_bytes(path.read_bytes())
    assert names(plain_copy) == []
    made = book.backup()
    assert len(names(made)) == 100
    assert made.parent == path.parent / "backups"
    assert made.name == "book-manual-20261123T120000Z.sqlite"
    assert book.backup().name == "book-manual-20261123T120000Z-2.sqlite"
    assert [one.reason for one in book.backups()] == ["manual", "manual"]
    elsewhere = book.backup(path.parent / "elsewhere" / "mine.sqlite")
    assert len(names(elsewhere)) == 100


def test_a_failed_backup_leaves_no_half_file(book: Book, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(book, "A")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "sync_file", full)
    with pytest.raises(errors.BackupFailed, match="No space left"):
        book.backup()
    assert list((path.parent / "backups").iterdir()) == []


def test_the_first_write_of_a_day_is_preceded_by_a_backup(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        add(book, "B")
        assert book.backups() == []
        clock.set(TODAY + timedelta(days=1))
        add(book, "C")
        add(book, "D")
        (made,) = book.backups()
        assert made.reason == "daily"
        assert names(made.path) == ["A", "B"]
    with Book.open(path, clock=clock) as book:
        add(book, "E")
        assert len(book.backups()) == 1


def test_a_failed_daily_backup_does_not_stop_the_work(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        (path.parent / "backups").write_text("in the way")
        clock.set(TODAY + timedelta(days=1))
        add(book, "B")
        report = book.check()
        assert not report.ok
        assert "last automatic backup failed" in report.problems[0]
        assert report.accounts == 2


def days_ago(*numbers: int) -> set[date]:
    return {TODAY - timedelta(days=number) for number in numbers}


@pytest.mark.parametrize(
    ("present", "stay"),
    [
        (set(), set()),
        (days_ago(0), days_ago(0)),
        (days_ago(*range(7)), days_ago(*range(7))),
        # 2026-11-23 is a Monday: the week before ends at 1, the one before that at 8, then 15.
        (days_ago(*range(30)), days_ago(*range(7), 8, 15, 23)),
        (days_ago(200, 201, 202), days_ago(200)),
        (days_ago(400), set()),
        ({date(2025, 12, 31), date(2025, 12, 1), date(2025, 11, 30)}, {date(2025, 12, 31)}),
        # A clock that once ran ahead costs no backup.
        ({date(2027, 3, 1)}, {date(2027, 3, 1)}),
    ],
)
def test_which_daily_backups_stay(present: set[date], stay: set[date]) -> None:
    assert kept(present, TODAY) == stay


def test_daily_backups_over_two_years_stay_few() -> None:
    have: frozenset[date] = frozenset()
    day = date(2025, 1, 1)
    while day <= TODAY:
        have = kept({*have, day}, day)
        assert day in have
        assert len(have) <= 7 + 4 + 12
        day += timedelta(days=1)
    assert {(d.year, d.month) for d in have} == {(2025, 12), *((2026, month) for month in range(1, 12))}


def made(reason: str, number: int) -> Backup:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number)
    return Backup(Path(f"{reason}{number}"), reason, at, 1)  # type: ignore[arg-type]


def test_ten_of_each_other_reason_stay_and_all_manual_ones() -> None:
    many = [made(reason, n) for reason in ("manual", "import", "migration", "restore", "damaged") for n in range(14)]
    gone = surplus(many, TODAY)
    assert {(one.reason, one.at.hour) for one in gone} == {
        (reason, hour) for reason in ("import", "migration", "restore") for hour in range(4)
    }


def test_backups_of_another_book_in_the_same_folder_are_left_alone(tmp_path: Path, clock: FixedClock) -> None:
    for name in ("one.csdesk", "one-daily.csdesk"):
        with Book.open(tmp_path / name, clock=clock) as book:
            add(book, name)
            book.backup(reason="import")
    assert [one.path.name for one in backup.listing(tmp_path / "one.csdesk")] == ["one-import-20261123T120000Z.sqlite"]


def test_restoring_keeps_what_was_there(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        saved = book.backup()
        add(book, "B")
        with pytest.raises(errors.BookLocked):
            Book.restore(saved, path, clock=clock)
    replaced = Book.restore(saved, path, clock=clock)
    with Book.open(path, clock=clock) as book:
        assert names(path) == ["A"]
        assert book.check().ok
        add(book, "C")
    assert replaced is not None
    assert names(replaced) == ["A", "B"]
    assert saved.exists()
    Book.restore(replaced, path, clock=clock)
    assert names(path) == ["A", "B"]


def test_restoring_over_a_damaged_book_sets_it_aside(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        saved = book.backup()
    path.write_bytes(b"rubbish")
    wal, _ = files.companions(path)
    wal.write_bytes(b"stale log")
    aside = Book.restore(saved, path, clock=clock)
    assert aside is not None and aside.read_bytes() == b"rubbish"
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"stale log"
    assert names(path) == ["A"]
    assert not wal.exists() or wal.read_bytes() != b"stale log"


@pytest.mark.parametrize("spoil", ["newer", "truncated", "missing"])
def test_a_backup_that_cannot_be_opened_is_refused(path: Path, clock: FixedClock, spoil: str) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        saved = book.backup()
        add(book, "B")
    if spoil == "newer":
        with closing(sqlite3.connect(saved)) as raw:
            raw.execute("UPDATE alembic_version SET version_num='9999'")
            raw.commit()
    elif spoil == "truncated":
        saved.write_bytes(saved.read_bytes()[:5000])
    else:
        saved.unlink()
    with pytest.raises(errors.BookError):
        Book.restore(saved, path, clock=clock)
    assert names(path) == ["A", "B"]


def test_restoring_where_no_book_is(path: Path, clock: FixedClock, tmp_path: Path) -> None:
    with Book.open(path, clock=clock) as book:
        add(book, "A")
        saved = book.backup()
    other = tmp_path / "other.csdesk"
    assert Book.restore(saved, other, clock=clock) is None
    assert names(other) == ["A"]
