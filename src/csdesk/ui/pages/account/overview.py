"""The overview of an account: its facts, edited here, beside what is agreed, open and known of its people."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import records
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.records import Record
from csdesk.ui.context import Context
from csdesk.ui.pages.account.own_fields import OwnFieldsCard
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead, TwoLineRow
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.text import Label
from csdesk.values.days import format_date, relative_day

_FACTS: tuple[tuple[str, ...], ...] = (
    ("name", "domain"),
    ("industry", "size"),
    ("product", "seats"),
    ("tier", "stage"),
    ("arr", "arr_at_risk"),
    ("contract_start", "renewal_date"),
    ("owner", "csm"),
    ("support_plan", "country"),
    ("next_step", "next_step_due"),
    ("objective",),
    ("success_definition",),
)
_INTERNAL = {"arr_at_risk"}


class OverviewTab(AccountTab):
    """Facts at the left, saved as they are left; at the right goals, open actions, risks and people in short."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Overview")
        self._controls: dict[str, LineEdit | TextArea | ComboBox] = {}
        self._boxes: dict[str, FieldBox] = {}
        self._record: Record | None = None
        px = theme().px
        row = QHBoxLayout()
        row.setSpacing(px(16))
        facts = Card(0, spacing=0)
        facts.body.addWidget(CardHead("Facts"))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(px(16), px(12), px(16), px(16))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        for line, fields in enumerate(_FACTS):
            for place, field_id in enumerate(fields):
                grid.addWidget(self._box(field_id), line, place, 1, 2 if len(fields) == 1 else 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        facts.body.addWidget(inner)
        facts.body.addStretch(1)
        left = QWidget()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(px(16))
        under.addWidget(facts)
        self._own = OwnFieldsCard(context, account_id)
        under.addWidget(self._own)
        under.addStretch(1)
        row.addWidget(left, 3)
        side = QWidget()
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(px(16))
        row.addWidget(side, 2)
        self.column.addLayout(row)
        self.reload()

    def _box(self, field_id: str) -> FieldBox:
        field = records.KINDS["account"].field(field_id)
        control: LineEdit | TextArea | ComboBox
        if field.type == "choice":
            control = ComboBox(field.label)
            control.set_options([("", "Not known"), *((one.id, one.label) for one in field.options)])
            control.currentIndexChanged.connect(partial(self._choose, field_id))
        elif field.type == "long":
            control = TextArea(field.label, lines=2)
            control.edited.connect(partial(self._edit, field_id))
        else:
            control = LineEdit(field.label, placeholder="A date, or “end of May”" if field.type == "date" else "")
            control.edited.connect(partial(self._edit, field_id))
        control.setObjectName(f"account.{field_id}")
        box = FieldBox(field.label, control, internal=field_id in _INTERNAL)
        self._controls[field_id], self._boxes[field_id] = control, box
        return box

    # Writing

    def _choose(self, field_id: str, _index: int) -> None:
        control = self._controls[field_id]
        if isinstance(control, ComboBox):
            self._edit(field_id, control.value())

    def _edit(self, field_id: str, text: str) -> None:
        if self._record is None:
            return
        old = self._record.values.get(field_id)
        field = records.KINDS["account"].field(field_id)
        try:
            value: object = None
            if text.strip():
                value = text.strip() if field.type == "contact" else records.parse(self.desk, "account", field_id, text)
            if value == old:
                self._boxes[field_id].set_error("")
                return
            records.update(self.desk, "account", self.account_id, {field_id: value}, based_on={field_id: old})
        except Invalid as error:
            self._boxes[field_id].set_error(error.reason)
        except DeskError as error:
            self._boxes[field_id].set_error(error.what)
        else:
            self._boxes[field_id].set_error("")

    def flush(self) -> None:
        for control in self._controls.values():
            if not isinstance(control, ComboBox):
                control.flush()
        self._own.flush()

    # Reading

    def reload(self) -> None:
        try:
            self._record = records.get(self.desk, "account", self.account_id)
        except DeskError:
            return
        for field_id, control in self._controls.items():
            value = self._record.values.get(field_id)
            if isinstance(control, ComboBox):
                control.set_value(value if isinstance(value, str) else "")
            else:
                control.set_value("" if value is None else records.display(self.desk, "account", field_id, value))
        self._own.reload()
        self._fill_side()

    def _fill_side(self) -> None:
        while self._side.count():
            item = self._side.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for card in (self._actions(), self._goals(), self._risks(), self._people()):
            self._side.addWidget(card)
        self._side.addStretch(1)

    def _of(self, kind: str) -> tuple[Record, ...]:
        return records.of_account(self.desk, kind, self.account_id)

    def _text(self, kind: str, record: Record, field_id: str) -> str:
        value = record.values.get(field_id)
        return "" if value is None else records.display(self.desk, kind, field_id, value)

    def _card(self, title: str, rows: list[TwoLineRow], nothing: str, tab: str) -> Card:
        card = Card(0, spacing=0)
        card.body.addWidget(CardHead(title, str(len(rows)) if rows else ""))
        for row in rows[:6]:
            row.activated.connect(partial(self.context.go, "account", account_id=self.account_id, tab=tab))
            card.body.addWidget(row)
        if not rows:
            empty = Label(nothing, "body", "soft")
            empty.setContentsMargins(theme().px(16), theme().px(12), theme().px(16), theme().px(12))
            card.body.addWidget(empty)
        return card

    def _actions(self) -> Card:
        today = self.desk.clock.today()
        rows = []
        found = [one for one in self._of("action") if one.values.get("status") in (None, "open", "in-progress")]
        found.sort(key=lambda one: str(one.values.get("due") or "9999"))
        for one in found:
            due = one.values.get("due")
            when = relative_day(due, today) if due else ""
            late = due is not None and due < today
            rows.append(
                TwoLineRow(
                    self._text("action", one, "title"),
                    reason=self._text("action", one, "owner") or "No owner yet",
                    right=when,
                    right_below=format_date(due, "day") if due else "",
                    bold_right=late,
                )
            )
        return self._card("Open actions", rows, "Nothing is promised and open.", "plan")

    def _goals(self) -> Card:
        rows = [
            TwoLineRow(
                self._text("goal", one, "title"),
                reason=self._text("goal", one, "metric"),
                right=self._text("goal", one, "status"),
                right_below=self._text("goal", one, "target_date"),
            )
            for one in self._of("goal")
        ]
        return self._card("Goals", rows, "No goal is written down yet.", "plan")

    def _risks(self) -> Card:
        rows = [
            TwoLineRow(
                self._text("risk", one, "title"),
                reason=self._text("risk", one, "mitigation").split("\n", 1)[0],
                right=self._text("risk", one, "status"),
                right_below=f"{self._text('risk', one, 'probability')} probability"
                if one.values["probability"]
                else "",
            )
            for one in self._of("risk")
            if one.values.get("status") != "closed"
        ]
        return self._card("Risks", rows, "No open risk is recorded.", "plan")

    def _people(self) -> Card:
        found = [one for one in self._of("contact") if one.values.get("left_on") is None]
        known = [one for one in found if one.values.get("role")] or found
        rows = [
            TwoLineRow(
                self._text("contact", one, "name"),
                reason=self._text("contact", one, "title"),
                right=self._text("contact", one, "role"),
                right_below=self._text("contact", one, "preference"),
            )
            for one in known
        ]
        return self._card("People", rows, "Nobody is known here yet.", "people")
