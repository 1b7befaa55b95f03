"""What the parts of one Word file share while it is being written."""

from __future__ import annotations

from dataclasses import dataclass, field

from csdesk.documents.docx.controls import Controls
from csdesk.documents.docx.pictures import Picture, inline, lock_picture
from csdesk.documents.docx.xml import run, starts_right_to_left
from csdesk.documents.model import Run
from csdesk.documents.palette import INTERNAL_EDGE, Palette

INTERNAL_WORDS = "internal"
"""Alternative text of every lock."""


@dataclass
class Part:
    """One part with its own relations: the body, a header, a footer."""

    pictures: dict[str, str] = field(default_factory=dict)
    """Media file name by relation id."""


@dataclass
class Context:
    """Colours, controls, pictures and warnings of the document being written; `part` is the one in hand."""

    palette: Palette
    controls: Controls
    language: str
    width: int
    """Text width in twips."""
    part: Part = field(default_factory=Part)
    media: dict[str, Picture] = field(default_factory=dict)
    """Picture by media file name; a picture used often is stored once."""
    warnings: list[str] = field(default_factory=list)
    internal_section: bool = False
    """Whether the section in hand is internal as a whole, and says so at its heading."""
    drawings: int = 0
    lists: int = 0

    def relation(self, picture: Picture) -> str:
        """The relation id of a picture in the part in hand."""
        name = next((name for name, kept in self.media.items() if kept.data == picture.data), "")
        if not name:
            name = f"image{len(self.media) + 1}.{picture.ending}"
            self.media[name] = picture
        for relation, used in self.part.pictures.items():
            if used == name:
                return relation
        relation = f"rIdPicture{len(self.part.pictures) + 1}"
        self.part.pictures[relation] = name
        return relation

    def drawing(self) -> int:
        """The next drawing number."""
        self.drawings += 1
        return self.drawings

    def lock(self, size: float, colour: str = INTERNAL_EDGE) -> str:
        """A lock in the line, `size` points high."""
        return inline(
            self.drawing(), self.relation(lock_picture(colour)), (size, size), INTERNAL_WORDS, style="PictureLow"
        )

    def number_list(self) -> int:
        """A new numbering that starts at 1."""
        self.lists += 1
        return 2 + self.lists

    def text(self, piece: Run, style: str = "") -> str:
        """A text's runs, inside a content control when it is the answer of a field."""
        content = run(piece.text, style)
        if not piece.source:
            return content
        return self.controls.text(piece.source, content) if content else self.controls.blank(piece.source, "", style)

    @staticmethod
    def backwards(text: str) -> bool:
        """Whether a paragraph of this text runs from right to left."""
        return starts_right_to_left(text)
