"""When accounts and the people there are to be touched next, by the cadence of the policy; read for all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import records, settings
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among
from csdesk.policy import cadence as rules
from csdesk.policy.bands import band_of
from csdesk.policy.cadence import Due, Seen, State
from csdesk.policy.cadence_model import LEVEL_WORDS, Cadence
from csdesk.policy.load import Policy
from csdesk.policy.tiering_model import Tier

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

__all__ = [
    "AccountCadence", "Cadence", "Due", "Person", "State", "complete_item", "due_items", "next_touches", "of_account",
    "people", "rhythms",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at an account, and when they are due."""

    contact_id: int
    account_id: int
    name: str
    title: str
    level: str
    last: date | None
    due: Due
    deciding: bool
    """Whether the account hangs on them: an executive, a director, a buyer, a sponsor or a champion."""


@dataclass(frozen=True, slots=True)
class AccountCadence:
    """The cadence of one account: every rule of its tier, health and agreements, and the people there."""

    account_id: int
    tier: str
    """The tier that it is touched as; "" for none."""
    dues: tuple[Due, ...]
    """The soonest first; empty where the tier hears from us when something calls for it."""
    people: tuple[Person, ...]
    """The soonest first."""

    @property
    def next(self) -> Due | None:
        """The next touch."""
        return self.dues[0] if self.dues else None


_ACCOUNTS: Final = """
SELECT a.id, coalesce(a.tier, ''), coalesce(a.stage, ''), a.health_score, substr(a.created_at, 1, 10),
    coalesce(a.support_plan, ''), a.arr, a.arr_currency
FROM account a WHERE a.deleted_at IS NULL AND coalesce(a.stage, '') <> 'churned'{only} ORDER BY a.id
"""
_TOUCHES: Final = """
SELECT account_id, type, max(date) FROM touch WHERE deleted_at IS NULL AND date <= ?
AND coalesce(type, '') <> 'note'{only} GROUP BY account_id, type
"""
_REVIEWS: Final = """
SELECT account_id, type, max(date) FROM review WHERE deleted_at IS NULL AND date <= ? AND status = 'held'
AND type IS NOT NULL{only} GROUP BY account_id, type
"""
_AGREED: Final = """
SELECT account_id, next_touch, max(date) FROM touch WHERE deleted_at IS NULL AND date <= ? AND next_touch IS NOT NULL
AND next_touch > date{only} GROUP BY account_id
"""
_EXECUTIVE: Final = "(c.level = 'c-level' OR c.role = 'executive-sponsor')"
_EXECUTIVES: Final = f"""
SELECT t.account_id, max(t.date) FROM touch t JOIN contact c ON c.id = t.contact
WHERE t.deleted_at IS NULL AND t.date <= ? AND coalesce(t.type, '') <> 'note' AND c.account_id = t.account_id
AND {_EXECUTIVE}{{only}} GROUP BY t.account_id
"""
_EXECUTIVES_SAID: Final = f"""
SELECT c.account_id, max(c.last_contact) FROM contact c WHERE c.deleted_at IS NULL AND c.account_id IS NOT NULL
AND c.last_contact <= ? AND {_EXECUTIVE}{{only}} GROUP BY c.account_id
"""
# A stakeholder: somebody with a say. End users and people of whom nothing is known are served as it comes.
_PEOPLE: Final = """
SELECT c.id, c.account_id, coalesce(c.name, ''), coalesce(c.title, ''), c.level, c.last_contact,
    substr(c.created_at, 1, 10),
    c.level IN ('c-level', 'vp', 'director')
        OR coalesce(c.role, '') IN ('economic-buyer', 'executive-sponsor', 'champion')
FROM contact c WHERE c.deleted_at IS NULL AND c.left_on IS NULL AND c.account_id IS NOT NULL
AND coalesce(c.side, 'customer') = 'customer' AND c.level IS NOT NULL
AND (c.level IN ('c-level', 'vp', 'director') OR c.influence IN ('high', 'medium')
     OR coalesce(c.role, 'end-user') <> 'end-user'){only} ORDER BY c.account_id, c.position, c.id
"""

_TOUCHED: Final = """
SELECT contact, max(date) FROM touch WHERE contact IS NOT NULL AND deleted_at IS NULL AND date <= ?
AND coalesce(type, '') <> 'note'{only} GROUP BY contact
"""
_MET: Final = """
SELECT p.contact, max(r.date) FROM attendee p JOIN review r ON r.id = p.review
WHERE p.contact IS NOT NULL AND p.deleted_at IS NULL AND r.deleted_at IS NULL AND r.status = 'held' AND r.date <= ?
{only} GROUP BY p.contact
"""


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class _Served:
    """One account as its cadence sees it."""

    account_id: int
    tier: Tier | None
    personal: bool
    """Whether people serve it, not programmes alone."""
    closely: bool
    """Whether it has a CSM of its own, who keeps up with each stakeholder."""
    tone: str
    onboarding: bool
    since: date


