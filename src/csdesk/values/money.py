"""Money: whole minor units of one currency, read from what people and exports write, and written in their formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from csdesk.values import currencies
from csdesk.values.errors import ParseError
from csdesk.values.formats import NO_BREAK_SPACE, Formats
from csdesk.values.numbers import ascii_digits, group, parse_decimal

Style = Literal["full", "short", "exact"]

MAX_MINOR = 10**17
"""Beyond this an amount is refused: no business has it, and SQLite keeps whole numbers of up to 9.2 * 10**18."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount: `minor` units (cents of USD, yen of JPY, a thousandth of KWD) of an ISO 4217 currency.

    Ordered by minor units first, which means something within one currency only.
    """

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-currencies.digits(self.currency))

    @classmethod
    def of(cls, amount: Decimal | int | float | str, currency: str) -> Money:
        """An amount in major units, rounded half to even to the currency's digits.

        Raises ParseError for an unknown currency or an amount beyond any business.
        """
        code = currency.strip().upper()
        if code not in currencies.CODES:
            raise ParseError(f"“{currency}” is not a currency code such as USD or EUR")
        exact = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
        if not exact.is_finite() or abs(exact) > MAX_MINOR:
            raise ParseError(f"{amount} is too large an amount")
        minor = int(exact.scaleb(currencies.digits(code)).quantize(Decimal(1), ROUND_HALF_EVEN))
        if abs(minor) > MAX_MINOR:
            raise ParseError(f"{amount} is too large an amount")
        return cls(minor, code)

    def __add__(self, other: Money) -> Money:
        """The sum; ValueError for two currencies, which are never added."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """The difference; ValueError for two currencies."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added: no exchange rate is known")
        return other


def parse_money(text: str, formats: Formats) -> Money:
    """The amount that `text` writes, in the currency it names, or the formats' own when it names none.

    Takes signs and codes before or after, grouped thousands, minus signs and parentheses, k, M and bn; decimals past
    the currency's digits are rounded half to even. Raises ParseError with the reason: no amount, two currencies, an
    unknown one, a number that fits no reading.
    """
    original = " ".join(text.split())
    if not original:
        raise ParseError("there is no amount here")
    rest = ascii_digits(text).strip()
    negative = False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip()
    before, number, after = _split(rest, original)
    lead = before.strip()
    if lead[:1] and lead[0] in "-−–+":
        if negative or number[:1] in "-−–+(":
            raise ParseError(f"“{original}” has two signs")
        negative, lead = lead[0] != "+", lead[1:].strip()
    elif lead[-1:] and lead[-1] in "-−–+":
        if negative:
            raise ParseError(f"“{original}” has both parentheses and a minus sign")
        negative, lead = lead[-1] != "+", lead[:-1].strip()
    named = [code for code in (_currency(lead, formats, original), _currency(after, formats, original)) if code]
    if len(set(named)) > 1 and not _same_sign(lead, after, named, formats):
        raise ParseError(f"“{original}” names two currencies, {named[0]} and {named[1]}")
    amount = parse_decimal(number, formats)
    if negative and amount < 0:
        raise ParseError(f"“{original}” has both parentheses and a minus sign")
    code = _clearer(lead, after, named) or formats.currency
    return Money.of(-amount if negative else amount, code)


def format_money(money: Money, formats: Formats, style: Style = "full") -> str:
    """`money` for a person: full "$412,000" (decimals only where there are any), short "$6.48M", exact "$412,000.00".

    The sign stands before where the decimal sign is a point and after where it is a comma; a sign that several
    currencies share is written out ("US$", "C$") unless it is the person's own. full and exact read back to the same.
    """
    amount = abs(money.amount)
    places = currencies.digits(money.currency)
    if style == "short":
        body = _short(amount, formats, places)
    else:
        whole, _, fraction = f"{amount:.{places}f}".partition(".")
        shown = fraction if style == "exact" or fraction.strip("0") else ""
        body = group(whole, formats) + (formats.decimal + shown if shown else "")
    sign = currencies.sign(money.currency, formats.currency)
    minus = "-" if money.minor < 0 else ""
    if formats.decimal == ",":
        return f"{minus}{body}{NO_BREAK_SPACE}{sign}"
    return f"{minus}{sign}{NO_BREAK_SPACE if sign[-1].isalpha() else ''}{body}"


def _short(amount: Decimal, formats: Formats, places: int) -> str:
    for power, letter in ((9, "B"), (6, "M"), (3, "k")):
        scaled = amount.scaleb(-power)
        digits = 0 if scaled >= 100 or (letter == "k" and scaled >= 10) else 1 if scaled >= 10 or letter == "k" else 2
        rounded = scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        if rounded >= 1 and scaled >= Decimal("0.9995"):
            whole, _, fraction = f"{rounded:f}".partition(".")
            fraction = fraction.rstrip("0")
            return group(whole, formats) + (formats.decimal + fraction if fraction else "") + letter
    whole = f"{amount.quantize(Decimal(1), ROUND_HALF_EVEN):f}"
    return group(whole, formats)


def _split(text: str, original: str) -> tuple[str, str, str]:
    """What stands before the number, the number with its own scale letter, and what stands after it."""
    found = re.search(r"[0-9]", text)
    if not found:
        raise ParseError(f"“{original}” is not an amount: it has no digits")
    start = found.start()
    while start and text[start - 1] in "(.,-−–+":
        if text[start - 1] in ".," and start > 1 and text[start - 2].isalpha():
            break
        start -= 1
    last = max(match.end() for match in re.finditer(r"[0-9]", text))
    tail = re.match(
        r"(?:[eE][+-]?[0-9]{1,3}|[.,](?=\s|$)|\s?(?:k|tsd|thousand|mm|mn|mio|mln|million|m|bn|b|mrd|billion)\b\.?)?"
        r"\)?[-−–]?",
        text[last:],
        re.I,
    )
    end = last + (tail.end() if tail else 0)
    number = text[start:end].strip()
    if number[-1:] in ".,":
        number = number[:-1]
    after = text[end:].strip()
    if re.match(r"[.,]?[-–—]{1,2}(?!\w)", after):
        after = after.lstrip(".,-–— ")
    return text[:start], number, after


def _currency(sign: str, formats: Formats, original: str) -> str | None:
    written = sign.strip(" \t\u00a0\u202f")
    if not written:
        return None
    code = currencies.resolve(written, formats.currency)
    if code:
        return code
    parts = written.split()
    if len(parts) == 2:
        codes = {currencies.resolve(part, formats.currency) for part in parts}
        if None not in codes:
            exact = [part.upper() for part in parts if part.upper() in currencies.CODES]
            if exact and (len(codes) == 1 or "$" in parts):
                return exact[0]
    raise ParseError(f"“{original}” is not an amount: “{written}” is not a currency")


def _same_sign(before: str, after: str, named: list[str], formats: Formats) -> bool:
    """Whether one of the two is a sign that may stand for the other: "$100 CAD"."""
    for sign, code in ((before.strip(), named[1]), (after.strip(), named[0])):
        if sign == "$" and code in currencies.DOLLARS:
            return True
        if sign in ("¥", "￥") and code in ("CNY", "JPY"):
            return True
        if sign.lower().rstrip(".") == "kr" and code in currencies.CROWNS:
            return True
    return False


def _clearer(before: str, after: str, named: list[str]) -> str | None:
    if len(named) < 2:
        return named[0] if named else None
    return named[1] if before.strip() in ("$", "¥", "￥", "kr", "kr.") else named[0]
