"""The grid of the playbook editor: phases as group rows, their steps with day, title, owner, channel and gate."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Signal

from csdesk.desk import playbook_edit as edit
from csdesk.desk import playbooks
from csdesk.desk.errors import Invalid
from csdesk.desk.playbook_edit import Data, Row
from csdesk.desk.playbooks import Fault
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel

OWNERS = tuple(playbooks.OWNERS.items())
CHANNELS = tuple((key, words or "None") for key, words in playbooks.CHANNELS.items())
_GATES = (("yes", "Yes"), ("", "No"))
COLUMNS = (
    Column("day", "Day", 104, sortable=False, editable=True),
    Column("title", "Step", 200, stretch=True, sortable=False, editable=True),
    Column("owner", "Owner", 124, soft=True, sortable=False, editable=True, options=OWNERS),
    Column("channel", "Channel", 96, soft=True, sortable=False, editable=True, options=CHANNELS),
    Column("gate", "Gate", 76, soft=True, sortable=False, editable=True, options=_GATES),
)


class GridModel(TableModel):
    """The rows of a draft; `edited` tells that its data changed, `phase_pressed` that a phase was clicked."""

    edited = Signal()
    phase_pressed = Signal(int)

    def __init__(self, data: Data) -> None:
        super().__init__(COLUMNS)
        self.data_ = data
        self.rows: tuple[Row, ...] = edit.rows(data)
        self.faults: tuple[Fault, ...] = ()

    def renew(self, data: Data | None = None) -> None:
        """Read the rows again."""
        self.beginResetModel()
        if data is not None:
            self.data_ = data
        self.rows = edit.rows(self.data_)
        self.endResetModel()

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Show the rows as they are now, and mark what is wrong."""
        self.faults = faults
        last = self.index(max(0, len(self.rows) - 1), len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def row_count(self) -> int:
        return len(self.rows)

    def key(self, row: int) -> Hashable:
        return (self.rows[row].phase, self.rows[row].step)

    def group(self, row: int) -> Group | None:
        found = self.rows[row]
        if found.step >= 0:
            return None
        phase = edit.entry(self.data_, found)
        bad = sum(fault.place[:2] == found.place for fault in self.faults)
        steps = sum(one.phase == found.phase and one.step >= 0 for one in self.rows)
        return Group(str(phase.get("title") or "Without a title"), str(steps), f"{bad} to mend" if bad else "")

    def group_rows(self) -> list[int]:
        return [place for place, one in enumerate(self.rows) if one.step < 0]

    def press_group(self, row: int, *, box: bool) -> None:
        self.phase_pressed.emit(row)

    def cell(self, row: int, column: Column) -> Cell:
        found = self.rows[row]
        step = edit.entry(self.data_, found)
        wrong = edit.fault_at(self.faults, found.place, column.key)
        if column.key == "day" and not wrong:
            wrong = edit.fault_at(self.faults, found.place, "days")
        shape = "red" if wrong else ""
        match column.key:
            case "day":
                return Cell(edit.days_text(step), shape=shape, tip=wrong)
            case "title":
                return Cell(str(step.get("title") or ""), shape=shape, tip=wrong, bold=bool(wrong))
            case "owner":
                return Cell(_owner(step.get("owner", "csm")), shape=shape, tip=wrong)
            case "channel":
                known = dict(CHANNELS)
                value = str(step.get("channel", "none"))
                return Cell("" if value == "none" else known.get(value, value), shape=shape, tip=wrong)
            case _:
                return Cell("Gate" if step.get("gate") is True else "", outline=step.get("gate") is True)

    def edit_text(self, row: int, column: Column) -> str:
        step = edit.entry(self.data_, self.rows[row])
        match column.key:
            case "owner":
                owner = step.get("owner", "csm")
                return str(owner[0] if isinstance(owner, list) and owner else owner)
            case "channel":
                return str(step.get("channel", "none"))
            case "gate":
                return "yes" if step.get("gate") is True else ""
            case _:
                return self.cell(row, column).text

    def edit(self, row: int, column: Column, text: str) -> str:
        step = edit.entry(self.data_, self.rows[row])
        if text == self.edit_text(row, column):
            # An editor that is only looked into must not make one owner of two.
            return ""
        match column.key:
            case "day":
                try:
                    edit.set_days(step, text)
                except Invalid as error:
                    return error.reason
            case "title":
                if not text.strip():
                    return "a step needs a title"
                step["title"] = " ".join(text.split())
            case "channel":
                edit.put(step, "channel", "" if text == "none" else text)
            case "gate":
                edit.put(step, "gate", text == "yes")
            case _:
                step[column.key] = text
        last = self.index(row, len(self.columns) - 1)
        self.dataChanged.emit(self.index(row, 0), last)
        self.edited.emit()
        return ""


def _owner(value: object) -> str:
    names = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return playbooks.owners_in_words(tuple(names))
