"""What the book knows for an escalation: the facts of its questions, with words for each as evidence.

A signal counts while it is raised, acknowledged or acted on; until it is dismissed or over, the sign is still there.
Where no signal says so, a score in the red band is a red sign by itself, and one in the yellow band a yellow one.
ARR is ranked by its figure, whatever the currency: the book knows no rates of exchange.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.today_parts import among, day_of
from csdesk.policy.bands import band_of
from csdesk.policy.escalation_model import Fact
from csdesk.policy.load import Policy
from csdesk.values.currencies import digits
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

STANDING: Final = ("raised", "acknowledged", "acted")
"""States of a signal that is still so."""
OWN_QUESTION: Final = frozenset({"contract.renewal-near"})
"""Rules that are no sign here, since a question of its own asks for what they say."""
DERIVED: Final = ("combination.", "immediate.several-red", "immediate.strategic-red", "health.")
"""Rules that say again what other signs say together; they are counted where no other sign stands."""
_KEY_ROLES: Final = ("executive-sponsor", "economic-buyer", "champion", "technical-buyer")
_QUARTER: Final = timedelta(days=90)
_MONTH: Final = timedelta(days=30)
_RULES: Final = {
    "incident": ("service-impact", "incident", "outage"),
    "churn_intent": ("churn-intent", "cancel"),
    "competitor": ("competitor",),
    "complaint": ("complaint",),
    "dissatisfied": ("sentiment.",),
    "repeated": ("support.repeat",),
}
"""Parts of a signal's rule that stand for a fact."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A signal that stands."""

    id: int
    title: str
    rule: str
    level: str
    evidence: str
    on: date | None
    state: str = "raised"
    review_by: datetime | None = None
    act_by: datetime | None = None

    @property
    def red(self) -> bool:
        """Whether it counts as red."""
        return self.level in ("red", "immediate")


@dataclass(slots=True)
class Known:
    """One account as an escalation sees it."""

    account_id: int
    name: str
    owner: str
    score: float | None
    band: str
    tone: str
    days_left: int | None
    signs: tuple[Sign, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)


def read(
    connection: Connection,
    policy: Policy,
    today: date,
    accounts: Collection[int] | None = None,
    asked: Collection[str] | None = None,
) -> dict[int, Known]:
    """The facts of those accounts, or of all that are not lost, each table read once.

    `asked`: the facts that are wanted; what takes long to find out and is not among them is left out.
    """
    where, values = among("id", accounts)
    rows = connection.exec_driver_sql(
        "SELECT id, name, coalesce(owner, ''), tier, stage, arr, renewal_date, health_score, strategic_fit, "
        "reference_logo, executive_escalation, stage_since, arr_currency FROM account WHERE deleted_at IS NULL"
        f"{where}",
        values,
    ).all()
    ranked = _ranked(connection)
    found: dict[int, Known] = {}
    for number, name, owner, tier, stage, arr, renewal, score, fit, logo, executive, since, currency in rows:
        band = band_of(policy, score)
        ahead = day_of(renewal)
        days = None if ahead is None or stage == "churned" else (ahead - today).days
        one = Known(number, name or "", owner, score, band.word if band else "", band.tone if band else "", days)
        one.facts.update(
            _of_account(policy, one, tier, stage, _major(arr, currency), ahead, fit, logo, executive, since, ranked)
        )
        found[number] = one
    _signals(connection, found, accounts, today)
    _people(connection, found, accounts, today)
    _escalations(connection, found, accounts, today)
    _moods(connection, found, accounts, today)
    if asked is None or "open_cases" in asked:
        _cases(connection, found, accounts, today)
    _scores(connection, found, policy, today)
    for one in found.values():
        _counts(one, today)
    return found


def _ranked(connection: Connection) -> list[float]:
    """The ARR of every account that has one, the smallest first; as one text for each currency, which is quick."""
    found: list[float] = []
    for currency, amounts in connection.exec_driver_sql(
        "SELECT arr_currency, group_concat(arr) FROM account WHERE deleted_at IS NULL AND arr > 0 GROUP BY arr_currency"
    ):
        found += [_major(int(one), currency) or 0.0 for one in amounts.split(",")]
    return sorted(found)


