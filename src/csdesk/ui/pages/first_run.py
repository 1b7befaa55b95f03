"""The first run: who one is, how one's company works, and three doors into the book."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.ui.opening import SAMPLE
from csdesk.ui.pages.settings.profile import ProfileSection
from csdesk.ui.pages.settings.rules import RulesSection
from csdesk.ui.shell import draw_mark
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, ChoiceCard, FooterBar, JobProgress, Label, Scroll, Steps, Text

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.ui.context import Context


def needed(desk: Desk) -> bool:
    """Whether nobody has introduced themselves to this book yet, and there is nothing in it."""
    from csdesk.desk import settings
    from csdesk.desk.status import status

    if desk.read_only or settings.get(desk, "started", False) or desk.profile.name:
        return False
    return status(desk).accounts == 0


class FirstRun(QWidget):
    """Three steps in the window. Every field is kept as it is left; `finished` says where to go then."""

    finished = Signal(str, dict)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = theme().px
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(24), px(32), px(24), 0)
        inner.setSpacing(px(16))
        head = QHBoxLayout()
        head.setSpacing(px(10))
        head.addWidget(_Mark())
        head.addWidget(Label("CSDesk", "page"))
        head.addStretch(1)
        inner.addLayout(head)
        self._steps = Steps(("About you", "Way of working", "Your book"))
        inner.addWidget(self._steps)
        self._stack = QStackedWidget()
        inner.addWidget(self._stack, 1)
        centred = QHBoxLayout()
        centred.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(inner)
        holder.setMaximumWidth(px(960))
        centred.addStretch(1)
        centred.addWidget(holder, 100)
        centred.addStretch(1)
        whole.addLayout(centred, 1)
        self._foot = FooterBar(wizard=True)
        self._note = Label("Everything here can be changed later in Settings", "label", "faint")
        self._back = Button("Back", "secondary")
        self._next = Button("Continue", "primary")
        self._back.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._foot.row.addWidget(self._note)
        self._foot.row.addStretch(1)
        self._foot.row.addWidget(self._back)
        self._foot.row.addWidget(self._next)
        whole.addWidget(self._foot)
        self._profile = ProfileSection(context, brief=True)
        words = "What stands on the documents you make. It stays on this computer."
        self._add("Who is this book for?", words, self._profile)
        self._rules = RulesSection(context, brief=True)
        words = "Your company's rules for tiers, health and reviews. Choose the closest; switching later loses nothing."
        self._add("How does your company work?", words, self._rules)
        self._doors = _Doors()
        self._doors.sample.clicked.connect(self._sample)
        self._doors.bring.clicked.connect(self._bring)
        self._doors.empty.clicked.connect(self._empty)
        self._add("How do you want to begin?", "", self._doors)
        self._show(0)

    def changed(self, changed: Any) -> None:
        """Show what changed in the settings."""
        if "setting" in changed.kinds:
            self._profile.show_values()
            self._rules.show_values()

    def _add(self, title: str, words: str, section: QWidget) -> None:
        view = Scroll(title, margins=(0, 8, 16, 24))
        view.body.addWidget(Label(title, "section"))
        if words:
            view.body.addWidget(Text(words, "body", "soft"))
        view.body.addWidget(section)
        view.body.addStretch(1)
        self._stack.addWidget(view)

    def step(self) -> int:
        """Which step is in sight, from 0."""
        return self._stack.currentIndex()

    def _show(self, index: int) -> None:
        self._context.flush()
        self._stack.setCurrentIndex(index)
        self._steps.set_current(index)
        self._back.setVisible(index > 0)
        self._next.setVisible(index < 2)
        if index == 0:
            QTimer.singleShot(0, self, self._profile.first_field().setFocus)

    def _go_back(self) -> None:
        self._show(self.step() - 1)

    def _go_on(self) -> None:
        self._show(self.step() + 1)

    # The doors

    def _done(self, place: str, **where: Any) -> None:
        from csdesk.desk import settings

        self._context.flush()
        self._context.write(partial(settings.put, self._context.desk, "started", True))
        self.finished.emit(place, where)

    def _bring(self) -> None:
        self._done("sync", start=True)

    def _empty(self) -> None:
        self._done("accounts")

    def _sample(self) -> None:
        self._doors.working(True)
        path = self._context.desk.path.parent / SAMPLE
        self._context.flush()
        self._context.read(_make_sample, path, done=self._sample_made, failed=self._sample_failed, owner=self)

    def _sample_made(self, path: Any) -> None:
        self._doors.working(False)
        self._context.frame.open_book(path)

    def _sample_failed(self, problem: Exception) -> None:
        self._doors.working(False)
        self._context.error(problem)


def _make_sample(path: Path) -> Path:
    from csdesk.desk.sample import make_sample
    from csdesk.values.clock import Clock

    if not path.exists():
        make_sample(path, Clock())
    return path


class _Doors(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        self.sample = ChoiceCard(
            "Look around in a sample book",
            "About 40 invented accounts with a year of history, plans, reviews and risks. It is a book of its own; "
            "delete it when you have seen enough.",
            icon="book",
        )
        self.bring = ChoiceCard(
            "Import from your CRM",
            "A CSV export of accounts from Salesforce, HubSpot, Dynamics or any other. You see every change before "
            "it is made, and the whole import can be undone.",
            icon="import",
        )
        self.empty = ChoiceCard(
            "Start with an empty book",
            "Add accounts by hand, one after the other; import whenever you like.",
            icon="plus",
        )
        for card in (self.sample, self.bring, self.empty):
            column.addWidget(card)
        self._progress = JobProgress("Making the sample book", cancel=False)
        self._progress.hide()
        column.addWidget(self._progress)
        column.addStretch(1)

    def working(self, on: bool) -> None:
        """Show that the sample book is being made."""
        for card in (self.sample, self.bring, self.empty):
            card.setEnabled(not on)
        self._progress.setVisible(on)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(theme().px(24), theme().px(24))

    def sizeHint(self) -> QSize:
        return QSize(theme().px(24), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_mark(painter, QRectF(self.rect()))
        painter.end()
