"""The Accounts place: the whole book in one grid."""

from csdesk.ui.pages.accounts.page import AccountsPage

__all__ = ["AccountsPage"]
