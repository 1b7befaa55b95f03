"""What every step of the import wizard is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer, Signal

from csdesk.desk.core import Desk
from csdesk.desk.imports import ImportPlan, Options
from csdesk.ui.widgets.layouts import Scroll


class Step(Scroll):
    """A step shows a plan; `replan` asks for it to be worked out again with other options."""

    replan = Signal(object)
    title = ""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.title, margins=(24, 0, 24, 24))
        self.desk = desk
        self.plan: ImportPlan | None = None

    def show_plan(self, plan: ImportPlan) -> None:
        """Shows a plan, at the same place of the page as before."""
        place = self.verticalScrollBar().value()
        self.plan = plan
        while self.body.count():
            item = self.body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fill(plan)
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def fill(self, plan: ImportPlan) -> None:
        """Puts the plan's content into `body`."""

    def open_questions(self, plan: ImportPlan) -> int:
        """How many things of this step the plan leaves to the person."""
        return 0

    def sentence(self, plan: ImportPlan) -> tuple[str, str]:
        """The bold and the soft words of the footer."""
        return "", ""

    def ask(self, **changes: Any) -> None:
        """Asks for the plan with some options changed, once the control that was used has finished."""
        if self.plan is not None:
            options: Options = replace(self.plan.options, **changes)
            QTimer.singleShot(0, self, lambda: self.replan.emit(options))
