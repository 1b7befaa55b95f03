"""What Today's list is made of, kept between readings: after a change only the accounts it touched are asked again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.core import Changed, Desk
from csdesk.desk.today_lines import Entry, Lines, Snoozed, snoozes
from csdesk.desk.today_model import Item, Source
from csdesk.desk.today_sources import Known, by_account, gather, keeping_all, of_book, read_accounts, sources
from csdesk.policy.load import Policy

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["PART", "Known", "Memory", "memory", "sources"]

PART: Final = 500
"""Accounts asked about in one part of a reading of the whole book: about a fifth of a second."""
QUIET: Final = frozenset({"snooze"})
"""Kinds whose change asks nothing anew: snoozes are read each time."""
_OF_BOOK: Final = frozenset({"setting", "contact", "document", "document_issue", "answer"})
"""Kinds that, where they are of no account, concern no account: papers about the book, our own people, settings."""
_MANY: Final = 400
"""From so many touched accounts on, all are asked: one query for all is the cheaper way."""
_HEARD_NOT: Final = ("today.", "appearance", "window", "review.meeting.", "palette", "sample", "views", "health")
"""Settings by the beginning of their key that change nothing of what is due."""
_CLOSE: Final = "review.close."


class Reading:
    """A reading of the whole book in parts. An account that is touched meanwhile is asked about once more."""

    def __init__(self, accounts: Iterable[int]) -> None:
        self._left = dict.fromkeys(accounts)
        self._broken: dict[str, None] = {}
        self.items: dict[int | None, tuple[Item, ...]] = {}
        self.accounts: dict[int, Known] = {}
        self.origin: dict[str, Source] = {}
        self.lines = Lines()

    @property
    def left(self) -> int:
        """How many accounts are still to be asked about."""
        return len(self._left)

    @property
    def done(self) -> int:
        """How many accounts are known as they stand."""
        return len(self.accounts.keys() - self._left.keys())

    @property
    def broken(self) -> tuple[str, ...]:
        """Sources that failed for any part."""
        return tuple(self._broken)

    def again(self, accounts: Iterable[int]) -> None:
        """What is known of these holds no longer."""
        self._left |= dict.fromkeys(accounts)

    def part(
        self, desk: Desk, connection: Connection, today: date, now: datetime, policy: Policy, most: int | None
    ) -> None:
        """Ask about the next accounts (None: about all that are left), and make their lines."""
        asked = list(islice(self._left, most))
        if not asked:
            return
        found, broken = gather(desk, connection, today, asked)
        known = read_accounts(connection, policy, asked)
        for number in asked:
            del self._left[number]
            self.items.pop(number, None)
            self.accounts.pop(number, None)
        # What is of no account is asked for at the end.
        self.items |= {number: mine for number, mine in by_account(found).items() if number is not None}
        self.accounts |= known
        self.origin |= {item.key: source for item, source in found}
        self._broken |= dict.fromkeys(broken)
        put_off = snoozes(connection, today)
        with keeping_all():
            self.lines.add(asked, self.items, self.accounts, put_off, today, now)


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
        self._reading: Reading | None = None
        """The reading of the whole book that is under way."""
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
            self._catch_up(desk, None)
            return self._items, self._accounts

    def part(self, desk: Desk, most: int = PART) -> tuple[int, int]:
        """Read a part where the whole book is to be read: how many accounts are done, and of how many.

        The two are the same once `read` and `lines` are quick. Between parts the desk is free for others.
        """
        with self._lock:
            return self._catch_up(desk, most)

    def _catch_up(self, desk: Desk, most: int | None) -> tuple[int, int]:
        today, policy = desk.clock.today(), chosen_policy(desk)
        # Taken before reading: what is written meanwhile is asked about the next time.
        dirty, everything = self._dirty, self._all or today != self._today or policy != self._policy
        book = self._book
        self._dirty, self._all, self._book = set(), False, False
        try:
            with desk.book.read() as connection:
                more, of_all = self._moved(connection)
                dirty = dirty | more
                if everything or of_all or (self._reading is None and len(dirty) > _MANY):
                    accounts = [] if most is None else _numbers(connection)
                    self._reading = Reading(accounts) if most is not None and len(accounts) > most else None
                    if self._reading is None:
                        self._read_all(desk, connection, today, policy)
                elif self._reading is not None:
                    self._reading.again(dirty)
                elif dirty or book:
                    self._read_some(desk, connection, today, policy, dirty)
                else:
                    self.asked = 0
                self._today, self._policy = today, policy
                if self._reading is not None:
                    self._reading.part(desk, connection, today, desk.clock.now(), policy, most)
                    left, done = self._reading.left, self._reading.done
                    if left:
                        return done, done + left
                    self._take(desk, connection, today, self._reading)
        except BaseException:
            self._all, self._reading = True, None
            raise
        return len(self._accounts), len(self._accounts)

    def _take(self, desk: Desk, connection: Connection, today: date, found: Reading) -> None:
        """A reading in parts is whole: it takes the place of what was known."""
        self._items, self._accounts, self._origin = found.items, found.accounts, found.origin
        self.broken, self.asked = found.broken, -1
        self._lines, self._unbuilt, self._reading = found.lines, {None}, None
        self._of_book(desk, connection, today, self._items)

    @property
    def reading(self) -> bool:
        """Whether a reading of the whole book is under way, in parts."""
        return self._reading is not None

    def lines(self, desk: Desk) -> tuple[tuple[Entry, ...], tuple[Snoozed, ...], Mapping[int, Known]]:
        """The lines of the list in order, those that are put off, and the accounts."""
        with self._lock:
            items, accounts = self.read(desk)
            today, now = desk.clock.today(), desk.clock.now()
            with desk.book.read() as connection:
                put_off = snoozes(connection, today)
            touched, self._unbuilt = self._unbuilt, set()
            try:
                with keeping_all():
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
        self._items = by_account(found)
        self.broken, self.asked, self._unbuilt = tuple(broken), -1, None

    def _of_book(
        self, desk: Desk, connection: Connection, today: date, items: dict[int | None, tuple[Item, ...]]
    ) -> None:
        """Ask anew for what is of no account."""
        found = of_book(desk, connection, today)
        self._origin |= {item.key: source for item, source in found}
        mine = by_account(found).get(None, ())
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
        items |= {key: value for key, value in by_account(found).items() if key in accounts}
        self._of_book(desk, connection, today, items)
        self._items, self._accounts = items, known | fresh
        self.broken, self.asked = tuple(broken), len(accounts)
        if self._unbuilt is not None:
            self._unbuilt |= accounts


def _numbers(connection: Connection) -> list[int]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM account WHERE deleted_at IS NULL ORDER BY id")]


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
