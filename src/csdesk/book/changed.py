"""What a write answers, and what an import undo reports."""

from __future__ import annotations

from dataclasses import dataclass, field

from csdesk.book.errors import Conflict


@dataclass(frozen=True, slots=True)
class Changed:
    """What one write changed, so that a page can decide whether to reload. Empty when nothing changed."""

    set_id: int | None = None
    """The change set in the journal; None when nothing changed."""
    name: str = ""
    kinds: frozenset[str] = frozenset()
    """Tables with a change: record kinds, "document", "answer", "setting" ..."""
    accounts: frozenset[int] = frozenset()
    record_id: int | None = None
    """The first record the write made, or else the first it changed."""
    origin: str = "window"
    role: str = "change"
    """change, undo, redo, revert or setting."""

    def __bool__(self) -> bool:
        return self.set_id is not None


@dataclass(frozen=True, slots=True)
class RevertReport:
    """What an import undo did: `reversed` changes taken back; `kept` fields and records with a later life."""

    changed: Changed
    reversed: int
    kept: tuple[Conflict, ...] = field(default=())
    failed: tuple[Conflict, ...] = field(default=())
    """Records that could not be taken back because others rely on them."""
