"""Settings kept in the book: who the CSM is, formats, policy, appearance; and the book's upkeep."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.book.backup import Backup
from csdesk.book.check import CheckReport
from csdesk.book.tables import SETTING
from csdesk.desk.core import Changed
from csdesk.desk.errors import Invalid
from csdesk.values import currencies
from csdesk.values.formats import Formats

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["Backup", "CheckReport", "Profile", "backup", "backups", "check", "formats", "get", "policy_id", "put"]

DEFAULT_POLICY = "handbook"
LONGEST_ABSENCE = 366
"""Days that one range of days off may have; a longer one is a slip of the year."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The CSM and the letterhead: what stands on every document."""

    name: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    company: str = ""
    logo: bytes = b""
    """A PNG or JPEG file's bytes; empty for none."""
    colour: str = ""
    """The letterhead colour as #RRGGBB; empty for CSDesk's own."""
    footer: str = ""


def get(desk: Desk, key: str, default: Any = None) -> Any:
    """A setting's value: anything JSON can hold."""
    with desk.book.read() as connection:
        text = connection.exec_driver_sql("SELECT value FROM setting WHERE key=?", (key,)).scalar()
    return default if text is None else json.loads(text)


def put(desk: Desk, key: str, value: Any, *, name: str | None = None, undoable: bool = False) -> Changed:
    """Keep a setting. Only what a person would want to take back is `undoable`; a window's size is not."""
    return put_all(desk, {key: value}, name=name or f"Set {key}", undoable=undoable)


def put_all(desk: Desk, values: Mapping[str, Any], *, name: str, undoable: bool = False) -> Changed:
    """Keep several settings in one step."""
    with desk.write(name, undoable=undoable) as tx:
        known = {row.key: row.id for row in tx.select(SETTING.select().where(SETTING.c.key.in_(list(values))))}
        for key, value in values.items():
            if key in known:
                tx.update("setting", known[key], {"value": value})
            elif value is not None:
                tx.insert("setting", {"key": key, "value": value})
    return tx.changed


def read_profile(desk: Desk) -> Profile:
    """The profile as kept; `desk.profile` caches it."""
    kept = get(desk, "profile", {})
    known = {key: str(value) for key, value in kept.items() if key in Profile.__slots__ and key != "logo"}
    return Profile(**known, logo=base64.b64decode(kept.get("logo", "")))


def set_profile(desk: Desk, profile: Profile | None = None, **values: Any) -> Changed:
    """Keep the profile, or only the named parts of it. Invalid for a colour that is not #RRGGBB or a foreign logo."""
    wanted = profile or replace(desk.profile, **values)
    colour = wanted.colour.strip()
    if colour and not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
        raise Invalid("profile/colour", f"“{colour}” is not a colour such as #1F4E79")
    if wanted.logo and not wanted.logo.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        raise Invalid("profile/logo", "the logo is neither a PNG nor a JPEG picture")
    kept = asdict(wanted) | {"colour": colour, "logo": base64.b64encode(wanted.logo).decode()}
    return put(desk, "profile", kept, name="Change the profile", undoable=True)


def read_formats(desk: Desk) -> Formats:
    """The formats as kept, or those of this computer's language; `desk.formats` caches them."""
    kept = get(desk, "formats")
    if kept is None:
        return Formats.for_locale(_locale())
    return Formats(**{key: value for key, value in kept.items() if key in Formats.__slots__})


def formats(desk: Desk) -> Formats:
    """How the CSM writes dates, numbers and money."""
    return desk.formats


def set_formats(desk: Desk, formats: Formats) -> Changed:
    """Keep the formats. Invalid for equal signs or an unknown currency."""
    if formats.decimal == formats.group or not formats.decimal:
        raise Invalid("formats/decimal", "the decimal sign and the thousands sign must differ")
    if formats.currency not in currencies.CODES:
        raise Invalid("formats/currency", f"“{formats.currency}” is not a currency code such as USD or EUR")
    return put(desk, "formats", asdict(formats), name="Change the formats", undoable=True)


def policy_id(desk: Desk) -> str:
    """The id of the policy that the book is read by."""
    return str(get(desk, "policy", DEFAULT_POLICY))


def choose_policy(desk: Desk, policy: str) -> Changed:
    """Read the book by another policy; Invalid for one that is not there."""
    from csdesk.policy.load import policies

    known = policies()
    if policy not in known:
        raise Invalid("policy", f"there is no policy “{policy}”", f"Choose one of {', '.join(sorted(known))}.")
    return put(desk, "policy", policy, name=f"Choose the policy {known[policy].title}", undoable=True)