def _served(
    desk: Desk, connection: Connection, policy: Policy, accounts: Collection[int] | None, tiers: Mapping[int, Tier]
) -> Iterator[_Served]:
    only, values = among("a.id", accounts)
    tiering, currency = policy.tiering, desk.formats.currency
    premier = next((one for one in tiering.tiers if one.premier_support), None)
    for number, word, stage, score, made, support, arr, money in connection.exec_driver_sql(
        _ACCOUNTS.format(only=only), values
    ).all():
        tier = tiers.get(number) or tiering.named(word)
        if tier is None and premier is not None and "premier" in support.casefold():
            tier = premier
        if tier is None and arr is not None and money == currency:
            tier = tiering.by_arr(_amount(arr, money))
        if tier is not None and tiering.temporary and score is not None and score < tiering.temporary.below:
            tier = tiering.above(tier.id) or tier
        band = band_of(policy, score)
        yield _Served(
            number, tier, tier is None or tier.coverage != "tech", tier is not None and tier.coverage == "dedicated",
            band.tone if band else "", stage == "onboarding", _day(made),
        )  # fmt: skip


def _amount(minor: int, currency: str) -> float:
    from csdesk.values.money import Money

    return float(Money(minor, currency).amount)


def _seen(
    connection: Connection, policy: Policy, today: date, accounts: Collection[int] | None
) -> tuple[dict[int, dict[str, date]], dict[int, date], dict[int, tuple[date, date]]]:
    """By account: the newest day of each kind of touch; of an executive; the agreed day and when it was agreed."""
    until = today.isoformat()
    only, values = among("account_id", accounts)
    lasts: dict[int, dict[str, date]] = {}
    for sql in (_TOUCHES, _REVIEWS):
        for number, kind, day in connection.exec_driver_sql(sql.format(only=only), (until, *values)).all():
            # A touch of no type is one all the same.
            lasts.setdefault(number, {})[kind or "call"] = _day(day)
    agreed = {
        number: (_day(ahead), _day(day))
        for number, ahead, day in connection.exec_driver_sql(_AGREED.format(only=only), (until, *values))
    }
    executives: dict[int, date] = {}
    if any(one.executive for one in policy.cadence.rhythms):
        for sql, column in ((_EXECUTIVES, "t.account_id"), (_EXECUTIVES_SAID, "c.account_id")):
            some, ids = among(column, accounts)
            for number, day in connection.exec_driver_sql(sql.format(only=some), (until, *ids)).all():
                if day:
                    executives[number] = max(executives.get(number, date.min), _day(day))
    return lasts, executives, agreed


def read(
    desk: Desk,
    connection: Connection,
    policy: Policy,
    today: date,
    accounts: Collection[int] | None,
    tiers: Mapping[int, Tier] | None = None,
) -> Iterator[tuple[_Served, tuple[Due, ...]]]:
    """Every account's touches over a connection, in a few queries however many accounts there are."""
    off = settings.days_off(desk)
    lasts, executives, agreed = _seen(connection, policy, today, accounts)
    none: Mapping[str, date] = {}
    for one in _served(desk, connection, policy, accounts, tiers or {}):
        ahead, since = agreed.get(one.account_id, (None, None))
        seen = Seen(lasts.get(one.account_id, none), executives.get(one.account_id), one.since, ahead, since)
        found = rules.dues(
            policy.cadence, one.tier.id if one.tier else "", seen,
            tone=one.tone, personal=one.personal, onboarding=one.onboarding, off=off,
        )  # fmt: skip
        yield one, found


def next_touches(
    desk: Desk, connection: Connection, today: date, accounts: Collection[int] | None = None,
    policy: Policy | None = None,
) -> dict[int, Due]:  # fmt: skip
    """The next touch of each account that has one."""
    known = policy or chosen_policy(desk)
    return {one.account_id: found[0] for one, found in read(desk, connection, known, today, accounts) if found}


ON_CALL: Final = "when something calls for it"


def rhythms(
    desk: Desk, connection: Connection, policy: Policy, today: date, tiers: Mapping[int, Tier] | None = None
) -> dict[int, str]:
    """How often each account is touched at least, in words: the closest of its rules, or that none has a span.

    `tiers` are those of accounts that would have another than the book's.
    """
    found: dict[int, str] = {}
    for one, dues in read(desk, connection, policy, today, None, tiers):
        spans = [due.every for due in dues if due.every is not None]
        found[one.account_id] = min(spans, key=lambda every: every.rough_days).words if spans else ON_CALL
    return found


