"""What good looks like and what to ask, beside the field it belongs to; on screen only, never exported."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.theme import theme
from csdesk.ui.widgets.chips import Icon
from csdesk.ui.widgets.text import Label, Text

NEVER = "Guidance is never exported."


class Guidance(QWidget):
    """The guidance of one field: a column beside the card, or the content of a popover on a narrow form."""

    def __init__(self, closing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._closing = closing
        self._shown: tuple[str, tuple[str, ...]] | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(4))
        self.setAccessibleName("Guidance")

    def show_field(self, field: FormField | None) -> None:
        """Shows the guidance of a field; one without any leaves what stands there."""
        if field is None or not (field.help or field.prompts):
            if self._shown is None:
                self._fill("", ())
            return
        self._fill(field.help, field.prompts)

    def _fill(self, good: str, ask: tuple[str, ...]) -> None:
        if self._shown == (good, ask):
            return
        self._shown = (good, ask)
        while self.column.count():
            item = self.column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if good:
            self.column.addWidget(self._head("bulb", "What good looks like"))
            self.column.addWidget(Text(good, "label", "soft", parent=self))
        for number, question in enumerate(ask):
            if not number:
                if good:
                    self._gap(10)
                self.column.addWidget(self._head("chat", "Ask"))
            else:
                self._gap(4)
            words = question if question.startswith(("“", '"')) else f"“{question}”"
            self.column.addWidget(Text(words, "label", "soft", parent=self))
        if self._closing and (good or ask):
            self._gap(8)
            self.column.addWidget(Text(NEVER, "label", "faint", parent=self))
        self.column.addStretch(1)

    def _gap(self, height: int) -> None:
        spacer = QWidget(self)
        spacer.setFixedHeight(theme().px(height))
        self.column.addWidget(spacer)

    def _head(self, icon: str, words: str) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px(6))
        line.addWidget(Icon(icon, "text", 14, parent=row))
        line.addWidget(Label(words, "label-strong", parent=row))
        line.addStretch(1)
        return row


def guided(fields: object) -> FormField | None:
    """The first of some fields that has guidance, or None."""
    if isinstance(fields, (list, tuple)):
        for field in fields:
            if isinstance(field, FormField) and (field.help or field.prompts):
                return field
    return None
