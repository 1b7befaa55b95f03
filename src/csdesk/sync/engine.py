"""Rows against records: rejected, matched, grouped where they repeat, compared three ways."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from csdesk.sync.cells import Value
from csdesk.sync.compare import compare_field
from csdesk.sync.matching import Match, crm_key
from csdesk.sync.packed import AT_ONCE
from csdesk.sync.plan import Cell, Duplicates, Entry, ImportPlan, Missing, NewRecords, Options, Question, Rejection
from csdesk.sync.reading import Table
from csdesk.sync.settle import Typed
from csdesk.sync.side import BookSide
from csdesk.sync.targets import Target

Finder = Callable[[int], Match]
"""The match of a row."""


@dataclass(slots=True)
class RowSet:
    """The typed rows of a file, ready to be matched."""

    table: Table
    typed: Typed
    options: Options
    fields: tuple[Target, ...]
    """The fields that are written, in the file's order."""
    columns: tuple[Sequence[Value], ...]
    """Their values."""
    _part: tuple[int, list[tuple[Value, ...]]] = (-1, [])

    def values_of(self, row: int) -> tuple[Value, ...]:
        """The values of one row; quick for one row after the other."""
        at, place = divmod(row, AT_ONCE)
        if self._part[0] != at:
            start = at * AT_ONCE
            self._part = at, list(zip(*[column[start : start + AT_ONCE] for column in self.columns], strict=True))
        return self._part[1][place]

    def value(self, field: str, row: int) -> Value:
        """One value by field; None when the file has no such column."""
        column = self.typed.values.get(field)
        return None if column is None else column[row]

    def text(self, field: str, row: int) -> str | None:
        """One value as text; None when there is none."""
        value = self.value(field, row)
        return value if isinstance(value, str) else None

    def filled(self, row: int) -> int:
        """How many of a row's fields hold a value."""
        return sum(1 for column in self.columns if column[row] is not None)


def row_set(table: Table, typed: Typed, options: Options, skip: frozenset[str] = frozenset()) -> RowSet:
    """The rows with the fields to write; helper fields and `skip` are left out of those."""
    fields = tuple(t for t in typed.targets.values() if not t.helper and t.id not in skip)
    columns = tuple(typed.values[t.id] for t in fields)
    return RowSet(table, typed, options, fields, columns)


def reject_bad(plan: ImportPlan, rows: RowSet) -> set[int]:
    """Reject every row with a cell that cannot be read; the rows that are out."""
    out: set[int] = set()
    for row, faults in sorted(rows.typed.bad.items()):
        line = rows.table.lines[row]
        for header, text, reason in faults:
            field = next((f for f, h in rows.typed.headers.items() if h == header), "")
            if (line, field) in rows.options.excluded_cells:
                continue
            if row not in out:
                reject(plan, rows, row, header, text, reason)
            out.add(row)
    return out


def reject(plan: ImportPlan, rows: RowSet, row: int, header: str, text: str, reason: str) -> None:
    """Leave one row out, with the cell at fault."""
    name = rows.text("name", row) or rows.text("account_name", row) or ""
    plan.rejected.append(Rejection(rows.table.lines[row], header, text, reason, tuple(rows.table.rows[row]), name))


def match_all(
    plan: ImportPlan, rows: RowSet, side: BookSide, find: Finder, key_of: Callable[[int], str | None], out: set[int],
    needs_name: str, *, packed: bool = False, fresh: bool = False,
) -> None:  # fmt: skip
    """Give every row an entry: matched, new, held, duplicate or rejected. `key_of` is a new record's identity.

    `packed`: new records may be kept as columns. `fresh`: every row is a record of its own that the book lacks.
    """
    options = plan.options
    by_record: dict[int, list[int]] = {}
    by_key: dict[str, list[int]] = {}
    hows: dict[int, str] = {}
    seen: set[int] = set()
    gone = _deleted(rows)
    entries = plan.entries
    if fresh and not (gone or options.matches or options.excluded or options.excluded_cells):
        entries.new = _new_records(rows, range(len(rows.table.lines)), out)
        entries.sort()
        return
    for row, line in enumerate(rows.table.lines):
        if row in gone:
            entries.append(Entry(line, _name(rows, row), "excluded", reason="deleted in the CRM"))
            continue
        match = find(row)
        if options.matches:
            match = _decided(match, options.matches.get(line), side)
        record_id = match.record_id
        if record_id is not None:
            seen.add(record_id)
        elif match.candidates:
            seen.update(record for record, _ in match.candidates)
        if row in out:
            continue
        if line in options.excluded or match.how == "skip":
            entries.append(Entry(line, _name(rows, row), "excluded", reason="left out by you"))
            continue
        if record_id is not None:
            hows[row] = match.how
            if record_id in by_record:
                by_record[record_id].append(row)
            else:
                by_record[record_id] = [row]
        elif match.candidates or match.binned:
            _hold(plan, rows, row, match)
        else:
            key = key_of(row)
            if key is None:
                header = rows.typed.headers.get("name", "")
                reject(plan, rows, row, header, "", needs_name)
            elif key in by_key:
                by_key[key].append(row)
            else:
                by_key[key] = [row]
    compare = _Comparer(plan, rows, side)
    for record_id, group in by_record.items():
        row = group[0]
        if len(group) > 1:
            row = _taken(plan, rows, group, f"{hows[row]}, the same record of the book")
        entries.append(compare.entry(row, group, record_id, hows[row]))
    single: list[int] = []
    for group in by_key.values():
        row = group[0]
        if packed and len(group) == 1 and not options.excluded_cells:
            single.append(row)
            continue
        if len(group) > 1:
            row = _taken(plan, rows, group, "the same id" if rows.text("crm_id", row) else "the same name")
        entries.append(new_entry(plan, rows, row, group))
    if single:
        entries.new = _new_records(rows, sorted(single), set())
    entries.sort()
    _missing(plan, side, seen)


