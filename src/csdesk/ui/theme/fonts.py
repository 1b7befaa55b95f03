"""FiraGO for the window: loaded from its data package, in Regular and Bold only."""

from __future__ import annotations

import logging
import sys
from importlib.util import find_spec
from os import environ, getpid
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

from csdesk import paths
from csdesk.ui.theme.tokens import TypeRole

log = logging.getLogger(__name__)
_family: str | None = None


def load_family() -> str:
    """The family name of FiraGO once both weights are loaded; empty when it cannot be had (the system font serves)."""
    global _family
    if _family is None:
        _family = ""
        for name in ("figo", "figbo"):
            number = _load(name)
            families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
            if not families:
                log.warning("FiraGO (%s) could not be loaded; the system font is used", name)
                _family = ""
                break
            _family = families[0]
    return _family


def _load(name: str) -> int:
    """Load one weight: from the copy that the first start left, else unpacked, which takes 20 ms or more."""
    spec = find_spec("pymupdf_fonts")
    if spec is None or spec.origin is None:
        return -1
    try:
        # A package of another day unpacks anew; reading its version instead would take as long as it saves.
        version = f"{Path(spec.origin).stat().st_mtime_ns:x}"
    except OSError:
        version = "bundled"
    kept = paths.data_folder() / "cache" / f"{name}-{version}.ttf"
    if kept.is_file():
        number = QFontDatabase.addApplicationFont(str(kept))
        if number >= 0:
            return number
    from pymupdf_fonts import fontbuffers

    data = bytes(fontbuffers[name]())
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{getpid()}.part")
        half.write_bytes(data)
        half.replace(kept)
    except OSError:
        log.warning("The window font could not be kept for the next start")
    return QFontDatabase.addApplicationFontFromData(QByteArray(data))


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
