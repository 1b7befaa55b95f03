"""The tokens: complete, exact, readable in both schemes, and none used that does not exist."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QFontMetricsF

import csdesk.ui
from csdesk.ui.theme import Theme, tokens
from csdesk.ui.theme.fonts import make_font
from csdesk.ui.theme.tokens import ColourName, Scheme, ThemeError, TypeRole

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
TONES = ("green", "yellow", "red")
SOURCES = sorted(Path(csdesk.ui.__file__).parent.rglob("*.py"))

TEXT = [
    *((text, ground) for text in ("text", "text.soft", "text.faint") for ground in ("window", "surface", "sunken")),
    *((text, "selected") for text in ("text", "text.faint")),
    *((text, "raised") for text in ("text", "text.soft", "text.faint")),
    *((text, "chrome") for text in ("text", "text.soft")),
    ("text", "field"),
    ("text.faint", "field"),
    ("text", "hover"),
    ("text.soft", "hover"),
    ("accent.on", "accent"),
    ("accent.on", "accent.hover"),
    ("accent.text", "window"),
    ("accent.text", "surface"),
    ("accent.text", "accent.soft"),
    ("text", "internal"),
    ("internal.text", "internal"),
    *((f"{tone}.text", f"{tone}.soft") for tone in TONES),
]
MARKS = [
    ("field.line", "surface"),
    ("accent", "surface"),
    *((f"{tone}.mark", "surface") for tone in TONES),
    *((f"{tone}.mark", f"{tone}.soft") for tone in TONES),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: Scheme, ink: str, ground: str) -> None:
    values = tokens.load_colours(scheme)
    assert tokens.contrast(values[cast(ColourName, ink)], values[cast(ColourName, ground)]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_and_borders_can_be_seen(scheme: Scheme, mark: str, ground: str) -> None:
    values = tokens.load_colours(scheme)
    assert tokens.contrast(values[cast(ColourName, mark)], values[cast(ColourName, ground)]) >= 3.0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "missing"),
        ({**tokens.load_colours("light"), "fancy": "#FFFFFF"}, "fancy"),
        ({**tokens.load_colours("light"), "text": "black"}, "black"),
    ],
)
def test_wrong_colours_are_refused(values: dict[str, str], said: str) -> None:
    with pytest.raises(ThemeError, match=said):
        tokens.check_colours(values, "mine.json")


def test_unknown_tokens_in_the_style_sheet_are_refused() -> None:
    with pytest.raises(ThemeError, match="texst"):
        tokens.fill_sheet("QLabel { color: @{texst}; }", tokens.load_colours("light"), 1.0)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_style_sheet_is_filled_and_scaled(scheme: Scheme) -> None:
    sheet = tokens.fill_sheet(tokens.sheet_template(), tokens.load_colours(scheme), 1.5)
    assert "@{" not in sheet
    assert "border-radius: 9px" in sheet


def test_every_icon_is_of_the_family() -> None:
    for name in tokens.icon_names():
        root = ElementTree.fromstring(tokens.icon_file(name).read_text(encoding="utf-8"))
        assert root.get("viewBox") == "0 0 16 16", name
        assert root.get("stroke-width") == "1.4", name
        assert root.get("stroke") == "currentColor", name


def test_every_icon_named_in_the_code_exists() -> None:
    used: dict[str, Path] = {}
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        for pattern in (r'\bicon="([a-z-]+)"', r'\bIcon(?:Button)?\(\s*"([a-z-]+)"', r'pixmap\("([a-z-]+)"'):
            for name in re.findall(pattern, text):
                used[name] = source
    assert used
    unknown = {name: str(path) for name, path in used.items() if name not in tokens.icon_names()}
    assert not unknown


def test_every_colour_named_in_the_code_exists() -> None:
    unknown = {}
    for source in SOURCES:
        for name in re.findall(r'\bcolour\("([a-z.]+)"', source.read_text(encoding="utf-8")):
            if name not in tokens.COLOUR_NAMES:
                unknown[name] = str(source)
    assert not unknown


def test_unknown_icon_colour_and_size_are_refused(theme: Theme) -> None:
    with pytest.raises(ThemeError, match="unicorn"):
        theme.pixmap("unicorn")
    with pytest.raises(ThemeError, match="pink"):
        theme.colour(cast(ColourName, "pink"))


def test_schemes_switch_live(theme: Theme) -> None:
    heard = []
    theme.changed.connect(lambda: heard.append(theme.scheme))
    theme.set_mode("dark")
    assert theme.colour("surface").name().upper() == "#1D2026"
    theme.set_mode("dark")
    theme.set_mode("light")
    assert theme.colour("surface").name().upper() == "#FFFFFF"
    assert heard == ["dark", "light"]


def test_text_size_scales_measures_and_fonts(theme: Theme) -> None:
    theme.set_text_scale(1.0)
    usual = theme.px(100)
    theme.set_text_scale(1.5)
    try:
        assert theme.px(100) == pytest.approx(usual * 1.5, abs=1)
        assert theme.font("body").pixelSize() == pytest.approx(13 * theme.scale, abs=1)
    finally:
        theme.set_text_scale(1.0)


def test_tabular_figures_are_all_equally_wide(theme: Theme) -> None:
    for bold in (400, 700):
        font = make_font(TypeRole(13, 20, bold), 1.0, tabular=True, family=theme.font().family())
        widths = {round(QFontMetricsF(font).horizontalAdvance(digit), 3) for digit in "0123456789"}
        assert len(widths) == 1


def test_other_statuses_are_neutral(theme: Theme) -> None:
    assert theme.tone("complete", "text") == theme.colour("text.soft")
    assert theme.tone("red", "mark") == theme.colour("red.mark")
