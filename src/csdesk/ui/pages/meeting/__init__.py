"""Meeting mode: the whole window for one review while it is held."""

from csdesk.ui.pages.meeting.page import MeetingPage

__all__ = ["MeetingPage"]
