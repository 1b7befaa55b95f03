"""A card with the records of one kind: its head with the count, a table edited in place, adding and the bin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from csdesk.desk import bin, record_links, records
from csdesk.ui.context import Context
from csdesk.ui.models.records import RecordsModel
from csdesk.ui.pages.accounts.dialogs import FieldsDialog
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView


class RecordsCard(Card):
    """Records of a kind at one account. `asked` are the fields a new one is asked for, the first of them needed."""

    def __init__(
        self,
        context: Context,
        kind: str,
        account_id: int,
        fields: Sequence[str],
        asked: Sequence[str],
        about: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, spacing=0, parent=parent)
        self._context, self._desk = context, context.desk
        self._kind, self._account, self._asked = kind, account_id, tuple(asked)
        spec = records.KINDS[kind]
        self.head = self._head = CardHead(spec.plural)
        add = Button(f"Add {_article(spec.label)}", icon="plus", small=True)
        add.clicked.connect(self.add)
        self._head.add(add)
        self.body.addWidget(self._head)
        self.model = RecordsModel(self._desk, kind, account_id, fields, self)
        self.table = TableView(spec.plural, self.model)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.menu_wanted.connect(self._menu)
        self.model.refused.connect(context.toast)
        self.body.addWidget(self.table)
        self._empty = EmptyState(f"No {spec.plural.casefold()} yet", about)
        self.body.addWidget(self._empty)
        self._show()

    @property
    def kind(self) -> str:
        """The kind of record it shows."""
        return self._kind

    def reload(self) -> None:
        """Reads the records again, keeping the row the keyboard is on."""
        key = self.table.current_key() if self.model.row_count() else None
        self.model.reload()
        self._show()
        if key is not None:
            self.table.show_key(key)

    def _show(self) -> None:
        rows = self.model.row_count()
        self._head.note.setText(str(rows) if rows else "")
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._fit()

    def _fit(self) -> None:
        """As high as its rows, with room for the bar below where the columns do not fit."""
        wide = self.table.horizontalHeader().length() > self.table.viewport().width()
        bar = self.table.horizontalScrollBar().sizeHint().height() if wide else 0
        self.table.setFixedHeight(self.table.content_height() + bar + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The columns take their widths in the table's own turn, after this one.
        QTimer.singleShot(0, self, self._fit)

    def add(self) -> None:
        """Asks for a new record."""
        label = records.KINDS[self._kind].label
        dialog = FieldsDialog(
            self, f"New {label.casefold()}", self._desk, self._kind, self._asked, self._asked[:1],
            f"Add {label.casefold()}", self._create,
            choices=record_links.of_fields(self._desk, self._kind, self._asked, self._account),
        )  # fmt: skip
        dialog.open()

    def _create(self, values: dict[str, object]) -> None:
        if self._kind == "contact":
            values = {"side": "customer", **values}
        records.create(self._desk, self._kind, values, account_id=self._account)

    def _menu(self, key: object, where: object) -> None:
        if not isinstance(key, int):
            return
        menu = Menu(self, records.KINDS[self._kind].label)
        menu.add("Move to the bin", partial(self._bin, key), icon="trash")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)  # type: ignore[arg-type]

    def _bin(self, key: int) -> None:
        bin.delete(self._desk, self._kind, key)
        self._context.toast(f"Moved the {records.KINDS[self._kind].label.casefold()} to the bin", undo=True)


def _article(label: str) -> str:
    return f"{'an' if label[0] in 'AEIOU' else 'a'} {label.casefold()}"
