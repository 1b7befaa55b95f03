"""The book's connections: one that writes, and a pool that only reads."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from csdesk.book import files

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def writing(path: Path) -> Engine:
    """An engine of one connection, whose transactions are BEGIN IMMEDIATE: a write never fails half way for a lock."""

    def connect() -> sqlite3.Connection:
        raw = files.connect(path)
        # A large write that outgrows the cache has its pages written and read again and again before it ends.
        raw.execute("PRAGMA cache_size=-16000")
        return raw

    return _engine(connect, "BEGIN IMMEDIATE", 1)


def reading(path: Path, *, immutable: bool, read_only: bool) -> Engine:
    """An engine for reads; each connection sees one moment of the book, and refuses to write.

    Unless the file itself may not be written, its connections are opened for writing and told not to: only so may
    SQLite keep the log's index when the reader is the first to come.
    """

    def connect() -> sqlite3.Connection:
        raw = files.connect(path, mode="ro" if read_only else "rw", immutable=immutable)
        raw.execute("PRAGMA query_only=ON")
        return raw

    return _engine(connect, "BEGIN", 4)


def _engine(connect: Any, begin: str, size: int) -> Engine:
    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=8 if size > 1 else 0
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver is in autocommit mode (isolation_level None), so that this is the only BEGIN there is.
        connection.exec_driver_sql(begin)

    return engine