def _new_records(rows: RowSet, wanted: Sequence[int], out: set[int]) -> NewRecords:
    left = array("q", [row for row in wanted if row not in out]) if out else wanted
    return NewRecords(rows.fields, rows.columns, rows.typed.values["name"], rows.table.lines, left)


def _deleted(rows: RowSet) -> set[int]:
    """Rows that a data export marks as lying in the CRM's own bin."""
    at = next((i for i, header in enumerate(rows.table.headers) if header.casefold() == "isdeleted"), None)
    if at is None:
        return set()
    return {row for row, values in enumerate(rows.table.rows) if values[at].strip().casefold() in ("true", "1")}


def _decided(match: Match, decision: int | str | None, side: BookSide) -> Match:
    if decision == "skip":
        return Match(how="skip")
    if decision == "new":
        return Match() if match.record_id is None else match
    # Of a contact, a number is its account unless it names one of the people asked about.
    askable = side.accounts is None or any(decision == record for record, _ in match.candidates)
    if isinstance(decision, int) and decision in side.records and askable:
        return Match(decision, "your choice")
    return match


def _name(rows: RowSet, row: int) -> str:
    return rows.text("name", row) or rows.text("crm_id", row) or f"line {rows.table.lines[row]}"


def _hold(plan: ImportPlan, rows: RowSet, row: int, match: Match) -> None:
    line, name = rows.table.lines[row], _name(rows, row)
    if match.binned:
        text = f"“{name}” is in the bin of your book as “{match.binned}”; it is not made again."
        plan.questions.append(Question("bin", text, line=line, choices=("new", "skip")))
    elif match.several:
        text = f"“{name}” matches {len(match.candidates)} records of your book equally well; none was picked."
        plan.questions.append(
            Question("ambiguous", text, line=line, candidates=match.candidates, choices=("new", "skip"))
        )
    else:
        text = f"“{name}” may be “{match.candidates[0][1]}”."
        evidence = tuple(why for _, why in match.candidates)
        plan.questions.append(
            Question("match", text, "", evidence, ("new", "skip"), line=line, candidates=match.candidates)
        )
    plan.entries.append(Entry(line, name, "held", reason=text))


def _taken(plan: ImportPlan, rows: RowSet, group: list[int], by: str) -> int:
    """The row of a group that stands for the record: the fullest, or the one a person chose."""
    lines = rows.table.lines
    best = max(group, key=lambda row: (rows.filled(row), -row))
    wanted = rows.options.duplicates.get(lines[best])
    best = next((row for row in group if lines[row] == wanted), best)
    others = [row for row in group if row != best]
    differing = tuple(
        target.label
        for target, column in zip(rows.fields, rows.columns, strict=True)
        if len({column[row] for row in group if column[row] is not None}) > 1
    )
    name = _name(rows, best)
    plan.duplicates.append(Duplicates(name, by, lines[best], tuple(lines[row] for row in others), differing))
    if differing:
        text = f"“{name}” stands in the file {len(group)} times with different values; line {lines[best]} is taken."
        plan.questions.append(
            Question(
                "duplicate", text, ", ".join(differing), (by,), tuple(str(lines[row]) for row in group),
                str(lines[best]), lines[best],
            )
        )  # fmt: skip
    for row in others:
        reason = f"the same record as line {lines[best]}"
        plan.entries.append(Entry(lines[row], _name(rows, row), "duplicate", reason=reason))
    return best


def says_of(rows: RowSet, row: int, group: list[int]) -> list[tuple[Target, Value]]:
    """What the file says of a record: the taken row, its blanks filled from the others of its group."""
    line = rows.table.lines[row]
    values: Sequence[Value] = rows.values_of(row)
    if len(group) > 1:
        values = [
            next((column[other] for other in group if column[other] is not None), None) if value is None else value
            for column, value in zip(rows.columns, values, strict=True)
        ]
    cells = rows.options.excluded_cells
    return [(target, v) for target, v in zip(rows.fields, values, strict=True) if (line, target.id) not in cells]


