"""Dates as exports write them, and what a column's values prove about the order of day and month."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

from csdesk.values.errors import ParseError
from csdesk.values.formats import DateOrder
from csdesk.values.text import fold

_MONTHS = (
    "january jan januar janv janvier enero ene gennaio gen januari janeiro styczen sty ledna",
    "february feb februar fevr fev fevrier febrero febbraio februari fevereiro luty lut",
    "march mar marz maerz mrz mars marzo maart mrt marco marzec marca",
    "april apr avr avril abril abr aprile kwiecien kwi kwietnia",
    "may mai mayo maggio mag mei maio maj maja",
    "june jun juni juin junio giugno giu junho jun czerwiec cze czerwca",
    "july jul juli juil juillet julio luglio lug julho lipiec lip lipca",
    "august aug aout agosto ago augustus augusti sierpien sie sierpnia",
    "september sep sept septembre septiembre settembre set setembro wrzesien wrz wrzesnia",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik paz",
    "november nov novembre noviembre novembro listopad lis listopada",
    "december dec dezember dez decembre diciembre dic dicembre dezembro grudzien gru grudnia",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NUMERIC = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?\s+)?(\d{1,4})\s?([-/.\u2010-\u2013 ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?(?P<time>[T ,].*)?"
)
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_TIME = re.compile(
    r"[T ,]*(?:at |um |à |kl\.? )?\d{1,2}([:.h]\d{2}){0,2}([.,]\d{1,9})?\s*([ap]\.?\s?m\.?)?\s*"
    r"(z|utc|gmt|[a-z]{2,5}|[+-]\d{2}:?\d{2}|\(?(utc|gmt)?[+-]?\d{0,2}:?\d{0,2}\)?)?( ?\([^)]*\))?\s*",
    re.I,
)
_TOKENS = re.compile(r"[^\W\d_]+|\d+")
_WORD_TIME = re.compile(r"[ ,T]+\d{1,2}[:.]\d{2}([:.]\d{2})?.*$")
_SMALL = frozenset(["de", "of", "del", "di", "the", "le", "d", "o", "a", "den", "der", "di", "th", "st", "nd", "rd"])
_ZERO = re.compile(r"[0\s/.\-:T]+Z?")


@dataclass(slots=True)
class OrderEvidence:
    """What the values of one column say: how many prove day first, month first, or fit both, with examples."""

    dmy: int = 0
    mdy: int = 0
    either: int = 0
    examples: dict[str, list[str]] = field(default_factory=lambda: {"dmy": [], "mdy": [], "either": []})

    def add(self, other: OrderEvidence) -> None:
        """Take another column's counts in."""
        self.dmy += other.dmy
        self.mdy += other.mdy
        self.either += other.either

    @property
    def proven(self) -> DateOrder | None:
        """The order that the values prove, when at least five proofs in six agree."""
        if self.dmy > self.mdy * 5:
            return "dmy"
        if self.mdy > self.dmy * 5:
            return "mdy"
        return None


def evidence(values: Iterable[str]) -> OrderEvidence:
    """The evidence of distinct `values`; year-first and named dates prove nothing and need no order."""
    found = OrderEvidence()
    for value in values:
        match = _NUMERIC.fullmatch(value)
        if not match or len(match[1]) > 2:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 31 or second > 31 or (min(first, second) == 2 and max(first, second) > 29):
            continue  # No date in any order, so it proves none.
        if first > 12 and second <= 12:
            kind = "dmy"
        elif second > 12 and first <= 12:
            kind = "mdy"
        elif first == second:
            continue
        else:
            kind = "either"
        setattr(found, kind, getattr(found, kind) + 1)
        if len(found.examples[kind]) < 3:
            found.examples[kind].append(value)
    return found


def looks_like_date(value: str) -> bool:
    """Whether `value` is a date in any order, named or numeric; bare numbers do not count."""
    if value.isdigit():
        return False
    for order in ("dmy", "mdy"):
        try:
            return parse(value, order) is not None
        except ParseError:
            continue
    return False


def _year(text: str) -> int:
    number = int(text)
    if len(text) <= 2:
        return 2000 + number if number < 70 else 1900 + number
    return number


