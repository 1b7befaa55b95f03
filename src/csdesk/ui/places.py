"""The places of the window. A new place is one more line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from csdesk.ui.context import Context


class Page(Protocol):
    """What the window asks of a page. `leave`, `flush`, `pending` and `where` are asked only where they exist."""

    title: str

    def enter(self, **where: Any) -> None:
        """Show what `where` names."""

    def changed(self, changed: Any) -> None:
        """Hear what changed in the book, and reload if it concerns the page."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `page` is "module:Class"; `parent` is the place whose entry is current while this one is in sight.

    `foot` puts it at the lower end of the sidebar, `rail` folds the sidebar to icons, `bare` gives it the whole window.
    """

    id: str
    title: str
    icon: str
    page: str
    parent: str = ""
    foot: bool = False
    rail: bool = False
    bare: bool = False
    about: str = ""
    count: str = ""
    """What counts the things that need the CSM there: "module:function" of the desk, called with the open book.

    It answers None while it is not done yet, to be asked again."""

    def load(self, context: Context) -> Any:
        """Make the page; its module is imported only now."""
        module, _, name = self.page.partition(":")
        return getattr(import_module(module), name)(context)


PLACES: tuple[Place, ...] = (
    Place(
        "today",
        "Today",
        "today",
        "csdesk.ui.pages.today:TodayPage",
        about="What to do now, and why",
        count="csdesk.desk.today:needing",
    ),
    Place(
        "accounts", "Accounts", "accounts", "csdesk.ui.pages.accounts:AccountsPage", about="The whole book in one grid"
    ),
    Place("account", "Account", "accounts", "csdesk.ui.pages.account:AccountPage", parent="accounts"),
    Place(
        "reviews",
        "Reviews",
        "reviews",
        "csdesk.ui.pages.reviews:ReviewsPage",
        about="Business reviews: planned, to prepare, to close",
        count="csdesk.desk.reviews:needing",
    ),
    Place("review", "Review", "reviews", "csdesk.ui.pages.reviews:ReviewPage", parent="reviews"),
    Place("meeting", "Meeting", "reviews", "csdesk.ui.pages.meeting.page:MeetingPage", parent="reviews", bare=True),
    Place(
        "risk",
        "Risk",
        "risk",
        "csdesk.ui.pages.risk:RiskPage",
        about="Accounts by severity, signals, escalations, save campaigns, losses",
        count="csdesk.desk.risk_board:needing",
    ),
    Place(
        "renewals",
        "Renewals",
        "renewals",
        "csdesk.ui.pages.renewals:RenewalsPage",
        about="Renewals: steps, deadlines, forecast, what if",
        count="csdesk.desk.renewals:needing",
    ),
    Place(
        "documents",
        "Documents",
        "documents",
        "csdesk.ui.pages.documents:DocumentsPage",
        about="Every document, its state and its gaps",
    ),
    Place("document", "Document", "documents", "csdesk.ui.pages.document:DocumentPage", parent="documents", rail=True),
    Place(
        "sync", "Sync", "sync", "csdesk.ui.pages.sync:SyncPage", foot=True, about="Import from the CRM, past imports"
    ),
    Place(
        "settings",
        "Settings",
        "settings",
        "csdesk.ui.pages.settings:SettingsPage",
        foot=True,
        about="Profile, rules, formats, backup",
    ),
    Place("policy", "Policy", "rules", "csdesk.ui.pages.policy:PolicyPage", parent="settings"),
)
"""In the order of the sidebar. Ctrl+1 to Ctrl+9 follow it, without those that have a parent."""


def place_of(identity: str) -> Place | None:
    """The place of that id."""
    return next((place for place in PLACES if place.id == identity), None)


def entries() -> tuple[Place, ...]:
    """The places that stand in the sidebar."""
    return tuple(place for place in PLACES if not place.parent)
