"""What Today's list is made of, kept between readings: after a change only the accounts it touched are asked again."""

from __future__ import annotations

import importlib
import json
import logging
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakKeyDictionary

from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.core import Changed, Desk
from csdesk.desk.today_lines import Entry, Lines, Snoozed, snoozes
from csdesk.desk.today_model import Item, Source
from csdesk.desk.today_parts import among, day_of
from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy
from csdesk.policy.priority import LATER_DAYS
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

SOURCES: Final = (
    "csdesk.desk.escalations",
    "csdesk.desk.signals",
    "csdesk.desk.renewals",
    "csdesk.desk.runs",
    "csdesk.desk.cadence",
    "csdesk.desk.tiering",
    "csdesk.desk.today_actions",
    "csdesk.desk.today_reviews",
    "csdesk.desk.today_plans",
)
"""Every module of the desk that knows of things to do. A new one is one more line here."""
QUIET: Final = frozenset({"snooze"})
"""Kinds whose change asks nothing anew: snoozes are read each time."""
_OF_BOOK: Final = frozenset({"setting", "contact", "document", "document_issue", "answer"})
"""Kinds that, where they are of no account, concern no account: papers about the book, our own people, settings."""
_MANY: Final = 400
"""From so many touched accounts on, all are asked: one query for all is the cheaper way."""
_HEARD_NOT: Final = ("today.", "appearance", "window", "review.meeting.", "palette", "sample", "views", "health")
"""Settings by the beginning of their key that change nothing of what is due."""
_CLOSE: Final = "review.close."


@dataclass(frozen=True, slots=True)
class Known:
    """An account as the list shows it."""

    id: int
    name: str
    tier: str
    stage: str
    score: float | None
    band: str
    tone: str
    arr: Money | None
    renewal_date: date | None


@cache
def sources() -> tuple[Source, ...]:
    """The modules that are asked."""
    return tuple(cast(Source, importlib.import_module(name)) for name in SOURCES)


def of_book(desk: Desk, connection: Connection, today: date) -> list[tuple[Item, Source]]:
    """What is of no account, of the sources that have such things: they offer `book_items` for it."""
    until = today + timedelta(days=LATER_DAYS)
    found = []
    for source in sources():
        ask = getattr(source, "book_items", None)
        if ask is not None:
            try:
                found += [(item, source) for item in ask(desk, connection, today, until)]
            except Exception:
                log.exception("Today could not ask %s about the book", name_of(source))
    return found


def name_of(source: Source) -> str:
    """A source's short name, for the log."""
    return str(getattr(source, "__name__", source)).rpartition(".")[2]


def gather(
    desk: Desk, connection: Connection, today: date, accounts: Collection[int] | None
) -> tuple[list[tuple[Item, Source]], list[str]]:
    """What every source knows of, and which of them failed: one that fails does not take the others with it."""
    until = today + timedelta(days=LATER_DAYS)
    found: list[tuple[Item, Source]] = []
    broken: list[str] = []
    for source in sources():
        try:
            found += [(item, source) for item in source.due_items(desk, connection, today, until, accounts)]
        except Exception:
            log.exception("Today could not ask %s", name_of(source))
            broken.append(name_of(source))
    return found, broken


_ACCOUNTS = """
SELECT a.id, coalesce(a.name, ''), coalesce(a.tier, ''), coalesce(a.stage, ''), a.health_score, a.arr, a.arr_currency,
    a.renewal_date FROM account a WHERE a.deleted_at IS NULL{only}
"""


def read_accounts(connection: Connection, policy: Policy, accounts: Collection[int] | None) -> dict[int, Known]:
    """The accounts outside the bin, as the list shows them."""
    only, values = among("a.id", accounts)
    found = {}
    for row in connection.exec_driver_sql(_ACCOUNTS.format(only=only), values):
        number, name, tier, stage, score, arr, currency, renewal = row
        band = band_of(policy, score)
        worth = None if arr is None else Money(arr, currency)
        word, tone = (band.word, band.tone) if band else ("", "")
        found[number] = Known(number, name, tier, stage, score, word, tone, worth, day_of(renewal))
    return found


