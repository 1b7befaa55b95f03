"""The cells of one column as typed values, column by column, each distinct text parsed once.

A value is kept in its stored form: text, number, ISO date text, or (minor units, currency) for money, so that it
compares with the book and with what the CRM said before without further work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from csdesk.sync import columns, datecells
from csdesk.sync.columns import MAX_TEXT
from csdesk.sync.columns import Value as Value
from csdesk.sync.domains import domain_of
from csdesk.sync.packed import Cells, Values
from csdesk.sync.targets import Target
from csdesk.sync.words import words
from csdesk.values import currencies
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats
from csdesk.values.money import MAX_MINOR, Money, parse_money
from csdesk.values.numbers import parse_decimal
from csdesk.values.text import clean, fold

_LOOKED_AT = 2_000
BLANK_TEXT = frozenset(["", "#n/a", "(null)", "null", "\\n", "(blank)", "-", "--", "—", "–", "[null]"])
"""What exports write for nothing, in any column."""
_BLANK_TYPED = BLANK_TEXT | {"none", "(none)", "nan", "nil"}
_SHEET_ERRORS = frozenset(["#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#error!"])
_PLAIN = re.compile(r"-?\d{1,13}(?:\.\d{1,2})?")
_DAMAGED_ID = re.compile(r"\d[.,]\d+E\+?\d+", re.I)
_EASY = re.compile(r"(?=.{12,200}$)[A-Za-z0-9](?: ?[!-~])*")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.S)
_SPACES = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200b\u202f]+")


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be what its column is: the reason in plain words."""

    reason: str


@dataclass(slots=True)
class Column:
    """The typed values of a column and the reasons of those that could not be read, by row."""

    values: MutableSequence[Value]
    bad: dict[int, Bad] = field(default_factory=dict)


def bare(text: str) -> str:
    """A cell without outer space, a spreadsheet's ="..." wrapping, and the apostrophe that guards a formula."""
    text = text.strip()
    if text[:1] == "=" and (match := _FORMULA_TEXT.fullmatch(text)):
        text = match[1].strip()
    if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@"):
        text = text[1:]
    return text


def is_blank(text: str) -> bool:
    """Whether a cell says nothing."""
    return text.strip().lower() in BLANK_TEXT


def parse_column(
    cells: Sequence[str], target: Target, formats: Formats, *, currency: Sequence[str | None] | None = None,
    periods: bool = False,
) -> Column:  # fmt: skip
    """Every cell of a column as the target's type. `currency` gives the currency of each row where the file has one."""
    if target.type == "money" and currency is not None:
        return _money_by_row(cells, formats, currency)
    if len(set(cells[:_LOOKED_AT])) * 4 > len(cells[:_LOOKED_AT]):
        # Mostly different texts: looked at as a whole first. Repeated ones are read once each.
        whole = columns.plain(cells, target, formats)
        if whole is not None:
            return Column(whole)
    distinct = set(cells)
    read = _reader(target, formats, periods)
    known: dict[str, Value | Bad] = {text: read(text) for text in distinct}
    if isinstance(cells, Cells) and len(known) * 4 < len(cells) and Bad not in set(map(type, known.values())):
        return Column(Values(cells, lambda part: list(map(known.__getitem__, part))))
    column = Column(list(map(known.__getitem__, cells)))  # type: ignore[arg-type]
    if any(isinstance(value, Bad) for value in known.values()):
        for index, value in enumerate(column.values):
            if isinstance(value, Bad):
                column.bad[index] = value
                column.values[index] = None
    return column


