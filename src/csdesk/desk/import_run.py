"""The record of one import: its figures, and what it keeps of rejected rows, missing records and questions."""

from __future__ import annotations

from typing import Any

from csdesk.book.transaction import Transaction
from csdesk.sync.plan import ImportPlan

_KEPT_REJECTS = 1_000
"""How many rejected rows a run keeps in the book; the CSV of the import itself holds them all."""
_KEPT_CHARACTERS = 2_000_000
"""How much text of rejected rows a run keeps whole; beyond it only line, column and reason stay."""


def insert_run(tx: Transaction, plan: ImportPlan, source_id: int, asked: int) -> int:
    """Write the run; its id. `asked` is how many questions it put on accounts."""
    room = _KEPT_CHARACTERS
    rejects: list[dict[str, Any]] = []
    for r in plan.rejected[:_KEPT_REJECTS]:
        kept: dict[str, Any] = {"line": r.line, "column": r.column, "value": r.value[:200], "reason": r.reason}
        room -= sum(map(len, r.cells))
        if room >= 0:
            kept["cells"] = list(r.cells)
        rejects.append(kept)
    report = {
        "object": plan.object,
        "product": plan.recognised.product,
        "asked": asked,
        "held": plan.count("held"),
        "duplicates": plan.count("duplicate"),
        "missing": [
            {"id": m.record_id, "name": m.name, "crm_id": m.crm_id, "note": m.note}
            for m in plan.missing[:_KEPT_REJECTS]
        ],
        "rejects": rejects,
        "headers": list(plan.recognised.headers) if rejects else [],
        "questions": [q.text for q in plan.questions[:100]],
        "dropped": len(plan.recognised.dropped),
        "settings": plan.settings,
        "content": plan.content,
    }
    return tx.insert(
        "sync_run",
        {
            "source_id": source_id,
            "at": tx.now,
            "file": plan.recognised.file,
            "fingerprint": plan.recognised.fingerprint,
            "state": "done",
            "rows": plan.rows,
            "created": plan.created,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "rejected": len(plan.rejected),
            "conflicts": len(plan.conflicts),
            "report": report,
        },
    )
