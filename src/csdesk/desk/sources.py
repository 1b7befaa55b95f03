"""First values of documents: what the book, or another document of the account, already says when one is begun.

A form names a source ("churn-date", "account-timeline") or an answer of another form ("risk-escalation/situation/
summary"); nothing that the CSM has written is ever overwritten by one. What a source says later is offered, not taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from csdesk.desk import document_codec as codec
from csdesk.desk import document_state as states
from csdesk.desk.errors import DeskError, Invalid
from csdesk.forms.schema import FormField, Section
from csdesk.forms.state import Answer, Row, SectionState
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk, Transaction
    from csdesk.desk.document_state import Head

__all__ = [
    "SOURCES",
    "Asked",
    "Given",
    "Offer",
    "Source",
    "fields_of",
    "given",
    "offers",
    "prefill",
    "refresh",
    "said_of",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source is asked about: a document's account (None for the whole book) and the day."""

    desk: Desk
    account_id: int | None
    today: date
    document_id: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a source says: one value, or rows by field id; with where it stands and its day."""

    value: Any = None
    rows: tuple[Mapping[str, Any], ...] = ()
    origin: str = "Book"
    on: date | None = None

    @property
    def text(self) -> str:
        """ "Book, readings of 12 May 2026"."""
        return f"{self.origin} of {format_date(self.on)}" if self.on else self.origin


@dataclass(frozen=True, slots=True)
class Source:
    """A named source: its look-up, the fields of its rows (none: a single value), and those that tell rows apart."""

    find: Callable[[Asked], Given]
    fields: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Rows that a source knows by now and a document's section does not hold."""

    section: str
    title: str
    rows: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    origin: str = ""


def _registry() -> dict[str, Source]:
    from csdesk.desk import governance, health_form, source_account, source_book, source_renewals

    return {**source_account.SOURCES, **source_book.SOURCES, **health_form.SOURCES, **source_renewals.SOURCES,
            **governance.SOURCES}  # fmt: skip


SOURCES: dict[str, Source] = {}
"""Every named source, filled on first use since they read records that know forms."""


def known() -> dict[str, Source]:
    """Every named source by name."""
    if not SOURCES:
        SOURCES.update(_registry())
    return SOURCES


def fields_of() -> dict[str, frozenset[str]]:
    """What each source gives rows of; nothing for a single value."""
    return {name: one.fields for name, one in known().items()}


def given(asked: Asked, name: str, wanted: FormField | None = None) -> Given:
    """What a source says now; an empty Given when it knows nothing. `wanted` is the field that the value is for."""
    if "/" in name:
        return _elsewhere(asked, name, wanted)
    source = known().get(name)
    return source.find(asked) if source is not None else Given()


def _elsewhere(asked: Asked, name: str, wanted: FormField | None) -> Given:
    """An answer, or the rows, of the account's newest document of another form."""
    from csdesk.desk.documents import existing

    form_id, section_id, *rest = name.split("/")
    found = existing(asked.desk, form_id, asked.account_id)
    if found is None or found == asked.document_id:
        return Given()
    try:
        loaded = states.load(asked.desk, found)
        section = loaded.head.form.section(section_id)
    except (DeskError, KeyError):
        return Given()
    origin, on = loaded.head.form.title, loaded.head.updated.astimezone().date()
    state = loaded.state.sections[section_id]
    if not rest:
        rows = tuple({key: one.value for key, one in row.answers.items() if not one.empty} for row in state.rows)
        return Given(rows=tuple(row for row in rows if row), origin=origin, on=on)
    known_as = next((one for one in section.fields if one.id == rest[0]), None)
    answer = state.answers.get(rest[0])
    if known_as is None or answer is None or answer.empty:
        return Given()
    return Given(_carried(known_as, answer, wanted), (), origin, on)


def _carried(known_as: FormField, answer: Answer, wanted: FormField | None) -> Any:
    """An answer as a field of another type can take it; its words where nothing else fits."""
    if wanted is None or wanted.type == known_as.type:
        return answer.value
    if wanted.type == "list":
        return tuple(line.strip() for line in answer.text.splitlines() if line.strip())
    return answer.text if wanted.type in ("text", "long") else None


