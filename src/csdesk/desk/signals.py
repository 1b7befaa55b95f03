"""The signals of accounts as a CSM works with them: what is raised and why, by when, and the answers to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import signal_store
from csdesk.desk.errors import Invalid
from csdesk.desk.signal_due import complete_item, due_items
from csdesk.desk.signal_store import AT_ONCE, BY_HAND, OPEN, catch_up, caught_up, refresh, waiting, work_out
from csdesk.policy.signals import evaluate
from csdesk.policy.signals_model import RANK, Response, Rule, SignalModel

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

__all__ = [
    "AT_ONCE", "BY_HAND", "LEVEL_WORDS", "OPEN", "RISKS", "Rule", "SignalRow", "Standing", "acknowledge", "act",
    "answer", "catch_up", "caught_up", "complete_item", "dismiss", "due_items", "get", "handed", "history", "model",
    "open", "policy_title", "raise_by_hand", "refresh", "standing", "waiting", "watched", "work_out",
]  # fmt: skip

RISKS: Final = ("yellow", "red", "immediate")
"""The levels that speak of a risk."""
LEVEL_WORDS: Final = {"immediate": "Act at once", "red": "Red", "yellow": "Yellow", "trigger": "Involve the CSM",
                      "expansion": "Expansion"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as a list shows it."""

    id: int
    account_id: int
    account: str
    rule: str
    title: str
    family: str
    """The id of its group; `group` is its title."""
    group: str
    level: str
    state: str
    raised_at: datetime
    review_by: datetime | None
    act_by: datetime | None
    evidence: str
    origin: str
    settled_at: datetime | None
    reason: str
    about: str
    """The rule in a sentence; "" when the policy in use has it no more."""
    meaning: str
    advice: str
    source: str
    asks: str
    """What is to be done next: "Reach out to the customer"."""
    due_at: datetime | None
    """By when; None when nothing more is asked for."""

    @property
    def is_open(self) -> bool:
        """Whether it still holds."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for an account, rule by rule; a rule that stands twice counts once, at its worst."""

    yellow: int = 0
    red: int = 0
    immediate: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()
    levels: Mapping[str, str] | None = None
    """The level by rule."""
    expansion: int = 0

    @property
    def worst(self) -> str:
        """The worst level; "" when nothing holds."""
        return max((self.levels or {}).values(), key=lambda level: RANK[level], default="")


def model(desk: Desk) -> SignalModel:
    """The rules in use."""
    from csdesk.desk.account_rows import chosen_policy

    return chosen_policy(desk).signals


def handed(desk: Desk) -> tuple[Rule, ...]:
    """The rules that a person may raise, group by group."""
    return model(desk).handed


# Reading

_SELECT: Final = (
    "SELECT s.id, s.account_id, a.name, s.rule, s.title, s.family, s.level, s.state, s.raised_at, s.review_by, "
    "s.act_by, s.evidence, s.origin, s.settled_at, s.reason FROM signal s JOIN account a ON a.id = s.account_id "
    "AND a.deleted_at IS NULL WHERE s.deleted_at IS NULL"
)


def open(desk: Desk, account_id: int | None = None) -> tuple[SignalRow, ...]:
    """The signals that hold, of one account or of all: the worst first, then the earliest deadline."""
    where = "" if account_id is None else " AND s.account_id = ?"
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            f"{_SELECT} AND s.state IN {OPEN}{where}", () if account_id is None else (account_id,)
        ).all()
    found = [_row(row, model(desk)) for row in rows]
    return tuple(sorted(found, key=lambda one: (-RANK[one.level], one.due_at is None, one.due_at or one.raised_at,
                                                one.account, one.id)))  # fmt: skip


def history(desk: Desk, account_id: int, limit: int = 50) -> tuple[SignalRow, ...]:
    """What was dismissed or is over, the newest first."""
    with desk.book.read() as connection:
        rows = connection.exec_driver_sql(
            f"{_SELECT} AND s.state NOT IN {OPEN} AND s.account_id = ? "
            "ORDER BY coalesce(s.settled_at, s.raised_at) DESC, s.id DESC LIMIT ?",
            (account_id, limit),
        ).all()
    return tuple(_row(row, model(desk)) for row in rows)


def get(desk: Desk, signal_id: int) -> SignalRow:
    """One signal; Invalid when the book has none of that number."""
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(f"{_SELECT} AND s.id = ?", (signal_id,)).first()
    if row is None:
        raise Invalid("signal", f"there is no signal with the number {signal_id}", "csdesk signals lists them.")
    return _row(row, model(desk))


