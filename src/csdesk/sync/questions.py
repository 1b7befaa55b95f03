"""Date order, decimal mark and currency of each column: proven by its values, answered by the person, or asked.

What the values of a column prove wins over an answer for the whole file, because one file may write two orders; an
answer for that very column wins over everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from csdesk.sync import cells, datecells, numbercells
from csdesk.sync.mapping import ColumnMap
from csdesk.sync.plan import Options, Question
from csdesk.sync.reading import Table
from csdesk.sync.targets import Target
from csdesk.values import currencies
from csdesk.values.formats import DateOrder, Formats
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.sync.settle import Typed

Kind = Literal["date-order", "decimal", "currency"]
ORDERS: dict[DateOrder, str] = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
_CHOICES: dict[Kind, tuple[str, ...]] = {"date-order": ("dmy", "mdy", "ymd"), "decimal": ("point", "comma")}
_SIGN = {".": "point", ",": "comma"}
_MARK = {"point": ".", "comma": ","}
_YOU = "you chose it"
CHOSEN = "You chose it."
"""The words of a settled format that the person chose in this import."""
_BEFORE = "as you answered before"


@dataclass(slots=True)
class Asker:
    """Where answers come from and questions go to."""

    options: Options
    formats: Formats
    answered: Mapping[tuple[str, str], str]
    typed: Typed

    def answer(self, kind: Kind, header: str) -> tuple[str, str] | None:
        """The person's answer for one column, with how it was given; None when there is none."""
        given = self.options.formats.get((kind, header))
        if given:
            return _MARK.get(given, given), _YOU
        kept = self.answered.get((kind, header))
        return (_MARK.get(kept, kept), _BEFORE) if kept else None

    def settle(self, kind: Kind, header: str, value: str, how: str, evidence: Sequence[str] = ()) -> None:
        """Note what a column is read by, and why."""
        shown = _SIGN.get(value, value)
        words = f"{how[:1].upper()}{how[1:]}."
        choices = _CHOICES.get(kind, (shown,))
        self.typed.settled.append(Question(kind, words, header, tuple(evidence[:4]), choices, shown))

    def ask(
        self, kind: Kind, header: str, text: str, assumed: str, evidence: Sequence[str], choices: tuple[str, ...]
    ) -> None:
        """Ask what a column means; the import goes by `assumed` meanwhile."""
        self.typed.questions.append(Question(kind, text, header, tuple(evidence[:4]), choices, assumed))


def _usual(formats: Formats) -> DateOrder:
    return "dmy" if formats.date_order == "ymd" else formats.date_order


def date_orders(
    wanted: Sequence[tuple[ColumnMap, Target]], distinct: Mapping[int, list[str]], ask: Asker
) -> dict[int, DateOrder]:
    """The order of day and month of each column of dates."""
    dates = [each for each, goal in wanted if goal.type == "date"]
    found = {each.index: datecells.evidence(distinct[each.index]) for each in dates}
    whole = datecells.OrderEvidence()
    for one in found.values():
        whole.add(one)
    orders: dict[int, DateOrder] = {}
    chosen = ask.options.date_order
    for each in dates:
        one, values = found[each.index], distinct[each.index]
        answer = ask.answer("date-order", each.header)
        proof = one.proven
        mixed = bool(one.dmy and one.mdy)
        if answer is not None:
            order, how = cast(DateOrder, answer[0]), answer[1]
        elif proof and not (chosen and mixed):
            order, how = proof, "its values prove it"
        elif chosen:
            order, how = chosen, _YOU
        elif not (one.either or one.dmy or one.mdy):
            orders[each.index] = ask.formats.date_order
            if values:
                how = "its dates begin with the year or name the month, so no order is needed"
                ask.typed.settled.append(
                    Question("date-order", f"{how[:1].upper()}{how[1:]}.", each.header, tuple(values[:3]))
                )
            continue
        elif not mixed and whole.proven:
            order, how = whole.proven, "the other dates of the file prove it"
        elif not mixed and sum(1 for v in values if v.count(".") >= 2) > len(values) / 2:
            order, how = "dmy", "dates with points have the day first"
        else:
            order = ("dmy" if one.dmy > one.mdy else "mdy" if one.mdy > one.dmy else _usual(ask.formats)) if mixed \
                else _usual(ask.formats)  # fmt: skip
            text = (
                f"“{each.header}” mixes two orders of day and month; it is read as {ORDERS[order]}."
                if mixed
                else f"Every date in “{each.header}” can be read in two ways; it is read as {ORDERS[order]},"
                " the order of your own formats."
            )
            orders[each.index] = order
            ask.ask("date-order", each.header, text, order, _examples(one), _CHOICES["date-order"])
            continue
        orders[each.index] = order
        shown = one.examples[order] if order != "ymd" and one.examples[order] else _examples(one)
        ask.settle("date-order", each.header, order, how, shown or values)
    return orders


def _examples(one: datecells.OrderEvidence) -> list[str]:
    return one.examples["either"] + one.examples["dmy"] + one.examples["mdy"]


