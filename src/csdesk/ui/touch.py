"""The quick touch, from anywhere: who, what, what was promised, what comes next."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk import accounts, touches
from csdesk.desk.core import Changed
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.touches import Draft
from csdesk.ui.context import Context
from csdesk.ui.theme import theme
from csdesk.ui.touch_parts import Flow, Picker, Promises
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import Segment, Segmented
from csdesk.ui.widgets.fields import FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Text
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date, relative_day
from csdesk.values.errors import ParseError


class TouchDialog(Dialog):
    """Logs a touch. What is typed is kept when it is closed, and comes back the next time."""

    def __init__(self, context: Context, parent: QWidget, account_id: int | None = None) -> None:
        super().__init__(parent, "Log a touch", wide=True)
        self.setObjectName("touch")
        self._context, self._desk = context, context.desk
        self._logged = self._warned = False
        px = theme().px
        self.account = Picker("Account", "Find the account")
        self.account.setObjectName("touch.account")
        self.who = Picker("With", "Who it was with")
        self.who.setObjectName("touch.with")
        self.kind = Segmented("Type", list(touches.TYPES), "call")
        self.kind.setObjectName("touch.type")
        self.when = LineEdit("When", placeholder="Now")
        self.when.setObjectName("touch.when")
        self.mood = Segmented("Mood", [Segment(*one) for one in touches.MOODS], "", clearable=True)
        self.mood.setObjectName("touch.mood")
        self.summary = LineEdit("Summary", placeholder="What it was about, in a line")
        self.summary.setObjectName("touch.summary")
        self.detail = TextArea("Detail", lines=2)
        self.detail.setObjectName("touch.detail")
        self.promises = Promises(context)
        self.next = LineEdit("Next touch", placeholder="in 2 weeks, 3 dec, next mon")
        self.next.setObjectName("touch.next")
        self.boxes = {
            "account": FieldBox("Account", self.account),
            "contact": FieldBox("With", self.who),
            "date": FieldBox("When", self.when),
            "summary": FieldBox("Summary", self.summary),
            "next_touch": FieldBox("Next touch", self.next),
        }
        for parts in ((self.boxes["account"], self.boxes["contact"]),):
            row = QHBoxLayout()
            row.setSpacing(px(16))
            for part in parts:
                row.addWidget(part, 1)
            self.body.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(FieldBox("Type", self.kind))
        row.addWidget(self.boxes["date"], 1)
        row.addWidget(FieldBox("Mood", self.mood))
        self.body.addLayout(row)
        self.body.addWidget(self.boxes["summary"])
        self.body.addWidget(FieldBox("Detail", self.detail))
        self.body.addWidget(self.promises)
        self.body.addWidget(self.boxes["next_touch"])
        self.missing = Text("", "label", "faint")
        self.body.addWidget(self.missing)
        self._afresh = self.add_button(Button("Start afresh", "quiet"), lead=True)
        self._afresh.clicked.connect(self._forget)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._go = self.add_button(Button("Log the touch", "primary", tip="Ctrl+Enter"))
        self._go.setObjectName("touch.go")
        self._go.clicked.connect(self._log)
        line, who = self.account.lineEdit(), self.who.lineEdit()
        assert line is not None and who is not None
        self.promises.line.setProperty("keeps", "true")
        order: list[QWidget] = [line, who, self.when, self.summary, self.detail, self.promises.line, self.next]
        self._flow = Flow(order, self)
        self._flow.finished.connect(self._log)
        self.promises.line.returnPressed.connect(self._promise_entered)
        self._fill(account_id)
        self._connect()
        self._check()
        (who if self.account.number() is not None else line).setFocus()

    def _fill(self, account_id: int | None) -> None:
        rows = [one for one in accounts.rows(self._desk) if one.stage != "churned" or one.id == account_id]
        draft = touches.drafted(self._desk)
        # What was begun for another account stays kept until one is back there, or opens it from nowhere.
        if draft is not None and account_id is not None and draft.account_id not in (None, account_id):
            draft = None
        chosen = draft.account_id if draft is not None and draft.account_id is not None else account_id
        self.account.offer([(one.id, one.name) for one in rows], chosen)
        self._account_picked()
        self._afresh.setVisible(draft is not None)
        if draft is not None:
            self._show_draft(draft)

    def _show_draft(self, draft: Draft) -> None:
        self.kind.set_value(draft.type)
        self.mood.set_value(draft.mood)
        if isinstance(draft.contact, int):
            self.who.setCurrentIndex(self.who.findData(draft.contact))
        elif draft.contact:
            self.who.setEditText(draft.contact)
        self.summary.setText(draft.summary)
        self.detail.setPlainText(draft.detail)
        self.promises.found = list(draft.promises)
        self.promises.show_rows()
        if draft.next_touch is not None:
            self.next.setText(format_date(draft.next_touch))
        if draft.day is not None:
            self.when.setText(f"{format_date(draft.day)} {draft.time}".strip())

    def _connect(self) -> None:
        self.account.picked.connect(self._account_picked)
        self.who.picked.connect(self._check)
        for field in (self.when, self.summary, self.next):
            field.textChanged.connect(self._check)
        self.kind.chosen.connect(self._check)
        self.promises.changed.connect(self._check)

    def _account_picked(self) -> None:
        number = self.account.number()
        if number != self.promises.account_id or number is None:
            self.promises.account_id = number
            choices = list(touches.people_of(self._desk, number)) if number is not None else []
            self.who.offer(choices)
            self.promises.show_rows()
        self.who.setEnabled(number is not None)
        self._check()

    # What is typed

    def _contact(self) -> int | str | None:
        return self.who.number() or self.who.currentText().strip() or None

    def draft(self) -> Draft:
        """What is typed, as far as it can be read."""
        day, time = None, ""
        if self.when.text().strip():
            try:
                day, time = touches.read_when(self._desk, self.when.text())
            except Invalid:
                day, time = None, ""
        return Draft(
            self.account.number(), self.kind.value() or "call", day, time, self._contact(), self.summary.text().strip(),
            self.detail.text().strip(), self.mood.value(), self._next_day(), tuple(self.promises.found),
        )  # fmt: skip

    def _next_day(self) -> date | None:
        text = self.next.text().strip()
        today = self._desk.clock.today()
        try:
            return parse_date(text, today, self._desk.formats.date_order) if text else None
        except ParseError:
            return None

    def _check(self, _value: object = None) -> None:
        """Says what is understood of the days, and what is still missing."""
        today = self._desk.clock.today()
        self.boxes["date"].set_error("")
        if self.when.text().strip():
            try:
                day, time = touches.read_when(self._desk, self.when.text())
                said = f"{format_date(day, 'day')}{f', {time}' if time else ''}"
                self.boxes["date"].set_hint(f"{said}, {relative_day(day, today, 'ago')}")
            except Invalid as problem:
                self.boxes["date"].set_hint(problem.reason[:60])
        else:
            self.boxes["date"].set_hint("")
        self.boxes["next_touch"].set_error("")
        ahead = self._next_day()
        words = f"{format_date(ahead, 'day')} {ahead.year}, {relative_day(ahead, today)}" if ahead is not None else ""
        self.boxes["next_touch"].set_hint(words)
        for name in ("account", "summary", "contact"):
            self.boxes[name].set_error("")
        open_ = touches.gaps(self.draft())
        said = "A full note also has " + ", ".join(one.words for one in open_) if open_ else "Nothing is missing."
        self.missing.set_parts(said)
        self._go.setText("Log the touch")
        self._warned = False

    # Logging

    def _promise_entered(self) -> None:
        if not self.promises.take():
            self.next.setFocus(Qt.FocusReason.TabFocusReason)

    def _wrong(self) -> QWidget | None:
        """Shows at the fields what cannot be taken; the first of them."""
        first: QWidget | None = None
        if self.account.number() is None:
            self.boxes["account"].set_error("Choose an account of the book")
            first = self.account
        if not self.summary.text().strip():
            self.boxes["summary"].set_error("A line about it is needed")
            first = first or self.summary
        if self.when.text().strip():
            try:
                touches.read_when(self._desk, self.when.text())
            except Invalid as problem:
                self.boxes["date"].set_error(problem.reason)
                first = first or self.when
        ahead = self._next_day()
        if self.next.text().strip() and (ahead is None or ahead <= self._desk.clock.today()):
            self.boxes["next_touch"].set_error("Write a day that is ahead, such as “in 2 weeks”")
            first = first or self.next
        return first

    def _log(self) -> None:
        self.promises.take()
        wrong = self._wrong()
        if wrong is not None:
            wrong.setFocus()
            return
        draft = self.draft()
        open_ = [one for one in touches.gaps(draft) if not one.needed]
        if open_ and not self._warned:
            # Said once; whoever presses again means it.
            self._warned = True
            self._go.setText("Log it all the same")
            self.missing.set_parts([("Still missing: " + ", ".join(one.words for one in open_), "bold accent")])
            if any(one.field == "next_touch" for one in open_):
                self.next.setFocus()
            return
        day, time = touches.read_when(self._desk, self.when.text())
        whole = Draft(
            draft.account_id, draft.type, day, time, draft.contact, draft.summary, draft.detail, draft.mood,
            draft.next_touch, draft.promises,
        )  # fmt: skip
        self._go.setEnabled(False)
        self._context.write(touches.log, self._desk, whole, done=self._done, failed=self._failed, owner=self)

    def _done(self, _changed: Changed) -> None:
        self._logged = True
        number = len(self.promises.found)
        more = f" with {number} action{'s' if number != 1 else ''}" if number else ""
        self._context.toast(f"Logged the touch{more}", undo=True)
        self._context.write(touches.keep_draft, self._desk, None)
        self.accept()

    def _failed(self, problem: Exception) -> None:
        self._go.setEnabled(True)
        words = problem.what if isinstance(problem, DeskError) else str(problem)
        self.boxes["summary"].set_error(words)

    def _forget(self) -> None:
        self._logged = True
        self._context.write(touches.keep_draft, self._desk, None)
        self.reject()

    def done(self, result: int) -> None:
        """Closes; what was typed and not logged is kept for the next time."""
        self.promises.take()
        draft = self.draft()
        typed = draft.summary or draft.detail or draft.promises or draft.next_touch
        if not self._logged and typed:
            self._context.write(touches.keep_draft, self._desk, draft)
        super().done(result)