def _made(year: int, month: int, day: int, written: str) -> str:
    if not 1 <= month <= 12:
        raise ParseError(f"“{written}” is not a date: there is no month {month}")
    if not 1900 <= year <= 2200:
        raise ParseError(f"“{written}” is not a date that can be meant: the year is {year}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ParseError(f"“{written}” is not a date: {calendar.month_name[month]} {year} has {last} days")
    return f"{year:04}-{month:02}-{day:02}"


def parse(text: str, order: DateOrder, *, periods: bool = False) -> str | None:
    """The ISO date that a cell writes; None for one that means no date (0000-00-00).

    Times and time zones are dropped and the written day is kept. With `periods`, a month or quarter gives its last
    day. Raises ParseError with the reason.
    """
    value = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    if _ZERO.fullmatch(value) and len(value) >= 8:
        return None
    if value.replace(".", "", 1).isdigit():
        return _bare(value)
    match = _NUMERIC.fullmatch(value)
    if match and (not match["time"] or _TIME.fullmatch(match["time"])):
        return _numeric(match, order, text)
    cjk = _CJK.match(value)
    if cjk:
        return _made(int(cjk[1]), int(cjk[2]), int(cjk[3]), text)
    if periods and (period := _period(value)):
        return period
    return _named(value, text)


def _numeric(match: re.Match[str], order: DateOrder, text: str) -> str:
    first, second, third = match[1], match[3], match[4]
    if len(first) == 3 or len(third) == 3 or (len(first) == 4 and len(third) > 2):
        raise ParseError(f"“{text}” is not a date")
    if len(first) == 4:
        return _made(int(first), int(second), int(third), text)
    if order == "ymd" and len(third) <= 2:
        return _made(_year(first), int(second), int(third), text)
    day_first = order == "dmy" or (order == "ymd" and match[2] == ".")
    if order == "ymd" and not day_first:
        # Year last although the reader writes it first: what the numbers allow, else day first as most of the world.
        day_first = int(second) <= 12
    day, month = (int(first), int(second)) if day_first else (int(second), int(first))
    if month > 12 >= day:
        way = "day, month, year" if day_first else "month, day, year"
        raise ParseError(f"“{text}” is not a date when read as {way}: there is no month {month}")
    return _made(_year(third), month, day, text)


def _bare(value: str) -> str:
    digits = value.split(".")[0]
    try:
        if len(digits) == 8:
            return _made(int(digits[:4]), int(digits[4:6]), int(digits[6:]), value)
        if len(digits) == 13:
            return datetime.fromtimestamp(int(digits) / 1000, UTC).date().isoformat()
        if len(digits) == 10:
            return datetime.fromtimestamp(int(digits), UTC).date().isoformat()
        if len(digits) == 5 and 20_000 <= int(digits) <= 80_000:
            return (date(1899, 12, 30) + timedelta(days=int(digits))).isoformat()  # A spreadsheet's day number.
    except (OverflowError, OSError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
    raise ParseError(f"“{value}” is not a date")


@cache
def _month(word: str) -> int | None:
    folded = fold(word)
    return _MONTH.get(folded)


def _named(value: str, text: str) -> str:
    shorn = _WORD_TIME.sub("", value)
    month: int | None = None
    numbers: list[str] = []
    words = 0
    for token in _TOKENS.findall(shorn):
        if token.isdigit():
            numbers.append(token)
        elif month is None and _month(token):
            month = _month(token)
        elif fold(token) not in _SMALL:
            words += 1
    if month is None or words > 1 or len(numbers) < 2:
        if month is not None and len(numbers) == 1 and len(numbers[0]) == 4 and not words:
            raise ParseError(f"“{text}” is a month without a day")
        raise ParseError(f"“{text}” is not a date")
    if len(numbers) > 3 or any(len(n) == 3 or len(n) > 4 for n in numbers):
        raise ParseError(f"“{text}” is not a date")
    if len(numbers) == 3:  # "Thu Nov 21 00 2026" and the like would be a guess.
        raise ParseError(f"“{text}” is not a date")
    first, second = numbers
    year, day = (first, second) if len(first) == 4 else (second, first)
    return _made(_year(year), month, int(day), text)


def _period(value: str) -> str | None:
    match = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", value) or re.fullmatch(r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})", value)
    year = month = 0
    if match:
        groups = match.groupdict()
        year, month = (int(groups["y"]), int(groups["m"])) if groups else (int(match[1]), int(match[2]))
    quarter = re.fullmatch(r"(?:Q|T|K)\s?([1-4])[-/. ]*(?:FY)?(\d{4})|(\d{4})[-/. ]*(?:Q|T|K)\s?([1-4])", value, re.I)
    if quarter:
        year, month = int(quarter[2] or quarter[3]), int(quarter[1] or quarter[4]) * 3
    if not year:
        tokens = _TOKENS.findall(value)
        if len(tokens) == 2:
            names = [t for t in tokens if not t.isdigit()]
            years = [t for t in tokens if t.isdigit() and len(t) in (2, 4)]
            if len(names) == 1 and len(years) == 1:
                month, year = _month(names[0]) or 0, _year(years[0])
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        return None
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def is_period(value: str) -> bool:
    """Whether `value` names a month, a quarter or a day, as the columns of a wide table of readings do."""
    text = " ".join(value.split())
    if _period(text):
        return True
    return looks_like_date(text)
