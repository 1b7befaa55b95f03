"""The PDF writer: a document model in, the bytes of a PDF out, with the place of every field on its pages."""

from __future__ import annotations

from csdesk.documents.pdf.result import Anchor, PdfFile
from csdesk.documents.pdf.writer import write_pdf

__all__ = ["Anchor", "PdfFile", "write_pdf"]
