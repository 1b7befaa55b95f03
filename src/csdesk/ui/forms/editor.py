"""What every editor of a form answers to, whatever its field type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.widgets.fields import set_flag

Mark = Literal["", "missing", "error"]
"""How a field stands out: dashed while final still needs it, ringed while what it holds cannot be read."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be chosen in a contact field."""

    id: int
    name: str
    title: str = ""


class FormHost(Protocol):
    """What editors ask of the page they stand on."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written now."""

    def today(self) -> date:
        """The day that "in 2 weeks" counts from."""

    def read_date(self, text: str) -> date | None:
        """The date a typed text means, or None when it means none."""

    def show_date(self, day: date) -> str:
        """A date as fields show it: "5 Feb 2027"."""

    def people(self, side: str) -> Sequence[Person]:
        """Whom a contact field may offer: "customer", "ours" or "any"."""


class Editor(QWidget):
    """Shows one answer and lets a person change it.

    `edited` is sent at each change on screen; `finished` when the person is done with the field (it lost the focus, or
    a choice was made), so that the answer is saved at once.
    """

    edited = Signal()
    finished = Signal()

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.host = host
        self._mark: Mark = ""
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(4)

    def control(self) -> QWidget:
        """The widget that takes the focus; the label's buddy."""
        raise NotImplementedError

    def controls(self) -> Sequence[QWidget]:
        """Every widget of the editor that a person can reach."""
        return (self.control(),)

    def show_answer(self, value: object, text: str) -> None:
        """Shows an answer without sending `edited`; the caret stays where it was as far as the text allows."""
        raise NotImplementedError

    def answer(self) -> object:
        """What stands in the field: text as typed, or the value chosen; None or "" when empty."""
        raise NotImplementedError

    def name(self, accessible: str, object_name: str) -> None:
        """Sets accessible and object names on the editor and everything in it that can be reached."""
        self.setObjectName(object_name)
        controls = self.controls()
        for number, control in enumerate(controls):
            own = control.property("part")
            control.setAccessibleName(f"{accessible}: {own}" if own else accessible)
            control.setObjectName(object_name + (".control" if not number else f".control{number}"))

    def mark(self, mark: Mark) -> None:
        """Marks the field as missing or unreadable, or takes the mark away."""
        if mark == self._mark:
            return
        self._mark = mark
        for control in self.controls():
            set_flag(control, "missing", mark == "missing")
            set_flag(control, "wrong", mark == "error")

    @property
    def marked(self) -> Mark:
        """The mark the field carries."""
        return self._mark

    def wide(self) -> bool:
        """Whether it wants the whole line whatever width the form states."""
        return False

    def holds_focus(self) -> bool:
        """Whether the caret is in this editor."""
        return any(control.hasFocus() for control in self.controls())


class LeaveFilter(QObject):
    """Tells when a widget loses the focus for good: not to its own popup or menu, nor with the window."""

    left = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            reason = event.reason() if hasattr(event, "reason") else None
            if reason != Qt.FocusReason.PopupFocusReason:
                self.left.emit()
        return False
