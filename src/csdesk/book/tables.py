"""The book's tables: one per record kind, made from the catalog, and the others by hand.

`TABLES` is what SQLAlchemy reads with; `layout(table)` is what the transaction writes and journals with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy.types import TypeEngine

from csdesk.book.catalog import KINDS, Field, Kind
from csdesk.book.types import Flag, IsoDate, Json, Moment, Storage

SCHEMA = "0002"
"""The newest migration that this code was written for. Numbers grow, so that a greater one is a newer book."""

APPLICATION_ID = 0x43534442
"""Marks the file as a CSDesk book (the letters CSDB) for anyone who looks at its header."""

METADATA = MetaData()

_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "text": Text,
    "long": Text,
    "choice": Text,
    "percent": Float,
    "number": Float,
    "integer": Integer,
    "rating": Integer,
    "contact": Integer,
    "date": IsoDate,
    "datetime": Moment,
    "yes-no": Flag,
    "money": Integer,
}
_STORAGE: dict[str, Storage] = {"date": "date", "datetime": "moment", "yes-no": "flag", "money": "money"}


def _field_columns(field: Field) -> list[Column[Any]]:
    columns: list[Column[Any]] = [Column(field.id, _TYPES[field.type]())]
    if field.type == "money":
        columns.append(Column(f"{field.id}_currency", Text))
    return columns


def _record_table(kind: Kind) -> Table:
    columns: list[Column[Any]] = [Column("id", Integer, primary_key=True)]
    if kind.owned:
        columns.append(Column("account_id", Integer, ForeignKey("account.id"), index=True))
    for field in kind.fields:
        columns.extend(_field_columns(field))
    columns += [
        Column("position", Float),
        Column("version", Integer, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        Column("deleted_at", Moment),
    ]
    return Table(kind.id, METADATA, *columns, sqlite_autoincrement=True)


for _kind in KINDS.values():
    _record_table(_kind)

Index("ix_account_crm_id", METADATA.tables["account"].c.crm_id)
Index("ix_contact_crm_id", METADATA.tables["contact"].c.crm_id)
# The account list asks each account for its latest touch and for its score of a month ago.
for _name in ("touch", "health_snapshot"):
    Index(f"ix_{_name}_account_date", METADATA.tables[_name].c.account_id, METADATA.tables[_name].c.date)


def _table(name: str, *columns: Column[Any] | Index | PrimaryKeyConstraint, **options: Any) -> Table:
    return Table(name, METADATA, *columns, **options)


def _id() -> Column[Any]:
    # AUTOINCREMENT: an id that an undo took away is never given to another record, so history stays true.
    return Column("id", Integer, primary_key=True)


def _times() -> list[Column[Any]]:
    return [Column("created_at", Moment, nullable=False), Column("updated_at", Moment, nullable=False)]


DOCUMENT = _table(
    "document",
    _id(),
    Column("form", Text, nullable=False),
    Column("account_id", Integer, ForeignKey("account.id"), index=True),
    Column("review_id", Integer, ForeignKey("review.id")),
    Column("title", Text),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("dated", IsoDate),
    Column("final_on", IsoDate),
    Column("reviewed_on", IsoDate),
    Column("record_version", Integer, nullable=False),
    *_times(),
    Column("deleted_at", Moment),
    sqlite_autoincrement=True,
)
"""A form filled in. `version` is the document's own (1 for the first); `record_version` counts its updates."""

