"""The dialogs of renewals: why a call differs, why a step is skipped, its day, and how a renewal ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QWidget

from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.renewal_outcome import OUTCOMES
from csdesk.desk.renewals import RenewalRow
from csdesk.ui.pages.renewals.model import percent_words
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.fields import FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Text
from csdesk.values.dates import parse_date
from csdesk.values.days import count, format_date
from csdesk.values.errors import ParseError
from csdesk.values.money import Money, format_money, parse_money


class _Asking(Dialog):
    """A dialog whose faults stand at their fields; `fields` by the last part of a path."""

    def __init__(self, parent: QWidget | None, title: str, button: str) -> None:
        super().__init__(parent, title)
        self.boxes: dict[str, FieldBox] = {}
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button(button, "primary"))
        self.go.setDefault(True)
        self.go.clicked.connect(self._accept)

    def add_field(self, key: str, label: str, control: QWidget, hint: str = "") -> None:
        """Put a field below the others."""
        control.setObjectName(f"renewal.{key}")
        self.boxes[key] = FieldBox(label, control, hint=hint)
        self.body.addWidget(self.boxes[key])

    def _accept(self) -> None:
        for box in self.boxes.values():
            box.set_error("")
        first = next(iter(self.boxes.values()))
        try:
            self.take()
        except Invalid as error:
            self.boxes.get(error.path.rpartition("/")[2], first).set_error(error.reason)
        except DeskError as error:
            first.set_error(error.what)
        else:
            self.accept()

    def take(self) -> None:
        """Do what was asked for; Invalid when something does not fit."""
        raise NotImplementedError


class CallDialog(_Asking):
    """Asks why one's own calls differ from the rules'; `taken(reason)` keeps them."""

    def __init__(
        self, parent: QWidget | None, rows: Sequence[RenewalRow], calls: Mapping[int, float],
        taken: Callable[[str], object], reason: str = "",
    ) -> None:  # fmt: skip
        title = f"My call on {rows[0].name}" if len(rows) == 1 else f"My calls on {count(len(rows), 'renewal')}"
        super().__init__(parent, title, "Keep the call" if len(rows) == 1 else "Keep the calls")
        self._taken = taken
        lines = [
            f"{one.name}: {percent_words(one.automatic)} by health, {calls[one.account_id]:g}% by me"
            for one in rows[:8]
        ]
        if len(rows) > 8:
            lines.append(f"and {len(rows) - 8} more")
        self.body.addWidget(Text("\n".join(lines), "body", "soft"))
        self._reason = TextArea("Why", reason, lines=3)
        self.add_field("reason", "Why", self._reason, "What the score does not show. Both stay in sight.")
        self._reason.setFocus()

    def take(self) -> None:
        self._taken(self._reason.toPlainText())


class SkipDialog(_Asking):
    """Asks why a step is left out."""

    def __init__(self, parent: QWidget | None, title: str, taken: Callable[[str], object]) -> None:
        super().__init__(parent, f"Skip: {title}", "Skip the step")
        self._taken = taken
        self._reason = TextArea("Why", "", lines=3)
        self.add_field("reason", "Why it is not needed", self._reason)
        self._reason.setFocus()

    def take(self) -> None:
        self._taken(self._reason.toPlainText())


class MoveDialog(_Asking):
    """Asks for another day of a step."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, title: str, due: date, taken: Callable[[date], object]
    ) -> None:
        super().__init__(parent, f"Plan: {title}", "Plan the step")
        self._desk, self._taken = desk, taken
        today = desk.clock.today()
        self._day = LineEdit("Day", format_date(max(due, today)), "A date, or “next Tuesday”")
        self.add_field("done_on", "Day", self._day)
        self._day.selectAll()
        self._day.setFocus()

    def take(self) -> None:
        self._taken(_day(self._desk, self._day.text(), "renewal_step/done_on"))


class OutcomeDialog(_Asking):
    """Asks how a renewal ended: `taken(outcome, arr, term, reason)`."""

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        row: RenewalRow,
        taken: Callable[[str, Money | None, int | None, str], object],
    ) -> None:
        super().__init__(parent, f"How did the renewal of {row.name} end?", "Record the outcome")
        self._desk, self._row, self._taken = desk, row, taken
        self._ended = Segmented("How it ended", list(OUTCOMES.items()), "renewed")
        self._ended.chosen.connect(self._show)
        self.add_field("outcome", "It was", self._ended)
        self._arr = LineEdit("New ARR", "" if row.arr is None else format_money(row.arr, desk.formats))
        self.add_field("arr", "ARR from now on", self._arr)
        term = row.term_months or 12
        self._term = LineEdit("Months", str(term))
        self.add_field("term_months", "Months until the next renewal", self._term)
        self._reason = TextArea("Why", "", lines=3)
        self.add_field("reason", "Why", self._reason)
        self._show()

    def _show(self, _chosen: str = "") -> None:
        ended = self._ended.value()
        lost = ended == "lost"
        self.boxes["arr"].setVisible(not lost)
        self.boxes["term_months"].setVisible(not lost)
        self.boxes["reason"].label.setText("Why (if you like)" if ended == "renewed" else "Why")
        hints = {
            "renewed": "The renewal date moves on; the call is held against what came.",
            "downgraded": "Keep the cause: it is what product and the next renewal learn from.",
            "lost": "The account leaves the renewals with an ARR of 0. A post-mortem is offered next.",
        }
        self.boxes["reason"].set_hint(hints[ended])

    def take(self) -> None:
        ended = self._ended.value()
        arr: Money | None = None
        term: int | None = None
        if ended != "lost":
            formats = self._desk.formats
            if self._row.arr is not None:
                formats = replace(formats, currency=self._row.arr.currency)
            try:
                arr = parse_money(self._arr.text(), formats) if self._arr.text().strip() else None
            except ParseError as error:
                raise Invalid("renewal/arr", error.reason) from error
            text = self._term.text().strip()
            if text and not text.isdecimal():
                raise Invalid("renewal/term_months", "a number of months, such as 12")
            term = int(text) if text else None
        self._taken(ended, arr, term, self._reason.toPlainText())


def _day(desk: Desk, text: str, path: str) -> date:
    try:
        return parse_date(text, desk.clock.today(), desk.formats.date_order)
    except ParseError as error:
        raise Invalid(path, error.reason) from error
