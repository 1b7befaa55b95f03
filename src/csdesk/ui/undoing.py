"""Undo and redo across pages: typed but unwritten text first, then the book's own operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from csdesk.ui.context import Context

Standard = QKeySequence.StandardKey


def pending(widget: QWidget | None) -> bool:
    """Whether the widget holds typed text that has not reached the book: its own undo comes first then.

    An input or a page around it says so by a method `pending`; an input that nobody speaks for is asked itself.
    """
    if not isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return False
    around: QWidget | None = widget
    while around is not None:
        answer: Callable[[], Any] | None = getattr(around, "pending", None)
        if callable(answer):
            return bool(answer())
        around = around.parentWidget()
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return widget.document().isUndoAvailable()


class Undoing(QObject):
    """Owns undo and redo of the window; watches the keys before a text field takes them for itself."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._watched: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
            self._follow(None, application.focusWidget())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Watch the focused text field alone: a filter over the whole application would slow every event."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit) else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def undo(self) -> None:
        """Undo: in the focused field while it holds unwritten text, else the newest operation of the book."""
        focused = QApplication.focusWidget()
        if pending(focused):
            focused.undo()  # type: ignore[union-attr]
            return
        self._book("undo")

    def redo(self) -> None:
        """The same the other way round."""
        focused = QApplication.focusWidget()
        if pending(focused):
            focused.redo()  # type: ignore[union-attr]
            return
        self._book("redo")

    def _book(self, way: str) -> None:
        context = self._context
        context.flush()
        name = context.desk.undo_name if way == "undo" else context.desk.redo_name
        if name is None and context.jobs.idle():
            context.toast("There is nothing to undo" if way == "undo" else "There is nothing to redo")
            return
        work = context.desk.undo if way == "undo" else context.desk.redo
        done = self._undone if way == "undo" else self._redone
        context.write(work, done=done)

    def _undone(self, changed: Any) -> None:
        self._context.toast(f"Undone: {changed.name}")

    def _redone(self, changed: Any) -> None:
        self._context.toast(f"Done again: {changed.name}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            back = event.matches(Standard.Undo) or event.matches(Standard.Redo)
            if back and isinstance(watched, QWidget) and not pending(watched):
                # Ignored here, the keys reach the window's own shortcut instead of the field's empty undo list.
                event.ignore()
                return True
        return False
