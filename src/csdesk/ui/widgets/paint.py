"""What widgets and table delegates draw alike: boxes, focus rings, status shapes, ticks and chips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from csdesk.ui.theme import ColourName, TypeName, theme

Corners = tuple[bool, bool, bool, bool]  # rounded or not: top left, top right, bottom right, bottom left
Tone = str  # green, yellow, red, none (no reading), neutral, progress, complete


@contextmanager
def kept(painter: QPainter) -> Iterator[QPainter]:
    """Draw with smooth edges and give the painter back as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.restore()


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
    radius: float = 6.0,
    dashed: bool = False,
    corners: Corners = (True, True, True, True),
) -> None:
    """A filled rectangle with rounded corners whose border lies inside `rect`; `radius` is in unscaled pixels."""
    with kept(painter):
        area = QRectF(rect)
        corner = theme().px(radius) if radius else 0.0
        if border is not None and width > 0:
            pen = QPen(border, width)
            if dashed:
                pen.setStyle(Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([3, 2])
            painter.setPen(pen)
            half = width / 2
            area = area.adjusted(half, half, -half, -half)
            corner = max(0.0, corner - half)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        if all(corners):
            painter.drawRoundedRect(area, corner, corner)
        else:
            painter.drawPath(_outline(area, corner, corners))


def _outline(area: QRectF, corner: float, corners: Corners) -> QPainterPath:
    top_left, top_right, bottom_right, bottom_left = (corner * 2 if on else 0.0 for on in corners)
    path = QPainterPath()
    path.moveTo(area.left() + top_left / 2, area.top())
    path.lineTo(area.right() - top_right / 2, area.top())
    if top_right:
        path.arcTo(QRectF(area.right() - top_right, area.top(), top_right, top_right), 90, -90)
    path.lineTo(area.right(), area.bottom() - bottom_right / 2)
    if bottom_right:
        spot = QRectF(area.right() - bottom_right, area.bottom() - bottom_right, bottom_right, bottom_right)
        path.arcTo(spot, 0, -90)
    path.lineTo(area.left() + bottom_left / 2, area.bottom())
    if bottom_left:
        path.arcTo(QRectF(area.left(), area.bottom() - bottom_left, bottom_left, bottom_left), 270, -90)
    path.lineTo(area.left(), area.top() + top_left / 2)
    if top_left:
        path.arcTo(QRectF(area.left(), area.top(), top_left, top_left), 180, -90)
    path.closeSubpath()
    return path


def ring(
    painter: QPainter, rect: QRect | QRectF, radius: float = 6.0, *, corners: Corners = (True, True, True, True)
) -> None:
    """The focus ring: two pixels of accent inside `rect`."""
    box(painter, rect, border=theme().colour("accent"), width=2, radius=radius, corners=corners)


def shape(painter: QPainter, centre: QPointF, tone: Tone, size: float = 10.0) -> None:
    """The mark of a status, `size` pixels before scaling: disc, triangle, diamond, or a ring where nothing is known."""
    side = theme().px(size)
    half = side / 2
    x, y = centre.x(), centre.y()
    with kept(painter):
        colour = theme().tone(tone, "mark")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if tone == "green":
            radius = side * 0.40
            painter.drawEllipse(centre, radius, radius)
        elif tone == "yellow":
            top, bottom = y - half * 0.86, y + half * 0.80
            painter.drawPolygon(
                QPolygonF([QPointF(x, top), QPointF(x + half * 0.98, bottom), QPointF(x - half * 0.98, bottom)])
            )
        elif tone == "red":
            reach = half * 0.98
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])
            )
        else:
            pen = QPen(colour, max(1.2, side * 0.13))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if tone == "none":
                pen.setStyle(Qt.PenStyle.CustomDashLine)
                pen.setDashPattern([1.6, 1.5])
            painter.setPen(pen)
            radius = side * 0.38
            painter.drawEllipse(centre, radius, radius)
            if tone == "complete":
                painter.setBrush(colour)
                painter.drawEllipse(centre, radius * 0.5, radius * 0.5)
            elif tone == "progress":
                painter.setBrush(colour)
                area = QRectF(x - radius, y - radius, radius * 2, radius * 2)
                painter.drawPie(area, 90 * 16, -180 * 16)


