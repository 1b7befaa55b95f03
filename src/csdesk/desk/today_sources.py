"""The sources of Today's list, asked one after the other; and the accounts as the list shows them."""

from __future__ import annotations

import gc
import importlib
import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from csdesk.desk.today_model import Item, Source
from csdesk.desk.today_parts import among, day_of
from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy
from csdesk.policy.priority import LATER_DAYS
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

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
    with keeping_all():
        for source in sources():
            try:
                found += [(item, source) for item in source.due_items(desk, connection, today, until, accounts)]
            except Exception:
                log.exception("Today could not ask %s", name_of(source))
                broken.append(name_of(source))
    return found, broken


@contextmanager
def keeping_all() -> Iterator[None]:
    """While so much is made that all stays: looking for waste among it would take a quarter of the time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


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


def by_account(items: Iterable[tuple[Item, Source]]) -> dict[int | None, tuple[Item, ...]]:
    """The items of each account (None: of no account), in the order of their keys."""
    found: dict[int | None, list[Item]] = {}
    for item, _ in items:
        found.setdefault(item.account_id, []).append(item)
    return {account: tuple(sorted(mine, key=lambda one: one.key)) for account, mine in found.items()}
