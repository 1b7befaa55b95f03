"""Slides: a deck as one PowerPoint file."""

from csdesk.documents.pptx.write import PptxFile, write_pptx

__all__ = ["PptxFile", "write_pptx"]
