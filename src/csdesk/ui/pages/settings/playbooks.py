"""Playbooks in Settings: all there are, own copies to edit, and those that cannot be used with the reason."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import playbooks, runs
from csdesk.desk.errors import DeskError
from csdesk.desk.playbooks import Playbook, Refused
from csdesk.desk.runs import Compliance
from csdesk.ui.pages.settings.playbook_editor import PlaybookEditor
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Callout, Card, CardHead, IconButton, Label, Menu, Rule, Scroll, Text
from csdesk.ui.widgets.chips import StateChip

if TYPE_CHECKING:
    from csdesk.ui.context import Context

_PURPOSES = {
    "onboarding": "Onboarding", "risk": "Risk", "renewal": "Renewal", "review": "Reviews", "expansion": "Expansion",
    "departure": "Departure of people", "cancellation": "Cancellation", "save": "Save campaign",
    "downgrade": "Downgrade", "recovery": "Recovery",
}  # fmt: skip


class PlaybooksSection(QWidget):
    """The list, or the editor in its place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._list = Scroll("Playbooks", margins=(0, 0, 16, 24))
        self._stack.addWidget(self._list)
        self.editor: PlaybookEditor | None = None
        self.show_values()

    def show_values(self) -> None:
        """Read the playbooks again; an editor that is open stays."""
        body = self._list.body
        while body.count():
            item = body.takeAt(0)
            if (widget := item.widget() if item is not None else None) is not None:
                widget.hide()
                widget.deleteLater()
        found = playbooks.library()
        words = (
            "A playbook is a course of dated steps that runs on an account. Copy one to make it yours: the copy takes "
            "its place. A run keeps the playbook as it was when it began."
        )
        body.addWidget(Text(words, "body", "soft"))
        for one in found.refused:
            body.addWidget(self._refused(one))
        kept = {one.playbook: one for one in runs.compliance(self._context.desk)}
        for purpose, title in _PURPOSES.items():
            mine = [one for one in found.playbooks.values() if one.purpose == purpose]
            if mine:
                body.addWidget(self._group(title, mine, kept))
        folder = Button("Show the folder of own playbooks", "link", small=True)
        folder.clicked.connect(self._show_folder)
        row = QHBoxLayout()
        row.addWidget(folder)
        row.addStretch(1)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        body.addWidget(holder)
        body.addStretch(1)

    def _group(self, title: str, mine: list[Playbook], kept: dict[str, Compliance]) -> QWidget:
        card = Card(0, spacing=0)
        card.body.addWidget(CardHead(title, str(len(mine))))
        for place, one in enumerate(mine):
            if place:
                card.body.addWidget(Rule())
            card.body.addWidget(self._row(one, kept.get(one.id)))
        return card

    def _row(self, one: Playbook, kept: Compliance | None) -> QWidget:
        px = theme().px
        holder = QWidget()
        holder.setObjectName(f"playbook.{one.id}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(16), px(9), px(12), px(10))
        row.setSpacing(px(12))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(one.title, "strong", elide=True))
        if one.own:
            head.addWidget(StateChip("Own"))
        head.addStretch(1)
        words.addLayout(head)
        parts = [(f"{len(one.steps)} steps in {one.length} days", "soft"), (f"   {one.source}", "faint")]
        if kept is not None:
            parts.append((f"   {_kept(kept)}", "soft"))
        words.addWidget(Text(parts, "label"))
        words.addWidget(Text([(one.about, "soft")], "label"))
        row.addLayout(words, 1)
        button = Button("Edit" if one.own else "Copy and edit", small=True, icon="edit" if one.own else "copy")
        button.setObjectName(f"edit.{one.id}")
        button.setAccessibleName(f"{'Edit' if one.own else 'Copy and edit'} {one.title}")
        button.clicked.connect(partial(self._edit, one))
        row.addWidget(button)
        more = IconButton("more", f"More for {one.title}")
        more.clicked.connect(partial(self._menu, more, one))
        row.addWidget(more)
        return holder

    def _menu(self, button: QWidget, one: Playbook, _checked: bool = False) -> None:
        menu = Menu(self, one.title)
        if one.own:
            menu.add("Open the file", partial(self._open_file, Path(one.file)), icon="file")
            menu.add("Set aside", partial(self._set_aside, one), icon="archive")
        else:
            menu.add("Copy under another name", partial(self._copy, one), icon="copy")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _refused(self, one: Refused) -> QWidget:
        file = Path(one.file)
        button = Button("Mend it", small=True)
        button.clicked.connect(partial(self._open, file))
        more = "; ".join(str(fault) for fault in one.faults[1:4])
        rule = more or "The playbook of CSDesk, where there is one of that name, is used in its place"
        return Callout("", f"{file.name} cannot be used", f"{one.reason}.", rule, button=button)

    # Doing

    def edit(self, playbook_id: str) -> None:
        """Open the editor of a playbook, copying one that ships first."""
        one = playbooks.library().playbooks.get(playbook_id)
        if one is not None:
            self._edit(one)

    def _edit(self, one: Playbook, _checked: bool = False) -> None:
        try:
            file = Path(one.file) if one.own else playbooks.copy(one.id)
        except DeskError as error:
            self._context.error(error)
            return
        self._open(file)

    def _copy(self, one: Playbook) -> None:
        number = 2
        while f"{one.id}-{number}" in playbooks.library().playbooks:
            number += 1
        try:
            file = playbooks.copy(one.id, f"{one.id}-{number}", f"{one.title} ({number})")
        except DeskError as error:
            self._context.error(error)
            return
        self._open(file)

    def _open(self, file: Path, _checked: bool = False) -> None:
        try:
            draft = playbooks.draft(file)
        except DeskError as error:
            self._context.error(error)
            return
        self._leave()
        self.editor = PlaybookEditor(self._context, draft)
        self.editor.left.connect(self._leave)
        self.editor.file_wanted.connect(partial(self._open_file, file))
        self._stack.addWidget(self.editor)
        self._stack.setCurrentWidget(self.editor)

    def _leave(self) -> None:
        if self.editor is not None:
            self._stack.removeWidget(self.editor)
            self.editor.deleteLater()
            self.editor = None
        self._stack.setCurrentWidget(self._list)
        self.show_values()

    def _set_aside(self, one: Playbook) -> None:
        try:
            target = playbooks.set_aside(one.id)
        except DeskError as error:
            self._context.error(error)
            return
        self._context.toast(f"Set aside: {target.parent.name}, {target.name}")
        self.show_values()

    def _open_file(self, file: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))

    def _show_folder(self) -> None:
        folder = playbooks.own_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _kept(one: Compliance) -> str:
    """How well its runs were kept, in a line."""
    parts = [f"{one.runs} {'run' if one.runs == 1 else 'runs'}"]
    if one.on_time_share is not None:
        parts.append(f"{one.on_time_share:g}% of steps on time")
    if one.skipped_share:
        parts.append(f"{one.skipped_share:g}% skipped (at most {one.skipped_target:g}%)")
    if one.finished_share is not None:
        target = f" (target {one.finished_target:g}%)" if one.finished_target else ""
        parts.append(f"{one.finished_share:g}% finished{target}")
    return ", ".join(parts)
