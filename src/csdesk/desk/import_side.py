"""The book's side of an import: its records in stored form, what a source said of them last, what is remembered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from csdesk.book import spans
from csdesk.book.catalog import KINDS
from csdesk.sync.cells import Value
from csdesk.sync.lexicon import key
from csdesk.sync.mapping import CUSTOM
from csdesk.sync.matching import crm_key
from csdesk.sync.side import BookSide, Said

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

WHOLE = "*"
"""The field under which a source's last word on a record is kept, as JSON by field: one row per record and run."""
MADE = "+"
"""The field under which a run keeps that it made all records from this one on to "last", and from which fields of the
file: what it said of them stands in the journal of the run, and in the records themselves."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was imported from before, and what is remembered of it."""

    id: int | None
    name: str
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By set of headers, the CSM's corrections."""
    rules: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def source_named(connection: Connection, name: str) -> Source:
    """What is remembered of a source, by its name without regard to case; an empty one when it is new."""
    row = connection.exec_driver_sql(
        "SELECT id, name, mapping, rules, options FROM sync_source WHERE lower(name)=lower(?)", (name,)
    ).fetchone()
    if row is None:
        return Source(None, name)
    return Source(row[0], row[1], _json(row[2]), _json(row[3]), _json(row[4]))


def _json(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


def stored_value(value: Any) -> Value:
    """A value from JSON in the form that planning uses: money as a pair."""
    return (value[0], value[1]) if isinstance(value, list) else value


def last_said(connection: Connection, record: str, source_id: int | None, side: BookSide) -> Said:
    """What a source said last of the records in `side`, from the runs that were not undone. All sources when None."""
    where, parameters = ("AND source_id=?", (source_id,)) if source_id is not None else ("", ())
    rows = connection.exec_driver_sql(
        "SELECT record_id, field, value, seen_run FROM sync_value WHERE record=? AND field IN (?,?) "
        f"AND seen_run IN (SELECT id FROM sync_run) {where} ORDER BY seen_run, field=?",
        (record, WHOLE, MADE, *parameters, WHOLE),
    )
    said = Said(side)
    runs: dict[int, _MadeBy] = {}
    for record_id, field_id, text, run_id in rows:
        kept = json.loads(text)
        if field_id == MADE:
            if run_id not in runs:
                runs[run_id] = _MadeBy(connection, record, run_id)
            runs[run_id].tell(said, side, range(record_id, kept["last"] + 1), frozenset(kept["fields"]))
            continue
        values = {name: stored_value(value) for name, value in kept.items()} if "[" in text else kept
        if run_id in runs and runs[run_id].made(record_id):
            said.add(record_id, values)
        else:
            said.tell(record_id, values)
    return said


def known_records(connection: Connection, source_id: int) -> int:
    """How many records a source has said anything of, in the runs that were not undone."""
    rows = connection.exec_driver_sql(
        "SELECT record, record_id, field, CASE field WHEN ? THEN json_extract(value, '$.last') END FROM sync_value "
        "WHERE source_id=? AND seen_run IN (SELECT id FROM sync_run)",
        (MADE, source_id),
    ).fetchall()
    spans = [(row[0], range(row[1], row[3] + 1)) for row in rows if row[2] == MADE]
    single = {(row[0], row[1]) for row in rows if row[2] != MADE}
    beside = sum(1 for record, i in single if not any(kind == record and i in span for kind, span in spans))
    return beside + sum(len(span) for _, span in spans)


class _MadeBy:
    """The records of a kind that a run made. Those that no later change names still hold what the source said."""

    def __init__(self, connection: Connection, record: str, run_id: int) -> None:
        self._spans: list[range] = []
        self._before: dict[int, dict[str, Value]] = {}
        set_id = connection.exec_driver_sql(
            "SELECT min(set_id) FROM change WHERE record='sync_run' AND record_id=? AND field IS NULL "
            'AND "new" IS NOT NULL',
            (run_id,),
        ).scalar()
        last = connection.exec_driver_sql(
            "SELECT id FROM change WHERE set_id=? ORDER BY id DESC LIMIT 1", (set_id,)
        ).scalar()
        later = connection.exec_driver_sql(
            "SELECT DISTINCT record_id FROM change WHERE id>? AND record=?", (last, record)
        )
        self._touched = {row[0] for row in later}
        if self._touched:
            entries = connection.exec_driver_sql(
                'SELECT record_id, "new" FROM change WHERE set_id=? AND record=? AND field IS NULL', (set_id, record)
            )
            before = {i: json.loads(text) for i, text in entries if text and i in self._touched}
            for span in spans.every(connection, table=record, set_id=set_id):
                before |= spans.made(connection, span, [i for i in self._touched if i in span])
            for record_id, values in before.items():
                self._before[record_id] = {name: stored_value(value) for name, value in values.items()}

    def made(self, record_id: int) -> bool:
        """Whether the run made this record."""
        return any(record_id in span for span in self._spans)

    def tell(self, said: Said, side: BookSide, span: range, fields: frozenset[str]) -> None:
        """Take in what the source said of a span of records."""
        self._spans.append(span)
        for record_id in span:
            if record_id not in self._touched:
                if record_id in side.records:
                    said.echoes[record_id] = fields
            elif record_id in self._before:
                made = self._before[record_id].items()
                said.told[record_id] = {name: v for name, v in made if name in fields and v is not None}


def side_of(connection: Connection, kind: str, source_id: int | None) -> BookSide:
    """The book's records of a kind, with their accounts where they belong to one."""
    side = _records(connection, kind)
    if source_id is not None:
        side.last = last_said(connection, kind, source_id, side)
    add_custom(connection, kind, side)
    if kind == "account":
        side.scored = _scored(connection)
    else:
        side.accounts = _records(connection, "account")
        side.accounts.last = last_said(connection, "account", None, side.accounts)
    if kind == "touch":
        people = connection.exec_driver_sql(
            "SELECT account_id, id, coalesce(name, ''), coalesce(email, '') FROM contact WHERE deleted_at IS NULL "
            "AND account_id IS NOT NULL ORDER BY id"
        )
        side.people_of = tuple((row[0], row[1], row[2], row[3]) for row in people)
    return side


def _scored(connection: Connection) -> frozenset[int]:
    """The accounts whose score is one that was worked out last, or given by hand in its place."""
    made = "deleted_at IS NULL AND origin IN ('computed', 'override')"
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT s.account_id FROM health_snapshot s JOIN (SELECT account_id, max(date) AS day FROM "
        f"health_snapshot WHERE {made} GROUP BY account_id) AS newest ON newest.account_id = s.account_id "
        f"AND newest.day = s.date JOIN account a ON a.id = s.account_id AND a.health_score = s.score "
        f"WHERE s.{made}"
    )
    return frozenset(row[0] for row in rows)


def _records(connection: Connection, kind: str) -> BookSide:
    spec = KINDS[kind]
    # Amounts come last, in two columns each, so that the rest of a row is taken as it is.
    simple = [each.id for each in spec.fields if each.type != "money"]
    money = [each.id for each in spec.fields if each.type == "money"]
    columns = simple + [column for field in money for column in (field, f"{field}_currency")]
    plain = len(simple) + 2
    pairs = [(plain + 2 * at, plain + 2 * at + 1) for at in range(len(money))]
    listed = ", ".join(f'"{column}"' for column in columns)
    owner = "account_id" if spec.owned else "NULL"
    side = BookSide((*simple, *money))
    # From the driver itself: a hundred thousand rows are not dressed up only to be taken apart again.
    rows = cast("sqlite3.Cursor", connection.connection.cursor())
    rows.execute(f'SELECT id, {owner}, {listed} FROM "{kind}" WHERE deleted_at IS NULL')
    records, account_of = side.records, side.account_of
    for row in rows:
        amounts = tuple([None if row[a] is None else (row[a], row[b]) for a, b in pairs])
        records[row[0]] = row[2:plain] + amounts
        if spec.owned:
            account_of[row[0]] = row[1]
    rows.close()
    if "crm_id" in side.fields:
        binned = connection.exec_driver_sql(
            f'SELECT crm_id, name FROM "{kind}" WHERE deleted_at IS NOT NULL AND crm_id IS NOT NULL'
        )
        side.binned = {crm_key(row[0]): row[1] or row[0] for row in binned}
    _name_people(connection, kind, side)
    return side


def _name_people(connection: Connection, kind: str, side: BookSide) -> None:
    """Fields that point at a person hold the name while planning, as a file does."""
    at = [side.fields.index(f.id) for f in KINDS[kind].fields if f.type == "contact"]
    if not at or not any(values[i] is not None for values in side.records.values() for i in at):
        return
    names: dict[Any, str] = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, name FROM contact")}
    side.people = names
    for record_id, values in side.records.items():
        if any(values[i] is not None for i in at):
            changed = list(values)
            for i in at:
                changed[i] = names.get(values[i]) if values[i] is not None else None
            side.records[record_id] = tuple(changed)


def add_custom(connection: Connection, kind: str, side: BookSide) -> None:
    """Make the side know the custom fields of its kind, and their values for the records it has."""
    fields = connection.exec_driver_sql(
        "SELECT id, label, type FROM custom_field WHERE record=? AND deleted_at IS NULL ORDER BY id", (kind,)
    ).fetchall()
    if not fields:
        return
    places = {row[0]: index for index, row in enumerate(fields)}
    side.custom = {key(row[1]): (row[1], row[2]) for row in fields}
    side.fields = (*side.fields, *(CUSTOM + row[1] for row in fields))
    if not side.records:
        return
    extra: dict[int, list[Value]] = {}
    for field_id, record_id, value in connection.exec_driver_sql("SELECT field_id, record_id, value FROM custom_value"):
        if field_id in places and record_id in side.records and value is not None:
            extra.setdefault(record_id, [None] * len(fields))[places[field_id]] = stored_value(json.loads(value))
    none: tuple[Value, ...] = (None,) * len(fields)
    for record_id, values in side.records.items():
        side.records[record_id] = (*values, *(extra.get(record_id) or none))