DOCUMENT_ROW = _table(
    "document_row",
    _id(),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True),
    Column("section", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("position", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""A row that belongs to the document itself, not to a record of the book."""

ANSWER = _table(
    "answer",
    _id(),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False),
    Column("section", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Json),
    *_times(),
    Index("ix_answer_place", "document_id", "section", "row", "field", unique=True),
    sqlite_autoincrement=True,
)
"""One answer that lives in a document; `row` is empty outside rows."""

DOCUMENT_ISSUE = _table(
    "document_issue",
    _id(),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("issued_on", IsoDate, nullable=False),
    Column("audience", Text),
    Column("snapshot", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""A sealed version with a copy of everything it printed."""

SETTING = _table(
    "setting",
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("value", Json),
    Column("updated_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

SYNC_SOURCE = _table(
    "sync_source",
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("product", Text),
    Column("object", Text),
    Column("mapping", Json),
    Column("rules", Json),
    Column("options", Json),
    *_times(),
    sqlite_autoincrement=True,
)

SYNC_RUN = _table(
    "sync_run",
    _id(),
    Column("source_id", Integer, ForeignKey("sync_source.id"), index=True),
    Column("at", Moment, nullable=False),
    Column("file", Text),
    Column("fingerprint", Text),
    Column("change_set_id", Integer),
    Column("state", Text),
    Column("rows", Integer),
    Column("created", Integer),
    Column("updated", Integer),
    Column("unchanged", Integer),
    Column("rejected", Integer),
    Column("conflicts", Integer),
    Column("report", Json),
    sqlite_autoincrement=True,
)

SYNC_VALUE = _table(
    "sync_value",
    Column("source_id", Integer, ForeignKey("sync_source.id"), nullable=False),
    Column("record", Text, nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("seen_run", Integer, nullable=False),
    Column("value", Text),
    PrimaryKeyConstraint("source_id", "record", "record_id", "field", "seen_run"),
    sqlite_with_rowid=False,
)
"""What a source last said, by run; the newest run that was not undone counts. Not journaled."""

CUSTOM_FIELD = _table(
    "custom_field",
    _id(),
    Column("record", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("options", Json),
    Column("position", Float),
    *_times(),
    Column("deleted_at", Moment),
    Index("ix_custom_field_key", "record", "key", unique=True),
    sqlite_autoincrement=True,
)

CUSTOM_VALUE = _table(
    "custom_value",
    _id(),
    Column("field_id", Integer, ForeignKey("custom_field.id"), nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("value", Json),
    Index("ix_custom_value_place", "field_id", "record_id", unique=True),
    sqlite_autoincrement=True,
)

SAVED_VIEW = _table(
    "saved_view",
    _id(),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text),
    Column("columns", Json),
    Column("sort", Json),
    Column("options", Json),
    Column("position", Float),
    *_times(),
    Column("deleted_at", Moment),
    sqlite_autoincrement=True,
)

CHANGE_SET = _table(
    "change_set",
    _id(),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("origin", Text, nullable=False),
    Column("account_id", Integer),
    Column("merge_key", Text),
    Column("role", Text, nullable=False),
    Column("reverts", Integer),
    Column("state", Text, nullable=False, index=True),
    sqlite_autoincrement=True,
)
"""One operation. role: change, undo, redo, revert (an import taken back) or setting (never undone).
state: done, undone, dropped (undone, and out of redo's reach) or reverted."""

CHANGE = _table(
    "change",
    Column("id", Integer, primary_key=True),
    Column("set_id", Integer, ForeignKey("change_set.id"), nullable=False, index=True),
    Column("record", Text, nullable=False),
    Column("record_id", Integer, nullable=False),
    Column("account_id", Integer),
    Column("field", Text),
    Column("old", Json),
    Column("new", Json),
    Index("ix_change_record", "record", "record_id"),
    Index("ix_change_account", "account_id", "set_id"),
)
"""One field's change; without a field, a record made (new holds its values) or removed (old holds them)."""

SEARCH_DUE = _table(
    "search_due",
    Column("id", Integer, primary_key=True),
    Column("record", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
)
"""Records that a large write left to be indexed later."""

SEARCH_DDL = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, account UNINDEXED, "
    "tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2 3')"
)
"""Full-text search: rowid = record id * 64 + the number of its kind, see fulltext.py."""

TABLES: dict[str, Table] = dict(METADATA.tables)
"""Every table by name."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a table as the journal knows it: money is one slot over two columns."""

    name: str
    storage: Storage
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written: its journaled slots, and which of the housekeeping columns it has."""

    table: str
    slots: dict[str, Slot]
    version: str
    """The column that counts updates; empty when the table has none."""
    created: bool
    updated: bool
    binned: bool
    positioned: bool
    owned: bool
    """Whether it has an account_id."""


_COLUMN_STORAGE: tuple[tuple[type[TypeEngine[Any]], Storage], ...] = (
    (IsoDate, "date"),
    (Moment, "moment"),
    (Flag, "flag"),
    (Json, "json"),
)


@cache
def layout(table: str) -> Layout:
    """The layout of a table; KeyError for an unknown one."""
    columns = TABLES[table].columns
    names = set(columns.keys())
    version = "record_version" if "record_version" in names else "version" if table in KINDS else ""
    money = {field.id for field in KINDS[table].fields if field.type == "money"} if table in KINDS else set()
    slots: dict[str, Slot] = {}
    for column in columns:
        name = column.name
        if name in ("id", version, "updated_at") or (name.endswith("_currency") and name[:-9] in money):
            continue
        if name in money:
            slots[name] = Slot(name, "money", (name, f"{name}_currency"))
            continue
        storage: Storage = next((s for t, s in _COLUMN_STORAGE if isinstance(column.type, t)), "plain")
        slots[name] = Slot(name, storage, (name,))
    return Layout(
        table,
        slots,
        version,
        created="created_at" in names,
        updated="updated_at" in names,
        binned="deleted_at" in names,
        positioned="position" in names,
        owned="account_id" in names,
    )


UNJOURNALED = frozenset({"change_set", "change", "sync_value", "search_due"})
"""Tables that are not journaled: the journal itself, what sources said (kept by run), and search upkeep."""

REFERENCES: tuple[tuple[str, str, str], ...] = tuple(
    [(kind.id, "account_id", "account") for kind in KINDS.values() if kind.owned]
    + [(kind.id, field.id, "contact") for kind in KINDS.values() for field in kind.fields if field.type == "contact"]
    + [
        ("document", "account_id", "account"),
        ("document", "review_id", "review"),
        ("document_row", "document_id", "document"),
        ("answer", "document_id", "document"),
        ("document_issue", "document_id", "document"),
        ("custom_value", "field_id", "custom_field"),
        ("sync_run", "source_id", "sync_source"),
    ]
)
"""(table, column, table meant): who points at whom. Contact fields carry no foreign key, since contacts and accounts
point at each other; this list stands in for it."""
