"""Documents as Word files."""

from csdesk.documents.docx.write import DocxFile, write_docx

__all__ = ["DocxFile", "write_docx"]
