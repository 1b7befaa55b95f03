"""Records on paper: tables with stacked second lines, timelines, and cards with their meter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from csdesk.documents.compose_values import (
    Scene,
    answer_of,
    is_level,
    is_status,
    items_of,
    piece_of,
    plain,
    printed,
    source,
    summed,
    tone_of,
    when,
)
from csdesk.documents.model import (
    Block,
    Callout,
    Callouts,
    Card,
    Cards,
    Cell,
    Chip,
    Column,
    KeyValue,
    Meter,
    Piece,
    Run,
    Table,
    Tone,
)
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Answer, Row
from csdesk.values.days import MONTHS, format_date
from csdesk.values.measure import progress

_NUMBERS = frozenset({"money", "percent", "number"})
_TEXTS = frozenset({"text", "long", "list", "choice", "choices"})
NOT_SHARED = "Not on the customer’s copy"
"""Said of a row on our own copy that the customer's leaves out."""
_LONG_NOTE = 220
"""Characters above which a note has a row of its own."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a section that are printed, with the fields that have something to say in any of them."""

    section: Section
    rows: tuple[Row, ...]
    fields: tuple[FormField, ...]
    withheld: frozenset[str] = frozenset()
    """Our own copy: the keys of rows that the customer does not see."""


def printed_rows(scene: Scene, section: Section) -> Rows:
    """Rows and fields with a printed answer; empty rows and empty columns are left out."""
    kept: list[Row] = []
    used: set[str] = set()
    withheld: set[str] = set()
    # What decides whether a row is shared is an instruction, not a part of the record.
    deciding = section.customer_if.names if section.customer_if is not None else frozenset()
    for row in scene.answers(section).rows:
        if not scene.shared(section, row):
            if not scene.internal:
                continue
            withheld.add(row.key)
        said = [
            field.id
            for field in section.fields
            if scene.shown(field, row.answers)
            and printed(field, answer_of(field, row.answers))
            and not (field.audience == "internal" and field.type == "yes-no" and field.id in deciding)
        ]
        # A record of which this audience may see its status alone says nothing.
        if any(not is_status(field) for field in section.fields if field.id in said):
            kept.append(row)
            used.update(said)
    if scene.blank(section):
        # Empty rows for the hand need every column.
        used.update(field.id for field in section.fields if field.editable)
    fields = tuple(field for field in section.fields if field.id in used and scene.allowed(field))
    return Rows(section, tuple(kept), fields, frozenset(withheld))


# Tables


def table_blocks(scene: Scene, found: Rows, *, timeline: bool = False) -> list[Block]:
    """A table of the rows, along a rail of status nodes if it is a timeline; our long notes on rows stand below it."""
    if not (found.rows or scene.blank(found.section)) or not found.fields:
        return []
    notes = [field for field in found.fields if field.audience == "internal" and field.type == "long"]
    if len(notes) == len(found.fields):
        notes = []
    fields = tuple(field for field in found.fields if field not in notes)
    table = _Tabler(scene, replace(found, fields=fields), timeline=timeline).table()
    return [table, *_notes(scene, found, notes)]


def _notes(scene: Scene, found: Rows, fields: Sequence[FormField]) -> list[Block]:
    """Notes on rows as callouts, two side by side; a long one alone."""
    brief: list[Callout] = []
    blocks: list[Block] = []
    title = next((field for field in found.fields if field.id == found.section.item_title), None)
    for row in found.rows:
        for field in fields:
            answer = answer_of(field, row.answers)
            if not scene.shown(field, row.answers) or not printed(field, answer):
                continue
            whose = plain(title, answer_of(title, row.answers)) if title is not None else ""
            label = ": ".join(part for part in (scene.field_label(field), whose) if part)
            run = Run(plain(field, answer), source(found.section, row.key, field.id))
            callout = Callout(label, run, internal=True, strong=False)
            if len(run.text) > _LONG_NOTE:
                blocks.append(Callouts((callout,)))
            else:
                brief.append(callout)
    return [Callouts(tuple(brief[start : start + 2])) for start in range(0, len(brief), 2)] + blocks


def answer_table(scene: Scene, section: Section, field: FormField, answer: Answer) -> Table | None:
    """The answer to a field that is itself a table."""
    value = answer.value
    if not isinstance(value, tuple):
        return None
    rows = tuple(Row("", cells) for cells in value if isinstance(cells, Mapping))
    where = source(section, "", field.id)
    columns = [column for column in field.columns if scene.allowed(column)]
    used = [column for column in columns if any(printed(column, answer_of(column, row.answers)) for row in rows)]
    lines = [row for row in rows if any(printed(column, answer_of(column, row.answers)) for column in used)]
    if not used or not lines:
        return None
    internal = field.audience == "internal"
    return Table(
        tuple(_column(scene, column, number == 0, internal=internal) for number, column in enumerate(used)),
        tuple(
            tuple(
                Cell((piece_of(column, answer, where),)) if printed(column, answer) else Cell()
                for column in used
                for answer in (answer_of(column, row.answers),)
            )
            for row in lines
        ),
    )


