"""Carrying out a plan inside one transaction: records, what the source said, the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.book.transaction import Transaction
from csdesk.desk import ledger, people
from csdesk.desk.import_side import WHOLE
from csdesk.sync.build import KIND_OF
from csdesk.sync.cells import Value, as_money
from csdesk.sync.mapping import CUSTOM
from csdesk.sync.plan import Entry, ImportPlan
from csdesk.sync.targets import Target
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

Step = Callable[[int, int, str], None]
"""Told of progress: done, of how many, at what. Raises to stop the import."""
_CHUNK = 5_000


class _Custom:
    """The custom fields of a kind, made on first use."""

    def __init__(self, tx: Transaction, kind: str, new: Sequence[tuple[str, str, str]]) -> None:
        self._tx = tx
        rows = tx.connection.exec_driver_sql(
            "SELECT id, label FROM custom_field WHERE record=? AND deleted_at IS NULL", (kind,)
        )
        self._ids = {CUSTOM + row[1]: int(row[0]) for row in rows}
        for _, label, type_name in new:
            if CUSTOM + label not in self._ids:
                values = {"record": kind, "key": _free_key(tx, kind, label), "label": label, "type": type_name}
                self._ids[CUSTOM + label] = tx.insert("custom_field", values)

    def add(self, field: str, pairs: Sequence[tuple[int, Value]]) -> None:
        """Values of one field for new records: (record id, value)."""
        rows = [(self._ids[field], record_id, value) for record_id, value in pairs if value is not None]
        self._tx.insert_many("custom_value", ("field_id", "record_id", "value"), rows)

    def set(self, field: str, record_id: int, value: Value) -> None:
        """One value of a record that may hold one already."""
        found = self._tx.connection.exec_driver_sql(
            "SELECT id FROM custom_value WHERE field_id=? AND record_id=?", (self._ids[field], record_id)
        ).scalar()
        if found is None:
            self._tx.insert("custom_value", {"field_id": self._ids[field], "record_id": record_id, "value": value})
        else:
            self._tx.update("custom_value", int(found), {"value": value})


def _free_key(tx: Transaction, kind: str, label: str) -> str:
    from csdesk.values.text import fold

    base = "".join(c if c.isalnum() else "_" for c in fold(label)).strip("_") or "field"
    taken = {r[0] for r in tx.connection.exec_driver_sql("SELECT key FROM custom_field WHERE record=?", (kind,))}
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def write(desk: Desk, tx: Transaction, plan: ImportPlan, run_id: int, source_id: int, step: Step) -> None:
    """Write every record of the plan, and what the source said of each."""
    kind = KIND_OF[plan.object]
    custom = _Custom(tx, kind, plan.custom)
    created = [entry for entry in plan.entries if entry.outcome == "create"]
    updated = [entry for entry in plan.entries if entry.outcome == "update"]
    total = len(created) + len(updated)
    names = _People(desk, tx)
    made = _create(tx, kind, created, custom, names, step, total)
    _update(tx, kind, plan, updated, custom, names, step, len(created), total)
    said = [(record_id, entry.says) for record_id, entry in made]
    said += [
        (e.record_id, e.told) for e in plan.entries if e.outcome in ("update", "unchanged") and e.told and e.record_id
    ]
    if kind in ("account", "contact"):
        _remember(tx, kind, said, run_id, source_id)


class _People:
    """Names of people on our side to their ids, each looked up once."""

    def __init__(self, desk: Desk, tx: Transaction) -> None:
        self._desk, self._tx = desk, tx
        self._known: dict[str, int] = {}

    def id(self, name: Value) -> int | None:
        """The id of the person of that name, made when there is none."""
        if not isinstance(name, str) or not name:
            return None
        if name not in self._known:
            self._known[name] = people.find_or_create(self._desk, self._tx, name, "ours", None)
        return self._known[name]


def _create(
    tx: Transaction, kind: str, entries: Sequence[Entry], custom: _Custom, names: _People, step: Step, total: int
) -> list[tuple[int, Entry]]:  # fmt: skip
    made: list[tuple[int, Entry]] = []
    batches: dict[tuple[str, ...], list[Entry]] = {}
    for entry in entries:
        batches.setdefault(tuple(t.id for t in entry.targets), []).append(entry)
    spec = KINDS[kind]
    contacts = {f.id for f in spec.fields if f.type == "contact"}
    for fields, batch in batches.items():
        own = [i for i, field in enumerate(fields) if not field.startswith(CUSTOM)]
        columns = [fields[i] for i in own]
        fixed: list[tuple[str, Any]] = []
        if kind == "contact":
            fixed.append(("side", "customer"))
        if kind == "indicator_reading":
            fixed.append(("origin", "import"))
        for start in range(0, len(batch), _CHUNK):
            part = batch[start : start + _CHUNK]
            data: list[Sequence[Any]] = []
            for i in own:
                values: list[Any] = [entry.values[i] for entry in part]
                if fields[i] in contacts:
                    values = [names.id(value) for value in values]
                data.append(values)
            head = [field for field, _ in fixed]
            data += [[value] * len(part) for _, value in fixed]
            if spec.owned:
                head.append("account_id")
                data.append([entry.account_id for entry in part])
            first = tx.insert_many(kind, [*columns, *head], list(zip(*data, strict=True)))
            ids = range(first, first + len(part))
            made += zip(ids, part, strict=True)
            for i, field in enumerate(fields):
                if field.startswith(CUSTOM):
                    custom.add(field, [(record_id, e.values[i]) for record_id, e in zip(ids, part, strict=True)])
            if kind == "account":
                _follow_new(tx, ids, part, fields)
            step(len(made), total, "Writing new records")
    return made


def _follow_new(tx: Transaction, ids: Sequence[int], entries: Sequence[Entry], fields: Sequence[str]) -> None:
    if "arr" in fields:
        at = fields.index("arr")
        ledger.arr_changed(
            tx,
            [(i, None, as_money(e.values[at])) for i, e in zip(ids, entries, strict=True) if e.values[at] is not None],
        )
    if "health_score" in fields:
        at = fields.index("health_score")
        scores = [(i, _number(e.values[at])) for i, e in zip(ids, entries, strict=True)]
        ledger.scores_changed(tx, scores, origin="import")


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _update(
    tx: Transaction, kind: str, plan: ImportPlan, entries: Sequence[Entry], custom: _Custom, names: _People, step: Step,
    done: int, total: int,
) -> None:  # fmt: skip
    contacts = {f.id for f in KINDS[kind].fields if f.type == "contact"}
    by_field: dict[str, list[tuple[int, Value, Value]]] = {}
    for entry in entries:
        assert entry.record_id is not None
        for cell in entry.changes:
            if cell.field.startswith(CUSTOM):
                custom.set(cell.field, entry.record_id, cell.crm)
            elif cell.field in contacts:
                tx.update(kind, entry.record_id, {cell.field: names.id(cell.crm)})
            else:
                by_field.setdefault(cell.field, []).append((entry.record_id, cell.book, cell.crm))
    for field, changes in by_field.items():
        tx.update_many(kind, field, changes)
        step(done, total, "Writing changes")
        if kind == "account" and field == "arr":
            ledger.arr_changed(tx, [(i, as_money(old), as_money(new)) for i, old, new in changes])
        if kind == "account" and field == "health_score":
            ledger.scores_changed(tx, [(i, _number(new)) for i, _, new in changes], origin="import")


def _remember(
    tx: Transaction, kind: str, said: Sequence[tuple[int, dict[str, Value] | None]], run_id: int, source_id: int
) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = [(source_id, kind, record_id, WHOLE, run_id, encode(values)) for record_id, values in said if values]
    if rows:
        columns = ("source_id", "record", "record_id", "field", "seen_run", "value")
        tx.insert_many("sync_value", columns, rows)


__all__ = ["Money", "Step", "Target", "write"]
