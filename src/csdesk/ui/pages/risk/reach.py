"""Escalating from anywhere: the interview about an account, or its open escalation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from csdesk.desk import escalations
from csdesk.desk.errors import DeskError
from csdesk.ui.context import Context
from csdesk.ui.pages.risk.escalation import EscalationDialog
from csdesk.ui.pages.risk.interview import ask


def escalate(context: Context, parent: QWidget, account_id: int) -> None:
    """Show the account's open escalation, or ask the questions that lead to one."""
    try:
        opened = escalations.listing(context.desk, accounts=[account_id])
        if opened:
            EscalationDialog(context, parent, opened[0].id).open()
            return
    except DeskError as error:
        context.error(error)
        return
    if not context.desk.read_only:
        ask(context, parent, account_id)
