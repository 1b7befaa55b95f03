"""The document face FiraGO and where to look for characters that it lacks.

FiraGO (regular, bold, italic, bold italic; OFL) comes out of a data-only package: no font file is kept here. It
covers Latin, Greek, Cyrillic, Hebrew, Arabic, Thai and Devanagari. Further letters and signs come from
two faces of the same package; Chinese, Japanese, Korean and rarer signs from a TrueType font of the system, where there
is one.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

Style = Literal["regular", "bold", "italic", "bold-italic"]

FAMILY: Final = "FiraGO"
_MODULES: Final[dict[str, str]] = {
    "regular": "FiraGO_Regular",
    "bold": "FiraGO_Bold",
    "italic": "FiraGO_Italic",
    "bold-italic": "FiraGO_BoldItalic",
    "wide": "NotoSans_Regular",
    "signs": "CascadiaMono_Regular",
}
SYMBOL_FACES: Final = ("wide", "signs")
"""Tried in this order for a character that FiraGO lacks, before any font of the system. The package's symbol faces
proper have PostScript outlines, which the PDF library does not embed."""

_DIGIT_NAMES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_IGNORED: Final = frozenset(
    "\n\t\u00a0\u00ad\u2007\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\u2060\ufe0e\ufe0f\ufeff"
)
"""Spaces and invisible marks that the writers set themselves or leave out."""

_SYSTEM_FILES: Final = (
    "notosanscjk", "notosanssc", "notosansjp", "notosanskr", "notosanstc", "sourcehansans", "droidsansfallback",
    "wqy", "msyh", "simsun", "simhei", "msjh", "mingliu", "yugoth", "meiryo", "msgothic", "malgun", "gulim", "batang",
    "nanum", "unbatang", "baekmuk", "ipag", "takao", "vlgothic", "hiragino", "applegothic", "applesdgothic", "pingfang",
    "stheiti", "songti", "arphic", "uming", "ukai", "arialuni", "arial unicode",
    "dejavusans.", "seguisym", "apple symbols", "symbola", "unifont",
)  # fmt: skip
"""Beginnings of file names of fonts with Chinese, Japanese or Korean characters, plainest faces first, then of fonts
with many signs."""


@cache
def font_data(face: str) -> bytes:
    """The TrueType file of a face: a style of FiraGO, or one of `SYMBOL_FACES`. KeyError for any other name."""
    module = importlib.import_module(f"pymupdf_fonts.{_MODULES[face]}")
    data: bytes = module.fontbuffer
    return data


@cache
def characters(face: str) -> frozenset[int]:
    """The code points that a face can print."""
    import uharfbuzz

    return frozenset(uharfbuzz.Face(font_data(face)).unicodes)


@cache
def tabular_digits(style: str) -> dict[str, int]:
    """Glyph numbers of the digits of equal width: FiraGO's default digits are proportional and do not line up."""
    import uharfbuzz

    font = uharfbuzz.Font(uharfbuzz.Face(font_data(style)))
    found: dict[str, int] = {}
    for digit, name in enumerate(_DIGIT_NAMES):
        glyph = font.get_glyph_from_name(f"{name}.tf")
        if glyph is not None:
            found[str(digit)] = int(glyph)
    return found


def coverage(text: str) -> tuple[str, ...]:
    """The characters of `text` that FiraGO lacks, each once, in order of appearance; empty when all can be printed."""
    known = characters("regular")
    return tuple(dict.fromkeys(sign for sign in text if ord(sign) not in known and sign not in _IGNORED))


def font_folders() -> tuple[Path, ...]:
    """The usual folders for fonts of the system and of its user, those that exist."""
    home = Path.home()
    if sys.platform == "win32":
        places = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
        local = os.environ.get("LOCALAPPDATA")
        if local:
            places.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    elif sys.platform == "darwin":
        places = [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    else:
        data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        places = [home / ".local/share/fonts", home / ".fonts"]
        places += [Path(folder) / "fonts" for folder in data.split(":") if folder]
    return tuple(place for place in places if place.is_dir())


@lru_cache(maxsize=1)
def system_fonts() -> tuple[Path, ...]:
    """TrueType files of the system that are known for East Asian characters or signs, plainest face first."""
    ranked = sorted((rank, str(path)) for folder in font_folders() for path, rank in _candidates(folder))
    return tuple(Path(path) for _, path in ranked)


def _candidates(folder: Path) -> Iterator[tuple[Path, int]]:
    for parent, _, names in os.walk(folder):
        for name in names:
            if not name.lower().endswith((".ttf", ".ttc")):
                continue
            for rank, start in enumerate(_SYSTEM_FILES):
                if name.lower().startswith(start):
                    yield Path(parent) / name, rank
                    break
