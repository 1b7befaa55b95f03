"""Appearance: light, dark or as the system, and the size of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.ui.theme import MODES, Mode, theme
from csdesk.ui.widgets import FieldBox, Segmented

if TYPE_CHECKING:
    from csdesk.ui.context import Context

_WORDS: dict[Mode, str] = {"system": "As the system", "light": "Light", "dark": "Dark"}
_SIZES = (("0.9", "90%"), ("1.0", "100%"), ("1.1", "110%"), ("1.25", "125%"), ("1.5", "150%"))


class AppearanceSection(QWidget):
    """Changes show at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(16))
        self._mode = Segmented("Colours", [(mode, _WORDS[mode]) for mode in MODES])
        self._mode.chosen.connect(self._change_mode)
        column.addWidget(FieldBox("Colours", self._mode))
        self._size = Segmented("Text size", _SIZES)
        self._size.chosen.connect(self._change_size)
        hint = "On top of the system's own font size. Complete after the next start"
        column.addWidget(FieldBox("Text size", self._size, hint=hint))
        column.addStretch(1)
        self.show_values()

    def show_values(self) -> None:
        """Read what is in force."""
        self._mode.set_value(self._context.theme.mode)
        nearest = min(_SIZES, key=lambda size: abs(float(size[0]) - self._context.theme.text_scale))
        self._size.set_value(nearest[0])

    def _change_mode(self, value: str) -> None:
        for mode in MODES:
            if mode == value:
                self._context.frame.set_appearance(mode=mode)

    def _change_size(self, value: str) -> None:
        self._context.frame.set_appearance(text_size=float(value))
