"""What a source remembers, each line of it to be changed or forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.desk import imports
from csdesk.desk.imports import CUSTOM, IGNORE, TARGETS, SourceRow
from csdesk.ui.context import Context
from csdesk.ui.pages.sync.settle import CHOICES, CURRENCIES, TITLES
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text

_RULES = [("crm", "The CRM wins"), ("book", "Your book wins"), ("ask", "Ask each time")]
_ORDERS, _MARKS = ("dmy", "mdy", "ymd"), ("point", "comma")
Pairs = list[tuple[str, str]]


class MemoryDialog(Dialog):
    """The corrected columns, the answered formats and the rules of a source. What is changed here counts at once."""

    def __init__(self, parent: QWidget, context: Context, source: SourceRow) -> None:
        super().__init__(parent, f"Remembered for {source.name}", wide=True)
        self._context, self._source = context, source
        self._open = not context.desk.read_only
        words = (
            "Your own choices, used for the next file of this source. Columns that explain themselves are not listed."
        )
        self.body.addWidget(Text(words, "body", "soft"))
        scroll = Scroll("Remembered")
        self._fill(scroll)
        scroll.setMinimumHeight(theme().px(120))
        self.body.addWidget(scroll, 1)
        if self._open and (source.mapping or source.rules or source.answers):
            button = Button("Forget all of it", "quiet", icon="trash")
            button.clicked.connect(self._forget_all)
            self.add_button(button, lead=True)
        close = Button("Close", "primary")
        close.clicked.connect(self.accept)
        self.add_button(close)

    def _fill(self, scroll: Scroll) -> None:
        source = self._source
        sections: list[tuple[str, list[tuple[str, Pairs, str, Callable[[str | None], None]]]]] = [
            ("Columns", [
                (header, self._fields(field), field, partial(self._column, header))
                for header, field in sorted(source.mapping.items())
            ]),
            ("Formats", [
                (f"{header}, {TITLES[kind].lower()}", _answers(kind, value), value, partial(self._answer, kind, header))
                for kind, header, value in source.answers
            ]),
            ("Conflicts", [
                (self._label(field), _RULES, rule, partial(self._rule, field))
                for field, rule in sorted(source.rules.items())
            ]),
        ]  # fmt: skip
        for title, lines in sections:
            if lines:
                scroll.body.addWidget(Label(title, "strong"))
                scroll.body.addWidget(self._lines(lines))
        if not any(lines for _, lines in sections):
            scroll.body.addWidget(Label("Nothing yet", "strong"))
        scroll.body.addStretch(1)

    def _lines(self, lines: Sequence[tuple[str, Pairs, str, Callable[[str | None], None]]]) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, theme().px(12))
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(6))
        grid.setColumnStretch(0, 1)
        for row, (label, options, chosen, change) in enumerate(lines):
            words = Label(label, elide=True)
            box = ComboBox(label)
            box.set_options(options, chosen)
            box.setFixedWidth(theme().px(240))
            box.setEnabled(self._open)
            forget = Button("", "quiet", icon="trash", small=True, tip=f"Forget {label}")
            forget.setAccessibleName(f"Forget {label}")
            forget.setVisible(self._open)
            box.currentIndexChanged.connect(partial(self._chosen, change, box))
            forget.clicked.connect(partial(self._forgotten, change, (words, box, forget)))
            for column, widget in enumerate((words, box, forget)):
                grid.addWidget(widget, row, column)
        return inner

    def _chosen(self, change: Callable[[str | None], None], box: ComboBox, _index: int) -> None:
        if box.value():
            change(box.value())

    def _forgotten(self, change: Callable[[str | None], None], line: Sequence[QWidget], _on: bool = False) -> None:
        change(None)
        for widget in line:
            widget.hide()

    def _column(self, header: str, field: str | None) -> None:
        self._context.write(imports.remember_column, self._context.desk, self._source.id, header, field, owner=self)

    def _rule(self, field: str, rule: str | None) -> None:
        self._context.write(imports.remember_rule, self._context.desk, self._source.id, field, rule, owner=self)

    def _answer(self, kind: str, header: str, answer: str | None) -> None:
        self._context.write(
            imports.remember_answer, self._context.desk, self._source.id, kind, header, answer, owner=self
        )

    def _forget_all(self) -> None:
        self.accept()
        self._context.write(
            imports.forget_mapping, self._context.desk, self._source.id, toast="Forgot what the source remembered"
        )

    def _fields(self, chosen: str) -> Pairs:
        known = sorted(
            ((one.id, one.label) for one in TARGETS.get(self._source.object, ())), key=lambda pair: pair[1].casefold()
        )
        options: Pairs = [(IGNORE, "Ignored for good"), *known]
        if all(chosen != one for one, _ in options):
            options.insert(0, (chosen, self._label(chosen)))
        return options

    def _label(self, field: str) -> str:
        if field.startswith(CUSTOM):
            return f"Your field “{field.removeprefix(CUSTOM).partition(':')[0]}”"
        return next((one.label for one in TARGETS.get(self._source.object, ()) if one.id == field), field)


def _answers(kind: str, value: str) -> Pairs:
    if kind == "currency":
        return [(code, code) for code in dict.fromkeys([value, *CURRENCIES])]
    choices = _ORDERS if kind == "date-order" else _MARKS
    options = [(one, CHOICES[one]) for one in choices]
    return options if value in choices else [(value, CHOICES.get(value, value)), *options]
