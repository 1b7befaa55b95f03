"""Keeping what the grid shows: as a view of one's own, or as a CSV file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from csdesk.desk import account_export
from csdesk.desk.errors import DeskError
from csdesk.ui.context import Context
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import FieldBox, LineEdit
from csdesk.ui.widgets.overlays import Dialog
from csdesk.values.days import count, format_date

if TYPE_CHECKING:
    from csdesk.ui.models.accounts import AccountsModel


class SaveView(Dialog):
    """Asks for the name of a view; the name of an own one replaces it."""

    def __init__(self, parent: QWidget | None, name: str, taken: Callable[[str], None]) -> None:
        super().__init__(parent, "Save this view")
        self._taken = taken
        self._name = LineEdit("Name", name, "Strategic accounts in renewal")
        self._box = FieldBox("Name", self._name, hint="Keeps the filters, the sorting and the columns")
        self.body.addWidget(self._box)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        save = Button("Save view", "primary")
        save.setDefault(True)
        save.clicked.connect(self._save)
        self.add_button(cancel)
        self.add_button(save)

    def _save(self) -> None:
        name = self._name.text().strip()
        if not name:
            self._box.set_error("A view needs a name")
            return
        self._taken(name)
        self.accept()


def save_csv(parent: QWidget, context: Context, model: AccountsModel, *, ticked: bool = False) -> None:
    """Asks where to, and saves the rows and columns in sight, or only the ticked rows."""
    rows = model.selected_rows() if ticked else model.rows
    today = format_date(context.desk.clock.today(), "iso")
    chosen, _ = QFileDialog.getSaveFileName(parent, "Export accounts", f"accounts {today}.csv", "CSV (*.csv)")
    if not chosen:
        return
    target = Path(chosen if chosen.casefold().endswith(".csv") else f"{chosen}.csv")
    try:
        account_export.write_csv(target, rows, model.shown, model.own)
    except DeskError as error:
        context.error(error)
        return
    context.toast(f"Saved {count(len(rows), 'account')} as {target.name}")
