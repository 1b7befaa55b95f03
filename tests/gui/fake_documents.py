"""A desk's documents in memory, for tests of the workspace alone: the same functions, no book."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from csdesk.desk.document_model import (
    Anchor,
    Difference,
    DocumentView,
    Exported,
    FieldPath,
    FieldView,
    Gap,
    HiddenField,
    Issue,
    Preview,
    Provenance,
    RowView,
    SectionView,
)
from csdesk.desk.errors import Invalid, NotReady
from csdesk.forms.schema import Form, FormField, Option, Section

TONES = (
    Option("on-track", "On track", "green"),
    Option("at-risk", "At risk", "yellow"),
    Option("off-track", "Off track", "red"),
)


def text(id_: str, label: str, type_: str = "text", **more: Any) -> FormField:
    """A field for the customer."""
    return FormField(id_, type_, label, more.pop("audience", "customer"), **more)  # type: ignore[arg-type]


PLAN = Form(
    "success-plan",
    "Success plan",
    "",
    "account",
    (
        Section(
            "summary",
            "Executive summary",
            "fields",
            (
                text("objective", "Primary business objective", "long", needed="final"),
                text("definition", "Success definition", "long", needed="final"),
                text("arr", "ARR", "money"),
                text("reference", "Reference agreed", "yes-no"),
            ),
            about="Why the customer bought, in their words.",
        ),
        Section(
            "goals",
            "Documented goals",
            "repeat",
            (
                text(
                    "outcome", "Business outcome", "long", needed="final", lines=1,
                    help="A result that a director there would recognise at once. Say the effect first.",
                    prompts=("How will you know that it worked?", "What happens if nothing changes?"),
                ),
                text("metric", "Measurable metric", width="half"),
                text("target_date", "Target date", "date", width="half", needed="final"),
                text("baseline", "Baseline", width="half"),
                text("target", "Target", width="half"),
                text("owner_customer", "Owner, customer", "contact", width="half", needed="final"),
                text("owner_ours", "Owner, our side", "contact", width="half", side="ours"),
                text("status", "Status", "choice", options=TONES),
                text("landscape", "Political landscape", "long", audience="internal"),
            ),
            about="Three to five outcomes worth paying for, each with a number and a date.",
            guide="Fewer goals, said sharply, are better than many.",
            item="goal",
            item_title="title",
            at_least=1,
        ),
        Section(
            "milestones",
            "Milestones",
            "rows",
            (text("title", "Milestone"), text("date", "Date", "date", width="half")),
            item="milestone",
            item_title="title",
            starts_with=("Technical go-live", "First value"),
        ),
        Section(
            "checks",
            "Before it is sent",
            "checklist",
            (text("read", "Read aloud once"), text("agreed", "Agreed with the sponsor")),
        ),
    ),
)  # fmt: skip


@dataclass
class FakeDocuments:
    """The functions of desk.documents that the workspace uses, over dictionaries."""

    form: Form = PLAN
    values: dict[str, object] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    state: str = "draft"
    written: list[tuple[str, object]] = field(default_factory=list)
    previews: int = 0
    fail_preview: bool = False
    next_key: int = 1
    FieldPath = FieldPath

    def open_document(self, desk: object, form: str, account: int | None) -> int:
        return 1

    def view(self, desk: object, document: int) -> DocumentView:
        sections, gaps, hidden = [], [], []
        for section in self.form.sections:
            if section.kind in ("rows", "repeat"):
                rows = []
                for number, key in enumerate(self.rows.get(section.id, []), 1):
                    fields = tuple(self._field(section, key, one) for one in section.fields)
                    title = str(self.values.get(f"{section.id}/{key}/{section.item_title}") or "")
                    rows.append(RowView(key, title, *_counts(fields), fields))
                    gaps += self._gaps(fields, f"{section.item.capitalize()} {number}")
                counts = [sum(row.answered for row in rows), sum(row.needed for row in rows)]
                sections.append(SectionView(section, True, *counts, (), tuple(rows)))
            else:
                fields = tuple(self._field(section, "", one) for one in section.fields)
                sections.append(SectionView(section, True, *_counts(fields), fields))
                gaps += self._gaps(fields, section.title)
            every = [one for row in sections[-1].rows for one in row.fields] + list(sections[-1].fields)
            hidden += [
                HiddenField(one.path, one.field.label, section.title)
                for one in every
                if one.field.audience == "internal" and one.text
            ]
        needed = sum(part.needed for part in sections)
        answered = sum(part.answered for part in sections)
        return DocumentView(
            document, self.form, 7, "Arvelle Logistics", self.state, 2, tuple(sections), answered, needed,
            tuple(gaps), tuple(hidden),
        )  # fmt: skip

    def _field(self, section: Section, row: str, one: FormField) -> FieldView:
        path = FieldPath(section.id, row, one.id)
        value = self.values.get(str(path))
        shown = "" if value is None else str(value)
        if one.type == "date" and isinstance(value, date):
            shown = f"{value.day} {value:%b %Y}"
        if one.type == "contact" and isinstance(value, int):
            shown = {1: "Ines Caldeira", 2: "Nora Hale"}[value]
        label, older = self.sources.get(str(path), ("", None))
        source = Provenance(label, None, label) if label else None
        needed = one.needed == "final"
        return FieldView(path, one, value, shown, source, older, True, needed, needed and not shown)

    @staticmethod
    def _gaps(fields: tuple[FieldView, ...], where: str) -> list[Gap]:
        return [Gap(one.path, one.field.label, where, "needed for final") for one in fields if one.missing]

    def set_value(self, desk: object, document: int, path: FieldPath, value: object) -> None:
        self.written.append((str(path), value))
        one = next(f for f in self.form.section(path.section).fields if f.id == path.field)
        if one.type == "date" and isinstance(value, str) and value:
            from csdesk.values.dates import parse_date
            from csdesk.values.errors import ParseError

            try:
                value = parse_date(value, date(2026, 11, 23))
            except ParseError as problem:
                raise Invalid(str(path), problem.reason) from problem
        if one.type == "money" and value and not str(value).lstrip("$").replace(",", "").isdigit():
            raise Invalid(str(path), f"“{value}” is not an amount")
        if value in ("", None):
            self.values.pop(str(path), None)
        else:
            self.values[str(path)] = value

    def put_back(self, desk: object, document: int, path: FieldPath) -> None:
        self.values[str(path)] = self.sources.pop(str(path))[1]

    def add_row(self, desk: object, document: int, section: str, values: Mapping[str, object]) -> None:
        key = str(100 + self.next_key)
        self.next_key += 1
        self.rows.setdefault(section, []).append(key)
        for name, value in values.items():
            self.values[f"{section}/{key}/{name}"] = value

    def remove_row(self, desk: object, document: int, section: str, key: str) -> None:
        self.rows[section].remove(key)

    def move_row(self, desk: object, document: int, section: str, key: str, index: int) -> None:
        self.rows[section].remove(key)
        self.rows[section].insert(index, key)

    def mark_final(self, desk: object, document: int) -> None:
        missing = self.view(desk, document).missing
        if missing:
            raise NotReady(missing)
        self.state = "final"

    def preview(self, desk: object, document: int, audience: str) -> Preview:
        self.previews += 1
        if self.fail_preview:
            raise RuntimeError("no room left")
        return page(self.values)

    def file_name(self, desk: object, document: int, audience: str, made: str) -> str:
        return f"Arvelle Logistics Success plan.{made}"

    def export(self, desk: object, document: int, to: Any, audience: str) -> Exported:
        to.write_bytes(page(self.values).pdf)
        left = self.view(desk, document).hidden if audience == "customer" else ()
        return Exported(to, audience, left, ("One letter has no shape in this font: 字",))

    def issues(self, desk: object, document: int) -> tuple[Issue, ...]:
        return (Issue(5, 1, date(2026, 2, 3)),)

    def compare(self, desk: object, first: int, second: int | None) -> tuple[Difference, ...]:
        return (Difference("Target, Goal 1", "92.0%", "94.0%"), Difference("Baseline, Goal 3", "", "12 days"))


def _counts(fields: tuple[FieldView, ...]) -> tuple[int, int]:
    needed = [one for one in fields if one.needed]
    return sum(1 for one in needed if one.text), len(needed)


def page(values: Mapping[str, object]) -> Preview:
    """A page with a line for each answer, and where each stands."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842))
    anchors = []
    for number, (path, value) in enumerate(values.items()):
        y = 60 + number * 30
        canvas.drawString(57, 842 - y - 10, str(value)[:80])
        anchors.append(Anchor(path, 0, 57, y, 400, y + 14))
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return Preview(buffer.getvalue(), 2, tuple(anchors))


def filled() -> FakeDocuments:
    """The plan as in the middle of work."""
    made = FakeDocuments()
    made.rows["goals"] = ["11", "12"]
    made.values = {
        "summary//objective": "Every depot plans its routes in one place",
        "goals/11/title": "Cut late deliveries",
        "goals/11/outcome": "Two retail contracts went over late deliveries. By spring every depot plans its routes "
        "in one place, so that dispatch can plan again within ten minutes.",
        "goals/11/metric": "On-time delivery, % of orders",
        "goals/11/target_date": date(2027, 3, 31),
        "goals/11/baseline": "81.4%",
        "goals/11/target": "94.0%",
        "goals/11/owner_customer": 1,
        "goals/11/owner_ours": 2,
        "goals/11/status": "at-risk",
        "goals/11/landscape": "Two directors disagree on who owns dispatch. Keep the numbers out until the pilot ends.",
        "goals/12/title": "One view of every depot",
        "goals/12/outcome": "Stock and routes of all 14 depots on one screen.",
    }
    made.sources = {
        "goals/11/baseline": ("Handoff note, 9 months old", None),
        "goals/11/target": ("Version 1 said 92.0%", "92.0%"),
    }
    return made


__all__ = ["FakeDocuments", "filled", "replace"]
