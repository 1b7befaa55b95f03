"""How values stand in SQLite: column types for reading, and one codec for writing and for the journal.

Dates are ISO text, moments ISO text in UTC with a final Z, money two columns (minor units, currency), a yes or no 1 or
0, and structured values JSON text. The journal keeps the stored form; money there is [minor units, currency].
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from csdesk.values.money import Money

Storage = Literal["plain", "date", "moment", "flag", "json", "money"]
"""The ways a field is stored; "plain" is text or a number as it is."""


def dumps(value: object) -> str:
    """Compact JSON, the form of every JSON column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """An aware datetime as stored: UTC, milliseconds, ending in Z, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class IsoDate(TypeDecorator[date]):
    """A date as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """A yes or no as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """Any JSON value as text. Stored as TEXT, because SQLite would turn the JSON of a number into a number."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def encode(storage: Storage, value: Any) -> Any:
    """A catalog value in its stored form. Dates, moments and money in stored form already pass unchanged."""
    if value is None:
        return None
    return _ENCODE[storage](value)


def encode_column(storage: Storage, values: Sequence[Any]) -> list[Sequence[Any]]:
    """Many values of one field as the columns they are stored in: two for money, else one."""
    if storage == "plain":
        return [values]
    if storage == "money":
        pairs = [(None, None) if value is None else _money(value) for value in values]
        return [[pair[0] for pair in pairs], [pair[1] for pair in pairs]]
    turn = _ENCODE[storage]
    if storage in ("date", "moment"):
        return [[value if value is None or value.__class__ is str else turn(value) for value in values]]
    return [[None if value is None else turn(value) for value in values]]


def decode(storage: Storage, stored: Any) -> Any:
    """The catalog value of a stored form; the reverse of `encode`."""
    if stored is None:
        return None
    return _DECODE[storage](stored)


def _same(value: Any) -> Any:
    return value


def _date(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()[:10]


def _moment(value: Any) -> str:
    return value if isinstance(value, str) else moment_text(value)


def _money(value: Any) -> list[Any]:
    return [value.minor, value.currency] if isinstance(value, Money) else list(value)


_ENCODE: dict[str, Callable[[Any], Any]] = {
    "plain": _same,
    "date": _date,
    "moment": _moment,
    "flag": int,
    "json": dumps,
    "money": _money,
}
_DECODE: dict[str, Callable[[Any], Any]] = {
    "plain": _same,
    "date": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "flag": bool,
    "json": json.loads,
    "money": lambda stored: Money(stored[0], stored[1]),
}