def _of_account(
    policy: Policy, one: Known, tier: str | None, stage: str | None, arr: float | None, renewal: date | None,
    fit: str | None, logo: int | None, executive: int | None, since: str | None, ranked: Sequence[float],
) -> dict[str, Fact]:  # fmt: skip
    facts: dict[str, Fact] = {}
    named = _tier(policy, tier, arr)
    facts["tier"] = Fact(named, f"Tier: {named}" if named else "")
    facts["top_tier"] = Fact(bool(named) and named == policy.tiers[0].name, f"Tier: {named}" if named else "")
    strategic = fit == "high" or bool(logo)
    facts["strategic"] = Fact(
        strategic, "Strategic fit is high" if fit == "high" else "A reference logo" if logo else ""
    )
    if arr and ranked:
        place = len(ranked) - bisect_right(ranked, arr) + 1
        facts["arr_top"] = Fact(place / len(ranked) * 100, f"Rank {place} of {len(ranked)} by ARR")
    if one.days_left is not None and renewal is not None:
        said = f"Renewal on {format_date(renewal)}, " + (
            f"in {count(one.days_left, 'day')}" if one.days_left >= 0 else f"{count(-one.days_left, 'day')} ago"
        )
        facts["renewal_days"] = Fact(one.days_left, said, renewal)
    if one.score is not None:
        said = f"Health {one.score:g}, {one.band.lower()}"
        facts["health"] = Fact(one.score, said)
        facts["band"] = Fact(one.tone, said)
    if stage == "leaving":
        on = day_of(since)
        facts["churn_intent"] = Fact(True, f"Stage: leaving{f', since {format_date(on)}' if on else ''}", on)
    facts["executive_escalation"] = Fact(bool(executive), "An executive escalation is open" if executive else "")
    return facts


def _major(arr: int | None, currency: str | None) -> float | None:
    # The same figure as that of the exact amount: a quotient of whole numbers is rounded once.
    return arr / 10 ** digits(currency) if arr is not None and currency else None


def _tier(policy: Policy, tier: str | None, arr: float | None) -> str:
    """The policy's name of an account's tier: as it is entered, else by ARR; "" when neither says."""
    for one in policy.tiers:
        if tier and tier.casefold() in (one.name.casefold(), one.id.casefold()):
            return one.name
    if arr is None:
        return ""
    return next((one.name for one in policy.tiers if one.arr_from is not None and arr >= one.arr_from), "")


def _signals(connection: Connection, found: Mapping[int, Known], accounts: Collection[int] | None, today: date) -> None:
    where, values = among("account_id", accounts)
    gathered: dict[int, list[Sign]] = {}
    for row in connection.exec_driver_sql(
        "SELECT account_id, id, title, rule, level, evidence, raised_at, state, review_by, act_by FROM signal "
        f"WHERE deleted_at IS NULL AND state IN {STANDING}{where} ORDER BY raised_at, id",
        values,
    ):
        if row[0] in found:
            gathered.setdefault(row[0], []).append(_sign(row))
    for account_id, signs in gathered.items():
        one = found[account_id]
        one.signs = tuple(sorted(signs, key=lambda each: _WEIGHT.get(each.level, 9)))
        stands: dict[str, Sign] = {}
        for each in one.signs:
            for name in _stands_for(each.rule):
                stands.setdefault(name, each)
        for name, match in stands.items():
            if name != "dissatisfied" or match.level in _RISKS:
                one.facts[name] = Fact(True, _said(match, today), match.on)
        tickets = next((each for each in one.signs if "ticket" in each.rule), None)
        if tickets is not None:
            one.facts["ticket_times"] = Fact(3.0 if tickets.red else 2.0, _said(tickets, today), tickets.on)
    _before(connection, found, gathered, today)


_RISKS: Final = ("yellow", "red", "immediate")
_WEIGHT: Final = {"immediate": 0, "red": 1, "yellow": 2, "trigger": 3, "expansion": 4}


@lru_cache(maxsize=1024)
def _stands_for(rule: str) -> tuple[str, ...]:
    """The facts that a signal of this rule stands for."""
    return tuple(name for name, parts in _RULES.items() if any(part in rule for part in parts))


@lru_cache(maxsize=8192)
def _moment(text: str) -> datetime:
    # Signals of a book are raised together, at some hundreds of moments.
    return datetime.fromisoformat(text)


def _sign(row: Any) -> Sign:
    _, number, title, rule, level, evidence, raised, state, review_by, act_by = row
    on = _moment(raised).date() if raised else None
    moments = [_moment(each) if each else None for each in (review_by, act_by)]
    return Sign(number, title or rule or "", rule or "", level or "", evidence or "", on, state, *moments)


def _said(sign: Sign, today: date | None = None) -> str:
    old = sign.on is not None and sign.on != today
    return f"{sign.title}{f', {format_date(sign.on)}' if old and sign.on else ''}"


