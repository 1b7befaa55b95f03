"""What a column of numbers or amounts proves about its decimal mark, and its currencies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from csdesk.values import currencies

_CORE = re.compile(r"\d[\d.,'’\u00a0\u202f\u2009 ]*")
_PLAIN = re.compile(r"-?\d+(?:\.\d{1,2})?")
_BOTH = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d{1,2}")
_SIGN = re.compile(r"[^\d\s.,'’()+\-−–%]+(?:[.](?=\s|\d|$))?")
_SCALES = frozenset(
    ["k", "tsd", "thousand", "mm", "mn", "mio", "mln", "m", "million", "bn", "b", "mrd", "billion", "e"]
)


@dataclass(slots=True)
class DecimalEvidence:
    """How many values prove a decimal point, a decimal comma, or neither, with examples."""

    point: int = 0
    comma: int = 0
    open_point: int = 0
    """Values such as 1.230, where the point may be either mark."""
    open_comma: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: DecimalEvidence) -> None:
        """Take another column's counts in."""
        self.point += other.point
        self.comma += other.comma
        self.open_point += other.open_point
        self.open_comma += other.open_comma

    @property
    def proven(self) -> str | None:
        """The decimal mark that most values prove; None without proof or when the proofs balance."""
        if self.point > self.comma * 2:
            return "."
        if self.comma > self.point * 2:
            return ","
        return None


def decimal_evidence(values: Iterable[str]) -> DecimalEvidence:
    """The evidence of distinct `values`."""
    found = DecimalEvidence()
    for value in values:
        if _PLAIN.fullmatch(value):
            found.point += "." in value
            continue
        if _BOTH.fullmatch(value):
            found.point += 1
            continue
        match = _CORE.search(value)
        if not match:
            continue
        core = re.sub(r"[\s'’\u00a0\u202f\u2009]", "", match.group()).rstrip(".,")
        points, commas = core.count("."), core.count(",")
        if not points and not commas:
            continue
        if points and commas:
            mark = "." if core.rfind(".") > core.rfind(",") else ","
        elif points > 1 or commas > 1:
            mark = "," if points else "."
        else:
            sign = "." if points else ","
            whole, _, rest = core.partition(sign)
            if len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0":
                if sign == ".":
                    found.open_point += 1
                else:
                    found.open_comma += 1
                if len(found.examples) < 3:
                    found.examples.append(value)
                continue
            mark = sign
        if mark == ".":
            found.point += 1
        else:
            found.comma += 1
    return found


def signs(values: Iterable[str], own: str) -> Counter[str]:
    """The currencies written in the values themselves, by ISO code, for a person whose usual currency is `own`."""
    found: Counter[str] = Counter()
    for value in values:
        for sign in _SIGN.findall(value):
            if sign.lower().rstrip(".") in _SCALES:
                continue
            code = currencies.resolve(sign, own)
            if code:
                found[code] += 1
    return found


def has_dollar_sign(values: Iterable[str]) -> bool:
    """Whether a bare $, which stands for several currencies, is written in any value."""
    return any(re.search(r"(?<![A-Za-z])\$", value) for value in values)