def people(
    desk: Desk,
    connection: Connection,
    policy: Policy,
    today: date,
    accounts: Collection[int] | None,
    *,
    deciding_at: Collection[int] | None = None,
) -> Iterator[Person]:
    """Every stakeholder with a level, and when they are due, whatever the account's tier.

    `deciding_at`: only those who decide, at these accounts.
    """
    off = settings.days_off(desk)
    until = today.isoformat()
    heard: dict[int, list[str]] = {}
    for sql, column in ((_TOUCHED, "account_id"), (_MET, "r.account_id")):
        some, ids = among(column, accounts)
        for number, day in connection.exec_driver_sql(sql.format(only=some), (until, *ids)).all():
            heard.setdefault(number, []).append(day)
    only, values = among("c.account_id", accounts)
    rows: Any = connection.exec_driver_sql(_PEOPLE.format(only=only), values)
    for number, account, name, title, level, said, made, deciding in rows.all():
        if deciding_at is not None and not (deciding and account in deciding_at):
            continue
        days = [_day(day) for day in (said, *heard.get(number, ())) if day and day <= until]
        last = max(days, default=None)
        due = rules.person_due(policy.cadence, level, last, _day(made), off)
        if due is not None:
            yield Person(number, account, name, title, level, last, due, bool(deciding))


def of_account(desk: Desk, account_id: int) -> AccountCadence:
    """The cadence of one account; Invalid when it is not in the book, or the customer has left."""
    policy, today = chosen_policy(desk), desk.clock.today()
    with desk.book.read() as connection:
        found = next(read(desk, connection, policy, today, [account_id]), None)
        if found is None:
            raise Invalid("account", f"there is no active account with the number {account_id}")
        there = sorted(people(desk, connection, policy, today, [account_id]), key=lambda one: one.due.due)
    one, dues = found
    return AccountCadence(account_id, one.tier.name if one.tier else "", dues, tuple(there))


# For Today


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """Touches that are late or due: one for each account, and those who decide at accounts with a CSM of their own."""
    policy = chosen_policy(desk)
    closely: set[int] = set()
    for one, found in read(desk, connection, policy, today, accounts):
        if one.closely:
            closely.add(one.account_id)
        for due in found[:1]:
            if due.due <= until:
                yield Item(
                    f"cadence/account/{one.account_id}/{due.rule_id}/{due.due.isoformat()}", one.account_id, due.label,
                    due.evidence, due.rule, due.due, important=bool(one.tone in ("yellow", "red")),
                    place="account", where={"account_id": one.account_id, "why": "touch"}, verb="Touch logged",
                )  # fmt: skip
    for person in people(desk, connection, policy, today, accounts, deciding_at=closely):
        if person.due.due <= until:
            yield Item(
                f"cadence/contact/{person.contact_id}/{person.due.due.isoformat()}", person.account_id,
                f"Get in touch with {person.name}", _said(person), person.due.rule, person.due.due,
                important=person.level in ("c-level", "vp"), place="account",
                where={"account_id": person.account_id, "tab": "people"}, verb="Touch logged",
            )  # fmt: skip


def _said(person: Person) -> str:
    who = person.title or LEVEL_WORDS[person.level]
    return f"{who}. {person.due.evidence}"


def complete_item(desk: Desk, key: str) -> Changed:
    """Log the touch as of today: a call, or a meeting where the rule wants one; Invalid when it is not due any more."""
    parts = key.split("/")
    if len(parts) < 4 or parts[0] != "cadence" or not parts[2].isdecimal():
        raise Invalid("today", f"“{key}” names nothing of the list")
    policy, today = chosen_policy(desk), desk.clock.today()
    number = int(parts[2])
    values: dict[str, object] = {"type": "call", "date": today}
    with desk.book.read() as connection:
        if parts[1] == "contact":
            account = connection.exec_driver_sql("SELECT account_id FROM contact WHERE id = ?", (number,)).scalar()
            there = people(desk, connection, policy, today, [account]) if account is not None else iter(())
            person = next((one for one in there if one.contact_id == number), None)
            if person is None or person.due.due.isoformat() != parts[3]:
                raise Invalid("today", "this touch is not due any more")
            values |= {"contact": number, "summary": person.due.label}
        else:
            account = number
            found = next(read(desk, connection, policy, today, [number]), None)
            due = next((one for one in found[1] if one.rule_id == parts[3]), None) if found else None
            if due is None or due.due.isoformat() != parts[-1]:
                raise Invalid("today", "this touch is not due any more")
            values["summary"] = due.label
            executive = next((one for one in policy.cadence.rhythms if one.id == due.rule_id and one.executive), None)
            if executive is not None:
                values["contact"] = _executive(connection, number)
    return records.create(desk, "touch", values, account_id=account, name="Touch logged")


def _executive(connection: Connection, account_id: int) -> int:
    found = connection.exec_driver_sql(
        f"SELECT c.id FROM contact c WHERE c.account_id = ? AND c.deleted_at IS NULL AND c.left_on IS NULL "
        f"AND {_EXECUTIVE} ORDER BY c.role = 'executive-sponsor' DESC, c.position, c.id LIMIT 1",
        (account_id,),
    ).scalar()
    if found is None:
        raise Invalid("today", "no executive of this account is in the book", "Add the person under People first.")
    return int(found)
