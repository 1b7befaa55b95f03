"""The page of one account: head with facts and their reasons, and tabs."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import accounts, documents, health, policies, records, tiering
from csdesk.desk.accounts import AccountHead, AccountRow
from csdesk.desk.core import Changed
from csdesk.desk.errors import DeskError
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.models.accounts import STAGES
from csdesk.ui.pages.account.documents import DocumentsTab
from csdesk.ui.pages.account.health import HealthTab
from csdesk.ui.pages.account.health_why import HealthWhy
from csdesk.ui.pages.account.overview import OverviewTab
from csdesk.ui.pages.account.people import PeopleTab
from csdesk.ui.pages.account.plan import PlanTab
from csdesk.ui.pages.account.playbooks import PlaybooksTab
from csdesk.ui.pages.account.reviews import ReviewsTab
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.pages.account.tier_dialog import TierDialog
from csdesk.ui.pages.account.tier_why import TierWhy
from csdesk.ui.pages.account.timeline import TimelineTab
from csdesk.ui.pages.account.why import WhyPanel
from csdesk.ui.pages.accounts import dialogs
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.chips import StateChip
from csdesk.ui.widgets.choices import Tab, Tabs
from csdesk.ui.widgets.facts import Fact, HeaderFacts
from csdesk.ui.widgets.layouts import PageFrame, Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.days import format_date, relative_day
from csdesk.values.money import format_money

_STAGE_WORDS = dict(STAGES)
_TABS: tuple[tuple[str, str, type[AccountTab]], ...] = (
    ("overview", "Overview", OverviewTab),
    ("plan", "Plan", PlanTab),
    ("health", "Health", HealthTab),
    ("people", "People", PeopleTab),
    ("reviews", "Reviews", ReviewsTab),
    ("playbooks", "Playbooks", PlaybooksTab),
    ("documents", "Documents", DocumentsTab),
    ("timeline", "Timeline", TimelineTab),
)


class AccountPage(PageFrame):
    """One account: `enter(account_id=7, tab="people")`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", full_width=True, parent=parent)
        self.title = "Account"
        self._context, self._desk = context, context.desk
        self._account = 0
        self._tabs: dict[str, AccountTab] = {}
        px = theme().px
        back = IconButton("arrow-left", "Back")
        back.clicked.connect(context.back)
        self.title_row.insertWidget(0, back)
        self._stage = StateChip("")
        self.title_row.insertWidget(2, self._stage)
        self._new = Button("New document", icon="file", chevron=True)
        self._new.clicked.connect(self._offer_forms)
        touch = Button("Log a touch", "primary", icon="chat")
        touch.clicked.connect(self._log_touch)
        escalate = Button("Escalate", icon="risk")
        escalate.setObjectName("account.escalate")
        escalate.clicked.connect(self._escalate)
        self.add_action(escalate)
        self.add_action(self._new)
        self.add_action(touch)
        context.actions.add(Action("account.escalate", "Escalate this account", (), "risk", "Account"), self._escalate,
                            owner=self)  # fmt: skip
        report = Action("account.signal", "Report a signal", (), "flag", "Account", "competitor price complaint seen")
        context.actions.add(report, partial(self._ask_signals, "report"), owner=self)
        asked = Action("account.involve", "Should I be involved?", (), "help", "Account", "case severity csm queue")
        context.actions.add(asked, partial(self._ask_signals, "involve"), owner=self)
        self._facts = HeaderFacts()
        self._facts.opened.connect(self._toggle_why)
        self._bar = Tabs("Parts of the account", [Tab(key, words) for key, words, _ in _TABS])
        self._bar.chosen.connect(self._show_tab)
        self._stack = QStackedWidget()
        self._why = WhyPanel()
        self._why.closed.connect(partial(self._toggle_why, ""))
        self._why.hide()
        self._topic = ""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(12))
        column.addWidget(self._facts)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self._stack, 1)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, px(16))
        side.addWidget(self._why, 1)
        row.addLayout(side)
        column.addLayout(row, 1)
        self._whole = holder
        self._gone = EmptyState("This account is not in the book", "It may lie in the bin, or its import was undone.")
        self._gone.hide()
        self.body.addWidget(holder, 1)
        self.body.addWidget(self._gone, 1)

    # What the window asks

    def enter(self, account_id: int = 0, tab: str = "", **where: object) -> None:
        """Shows an account, at one of its tabs."""
        if account_id and account_id != self._account:
            self._account = account_id
            self._drop_tabs()
            self._toggle_why("")
        self._read()
        self._show_tab(tab or self._bar.current())
        if (why := str(where.pop("why", ""))) and why != self._topic:
            self._toggle_why(why)
        if (shown := self._tabs.get(self._bar.current())) is not None:
            shown.enter(**where)

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        return {"account_id": self._account, "tab": self._bar.current()}

    def changed(self, changed: Changed) -> None:
        """Shows what a write changed, when it concerns this account."""
        if changed.accounts and self._account not in changed.accounts and "setting" not in changed.kinds:
            return
        self._read()
        tab = self._tabs.get(self._bar.current())
        for one in self._tabs.values():
            one.stale = one is not tab
        if tab is not None:
            tab.changed(changed)

    def flush(self) -> None:
        """Writes what was typed and not yet written."""
        for tab in self._tabs.values():
            tab.flush()

    # Showing

    def _read(self) -> None:
        try:
            head = accounts.head(self._desk, self._account)
        except DeskError:
            self._whole.hide()
            self._gone.show()
            return
        self._gone.hide()
        self._whole.show()
        self._show_head(head)

    def _show_head(self, head: AccountHead) -> None:
        row = head.row
        self.title = row.name
        self.set_title(row.name)
        self._stage.setVisible(bool(row.stage))
        self._stage.set(_STAGE_WORDS.get(row.stage, row.stage))
        self._facts.set_facts(self._fact_list(head))
        counts = {"people": head.people, "documents": head.documents}
        self._bar.set_tabs(
            [Tab(key, words, str(counts[key]) if counts.get(key) else "") for key, words, _ in _TABS],
            self._bar.current(),
        )
        if self._topic:
            self._fill_why()

    def _fact_list(self, head: AccountHead) -> list[Fact]:
        row, today = head.row, self._desk.clock.today()
        step = row.next_step or "None set"
        note = relative_day(row.next_step_due, today) if row.next_step_due else ""
        review = head.next_review
        return [
            _health(row),
            Fact("arr", "ARR", format_money(row.arr, self._desk.formats) if row.arr else "Not known"),
            _renewal(row, today),
            Fact("tier", "Tier", row.tier or "Not known", _tier_note(row), why=True),
            _touch(row, today),
            Fact("step", "Next step", step, note),
            Fact(
                "review",
                "Next review",
                format_date(review.date, "day") if review else "None planned",
                review.title if review else "",
            ),
        ]

    def _show_tab(self, key: str) -> None:
        if not self._account:
            return
        key = key if any(key == one for one, _, _ in _TABS) else "overview"
        self._bar.set_current(key)
        tab = self._tabs.get(key)
        if tab is None:
            make = next(kind for one, _, kind in _TABS if one == key)
            tab = make(self._context, self._account)
            self._tabs[key] = tab
            scroll = Scroll(tab.accessibleName() or key, margins=(0, 0, 0, 24))
            scroll.body.addWidget(tab)
            scroll.body.addStretch(1)
            tab.setProperty("holder", scroll)
            self._stack.addWidget(scroll)
        elif tab.stale:
            tab.reload()
        tab.stale = False
        self._stack.setCurrentWidget(tab.property("holder"))

    def _drop_tabs(self) -> None:
        self.flush()
        self._tabs.clear()
        while self._stack.count():
            if (widget := self._stack.widget(0)) is not None:
                self._stack.removeWidget(widget)
                widget.deleteLater()

    # Why

    def _toggle_why(self, topic: str) -> None:
        before, self._topic = self._topic, "" if topic == self._topic else topic
        within = self._why.isAncestorOf(self.focusWidget() or self) or self._why.hasFocus()
        self._facts.set_open(self._topic)
        if not self._topic and within:
            self._facts.focus_on(before)
        self._why.setVisible(bool(self._topic))
        if self._topic:
            self._fill_why()
            self._why.setFocus()

    def _fill_why(self) -> None:
        if self._topic == "health":
            self._fill_health()
            return
        if self._topic == "tier":
            self._fill_tier()
            return
        try:
            reasons = accounts.why(self._desk, self._account, self._topic)  # type: ignore[arg-type]
        except DeskError:
            return
        self._why.show_reasons(self._topic, "", reasons)

    def _fill_health(self) -> None:
        try:
            found = health.health(self._desk, self._account)
        except DeskError:
            return
        content = HealthWhy(found)
        content.override_wanted.connect(partial(self._ask_health, "override"))
        content.readings_wanted.connect(partial(self._ask_health, "add_readings"))
        score = "not known" if found.score is None else f"{found.score:.0f}, {found.band.lower()}"
        self._why.show_content(f"Why {score}", content)

    def _fill_tier(self) -> None:
        try:
            found = tiering.standing(self._desk, self._account)
        except DeskError:
            return
        near, profile = tiering.candidate(self._desk, found), tiering.profile(self._desk, found)
        policy = policies.chosen(self._desk).title
        asked = bool(tiering.asked(self._desk))
        content = TierWhy(found, near, profile, policy, read_only=self._desk.read_only, facts=asked)
        content.accept_wanted.connect(self._accept_tier)
        content.override_wanted.connect(self._override_tier)
        content.end_wanted.connect(self._end_tier)
        content.facts_wanted.connect(self._ask_facts)
        self._why.show_content("Why this tier", content)

    def _accept_tier(self) -> None:
        self._context.write(tiering.accept, self._desk, [self._account], toast="Moved to the tier of the rules")

    def _ask_facts(self) -> None:
        dialogs.tier_facts(self, self._desk, self._account, self._save_facts).open()

    def _save_facts(self, values: dict[str, object]) -> None:
        records.update(self._desk, "account", self._account, values, name="Change what tiers ask about")
        self._context.toast("Saved the facts", undo=True)

    def _override_tier(self) -> None:
        TierDialog(self, self._desk, tiering.standing(self._desk, self._account), self._keep_tier).open()

    def _keep_tier(self, tier: str, reason: str, review_on: date) -> None:
        tiering.set_override(self._desk, self._account, tier, reason, review_on)
        self._context.toast(f"Kept in {tier} by hand", undo=True)

    def _end_tier(self) -> None:
        self._context.write(tiering.end_override, self._desk, self._account, toast="Ended the override of the tier")

    def _ask_health(self, what: str) -> None:
        self._show_tab("health")
        tab = self._tabs["health"]
        if isinstance(tab, HealthTab):
            tab.override() if what == "override" else tab.add_readings()

    def _ask_signals(self, what: str) -> None:
        self._show_tab("health")
        tab = self._tabs["health"]
        if isinstance(tab, HealthTab):
            tab.signals.report() if what == "report" else tab.signals.involve()

    # Doing

    def _offer_forms(self) -> None:
        menu = Menu(self, "New document")
        for form in documents.forms(self._desk):
            if form.subject == "account":
                menu.add(form.title, partial(self.open_form, form.id), icon="file")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._new.mapToGlobal(self._new.rect().bottomLeft()))

    def start_playbook(self) -> None:
        """Asks which playbook to start on this account."""
        self._show_tab("playbooks")
        tab = self._tabs["playbooks"]
        if isinstance(tab, PlaybooksTab) and not self._desk.read_only:
            tab.start()

    def open_form(self, form_id: str) -> None:
        """Opens this account's document of a form, making it on first use."""
        self._context.write(documents.open_document, self._desk, form_id, self._account, done=self._show_document)

    def _show_document(self, document_id: int) -> None:
        self._context.go("document", document_id=document_id)

    def _escalate(self) -> None:
        from csdesk.ui.pages.risk.reach import escalate

        escalate(self._context, self, self._account)

    def _log_touch(self) -> None:
        from csdesk.ui.touch import TouchDialog

        TouchDialog(self._context, self, self._account).open()


