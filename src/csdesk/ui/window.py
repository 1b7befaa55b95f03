"""The window: the frame, the open book in it, and what both tell each other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from csdesk import paths
from csdesk.ui import commands
from csdesk.ui.actions import Actions
from csdesk.ui.ageing import Ageing
from csdesk.ui.context import Context
from csdesk.ui.counts import Counts
from csdesk.ui.going import Going
from csdesk.ui.jobs import Jobs
from csdesk.ui.memory import Memory
from csdesk.ui.opening import SAMPLE, Opening
from csdesk.ui.places import Place, entries
from csdesk.ui.shell import Sidebar, StatusBar, TopBar
from csdesk.ui.status import StatusLine
from csdesk.ui.theme import Mode, Theme
from csdesk.ui.undoing import Undoing
from csdesk.ui.voice import Voice
from csdesk.ui.widgets import Banner

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

log = logging.getLogger(__name__)
NARROW = 1180
"""Below this width, in unscaled pixels, the sidebar is a rail on every page."""


class Window(QMainWindow):
    """CSDesk's one window. `open_book` fills it; until then it is a frame that paints at once."""

    painted = Signal()
    ready = Signal()

    def __init__(self, theme: Theme, memory: Memory, jobs: Jobs | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.memory = memory
        self.jobs = jobs or Jobs(self)
        self.actions_registry = Actions(self)
        self.context: Context | None = None
        self.going: Going | None = None
        self.undoing: Undoing | None = None
        self._path: Path | None = None
        self._seen = False
        self._banner_shown = False
        self.setWindowTitle("CSDesk")
        self.setMinimumSize(theme.px(960), theme.px(600))
        self._build()
        self.voice = Voice(self)
        self.voice.undo.connect(self._toast_undo)
        self.opening = Opening(self, self.jobs)
        self.jobs.broke.connect(self.explain)
        commands.install(self)
        self._restore_geometry()

    # The frame

    def _build(self) -> None:
        self.top = TopBar()
        self.side = Sidebar(entries())
        self.stack = QStackedWidget()
        self.banner = Banner()
        self.status = StatusBar()
        self.line = StatusLine(self.status, self)
        self.counts = Counts(self.side, self)
        column, middle, whole = QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for layout in (column, middle, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        middle.addWidget(self.side)
        middle.addLayout(column, 1)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        centre = QWidget()
        centre.setProperty("ground", "window")
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.side.chosen.connect(self.go)
        self.side.setEnabled(False)

    def _restore_geometry(self) -> None:
        kept = self.memory.get("geometry")
        if not (isinstance(kept, str) and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            screen = self.screen().availableGeometry()
            self.resize(min(self.theme.px(1440), screen.width()), min(self.theme.px(900), screen.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        place = self.going.place() if self.going is not None else None
        folded = (place is not None and place.rail) or self.width() < self.theme.px(NARROW)
        if folded != self.side.folded:
            self.side.set_folded(folded)
        self.top.set_left(self.side.maximumWidth(), folded=folded)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def set_appearance(self, *, mode: Mode | None = None, text_size: float | None = None) -> None:
        """Show another scheme or text size at once, and remember it here and in the book."""
        kept: dict[str, Any] = {}
        if mode is not None:
            self.theme.set_mode(mode)
            kept["theme"] = mode
        if text_size is not None:
            self.theme.set_text_scale(text_size)
            kept["text_size"] = text_size
        self.memory.put(**kept)
        context = self.context
        if context is not None and not context.desk.read_only:
            from csdesk.desk import settings

            context.write(partial(settings.set_appearance, context.desk, **kept))

    # The book

    def open_book(self, path: Path, *, read_only: bool = False) -> None:
        """Open a book in the place of the one in the window, which stays open until the other one is."""
        if self.context is not None and path.resolve() == self.context.desk.path.resolve():
            self.say("This book is open already")
            return
        self._path = self._path or path
        self.opening.open(path, read_only=read_only)

    def open_own_book(self) -> None:
        """Open the book that CSDesk keeps for this person."""
        self.open_book(paths.default_book())

    def restore_backup(self, backup: Path) -> None:
        """Close the book, put a backup in its place (the book as it is now is kept beside it) and open that."""
        path = self._path
        if path is not None:
            self.close_book()
            self.opening.restore(backup, path)

    def show_book(self, desk: Desk) -> None:
        """Fill the window from an open book: where one was last, or the first run."""
        self.close_book()
        self._path = desk.path
        self.memory.put(book=str(desk.path))
        context = self.context = Context(desk, self.jobs, self.actions_registry, self.theme, self, self)
        context.changed.connect(self._changed)
        self._banner_shown = False
        self.going = Going(context, self.stack, self)
        self.going.arrived.connect(self._arrived)
        self.going.lost.connect(self._lost)
        self.undoing = Undoing(context, self)
        self.line.follow(context)
        self.counts.follow(context)
        self._name_book()
        self.banner.hide()
        if desk.read_only:
            words = "This book can be read and exported; nothing you do here changes it."
            self.banner.say("Read-only", words, dismiss=False)
        elif desk.path.name == SAMPLE:
            words = "Everything in it is invented. Change what you like."
            self.banner.say("Sample book", words, button="Open my own book", action=self.open_own_book)
        self._undo_state()
        # Touches and readings have grown older since yesterday; a book worked out today already is left alone.
        Ageing(desk, self.jobs, context)
        from csdesk.ui.pages.first_run import FirstRun, needed

        if needed(desk):
            page = FirstRun(context, self)
            page.finished.connect(self._first_run_done)
            self.side.hide()
            self.top.hide()
            self.going.show(page)
        else:
            same = self.memory.get("place_book") == str(self._path)
            self.side.setEnabled(True)
            self.going.first(self.memory.get("place") if same else None, self.memory.get("where"))
        self.ready.emit()

    def _first_run_done(self, place: str, where: dict[str, Any]) -> None:
        self._end_first_run()
        self._name_book()
        self.side.setEnabled(True)
        self.go(place, **where)

    def _end_first_run(self) -> None:
        page = self.stack.currentWidget()
        self.top.show()
        self.side.show()
        if page is not None and self.going is not None and page is not self.going.page():
            self.stack.removeWidget(page)
            page.deleteLater()

    def close_book(self) -> None:
        """Write what is typed, forget the pages and close the book."""
        context, going = self.context, self.going
        if context is None or going is None:
            return
        going.leave()
        if going.current:
            place, where = going.where()
            self.memory.put(place=place, where=where, place_book=str(self._path))
        self._end_first_run()
        self.side.setEnabled(False)
        self.line.stop()
        self.counts.stop()
        going.close()
        self.actions_registry.set_page(None)
        context.close()
        self.jobs.run(context.desk.close, owner=self)
        for part in (self.undoing, going, context):
            if part is not None:
                part.deleteLater()
        self.context = self.going = self.undoing = None

    def has_book(self) -> bool:
        """Whether a book is open."""
        return self.context is not None

    # What pages ask for (see context.Frame)

    def go(self, place: str, **where: Any) -> None:
        """Show a place."""
        if self.going is not None:
            self.going.go(place, **where)

    def back(self) -> None:
        """Show where one was before."""
        if self.going is not None:
            self.going.back()

    def say(self, words: str, *, undo: bool = False) -> None:
        """Show a toast."""
        self.voice.say(words, undo=undo and self.context is not None and not self.context.desk.read_only)

    def explain(self, problem: BaseException | str, details: str = "") -> None:
        """Show an error."""
        self.voice.explain(problem, details)

    def confirm(self, title: str, words: str, button: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone."""
        self.voice.confirm(title, words, button, then)

    # Hearing

    def _arrived(self, place: Place) -> None:
        self.side.set_current(place.parent or place.id)
        for part in (self.top, self.side, self.status):
            part.setVisible(not place.bare)
        if place.bare:
            self._banner_shown = self._banner_shown or not self.banner.isHidden()
            self.banner.hide()
        elif self._banner_shown:
            self._banner_shown = False
            self.banner.show()
        self._fold()

    def _lost(self, problem: Exception, title: str) -> None:
        self.explain(problem, f"Place: {title}")

    def _changed(self, changed: Any) -> None:
        wizard = self.stack.currentWidget()
        if self.going is not None:
            self.going.tell(changed)
            if not self.going.current and wizard is not None:
                wizard.changed(changed)  # type: ignore[attr-defined]
        self._undo_state()
        if "setting" in changed.kinds:
            self._name_book()

    def _toast_undo(self) -> None:
        self.actions_registry.do("undo")

    def _undo_state(self) -> None:
        desk = self.context.desk if self.context is not None else None
        for button, words, name in (
            (self.top.undo, "Undo", desk.undo_name if desk else None),
            (self.top.redo, "Redo", desk.redo_name if desk else None),
        ):
            button.setEnabled(name is not None)
            keys = self.actions_registry.keys(words.lower())
            button.setToolTip(f"{words}: {name} ({keys})" if name else f"Nothing to {words.lower()}")
            button.setAccessibleName(f"{words}: {name}" if name else words)

    def _name_book(self) -> None:
        usual = self._path is None or self._path.name == "book.csdesk"
        name = "My book" if usual or self._path is None else self._path.stem
        self.top.brand.set_book(name)
        self._fold()
        self.setWindowTitle(f"{name} – CSDesk")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.memory.put(geometry=bytes(self.saveGeometry().toBase64().data()).decode())
        self.close_book()
        self.jobs.close()
        event.accept()
