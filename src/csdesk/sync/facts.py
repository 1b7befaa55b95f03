"""Readings and touches: dated facts of an account, added once and never twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from csdesk.policy.health_model import reading_name
from csdesk.sync import cells, contacts_of, datecells, engine, indicators, lexicon, products
from csdesk.sync.cells import Bad, Value
from csdesk.sync.contacts_of import Fact
from csdesk.sync.errors import SyncRefused
from csdesk.sync.matching import AccountMatcher, Match
from csdesk.sync.people import account_label, decisions_by_label, linked_account
from csdesk.sync.plan import Cell, Entry, ImportPlan, Question
from csdesk.sync.reading import Table
from csdesk.sync.settle import Typed
from csdesk.sync.side import BookSide
from csdesk.sync.targets import Target, target
from csdesk.sync.words import phrases
from csdesk.values.formats import Formats
from csdesk.values.numbers import parse_decimal
from csdesk.values.text import fold

Key = tuple[Value, ...]


def plan_facts(plan: ImportPlan, table: Table, typed: Typed, side: BookSide, today: str) -> None:
    """Plan the readings or touches of a file, in a long or a wide layout."""
    rows = engine.row_set(table, typed, plan.options)
    facts = _named(plan, table, typed, _readings(plan, table, typed, rows)) if plan.object == "readings" else None
    out = engine.reject_bad(plan, rows)
    if facts is None:
        facts = _touches(plan, rows, out, today)
    matcher = AccountMatcher(side.accounts or BookSide())
    people = contacts_of.People(rows, side) if plan.object == "touches" else None
    linked: dict[int, Match] = {}
    unlinked: dict[str, list[int]] = {}
    names = ("indicator", "date") if plan.object == "readings" else ("date", "type", "summary")
    known = _known(plan, side, names)
    fresh: dict[Key, Entry] = {}
    decided = decisions_by_label(rows)
    for fact in facts:
        if fact.row in out:
            continue
        line = table.lines[fact.row]
        if line in plan.options.excluded:
            continue
        if fact.row not in linked:
            accounts = side.accounts.records if side.accounts else {}
            decision = plan.options.matches.get(line)
            found = linked_account(matcher, rows, fact.row)
            if decision is None and found.record_id is None:
                decision = decided.get(account_label(rows, fact.row))
            own = isinstance(decision, int) and decision in accounts
            linked[fact.row] = Match(int(decision or 0), "your choice") if own else found
            if decision == "skip":
                out.add(fact.row)
                label = account_label(rows, fact.row) or f"line {line}"
                plan.entries.append(Entry(line, label, "excluded", reason="left out by you"))
                continue
        account = linked[fact.row].record_id
        if account is None:
            label = account_label(rows, fact.row)
            if not label:
                engine.reject(plan, rows, fact.row, "", "", "the row names no account")
                out.add(fact.row)
                continue
            unlinked.setdefault(label, []).append(line)
            continue
        told = _without(people.told(fact, account), line, plan) if people is not None else fact
        _place(plan, told, line, account, matcher.name(account), known, fresh, side)
    notes = people.notes() if people is not None else []
    twice = sum(1 for each in plan.entries.own if each.reason.endswith(_OTHERWISE))
    if twice:
        what = "reading" if plan.object == "readings" else "touch"
        are = f"{what} is" if twice == 1 else f"{what}s are" if what == "reading" else f"{what}es are"
        notes.append(f"{twice} {are} of the same account and day as one before, but otherwise: the first is taken.")
    plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, *notes))
    for label, lines in unlinked.items():
        count = len(set(lines))
        text = f"“{label}” is no account of the book: {count} {'row waits' if count == 1 else 'rows wait'} for it."
        plan.questions.append(Question("unlinked", text, line=lines[0], choices=("skip",)))
        plan.entries += [Entry(line, label, "held", reason=text) for line in dict.fromkeys(lines)]


LEFT_OF_TOUCHES = frozenset({"detail", "contact"})
"""What a person can leave out of a touch: without the rest it is none."""


def _without(fact: Fact, line: int, plan: ImportPlan) -> Fact:
    """The touch without what a person leaves out of it; what is left blank never erases."""
    left = {field for field in LEFT_OF_TOUCHES if (line, field) in plan.options.excluded_cells}
    if not left:
        return fact
    return replace(fact, values=tuple((field, None if field in left else value) for field, value in fact.values))


def _known(plan: ImportPlan, side: BookSide, names: tuple[str, ...]) -> dict[Key, int]:
    places = [side.position(name) for name in names]
    return {
        _key(plan, account, tuple(values[p] if p is not None else None for p in places)): record_id
        for record_id, values in side.records.items()
        if (account := side.account_of.get(record_id)) is not None
    }


_OTHERWISE = " with another value"


def _fold(value: Value) -> Value:
    return fold(value) if isinstance(value, str) else value


def _key(plan: ImportPlan, account: int, values: Key) -> Key:
    """What two facts of an account have in common when they are one; a reading goes by any of its names."""
    if plan.object == "readings":
        return (account, reading_name(str(values[0] or "")), *values[1:])
    return (account, *map(_fold, values))


def _place(
    plan: ImportPlan, fact: Fact, line: int, account: int, name: str, known: dict[Key, int], fresh: dict[Key, Entry],
    side: BookSide,
) -> None:  # fmt: skip
    key = _key(plan, account, fact.key)
    goals = {each.id: each for each in plan.targets}
    if key in fresh:
        same = fresh[key].values == tuple(v for _, v in fact.values) or fresh[key].outcome == "unchanged"
        reason = f"the same {'reading' if plan.object == 'readings' else 'touch'} as line {fresh[key].line}"
        if not same:
            reason += _OTHERWISE
        plan.entries.append(Entry(line, name, "duplicate", account_id=account, reason=reason))
        return
    if key not in known:
        fields = tuple(goals.get(field, Target(field, field)) for field, _ in fact.values)
        entry = Entry(line, name, "create", account_id=account, targets=fields, values=tuple(v for _, v in fact.values))
    else:
        record_id = known[key]
        changed = []
        for field, value in fact.values:
            at = side.position(field)
            ours = side.records[record_id][at] if at is not None else None
            if value is None or _fold(ours) == _fold(value) or field == "indicator":
                continue
            goal = goals[field]
            if plan.object == "readings":
                changed.append(Cell(field, goal.label, goal.type, ours, value, None, "Measured anew", "take"))
            elif ours is None or _adds_to(ours, value):
                changed.append(Cell(field, goal.label, goal.type, ours, value, None, "The CRM adds it", "take"))
            else:
                changed.append(Cell(field, goal.label, goal.type, ours, value, None, "Your book's stays", "keep"))
        outcome = "update" if any(cell.action == "take" for cell in changed) else "unchanged"
        entry = Entry(line, name, outcome, record_id, account, "account and date", tuple(changed))  # type: ignore[arg-type]
    fresh[key] = entry
    plan.entries.append(entry)


def _adds_to(ours: Value, theirs: Value) -> bool:
    """Whether a text goes on where the book's ends: what the CSM wrote is never written over."""
    return isinstance(ours, str) and isinstance(theirs, str) and theirs.startswith(ours)


