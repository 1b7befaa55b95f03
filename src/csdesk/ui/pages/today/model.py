"""The lines of Today's list: groups, things to do, and what is folded away below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from csdesk.desk.today import GROUPS, Entry, Group, Snoozed, Today, week_end
from csdesk.desk.today_book import Done
from csdesk.desk.today_words import spoken
from csdesk.values.days import format_date
from csdesk.values.formats import Formats

Index = QModelIndex | QPersistentModelIndex
Kind = Literal["group", "entry", "fold", "done", "snoozed", "nothing"]
Fold = Literal["later", "snoozed", "done"]

_TITLES: dict[Group, str] = {"now": "Now", "today": "Today", "week": "This week", "later": "Later"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a group's head, a thing to do, the head of a folded part, or a line of such a part."""

    kind: Kind
    key: str
    title: str = ""
    note: str = ""
    entry: Entry | None = None
    done: Done | None = None
    snoozed: Snoozed | None = None
    open: bool = False


class TodayModel(QAbstractListModel):
    """The list as lines. `ticking` are keys whose tick is being written: they show as done already.

    `says_nothing`: whether a line says so when nothing is to be done.
    """

    def __init__(self, formats: Formats, *, says_nothing: bool = True) -> None:
        super().__init__()
        self._formats = formats
        self.says_nothing = says_nothing
        self._today: Today | None = None
        self._done: Sequence[Done] = ()
        self._lines: list[Line] = []
        self._open: set[str] = set()
        self.ticking: set[str] = set()

    def show(self, found: Today, done: Sequence[Done]) -> None:
        """Shows this list."""
        self._today, self._done = found, done
        known = {one.key for one in found.entries}
        self.ticking &= known
        self._build()

    def toggle(self, fold: str) -> None:
        """Folds a part, or unfolds it."""
        self._open ^= {fold}
        self._build()

    def tick(self, key: str) -> None:
        """Shows a line as done while its tick is written."""
        self.ticking.add(key)
        row = self.row_of(key)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def untick(self, key: str) -> None:
        """Takes that back: the tick could not be written."""
        self.ticking.discard(key)
        row = self.row_of(key)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    def refresh_times(self, found: Today) -> None:
        """Shows how much time is left now, when nothing else is different."""
        self._today = found
        self.dataChanged.emit(self.index(0), self.index(max(0, len(self._lines) - 1)))

    @property
    def shown(self) -> Today | None:
        """The list that is shown."""
        return self._today

    def _build(self) -> None:
        found = self._today
        self.beginResetModel()
        self._lines = []
        if found is not None:
            looks_ahead = (week_end(found.today) - found.today).days > 6
            for group in GROUPS[:3]:
                entries = found.group(group)
                if entries:
                    title = "Next week" if group == "week" and looks_ahead else _TITLES[group]
                    self._lines.append(Line("group", f"group/{group}", title, str(len(entries))))
                    self._lines += [Line("entry", one.key, entry=one) for one in entries]
            if not self._lines and self.says_nothing:
                sentence = "What comes near stands here by itself, with what asks for it."
                self._lines.append(
                    Line("nothing", "nothing", "Nothing is late, and nothing is due this week", sentence)
                )
            later = [Line("entry", one.key, entry=one) for one in found.group("later")]
            self._part("later", "Later", "in the next two weeks", later)
            self._part(
                "snoozed", "Snoozed", "", [Line("snoozed", f"snoozed/{one.id}", snoozed=one) for one in found.snoozed]
            )
            done = [Line("done", f"done/{place}", done=one) for place, one in enumerate(self._done)]
            self._part("done", "Done today", "", done)
        self.endResetModel()

    def _part(self, fold: Fold, title: str, note: str, lines: list[Line]) -> None:
        if not lines:
            return
        is_open = fold in self._open
        words = f"{len(lines)} {note}".rstrip()
        self._lines.append(Line("fold", f"fold/{fold}", title, words, open=is_open))
        if is_open:
            self._lines += lines

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def line(self, row: int) -> Line | None:
        """The line of a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: str) -> int:
        """The row of a key, -1 when it is not in the list."""
        return next((row for row, one in enumerate(self._lines) if one.key == key), -1)

    def first_entry(self) -> int:
        """The row of the first thing to do, -1 for none."""
        return next((row for row, one in enumerate(self._lines) if one.kind == "entry"), -1)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self.line(index.row())
        if line is None or line.kind in ("group", "nothing"):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row())
        if line is None or self._today is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line)
        return None

    def _words(self, line: Line) -> str:
        if line.entry is not None:
            return f"{line.entry.item.title} · {line.entry.name}"
        if line.done is not None:
            return f"{line.done.title} · {line.done.account}"
        if line.snoozed is not None:
            return f"{line.snoozed.entry.item.title} · {line.snoozed.entry.name}"
        return f"{line.title} {line.note}".strip()

    def _spoken(self, line: Line) -> str:
        assert self._today is not None
        if line.entry is not None:
            state = "Done" if line.key in self.ticking else "Not done" if line.entry.can_tick else "Opens"
            return f"{spoken(line.entry, self._today.today, self._today.now, self._formats)}. {state}"
        if line.done is not None:
            return f"Done: {self._words(line)}, {line.done.what}"
        if line.snoozed is not None:
            return f"Snoozed until {format_date(line.snoozed.until)}: {self._words(line)}. {line.snoozed.reason}"
        state = f", {'open' if line.open else 'folded'}" if line.kind == "fold" else ""
        return f"{self._words(line)}{state}"
