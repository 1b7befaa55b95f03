"""Signals that hold again because what ended them was taken back: their answers come back with them.

A signal that ends by itself loses its state to "over". When the step that ended it is undone, or a policy that has its
rule is chosen again, it is the same signal and not a new one: who looked into it need not do so a second time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from csdesk.policy.signals_model import RANK

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_RULE: Final = "The policy in use has no such rule"
"""Why a signal is over that only another policy asks for."""
_PART: Final = 400


def sort_out(
    connection: Connection, fresh: Sequence[dict[str, Any]], since: datetime | None
) -> tuple[list[dict[str, Any]], list[tuple[int, dict[str, Any]]]]:
    """Of records about to be made, those that are new indeed, and the changes that bring the others back.

    `since`: when what is being undone was done. A signal that is worse than it was is a new one.
    """
    known = _ended(connection, sorted({one["account_id"] for one in fresh}), since)
    new: list[dict[str, Any]] = []
    back: list[tuple[int, dict[str, Any]]] = []
    for one in fresh:
        found = known.get((one["account_id"], one["rule"]))
        if found is None or RANK[one["level"]] > RANK[found[1]]:
            new.append(one)
            continue
        values = {**_before(connection, found[0]), "level": one["level"], "evidence": one["evidence"]}
        back.append((found[0], values))
    return new, back


def _ended(
    connection: Connection, accounts: Sequence[int], since: datetime | None
) -> dict[tuple[int, str], tuple[int, str]]:
    """The newest record of each rule, its number and level, where it may come back."""
    found: dict[tuple[int, str], tuple[int, str]] = {}
    for start in range(0, len(accounts), _PART):
        part = tuple(accounts[start : start + _PART])
        for row in connection.exec_driver_sql(
            "SELECT max(id), account_id, rule, level, state, coalesce(reason, ''), updated_at FROM signal "
            f"WHERE deleted_at IS NULL AND origin <> 'By hand' AND account_id IN ({','.join('?' * len(part))}) "
            "GROUP BY account_id, rule",
            part,
        ):
            lately = since is not None and datetime.fromisoformat(row[6]) >= since
            if row[4] == "cleared" and (lately or row[5].startswith(NO_RULE)):
                found[row[1], row[2]] = (row[0], row[3])
    return found


def _before(connection: Connection, record: int) -> dict[str, Any]:
    """State, reason and hour of the answer as they were before the signal ended."""
    values: dict[str, Any] = {"state": "raised"}
    for field, old in connection.exec_driver_sql(
        "SELECT field, old FROM change WHERE record='signal' AND record_id=? AND field IN "
        "('state', 'reason', 'settled_at') AND set_id=(SELECT max(set_id) FROM change WHERE record='signal' "
        "AND record_id=? AND field='state')",
        (record, record),
    ):
        values[field] = json.loads(old) if isinstance(old, str) else old
    if isinstance(settled := values.get("settled_at"), str):
        values["settled_at"] = datetime.fromisoformat(settled)
    return values
