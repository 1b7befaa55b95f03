"""A small page that shows the letterhead as documents will carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint

if TYPE_CHECKING:
    from csdesk.desk.settings import Profile

USUAL = "#27408B"
"""The colour of a letterhead that has none of its own."""
_INK, _GREY, _LINE, _BAR = "#161B26", "#5B6473", "#D5DAE1", "#E4E8EE"
_RIGHT = Qt.AlignmentFlag.AlignRight


class LetterheadPreview(QWidget):
    """The upper and lower part of a page with the CSM's logo, company, colour and footer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logo = QPixmap()
        self._name, self._company, self._reach, self._footer, self._colour = "", "", "", "", USUAL
        self.setAccessibleName("Preview of the letterhead")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_profile(self, profile: Profile) -> None:
        """Draw another profile."""
        self._logo = QPixmap.fromImage(QImage.fromData(profile.logo)) if profile.logo else QPixmap()
        self._name = profile.name
        self._company = profile.company
        self._reach = " · ".join(part for part in (profile.role, profile.email, profile.phone) if part)
        self._footer = profile.footer
        self._colour = profile.colour or USUAL
        words = ", ".join(part for part in (profile.company, profile.name, profile.footer) if part)
        self.setAccessibleDescription(words or "Nothing filled in yet")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(300), theme().px(388))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(colours.colour("paper.edge"))
        painter.setBrush(colours.colour("paper"))
        painter.drawRect(page)
        colour = QColor(self._colour)
        painter.fillRect(QRectF(1, 1, self.width() - 2, px(4)), colour)
        left, right = px(28), self.width() - px(28)
        top = px(24)
        x = float(left)
        if not self._logo.isNull():
            size = self._logo.size().scaled(QSize(px(84), px(26)), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRectF(x, top + (px(26) - size.height()) / 2, size.width(), size.height())
            painter.drawPixmap(spot, self._logo, QRectF(self._logo.rect()))
            x = spot.right() + px(8)
        area = QRectF(x, top, right - x, px(26))
        self._words(painter, area, self._company or "Your company", 11, _INK if self._company else _GREY, bold=True)
        y = top + px(40)
        painter.fillRect(QRectF(left, y, right - left, 1), QColor(_LINE))
        self._words(painter, QRectF(left, y + px(12), right - left, px(22)), "Success plan", 17, _INK, bold=True)
        who = f"Prepared by {self._name}" if self._name else "Prepared by you"
        self._words(painter, QRectF(left, y + px(36), right - left, px(14)), who, 9, _INK if self._name else _GREY)
        if self._reach:
            self._words(painter, QRectF(left, y + px(50), right - left, px(14)), self._reach, 9, _GREY)
        self._body(painter, left, right, y + px(80), colour)
        foot = self.height() - px(34)
        painter.fillRect(QRectF(left, foot, right - left, 1), QColor(_LINE))
        self._words(painter, QRectF(left, foot + px(5), right - left - px(50), px(14)), self._footer, 8, _GREY)
        end = QRectF(right - px(50), foot + px(5), px(50), px(14))
        self._words(painter, end, "Page 1 of 4", 8, _GREY, align=_RIGHT)
        painter.end()

    def _body(self, painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
        """Lines where the text goes, with the letterhead colour where headings and bars have it."""
        px = theme().px
        for share, part in ((0.35, colour), (0.95, None), (0.9, None), (0.6, None), (0.0, None)):
            if share:
                bar = QRectF(left, y, (right - left) * share, px(6) if part is not None else px(4))
                paint.box(painter, bar, fill=part or QColor(_BAR), radius=2)
            y += px(14)
        for share in (0.72, 0.45):
            track = QRectF(left, y, right - left, px(6))
            paint.box(painter, track, fill=QColor(_BAR), radius=2)
            track.setWidth(track.width() * share)
            paint.box(painter, track, fill=colour, radius=2)
            y += px(20)

    def _words(
        self,
        painter: QPainter,
        area: QRectF,
        words: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        font = QFont(theme().font("strong" if bold else "body"))
        font.setPixelSize(theme().px(size))
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), shown)
