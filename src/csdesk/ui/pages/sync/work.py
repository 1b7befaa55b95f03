"""What the Sync place has done on the worker: plans, imports and the figures of its first page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from csdesk.desk import import_evidence, imports
from csdesk.desk.core import Desk
from csdesk.desk.imports import ChangeBack, ImportPlan, ImportResult, Options, Run, SourceRow
from csdesk.ui.pages.sync.review import Item, items_of

Report = Callable[[int, int, str], bool]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the records as the list shows them."""

    plan: ImportPlan
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows."""

    sources: tuple[SourceRow, ...]
    runs: tuple[Run, ...]
    taken_back: tuple[import_evidence.TakenBack, ...]
    changes: tuple[ChangeBack, ...]


class _Going:
    """Remembers whether the person still wants the work to go on."""

    def __init__(self, progress: Report) -> None:
        self._progress = progress
        self._on = True

    def tell(self, done: int, total: int, words: str) -> None:
        """Passes progress on."""
        self._on = self._progress(done, total, words)

    def stopped(self) -> bool:
        """Whether to stop."""
        return not self._on


def plan(desk: Desk, path: Path, options: Options, progress: Report) -> Planned:
    """The dry run, with its list."""
    going = _Going(progress)
    made = imports.prepare(desk, path, options, progress=going.tell, cancel=going.stopped)
    progress(0, made.rows, "Listing the changes")
    return Planned(made, items_of(made))


def apply(desk: Desk, path: Path, made: ImportPlan, options: Options, progress: Report) -> ImportResult:
    """The import itself."""
    going = _Going(progress)
    return imports.apply(desk, path, replace(made, options=options), progress=going.tell, cancel=going.stopped)


def overview(desk: Desk) -> Overview:
    """Sources, imports, and what to carry back."""
    return Overview(imports.sources(desk), imports.runs(desk), import_evidence.taken_back(desk), imports.changes(desk))
