"""The Settings place."""

from csdesk.ui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
