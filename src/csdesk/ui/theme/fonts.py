"""FiraGO for the window: loaded from its data package, in Regular and Bold only."""

from __future__ import annotations

import logging
import sys
from os import environ

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

from csdesk.ui.theme.tokens import TypeRole

log = logging.getLogger(__name__)
_family: str | None = None


def load_family() -> str:
    """The family name of FiraGO once both weights are loaded; empty when it cannot be had (the system font serves)."""
    global _family
    if _family is None:
        _family = ""
        try:
            from pymupdf_fonts import fontbuffers
        except ImportError:
            log.warning("FiraGO is not installed; the system font is used")
            return _family
        for name in ("figo", "figbo"):
            number = QFontDatabase.addApplicationFontFromData(QByteArray(fontbuffers[name]()))
            families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
            if families:
                _family = families[0]
            else:
                log.warning("FiraGO (%s) could not be loaded; the system font is used", name)
    return _family


def usual_point_size() -> float:
    """The point size that a system uses when nobody changed it: the size at which 13 px is 13 px."""
    if sys.platform == "darwin":
        return 13.0
    desktop = environ.get("XDG_CURRENT_DESKTOP", "").upper()
    if sys.platform.startswith("linux") and "GNOME" in desktop:
        return 11.0
    if sys.platform.startswith("linux") and "KDE" in desktop:
        return 10.0
    return 9.0


def scale_of(system_font: QFont) -> float:
    """How much larger than usual the system font is, held to 0.8 up to 2.5."""
    points = system_font.pointSizeF()
    if points <= 0:
        return 1.0
    return min(2.5, max(0.8, round(points / usual_point_size(), 2)))


def make_font(role: TypeRole, scale: float, *, tabular: bool = False, family: str = "") -> QFont:
    """A font of the type scale; `tabular` sets lining figures of equal width, for columns, timers and chips."""
    font = QFont(family) if family else QFont()
    font.setPixelSize(max(1, round(role.size * scale)))
    font.setWeight(QFont.Weight.Bold if role.weight >= 700 else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setFeature(QFont.Tag("lnum"), 1)
    return font