def _before(
    connection: Connection, found: Mapping[int, Known], gathered: Mapping[int, Sequence[Sign]], today: date
) -> None:
    """Whether a sign that stands was there before, within half a year."""
    if not gathered:
        return
    where, values = among("account_id", tuple(gathered))
    since = (today - 2 * _QUARTER).isoformat()
    earlier: dict[tuple[int, str], str] = {
        (row[0], row[1]): row[2]
        for row in connection.exec_driver_sql(
            "SELECT account_id, rule, max(raised_at) FROM signal WHERE deleted_at IS NULL "
            f"AND state IN ('cleared', 'dismissed') AND raised_at >= ?{where} GROUP BY account_id, rule",
            (since, *values),
        )
    }
    for account_id, signs in gathered.items():
        for each in signs:
            seen = earlier.get((account_id, each.rule))
            if seen and each.level in _RISKS:
                on = datetime.fromisoformat(seen).date()
                found[account_id].facts["repeated"] = Fact(True, f"{each.title}, before on {format_date(on)}", on)


def _people(connection: Connection, found: Mapping[int, Known], accounts: Collection[int] | None, today: date) -> None:
    where, values = among("account_id", accounts)
    held: dict[int, dict[str, list[tuple[str, date | None]]]] = {}
    for account_id, name, role, left in connection.exec_driver_sql(
        "SELECT account_id, name, role, left_on FROM contact WHERE deleted_at IS NULL AND account_id IS NOT NULL "
        f"AND role IN {_KEY_ROLES}{where}",
        values,
    ):
        if account_id in found:
            held.setdefault(account_id, {}).setdefault(role, []).append((name or "", day_of(left)))
    labels = {"executive-sponsor": "executive sponsor", "champion": "champion"}
    for account_id, roles in held.items():
        facts = found[account_id].facts
        gone = [(name, on) for people in roles.values() for name, on in people if on and today - on <= _QUARTER]
        names = ", ".join(name for name, _ in gone)
        facts["people_left"] = Fact(len(gone), f"Left in the last 90 days: {names}" if gone else "")
        lost = [
            (role, name, on) for role in labels for name, on in roles.get(role, ())
            if on and today - on <= _QUARTER and not any(left is None for _, left in roles[role])
        ]  # fmt: skip
        if lost:
            role, name, on = lost[0]
            facts["sponsor_left"] = Fact(True, f"{name}, {labels[role]}, left on {format_date(on)}", on)
        else:
            there = [name for role in labels for name, left in roles.get(role, ()) if left is None]
            if there:
                facts["sponsor_left"] = Fact(False, f"{there[0]} is there")


def _escalations(
    connection: Connection, found: Mapping[int, Known], accounts: Collection[int] | None, today: date
) -> None:
    where, values = among("account_id", accounts)
    for account_id, state, opened, resolved in connection.exec_driver_sql(
        "SELECT account_id, state, opened_at, resolved_on FROM escalation WHERE deleted_at IS NULL "
        f"AND state IN ('open', 'resolved'){where} ORDER BY opened_at",
        values,
    ):
        if account_id not in found or not opened:
            continue
        on = datetime.fromisoformat(opened).date()
        if state == "open":
            said = f"Escalated on {format_date(on)}, open for {count((today - on).days, 'day')}"
            found[account_id].facts["open_escalation"] = Fact((today - on).days, said, on)
        elif resolved and today - date.fromisoformat(resolved) <= _QUARTER:
            said = f"Escalated before, settled on {format_date(date.fromisoformat(resolved))}"
            found[account_id].facts.setdefault("repeated", Fact(True, said, on))


def _moods(connection: Connection, found: Mapping[int, Known], accounts: Collection[int] | None, today: date) -> None:
    where, values = among("account_id", accounts)
    for account_id, day in connection.exec_driver_sql(
        "SELECT account_id, max(date) FROM touch WHERE deleted_at IS NULL AND sentiment = 'bad' AND date >= ?"
        f"{where} GROUP BY account_id",
        ((today - _MONTH).isoformat(), *values),
    ):
        if account_id in found:
            on = date.fromisoformat(day)
            found[account_id].facts.setdefault("dissatisfied", Fact(True, f"Bad mood on {format_date(on)}", on))


