"""Answers as they come in: typed in the window, or given as JSON on the command line; one reading for every door."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from csdesk.forms.schema import FormField, Option
from csdesk.forms.state import Approval
from csdesk.values import limits
from csdesk.values.dates import parse_date
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats
from csdesk.values.money import Money, parse_money
from csdesk.values.numbers import parse_number, parse_percent
from csdesk.values.text import clean, fold

_YES = {"yes", "y", "true", "1", "on", "x"}
_NO = {"no", "n", "false", "0", "off"}


_LARGEST = 2**63
"""Beyond this the book holds no number."""


class CoerceError(ValueError):
    """An answer that does not fit its field; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def coerce(field: FormField, raw: object, *, formats: Formats, today: date) -> object:
    """`raw` as a value of the field's type (see forms.state.Answer); None for no answer.

    Text is read in the CSM's formats, ISO dates always. A contact given by name stays a name: the desk finds the person
    or makes one. Raises CoerceError with the reason.
    """
    if raw is None or raw == "" or raw == [] or raw == ():
        return None
    try:
        return _READ[field.type](field, raw, formats, today)
    except ParseError as error:
        raise CoerceError(error.reason) from None
    except KeyError:
        raise CoerceError(f"{field.type} cannot be answered here") from None


def _text(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if not isinstance(raw, str):
        raise CoerceError(f"{field.label} is text, not {_kind(raw)}")
    text = clean(raw)
    fault = limits.length_fault("", "", field.label, text, several_lines=field.type != "text")
    if fault:
        raise CoerceError(fault)
    return text if text.strip() else None


def _list(field: FormField, raw: object, formats: Formats, today: date) -> object:
    items = raw.splitlines() if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise CoerceError(f"{field.label} is a list of lines")
    lines = tuple(line for line in (clean(str(item)).replace("\n", " ").strip() for item in items) if line)
    return lines or None


def _money(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, Money):
        return raw
    if isinstance(raw, Mapping):
        amount, currency = raw.get("amount"), raw.get("currency", formats.currency)
        if set(raw) - {"amount", "currency"} or not isinstance(currency, str):
            example = '{"amount": 1000, "currency": "USD"}'
            raise CoerceError(f"{field.label} is an amount with a currency: {example}")
        return None if amount is None else Money.of(_number_of(field, amount), currency)
    if isinstance(raw, str):
        return parse_money(raw, formats)
    return Money.of(_number_of(field, raw), formats.currency)


def _number_of(field: FormField, raw: object) -> int | float | str:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise CoerceError(f"{field.label} is an amount, not {_kind(raw)}")
    return raw


def _percent(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, str):
        return parse_percent(raw, formats)
    return _plain_number(field, raw)


def _number(field: FormField, raw: object, formats: Formats, today: date) -> object:
    return parse_number(raw, formats) if isinstance(raw, str) else _plain_number(field, raw)


def _plain_number(field: FormField, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise CoerceError(f"{field.label} is a number, not {_kind(raw)}")
    if isinstance(raw, float) and not math.isfinite(raw):
        raise CoerceError(f"{raw} is no number")
    if abs(raw) >= _LARGEST:
        raise CoerceError(f"{field.label} is too large a number")
    return float(raw)


def _date(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise CoerceError(f"{field.label} is a date, not {_kind(raw)}")
    return parse_date(raw, today, formats.date_order) if raw.strip() else None


def _option(field: FormField, raw: object) -> Option | None:
    if not isinstance(raw, str):
        raise CoerceError(f"{field.label} is one of its choices, not {_kind(raw)}")
    wanted = fold(clean(raw)).replace("-", " ")
    for option in field.options:
        if wanted in (fold(option.id).replace("-", " "), fold(option.label).replace("-", " ")):
            return option
    return None


def _choice(field: FormField, raw: object, formats: Formats, today: date) -> object:
    option = _option(field, raw)
    if option is not None:
        return option.id
    if field.other and isinstance(raw, str):
        return clean(raw).strip() or None
    raise CoerceError(f"“{raw}” is none of its choices: {', '.join(one.label for one in field.options)}")


def _choices(field: FormField, raw: object, formats: Formats, today: date) -> object:
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise CoerceError(f"{field.label} is a list of its choices")
    chosen = dict.fromkeys(str(_choice(field, item, formats, today)) for item in items)
    return tuple(chosen) or None


def _yes_no(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and fold(raw) in _YES | _NO:
        return fold(raw) in _YES
    raise CoerceError(f"{field.label} is yes or no, not {_kind(raw)}")


def _rating(field: FormField, raw: object, formats: Formats, today: date) -> object:
    number = parse_number(raw.split(" of ")[0], formats) if isinstance(raw, str) else raw
    if isinstance(number, bool) or not isinstance(number, int | float) or number not in (1, 2, 3, 4, 5):
        raise CoerceError(f"{field.label} is a whole number from 1 to 5")
    return int(number)


def _contact(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise CoerceError(f"{field.label} is a person's name, not {_kind(raw)}")
    if isinstance(raw, int) and not 0 < raw < _LARGEST:
        raise CoerceError(f"{field.label}: there is no person {raw}")
    return (" ".join(clean(raw).split()) or None) if isinstance(raw, str) else raw


def _approval(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if isinstance(raw, Approval):
        return _named(field, raw) if raw.name or raw.date else None
    if isinstance(raw, str):
        return _named(field, Approval(clean(raw).strip())) if raw.strip() else None
    if not isinstance(raw, Mapping) or set(raw) - {"name", "title", "date"}:
        raise CoerceError(f'{field.label} is a name and a date: {{"name": "…", "date": "2027-01-31"}}')
    name, title = raw.get("name") or "", raw.get("title") or ""
    if not isinstance(name, str) or not isinstance(title, str):
        raise CoerceError(f"{field.label}: the name is text")
    when = raw.get("date") or None
    day = None if when is None else _date(field, when, formats, today)
    return _named(field, Approval(clean(name).strip(), clean(title).strip(), day)) if name or title or day else None


def _named(field: FormField, one: Approval) -> Approval:
    """An approval whose name and title are no longer than those of a person in the book."""
    for text in (one.name, one.title):
        fault = limits.length_fault("contact", "name", field.label, text)
        if fault:
            raise CoerceError(fault)
    return one


def _table(field: FormField, raw: object, formats: Formats, today: date) -> object:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise CoerceError(f"{field.label} is a list of rows")
    columns = {column.id: column for column in field.columns}
    rows: list[dict[str, object]] = []
    for number, row in enumerate(raw, 1):
        cells: dict[str, object] = {}
        for key, value in row.items():
            if key not in columns:
                raise CoerceError(f"row {number}: there is no column “{key}”")
            try:
                cells[key] = coerce(columns[key], value, formats=formats, today=today)
            except CoerceError as error:
                raise CoerceError(f"row {number}, {columns[key].label}: {error.reason}") from None
        rows.append(cells)
    return tuple(rows) or None


def _kind(raw: object) -> str:
    if isinstance(raw, str):
        return f"“{raw}”"
    if isinstance(raw, bool):
        return "yes or no"
    if isinstance(raw, int | float):
        return str(raw)
    return {"list": "a list", "tuple": "a list", "dict": "an object"}.get(type(raw).__name__, "that")


_READ: dict[str, Any] = {
    "text": _text,
    "long": _text,
    "list": _list,
    "money": _money,
    "percent": _percent,
    "number": _number,
    "talk-time": _percent,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes-no": _yes_no,
    "rating": _rating,
    "contact": _contact,
    "approval": _approval,
    "table": _table,
}
