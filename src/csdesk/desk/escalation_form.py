"""What an escalation writes: the risk escalation with what is known, and the message that announces it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import document_forms, document_write
from csdesk.desk import document_state as states
from csdesk.desk.document_model import FieldPath
from csdesk.policy.escalation_model import Rung
from csdesk.values.days import format_date
from csdesk.values.money import format_money

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction
    from csdesk.desk.escalations import Interview

_UPDATES: Final = {"hour": "daily", "day": "daily", "week": "weekly"}


def write(desk: Desk, tx: Transaction, rung: Rung, found: Interview, check: date, manager: str) -> int:
    """The account's draft of the tier's form, or a new one, with what the interview knows where nothing stands yet."""
    from csdesk.desk.documents import new_document

    wanted = document_forms.form(rung.form)
    draft = tx.connection.exec_driver_sql(
        "SELECT max(id) FROM document WHERE form=? AND account_id=? AND deleted_at IS NULL AND state='draft' "
        "AND version=1",
        (wanted.id, found.account_id),
    ).scalar()
    document_id = int(draft) if draft is not None else new_document(desk, tx, wanted, found.account_id)
    first = states.head(desk, document_id, tx)
    answered = {
        (row[0], row[1]) for row in tx.connection.exec_driver_sql(
            "SELECT section, field FROM answer WHERE document_id=? AND value IS NOT NULL",
            (document_id,),
        )
    }  # fmt: skip
    pace = next((_UPDATES[one.every] for one in found.actions if one.every), "as-needed")
    evidence = [step.known.words for step in found.verdict.path if step.answer and step.known.words]
    for each in found.signs:
        if each.red and each.evidence and each.evidence not in evidence:
            evidence.append(f"{each.title}: {each.evidence}")
    values: dict[tuple[str, str], Any] = {
        ("situation", "summary"): ". ".join(found.verdict.reasons[:3]),
        ("cause", "evidence"): "\n".join(dict.fromkeys(evidence)) or None,
        ("facts", "manager"): manager or None,
        ("next", "check"): check,
        ("next", "updates"): pace,
        ("support", "executive"): True if rung.tier >= 3 else None,
    }
    for (section_id, field_id), raw in values.items():
        if raw in (None, "") or (section_id, field_id) in answered:
            continue
        section = next((one for one in wanted.sections if one.id == section_id), None)
        field = next((one for one in section.fields if one.id == field_id), None) if section else None
        if section is None or field is None:
            continue
        path = FieldPath(section_id, "", field_id)
        value = document_write.value_of(desk, section, field, str(path), raw, found.account_id)
        document_write.put(desk, tx, first, section, field, "", value)
    return document_id


def message(desk: Desk, found: Interview) -> str:
    """The announcement, by the policy's own words or else intervention's; lines without a value are left out."""
    from csdesk.desk import accounts
    from csdesk.policy.load import policies

    text = found.plan.message or policies()["intervention"].escalation.message
    row = accounts.row(desk, found.account_id)
    rung = found.rung
    urgency = "" if rung is None else "critical" if rung.within.weight <= 4 else (
        "high" if rung.within.weight <= 24 else "medium"
    )  # fmt: skip
    places = {
        "account": row.name,
        "title": found.verdict.because or "a risk",
        "tier": row.tier,
        "arr": format_money(row.arr, desk.formats) + " ARR" if row.arr else "",
        "score": f"{row.score:g}" if row.score is not None else "",
        "band": row.band.lower(),
        "renewal": f"{format_date(row.renewal_date)}, {row.days_left} days" if row.renewal_date else "",
        "reasons": ". ".join(found.verdict.reasons),
        "signals": "; ".join(one.title for one in found.signs[:5]),
        "action": found.actions[0].title if found.actions else "",
        "urgency": urgency,
    }
    lines = []
    for line in text.splitlines():
        names = re.findall(r"\{(\w+)\}", line)
        if names and not any(places.get(name) for name in names):
            continue
        filled = re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], ""), line)
        lines.append(re.sub(r"(, )+(?=,|$)| \(\)", "", filled.replace(", ,", ",")).rstrip())
    return "\n".join(lines).strip()