def standing_rows(
    connection: Connection, rules: SignalModel, accounts: Collection[int] | None, until: date
) -> Iterator[SignalRow]:
    """The signals that ask for something up to a day, account by account, from an open connection."""
    where, values = _where(accounts)
    # A day more than wanted, whatever the time zone; the caller looks at each deadline itself.
    by = (until + timedelta(days=2)).isoformat()
    sql = (
        f"{_SELECT} AND ((s.state = 'raised' AND s.review_by < ?) OR (s.state = 'acknowledged' AND s.act_by < ?) "
        f"OR (s.state = 'acted' AND s.settled_at < ?)){where} ORDER BY s.account_id, s.id"
    )
    for row in connection.exec_driver_sql(sql, (by, by, by, *values)):
        if accounts is None or row[1] in accounts:
            yield _row(row, rules)


@lru_cache(maxsize=8192)
def _at(text: str) -> datetime:
    # Signals of a book are raised together, at some hundreds of moments.
    return datetime.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return _at(text) if text else None


def _row(row: Any, rules: SignalModel) -> SignalRow:
    (signal_id, account_id, account, rule_id, title, family, level, state, raised_at, review_by, act_by, evidence,
     origin, settled_at, reason) = row  # fmt: skip
    rule = rules.by_id.get(rule_id)
    response = rules.responses.get(level)
    asks, due = _next(response, state, _moment(review_by), _moment(act_by), _moment(settled_at))
    return SignalRow(
        signal_id, account_id, account or "", rule_id or "", title or "", family or "",
        rules.groups.get(family or "", family or ""), level or "yellow", state or "raised",
        _at(raised_at), _moment(review_by), _moment(act_by), evidence or "", origin or "",
        _moment(settled_at), reason or "", rule.about if rule else "", rule.meaning if rule else "",
        rule.advice if rule else "", rule.source if rule else "", asks, due,
    )  # fmt: skip