def _money_by_row(cells: Sequence[str], formats: Formats, currency: Sequence[str | None]) -> Column:
    codes = {code or formats.currency for code in set(currency)}
    if all(currencies.digits(code) == 2 for code in codes):
        amounts = columns.amounts(cells, formats.decimal)
        if amounts is not None:
            usual = formats.currency
            return Column(
                [
                    None if minor is None else (minor, code or usual)
                    for minor, code in zip(amounts, currency, strict=True)
                ]
            )
    column = Column([])
    readers: dict[str | None, Callable[[str], Value | Bad]] = {}
    known: dict[tuple[str, str | None], Value | Bad] = {}
    for index, pair in enumerate(zip(cells, currency, strict=True)):
        if pair not in known:
            text, code = pair
            if code not in readers:
                own = Formats(formats.date_order, formats.decimal, formats.group, code or formats.currency)
                readers[code] = _typed(lambda t, own=own: money(t, own))  # type: ignore[misc]
            known[pair] = readers[code](text)
        value = known[pair]
        if isinstance(value, Bad):
            column.bad[index] = value
            value = None
        column.values.append(value)
    return column


def _reader(target: Target, formats: Formats, periods: bool) -> Callable[[str], Value | Bad]:
    if target.id in ("domain", "account_domain"):
        return _plain(lambda text: domain_of(text) or None)
    if target.type in ("text", "contact"):
        return _plain(_line)
    if target.type == "long":
        return _plain(lambda text: clean(text).strip() or None)
    if target.type == "id":
        return _plain(_identity)
    if target.type == "money":
        return _typed(lambda text: money(text, formats))
    if target.type in ("number", "percent"):
        return _typed(lambda text: float(parse_decimal(text.rstrip("% "), formats)))
    if target.id in ("term_months", "notice_days"):
        return _typed(lambda text: span(text, formats, months=target.id == "term_months"))
    if target.type == "integer":
        return _typed(lambda text: _whole(text, formats))
    if target.type == "date":
        return _typed(lambda text: datecells.parse(text, formats.date_order, periods=periods))
    if target.type == "yes-no":
        return _typed(_yes_no)
    if target.id == "type":
        return _plain(activity)
    return _typed(lambda text: _choice(text, target))


def _plain(read: Callable[[str], Value]) -> Callable[[str], Value | Bad]:
    def parse(text: str) -> Value | Bad:
        if _EASY.fullmatch(text) and read is _line:
            return text  # Most cells: one line of plain characters with single spaces.
        text = bare(text)
        low = text.lower() if len(text) < 12 else "long"
        if low in BLANK_TEXT:
            return None
        if low in _SHEET_ERRORS:
            return Bad(f"“{text}” is a spreadsheet's error, not a value")
        try:
            return read(text)
        except ParseError as error:
            return Bad(str(error))

    return parse


def _typed(read: Callable[[str], Value]) -> Callable[[str], Value | Bad]:
    def parse(text: str) -> Value | Bad:
        if not text[:1].isdigit():
            text = bare(text)
        if not text or text.lower() in _BLANK_TYPED:
            return None
        try:
            return read(text)
        except ParseError as error:
            return Bad(str(error))
        except (ValueError, ArithmeticError):
            return Bad(f"“{text[:60]}” cannot be read")

    return parse


def _line(text: str) -> Value:
    line = _SPACES.sub(" ", clean(text)).strip()
    if len(line) > MAX_TEXT:
        raise ParseError(f"the text has {len(line):,} characters, more than a single line of {MAX_TEXT:,} holds")
    return line or None


def _identity(text: str) -> Value:
    if _DAMAGED_ID.fullmatch(text):
        raise ParseError(
            f"“{text}” is an id that a spreadsheet has shortened; export it again without opening it there"
        )
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    return _line(text)


def money(text: str, formats: Formats) -> tuple[int, str]:
    """The amount a cell writes as (minor units, currency). Raises ParseError with the reason."""
    if _PLAIN.fullmatch(text) and (formats.decimal == "." or "." not in text):
        whole, _, rest = text.lstrip("-").partition(".")
        digits = currencies.digits(formats.currency)
        if len(rest) <= digits:
            minor = int(whole + rest.ljust(digits, "0")) if digits else int(whole)
            if minor <= MAX_MINOR:
                return (-minor if text[0] == "-" else minor), formats.currency
    amount = parse_money(text, formats)
    return amount.minor, amount.currency


