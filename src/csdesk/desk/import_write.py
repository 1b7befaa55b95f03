"""Carrying out a plan inside one transaction: records, what the source said, the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.book.transaction import Transaction
from csdesk.book.types import dumps
from csdesk.desk import ledger, people
from csdesk.desk.import_side import MADE, WHOLE
from csdesk.sync.build import KIND_OF
from csdesk.sync.cells import Value, as_money
from csdesk.sync.contacts_of import Person
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

    def set(self, field: str, pairs: Sequence[tuple[int, Value]]) -> None:
        """Values of one field for records that may hold one already."""
        rows = self._tx.connection.exec_driver_sql(
            "SELECT record_id, id FROM custom_value WHERE field_id=?", (self._ids[field],)
        )
        known = {row[0]: int(row[1]) for row in rows}
        self.add(field, [pair for pair in pairs if pair[0] not in known])
        for record_id, value in pairs:
            if record_id in known:
                self._tx.update("custom_value", known[record_id], {"value": value})


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
    updated = [entry for entry in plan.entries.own if entry.outcome == "update"]
    batches = _batches(plan)
    total = sum(batch.count for batch in batches) + len(updated)
    names = _People(desk, tx)
    made = _create(tx, kind, batches, custom, names, step, total)
    _update(tx, kind, plan, updated, custom, names, step, total - len(updated), total)
    if kind in ("account", "contact"):
        said = [
            (e.record_id, e.told)
            for e in plan.entries.own
            if e.outcome != "create" and e.told and e.record_id is not None
        ]
        _remember(tx, kind, made, said, run_id, source_id)


@dataclass(slots=True)
class _Made:
    """Records that were made together, all from the same fields of the file."""

    first: int
    last: int
    fields: list[str]
    """The record's own fields that were written as the file says them ..."""
    besides: list[tuple[int, dict[str, Value]]]
    """... and by record what it says beyond them: custom fields, and people by name."""


@dataclass(slots=True)
class _Batch:
    """New records of the same fields, column by column."""

    targets: tuple[Target, ...]
    columns: list[Iterator[Value]]
    accounts: Iterator[int | None]
    count: int


def _batches(plan: ImportPlan) -> list[_Batch]:
    found: list[_Batch] = []
    new = plan.entries.new
    if new:
        found.append(_Batch(new.targets, [new.chosen(column) for column in new.columns], repeat(None), len(new)))
    created = [entry for entry in plan.entries.own if entry.outcome == "create"]
    alike: dict[tuple[Target, ...], list[Entry]] = {}
    for targets, group in groupby(created, key=attrgetter("targets")):
        alike.setdefault(targets, []).extend(group)
    for targets, entries in alike.items():
        columns = [iter(column) for column in zip(*[entry.values for entry in entries], strict=True)]
        found.append(_Batch(targets, columns, iter([entry.account_id for entry in entries]), len(entries)))
    return found


class _People:
    """Names of people on our side to their ids, each looked up once."""

    def __init__(self, desk: Desk, tx: Transaction) -> None:
        self._desk, self._tx = desk, tx
        self._known: dict[str, int] = {}

    def id(self, name: Value) -> int | None:
        """The id of the person of that name, made when there is none; of one known already, the id of just them."""
        if isinstance(name, Person):
            return name.record_id
        if not isinstance(name, str) or not name:
            return None
        if name not in self._known:
            self._known[name] = people.find_or_create(self._desk, self._tx, name, "ours", None)
        return self._known[name]


