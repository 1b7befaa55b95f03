"""Keeping the signals of accounts: raised once, made worse or milder as the figures go, over when it is no longer so.

A signal has one live record; what is over stays in the book as history. Signals follow a write in a step of their own
that undo passes over, as the health score does. What a person saw has records of its own, which only age here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import daily, health_facts, health_store, signal_facts, signal_return
from csdesk.policy.load import Policy, policies
from csdesk.policy.signals import Raised, Sighting, evaluate
from csdesk.policy.signals_model import RANK, Response, Rule, SignalModel
from csdesk.policy.signals_time import deadline

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

STEP: Final = "Work out signals"
"""The name of the step that writes signals, and the sign by which it does not follow itself."""
BY_HAND: Final = "By hand"
ORIGINS: Final = {"readings": "Readings", "book": "The book", "signals": "Other signals", "hand": BY_HAND}
WATCHED: Final = health_store.WATCHED | {
    "account", "health_snapshot", "review", "opportunity", "renewal_step", "renewal_call", "signal",
}  # fmt: skip
"""Kinds of record that signals are worked out from."""
AT_ONCE: Final = 1_000
"""Accounts of one write that are worked out before it is told of; of more the book waits, as it does after a night."""
OPEN: Final = ("raised", "acknowledged", "acted")
"""States in which a signal still holds."""
_LIVE: Final = (*OPEN, "dismissed")
_LASTS: Final = 90
"""Days that something seen counts when the policy in use has no rule that says."""
_KEPT: Final = "signals"
_COLUMNS: Final = ("account_id", "title", "rule", "family", "level", "raised_at", "review_by", "act_by", "evidence",
                   "origin", "state")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Live:
    """A record that holds, or was dismissed while it held."""

    id: int
    account_id: int
    rule: str
    level: str
    state: str
    raised_at: str
    settled_at: str | None
    evidence: str
    origin: str
    reason: str


@dataclass(slots=True)
class _Work:
    """What is to be written."""

    fresh: list[tuple[Any, ...]]
    changes: list[tuple[int, dict[str, Any]]]
    removed: list[int]


def refresh(
    desk: Desk,
    accounts: Iterable[int] | None = None,
    *,
    readings: Iterable[health_facts.Facts] | None = None,
    since: datetime | None = None,
) -> int:
    """Work the signals out anew, of those accounts or of all; how many records are different now.

    `readings`: what health has read already, with the names that signals want. `since`: when what is being undone was
    done; a signal raised after it that nobody touched, and that holds no longer, is taken out of the book.
    """
    from csdesk.desk import settings
    from csdesk.desk.account_rows import chosen_policy

    if desk.read_only:
        return 0
    policy = chosen_policy(desk)
    wanted = None if accounts is None else sorted(set(accounts))
    if wanted is not None and not wanted:
        return 0
    now, off = desk.clock.now().astimezone(), settings.days_off(desk)
    with desk.book.read() as connection:
        live = _live(connection, wanted)
        work = _Work([], [], [])
        for known in signal_facts.read(
            connection, policy, desk.clock.today(), wanted, readings=readings, formats=desk.formats
        ):
            account = _Account(policy.signals, live.get(known.account_id, []), now, off, work, since)
            account.settle(known, desk.clock.today())
        fresh = [dict(zip(_COLUMNS, one, strict=True)) for one in work.fresh]
        new, back = signal_return.sort_out(connection, fresh, since)
        work.fresh, work.changes = [tuple(one.values()) for one in new], [*work.changes, *back]
    if not (work.fresh or work.changes or work.removed):
        return 0
    with desk.write(STEP, undoable=False) as tx:
        tx.insert_many("signal", _COLUMNS, work.fresh)
        for record, values in work.changes:
            tx.update("signal", record, values)
        for record in work.removed:
            tx.remove("signal", record)
    return len(work.fresh) + len(work.changes) + len(work.removed)


def _live(connection: Connection, wanted: Sequence[int] | None) -> dict[int, list[_Live]]:
    where = ""
    values: tuple[int, ...] = ()
    if wanted is not None and len(wanted) <= 900:
        where, values = f" AND account_id IN ({','.join('?' * len(wanted))})", tuple(wanted)
    found: dict[int, list[_Live]] = {}
    for row in connection.exec_driver_sql(
        "SELECT id, account_id, rule, level, state, raised_at, settled_at, coalesce(evidence, ''), "
        "coalesce(origin, ''), coalesce(reason, '') FROM signal WHERE deleted_at IS NULL "
        f"AND state IN {_LIVE}{where} ORDER BY id",
        values,
    ):
        found.setdefault(row[1], []).append(_Live(*row))
    return found


class _Account:
    """One account: its live records beside what holds today."""

    def __init__(
        self,
        model: SignalModel,
        live: Sequence[_Live],
        now: datetime,
        off: frozenset[date],
        work: _Work,
        since: datetime | None,
    ) -> None:
        self._model, self._now, self._off, self._work, self._since = model, now, off, work, since
        self._hand = [one for one in live if one.origin == BY_HAND]
        self._kept: dict[str, _Live] = {}
        for one in live:
            if one.origin != BY_HAND:
                self._kept[one.rule] = one

    def settle(self, known: signal_facts.Known, today: date) -> None:
        """Note what is to be written about the account."""
        if known.gone:
            for one in (*self._hand, *self._kept.values()):
                self._over(one, "The customer has left")
            return
        sightings: dict[str, Sighting] = {}
        for one in self._hand:
            # What was seen stays seen when another policy is tried that has no rule for it.
            rule = self._model.by_id.get(one.rule)
            lasts = rule.lasts if rule else _LASTS
            seen = datetime.fromisoformat(one.raised_at).astimezone().date()
            if (today - seen).days > lasts:
                self._over(one, f"Seen more than {lasts} days ago, and not again")
            elif rule is not None and one.state != "dismissed":
                sightings[one.rule] = Sighting(one.level, one.evidence, seen)  # type: ignore[arg-type]
        every = evaluate(self._model, known.readings, known.facts, today, sightings, self._muted())
        found = [one.beside if one.origin == "hand" else one for one in every]
        holding = {one.rule.id: one for one in found if one is not None and one.level != "watch"}
        for rule_id, raised in holding.items():
            self._holds(known.account_id, raised, self._kept.get(rule_id))
        for rule_id, one in self._kept.items():
            if rule_id not in holding:
                self._over(one, "No longer so" if rule_id in self._model.by_id else signal_return.NO_RULE)

    def _muted(self) -> dict[str, str]:
        """What was dismissed and stays so: the level by rule."""
        return {one.rule: one.level for one in self._kept.values() if one.state == "dismissed" and not self._due(one)}

    def _due(self, one: _Live) -> bool:
        """Whether a dismissed signal that is still so comes back by now."""
        settled = datetime.fromisoformat(one.settled_at or one.raised_at)
        return self._now - settled >= timedelta(days=self._model.comes_back_after)

    def _holds(self, account_id: int, raised: Raised, one: _Live | None) -> None:
        if one is None:
            self._work.fresh.append(self._row(account_id, raised))
            return
        worse = RANK[raised.level] > RANK[one.level]
        if one.state == "dismissed":
            if worse or self._due(one):
                said = "it became worse" if worse else f"still so after {self._model.comes_back_after} days"
                self._work.changes.append(
                    (one.id, {"state": "cleared", "reason": f"{one.reason} (raised again: {said})"})
                )
                self._work.fresh.append(self._row(account_id, raised))
            return
        values: dict[str, Any] = {}
        if worse:
            review, act = deadlines(self._model, raised.rule, raised.level, self._now, self._off)
            values = {"level": raised.level, "state": "raised", "raised_at": self._now, "review_by": review,
                      "act_by": act, "settled_at": None, "reason": None}  # fmt: skip
        elif raised.level != one.level:
            values = {"level": raised.level}
        if raised.evidence != one.evidence:
            values["evidence"] = raised.evidence
        if values:
            self._work.changes.append((one.id, values))

    def _over(self, one: _Live, reason: str) -> None:
        if self._since and one.state == "raised" and datetime.fromisoformat(one.raised_at) >= self._since:
            self._work.removed.append(one.id)
            return
        values: dict[str, Any] = {"state": "cleared"}
        if one.state == "dismissed":
            reason = f"{one.reason} (over since)"
        else:
            values["settled_at"] = self._now
        self._work.changes.append((one.id, {**values, "reason": reason}))

    def _row(self, account_id: int, raised: Raised) -> tuple[Any, ...]:
        review, act = deadlines(self._model, raised.rule, raised.level, self._now, self._off)
        rule = raised.rule
        return (account_id, rule.title, rule.id, rule.group, raised.level, self._now, review, act, raised.evidence,
                ORIGINS[raised.origin], "raised")  # fmt: skip


def deadlines(
    model: SignalModel, rule: Rule, level: str, at: datetime, off: frozenset[date]
) -> tuple[datetime, datetime]:
    """By when a signal raised at `at` is to be looked into, and acted on."""
    response: Response = model.responses[level]
    return deadline(at, rule.review or response.review, off), deadline(at, rule.act or response.act, off)


# Following what is written


def follow(desk: Desk, changed: Changed) -> None:
    """Work out what a write touched; called after every commit, undo and redo of the desk."""
    if changed.name == STEP or desk.read_only:
        return
    since = _undone_at(desk, changed.set_id) if changed.role in ("undo", "revert") else None
    if "setting" in changed.kinds and _asked(desk) != _last_asked(desk):
        catch_up(desk, since)
    elif len(changed.accounts) > AT_ONCE and changed.kinds & WATCHED:
        _put_off(desk)
    elif changed.accounts and changed.kinds & WATCHED:
        refresh(desk, changed.accounts, since=since)


def _put_off(desk: Desk) -> None:
    """Have the book wait to be worked out: a large import is followed in small parts, so that nobody waits for it."""
    with desk.book.write(STEP, origin=desk.origin, undoable=False) as tx:
        known = tx.connection.exec_driver_sql("SELECT id FROM setting WHERE key=?", (_KEPT,)).scalar()
        if known is not None:
            tx.update("setting", known, {"value": {**_now(desk), "day": ""}})


def _undone_at(desk: Desk, set_id: int | None) -> datetime | None:
    with desk.book.read() as connection:
        at = connection.exec_driver_sql(
            "SELECT at FROM change_set WHERE id=(SELECT reverts FROM change_set WHERE id=?)", (set_id,)
        ).scalar()
    return datetime.fromisoformat(at) if at else None


def _asked(desk: Desk) -> str:
    from csdesk.desk.account_rows import chosen_policy

    return _version(chosen_policy(desk))


def _version(policy: Policy) -> str:
    return f"{policy.id}/{policy.signals.version}/{policy.floor('green'):g}/{policy.floor('yellow'):g}"


def _last_asked(desk: Desk) -> str:
    from csdesk.desk import settings

    known = settings.get(desk, _KEPT, {}).get("model")
    return str(known) if known else _version(policies()[settings.DEFAULT_POLICY])


def _now(desk: Desk) -> Mapping[str, str]:
    return {"model": _asked(desk), "day": desk.clock.today().isoformat()}


def waiting(desk: Desk) -> list[int]:
    """The accounts to work out because the day or the rules are another than last time; none when all is done."""
    return daily.waiting(desk, _KEPT, _now(desk))


def caught_up(desk: Desk) -> None:
    """Note that the whole book was worked out today by the rules in use."""
    daily.caught_up(desk, _KEPT, _now(desk), STEP)


def catch_up(desk: Desk, since: datetime | None = None) -> int:
    """Work out the whole book when the day or the rules are another than last time; how many records changed."""
    accounts = waiting(desk)
    changed = refresh(desk, accounts, since=since) if accounts else 0
    if not desk.read_only:
        caught_up(desk)
    return changed


def work_out(desk: Desk, accounts: Sequence[int]) -> int:
    """Health and signals of some accounts in one go, so that their readings are read once; how many records changed."""
    from csdesk.desk.account_rows import chosen_policy

    policy: Policy = chosen_policy(desk)
    with desk.book.read() as connection:
        facts = list(health_facts.read(connection, policy, desk.clock.today(), accounts, policy.signals.names))
    changed = health_store.refresh(desk, accounts, facts)
    return changed + refresh(desk, accounts, readings=facts)
