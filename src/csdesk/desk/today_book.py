"""What stands around Today's list: the portfolio in one strip, what was done today, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.review_times import clock, type_label, usual_title
from csdesk.desk.today_memory import Known, memory
from csdesk.values.days import count, format_date, start_of_quarter
from csdesk.values.money import Money, format_money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

RENEWAL_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Share:
    """How many accounts stand in a band of the policy."""

    tone: str
    word: str
    accounts: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The portfolio in four figures. Churned accounts are left out; sums are per currency, the largest first."""

    accounts: int
    tiers: tuple[tuple[str, int], ...]
    """In the policy's order, then those it does not know."""
    arr: tuple[Money, ...]
    change: tuple[Money, ...]
    """What this quarter's ARR changes add up to; empty when there was none."""
    health: tuple[Share, ...]
    """From the best band to the worst, those without a score last."""
    renewing: int
    """Renewals in the next 90 days."""
    renewing_arr: tuple[Money, ...]
    renewing_critical: tuple[Money, ...]
    """How much of it is in accounts of red health."""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done today."""

    account_id: int | None
    account: str
    title: str
    what: str
    """Its kind in words: "Action", "Call logged"."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One of the next meetings."""

    review_id: int
    account: str
    title: str
    day: date
    start: str
    """"11:30", "" without a time."""
    note: str
    """What is worth knowing of it: "in 48 min, agenda ready"."""


def strip(desk: Desk) -> Strip:
    """The portfolio as it stands."""
    _, known = memory(desk).read(desk)
    with desk.book.read() as connection:
        moved = _arr_change(connection, start_of_quarter(desk.clock.today()))
    policy = chosen_policy(desk)
    order = {tier.name.casefold(): place for place, tier in enumerate(policy.tiers)}
    bands = [(band.tone, band.word) for band in policy.bands]
    today = desk.clock.today()
    mine = [one for one in known.values() if one.stage != "churned"]
    tiers: dict[str, int] = {}
    shares: dict[tuple[str, str], int] = {}
    for one in mine:
        tiers[one.tier or "no tier"] = tiers.get(one.tier or "no tier", 0) + 1
        shares[one.tone, one.band] = shares.get((one.tone, one.band), 0) + 1
    soon = [
        one for one in mine if one.renewal_date is not None and 0 <= (one.renewal_date - today).days <= RENEWAL_DAYS
    ]
    named = sorted(tiers.items(), key=lambda pair: (order.get(pair[0].casefold(), len(order)), pair[0]))
    health = [Share(tone, word, shares[tone, word]) for tone, word in bands if (tone, word) in shares]
    if ("", "") in shares:
        health.append(Share("none", "No score", shares["", ""]))
    return Strip(
        len(mine),
        tuple(named),
        _sums(mine),
        moved,
        tuple(health),
        len(soon),
        _sums(soon),
        _sums(one for one in soon if one.tone == "red"),
    )


def _sums(accounts: Iterable[Known]) -> tuple[Money, ...]:
    found: dict[str, int] = {}
    for one in accounts:
        if one.arr is not None:
            found[one.arr.currency] = found.get(one.arr.currency, 0) + one.arr.minor
    return _ordered(found)


def _ordered(sums: Mapping[str, int]) -> tuple[Money, ...]:
    return tuple(sorted((Money(minor, currency) for currency, minor in sums.items()), key=lambda one: -abs(one.minor)))


_EVENTS: Final = """
WITH mine AS (
    SELECT e.account_id, e.date, e.id, e.arr, e.arr_currency,
        lag(e.arr) OVER (PARTITION BY e.account_id ORDER BY e.date, e.id) AS before
    FROM arr_event e JOIN account a ON a.id = e.account_id
    WHERE e.deleted_at IS NULL AND a.deleted_at IS NULL AND e.arr IS NOT NULL AND e.date IS NOT NULL
)
SELECT arr_currency, sum(arr - coalesce(before, 0)) FROM mine WHERE date >= ? GROUP BY arr_currency
"""


def _arr_change(connection: Connection, since: date) -> tuple[Money, ...]:
    """Each change of the quarter against the ARR before it; the first event of an account brings all of its ARR."""
    found = connection.exec_driver_sql(_EVENTS, (since.isoformat(),)).fetchall()
    return tuple(one for one in _ordered({currency: minor for currency, minor in found if currency}) if one.minor)


def money_words(desk: Desk, sums: tuple[Money, ...], *, signed: bool = False) -> str:
    """Sums per currency in short: "$6.48M + €118K"; "" for none."""
    parts = []
    for one in sums:
        text = format_money(Money(abs(one.minor), one.currency), desk.formats, style="short")
        sign = "−" if one.minor < 0 else "+" if signed else ""
        parts.append(f"{sign}{text}")
    return (", " if signed else " + ").join(parts)


# Done today

