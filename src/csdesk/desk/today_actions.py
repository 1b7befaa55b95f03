"""Actions that are due: the CSM's own, a colleague's to ask for, a customer's to be reminded of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk import records
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.desk.today_parts import among, day_of, number_of
from csdesk.policy.bands import band_of
from csdesk.values.days import format_date
from csdesk.values.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Changed, Desk

_SQL = """
SELECT t.id, t.account_id, coalesce(t.title, ''), t.due, coalesce(t.origin, ''), t.important,
    substr(t.created_at, 1, 10), coalesce(c.name, ''), c.account_id IS NOT NULL, a.health_score
FROM action t JOIN account a ON a.id = t.account_id LEFT JOIN contact c ON c.id = t.owner
WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL AND t.due IS NOT NULL AND t.due <= ?
AND coalesce(t.status, 'open') IN ('open', 'in-progress'){only} ORDER BY t.id
"""


def due_items(
    desk: Desk, connection: Connection, today: date, until: date, accounts: Collection[int] | None
) -> Iterator[Item]:
    """Open actions that are late or due up to `until`."""
    from csdesk.desk.account_rows import chosen_policy

    me, policy = fold(desk.profile.name), chosen_policy(desk)
    only, values = among("t.account_id", accounts)
    for found in connection.exec_driver_sql(_SQL.format(only=only), (until.isoformat(), *values)):
        band = band_of(policy, found[9])
        yield _item(found, me, "green" if band is None else band.tone, today)


def _item(found: Any, me: str, tone: str, today: date) -> Item:
    (number, account_id, title, due, origin, important, made, owner, theirs, _score) = found
    mine = not owner or fold(owner) == me
    words = title or "Do what was promised"
    if not mine:
        words = f"{'Remind' if theirs else 'Ask'} {owner}: {_lower(words)}"
    where = f" in “{origin}”" if origin else ""
    on = day_of(made)
    noted = "" if on is None or on >= today else f", noted {format_date(on, 'day')}"
    who = "You promised it" if mine else f"{owner} promised it"
    evidence = f"{who}{where}{noted}" if origin or not mine else f"On your list{noted}"
    # What nobody weighed is important where it was promised to somebody, or the account is not well.
    weighs = bool(important) if important is not None else bool(origin) or theirs or tone != "green"
    rule = "A promise is kept by its day" if mine else "Followed up on the day it is due"
    return Item(
        f"action/{number}", account_id, words, evidence, rule, date.fromisoformat(due), important=bool(weighs),
        place="account", where={"account_id": account_id, "tab": "overview"}, verb="Action done",
    )  # fmt: skip


def _lower(title: str) -> str:
    """The title within a sentence: only a plain first word loses its capital."""
    first, _, rest = title.partition(" ")
    plain = first[1:].islower() and first[:1].isupper()
    return f"{first[:1].lower()}{first[1:]} {rest}".rstrip() if plain else title


def complete_item(desk: Desk, key: str) -> Changed:
    """Mark the action done, today; Invalid when it is not open any more."""
    number = number_of(key, "action")
    one = records.get(desk, "action", number)
    if one.deleted_at is not None or one.values["status"] in ("done", "dropped"):
        raise Invalid("action", "this action is not open any more")
    values = {"status": "done", "done_on": desk.clock.today()}
    return records.update(desk, "action", number, values, name=f"Action done: {one.title}")
