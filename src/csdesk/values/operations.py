"""What the expression language does with values: comparing, counting and calculating without ever failing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from csdesk.values.money import Money


def extreme(found: list[object], name: str) -> object:
    """The smallest ("min") or largest ("max") of the values, lists taken apart; None when there is none."""
    flat: list[object] = []
    for value in found:
        flat.extend(value if isinstance(value, list | tuple | set | frozenset) else [value])
    best: object = None
    for value in flat:
        if value is None:
            continue
        if best is None or ordered(value, best, "<" if name == "min" else ">"):
            best = value
    return best


def total(found: list[object]) -> object:
    """All numbers and amounts together, lists taken apart; what is not known is left out, None when nothing is known.

    Amounts in more than one currency make no sum: None.
    """
    flat: list[object] = []
    for value in found:
        flat.extend(value if isinstance(value, list | tuple | set | frozenset) else [value])
    known = [value for value in flat if value is not None]
    if not known or len({value.currency for value in known if isinstance(value, Money)}) > 1:
        return None
    result: object = 0
    for value in known:
        result = calculate("+", result, value)
    return result


def rounded(value: object, digits: object) -> object:
    """A number to so many digits after the point, halves away from zero; None for what is no number."""
    number, places = _number(value), _number(digits)
    if number is None or places is None or not 0 <= places <= 6:
        return None
    step = Decimal(1).scaleb(-int(places))
    result = number.quantize(step, ROUND_HALF_UP)
    return int(result) if result == result.to_integral_value() else float(result)


def length(value: object) -> int:
    """Characters of a text, items of a list; 0 for None, 1 for anything else."""
    if value is None:
        return 0
    return len(value) if isinstance(value, str | list | tuple | set | frozenset | Mapping) else 1


def empty(value: object) -> bool:
    """Whether nothing is there: None, a text of blanks, a list of nothing. False and 0 are something."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | set | frozenset | Mapping) and not value)


def true(value: object) -> bool:
    """Whether a value counts as true."""
    return bool(value) and not empty(value)


def true_count(value: object) -> int:
    """How many items of a list count as true; 1 or 0 for anything else."""
    return sum(true(one) for one in value) if isinstance(value, list | tuple | set | frozenset) else int(true(value))


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, float):
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    return None


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


_EXACT: Final = 1e15
"""Up to here a float is as its digits say to the last, so that whole numbers and floats compare as they stand."""


def _plain(value: object) -> bool:
    return type(value) in (int, float) and -_EXACT < value < _EXACT  # type: ignore[operator]


def equal(left: object, right: object) -> bool:
    """Whether two values are the same: numbers by value, dates by day, texts exactly."""
    if _plain(left) and _plain(right):
        return left == right
    if isinstance(left, Money) and isinstance(right, Money):
        return left == right
    numbers = _number(left), _number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] == numbers[1]
    if isinstance(left, date) or isinstance(right, date):
        return _date(left) is not None and _date(left) == _date(right)
    return type(left) is type(right) and left == right


def within(item: object, group: object) -> bool:
    """Whether a list holds the item, or a text the part."""
    if isinstance(group, str):
        return isinstance(item, str) and item in group
    if isinstance(group, Mapping):
        return isinstance(item, str) and item in group
    if isinstance(group, list | tuple | set | frozenset):
        return any(equal(item, other) for other in group)
    return False


def _comparable(left: object, right: object) -> tuple[Any, Any] | None:
    """Both as numbers, else as days, else as texts; None for what cannot be compared."""
    number = _number(left)
    if number is not None:
        other = _number(right)
        return None if other is None else (number, other)
    day, other_day = _date(left), _date(right)
    if day is not None and other_day is not None:
        return day, other_day
    return (left, right) if isinstance(left, str) and isinstance(right, str) else None


def ordered(left: object, right: object, sign: str) -> bool:
    """Whether `left` stands to `right` as the sign says; False for what cannot be compared."""
    if left is None or right is None:
        return False
    if isinstance(left, Money) and isinstance(right, Money) and left.currency != right.currency:
        return False
    pair: tuple[Any, Any] | None = (left, right) if _plain(left) and _plain(right) else _comparable(left, right)
    if pair is None:
        return False
    compared = int(pair[0] > pair[1]) - int(pair[0] < pair[1])
    return {"<": compared < 0, "<=": compared <= 0, ">": compared > 0, ">=": compared >= 0}[sign]


def calculate(sign: str, left: object, right: object, *, dates: bool = False) -> object:
    """A sum, difference, product or quotient; days between dates; None for what does not fit."""
    numbers = _number(left), _number(right)
    if numbers[0] is not None and numbers[1] is not None and not dates:
        return _calculate_numbers(sign, numbers[0], numbers[1])
    day, other = _date(left), _date(right)
    if day is None or sign not in "+-":
        return None
    if other is not None:
        return (day - other).days if sign == "-" else None
    if numbers[1] is None or dates or numbers[1] != int(numbers[1]):
        return None
    try:
        return day + timedelta(days=int(numbers[1]) * (1 if sign == "+" else -1))
    except OverflowError:
        return None


def _calculate_numbers(sign: str, left: Decimal, right: Decimal) -> object:
    try:
        if sign == "+":
            result = left + right
        elif sign == "-":
            result = left - right
        elif sign == "*":
            result = left * right
        elif right == 0:
            return None
        else:
            result = left / right
    except ArithmeticError:
        return None
    if not result.is_finite():
        return None
    return int(result) if result == result.to_integral_value() and abs(result) < 10**18 else float(result)
