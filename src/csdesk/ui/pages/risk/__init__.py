"""The Risk place: what may be lost, how badly, and what is done about it."""

from __future__ import annotations

from csdesk.ui.pages.risk.page import RiskPage

__all__ = ["RiskPage"]
