"""The dialogs of a playbook: starting one with its days in sight, a reason, another day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk import runs
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.runs import Choice, Met, PlannedStep, Preview, StepView
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel
from csdesk.ui.widgets.text import Text
from csdesk.values.dates import parse_date
from csdesk.values.days import format_date
from csdesk.values.errors import ParseError

_COLUMNS = (
    Column("due", "Due", 112, right=True, sortable=False),
    Column("step", "Step", 200, stretch=True, sortable=False),
    Column("owner", "Owner", 120, soft=True, sortable=False),
    Column("day", "Playbook", 100, soft=True, sortable=False),
)


class _Steps(TableModel):
    """The steps of a preview under their phases."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS)
        self._rows: list[str | PlannedStep] = []

    def show_steps(self, steps: tuple[PlannedStep, ...]) -> None:
        self.beginResetModel()
        self._rows = []
        phase = ""
        for one in steps:
            if one.phase != phase:
                phase = one.phase
                self._rows.append(phase)
            self._rows.append(one)
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._rows)

    def key(self, row: int) -> Hashable:
        return row

    def group(self, row: int) -> Group | None:
        found = self._rows[row]
        return Group(found) if isinstance(found, str) else None

    def group_rows(self) -> list[int]:
        return [place for place, one in enumerate(self._rows) if isinstance(one, str)]

    def cell(self, row: int, column: Column) -> Cell:
        one = self._rows[row]
        if isinstance(one, str):
            return Cell()
        match column.key:
            case "due":
                tip = "Moved off a weekend or a day off" if one.shifted else ""
                tip = "Its own day is past" if one.held else tip
                return Cell(format_date(one.due, "day"), bold=one.shifted or one.held, tip=tip)
            case "step":
                return Cell(one.title, note="gate" if one.gate else "")
            case "owner":
                return Cell(one.owners)
            case _:
                return Cell(one.days)


class StartDialog(Dialog):
    """Asks which playbook and from which day, and shows every date before anything is started."""

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        account_id: int,
        name: str,
        taken: Callable[[str, date | None, str], None],
        playbook: str = "",
    ) -> None:
        super().__init__(parent, f"Start a playbook: {name}", wide=True)
        self._desk, self._account, self._taken = desk, account_id, taken
        self._choices = {one.playbook: one for one in runs.choices(desk, account_id) if one.running is None}
        self._preview: Preview | None = None
        self.choice = ComboBox("Playbook")
        self.choice.setObjectName("start.playbook")
        first = playbook if playbook in self._choices else next(iter(self._choices), "")
        self.choice.set_options([(one.playbook, _words(one)) for one in self._choices.values()], first)
        self.choice.currentIndexChanged.connect(self._chosen)
        self.day = LineEdit("Counted from", "", "A date, or “next Monday”")
        self.day.setObjectName("start.day")
        self.day.textChanged.connect(self._show)
        self._choice_box = FieldBox("Playbook", self.choice)
        self._day_box = FieldBox("Counted from", self.day)
        row = QHBoxLayout()
        row.setSpacing(theme().px(16))
        row.addWidget(self._choice_box, 3)
        row.addWidget(self._day_box, 2)
        self.body.addLayout(row)
        self._about = Text("", "label", "soft")
        self.body.addWidget(self._about)
        self._model = _Steps()
        self._table = TableView("Dated steps", self._model)
        self._table.setFixedHeight(theme().px(330))
        self.body.addWidget(self._table)
        self._notes = Text("", "label", "soft")
        self.body.addWidget(self._notes)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        self.start = self.add_button(Button("Start the playbook", "primary"))
        self.start.setObjectName("start.go")
        self.start.clicked.connect(self._accept)
        self.start.setDefault(True)
        self._chosen()

    def _chosen(self, _index: int = 0) -> None:
        """Another playbook: its own day, then its steps."""
        one = self._choices.get(self.choice.value())
        if one is not None:
            parts = [(one.about, "soft")] + ([(f"\n{one.why}", "text")] if one.why else [])
            self._about.set_parts(parts)
        blocked = self.day.blockSignals(True)
        self.day.setText("")
        try:
            found = runs.preview(self._desk, self.choice.value(), self._account)
            self.day.setText(format_date(found.anchor))
        except DeskError:
            pass
        self.day.blockSignals(blocked)
        self._show()

    def _day(self) -> date | None:
        text = self.day.text().strip()
        return parse_date(text, self._desk.clock.today(), self._desk.formats.date_order) if text else None

    def _show(self, _text: str = "") -> None:
        self._day_box.set_error("")
        self._preview = None
        try:
            self._preview = runs.preview(self._desk, self.choice.value(), self._account, self._day())
        except ParseError as error:
            self._day_box.set_error(error.reason)
        except Invalid as error:
            self._day_box.set_error(error.reason)
        except DeskError as error:
            self._day_box.set_error(error.what)
        found = self._preview
        self._model.show_steps(found.steps if found else ())
        self._notes.set_parts([(" ".join(found.notes) if found else "", "soft")])
        self.start.setEnabled(found is not None)
        if found is not None:
            self._day_box.set_hint(f"{found.anchor_words.capitalize()}, {format_date(found.anchor, 'day')}")

    def _accept(self) -> None:
        one = self._choices.get(self.choice.value())
        if one is None or self._preview is None:
            return
        try:
            self._taken(one.playbook, self._preview.anchor, one.why)
        except Invalid as error:
            (self._day_box if error.path == "on" else self._choice_box).set_error(error.reason)
        except DeskError as error:
            self._choice_box.set_error(error.what)
        else:
            self.accept()


