"""Plan my week: a day and a block of it for each thing of the week, by weight, and as the blocks of a day have room.

Blocks and the minutes of each kind of work are data (resources/library/routines/blocks.yaml). Nothing is moved until
the plan is accepted: own actions and playbook steps then get the day as theirs, the rest becomes an action of that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csdesk import paths, yamlfile
from csdesk.desk import records, settings
from csdesk.desk.review_times import review_type
from csdesk.desk.today_words import health
from csdesk.policy.priority import week_end
from csdesk.values.days import WEEKDAYS, format_date, is_working_day, next_working_day

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk
    from csdesk.desk.today import Entry, Today
    from csdesk.documents.model import Document

ORIGIN: Final = "Plan of the week"
"""What actions made by the plan are said to come from."""
_LONGEST: Final = 72
_USUAL: Final = ("desk", 20)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a working day, and for what it is."""

    id: str
    title: str
    first: time
    last: time

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.last.hour - self.first.hour) * 60 + self.last.minute - self.first.minute


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing on its day."""

    entry: Entry
    day: date
    block: str
    minutes: int

    @property
    def moves(self) -> bool:
        """Whether the plan gives it another day than it has; what a rule wants now stays where it is."""
        return self.day != (fixed(self.entry) or self.entry.item.due) and not self.entry.item.urgent


def fixed(entry: Entry) -> date | None:
    """The day that an action gives to something the rules want: a plan that was taken over."""
    return next((one.due for one in entry.also if one.key.startswith("action/")), None)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day of the plan: its things in order, the minutes of its meetings, and the minutes that its blocks have."""

    day: date
    slots: tuple[Slot, ...]
    meetings: int
    """Minutes of planned meetings."""
    room: int

    @property
    def minutes(self) -> int:
        """How much is planned, meetings among it."""
        return sum(one.minutes for one in self.slots) + self.meetings

    @property
    def name(self) -> str:
        """ "Monday 23 Nov"."""
        return f"{WEEKDAYS[self.day.weekday()]} {format_date(self.day, 'day')[4:]}"


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """The proposal for the week."""

    days: tuple[DayPlan, ...]
    blocks: tuple[Block, ...]

    @property
    def moved(self) -> tuple[Slot, ...]:
        """What the plan gives another day."""
        return tuple(slot for day in self.days for slot in day.slots if slot.moves)


@cache
def _blocks() -> tuple[tuple[Block, ...], Mapping[str, tuple[str, int]]]:
    keys = yamlfile.load(paths.resources() / "library" / "routines" / "blocks.yaml").mapping("blocks")
    blocks = []
    for node in keys["blocks"].items("blocks"):
        one = node.mapping("a block")
        first, last = (time.fromisoformat(one[name].text(name)) for name in ("from", "to"))
        blocks.append(Block(one["block"].text("block"), one["title"].text("title"), first, last))
    known = {one.id for one in blocks}
    work = {}
    for node in keys["work"].items("work"):
        one = node.mapping("work")
        block = one["block"].text("block")
        if block not in known:
            raise one["block"].error(f"there is no block “{block}”")
        work[one["key"].text("key")] = (block, one["minutes"].integer("minutes"))
    return tuple(blocks), work


def plan(desk: Desk, found: Today) -> WeekPlan:
    """A day for everything of this week, the weightiest first: the earliest working day with room up to its own.

    What a rule wants now and what is due today stay with today; what is late already goes where there is room.
    """
    blocks, work = _blocks()
    off = settings.days_off(desk)
    first, last = next_working_day(found.today, off), week_end(found.today)
    days = [day for day in _days(first, last) if is_working_day(day, off)] or [first]
    room = {(day, block.id): block.minutes for day in days for block in blocks}
    meetings = _meetings(desk, days[0], days[-1])
    for day, minutes in meetings.items():
        if (day, "customers") in room:
            room[day, "customers"] -= minutes
    placed: list[Slot] = []
    for entry in found.entries:
        if entry.group == "later":
            continue
        block, minutes = work.get(entry.key.partition("/")[0], _USUAL)
        due = entry.item.due
        late = due < days[0]
        may = days if late else [day for day in days if day <= due] or days[:1]
        chosen = fixed(entry)
        if entry.item.urgent or due == days[0]:
            day = days[0]
        elif chosen in days:
            day = chosen
        else:
            free = [day for day in may if room[day, block] >= minutes]
            day = free[0] if free else max(may, key=lambda one: (room[one, block], one))
        room[day, block] -= minutes
        placed.append(Slot(entry, day, block, minutes))
    whole = sum(block.minutes for block in blocks)
    return WeekPlan(
        tuple(
            DayPlan(day, tuple(one for one in placed if one.day == day), meetings.get(day, 0), whole) for day in days
        ),
        blocks,
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _meetings(desk: Desk, first: date, last: date) -> dict[date, int]:
    """The minutes of planned meetings, by day."""
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT r.date, r.minutes, coalesce(r.type, '') FROM review r JOIN account a ON a.id = r.account_id "
            "WHERE r.deleted_at IS NULL AND a.deleted_at IS NULL AND coalesce(r.status, 'planned') = 'planned' "
            "AND r.date BETWEEN ? AND ?",
            (first.isoformat(), last.isoformat()),
        ).fetchall()
    minutes: dict[date, int] = {}
    for text, length, kind in found:
        day = date.fromisoformat(text)
        minutes[day] = minutes.get(day, 0) + int(length or review_type(kind or "check-in").minutes)
    return minutes


