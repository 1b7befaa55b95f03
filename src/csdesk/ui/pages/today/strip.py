"""The portfolio in one card of four parts, each a door to its place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from csdesk.desk.today_book import Share
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint

_HEIGHT = 88


class StripPart(QAbstractButton):
    """One part: a label, a figure with something soft behind it, and a line below."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._figure = self._beside = self._detail = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set("–")

    def set(self, figure: str, beside: str = "", detail: str = "") -> None:
        """Shows other figures."""
        self._figure, self._beside, self._detail = figure, beside, detail
        self.setAccessibleName(", ".join(part for part in (f"{self._label}: {figure}{beside}", detail) if part))
        self.setToolTip(detail)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(96), theme().px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = theme().px
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(rect.adjusted(1, 1, -1, -1), theme().colour("hover"))
        inner = rect.adjusted(px(16), 0, -px(12), 0)
        label = QRectF(inner.left(), px(12), inner.width(), px(16))
        paint.text(painter, label, self._label, role="label", tone="text.soft")
        self._middle(painter, inner)
        if self.hasFocus():
            paint.ring(painter, rect.adjusted(2, 2, -2, -2), 6)
        painter.end()

    def _middle(self, painter: QPainter, inner: QRectF) -> None:
        px = theme().px
        area = QRectF(inner.left(), px(30), inner.width(), px(26))
        x = paint.text(painter, area, self._figure, role="figure", tabular=True)
        if self._beside:
            rest = area.adjusted(x, px(2), 0, px(2))
            paint.text(painter, rest, self._beside, tone="text.soft", tabular=True)
        below = QRectF(inner.left(), px(57), inner.width(), px(16))
        paint.text(painter, below, self._detail, role="label", tone="text.soft", tabular=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class HealthPart(StripPart):
    """The accounts by health: their shares as a bar, each band named below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Health by account", parent)
        self._shares: Sequence[Share] | None = None

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Shows other shares."""
        self._shares = shares
        said = ", ".join(f"{one.accounts} {one.word}" for one in shares) or "no scores"
        self.setAccessibleName(f"{self._label}: {said}")
        self.setToolTip(said)
        self.update()

    def _middle(self, painter: QPainter, inner: QRectF) -> None:
        px = theme().px
        bar = QRectF(inner.left(), px(37), inner.width() - px(4), px(8))
        if self._shares is None:
            paint.bar(painter, bar, 0)
            return
        total = sum(one.accounts for one in self._shares)
        gap = px(2)
        if not total:
            paint.bar(painter, bar, 0)
            below = QRectF(inner.left(), px(55), inner.width(), px(16))
            paint.text(painter, below, "No scores yet", role="label", tone="text.soft")
            return
        x = bar.left()
        room = bar.width() - gap * (len(self._shares) - 1)
        for one in self._shares:
            width = room * one.accounts / total
            colour = theme().colour("line.strong") if one.tone == "none" else theme().tone(one.tone, "mark")
            paint.box(painter, QRectF(x, bar.top(), width, bar.height()), fill=colour, radius=2)
            x += width + gap
        words = [f"{one.accounts} {one.word}" for one in self._shares]
        if sum(paint.chip_width("", said) + px(8) for said in words) - px(8) > inner.width():
            # Shape and figure say it too; the words are in the tooltip.
            words = [str(one.accounts) for one in self._shares]
        x = inner.left()
        for one, said in zip(self._shares, words, strict=True):
            x += paint.chip(painter, x, px(64), one.tone, "", said) + px(8)


class StripCard(QWidget):
    """The four parts with lines between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().px(_HEIGHT))
        self.accounts = StripPart("Accounts")
        self.arr = StripPart("ARR")
        self.health = HealthPart()
        self.renewals = StripPart("Renewals in 90 days")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._parts = (self.accounts, self.arr, self.health, self.renewals)
        for part, share, name in zip(self._parts, (30, 20, 38, 26), ("accounts", "arr", "health", "renewals"),
                                     strict=True):  # fmt: skip
            part.setObjectName(f"today.strip.{name}")
            row.addWidget(part, share)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, self.rect(), fill=theme().colour("surface"), border=theme().colour("line"), radius=8)
        for part in self._parts[1:]:
            painter.fillRect(QRectF(part.x(), 0, 1, self.height()), theme().colour("line"))
        painter.end()
