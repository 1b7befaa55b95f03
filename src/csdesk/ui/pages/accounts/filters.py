"""The filter row of the Accounts place: words, filters as chips, sorting and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.desk.account_query import FIELDS, Filter, Query, QueryError, is_number, parse, values_of
from csdesk.desk.accounts import AccountRow
from csdesk.ui.models.accounts import COLUMNS, STAGES
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import FilterChip
from csdesk.ui.widgets.fields import SearchField
from csdesk.ui.widgets.layouts import Flow
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table_model import Column

_STAGE_WORDS = dict(STAGES)
_MOVE_WORDS = {
    "any": "yes", "up": "up", "down": "down", "new": "has no tier yet", "stays": "stays", "dedicated": "CSM of its own",
    "pooled": "the pool", "tech": "programmes",
}  # fmt: skip
_OFFERED = (
    "tier", "move", "band", "stage", "owner", "coverage", "override", "industry", "segment", "plan", "support",
    "country",
)  # fmt: skip
_LIMITS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "renewal": (("<", "30", "in 30 days"), ("<", "90", "in 90 days"), ("<", "180", "in 180 days")),
    "next": (("<", "-1", "late"), ("<", "0", "due or late"), ("<", "7", "in 7 days")),
    "touch": ((">", "14", "over 14 days"), (">", "30", "over 30 days"), (">", "90", "over 90 days")),
    "change": (("<", "-5", "down 5 or more"), ("<", "-10", "down 10 or more"), (">", "5", "up 5 or more")),
}


class FilterBar(QWidget):
    """Edits a Query. `changed` is told a moment after typing rests and at once for chips."""

    changed = Signal()
    columns_wanted = Signal(object)
    sort_wanted = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self._filters: list[Filter] = []
        self._rows: Sequence[AccountRow] = ()
        self._shown: tuple[str, ...] = ()
        self._sort = ("", False)
        self.own: Sequence[Column] = ()
        """Columns of the CSM's own fields, offered after the others."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self.search = SearchField("Filter accounts", "Filter accounts", "Ctrl F", small=True)
        self.search.setFixedWidth(px(232))
        self.search.setProperty("findsHere", True)
        row.addWidget(self.search)
        self._chips = QWidget()
        self._flow = Flow(self._chips)
        row.addWidget(self._chips, 1)
        self._add = Button("Filter", "quiet", icon="plus", small=True)
        self._add.setAccessibleName("Add a filter")
        self._add.clicked.connect(self._offer_fields)
        self.sort_button = Button("Sort", "quiet", icon="sort", small=True)
        self.sort_button.clicked.connect(self._offer_sorts)
        self.columns_button = Button("Columns", "quiet", icon="columns", small=True)
        self.columns_button.clicked.connect(self._offer_columns)
        row.addWidget(self.sort_button)
        row.addWidget(self.columns_button)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(self._pause.start)
        self._fill()

    # The query

    def query(self) -> Query:
        """The words typed and the chips together; typed filters count, too. Raises QueryError."""
        typed = parse(self.search.text())
        return Query(typed.words, (*self._filters, *typed.filters))

    def set_query(self, text: str) -> None:
        """Show a saved query: its filters as chips, its words in the field."""
        try:
            query = parse(text)
        except QueryError:
            query = Query((text,))
        self._filters = list(query.filters)
        blocked = self.search.blockSignals(True)
        self.search.setText(" ".join(f'"{word}"' if " " in word else word for word in query.words))
        self.search.blockSignals(blocked)
        self._fill()

    def set_rows(self, rows: Sequence[AccountRow]) -> None:
        """All accounts of the book, whose values the filters offer."""
        self._rows = rows
        self.search.setPlaceholderText(f"Filter {len(rows)} accounts" if rows else "Filter accounts")

    def set_sort(self, field: str, descending: bool) -> None:
        """Show what the rows are sorted by."""
        self._sort = (field, descending)
        title = next((column.title for column in (*COLUMNS, *self.own) if column.key == field), "")
        words = title if title.isupper() else title.casefold()
        self.sort_button.setText(f"Sorted by {words}" if title else "Sort")

    def set_shown(self, shown: Sequence[str]) -> None:
        """Which columns are shown."""
        self._shown = tuple(shown)

    # Chips

    def _fill(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self._add:
                widget.hide()
                widget.deleteLater()
        for place, one in enumerate(self._filters):
            chip = FilterChip(FIELDS.get(one.field, one.field), _words(one))
            chip.opened.connect(partial(self._offer_values, one.field, chip))
            chip.removed.connect(partial(self._remove, place))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._add)
        self._add.show()
        self._chips.updateGeometry()

    def _remove(self, place: int) -> None:
        del self._filters[place]
        self._fill()
        self.changed.emit()

    def _take(self, one: Filter) -> None:
        for place, old in enumerate(self._filters):
            if old.field == one.field:
                self._filters[place] = one
                break
        else:
            self._filters.append(one)
        self._fill()
        self.changed.emit()

    def _toggle(self, field: str, value: str) -> None:
        old = next((one for one in self._filters if one.field == field), None)
        values = list(old.values) if old else []
        if value in values:
            values.remove(value)
        else:
            values.append(value)
        if values:
            self._take(Filter(field, ":", tuple(values), old.negated if old else False))
        elif old is not None:
            self._remove(self._filters.index(old))

    # Menus

    def _popup(self, menu: Menu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _offer_fields(self) -> None:
        menu = Menu(self, "Filter by")
        for field in (*_OFFERED, *_LIMITS):
            menu.add(FIELDS[field], partial(self._offer_values, field, self._add))
        self._popup(menu, self._add)

    def _offer_values(self, field: str, under: QWidget) -> None:
        menu = Menu(self, FIELDS[field])
        if is_number(field):
            for operator, value, words in _LIMITS.get(field, ()):
                menu.add(words, partial(self._take, Filter(field, operator, (value,))))  # type: ignore[arg-type]
        else:
            chosen = next((one.values for one in self._filters if one.field == field), ())
            for value, count in values_of(self._rows, field)[:30]:
                if value:
                    words = f"{_value_words(field, value)}  ({count})"
                    menu.add(words, partial(self._toggle, field, value), checked=value in chosen)
        if menu.isEmpty():
            menu.add("No account has one yet", menu.close, enabled=False)
        self._popup(menu, under)

    def _offer_sorts(self) -> None:
        menu = Menu(self, "Sort by")
        field, descending = self._sort
        for column in (*COLUMNS, *self.own):
            if column.key in self._shown:
                down = not descending if column.key == field else False
                menu.add(column.title, partial(self.sort_wanted.emit, column.key, down), checked=column.key == field)
        self._popup(menu, self.sort_button)

    def _offer_columns(self) -> None:
        menu = Menu(self, "Columns")
        for column in COLUMNS:
            if column.key != "name":
                menu.add(column.title, partial(self._toggle_column, column.key), checked=column.key in self._shown)
        for column in self.own:
            menu.add(column.title, partial(self._toggle_column, column.key), checked=column.key in self._shown)
        self._popup(menu, self.columns_button)

    def _toggle_column(self, key: str) -> None:
        wanted = set(self._shown) ^ {key}
        self.columns_wanted.emit(tuple(column.key for column in (*COLUMNS, *self.own) if column.key in wanted))


def _value_words(field: str, value: str) -> str:
    if field in ("move", "coverage"):
        return _MOVE_WORDS.get(value, value)
    return _STAGE_WORDS.get(value, value)


def _words(one: Filter) -> str:
    if is_number(one.field):
        for operator, value, words in _LIMITS.get(one.field, ()):
            if (operator, value) == (one.operator, one.values[0]):
                return words
        sign = {"<": "at most", ">": "at least", ":": "exactly"}[one.operator]
        return f"{sign} {one.values[0]}"
    values = [_value_words(one.field, value) for value in one.values]
    words = values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"
    return f"any but {words}" if one.negated else words
