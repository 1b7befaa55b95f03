"""What the dialogs of touches and actions are made of: a choice by typing, the way of Enter, and promises as said."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import touches
from csdesk.desk.touches import Promise, Spoken
from csdesk.ui.context import Context
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.chips import AccentChip
from csdesk.ui.widgets.fields import ComboBox, LineEdit, TextArea
from csdesk.ui.widgets.text import Label
from csdesk.values.days import format_date, relative_day
from csdesk.values.text import fold


class Picker(ComboBox):
    """A choice by typing: any part of a name finds it. `picked` is told when it is another."""

    picked = Signal()

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._before: tuple[int | None, str] = (None, "")
        self.setEditable(True)
        self.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.editingFinished.connect(self._tell)
        self.currentIndexChanged.connect(self._tell)

    def offer(self, choices: list[tuple[int, str]], chosen: int | None = None) -> None:
        """Offers these, by number and name, and chooses one."""
        blocked = self.blockSignals(True)
        self.clear()
        for number, name in choices:
            self.addItem(name, number)
        self.setCurrentIndex(self.findData(chosen) if chosen is not None else -1)
        if chosen is None:
            self.setEditText("")
        self.blockSignals(blocked)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._tell)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", "true")
            popup.setAccessibleName(f"{self.accessibleName()}: names that match")
        self.setCompleter(completer)
        self._before = (self.number(), self.currentText())

    def number(self) -> int | None:
        """The number of what is chosen or typed in full; the only one that what is typed is a part of."""
        typed = fold(self.currentText())
        if not typed:
            return None
        names = [(self.itemData(place), fold(self.itemText(place))) for place in range(self.count())]
        whole = [number for number, name in names if name == typed]
        found = whole or [number for number, name in names if typed in name]
        return int(found[0]) if len(found) == 1 or whole else None

    def _tell(self, _value: object = None) -> None:
        now = (self.number(), self.currentText())
        if now != self._before:
            self._before = now
            self.picked.emit()


class Flow(QObject):
    """Enter goes on to the next field, Ctrl+Enter finishes from anywhere."""

    finished = Signal()

    def __init__(self, fields: list[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._fields = fields
        for one in fields:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.finished.emit()
                return True
            if enter and not event.modifiers() and not isinstance(watched, TextArea):
                return self._next(watched)
        return super().eventFilter(watched, event)

    def _next(self, watched: QObject) -> bool:
        place = next((at for at, one in enumerate(self._fields) if one is watched), -1)
        if watched.property("keeps") == "true":
            return False
        if place == len(self._fields) - 1:
            self.finished.emit()
        elif place >= 0:
            self._fields[place + 1].setFocus(Qt.FocusReason.TabFocusReason)
        return True


class Promises(QWidget):
    """What was promised, one line each, read as it is typed. `changed` is told when one is added or taken out."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, context.desk
        self.account_id: int | None = None
        self.found: list[Promise] = []
        self._names: dict[int, str] = {}
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(Label("Actions promised", "label", "soft"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        column.addLayout(self._rows)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        self.line = LineEdit("Action promised", placeholder="I send the user list by friday. Enter adds it")
        self.line.setObjectName("touch.promise")
        self.line.textChanged.connect(self._read)
        self.owner = AccentChip("")
        self.due = AccentChip("")
        line.addWidget(self.line, 1)
        line.addWidget(self.owner)
        line.addWidget(self.due)
        column.addLayout(line)

    def spoken(self) -> Spoken | None:
        """What is typed, as it is understood; None for nothing."""
        text = self.line.text().strip()
        return touches.promise(self._desk, self.account_id, text) if text else None

    def _read(self) -> None:
        said = self.spoken()
        today = self._desk.clock.today()
        self.owner.set(said.owner.name if said is not None and said.owner is not None else "")
        due = said.due if said is not None else None
        self.due.set(f"{format_date(due, 'day')}, {relative_day(due, today)}" if due is not None else "")

    def take(self) -> bool:
        """Adds what is typed; whether there was anything."""
        said = self.spoken()
        if said is None or not said.title:
            return False
        self.found.append(Promise(said.title, said.owner.id if said.owner else None, said.due))
        self.line.clear()
        self.show_rows()
        self.changed.emit()
        return True

    def show_rows(self) -> None:
        """Shows what was added."""
        from csdesk.ui.pages.reviews.cards import clear

        self._names = {one.id: one.name for one in touches.owners(self._desk, self.account_id)}
        clear(self._rows)
        for place, one in enumerate(self.found):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme().px(8))
            row.addWidget(Label(one.title, "body", elide=True), 1)
            owner = self._names.get(one.owner, "") if one.owner is not None else ""
            row.addWidget(Label(owner or "no owner", "label", "soft" if owner else "accent"))
            due = format_date(one.due, "day") if one.due is not None else "no day"
            row.addWidget(Label(due, "label", "soft" if one.due is not None else "accent", tabular=True))
            out = IconButton("close", f"Take out: {one.title}", size=14, side=24)
            out.clicked.connect(partial(self._take_out, place))
            row.addWidget(out)
            self._rows.addWidget(holder)

    def _take_out(self, place: int, _checked: bool = False) -> None:
        del self.found[place]
        self.show_rows()
        self.changed.emit()
