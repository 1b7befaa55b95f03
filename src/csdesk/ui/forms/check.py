"""One item of a checklist: a tick and its words, which may take several lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.forms.editor import Editor, FormHost
from csdesk.ui.theme import theme
from csdesk.ui.widgets.fields import CheckBox
from csdesk.ui.widgets.text import Text


class CheckEditor(Editor):
    """A tick; the words beside it are the field's label."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px(8))
        self.tick = CheckBox("", field.label, self)
        self.words = Text(field.label, "body", parent=self)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, theme().px(2), 0, theme().px(2))
        words.addWidget(self.words)
        line.addLayout(words, 1)
        self.box.addLayout(line)
        self.tick.clicked.connect(self._ticked)

    def _ticked(self) -> None:
        self.edited.emit()
        self.finished.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the words ticks too."""
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self.tick.setFocus(Qt.FocusReason.MouseFocusReason)
            self.tick.click()

    def control(self) -> QWidget:
        return self.tick

    def controls(self) -> Sequence[QWidget]:
        return (self.tick,)

    def show_answer(self, value: object, text: str) -> None:
        self.tick.setChecked(value is True)

    def answer(self) -> object:
        return self.tick.isChecked()

    def wide(self) -> bool:
        return True
