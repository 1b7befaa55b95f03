"""The Sync place: imports from the CRM, taking them back, and what to carry back."""

from csdesk.ui.pages.sync.page import SyncPage

__all__ = ["SyncPage"]
