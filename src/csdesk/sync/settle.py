"""From text columns to typed ones: date order, decimal mark and currency settled per column, or assumed and asked."""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field

from csdesk.sync import cells, questions
from csdesk.sync.cells import Bad, Value
from csdesk.sync.columns import are_counts
from csdesk.sync.mapping import CUSTOM, IGNORE, ColumnMap
from csdesk.sync.plan import Options, Question
from csdesk.sync.reading import Table
from csdesk.sync.targets import ABOUT_ACCOUNTS, Target, target
from csdesk.values import limits
from csdesk.values.formats import Formats


@dataclass(slots=True)
class Typed:
    """The typed columns of a table."""

    values: dict[str, MutableSequence[Value]] = field(default_factory=dict)
    """By field id ("custom:Label" for custom fields), one value per row."""
    targets: dict[str, Target] = field(default_factory=dict)
    bad: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    """By row: column, text, reason."""
    questions: list[Question] = field(default_factory=list)
    settled: list[Question] = field(default_factory=list)
    """What the values prove, or the person said, of the formats of columns; each can be answered otherwise."""
    headers: dict[str, str] = field(default_factory=dict)
    """Field to the file's own column name."""
    notes: list[str] = field(default_factory=list)
    """What was read otherwise than it stands, in words."""


def custom_target(field_id: str, guess: str) -> Target:
    """The target of "custom:Label" or "custom:Label:type"."""
    label, _, kind = field_id[len(CUSTOM) :].partition(":")
    types = ("text", "long", "money", "number", "integer", "date", "yes-no")
    chosen = kind.strip() if kind.strip() in types else guess if guess in types else "text"
    return Target(CUSTOM + label.strip(), label.strip(), chosen)  # type: ignore[arg-type]


def type_columns(
    table: Table, columns: Sequence[ColumnMap], object_name: str, options: Options, formats: Formats,
    custom: dict[str, str] | None = None, answered: Mapping[tuple[str, str], str] | None = None,
) -> Typed:  # fmt: skip
    """Every mapped column typed. `custom` gives the types of custom fields that exist already, by label; `answered`
    what the person said of columns at an earlier import, by kind of question and header."""
    typed = Typed()
    wanted: list[tuple[ColumnMap, Target]] = []
    for each in columns:
        if not each.field or each.field == IGNORE:
            continue
        if each.field.startswith(CUSTOM):
            goal = custom_target(each.field, each.guess)
            if custom and goal.label in custom:
                goal = Target(goal.id, goal.label, custom[goal.label])  # type: ignore[arg-type]
        else:
            found = target(object_name, each.field)
            if found is None:
                continue
            goal = found
        wanted.append((each, goal))
    raw = {each.index: table.column(each.index) for each, _ in wanted}
    distinct = {
        index: _different(texts)
        for index, texts in raw.items()
        if next(goal for each, goal in wanted if each.index == index).type in ("date", "money", "number", "integer")
    }
    ask = questions.Asker(options, formats, answered or {}, typed)
    orders = questions.date_orders(wanted, distinct, ask)
    marks = questions.decimals(wanted, distinct, ask)
    for each, goal in wanted:
        own = Formats(
            orders.get(each.index, formats.date_order),
            marks.get(each.index, formats.decimal),
            "," if marks.get(each.index, formats.decimal) == "." else ".",
            formats.currency,
        )
        by_row: list[str | None] | None = None
        if goal.type == "money":
            own, by_row = questions.currencies_of(table, each, distinct[each.index], own, ask)
        column = cells.parse_column(raw[each.index], goal, own, currency=by_row, periods=object_name == "readings")
        if goal.type == "id" and column.bad and goal.id in ("crm_id", "account_id"):
            _damaged_ids(each, column, typed)
        _held_to_limits(object_name, goal, column)
        if goal.id == "domain":
            _no_addresses(each, raw[each.index], column, typed)
        for row, fault in column.bad.items():
            typed.bad.setdefault(row, []).append((each.header, raw[each.index][row], fault.reason))
        typed.values[goal.id] = column.values
        typed.targets[goal.id] = goal
        typed.headers[goal.id] = each.header
    return typed


def _different(texts: Sequence[str]) -> list[str]:
    """The distinct texts of a column, without blanks; some hundred are enough of a column of nothing but digits."""
    if len(texts) > _SOME and are_counts(texts):
        found = [text for text in dict.fromkeys(texts[:_SOME]) if text]
        if found:
            return found
    return [text for text in map(cells.bare, dict.fromkeys(texts)) if not cells.is_blank(text)]


_SOME = 2_000
_KINDS = {**dict.fromkeys(ABOUT_ACCOUNTS, "account"), "contacts": "contact"}


def _held_to_limits(object_name: str, goal: Target, column: cells.Column) -> None:
    """Names too long to be names, and numbers that cannot be meant, are faults of their cells."""
    kind = _KINDS.get(object_name, "")
    if goal.type in ("number", "integer"):
        numbers = [value for value in column.values if isinstance(value, (int, float))]
        if numbers and any(
            limits.range_fault(kind, goal.id, goal.label, each) for each in (min(numbers), max(numbers))
        ):
            for row, value in enumerate(column.values):
                if isinstance(value, int | float) and (fault := limits.range_fault(kind, goal.id, goal.label, value)):
                    column.bad[row], column.values[row] = Bad(fault), None
    elif goal.id in ("name", "account_name", "first_name", "last_name") or goal.type == "contact":
        for row, text in enumerate(column.values):
            if isinstance(text, str) and len(text) > limits.LONGEST_NAME:
                fault = limits.length_fault("account", "name", goal.label, text)
                column.bad[row], column.values[row] = Bad(fault), None


def _no_addresses(each: ColumnMap, raw: Sequence[str], column: cells.Column, typed: Typed) -> None:
    """Say which texts of a column of web addresses are none: they are left out, the rows stay."""
    if None not in column.values:
        return
    wrong = {
        text: None
        for text, value in zip(raw, column.values, strict=True)
        if value is None and not cells.is_blank(cells.bare(text))
    }
    if wrong:
        first = next(iter(wrong))
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        typed.notes.append(
            f"“{each.header}” holds what is no web address (“{' '.join(first.split())[:40]}”{more}): left out."
        )


def _damaged_ids(each: ColumnMap, column: cells.Column, typed: Typed) -> None:
    """Ids that a spreadsheet shortened identify nothing; when they are many, the column is left out as a whole."""
    if len(column.bad) < max(3, len(column.values) // 2):
        return
    example: Bad = next(iter(column.bad.values()))
    typed.questions.append(
        Question("id", f"The ids in “{each.header}” are not used to find accounts: {example.reason}.", each.header)
    )
    column.bad.clear()
    column.values[:] = [None] * len(column.values)
