"""Every form that ships, filled to the last field with words found nowhere else: what each copy may hold, and no more.

The test walks the form, so a field that is added is covered by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import document_forms, documents, records, settings
from csdesk.desk.core import Desk
from csdesk.documents.verify import text_of
from csdesk.forms.schema import Form, FormField, Section
from csdesk.values.clock import FixedClock
from csdesk.values.days import format_date
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money

TODAY = date(2026, 11, 23)
FORMATS = Formats(date_order="dmy", currency="EUR")
WITHOUT_MARK = ("choice", "choices", "yes-no", "rating")
"""Types whose words many fields share, so that none can be told apart on a page."""


WHOLE = {
    f"{subject}.{one.id}"
    for subject, fields in document_forms.bindings().subjects.items()
    for one in fields.values()
    if one.type == "integer"
}
"""Numbers of the book that are whole."""


class Marks:
    """Values that name where they come from, and what they look like on a page."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.shown: dict[str, list[str]] = {"customer": [], "internal": []}
        self.fields: dict[tuple[str, str], list[str]] = {}
        """What is looked for, by section and field."""
        self.hidden: list[str] = []

    def section(self, section: Section) -> object:
        """A value for every field of a section; of rows three, the second kept from the customer."""
        if section.kind not in ("rows", "repeat"):
            return {one.id: self._field(section, one, one.audience) for one in section.fields if one.editable}
        return [self._row(section, place) for place in range(3)]

    def _row(self, section: Section, place: int) -> dict[str, object]:
        names = section.customer_if.names if section.customer_if is not None else frozenset()
        ours = bool(names) and place == 1
        row: dict[str, object] = {}
        for one in section.fields:
            if one.id in names and one.editable:
                row[one.id] = not ours
            elif one.editable:
                row[one.id] = self._field(section, one, "internal" if ours else one.audience)
        return row

    def _field(self, section: Section, field: FormField, audience: str) -> object:
        if section.kind == "checklist":
            self.shown[audience].append(field.label)
            return True
        value, shown = self._value(field)
        if field.type != "contact" or field.audience == audience:
            # Who owns a row kept from the customer is still one of their people, and listed among them.
            self.shown[audience] += shown
            self.fields.setdefault((section.id, field.id), []).extend(shown)
        return value

    def _value(self, field: FormField) -> tuple[Any, list[str]]:
        number = next(self._numbers)
        mark = f"Qzx{number:03}w"
        match field.type:
            case "long":
                return f"{mark} first.\n\n{mark}b second.", [mark, f"{mark}b"]
            case "list":
                return [mark, f"{mark}b"], [mark, f"{mark}b"]
            case "money":
                money = Money.of(700_000 + number * 111, "EUR")
                return {"amount": float(money.amount), "currency": "EUR"}, [format_money(money, FORMATS)]
            case "number" if field.binding in WHOLE:
                # Far from the days and years that a page may hold.
                return 480 + number, [str(480 + number)]
            case "percent" | "talk-time" | "number":
                return number + 0.5, [f"{number + 0.5:g}"]
            case "date":
                day = date(2031, 1, 1) + timedelta(days=number * 3)
                return day.isoformat(), [format_date(day)]
            case "choice" | "choices" if not field.options:
                # A record of the account that is named: which there are, the book says.
                return None, []
            case "choice" | "choices":
                one = field.options[number % len(field.options)].label
                return (one if field.type == "choice" else [one]), []
            case "yes-no":
                return True, []
            case "rating":
                return 1 + number % 5, []
            case "approval":
                return {"name": mark, "date": "2026-11-20"}, [mark]
            case "table":
                return [self._cells(field)], []
            case _:
                return mark, [mark]

    def _cells(self, field: FormField) -> dict[str, object]:
        cells: dict[str, object] = {}
        for column in field.columns:
            cells[column.id], shown = self._value(column)
            self.shown[column.audience if field.audience == "customer" else "internal"] += shown
        return cells


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_formats(opened, FORMATS)
        settings.set_profile(opened, name="Nora Hale", company="Kelvara", email="nora@kelvara.example")
        yield opened


def tight(text: str) -> str:
    """Text without spaces of any kind and without hyphens, as pages break anywhere."""
    return "".join(char for char in text if not char.isspace() and char not in "\u00ad\u200b\u2011-")


