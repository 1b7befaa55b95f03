"""What the window says by itself: toasts, errors, and the question before what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from csdesk.ui.widgets import Toast


class Voice(QObject):
    """Speaks over one window. `undo` is told by the button of a toast."""

    undo = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.toast = Toast(window)
        self.toast.undo.connect(self.undo)

    def say(self, words: str, *, undo: bool = False) -> None:
        """Show a toast."""
        self.toast.say(words, undo=undo)

    def explain(self, problem: BaseException | str, details: str = "") -> None:
        """Show an error in three sentences."""
        from csdesk.ui.problems import ProblemDialog

        ProblemDialog(self._window, problem, details=details).open()

    def confirm(self, title: str, words: str, button: str, then: Callable[[], object]) -> None:
        """Ask, and do `then` on yes."""
        from csdesk.ui.widgets import Button, Dialog, Text

        dialog = Dialog(self._window, title)
        dialog.body.addWidget(Text(words, "body", "soft"))
        no = dialog.add_button(Button("Cancel", "secondary"))
        no.clicked.connect(dialog.reject)
        yes = dialog.add_button(Button(button, "primary"))
        yes.clicked.connect(dialog.accept)
        dialog.accepted.connect(partial(_call, then))
        dialog.open()


def _call(then: Callable[[], object]) -> None:
    then()
