"""A deck as one PowerPoint file: title slide, content slides, notes, properties."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from csdesk.documents.deck import LETTERS, Deck, Fact, Slide
from csdesk.documents.model import Letterhead
from csdesk.documents.palette import INK, MUTED, RULE, TEXT, Palette, contrast, mix, palette
from csdesk.documents.pptx.base import (
    CONTENT_LAYOUT,
    COVER,
    COVER_LEFT,
    COVER_RULE,
    COVER_WIDTH,
    LEFT,
    PANEL_LAYOUT,
    RIGHT,
    TITLE_LAYOUT,
    Base,
    empty_deck,
    usable_logo,
)
from csdesk.documents.pptx.measure import line_count, take
from csdesk.documents.pptx.pages import Pager, Title, fit_title
from csdesk.documents.pptx.pen import Line, Sheet, frame_xml, line
from csdesk.values.text import clean, middle_ellipsis

_TRACKER: Final = 20.0
_LONGEST_NAME: Final = 40
_LONGEST_PROPERTY: Final = 255
_FACT_LINES: Final = 5
_COVER_SIZES: Final = ((48.0, 54.0), (38.0, 44.0), (30.0, 36.0), (24.0, 29.0), (20.0, 25.0))


@dataclass(frozen=True, slots=True)
class PptxFile:
    """A finished PowerPoint file, and what its reader should know about it, in plain sentences."""

    data: bytes
    warnings: tuple[str, ...] = ()
    slides: int = 0
    pages: tuple[int, ...] = ()
    """How many slides each slide of the deck became, the title slide apart."""


def write_pptx(deck: Deck, *, logo_png: bytes = b"") -> PptxFile:
    """`deck` as a PowerPoint file. `logo_png` is the logo drawn as PNG, needed when the letterhead's is an SVG.

    A customer's deck never has speaker notes, whatever the slides hold. The same deck always gives the same bytes.
    """
    warnings: list[str] = []
    look = palette(deck.letterhead.colour)
    base = empty_deck(deck, look, usable_logo(deck, logo_png, warnings))
    _cover(base, deck, warnings)
    pager = Pager(look)
    number = 1
    counts: list[int] = []
    for slide in deck.slides:
        title = fit_title(slide.title)
        if title.full:
            warnings.append(f"Slide {number + 1}: the title is too long for three lines; it stands in full below.")
        elif title.size < 26:
            warnings.append(f"Slide {number + 1}: the title needs more than two lines; shorten it.")
        pages = pager.pages(slide, title)
        counts.append(len(pages))
        for at, page in enumerate(pages, 1):
            number += 1
            native, sheet = base.sheet(PANEL_LAYOUT if page.panel is not None else CONTENT_LAYOUT)
            _head(sheet, look, title, f" ({at}\u00a0of\u00a0{len(pages)})" if len(pages) > 1 else "", slide)
            pager.draw(page, native, sheet, LEFT)
            _foot(sheet, deck, number)
            if deck.internal and slide.notes and at == 1:
                _notes(native, slide)
    _properties(base, deck)
    out = io.BytesIO()
    base.presentation.save(out)
    return PptxFile(_stamped(out.getvalue(), deck), tuple(warnings), number, tuple(counts))


def _cover(base: Base, deck: Deck, warnings: list[str]) -> None:
    """The title slide: whose review, of what day, who comes."""
    look = base.look
    native, sheet = base.sheet(TITLE_LAYOUT)
    name = " ".join(deck.title.split()) or "–"
    room = 170.0
    subtitle = _held(deck.subtitle, 20, COVER_WIDTH, 3, warnings, "The subtitle")
    under = line_count(subtitle, 20, COVER_WIDTH) * 26 + (6 if subtitle else 0)
    for size, leading in _COVER_SIZES:
        tall = line_count(name, size, COVER_WIDTH, True) * leading
        if tall <= (leading * 2 if size > 24 else room):
            break
    else:
        name = _held(name, size, COVER_WIDTH, int(room // leading), warnings, "The account's name")
        tall = line_count(name, size, COVER_WIDTH, True) * leading
    top = min(190.0, COVER_RULE - 24 - under - tall)
    sheet.text(
        COVER_LEFT, top - 24, COVER_WIDTH, 18,
        (line(middle_ellipsis(deck.kind, 60).upper(), 13, 18, look.accent, bold=True, tracking=1.0),), name="Kind",
    )  # fmt: skip
    sheet.placeholder(
        "title", 0, (line(name, size, leading, INK, bold=True),), "Title", frame_xml(COVER_LEFT, top, COVER_WIDTH, tall)
    )
    if subtitle:
        sheet.text(COVER_LEFT, top + tall + 6, COVER_WIDTH, under - 6, (line(subtitle, 20, 26, TEXT),), name="Subtitle")
    _facts(sheet, deck.facts[:4], warnings)
    quiet = mix(look.band, look.on_band, 0.85)
    quiet = quiet if contrast(quiet, look.band) >= 4.5 else look.on_band
    told = [f"Prepared for {middle_ellipsis(deck.title, _LONGEST_NAME)}"] if deck.final and not deck.internal else []
    told += ["Internal, not for the customer"] if deck.internal else []
    told.append(f"{deck.version}, {deck.stamp_text or deck.dated_text}")
    told += [_person(deck.letterhead)] if deck.letterhead.person else []
    told += [deck.letterhead.footer] if deck.letterhead.footer else []
    wide = COVER - LEFT - 30
    lines: list[Line] = []
    used = 0.0
    for text in told:
        count = line_count(text, 14, wide)
        if used + count * 20 <= 160:
            lines.append(line(text, 14, 20, quiet))
            used += count * 20
    sheet.text(LEFT, 496 - used, wide, used, lines, name="Version")
    if deck.internal and deck.slides and deck.slides[0].notes:
        _notes(native, Slide(deck.title, notes=("Every slide’s notes hold what to say and ask there.",)))


def _person(letterhead: Letterhead) -> str:
    return ", ".join(part for part in (letterhead.person, letterhead.role) if part)


def _held(text: str, size: float, width: float, lines: int, warnings: list[str], what: str) -> str:
    head, rest = take(text, size, width, lines)
    if not rest:
        return text
    warnings.append(f"{what} is too long for the title slide and ends in “…” there.")
    return head.rstrip(" .,;:")[:-1] + "…"


def _facts(sheet: Sheet, facts: tuple[Fact, ...], warnings: list[str]) -> None:
    if not facts:
        return
    sheet.rule(COVER_LEFT, COVER_RULE, COVER_WIDTH, RULE)
    wide = (COVER_WIDTH - 20.0 * (len(facts) - 1)) / len(facts)
    labels = [_held(fact.label, 13, wide, 2, warnings, "A label") for fact in facts]
    deep = max(line_count(label, 13, wide) for label in labels)
    for number, (fact, label) in enumerate(zip(facts, labels, strict=True)):
        lines = [line(label, 13, 17, MUTED)]
        # Values begin on one line, whatever the labels above them take.
        lower = (deep - line_count(label, 13, wide)) * 17.0
        used = 0
        shown = 0
        for text in fact.lines:
            need = line_count(text, 15, wide)
            more = shown + 1 < len(fact.lines)
            if used + need > _FACT_LINES - (1 if more else 0):
                if shown:
                    break
                text = _held(text, 15, wide, _FACT_LINES - 1, warnings, "A name")
                need = _FACT_LINES - 1
            lines.append(line(text, 15, 20, INK, before=4 + lower if not shown else 0))
            used += need
            shown += 1
        hidden = len(fact.lines) - shown
        if hidden:
            lines.append(line(f"and {hidden} more", 15, 20, INK))
            warnings.append(f"The title slide has room for {shown} of {len(fact.lines)} lines under “{fact.label}”.")
        sheet.text(COVER_LEFT + number * (wide + 20), COVER_RULE + 10, wide, 138, lines, name=f"Fact {number + 1}")


def _head(sheet: Sheet, look: Palette, title: Title, suffix: str, slide: Slide) -> None:
    """The title, and the five squares that show which parts of the review the slide belongs to."""
    sheet.placeholder("title", 0, (line(title.text + suffix, title.size, title.leading, INK, bold=True),), "Title")
    if not slide.letters:
        return
    gap = 4.0
    x = RIGHT - 5 * _TRACKER - 4 * gap
    y = 40.0
    with sheet.group(x, y, 5 * _TRACKER + 4 * gap, _TRACKER, "Part of the review", f"VALUE: {slide.letters}"):
        for letter in LETTERS:
            here = letter in slide.letters
            sheet.rectangle(x, y, _TRACKER, _TRACKER, look.band if here else "#EEF0F3", name=f"Part {letter}")
            sheet.text(
                x, y, _TRACKER, _TRACKER,
                (line(letter, 12, 15, look.on_band if here else MUTED, bold=True, align="ctr"),), name=letter,
                anchor="ctr",
            )  # fmt: skip
            x += _TRACKER + gap


def _foot(sheet: Sheet, deck: Deck, number: int) -> None:
    parts = [middle_ellipsis(deck.title, _LONGEST_NAME), middle_ellipsis(deck.kind, 40), deck.dated_text]
    if deck.internal:
        parts.append("Internal, not for the customer")
    elif not deck.final:
        parts.append(deck.version)
    sheet.placeholder("ftr", 3, (line("  ·  ".join(part for part in parts if part), 10.5, 14, MUTED),), "Footer")
    sheet.add(
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
        '<p:cNvPr id="{id}" name="Slide number"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        '<p:nvPr><p:ph type="sldNum" sz="quarter" idx="4"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
        '<a:lstStyle/><a:p><a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="{sheet.language}"/><a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>'
    )


def _notes(native: Any, slide: Slide) -> None:
    native.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _properties(base: Base, deck: Deck) -> None:
    one = base.presentation.core_properties
    day = datetime(max(deck.dated.year, 1980), deck.dated.month, deck.dated.day)

    def held(text: str) -> str:
        return clean(" ".join(text.split()))[:_LONGEST_PROPERTY]

    one.title = held(f"{deck.title}: {deck.kind}")
    one.subject = held(deck.kind)
    one.author = held(deck.letterhead.person or deck.letterhead.company)
    one.last_modified_by = one.author
    one.category = "Internal, not for the customer" if deck.internal else ""
    one.keywords = ""
    one.comments = ""
    one.version = held(deck.version)
    one.language = base.language
    one.created = one.modified = day
    one.revision = 1


def _stamped(data: bytes, deck: Deck) -> bytes:
    """The package with the deck's own day on every part, the workbooks of charts included."""
    stamp = (max(deck.dated.year, 1980), deck.dated.month, deck.dated.day, 0, 0, 0)
    moment = f"{stamp[0]:04}-{stamp[1]:02}-{stamp[2]:02}T00:00:00Z"
    return _repacked(data, stamp, moment, deck)


def _repacked(data: bytes, stamp: tuple[int, int, int, int, int, int], moment: str, deck: Deck) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = _repacked(part, stamp, moment, deck)
            elif name == "docProps/app.xml":
                part = _APP.encode()
            elif name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment.encode(), part)
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()


_APP: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>CSDesk</Application></Properties>"
)
