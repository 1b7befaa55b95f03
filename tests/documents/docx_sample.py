"""Documents by hand for the Word tests: one of every block, in a customer's and an internal copy."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from datetime import date

from csdesk.documents.model import (
    Block,
    Callout,
    Callouts,
    Card,
    Cards,
    Cell,
    Check,
    Checklist,
    Chip,
    Column,
    Document,
    Heading,
    ItemList,
    KeyValue,
    KeyValues,
    Letterhead,
    Level,
    Meter,
    PageBreak,
    Paragraph,
    Piece,
    Run,
    SideBySide,
    Signature,
    Signatures,
    Table,
)


def png(width: int = 280, height: int = 48) -> bytes:
    """A plain PNG of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = (b"\x00" + b"\x27\x40\x8b" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


LETTERHEAD = Letterhead(
    company="Orlen & Vask",
    person="Mira Solano",
    email="mira.solano@orlenvask.example",
    phone="+45 70 555 014",
    logo=png(),
)


def cell(*lines: str | Piece) -> Cell:
    """A cell from texts and pieces."""
    return Cell(tuple(Run(line) if isinstance(line, str) else line for line in lines))


def fact(label: str, value: str, internal: bool = False) -> KeyValue:
    """A label over a value."""
    return KeyValue(label, Run(value), internal)


def goal(number: int = 1) -> Card:
    """A card with everything on it but notes."""
    return Card(
        str(number),
        Run("Ship every order within a day", f"goals/{number}/title"),
        Run("Retail buyers see stock leave before noon.", f"goals/{number}/outcome"),
        Chip("At risk", "yellow"),
        Meter(0.4, "2.4 days at the start", "1.5 days in October", "1.0 days by 31 Dec 2026"),
        (fact("Measured by", "Dispatch scans"), fact("Owner at Brenner", "Lena Kastner")),
    )


BLOCKS: tuple[Block, ...] = (
    KeyValues((fact("Product", "Orlen Depot"), fact("Renewal", "31 January 2028"), fact("Backup", "Sven Tarr")), 2),
    Heading("Executive summary"),
    Paragraph(Run("Brenner ships its orders almost a day sooner.", "summary//lead"), "lead"),
    Paragraph(Run("The third goal needs attention.\n\nWe propose a clearing effort from 1 December.", "summary//text")),
    Callouts((Callout("What Brenner wants", Run("One depot process.")), Callout("How we know", Run("No shop waits.")))),
    Heading("Goals", note="2 goals"),
    Cards((goal(1), goal(2))),
    Heading("Milestones"),
    Table(
        (Column("Target", "date"), Column("Milestone", "name"), Column("Status", "status")),
        (
            (
                cell("13 Mar 2026"),
                cell("Go-live", Run("All depots post", style="muted")),
                cell(Chip("Done", "complete")),
            ),
            (cell("31 Mar 2027"), cell("Outcome confirmed"), cell(Chip("Planned", "neutral"))),
        ),
        timeline=("complete", "neutral"),
    ),
    PageBreak(),
    Heading("How we work together"),
    SideBySide(
        (
            Table(
                (Column("With", "name"), Column("Rating"), Column("Value", "number")),
                (
                    (cell("Hanne Kohl"), cell(Level(2, "Medium impact")), cell("€ 212,000")),
                    (cell("Ada"), cell(), cell()),
                ),
                total=(cell("Total"), cell(), cell("€ 212,000")),
            ),
        ),
        (Checklist((Check(Run("Weekly check-in", "meet/weekly/"), True), Check(Run("Review"), False)), "Agreed"),),
        0.6,
    ),
    Heading("Priorities"),
    SideBySide(
        (ItemList((Run("Close the year"), Run("Sign contracts")), "At Brenner", True),),
        (ItemList((Run("Bring the backlog down"),), "At Orlen"),),
    ),
    Heading("Approvals"),
    Signatures(
        (
            Signature("For Brenner", Run("Hanne Kohl", "approvals/r1/who"), "Chief Operating Officer"),
            Signature("For Orlen & Vask", Run("Mira Solano"), "Success Manager", True, "18 Nov 2026"),
        )
    ),
)


def customer(**changes: object) -> Document:
    """The customer's copy, final and issued."""
    document = Document(
        kind="Success plan",
        title="Brenner Garden",
        audience="customer",
        account="Brenner Garden",
        version="Version 3",
        dated=date(2026, 11, 18),
        dated_text="18 November 2026",
        subtitle="What we agreed, where it stands, and what comes next",
        letterhead=LETTERHEAD,
        blocks=BLOCKS,
        final=True,
    )
    return dataclasses.replace(document, **changes)  # type: ignore[arg-type]


def internal(**changes: object) -> Document:
    """The internal copy, with everything the customer never sees."""
    note = Callout("Note on this goal", Run("Raise it with Hanne Kohl."), internal=True, strong=False)
    blocks: tuple[Block, ...] = (
        Heading("Context"),
        KeyValues((fact("Direction", "Grow online orders"), fact("ARR at risk", "€ 96,000 of € 412,000", True))),
        Cards((dataclasses.replace(goal(3), notes=(note,)),)),
        Heading("People"),
        Table(
            (Column("Name", "name"), Column("Role for us", internal=True)),
            ((cell("Ada Brandt"), cell("Blocker of the renewal")),),
        ),
        Heading("Opportunities", internal=True),
        Table(
            (Column("Opportunity", "name", True), Column("Value", "number", True)),
            ((cell("Two depots in Poland"), cell("€ 88,000")),),
        ),
    )
    document = customer(
        audience="internal", blocks=blocks, notice="4 fields are for Orlen only. The customer's file has none."
    )
    return dataclasses.replace(document, **changes)  # type: ignore[arg-type]
