"""The document workspace: sections and what is missing, the form, and the page as it will be exported."""

from csdesk.ui.pages.document.page import DocumentPage

__all__ = ["DocumentPage"]
