"""What was agreed with an account: its goals, milestones, risks, opportunities, actions and meetings."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from csdesk.desk import documents
from csdesk.desk.core import Changed
from csdesk.ui.context import Context
from csdesk.ui.pages.account.records_card import RecordsCard
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.text import Label

_CARDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        "goal",
        ("title", "metric", "baseline", "current", "target", "target_date", "owner_customer", "status"),
        ("title", "outcome", "metric", "baseline", "target", "target_date", "status"),
        "What the customer wants to reach, each with a number and a date.",
    ),
    (
        "milestone",
        ("title", "criteria", "target_date", "completed_on", "status"),
        ("title", "target_date", "criteria", "status"),
        "The dated steps on the way to the goals.",
    ),
    (
        "risk",
        ("title", "probability", "impact", "mitigation", "owner", "status"),
        ("title", "probability", "impact", "mitigation", "status"),
        "What could get in the way, and what is done about it.",
    ),
    (
        "action",
        ("title", "owner", "due", "status"),
        ("title", "owner", "due", "status"),
        "Everything somebody promised by a date, from whichever meeting or document.",
    ),
    (
        "opportunity",
        ("title", "type", "stage", "timeline", "value", "probability"),
        ("title", "type", "stage", "timeline", "value", "probability"),
        "Where the account could grow. Never printed for the customer.",
    ),
    (
        "value_entry",
        ("title", "goal", "before", "after", "value", "date", "confirmed", "confirmed_by"),
        ("title", "goal", "before", "after", "value", "date"),
        "What its goals have brought the customer so far; value reports are written from it.",
    ),
    (
        "review",
        ("title", "type", "date", "status"),
        ("title", "type", "date", "status"),
        "Meetings planned and held.",
    ),
)


class PlanTab(AccountTab):
    """The success plan in brief with a door to it, and the records it is made of."""

    heard = frozenset({"document", "answer", "contact", *(kind for kind, _, _, _ in _CARDS)})

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Plan")
        px = theme().px
        head = Card(16)
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(px(4))
        self._state = Label("", "strong")
        self._note = Label("", "label", "soft", tabular=True)
        self._meter = Meter("Answered")
        self._meter.setFixedWidth(px(240))
        words.addWidget(self._state)
        words.addWidget(self._note)
        words.addWidget(self._meter)
        row.addLayout(words)
        row.addStretch(1)
        self._button = Button("Open the success plan", icon="documents")
        self._button.clicked.connect(self._open)
        row.addWidget(self._button)
        head.body.addLayout(row)
        self.column.addWidget(head)
        self.cards = [
            RecordsCard(context, kind, account_id, fields, asked, about) for kind, fields, asked, about in _CARDS
        ]
        for card in self.cards:
            self.column.addWidget(card)
        self._brief()

    def _brief(self) -> None:
        found = [one for one in documents.listing(self.desk, self.account_id) if one.form == "success-plan"]
        if not found:
            self._state.setText("No success plan yet")
            self._note.setText("What the book already knows is filled in when you start it.")
            self._meter.hide()
            self._button.setText("Start the success plan")
            return
        plan = found[0]
        state = "Final" if plan.state == "final" else "Draft"
        self._state.setText(f"Success plan, {state.casefold()} of version {plan.version}")
        self._note.setText(f"{plan.answered} of {plan.total} answered, {plan.missing} missing for final")
        self._meter.set_share(plan.answered / plan.total if plan.total else 0.0)
        self._meter.show()
        self._button.setText("Open the success plan")

    def _open(self) -> None:
        self.context.write(
            documents.open_document, self.desk, "success-plan", self.account_id, done=self._show_document
        )

    def _show_document(self, document_id: int) -> None:
        self.context.go("document", document_id=document_id)

    def reload(self) -> None:
        self._brief()
        for card in self.cards:
            card.reload()

    def changed(self, changed: Changed) -> None:
        for card in self.cards:
            named = card.kind == "value_entry" and "goal" in changed.kinds
            if named or card.kind in changed.kinds or "contact" in changed.kinds:
                card.reload()
        if changed.kinds & self.heard:
            self._brief()
