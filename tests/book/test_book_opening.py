"""Opening: every file that is no sound book is refused with an explanation, and left as it was."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from csdesk.book import errors, files, schema
from csdesk.book import lock as locking
from csdesk.book.book import Book
from csdesk.values.clock import FixedClock


def add(book: Book, name: str = "Corvane") -> int:
    with book.write("Add account") as tx:
        return tx.insert("account", {"name": name})


def names(book: Book) -> list[str]:
    with book.read() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT name FROM account ORDER BY id")]


def run(script: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def test_a_new_book_is_made_and_kept(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book)
    with Book.open(path, clock=clock) as book:
        assert names(book) == ["Corvane"]
        assert book.check().ok
    assert sorted(p.name for p in path.parent.iterdir()) == ["book.csdesk"]


def test_unusual_characters_in_the_path(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "Bücher #1 100% ?" / "my book é.csdesk"
    with Book.open(path, clock=clock) as book:
        add(book)
        assert book.backup().exists()
    assert path.exists()


def test_a_missing_book_is_not_made_when_not_wanted(path: Path, clock: FixedClock) -> None:
    with pytest.raises(errors.BookMissing):
        Book.open(path, clock=clock, create=False)
    with pytest.raises(errors.BookMissing):
        Book.open(path, clock=clock, read_only=True)
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"Account,ARR\nCorvane,412000\n", "not a CSDesk book"), (b"SQLite format 3\x00", "")],
)
def test_what_is_no_book_is_refused_and_left(path: Path, clock: FixedClock, content: bytes, said: str) -> None:
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(errors.BookError) as caught:
            Book.open(path, clock=clock, read_only=read_only)
        assert said in caught.value.what
        assert caught.value.kept and caught.value.todo
    assert path.read_bytes() == content
    assert not locking.lock_path(path).exists()


def test_another_programs_database_is_refused(path: Path, clock: FixedClock) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE note (text)")
    with pytest.raises(errors.NotABook, match="another program"):
        Book.open(path, clock=clock)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_book_is_refused_and_left(path: Path, clock: FixedClock, keep: float) -> None:
    with Book.open(path, clock=clock) as book:
        add(book)
    whole = path.read_bytes()
    part = whole[: int(len(whole) * keep)]
    path.write_bytes(part)
    with pytest.raises((errors.BookCorrupt, errors.NotABook)) as caught:
        Book.open(path, clock=clock)
    assert "backup" in caught.value.todo
    assert path.read_bytes() == part


def test_a_scribbled_book_is_refused(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        for number in range(200):
            add(book, f"Account {number}")
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xa5" * 12288
    path.write_bytes(content)
    with pytest.raises(errors.BookCorrupt):
        Book.open(path, clock=clock)
    assert path.read_bytes() == content


def test_a_newer_book_is_refused_also_for_reading(path: Path, clock: FixedClock) -> None:
    Book.open(path, clock=clock).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num='9999'")
        raw.commit()
    for read_only in (False, True):
        with pytest.raises(errors.BookTooNew, match="newer CSDesk"):
            Book.open(path, clock=clock, read_only=read_only)


def test_a_log_without_its_book_is_never_written_over(path: Path, clock: FixedClock) -> None:
    wal, _ = files.companions(path)
    wal.write_bytes(b"changes")
    with pytest.raises(errors.BookCorrupt, match="log"):
        Book.open(path, clock=clock)
    assert wal.read_bytes() == b"changes"
    assert not path.exists()


def test_a_failed_creation_leaves_nothing(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "SEARCH_DDL", "CREATE nonsense")
    with pytest.raises(errors.BookError):
        Book.open(path, clock=clock)
    assert list(path.parent.iterdir()) == []


def test_a_second_writer_is_refused_a_reader_is_not(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        add(book)
        with pytest.raises(errors.BookLocked, match=str(os.getpid())):
            Book.open(path, clock=clock)
        with Book.open(path, clock=clock, read_only=True) as reader:
            assert names(reader) == ["Corvane"]
            add(book, "Second")
            assert names(reader) == ["Corvane", "Second"]
            with pytest.raises(errors.ReadOnly):
                add(reader)
            assert reader.search("second") and reader.check().ok
    Book.open(path, clock=clock).close()


HOLD = """
    import sys
    from csdesk.book.book import Book
    from csdesk.values.clock import Clock
    book = Book.open(sys.argv[1], clock=Clock())
    with book.write("Committed") as tx:
        tx.insert("account", {"name": "kept"})
    with book.write("Under way") as tx:
        tx.insert_many("account", ("name",), [(f"lost {n}",) for n in range(20000)])
        print("writing", flush=True)
        sys.stdin.read()