_NOT_DONE = phrases(
    """
    not started; open; planned; scheduled; waiting on someone else; deferred; in progress; to do; todo; pending; no;
    false; 0; upcoming; no show; canceled; cancelled; rescheduled; nicht begonnen; offen; geplant; non commence; prevu;
    a faire; abierto; pendiente; planificada; aperto; pianificato; gepland; niet gestart; draft; failed; bounced;
    aberto; pendente
    """
)


def _touches(plan: ImportPlan, rows: engine.RowSet, out: set[int], today: str) -> list[Fact]:
    found: list[Fact] = []
    usual = _usual_type(rows)
    for row, line in enumerate(rows.table.lines):
        if row in out:
            continue
        date, summary = rows.value("date", row), rows.value("summary", row)
        if not date or not summary:
            missing = "date" if not date else "summary"
            engine.reject(plan, rows, row, rows.typed.headers.get(missing, ""), "", f"the row has no {missing}")
            out.add(row)
            continue
        status = rows.text("status", row)
        if (status and fold(status) in _NOT_DONE) or (today and str(date) > today):
            reason = f"its status is “{status}”" if status and fold(status) in _NOT_DONE else "it lies in the future"
            plan.entries.append(Entry(line, str(summary), "excluded", reason=f"not a touch yet: {reason}"))
            out.add(row)
            continue
        kind = rows.value("type", row)
        if kind in (None, "note"):
            kind = _told_by(str(summary)) or kind or usual
        detail = _plain_text(rows.text("detail", row))
        values = (("type", kind), ("date", date), ("summary", summary), ("detail", detail))
        found.append(Fact(row, values, (date, kind, summary)))
    return found


