"""The dialog that keeps an account in a tier against the rules: which one, why, and when to look again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.desk import tiering
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.tiering import Standing
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Text
from csdesk.values.dates import parse_date
from csdesk.values.days import add_months, format_date
from csdesk.values.errors import ParseError

Taken = Callable[[str, str, date], None]


class TierDialog(Dialog):
    """Asks for the tier, the reason and the review day; what cannot be is said at its field and nothing is lost."""

    def __init__(self, parent: QWidget | None, desk: Desk, one: Standing, taken: Taken) -> None:
        super().__init__(parent, f"Override the tier: {one.account}")
        self._desk, self._taken = desk, taken
        rules = f"By the rules it is {one.verdict.tier.name}. " if one.verdict.tier else ""
        words = f"{rules}Give a reason when you know what the rules do not see. Both stay in sight until the day."
        self.body.addWidget(Text(words, "body", "soft"))
        given = one.override
        day = given.review_on if given and given.review_on else add_months(desk.clock.today(), 3)
        self._tier = ComboBox("Tier")
        names = [each.name for each in tiering.tiering(desk).tiers]
        now = given.value if given else one.tier if one.tier in names else names[0]
        self._tier.set_options([(name, name) for name in names], now)
        self._tier.setObjectName("override.value")
        self._reason = TextArea("Reason", given.reason if given else "", lines=3)
        self._reason.setObjectName("override.reason")
        self._day = LineEdit("Review on", format_date(day), "A date, or “in 3 months”")
        self._day.setObjectName("override.review_on")
        self._boxes = {"value": FieldBox("Tier", self._tier), "reason": FieldBox("Reason", self._reason),
                       "review_on": FieldBox("Review on", self._day)}  # fmt: skip
        fields = QVBoxLayout()
        fields.setSpacing(theme().px(12))
        for box in self._boxes.values():
            fields.addWidget(box)
        self.body.addLayout(fields)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        give = self.add_button(Button("Override the tier", "primary"))
        give.clicked.connect(self._accept)
        give.setDefault(True)

    def _accept(self) -> None:
        for box in self._boxes.values():
            box.set_error("")
        try:
            day = parse_date(self._day.text(), self._desk.clock.today(), self._desk.formats.date_order)
        except ParseError as error:
            self._boxes["review_on"].set_error(error.reason)
            return
        try:
            self._taken(self._tier.value(), self._reason.toPlainText(), day)
        except Invalid as error:
            self._boxes.get(error.path.rpartition("/")[2], self._boxes["value"]).set_error(error.reason)
        except DeskError as error:
            self._boxes["value"].set_error(error.what)
        else:
            self.accept()
