"""Editors for choices: a segmented control with shapes, a box of options, ticks, yes or no, and a rating."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from csdesk.forms.schema import FormField, Option
from csdesk.ui.forms.editor import Editor, FormHost, LeaveFilter
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.choices import Segment, Segmented
from csdesk.ui.widgets.fields import CheckBox, ComboBox, set_flag

FEW = 4
"""A choice with this many options at most is shown with all of them side by side, when they carry a tone."""
WIDEST = 30
"""Letters all options of a segmented control may have together before a box shows them better."""


def shape_icon(tone: str) -> QIcon:
    """The shape of a status as an icon, for boxes and menus."""
    side = theme().px(16)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint.shape(painter, QPointF(side / 2, side / 2), tone)
    painter.end()
    return QIcon(picture)


class FormSegments(Segmented):
    """The segmented control as a field of a form: dashed while it is missing, and Delete takes the choice back."""

    left = Signal()

    def __init__(self, name: str, segments: Sequence[Segment], parent: QWidget | None = None) -> None:
        super().__init__(name, segments, clearable=True, parent=parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.property("missing") != "true" or self.hasFocus():
            return
        painter = QPainter(self)
        paint.box(painter, self.rect(), border=theme().colour("surface"))
        paint.box(painter, self.rect(), border=theme().colour("accent"), dashed=True)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.value():
            self.set_value("")
            self.chosen.emit("")
            return
        super().keyPressEvent(event)


class SegmentEditor(Editor):
    """A choice among few options, all of them in view."""

    def __init__(
        self, field: FormField, host: FormHost, parent: QWidget | None = None, segments: Sequence[Segment] = ()
    ) -> None:
        super().__init__(field, host, parent)
        shown = segments or [Segment(option.id, option.label, option.tone) for option in field.options]
        self.bar = FormSegments(field.label, shown, self)
        self.box.addWidget(self.bar)
        self.bar.chosen.connect(self._chosen)

    def _chosen(self) -> None:
        self.edited.emit()
        self.finished.emit()

    def control(self) -> QWidget:
        return self.bar

    def show_answer(self, value: object, text: str) -> None:
        self.bar.set_value(value if isinstance(value, str) else "")

    def answer(self) -> object:
        return self.bar.value() or None

    def wide(self) -> bool:
        return sum(len(option.label) + 4 for option in self.field.options) > 16


class YesNoEditor(SegmentEditor):
    """Yes, no, or not answered."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent, (Segment("yes", "Yes"), Segment("no", "No")))

    def show_answer(self, value: object, text: str) -> None:
        self.bar.set_value("yes" if value is True else "no" if value is False else "")

    def answer(self) -> object:
        return {"yes": True, "no": False}.get(self.bar.value())

    def wide(self) -> bool:
        return False


class RatingEditor(SegmentEditor):
    """One to five."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent, [Segment(str(step), str(step)) for step in range(1, 6)])

    def show_answer(self, value: object, text: str) -> None:
        self.bar.set_value(str(int(value)) if isinstance(value, (int, float)) else "")

    def answer(self) -> object:
        return int(self.bar.value()) if self.bar.value() else None

    def wide(self) -> bool:
        return False


class BoxEditor(Editor):
    """A choice among many options, in a box; one of one's own may be typed where the field allows it."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.combo = ComboBox(field.label, parent=self)
        self.combo.setMaxVisibleItems(14)
        self._list(field.options)
        self.combo.setEditable(field.other)
        line = self.combo.lineEdit()
        hint = field.placeholder or ("Choose, or type your own" if field.other else "Choose")
        if line is not None:
            self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line.setPlaceholderText(hint)
            line.textEdited.connect(lambda _text: self.edited.emit())
            self._leave = LeaveFilter(self)
            self.combo.installEventFilter(self._leave)
            self._leave.left.connect(self.finished)
        self.combo.setPlaceholderText(hint)
        self.combo.setCurrentIndex(-1)
        self.combo.activated.connect(self._chosen)
        self.box.addWidget(self.combo)

    def _list(self, options: Sequence[Option]) -> None:
        self.combo.addItem("")
        for option in options:
            if option.tone:
                self.combo.addItem(shape_icon(option.tone), option.label, option.id)
            else:
                self.combo.addItem(option.label, option.id)

    def offer(self, options: Sequence[Option]) -> None:
        """Offers other options than before, where they are records of the account; what is chosen stays."""
        chosen = self.combo.currentData()
        self.combo.blockSignals(True)
        self.combo.clear()
        self._list(options)
        self.combo.setCurrentIndex(self.combo.findData(chosen) if chosen else -1)
        self.combo.blockSignals(False)

    def _chosen(self, index: int) -> None:
        if index == 0:
            self.combo.setCurrentIndex(-1)
            if self.combo.lineEdit() is not None:
                self.combo.setEditText("")
        set_flag(self.combo, "empty", index == 0 and not self.field.other)
        self.edited.emit()
        self.finished.emit()

    def control(self) -> QWidget:
        return self.combo

    def show_answer(self, value: object, text: str) -> None:
        place = self.combo.findData(value) if value not in (None, "") else -1
        set_flag(self.combo, "empty", place < 0 and not self.field.other)
        if place >= 0 or not self.field.other:
            self.combo.setCurrentIndex(place)
            return
        line = self.combo.lineEdit()
        if line is not None and line.text() != text:
            self.combo.setCurrentIndex(-1)
            self.combo.setEditText(text)

    def answer(self) -> object:
        if self.combo.lineEdit() is not None:
            typed = self.combo.currentText().strip()
            place = self.combo.findText(typed, Qt.MatchFlag.MatchFixedString)
            return (self.combo.itemData(place) or typed) if place > 0 else typed
        return self.combo.currentData()

    def holds_focus(self) -> bool:
        line = self.combo.lineEdit()
        return self.combo.hasFocus() or (line is not None and line.hasFocus())


class ChoicesEditor(Editor):
    """Any number of options, as ticks in two columns."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.ticks: list[CheckBox] = []
        grid = QGridLayout()
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        columns = 1 if any(len(option.label) > 28 for option in field.options) else 2
        for number, option in enumerate(field.options):
            tick = CheckBox(option.label, parent=self)
            tick.setProperty("part", option.label)
            tick.clicked.connect(self._ticked)
            grid.addWidget(tick, number // columns, number % columns, Qt.AlignmentFlag.AlignLeft)
            grid.setColumnStretch(number % columns, 1)
            self.ticks.append(tick)
        self.box.addLayout(grid)

    def _ticked(self) -> None:
        self.edited.emit()
        self.finished.emit()

    def control(self) -> QWidget:
        return self.ticks[0]

    def controls(self) -> Sequence[QWidget]:
        return self.ticks

    def show_answer(self, value: object, text: str) -> None:
        chosen = set(value) if isinstance(value, (tuple, list, set, frozenset)) else set()
        for option, tick in zip(self.field.options, self.ticks, strict=True):
            tick.setChecked(option.id in chosen)

    def answer(self) -> object:
        return tuple(o.id for o, tick in zip(self.field.options, self.ticks, strict=True) if tick.isChecked())

    def wide(self) -> bool:
        return True


def segmented(field: FormField) -> bool:
    """Whether a choice is shown as a segmented control: few options, each with a tone, short enough together."""
    options = field.options
    return (
        2 <= len(options) <= FEW
        and not field.other
        and all(option.tone for option in options)
        and sum(len(option.label) for option in options) <= WIDEST
    )