def _column(scene: Scene, field: FormField, named: bool, *, internal: bool = False) -> Column:
    head = scene.field_label(field)
    hidden = internal or field.audience == "internal"
    if named:
        return Column(head, "name", hidden)
    if field.type in _NUMBERS:
        return Column(head, "number", hidden)
    if field.type == "date":
        return Column(head, "date", hidden)
    if is_status(field):
        return Column(head, "status", hidden)
    if field.type == "contact":
        return Column(head, "owner", hidden)
    return Column(head, "text", hidden)


class _Tabler:
    """Builds one table."""

    def __init__(self, scene: Scene, found: Rows, *, timeline: bool = False) -> None:
        self.scene = scene
        self.found = found
        self.section = found.section
        known = {field.id: field for field in found.fields}
        self.under: dict[str, list[FormField]] = {}
        stacked: set[str] = set()
        for column, under in found.section.paper.stack:
            if column in known and under in known and under not in stacked:
                self.under.setdefault(under, []).append(known[column])
                stacked.add(column)
        rail = found.section.paper.rail
        self.columns = [field for field in found.fields if field.id not in stacked and field.id != rail]
        self.status = known.get(rail) or next((field for field in found.fields if is_status(field)), None)
        self.timeline = timeline and bool(self.columns)
        if self.timeline:
            first = next((field for field in self.columns if field.type == "date"), None)
            if first is None:
                self.timeline = False
            else:
                # From when to how it stands: the date first, the status last.
                rest = [field for field in self.columns if field is not first]
                self.columns = [first, *sorted(rest, key=is_status)]
        self.first = next((field for field in self.columns if field.id == self.section.item_title), self.columns[0])
        self.name = self._name()

    def _name(self) -> str:
        """The column that names its row, set bold: a person, or a title beside other text. A lone sentence is not."""
        wanted = self.section.item_title
        column = next((field for field in self.columns if field.id == wanted), None)
        column = column or next((field for field in self.columns if field.type in {"text", "contact"}), None)
        if column is None:
            return ""
        texts = [field for field in self.columns if field.type in _TEXTS and not is_status(field)]
        others = [field for field in texts if field is not column]
        named = column.type == "contact" or bool(self.under.get(column.id)) or bool(others)
        return column.id if named else ""

    def table(self) -> Table:
        """The table; its timeline has one tone per row."""
        heads = tuple(_column(self.scene, field, field.id == self.name) for field in self.columns)
        rows = tuple(tuple(self._cell(field, row) for field in self.columns) for row in self.found.rows)
        tones: tuple[Tone, ...] = ()
        if self.timeline:
            tones = tuple(self._tone(row) for row in self.found.rows)
        if self.scene.blank(self.section):
            rows += (tuple(Cell(blank=True) for _ in self.columns),) * self.section.paper.blank
        total = self._total()
        if self.section.paper.numbered and not self.timeline:
            heads = (Column("", "date"), *heads)
            total = (Cell((Run("\u00a0"),)), *total) if total else None
            count = len(self.found.rows)
            rows = tuple(
                (Cell((Run(str(place), "", "bold"),)) if place <= count else Cell(blank=True), *cells)
                for place, cells in enumerate(rows, 1)
            )
        return Table(heads, rows, total, tones)

    def _total(self) -> tuple[Cell, ...] | None:
        """A last row with the sums that the form asks for; none where two currencies meet."""
        wanted = self.section.paper.total
        sums: dict[str, str] = {}
        for field in self.columns:
            if field.id in wanted:
                values = [answer_of(field, row.answers).value for row in self.found.rows]
                sums[field.id] = summed(values, self.scene.formats)
        if len(self.found.rows) < 2 or not any(sums.values()):
            return None
        cells = [Cell((Run(sums.get(field.id) or "\u00a0"),)) for field in self.columns]
        if self.columns[0].id not in sums:
            cells[0] = Cell((Run("Total"),))
        return tuple(cells)

    def _tone(self, row: Row) -> Tone:
        if self.status is None:
            return "neutral"
        return tone_of(self.status, answer_of(self.status, row.answers)) or "neutral"

    def _cell(self, field: FormField, row: Row) -> Cell:
        lines: list[Piece] = []
        answer = answer_of(field, row.answers)
        stacked = self.under.get(field.id, [])
        levels = is_level(field) and any(is_level(other) for other in stacked)
        if self._said(field, row):
            where = source(self.section, row.key, field.id)
            lines.append(piece_of(field, answer, where, named=levels))
            if field.id == self.name and answer.second and not stacked:
                lines.append(Run(answer.second, where, "muted"))
            late = self._late(field, row)
            if late:
                lines.append(Run(late, where, "muted"))
        for other in stacked:
            if self._said(other, row):
                where = source(self.section, row.key, other.id)
                lines.append(piece_of(other, answer_of(other, row.answers), where, named=levels, muted=True))
        if field is self.first and row.key in self.found.withheld:
            lines.append(Run(NOT_SHARED, source(self.section, row.key, field.id), "muted"))
        return Cell(tuple(lines))

    def _said(self, field: FormField, row: Row) -> bool:
        return self.scene.shown(field, row.answers) and printed(field, answer_of(field, row.answers))

    def _late(self, field: FormField, row: Row) -> str:
        """On a timeline: by how much a date lies behind the one it was planned for."""
        if not self.timeline or field.type != "date" or field is self.columns[0]:
            return ""
        planned = when(answer_of(self.columns[0], row.answers).value)
        reached = when(answer_of(field, row.answers).value)
        if planned is None or reached is None or reached <= planned:
            return ""
        days = (reached - planned).days
        return f"{days} {'day' if days == 1 else 'days'} late"


