"""Looking a book through: is the file sound, and do its records and its journal agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csdesk.book import spans
from csdesk.book.catalog import KINDS
from csdesk.book.errors import BookError
from csdesk.book.tables import REFERENCES, TABLES, UNJOURNALED

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`problems` in plain words, none when `ok`; `accounts` counts those not in the bin."""

    ok: bool
    problems: tuple[str, ...]
    accounts: int
    schema: str


def run(connection: Connection, backup_trouble: BookError | None = None) -> CheckReport:
    """Check everything; reads only."""
    problems: list[str] = []
    for row in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            problems.append(f"The file is damaged: {row[0]}")
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        problems.append(f"{_a(row[0])} (row {row[1]}) belongs to a {_plain(row[2])} that is not in the book.")
    problems += _astray(connection)
    problems += _journal(connection)
    if backup_trouble is not None:
        problems.append(f"The last automatic backup failed: {backup_trouble.what}")
    accounts = connection.exec_driver_sql("SELECT count(*) FROM account WHERE deleted_at IS NULL").scalar() or 0
    schema = str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    return CheckReport(not problems, tuple(problems), accounts, schema)


def _astray(connection: Connection) -> list[str]:
    """References that carry no foreign key: contacts named by records."""
    problems = []
    for table, column, target in REFERENCES:
        if target != "contact":
            continue
        count = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL '
            f'AND "{column}" NOT IN (SELECT id FROM "{target}")'
        ).scalar()
        if count:
            label = KINDS[table].field(column).label
            where = f"{_a(table)} names as “{label}”"
            problems.append(f"{where} a contact that is not in the book ({_times(count)}).")
    return problems


def _journal(connection: Connection) -> list[str]:
    """The journal names only known tables, and knows every record of the book."""
    problems = []
    names = connection.exec_driver_sql("SELECT DISTINCT record FROM change").fetchall()
    for row in names:
        if row[0] not in TABLES:
            problems.append(f"The journal speaks of “{row[0]}”, which this book does not have.")
    for table in TABLES:
        if table in UNJOURNALED:
            continue
        count = connection.exec_driver_sql(
            f'SELECT count(*) FROM "{table}" AS it WHERE NOT EXISTS (SELECT 1 FROM change WHERE record=? '
            f"AND record_id=it.id AND field IS NULL){_outside(connection, table)}",
            (table,),
        ).scalar()
        if count:
            problems.append(f"{_a(table)} is in the book, but the journal does not know how it came ({_times(count)}).")
    return problems


def _outside(connection: Connection, table: str) -> str:
    """The condition that a record was not made in bulk, with an entry for many."""
    made = spans.every(connection, table=table)
    return "".join(f" AND it.id NOT BETWEEN {span.first} AND {span.last}" for span in made)


def _a(table: object) -> str:
    name = _plain(table)
    return f"{'An' if name[0] in 'aeiou' else 'A'} {name}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _plain(table: object) -> str:
    return str(table).replace("_", " ")
