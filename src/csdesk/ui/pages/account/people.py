"""The people of an account."""

from __future__ import annotations

from csdesk.ui.context import Context
from csdesk.ui.pages.account.records_card import RecordsCard
from csdesk.ui.pages.account.tab import AccountTab


class PeopleTab(AccountTab):
    """Everyone at the customer, with role, influence and how they like to be reached."""

    heard = frozenset({"contact"})

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("People")
        self.card = RecordsCard(
            context,
            "contact",
            account_id,
            ("name", "title", "department", "role", "influence", "strength", "preference", "email", "last_contact"),
            ("name", "title", "department", "role", "influence", "preference", "email", "phone"),
            "The people who decide, use and pay. Each is one record, named wherever a document needs them.",
        )
        self.column.addWidget(self.card)

    def reload(self) -> None:
        self.card.reload()