def _words(one: Choice) -> str:
    mark = " (called for)" if one.why and one.fits else "" if one.fits else " (for other accounts)"
    return f"{one.title}{mark}"


class ReasonDialog(Dialog):
    """Asks why: a step skipped, a gate passed, a playbook stopped. `criteria` are shown where they are what is open."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        words: str,
        button: str,
        taken: Callable[[str], None],
        criteria: tuple[Met, ...] = (),
    ) -> None:
        super().__init__(parent, title)
        self._taken = taken
        self.body.addWidget(Text(words, "body", "soft"))
        for one in criteria:
            parts = [(f"– {one.text}", "bold")] + ([(f"   {one.why}", "soft")] if one.why else [])
            self.body.addWidget(Text(parts, "body"))
        self.reason = TextArea("Reason", lines=3)
        self.reason.setObjectName("reason")
        self._box = FieldBox("Reason", self.reason)
        self.body.addWidget(self._box)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        self.go = self.add_button(Button(button, "primary"))
        self.go.setObjectName("reason.go")
        self.go.clicked.connect(self._accept)
        self.go.setDefault(True)
        self.reason.setFocus()

    def _accept(self) -> None:
        if not self.reason.text().strip():
            self._box.set_error("A few words are needed, so that it can be understood later")
            return
        try:
            self._taken(self.reason.text().strip())
        except Invalid as error:
            self._box.set_error(error.reason)
        except DeskError as error:
            self._box.set_error(error.what)
        else:
            self.accept()


class MoveDialog(Dialog):
    """Asks for another day of a step."""

    def __init__(self, parent: QWidget | None, desk: Desk, step: StepView, taken: Callable[[date], None]) -> None:
        super().__init__(parent, f"Move “{step.title}”")
        self._desk, self._taken = desk, taken
        due = format_date(step.due) if step.due else ""
        planned = f"The playbook means {step.days.lower()}, {format_date(step.planned, 'day')}." if step.planned else ""
        self.body.addWidget(
            Text(f"{planned} A weekend or a day off becomes the next working day.".strip(), "body", "soft")
        )
        self.day = LineEdit("New day", due, "A date, or “in 3 days”")
        self.day.setObjectName("move.day")
        self._box = FieldBox("New day", self.day)
        self.body.addWidget(self._box)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        self.go = self.add_button(Button("Move the step", "primary"))
        self.go.setObjectName("move.go")
        self.go.clicked.connect(self._accept)
        self.go.setDefault(True)
        self.day.selectAll()
        self.day.setFocus()

    def _accept(self) -> None:
        self._box.set_error("")
        try:
            self._taken(parse_date(self.day.text(), self._desk.clock.today(), self._desk.formats.date_order))
        except ParseError as error:
            self._box.set_error(error.reason)
        except Invalid as error:
            self._box.set_error(error.reason)
        except DeskError as error:
            self._box.set_error(error.what)
        else:
            self.accept()
