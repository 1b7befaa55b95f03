"""Choosing who comes to a review: ticks for the people of both sides, and a line for somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.records import KINDS, Record
from csdesk.desk.reviews import Guest, Side
from csdesk.ui.theme import theme
from csdesk.ui.widgets.fields import CheckBox, LineEdit
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.text import Label
from csdesk.values.text import fold

_ROLES = {option.id: option.label for option in KINDS["contact"].field("role").options}


class SideList(QWidget):
    """The people of one side with their ticks; a name typed below is added, ticked, when Enter is pressed."""

    changed = Signal()

    def __init__(self, side: Side, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side: Side = side
        px = theme().px
        self._known: dict[str, CheckBox] = {}
        self._ids: dict[CheckBox, int | str] = {}
        self._parts: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        self._title = Label(title, "label", "soft")
        self._count = Label("", "label", "soft", tabular=True)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        column.addLayout(head)
        self._scroll = Scroll(title, spacing=0)
        self._scroll.body.addStretch(1)
        self._scroll.setFixedHeight(px(148))
        column.addWidget(self._scroll)
        self.name = LineEdit(
            f"Add somebody, {title.lower()}", placeholder="Add somebody by name, then Enter", small=True
        )
        self.name.setObjectName(f"plan.new.{side}")
        self.name.returnPressed.connect(self.add_typed)
        column.addWidget(self.name)

    def show_people(self, people: Sequence[Record], guests: Sequence[Guest]) -> None:
        """Lists these people; those among the guests are ticked, and guests who are no contact yet are listed too."""
        for box in list(self._ids):
            box.hide()
            box.deleteLater()
        self._known, self._ids = {}, {}
        chosen = {one.who: one.part for one in guests if one.side == self.side}
        self._parts = {who: part for who, part in chosen.items() if isinstance(who, int)}
        ordered = sorted(people, key=lambda one: one.id not in chosen)
        for one in ordered:
            if one.values["left_on"] is None or one.id in chosen:
                self._add(one.id, one.title, _about(one), ticked=one.id in chosen)
        for who in chosen:
            if isinstance(who, str):
                self._add(who, who, "new", ticked=True)
        self._tell()

    def _add(self, who: int | str, name: str, about: str, *, ticked: bool) -> None:
        if fold(name) in self._known:
            self._known[fold(name)].setChecked(True)
            return
        box = CheckBox(f"{name}, {about}" if about else name, name)
        box.setAccessibleDescription(about)
        box.setChecked(ticked)
        box.toggled.connect(self._tell)
        box.setMinimumWidth(theme().px(80))
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setToolTip(box.text())
        self._known[fold(name)] = box
        self._ids[box] = who
        self._scroll.body.insertWidget(self._scroll.body.count() - 1, box)

    def _tell(self) -> None:
        number = len(self.guests())
        self._count.setText(f"{number} chosen" if number else "")
        self.changed.emit()

    def add_typed(self) -> None:
        """Takes the name that is typed: ticks the person of that name, or adds a new one."""
        name = " ".join(self.name.text().split())
        if not name:
            return
        self._add(name, name, "new", ticked=True)
        self.name.clear()
        self._tell()
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def guests(self) -> list[Guest]:
        """Those who are ticked."""
        return [
            Guest(who, self.side, self._parts.get(who, "attends") if isinstance(who, int) else "attends")
            for box, who in self._ids.items()
            if box.isChecked()
        ]

    def set_enabled_for(self, known: bool) -> None:
        """Whether there is an account whose people can be chosen."""
        for widget in (self._scroll, self.name):
            widget.setEnabled(known)


def _about(one: Record) -> str:
    role = _ROLES.get(str(one.values["role"] or ""), "")
    return role or str(one.values["title"] or "")


class GuestPicker(QWidget):
    """Both sides beside each other."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(24))
        self.customer = SideList("customer", "From the customer")
        self.ours = SideList("ours", "From our side")
        for one in (self.customer, self.ours):
            row.addWidget(one, 1)
            one.changed.connect(partial(self.changed.emit))

    def show_people(self, customer: Sequence[Record], ours: Sequence[Record], guests: Sequence[Guest]) -> None:
        """Lists the people of both sides."""
        self.customer.show_people(customer, guests)
        self.ours.show_people(ours, guests)

    def take_typed(self) -> None:
        """Takes names that were typed and not yet added."""
        self.customer.add_typed()
        self.ours.add_typed()

    def guests(self) -> list[Guest]:
        """Everybody ticked, our side first."""
        return [*self.ours.guests(), *self.customer.guests()]
