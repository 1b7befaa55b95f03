"""The Today place: one ordered list of what needs doing, the portfolio, the routine and the next meetings."""

from csdesk.ui.pages.today.page import TodayPage

__all__ = ["TodayPage"]
