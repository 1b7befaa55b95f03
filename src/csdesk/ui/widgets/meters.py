"""Bars: progress, shares, and the line of a job that is running."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.text import Label


class Meter(QWidget):
    """A four-pixel bar filled to a share; `tone` colours it by status, else it is accent."""

    def __init__(self, name: str, share: float = 0.0, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_share(share)

    def set_share(self, share: float) -> None:
        """Fill the bar to `share`, 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleName(f"{self._name}: {self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(24), theme().px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme().tone(self._tone, "mark") if self._tone else None
        paint.bar(painter, self.rect(), self._share, colour)
        painter.end()


class SharesBar(QWidget):
    """Shares of a whole beside each other, each in its status colour, with a gap between; the chips name them."""

    def __init__(self, name: str, shares: Sequence[tuple[str, float]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: list[tuple[str, float]] = []
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_shares(shares)

    def set_shares(self, shares: Sequence[tuple[str, float]]) -> None:
        """Show (tone, amount) pairs in proportion."""
        self._shares = [(tone, amount) for tone, amount in shares if amount > 0]
        said = ", ".join(f"{amount:g} {paint.tone_word(tone).lower()}" for tone, amount in self._shares)
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        total = sum(amount for _, amount in self._shares)
        gap = theme().px(2)
        room = self.width() - gap * max(0, len(self._shares) - 1)
        left = 0.0
        if not total:
            paint.bar(painter, self.rect(), 0.0)
        for tone, amount in self._shares:
            width = room * amount / total
            paint.box(painter, QRectF(left, 0, width, self.height()), fill=theme().tone(tone, "mark"), radius=2)
            left += width + gap
        painter.end()


class JobProgress(QWidget):
    """A running job: what it does, how far it is, and a way to stop it."""

    cancelled = Signal()

    def __init__(self, words: str, *, cancel: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._phase = 0
        self._timer = QTimer(self)
        self._timer.setInterval(60)
        self._timer.timeout.connect(self._step)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        row = QHBoxLayout()
        self._words = Label(words, "body", elide=True)
        self._count = Label("", "label", "soft", tabular=True)
        self._cancel = Button("Cancel", "quiet", small=True)
        self._cancel.clicked.connect(self._stop)
        row.addWidget(self._words, 1)
        row.addWidget(self._count)
        row.addWidget(self._cancel)
        column.addLayout(row)
        # Only now that it has a parent: shown before, it would be a window of its own for a moment.
        self._cancel.setVisible(cancel)
        self._bar = Meter(words)
        column.addWidget(self._bar)

    def set_progress(self, done: int, total: int, words: str = "") -> None:
        """Show how far the job is; a total of 0 means that nobody can say."""
        if words:
            self._words.setText(words)
        self._share = done / total if total else None
        self._count.setText(f"{done:,} of {total:,}" if total else (f"{done:,}" if done else ""))
        if self._share is not None:
            self._timer.stop()
            self._bar.set_share(self._share)
        elif self.isVisible():
            self._timer.start()

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText("Stopping after this step")
        self.cancelled.emit()

    def _step(self) -> None:
        self._phase = (self._phase + 3) % 100
        self._bar.set_share(self._phase / 100)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._share is None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