_DONE: Final = """
SELECT account_id, coalesce(title, ''), 'Action', updated_at FROM action
    WHERE deleted_at IS NULL AND status = 'done' AND done_on = ?1
UNION ALL
SELECT account_id, coalesce(title, ''), 'Playbook step', updated_at FROM run_step
    WHERE deleted_at IS NULL AND state = 'done' AND done_on = ?1
UNION ALL
SELECT account_id, coalesce(title, ''), 'Renewal step', updated_at FROM renewal_step
    WHERE deleted_at IS NULL AND state = 'done' AND done_on = ?1
UNION ALL
SELECT account_id, coalesce(title, ''), 'Signal acted on', updated_at FROM signal
    WHERE deleted_at IS NULL AND state = 'acted' AND substr(settled_at, 1, 10) = ?1
UNION ALL
SELECT account_id, coalesce(title, ''), 'Escalation resolved', updated_at FROM escalation
    WHERE deleted_at IS NULL AND state = 'resolved' AND resolved_on = ?1
UNION ALL
SELECT account_id, coalesce(summary, ''), 'touch ' || coalesce(type, ''), updated_at FROM touch
    WHERE deleted_at IS NULL AND date = ?1
UNION ALL
SELECT account_id, coalesce(title, ''), 'Plan reviewed', updated_at FROM document
    WHERE deleted_at IS NULL AND form = 'success-plan' AND reviewed_on = ?1
"""
_TOUCHES: Final = {
    "touch call": "Call",
    "touch email": "E-mail",
    "touch meeting": "Meeting",
    "touch note": "Note",
}


def done_today(desk: Desk) -> tuple[Done, ...]:
    """What was finished or logged today, the newest first, wherever in the window it was done."""
    today = desk.clock.today()
    _, known = memory(desk).read(desk)
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(f"{_DONE} ORDER BY 4 DESC", (today.isoformat(),)).fetchall()
    mine = []
    for account_id, title, what, _ in found:
        account = known.get(account_id)
        if account is not None:
            mine.append(Done(account_id, account.name, title or what, _TOUCHES.get(what, what)))
    return tuple(mine)


# Next meetings

_MEETINGS: Final = """
SELECT r.id, a.id, coalesce(a.name, ''), coalesce(r.type, ''), coalesce(r.title, ''), r.date, coalesce(r.time, ''),
    (SELECT max(date) FROM touch t WHERE t.account_id = a.id AND t.deleted_at IS NULL AND t.date <= ?1),
    (SELECT count(*) FROM document d WHERE d.review_id = r.id AND d.deleted_at IS NULL AND d.state = 'final')
FROM review r JOIN account a ON a.id = r.account_id
WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL AND coalesce(r.status, 'planned') = 'planned' AND r.date >= ?1
ORDER BY r.date, r.time = '', r.time, a.name LIMIT ?2
"""


def next_meetings(desk: Desk, most: int = 4) -> tuple[Meeting, ...]:
    """The next meetings, those of today that are over left out."""
    today, now = desk.clock.today(), desk.clock.now().astimezone().replace(tzinfo=None)
    items, known = memory(desk).read(desk)
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(_MEETINGS, (today.isoformat(), most + 12)).fetchall()
    shown = []
    for row in found:
        day, at = date.fromisoformat(row[5]), clock(row[6])
        if at is not None and datetime.combine(day, at) < now - timedelta(minutes=30):
            continue
        prepared = next((one.progress for one in items.get(row[1], ()) if one.key == f"prepare/{row[0]}"), "")
        note = _note(desk, row, day, today, now, prepared, known.get(row[1]))
        shown.append(Meeting(row[0], row[2], _called(row[3], row[4], day), day, f"{at:%H:%M}" if at else "", note))
    return tuple(shown[:most])


def _called(kind: str, title: str, day: date) -> str:
    """What a meeting is called within a sentence: by its own title, unless that is only the usual one of its type."""
    words = title if title and title != usual_title(kind, day) else type_label(kind)
    return words if words[:2].isupper() else words[:1].casefold() + words[1:]


def _note(desk: Desk, row: Any, day: date, today: date, now: datetime, prepared: str, account: Known | None) -> str:
    """One or two facts: how soon, what is prepared, or what there is to know."""
    at = clock(row[6])
    parts = []
    if day == today and at is not None:
        minutes = round((datetime.combine(day, at) - now).total_seconds() / 60)
        parts.append("under way" if minutes < 0 else span(minutes, "in "))
    elif at is not None:
        parts.append(f"{at:%H:%M}")
    if row[8]:
        parts.append("agenda ready")
    elif prepared:
        parts.append(f"preparation {prepared}")
    elif account is not None and account.renewal_date is not None and 0 <= (account.renewal_date - today).days <= 90:
        left = count((account.renewal_date - today).days, "day")
        worth = f", {format_money(account.arr, desk.formats)}" if account.arr is not None else ""
        parts.append(f"{left} left{worth}")
    elif row[7]:
        quiet = (today - date.fromisoformat(row[7])).days
        parts.append("last touch today" if quiet == 0 else f"last touch {count(quiet, 'day')} ago")
    if not parts:
        parts.append(format_date(day, "day"))
    return " · ".join(parts)


def span(minutes: int, before: str = "", after: str = "") -> str:
    """A stretch of time in words: "in 1 h 18 min", "48 min late"."""
    if minutes < 60:
        return f"{before}{minutes} min{after}"
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return f"{before}{count(hours // 24, 'day')}{after}"
    return f"{before}{hours} h {rest} min{after}" if rest else f"{before}{hours} h{after}"