def decimals(
    wanted: Sequence[tuple[ColumnMap, Target]], distinct: Mapping[int, list[str]], ask: Asker
) -> dict[int, str]:
    """The decimal mark of each column of numbers and amounts."""
    numbers = [(each, goal) for each, goal in wanted if goal.type in ("money", "number", "integer")]
    found = {each.index: numbercells.decimal_evidence(distinct[each.index]) for each, _ in numbers}
    whole = numbercells.DecimalEvidence()
    for one in found.values():
        whole.add(one)
    marks: dict[int, str] = {}
    usual = whole.proven or ask.formats.decimal
    for each, goal in numbers:
        one = found[each.index]
        answer = ask.answer("decimal", each.header)
        unsure = bool(one.open_point or one.open_comma)
        if answer is not None:
            marks[each.index] = answer[0]
            ask.settle("decimal", each.header, answer[0], answer[1], one.examples)
        elif ask.options.decimal:
            marks[each.index] = ask.options.decimal
            if unsure or one.proven:
                ask.settle("decimal", each.header, ask.options.decimal, _YOU, one.examples)
        elif one.proven:
            marks[each.index] = one.proven
            if one.proven != "." or unsure:
                proof = [value for value in distinct[each.index] if one.proven in value]
                ask.settle("decimal", each.header, one.proven, "its values prove it", proof or one.examples)
        elif not unsure:
            marks[each.index] = usual
        else:
            both = bool(one.open_point and one.open_comma)
            if both:
                mark = usual
            elif goal.type == "number" and whole.proven is None:
                mark = ask.formats.decimal
            else:
                # Three digits after the only mark: thousands, since amounts have two decimals and counts none.
                mark = "," if one.open_point else "."
            marks[each.index] = mark
            if mark == usual and not both:
                ask.settle("decimal", each.header, mark, "three digits after the only mark are thousands", one.examples)
                continue
            sign, other = _SIGN[mark], "commas" if mark == "." else "points"
            text = (
                f"“{each.header}” can be read with a decimal point or a decimal comma; its {other} are read as"
                f" thousands, so its decimals follow a {sign}."
            )
            ask.ask("decimal", each.header, text, sign, one.examples, _CHOICES["decimal"])
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


def currencies_of(
    table: Table, each: ColumnMap, values: Sequence[str], own: Formats, ask: Asker
) -> tuple[Formats, list[str | None] | None]:
    """The currency of a column's amounts where they name none, and the currency of each row where a column tells."""

    def of(code: str) -> Formats:
        return Formats(own.date_order, own.decimal, own.group, code)

    options, typed = ask.options, ask.typed
    if each.companion is not None:
        default = options.currency or own.currency
        codes = _companion(table, each, default, options.currency, typed)
        ask.settle("currency", each.header, default, f"“{table.headers[each.companion]}” names it row by row")
        return of(default), codes
    answer = ask.answer("currency", each.header)
    if answer is not None:
        ask.settle("currency", each.header, *answer, values[:3])
        return of(answer[0]), None
    if options.currency:
        ask.settle("currency", each.header, options.currency, _YOU, values[:3])
        return of(options.currency), None
    code = currencies.resolve(each.currency, own.currency) if each.currency else None
    if code:
        ask.settle("currency", each.header, code, "the column's name says it", values[:3])
        return of(code), None
    written = numbercells.signs(values, own.currency)
    bare = sum(1 for v in values if not numbercells.signs([v], own.currency)) if written else len(values)
    if written and numbercells.has_dollar_sign(values) and own.currency not in currencies.DOLLARS:
        text = f"“{each.header}” has a dollar sign; it is taken as US dollars."
        ask.ask("currency", each.header, text, "USD", values[:3], ("USD", "CAD", "AUD"))
    if bare and values:
        code = written.most_common(1)[0][0] if len(written) == 1 else own.currency
        whose = "the one the other amounts have" if len(written) == 1 else "the currency of your book"
        which = (
            f"“{each.header}” names no currency" if not written else f"Some amounts in “{each.header}” name no currency"
        )
        text = f"{which}; it is taken as {code}, {whose}."
        unnamed = [v for v in values[:500] if not numbercells.signs([v], own.currency) and any(map(str.isdigit, v))]
        ask.ask("currency", each.header, text, code, unnamed or values[:3], (code,))
        return of(code), None
    if written:
        ask.settle("currency", each.header, written.most_common(1)[0][0], "the amounts name it", values[:3])
    return own, None


def _companion(table: Table, each: ColumnMap, default: str, chosen: str | None, typed: Typed) -> list[str | None]:
    """The currency that the column beside the amounts names for each row."""
    assert each.companion is not None
    known: dict[str, str | None] = {}
    codes: list[str | None] = []
    amounts = table.column(each.index)
    for row, text in enumerate(table.column(each.companion)):
        if text not in known:
            known[text] = currency_named(text, default)
        code = known[text]
        codes.append(code or chosen)
        if code is None and not cells.is_blank(text) and not cells.is_blank(amounts[row]):
            header = table.headers[each.companion]
            fault = (header, text, f"“{text[:40]}” is not a currency code such as USD or EUR")
            typed.bad.setdefault(row, []).append(fault)
    return codes
