"""The exported page on screen: real PDF pages on white paper, the text being edited tinted; a click leads back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from csdesk.ui.theme import theme

if TYPE_CHECKING:
    from csdesk.desk.documents import Anchor

Fit = Literal["width", "page", "free"]
MARGIN = 16
STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class Paper(QAbstractScrollArea):
    """A PDF as sheets one under another. The scroll position outlives a new version of the same document."""

    turned = Signal(int, int)
    """The page in view, from 1, and how many there are."""
    picked = Signal(str)
    """The path of the field whose text was clicked."""
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(theme().px(240))
        self.setObjectName("paper")
        self.setAccessibleName("Preview")
        self.fit: Fit = "width"
        self.scale = 1.0
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._sizes: list[tuple[float, float]] = []
        self._sheets: list[QRectF] = []
        self._images: dict[int, QImage] = {}
        self._stale: set[int] = set()
        self._anchors: Sequence[Anchor] = ()
        self._marked = ""
        self._hovered: Anchor | None = None
        self._page = 0
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        theme().changed.connect(self.viewport().update)

    # what is shown

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in view, from 1; 0 when there is none."""
        return self._page

    def show_pdf(self, data: bytes, anchors: Sequence[Anchor]) -> bool:
        """Shows a new version; False, and the last good one stays, when it cannot be read."""
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        if document.status() != QPdfDocument.Status.Ready:
            document.deleteLater()
            buffer.deleteLater()
            return False
        for old in (self._document, self._buffer):
            if old is not None:
                old.deleteLater()
        self._document, self._buffer = document, buffer
        sizes = [document.pagePointSize(number) for number in range(document.pageCount())]
        self._sizes = [(size.width(), size.height()) for size in sizes]
        self._stale = set(range(len(self._sizes)))
        self._anchors = anchors
        self._hovered = None
        self._lay()
        return True

    def mark(self, path: str) -> None:
        """Tints the text of this field; scrolls only as far as it needs to be in view."""
        moved = path != self._marked
        self._marked = path
        if moved:
            self.show_marked()
        self.viewport().update()

    def show_marked(self) -> None:
        """Brings the tinted text into view, when it is out of it."""
        spots = [self._spot(anchor) for anchor in self._anchors if anchor.source == self._marked]
        if not spots:
            return
        bar = self.verticalScrollBar()
        top, bottom = spots[0].top() - 24, spots[0].bottom() + 24
        if top < bar.value():
            bar.setValue(int(top))
        elif bottom > bar.value() + self.viewport().height():
            bar.setValue(int(bottom - self.viewport().height()))

    def turn(self, step: int) -> None:
        """Goes a page on or back."""
        place = min(max(self._page - 1 + step, 0), self.pages - 1)
        if 0 <= place < len(self._sheets):
            self.verticalScrollBar().setValue(int(self._sheets[place].top() - theme().px(MARGIN)))

    def set_fit(self, fit: Fit, scale: float = 1.0) -> None:
        """Fits the width or the whole page, or shows it at a scale where 1 is its size on paper."""
        self.fit, self.scale = fit, scale
        self._stale = set(range(self.pages))
        self._lay()
        self.zoomed.emit()

    # placing

    def _zoom(self) -> float:
        """Pixels of one point."""
        margin = 2 * theme().px(MARGIN)
        width = max((w for w, _ in self._sizes), default=595.0)
        height = max((h for _, h in self._sizes), default=842.0)
        across = max(80, self.viewport().width() - margin) / width
        if self.fit == "width":
            return across
        if self.fit == "page":
            return min(across, max(80, self.viewport().height() - margin) / height)
        return self.scale * self.logicalDpiX() / 72

    def _lay(self) -> None:
        """Places the sheets, and keeps what is in view in view."""
        bar = self.verticalScrollBar()
        before = bar.value() / max(1, bar.maximum() + bar.pageStep())
        known = len(self._sheets)
        old = self._sheets[-1].bottom() if self._sheets else 0.0
        zoom, margin = self._zoom(), theme().px(MARGIN)
        across = max((w * zoom for w, _ in self._sizes), default=0.0)
        view = self.viewport()
        top = float(margin)
        self._sheets = []
        for width, height in self._sizes:
            left = max(float(margin), (max(view.width(), across + 2 * margin) - width * zoom) / 2)
            self._sheets.append(QRectF(round(left), round(top), round(width * zoom), round(height * zoom)))
            top += round(height * zoom) + margin
        total = int(top)
        value = bar.value()
        bar.setPageStep(view.height())
        bar.setSingleStep(theme().px(40))
        bar.setRange(0, max(0, total - view.height()))
        same_scale = known and abs(old - (self._sheets[-1].bottom() if self._sheets else 0)) < 2
        if known and not same_scale and known == len(self._sheets):
            bar.setValue(int(before * (bar.maximum() + bar.pageStep())))
        else:
            bar.setValue(min(value, bar.maximum()))
        side = self.horizontalScrollBar()
        side.setPageStep(view.width())
        side.setRange(0, max(0, int(across + 2 * margin) - view.width()))
        self._scrolled()

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        page = next((n for n, sheet in enumerate(self._sheets, 1) if sheet.bottom() >= middle), len(self._sheets))
        if page != self._page or not page:
            self._page = page
        self.setAccessibleName(f"Preview, page {self._page} of {self.pages}" if self.pages else "Preview")
        self.turned.emit(self._page, self.pages)
        self.viewport().update()

    def _spot(self, anchor: Anchor) -> QRectF:
        """Where an anchor's text stands, in the coordinates of the whole scroll."""
        if not 0 <= anchor.page < len(self._sheets):
            return QRectF()
        sheet, (width, _) = self._sheets[anchor.page], self._sizes[anchor.page]
        zoom = sheet.width() / width
        return QRectF(
            sheet.left() + anchor.x0 * zoom,
            sheet.top() + anchor.y0 * zoom,
            (anchor.x1 - anchor.x0) * zoom,
            (anchor.y1 - anchor.y0) * zoom,
        )

    # painting

    def _image(self, number: int, size: QSize) -> QImage | None:
        """The picture of a page, made when it is first in view."""
        image = self._images.get(number)
        if number in self._stale and self._document is not None:
            ratio = self.devicePixelRatioF()
            image = self._document.render(number, size * ratio)
            image.setDevicePixelRatio(ratio)
            self._images[number] = image
            self._stale.discard(number)
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colour = theme().colour
        painter.fillRect(event.rect(), colour("backdrop"))
        shift = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        seen = QRectF(self.viewport().rect()).translated(shift)
        painter.translate(-shift)
        for number, sheet in enumerate(self._sheets):
            if not sheet.intersects(seen):
                continue
            painter.fillRect(sheet, colour("paper"))
            image = self._image(number, sheet.size().toSize())
            if image is not None:
                painter.drawImage(sheet, image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            for anchor in self._anchors:
                if anchor.page == number and anchor.source == self._marked and self._marked:
                    painter.fillRect(self._spot(anchor).adjusted(-2, -1, 2, 1), colour("paper.mark"))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setPen(QPen(colour("paper.edge"), 1))
            painter.drawRect(sheet.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._hovered is not None:
            painter.setPen(QPen(colour("accent.line"), 1))
            painter.drawRect(self._spot(self._hovered).adjusted(-3, -2, 3, 2))
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    # pointing

    def _at(self, place: QPoint) -> Anchor | None:
        """The anchor under the pointer: the smallest where several lie over one another."""
        spot = QPoint(place.x() + self.horizontalScrollBar().value(), place.y() + self.verticalScrollBar().value())
        under = [a for a in self._anchors if a.source and self._spot(a).adjusted(-3, -3, 3, 3).contains(spot)]
        return min(under, key=lambda a: (a.x1 - a.x0) * (a.y1 - a.y0), default=None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hovered = self._at(event.position().toPoint())
        if hovered is not self._hovered:
            self._hovered = hovered
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(found.source)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.viewport().update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def step_zoom(self, step: int) -> None:
        """One step larger or smaller."""
        now = self._zoom() * 72 / self.logicalDpiX()
        larger = [s for s in STEPS if s > now * 1.02]
        smaller = [s for s in STEPS if s < now * 0.98]
        if step > 0 and larger:
            self.set_fit("free", larger[0])
        elif step < 0 and smaller:
            self.set_fit("free", smaller[-1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        moves = {
            Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Space: bar.pageStep(), Qt.Key.Key_End: bar.maximum(), Qt.Key.Key_Home: -bar.maximum(),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + move)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() or self.fit == "page":
            self._stale = set(range(self.pages))
        self._lay()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def focusInEvent(self, event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        self.viewport().update()
