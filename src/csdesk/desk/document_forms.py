"""The forms that documents are made from: those that ship, and the CSM's own copies, which come first."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from csdesk import paths
from csdesk.book.catalog import KINDS
from csdesk.book.catalog import Field as BookField
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.record_links import BOUND, LINKS
from csdesk.forms.binding import Bindings, BoundField
from csdesk.forms.errors import FormError
from csdesk.forms.links import loose_ends
from csdesk.forms.load import load_form
from csdesk.forms.schema import Form, Option

RECORDS: dict[str, str] = {
    "contacts": "contact",
    "goals": "goal",
    "milestones": "milestone",
    "risks": "risk",
    "opportunities": "opportunity",
    "actions": "action",
    "reviews": "review",
    "touches": "touch",
    "attendees": "attendee",
    "values": "value_entry",
}
"""What rows may be bound to, and the kind of record that is."""

_DOCUMENT = (
    BoundField("created", "Created", "date", editable=False),
    BoundField("updated", "Last updated", "date", editable=False),
    BoundField("reviewed_on", "Last reviewed with the customer", "date"),
)
NAMES = frozenset(
    {"account", "account_short", "company", "person", "today", "stage", "tier", "arr", "renewal_date", "contract_start",
     "strategic", "review_date", "review_day", "review_time", "review_minutes", "review_type", "review_title"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """An own form that cannot be used, and why; the shipped one stays in use."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Library:
    """Every form by id, and the files that were refused."""

    forms: dict[str, Form] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()


def _bound(kind: str, one: BookField) -> BoundField:
    options = tuple(Option(option.id, option.label, option.tone or "") for option in one.options)
    return BoundField(one.id, one.label, BOUND if (kind, one.id) in LINKS else one.type, options)


@cache
def bindings() -> Bindings:
    """What a form may bind to, from the book's catalog and from what is worked out of it."""
    from csdesk.desk import sources
    from csdesk.desk.followups import ACTIONS
    from csdesk.desk.proofs import PROOFS
    from csdesk.desk.worked_out import FIELDS

    def fields(kind: str) -> dict[str, BoundField]:
        found = {one.id: _bound(kind, one) for one in KINDS[kind].fields}
        return found | {one.id: one for one in FIELDS.get(kind, ())}

    return Bindings(
        subjects={
            "account": fields("account"),
            "review": fields("review"),
            "document": {one.id: one for one in (*_DOCUMENT, *FIELDS["document"])},
        },
        records={plural: fields(kind) for plural, kind in RECORDS.items()},
        names=NAMES,
        proofs=frozenset(PROOFS),
        sources=sources.fields_of(),
        actions=frozenset(ACTIONS),
    )


_lock = threading.Lock()
_kept: dict[tuple[tuple[str, int], ...], Library] = {}


def own_folder() -> Path:
    """Where the CSM's own copies of forms lie."""
    return paths.data_folder() / "forms"


def library() -> Library:
    """The forms, read again only when a file changed. A form at fault is left out and listed with its reason."""
    shipped = sorted((paths.resources() / "forms").glob("*.yaml"))
    folder = own_folder()
    own = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    key = tuple((str(path), path.stat().st_mtime_ns) for path in (*shipped, *own))
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = _read(shipped, own)
        return _kept[key]


def _read(shipped: list[Path], own: list[Path]) -> Library:
    forms: dict[str, Form] = {}
    latest: dict[str, Form] = {}
    refused: list[Refused] = []
    # One form at fault, also one that ships, must not take the others with it.
    for path in (*shipped, *own):
        try:
            one = load_form(path, bindings())
        except FormError as error:
            refused.append(Refused(str(path), str(error)))
        else:
            forms.setdefault(one.id, one)
            latest[one.id] = one
    for id, one in latest.items():
        # What a form takes from others can be checked only when all of them are known.
        loose = loose_ends(one, forms | latest)
        if loose:
            refused.append(Refused(one.origin, str(FormError(loose))))
            if one is forms[id]:
                del forms[id]
        else:
            forms[id] = one
    return Library(forms, tuple(refused))


def form(form_id: str) -> Form:
    """The form of that id; Invalid when there is none, naming those there are."""
    known = library().forms
    if form_id not in known:
        raise Invalid("form", f"there is no form “{form_id}”", f"There are {', '.join(sorted(known))}.")
    return known[form_id]


def broken(form_id: str) -> DeskError:
    """What to say of a document whose form is gone."""
    return DeskError(
        f"The form “{form_id}” of this document is not there any more.",
        "Its answers are kept.",
        "Put the form's file back into the forms folder.",
    )
