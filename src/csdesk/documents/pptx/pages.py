"""From one slide of the deck to as many as its content needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from csdesk.documents.deck import Block, Chart, Columns, GoalRows, Panel, Saying, Slide, TableBlock, Text
from csdesk.documents.palette import Palette
from csdesk.documents.pptx import panels
from csdesk.documents.pptx.base import BODY_BOTTOM, BODY_TOP, BODY_WIDTH, TITLE_LEADING, TITLE_SIZE, TITLE_WIDTH
from csdesk.documents.pptx.blocks import WORDS, Piece, Setter
from csdesk.documents.pptx.charts import LOWEST, draw_chart
from csdesk.documents.pptx.measure import line_count, take
from csdesk.documents.pptx.pen import Sheet
from csdesk.documents.pptx.tables import Tables

_GAP: Final = 22.0
_SMALL: Final = (22.0, 27.0)
_ROOM_FOR_NUMBER: Final = " (99\u00a0of\u00a099)"


@dataclass(slots=True)
class Page:
    """One slide as it will be drawn."""

    pieces: list[Piece | _ChartPiece] = field(default_factory=list)
    panel: Callable[[Sheet], None] | None = None
    used: float = 0.0
    words: int = 0


@dataclass(frozen=True, slots=True)
class _ChartPiece:
    chart: Chart
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Title:
    """A slide's title as it is set; `full` is the whole sentence when it had to be cut."""

    text: str
    size: float
    leading: float
    full: str = ""


def fit_title(text: str) -> Title:
    """The title at 26 points on two lines, else at 22 on three, else its beginning."""
    text = " ".join(text.split()) or "–"
    if line_count(text + _ROOM_FOR_NUMBER, TITLE_SIZE, TITLE_WIDTH, True) <= 2:
        return Title(text, TITLE_SIZE, TITLE_LEADING)
    if line_count(text + _ROOM_FOR_NUMBER, _SMALL[0], TITLE_WIDTH, True) <= 3:
        return Title(text, *_SMALL)
    head, _ = take(text, _SMALL[0], TITLE_WIDTH - 60, 2, bold=True)
    return Title(head.rstrip(" .,;:") + "…", *_SMALL, full=text)


class Pager:
    """Shares blocks out over slides, in the colours of one letterhead."""

    def __init__(self, look: Palette) -> None:
        self.look = look
        self._setter = Setter(look)
        self._tables = Tables(look)

    def pages(self, slide: Slide, title: Title) -> list[Page]:
        """The slide's pages; at least one, even of nothing."""
        pages: list[Page] = []
        rest: list[Block] = [Text(title.full)] if title.full else []
        rest += [block for block in slide.blocks if not _empty(block)]
        panel: Panel | None = slide.panel
        while rest or panel is not None or not pages:
            page = Page()
            pages.append(page)
            taken = panels.width(panel)
            if panel is not None:
                page.panel, panel, left = panels.place(panel, self.look)
                rest += left
            self._fill(page, rest, BODY_WIDTH - taken)
        return pages

    def _fill(self, page: Page, rest: list[Block], width: float) -> None:
        while rest:
            gap = _GAP if page.pieces else 0.0
            room = BODY_BOTTOM - BODY_TOP - page.used - gap
            fresh = not page.pieces
            block = rest[0]
            if isinstance(block, Chart):
                # A saying after the chart keeps its place on the same slide.
                after = self._foot(rest[1:], width)
                height = room - after
                if not fresh and height < LOWEST:
                    return
                page.pieces.append(_ChartPiece(block, width, max(min(height, room), LOWEST)))
                page.used += gap + max(min(height, room), LOWEST)
                rest.pop(0)
                continue
            piece, left = self._cut(block, width, room, WORDS - page.words, fresh)
            if piece is None:
                if isinstance(block, Saying) and block.spare and len(rest) == 1:
                    rest.pop(0)
                return
            page.pieces.append(piece)
            page.used += gap + piece.height
            page.words += piece.words
            if left is None:
                rest.pop(0)
                continue
            rest[0] = left
            return

    def _foot(self, rest: list[Block], width: float) -> float:
        if len(rest) == 1 and isinstance(rest[0], Saying):
            piece, _ = self._setter.saying(rest[0], width, 140, WORDS, False)
            return piece.height + _GAP if piece else 0.0
        return 0.0

    def _cut(self, block: Block, width: float, room: float, words: int, fresh: bool) -> tuple[Piece | None, Any]:
        match block:
            case GoalRows():
                return self._setter.goals(block, width, room, words, fresh)
            case Text():
                return self._setter.text(block, width, room, words, fresh)
            case Columns():
                return self._setter.columns(block, width, room, words, fresh)
            case Saying():
                return self._setter.saying(block, width, room, words, fresh)
            case TableBlock():
                return self._tables.cut(block, width, room, words, fresh)
            case Chart():
                raise AssertionError("charts are placed by the pager itself")

    def draw(self, page: Page, slide: Any, sheet: Sheet, left: float) -> None:
        """The page's pieces from the top; a saying that comes last stands at the foot."""
        y = BODY_TOP
        for number, piece in enumerate(page.pieces):
            if isinstance(piece, _ChartPiece):
                draw_chart(slide, sheet, piece.chart, self.look, left, y, piece.width, piece.height)
            else:
                if piece.foot and number and number + 1 == len(page.pieces):
                    y = max(y, BODY_BOTTOM - piece.height)
                piece.draw(sheet, left, y)
            y += piece.height + _GAP
        if page.panel is not None:
            page.panel(sheet)


def _empty(block: Block) -> bool:
    match block:
        case GoalRows() | Columns():
            return not block.items or (isinstance(block, Columns) and not any(one.items for one in block.items))
        case Text():
            return not block.text.strip()
        case Saying():
            return not any(text.strip() for text in block.lines)
        case TableBlock():
            return not block.table.rows
        case Chart():
            return not block.categories or not block.series
