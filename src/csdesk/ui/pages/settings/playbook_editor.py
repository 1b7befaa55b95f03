"""The editor of an own playbook: its facts, a grid of phases and steps, and the parts of the row that is chosen.

What is wrong is said at once and at its place; only a playbook that can be used is written to its file.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import playbook_edit as edit
from csdesk.desk import playbooks
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.playbook_edit import Row
from csdesk.desk.playbooks import Draft, Fault
from csdesk.ui.pages.settings.playbook_grid import GridModel
from csdesk.ui.pages.settings.playbook_names import NamesDialog
from csdesk.ui.pages.settings.playbook_parts import PlaybookFacts, RowParts
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Callout, Card, CardHead, IconButton, Label, Scroll, TableView, Text

if TYPE_CHECKING:
    from csdesk.ui.context import Context


class PlaybookEditor(QWidget):
    """`left` when it is done with, `file_wanted` when the file itself is to be opened."""

    left = Signal()
    file_wanted = Signal()

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self.data = edit.clone(draft.data)
        self._saved = edit.clone(draft.data)
        self.faults: tuple[Fault, ...] = ()
        px = theme().px
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(12))
        outer.addLayout(self._head())
        scroll = Scroll("Playbook", margins=(0, 0, 16, 24))
        outer.addWidget(scroll, 1)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(px(8))
        scroll.body.addLayout(self._notes)
        self.facts = PlaybookFacts(self.data)
        self.facts.edited.connect(self._edited)
        scroll.body.addWidget(self.facts)
        self.model = GridModel(self.data)
        self.model.edited.connect(self._grid_edited)
        self.table = TableView("Phases and steps", self.model)
        self.table.selectionModel().currentChanged.connect(self._current_changed)
        self.model.phase_pressed.connect(self._choose_at)
        card = Card(0, spacing=0)
        head = CardHead("Phases and steps")
        for words, icon, act in (
            ("Add step", "plus", self.add_step),
            ("Add phase", "plus", self.add_phase),
        ):
            button = Button(words, small=True, icon=icon)
            button.clicked.connect(partial(_call, act))
            head.add(button)
        ways: tuple[tuple[str, str, Literal[-1, 1]], ...] = (
            ("Move up", "arrow-up", -1),
            ("Move down", "arrow-down", 1),
        )
        for name, icon, by in ways:
            move = IconButton(icon, name)
            move.clicked.connect(partial(self.move_row, by))
            head.add(move)
        remove = IconButton("trash", "Remove the row")
        remove.clicked.connect(partial(_call, self.remove_row))
        head.add(remove)
        card.body.addWidget(head)
        card.body.addWidget(self.table)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(px(16))
        row.addWidget(card, 1)
        self.parts = RowParts()
        self.parts.edited.connect(self._edited)
        self._narrow: bool | None = None
        column = QVBoxLayout()
        column.addWidget(self.parts)
        column.addStretch(1)
        row.addLayout(column)
        scroll.body.addLayout(row)
        scroll.body.addStretch(1)
        self.row = Row(0)
        self._check()
        self._show_row(self.model.rows[1] if len(self.model.rows) > 1 else Row(0))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().px(12))
        back = IconButton("arrow-left", "Back to the playbooks")
        back.clicked.connect(self._back)
        row.addWidget(back)
        self._title = Label("", "strong", elide=True)
        row.addWidget(self._title, 1)
        names = Button("What conditions may name", "link", small=True)
        names.clicked.connect(self._show_names)
        row.addWidget(names)
        file = Button("Open the file", "link", small=True)
        file.clicked.connect(partial(self.file_wanted.emit))
        row.addWidget(file)
        self.save_button = Button("Save the playbook", "primary")
        self.save_button.setObjectName("playbook.save")
        self.save_button.clicked.connect(partial(_call, self.save))
        row.addWidget(self.save_button)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = theme().px
        self._fit_table()
        narrow = self.width() < px(740)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.parts.setMinimumWidth(0 if narrow else px(280))
        self.parts.setMaximumWidth(px(2000) if narrow else px(280))
        self.facts.set_narrow(narrow)

    # Checking and showing

    @property
    def dirty(self) -> bool:
        """Whether something is not in the file yet."""
        return self.data != self._saved

    def _edited(self) -> None:
        self._check()

    def _grid_edited(self) -> None:
        self.parts.show_row(self.data, self.row)
        self._check()

    def _check(self) -> None:
        self.faults = playbooks.check(self.data, self._draft.file.stem)
        self.model.set_faults(self.faults)
        self.facts.set_faults(self.faults)
        self.parts.set_faults(self.faults)
        while self._notes.count():
            item = self._notes.takeAt(0)
            if (widget := item.widget() if item is not None else None) is not None:
                widget.hide()
                widget.deleteLater()
        if self.faults:
            shown = "\n".join(edit.described(self.data, one) for one in self.faults[:4])
            more = f"\nand {len(self.faults) - 4} more" if len(self.faults) > 4 else ""
            title = "This keeps the playbook from being saved"
            self._notes.addWidget(Callout("", title, f"{shown}{more}", "The file is as it was"))
        elif self._draft.comments:
            words = "Saving here keeps the comments at the top of the file and drops those between the lines."
            self._notes.addWidget(Text(words, "label", "soft"))
        self._show_title()

    def _show_title(self) -> None:
        state = ", not saved yet" if self.dirty else ""
        self._title.setText(f"{self.data.get('title') or self._draft.file.name}{state}")
        self.save_button.setEnabled(self.dirty and not self.faults)
        self._fit_table()

    def _fit_table(self) -> None:
        """The table grows with its rows; the page scrolls."""
        rows = self.table.content_height() + 2
        if self.table.height() != rows:
            self.table.setFixedHeight(rows)

    def _current_changed(self, index: object, _before: object = None) -> None:
        place = index.row() if hasattr(index, "row") else -1
        if 0 <= place < len(self.model.rows):
            self._show_row(self.model.rows[place])

    def _choose_at(self, place: int) -> None:
        self._show_row(self.model.rows[place])

    def _show_row(self, row: Row) -> None:
        self.parts.flush()
        self.row = row
        self.parts.show_row(self.data, row)
        self.parts.set_faults(self.faults)

    def _renew(self, row: Row) -> None:
        """Show the grid again after rows came, went or moved."""
        self.model.renew()
        place = next((at for at, one in enumerate(self.model.rows) if one == row), 0)
        self.table.setCurrentIndex(self.model.index(place, 1))
        self._show_row(self.model.rows[place])
        self._check()

    # Doing

    def add_step(self) -> None:
        """Add a step after the chosen row."""
        self.parts.flush()
        self._renew(edit.add_step(self.data, self.row))

    def add_phase(self) -> None:
        """Add a phase after the chosen row's."""
        self.parts.flush()
        self._renew(edit.add_phase(self.data, self.row.phase))

    def remove_row(self) -> None:
        """Take the chosen row out."""
        try:
            self._renew(edit.remove(self.data, self.row))
        except Invalid as error:
            self._context.toast(f"{error.reason[:1].upper()}{error.reason[1:]}")

    def move_row(self, by: Literal[-1, 1], _checked: bool = False) -> None:
        """Move the chosen row up or down."""
        self.parts.flush()
        self._renew(edit.move(self.data, self.row, by))

    def save(self) -> None:
        """Write the playbook to its file."""
        self.facts.flush()
        self.parts.flush()
        if self.faults:
            return
        try:
            playbooks.save(Draft(self._draft.file, self.data))
        except DeskError as error:
            self._context.error(error)
            return
        self._saved = edit.clone(self.data)
        self._draft = Draft(self._draft.file, edit.clone(self.data))
        self._check()
        self._context.toast("Saved the playbook. Runs that have begun keep theirs")

    def _show_names(self, _checked: bool = False) -> None:
        NamesDialog(self).open()

    def _back(self, _checked: bool = False) -> None:
        self.facts.flush()
        self.parts.flush()
        if not self.dirty:
            self.left.emit()
            return
        words = "What was changed since the last saving is not kept."
        self._context.confirm("Leave without saving?", words, "Leave", partial(self.left.emit))


def _call(act, _checked: bool = False) -> None:  # type: ignore[no-untyped-def]
    act()
