"""Measures of a goal: a number and what it counts, read from free words, and the way from baseline to target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from csdesk.values import currencies
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats
from csdesk.values.numbers import ascii_digits, parse_decimal

_LEAD = re.compile(
    r"^\s*(?:about|around|approx\.?|ca\.?|circa|at least|at most|under|over|below|above|less than|more than|up to|"
    r"[~≈<>≤≥=]+)\s*",
    re.I,
)
_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<number>[0-9](?:[0-9.,'’\u00a0\u202f]|\s(?=[0-9]{3}(?![0-9])))*)")
_SCALE = re.compile(r"(k|K|M|mn|bn)(?![\w])|\s?(thousand|million|billion)\b")
_UNITS = {
    "d": "days", "day": "days", "h": "hours", "hr": "hours", "hrs": "hours", "hour": "hours", "min": "minutes",
    "mins": "minutes", "minute": "minutes", "s": "seconds", "sec": "seconds", "second": "seconds", "wk": "weeks",
    "week": "weeks", "month": "months", "mo": "months", "yr": "years", "year": "years", "percent": "%", "per cent": "%",
    "pct": "%", "user": "users", "ticket": "tickets", "point": "points", "pts": "points", "pt": "points",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and its unit: "days", "%", a currency code, or "" for a bare number."""

    number: float
    unit: str = ""


def parse_measure(text: str, formats: Formats | None = None) -> Measure | None:
    """The measure that `text` begins with, or None when it begins with none.

    "9.5 days", "under 3 d", "34%", "$1.2M", "38 of 60 stores" (38 stores). Singular and short units become the plural
    word, so that "1 day" and "9.5 d" compare.
    """
    formats = formats or Formats()
    rest = _LEAD.sub("", ascii_digits(text)).strip()
    currency = ""
    sign = re.match(r"(-?)\s*([^\s0-9.,+\-−(]{1,4})\s*(?=[-−]?[0-9])", rest)
    if sign:
        named = currencies.resolve(sign[2], formats.currency)
        if named is None:
            return None
        currency, rest = named, sign[1] + rest[sign.end() :]
    match = _NUMBER.match(rest)
    if not match:
        return None
    digits = match["number"].rstrip(".,'’ \u00a0\u202f")
    try:
        number = parse_decimal(digits, formats)
    except ParseError:
        return None
    after = rest[match.start("number") + len(digits) :]
    if scale := _SCALE.match(after):
        power = {"k": 3, "m": 6, "b": 9, "t": 3}[(scale[1] or scale[2])[0].lower()]
        number, after = number.scaleb(power), after[scale.end() :]
    value = float(-number if match["sign"] in ("-", "−") else number)
    return Measure(value, currency or _unit(after, formats))


def progress(
    baseline: Measure | float | str | None,
    current: Measure | float | str | None,
    target: Measure | float | str | None,
    formats: Formats | None = None,
) -> float | None:
    """How far the way from `baseline` to `target` is gone: 0.0 to 1.0, held to that range; falling targets too.

    None when one of the three is missing or unreadable or two name different units. A target equal to its baseline
    counts as 1.0 once the value stands there, and as None otherwise.
    """
    measures = [_as_measure(item, formats) for item in (baseline, current, target)]
    first, now, last = measures
    if first is None or now is None or last is None:
        return None
    if len({measure.unit for measure in (first, now, last) if measure.unit}) > 1:
        return None
    way = last.number - first.number
    if way == 0:
        return 1.0 if now.number == last.number else None
    return min(1.0, max(0.0, (now.number - first.number) / way))


def change(before: object, after: object, formats: Formats | None = None) -> str | None:
    """How a value has changed, in words: "32% less", "23 points more" between two shares, "new" from nothing.

    None when one of the two is missing or unreadable, or they count different things.
    """
    if not isinstance(before, str | float | int | Measure) or not isinstance(after, str | float | int | Measure):
        return None
    first, now = _as_measure(before, formats), _as_measure(after, formats)
    if first is None or now is None or (first.unit and now.unit and first.unit != now.unit):
        return None
    step = now.number - first.number
    if step == 0:
        return "unchanged"
    word = "more" if step > 0 else "less"
    if "%" in (first.unit, now.unit):
        points = f"{abs(step):.1f}".removesuffix(".0")
        return f"{points} {'point' if points == '1' else 'points'} {word}"
    if first.number == 0:
        return "new" if step > 0 else None
    share = round(abs(step / first.number) * 100)
    return f"{share}% {word}" if share else "hardly changed"


def _as_measure(item: Measure | float | str | None, formats: Formats | None) -> Measure | None:
    if item is None or isinstance(item, Measure):
        return item
    if isinstance(item, str):
        return parse_measure(item, formats)
    return Measure(float(item))


def _unit(after: str, formats: Formats) -> str:
    words = after.strip().lower()
    if words.startswith(("%", "percent", "per cent", "pct")):
        return "%"
    words = re.sub(r"^(?:of|out of|/)\s*[0-9.,]+\s*", "", words)
    word = re.match(r"[^\W\d_]+|[€£$¥₹]", words)
    if not word:
        return ""
    found = word[0]
    code = found.upper() if len(found) == 3 and found.upper() in currencies.CODES else None
    if not found.isalpha():
        code = currencies.resolve(found, formats.currency)
    return code or _UNITS.get(found, found)
