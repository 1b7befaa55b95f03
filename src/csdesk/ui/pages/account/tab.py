"""What every tab of an account is: a widget that reads one account and hears of changes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.desk.core import Changed
from csdesk.ui.context import Context
from csdesk.ui.theme import theme


class AccountTab(QWidget):
    """A tab; `stale` marks one that must read again before it is shown."""

    heard: frozenset[str] = frozenset()
    """The kinds of record whose changes concern it."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__()
        self.context, self.desk, self.account_id = context, context.desk, account_id
        self.stale = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(16))

    def enter(self, **where: object) -> None:
        """Brings into sight what a place that came here names."""

    def reload(self) -> None:
        """Reads the account again."""

    def flush(self) -> None:
        """Writes what was typed and not yet written."""

    def changed(self, changed: Changed) -> None:
        """Reads again when a change concerns this tab."""
        if not self.heard or changed.kinds & self.heard:
            self.reload()