_SPAN = re.compile(r"(?P<number>[\d.,]+)\s*-?\s*\(?(?P<unit>[^\W\d_]*)\.?\s*(?:\)|\b.*)?")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_UNITS = {
    **dict.fromkeys(words("d day days tag tage tagen jour jours dia dias giorno giorni dag dagen dagar"), "d"),
    **dict.fromkeys(words("w wk week weeks woche wochen semaine semaines semana semanas settimane weken veckor"), "w"),
    **dict.fromkeys(
        words(
            "m mo mos mth mths month months monat monate monaten mois mes meses mese mesi maand maanden manad manader"
        ),
        "m",
    ),
    **dict.fromkeys(
        words("y yr yrs year years annual jahr jahre jahren an ans annee annees ano anos anni anno jaar ar"), "y"
    ),
}


def span(text: str, formats: Formats, *, months: bool) -> int:
    """A term in months, or a notice in days: "12", "12 months", "1 year", "90 days", "3 Monate"."""
    folded = fold(text)
    match = _SPAN.fullmatch(folded)
    unit = _UNITS.get(match["unit"]) if match and match["unit"] else None
    if match is None or (match["unit"] and unit is None):
        raise ParseError(f"“{text[:40]}” is not a number of {'months' if months else 'days'}")
    if unit is None:
        return _whole(text, formats)
    number = parse_decimal(match["number"], formats)
    size = number * (_DAYS[unit] if not months else {"y": 12, "m": 1}.get(unit, 0))
    if months and unit in "dw":
        size = Decimal(round(number * _DAYS[unit] * 12 / 365))
    if size != size.to_integral_value():
        raise ParseError(f"“{text[:40]}” is not a whole number of {'months' if months else 'days'}")
    return int(size)


_ACTIVITIES = (
    ("email", ("mail", "correo", "courriel", "newsletter", "e post")),
    ("call", ("call", "phone", "voicemail", "anruf", "telefon", "appel", "llamada", "chiamata", "ligacao", "samtal",
              "telefoon", "sms")),
    ("meeting", ("meeting", "event", "demo", "visit", "onsite", "on site", "video", "webinar", "workshop", "qbr", "ebr",
                 "review", "training", "besprechung", "termin", "treffen", "reunion", "rendez", "riunione", "visita",
                 "vergadering", "afspraak", "bezoek", "mote", "zoom", "teams", "lunch", "kickoff", "kick off")),
)  # fmt: skip


def activity(text: str) -> str:
    """What kind of touch a CRM's type of activity is; "note" for tasks and all that is none of the others."""
    folded = fold(text).replace("-", " ").replace("_", " ")
    return next((kind for kind, signs in _ACTIVITIES if any(sign in folded for sign in signs)), "note")


def _whole(text: str, formats: Formats) -> int:
    number = parse_decimal(text, formats)
    if number != number.to_integral_value():
        raise ParseError(f"“{text}” is not a whole number")
    if abs(number) > 10**15:
        raise ParseError(f"“{text}” is too large to be meant")
    return int(number)


_YES = words(
    """
    true yes y 1 wahr ja oui si vrai sim verdadero vero sann x checked
    """
)
_NO = words(
    """
    false no n 0 falsch nein non faux nao falso nee nej falskt unchecked
    """
)


def _yes_no(text: str) -> bool:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ParseError(f"“{text}” is neither yes nor no")


def _choice(text: str, target: Target) -> str:
    wanted = fold(text).replace("-", " ").replace("_", " ")
    for option, shown in target.options:
        if wanted in (option.replace("-", " "), fold(shown).replace("-", " ")):
            return option
    named = ", ".join(shown for _, shown in target.options)
    raise ParseError(f"“{text[:60]}” is not one of: {named}")


def times(value: Value, factor: int) -> Value:
    """Money multiplied by a whole number, as months make a year."""
    if isinstance(value, tuple):
        return value[0] * factor, value[1]
    return value


def as_money(value: Value) -> Money | None:
    """The Money of a stored amount; None for anything else."""
    return Money(value[0], value[1]) if isinstance(value, tuple) else None


def as_decimal(value: Value) -> Decimal | None:
    """A number or amount in major units; None for anything else."""
    if isinstance(value, tuple):
        return Money(value[0], value[1]).amount
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None
