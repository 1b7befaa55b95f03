"""The escalation interview: one question after the other, the path drawn as it goes, and the tier at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from csdesk.desk import escalations
from csdesk.desk.errors import DeskError
from csdesk.desk.escalations import Interview, Planned
from csdesk.ui.context import Context
from csdesk.ui.pages.risk.question import PathEnd, QuestionRow
from csdesk.ui.pages.risk.words import deadline
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import CheckBox, ComboBox, FieldBox, LineEdit
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date, relative_day

Taken = Callable[[int], None]
_TALLEST = 560


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class InterviewDialog(Dialog):
    """Asks what the book does not know and shows where that leads. `taken` gets the opened escalation's id."""

    def __init__(self, context: Context, parent: QWidget | None, account_id: int, taken: Taken) -> None:
        self.found = escalations.interview(context.desk, account_id)
        super().__init__(parent, f"Escalate: {self.found.account}", wide=True)
        self._context, self._desk, self._taken = context, context.desk, taken
        self._account = account_id
        self.answers: dict[str, bool] = {}
        self._left_out: set[str] = set()
        self._tier: int | None = None
        self._own_tier = False
        self._playbook: str | None = None
        self._rows: list[QuestionRow] = []
        px = theme().px
        note = f"{self.found.plan.title}, {self.found.plan.source}. What the book knows is answered; change it freely."
        self.body.addWidget(Text(note, "body", "soft"))
        self._scroll = Scroll("Questions", margins=(0, 0, 8, 0), spacing=0)
        self._scroll.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._scroll, 1)
        self._path = QVBoxLayout()
        self._path.setSpacing(0)
        self._result = QVBoxLayout()
        self._result.setSpacing(px(8))
        self._result.setContentsMargins(0, px(8), 0, 0)
        self._scroll.body.addLayout(self._path)
        self._scroll.body.addLayout(self._result)
        self._scroll.body.addStretch(1)
        self._error = Text("", "label")
        self._error.hide()
        self.body.addWidget(self._error)
        copy = self.add_button(Button("Copy the message", "quiet", icon="copy"), lead=True)
        copy.setObjectName("escalate.copy")
        copy.clicked.connect(self._copy)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button("Escalate", "primary"))
        self.go.setObjectName("escalate.open")
        self.go.clicked.connect(self._accept)
        self.note = LineEdit("Note", "", "What else should be known")
        self.note.setObjectName("escalate.note")
        self._show()

    # Showing

    def _show(self, asked: str = "") -> None:
        self.found = escalations.interview(self._desk, self._account, self.answers)
        found = self.found
        clear(self._path)
        if self.note.parent() is not None:
            self.note.setParent(None)
        clear(self._result)
        shown = [one for one in found.questions if one.on_path]
        waiting = found.verdict.open
        self._rows = []
        for at, one in enumerate(shown):
            row = QuestionRow(one, first=at == 0, last=False, open_now=one.question is waiting)
            row.answered.connect(self._answer)
            self._path.addWidget(row)
            self._rows.append(row)
        if waiting is None:
            self._show_end(found)
        else:
            tier = found.rung or found.without
            words = "If nothing speaks for the questions that are open" if tier else ""
            title = f"{found.plan.label(tier.tier)}: {tier.name}" if tier else "Nothing calls for an escalation so far"
            self._path.addWidget(PathEnd(title, words, "none", sure=False))
        self._show_result(found)
        # A layout counts what was just added only once it is shown.
        QTimer.singleShot(0, self, partial(self._fit, asked))

    def _show_end(self, found: Interview) -> None:
        if found.rung is None:
            self._path.addWidget(
                PathEnd("Nothing calls for an escalation", "You can still name a tier below.", "green")
            )
            return
        tone = "red" if found.rung.within.weight <= 4 else "yellow"
        self._path.addWidget(PathEnd(f"{found.tier}: {found.rung.name}", found.rung.trigger, tone))

    def _show_result(self, found: Interview) -> None:
        ready = found.verdict.open is None
        options = [(str(one.tier), f"{found.plan.label(one.tier)}: {one.name}") for one in found.plan.rungs]
        reached = str(found.rung.tier) if found.rung else ""
        chosen = str(self._tier) if self._own_tier and self._tier else reached
        if found.open_escalation is not None:
            one = found.open_escalation
            words = (
                f"{one.label} is open since {format_date(one.opened_at.astimezone().date())}. Settle it or move it on."
            )
            self._result.addWidget(Text(words, "body", "soft"))
            self.go.setEnabled(False)
            return
        if ready:
            self._result.addWidget(Rule())
            tier = ComboBox("Tier")
            tier.setObjectName("escalate.tier")
            tier.set_options(options if reached else [("", "No escalation"), *options], chosen)
            tier.currentIndexChanged.connect(partial(self._choose, tier))
            head = QHBoxLayout()
            head.setSpacing(theme().px(16))
            head.addWidget(FieldBox(found.plan.word, tier), 1)
            if found.rung is not None and chosen == reached and found.deadline is not None:
                said, _ = deadline(found.deadline, self._desk.clock.now())
                check = relative_day(found.next_check, self._desk.clock.today()) if found.next_check else ""
                facts = QVBoxLayout()
                facts.setSpacing(theme().px(2))
                facts.addWidget(Label(f"Answer by {said}", "strong", tabular=True))
                facts.addWidget(Label(f"{found.rung.within.words}; looked at again {check}", "label", "soft"))
                head.addLayout(facts, 1)
            self._result.addLayout(head)
            if chosen:
                self._show_rung(found, chosen == reached)
        self.go.setEnabled(ready and bool(chosen) and not self._desk.read_only)
        self.go.setText(f"Escalate to {found.plan.label(int(chosen)).lower()}" if chosen and ready else "Escalate")

    def _show_rung(self, found: Interview, reached: bool) -> None:
        team = found.team if reached else ()
        if team:
            head = QHBoxLayout()
            head.addWidget(Label("Who takes part", "label", "soft"))
            head.addStretch(1)
            if any(one is None for _, one in team):
                name = Button("Name them", "link", small=True)
                name.clicked.connect(self._name_them)
                head.addWidget(name)
            self._result.addLayout(head)
            told = [f"{part}: {one.name}{f', {one.phone}' if one.phone else ''}" if one and one.name else part
                    for part, one in team]  # fmt: skip
            self._result.addWidget(Text(" · ".join(told), "body"))
        actions = found.actions if reached else ()
        if actions:
            self._result.addWidget(Label("What is to be done", "label", "soft"))
            for one in actions:
                self._result.addLayout(self._action(one))
        if reached:
            self._show_playbooks(found)
        self._result.addWidget(FieldBox("Note", self.note))
        self.note.show()

    def _show_playbooks(self, found: Interview) -> None:
        offered = escalations.startable(self._desk, found)
        if not offered:
            return
        if self._playbook not in [None, "", *(one.id for one in offered)]:
            self._playbook = None
        chosen = self._playbook
        if chosen is None:
            chosen = next((one.id for one in offered if one.chosen), "")
        box = ComboBox("Playbook to start")
        box.setObjectName("escalate.playbook")
        box.set_options([("", "None"), *((one.id, one.title) for one in offered)], chosen)
        box.currentIndexChanged.connect(partial(self._choose_playbook, box))
        why = next((one.why for one in offered if one.id == chosen), "")
        self._result.addWidget(FieldBox("Playbook to start", box, hint=why))
        self._playbook = chosen

    def _choose_playbook(self, box: ComboBox, _index: int) -> None:
        self._playbook = box.value()

    def _action(self, one: Planned) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        box = CheckBox(one.title)
        box.setChecked(one.title not in self._left_out)
        box.toggled.connect(partial(self._tick, one.title))
        row.addWidget(box, 1)
        who = one.who or one.role.capitalize()
        pace = f", every {one.every}" if one.every else ""
        due = relative_day(one.due, self._desk.clock.today())
        row.addWidget(Label(f"{who} · {due}{pace}", "label", "soft", tabular=True), 0, Qt.AlignmentFlag.AlignRight)
        return row

    def _fit(self, asked: str) -> None:
        inner = self._scroll.widget()
        layout = inner.layout() if inner is not None else None
        if layout is not None:
            layout.activate()
            width = theme().size("dialog-wide") - theme().px(56)
            wanted = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
            free = QGuiApplication.primaryScreen().availableGeometry().height() - theme().px(260)
            self._scroll.setFixedHeight(max(theme().px(96), min(wanted + 4, theme().px(_TALLEST), free)))
        self.adjustSize()
        row = next((one for one in self._rows if one.one.question.id == asked), None)
        following = next((one for one in self._rows if one.one.answer is None), row)
        if following is not None:
            following.choice.setFocus()
            self._scroll.ensureWidgetVisible(following)

    # Answering

    def _answer(self, question: str, answer: bool) -> None:
        self.answers[question] = answer
        self._own_tier = False
        self._show(question)

    def answer(self, question: str, answer: bool) -> None:
        """Give an answer, as a click on it does."""
        self._answer(question, answer)

    def _tick(self, title: str, on: bool) -> None:
        self._left_out.discard(title) if on else self._left_out.add(title)

    def _choose(self, box: ComboBox, _index: int) -> None:
        value = box.value()
        reached = self.found.rung.tier if self.found.rung else None
        self._tier = int(value) if value else None
        self._own_tier = self._tier != reached
        self._show()

    def _name_them(self) -> None:
        from csdesk.ui.pages.risk.escalation import ContactsDialog

        dialog = ContactsDialog(self._context, self)
        dialog.accepted.connect(self._show)
        dialog.open()

    def _copy(self) -> None:
        text = escalations.message(self._desk, self._account, self.answers)
        QGuiApplication.clipboard().setText(text)
        self._context.toast("The message is in the clipboard")

    def _accept(self) -> None:
        kept = [one.title for one in self.found.actions if one.title not in self._left_out]
        try:
            changed = escalations.open_escalation(
                self._desk, self._account, self.answers, tier=self._tier if self._own_tier else None,
                note=self.note.text(), actions=True if self._own_tier else kept,
                playbook="" if self._own_tier else self._playbook or "",
            )  # fmt: skip
        except DeskError as error:
            self._error.set_parts([(error.what, "bold"), (f" {error.todo}" if error.todo else "", "soft")])
            self._error.show()
            return
        self.accept()
        self._taken(int(changed.record_id or 0))


def ask(
    context: Context, parent: QWidget | None, account_id: int, taken: Taken | None = None
) -> InterviewDialog | None:
    """Open the interview about an account. Afterwards the form of the tier is shown, unless `taken` does otherwise."""

    def opened(escalation_id: int) -> None:
        one = escalations.get(context.desk, escalation_id)
        context.toast(f"Escalated to {one.label.lower()}", undo=True)
        if taken is not None:
            taken(escalation_id)
        elif one.document is not None:
            context.go("document", document_id=one.document)

    try:
        dialog = InterviewDialog(context, parent, account_id, opened)
    except DeskError as error:
        context.error(error)
        return None
    dialog.open()
    return dialog
