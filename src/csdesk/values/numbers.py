"""Numbers and percentages: read as people and spreadsheets write them, and written in a person's formats.

Reading is strict about the two separators, because a mistaken one changes an amount a thousandfold. The decimal sign
and the sign between thousands are those of the formats; spaces of every kind and apostrophes always separate
thousands. Where a text holds both a comma and a point and only one reading is possible ("1.234,56"), that reading is
taken; where two are possible, the formats decide; what fits no reading is refused with the reason.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats

_SPACES = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_APOSTROPHES = "'’ʼ‘`´"
_MINUS = "-−‐‑–﹣－"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PLAIN = re.compile(r"[0-9]+")
_SCIENTIFIC = re.compile(r"([0-9]+(?:[.,][0-9]+)?)[eE]([+-]?[0-9]{1,3})")
_SCALE = re.compile(
    r"([0-9.,'’ \u00a0\u202f\u2009]*[0-9])\s?(k|tsd|thousand|mm|mn|mio|mln|m|million|bn|b|mrd|billion)\.?", re.I
)
_SCALES = {
    "k": 3, "tsd": 3, "thousand": 3,
    "m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "million": 6,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9,
}  # fmt: skip
MAX_DIGITS = 30
"""More digits than this are no number that a business writes."""


def parse_decimal(text: str, formats: Formats) -> Decimal:
    """The exact number that `text` writes: signs, parentheses for minus, grouped thousands, 6.48M, 4.12E+05.

    Raises ParseError with the reason.
    """
    original = " ".join(text.split())
    rest = ascii_digits(_INVISIBLE.sub("", text)).strip(_SPACES + "\t\n")
    if not rest:
        raise ParseError("there is no number here")
    negative = False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip(_SPACES)
        if (rest[:1] in _MINUS and rest) or (rest[-1:] in _MINUS and rest):
            raise ParseError(f"“{original}” has both parentheses and a minus sign")
    if rest[:1] and rest[0] in _MINUS:
        negative, rest = True, rest[1:].strip(_SPACES)
    elif rest[:1] == "+":
        rest = rest[1:].strip(_SPACES)
    elif rest[-1:] and rest[-1] in _MINUS:
        negative, rest = True, rest[:-1].strip(_SPACES)
    value = _unsigned(rest, formats, original)
    return -value if negative and value else value


def parse_number(text: str, formats: Formats) -> float:
    """The number that `text` writes, as parse_decimal reads it. Raises ParseError with the reason."""
    return float(parse_decimal(text, formats))


def parse_percent(text: str, formats: Formats) -> float:
    """A percentage, in percent: "34", "34%", "34 %" and "34 percent" all give 34.0; "0.34" gives 0.34.

    Raises ParseError with the reason.
    """
    rest = _INVISIBLE.sub("", text).strip(_SPACES + "\t\n")
    shorn = re.sub(r"\s*(?:[%％٪]|per ?cent|pct)$", "", rest, flags=re.I)
    if not shorn:
        raise ParseError("there is no number here")
    opened = shorn.startswith("(") and rest.endswith(")")
    if opened:
        shorn = re.sub(r"\s*[%％٪]\)$", ")", shorn)
    try:
        return float(parse_decimal(shorn, formats))
    except ParseError:
        raise ParseError(f"“{' '.join(rest.split())}” is not a percentage; write it as 34%") from None


def format_number(number: float | Decimal, formats: Formats, digits: int | None = None) -> str:
    """`number` with grouped thousands: with `digits` decimals, or as many as it has up to six when None.

    Rounded half to even. A number that is not finite gives "–".
    """
    if isinstance(number, float) and not math.isfinite(number):
        return "–"
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    places = 6 if digits is None else digits
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    if digits is None:
        fraction = fraction.rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + group(whole, formats) + (formats.decimal + fraction if fraction else "")


def format_percent(percent: float, formats: Formats, digits: int | None = None) -> str:
    """`percent` (34.0 is 34 percent) as "34%"; with `digits` decimals, or as many as needed up to two when None."""
    if not math.isfinite(percent):
        return "–"
    exact = Decimal(repr(float(percent))).quantize(Decimal("0.01"), ROUND_HALF_EVEN) if digits is None else percent
    return format_number(exact, formats, digits) + "%"


def group(whole: str, formats: Formats) -> str:
    """The digits of a whole number with the formats' sign between thousands."""
    head = len(whole) % 3
    parts = ([whole[:head]] if head else []) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
    return formats.group.join(parts)


def ascii_digits(text: str) -> str:
    """`text` with the digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and unicodedata.category(char) == "Nd" else char
        for char in text
    )


def _unsigned(text: str, formats: Formats, original: str) -> Decimal:
    if match := _SCIENTIFIC.fullmatch(text):
        exponent = int(match[2])
        if abs(exponent) > 15:
            raise ParseError(f"“{original}” is too large or too small to be meant")
        return Decimal(match[1].replace(",", ".")).scaleb(exponent)
    if match := _SCALE.fullmatch(text):
        return _grouped(match[1], formats, original).scaleb(_SCALES[match[2].lower()])
    return _grouped(text, formats, original)


def _grouped(text: str, formats: Formats, original: str) -> Decimal:
    if sum(char.isdigit() for char in text) > MAX_DIGITS:
        raise ParseError(f"“{original[:40]}…” has too many digits")
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    other = "," if formats.decimal == "." else "."
    plain = re.sub(f"[{re.escape(_SPACES)}]", " ", text)
    plain = re.sub(f"[{re.escape(_APOSTROPHES)}]", "'", plain)
    if not re.fullmatch(r"[0-9.,' ]+", plain) or not any(char.isdigit() for char in plain):
        raise ParseError(f"“{original}” is not a number")
    decimal = formats.decimal
    last = max(plain.rfind("."), plain.rfind(","))
    if "." in plain and "," in plain and plain[last] == other and plain.count(other) == 1:
        decimal = other
    whole, mark, fraction = plain.partition(decimal)
    if fraction and not fraction.isdigit():
        raise ParseError(f"“{original}” is not a number: “{decimal}” separates the decimals and may stand once")
    separators = {char for char in whole if not char.isdigit()}
    if len(separators) > 1:
        raise ParseError(f"“{original}” is not a number: thousands are separated in two different ways")
    if separators:
        _check_groups(whole, separators.pop(), formats, original)
    digits = re.sub(r"[^0-9]", "", whole)
    if not digits and not fraction:
        raise ParseError(f"“{original}” is not a number")
    return Decimal(f"{digits or '0'}.{fraction or '0'}" if mark else digits)


def _check_groups(whole: str, separator: str, formats: Formats, original: str) -> None:
    first, *groups = whole.split(separator)
    thousands = all(len(part) == 3 for part in groups) and 1 <= len(first) <= 3
    lakhs = (
        len(groups) > 1
        and len(groups[-1]) == 3
        and all(len(part) == 2 for part in groups[:-1])
        and 1 <= len(first) <= 2
    )
    if thousands or lakhs:
        return
    if separator in ".,":
        raise ParseError(
            f"“{original}” is not a number here: “{separator}” separates thousands,"
            f" and decimals follow “{formats.decimal}”"
        )
    raise ParseError(f"“{original}” is not a number: thousands come in groups of three digits")