def _touch(row: AccountRow, today: date) -> Fact:
    """The last touch, and whether the next one is late."""
    last = relative_day(row.last_touch, today, "ago") if row.last_touch else "None yet"
    note = ""
    if row.days_to_touch is not None and row.days_to_touch <= 7:
        note = f"next {relative_day(row.next_touch, today)}" if row.next_touch else ""
    return Fact("touch", "Last touch", last, note, why=True)


def _tier_note(row: AccountRow) -> str:
    """Where the rules would have it, or that it is kept by hand."""
    if row.proposed:
        return f"rules: {row.proposed}"
    return "kept by hand" if row.overridden else ""


def _renewal(row: AccountRow, today: date) -> Fact:
    if row.renewal_date is None:
        return Fact("renewal", "Renewal", "Not known", why=True)
    left = "Ended" if row.stage == "churned" else relative_day(row.renewal_date, today)
    return Fact("renewal", "Renewal", left, format_date(row.renewal_date), why=True)


def _health(row: AccountRow) -> Fact:
    if row.score is None:
        return Fact("health", "Health", "Not known", why=True)
    note = ""
    if row.change:
        note = f"{'↑' if row.change > 0 else '↓'} {abs(row.change):.0f} in 30 days"
    return Fact("health", "Health", row.band, note, tone=row.tone, score=f"{row.score:.0f}", why=True)
