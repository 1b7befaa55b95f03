"""Planning a review, moving one, and changing who comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import accounts, people, records, reviews
from csdesk.desk.core import Changed, Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.reviews import Guest, Review
from csdesk.ui.context import Context
from csdesk.ui.pages.reviews.people import GuestPicker
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit
from csdesk.ui.widgets.overlays import Dialog
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date, relative_day
from csdesk.values.errors import ParseError
from csdesk.values.text import fold

_KEY_ROLES = ("economic-buyer", "executive-sponsor", "champion", "technical-buyer")


class WhenFields(QWidget):
    """Date (typed in any way), start, minutes and place, each with what is wrong with it."""

    def __init__(self, desk: Desk, kind: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        px = theme().px
        self.date = LineEdit("Date", placeholder="14 Jan, in 2 weeks, next thu")
        self.time = LineEdit("Start", placeholder="14:00")
        self.minutes = LineEdit("Minutes")
        self.place = LineEdit("Place or link", placeholder="A room, or the link of the call")
        for name, control in (
            ("date", self.date),
            ("time", self.time),
            ("minutes", self.minutes),
            ("place", self.place),
        ):
            control.setObjectName(f"plan.{name}")
        self.boxes = {
            "date": FieldBox("Date", self.date),
            "time": FieldBox("Start", self.time),
            "minutes": FieldBox("Minutes", self.minutes),
            "place": FieldBox("Place or link", self.place),
        }
        self.date.textChanged.connect(self._read_date)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self.boxes["date"], 1)
        for name, width in (("time", 112), ("minutes", 88)):
            self.boxes[name].setFixedWidth(px(width))
            row.addWidget(self.boxes[name])
        column.addLayout(row)
        column.addWidget(self.boxes["place"])
        self._read_date()

    def day(self) -> date | None:
        """The date that is typed; None while there is none or it cannot be read."""
        text = self.date.text().strip()
        try:
            return parse_date(text, self._desk.clock.today(), self._desk.formats.date_order) if text else None
        except ParseError:
            return None

    def _read_date(self) -> None:
        day, today = self.day(), self._desk.clock.today()
        self.boxes["date"].set_error("")
        if day is None:
            self.boxes["date"].set_hint("Day and month, or words")
            return
        words = f"{format_date(day, 'day')} {day.year}, {relative_day(day, today, 'ago')}"
        if self._kind() in ("qbr", "ebr") and day > today:
            begins = max(today, day - timedelta(days=21))
            words += f"; preparation from {format_date(begins, 'day')}"
        self.boxes["date"].set_hint(words)

    def say_kind(self) -> None:
        """Takes over the usual length of another type."""
        usual = {str(one.minutes) for one in reviews.TYPES} | {""}
        if self.minutes.text().strip() in usual:
            self.minutes.setText(str(reviews.review_type(self._kind()).minutes))
        self._read_date()

    def fill(self, day: date | None, time: str, minutes: int | None, place: str) -> None:
        """Shows what is known."""
        self.date.setText(format_date(day) if day else "")
        self.time.setText(time)
        self.minutes.setText(str(minutes) if minutes else "")
        self.place.setText(place)

    def read(self) -> tuple[date, str, int | None, str] | None:
        """What is typed; None, with the reasons at the fields, when something cannot be taken."""
        day, text = self.day(), self.date.text().strip()
        reason = ""
        if day is None:
            reason = "When is it? A date is needed"
            if text:
                try:
                    parse_date(text, self._desk.clock.today(), self._desk.formats.date_order)
                except ParseError as problem:
                    reason = problem.reason
        self.boxes["date"].set_error(reason)
        wrong = bool(reason)
        try:
            time = reviews.read_time(self.time.text())
            self.boxes["time"].set_error("")
        except Invalid as problem:
            time, wrong = "", True
            self.boxes["time"].set_error("Write 14:00 or 2 pm")
            self.time.setAccessibleDescription(problem.reason)
        words = self.minutes.text().strip()
        minutes = int(words) if words.isdecimal() else None
        bad = bool(words) and (minutes is None or not 5 <= minutes <= 600)
        self.boxes["minutes"].set_error("5 to 600" if bad else "")
        if wrong or bad or day is None:
            first = self.date if reason else self.time if wrong else self.minutes
            first.setFocus()
            return None
        return day, time, minutes, self.place.text().strip()


class PlanDialog(Dialog):
    """Plans a review: account, type, when, where and with whom. `done` hears the new review's id."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        done: Callable[[int], object],
        *,
        account_id: int | None = None,
        kind: str = "qbr",
        on: date | None = None,
    ) -> None:
        super().__init__(parent, "Plan a review", wide=True)
        self._context, self._desk, self._done = context, context.desk, done
        px = theme().px
        self.account = ComboBox("Account")
        self.account.setObjectName("plan.account")
        self.account.setEditable(True)
        self.account.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._rows = [one for one in accounts.rows(self._desk) if one.stage != "churned"]
        for one in self._rows:
            self.account.addItem(one.name, one.id)
        completer = QCompleter(self.account.model(), self.account)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        offered = completer.popup()
        if offered is not None:
            offered.setProperty("popup", "true")
            offered.setAccessibleName("Accounts that match")
        self.account.setCompleter(completer)
        line = self.account.lineEdit()
        assert line is not None
        line.setPlaceholderText("Find the account")
        line.setAccessibleName("Account")
        self.account.setCurrentIndex(self.account.findData(account_id) if account_id else -1)
        self.account.currentIndexChanged.connect(self._account_chosen)
        line.editingFinished.connect(self._account_chosen)
        self._shown: int | None = None
        self.account_box = FieldBox("Account", self.account)
        self.kind = Segmented("Type", [(one.id, one.label) for one in reviews.TYPES], kind)
        self.kind.setObjectName("plan.kind")
        self.when = WhenFields(self._desk, self.kind.value)
        self.kind.chosen.connect(self._kind_chosen)
        self.people = GuestPicker()
        top = QHBoxLayout()
        top.setSpacing(px(16))
        top.addWidget(self.account_box, 1)
        top.addWidget(FieldBox("Type", self.kind))
        self.body.addLayout(top)
        self.body.addWidget(self.when)
        self.body.addWidget(self.people)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._button = self.add_button(Button("Plan the review", "primary"))
        self._button.setObjectName("plan.go")
        self._button.clicked.connect(self._plan)
        self._button.setDefault(False)
        self.when.fill(on, "", reviews.review_type(kind).minutes, "")
        self._account_chosen()
        (line if account_id is None else self.when.date).setFocus()

    def account_id(self) -> int | None:
        """The account chosen or typed; None for none."""
        line = self.account.lineEdit()
        typed = fold(line.text()) if line is not None else ""
        return next((one.id for one in self._rows if typed and fold(one.name) == typed), None)

    def _account_chosen(self) -> None:
        chosen = self.account_id()
        for side in (self.people.customer, self.people.ours):
            side.set_enabled_for(chosen is not None)
        if chosen == self._shown and chosen is not None:
            return
        self._shown = chosen
        if chosen is None:
            self.people.show_people((), people.team(self._desk), self._own())
            return
        self.account_box.set_error("")
        customer = people.contacts(self._desk, chosen)
        self.people.show_people(customer, people.team(self._desk), self._usual(chosen, customer))

    def _own(self) -> list[Guest]:
        """The CSM, who leads."""
        name = self._desk.profile.name
        found = people.find(self._desk, name, "ours", None) if name else None
        return [Guest(found if found is not None else name, "ours", "lead")] if name else []

    def _usual(self, account_id: int, customer: Sequence[records.Record]) -> list[Guest]:
        """Who came last time to a review of this type, else those who decide."""
        past = [one for one in reviews.rows(self._desk, account_id) if one.type == self.kind.value() and one.customers]
        if past:
            last = reviews.review(self._desk, past[-1].id)
            return [Guest(one.contact, one.side, one.part) for one in last.people]
        key = [Guest(one.id) for one in customer if one.values["role"] in _KEY_ROLES and one.values["left_on"] is None]
        return [*self._own(), *key]

    def _kind_chosen(self, _kind: str) -> None:
        self.when.say_kind()

    def _plan(self) -> None:
        self.people.take_typed()
        account = self.account_id()
        self.account_box.set_error("" if account is not None else "Choose an account of the book")
        when = self.when.read()
        if account is None:
            self.account.setFocus()
            return
        if when is None:
            return
        day, time, minutes, place = when
        self._button.setEnabled(False)
        self._context.write(
            _plan, self._desk, account, self.kind.value(), day, time, minutes, place, self.people.guests(),
            done=self._planned, failed=self._failed,
        )  # fmt: skip

    def _planned(self, changed: Changed) -> None:
        self.accept()
        self._context.toast("Planned the review", undo=True)
        if changed.record_id is not None:
            self._done(changed.record_id)

    def _failed(self, problem: Exception) -> None:
        self._button.setEnabled(True)
        self.account_box.set_error(problem.what if isinstance(problem, DeskError) else str(problem))


