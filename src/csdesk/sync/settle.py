"""From text columns to typed ones: date order, decimal mark and currency settled per column, or assumed and asked."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field

from csdesk.sync import cells, datecells, numbercells
from csdesk.sync.cells import Bad, Value
from csdesk.sync.columns import are_counts
from csdesk.sync.mapping import CUSTOM, IGNORE, ColumnMap
from csdesk.sync.plan import Options, Question
from csdesk.sync.reading import Table
from csdesk.sync.targets import ABOUT_ACCOUNTS, Target, target
from csdesk.values import currencies, limits
from csdesk.values.formats import DateOrder, Formats
from csdesk.values.text import fold

ORDERS: dict[DateOrder, str] = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


@dataclass(slots=True)
class Typed:
    """The typed columns of a table."""

    values: dict[str, MutableSequence[Value]] = field(default_factory=dict)
    """By field id ("custom:Label" for custom fields), one value per row."""
    targets: dict[str, Target] = field(default_factory=dict)
    bad: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)
    """By row: column, text, reason."""
    questions: list[Question] = field(default_factory=list)
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
    custom: dict[str, str] | None = None,
) -> Typed:  # fmt: skip
    """Every mapped column typed. `custom` gives the types of custom fields that exist already, by label."""
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
    orders = _date_orders(wanted, distinct, options, formats, typed)
    marks = _decimals(table, wanted, distinct, options, formats, typed)
    for each, goal in wanted:
        own = Formats(
            orders.get(each.index, formats.date_order),
            marks.get(each.index, formats.decimal),
            "," if marks.get(each.index, formats.decimal) == "." else ".",
            formats.currency,
        )
        by_row: list[str | None] | None = None
        if goal.type == "money":
            own, by_row = _currencies(table, each, distinct[each.index], own, options, typed)
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
        numbers = [value for value in column.values if isinstance(value, int | float)]
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


def _date_orders(
    wanted: Sequence[tuple[ColumnMap, Target]],
    distinct: dict[int, list[str]],
    options: Options,
    formats: Formats,
    typed: Typed,
) -> dict[int, DateOrder]:
    dates = [each for each, goal in wanted if goal.type == "date"]
    found = {each.index: datecells.evidence(distinct[each.index]) for each in dates}
    if options.date_order:
        return {each.index: options.date_order for each in dates}
    whole = datecells.OrderEvidence()
    for one in found.values():
        whole.add(one)
    orders: dict[int, DateOrder] = {}
    for each in dates:
        one = found[each.index]
        if one.proven:
            orders[each.index] = one.proven
            continue
        if not (one.either or one.dmy or one.mdy):
            orders[each.index] = formats.date_order
            continue
        dotted = sum(1 for v in distinct[each.index] if v.count(".") >= 2)
        if one.dmy and one.mdy:
            order: DateOrder = "dmy" if one.dmy > one.mdy else "mdy" if one.mdy > one.dmy else _usual(formats)
            text = f"“{each.header}” mixes two orders of day and month; it is read as {ORDERS[order]}."
        elif whole.proven:
            orders[each.index] = whole.proven
            continue
        elif dotted > len(distinct[each.index]) / 2:
            orders[each.index] = "dmy"
            continue
        else:
            order = _usual(formats)
            text = (
                f"Every date in “{each.header}” can be read in two ways; it is read as {ORDERS[order]},"
                " the order of your own formats."
            )
        orders[each.index] = order
        shown = tuple((one.examples["either"] + one.examples["dmy"] + one.examples["mdy"])[:4])
        typed.questions.append(Question("date-order", text, each.header, shown, ("dmy", "mdy", "ymd"), order))
    return orders


def _usual(formats: Formats) -> DateOrder:
    return "dmy" if formats.date_order == "ymd" else formats.date_order


def _decimals(
    table: Table,
    wanted: Sequence[tuple[ColumnMap, Target]],
    distinct: dict[int, list[str]],
    options: Options,
    formats: Formats,
    typed: Typed,
) -> dict[int, str]:
    numbers = [(each, goal) for each, goal in wanted if goal.type in ("money", "number", "integer")]
    if options.decimal:
        return {each.index: options.decimal for each, _ in numbers}
    found = {each.index: numbercells.decimal_evidence(distinct[each.index]) for each, _ in numbers}
    whole = numbercells.DecimalEvidence()
    for one in found.values():
        whole.add(one)
    marks: dict[int, str] = {}
    for each, goal in numbers:
        one = found[each.index]
        if one.proven:
            marks[each.index] = one.proven
            continue
        if not (one.open_point or one.open_comma):
            marks[each.index] = whole.proven or formats.decimal
            continue
        if one.open_point and one.open_comma:
            mark = whole.proven or formats.decimal
        elif goal.type == "number" and whole.proven is None:
            mark = formats.decimal
        else:
            # Three digits after the only mark: thousands, since amounts have two decimals and counts none.
            mark = "," if one.open_point else "."
        marks[each.index] = mark
        if mark != (whole.proven or formats.decimal) or (one.open_point and one.open_comma):
            sign = "point" if mark == "." else "comma"
            other = "commas" if mark == "." else "points"
            text = (
                f"“{each.header}” can be read with a decimal point or a decimal comma; its {other} are read as"
                f" thousands, so its decimals follow a {sign}."
            )
            typed.questions.append(
                Question("decimal", text, each.header, tuple(one.examples), ("point", "comma"), sign)
            )
    return marks


_NAMES = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "dollar": "USD", "pound sterling": "GBP",
    "british pound": "GBP", "british pound sterling": "GBP", "pound": "GBP", "canadian dollar": "CAD",
    "australian dollar": "AUD", "new zealand dollar": "NZD", "swiss franc": "CHF", "schweizer franken": "CHF",
    "japanese yen": "JPY", "yen": "JPY", "swedish krona": "SEK", "norwegian krone": "NOK", "danish krone": "DKK",
    "polish zloty": "PLN", "indian rupee": "INR", "brazilian real": "BRL", "mexican peso": "MXN",
    "south african rand": "ZAR", "singapore dollar": "SGD", "hong kong dollar": "HKD", "chinese yuan": "CNY",
    "us-dollar": "USD", "britisches pfund": "GBP", "dollar americain": "USD", "livre sterling": "GBP",
}  # fmt: skip


def currency_named(text: str, own: str) -> str | None:
    """The ISO code of a currency's code, sign or name ("EUR - Euro", "Pound Sterling"); None when it is unknown."""
    word = text.strip()
    if not word:
        return None
    found = currencies.resolve(word, own) or _NAMES.get(fold(word))
    if found is None and word[:3].upper() in currencies.CODES and not word[3:4].isalpha():
        return word[:3].upper()
    return found