def filled(desk: Desk, form: Form) -> tuple[int, Marks]:
    marks = Marks()
    # Statuses decide which rows a form shows; the first choice of each, or the form's own kind of meeting, keeps all of
    # them in sight.
    values = {section.id: marks.section(section) for section in form.sections}
    for section in form.sections:
        given = values[section.id]
        for row in given if isinstance(given, list) else [given]:
            for one in section.fields:
                if one.type == "choice" and one.id in row and one.options:
                    own = [option for option in one.options if option.id in form.reviews]
                    row[one.id] = (own or one.options)[0].label
    account = review = None
    if form.subject != "none":
        account = records.create(desk, "account", {"name": "Halden Foods"}).record_id
    if form.subject == "review":
        type = form.reviews[0] if form.reviews else "qbr"
        review = records.create(desk, "review", {"type": type, "date": TODAY}, account_id=account).record_id
    document = documents.fill(desk, form.id, account, values, review_id=review).document_id
    # A choice can show one field only by hiding another: what is hidden is looked for on the customer's copy alone.
    for section in documents.view(desk, document).sections:
        for rows in [section.fields] if not section.rows else [row.fields for row in section.rows]:
            for one in rows:
                if not one.visible:
                    hidden = marks.fields.get((section.section.id, one.field.id), [])
                    marks.hidden += [mark for mark in hidden if one.text and mark in one.text]
    for words in marks.shown.values():
        words[:] = [mark for mark in words if mark not in marks.hidden]
    return document, marks


@pytest.mark.parametrize("format", ["docx", "pdf"])
@pytest.mark.parametrize("form_id", sorted(document_forms.library().forms))
def test_a_customers_copy_holds_every_word_for_them_and_none_of_ours(
    desk: Desk, tmp_path: Path, form_id: str, format: str
) -> None:
    form = document_forms.form(form_id)
    document, marks = filled(desk, form)
    assert marks.shown["internal"], "a form that ships has something of ours"
    own = documents.export(desk, document, tmp_path / f"own.{format}", "internal")
    ours = tight(text_of(own.file.read_bytes(), format))  # type: ignore[arg-type]
    absent = [mark for mark in (*marks.shown["customer"], *marks.shown["internal"]) if tight(mark) not in ours]
    assert absent == []
    if not form.customer_copy:
        return
    theirs = documents.export(desk, document, tmp_path / f"theirs.{format}", "customer")
    page = tight(text_of(theirs.file.read_bytes(), format))  # type: ignore[arg-type]
    assert [mark for mark in marks.shown["customer"] if tight(mark) not in page] == []
    assert [mark for mark in (*marks.shown["internal"], *marks.hidden) if tight(mark) in page] == []
    left = {(one.path.section, one.path.field) for one in theirs.left_out}
    for section in form.sections:
        deciding = section.customer_if.names if section.customer_if is not None else frozenset()
        for field in section.fields:
            unnamed = field.type == "choice" and not field.options
            if field.audience == "internal" and field.editable and field.id not in deciding and not unnamed:
                assert (section.id, field.id) in left


@pytest.mark.parametrize("form_id", sorted(document_forms.library().forms))
def test_a_form_filled_to_the_last_field_misses_nothing_and_reads_back(desk: Desk, form_id: str) -> None:
    document, _ = filled(desk, document_forms.form(form_id))
    seen = documents.view(desk, document)
    shown = [section.section.records for section in seen.sections]
    for section in seen.sections:
        if section.section.records and shown.count(section.section.records) > 1:
            # Two views of the same records: the rows filled through one are in the other, with less in them.
            continue
        if section.section.records == "contacts":
            # People named elsewhere in the form are made on the way, and have no more than their names yet.
            continue
        # What answers must agree on (weights that sum to 100) is no matter of marks.
        disagree = [gap for gap in seen.missing if gap.path.section == section.section.id and gap.path.field
                    and gap.reason != "No answer yet"]  # fmt: skip
        assert section.answered == section.needed - len(disagree)
        fields = [*section.fields, *(one for row in section.rows for one in row.fields)]
        if section.section.source and section.rows:
            # Rows that the book begins it with hold what the book knows; the filled one comes after them.
            fields = list(section.rows[-1].fields)
        for one in fields:
            if one.field.editable:
                assert one.value not in (None, ""), str(one.path)
