"""The dialogs of health: readings of a day typed in, and a score given by hand with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.health import Health, Typed
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Text
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date
from csdesk.values.errors import ParseError
from csdesk.values.numbers import format_number, parse_number

Readings = Callable[[dict[str, float], date], None]
Override = Callable[[float, str, date], None]


class ReadingsDialog(Dialog):
    """Asks for the day and for what the model wants to be told; an empty field is no reading."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, name: str, asked: tuple[Typed, ...], taken: Readings
    ) -> None:
        super().__init__(parent, f"Add readings: {name}", wide=True)
        self._desk, self._taken = desk, taken
        self._day = LineEdit("Day", format_date(desk.clock.today()), "A date, or “yesterday”")
        self._day.setObjectName("reading.date")
        self._day_box = FieldBox("Day", self._day)
        self.body.addWidget(self._day_box)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(16))
        grid.setVerticalSpacing(theme().px(8))
        self._boxes: list[tuple[Typed, LineEdit, FieldBox]] = []
        for at, one in enumerate(asked):
            last = one.hint
            if one.last is not None and one.on is not None:
                last = f"{one.name}: {format_number(one.last, desk.formats)} on {format_date(one.on)}"
            line = LineEdit(one.label, "", one.unit)
            line.setObjectName(f"reading.{one.name}")
            box = FieldBox(one.label, line, hint=last)
            self._boxes.append((one, line, box))
            grid.addWidget(box, at // 2, at % 2)
        self.body.addWidget(holder)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        add = self.add_button(Button("Add readings", "primary"))
        add.clicked.connect(self._accept)
        add.setDefault(True)
        if self._boxes:
            self._boxes[0][1].setFocus()

    def _accept(self) -> None:
        values: dict[str, float] = {}
        wrong = False
        for one, line, box in self._boxes:
            box.set_error("")
            if line.text().strip():
                try:
                    values[one.name] = float(parse_number(line.text().removesuffix("%"), self._desk.formats))
                except ParseError as error:
                    box.set_error(error.reason)
                    wrong = True
        self._day_box.set_error("")
        try:
            day = parse_date(self._day.text(), self._desk.clock.today(), self._desk.formats.date_order)
        except ParseError as error:
            self._day_box.set_error(error.reason)
            return
        if wrong:
            return
        try:
            self._taken(values, day)
        except Invalid as error:
            self._day_box.set_error(error.reason)
        except DeskError as error:
            self._day_box.set_error(error.what)
        else:
            self.accept()


class OverrideDialog(Dialog):
    """Asks for a score, why it is truer than the one worked out, and until when; both stay in sight afterwards."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, health: Health, taken: Override, ended: Callable[[], None]
    ) -> None:
        super().__init__(parent, f"Override the score: {health.name}")
        self._desk, self._taken, self._ended = desk, taken, ended
        one = health.override
        found = health.verdict.score
        stands = f"Worked out it is {found}, {health.verdict.band.lower()}." if found is not None else (
            f"The imported score is {health.score:g}." if health.score is not None and not one else ""
        )  # fmt: skip
        words = "Give a reason when you know what the readings do not show. Both scores stay in sight until the day."
        self.body.addWidget(Text(f"{stands} {words}".strip(), "body", "soft"))
        until = one.until if one else desk.clock.today() + timedelta(days=30)
        fields = QVBoxLayout()
        fields.setSpacing(theme().px(12))
        self._score = LineEdit("Score", f"{one.score:g}" if one else "", "0 to 100")
        self._score.setObjectName("override.score")
        self._reason = TextArea("Reason", one.reason if one else "", lines=3)
        self._reason.setObjectName("override.reason")
        self._until = LineEdit("Until", format_date(until), "A date, or “in 2 weeks”")
        self._until.setObjectName("override.until")
        self._boxes = {"score": FieldBox("Score", self._score), "reason": FieldBox("Reason", self._reason),
                       "until": FieldBox("Until", self._until)}  # fmt: skip
        for box in self._boxes.values():
            fields.addWidget(box)
        self.body.addLayout(fields)
        if one is not None:
            end = self.add_button(Button("End the override", "secondary"), lead=True)
            end.clicked.connect(self._end)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        give = self.add_button(Button("Override the score", "primary"))
        give.clicked.connect(self._accept)
        give.setDefault(True)

    def _end(self) -> None:
        try:
            self._ended()
        except DeskError as error:
            self._boxes["score"].set_error(error.what)
        else:
            self.accept()

    def _accept(self) -> None:
        for box in self._boxes.values():
            box.set_error("")
        where = "score"
        try:
            score = float(parse_number(self._score.text(), self._desk.formats))
            where = "until"
            until = parse_date(self._until.text(), self._desk.clock.today(), self._desk.formats.date_order)
            self._taken(score, self._reason.toPlainText(), until)
        except ParseError as error:
            self._boxes[where].set_error(error.reason)
        except Invalid as error:
            self._boxes.get(error.path.rpartition("/")[2], self._boxes["score"]).set_error(error.reason)
        except DeskError as error:
            self._boxes["score"].set_error(error.what)
        else:
            self.accept()
