"""Buttons: primary, secondary, quiet and link, with icon, chevron and menu; and icon-only ones."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from csdesk.ui.theme import ColourName, TypeName, theme
from csdesk.ui.widgets import paint

Variant = Literal["primary", "secondary", "quiet", "link"]
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Button(QPushButton):
    """A labelled button. `chevron` shows that it opens a menu; `checkable` ones keep their pressed look."""

    def __init__(
        self,
        text: str,
        variant: Variant = "secondary",
        *,
        icon: str = "",
        small: bool = False,
        chevron: bool = False,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._variant: Variant = variant
        self._icon = icon
        self._small = small
        self._chevron = chevron
        self._ringed = False
        self.setToolTip(tip)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if variant == "link" else Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text.replace("&", ""))

    def setText(self, text: str) -> None:
        """Show another label, which is also what a screen reader says."""
        super().setText(text)
        self.setAccessibleName(text.replace("&", ""))
        self.updateGeometry()

    def set_icon(self, name: str) -> None:
        """Show another icon, or none."""
        self._icon = name
        self.updateGeometry()
        self.update()

    def set_variant(self, variant: Variant) -> None:
        """Change how strongly the button speaks."""
        self._variant = variant
        self.updateGeometry()
        self.update()

    def set_menu(self, menu: QMenu) -> None:
        """Open a menu instead of being clicked; shows the chevron."""
        self._chevron = True
        self.setMenu(menu)
        self.updateGeometry()

    def _type(self) -> TypeName:
        strong = self._variant == "primary"
        if self._small:
            return "label-strong" if strong else "label"
        return "strong" if strong else "body"

    def _padding(self) -> int:
        if self._variant == "link":
            return 0
        return theme().px(10 if self._small else 12)

    def _words(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def sizeHint(self) -> QSize:
        paint_theme = theme()
        width = 2 * self._padding() + round(paint.text_width(self._words(), self._type())) + 1
        if self._icon:
            width += paint_theme.px(14 if self._small else 16) + paint_theme.px(6 if self._small else 8)
        if self._chevron:
            width += paint_theme.px(14) + paint_theme.px(6)
        if self._variant == "link":
            return QSize(width, paint_theme.line(self._type()))
        return QSize(width, paint_theme.size("control-small" if self._small else "control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _ink(self) -> ColourName:
        if not self.isEnabled():
            return "text.off"
        if self._variant == "primary":
            return "accent.on"
        if self._variant == "link":
            return "accent.text"
        if self._variant == "quiet":
            return "accent.text" if self.isChecked() else "text.soft"
        return "text"

    def _ground(self, painter: QPainter) -> None:
        paint_theme = theme()
        rect = QRectF(self.rect())
        down = self.isDown() or self.isChecked()
        over = self.underMouse() and self.isEnabled()
        fill: QColor | None = None
        border: QColor | None = None
        if self._variant == "primary":
            if self.isEnabled():
                fill = paint_theme.colour("accent.hover" if down or over else "accent")
            else:
                fill, border = paint_theme.colour("surface"), paint_theme.colour("line")
        elif self._variant == "secondary":
            fill = paint_theme.colour("hover" if (down or over) and self.isEnabled() else "surface")
            border = paint_theme.colour("line.strong" if self.isEnabled() else "line")
        elif self._variant == "quiet" and self.isEnabled() and (down or over):
            fill = paint_theme.colour("accent.soft" if self.isChecked() else "hover")
        if fill is not None or border is not None:
            paint.box(painter, rect, fill=fill, border=border)
        if self._ringed and self.hasFocus():
            if self._variant == "primary":
                paint.ring(painter, rect)
                paint.box(painter, rect.adjusted(2, 2, -2, -2), border=paint_theme.colour("accent.on"), radius=4)
            elif self._variant == "link":
                paint.ring(painter, rect.adjusted(-1, 0, 1, 0), 4)
            else:
                paint.ring(painter, rect)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_theme = theme()
        painter = QPainter(self)
        self._ground(painter)
        ink = self._ink()
        middle = QRectF(self.rect()).center().y()
        content = self.sizeHint().width() - 2 * self._padding()
        x = max(float(self._padding()), (self.width() - content) / 2)
        if self._icon:
            size = 14 if self._small else 16
            tone: ColourName = "text.soft" if self._variant == "quiet" and self.isEnabled() else ink
            paint.icon(painter, QPointF(x + paint_theme.px(size) / 2, middle), self._icon, tone, size)
            x += paint_theme.px(size) + paint_theme.px(6 if self._small else 8)
        room = self.width() - x - self._padding() - (paint_theme.px(20) if self._chevron else 0)
        rect = QRectF(x, 0, max(room, 1) + 2, self.height())
        taken = paint.text(painter, rect, self._words(), role=self._type(), tone=ink)
        if self._variant == "link" and self.underMouse():
            painter.drawLine(QPointF(x, middle + paint_theme.px(7)), QPointF(x + taken, middle + paint_theme.px(7)))
        if self._chevron:
            right = self.width() - self._padding() - paint_theme.px(7)
            paint.icon(painter, QPointF(right, middle), "chevron-down", ink, 14)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click() if self.menu() is None else self.showMenu()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class IconButton(QPushButton):
    """A button that is only an icon; `name` is what a screen reader and the tooltip say."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        size: int = 16,
        side: int = 28,
        tone: ColourName = "text.soft",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._size = size
        self._side = side
        self._tone: ColourName = tone
        self._ringed = False
        self.setAccessibleName(name)
        self.setToolTip(tip or name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, name: str = "") -> None:
        """Show another icon and, with `name`, say another thing."""
        self._icon = icon
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(self._side), theme().px(self._side))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        over = self.isEnabled() and (self.underMouse() or self.isDown())
        if self.isChecked():
            paint.box(painter, rect, fill=theme().colour("accent.soft"))
        elif over:
            paint.box(painter, rect, fill=theme().colour("hover"))
        tone: ColourName = "text.off" if not self.isEnabled() else "accent.text" if self.isChecked() else self._tone
        paint.icon(painter, rect.center(), self._icon, tone, self._size)
        if self._ringed and self.hasFocus():
            paint.ring(painter, rect)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.menu() is None:
            self.click()
            return
        super().keyPressEvent(event)
