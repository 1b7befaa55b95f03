"""The Reviews place: every meeting planned, to prepare, to close and held; and the page of one of them."""

from csdesk.ui.pages.reviews.page import ReviewsPage
from csdesk.ui.pages.reviews.review import ReviewPage

__all__ = ["ReviewPage", "ReviewsPage"]