def _cases(connection: Connection, found: Mapping[int, Known], accounts: Collection[int] | None, today: date) -> None:
    where, values = among("account_id", accounts)
    for account_id, value, day in connection.exec_driver_sql(
        "SELECT account_id, value, max(date) FROM indicator_reading WHERE deleted_at IS NULL "
        f"AND indicator IN ('open_tickets', 'open_cases') AND date >= ?{where} GROUP BY account_id",
        ((today - timedelta(days=45)).isoformat(), *values),
    ):
        if account_id in found and value is not None:
            said = f"{value:g} open cases on {format_date(date.fromisoformat(day))}" if value else ""
            found[account_id].facts["open_cases"] = Fact(value, said, date.fromisoformat(day))


def _scores(connection: Connection, found: Mapping[int, Known], policy: Policy, today: date) -> None:
    """How a score that is not green came down in the last month, as its evidence."""
    low = [one.account_id for one in found.values() if one.tone in ("yellow", "red")]
    if not low:
        return
    where, values = among("account_id", low)
    past: dict[int, tuple[date, float]] = {}
    for account_id, day, score in connection.exec_driver_sql(
        "SELECT account_id, date, score FROM health_snapshot WHERE deleted_at IS NULL AND score IS NOT NULL "
        f"AND date >= ? AND date < ?{where} ORDER BY date DESC",
        ((today - _MONTH).isoformat(), today.isoformat(), *values),
    ):
        known = past.get(account_id)
        if known is None or score > known[1]:
            past[account_id] = (date.fromisoformat(day), float(score))
    for account_id, (on, before) in past.items():
        one = found[account_id]
        if one.score is None or before - one.score < 10:
            continue
        was = band_of(policy, before)
        turn = f", {was.tone} to {one.tone}" if was and was.tone != one.tone else f", {one.band.lower()}"
        said = f"Health {before:g} to {one.score:g} in {count((today - on).days, 'day')}{turn}"
        one.facts["health"], one.facts["band"] = Fact(one.score, said, on), Fact(one.tone, said, on)
        if was and was.tone != "red" and one.tone == "red":
            one.facts["turned_red"] = Fact(True, said, on)


def _counts(one: Known, today: date) -> None:
    """How many signs stand, by level."""
    counted = [each for each in one.signs if each.rule not in OWN_QUESTION]
    base = [each for each in counted if not each.rule.startswith(DERIVED)] or counted
    reds = [each for each in base if each.red]
    yellows = [each for each in base if each.level == "yellow"]
    # Yellow signs that count as red together are a red sign, with them as its evidence.
    together = not reds and bool(yellows) and any(each.red for each in counted)
    if not one.signs and one.score is None:
        return
    health = one.facts["band"].said if "band" in one.facts else ""
    red, yellow = len(reds), len(yellows)
    said_red, said_yellow = _list(reds, today), _list(yellows, today)
    if together:
        red, yellow = 1, 0
        said_red, said_yellow = f"{said_yellow}, which count as red together", ""
    elif not reds and one.tone == "red":
        red, said_red = 1, health
    elif not reds and not yellows and one.tone == "yellow":
        yellow, said_yellow = 1, health
    if red and said_red != health and "health" in one.facts and one.facts["health"].on is not None:
        # A score that fell says more than a list of signs.
        said_red = f"{one.facts['health'].said}; {said_red}"
    nothing = "No sign stands" + (f"; {health[:1].lower()}{health[1:]}" if health else "")
    one.facts["reds"] = Fact(red, said_red if red else nothing if not yellow else "No red sign stands")
    one.facts["yellows"] = Fact(yellow, said_yellow if yellow else nothing if not red else "")
    one.facts["signs"] = Fact(red + yellow, said_red or said_yellow or nothing)
    if "repeated" not in one.facts and red + yellow:
        one.facts["repeated"] = Fact(False, "None of these signs stood in the last half year")


def _list(signs: Iterable[Sign], today: date) -> str:
    named = list(signs)
    if not named:
        return ""
    level = "red" if named[0].red else "yellow"
    oldest = min((each.on for each in named if each.on is not None), default=today)
    since = f" since {format_date(oldest)}" if oldest < today else ""
    words = ", ".join(each.title for each in named[:3])
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return f"{len(named)} {level}{since}: {words}{more}"


def path_text(path: Iterable[Any]) -> str:
    """A path as it is kept with an escalation."""
    return json.dumps(
        [
            {"question": step.question.id, "ask": step.question.ask, "said": step.question.said, "answer": step.answer,
             "from": step.origin, "evidence": step.known.words, "leads": step.leads}
            for step in path
        ],
        ensure_ascii=False,
    )  # fmt: skip
