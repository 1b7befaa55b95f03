"""Step 2: which column becomes which field, with samples and how sure the match is."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt, QTimer

from csdesk.desk.core import Desk
from csdesk.desk.imports import CUSTOM, IGNORE, ColumnMap, ImportPlan, Target
from csdesk.ui.pages.sync.step import Step
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.table_model import Cell, Column, TableModel
from csdesk.ui.widgets.text import Text
from csdesk.values.days import count

_NEW = "new"
_NONE = "none"
_HOW = {
    "chosen": "You chose it",
    "remembered": "As you chose last time",
    "name": "By its name",
    "weak name": "By its name, loosely",
    "likeness": "Its name is like the field's",
    "content": "By what it holds",
    "companion": "Goes with another column",
    "": "",
}


class _Model(TableModel):
    def __init__(self, choose: Callable[[str, str], None]) -> None:
        self._choose = choose
        self._maps: tuple[ColumnMap, ...] = ()
        self._targets: dict[str, Target] = {}
        super().__init__(self._columns(()))

    @staticmethod
    def _columns(targets: tuple[Target, ...]) -> list[Column]:
        fields = sorted(((one.id, one.label) for one in targets), key=lambda pair: pair[1])
        options = ((_NONE, "Not imported"), (_NEW, "A new field of its own"), (IGNORE, "Ignore for good"), *fields)
        return [
            Column("header", "Column in the file", 230, sortable=False),
            Column("field", "Becomes", 220, sortable=False, editable=True, options=options),
            Column("how", "Why", 260, soft=True, sortable=False),
            Column("filled", "Filled", 72, right=True, soft=True, sortable=False),
            Column("samples", "Samples", 240, soft=True, stretch=True, sortable=False),
        ]

    def show(self, plan: ImportPlan) -> None:
        """Shows the columns of a plan."""
        self._maps = plan.columns
        self._targets = {one.id: one for one in plan.targets}
        self.set_columns(self._columns(plan.targets))

    def row_count(self) -> int:
        return len(self._maps)

    def key(self, row: int) -> Hashable:
        return self._maps[row].index

    def _label(self, one: ColumnMap) -> str:
        if one.reading:
            return f"Reading {one.reading}"
        if one.field is None:
            return "Not imported"
        if one.field == IGNORE:
            return "Ignored for good"
        if one.field.startswith(CUSTOM):
            return f"New field “{one.field.removeprefix(CUSTOM).partition(':')[0]}”"
        target = self._targets.get(one.field)
        return target.label if target else one.field

    def _why(self, one: ColumnMap) -> str:
        if one.reading:
            return "By its name and values"
        if one.reason:
            return one.reason[0].upper() + one.reason[1:]
        if one.field is None and one.suggestion is not None:
            near = self._targets.get(one.suggestion)
            return f"Perhaps {near.label}?" if near else ""
        sure = f", {one.confidence:.0%} sure" if one.field and 0 < one.confidence < 0.95 else ""
        return f"{_HOW.get(one.how, one.how)}{sure}"

    def cell(self, row: int, column: Column) -> Cell:
        one = self._maps[row]
        out = one.field in (None, IGNORE) and not one.reading
        match column.key:
            case "header":
                words = " ".join(one.header.split()) or f"Column {one.index + 1}"
                return Cell(words, bold=not out, tone="text.soft" if out else "")
            case "field":
                return Cell(self._label(one), tone="text.soft" if out else "")
            case "how":
                words = self._why(one)
                return Cell(words, tip=words if len(words) > 36 else "")
            case "filled":
                return Cell(f"{one.filled:.0%}")
            case _:
                words = ", ".join(" ".join(sample.split()) for sample in one.samples)
                return Cell(words, tip="\n".join(one.samples))

    def edit_text(self, row: int, column: Column) -> str:
        field = self._maps[row].field
        if field is None:
            return _NONE
        return _NEW if field.startswith(CUSTOM) else field

    def edit(self, row: int, column: Column, text: str) -> str:
        header = self._maps[row].header
        if text and text != self.edit_text(row, column):
            self._choose(header, f"{CUSTOM}{' '.join(header.split())}" if text == _NEW else text)
        return ""


class MapStep(Step):
    """The columns of the file; double-click or F2 on “Becomes” chooses another field."""

    title = "Map columns"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = _Model(self._choose)
        self.table = TableView("Columns", self.model)
        self.model.setParent(self.table)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._head = CardHead("Columns")
        card = Card(0, spacing=0)
        card.body.addWidget(self._head)
        card.body.addWidget(self.table)
        words = "Double-click a field, or press F2, to choose another. Your choices are remembered for this source."
        self.body.addWidget(Text(words, "body", "soft"))
        self.body.addWidget(card)
        self.body.addStretch(1)

    def show_plan(self, plan: ImportPlan) -> None:
        self.plan = plan
        here = self.table.current_key()
        self.model.show(plan)
        self.table.setFixedHeight(self.table.content_height() + theme().px(1))
        used = sum(1 for one in plan.columns if one.field not in (None, IGNORE) or one.reading)
        self._head.note.setText(f"{used} of {count(len(plan.columns), 'column')} imported")
        if here is not None:
            self.table.show_key(here)

    def sentence(self, plan: ImportPlan) -> tuple[str, str]:
        used = sum(1 for one in plan.columns if one.field not in (None, IGNORE) or one.reading)
        new = f"{count(len(plan.custom), 'new field')} of your own." if plan.custom else "The rest stays in the file."
        return f"{used} of {count(len(plan.columns), 'column')} imported.", new

    def _choose(self, header: str, field: str) -> None:
        if self.plan is None:
            return
        mapping = dict(self.plan.options.mapping)
        mapping.pop(header, None)  # What is chosen last comes last.
        mapping[header] = IGNORE if field == _NONE else field
        # The editor is still closing: the table changes only once it has.
        QTimer.singleShot(0, self, lambda: self.ask(mapping=mapping))
