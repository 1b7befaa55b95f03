"""write_pdf: the one door of the PDF writer."""

from __future__ import annotations

import threading

from csdesk.documents.model import Document
from csdesk.documents.pdf.result import PdfFile

_ONE_AT_A_TIME = threading.Lock()
"""The faces are shared by all documents and keep their place while they are read."""


def write_pdf(document: Document, *, reproducible: bool = False) -> PdfFile:
    """The document as a PDF. With `reproducible`, the same document always gives the same bytes (no date, no id).

    Text is never read as markup; nothing outside the document is opened but fonts.
    """
    from csdesk.documents.pdf.press import print_document

    with _ONE_AT_A_TIME:
        return print_document(document, reproducible=reproducible)
