"""What goes out again: changes to carry back to the CRM, rejected rows to mend, and values as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS
from csdesk.desk import whole_file
from csdesk.desk.errors import DeskError
from csdesk.desk.import_side import side_of
from csdesk.sync.cells import Value, as_money
from csdesk.sync.compare import same
from csdesk.sync.mapping import CUSTOM
from csdesk.sync.plan import ImportPlan
from csdesk.sync.side import BookSide
from csdesk.sync.targets import TARGETS, Target
from csdesk.values.dates import format_date
from csdesk.values.formats import Formats
from csdesk.values.money import format_money
from csdesk.values.numbers import format_number
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_OBJECT = {"account": "accounts", "contact": "contacts"}


@dataclass(frozen=True, slots=True)
class ChangeBack:
    """One field that the CSM changed since the CRM last said otherwise. Values are in stored form."""

    source: str
    kind: str
    record_id: int
    name: str
    crm_id: str
    field: str
    label: str
    column: str
    """The CRM's own name of the field."""
    id_column: str
    """The CRM's own name of its id."""
    ours: Value
    theirs: Value
    type: str


def changes(desk: Desk, source: str | None = None) -> tuple[ChangeBack, ...]:
    """Every field that differs from what its source said last, by source and record. All sources when none is named.

    Raises DeskError for a source that does not exist.
    """
    import json

    found: list[ChangeBack] = []
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, name, options FROM sync_source ORDER BY lower(name)").fetchall()
        wanted = [row for row in rows if source is None or row[1].casefold() == source.strip().casefold()]
        if source is not None and not wanted:
            known = ", ".join(row[1] for row in rows) or "none yet"
            raise DeskError(f"There is no source “{source}”.", "", f"Sources: {known}.")
        for source_id, name, options in wanted:
            columns = (json.loads(options) if options else {}).get("columns", {})
            for kind, object_name in _OBJECT.items():
                side = side_of(connection, kind, source_id)
                if not side.last:
                    continue
                own = {**columns.get("subscriptions", {}), **columns.get(object_name, {})}
                found += _of_kind(side, kind, object_name, own, name)
    return tuple(found)


def _of_kind(
    side: BookSide, kind: str, object_name: str, columns: dict[str, str], source: str
) -> list[ChangeBack]:  # fmt: skip
    targets = {each.id: each for each in TARGETS[object_name]}
    for label, kind_of in side.custom.values():
        targets[CUSTOM + label] = Target(CUSTOM + label, label, kind_of)  # type: ignore[arg-type]
    found: list[ChangeBack] = []
    at_name = side.position("name") or 0
    last = side.last
    # A record that no change touched since it was made differs at most in what stands beside its own fields.
    for record_id, said in (*last.told.items(), *last.besides.items()):
        ours = side.records.get(record_id)
        if ours is None:
            continue
        crm_id = str(last[record_id].get("crm_id") or "")
        for field, theirs in said.items():
            target, at = targets.get(field), side.position(field)
            if target is None or at is None or field == "crm_id" or same(target, ours[at], theirs):
                continue
            if field == "health_score" and record_id in side.scored:
                continue  # Worked out, not changed by the CSM.
            # A field that the file gave in parts or computed (a full name, ARR from MRR) has no column of its own.
            column = columns.get(field)
            if column is None:
                continue
            found.append(
                ChangeBack(
                    source, kind, record_id, str(ours[at_name] or ""), crm_id, field,
                    target.label,
                    column, columns.get("crm_id", ""), ours[at], theirs, target.type,
                )
            )  # fmt: skip
    return found


def write_changes(desk: Desk, to: Path | str, source: str | None = None) -> int:
    """Write the changes to carry back as a CSV that the CRM's import takes; how many fields it holds.

    One row per record: the CRM's id, the name, and every column in which some record changed, with the book's value.
    """
    found = changes(desk, source)
    columns = list(dict.fromkeys(each.column for each in found))
    id_column = next((each.id_column for each in found if each.id_column), "") or "CRM id"
    kinds = {each.kind for each in found}
    name_column = "Account name" if kinds == {"account"} else "Name"
    by_record: dict[tuple[str, str, int], dict[str, ChangeBack]] = {}
    for each in found:
        by_record.setdefault((each.source, each.kind, each.record_id), {})[each.column] = each
    # The name helps the eye; where it is among the changes already, it does not stand there twice.
    named = any(fold(column) == fold(name_column) for column in columns)
    head = [id_column, *([] if named else [name_column]), *columns]
    rows: list[list[str]] = []
    for record in by_record.values():
        first = next(iter(record.values()))
        own = [first.crm_id, *([] if named else [guarded(first.name)])]
        rows.append(
            own + [plain(record[c].ours, record[c].type, record[c].field) if c in record else "" for c in columns]
        )
    whole_file.save_table(Path(to), [head, *rows])
    return len(found)


def write_rejects(plan: ImportPlan, to: Path | str) -> int:
    """Write the rejected rows as a CSV that can be mended and imported again; how many it holds.

    Its first three columns say line, column and reason; the others are the file's own.
    """
    width = len(plan.recognised.headers)
    rows: list[list[str]] = []
    for each in plan.rejected:
        cells = list(each.cells[:width]) + [""] * (width - len(each.cells))
        rows.append([str(each.line), each.column, each.reason, *map(guarded, cells)])
    whole_file.save_table(
        Path(to), [["CSDesk line", "CSDesk column", "CSDesk reason", *plan.recognised.headers], *rows]
    )
    return len(rows)


def write_kept_rejects(report: Mapping[str, Any], to: Path | str) -> int:
    """Write the rejected rows that an import of some time ago kept, as `write_rejects` does; how many it holds.

    A row too long to be kept stands with its line, column and reason, and the one cell at fault where that is known.
    """
    headers: list[str] = list(report.get("headers") or [])
    rows: list[list[str]] = []
    for one in report.get("rejects", []):
        cells = [str(cell) for cell in one.get("cells", [])][: len(headers)]
        cells += [""] * (len(headers) - len(cells))
        if not one.get("cells") and one.get("column") in headers:
            cells[headers.index(one["column"])] = str(one.get("value", ""))
        rows.append(
            [str(one.get("line", "")), str(one.get("column", "")), str(one.get("reason", "")), *map(guarded, cells)]
        )
    whole_file.save_table(Path(to), [["CSDesk line", "CSDesk column", "CSDesk reason", *headers], *rows])
    return len(rows)


def guarded(text: str) -> str:
    """Text that a spreadsheet will not run as a formula."""
    if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r"):
        return "'" + text
    return text


def plain(value: Value, type_name: str, field: str = "") -> str:
    """A value as a CRM's import takes it: plain numbers with a point, ISO dates, choice labels; text guarded."""
    if value is None:
        return ""
    money = as_money(value)
    if money is not None:
        return f"{money.amount:f}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(value)
    if type_name == "choice":
        return _choice(field, str(value))
    return str(value) if type_name == "date" else guarded(str(value))


def _choice(field: str, value: str) -> str:
    for kind in ("account", "contact", "touch"):
        for each in KINDS[kind].fields:
            if each.id == field:
                return next((option.label for option in each.options if option.id == value), value)
    return value


def shown(value: Value, type_name: str, formats: Formats, field: str = "") -> str:
    """A value in the CSM's formats."""
    if value is None:
        return ""
    money = as_money(value)
    if money is not None:
        return format_money(money, formats)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return format_number(float(value), formats)
    if type_name == "date":
        return format_date(date.fromisoformat(str(value)))
    return _choice(field, str(value)) if type_name == "choice" else str(value)
