"""What follows from a document's answers: the next document, begun from this one, or its answers made records.

A form says under `then:` when something is due; here is what of it is due now, whether it was done, and the doing.
It is always the person who does it: a follow-up is offered, never carried out by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import document_forms, document_write, governance, health_form, records
from csdesk.desk import document_state as states
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import Invalid
from csdesk.forms.gaps import gaps
from csdesk.forms.schema import FollowUp
from csdesk.forms.state import Row
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction

__all__ = ["ACTIONS", "Due", "Taken", "due", "take"]


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up whose condition holds."""

    id: str
    label: str
    about: str
    opens: str
    """The form it opens; "" when it does something else."""
    done: bool
    document_id: int | None = None
    """The document that was opened for it already."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What doing a follow-up came to: in words, and the document it led to."""

    said: str
    document_id: int | None = None


def due(desk: Desk, document_id: int) -> tuple[Due, ...]:
    """The follow-ups of a document that are due now, those done already among them."""
    loaded = states.load(desk, document_id)
    return tuple(_due(desk, loaded, one) for one in loaded.head.form.then if one.when.test(loaded.state.known))


def _due(desk: Desk, loaded: Loaded, one: FollowUp) -> Due:
    if one.opens:
        found = _opened(desk, loaded, one.opens)
        return Due(one.id, one.label, one.about, one.opens, found is not None, found)
    action = ACTIONS[one.action]
    return Due(one.id, one.label, one.about, "", not action.left(desk, loaded))


def _opened(desk: Desk, loaded: Loaded, form_id: str) -> int | None:
    """The account's document of that form, begun with or after this one."""
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT max(id) FROM document WHERE form=? AND account_id IS ? AND deleted_at IS NULL AND id > ?",
            (form_id, loaded.head.account_id, loaded.head.id),
        ).scalar()
    return None if found is None else int(found)


def take(desk: Desk, document_id: int, follow_up: str) -> Taken:
    """Do one follow-up, in one undo step. Invalid when it is not due."""
    loaded = states.load(desk, document_id)
    one = next((one for one in loaded.head.form.then if one.id == follow_up), None)
    if one is None:
        known = ", ".join(one.id for one in loaded.head.form.then) or "none"
        raise Invalid("then", f"{loaded.head.form.title} has no follow-up “{follow_up}”; there are {known}")
    if not one.when.test(loaded.state.known):
        raise Invalid("then", f"“{one.label}” is not due: its condition does not hold ({one.when.text})")
    if one.opens:
        return _open(desk, loaded, one)
    with desk.write(one.label, account_id=loaded.head.account_id) as tx:
        return Taken(ACTIONS[one.action].do(desk, tx, loaded))


def _open(desk: Desk, loaded: Loaded, one: FollowUp) -> Taken:
    from csdesk.desk.documents import new_document

    wanted = document_forms.form(one.opens)
    found = _opened(desk, loaded, one.opens)
    if found is not None:
        return Taken(f"{wanted.title} is there already.", found)
    with desk.write(f"Start {wanted.title.casefold()}", account_id=loaded.head.account_id) as tx:
        made = new_document(desk, tx, wanted, loaded.head.account_id)
    return Taken(f"{wanted.title} begun with what is known.", made)


@dataclass(frozen=True, slots=True)
class Action:
    """A deed: whether anything is left of it to do, and the doing, which says what it came to."""

    left: Callable[[Desk, Loaded], bool]
    do: Callable[[Desk, Transaction, Loaded], str]


# Handoff: accepted, its answers become records


def _text(row: Row, *names: str) -> str:
    parts = (row.answers[name].text for name in names if name in row.answers)
    return "\n".join(part for part in parts if part.strip())


def _value(row: Row, name: str) -> Any:
    return row.answers[name].value if name in row.answers else None


_ROLES: Final[Mapping[str, str]] = {
    "economic-buyer": "economic-buyer", "sponsor": "executive-sponsor", "champion": "champion",
    "technical-buyer": "technical-buyer", "end-user": "end-user",
}  # fmt: skip


