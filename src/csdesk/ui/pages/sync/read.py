"""Step 1: what the file is and how it was read, changeable where it was guessed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.desk.imports import ImportPlan, Recognised
from csdesk.ui.pages.sync.step import Step
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import ComboBox, FieldBox
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.text import Text
from csdesk.values.days import count

_OBJECTS = [
    ("accounts", "Accounts"),
    ("contacts", "Contacts"),
    ("readings", "Indicator readings"),
    ("renewals", "Renewals and contracts"),
    ("subscriptions", "Subscriptions"),
    ("touches", "Touches"),
]
_DELIMITERS = [(name, name.capitalize()) for name in ("comma", "semicolon", "tab", "pipe", "caret", "backquote")]


class Rows(TableModel):
    """Plain rows of text under heads."""

    def __init__(self, heads: Sequence[tuple[str, int, bool]], rows: Sequence[Sequence[str]]) -> None:
        columns = [
            Column(str(place), head, width, stretch=stretch, sortable=False)
            for place, (head, width, stretch) in enumerate(heads)
        ]
        super().__init__(columns)
        self._lines = rows

    def row_count(self) -> int:
        return len(self._lines)

    def key(self, row: int) -> Hashable:
        return row

    def cell(self, row: int, column: Column) -> Cell:
        line = self._lines[row]
        place = int(column.key)
        text = line[place] if place < len(line) else ""
        return Cell(" ".join(text.split()), tip=text if len(text) > 24 else "")


def table_card(title: str, note: str, name: str, model: TableModel, most: int = 12) -> tuple[Card, TableView]:
    """A card with a head and a table that is as high as its rows, up to `most` of them."""
    card = Card(0, spacing=0)
    card.body.addWidget(CardHead(title, note))
    table = TableView(name, model)
    card.body.addWidget(table)
    height = table.content_height() + 2
    table.setFixedHeight(min(height, theme().size("table-head") + most * theme().size("row") + 18))
    return card, table


class ReadStep(Step):
    """Product, object, encoding, delimiter and header row; what was dropped; the first rows."""

    title = "Read"

    def fill(self, plan: ImportPlan) -> None:
        seen = plan.recognised
        card = Card(0, spacing=0)
        card.body.addWidget(CardHead("What the file is", f"{seen.product_label}, {count(seen.rows, 'row')}"))
        inner = QWidget()
        grid = QGridLayout(inner)
        px = theme().px
        grid.setContentsMargins(px(16), px(12), px(16), px(16))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        for place, box in enumerate(
            (
                self._object(seen),
                self._encoding(seen),
                self._sheet(seen) if seen.sheets else self._delimiter(seen),
                self._header(seen),
            )
        ):
            grid.addWidget(box, 0, place)
            grid.setColumnStretch(place, 1)
        if seen.notes:
            grid.addWidget(Text("\n".join(seen.notes), "label", "soft"), 1, 0, 1, 4)
        card.body.addWidget(inner)
        self.body.addWidget(card)
        heads = [(head or f"Column {place + 1}", 150, False) for place, head in enumerate(seen.headers)]
        preview, _ = table_card(
            "First rows", "as they stand in the file", "First rows", Rows(heads, seen.preview), most=8
        )
        self.body.addWidget(preview)
        if seen.dropped:
            rows = [(str(one.line), one.reason, one.text) for one in seen.dropped]
            dropped, _ = table_card(
                "Left out",
                f"{count(len(rows), 'line')} that are no {'account' if plan.object == 'accounts' else 'record'}",
                "Lines left out",
                Rows([("Line", 72, False), ("Reason", 280, False), ("Text", 300, True)], rows),
            )
            self.body.addWidget(dropped)
        self.body.addStretch(1)

    def sentence(self, plan: ImportPlan) -> tuple[str, str]:
        seen = plan.recognised
        left = (
            f"{count(len(seen.dropped), 'line')} left out, each with its reason."
            if seen.dropped
            else "No line left out."
        )
        return f"{count(plan.rows, 'row')} read.", left

    def _object(self, seen: Recognised) -> FieldBox:
        box = ComboBox("What the rows are")
        options = list(_OBJECTS)
        if all(seen.object != one for one, _ in options):
            options.append((seen.object, seen.object_label))
        box.set_options(options, seen.object)
        box.currentIndexChanged.connect(self._new_object)
        self._objects = box
        return FieldBox("What the rows are", box)

    def _encoding(self, seen: Recognised) -> FieldBox:
        box = ComboBox("Encoding")
        sample = next((one for one in seen.encodings if seen.encoding in (one.label, one.name)), None)
        options = [(one.name, one.label) for one in seen.encodings] or [("", seen.encoding)]
        if sample is None and seen.encodings:
            options.insert(0, ("", seen.encoding))
        box.set_options(options, sample.name if sample is not None else "")
        box.setEnabled(len(options) > 1)
        box.currentIndexChanged.connect(self._new_encoding)
        self._encodings = box
        shown = "Read as: " + ", ".join(sample.cells[:3]) if sample and sample.cells else "Guessed from the file"
        return FieldBox("Encoding", box, hint="Certain from the file itself" if seen.encoding_certain else shown)

    def _sheet(self, seen: Recognised) -> FieldBox:
        box = ComboBox("Sheet")
        read = seen.delimiter.removeprefix("sheet “").removesuffix("”")
        box.set_options([(one, one) for one in seen.sheets], read)
        box.setEnabled(len(seen.sheets) > 1)
        box.currentIndexChanged.connect(self._new_sheet)
        self._sheets = box
        return FieldBox("Sheet", box)

    def _new_sheet(self, _index: int) -> None:
        self.ask(sheet=self._sheets.value(), header_row=None)

    def _delimiter(self, seen: Recognised) -> FieldBox:
        box = ComboBox("Between cells")
        options = list(_DELIMITERS)
        if all(seen.delimiter != one for one, _ in options):
            options.append((seen.delimiter, seen.delimiter.capitalize() or "A workbook's cells"))
        box.set_options(options, seen.delimiter)
        box.setEnabled(not seen.delimiter.startswith("sheet"))
        box.currentIndexChanged.connect(self._new_delimiter)
        self._delimiters = box
        return FieldBox("Between cells", box)

    def _header(self, seen: Recognised) -> FieldBox:
        box = ComboBox("Header row")
        box.set_options(
            [(str(line), f"Row {line}") for line in range(1, max(seen.header_row, 20) + 1)], str(seen.header_row)
        )
        box.currentIndexChanged.connect(self._new_header)
        self._headers = box
        return FieldBox("Header row", box)

    def _new_object(self, _index: int) -> None:
        self.ask(object=self._objects.value(), mapping={})

    def _new_encoding(self, _index: int) -> None:
        self.ask(encoding=self._encodings.value() or None)

    def _new_delimiter(self, _index: int) -> None:
        self.ask(delimiter=self._delimiters.value())

    def _new_header(self, _index: int) -> None:
        self.ask(header_row=int(self._headers.value()))
