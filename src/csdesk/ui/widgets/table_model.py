"""The rows of a table as its view sees them: columns, cells, group rows, ticked rows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

CHECK = "check"
"""The key of the column of tick boxes."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` in unscaled pixels; numbers and dates stand right; `link` opens the row on a click.

    `options` of (value, words) make the editor a list; `editable` alone makes it a line of text.
    """

    key: str
    title: str
    width: int = 120
    right: bool = False
    stretch: bool = False
    soft: bool = False
    sortable: bool = True
    editable: bool = False
    link: bool = False
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. With a `chip` tone it is a status chip whose word is `text`; `shape` puts a mark before it.

    `tone` is a colour role; empty means text, or text.soft in a soft column. `note` stands softly after the text.
    """

    text: str = ""
    tone: str = ""
    bold: bool = False
    struck: bool = False
    chip: str = ""
    score: str = ""
    shape: str = ""
    icon: str = ""
    note: str = ""
    outline: bool = False
    right: bool | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group row: bold title, soft note, soft words at the right; `ticked` shows a box (None for no box)."""

    title: str
    note: str = ""
    right: str = ""
    ticked: Qt.CheckState | None = None
    folded: bool | None = None


def check_column() -> Column:
    """The column of tick boxes, first in a table whose rows can be selected."""
    return Column(CHECK, "", 40, sortable=False)


class TableModel(QAbstractTableModel):
    """Rows that a page keeps; a subclass answers `row_count`, `cell` and `key`, and where needed `group` and `edit`.

    `selection_changed` tells that ticked rows changed; `selected` holds their keys, whichever are in sight. `refused`
    tells why an edit was not taken when its editor could not be shown again with the reason.
    """

    selection_changed = Signal()
    refused = Signal(str)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[Column] = list(columns)
        self.selected: set[Hashable] = set()
        self._last_toggled = -1

    # What a subclass answers

    def row_count(self) -> int:
        """How many rows there are, group rows included."""
        raise NotImplementedError

    def cell(self, row: int, column: Column) -> Cell:
        """What a cell shows."""
        raise NotImplementedError

    def key(self, row: int) -> Hashable:
        """What identifies the row in the book."""
        raise NotImplementedError

    def group(self, row: int) -> Group | None:
        """The group row at this place, or None for a usual row."""
        return None

    def group_rows(self) -> Sequence[int]:
        """Where the group rows are."""
        return ()

    def tall_rows(self) -> dict[int, int]:
        """Rows of another height than usual, in unscaled pixels."""
        return {}

    def press_group(self, row: int, *, box: bool) -> None:
        """A group row was clicked, on its tick box or elsewhere."""

    def edit_text(self, row: int, column: Column) -> str:
        """What an editor opens with."""
        return self.cell(row, column).text

    def edit(self, row: int, column: Column, text: str) -> str:
        """Take a new value typed or chosen; answers what is wrong with it, empty when it was taken."""
        return ""

    def can_edit(self, row: int, column: Column) -> bool:
        """Whether this cell can be edited, in a column that is editable."""
        return True

    # For the view

    @property
    def ticks(self) -> bool:
        """Whether rows can be ticked."""
        return any(column.key == CHECK for column in self.columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def set_width(self, position: int, width: int) -> None:
        """Remember the width a person gave a column; it no longer stretches."""
        self.columns[position] = replace(self.columns[position], width=width, stretch=False)

    def row_of(self, key: Hashable) -> int:
        """Where a row is, -1 when it is not shown."""
        for row in range(self.row_count()):
            if self.group(row) is None and self.key(row) == key:
                return row
        return -1

    def editable(self, row: int, position: int) -> bool:
        """Whether a cell can be edited in place."""
        column = self.columns[position]
        return column.editable and self.group(row) is None and self.can_edit(row, column)

    def keys_shown(self) -> list[Hashable]:
        """The keys of the rows in sight, without group rows."""
        return [self.key(row) for row in range(self.row_count()) if self.group(row) is None]

    def toggle(self, row: int, *, span: bool = False) -> None:
        """Tick or untick a row; `span` does the same to all rows since the last one."""
        key = self.key(row)
        on = key not in self.selected
        rows = [row]
        if span and 0 <= self._last_toggled < self.row_count():
            low, high = sorted((row, self._last_toggled))
            rows = [place for place in range(low, high + 1) if self.group(place) is None]
        for place in rows:
            (self.selected.add if on else self.selected.discard)(self.key(place))
        self._last_toggled = row
        self.selection_changed.emit()

    def select_all(self, on: bool) -> None:
        """Tick every row in sight, or none at all."""
        self.selected = set(self.keys_shown()) if on else set()
        self.selection_changed.emit()

    def all_selected(self) -> bool:
        """Whether every row in sight is ticked."""
        shown = self.keys_shown()
        return bool(shown) and self.selected.issuperset(shown)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.row_count()

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.editable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), self.columns[index.column()]
        group = self.group(row)
        if group is not None:
            if role == CELL_ROLE:
                return group
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return " ".join(part for part in (group.title, group.note, group.right) if part)
            return None
        if column.key == CHECK:
            on = self.key(row) in self.selected
            return ("Selected" if on else "Not selected") if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == Qt.ItemDataRole.EditRole:
            return self.edit_text(row, column)
        if role == CELL_ROLE:
            return self.cell(row, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(row, column)
            return " ".join(part for part in (cell.score, cell.text, cell.note) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.cell(row, column).tip or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            column = self.columns[section]
            return "Select all" if column.key == CHECK else column.title
        return None
