"""Import beside the csv module and executemany, and the palette's search beside a bare index of names."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from pathlib import Path

from figures import Figure, best_of
from made import HEADS, big_book, export


def raw(path: Path, target: Path) -> None:
    """What no import can do without: reading the lines and writing the rows, as text, as safely as the book does."""
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        f"CREATE TABLE account (id INTEGER PRIMARY KEY, {', '.join(f'c{n}' for n in range(len(HEADS)))})"
    )
    with path.open(newline="", encoding="utf-8") as stream:
        reader = csv.reader(stream)
        next(reader)
        connection.execute("BEGIN IMMEDIATE")
        marks = ", ".join("?" * len(HEADS))
        columns = ", ".join(f"c{n}" for n in range(len(HEADS)))
        connection.executemany(f"INSERT INTO account ({columns}) VALUES ({marks})", reader)
        connection.execute("COMMIT")
    connection.close()


def imports(folder: Path, rows: int, times: int) -> list[Figure]:
    """A first import, the same file again, and a dry run of it."""
    from csdesk.desk import imports as engine
    from csdesk.desk.core import Desk

    path = export(folder / f"export-{rows}.csv", rows)
    floor = best_of(times, lambda: raw(path, folder / "raw.sqlite"))
    options = engine.Options(currency="USD")
    books = iter(range(1000))

    def first() -> None:
        with Desk.open(folder / f"first-{rows}-{next(books)}.csdesk") as desk:
            done = engine.apply(desk, path, options)
            assert done.plan.created == rows, f"{done.plan.created} of {rows} rows came in"

    opened = best_of(times, lambda: Desk.open(folder / f"empty-{rows}-{next(books)}.csdesk").close())
    created = best_of(min(times, 3), first) - opened
    with Desk.open(folder / f"again-{rows}.csdesk") as desk:
        engine.apply(desk, path, options)
        again = best_of(min(times, 3), lambda: engine.apply(desk, path, options))
        dry = best_of(min(times, 3), lambda: engine.prepare(desk, path, options))
    beside = "csv.reader and executemany of the same file"
    name = f"{rows:,} rows of {len(HEADS)} columns"
    return [
        *memory(folder, rows),
        Figure(f"import, {name}, first", created, floor, beside=beside),
        Figure(f"import, {name}, nothing changed", again, floor, beside=beside),
        Figure(f"import, {name}, dry run of the same", dry, floor, beside=beside),
    ]


_RAW = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from book_bench import raw

raw(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_OURS = """
import sys
from pathlib import Path
from csdesk.desk import imports
from csdesk.desk.core import Desk

with Desk.open(Path(sys.argv[2])) as desk:
    imports.apply(desk, Path(sys.argv[1]), imports.Options(currency="USD"))
"""
_PEAK = """
import resource
status = Path("/proc/self/status")
if status.exists():
    # What the system reports of the process begins with the memory of the one that started it.
    told = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    print(int(told.split()[1]) / 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def memory(folder: Path, rows: int) -> list[Figure]:
    """The most memory that a first import holds, of the file and of one with a tenth of its rows; fresh processes."""

    def peak(code: str, source: Path, target: Path) -> float:
        target.unlink(missing_ok=True)
        command = [sys.executable, "-c", code + _PEAK, str(source), str(target), str(Path(__file__).parent)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        return float(done.stdout.strip().splitlines()[-1])

    found = []
    for number in (rows // 10, rows):
        path = export(folder / f"export-{number}.csv", number)
        ours = peak(_OURS, path, folder / f"memory-{number}.csdesk")
        floor = peak(_RAW, path, folder / "raw.sqlite")
        name = f"import, {number:,} rows of {len(HEADS)} columns, peak memory"
        found.append(Figure(name, ours, floor, "MiB", "csv.reader and executemany of the same file"))
    return found


def palette(folder: Path, rows: int, times: int) -> list[Figure]:
    """The answers to one, two and four letters among many accounts."""
    from csdesk.desk.core import Desk
    from csdesk.desk.search import search

    bare = sqlite3.connect(":memory:")
    bare.execute("CREATE VIRTUAL TABLE names USING fts5(name, prefix='1 2 3')")
    found = []
    with Desk.open(big_book(folder, rows), read_only=True) as desk:
        with desk.book.read() as connection:
            names = connection.exec_driver_sql("SELECT id, name FROM account").fetchall()
        bare.executemany("INSERT INTO names (rowid, name) VALUES (?, ?)", [tuple(one) for one in names])
        for typed in ("m", "me", "merv"):
            ours = best_of(times, lambda typed=typed: search(desk, typed, limit=24))  # type: ignore[misc]
            floor = best_of(
                times,
                lambda typed=typed: bare.execute(  # type: ignore[misc]
                    "SELECT rowid, name FROM names WHERE names MATCH ? LIMIT 24", (f'"{typed}" *',)
                ).fetchall(),
            )
            name = f"palette, “{typed}” among {rows:,} accounts"
            found.append(Figure(name, ours, floor, beside="first 24 of a bare FTS5 index of the names, unranked"))
    bare.close()
    return found
