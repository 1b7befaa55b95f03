"""The slides of a sealed agenda, kept with it: what they said for each audience, so that they can be written again.

Kept is the content of the deck, not the file: the same content gives the same slides, and the letterhead is the one
that the version was sealed with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk.document_model import Audience
from csdesk.desk.document_state import Loaded
from csdesk.desk.errors import DeskError, Invalid
from csdesk.documents import deck as decks_model
from csdesk.documents import model
from csdesk.documents.deck import Deck
from csdesk.documents.model import Letterhead
from csdesk.values.days import format_date

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_AUDIENCES: Final[tuple[Audience, ...]] = ("customer", "internal")
_KNOWN: Final[dict[str, type]] = {
    f"{module}.{name}": one
    for module, names in (("deck", vars(decks_model)), ("model", vars(model)))
    for name, one in names.items()
    if isinstance(one, type) and is_dataclass(one) and not name.startswith("_")
}
"""What a deck is made of, by the name it has in a snapshot."""
_NAMES: Final = {one: name for name, one in _KNOWN.items()}


def pack(desk: Desk, loaded: Loaded) -> dict[str, Any] | None:
    """The slides of an agenda that is about to be sealed, by audience; None for a document that has none."""
    first = loaded.head
    if "pptx" not in first.form.formats or first.account_id is None or first.review_id is None:
        return None
    from csdesk.desk import decks

    today = desk.clock.today()
    kept: dict[str, Any] = {}
    for audience in _AUDIENCES:
        try:
            made, warnings = decks.build(desk, first.account_id, first.review_id, audience)
        except DeskError:
            # Slides that cannot be made are no reason not to seal what was answered.
            return None
        made = replace(
            made,
            version=f"Version {first.version}",
            final=True,
            stamp_text=format_date(today, "long"),
            letterhead=Letterhead(),
        )
        kept[audience] = {"deck": _plain(made), "warnings": list(warnings)}
    return kept


def unpack(desk: Desk, loaded: Loaded, issue_id: int, audience: Audience) -> tuple[Deck, tuple[str, ...]]:
    """The slides of a sealed version as they were; Invalid when it was sealed before slides were kept."""
    with desk.book.read() as connection:
        text = connection.exec_driver_sql("SELECT snapshot FROM document_issue WHERE id=?", (issue_id,)).scalar()
    kept = (json.loads(text).get("slides") or {}).get(audience) if text else None
    made = _made(kept["deck"]) if kept else None
    if not isinstance(made, Deck) or kept is None:
        raise Invalid(
            "to", f"the slides of version {loaded.head.version} were not kept", "Name the file .docx for Word, or .pdf."
        )
    paper = loaded.sealed.letterhead if loaded.sealed is not None else Letterhead()
    return replace(made, letterhead=paper), tuple(str(one) for one in kept["warnings"])


def _plain(one: object) -> Any:
    if is_dataclass(one) and not isinstance(one, type):
        values = {slot.name: _plain(getattr(one, slot.name)) for slot in fields(one) if slot.init}
        return {"is": _NAMES[type(one)], **{key: value for key, value in values.items() if value not in (None, [])}}
    if isinstance(one, tuple | list):
        return [_plain(item) for item in one]
    if isinstance(one, date):
        return {"date": one.isoformat()}
    if isinstance(one, bytes):
        return {"bytes": one.hex()}
    return one


def _made(stored: Any) -> Any:
    if isinstance(stored, list):
        return tuple(_made(item) for item in stored)
    if not isinstance(stored, Mapping):
        return stored
    if "date" in stored and "is" not in stored:
        return date.fromisoformat(stored["date"])
    if "bytes" in stored and "is" not in stored:
        return bytes.fromhex(stored["bytes"])
    kind = _KNOWN[stored["is"]]
    # A later CSDesk may know a piece with other parts; what it does not know is left out, what is new is as usual.
    known = {slot.name for slot in fields(kind)}
    return kind(**{key: _made(value) for key, value in stored.items() if key in known})