def _plan(
    desk: Desk, account: int, kind: str, day: date, time: str, minutes: int | None, place: str, guests: list[Guest]
) -> Changed:
    return reviews.plan(desk, account, kind, day, time, minutes, place, guests)


class MoveDialog(Dialog):
    """Gives a review another date, time, length or place."""

    def __init__(self, context: Context, parent: QWidget, found: Review) -> None:
        super().__init__(parent, f"Move {found.row.title}")
        self._context, self._desk, self._found = context, context.desk, found
        one = found.row
        self.when = WhenFields(self._desk, lambda: one.type)
        self.when.fill(one.date, one.time, one.minutes, one.place)
        self.body.addWidget(self.when)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self._button = self.add_button(Button("Move the review", "primary"))
        self._button.setObjectName("move.go")
        self._button.clicked.connect(self._move)

    def _move(self) -> None:
        when = self.when.read()
        if when is None:
            return
        self._context.write(_move, self._desk, self._found.row.id, *when, toast="Moved the review")
        self.accept()


def _move(desk: Desk, review_id: int, day: date, time: str, minutes: int | None, place: str) -> Changed:
    return reviews.reschedule(desk, review_id, day, time=time, minutes=minutes, place=place)


class PeopleDialog(Dialog):
    """Says anew who comes."""

    def __init__(self, context: Context, parent: QWidget, found: Review) -> None:
        super().__init__(parent, f"Who comes to {found.row.title}", wide=True)
        self._context, self._desk, self._found = context, context.desk, found
        self.people = GuestPicker()
        guests = [Guest(one.contact, one.side, one.part) for one in found.people]
        customer = people.contacts(self._desk, found.row.account_id)
        self.people.show_people(customer, people.team(self._desk), guests)
        self.body.addWidget(self.people)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        button = self.add_button(Button("Keep these people", "primary"))
        button.setObjectName("people.go")
        button.clicked.connect(self._keep)

    def _keep(self) -> None:
        self.people.take_typed()
        guests = self.people.guests()
        self._context.write(reviews.set_people, self._desk, self._found.row.id, guests, toast="Changed who comes")
        self.accept()