_MARKUP = re.compile(
    r"</?(?:p|div|span|br|a|b|i|u|strong|em|ul|ol|li|html|body|table|tr|td|h\d|img|blockquote)\b[^<>]*>", re.I
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]*>", re.I)


def _plain_text(text: str | None) -> str | None:
    """A note without the markup of the web page it was written in."""
    if text is None or not _MARKUP.search(text):
        return text
    from html import unescape

    plain = unescape(_MARKUP.sub("", _BREAKS.sub("\n", text))).replace("\u00a0", " ")
    return "\n".join(line for each in plain.splitlines() if (line := each.strip())) or None


def _usual_type(rows: engine.RowSet) -> str:
    """What a list of one kind of activity holds, told by the names of its columns: "Call title", "Meeting name"."""
    for header in rows.table.headers:
        words = set(lexicon.key(header).split())
        for kind in ("call", "meeting", "email"):
            if kind in words and words & {
                "title",
                "name",
                "subject",
                "start",
                "body",
                "outcome",
                "direction",
                "duration",
            }:
                return kind
    return "note"


def _told_by(summary: str) -> str:
    """The kind that a CRM writes before a subject: "Email: ...", "Call - ..."."""
    match = _LEAD.match(summary.strip())
    return cells.activity(match[1]) if match else ""


_LEAD = re.compile(r"\[?(e-?mail|call|meeting|anruf|appel|llamada)\b\]?\s*(?:[:\]-]|>>|$)", re.I)


def _readings(plan: ImportPlan, table: Table, typed: Typed, rows: engine.RowSet) -> list[Fact]:
    """Long: an indicator, date and value per row. Wide: a column per indicator, or one per period."""
    if "value" in typed.values and "date" in typed.values and "indicator" in typed.values:
        return _long(plan, table, typed, rows, None)
    taken = {each.index for each in plan.columns if each.field}
    free = [i for i in range(len(table.headers)) if i not in taken]
    periods = [i for i in free if datecells.is_period(table.headers[i]) and products.is_indicator(table, i)]
    if periods and "date" not in typed.values:
        return _by_period(plan, table, typed, rows, periods)
    if "date" not in typed.values:
        raise SyncRefused(
            "The file has no date for its readings.", 'Name its column with --map "Column=date".', "no-name"
        )
    numbers = [i for i in free if products.is_indicator(table, i)]
    if "value" in typed.values:
        header = typed.headers["value"]
        generic = lexicon.key(header) in ("value", "reading", "count", "result", "amount", "score", "answer", "rating")
        label = _from_name(table.file) if generic else header
        long = _long(plan, table, typed, rows, label or header)
        return long + _wide(plan, table, typed, rows, numbers)
    if not numbers:
        raise SyncRefused("The file has no column of readings.", 'Name it with --map "Column=value".', "no-name")
    return _wide(plan, table, typed, rows, numbers)


