"""The reviews of an account: planned and held, what its cadence asks for, and planning one."""

from __future__ import annotations

from csdesk.desk import reviews
from csdesk.desk.reviews import Cover
from csdesk.ui.context import Context
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.pages.reviews.models import ReviewsModel
from csdesk.ui.pages.reviews.plan import PlanDialog
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.notices import Callout, EmptyState
from csdesk.ui.widgets.table import TableView


class ReviewsTab(AccountTab):
    """Every review of the account, the next ones first."""

    heard = frozenset({"review", "attendee", "document", "answer", "document_issue", "setting", "account"})

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("Reviews")
        self._callout: Callout | None = None
        self.ahead, self.past = ReviewsModel(), ReviewsModel()
        self._cards: list[tuple[Card, CardHead, TableView, ReviewsModel]] = []
        for title, model in (("Ahead", self.ahead), ("Held", self.past)):
            table = TableView(f"Reviews, {title.lower()}", model)
            table.opened.connect(self._open)
            card = Card(0, spacing=0)
            head = CardHead(title)
            card.body.addWidget(head)
            card.body.addWidget(table)
            self._cards.append((card, head, table, model))
        plan = Button("Plan a review", small=True, icon="plus")
        plan.setEnabled(not self.desk.read_only)
        plan.clicked.connect(self.plan)
        self._cards[0][1].add(plan)
        first = Button("Plan a review", "primary", icon="plus")
        first.clicked.connect(self.plan)
        self._empty = EmptyState(
            "No review is planned",
            "A review is planned once and then prepared, held and closed from one page.",
            button=first,
        )
        self._cards[0][0].body.addWidget(self._empty)
        for card, _, _, _ in self._cards:
            self.column.addWidget(card)
        self.reload()

    def reload(self) -> None:
        today = self.desk.clock.today()
        rows = reviews.rows(self.desk, self.account_id)
        ahead = [one for one in rows if one.state in ("close", "prepare", "upcoming")]
        past = [one for one in reversed(rows) if one.state in ("held", "cancelled")]
        self.ahead.show("prepare", ahead, today, account=False)
        self.past.show("held", past, today, account=False)
        for (card, head, table, model), shown in zip(self._cards, (ahead, past), strict=True):
            head.note.setText(str(len(shown)) if shown else "")
            table.setVisible(bool(shown))
            table.setFixedHeight(table.content_height() + 2)
            card.setVisible(bool(shown) or model is self.ahead)
        self._empty.setVisible(not ahead)
        self._show_due([one for one in reviews.coverage(self.desk).open if one.account_id == self.account_id])

    def _show_due(self, due: list[Cover]) -> None:
        if self._callout is not None:
            self._callout.hide()
            self._callout.deleteLater()
            self._callout = None
        if not due:
            return
        one = due[0]
        words = reviews.overdue_words(one, self.desk.clock.today())
        title = f"{reviews.type_label(one.type)} {'overdue' if one.state == 'overdue' else 'due'}"
        button = Button("Plan it", small=True)
        button.setEnabled(not self.desk.read_only)
        button.clicked.connect(self._plan_due)
        self._due = one
        why = one.why if words == one.why.casefold() else f"{one.why}, {words}"
        self._callout = Callout("", title, f"{why}.", one.rule, button=button)
        self.column.insertWidget(0, self._callout)

    def _open(self, key: object) -> None:
        if isinstance(key, int):
            self.context.go("review", review_id=key)

    def plan(self) -> None:
        """Asks for a new review of this account."""
        PlanDialog(self.context, self, self._open, account_id=self.account_id).open()

    def _plan_due(self) -> None:
        PlanDialog(self.context, self, self._open, account_id=self.account_id, kind=self._due.type).open()