def _person(row: Row) -> dict[str, Any]:
    role = _ROLES.get(str(_value(row, "role")))
    labelled = {
        "context": "", "priorities": "Priorities: ", "concerns": "Concerns: ",
        "technical": "Technical concerns: ", "integrations": "Integrations: ", "relationship": "To the buyer: ",
    }  # fmt: skip
    notes = [f"{label}{row.answers[name].text}" for name, label in labelled.items()
             if name in row.answers and row.answers[name].text]  # fmt: skip
    return {
        "name": _text(row, "name"), "title": _value(row, "title"), "email": _value(row, "email"),
        "phone": _value(row, "phone"), "role": role, "influence": _value(row, "influence"),
        "note": "\n".join(notes) or None,
    }  # fmt: skip


def _goal(row: Row) -> dict[str, Any]:
    return {
        "title": _text(row, "title"), "outcome": _value(row, "outcome"), "metric": _value(row, "metric"),
        "baseline": _value(row, "baseline"), "target": _value(row, "target"), "target_date": _value(row, "by"),
    }  # fmt: skip


def _risk(row: Row) -> dict[str, Any]:
    return {
        "title": _text(row, "title"), "probability": _value(row, "probability"), "impact": _value(row, "impact"),
        "mitigation": _value(row, "mitigation"), "status": "monitoring", "share": False,
    }  # fmt: skip


def _promise(row: Row) -> dict[str, Any]:
    return {
        "title": _text(row, "promise"), "owner": _value(row, "owner"), "due": _value(row, "due"),
        "origin": "Sales handoff",
    }  # fmt: skip


_TAKEN: Final[tuple[tuple[str, str, str, Callable[[Row], dict[str, Any]]], ...]] = (
    ("stakeholders", "contact", "people", _person),
    ("criteria", "goal", "goals", _goal),
    ("commitments", "action", "promises", _promise),
    ("register", "risk", "risks", _risk),
)
"""Sections of a handoff, the records their rows become, and what those are called."""


def _new(desk: Desk, loaded: Loaded) -> list[tuple[str, str, dict[str, Any]]]:
    """The records that a handoff holds and the account has not: kind, plural, values."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for section, kind, plural, make in _TAKEN:
        state = loaded.state.sections.get(section)
        if state is None:
            continue
        there = {fold(one.title) for one in records.of_account(desk, kind, loaded.head.account_id)}
        for row in state.rows:
            values = {name: value for name, value in make(row).items() if value not in (None, "")}
            title = str(values.get(records.KINDS[kind].title) or "")
            if title and fold(title) not in there:
                there.add(fold(title))
                found.append((kind, plural, values))
    return found


def _take_over(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    """People are known by name, goals, promises and risks by title: what the account has already stays as it is."""
    counts: dict[str, int] = {}
    for kind, plural, values in _new(desk, loaded):
        records.create(desk, kind, values, account_id=loaded.head.account_id)
        counts[plural] = counts.get(plural, 0) + 1
    if not counts:
        return "Everything is in the book already."
    said = ", ".join(f"{number} {name if number > 1 else _one(name)}" for name, number in counts.items())
    return f"Now in the book: {said}."


def _one(plural: str) -> str:
    return {"people": "person"}.get(plural, plural.removesuffix("s"))


# Handoff: returned, with what is missing


def _missing(loaded: Loaded) -> tuple[str, ...]:
    found = gaps(loaded.head.form, loaded.state).missing
    return tuple(f"{one.where}: {one.label}" for one in found if one.section != "decision")


def _list_gaps(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    section = document_write.find_section(loaded.head.form, "decision")
    field = document_write.find_field(section, "gaps")
    missing = _missing(loaded)
    document_write.put(desk, tx, loaded.head, section, field, "", missing or None)
    day: date = desk.clock.today()
    tx.update("document", loaded.head.id, {"dated": day})
    return f"{len(missing)} gaps listed for sales." if missing else "Nothing that final needs is missing."


def _gaps_left(desk: Desk, loaded: Loaded) -> bool:
    answer = loaded.state.sections["decision"].answers.get("gaps")
    listed = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    return listed != _missing(loaded)


ACTIONS: Final[dict[str, Action]] = {
    "handoff-records": Action(lambda desk, loaded: bool(_new(desk, loaded)), _take_over),
    "handoff-gaps": Action(_gaps_left, _list_gaps),
    "health-effect": Action(health_form.effect_left, health_form.note_effect),
    "health-accept": Action(health_form.accept_left, health_form.take),
    "retier-apply": Action(governance.retier_left, governance.retier),
    "portfolio-steps": Action(governance.steps_left, governance.write_steps),
}
"""The deeds that a form may name."""
