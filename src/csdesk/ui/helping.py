"""Help and the list of shortcuts."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from csdesk import __version__, paths
from csdesk.ui.actions import Action, Actions, key_text
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Dialog, KeyCap, Label, Scroll, Text

_TOPICS: tuple[tuple[str, str], ...] = (
    (
        "Nothing to save",
        "What you type is in the book within a second. Undo takes back any step, on whichever page it was made, and a "
        "whole import too. What you delete goes to the bin in Settings, Book.",
    ),
    (
        "What to do now",
        "Today gathers what needs you from the whole book, in order: what a rule wants at once, what is late, red "
        "before yellow. Space ticks a line, S puts it off, the question mark says why it is there. Ctrl Shift L "
        "logs a call or mail from anywhere.",
    ),
    (
        "Typed once",
        "A goal, a contact or a date belongs to the account. Every document that needs it shows it with its source "
        "and age; change it in one place and the others follow.",
    ),
    (
        "What the customer sees",
        "Fields with a lock are internal and never leave CSDesk in a customer copy. The page beside a document "
        "is the file as it will be exported. After writing it, CSDesk reads the file back and stops if anything "
        "internal is in it.",
    ),
    (
        "Dates as you say them",
        "Write 31/3, next fri, in 2 weeks or end of May wherever a date is wanted, and see below what was understood.",
    ),
    (
        "From the keyboard",
        "Ctrl K finds any account, person, document or command. Escape closes what is open; arrow keys move through "
        "tables, F2 edits a cell, Space selects a row.",
    ),
)


class HelpDialog(Dialog):
    """What one needs to know to work with the window, and where the files are."""

    def __init__(self, parent: QWidget | None, actions: Actions, book: str) -> None:
        super().__init__(parent, "How CSDesk works", wide=True)
        for title, words in _TOPICS:
            self.body.addWidget(Text([(f"{title}\n", "bold"), (words, "soft")]))
        where = f"Book: {book}\nDetails of errors: {paths.log_file()}\nVersion {__version__}"
        self.body.addWidget(Text(where, "label", "faint"))
        more = self.add_button(Button("Keyboard shortcuts", "quiet", icon="keyboard"), lead=True)
        more.clicked.connect(self.accept)
        self._actions = actions
        self._asked = False
        more.clicked.connect(self._shortcuts)
        close = self.add_button(Button("Close", "primary"))
        close.clicked.connect(self.accept)

    def _shortcuts(self) -> None:
        self._actions.do("shortcuts")


class ShortcutsDialog(Dialog):
    """Every shortcut, by group."""

    def __init__(self, parent: QWidget | None, actions: Actions) -> None:
        super().__init__(parent, "Keyboard shortcuts", wide=True)
        px = theme().px
        scroll = Scroll("Keyboard shortcuts", spacing=12, margins=(0, 0, 12, 0))
        scroll.setFixedHeight(px(420))
        known = [one for one in actions.everything() if one.keys]
        for group, members in groupby(sorted(known, key=lambda one: one.group), key=lambda one: one.group):
            scroll.body.addWidget(Label(group, "strong"))
            scroll.body.addWidget(_grid(list(members)))
        scroll.body.addWidget(Label("In tables and lists", "strong"))
        scroll.body.addWidget(_grid(list(_FIXED)))
        scroll.body.addStretch(1)
        self.body.addWidget(scroll)
        close = self.add_button(Button("Close", "primary"))
        close.clicked.connect(self.accept)


_FIXED = (
    Action("table.edit", "Edit the cell", ("F2",)),
    Action("table.open", "Open the row", ("Return",)),
    Action("table.select", "Select the row", ("Space",)),
    Action("list.tick", "Tick the line off, on Today", ("Space",)),
    Action("list.snooze", "Put the line off, on Today", ("S",)),
    Action("table.all", "Select all rows in sight", ("Ctrl+A",)),
    Action("table.none", "Select none, or close what is open", ("Escape",)),
)


def _grid(members: list[Action]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme().px(24))
    grid.setVerticalSpacing(theme().px(6))
    half = (len(members) + 1) // 2
    for index, one in enumerate(members):
        row, column = index % half, index // half
        line = QHBoxLayout()
        line.setSpacing(theme().px(6))
        line.addWidget(Label(one.title, "body", "soft", elide=True), 1)
        for keys in one.keys[:2]:
            line.addWidget(KeyCap(key_text(keys)))
        grid.addLayout(line, row, column)
    for column in range(2):
        grid.setColumnStretch(column, 1)
    return holder