def _currencies(
    table: Table, each: ColumnMap, values: Sequence[str], own: Formats, options: Options, typed: Typed
) -> tuple[Formats, list[str | None] | None]:
    def of(code: str) -> Formats:
        return Formats(own.date_order, own.decimal, own.group, code)

    if each.companion is not None:
        known: dict[str, str | None] = {}
        codes: list[str | None] = []
        default = options.currency or own.currency
        amounts = table.column(each.index)
        for text in table.column(each.companion):
            if text not in known:
                known[text] = currency_named(text, default)
            code = known[text]
            codes.append(code or options.currency)
            if code is None and not cells.is_blank(text) and not cells.is_blank(amounts[len(codes) - 1]):
                header = table.headers[each.companion]
                fault = (header, text, f"“{text[:40]}” is not a currency code such as USD or EUR")
                typed.bad.setdefault(len(codes) - 1, []).append(fault)
        return of(default), codes
    if options.currency:
        return of(options.currency), None
    if each.currency:
        code = currencies.resolve(each.currency, own.currency)
        if code:
            return of(code), None
    written = numbercells.signs(values, own.currency)
    bare = sum(1 for v in values if not numbercells.signs([v], own.currency)) if written else len(values)
    if written and numbercells.has_dollar_sign(values) and own.currency not in currencies.DOLLARS:
        typed.questions.append(
            Question(
                "currency", f"“{each.header}” has a dollar sign; it is taken as US dollars.", each.header,
                tuple(values[:3]), ("USD", "CAD", "AUD"), "USD",
            )
        )  # fmt: skip
    if bare and values:
        code = written.most_common(1)[0][0] if len(written) == 1 else own.currency
        whose = "the one the other amounts have" if len(written) == 1 else "the currency of your book"
        typed.questions.append(
            Question(
                "currency", f"“{each.header}” names no currency; it is taken as {code}, {whose}.", each.header,
                tuple(values[:3]), (code,), code,
            )
        )  # fmt: skip
        return of(code), None
    return own, None
