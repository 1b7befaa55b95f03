"""One field of a record: what it accepts, how typed text becomes a value, how a value is shown."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from csdesk.book.catalog import KINDS, Field
from csdesk.desk import record_links
from csdesk.desk.errors import Invalid
from csdesk.values import currencies, limits
from csdesk.values.dates import format_date, parse_date
from csdesk.values.errors import ParseError
from csdesk.values.money import Money, format_money, parse_money
from csdesk.values.numbers import format_number, format_percent, parse_number, parse_percent
from csdesk.values.text import clean, fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_YES = frozenset({"yes", "y", "true", "1", "on", "x"})
_NO = frozenset({"no", "n", "false", "0", "off"})
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


def field_of(kind: str, field: str) -> Field:
    """A field of the catalog; Invalid for an unknown kind or field."""
    if kind not in KINDS:
        raise Invalid(kind, f"there is no kind of record “{kind}”", f"Known are {', '.join(KINDS)}.")
    try:
        return KINDS[kind].field(field)
    except KeyError:
        known = ", ".join(known.id for known in KINDS[kind].fields)
        label = KINDS[kind].label.lower()
        raise Invalid(
            f"{kind}/{field}",
            f"an {label} has no field “{field}”" if label[0] in "aeiou" else f"a {label} has no field “{field}”",
            f"Known are {known}.",
        ) from None


def check(kind: str, field: str, value: Any) -> Any:
    """The value as it will be stored: text cleaned, "" as None. Invalid for a wrong type, choice or range.

    A contact may be an id or a name; a name is left as text, for the write to resolve.
    """
    spec = field_of(kind, field)
    if value is None:
        return None
    path = f"{kind}/{field}"
    match spec.type:
        case "text" | "long":
            if not isinstance(value, str):
                raise Invalid(path, f"{spec.label} is text, not {_kind(value)}")
            text = clean(value).strip()
            text = text if spec.type == "long" else " ".join(text.split())
            fault = limits.length_fault(kind, field, spec.label, text, several_lines=spec.type == "long")
            if fault:
                raise Invalid(path, fault)
            return (_domain(path, text) if field == "domain" else text) or None
        case "money":
            if not isinstance(value, Money):
                raise Invalid(path, f"{spec.label} is an amount of money, not {_kind(value)}")
            if value.currency not in currencies.CODES:
                raise Invalid(path, f"“{value.currency}” is not a currency code such as USD or EUR")
            return value
        case "percent" | "number":
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise Invalid(path, f"{spec.label} is a number, not {_kind(value)}")
            return float(_in_range(kind, field, spec, value))
        case "integer" | "rating":
            if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
                raise Invalid(path, f"{spec.label} is a whole number, not {_kind(value)}")
            if spec.type == "rating" and not 1 <= value <= 5:
                raise Invalid(path, f"{spec.label} goes from 1 to 5")
            if abs(value) >= 2**63:
                raise Invalid(path, f"{spec.label} is too large a number")
            return int(_in_range(kind, field, spec, value))
        case "date":
            if isinstance(value, datetime) or not isinstance(value, date):
                raise Invalid(path, f"{spec.label} is a date, not {_kind(value)}")
            if not _FIRST <= value <= _LAST:
                raise Invalid(path, f"{spec.label} lies in the year {value.year}; it must be between 1900 and 2200")
            return value
        case "datetime":
            if not isinstance(value, datetime) or value.tzinfo is None:
                raise Invalid(path, f"{spec.label} is a moment with its time zone, not {_kind(value)}")
            return value
        case "choice":
            if value == "":
                return None
            if value not in [option.id for option in spec.options]:
                raise Invalid(path, f"“{value}” is none of the choices", _choices(spec))
            return value
        case "yes-no":
            if not isinstance(value, bool):
                raise Invalid(path, f"{spec.label} is yes or no, not {_kind(value)}")
            return value
        case "contact":
            if isinstance(value, str):
                name = " ".join(clean(value).split())
                fault = limits.length_fault("contact", "name", spec.label, name)
                if fault:
                    raise Invalid(path, fault)
                return name or None
            if isinstance(value, bool) or not isinstance(value, int):
                raise Invalid(path, f"{spec.label} is a person, not {_kind(value)}")
            return value


def _in_range(kind: str, field: str, spec: Field, value: float) -> float:
    fault = limits.range_fault(kind, field, spec.label, value)
    if fault:
        raise Invalid(f"{kind}/{field}", fault)
    return value


def _domain(path: str, text: str) -> str:
    """A web address as its domain, the form that imports keep and match by."""
    from csdesk.sync.domains import domain_of

    found = domain_of(text)
    if text and not found:
        raise Invalid(path, f"“{text[:60]}” is not a domain such as example.com")
    return found


def parse(desk: Desk, kind: str, field: str, text: str) -> Any:
    """What a person typed, as a value of the field's type; "" is None. Invalid says what does not fit.

    A contact's name stays text: the write that takes it finds the person or makes one.
    """
    spec = field_of(kind, field)
    typed = clean(text).strip()
    if not typed:
        return None
    path = f"{kind}/{field}"
    try:
        match spec.type:
            case "money":
                return parse_money(typed, desk.formats)
            case "percent":
                return parse_percent(typed, desk.formats)
            case "number" | "integer" | "rating":
                return check(kind, field, parse_number(typed, desk.formats))
            case "date":
                return check(kind, field, parse_date(typed, desk.clock.today(), desk.formats.date_order))
            case "datetime":
                return check(kind, field, datetime.fromisoformat(typed))
            case "choice":
                return _choice(spec, path, typed)
            case "yes-no":
                return _yes_no(spec, path, typed)
    except ParseError as error:
        raise Invalid(path, error.reason) from error
    except ValueError as error:
        raise Invalid(path, f"“{typed}” is not a moment such as 2026-11-23T09:30+00:00") from error
    return check(kind, field, text)


def display(desk: Desk, kind: str, field: str, value: Any) -> str:
    """A value as a person reads it, in the CSM's formats; "" when it is not known."""
    if value is None:
        return ""
    spec = field_of(kind, field)
    if (kind, field) in record_links.LINKS:
        return record_links.title(desk, kind, field, value)
    match spec.type:
        case "money":
            return format_money(value, desk.formats)
        case "percent":
            return format_percent(value, desk.formats)
        case "number":
            return format_number(value, desk.formats)
        case "integer" | "rating":
            return format_number(float(value), desk.formats, 0)
        case "date":
            return format_date(value)
        case "datetime":
            return moment_text(value)
        case "choice":
            return next((option.label for option in spec.options if option.id == value), str(value))
        case "yes-no":
            return "Yes" if value else "No"
        case "contact":
            if isinstance(value, str):
                return value
            from csdesk.desk import people

            return people.names(desk, {value}).get(value, "")
    return str(value)


def moment_text(moment: datetime) -> str:
    """A moment in the time of this computer: "23 Nov 2026 14:05"."""
    local = moment.astimezone()
    return f"{format_date(local.date())} {local:%H:%M}"


def _choice(spec: Field, path: str, typed: str) -> str:
    wanted = fold(typed).replace("-", " ")
    for option in spec.options:
        if wanted in (fold(option.id).replace("-", " "), fold(option.label).replace("-", " ")):
            return option.id
    raise Invalid(path, f"“{typed}” is none of the choices", _choices(spec))


def _yes_no(spec: Field, path: str, typed: str) -> bool:
    word = fold(typed)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Invalid(path, f"{spec.label} is yes or no, not “{typed}”")


def _choices(spec: Field) -> str:
    return f"Choose {', '.join(option.label for option in spec.options)}."


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return f"{value}"
