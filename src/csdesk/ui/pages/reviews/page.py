"""The Reviews place: what is planned, to prepare, to close, due by the cadence, and held; as a list or as a month."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import reviews
from csdesk.desk.core import Changed, Desk
from csdesk.desk.reviews import Coverage, ReviewRow
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.reviews.coverage import CoverageCard
from csdesk.ui.pages.reviews.models import CadenceModel, ReviewsModel
from csdesk.ui.pages.reviews.month import MonthGrid
from csdesk.ui.pages.reviews.plan import PlanDialog
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.choices import Segmented, Tab, Tabs
from csdesk.ui.widgets.fields import SearchField
from csdesk.ui.widgets.layouts import PageFrame, Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView
from csdesk.values.days import count
from csdesk.values.text import fold

HEARD = frozenset(
    {"review", "attendee", "account", "document", "answer", "document_issue", "touch", "action", "setting"}
)
_EMPTY = {
    "upcoming": ("Nothing is planned", "Reviews that are further off than three weeks stand here."),
    "prepare": ("Nothing to prepare", "A review comes here three weeks ahead, with its checklist and documents."),
    "close": (
        "Nothing to close",
        "After a review: its summary within 24 hours, actions, the next date, the seal.",
    ),
    "cadence": (
        "Every account meets as often as it should",
        "Accounts that are due or overdue stand here.",
    ),
    "held": ("No review was held yet", "Held and cancelled reviews stay here."),
}


class ReviewsPage(PageFrame):
    """`enter(tab="close")`, `enter(plan=account id)` to plan a review at once."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Reviews", full_width=True, parent=parent)
        self.title = "Reviews"
        self._context, self._desk = context, context.desk
        self._rows: tuple[ReviewRow, ...] = ()
        self._coverage: Coverage | None = None
        self._wanted, self._seen = "", False
        px = theme().px
        self.look = Segmented("How to look at reviews", [("list", "List"), ("month", "Month")], "list")
        self.look.setObjectName("reviews.look")
        self.look.chosen.connect(self._show)
        self.add_action(self.look)
        plan = Button("Plan a review", "primary", icon="plus")
        plan.setObjectName("reviews.plan")
        plan.clicked.connect(partial(self.plan))
        plan.setEnabled(not self._desk.read_only)
        self.add_action(plan)
        self.tabs = Tabs("Which reviews", [Tab("upcoming", "Upcoming")])
        self.tabs.setObjectName("reviews.tabs")
        self.tabs.chosen.connect(self._show)
        self.search = SearchField("Find a review", "Account or review", small=True)
        self.search.setFixedWidth(px(240))
        self.search.textChanged.connect(self._show)
        self.model, self.cadence = ReviewsModel(), CadenceModel()
        self.table = TableView("Reviews", self.model)
        self.table.setObjectName("reviews.table")
        self.table.opened.connect(self._open)
        self.table.menu_wanted.connect(self._menu)
        self.due = TableView("Accounts that are due for a review", self.cadence)
        self.due.setObjectName("reviews.due")
        self.due.opened.connect(self._plan_due)
        self.due.menu_wanted.connect(self._due_menu)
        self._empty = EmptyState("", "")
        self._stack = QStackedWidget()
        for widget in (self.table, self.due, self._empty):
            self._stack.addWidget(widget)
        self._list = Card(0, open_below=True)
        self._list.body.addWidget(self._stack)
        self.month = MonthGrid(self._desk.clock.today())
        self._calendar = QWidget()
        below = QVBoxLayout(self._calendar)
        below.setContentsMargins(0, 0, 0, px(16))
        below.addWidget(self._month_card())
        self._calendar.hide()
        self.coverage = CoverageCard()
        self.body.addWidget(self._content(), 1)
        context.actions.add(Action("review.plan", "Plan a review", (), "plus", "Reviews"), self.plan, owner=self)

    def _month_card(self) -> Card:
        card = Card(0, spacing=0)
        self._head = CardHead(self.month.title())
        for icon, name, months in (("chevron-left", "Previous month", -1), ("chevron-right", "Next month", 1)):
            button = IconButton(icon, name)
            button.clicked.connect(partial(self._turn, months))
            self._head.add(button)
        today = Button("Today", small=True)
        today.clicked.connect(partial(self._turn, 0))
        self._head.add(today)
        card.body.addWidget(self._head)
        card.body.addWidget(self.month, 1)
        self.month.turned.connect(self._turned)
        self.month.opened.connect(self._open)
        self.month.wanted.connect(self._plan_on)
        return card

    def _content(self) -> QWidget:
        px = theme().px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(12))
        top = QHBoxLayout()
        top.addWidget(self.tabs, 1)
        top.addStretch()
        top.addWidget(self.search)
        column.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        left = QVBoxLayout()
        left.addWidget(self._list, 1)
        left.addWidget(self._calendar, 1)
        row.addLayout(left, 1)
        side = Scroll("Coverage by tier", margins=(0, 0, 0, 16))
        side.body.addWidget(self.coverage)
        side.body.addStretch(1)
        side.setFixedWidth(px(304))
        row.addWidget(side)
        column.addLayout(row, 1)
        return inner

    # What the window asks

    def enter(self, tab: str = "", plan: int | None = None, look: str = "", **_where: object) -> None:
        """Comes into sight, at a tab, or with `look` "month"; `plan` asks for a review of that account."""
        self._wanted = tab
        if look or tab:
            self.look.set_value("month" if look == "month" else "list")
        self._reload()
        if plan is not None:
            self.plan(plan)

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        return {"tab": self.tabs.current()}

    def changed(self, changed: Changed) -> None:
        """Reads again when something changed that a review shows."""
        if changed.kinds & HEARD and self.isVisible():
            self._reload()

    def focus_search(self) -> None:
        """Ctrl+F: goes to the search field."""
        self.search.setFocus()
        self.search.selectAll()

    # Reading and showing

    def _reload(self) -> None:
        self._context.read(_read, self._desk, done=self._take)

    def _take(self, found: tuple[tuple[ReviewRow, ...], Coverage]) -> None:
        self._rows, self._coverage = found
        number = {tab: len(self._of(tab)) for tab in ("upcoming", "prepare", "close", "held")}
        due = self._coverage.open
        late = sum(one.state == "overdue" for one in due)
        self.tabs.set_tabs(
            (
                Tab("upcoming", "Upcoming", str(number["upcoming"])),
                Tab("prepare", "To prepare", str(number["prepare"])),
                Tab("close", "To close", str(number["close"])),
                Tab("cadence", "Due by cadence", str(len(due))),
                Tab("held", "Held", str(number["held"])),
            ),
            self._wanted or ("" if self._seen else next((tab for tab in ("close", "prepare") if number[tab]), "")),
        )
        self._wanted, self._seen = "", True
        parts = [
            f"{number['upcoming'] + number['prepare']} planned",
            f"{number['prepare']} to prepare",
            f"{number['close']} to close",
            f"{count(late, 'account')} overdue by cadence",
        ]
        self.set_summary(", ".join(parts) if self._rows or due else "")
        self.coverage.show_coverage(self._coverage)
        self._show()

    def _of(self, tab: str) -> list[ReviewRow]:
        if tab == "held":
            return [one for one in reversed(self._rows) if one.state in ("held", "cancelled")]
        return [one for one in self._rows if one.state == tab]

    def _show(self, _chosen: str = "") -> None:
        month = self.look.value() == "month"
        self._list.setVisible(not month)
        self._calendar.setVisible(month)
        self.tabs.setVisible(not month)
        today = self._desk.clock.today()
        words = fold(self.search.text()).split()
        if month:
            self.month.show_rows([one for one in self._rows if _holds(f"{one.account} {one.title}", words)])
            return
        tab = self.tabs.current()
        shown: int
        if tab == "cadence":
            due = self._coverage.open if self._coverage else ()
            kept = [one for one in due if _holds(f"{one.account} {one.tier}", words)]
            self.cadence.show(kept, today)
            self._stack.setCurrentWidget(self.due)
            shown = len(kept)
        else:
            rows = [one for one in self._of(tab) if _holds(f"{one.account} {one.title}", words)]
            self.model.show(tab if tab in _EMPTY else "upcoming", rows, today)
            self._stack.setCurrentWidget(self.table)
            shown = len(rows)
        if not shown:
            title, sentence = _EMPTY.get(tab, _EMPTY["upcoming"])
            if words:
                title, sentence = "No review matches", "Change the words or the tab to see more."
            self._empty.title.setText(title)
            self._empty.sentence.set_parts(sentence)
            self._stack.setCurrentWidget(self._empty)

    def _turn(self, months: int) -> None:
        self.month.turn(months)
        self._turned()

    def _turned(self) -> None:
        self._head.title.setText(self.month.title())

    # What a person does

    def _open(self, key: Hashable) -> None:
        if isinstance(key, int):
            self._context.go("review", review_id=key)

    def plan(self, account_id: int | None = None, **more: object) -> None:
        """Asks for a new review."""
        if self._desk.read_only:
            return
        PlanDialog(self._context, self, self._open, account_id=account_id or None, **more).open()  # type: ignore[arg-type]

    def _plan_on(self, day: object) -> None:
        self.plan(None, on=day)

    def _plan_due(self, key: Hashable) -> None:
        found = next((one for one in self.cadence.rows if (one.account_id, one.type) == key), None)
        if found is not None:
            self.plan(found.account_id, kind=found.type)

    def _due_menu(self, key: Hashable, where: QPoint) -> None:
        found = next((one for one in self.cadence.rows if (one.account_id, one.type) == key), None)
        if found is None:
            return
        menu = Menu(self, "Account due for a review")
        menu.add("Plan the review", partial(self._plan_due, key), icon="plus")
        menu.add("Open the account", partial(self._context.go, "account", account_id=found.account_id), icon="accounts")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _menu(self, key: Hashable, where: QPoint) -> None:
        found = next((one for one in self._rows if one.id == key), None)
        if found is None:
            return
        menu = Menu(self, "Review")
        menu.add("Open the review", partial(self._open, found.id), icon="reviews")
        account = partial(self._context.go, "account", account_id=found.account_id, tab="reviews")
        menu.add("Open the account", account, icon="accounts")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)


def _holds(text: str, words: list[str]) -> bool:
    known = fold(text)
    return all(word in known for word in words)


def _read(desk: Desk) -> tuple[tuple[ReviewRow, ...], Coverage]:
    return reviews.rows(desk), reviews.coverage(desk)
