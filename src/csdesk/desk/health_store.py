"""Keeping the health score of accounts: worked out from readings, or given by hand for a while; noted day by day.

Where an account has readings that the chosen model knows, its score is worked out and kept; where it has none, the
score that was imported or typed stays. What is worked out follows a write in a step of its own that undo passes over,
so that an undo never meets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import daily, health_facts
from csdesk.desk.errors import Invalid
from csdesk.policy import health as rules
from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

COMPUTED: Final = "computed"
OVERRIDE: Final = "override"
STEP: Final = "Work out health"
"""The name of the step that writes scores, and the sign by which it does not follow itself."""
WATCHED: Final = frozenset({"indicator_reading", "touch", "contact", "goal", "milestone", "arr_event"})
"""Kinds of record that health is worked out from."""
_KEPT: Final = "health"
"""The setting that says by which model, and on which day, the book was last worked out."""
_LONGEST: Final = 366


@dataclass(frozen=True, slots=True)
class Override:
    """A score given by hand in place of the one worked out, with its reason, until a day."""

    id: int
    score: float
    reason: str
    set_on: date
    until: date
    computed: float | None
    """What it stood in the place of when it was given."""


# Working out


def refresh(
    desk: Desk, accounts: Iterable[int] | None = None, facts: Iterable[health_facts.Facts] | None = None
) -> int:
    """Work the score out anew, of those accounts or of all; how many scores are different now.

    Nothing is written where nothing differs. A snapshot is kept when the score or the model changed, and weekly.
    `facts`: what somebody has read of those accounts already.
    """
    from csdesk.desk.account_rows import chosen_policy

    policy, today = chosen_policy(desk), desk.clock.today()
    if desk.read_only:
        return 0
    wanted = None if accounts is None else sorted(set(accounts))
    with desk.book.read() as connection:
        changes, notes = _differences(connection, policy, today, wanted, facts)
    if changes or notes:
        with desk.write(STEP, undoable=False) as tx:
            for account_id, score in changes:
                tx.update("account", account_id, {"health_score": score})
            fresh: list[tuple[Any, ...]] = []
            for account_id, score, inputs, known in notes:
                if known is not None:
                    tx.update("health_snapshot", known, {"score": score, "origin": COMPUTED, "inputs": inputs})
                else:
                    fresh.append((account_id, today, score, COMPUTED, inputs))
            tx.insert_many("health_snapshot", ("account_id", "date", "score", "origin", "inputs"), fresh)
    return len(changes)


_Note = tuple[int, float, str, int | None]


def _differences(
    connection: Connection,
    policy: Policy,
    today: date,
    wanted: Sequence[int] | None,
    known: Iterable[health_facts.Facts] | None = None,
) -> tuple[list[tuple[int, float | None]], list[_Note]]:
    given = overrides(connection, today, wanted)
    last = _last(connection, wanted)
    ended = _ended(connection, today, wanted)
    # All the others keep the score they have: a first import brings very many of them.
    concerned = _with_readings(connection, wanted).union(given, last, ended)
    accounts = sorted(concerned if wanted is None else concerned.intersection(wanted))
    scores = _scores(connection, accounts)
    changes: list[tuple[int, float | None]] = []
    notes: list[_Note] = []
    for facts in health_facts.read(connection, policy, today, accounts):
        before = scores.get(facts.account_id)
        after = before
        if facts.measured:
            verdict = rules.score(policy, facts.readings, today, facts.segment)
            if verdict.score is not None:
                after = float(verdict.score)
                note = snapshot_due(facts.account_id, verdict, policy, today, last.get(facts.account_id))
                if note is not None:
                    notes.append(note)
        elif facts.account_id in last and last[facts.account_id][2] == before:
            # Its readings are gone (an import was undone): the score from elsewhere stands again.
            after = _elsewhere(connection, facts.account_id)
        elif facts.account_id in ended:
            # The override of an imported score is over: the score it stood in the place of comes back.
            after = ended[facts.account_id]
        if facts.account_id in given:
            after = given[facts.account_id].score
        if after != before:
            changes.append((facts.account_id, after))
    return changes, notes


def snapshot_due(
    account_id: int,
    verdict: rules.Verdict,
    policy: Policy,
    today: date,
    last: tuple[int, str, float, str | None] | None,
) -> _Note | None:
    """The snapshot to keep: when the score or the model is another, and weekly."""
    score = float(verdict.score or 0)
    inputs = json.dumps(rules.kept(verdict, policy.id), ensure_ascii=False, separators=(",", ":"))
    if last is None:
        return account_id, score, inputs, None
    record, day, before, kept = last
    if day == today.isoformat():
        return None if (before, kept) == (score, inputs) else (account_id, score, inputs, record)
    same = before == score and kept is not None and json.loads(kept).get("model") == verdict.version
    recent = today - date.fromisoformat(day) < timedelta(days=7)
    return None if same and recent else (account_id, score, inputs, None)


def where_of(accounts: Sequence[int] | None, column: str = "account_id") -> tuple[str, tuple[Any, ...]]:
    if accounts is None or len(accounts) > 900:
        return "", ()
    return f" AND {column} IN ({','.join('?' * len(accounts))})", tuple(accounts)


def _with_readings(connection: Connection, accounts: Sequence[int] | None) -> set[int]:
    """The accounts that have any reading at all."""
    where, values = where_of(accounts)
    sql = f"SELECT DISTINCT account_id FROM indicator_reading WHERE deleted_at IS NULL{where}"
    return {row[0] for row in connection.exec_driver_sql(sql, values) if row[0] is not None}


def _scores(connection: Connection, accounts: Sequence[int] | None) -> dict[int, float | None]:
    where, values = where_of(accounts, "id")
    sql = f"SELECT id, health_score FROM account WHERE deleted_at IS NULL{where}"
    return {row[0]: row[1] for row in connection.exec_driver_sql(sql, values)}


def _last(connection: Connection, accounts: Sequence[int] | None) -> dict[int, tuple[int, str, float, str | None]]:
    """The newest snapshot of each account that was worked out: id, day, score, inputs."""
    where, values = where_of(accounts)
    found = connection.exec_driver_sql(
        "SELECT account_id, id, max(date), score, inputs FROM health_snapshot WHERE deleted_at IS NULL "
        f"AND origin = '{COMPUTED}'{where} GROUP BY account_id",
        values,
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in found}


# By hand


def overrides(connection: Connection, today: date, accounts: Sequence[int] | None = None) -> dict[int, Override]:
    """The overrides that hold today, by account."""
    return {account: one for account, one in _overrides(connection, accounts).items() if one.until >= today}


def _ended(connection: Connection, today: date, accounts: Sequence[int] | None) -> dict[int, float | None]:
    """What comes back where an override is over and nothing else has given a score since."""
    found: dict[int, float | None] = {}
    for account_id, one in _overrides(connection, accounts).items():
        if one.until < today and _standing(connection, account_id) == one.score:
            found[account_id] = one.computed
    return found


def _elsewhere(connection: Connection, account_id: int) -> float | None:
    """The newest score that was neither worked out nor given as an override."""
    found: float | None = connection.exec_driver_sql(
        "SELECT score FROM health_snapshot WHERE account_id=? AND deleted_at IS NULL "
        f"AND coalesce(origin, '') NOT IN ('{COMPUTED}', '{OVERRIDE}') ORDER BY date DESC, id DESC LIMIT 1",
        (account_id,),
    ).scalar()
    return found


def _standing(connection: Connection, account_id: int) -> float | None:
    found: float | None = connection.exec_driver_sql(
        "SELECT health_score FROM account WHERE id=?", (account_id,)
    ).scalar()
    return found


def _overrides(connection: Connection, accounts: Sequence[int] | None) -> dict[int, Override]:
    where, values = where_of(accounts)
    found: dict[int, Override] = {}
    for account_id, record, day, score, text in connection.exec_driver_sql(
        "SELECT account_id, id, date, score, inputs FROM health_snapshot WHERE deleted_at IS NULL "
        f"AND origin = '{OVERRIDE}'{where} ORDER BY date, id",
        values,
    ):
        said = json.loads(text or "{}")
        if "until" in said:
            until = date.fromisoformat(said["until"])
            found[account_id] = Override(
                record, score, said.get("reason", ""), date.fromisoformat(day), until, said.get("computed")
            )
    return found


def set_override(desk: Desk, account_id: int, score: float, reason: str, until: date) -> Changed:
    """Give an account a score by hand until a day (a year at most), with a reason.

    Invalid for a score outside 0 to 100, no reason, or a day that is past or too far.
    """
    from csdesk.desk import accounts

    name = accounts.row(desk, account_id).name
    today = desk.clock.today()
    if not 0 <= score <= 100:
        raise Invalid("override/score", "a score is from 0 to 100")
    if not reason.strip():
        raise Invalid("override/reason", "an override needs its reason", "Say what the readings do not show.")
    if not today <= until <= today + timedelta(days=_LONGEST):
        raise Invalid("override/until", "an override ends on a day from today to a year from now")
    with desk.write(f"Override the health of “{name}”", account_id=account_id) as tx:
        before = _overrides(tx.connection, [account_id]).get(account_id)
        standing = tx.current("account", account_id)["health_score"]
        if before is not None:
            standing = before.computed if before.until >= today else standing
            tx.delete("health_snapshot", before.id)
        kept = {"until": until.isoformat(), "reason": reason.strip(), "computed": standing}
        values = {"account_id": account_id, "date": today, "score": float(score), "origin": OVERRIDE,
                  "inputs": json.dumps(kept, ensure_ascii=False)}  # fmt: skip
        tx.insert("health_snapshot", values)
        tx.update("account", account_id, {"health_score": float(score)})
    return tx.changed


def end_override(desk: Desk, account_id: int) -> Changed:
    """Take an override back: the score worked out, or imported, stands again. Invalid when there is none."""
    with desk.write("End the override of the health score", account_id=account_id) as tx:
        one = _overrides(tx.connection, [account_id]).get(account_id)
        if one is None or one.until < desk.clock.today():
            raise Invalid("override", "no override holds for this account")
        tx.delete("health_snapshot", one.id)
        tx.update("account", account_id, {"health_score": one.computed})
    refresh(desk, [account_id])
    return tx.changed


# Following what is written


def follow(desk: Desk, changed: Changed) -> None:
    """Work out what a write touched; called after every commit, undo and redo of the desk."""
    from csdesk.desk import health_undo

    if changed.name == STEP or desk.read_only:
        return
    if "setting" in changed.kinds and (last := _last_asked(desk)) and _asked(desk) != last:
        catch_up(desk)
    elif changed.accounts and (
        changed.kinds & WATCHED or (changed.role != "change" and "health_snapshot" in changed.kinds)
    ):
        refresh(desk, changed.accounts)
        if changed.role != "change":
            health_undo.unsay(desk, changed)


def _asked(desk: Desk) -> str:
    from csdesk.desk.account_rows import chosen_policy

    policy = chosen_policy(desk)
    return f"{policy.id}/{policy.health.version}"


def _last_asked(desk: Desk) -> str:
    from csdesk.desk import settings

    return str(settings.get(desk, _KEPT, {}).get("model", ""))


def waiting(desk: Desk) -> list[int]:
    """The accounts to work out because the day or the model is another than last time; none when all is done."""
    return daily.waiting(desk, _KEPT, _now(desk))


def caught_up(desk: Desk) -> None:
    """Note that the whole book was worked out today by the model in use."""
    daily.caught_up(desk, _KEPT, _now(desk), STEP)


def catch_up(desk: Desk) -> int:
    """Work out the whole book when the day or the model is another than last time; how many scores changed."""
    accounts = waiting(desk)
    changed = refresh(desk, accounts) if accounts else 0
    if not desk.read_only:
        caught_up(desk)
    return changed


def _now(desk: Desk) -> dict[str, str]:
    return {"model": _asked(desk), "day": desk.clock.today().isoformat()}


def effect(desk: Desk, policy: Policy) -> tuple[dict[str, int], dict[str, int], list[tuple[str, str, str]]]:
    """What another policy would make of the book: bands now, bands then, and the accounts that change band."""
    from csdesk.desk import account_rows

    today = desk.clock.today()
    now, then = ({band.word: 0 for band in one.bands} for one in (account_rows.chosen_policy(desk), policy))
    moved: list[tuple[str, str, str]] = []
    rows = {row.id: row for row in account_rows.read(desk)}
    with desk.book.read() as connection:
        given = overrides(connection, today)
        every = list(health_facts.read(connection, policy, today))
    for facts in every:
        row = rows.get(facts.account_id)
        if row is None:
            continue
        score = row.score
        if facts.measured and facts.account_id not in given:
            verdict = rules.score(policy, facts.readings, today, facts.segment)
            score = score if verdict.score is None else float(verdict.score)
        band = band_of(policy, score)
        after = band.word if band else ""
        if row.band:
            now[row.band] = now.get(row.band, 0) + 1
        if after:
            then[after] += 1
        if row.band != after:
            moved.append((row.name, row.band, after))
    return now, then, moved
