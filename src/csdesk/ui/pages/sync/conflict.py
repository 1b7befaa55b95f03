"""A conflict opened in place: the three values with their days, and the rule for their column."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.fields import ComboBox, radio
from csdesk.ui.widgets.text import Label, Text

RULES = [("ask", "For this column: ask"), ("crm", "For this column: the CRM"), ("book", "For this column: your book")]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the three values: what it is, the value, and where it comes from."""

    title: str
    value: str
    detail: str


class ValueCard(QAbstractButton):
    """A value in a card. One that can be chosen has a radio mark; the chosen one is ringed."""

    stepped = Signal(int)

    def __init__(self, side: Side, *, choice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self.setCheckable(choice)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choice else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set(side)

    def set(self, side: Side) -> None:
        """Show another value."""
        self._side = side
        self.setAccessibleName(f"{side.title}: {side.value or 'blank'}, {side.detail}")
        self.setToolTip(side.value if len(side.value) > 32 else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(74))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(96), theme().px(74))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        px = colours.px
        painter = QPainter(self)
        whole = QRectF(self.rect())
        on = self._choice and self.isChecked()
        fill = "selected" if on else "sunken" if not self._choice else "hover" if self.underMouse() else "surface"
        line = "accent" if on or self.hasFocus() else "line.strong" if self._choice else "line"
        wide = 2 if on or self.hasFocus() else 1
        paint.box(painter, whole, fill=colours.colour(fill), border=colours.colour(line), width=wide)  # type: ignore[arg-type]
        left = px(12)
        if self._choice:
            side = px(14)
            radio(painter, QRectF(px(13), px(10), side, side), on, focus=self.hasFocus() and on)
            left = px(35)
        room = whole.width() - left - px(12)
        paint.text(painter, QRectF(left, px(9), room, px(16)), self._side.title, role="label", tone="text.soft")
        value = self._side.value or "blank"
        tone = "text" if self._side.value else "text.soft"
        role = "fact" if self._choice and self._side.value else "reading"
        paint.text(painter, QRectF(left, px(27), room, px(22)), value, role=role, tone=tone, tabular=True)  # type: ignore[arg-type]
        paint.text(painter, QRectF(left, px(49), room, px(16)), self._side.detail, role="label", tone="text.soft")
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def nextCheckState(self) -> None:
        # Which card is chosen is the panel's to say.
        pass


class ConflictPanel(QWidget):
    """Three cards and a rule. `decided` tells "book" or "crm", `ruled` the column's rule.

    `left` gives the keyboard back to the list, `folded` closes the panel.
    """

    decided = Signal(str)
    ruled = Signal(str)
    left = Signal()
    folded = Signal()

    def __init__(self, name: str, field: str, reason: str, sides: tuple[Side, Side, Side], parent: QWidget) -> None:
        super().__init__(parent)
        px = theme().px
        self.setAccessibleName(f"Conflict: {field} of {name}")
        self.setAutoFillBackground(False)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(16), px(10))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(field, "strong"))
        head.addWidget(Label(reason, "body", "soft", elide=True), 1)
        self._state = Label("", "label", "soft")
        head.addWidget(self._state)
        fold = IconButton("chevron-up", f"Close the conflict: {field} of {name}", side=20, size=14)
        fold.clicked.connect(self.folded)
        head.addWidget(fold)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        last, book, crm = sides
        self.last = ValueCard(last, choice=False)
        self.book = ValueCard(book, choice=True)
        self.crm = ValueCard(crm, choice=True)
        for card in (self.last, self.book, self.crm):
            row.addWidget(card, 1)
        self.book.clicked.connect(self._book)
        self.crm.clicked.connect(self._crm)
        self.book.stepped.connect(self._step)
        self.crm.stepped.connect(self._step)
        beside = QVBoxLayout()
        beside.setSpacing(px(6))
        self.rule = ComboBox(f"Rule for {field}", small=True)
        self.rule.set_options(RULES, "ask")
        self.rule.setFixedWidth(px(200))
        self.rule.currentIndexChanged.connect(self._rule)
        self._note = Text("", "label", "soft")
        self._note.setFixedWidth(px(200))
        beside.addWidget(self.rule)
        beside.addWidget(self._note)
        beside.addStretch(1)
        row.addLayout(beside)
        column.addLayout(row)
        column.addStretch(1)

    def show_state(self, fate: str, decided: bool, rule: str) -> None:
        """Show what is chosen: by the person, by the column's rule, or by nobody yet."""
        taken = fate == "take"
        self.book.setChecked(not taken)
        self.crm.setChecked(taken)
        self.rule.set_value(rule)
        if decided:
            self._state.setText("Settled by you")
        else:
            self._state.setText("Settled by the column's rule" if fate != "open" else "Open, your value is kept")
        words = (
            "Taking the CRM's replaces yours; undo brings it back."
            if taken
            else "Keeping yours lists it as a change to carry back."
        )
        self._note.set_parts(words)

    def focus_choice(self) -> None:
        """Put the keyboard on the chosen value."""
        (self.crm if self.crm.isChecked() else self.book).setFocus(Qt.FocusReason.TabFocusReason)

    def _book(self, _checked: bool = False) -> None:
        self.decided.emit("book")

    def _crm(self, _checked: bool = False) -> None:
        self.decided.emit("crm")

    def _step(self, way: int) -> None:
        (self.crm if way > 0 else self.book).setFocus(Qt.FocusReason.TabFocusReason)
        self.decided.emit("crm" if way > 0 else "book")

    def _rule(self, _index: int) -> None:
        self.ruled.emit(self.rule.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()
