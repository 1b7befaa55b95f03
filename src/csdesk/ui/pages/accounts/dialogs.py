"""The small dialogs of the Accounts place: a new account, one value for several, a touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.desk import records, tiering
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import ComboBox, FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.values.days import format_date


class FieldsDialog(Dialog):
    """Asks for fields of one kind of record, checks them as they are typed and hands over their values.

    `taken` gets the values by field id; a DeskError it raises is shown and the dialog stays, with everything typed.
    `choices` offers (text, words) pairs for a field that is no choice of the catalog; `emptied` hands over None for a
    field that was left empty, so that a record can lose a value.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        desk: Desk,
        kind: str,
        fields: Sequence[str],
        needed: Sequence[str],
        button: str,
        taken: Callable[[dict[str, object]], None],
        first: dict[str, str] | None = None,
        *,
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
        columns: int = 1,
        emptied: bool = False,
    ) -> None:
        super().__init__(parent, title, wide=columns > 1)
        self._emptied = emptied
        grid = QGridLayout()
        grid.setSpacing(theme().px(12))
        self.body.addLayout(grid)
        self._desk, self._kind, self._taken = desk, kind, taken
        self._needed = set(needed)
        self._boxes: dict[str, FieldBox] = {}
        self._controls: dict[str, LineEdit | TextArea | ComboBox] = {}
        first = first or {}
        for field_id in fields:
            field = records.KINDS[kind].field(field_id)
            control: LineEdit | TextArea | ComboBox
            offered = (choices or {}).get(field_id, ())
            if field.type == "choice" or offered:
                control = ComboBox(field.label)
                options = [*offered] or [(one.id, one.label) for one in field.options]
                control.set_options([("", "Not known"), *options], first.get(field_id, ""))
            elif field.type == "long":
                control = TextArea(field.label, first.get(field_id, ""), lines=4)
            else:
                hint = "A date, or “in 2 weeks”" if field.type == "date" else ""
                control = LineEdit(field.label, first.get(field_id, ""), hint)
            control.setObjectName(f"{kind}.{field_id}")
            box = FieldBox(field.label, control)
            self._boxes[field_id], self._controls[field_id] = box, control
            position = len(self._boxes) - 1
            grid.addWidget(box, position // columns, position % columns, Qt.AlignmentFlag.AlignTop)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        self._button = Button(button, "primary")
        self._button.clicked.connect(self._accept)
        self._button.setDefault(True)
        self.add_button(self._button)

    def _text(self, field_id: str) -> str:
        control = self._controls[field_id]
        if isinstance(control, ComboBox):
            return control.value()
        return control.toPlainText() if isinstance(control, TextArea) else control.text()

    def _accept(self) -> None:
        values: dict[str, object] = {}
        first_wrong = ""
        for field_id, box in self._boxes.items():
            text = self._text(field_id).strip()
            reason = ""
            if not text:
                reason = "This is needed" if field_id in self._needed else ""
                if self._emptied:
                    values[field_id] = None
            else:
                try:
                    values[field_id] = records.parse(self._desk, self._kind, field_id, text)
                except Invalid as error:
                    reason = error.reason
            box.set_error(reason)
            if reason and not first_wrong:
                first_wrong = field_id
        if first_wrong:
            self._controls[first_wrong].setFocus()
            return
        try:
            self._taken(values)
        except DeskError as error:
            next(iter(self._boxes.values())).set_error(error.what)
            return
        self.accept()


def new_account(parent: QWidget, desk: Desk, taken: Callable[[dict[str, object]], None]) -> FieldsDialog:
    """Asks for a new account's first facts."""
    return FieldsDialog(
        parent, "New account", desk, "account",
        ("name", "domain", "arr", "renewal_date", "stage", "owner"), ("name",), "Add account", taken,
    )  # fmt: skip


def log_touch(parent: QWidget, desk: Desk, names: str, taken: Callable[[dict[str, object]], None]) -> FieldsDialog:
    """Asks for what was said or written, when and in short."""
    today = format_date(desk.clock.today())
    return FieldsDialog(
        parent, f"Log a touch: {names}", desk, "touch",
        ("type", "date", "summary", "detail"), ("type", "date", "summary"), "Log the touch", taken,
        {"type": "call", "date": today},
    )  # fmt: skip


def set_field(
    parent: QWidget, desk: Desk, field: str, count: int, taken: Callable[[dict[str, object]], None]
) -> FieldsDialog:
    """Asks for one value for several accounts."""
    label = records.KINDS["account"].field(field).label.casefold()
    fields = ("next_step", "next_step_due") if field == "next_step" else (field,)
    noun = "account" if count == 1 else "accounts"
    offered = {"tier": [(one.name, one.name) for one in tiering.tiering(desk).tiers]} if field == "tier" else None
    return FieldsDialog(
        parent, f"Set the {label} of {count} {noun}", desk, "account", fields, (field,), "Set it", taken,
        choices=offered,
    )  # fmt: skip


def add_action(parent: QWidget, desk: Desk, count: int, taken: Callable[[dict[str, object]], None]) -> FieldsDialog:
    """Asks for one action that each of several accounts gets."""
    noun = "account" if count == 1 else "accounts"
    return FieldsDialog(
        parent, f"Add an action to {count} {noun}", desk, "action", ("title", "due"), ("title",), "Add the action",
        taken,
    )  # fmt: skip


def tier_facts(
    parent: QWidget, desk: Desk, account_id: int, taken: Callable[[dict[str, object]], None]
) -> FieldsDialog:
    """Asks for what the policy's tiers want to know of an account; an emptied field is not known any more."""
    known = records.get(desk, "account", account_id)
    fields = tiering.asked(desk)
    yes_no = [one for one in fields if records.KINDS["account"].field(one).type == "yes-no"]
    first: dict[str, str] = {}
    for one in fields:
        value = known.values[one]
        if value is None:
            continue
        is_choice = records.KINDS["account"].field(one).type == "choice"
        first[one] = (
            ("yes" if value else "no") if one in yes_no
            else str(value) if is_choice
            else records.display(desk, "account", one, value)
        )  # fmt: skip
    return FieldsDialog(
        parent, f"What tiers ask about: {known.title}", desk, "account", fields, (), "Save the facts", taken, first,
        choices=dict.fromkeys(yes_no, (("yes", "Yes"), ("no", "No"))), columns=2, emptied=True,
    )  # fmt: skip
