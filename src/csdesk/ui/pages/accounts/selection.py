"""The bar that takes the footer's place while accounts are ticked: how many, what they add up to, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from csdesk.desk.accounts import AccountRow, summarise
from csdesk.desk.core import Desk
from csdesk.ui.models.accounts import STAGES
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.layouts import FooterBar
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label
from csdesk.values.days import count
from csdesk.values.money import format_money


class SelectionBar(FooterBar):
    """Tells what was chosen to be done: `field_wanted` (a field and its value, None to ask), `touch_wanted`,
    `action_wanted`, `move_wanted` (accept the tiers that the rules propose), `export_wanted`, `plans_wanted`,
    `bin_wanted`, `cleared`."""

    field_wanted = Signal(str, object)
    touch_wanted = Signal()
    action_wanted = Signal()
    move_wanted = Signal()
    export_wanted = Signal()
    plans_wanted = Signal()
    bin_wanted = Signal()
    cleared = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._moving = 0
        self._count = Label("", "strong", tabular=True)
        self._sum = Label("", "body", "soft", tabular=True)
        self.row.addWidget(self._count)
        self.row.addWidget(self._sum)
        self.row.addStretch(1)
        step = Button("Set next step", icon="flag", small=True)
        step.clicked.connect(partial(self.field_wanted.emit, "next_step", None))
        touch = Button("Log a touch", icon="chat", small=True)
        touch.clicked.connect(self.touch_wanted)
        plan = Button("Success plans", icon="documents", small=True, tip="Export the success plans of these accounts")
        plan.clicked.connect(self.plans_wanted)
        self._more = Button("More", "quiet", small=True, chevron=True)
        self._more.clicked.connect(self._open_more)
        close = IconButton("close", "Clear the selection")
        close.clicked.connect(self.cleared)
        for widget in (step, touch, plan, self._more, close):
            self.row.addWidget(widget)

    def show_rows(self, rows: Sequence[AccountRow]) -> None:
        """The accounts chosen."""
        summary = summarise(list(rows))
        self._count.setText(f"{summary.accounts} selected")
        sums = ", ".join(format_money(one, self._desk.formats) for one in summary.arr)
        self._sum.setText(f"{sums} ARR" if sums else "")
        self._moving = sum(bool(row.proposed) for row in rows)

    def _open_more(self) -> None:
        menu = Menu(self, "More")
        stages = Menu(menu, "Set the stage")
        stages.setTitle("Set the stage")
        for value, words in STAGES:
            stages.add(words, partial(self.field_wanted.emit, "stage", value))
        menu.addMenu(stages)
        menu.add("Set the owner", partial(self.field_wanted.emit, "owner", None), icon="user")
        menu.add("Set the tier", partial(self.field_wanted.emit, "tier", None), icon="split")
        words = f"Accept {count(self._moving, 'proposed tier')}" if self._moving else "No tier is proposed"
        menu.add(words, self.move_wanted.emit, icon="check", enabled=bool(self._moving))
        menu.addSeparator()
        menu.add("Add an action", self.action_wanted.emit, icon="plus")
        menu.add("Export as CSV", self.export_wanted.emit, icon="export")
        menu.addSeparator()
        menu.add("Move to the bin", self.bin_wanted.emit, icon="trash")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().topLeft()))
