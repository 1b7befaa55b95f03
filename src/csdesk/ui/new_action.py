"""A new action in one line, from anywhere: title, owner and day are read from the words."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk import accounts, touches
from csdesk.ui.context import Context
from csdesk.ui.touch_parts import Flow, Picker
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.checks import CheckBox
from csdesk.ui.widgets.chips import AccentChip
from csdesk.ui.widgets.fields import FieldBox, LineEdit
from csdesk.ui.widgets.overlays import Dialog
from csdesk.values.days import format_date, relative_day


class ActionDialog(Dialog):
    """A new action in one line, with its account: title, owner and day are read from the words."""

    def __init__(self, context: Context, parent: QWidget, account_id: int | None = None) -> None:
        super().__init__(parent, "New action")
        self.setObjectName("action")
        self._context, self._desk = context, context.desk
        self.account = Picker("Account", "Find the account")
        self.account.setObjectName("action.account")
        rows = [one for one in accounts.rows(self._desk) if one.stage != "churned" or one.id == account_id]
        self.account.offer([(one.id, one.name) for one in rows], account_id)
        self.box = FieldBox("Account", self.account)
        self.line = LineEdit("Action", placeholder="Send the SSO guide to Piet by friday")
        self.line.setObjectName("action.line")
        self.words = FieldBox("Action", self.line, hint="Names and days are read from the words")
        self.important = CheckBox("Important")
        self.body.addWidget(self.box)
        self.body.addWidget(self.words)
        chips = QHBoxLayout()
        self.owner, self.due = AccentChip(""), AccentChip("")
        chips.addWidget(self.important)
        chips.addStretch(1)
        chips.addWidget(self.owner)
        chips.addWidget(self.due)
        self.body.addLayout(chips)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._go = self.add_button(Button("Add the action", "primary"))
        self._go.setObjectName("action.go")
        self._go.clicked.connect(self._add)
        self._go.setDefault(True)
        self.line.textChanged.connect(self._read)
        self.account.picked.connect(self._read)
        line = self.account.lineEdit()
        assert line is not None
        self._flow = Flow([line, self.line], self)
        self._flow.finished.connect(self._add)
        (self.line if account_id is not None else line).setFocus()

    def _read(self, _value: object = None) -> None:
        said = touches.promise(self._desk, self.account.number(), self.line.text())
        self.words.set_error("")
        self.box.set_error("")
        self.owner.set(said.owner.name if said.owner is not None else "")
        today = self._desk.clock.today()
        self.due.set(f"{format_date(said.due, 'day')}, {relative_day(said.due, today)}" if said.due else "")

    def _add(self) -> None:
        said = touches.promise(self._desk, self.account.number(), self.line.text())
        account = self.account.number()
        if account is None:
            self.box.set_error("Choose an account of the book")
            self.account.setFocus()
            return
        if not said.title:
            self.words.set_error("Say what is to be done")
            self.line.setFocus()
            return
        important = True if self.important.isChecked() else None
        self._context.write(touches.act, self._desk, account, said, important, toast=f"Added: {said.title}")
        self.accept()