def days_off_ranges(desk: Desk) -> tuple[tuple[date, date], ...]:
    """The CSM's days off as they were written: first and last day of each, the earliest first."""
    kept = get(desk, "days_off", [])
    found: list[tuple[date, date]] = []
    for pair in kept if isinstance(kept, list) else []:
        try:
            first, last = (date.fromisoformat(str(one)) for one in pair)
        except (TypeError, ValueError):
            continue
        if first <= last and (last - first).days < LONGEST_ABSENCE:
            found.append((first, last))
    return tuple(sorted(found))


def days_off(desk: Desk) -> frozenset[date]:
    """Every single day off; nothing of a run, a plan or a review is put on one. Weekends are not among them."""
    return frozenset(
        first + timedelta(days=number)
        for first, last in days_off_ranges(desk)
        for number in range((last - first).days + 1)
    )


def set_days_off(desk: Desk, days: Iterable[date | tuple[date, date]]) -> Changed:
    """Keep the days off: single days or (first, last). What touches or overlaps is joined.

    Invalid for a range that ends before it begins or is longer than a year.
    """
    ranges: list[tuple[date, date]] = []
    for one in days:
        first, last = one if isinstance(one, tuple) else (one, one)
        if last < first:
            raise Invalid("days_off", f"{last.isoformat()} is before {first.isoformat()}", "Write the first day first.")
        if (last - first).days >= LONGEST_ABSENCE:
            raise Invalid("days_off", f"{first.isoformat()} to {last.isoformat()} is longer than a year")
        ranges.append((first, last))
    joined: list[tuple[date, date]] = []
    for first, last in sorted(ranges):
        if joined and (first - joined[-1][1]).days <= 1 and (last - joined[-1][0]).days < LONGEST_ABSENCE:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    kept = [[first.isoformat(), last.isoformat()] for first, last in joined]
    return put(desk, "days_off", kept, name="Change the days off", undoable=True)


def read_days_off(desk: Desk, text: str) -> tuple[date, date]:
    """The first and last day that are typed: "24 Dec to 1 Jan", "next Friday". Invalid says what cannot be read."""
    from csdesk.values.dates import parse_date
    from csdesk.values.errors import ParseError

    today, order = desk.clock.today(), desk.formats.date_order
    first_words, _, last_words = re.sub(r"\s+(?:to|until|-|–)\s+|\s*–\s*", "\0", text.strip()).partition("\0")
    try:
        first = parse_date(first_words, today, order)
        # The end is read from the beginning on, so that "24 Dec to 1 Jan" ends in the next year.
        last = parse_date(last_words, first, order) if last_words else first
    except ParseError as error:
        raise Invalid("days_off", error.reason) from error
    if last < first:
        raise Invalid("days_off", "the last day is before the first")
    return first, last


def appearance(desk: Desk) -> Mapping[str, Any]:
    """How the window looks: "theme" (system, light or dark), "density", "text_size"; only what was ever set."""
    return dict(get(desk, "appearance", {}))


def set_appearance(desk: Desk, **values: Any) -> Changed:
    """Keep parts of the appearance; no undo step."""
    return put(desk, "appearance", {**appearance(desk), **values}, name="Change the appearance")


def backup(desk: Desk, to: Path | None = None) -> Path:
    """Make a verified backup now, beside the book or at `to`; its path."""
    return desk.book.backup(to)


def backup_for_import(desk: Desk) -> Path:
    """The backup that goes before every import; its path."""
    return desk.book.backup(reason="import")


def backups(desk: Desk) -> list[Backup]:
    """The book's backups, newest first."""
    return desk.book.backups()


def restore(source: Path, path: Path, *, clock: Any = None) -> Path | None:
    """Put a backup in the place of the closed book at `path`; the path of a copy of what was there before."""
    from csdesk.book.book import Book
    from csdesk.values.clock import Clock

    return Book.restore(source, path, clock=clock or Clock())


def check(desk: Desk) -> CheckReport:
    """Look the whole book through; changes nothing."""
    return desk.book.check()


def index_due(desk: Desk, step: Callable[[], bool] | None = None) -> None:
    """Finish indexing for search after a large import; `step` is asked between parts, False stops."""
    desk.book.index_due(step)


def _locale() -> str:
    import locale
    import os

    for variable in ("LC_ALL", "LC_MONETARY", "LC_NUMERIC", "LANG"):
        name = os.environ.get(variable, "")
        if name and name not in ("C", "POSIX") and not name.startswith("C."):
            return name
    return locale.getlocale()[0] or "en_US"