def accept(desk: Desk, slots: Iterable[Slot]) -> Changed:
    """Take the days over, in one undo step: own actions and steps are moved, the rest gets an action of that day."""
    with desk.write("Plan the week") as tx:
        for one in slots:
            kind, _, number = one.entry.key.partition("/")
            if kind == "action" and number.isdecimal():
                records.update(desk, "action", int(number), {"due": one.day})
            elif kind == "step" and number.isdecimal():
                from csdesk.desk import runs

                runs.step_move(desk, int(number), one.day)
            elif one.entry.item.account_id is not None:
                values = {"title": one.entry.item.title, "due": one.day, "origin": ORIGIN,
                          "important": one.entry.important}  # fmt: skip
                records.create(desk, "action", values, account_id=one.entry.item.account_id)
    return tx.changed


# On paper


def document(desk: Desk, found: WeekPlan) -> Document:
    """The plan on paper: a table a day, with what is planned, for whom, why in a few words, and how long it takes."""
    from csdesk.desk import document_sealed
    from csdesk.documents.model import Cell, Column, Document, Heading, Paragraph, Run, Table

    today = desk.clock.today()
    blocks: list[object] = []
    columns = (Column("What", "name"), Column("Account"), Column("Why"), Column("Minutes", "number"))
    for day in found.days:
        blocks.append(Heading(f"{day.name}: {day.minutes / 60:.1f} of {day.room / 60:.1f} hours", 2))
        if not day.slots:
            blocks.append(Paragraph(Run("Nothing is planned yet."), "muted"))
            continue
        rows = []
        for slot in day.slots:
            _tone, score, word = health(slot.entry)
            account = slot.entry.name + (f" ({score} {word})" if score else "")
            cells = (slot.entry.item.title, account, _brief(slot.entry.item.evidence), str(slot.minutes))
            rows.append(tuple(Cell((Run(text),)) for text in cells))
        blocks.append(Table(columns, tuple(rows)))
    first, last = found.days[0].day, found.days[-1].day
    title = f"Week of {format_date(first, 'long')}"
    return Document(
        kind="Plan of the week",
        title=title,
        audience="internal",
        account=desk.profile.name or "My book",
        version="",
        dated=today,
        dated_text=format_date(today),
        subtitle=f"{format_date(first, 'day')} to {format_date(last, 'day')}",
        letterhead=document_sealed.letterhead(desk),
        blocks=tuple(blocks),  # type: ignore[arg-type]
        page=document_sealed.page(desk),
        has_customer_copy=False,
    )


def _brief(text: str) -> str:
    """The first thing that is said, cut at a word where it is long."""
    first = text.replace("; ", ". ").partition(". ")[0]
    return first if len(first) <= _LONGEST else first[:_LONGEST].rpartition(" ")[0] + "…"


def export(desk: Desk, found: WeekPlan, to: Path) -> Path:
    """Write the plan as a PDF; where it stands. DiskFull and the like as for every document."""
    from csdesk.documents.pdf import write_pdf

    made = write_pdf(document(desk, found))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(made.data)
    return to


def file_name(found: WeekPlan) -> str:
    """ "Week of 2026-11-23.pdf"."""
    return f"Week of {found.days[0].day.isoformat()}.pdf"


__all__ = [
    "Block", "DayPlan", "Slot", "WeekPlan", "accept", "document", "export", "file_name", "plan",
]  # fmt: skip
