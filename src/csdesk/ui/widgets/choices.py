"""Choosing by clicking: segmented control, tabs with counts, filter chips, header facts, wizard steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a segmented control: stored value, words, and a status tone where it is one."""

    value: str
    words: str
    tone: str = ""


class _Parts(QWidget):
    """Painted parts beside each other, one of which is under the pointer or in keyboard focus."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def _rects(self) -> list[QRectF]:
        raise NotImplementedError

    def _at(self, event: QMouseEvent) -> int:
        for index, rect in enumerate(self._rects()):
            if rect.contains(event.position()):
                return index
        return -1

    def _press(self, index: int) -> None:
        raise NotImplementedError

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._at(event)
        if over != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            index = self._at(event)
            if index >= 0:
                self._press(index)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class Segmented(_Parts):
    """A choice among a few, all in sight. Arrow keys move it; `clearable` lets a second click take it back."""

    def __init__(
        self,
        name: str,
        segments: Sequence[Segment | tuple[str, str]],
        value: str = "",
        *,
        small: bool = False,
        clearable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._small = small
        self._clearable = clearable
        self._segments = [part if isinstance(part, Segment) else Segment(*part) for part in segments]
        self._value = value
        self._describe()

    def value(self) -> str:
        """The value chosen, empty for none."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose without telling anybody."""
        if value != self._value:
            self._value = value
            self._describe()
            self.update()

    def set_segments(self, segments: Sequence[Segment | tuple[str, str]]) -> None:
        """Offer other choices."""
        self._segments = [part if isinstance(part, Segment) else Segment(*part) for part in segments]
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        words = next((part.words for part in self._segments if part.value == self._value), "nothing chosen")
        self.setAccessibleDescription(words)

    def _widths(self) -> list[int]:
        colours = theme()
        role = "label-strong" if self._small else "strong"
        widths = []
        for part in self._segments:
            width = 2 * colours.px(12) + round(paint.text_width(part.words, role))  # type: ignore[arg-type]
            widths.append(width + (colours.px(16) if part.tone else 0))
        return widths

    def _rects(self) -> list[QRectF]:
        left, rects = 0.0, []
        for width in self._widths():
            rects.append(QRectF(left, 0, width, self.height()))
            left += width
        return rects

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()), theme().size("control-small" if self._small else "control"))

    def _press(self, index: int) -> None:
        value = self._segments[index].value
        if value == self._value:
            if not self._clearable:
                return
            value = ""
        self.set_value(value)
        self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(
            Qt.Key(event.key()), 0
        )
        if not step:
            super().keyPressEvent(event)
            return
        values = [part.value for part in self._segments]
        now = values.index(self._value) if self._value in values else (-1 if step > 0 else len(values))
        if 0 <= now + step < len(values):
            self._press(now + step)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        whole = QRectF(self.rect())
        line = colours.colour("field.line" if self.isEnabled() else "line")
        paint.box(painter, whole, fill=colours.colour("surface"), border=line)
        rects = self._rects()
        for index, (part, rect) in enumerate(zip(self._segments, rects, strict=True)):
            on = part.value == self._value
            status = part.tone in ("green", "yellow", "red")
            with paint.kept(painter):
                inner = rect.adjusted(1 if index == 0 else 0, 1, -1 if index == len(rects) - 1 else 0, -1)
                if on:
                    fill = colours.tone(part.tone, "soft") if status else colours.colour("accent.soft")
                    ends = (index == 0, index == len(rects) - 1)
                    _fill_segment(painter, inner, fill, ends)
                    if not status:
                        edge = colours.colour("accent.line")
                        paint.box(painter, inner, border=edge, radius=5 if any(ends) else 0)
                elif index == self._over and self.isEnabled():
                    _fill_segment(painter, inner, colours.colour("hover"), (index == 0, index == len(rects) - 1))
            if index:
                painter.fillRect(QRectF(rect.left(), 1, 1, rect.height() - 2), colours.colour("line"))
            x = rect.left() + colours.px(12)
            if part.tone:
                paint.shape(painter, QPointF(x + colours.px(5), rect.center().y()), part.tone)
                x += colours.px(16)
            if not self.isEnabled():
                ink = colours.colour("text.off")
            elif on:
                ink = colours.tone(part.tone, "text") if status else colours.colour("accent.text")
            else:
                ink = colours.colour("text.soft")
            role = ("label-strong" if on else "label") if self._small else ("strong" if on else "body")
            # The width is that of the bold words, so that choosing moves nothing; lighter words sit in the middle.
            if part.tone:
                area = QRectF(x, 0, rect.right() - x, rect.height())
                paint.text(painter, area, part.words, role=role, tone=ink)  # type: ignore[arg-type]
            else:
                area = rect.adjusted(2, 0, -2, 0)
                middle = Qt.AlignmentFlag.AlignHCenter
                paint.text(painter, area, part.words, role=role, tone=ink, align=middle)  # type: ignore[arg-type]
        if self.hasFocus():
            paint.ring(painter, whole)
        painter.end()