def said_of(asked: Asked, section: Section, rows: Iterable[Row]) -> dict[str, Given]:
    """Which rows of a section stand as its source still gives them: by row key, what the source says."""
    now = given(asked, section.source)
    found: dict[str, Given] = {}
    for row in rows:
        values = {name: one.value for name, one in row.answers.items()}
        if any(all(values.get(name) == value for name, value in fresh.items() if name in values) for fresh in now.rows):
            found[row.key] = now
    return found


def first_value(desk: Desk, account_id: int | None, one: FormField) -> Any:
    """What a field would begin with, of a document that is not begun yet."""
    return given(Asked(desk, account_id, desk.clock.today()), one.source, one).value


def first_rows(desk: Desk, account_id: int | None, section: Section, people: codec.People) -> SectionState:
    """The rows that a section would begin with."""
    rows = given(Asked(desk, account_id, desk.clock.today()), section.source).rows
    return SectionState(
        rows=tuple(
            Row(
                f"r{place}",
                {one.id: codec.answer(one, row.get(one.id), desk.formats, people) for one in section.fields},
            )
            for place, row in enumerate(rows, 1)
        )
    )


# Taking first values


def prefill(desk: Desk, tx: Transaction, first: Head) -> None:
    """Write what the sources of a new document's form say into it, within the write that makes it."""
    for section in first.form.sections:
        if section.source:
            found = given(_asked(desk, first), section.source)
            _add(desk, tx, first, section, found.rows)
        for one in section.fields:
            if not one.source:
                continue
            value = given(_asked(desk, first), one.source, one).value
            if value is not None and value != ():
                _put(desk, tx, first, section, one, "", value)


def _asked(desk: Desk, first: Head) -> Asked:
    return Asked(desk, first.account_id, desk.clock.today(), first.id)


def _add(desk: Desk, tx: Transaction, first: Head, section: Section, rows: Iterable[Mapping[str, Any]]) -> None:
    from csdesk.desk import document_write

    fields = {one.id: one for one in section.fields if one.editable}
    for row in rows:
        values = {name: value for name, value in row.items() if name in fields and value is not None}
        if not values:
            continue
        key = document_write.own_row(tx, first.id, section.id)
        for name, value in values.items():
            _put(desk, tx, first, section, fields[name], key, value)


def _put(desk: Desk, tx: Transaction, first: Head, section: Section, one: FormField, row: str, value: Any) -> None:
    from csdesk.desk import document_write

    ids = {option.id for option in one.options}
    if one.type == "choice" and value not in ids and not one.other:
        return
    if one.type == "choices":
        value = tuple(item for item in value if item in ids)
        if not value:
            return
    document_write.put(desk, tx, first, section, one, row, value)


def offers(desk: Desk, document_id: int) -> tuple[Offer, ...]:
    """Rows that the sources of a document know by now and it does not hold; those taken out come back as offers too."""
    loaded = states.load(desk, document_id)
    found: list[Offer] = []
    for section in loaded.head.form.sections:
        source = known().get(section.source)
        if source is None or loaded.head.state == "final":
            continue
        now = given(_asked(desk, loaded.head), section.source)
        there = {
            tuple(row.answers[key].value for key in source.keys if key in row.answers)
            for row in loaded.state.sections[section.id].rows
        }
        new = tuple(row for row in now.rows if tuple(row.get(key) for key in source.keys) not in there)
        if new:
            found.append(Offer(section.id, section.title, new, now.text))
    return tuple(found)


def refresh(desk: Desk, document_id: int, section_id: str) -> Changed:
    """Add the rows that the section's source offers. Invalid when it offers none."""
    first = states.head(desk, document_id)
    offer = next((one for one in offers(desk, document_id) if one.section == section_id), None)
    if offer is None:
        raise Invalid(section_id, "the book has nothing new for this section")
    section = first.form.section(section_id)
    with desk.write(f"Bring {section.title.casefold()} up to date", account_id=first.account_id) as tx:
        tx.update("document", first.id, {"dated": desk.clock.today()})
        _add(desk, tx, first, section, offer.rows)
    return tx.changed
