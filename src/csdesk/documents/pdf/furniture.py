"""What stands around the text: band, letterhead, title, mark and footer, for customer, internal and draft copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csdesk.documents.model import Document
from csdesk.documents.palette import INK, INTERNAL_EDGE, RULE, WHITE
from csdesk.documents.pdf import style
from csdesk.documents.pdf.faces import face
from csdesk.documents.pdf.logo import Logo
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import Strip, paint_stack, stack_height
from csdesk.documents.pdf.style import Geometry, Setting
from csdesk.documents.pdf.text import Line
from csdesk.documents.pdf.typesetter import Typesetter
from csdesk.values.text import middle_ellipsis

_LOGO_TOP: Final = 42.0
_LOGO_WIDTH, _LOGO_HEIGHT = 140.0, 24.0
_MARK_WIDTH, _MARK_HEIGHT = 44.0, 10.0
_KIND_TOP: Final = 90.4
_LONG_TITLE: Final = 34
_LONG_NAME: Final = 40
_BAND_TEXT: Final = "#C9CFDA"
_DOT: Final = "\u00a0\u00a0·\u00a0\u00a0"


def bearing(text: str, size: float) -> float:
    """How far a large title moves left, so that its first letter stands on the margin by eye."""
    known = face("bold").face
    glyph = known.charToGlyph.get(ord(text[0])) if text else None
    if glyph is None:
        return 0.0
    side = known.hmetrics[glyph][1]
    # reportlab reads the bearing as unsigned: that of A, V or Y, which reach over their edge, would be 65,000 units.
    side = side - 65536 if side > 32767 else side
    return max(-60.0, min(120.0, float(side))) * size / 1000 * 0.4


@dataclass(frozen=True, slots=True)
class Head:
    """The title of the first page, set: its strips with the height at which each stands, and where text may start."""

    strips: tuple[tuple[float, float, tuple[Strip, ...]], ...]
    """x and top of each stack, from the left margin."""
    text_top: float


class Furniture:
    """Draws everything around the text of one document."""

    def __init__(self, document: Document, setter: Typesetter, page: Geometry, logo: Logo | None) -> None:
        self.document = document
        self.setter = setter
        self.page = page
        self.logo = logo
        self.internal = document.audience == "internal"
        self.name = middle_ellipsis(document.account or document.title, _LONG_NAME)
        self.head = self._compact_head() if document.compact else self._full_head()

    # The head of the first page

    def _title_text(self) -> str:
        return self.document.title or self.document.account or self.document.kind

    def _title(self, width: float) -> list[Strip]:
        text = self._title_text()
        if self.document.compact:
            return self.setter.text(text, style.TITLE_COMPACT, width)
        large, middle, small = style.TITLES
        if len(text) <= _LONG_TITLE:
            made = self.setter.text(text, large, width)
            if len(made) == 1:
                return made
        made = self.setter.text(text, middle, width)
        return made if len(made) <= 2 else self.setter.text(text, small, width)

    def _full_head(self) -> Head:
        width = self.page.text_width
        stacks: list[tuple[float, float, tuple[Strip, ...]]] = []
        y = _KIND_TOP
        title = self._title(width)
        if self.document.kind and self.document.kind != (self.document.title or self.document.account):
            kind = self.setter.text(self.document.kind.upper(), self._kind(), width)
            stacks.append((0.0, y, tuple(kind)))
            y += stack_height(kind)
        y = max(y, _KIND_TOP + 10) + 2
        # Large letters carry white at their left: bring their stems to the margin.
        stacks.append(
            (-bearing(self._title_text(), title[0].height * 0.83), y - (title[0].height - 30) * 0.2 - 0.6, tuple(title))
        )
        y += stack_height(title)
        if self.document.subtitle:
            subtitle = self.setter.text(self.document.subtitle, style.SUBTITLE, width)
            stacks.append((0.0, y - 0.8, tuple(subtitle)))
            y += stack_height(subtitle)
        return Head(tuple(stacks), max(self.page.first_top, y + 17))

    def _compact_head(self) -> Head:
        width = self.page.text_width - _LOGO_WIDTH - 20
        y = 42.0
        stacks: list[tuple[float, float, tuple[Strip, ...]]] = []
        if self.document.kind and self.document.kind != (self.document.title or self.document.account):
            kind = self.setter.text(self.document.kind.upper(), self._kind(), width)
            stacks.append((0.0, y, tuple(kind)))
            y += stack_height(kind) + 2
        for strips in (self._title(width), self._subtitle(width)):
            stacks.append((0.0, y, tuple(strips)))
            y += stack_height(strips)
        return Head(tuple(stacks), max(self.page.compact_top, y + 17))

    def _subtitle(self, width: float) -> list[Strip]:
        text = self.document.subtitle
        return self.setter.text(text, style.SUBTITLE_COMPACT, width) if text else []

    def _kind(self) -> Setting:
        return style.KIND.coloured(self.setter.palette.accent)

    # Drawing

    def draw(self, pen: Pen, number: int, count: int) -> None:
        """Everything above and below the text of page `number` (from 0) of `count`."""
        self._band(pen)
        if number == 0:
            self._letterhead(pen)
            for x, y, strips in self.head.strips:
                paint_stack(pen, strips, self.page.margin + x, y)
        else:
            self._mark(pen)

    def _line(self, text: str, setting: Setting) -> Line:
        return self.setter.one_line(text, setting)

    def _right(self, pen: Pen, text: str, setting: Setting, baseline: float, end: float) -> float:
        line = self._line(text, setting)
        pen.line(end - line.width, baseline, line)
        return end - line.width

    def _band(self, pen: Pen) -> None:
        if not self.internal:
            pen.box(0, 0, self.page.width, 5, self.setter.palette.band)
            return
        pen.box(0, 0, self.page.width, 20, INK)
        left = self.page.margin
        pen.lock(left + 1, 5, 9, WHITE)
        title = style.KIND.coloured(WHITE)
        pen.line(left + 14, 13.2, self._line("INTERNAL COPY", Setting("bold", 7.5, 10, WHITE, track=title.track)))
        why = "Do not send. The customer’s copy is a separate file."
        if not self.document.has_customer_copy:
            why = "Do not send. This paper is for us alone."
        elif self.document.final:
            why = f"Do not send. The customer’s copy of {self._version().lower()} is a separate file."
        self._right(pen, why, style.FURNITURE.coloured(_BAND_TEXT), 13.2, self.page.width - left)

    def _letterhead(self, pen: Pen) -> None:
        paper = self.document.letterhead
        left, right = self.page.margin, self.page.width - self.page.margin
        logo_x = right - _LOGO_WIDTH if self.document.compact else left
        if self.logo is not None:
            wide, high = self.logo.fit(_LOGO_WIDTH, _LOGO_HEIGHT)
            x = right - wide if self.document.compact else left
            self.logo.draw(pen, x, _LOGO_TOP + (20.3 - high) / 2 if high > 20.3 else _LOGO_TOP, wide, high)
        elif paper.company:
            lines = self.setter.text(paper.company, style.COMPANY, 220 if not self.document.compact else _LOGO_WIDTH)
            paint_stack(pen, lines[:2], logo_x, _LOGO_TOP)
        if self.document.compact:
            return
        who = ", ".join(part for part in (paper.person, paper.role if paper.person else "") if part)
        reach = _DOT.join(part for part in (paper.email, paper.phone) if part)
        baseline = 50.6
        for text in (who, reach):
            if text:
                made = self.setter.text(text, style.FURNITURE, 230, align="right")
                for strip in made:
                    strip.paint(pen, right - 230, baseline - style.FURNITURE.baseline)
                    baseline += style.FURNITURE.leading

    def _mark(self, pen: Pen) -> None:
        x = self.page.margin
        baseline = 43.4
        if self.logo is not None:
            wide, high = self.logo.fit(_MARK_WIDTH, _MARK_HEIGHT)
            self.logo.draw(pen, x, 35.6 + (_MARK_HEIGHT - high) / 2, wide, high)
            x += wide + 6
        account = self._line(self.name, Setting("bold", 8, 11, INK))
        pen.line(x, baseline, account)
        pen.line(
            x + account.width + 6,
            baseline,
            self._line(self._other_kind(), Setting("regular", 8, 11, style.LABEL.colour)),
        )

    def _other_kind(self) -> str:
        """The kind, where the name beside it does not say it already."""
        return "" if self.document.kind == self.name else self.document.kind

    def _version(self) -> str:
        version = self.document.version
        if self.document.final or "draft" in version.casefold() or not version.startswith("Version "):
            return version
        return "Draft"

    def foot(self, pen: Pen, number: int, count: int) -> None:
        """The footer: what this is on the left, for whom and which page on the right."""
        left, right = self.page.margin, self.page.width - self.page.margin
        pen.rule(left, right, self.page.height - 47.3, RULE, 0.6)
        baseline = self.page.height - 34.4
        start = self._right(pen, f"Page {number + 1} of {count}", style.FURNITURE, baseline, right) - 16
        bold = style.FURNITURE_BOLD
        if self.internal:
            start = self._right(pen, "Internal, not for the customer", bold, baseline, start)
            pen.lock(start - 11.5, baseline - 7.6, 8.5, INTERNAL_EDGE)
            start -= 12
        elif self.document.final and self.document.account.strip():
            accent = bold.coloured(self.setter.palette.accent)
            start = self._right(pen, f"Prepared for {self.name}", accent, baseline, start)
        said = [
            self.name,
            self._other_kind(),
            self._version(),
            self.document.dated_text,
        ]
        text = _DOT.join(part for part in said if part)
        line = self._line(text, style.FURNITURE)
        if line.width > start - left - 12 and not self.internal:
            # The right side names the account already.
            text = _DOT.join(part for part in said[1:] if part)
            line = self._line(text, style.FURNITURE)
        limit = len(text)
        while line.width > start - left - 12 and limit > 12:
            limit -= 2
            line = self._line(middle_ellipsis(text, limit), style.FURNITURE)
        pen.line(left, baseline, line)
        if self.document.letterhead.footer:
            setting = Setting("regular", 6.5, 8, style.LABEL.colour)
            for strip in self.setter.text(self.document.letterhead.footer, setting, self.page.text_width)[:2]:
                strip.paint(pen, left, baseline + 5.5)
                baseline += 8
