"""The window: frame, pages, going and coming back, and what it says."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from csdesk.ui import commands
from csdesk.ui.actions import Actions
from csdesk.ui.context import Context
from csdesk.ui.jobs import Jobs
from csdesk.ui.memory import Memory
from csdesk.ui.opening import Opening
from csdesk.ui.places import entries, place_of
from csdesk.ui.problems import ProblemDialog
from csdesk.ui.shell import Sidebar, StatusBar, TopBar
from csdesk.ui.status import StatusLine
from csdesk.ui.theme import Mode, Theme
from csdesk.ui.undoing import Undoing
from csdesk.ui.widgets import Banner, Button, Dialog, Text, Toast

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
        self._pages: dict[str, Any] = {}
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._current = ""
        self._path: Path | None = None
        self._seen = False
        self.setWindowTitle("CSDesk")
        self.setMinimumSize(theme.px(960), theme.px(600))
        self._build()
        self.opening = Opening(self, self.jobs, self.show_book, self._give_up)
        self.jobs.broke.connect(self._broke)
        self.actions_registry.nothing.connect(self._nothing)
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
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addLayout(column, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addLayout(middle, 1)
        whole.addWidget(self.status)
        centre = QWidget()
        centre.setProperty("ground", "window")
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.toast = Toast(self)
        self.toast.undo.connect(self._toast_undo)
        self.side.chosen.connect(self.go)
        self.side.setEnabled(False)

    def _restore_geometry(self) -> None:
        kept = self.memory.get("geometry")
        restored = isinstance(kept, str) and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))
        if not restored:
            screen = self.screen().availableGeometry()
            px = self.theme.px
            self.resize(min(px(1440), screen.width()), min(px(900), screen.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        place = place_of(self._current)
        folded = (place is not None and place.rail) or self.width() < self.theme.px(NARROW)
        self.side.set_folded(folded)
        self.top.set_left(self.side.width() or self.side.maximumWidth(), folded=folded)

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    # The book

    def open_book(self, path: Path, *, read_only: bool = False) -> None:
        """Open a book in the place of the one in the window."""
        self._path = path
        self.opening.open(path, read_only=read_only)

    def show_book(self, desk: Desk) -> None:
        """Fill the window from an open book: where one was last, or the first run."""
        self.close_book()
        self._path = desk.path
        self.memory.put(book=str(desk.path))
        self.context = Context(desk, self.jobs, self.actions_registry, self.theme, self, self)
        self.context.changed.connect(self._changed)
        self._undoing = Undoing(self.context, self)
        self.line.follow(self.context)
        self._name_book()
        if desk.read_only:
            self.banner.say(
                "Read-only", "This book can be read and exported; nothing you do here changes it.", dismiss=False
            )
        else:
            self.banner.hide()
        self._undo_state()
        from csdesk.ui.pages.first_run import needed

        if needed(desk):
            self._first_run()
        else:
            self.start()

    def _first_run(self) -> None:
        from csdesk.ui.pages.first_run import FirstRun

        if self.context is not None:
            page = FirstRun(self.context, self)
            page.finished.connect(self._first_run_done)
            self.side.hide()
            self.top.hide()
            self._show(page)
            self.ready.emit()

    def _first_run_done(self, place: str, where: dict[str, Any]) -> None:
        page = self.stack.currentWidget()
        self.top.show()
        self.side.show()
        self._name_book()
        self.start(place, **where)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def start(self, place: str = "", **where: Any) -> None:
        """Show a place, or the one that was in sight when the window was last closed."""
        self.side.setEnabled(True)
        if not place:
            kept = self.memory.get("place")
            where = self.memory.get("where") or {}
            known = isinstance(kept, str) and place_of(kept) is not None
            place = str(kept) if known and self.memory.get("place_book") == str(self._path) else entries()[0].id
            where = where if known and isinstance(where, dict) and place == kept else {}
        self.go(place, **where)
        if not self._current and place != entries()[0].id:
            self.go(entries()[0].id)
        self.ready.emit()

    def close_book(self) -> None:
        """Write what is typed, forget the pages and close the book."""
        context = self.context
        if context is None:
            return
        context.flush()
        self._remember()
        self.context = None
        context.close()
        self._undoing.deleteLater()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._history.clear()
        self._current = ""
        self.actions_registry.set_page(None)
        self.jobs.run(context.desk.close, owner=self)
        context.deleteLater()

    def restore_backup(self, backup: Path) -> None:
        """Close the book, put a backup in its place (the book as it is now is kept beside it) and open that."""
        path = self._path
        if path is not None:
            self.close_book()
            self.opening.restore(backup, path)

    # Going

    def go(self, place: str, **where: Any) -> None:
        """Show a place; what `where` names is up to its page."""
        spec = place_of(place)
        if spec is None or self.context is None:
            return
        try:
            page = self._pages.get(place) or self._load(place)
        except Exception as problem:
            log.exception("The place %s could not be made", place)
            self.explain(problem, f"Place: {place}")
            return
        self._leave()
        if not self._history or self._history[-1] != (place, where):
            self._history.append((place, where))
            del self._history[:-50]
        self._current = place
        self._show(page)
        self.side.set_current(spec.parent or spec.id)
        self._fold()
        if page.focusPolicy() == Qt.FocusPolicy.NoFocus:
            page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        page.enter(**where)

    def _load(self, place: str) -> Any:
        spec = place_of(place)
        if spec is None or self.context is None:
            raise LookupError(place)
        page = spec.load(self.context)
        self._pages[place] = page
        return page

    def _show(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.actions_registry.set_page(page)

    def _leave(self) -> None:
        page = self._pages.get(self._current)
        leave: Callable[[], object] | None = getattr(page, "leave", None)
        if leave is not None:
            leave()
        elif self.context is not None:
            self.context.flush()

    def back(self) -> None:
        """Show where one was before; at the beginning, the parent of the place in sight."""
        if len(self._history) > 1:
            self._history.pop()
            place, where = self._history.pop()
            self.go(place, **where)
            return
        spec = place_of(self._current)
        if spec is not None and spec.parent:
            self._history.clear()
            self.go(spec.parent)

    # Speaking

    def say(self, words: str, *, undo: bool) -> None:
        """Show a toast."""
        self.toast.say(words, undo=undo and self.context is not None and not self.context.desk.read_only)

    def explain(self, problem: BaseException | str, details: str = "") -> None:
        """Show an error."""
        ProblemDialog(self, problem, details=details).open()

    def confirm(self, title: str, words: str, button: str, then: Callable[[], object]) -> None:
        """Ask before something that cannot be undone."""
        dialog = Dialog(self, title)
        dialog.body.addWidget(Text(words, "body", "soft"))
        no = dialog.add_button(Button("Cancel", "secondary"))
        no.clicked.connect(dialog.reject)
        yes = dialog.add_button(Button(button, "primary"))
        yes.clicked.connect(dialog.accept)
        dialog.accepted.connect(partial(_call, then))
        dialog.open()

    def _broke(self, problem: Exception) -> None:
        self.explain(problem)

    def _nothing(self, keys: str) -> None:
        words = {"Ctrl+E": "There is nothing to export on this page", "Ctrl+F": "There is nothing to find on this page"}
        if keys in words:
            self.say(words[keys], undo=False)

    def _toast_undo(self) -> None:
        self.actions_registry.do("undo")

    # Hearing

    def _changed(self, changed: Any) -> None:
        page = self.stack.currentWidget()
        hear = getattr(page, "changed", None)
        if callable(hear):
            hear(changed)
        for other in self._pages.values():
            if other is not page:
                other.changed(changed)
        self._undo_state()
        if "setting" in changed.kinds:
            self._name_book()

    def undoing(self) -> Undoing:
        """Undo and redo of the open book."""
        return self._undoing

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

    def _undo_state(self) -> None:
        context = self.context
        for button, words, name in (
            (self.top.undo, "Undo", context.desk.undo_name if context else None),
            (self.top.redo, "Redo", context.desk.redo_name if context else None),
        ):
            button.setEnabled(name is not None)
            keys = self.actions_registry.keys(words.lower())
            button.setToolTip(f"{words}: {name} ({keys})" if name else f"Nothing to {words.lower()}")
            button.setAccessibleName(f"{words}: {name}" if name else words)

    def _name_book(self) -> None:
        name = "My book"
        if self._path is not None and self._path.name != "book.csdesk":
            name = self._path.stem
        self.top.brand.set_book(name)
        self.top.set_left(self.side.width(), folded=self.side.folded)
        self.setWindowTitle(f"{name} – CSDesk")

    # Ending

    def _remember(self) -> None:
        page = self._pages.get(self._current)
        where: dict[str, Any] = self._history[-1][1] if self._history else {}
        ask: Callable[[], dict[str, Any]] | None = getattr(page, "where", None)
        if callable(ask):
            where = ask()
        plain = all(isinstance(value, str | int | float | bool | None) for value in where.values())
        self.memory.put(place=self._current, where=where if plain else {}, place_book=str(self._path))

    def _give_up(self) -> None:
        if self.context is None:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.memory.put(geometry=bytes(self.saveGeometry().toBase64().data()).decode())
        self.line.stop()
        self.close_book()
        self.jobs.close()
        event.accept()


def _call(then: Callable[[], object]) -> None:
    then()
