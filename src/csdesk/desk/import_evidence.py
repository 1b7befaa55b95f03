"""What a person looks at before and after an import: when a value was last changed, which imports were taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.book import spans
from csdesk.desk import whole_file
from csdesk.desk.import_changes import guarded
from csdesk.sync.build import KIND_OF

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_DATED = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Edit:
    """The last change of one field: when, by what, and the name of the operation."""

    at: datetime
    origin: str
    """window, cli, import ... as the journal has it."""
    name: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An import that was taken back as a whole."""

    import_id: int
    file: str
    at: datetime
    """When it had been done."""
    undone_at: datetime | None


def kind_of(object_name: str) -> str:
    """The record kind that the rows of an object become."""
    return KIND_OF[object_name]


def last_edit(desk: Desk, object_name: str, record_id: int, field: str) -> Edit | None:
    """The newest change of a field that still stands; None when the journal knows of none."""
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT s.at, s.origin, s.name FROM change c JOIN change_set s ON s.id = c.set_id "
            "WHERE c.record=? AND c.record_id=? AND (c.field=? OR c.field IS NULL) AND s.state='done' "
            "ORDER BY c.id DESC LIMIT 1",
            (KIND_OF[object_name], record_id, field),
        ).fetchone()
        if row is None:
            for span, _, _ in spans.making(connection, KIND_OF[object_name], [record_id]):
                row = connection.exec_driver_sql(
                    "SELECT at, origin, name FROM change_set WHERE id=? AND state='done'", (span.set_id,)
                ).fetchone()
    return Edit(datetime.fromisoformat(row[0]), row[1], row[2]) if row else None


def last_import(desk: Desk, source: str) -> datetime | None:
    """When the source was last imported from; None when never."""
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT max(r.at) FROM sync_run r JOIN sync_source s ON s.id = r.source_id WHERE lower(s.name)=lower(?)",
            (source,),
        ).fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def export_date(path: Path) -> tuple[date | None, bool]:
    """The day a file tells the state of: the date in its name (True), else when it was written (False)."""
    found = _DATED.search(path.stem)
    if found:
        try:
            return date(*(int(part) for part in found.groups())), True
        except ValueError:
            pass
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).date(), False
    except OSError:
        return None, False


def taken_back(desk: Desk, limit: int = 50) -> tuple[TakenBack, ...]:
    """Imports that were undone, newest first. The journal remembers them; their records and figures are gone."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.record_id, c.new, s.at, (SELECT max(v.at) FROM change w JOIN change_set v ON v.id = w.set_id "
            " WHERE w.record='sync_run' AND w.record_id=c.record_id AND w.field IS NULL AND w.new IS NULL) "
            "FROM change c JOIN change_set s ON s.id = c.set_id WHERE c.record='sync_run' AND c.field IS NULL "
            "AND c.new IS NOT NULL AND c.record_id NOT IN (SELECT id FROM sync_run) ORDER BY c.record_id DESC LIMIT ?",
            (limit,),
        ).fetchall()
    found: dict[int, TakenBack] = {}
    for number, new, at, undone in rows:
        values = json.loads(new) if isinstance(new, str) else new
        file = str(values.get("file") or "") if isinstance(values, dict) else ""
        ended = datetime.fromisoformat(undone) if undone else None
        found.setdefault(number, TakenBack(number, file, datetime.fromisoformat(at), ended))
    return tuple(found.values())


def write_table(to: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write rows of text as a CSV, whole or not at all; how many. Values that begin a formula are made harmless."""
    return whole_file.save_table(to, [heads, *([guarded(text) for text in row] for row in rows)]) - 1
