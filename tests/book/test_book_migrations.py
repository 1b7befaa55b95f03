"""Migrations: all in one transaction, never at the cost of a row, and equal to what a new book gets."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest

from csdesk import paths
from csdesk.book import book as book_module
from csdesk.book import errors, files, schema
from csdesk.book.book import Book
from csdesk.book.tables import SCHEMA
from csdesk.values.clock import FixedClock

OLDER = "0000"
NEXT, AFTER = (f"{int(SCHEMA) + more:04}" for more in (1, 2))


def described(path: Path) -> dict[str, object]:
    """Tables with their columns in any order (a column that was added later stands last), all else as it is."""
    with closing(sqlite3.connect(path)) as raw:
        found: dict[str, object] = {}
        for kind, name, sql in raw.execute("SELECT type, name, sql FROM sqlite_master"):
            if kind == "table" and not (sql or "").startswith("CREATE VIRTUAL"):
                columns = raw.execute(
                    'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?) ORDER BY name', (name,)
                ).fetchall()
                links = raw.execute(
                    'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(?) ORDER BY "from"', (name,)
                ).fetchall()
                found[f"table {name}"] = (columns, links, "AUTOINCREMENT" in sql, "WITHOUT ROWID" in sql)
            else:
                found[f"{kind} {name}"] = " ".join((sql or "").replace("(", " ( ").replace(")", " ) ").split())
        found["mark"] = raw.execute("PRAGMA application_id").fetchone()
        found["schema"] = raw.execute("SELECT version_num FROM alembic_version").fetchall()
    return found


def test_the_migrations_make_what_the_metadata_says(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made", tmp_path / "migrated"
    schema.create(made)
    files.connect(migrated, mode="rwc").close()
    schema.migrate(migrated)
    assert described(made) == described(migrated)


def test_a_new_book_needs_no_alembic(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "alembic"]:
        monkeypatch.delitem(sys.modules, name)
    Book.open(path, clock=clock).close()
    Book.open(path, clock=clock).close()
    assert "alembic" not in sys.modules


STEP = """
    import sqlalchemy as sa
    from alembic import op

    revision = "{revision}"
    down_revision = "{before}"
    branch_labels = None
    depends_on = None

    def upgrade():
        {body}
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A copy of the shipped migrations that a test may add steps to."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((paths.migrations() / name).read_text())
    for step in (paths.migrations() / "versions").glob("0*.py"):
        (folder / "versions" / step.name).write_text(step.read_text())
    return folder


def step(scripts: Path, revision: str, before: str, body: str) -> None:
    text = dedent(STEP).format(revision=revision, before=before, body=body.replace("\n", "\n    "))
    (scripts / "versions" / f"{revision}_test.py").write_text(text)


def filled(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book, book.write("Fill") as tx:
        account = tx.insert("account", {"name": "Corvane"})
        tx.insert("goal", {"title": "Fewer tickets", "account_id": account})
        document = tx.insert(
            "document", {"form": "plan", "account_id": account, "state": "draft", "version": 1, "title": "Plan"}
        )
        place = {"section": "s", "row": "", "field": "f"}
        tx.insert("answer", {"document_id": document, **place, "value": {"text": "x"}})


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


REBUILD = """with op.batch_alter_table("account", recreate="always") as table:
        table.add_column(sa.Column("extra", sa.Text()))"""


def test_rebuilding_a_table_keeps_its_children(path: Path, clock: FixedClock, scripts: Path) -> None:
    filled(path, clock)
    with closing(sqlite3.connect(path)) as raw:
        # The trap needs a cascade: rebuilding the parent with foreign keys on deletes every row here.
        raw.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, a INTEGER REFERENCES account(id) ON DELETE CASCADE)")
        raw.execute("INSERT INTO child VALUES (1, 1)")
        raw.commit()
    step(scripts, NEXT, SCHEMA, REBUILD)
    schema.migrate(path, scripts=scripts)
    assert [count(path, table) for table in ("account", "goal", "document", "answer", "child")] == [1] * 5
    with closing(files.connect(path)) as raw:
        assert files.schema_of(raw, path) == NEXT
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    "body",
    [
        "raise RuntimeError('broken step')",
        "op.execute('CREATE TABLE account (x)')",
        "op.execute('UPDATE goal SET account_id=99')",
    ],
)
def test_a_failing_step_undoes_the_steps_before_it(path: Path, clock: FixedClock, scripts: Path, body: str) -> None:
    filled(path, clock)
    before = described(path)
    step(scripts, NEXT, SCHEMA, REBUILD + "\n    op.create_table('new', sa.Column('id', sa.Integer()))")
    step(scripts, AFTER, NEXT, body)
    with pytest.raises(errors.MigrationFailed) as caught:
        schema.migrate(path, scripts=scripts)
    assert "as it was" in caught.value.kept
    assert described(path) == before
    assert count(path, "answer") == 1


def test_an_older_book_is_backed_up_and_brought_up_to_date(
    path: Path, clock: FixedClock, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, clock)
    step(scripts, NEXT, SCHEMA, 'op.add_column("account", sa.Column("extra", sa.Text()))')
    monkeypatch.setattr(paths, "migrations", lambda: scripts)
    monkeypatch.setattr(files, "SCHEMA", NEXT)
    monkeypatch.setattr(book_module, "SCHEMA", NEXT)
    with pytest.raises(errors.BookOutdated):
        Book.open(path, clock=clock, read_only=True)
    with pytest.raises(errors.BookTooNew):
        files.refuse_newer(NEXT, path, SCHEMA)
    with Book.open(path, clock=clock) as book:
        (backup,) = book.backups()
        assert backup.reason == "migration"
        assert book.check().schema == NEXT
        assert book.undo_name() == "Fill"
        with book.read() as connection:
            assert connection.exec_driver_sql("SELECT name, extra FROM account").fetchall() == [("Corvane", None)]
    assert count(backup.path, "answer") == 1


def test_a_failed_migration_keeps_the_book_and_its_backup(
    path: Path, clock: FixedClock, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, clock)
    before = described(path)
    step(scripts, NEXT, SCHEMA, "raise RuntimeError('broken step')")
    monkeypatch.setattr(paths, "migrations", lambda: scripts)
    monkeypatch.setattr(book_module, "SCHEMA", NEXT)
    with pytest.raises(errors.MigrationFailed, match="broken step"):
        Book.open(path, clock=clock)
    assert described(path) == before
    assert len(list((path.parent / "backups").iterdir())) == 1
    monkeypatch.undo()
    with Book.open(path, clock=clock) as book:
        assert book.check().ok