class Memory:
    """The items and accounts of one desk. Thread-safe; hears of every change and forgets what it touched."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._items: dict[int | None, tuple[Item, ...]] = {}
        self._accounts: dict[int, Known] = {}
        self._origin: dict[str, Source] = {}
        self._dirty: set[int] = set()
        self._all = True
        self._book = False
        """Whether what is of no account may be another by now."""
        self._settings_moved = False
        self._settings: Mapping[str, str] = {}
        self._team: Sequence[Any] = ()
        self._team_moved = False
        self._today = date.min
        self._policy: Policy | None = None
        self.broken: tuple[str, ...] = ()
        """Sources that failed the last time."""
        self.asked = 0
        """How many accounts the last reading asked about; -1 for all."""
        self._lines = Lines()
        self._unbuilt: set[int | None] | None = None
        """Accounts asked anew since the lines were made; None for all."""

    def hear(self, changed: Changed) -> None:
        """Note what a write touched."""
        kinds = changed.kinds - QUIET
        if not kinds:
            return
        with self._lock:
            self._book = self._book or bool(kinds - {"setting"})
            self._settings_moved = self._settings_moved or "setting" in kinds
            self._team_moved = self._team_moved or "contact" in kinds
            if changed.accounts:
                self._dirty |= changed.accounts
            elif kinds - _OF_BOOK:
                self._all = True

    def read(self, desk: Desk) -> tuple[Mapping[int | None, tuple[Item, ...]], Mapping[int, Known]]:
        """What is due by account (None: of no account), and the accounts."""
        with self._lock:
            today, policy = desk.clock.today(), chosen_policy(desk)
            # Taken before reading: what is written meanwhile is asked about the next time.
            dirty, everything = self._dirty, self._all or today != self._today or policy != self._policy
            book = self._book
            self._dirty, self._all, self._book = set(), False, False
            try:
                with desk.book.read() as connection:
                    more, of_all = self._moved(connection)
                    dirty = dirty | more
                    if everything or of_all or len(dirty) > _MANY:
                        self._read_all(desk, connection, today, policy)
                    elif dirty or book:
                        self._read_some(desk, connection, today, policy, dirty)
                    else:
                        self.asked = 0
            except BaseException:
                self._all = True
                raise
            self._today, self._policy = today, policy
            return self._items, self._accounts

    def lines(self, desk: Desk) -> tuple[tuple[Entry, ...], tuple[Snoozed, ...], Mapping[int, Known]]:
        """The lines of the list in order, those that are put off, and the accounts."""
        with self._lock:
            items, accounts = self.read(desk)
            today, now = desk.clock.today(), desk.clock.now()
            with desk.book.read() as connection:
                put_off = snoozes(connection, today)
            touched, self._unbuilt = self._unbuilt, set()
            try:
                self._lines.build(items, accounts, touched, put_off, today, now)
            except BaseException:
                self._unbuilt = None
                raise
            return self._lines.entries, self._lines.snoozed, accounts

    def source_of(self, key: str) -> Source | None:
        """The source that told of an item the last time."""
        with self._lock:
            return self._origin.get(key)

    def _moved(self, connection: Connection) -> tuple[set[int], bool]:
        """The accounts that changed settings concern, and whether they concern all; so for our own people."""
        accounts: set[int] = set()
        everything = False
        if self._settings_moved or not self._settings:
            before, self._settings = self._settings, _settings(connection)
            keys = {key for key in {*before, *self._settings} if before.get(key) != self._settings.get(key)}
            reviews = [int(key[len(_CLOSE) :]) for key in keys if key.startswith(_CLOSE)]
            everything = any(not key.startswith(_CLOSE) for key in keys)
            for number in reviews:
                found = connection.exec_driver_sql("SELECT account_id FROM review WHERE id=?", (number,)).scalar()
                accounts |= {found} if found is not None else set()
        if self._team_moved or not self._team:
            team = connection.exec_driver_sql(
                "SELECT id, name, deleted_at FROM contact WHERE account_id IS NULL ORDER BY id"
            ).fetchall()
            everything = everything or list(team) != list(self._team)
            self._team = team
        self._settings_moved = self._team_moved = False
        return accounts, everything

    def _read_all(self, desk: Desk, connection: Connection, today: date, policy: Policy) -> None:
        found, broken = gather(desk, connection, today, None)
        self._origin = {item.key: source for item, source in found}
        self._accounts = read_accounts(connection, policy, None)
        self._items = _by_account(found)
        self.broken, self.asked, self._unbuilt = tuple(broken), -1, None

    def _of_book(
        self, desk: Desk, connection: Connection, today: date, items: dict[int | None, tuple[Item, ...]]
    ) -> None:
        """Ask anew for what is of no account."""
        found = of_book(desk, connection, today)
        self._origin |= {item.key: source for item, source in found}
        mine = _by_account(found).get(None, ())
        if mine != items.get(None, ()):
            items.pop(None, None)
            if mine:
                items[None] = mine
            if self._unbuilt is not None:
                self._unbuilt.add(None)

    def _read_some(self, desk: Desk, connection: Connection, today: date, policy: Policy, accounts: set[int]) -> None:
        found, broken = gather(desk, connection, today, accounts) if accounts else ([], list(self.broken))
        fresh = read_accounts(connection, policy, accounts) if accounts else {}
        items = dict(self._items)
        known = dict(self._accounts)
        for number in accounts:
            items.pop(number, None)
            known.pop(number, None)
        self._origin |= {item.key: source for item, source in found}
        items |= {key: value for key, value in _by_account(found).items() if key in accounts}
        self._of_book(desk, connection, today, items)
        self._items, self._accounts = items, known | fresh
        self.broken, self.asked = tuple(broken), len(accounts)
        if self._unbuilt is not None:
            self._unbuilt |= accounts


def _by_account(items: Iterable[tuple[Item, Source]]) -> dict[int | None, tuple[Item, ...]]:
    found: dict[int | None, list[Item]] = {}
    for item, _ in items:
        found.setdefault(item.account_id, []).append(item)
    return {account: tuple(sorted(mine, key=lambda one: one.key)) for account, mine in found.items()}


def _settings(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT key, value FROM setting").fetchall()
    return {key: json.dumps(value) for key, value in rows if not key.startswith(_HEARD_NOT)}


_memories: WeakKeyDictionary[Desk, Memory] = WeakKeyDictionary()
_making = threading.Lock()


def memory(desk: Desk) -> Memory:
    """The memory of a desk, made on first use."""
    with _making:
        found = _memories.get(desk)
        if found is None:
            found = _memories[desk] = Memory()
            desk.subscribe(found.hear)
        return found
