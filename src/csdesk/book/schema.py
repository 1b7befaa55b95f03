"""Making a new book, and bringing an older one up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from csdesk import paths
from csdesk.book import files
from csdesk.book.errors import BookCorrupt, MigrationFailed
from csdesk.book.tables import APPLICATION_ID, METADATA, SCHEMA, SEARCH_DDL

if TYPE_CHECKING:
    from sqlalchemy import Connection

_VERSION_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def create(path: Path) -> None:
    """Make a new, empty book at `path`, where no file may be.

    It is made whole under another name and then renamed, so that no half-made book can ever be found. The tables come
    from the metadata, which a test holds equal to what the migrations make: Alembic need not be imported.
    """
    wal, _ = files.companions(path)
    if wal.exists() and wal.stat().st_size:
        raise BookCorrupt(
            f"{path.name} is gone, but its log {wal.name} is still there with changes in it.",
            "The log was not changed, and no new book was made over it.",
            f"Put the file {path.name} back beside it, or move the log away before starting a new book.",
        )
    temporary = path.with_name(f".{path.name}.new-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(files.connect(temporary, mode="rwc")) as raw:
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
            raw.execute("PRAGMA journal_mode=WAL")
        with _dedicated(temporary) as connection:
            METADATA.create_all(connection)
            connection.exec_driver_sql(SEARCH_DDL)
            connection.exec_driver_sql(_VERSION_TABLE)
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (SCHEMA,))
            connection.commit()
        files.sync_file(temporary)
        temporary.replace(path)
        files.sync_folder(path.parent)
    except Exception as error:
        raise files.explain(error, path, "No book was made.") from error
    finally:
        for leftover in (temporary, *files.companions(temporary)):
            leftover.unlink(missing_ok=True)


def migrate(path: Path, target: str = "head", scripts: Path | None = None) -> None:
    """Run every migration that is due, in one transaction: all of them, or none.

    Foreign keys are off meanwhile (rebuilding a table with them on deletes its children) and checked before the
    commit. MigrationFailed says which table, and leaves the book as it was.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts or paths.migrations()).replace("%", "%%"))
    try:
        with _dedicated(path) as connection:
            # Begun here, so that Alembic joins this transaction instead of committing one of its own.
            connection.begin()
            config.attributes["connection"] = connection
            command.upgrade(config, target)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = sorted({str(row[0]) for row in broken})
                raise MigrationFailed(f"The new schema leaves {len(broken)} records of {', '.join(tables)} astray.")
            connection.commit()
    except Exception as error:
        raise MigrationFailed(
            f"{path.name} could not be brought up to date: {error}",
            "Nothing was changed: the book is as it was, and a backup from before lies in the folder “backups”.",
            "Use the CSDesk that wrote it until this is settled, and report the message.",
        ) from error


@contextlib.contextmanager
def _dedicated(path: Path) -> Iterator[Connection]:
    """A connection of its own with foreign keys off and one explicit transaction; rolled back unless committed."""

    def connect() -> sqlite3.Connection:
        raw = files.connect(path)
        raw.execute("PRAGMA foreign_keys=OFF")
        return raw

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