def _fill_segment(painter: QPainter, rect: QRectF, fill, ends: tuple[bool, bool]) -> None:  # type: ignore[no-untyped-def]
    paint.box(painter, rect, fill=fill, radius=5 if any(ends) else 0)
    half = rect.width() / 2
    if ends[0] and not ends[1]:
        painter.fillRect(rect.adjusted(half, 0, 0, 0), fill)
    elif ends[1] and not ends[0]:
        painter.fillRect(rect.adjusted(0, 0, -half, 0), fill)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its key, words and, where it counts something, the count."""

    key: str
    words: str
    count: str = ""


class Tabs(_Parts):
    """Tabs with counts over a line that runs the whole width; the current one is bold and underlined in accent.

    Tabs that do not fit are reached by the arrow keys and kept in sight by scrolling the row.
    """

    def __init__(self, name: str, tabs: Sequence[Tab], current: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._tabs: list[Tab] = []
        self._current = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_tabs(tabs, current)

    def set_tabs(self, tabs: Sequence[Tab], current: str = "") -> None:
        """Show other tabs; the current one stays where it still is one."""
        self._tabs = list(tabs)
        keys = [tab.key for tab in self._tabs]
        wanted = current or self._current
        self._current = wanted if wanted in keys else (keys[0] if keys else "")
        self._describe()
        self.updateGeometry()
        self.update()

    def current(self) -> str:
        """The key of the current tab."""
        return self._current

    def set_current(self, key: str) -> None:
        """Show another tab as current without telling anybody."""
        self._current = key
        self._describe()
        self.update()

    def _describe(self) -> None:
        tab = next((tab for tab in self._tabs if tab.key == self._current), None)
        self.setAccessibleDescription(f"{tab.words} {tab.count}".strip() if tab else "")

    def _widths(self) -> list[int]:
        colours = theme()
        widths = []
        for tab in self._tabs:
            width = 2 * colours.px(12) + round(paint.text_width(tab.words, "strong"))
            if tab.count:
                width += colours.px(6) + round(paint.text_width(tab.count, "body", tabular=True))
            widths.append(width)
        return widths

    def _rects(self) -> list[QRectF]:
        widths = self._widths()
        gap = theme().px(4)
        left, rects = 0.0, []
        for width in widths:
            rects.append(QRectF(left, 0, width, self.height() - 1))
            left += width + gap
        index = next((i for i, tab in enumerate(self._tabs) if tab.key == self._current), -1)
        if index >= 0 and left > self.width():
            shift = max(0.0, rects[index].right() + theme().px(24) - self.width())
            rects = [rect.translated(-shift, 0) for rect in rects]
        return rects

    def sizeHint(self) -> QSize:
        widths = self._widths()
        return QSize(sum(widths) + theme().px(4) * max(0, len(widths) - 1), theme().px(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(40))

    def right_edge(self) -> int:
        """Where the last tab ends, for a control that stands after it."""
        rects = self._rects()
        return round(rects[-1].right()) if rects else 0

    def _press(self, index: int) -> None:
        key = self._tabs[index].key
        if key != self._current:
            self.set_current(key)
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = [tab.key for tab in self._tabs]
        if not step or self._current not in keys:
            super().keyPressEvent(event)
            return
        index = keys.index(self._current) + step
        if 0 <= index < len(keys):
            self._press(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line"))
        for index, (tab, rect) in enumerate(zip(self._tabs, self._rects(), strict=True)):
            on = tab.key == self._current
            x = rect.left() + colours.px(12)
            area = QRectF(x, 0, rect.width(), rect.height())
            ink = "text" if on or index == self._over else "text.soft"
            taken = paint.text(painter, area, tab.words, role="strong" if on else "body", tone=ink)  # type: ignore[arg-type]
            if tab.count:
                area = QRectF(x + taken + colours.px(6), 0, rect.width(), rect.height())
                paint.text(painter, area, tab.count, tone="text.soft", tabular=True)
            if on:
                bar = QRectF(rect.left(), self.height() - 2, rect.width(), 2)
                painter.fillRect(bar, colours.colour("accent"))
                if self.hasFocus():
                    paint.ring(painter, rect.adjusted(0, colours.px(4), 0, -colours.px(4)))
        painter.end()


class FilterChip(_Parts):
    """A filter in two parts, field and value, with a cross. Parts tell `opened` and `removed`."""

    opened = Signal()
    removed = Signal()

    def __init__(self, field: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(f"Filter: {field} {value}", parent)
        self._field, self._value = field, value

    def set_value(self, value: str) -> None:
        """Show another value."""
        self._value = value
        self.setAccessibleName(f"Filter: {self._field} {value}")
        self.updateGeometry()
        self.update()

    def _rects(self) -> list[QRectF]:
        colours = theme()
        first = round(paint.text_width(self._field, "label")) + 2 * colours.px(9)
        second = round(paint.text_width(self._value, "label")) + colours.px(9) + colours.px(6)
        cross = colours.px(24)
        height = self.height()
        return [
            QRectF(0, 0, first, height),
            QRectF(first, 0, second, height),
            QRectF(first + second, 0, cross, height),
        ]

    def sizeHint(self) -> QSize:
        return QSize(round(self._rects()[2].right()), theme().size("control-small"))

    def _press(self, index: int) -> None:
        (self.removed if index == 2 else self.opened).emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        whole = QRectF(self.rect())
        first, second, cross = self._rects()
        ground = colours.colour("hover" if self._over in (0, 1) else "surface")
        paint.box(painter, whole, fill=ground, border=colours.colour("line.strong"))
        painter.fillRect(QRectF(first.right(), 1, 1, whole.height() - 2), colours.colour("line.strong"))
        paint.text(painter, first.adjusted(colours.px(9), 0, 0, 0), self._field, role="label", tone="text.soft")
        paint.text(painter, second.adjusted(colours.px(9), 0, 4, 0), self._value, role="label")
        paint.icon(painter, cross.center(), "close", "text" if self._over == 2 else "text.soft", 12)
        if self.hasFocus():
            paint.ring(painter, whole)
        painter.end()
