"""Inputs: line, text area that grows, search, combo box, check box, radio button, and the box around a field."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.checks import CheckBox, RadioButton, radio
from csdesk.ui.widgets.chips import Icon, Shape, Tag
from csdesk.ui.widgets.text import KeyCap, Label

__all__ = [
    "CheckBox",
    "ComboBox",
    "FieldBox",
    "LineEdit",
    "RadioButton",
    "SearchField",
    "TextArea",
    "radio",
    "set_flag",
]


def set_flag(widget: QWidget, name: str, on: bool | str) -> None:
    """Set a style-sheet property and draw the widget by it."""
    value = on if isinstance(on, str) else ("true" if on else "false")
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class LineEdit(QLineEdit):
    """A one-line input. `edited` is told on Enter or on leaving, when the text differs from the last time."""

    edited = Signal(str)

    def __init__(
        self, name: str, text: str = "", placeholder: str = "", *, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._told = text
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        if small:
            self.setProperty("compact", "true")
        self.editingFinished.connect(self.flush)

    def set_value(self, text: str) -> None:
        """Show a value from the book; keeps what a person is typing now unless it is unchanged."""
        if self.hasFocus() and self.text() != self._told:
            return
        self._told = text
        if self.text() != text:
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)

    def pending(self) -> bool:
        """Whether something typed has not been told yet."""
        return self.text() != self._told

    def flush(self) -> None:
        """Tell a pending edit now."""
        if self.pending():
            self._told = self.text()
            self.edited.emit(self._told)

    def set_missing(self, missing: bool) -> None:
        """Show that a final document still needs this."""
        set_flag(self, "missing", missing)


class TextArea(QTextEdit):
    """A plain-text input that grows by a line as its text does. `edited` as for LineEdit, told on leaving."""

    edited = Signal(str)

    def __init__(
        self, name: str, text: str = "", placeholder: str = "", *, lines: int = 2, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._told = text
        self._lines = lines
        self.setAcceptRichText(False)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme().px(4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(text)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def setPlainText(self, text: str) -> None:
        """Show a text with the line height of the type scale."""
        super().setPlainText(text)
        spacing = QTextBlockFormat()
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        spacing.setLineHeight(theme().line("body"), fixed)
        self.document().setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)
        self.document().setUndoRedoEnabled(True)

    def _grow(self) -> None:
        line = theme().line("body")
        text = max(self._lines * line, round(self.document().size().height()) - 2 * theme().px(4))
        height = text + 2 * theme().px(4) + 2 * theme().px(1) + 2
        height += 2 * theme().px(2)
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def text(self) -> str:
        """What it holds, line breaks included."""
        return self.toPlainText()

    def set_value(self, text: str) -> None:
        """Show a value from the book, unless a person is typing here now."""
        if self.hasFocus() and self.text() != self._told:
            return
        self._told = text
        if self.text() != text:
            self.setPlainText(text)

    def pending(self) -> bool:
        """Whether something typed has not been told yet."""
        return self.text() != self._told

    def flush(self) -> None:
        """Tell a pending edit now."""
        if self.pending():
            self._told = self.text()
            self.edited.emit(self._told)

    def set_missing(self, missing: bool) -> None:
        """Show that a final document still needs this."""
        set_flag(self, "missing", missing)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()


class SearchField(QLineEdit):
    """A field that filters as one types, with its icon and the keys that reach it. Escape empties it."""

    def __init__(
        self, name: str, placeholder: str, keys: str = "", *, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keys = KeyCap(keys, self) if keys else None
        self._icon = Icon("search", "text.soft", 16 if not small else 14, parent=self)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        if small:
            self.setProperty("compact", "true")
        right = self._keys.sizeHint().width() + theme().px(8) if self._keys else 0
        self.setTextMargins(theme().px(22), 0, right, 0)
        self.textChanged.connect(self._typed)

    def _typed(self, text: str) -> None:
        if self._keys is not None:
            self._keys.setVisible(not text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self._icon.sizeHint()
        self._icon.resize(side)
        self._icon.move(theme().px(10), (self.height() - side.height()) // 2)
        if self._keys is not None:
            cap = self._keys.sizeHint()
            self._keys.resize(cap)
            self._keys.move(self.width() - cap.width() - theme().px(8), (self.height() - cap.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class ComboBox(QComboBox):
    """A choice of one from a list; the wheel does not change it by accident while the page scrolls."""

    def __init__(self, name: str, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = small
        self.setAccessibleName(name)
        if small:
            self.setProperty("compact", "true")
        self.setView(QListView(self))
        self.view().setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def set_options(self, options: list[tuple[str, str]], chosen: str = "") -> None:
        """Offer (value, words) pairs without telling anybody, and choose one."""
        blocked = self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.setCurrentIndex(self.findData(chosen))
        self.blockSignals(blocked)

    def value(self) -> str:
        """The value chosen, empty for none."""
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def set_value(self, value: str) -> None:
        """Choose without telling anybody."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findData(value))
        self.blockSignals(blocked)

    def set_missing(self, missing: bool) -> None:
        """Show that a final document still needs this."""
        set_flag(self, "missing", missing)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.width() - theme().px(16)
        tone = "text.soft" if self.isEnabled() else "text.off"
        paint.icon(painter, QPointF(x, self.height() / 2), "chevron-down", tone, 14)  # type: ignore[arg-type]
        painter.end()

    def wheelEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FieldBox(QWidget):
    """A labelled field: label above, control, and at most one line below (an error first, else the source)."""

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        hint: str = "",
        internal: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint = hint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        head = QHBoxLayout()
        head.setSpacing(theme().px(6))
        self.label = Label(label, "label", "internal" if internal else "soft", buddy=control)
        if internal:
            head.addWidget(Icon("lock", "internal.text", 12))
        head.addWidget(self.label)
        if internal:
            head.addWidget(Tag("Internal, never exported", internal=True))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(control)
        self._below = QWidget()
        row = QHBoxLayout(self._below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        self._shape = Shape("red")
        self._link = Icon("link", "text.soft", 12)
        self._words = Label("", "label", "soft", elide=True)
        self.put_back = Button("Put back", "link", small=True)
        for widget in (self._shape, self._link):
            row.addWidget(widget)
        row.addWidget(self._words)
        row.addWidget(self.put_back)
        row.addStretch(1)
        column.addWidget(self._below)
        column.addStretch(1)
        if not control.accessibleName():
            control.setAccessibleName(label)
        self._source, self._can_put_back, self._error = "", False, ""
        self._show_below()

    def set_error(self, reason: str) -> None:
        """Say what is wrong with what was typed; empty when it is right."""
        self._error = reason
        self._show_below()

    def set_source(self, text: str, *, put_back: bool = False) -> None:
        """Say where the value came from and, where there is an older one, offer to put it back."""
        self._source, self._can_put_back = text, put_back
        self._show_below()

    def set_hint(self, text: str) -> None:
        """Say something about what the field accepts."""
        self._hint = text
        self._show_below()

    def _show_below(self) -> None:
        words = self._error or self._source or self._hint
        self._below.setVisible(bool(words))
        self._shape.setVisible(bool(self._error))
        self._link.setVisible(bool(self._source) and not self._error)
        self.put_back.setVisible(self._can_put_back and not self._error)
        self._words.setText(words)
        self._words.set_tone("text" if self._error else "faint" if not self._source else "soft")
        self.control.setAccessibleDescription(words)
        set_flag(self.control, "wrong", bool(self._error))
