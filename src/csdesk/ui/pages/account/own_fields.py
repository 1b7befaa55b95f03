"""The card of an account that holds the fields of the CSM's own, edited in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from csdesk.desk import own_fields
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.own_fields import OwnField
from csdesk.ui.context import Context
from csdesk.ui.theme import theme
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import FieldBox, LineEdit


class OwnFieldsCard(Card):
    """Two fields to a row; not to be seen while the book has none."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(0, spacing=0)
        self._desk, self._account = context.desk, account_id
        self._fields: tuple[OwnField, ...] = ()
        self._lines: dict[int, tuple[LineEdit, FieldBox]] = {}
        self._texts: dict[int, str] = {}
        self.body.addWidget(CardHead("Your own fields", "from columns of your CRM"))
        self._inner: QWidget | None = None
        self.reload()

    def reload(self) -> None:
        """Read the fields and their values again."""
        found = own_fields.fields(self._desk)
        if found != self._fields:
            self._fields = found
            self._build()
        self._texts = own_fields.texts(self._desk, self._account) if found else {}
        for field_id, (line, _) in self._lines.items():
            line.set_value(self._texts.get(field_id, ""))
        self.setVisible(bool(found))

    def flush(self) -> None:
        """Write what was typed and not yet written."""
        for line, _ in self._lines.values():
            line.flush()

    def _build(self) -> None:
        if self._inner is not None:
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget()
        px = theme().px
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(px(16), px(12), px(16), px(16))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        self._lines = {}
        for place, field in enumerate(self._fields):
            line = LineEdit(field.label, placeholder="A date, or “end of May”" if field.type == "date" else "")
            line.edited.connect(partial(self._edit, field))
            box = FieldBox(field.label, line)
            self._lines[field.id] = line, box
            grid.addWidget(box, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.body.addWidget(self._inner)

    def _edit(self, field: OwnField, text: str) -> None:
        box = self._lines[field.id][1]
        box.set_error("")
        if text.strip() == self._texts.get(field.id, ""):
            return
        try:
            own_fields.set_text(self._desk, field, self._account, text)
        except Invalid as error:
            box.set_error(error.reason)
        except DeskError as error:
            box.set_error(error.what)
