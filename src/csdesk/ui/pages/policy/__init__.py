"""A policy of one's own: changed in grids, checked, looked at, and taken."""

from csdesk.ui.pages.policy.page import PolicyPage

__all__ = ["PolicyPage"]
