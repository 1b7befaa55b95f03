"""Finding accounts: the words and filters typed into a search field, on a command line or kept in a saved view.

`tier:1,2 stage:renewing renewal<90 ada` asks for accounts of tier 1 or 2, in renewal, with 90 days left at most, whose
name, domain, owner, CRM id or industry holds "ada". `-stage:leaving` turns a filter round. Quotes keep spaces together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from csdesk.desk.account_rows import AccountRow
from csdesk.values.text import fold

Operator = Literal[":", "<", ">"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a field, how it compares, and the values it may have."""

    field: str
    operator: Operator
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        values = ",".join(f'"{value}"' if re.search(r"[\s,]", value) else value for value in self.values)
        return f"{'-' if self.negated else ''}{self.field}{self.operator}{values}"


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all be found, and filters that must all hold."""

    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        return " ".join([*map(str, self.filters), *(f'"{w}"' if " " in w else w for w in self.words)])


class QueryError(ValueError):
    """A filter that cannot be understood; `reason` says which and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_TEXTS: dict[str, tuple[str, Callable[[AccountRow], str]]] = {
    "tier": ("Tier", lambda row: row.tier),
    "stage": ("Stage", lambda row: row.stage),
    "owner": ("Owner", lambda row: row.owner),
    "band": ("Health", lambda row: row.band),
    "health": ("Health", lambda row: row.band),
    "industry": ("Industry", lambda row: row.industry),
    "segment": ("Segment", lambda row: row.segment),
    "product": ("Product", lambda row: row.product),
    "country": ("Country", lambda row: row.country),
    "support": ("Support plan", lambda row: row.support_plan),
    "plan": ("Success plan", lambda row: row.plan or "none"),
    "move": ("Should move tier", lambda row: row.move or "stays"),
    "proposed": ("Proposed tier", lambda row: row.proposed),
    "coverage": ("Served by", lambda row: row.coverage),
    "override": ("Tier override", lambda row: "yes" if row.overridden else "no"),
    "name": ("Name", lambda row: row.name),
    "domain": ("Domain", lambda row: row.domain),
}
_WORK = frozenset({"move", "proposed", "coverage", "override", "next"})
"""Filters of what the rules make of an account; such rows are read with their work."""
_TONES = {"green", "yellow", "red"}
_NUMBERS: dict[str, tuple[str, Callable[[AccountRow], float | None]]] = {
    "renewal": ("Days to renewal", lambda row: row.days_left),
    "touch": ("Days since the last touch", lambda row: row.days_quiet),
    "score": ("Health score", lambda row: row.score),
    "change": ("Health in 30 days", lambda row: row.change),
    "arr": ("ARR", lambda row: None if row.arr is None else float(row.arr.amount)),
    "seats": ("Seats", lambda row: row.seats),
    "next": ("Days to the next touch", lambda row: row.days_to_touch),
}

FIELDS: dict[str, str] = {name: label for name, (label, _) in {**_TEXTS, **_NUMBERS}.items() if name != "health"}
"""Every filter by name, with the label a person reads."""

_TOKEN = re.compile(r'(-)?(?:([A-Za-z]+)([:<>]))?((?:"[^"]*"|[^\s"])*)')


def parse(text: str) -> Query:
    """The query that `text` writes; QueryError for an unknown field or a limit that is no number.

    A word with a colon whose first part is no field ("https://x") is a word.
    """
    words: list[str] = []
    filters: list[Filter] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            position += 1
            continue
        position = match.end()
        minus, field, operator, value = match.groups()
        name = (field or "").casefold()
        if field and (name in _TEXTS or name in _NUMBERS):
            filters.append(_filter(name, operator, value, bool(minus)))
        elif field and operator in "<>":
            raise QueryError(f"“{field}” is no filter; there are {', '.join(FIELDS)}")
        elif word := match.group(0).replace('"', "").strip():
            words.append(word)
    return Query(tuple(words), tuple(filters))


