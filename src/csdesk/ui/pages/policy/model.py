"""One topic of a policy draft as a table whose cells are changed in place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from PySide6.QtCore import QObject

from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.policy_edit import Draft, Topic
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel

_WIDTHS: Final = {"number": 104, "whole": 150, "figure": 96, "yes-no": 116, "choice": 124, "list": 180}
_YES_NO: Final = (("", ""), ("Yes", "Yes"), ("No", "No"))


class TopicModel(TableModel):
    """The rows of one topic, under the heads that they stand under."""

    def __init__(self, draft: Draft, told: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._draft, self._told = draft, told
        self.topic: Topic | None = None
        self._places: list[int | str] = []
        """For each row of the table: a row of the topic, or the words of a head."""

    def show(self, topic_id: str) -> None:
        """Show a topic as it stands now."""
        topic = self._draft.topic(topic_id)
        places: list[int | str] = []
        group = ""
        for at, row in enumerate(topic.rows):
            if row.group and row.group != group:
                places.append(row.group)
                group = row.group
            places.append(at)
        self.beginResetModel()
        if self.topic is None or self.topic.columns != topic.columns:
            self.columns = _columns(topic)
        self.topic, self._places = topic, places
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._places)

    def group(self, row: int) -> Group | None:
        place = self._places[row]
        return Group(place) if isinstance(place, str) else None

    def group_rows(self) -> Sequence[int]:
        return [at for at, place in enumerate(self._places) if isinstance(place, str)]

    def key(self, row: int) -> Hashable:
        return self._places[row]

    def _place(self, row: int, column: Column) -> tuple[int, int]:
        place = self._places[row]
        assert isinstance(place, int)
        return place, int(column.key)

    def cell(self, row: int, column: Column) -> Cell:
        assert self.topic is not None
        at, number = self._place(row, column)
        found = self.topic.rows[at].cells[number]
        return Cell(found.text, bold=number == 0, tone="" if found.editable else "text.soft", tip=_long(found.text))

    def edit_text(self, row: int, column: Column) -> str:
        return self.cell(row, column).text

    def can_edit(self, row: int, column: Column) -> bool:
        assert self.topic is not None
        at, number = self._place(row, column)
        return self.topic.rows[at].cells[number].editable

    def edit(self, row: int, column: Column, text: str) -> str:
        assert self.topic is not None
        at, number = self._place(row, column)
        try:
            self._draft.set(self.topic.id, at, number, text)
        except Invalid as error:
            return error.reason
        except DeskError as error:
            return error.what
        self.topic = self._draft.topic(self.topic.id)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self._told()
        return ""


def _long(text: str) -> str:
    return text if len(text) > 24 else ""


def _columns(topic: Topic) -> list[Column]:
    wordy = max(
        (at for at, one in enumerate(topic.columns) if one.type in ("text", "long", "list")),
        key=lambda at: max((len(row.cells[at].text) for row in topic.rows), default=0),
        default=0,
    )
    found = []
    for at, one in enumerate(topic.columns):
        options = tuple((value, value) for value in one.options)
        found.append(
            Column(
                str(at),
                one.label,
                _WIDTHS.get(one.type, 200),
                right=one.type in ("number", "whole", "figure"),
                stretch=at == wordy,
                soft=at > 0,
                sortable=False,
                editable=not one.fixed,
                options=(("", ""), *options) if options else _YES_NO if one.type == "yes-no" else (),
            )
        )
    return found
