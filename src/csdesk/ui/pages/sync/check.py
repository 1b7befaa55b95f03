"""Step 5: what will happen, value by value: tiles that filter, the list, conflicts settled in place."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.imports import ImportPlan
from csdesk.ui.context import Context
from csdesk.ui.pages.sync.grid import Grid
from csdesk.ui.pages.sync.review import CATEGORIES, Category, Figures, Review
from csdesk.ui.pages.sync.rows import ChangesModel
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, Tile
from csdesk.ui.widgets.notices import EmptyState
from csdesk.values.days import count

_LABELS: dict[Category, str] = {
    "new": "New",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "conflicts": "Conflicts",
    "rejected": "Rejected",
    "missing": "Not in the export",
}
_NOTHING = ("Nothing to show here", "Switch on a tile above, or change the filter, to see more of the file.")
NOUNS = {
    "accounts": "account",
    "subscriptions": "account",
    "renewals": "account",
    "contacts": "contact",
    "readings": "reading",
    "touches": "touch",
}


def some(number: int, object_name: str) -> str:
    """ "1 account", "2 touches"."""
    noun = NOUNS.get(object_name, "record")
    return f"{number:,} touches" if noun == "touch" and number != 1 else many(number, noun)


def many(number: int, noun: str) -> str:
    """ "1 cell", "12,000 cells"."""
    return count(number, noun) if number < 1_000 else f"{number:,} {noun}s"


class CheckStep(QWidget):
    """The tiles and the list. `reviewed` tells that a decision changed what will happen; `mended` is the model's."""

    title = "Check the changes"
    reviewed = Signal()
    mended = Signal(int, str, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._review: Review | None = None
        self._figures = Figures()
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(16))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.tiles: dict[Category, Tile] = {}
        for category in CATEGORIES:
            tile = Tile(_LABELS[category], "0", checkable=True)
            tile.toggled.connect(self._narrow)
            self.tiles[category] = tile
            row.addWidget(tile, 1)
        column.addLayout(row)
        self.model = ChangesModel(context.desk, self)
        self.grid = Grid(context, self.model)
        card = Card(0, open_below=True)
        card.body.addWidget(self.grid)
        self._nothing = EmptyState(*_NOTHING)
        card.body.addWidget(self._nothing)
        column.addWidget(card, 1)
        self._text = ""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(120)
        self._typing.timeout.connect(self._narrow)
        self.model.reviewed.connect(self._changed)
        self.model.mended.connect(self._mend, Qt.ConnectionType.QueuedConnection)
        self.grid.decided.connect(self._changed)

    def show_review(self, review: Review, last: date | None, export: tuple[date | None, bool], *, fresh: bool) -> None:
        """Show a review. A fresh one switches on the tiles that need eyes; otherwise they stay as they are."""
        self._review = review
        self._tell()
        one = self._figures
        if fresh:
            wanted: set[Category] = {"new", "changed", "conflicts"}
            if not (one.new or one.changed or one.open or one.settled):
                wanted = {"rejected"} if one.rejected else {"missing"} if one.missing else {"unchanged"}
            for category, tile in self.tiles.items():
                blocked = tile.blockSignals(True)
                tile.setChecked(category in wanted)
                tile.blockSignals(blocked)
                tile.update()
        self.grid.show_review(review, last, export)
        self._narrow()

    def figures(self) -> Figures:
        """The numbers of what will happen."""
        return self._figures

    def set_filter(self, text: str) -> None:
        """Narrow the list to records that hold the words, a moment after the last letter."""
        self._text = text
        self._typing.start()

    def sentence(self) -> tuple[str, str]:
        """The bold and the soft words of the footer."""
        one, review = self._figures, self._review
        if review is None:
            return "", ""
        name = review.plan.object
        first = (
            f"{many(one.cells, 'cell')} in {some(one.records, name)} will change."
            if one.cells
            else "No value will change."
            if any(gone.note for gone in review.plan.missing)
            else "Nothing will change."
        )
        words = []
        asked = sum(1 for gone in review.plan.missing if gone.note)
        if asked:
            words.append(
                "A champion is missing: unless asked before, an action on the account asks whether they have left."
                if asked == 1
                else f"{asked} champions are missing: actions on their accounts ask whether they have left."
            )
        if one.open:
            words.append(
                "The open conflict keeps your value."
                if one.open == 1
                else f"{one.open} open conflicts keep your values."
            )
        held = review.plan.count("held")
        if held:
            words.append(f"{'1 row waits' if held == 1 else f'{held} rows wait'} for an answer in Match rows.")
        if one.cells or not asked:
            words.append(
                "Backed up first, undone as a whole." if one.cells else "The file says what your book already holds."
            )
        return first, " ".join(words)

    def _tell(self) -> None:
        review = self._review
        if review is None:
            return
        one = self._figures = review.figures()
        name = review.plan.object
        rejected = review.plan.rejected
        first = rejected[0] if rejected else None
        where = (
            f"line {first.line}: {first.column or 'row'} “{_short(first.value)}”" if first else "every row can be read"
        )
        if one.rejected > 1:
            where = f"from {where}"
        states = ((one.settled, "settled"), (one.open, "open"))
        conflicts = ", ".join(f"{number} {state}" for number, state in states if number)
        changed = f"{many(one.changed_cells, 'cell')} in {some(one.changed, name)}"
        details: dict[Category, tuple[int, str]] = {
            "new": (one.new, f"{many(one.new_cells, 'cell')} to add" if one.new else "nothing to add"),
            "changed": (one.changed, changed if one.changed else "none"),
            "unchanged": (one.unchanged, "nothing to do"),
            "conflicts": (one.settled + one.open, conflicts or "none"),
            "rejected": (one.rejected, where),
            "missing": (one.missing, "listed, never deleted"),
        }  # fmt: skip
        for category, (figure, detail) in details.items():
            self.tiles[category].set(_LABELS[category], f"{figure:,}", detail)

    def _changed(self) -> None:
        self._tell()
        self.reviewed.emit()

    def _narrow(self, _on: bool = False) -> None:
        on = frozenset(category for category, tile in self.tiles.items() if tile.isChecked())
        self.model.narrow(on, self._text)
        full = self.model.row_count() > 0
        known = self._review.plan.known_unchanged if self._review is not None else 0
        title, words = _NOTHING
        if known and self._review is not None and not self._review.items:
            title = "Nothing to do"
            words = f"Each of the {some(known, self._review.plan.object)} says what it said at the last import."
        self._nothing.title.setText(title)
        self._nothing.sentence.set_parts(words)
        self.grid.setVisible(full)
        self._nothing.setVisible(not full)

    def _mend(self, line: int, column: str, text: str) -> None:
        self.mended.emit(line, column, text)

    def export(self, to: Path) -> None:
        """Save the list as it stands as a CSV, off the window's thread."""
        from csdesk.desk.import_evidence import write_table

        heads = ("Record", "Line", "Field", "Your book", "The CRM today", "Reason", "What will happen")
        self._context.read(write_table, to, heads, self.model.lines(), done=partial(self._saved, to.name), owner=self)

    def _saved(self, name: str, number: int) -> None:
        self._context.toast(f"Saved {many(number, 'row')} as {name}")

    def plan(self) -> ImportPlan | None:
        """The plan in sight."""
        return self._review.plan if self._review is not None else None


def _short(text: str, longest: int = 14) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