def _create(
    tx: Transaction, kind: str, batches: Sequence[_Batch], custom: _Custom, names: _People, step: Step, total: int
) -> list[_Made]:  # fmt: skip
    made: list[_Made] = []
    spec = KINDS[kind]
    contacts = {f.id for f in spec.fields if f.type == "contact"}
    done = 0
    for batch in batches:
        targets = batch.targets
        fields = [each.id for each in targets]
        own = [i for i, field in enumerate(fields) if not field.startswith(CUSTOM)]
        columns = [fields[i] for i in own]
        beyond = [i for i, field in enumerate(fields) if field.startswith(CUSTOM) or field in contacts]
        fixed: list[tuple[str, Any]] = []
        if kind == "contact":
            fixed.append(("side", "customer"))
        if kind == "indicator_reading":
            fixed.append(("origin", "import"))
        head = [field for field, _ in fixed]
        if spec.owned:
            head.append("account_id")
        here: _Made | None = None
        for start in range(0, batch.count, _CHUNK):
            count = min(_CHUNK, batch.count - start)
            whole = [list(islice(column, count)) for column in batch.columns]
            data: list[Sequence[Any]] = [
                [names.id(value) for value in whole[i]] if fields[i] in contacts else whole[i] for i in own
            ]
            data += [[value] * count for _, value in fixed]
            if spec.owned:
                data.append(list(islice(batch.accounts, count)))
            first = tx.insert_columns(kind, [*columns, *head], data)
            ids = range(first, first + count)
            if here is None or here.last != first - 1:
                here = _Made(first, first - 1, [field for field in columns if field not in contacts], [])
                made.append(here)
            here.last = ids[-1]
            for i in beyond:
                if fields[i].startswith(CUSTOM):
                    custom.add(fields[i], list(zip(ids, whole[i], strict=True)))
            if beyond:
                others = [fields[i] for i in beyond]
                for record_id, values in zip(ids, zip(*[whole[i] for i in beyond], strict=True), strict=True):
                    said = {field: value for field, value in zip(others, values, strict=True) if value is not None}
                    if said:
                        here.besides.append((record_id, said))
            done += count
            step(done, total, "Writing new records")
    if kind == "account":
        for each in made:
            ledger.accounts_made(tx, each.first, each.last, scores="health_score" in each.fields, origin="import")
    return made


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _update(
    tx: Transaction, kind: str, plan: ImportPlan, entries: Sequence[Entry], custom: _Custom, names: _People, step: Step,
    done: int, total: int,
) -> None:  # fmt: skip
    contacts = {f.id for f in KINDS[kind].fields if f.type == "contact"}
    by_field: dict[str, list[tuple[int, Value, Value]]] = {}
    own: dict[str, list[tuple[int, Value]]] = {}
    for entry in entries:
        assert entry.record_id is not None
        for cell in entry.changes:
            if cell.field.startswith(CUSTOM):
                own.setdefault(cell.field, []).append((entry.record_id, cell.crm))
            elif cell.field in contacts:
                tx.update(kind, entry.record_id, {cell.field: names.id(cell.crm)})
            else:
                by_field.setdefault(cell.field, []).append((entry.record_id, cell.book, cell.crm))
    for field, pairs in own.items():
        custom.set(field, pairs)
        step(done, total, "Writing changes")
    for field, changes in by_field.items():
        tx.update_many(kind, field, changes)
        step(done, total, "Writing changes")
        if kind == "account" and field == "arr":
            ledger.arr_changed(tx, [(i, as_money(old), as_money(new)) for i, old, new in changes])
        if kind == "account" and field == "health_score":
            ledger.scores_changed(tx, [(i, _number(new)) for i, _, new in changes], origin="import")


def _remember(
    tx: Transaction, kind: str, made: Sequence[_Made], said: Sequence[tuple[int, dict[str, Value]]], run_id: int,
    source_id: int,
) -> None:  # fmt: skip
    """Keep what the source said. Of new records it stands in the book and its journal already."""
    rows = [
        (source_id, kind, each.first, MADE, run_id, dumps({"last": each.last, "fields": each.fields})) for each in made
    ]
    for each in made:
        rows += [(source_id, kind, i, WHOLE, run_id, dumps(values)) for i, values in each.besides]
    rows += [(source_id, kind, record_id, WHOLE, run_id, dumps(values)) for record_id, values in said if values]
    if rows:
        columns = ("source_id", "record", "record_id", "field", "seen_run", "value")
        tx.insert_many("sync_value", columns, rows)


__all__ = ["Money", "Step", "Target", "write"]