"""


def test_killed_in_the_middle_of_writing(path: Path, clock: FixedClock) -> None:
    Book.open(path, clock=clock).close()
    process = run(HOLD, path)
    assert process.stdout and process.stdout.readline() == "writing\n"
    with pytest.raises(errors.BookLocked, match=f"process {process.pid}"):
        Book.open(path, clock=clock)
    with Book.open(path, clock=clock, read_only=True) as reader:
        assert names(reader) == ["kept"]
    if sys.platform == "win32":
        process.terminate()
    else:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    with Book.open(path, clock=clock, read_only=True) as reader:
        assert names(reader) == ["kept"]
    with Book.open(path, clock=clock) as book:
        assert names(book) == ["kept"]
        assert book.check().ok
        assert book.undo_name() == "Committed"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


READ_AS_NOBODY = """
    import os, sys
    from csdesk.book.book import Book
    from csdesk.book.errors import BookError
    from csdesk.values.clock import Clock
    from sqlalchemy.dialects import sqlite
    os.setuid(65534)
    try:
        Book.open(sys.argv[1], clock=Clock())
    except BookError as error:
        print(type(error).__name__)
    with Book.open(sys.argv[1], clock=Clock(), read_only=True) as book:
        with book.read() as connection:
            print([row[0] for row in connection.exec_driver_sql("SELECT name FROM account")])
"""


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize("folder_mode", [0o755, 0o777])
def test_a_folder_or_file_that_refuses_writing(open_folder: Path, clock: FixedClock, folder_mode: int) -> None:
    path = open_folder / "book.csdesk"
    with Book.open(path, clock=clock) as book:
        add(book)
    path.chmod(0o444)
    open_folder.chmod(folder_mode)
    process = run(READ_AS_NOBODY, path)
    output, complaints = process.communicate()
    assert output.splitlines() == ["BookReadOnlyFolder", "['Corvane']"], complaints


def test_a_folder_that_cannot_be_locked(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    Book.open(path, clock=clock).close()

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(locking.os, "open", refuse)
    with pytest.raises(errors.BookReadOnlyFolder, match="Permission denied"):
        Book.open(path, clock=clock)


def test_a_drive_without_locks(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(locking, "_lock", refuse)
    with pytest.raises(errors.BookReadOnlyFolder, match="No locks available"):
        Book.open(path, clock=clock)
    assert not path.exists()


def test_a_lock_taken_away_between_opening_and_locking_is_noticed(path: Path, clock: FixedClock) -> None:
    first = locking.WriterLock.acquire(path, clock)
    file = locking.lock_path(path)
    handle = os.open(file, os.O_RDWR)
    first.release()
    first.release()
    assert not file.exists()
    os.close(handle)
    second = locking.WriterLock.acquire(path, clock)
    with pytest.raises(errors.BookLocked):
        locking.WriterLock.acquire(path, clock)
    second.release()


def test_a_copy_in_a_folder_without_log_opens_immutable(path: Path, clock: FixedClock, tmp_path: Path) -> None:
    with Book.open(path, clock=clock) as book:
        add(book)
    copy = tmp_path / "copy.csdesk"
    shutil.copy(path, copy)
    assert files.inspect(copy, immutable=True) == schema.SCHEMA


def test_disk_full_keeps_everything_before(book: Book) -> None:
    add(book)
    assert book._writer is not None
    with book._writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 3}")
    with pytest.raises(errors.DiskFull) as caught, book.write("Import") as tx:
        tx.insert_many("account", ("name", "description"), [(f"A{n}", "x" * 500) for n in range(3000)])
    assert "everything before is kept" in caught.value.kept
    assert names(book) == ["Corvane"]
    with book._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    add(book, "Second")
    assert names(book) == ["Corvane", "Second"]
    assert book.check().ok


def test_a_file_that_turns_read_only(book: Book) -> None:
    assert book._writer is not None
    with book._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    with pytest.raises(errors.ReadOnly):
        add(book)