def _filter(name: str, operator: str, value: str, negated: bool) -> Filter:
    parts = [part.strip().strip('"') for part in re.findall(r'"[^"]*"|[^,]+', value)]
    values = tuple(part for part in parts if part)
    if not values:
        raise QueryError(f"“{name}{operator}” has no value")
    if name in _NUMBERS:
        for one in values:
            try:
                float(one)
            except ValueError:
                raise QueryError(f"“{name}” is compared with a number, and “{one}” is none") from None
        return Filter(name, operator, values[:1], negated)  # type: ignore[arg-type]
    if operator != ":":
        raise QueryError(f"“{name}” has no order: write {name}:{values[0]}")
    return Filter(name, ":", values, negated)


def select(rows: Iterable[AccountRow], query: Query) -> tuple[AccountRow, ...]:
    """The rows that match, in their order."""
    tests = [_test(one) for one in query.filters]
    words = [fold(word) for word in query.words]
    return tuple(row for row in rows if all(test(row) for test in tests) and _has(row, words))


def _has(row: AccountRow, words: list[str]) -> bool:
    if not words:
        return True
    text = fold(f"{row.name} {row.domain} {row.owner} {row.crm_id} {row.industry} {row.next_step}")
    return all(word in text for word in words)


@lru_cache(maxsize=8192)
def _fold_value(value: str) -> str:
    # Ten thousand accounts share some dozens of owners, stages and tiers.
    return fold(value)


def _test(one: Filter) -> Callable[[AccountRow], bool]:
    if one.field in _NUMBERS:
        number = _NUMBERS[one.field][1]
        limit = float(one.values[0])

        def compare(row: AccountRow) -> bool:
            value = number(row)
            if value is None:
                return False
            holds = value == limit if one.operator == ":" else value <= limit if one.operator == "<" else value >= limit
            if one.field == "renewal" and one.operator == "<":
                holds = holds and value >= 0
            return holds is not one.negated

        return compare
    read = _TEXTS[one.field][1]
    wanted = {fold(value) for value in one.values}
    tones = wanted & _TONES if one.field in ("band", "health") else set()

    def hold(row: AccountRow) -> bool:
        value = _fold_value(read(row))
        found = (
            value in wanted
            or (one.field == "move" and "any" in wanted and value != "stays")
            or any(value == f"{one.field} {want}" for want in wanted)
            or row.tone in tones
        )
        if one.field in ("owner", "name", "domain", "industry"):
            found = found or any(want in value for want in wanted)
        return found is not one.negated

    return hold


def values_of(rows: Iterable[AccountRow], field: str) -> tuple[tuple[str, int], ...]:
    """The values that a text filter finds in the rows, with counts, the commonest first; "" for not known."""
    counts: dict[str, int] = {}
    read = _TEXTS[field][1]
    for row in rows:
        value = read(row)
        counts[value] = counts.get(value, 0) + 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def needs_work(query: Query) -> bool:
    """Whether a query asks about what the rules make of accounts."""
    return any(one.field in _WORK for one in query.filters)


def is_number(field: str) -> bool:
    """Whether a filter compares with a number."""
    return field in _NUMBERS


def sort_rows(
    rows: Iterable[AccountRow], field: str, descending: bool = False, own: Mapping[int, Any] | None = None
) -> tuple[AccountRow, ...]:
    """The rows by one field of AccountRow, those without a value last either way, equal ones by name.

    `own` gives by account what to sort by instead, for a field of the CSM's own.
    """

    def value(row: AccountRow) -> object:
        if own is not None:
            return own.get(row.id)
        found = getattr(row, field)
        if field == "arr" and found is not None:
            return found.minor
        return fold(found) if isinstance(found, str) else found

    known = [row for row in rows if value(row) not in (None, "")]
    unknown = [row for row in rows if value(row) in (None, "")]
    known.sort(key=lambda row: fold(row.name))
    if own is not None and len({type(own[row.id]) for row in known} - {int, float, bool}) > 1:
        # A field whose kind was changed by hand: what cannot be compared stands together, by kind.
        known.sort(key=lambda row: (type(own[row.id]).__name__, own[row.id]), reverse=descending)
    else:
        known.sort(key=value, reverse=descending)  # type: ignore[arg-type]
    return (*known, *sorted(unknown, key=lambda row: fold(row.name)))
