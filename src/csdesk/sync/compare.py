"""Three ways, field by field: what the CRM said last time, what the book says now, what the CRM says today."""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.sync.cells import Value
from csdesk.sync.matching import crm_key
from csdesk.sync.plan import Cell, Rule
from csdesk.sync.targets import Target

UNKNOWN = object()


def same(target: Target, left: Value, right: Value) -> bool:
    """Whether two values of a field say the same. Both lengths of a Salesforce id do."""
    if left == right:
        return True
    if target.id == "crm_id" and isinstance(left, str) and isinstance(right, str):
        return crm_key(left) == crm_key(right)
    return False


def compare_field(
    target: Target,
    book: Value,
    crm: Value,
    last: Mapping[str, Value],
    rule: Rule,
    decision: str | None,
) -> tuple[Cell | None, bool]:
    """The cell to show or write, None when there is nothing to say; and whether the CRM's value counts as known now.

    A blank never erases. What changed only in the CRM is taken; only in the book, kept; in both, settled by the
    decision, else by the rule, else left open with the book's value.
    """
    known = last.get(target.id)
    if crm is None:
        if known is not None and book is not None:
            return Cell(target.id, target.label, target.type, book, None, known, "A blank never erases", "keep"), False
        return None, False
    if same(target, book, crm):
        return None, True

    def cell(reason: str, action: str, *, back: bool = False, settled: str = "") -> Cell:
        return Cell(target.id, target.label, target.type, book, crm, known, reason, action, back, settled)  # type: ignore[arg-type]

    if target.id == "crm_id":
        # An id of another CRM stays; each source remembers its own ids.
        if book is None or (known is not None and same(target, book, known)):
            return cell("Changed only in the CRM" if book else "Empty in the book", "take"), True
        return None, True
    if known is not None and same(target, crm, known):
        return cell("Changed only in the book", "keep", back=True), True
    if book is None and known is None:
        return cell("Empty in the book", "take"), True
    if known is not None and same(target, book, known):
        return cell("Changed only in the CRM", "take"), True
    reason = (
        "Changed in the book and in the CRM"
        if known is not None
        else "The book and the CRM differ, never compared before"
    )
    settled, winner = ("decision", decision) if decision in ("book", "crm") else ("rule", rule)
    if winner == "crm":
        return cell(reason, "take", settled=settled), True
    if winner == "book":
        return cell(reason, "keep", back=True, settled=settled), True
    return cell(reason, "conflict"), False
