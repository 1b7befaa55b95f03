"""Taking a logo: PNG and JPEG as they are, SVG drawn as a PNG, anything else refused in plain words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QImageWriter, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, Label, paint

LARGEST = 5_000_000
"""Bytes of a picture that is still taken."""
_WIDE = 1200
"""Pixels across that a logo is drawn or scaled down to: sharp on paper, small in the file."""


class LogoError(ValueError):
    """Why a file cannot be the logo, in plain words."""


def read_logo(path: Path) -> bytes:
    """The logo in a file as PNG or JPEG bytes; LogoError says why it cannot be taken."""
    try:
        if path.stat().st_size > LARGEST:
            raise LogoError(f"{path.name} is larger than 5 MB. A logo of a few hundred kB prints just as well")
        data = path.read_bytes()
    except OSError as problem:
        raise LogoError(f"{path.name} cannot be read: {problem.strerror or problem}") from problem
    if path.suffix.lower() == ".svg" or data.lstrip()[:5].lower() in (b"<?xml", b"<svg ") or b"<svg" in data[:2000]:
        return _draw(path.name, data)
    if not data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        raise LogoError(f"{path.name} is neither a PNG, a JPEG nor an SVG picture")
    image = QImage.fromData(data)
    if image.isNull():
        raise LogoError(f"{path.name} is damaged: its picture cannot be read")
    if image.width() > _WIDE * 2:
        return _png(image.scaledToWidth(_WIDE, Qt.TransformationMode.SmoothTransformation))
    return data


def _draw(name: str, data: bytes) -> bytes:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(data))
    size = renderer.defaultSize()
    if not renderer.isValid() or size.isEmpty():
        raise LogoError(f"{name} is not an SVG picture that can be drawn")
    image = QImage(size.scaled(QSize(_WIDE, _WIDE), Qt.AspectRatioMode.KeepAspectRatio), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return _png(image)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    if not writer.write(image):
        raise LogoError(f"the logo could not be kept as a PNG: {writer.errorString()}")
    return bytes(buffer.data().data())


class LogoPicker(QWidget):
    """Shows the logo and lets one choose, drop or remove it. `chosen` carries its bytes, empty for none."""

    chosen = Signal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        self._view = _View()
        self._pick = Button("Choose a picture", "secondary", icon="image", small=True)
        self._pick.clicked.connect(self._choose)
        self._remove = Button("Remove", "quiet", small=True)
        self._remove.clicked.connect(self._removed)
        self._words = Label("PNG, JPEG or SVG; or drop a file here", "label", "faint")
        column = QVBoxLayout()
        column.setSpacing(px(4))
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self._pick)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        column.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self._words)
        column.addStretch(1)
        row.addWidget(self._view)
        row.addLayout(column, 1)
        self.set_logo(b"")

    def set_logo(self, data: bytes) -> None:
        """Show a logo without telling anybody."""
        self._view.set_logo(data)
        self._remove.setVisible(bool(data))
        self._pick.setText("Choose another" if data else "Choose a picture")

    def take(self, path: Path) -> None:
        """Take the logo from a file, or say why not."""
        try:
            data = read_logo(path)
        except LogoError as problem:
            self._words.setText(str(problem))
            self._words.set_tone("text")
            return
        self._words.setText("PNG, JPEG or SVG; or drop a file here")
        self._words.set_tone("faint")
        self.set_logo(data)
        self.chosen.emit(data)

    def _choose(self) -> None:
        kinds = "Pictures (*.png *.jpg *.jpeg *.svg)"
        name, _ = QFileDialog.getOpenFileName(self, "Choose a logo", "", kinds)
        if name:
            self.take(Path(name))

    def _removed(self) -> None:
        self.set_logo(b"")
        self.chosen.emit(b"")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.take(Path(url.toLocalFile()))
                event.acceptProposedAction()
                return


class _View(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self.setAccessibleName("Logo")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_logo(self, data: bytes) -> None:
        self._pixmap = QPixmap.fromImage(QImage.fromData(data)) if data else QPixmap()
        self.setAccessibleDescription("No logo yet" if self._pixmap.isNull() else "Logo chosen")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(128), theme().px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(self.rect())
        empty = self._pixmap.isNull()
        paint.box(painter, rect, fill=colours.colour("paper"), border=colours.colour("line.strong"), dashed=empty)
        if not empty:
            inner = rect.adjusted(px(8), px(8), -px(8), -px(8))
            size = self._pixmap.size().scaled(inner.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRectF(inner.center().x() - size.width() / 2, inner.center().y() - size.height() / 2, 0, 0)
            spot.setSize(size.toSizeF())
            painter.drawPixmap(spot, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()