def tick(painter: QPainter, rect: QRect | QRectF, colour: QColor, width: float = 1.8) -> None:
    """A tick drawn in `rect` (FiraGO has none)."""
    area = QRectF(rect)
    with kept(painter):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(area.left() + area.width() * 0.24, area.top() + area.height() * 0.53),
                    QPointF(area.left() + area.width() * 0.43, area.top() + area.height() * 0.71),
                    QPointF(area.left() + area.width() * 0.77, area.top() + area.height() * 0.32),
                ]
            )
        )


def check_box(
    painter: QPainter, rect: QRect | QRectF, state: Qt.CheckState, *, enabled: bool = True, focus: bool = False
) -> None:
    """A square check box filling `rect`."""
    paint = theme()
    on = state != Qt.CheckState.Unchecked
    line = paint.colour("field.line") if enabled else paint.colour("line.strong")
    if on:
        box(painter, rect, fill=paint.colour("accent") if enabled else paint.colour("text.off"), radius=4)
        mark = paint.colour("accent.on")
        if state == Qt.CheckState.Checked:
            tick(painter, rect, mark, paint.px(1.8))
        else:
            area = QRectF(rect)
            with kept(painter):
                painter.setPen(QPen(mark, paint.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                y = area.center().y()
                painter.drawLine(
                    QPointF(area.left() + area.width() * 0.28, y), QPointF(area.right() - area.width() * 0.28, y)
                )
    else:
        box(painter, rect, fill=paint.colour("field"), border=line, radius=4)
    if focus:
        grown = QRectF(rect).adjusted(-3, -3, 3, 3)
        ring(painter, grown, 6)


def round_tick(painter: QPainter, rect: QRect | QRectF, done: bool, *, focus: bool = False) -> None:
    """The round tick of a thing to do: an empty ring, or accent with a tick."""
    paint = theme()
    area = QRectF(rect)
    with kept(painter):
        if done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(paint.colour("accent"))
            painter.drawEllipse(area)
            tick(painter, area.adjusted(2, 2, -2, -2), paint.colour("accent.on"), paint.px(1.6))
        else:
            painter.setPen(QPen(paint.colour("field.line"), 1))
            painter.setBrush(paint.colour("field"))
            painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(paint.colour("accent"), 2))
            painter.drawEllipse(area.adjusted(-2, -2, 2, 2))


def text(
    painter: QPainter,
    rect: QRect | QRectF,
    words: str,
    *,
    role: TypeName = "body",
    tone: ColourName | QColor = "text",
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    tabular: bool = False,
    struck: bool = False,
) -> float:
    """One line of text, vertically centred and cut with an ellipsis; answers the width it took."""
    paint = theme()
    font = paint.font(role, tabular=tabular)
    if struck:
        font = type(font)(font)
        font.setStrikeOut(True)
    painter.setFont(font)
    painter.setPen(tone if isinstance(tone, QColor) else paint.colour(tone))
    metrics = QFontMetricsF(font)
    area = QRectF(rect)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute), shown)
    return min(metrics.horizontalAdvance(shown), area.width())


def text_width(words: str, role: TypeName = "body", *, tabular: bool = False) -> float:
    """How wide a line of text is, in pixels."""
    return QFontMetricsF(theme().font(role, tabular=tabular)).horizontalAdvance(words)


def chip_width(score: str, word: str) -> int:
    """The width of a status chip with these words."""
    paint = theme()
    width = paint.px(8) + paint.px(10) + paint.px(5)
    if score:
        width += round(text_width(score, "label-strong", tabular=True)) + paint.px(5)
    return width + round(text_width(word, "label", tabular=True)) + paint.px(8)


