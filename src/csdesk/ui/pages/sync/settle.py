"""Steps 3 and 4: what the file leaves open, each with its evidence: formats, then which record a row is."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.desk import accounts
from csdesk.desk.core import Desk
from csdesk.desk.imports import ImportPlan, Question
from csdesk.ui.pages.sync.read import Rows, table_card
from csdesk.ui.pages.sync.step import Step
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import ComboBox, RadioButton
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count

FORMATS = {"date-order", "decimal", "currency"}
TITLES = {"date-order": "Day and month", "decimal": "Decimal sign", "currency": "Currency"}
CHOICES = {
    "dmy": "Day first: 31/12/2026",
    "mdy": "Month first: 12/31/2026",
    "ymd": "Year first: 2026/12/31",
    ".": "Point: 1,234.56",
    ",": "Comma: 1.234,56",
    "point": "Point: 1,234.56",
    "comma": "Comma: 1.234,56",
}
CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "CHF", "SEK", "NOK", "DKK", "PLN", "JPY", "INR", "BRL", "SGD", "NZD")
_OPTION = {"date-order": "date_order", "decimal": "decimal", "currency": "currency"}


class SettleStep(Step):
    """Dates, decimals and currency where the file does not prove them."""

    title = "Settle formats"

    def open_questions(self, plan: ImportPlan) -> int:
        return sum(1 for one in plan.questions if one.kind in FORMATS)

    def sentence(self, plan: ImportPlan) -> tuple[str, str]:
        number = self.open_questions(plan)
        if not number:
            settled = len(plan.settled)
            what = f"{count(settled, 'format')} settled." if settled else "Nothing to settle."
            return what, "Each can be changed here." if settled else "No date or number can be read in two ways."
        return f"{count(number, 'question')}.", "Each goes by what is marked until you say otherwise."

    def fill(self, plan: ImportPlan) -> None:
        questions = [one for one in plan.questions if one.kind in FORMATS]
        for question in questions:
            self.body.addWidget(self._card(question))
        if not questions and not plan.settled:
            card = Card(0)
            card.body.addWidget(
                EmptyState("Nothing to settle", "The file has no dates or amounts that could be read in two ways.")
            )
            self.body.addWidget(card)
        if plan.settled:
            self.body.addWidget(self._settled(plan.settled))
        self.body.addStretch(1)

    def _settled(self, settled: list[Question]) -> Card:
        """What is certain or was answered: one line for each column, to look at and to change."""
        card = Card(0, spacing=0)
        card.body.addWidget(CardHead("Settled", "change one where the file is read wrongly"))
        inner = QWidget()
        grid = QGridLayout(inner)
        px = theme().px
        grid.setContentsMargins(px(16), px(12), px(16), px(16))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(2, 1)
        for row, one in enumerate(settled):
            grid.addWidget(Label(one.column, "strong", elide=True), row, 0)
            grid.addWidget(self._answer_box(one), row, 1)
            evidence = " · ".join(one.evidence)
            words = f"{one.text} In the file: {evidence}" if evidence else one.text
            grid.addWidget(Text(words, "label", "soft"), row, 2, Qt.AlignmentFlag.AlignVCenter)
        card.body.addWidget(inner)
        return card

    def _answer_box(self, one: Question) -> QWidget:
        box = ComboBox(f"{TITLES[one.kind]} of {one.column}")
        if one.kind == "currency":
            codes = dict.fromkeys([*one.choices, self.desk.formats.currency, *CURRENCIES])
            box.set_options([(code, code) for code in codes], one.assumed)
        elif one.choices:
            box.set_options([(choice, CHOICES.get(choice, choice)) for choice in one.choices], one.assumed)
        else:
            box.set_options([("", "No order needed")], "")
            box.setEnabled(False)
        box.setFixedWidth(theme().px(216))
        box.currentIndexChanged.connect(partial(self._answer, one, box))
        return box

    def _answer(self, one: Question, box: ComboBox, _index: int) -> None:
        if self.plan is not None and box.value():
            self.ask(formats={**self.plan.options.formats, (one.kind, one.column): box.value()})

    def _card(self, question: Question) -> Card:
        card = Card(16)
        head = TITLES[question.kind]
        card.body.addWidget(Label(f"{head}: {question.column}" if question.column else head, "strong"))
        card.body.addWidget(Text(question.text, "body", "soft"))
        if question.evidence:
            card.body.addWidget(Text("In the file: " + " · ".join(question.evidence[:6]), "label", "faint"))
        if question.kind == "currency":
            box = ComboBox(f"Currency of {question.column}")
            codes = list(dict.fromkeys([*question.choices, self.desk.formats.currency, *CURRENCIES]))
            box.set_options([(code, code) for code in codes], question.assumed)
            box.setFixedWidth(theme().px(160))
            box.currentIndexChanged.connect(partial(self._currency, box))
            card.body.addWidget(box)
            return card
        for choice in question.choices:
            button = RadioButton(CHOICES.get(choice, choice))
            button.setChecked(choice == question.assumed)
            button.clicked.connect(partial(self._choose, question.kind, choice))
            card.body.addWidget(button)
        return card

    def _currency(self, box: ComboBox, _index: int) -> None:
        self.ask(currency=box.value())

    def _choose(self, kind: str, choice: str) -> None:
        value = {"point": ".", "comma": ","}.get(choice, choice)
        self.ask(**{_OPTION[kind]: value})


class _AccountBox(ComboBox):
    """The accounts of the book, read when the list is first opened."""

    def __init__(self, name: str, desk: Desk) -> None:
        super().__init__(name)
        self._desk = desk
        self.set_options([("skip", "Leave this row out")])
        self._full = False

    def showPopup(self) -> None:
        if not self._full:
            self._full = True
            named = [(str(row.id), row.name) for row in accounts.rows(self._desk)]
            self.set_options([("skip", "Leave this row out"), *sorted(named, key=lambda pair: pair[1].casefold())])
        super().showPopup()


class MatchStep(Step):
    """Rows that may be a record of the book, or several; and rows of the file that are one record."""

    title = "Match rows"
    most = 40

    def open_questions(self, plan: ImportPlan) -> int:
        return sum(1 for one in plan.questions if one.kind not in FORMATS)

    def sentence(self, plan: ImportPlan) -> tuple[str, str]:
        held = plan.count("held")
        if not held:
            return "Every row has its place.", "Rows that repeat a record are taken once."
        rows = "1 row is" if held == 1 else f"{held} rows are"
        return f"{rows} not sure.", "Left out until you say which record is meant."

    def fill(self, plan: ImportPlan) -> None:
        questions = [one for one in plan.questions if one.kind not in FORMATS]
        self.body.addWidget(self._matched(plan, not questions))
        for question in questions[: self.most]:
            self.body.addWidget(self._card(question))
        if len(questions) > self.most:
            self.body.addWidget(
                Text(f"{len(questions) - self.most} more, all left as they are assumed.", "body", "soft")
            )
        self.body.addStretch(1)

    def _matched(self, plan: ImportPlan, settled: bool) -> Card:
        ways: Counter[str] = Counter()
        for entry in plan.entries:
            if entry.outcome in ("update", "unchanged"):
                way = entry.matched_by
                ways["by CRM id" if way.startswith("CRM id") else f"by {way.split(' ')[0]}" if way else "by key"] += 1
        rows = [(f"The same record, {way}", number) for way, number in ways.most_common()]
        rows += [
            ("New, nothing in your book is like it", plan.created),
            ("Rows that repeat another row", plan.count("duplicate")),
            ("Not sure, left out until you say", plan.count("held")),
            *Counter(
                f"{one.reason[:1].upper()}{one.reason[1:]}" for one in plan.entries if one.outcome == "excluded"
            ).most_common(),
        ]
        shown = [(words, f"{number:,}") for words, number in rows if number]
        title = "Nothing to decide" if settled else "Matched so far"
        note = "every row is either one record of the book or clearly new" if settled else ""
        model = Rows([("What became of the rows", 420, False), ("Rows", 90, True)], shown)
        card, _ = table_card(title, note, "How rows were matched", model)
        near = sum(1 for one in plan.questions if one.kind == "match")
        head = card.findChild(CardHead)
        if near > 1 and head is not None:
            for words, wanted in ((f"Take all {near} proposals", "first"), ("All are new", "new")):
                button = Button(words, small=True)
                button.clicked.connect(partial(self._all, wanted))
                head.add(button)
        return card

    def _card(self, question: Question) -> Card:
        card = Card(16)
        words = question.text
        if question.kind == "match" and self.plan is not None:
            name = next((one.name for one in self.plan.entries if one.line == question.line), "")
            words = f"“{name}”, line {question.line}, is like a record of your book, but not surely the same"
        card.body.addWidget(Label(words, "strong", elide=True))
        if question.evidence:
            card.body.addWidget(Text(" · ".join(question.evidence[:6]), "label", "soft"))
        if question.line is None:
            return card
        box = ComboBox(question.text)
        if question.kind == "duplicate":
            box.set_options([(one, f"Take line {one}") for one in question.choices], question.assumed)
            box.currentIndexChanged.connect(partial(self._take, question.line, box))
        else:
            if question.kind == "unlinked":
                box = _AccountBox(question.text, self.desk)
            else:
                options = [(str(number), words) for number, words in question.candidates]
                box.set_options([*options, ("new", "A new record"), ("skip", "Leave this row out")])
            box.setPlaceholderText("Left out until you choose")
            box.currentIndexChanged.connect(partial(self._match, question.line, box))
        box.setMinimumWidth(theme().px(320))
        card.body.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _all(self, wanted: str) -> None:
        if self.plan is None:
            return
        matches = dict(self.plan.options.matches)
        for question in self.plan.questions:
            if question.kind == "match" and question.line is not None:
                matches[question.line] = question.candidates[0][0] if wanted == "first" else "new"
        self.ask(matches=matches)

    def _take(self, line: int, box: ComboBox, _index: int) -> None:
        if self.plan is not None and box.value().isdigit():
            self.ask(duplicates={**self.plan.options.duplicates, line: int(box.value())})

    def _match(self, line: int, box: ComboBox, _index: int) -> None:
        if self.plan is not None and box.value():
            value: int | str = int(box.value()) if box.value().isdigit() else box.value()
            self.ask(matches={**self.plan.options.matches, line: value})
