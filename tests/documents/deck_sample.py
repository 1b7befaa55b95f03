"""Decks for tests: a usual one, an empty one, and one with more of everything than anybody would write."""

from __future__ import annotations

from datetime import date

from csdesk.documents.deck import (
    Block,
    Chart,
    Columns,
    Deck,
    Fact,
    Figure,
    Figures,
    GoalRow,
    GoalRows,
    NextDate,
    Saying,
    Series,
    Slide,
    TableBlock,
    Text,
    TextColumn,
)
from csdesk.documents.model import Audience, Cell, Chip, Column, Letterhead, Run, Table
from csdesk.documents.model import Tone as Status

LONG = " ".join(f"word{number}" for number in range(300))
NAME = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Söhne der Vereinigten "
    "Königlichen Molkereien"
)
DAY = date(2026, 12, 2)
HEAD = Letterhead("Kelvara", "Maya Lindqvist", "Customer Success", "maya@kelvara.example", colour="#27408B")
TONES: tuple[tuple[str, Status], ...] = (
    ("On track", "green"), ("At risk", "yellow"), ("Off track", "red"), ("Open", "neutral"),
    ("In progress", "progress"), ("Done", "complete"),
)  # fmt: skip


def cell(text: str) -> Cell:
    """A cell of one line."""
    return Cell((Run(text),))


def goal(number: int, text: str = "Board reporting a week earlier", now: str = "6.5 days") -> GoalRow:
    """A goal two thirds of the way."""
    return GoalRow(f"Goal {number}", text, "9.5 days", now, "5 days, 31 Dec", 0.667, Chip(*TONES[number % len(TONES)]))


def actions(count: int, *, long_row: int = -1) -> TableBlock:
    """A table of actions, one of them with 300 words."""
    columns = (Column("Action", "name"), Column("Owner", "owner"), Column("Due", "date"), Column("Status", "status"))
    rows = tuple(
        (
            cell(f"Action {number} " + (LONG if number == long_row else "of the list")),
            cell("Elena Sorge"),
            cell("27 Nov 2026"),
            Cell((Chip(*TONES[number % len(TONES)]),)),
        )
        for number in range(count)
    )
    return TableBlock(Table(columns, rows), "Actions")


def deck(*slides: Slide, audience: Audience = "customer", title: str = "Halden Foods", head: Letterhead = HEAD) -> Deck:
    """A deck around some slides."""
    return Deck(
        "Quarterly business review", title, audience, "Version 1", DAY, "2 December 2026", "30 November 2026",
        "Three days faster, and what it takes to reach five",
        (Fact("Date", ("2 December 2026", "14:00 to 15:05")), Fact("From Halden", ("Ingrid Halvorsen", "Priya Raman"))),
        slides, head, True,
    )  # fmt: skip


def usual(audience: Audience = "customer") -> Deck:
    """Six slides, as a review has them."""
    chart = Chart(
        "Value per month", "€ thousand", ("Feb", "Mar", "Apr"),
        (Series("Confirmed", (46.0, 52.0, 70.0)), Series("Under review", (0.0, 10.0, 14.0))),
    )  # fmt: skip
    columns = Columns(
        (TextColumn("Business", ("Chilled foods grow 9% a year",)), TextColumn("Technology", ("A new ledger",)))
    )
    date_panel = NextDate("Next review", "3", "March 2027", ("Wednesday, 14:00",), "By then: goal 1")
    risks = Saying("What could hold it back", ("The upgrade.",), strong=False)
    goals = GoalRows(tuple(goal(number) for number in range(3)))
    value = Figures((Figure("€ 832,100", "confirmed value", "85% of the total"),))
    return deck(
        Slide("Two of three goals are on course", "V", (goals,), notes=("Prompt V",)),
        Slide("Worth it", "V", (chart,), value),
        Slide("What we understand", "A", (columns, Saying("Over to you", ("What did we miss?",)))),
        Slide("Two steps would close the gap", "LU", (actions(2), risks)),
        Slide("What we agreed", "E", (actions(5),), date_panel),
        audience=audience,
    )


def overfull() -> Deck:
    """Twenty goals, texts of 300 words, names without end."""
    goals = [goal(n, LONG if n == 3 else "A usual outcome", LONG[:200] if n == 7 else "6.5 days") for n in range(20)]
    goals[5] = GoalRow(f"{NAME} {NAME}", "Short", LONG, LONG, LONG, None)
    columns = Columns(
        (TextColumn(NAME, (LONG, "x" * 400, "last")), TextColumn("Other", tuple(f"item {n}" for n in range(40))))
    )
    chart = Chart(
        NAME, NAME, tuple(f"Category {n} with a long name" for n in range(30)),
        (Series(NAME, tuple(float(n) for n in range(30))), Series("Second", (1.0,) * 30)),
    )  # fmt: skip
    figures = Figures(tuple(Figure("€ 9,999,999,999,999", LONG if n == 2 else "label", NAME) for n in range(7)))
    blocks: tuple[Block, ...] = (Text(LONG), actions(23, long_row=4), Saying("Last", ("The end.",)))
    return deck(
        Slide(LONG, "V", (GoalRows(tuple(goals)),), notes=(LONG,)),
        Slide("Context", "A", (columns, Saying(NAME, (LONG, "b", "c")))),
        Slide(f"Steps of {NAME}", "LU", blocks),
        Slide("Next", "E", (actions(23),), NextDate(NAME, "30", "September 2027", (LONG, NAME), LONG)),
        Slide("Figures", "V", (chart, Saying("Ask", ("Why?",))), figures),
        Slide("", "", ()),
        title=f"{NAME} {NAME}",
    )
