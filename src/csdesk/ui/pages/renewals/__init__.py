"""The Renewals place."""

from csdesk.ui.pages.renewals.page import RenewalsPage

__all__ = ["RenewalsPage"]