# Cards


def card_blocks(scene: Scene, found: Rows) -> list[Block]:
    """One card for each row."""
    if not found.rows:
        return []
    return [Cards(tuple(_card(scene, found, row, number) for number, row in enumerate(found.rows, 1)))]


def _card(scene: Scene, found: Rows, row: Row, number: int) -> Card:
    section, known = found.section, set(found.fields)
    left = [field for field in section.fields if scene.shown(field, row.answers)]
    left = [field for field in left if field in known and printed(field, answer_of(field, row.answers))]

    def take(field: FormField | None) -> Run | None:
        if field is None:
            return None
        left.remove(field)
        return Run(plain(field, answer_of(field, row.answers)), source(section, row.key, field.id))

    status = next((field for field in left if is_status(field) and field.audience == "customer"), None)
    chip: Chip | None = None
    if status is not None:
        left.remove(status)
        made = piece_of(status, answer_of(status, row.answers), source(section, row.key, status.id))
        chip = made if isinstance(made, Chip) else None
    open_texts = [field for field in left if field.audience == "customer" and field.type in {"text", "long"}]
    titled = next((field for field in left if field.id == section.item_title), None)
    titled = titled or next((field for field in open_texts if field.type == "text"), None)
    if titled is not None and titled not in left:
        titled = None
    title = take(titled)
    text = take(next((field for field in left if field in open_texts and field.type == "long"), None))
    meter = _meter(scene, section, row)
    if meter is not None:
        left = [field for field in left if field.id not in {"baseline", "current", "target", "current_on"}]
    facts: list[KeyValue] = []
    notes: list[Callout] = []
    for field in left:
        answer = answer_of(field, row.answers)
        said = "\n".join(f"– {item}" for item in items_of(answer)) if field.type == "list" else plain(field, answer)
        value = Run(said, source(section, row.key, field.id))
        label = scene.field_label(field)
        if field.audience == "internal":
            notes.append(Callout(label, value, internal=True, strong=False))
        else:
            facts.append(KeyValue(label, value))
    if row.key in found.withheld:
        notes.append(Callout("", Run(NOT_SHARED), internal=True, strong=False))
    heading = title or Run(section.item[:1].upper() + section.item[1:] if section.item else section.title)
    return Card(str(number), heading, text, chip, meter, tuple(facts), tuple(notes))


def _meter(scene: Scene, section: Section, row: Row) -> Meter | None:
    """The way from baseline to target, from the fields of those names; None when it cannot be measured."""
    fields = {field.id: field for field in section.fields if scene.shown(field, row.answers)}
    if not {"baseline", "current", "target"} <= fields.keys():
        return None

    def said(name: str) -> str:
        field = fields.get(name)
        answer = answer_of(field, row.answers) if field is not None else None
        return plain(field, answer).strip() if field is not None and answer is not None and not answer.empty else ""

    start, now, target = said("baseline"), said("current"), said("target")
    fraction = progress(start, now, target, scene.formats)
    if fraction is None:
        return None
    measured = when(row.answers["current_on"].value) if "current_on" in fields and "current_on" in row.answers else None
    due = when(row.answers["target_date"].value) if "target_date" in fields and "target_date" in row.answers else None
    if measured is not None:
        month = MONTHS[measured.month - 1] + ("" if measured.year == scene.year else f" {measured.year}")
        now = f"{now} in {month}"
    if due is not None:
        target = f"{target} by {format_date(due, 'short')}"
    return Meter(fraction, f"{start} at the start", now, target)


def hidden_answers(found: Rows) -> int:
    """How many parts of printed rows only our own copy shows: rows when all of it is ours, else columns and notes."""
    internal = [field for field in found.fields if field.audience == "internal"]
    if len(internal) == len(found.fields):
        return len(found.rows)
    long = [field for field in internal if field.type == "long" or found.section.paper.layout == "cards"]
    notes = sum(printed(field, answer_of(field, row.answers)) for field in long for row in found.rows)
    return len(internal) - len(long) + notes
