"""Settings: sections at the left, one of them in sight. Nothing to save: every change is kept as it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.ui.pages.settings.appearance import AppearanceSection
from csdesk.ui.pages.settings.backup import BackupSection
from csdesk.ui.pages.settings.book import BookSection
from csdesk.ui.pages.settings.days_off import DaysOffSection
from csdesk.ui.pages.settings.formats import FormatsSection
from csdesk.ui.pages.settings.playbooks import PlaybooksSection
from csdesk.ui.pages.settings.profile import ProfileSection
from csdesk.ui.pages.settings.rules import RulesSection
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Label, PageFrame, Scroll
from csdesk.ui.widgets.nav import NavRow

if TYPE_CHECKING:
    from csdesk.ui.context import Context

_SECTIONS: tuple[tuple[str, str, str, Callable[..., QWidget]], ...] = (
    ("profile", "Profile and letterhead", "letterhead", ProfileSection),
    ("rules", "Way of working", "rules", RulesSection),
    ("playbooks", "Playbooks", "list", PlaybooksSection),
    ("days-off", "Days off", "calendar", DaysOffSection),
    ("formats", "Formats", "formats", FormatsSection),
    ("appearance", "Appearance", "palette", AppearanceSection),
    ("backup", "Backup", "archive", BackupSection),
    ("book", "Book", "database", BookSection),
)
_FILLING = ("backup", "book", "playbooks")


class SettingsPage(PageFrame):
    """`enter(section="backup")` opens at a section."""

    title = "Settings"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Settings", parent=parent)
        self._context = context
        self._made: dict[str, QWidget] = {}
        self._views: dict[str, QWidget] = {}
        self._current = "profile"
        self.set_summary("Each change is kept as you make it, and can be undone.")
        px = theme().px
        row = QHBoxLayout()
        row.setContentsMargins(0, px(8), 0, 0)
        row.setSpacing(px(32))
        side = QVBoxLayout()
        side.setSpacing(px(2))
        self._rows: dict[str, NavRow] = {}
        for key, words, icon, _make in _SECTIONS:
            entry = NavRow(key, words, icon)
            entry.pressed_key.connect(self.show_section)
            self._rows[key] = entry
            side.addWidget(entry)
        side.addStretch(1)
        row.addLayout(side)
        self._stack = QStackedWidget()
        row.addWidget(self._stack, 1)
        self.body.addLayout(row, 1)

    def enter(self, section: str = "", **_where: Any) -> None:
        """Show a section, or the last one seen."""
        self.show_section(section if section in self._rows else self._current)

    def where(self) -> dict[str, Any]:
        """What to remember of where one is."""
        return {"section": self._current}

    def changed(self, changed: Any) -> None:
        """Read the sections again that show what changed."""
        if "setting" in changed.kinds:
            for key in ("profile", "rules", "formats", "days-off"):
                self._refresh(key)
        if self._current == "book" and self.isVisible():
            self._refresh("book")

    def show_section(self, key: str) -> None:
        """Show one section."""
        self._context.flush()
        self._current = key
        for name, entry in self._rows.items():
            entry.setChecked(name == key)
        if key not in self._views:
            self._make(key)
        else:
            self._refresh(key)
        self._stack.setCurrentWidget(self._views[key])

    def _refresh(self, key: str) -> None:
        show: Callable[[], None] | None = getattr(self._made.get(key), "show_values", None)
        if show is not None:
            show()

    def _make(self, key: str) -> None:
        _, words, _, make = next(section for section in _SECTIONS if section[0] == key)
        section = make(self._context)
        px = theme().px
        if key in _FILLING:
            view = QWidget()
            column = QVBoxLayout(view)
            column.setContentsMargins(0, 0, 0, px(24))
            column.setSpacing(px(16))
            column.addWidget(Label(words, "section"))
            column.addWidget(section, 1)
            view.setMaximumWidth(px(960))
        else:
            view = Scroll(words, margins=(0, 0, 16, 24))
            view.body.addWidget(Label(words, "section"))
            view.body.addWidget(section)
            view.body.addStretch(1)
            section.setMaximumWidth(px(920 if key == "profile" else 680))
        self._made[key] = section
        self._views[key] = view
        self._stack.addWidget(view)
