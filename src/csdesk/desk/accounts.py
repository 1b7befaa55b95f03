"""Accounts as a CSM asks for them: the list, one account's head, why it stands where it does, and its timeline."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from csdesk.book import spans
from csdesk.desk import account_rows
from csdesk.desk.account_query import Filter, Query, QueryError, needs_work, parse, select, sort_rows, values_of
from csdesk.desk.account_rows import AccountRow, Summary, summarise
from csdesk.desk.errors import Invalid
from csdesk.values.days import format_date, relative_day
from csdesk.values.money import Money, format_money
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = [
    "AccountHead", "AccountRow", "Filter", "NextReview", "Query", "QueryError", "Reason", "Summary", "TimelineItem",
    "find", "head", "parse", "row", "rows", "select", "sort_rows", "summarise", "timeline", "values_of", "why",
]  # fmt: skip

Topic = Literal["health", "renewal", "tier", "touch"]


@dataclass(frozen=True, slots=True)
class NextReview:
    """The next planned meeting of an account."""

    id: int
    title: str
    type: str
    date: date


@dataclass(frozen=True, slots=True)
class AccountHead:
    """What stands at the top of an account's page."""

    row: AccountRow
    next_review: NextReview | None
    open_actions: int
    open_risks: int
    documents: int
    people: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason behind a figure: what, its value, when it was so, and the rule it met or its source."""

    label: str
    value: str
    on: date | None
    rule: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event of an account, newest first in lists."""

    at: date
    moment: datetime | None
    """The exact time, where one is known."""
    kind: Literal["touch", "review", "document", "arr", "change", "milestone"]
    title: str
    detail: str
    record_id: int


def rows(desk: Desk, query: str | Query = "", *, work: bool = False) -> tuple[AccountRow, ...]:
    """Every account that the query finds, by name; QueryError when it cannot be understood.

    `work`: with what the rules make of each; a query that asks about it has it anyhow.
    """
    asked = parse(query) if isinstance(query, str) else query
    found = account_rows.read(desk, work=work or needs_work(asked))
    return select(found, asked) if asked.words or asked.filters else found


def row(desk: Desk, account_id: int, *, work: bool = False) -> AccountRow:
    """One account's row, with its work when asked; Invalid when it is not in the book or in the bin."""
    found = account_rows.read(desk, account_id, work=work)
    if not found:
        raise Invalid("account", f"there is no account with the number {account_id}")
    return found[0]


def find(desk: Desk, text: str) -> int:
    """The account that `text` names: by CRM id, name, domain, number, or else the only one whose name holds it.

    Invalid when there is none, or several (which it names).
    """
    wanted = fold(text)
    if not wanted:
        raise Invalid("account", "no account was named")
    found = account_rows.read(desk)
    for match in (
        [one for one in found if one.crm_id and one.crm_id == text.strip()],
        [one for one in found if fold(one.name) == wanted],
        [one for one in found if one.domain and fold(one.domain) == wanted],
        [one for one in found if text.strip().isdigit() and one.id == int(text)],
        [one for one in found if fold(one.name).startswith(wanted)],
        [one for one in found if wanted in fold(one.name)],
    ):
        if len(match) == 1:
            return match[0].id
        if match:
            names = ", ".join(f"{one.name} ({one.id})" for one in match[:5])
            more = f" and {len(match) - 5} more" if len(match) > 5 else ""
            raise Invalid("account", f"“{text}” could be {names}{more}; write more of the name, or the number")
    raise Invalid("account", f"no account is called “{text}”")


def head(desk: Desk, account_id: int) -> AccountHead:
    """The head of one account's page; Invalid when it is not there."""
    first = row(desk, account_id, work=True)
    today = desk.clock.today().isoformat()
    with desk.book.read() as connection:
        review = connection.exec_driver_sql(
            "SELECT id, title, type, date FROM review WHERE account_id = ? AND deleted_at IS NULL AND date >= ? "
            "AND coalesce(status, 'planned') = 'planned' ORDER BY date LIMIT 1",
            (account_id, today),
        ).first()
        counts = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM action WHERE account_id = ?1 AND deleted_at IS NULL "
            "        AND coalesce(status, 'open') IN ('open', 'in-progress')),"
            "       (SELECT count(*) FROM risk WHERE account_id = ?1 AND deleted_at IS NULL "
            "        AND coalesce(status, '') <> 'closed'),"
            "       (SELECT count(*) FROM document WHERE account_id = ?1 AND deleted_at IS NULL),"
            "       (SELECT count(*) FROM contact WHERE account_id = ?1 AND deleted_at IS NULL AND left_on IS NULL)",
            (account_id,),
        ).one()
    upcoming = (
        None
        if review is None
        else NextReview(review[0], review[1] or "Meeting", review[2] or "", date.fromisoformat(review[3]))
    )
    return AccountHead(first, upcoming, *counts)


def why(desk: Desk, account_id: int, topic: Topic) -> tuple[Reason, ...]:
    """Why the account's health, renewal, tier or next touch reads as it does, the weightiest reason first."""
    one = row(desk, account_id)
    return {"health": _why_health, "renewal": _why_renewal, "tier": _why_tier, "touch": _why_touch}[topic](desk, one)


