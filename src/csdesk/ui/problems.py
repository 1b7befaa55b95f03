"""Errors as people see them: what happened, what was kept, what to do; details behind a button, with Copy."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from csdesk import __version__
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Dialog, Text


def three_parts(problem: BaseException | str) -> tuple[str, str, str]:
    """What happened, what was kept and what to do: an error's own words, or honest general ones."""
    if isinstance(problem, str):
        return problem, "", ""
    what = getattr(problem, "what", "")
    if what:
        return str(what), str(getattr(problem, "kept", "")), str(getattr(problem, "todo", ""))
    return (
        "Something went wrong that CSDesk did not expect.",
        "Everything that the status bar called saved is in the book.",
        "Go on working. If it happens again, copy the details and send them to whoever looks after CSDesk for you.",
    )


def details_of(problem: BaseException | str, more: str = "") -> str:
    """What somebody who repairs CSDesk needs to know."""
    head = f"CSDesk {__version__}, Python {platform.python_version()}, {platform.platform()}"
    parts = [head, more]
    if isinstance(problem, BaseException):
        parts.append("".join(traceback.format_exception(problem)))
    return "\n\n".join(part.strip() for part in parts if part.strip())


class ProblemDialog(Dialog):
    """An error in three sentences. Further buttons are added by whoever knows a way on."""

    def __init__(
        self, parent: QWidget | None, problem: BaseException | str, *, title: str = "", details: str = ""
    ) -> None:
        super().__init__(parent, title or "This did not work")
        what, kept, todo = three_parts(problem)
        self.setAccessibleDescription(" ".join(part for part in (what, kept, todo) if part))
        for sentence, tone in ((what, "text"), (kept, "soft"), (todo, "text")):
            if sentence:
                self.body.addWidget(Text(sentence, "body", tone))  # type: ignore[arg-type]
        self._details = QPlainTextEdit(details_of(problem, details))
        self._details.setAccessibleName("Details")
        self._details.setReadOnly(True)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setFixedHeight(theme().px(180))
        self._details.hide()
        self.body.addWidget(self._details)
        self._copy = Button("Copy", "quiet", icon="copy")
        self._copy.clicked.connect(self._copied)
        self._copy.hide()
        self._more = Button("Show details", "quiet")
        self._more.clicked.connect(self._unfold)
        self.add_button(self._more, lead=True)
        self.add_button(self._copy, lead=True)
        self.close_button = self.add_button(Button("Close", "secondary"))
        self.close_button.clicked.connect(self.reject)

    def add_way(self, button: Button) -> Button:
        """Offer a way on; closes the dialog first."""
        button.clicked.connect(self.accept)
        return self.add_button(button)

    def _unfold(self) -> None:
        shown = self._details.isHidden()
        self._details.setVisible(shown)
        self._copy.setVisible(shown)
        self._more.setText("Hide details" if shown else "Show details")
        self.adjustSize()

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())
        self._copy.setText("Copied")