def new_entry(plan: ImportPlan, rows: RowSet, row: int, group: list[int]) -> Entry:
    """The entry of a record that the book does not have."""
    line, name = rows.table.lines[row], _name(rows, row)
    if len(group) == 1 and not rows.options.excluded_cells:
        return Entry(line, name, "create", targets=rows.fields, values=rows.values_of(row))
    said = says_of(rows, row, group)
    return Entry(line, name, "create", targets=tuple(t for t, _ in said), values=tuple(v for _, v in said))


class _Comparer:
    """Compares rows with records; what agrees in every field is told at once."""

    def __init__(self, plan: ImportPlan, rows: RowSet, side: BookSide) -> None:
        self._plan, self._rows, self._side = plan, rows, side
        self._ids = [target.id for target in rows.fields]
        places = [side.position(field) for field in self._ids]
        self._places = None if None in places or not places else [p for p in places if p is not None]
        self._name = side.position("name") or 0
        self._beyond: dict[int, list[int]] = {}
        """Where the file's fields beyond those of an echo stand, by the identity of the set that many records share."""

    def _said(self, record_id: int, theirs: tuple[Value, ...]) -> bool:
        """Whether the source said all of this before, of a record that holds it all."""
        last = self._side.last
        fields = last.echoes.get(record_id)
        if fields is not None:
            beyond = self._beyond.get(id(fields))
            if beyond is None:
                beyond = [at for at, name in enumerate(self._ids) if name not in fields]
                self._beyond[id(fields)] = beyond
            if not beyond:
                return True
            besides = last.besides.get(record_id, {})
            return all(theirs[at] == besides.get(self._ids[at]) for at in beyond)
        told = last.told.get(record_id)
        return told is not None and all(v == told.get(f) for f, v in zip(self._ids, theirs, strict=True))

    def entry(self, row: int, group: list[int], record_id: int, how: str) -> Entry:
        """The entry of one record."""
        if self._places is not None and len(group) == 1 and not self._rows.options.excluded_cells:
            ours, theirs = self._side.records[record_id], self._rows.values_of(row)
            if theirs == tuple([ours[p] for p in self._places]) and self._said(record_id, theirs):
                name = str(ours[self._name] or "")
                return Entry(self._rows.table.lines[row], name, "unchanged", record_id, matched_by=how)
        return compare_row(self._plan, self._rows, row, group, self._side, record_id, how)


_SCORED = "Your book works this score out itself"


def compare_row(
    plan: ImportPlan, rows: RowSet, row: int, group: list[int], side: BookSide, record_id: int, how: str
) -> Entry:
    """The entry of a record that the book has."""
    last: Mapping[str, Value] = side.last.get(record_id, {})
    ours = side.records[record_id]
    says: dict[str, Value] = dict(last)
    cells: list[Cell] = []
    rules = plan.options.rules
    for target, value in says_of(rows, row, group):
        at = side.position(target.id)
        book = ours[at] if at is not None else None
        if target.id == "health_score" and record_id in side.scored and value is not None:
            # Two figures of two makings: the CRM's is remembered, and neither is wrong.
            if value not in (book, last.get(target.id)):
                known_before = last.get(target.id)
                cells.append(Cell(target.id, target.label, target.type, book, value, known_before, _SCORED, "keep"))
            says[target.id] = value
            continue
        decision = plan.options.conflicts.get((record_id, target.id))
        cell, known = compare_field(target, book, value, last, rules.get(target.id, "ask"), decision)
        if cell is not None:
            cells.append(cell)
        if known and value is not None:
            says[target.id] = value
    changed = any(cell.action == "take" for cell in cells)
    name = rows.text("name", row) or str(ours[side.position("name") or 0] or "")
    return Entry(
        rows.table.lines[row], name, "update" if changed else "unchanged", record_id,
        matched_by=how, compared=tuple(cells), told=says if says != last else None,
    )  # fmt: skip


def _missing(plan: ImportPlan, side: BookSide, seen: set[int]) -> None:
    if "CSDesk line" in plan.recognised.headers:
        return  # Rejected rows, mended: a part of an export says nothing of the rest.
    if plan.object == "renewals":
        return  # An account that has nothing to renew is in no list of renewals.
    at = side.position("name")
    role = side.position("role")
    gone = sorted(set(side.last).difference(seen).intersection(side.records))
    # A file that holds less than half of what it held is a part of the list: nobody is asked about for it.
    whole = len(gone) * 2 <= len(seen) + len(gone)
    for record_id in gone:
        if record_id in side.records:
            values, said = side.records[record_id], side.last[record_id]
            name = str(values[at] or "") if at is not None else ""
            note = "left?" if whole and role is not None and values[role] == "champion" else ""
            plan.missing.append(Missing(record_id, name, str(said.get("crm_id") or ""), note))


def key_by_id(crm_id: str | None, name: str | None, domain: str | None) -> str | None:
    """The identity of a new record: its CRM id, else its name with its domain; None without a name."""
    if not name:
        return None
    if crm_id:
        return "id " + crm_key(crm_id)
    return f"name {name.casefold()} {domain or ''}"


def decisions_kept(options: Options) -> Mapping[str, str]:
    """The rules of an import, to be remembered with its source."""
    return dict(options.rules)