def chip(painter: QPainter, left: float, middle: float, tone: Tone, score: str, word: str) -> float:
    """A status chip (shape, bold score, word) from `left`, centred on `middle`; answers its width."""
    paint = theme()
    width, height = chip_width(score, word), paint.size("chip")
    rect = QRectF(left, round(middle - height / 2), width, height)
    known = tone in ("green", "yellow", "red")
    box(
        painter,
        rect,
        fill=paint.tone(tone, "soft"),
        border=None if known else paint.colour("line.strong"),
        radius=10,
    )
    x = rect.left() + paint.px(8)
    shape(painter, QPointF(x + paint.px(5), rect.center().y()), tone)
    x += paint.px(15)
    ink = paint.tone(tone, "text")
    if score:
        x += text(painter, QRectF(x, rect.top(), width, height), score, role="label-strong", tone=ink, tabular=True)
        x += paint.px(5)
    text(painter, QRectF(x, rect.top(), rect.right() - x, height), word, role="label", tone=ink, tabular=True)
    return width


def outline_chip_width(word: str) -> int:
    """The width of an outline chip with this word."""
    return round(text_width(word, "label", tabular=True)) + 2 * theme().px(8)


def outline_chip(painter: QPainter, left: float, middle: float, word: str) -> float:
    """A chip that names a state in neutral ink; answers its width."""
    paint = theme()
    width, height = outline_chip_width(word), paint.size("chip")
    rect = QRectF(left, round(middle - height / 2), width, height)
    box(painter, rect, fill=paint.colour("surface"), border=paint.colour("line.strong"), radius=10)
    text(painter, rect.adjusted(paint.px(8), 0, 0, 0), word, role="label", tone="text.soft", tabular=True)
    return width


def icon(painter: QPainter, centre: QPointF, name: str, tone: ColourName = "text.soft", size: int = 16) -> None:
    """An icon centred on a point."""
    pixmap: QPixmap = theme().pixmap(name, tone, size)
    side = theme().px(size)
    painter.drawPixmap(QPointF(round(centre.x() - side / 2), round(centre.y() - side / 2)), pixmap)


def key_cap(painter: QPainter, right: float, middle: float, keys: str) -> float:
    """The name of a key in a small box ending at `right`; answers its width."""
    paint = theme()
    width = round(text_width(keys, "tag")) + 2 * paint.px(6)
    height = paint.px(18)
    rect = QRectF(right - width, round(middle - height / 2), width, height)
    box(painter, rect, fill=paint.colour("sunken"), border=paint.colour("line"), radius=4)
    text(painter, rect, keys, role="tag", tone="text.soft", align=Qt.AlignmentFlag.AlignHCenter)
    return width


def bar(painter: QPainter, rect: QRect | QRectF, share: float, colour: QColor | None = None) -> None:
    """A bar filled to `share` (0 to 1) on a line-coloured ground."""
    paint = theme()
    area = QRectF(rect)
    box(painter, area, fill=paint.colour("line"), radius=2)
    filled = QRectF(area)
    filled.setWidth(area.width() * min(1.0, max(0.0, share)))
    if filled.width() > 0.5:
        box(painter, filled, fill=colour or paint.colour("accent"), radius=2)


def edge(painter: QPainter, rect: QRect | QRectF, colour: QColor, radius: float = 6.0) -> None:
    """The three-pixel edge at the left of a callout or banner, following its rounded corners."""
    area = QRectF(rect)
    with kept(painter):
        outline = QPainterPath()
        corner = theme().px(radius) if radius else 0.0
        outline.addRoundedRect(area, corner, corner)
        painter.setClipPath(outline)
        painter.fillRect(QRectF(area.left(), area.top(), theme().px(3), area.height()), colour)


def tone_word(tone: Tone) -> str:
    """The word of a health tone, where a caller has none of its own."""
    return {"green": "Healthy", "yellow": "At risk", "red": "Critical"}.get(tone, "No data")