def _why_health(desk: Desk, one: AccountRow) -> tuple[Reason, ...]:
    policy = account_rows.chosen_policy(desk)
    if one.score is None:
        return (Reason("Health score", "not known", None, "No import or entry has given a score yet"),)
    with desk.book.read() as connection:
        history = connection.exec_driver_sql(
            "SELECT date, score, origin FROM health_snapshot WHERE account_id = ? AND deleted_at IS NULL "
            "ORDER BY date DESC LIMIT 60",
            (one.id,),
        ).all()
    latest = history[0] if history else None
    limits = ", ".join(f"{band.word} from {band.start:g}" for band in policy.bands)
    reasons = [
        Reason(
            "Score",
            f"{one.score:g}, {one.band.casefold()}",
            date.fromisoformat(latest[0]) if latest else None,
            f"{policy.title}: {limits}",
        )
    ]
    if one.change is not None:
        sign = "+" if one.change > 0 else "−" if one.change < 0 else ""
        reasons.append(Reason("Last 30 days", f"{sign}{abs(one.change):g}", None, "Against the score 30 days ago"))
    for when, score, origin in history[1:4]:
        reasons.append(Reason("Before", f"{score:g}", date.fromisoformat(when), origin or "Score history"))
    return tuple(reasons)


def _why_renewal(desk: Desk, one: AccountRow) -> tuple[Reason, ...]:
    today = desk.clock.today()
    if one.renewal_date is None:
        return (Reason("Renewal date", "not known", None, "No import or entry has given a renewal date yet"),)
    reasons = [
        Reason("Renewal", relative_day(one.renewal_date, today), one.renewal_date, "The contract's renewal date"),
    ]
    if one.contract_start is not None:
        reasons.append(Reason("Contract start", format_date(one.contract_start), one.contract_start, "The contract"))
    if one.arr is not None:
        reasons.append(Reason("ARR that renews", format_money(one.arr, desk.formats), None, "The account's ARR"))
    return tuple(reasons)


def _why_tier(desk: Desk, one: AccountRow) -> tuple[Reason, ...]:
    from csdesk.desk import tiering

    found = tiering.standing(desk, one.id)
    reasons = [Reason("Tier", one.tier or "not known", found.facts.dates.get("tier"), "As the book has it")]
    if found.verdict.tier is not None:
        reasons.append(Reason("By the rules", found.verdict.tier.name, None, account_rows.chosen_policy(desk).title))
    reasons += [Reason(each.label, each.value, each.on, each.rule) for each in found.verdict.reasons]
    return tuple(reasons)


def _why_touch(desk: Desk, one: AccountRow) -> tuple[Reason, ...]:
    from csdesk.desk import cadence

    today = desk.clock.today()
    last = relative_day(one.last_touch, today, "ago") if one.last_touch else "none yet"
    first = Reason("Last touch", last, one.last_touch, "The newest touch in the book; a note is no contact")
    if one.stage == "churned":
        return (first, Reason("Next touch", "none", None, "A former customer is left in peace"))
    found = cadence.of_account(desk, one.id)
    reasons = [Reason(each.label, relative_day(each.due, today), each.due, f"{each.rule}. {each.evidence}")
               for each in found.dues]  # fmt: skip
    if not reasons:
        tier = found.tier or "An account without a tier"
        reasons.append(Reason("Next touch", "no span", None, f"{tier} hears from us {cadence.ON_CALL}"))
    reasons += [Reason(each.name, relative_day(each.due.due, today), each.due.due, f"{each.due.rule}. "
                       f"{each.due.evidence}") for each in found.people[:6]]  # fmt: skip
    return (first, *reasons)


_TIMELINE = """
SELECT date, NULL, 'touch', coalesce(summary, ''), coalesce(type, ''), id FROM touch
    WHERE account_id = ?1 AND deleted_at IS NULL AND date IS NOT NULL
UNION ALL
SELECT date, NULL, 'review', coalesce(title, ''), coalesce(status, 'planned'), id FROM review
    WHERE account_id = ?1 AND deleted_at IS NULL AND date IS NOT NULL
UNION ALL
SELECT completed_on, NULL, 'milestone', coalesce(title, ''), coalesce(criteria, ''), id FROM milestone
    WHERE account_id = ?1 AND deleted_at IS NULL AND completed_on IS NOT NULL
UNION ALL
SELECT i.issued_on, i.created_at, 'document', coalesce(d.title, d.form), 'Version ' || i.version, d.id
    FROM document_issue i JOIN document d ON d.id = i.document_id
    WHERE d.account_id = ?1 AND d.deleted_at IS NULL
UNION ALL
SELECT date, NULL, 'arr', coalesce(type, ''), coalesce(arr || ' ' || arr_currency, ''), id FROM arr_event
    WHERE account_id = ?1 AND deleted_at IS NULL AND date IS NOT NULL
UNION ALL
SELECT substr(s.at, 1, 10), s.at, 'change', s.name, s.origin, s.id FROM change_set s
    WHERE (s.id IN (SELECT set_id FROM change WHERE account_id = ?1) OR s.id IN (SELECT value FROM json_each(?4)))
    AND s.origin <> 'sample'
ORDER BY 1 DESC, 2 DESC, 6 DESC LIMIT ?2 OFFSET ?3
"""


def timeline(desk: Desk, account_id: int, limit: int = 100, skip: int = 0) -> tuple[TimelineItem, ...]:
    """What happened at the account and in the book about it, the newest first; planned meetings stand on their day."""
    with desk.book.read() as connection:
        bulk = json.dumps(sorted(spans.sets_about(connection, account_id)))
        found = connection.exec_driver_sql(_TIMELINE, (account_id, limit, skip, bulk)).all()
    return tuple(_item(desk, values) for values in found)


def _item(desk: Desk, values: Any) -> TimelineItem:
    day, moment, kind, title, detail, record_id = values
    if kind == "arr":
        minor, _, currency = str(detail).partition(" ")
        amount = format_money(Money(int(minor), currency), desk.formats) if currency else ""
        title, detail = f"ARR: {title.replace('-', ' ') or 'changed'}", amount
    return TimelineItem(
        date.fromisoformat(day),
        datetime.fromisoformat(moment) if moment else None,
        kind,
        title,
        str(detail),
        record_id,
    )
