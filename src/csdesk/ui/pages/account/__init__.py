"""One account: its head, and everything about it in tabs."""

from csdesk.ui.pages.account.page import AccountPage

__all__ = ["AccountPage"]