def _from_name(file: str) -> str:
    words = fold(file.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")).split()
    for word in ("nps", "csat", "ces", "logins", "usage", "tickets", "adoption"):
        if word in words:
            return word.upper() if word in ("nps", "csat", "ces") else word.capitalize()
    return ""


def _long(plan: ImportPlan, table: Table, typed: Typed, rows: engine.RowSet, label: str | None) -> list[Fact]:
    found: list[Fact] = []
    for row in range(len(table.rows)):
        if row in typed.bad:
            continue
        indicator: Value = label if label is not None else typed.values["indicator"][row]
        date, value = typed.values["date"][row], typed.values["value"][row]
        if value is None:
            continue
        if not indicator or not date:
            lacking = "indicator" if not indicator else "date"
            typed.bad[row] = [(typed.headers.get(lacking, ""), "", f"the row has no {lacking}")]
            continue
        found.append(_reading(row, str(indicator), date, value))
    return found


def _named(plan: ImportPlan, table: Table, typed: Typed, facts: list[Fact]) -> list[Fact]:
    """The readings under the names that the health models read; what cannot be one of those is a fault of its cell."""
    values: dict[str, list[float]] = {}
    for fact in facts:
        said = dict(fact.values)
        values.setdefault(str(said["indicator"]), []).append(float(said["value"]))  # type: ignore[arg-type]
    kept = indicators.names_of(values)
    found = []
    for fact in facts:
        indicator, date, value = (each for _, each in fact.values)
        name, number = kept[str(indicator)][0], float(value)  # type: ignore[arg-type]
        fault = indicators.fault(name, number)
        if fault:
            header = str(indicator) if indicator in table.headers else typed.headers.get("value", "")
            typed.bad.setdefault(fact.row, []).append((header, f"{number:g}", fault))
        else:
            found.append(_reading(fact.row, name, date, value))
    notes = indicators.notes((old, new, why) for old, (new, why) in kept.items())
    plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, *notes))
    wide = {old: new for old, (new, _) in kept.items() if old in table.headers}
    plan.columns = tuple(
        replace(each, reading=wide[each.header]) if each.field in (None, "value") and each.header in wide else each
        for each in plan.columns
    )
    return found


def _reading(row: int, indicator: str, date: Value, value: Value) -> Fact:
    values = (("indicator", indicator), ("date", date), ("value", value))
    return Fact(row, values, (indicator, date))


def _wide(plan: ImportPlan, table: Table, typed: Typed, rows: engine.RowSet, indexes: list[int]) -> list[Fact]:
    found: list[Fact] = []
    dates = typed.values["date"]
    for index in indexes:
        goal = Target("value", table.headers[index], "number")
        column = _numbers(plan, table, index, goal, typed)
        for row, value in enumerate(column):
            if value is None or row in typed.bad:
                continue
            if not dates[row]:
                typed.bad[row] = [(typed.headers["date"], "", "the row has no date")]
                continue
            found.append(_reading(row, table.headers[index], dates[row], value))
    return sorted(found, key=lambda fact: fact.row)


def _numbers(plan: ImportPlan, table: Table, index: int, goal: Target, typed: Typed) -> Sequence[Value]:
    raw = table.column(index)
    decimal = plan.options.decimal or ("," if any("," in v and "." not in v for v in raw) and _commas(raw) else ".")
    formats = Formats("dmy", decimal, "," if decimal == "." else ".")
    column = cells.parse_column(raw, goal, formats)
    for row, fault in column.bad.items():
        typed.bad.setdefault(row, []).append((table.headers[index], raw[row], fault.reason))
    return column.values


def _commas(raw: Sequence[str]) -> bool:
    """Whether commas are decimal marks: some value has other than three digits after one."""
    try:
        for text in raw:
            whole, mark, rest = text.strip().rstrip("%").partition(",")
            if mark and len(rest) != 3:
                parse_decimal(whole or "0", Formats())
                return True
    except ValueError:
        return False
    return False


def _by_period(plan: ImportPlan, table: Table, typed: Typed, rows: engine.RowSet, indexes: list[int]) -> list[Fact]:
    found: list[Fact] = []
    named = typed.values.get("indicator")
    label = _from_name(table.file) or "Usage"
    order = plan.options.date_order or "dmy"
    for index in indexes:
        date = datecells.parse(table.headers[index], order, periods=True)
        goal = Target("value", table.headers[index], "number")
        for row, value in enumerate(_numbers(plan, table, index, goal, typed)):
            if value is not None and row not in typed.bad:
                indicator = str(named[row]) if named is not None and named[row] else label
                found.append(_reading(row, indicator, date, value))
    return sorted(found, key=lambda fact: fact.row)


__all__ = ["Bad", "Fact", "plan_facts", "target"]