def _next(
    response: Response | None,
    state: str,
    review_by: datetime | None,
    act_by: datetime | None,
    settled_at: datetime | None,
) -> tuple[str, datetime | None]:
    """What a signal asks for in its state, and by when."""
    if response is None:
        return "", None
    if state == "raised":
        return response.review_says, review_by
    if state == "acknowledged":
        return response.act_says, act_by
    if state == "acted" and settled_at is not None:
        return "See whether it holds still", settled_at + timedelta(days=response.watch_days)
    return "", None


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that is no signal yet."""

    rule: str
    title: str
    evidence: str
    about: str


def watched(desk: Desk, account_id: int) -> tuple[Watched, ...]:
    """What to keep an eye on; nothing is kept of it, and nothing is due."""
    from csdesk.desk import signal_facts
    from csdesk.desk.account_rows import chosen_policy

    policy, today = chosen_policy(desk), desk.clock.today()
    with desk.book.read() as connection:
        known = next(signal_facts.read(connection, policy, today, [account_id], formats=desk.formats), None)
    if known is None or known.gone:
        return ()
    found = evaluate(policy.signals, known.readings, known.facts, today)
    return tuple(Watched(one.rule.id, one.rule.title, one.evidence, one.rule.about)
                 for one in found if one.level == "watch")  # fmt: skip


def policy_title(desk: Desk) -> str:
    """The name of the policy whose rules are in use."""
    from csdesk.desk.account_rows import chosen_policy

    return chosen_policy(desk).title


def standing(source: Desk | Connection, accounts: Collection[int] | None = None) -> Mapping[int, Standing]:
    """What holds for each account that has any signal, of those named or of all; from a desk or an open connection."""
    from csdesk.desk.core import Desk as _Desk

    if isinstance(source, _Desk):
        with source.book.read() as connection:
            return _standing(connection, accounts)
    return _standing(source, accounts)


def _standing(connection: Connection, accounts: Collection[int] | None) -> Mapping[int, Standing]:
    where, values = _where(accounts)
    levels: dict[int, dict[str, str]] = {}
    for account_id, rule, level in connection.exec_driver_sql(
        "SELECT s.account_id, s.rule, s.level FROM signal s JOIN account a ON a.id = s.account_id "
        f"AND a.deleted_at IS NULL WHERE s.deleted_at IS NULL AND s.state IN {OPEN}{where} ORDER BY s.id",
        values,
    ):
        if accounts is not None and account_id not in accounts:
            continue
        of = levels.setdefault(account_id, {})
        if rule not in of or RANK[level] > RANK[of[rule]]:
            of[rule] = level
    return {
        account_id: Standing(
            yellow=sum(level == "yellow" for level in of.values()),
            red=sum(level == "red" for level in of.values()),
            immediate=tuple(rule for rule, level in of.items() if level == "immediate"),
            rules=frozenset(of),
            levels=of,
            expansion=sum(level == "expansion" for level in of.values()),
        )
        for account_id, of in levels.items()
    }


def _where(accounts: Collection[int] | None) -> tuple[str, tuple[int, ...]]:
    if accounts is None or len(accounts) > 900:
        return "", ()
    return f" AND s.account_id IN ({','.join('?' * len(accounts))})", tuple(accounts)


# Answering


def raise_by_hand(desk: Desk, account_id: int, rule: str, evidence: str, level: str | None = None) -> Changed:
    """Note what a person saw, at the mildest level the rule has unless `level` says more; `record_id` is the signal.

    A second sighting while the first still holds is added to it. Invalid, with nothing saved, for a rule that is not
    raised by hand, a level that it has not, no evidence, or an account that is not in the book.
    """
    from csdesk.desk import accounts, settings

    name = accounts.row(desk, account_id).name
    rules = model(desk)
    found = rules.by_id.get(rule)
    if found is None or not found.by_hand:
        known = ", ".join(one.id for one in rules.handed)
        raise Invalid("signal/rule", f"“{rule}” is no rule that is raised by hand", f"There are {known}.")
    chosen = level or next(iter(found.by_hand))
    if chosen not in found.by_hand:
        raise Invalid("signal/level", f"“{found.title}” is raised by hand as {' or '.join(found.by_hand)}")
    said = " ".join(evidence.split())
    if not said:
        raise Invalid("signal/evidence", "a signal needs its evidence", "Say what was seen or said, by whom and when.")
    now, off = desk.clock.now().astimezone(), settings.days_off(desk)
    review, act_by = signal_store.deadlines(rules, found, chosen, now, off)
    with desk.write(f"Report “{found.title}” of “{name}”", account_id=account_id) as tx:
        row = tx.connection.exec_driver_sql(
            f"SELECT id, level, evidence FROM signal WHERE account_id=? AND rule=? AND origin=? AND state IN {OPEN} "
            "AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
            (account_id, rule, BY_HAND),
        ).first()
        values: dict[str, Any] = {"raised_at": now, "evidence": said}
        fresh = {"level": chosen, "state": "raised", "review_by": review, "act_by": act_by, "settled_at": None,
                 "reason": None}  # fmt: skip
        if row is None:
            tx.insert("signal", {**values, **fresh, "account_id": account_id, "title": found.title, "rule": rule,
                                 "family": found.group, "origin": BY_HAND})  # fmt: skip
        else:
            if said != row[2]:
                values["evidence"] = f"{said}; before that: {row[2]}"
            tx.update("signal", row[0], values | (fresh if RANK[chosen] > RANK[row[1]] else {}))
            tx.first = ("signal", row[0])
    return tx.changed


def acknowledge(desk: Desk, signal_id: int, reason: str = "") -> Changed:
    """Note that a signal was looked into; from now on its second deadline counts. Invalid when it holds no longer."""
    return answer(desk, [signal_id], "acknowledged", reason, "Acknowledge")


def act(desk: Desk, signal_id: int, reason: str = "") -> Changed:
    """Note that something was done about a signal; it is watched from now on. Invalid when it holds no longer."""
    return answer(desk, [signal_id], "acted", reason, "Act on")


def dismiss(desk: Desk, signal_id: int, reason: str) -> Changed:
    """Set a signal aside with a reason: it comes back when it gets worse, or after the days that the policy states.

    Invalid without a reason, or when it holds no longer.
    """
    if not reason.strip():
        raise Invalid("signal/reason", "dismissing a signal needs a reason", "Say what makes it no cause to act.")
    return answer(desk, [signal_id], "dismissed", reason, "Dismiss")


def answer(desk: Desk, ids: Sequence[int], state: str, reason: str, verb: str) -> Changed:
    """Bring signals of one account into a state, in one step; Invalid, with nothing saved, when one holds no longer."""
    first = get(desk, ids[0])
    now = desk.clock.now()
    what = f"“{first.title}”" if len(ids) == 1 else f"{len(ids)} signals"
    with desk.write(f"{verb} {what} of “{first.account}”", account_id=first.account_id) as tx:
        for signal_id in ids:
            current = tx.current("signal", signal_id)["state"]
            if current not in OPEN:
                raise Invalid("signal", f"“{first.title}” holds no longer: it was {_ENDED.get(current, 'settled')}")
            tx.update("signal", signal_id, {"state": state, "settled_at": now, "reason": reason.strip() or None})
    return tx.changed


_ENDED: Final = {"dismissed": "dismissed", "cleared": "cleared by itself"}
