"""Tokens, fonts, icons and the style sheet of the window."""

from csdesk.ui.theme.theme import MODES, Mode, Theme, install, theme
from csdesk.ui.theme.tokens import ColourName, ThemeError, TypeName

__all__ = ["MODES", "ColourName", "Mode", "Theme", "ThemeError", "TypeName", "install", "theme"]
