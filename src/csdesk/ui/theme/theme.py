"""The theme in force: colours, fonts, icons and measures, switched live between light, dark and the system's choice."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle

from csdesk.ui.theme import fonts, tokens
from csdesk.ui.theme.tokens import ColourName, Scheme, ThemeError, TonePart, TypeName

Mode = Literal["system", "light", "dark"]
MODES: tuple[Mode, ...] = get_args(Mode)

# Statuses that are no health use the neutral ink: colour stays reserved for health, goal status and risk.
_NEUTRAL: dict[TonePart, ColourName] = {
    "text": "text.soft",
    "soft": "surface",
    "mark": "text.faint",
    "band": "sunken",
}


class Theme(QObject):
    """What every widget asks for its looks. One per application; `changed` tells painters to draw again."""

    changed = Signal()

    def __init__(self, application: QApplication, mode: Mode = "system", text_scale: float = 1.0) -> None:
        super().__init__(application)
        self._application = application
        self._system_scale = fonts.scale_of(application.font())
        self._text_scale = text_scale
        self._mode: Mode = mode
        self._family = fonts.load_family()
        self._fonts: dict[tuple[TypeName, bool], QFont] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._applied: tuple[Scheme, float] | None = None
        self.metrics = tokens.load_metrics()
        self._colours: dict[ColourName, QColor] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        application.setStyle("Fusion")
        self._apply()

    # What is in force

    @property
    def mode(self) -> Mode:
        """What was asked for: light, dark or the system's choice."""
        return self._mode

    @property
    def scheme(self) -> Scheme:
        """What is shown: light or dark."""
        if self._mode != "system":
            return self._mode
        return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"

    @property
    def dark(self) -> bool:
        return self.scheme == "dark"

    @property
    def scale(self) -> float:
        """How much larger than at the standard system font everything is set."""
        return self._system_scale * self._text_scale

    @property
    def text_scale(self) -> float:
        """The part of the scale that a person chose, on top of the system font size."""
        return self._text_scale

    def set_mode(self, mode: Mode) -> None:
        """Show the light scheme, the dark one, or whichever the system shows."""
        self._mode = mode
        self._apply()

    def set_text_scale(self, factor: float) -> None:
        """Set everything larger or smaller by `factor`, on top of the system font size."""
        self._text_scale = factor
        self._apply()

    # What widgets ask for

    def colour(self, name: ColourName) -> QColor:
        """The colour of a role in the scheme shown."""
        try:
            return self._colours[name]
        except KeyError:
            raise ThemeError(f"there is no colour named {name!r}") from None

    def tone(self, tone: str, part: TonePart) -> QColor:
        """A part of a status colour: `tone` is green, yellow or red; any other status is neutral ink."""
        if tone in ("green", "yellow", "red"):
            return self._colours[f"{tone}.{part}"]  # type: ignore[index]
        return self._colours[_NEUTRAL[part]]

    def px(self, pixels: float) -> int:
        """A measure at the scale in force, never below one pixel."""
        return max(1, round(pixels * self.scale)) if pixels else 0

    def size(self, name: str) -> int:
        """A named size (row, control, sidebar ...) at the scale in force."""
        return self.px(self.metrics.size[name])

    def time(self, name: str) -> int:
        """A duration in milliseconds; animations take none where the system asks for less motion."""
        if name in ("press", "panel"):
            hint = QStyle.StyleHint.SH_Widget_Animation_Duration
            if self._application.style().styleHint(hint) == 0:
                return 0
        return self.metrics.time[name]

    def font(self, role: TypeName = "body", *, tabular: bool = False) -> QFont:
        """The font of a step of the type scale."""
        key = (role, tabular)
        if key not in self._fonts:
            self._fonts[key] = fonts.make_font(
                self.metrics.type[role], self.scale, tabular=tabular, family=self._family
            )
        return self._fonts[key]

    def line(self, role: TypeName = "body") -> int:
        """The line height of a step of the type scale, in pixels."""
        return max(self.px(self.metrics.type[role].line), QFontMetrics(self.font(role)).height())

    def pixmap(self, name: str, tone: ColourName | QColor = "text.soft", size: int = 16) -> QPixmap:
        """An icon drawn in one colour; `size` is in pixels at the standard font and is scaled here."""
        colour = tone if isinstance(tone, QColor) else self.colour(tone)
        ratio = self._application.devicePixelRatio()
        pixels = self.px(size)
        key = (name, colour.name(), pixels, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(name, colour.name(), pixels, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, tone: ColourName = "text.soft", size: int = 16) -> QIcon:
        """The same as an icon with its disabled state, for menus and Qt's own buttons."""
        icon = QIcon(self.pixmap(name, tone, size))
        icon.addPixmap(self.pixmap(name, "text.off", size), QIcon.Mode.Disabled)
        return icon

    # Applying it

    def _follow_system(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        wanted = (self.scheme, self.scale)
        if wanted == self._applied:
            return
        self._applied = wanted
        values = tokens.load_colours(wanted[0])
        self._colours = {name: QColor(value) for name, value in values.items()}
        self._fonts.clear()
        self._pixmaps.clear()
        application = self._application
        application.setFont(self.font("body"))
        application.setPalette(self._palette())
        application.setStyleSheet(tokens.fill_sheet(tokens.sheet_template(), values, wanted[1]))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        pairs: tuple[tuple[QPalette.ColorRole, ColourName], ...] = (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "field"),
            (role.AlternateBase, "sunken"),
            (role.Text, "text"),
            (role.PlaceholderText, "text.faint"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.BrightText, "accent.on"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "accent.on"),
            (role.Link, "accent.text"),
            (role.LinkVisited, "accent.text"),
            (role.Light, "surface"),
            (role.Midlight, "line"),
            (role.Mid, "line.strong"),
            (role.Dark, "field.line"),
            (role.Shadow, "line.strong"),
            (role.Accent, "accent"),
        )
        for place, name in pairs:
            palette.setColor(place, self.colour(name))
        for place in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, place, self.colour("text.off"))
        return palette


def _draw(name: str, colour: str, pixels: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    drawing = tokens.icon_file(name).read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmap = QPixmap(QSize(pixels, pixels) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap


_current: Theme | None = None


def install(application: QApplication, mode: Mode = "system", text_scale: float = 1.0) -> Theme:
    """Give the application its theme, or change the one it has."""
    global _current
    if _current is None or _current.parent() is not application:
        _current = Theme(application, mode, text_scale)
    else:
        _current.set_mode(mode)
        _current.set_text_scale(text_scale)
    return _current


def theme() -> Theme:
    """The theme of the running application; a test without one gets the light theme."""
    if _current is None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            raise ThemeError("there is no application to theme yet")
        return install(application, "light")
    return _current
