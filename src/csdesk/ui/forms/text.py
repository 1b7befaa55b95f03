"""Editors for text: one line, a text that grows, a list with an entry a line, and figures typed as text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QTextEdit, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.forms.editor import Editor, FormHost, LeaveFilter
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint

LONGEST = 14
"""Lines after which a growing text scrolls instead of growing on."""


class GrowingText(QTextEdit):
    """A plain text that is as high as its lines, within bounds; each paragraph runs the way its letters do.

    A rich editor underneath, because only that keeps the line height of the type scale; it takes plain text alone.
    """

    left = Signal()

    def __init__(self, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = max(1, lines)
        self._height = 0
        self._line = 0
        self._hint = ""
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(theme().px(5), 0, theme().px(3), 0)
        self._set_line_height()
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _set_line_height(self) -> None:
        """Gives every paragraph the line height of the type scale; new paragraphs take it from their neighbour."""
        line = theme().line("body")
        if line == self._line:
            return
        self._line = line
        form = QTextBlockFormat()
        form.setLineHeight(line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.document().setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        self.document().setUndoRedoEnabled(True)

    def _fit(self) -> None:
        """Takes the height of the text, from the least lines to the longest."""
        lines = round(self.document().size().height() / self._line)
        shown = min(max(lines, self._least), LONGEST)
        height = theme().size("control") + (shown - 1) * self._line
        if height != self._height:
            self._height = height
            policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > LONGEST else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            self.setVerticalScrollBarPolicy(policy)
            self.setFixedHeight(height)
            self.updateGeometry()

    def set_hint(self, words: str) -> None:
        """What is accepted, shown while the field is empty."""
        self._hint = words
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hint and self.document().isEmpty():
            # Painted here, because Qt sets its own placeholder in another line height than the text that replaces it.
            painter = QPainter(self.viewport())
            paint.text(painter, QRectF(0, 2, self.viewport().width(), self._line), self._hint, tone="text.faint")
            painter.end()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height or 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self._height or 32)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._line:
            self._set_line_height()
            self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pastes words only, whatever came with them."""
        if source.hasText():
            self.insertPlainText(source.text())

    def replace_text(self, text: str) -> None:
        """Replaces what differs and leaves the caret where it was, so that an undo elsewhere does not move it."""
        now = self.toPlainText()
        if now == text:
            return
        start = 0
        while start < min(len(now), len(text)) and now[start] == text[start]:
            start += 1
        end = 0
        while end < min(len(now), len(text)) - start and now[-1 - end] == text[-1 - end]:
            end += 1
        change = QTextCursor(self.document())
        change.setPosition(_units(now, start))
        change.setPosition(_units(now, len(now) - end), QTextCursor.MoveMode.KeepAnchor)
        change.insertText(text[start : len(text) - end])
        if not self.hasFocus():
            self.moveCursor(QTextCursor.MoveOperation.Start)


def _units(text: str, characters: int) -> int:
    """How many UTF-16 units, which is what Qt counts in, the first characters take (an emoji takes two)."""
    return len(text[:characters].encode("utf-16-le")) // 2


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(field.placeholder or ("In a few words" if field.needed else ""))
        self.line.setMaxLength(50_000)
        self.box.addWidget(self.line)
        self.line.textEdited.connect(self._typed)
        self._leave = LeaveFilter(self)
        self.line.installEventFilter(self._leave)
        self._leave.left.connect(self.finished)

    def _typed(self) -> None:
        self.edited.emit()

    def control(self) -> QWidget:
        return self.line

    def show_answer(self, value: object, text: str) -> None:
        if self.line.text() == text:
            return
        place = self.line.cursorPosition()
        self.line.setText(text)
        self.line.setCursorPosition(min(place, len(text)) if self.line.hasFocus() else 0)

    def answer(self) -> object:
        return self.line.text()


class FigureEditor(TextEditor):
    """A figure typed as people write it ("412k", "94%"); the desk reads it, and shows it set once it is saved."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line.setFont(theme().font("body", tabular=True))
        if not field.placeholder:
            hints = {"money": "An amount, or “412k”", "percent": "A percentage", "number": "A number"}
            self.line.setPlaceholderText(hints.get(field.type, ""))


class LongEditor(Editor):
    """A text of any length, plain, that grows with its lines."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.area = GrowingText(field.lines, self)
        self.area.set_hint(field.placeholder or "In a few sentences")
        self.box.addWidget(self.area)
        self._quiet = False
        self.area.textChanged.connect(self._typed)
        self.area.left.connect(self.finished)

    def _typed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def control(self) -> QWidget:
        return self.area

    def show_answer(self, value: object, text: str) -> None:
        self._quiet = True
        try:
            self.area.replace_text(text)
        finally:
            self._quiet = False

    def answer(self) -> object:
        return self.area.toPlainText()


class ListEditor(LongEditor):
    """A list with one entry a line; empty lines are not entries."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        if not field.placeholder:
            self.area.set_hint("One a line")

    def show_answer(self, value: object, text: str) -> None:
        entries = tuple(str(entry) for entry in value) if isinstance(value, (tuple, list)) else ()
        if entries == self.answer():
            return
        super().show_answer(value, "\n".join(entries) if entries else text)

    def answer(self) -> object:
        return tuple(line.strip() for line in self.area.toPlainText().splitlines() if line.strip())
