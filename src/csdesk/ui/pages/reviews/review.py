"""The page of one review: what is still missing to hold it, and afterwards to close it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import accounts, meetings, people, records, reviews
from csdesk.desk.accounts import AccountRow
from csdesk.desk.core import Changed, Desk
from csdesk.desk.errors import NotReady
from csdesk.desk.reviews import Close, Paper, Preparation, Review
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.meeting.catching import complete_action
from csdesk.ui.pages.reviews import extras
from csdesk.ui.pages.reviews.cards import CloseCard, PapersCard, PeopleCard
from csdesk.ui.pages.reviews.checklist import ChecklistCard
from csdesk.ui.pages.reviews.page import HEARD
from csdesk.ui.pages.reviews.plan import MoveDialog, PeopleDialog
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.chips import StateChip
from csdesk.ui.widgets.facts import Fact, HeaderFacts
from csdesk.ui.widgets.layouts import PageFrame, Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.days import format_date, relative_day

_HEARD = HEARD | {"contact", "goal", "milestone", "risk", "opportunity", "value_entry", "health_snapshot"}
_WORDS = {
    "upcoming": "Planned",
    "prepare": "In preparation",
    "close": "To close",
    "held": "Held",
    "cancelled": "Cancelled",
}


@dataclass(frozen=True, slots=True)
class _Found:
    review: Review
    account: AccountRow
    preparation: Preparation | None
    papers: tuple[Paper, ...]
    close: Close | None
    proposed: str
    names: dict[int, str]
    begun: bool


def _read(desk: Desk, review_id: int) -> _Found:
    found = reviews.review(desk, review_id)
    row = found.row
    over = row.state in ("close", "held")
    close = reviews.close_checklist(desk, review_id) if over else None
    owners = {one.values["owner"] for one in close.actions} if close else set()
    return _Found(
        found,
        accounts.row(desk, row.account_id),
        reviews.preparation(desk, row.account_id, review_id, row.type),
        (*reviews.papers(desk, row.account_id, review_id, row.type), *extras.papers(row)),
        close,
        format_date(reviews.propose_next(desk, review_id), "day") if over and row.type else "",
        people.names(desk, {one for one in owners if one is not None}),
        bool(meetings.log(desk, review_id).events),
    )


class ReviewPage(PageFrame):
    """`enter(review_id=7)`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("", full_width=True, parent=parent)
        self.title = "Review"
        self._context, self._desk = context, context.desk
        self._review = 0
        self._found: _Found | None = None
        px = theme().px
        back = IconButton("arrow-left", "Back")
        back.clicked.connect(context.back)
        self.title_row.insertWidget(0, back)
        self._state = StateChip("")
        self.title_row.insertWidget(2, self._state)
        self._more = Button("More", "quiet", chevron=True)
        self._more.setObjectName("review.more")
        self._more.clicked.connect(self._offer)
        self._account = Button("Open the account", icon="accounts")
        self._account.clicked.connect(self._open_account)
        self._start = Button("Start the meeting", "primary", icon="play")
        self._start.setObjectName("review.start")
        self._start.clicked.connect(self.start)
        for button in (self._more, self._account, self._start):
            self.add_action(button)
        self._facts = HeaderFacts()
        self.close_card, self.checklist = CloseCard(), ChecklistCard()
        self.papers, self.people = PapersCard(), PeopleCard()
        self._no_list = Card(0)
        self._no_list.body.addWidget(
            EmptyState(
                "No checklist for this type of meeting", "Its documents stand at the right, where there are any."
            )
        )
        self.close_card.asked.connect(self._close_step)
        self.close_card.action_opened.connect(self._complete_action)
        self.close_card.question_opened.connect(self._open_account)
        self.checklist.ticked.connect(self._tick)
        self.papers.opened.connect(self._open_paper)
        self.papers.exported.connect(self._export_paper)
        self.papers.drafted.connect(self._draft_paper)
        self.papers.sent.connect(self._paper_sent)
        self.people.change.connect(self._change_people)
        self.people.confirmed.connect(self._confirmed)
        left, right = (
            Scroll("Preparation", margins=(0, 0, 0, 24)),
            Scroll("Documents and people", margins=(0, 0, 0, 24)),
        )
        for widget in (self.close_card, self.checklist, self._no_list):
            left.body.addWidget(widget)
        left.body.addStretch(1)
        for widget in (self.papers, self.people):
            right.body.addWidget(widget)
        right.body.addStretch(1)
        right.setFixedWidth(px(392))
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(16))
        column.addWidget(self._facts)
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(left, 1)
        row.addWidget(right)
        column.addLayout(row, 1)
        self._gone = EmptyState("This review is not in the book", "It may lie in the bin.", inset=24)
        self._gone.hide()
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self._gone, 1)
        self._whole.hide()
        context.actions.add(
            Action("meeting.start", "Start the meeting", ("Ctrl+Return",), "play", "Reviews"), self.start, owner=self
        )

    # What the window asks

    def enter(self, review_id: int = 0, **_where: object) -> None:
        """Shows a review."""
        if review_id and review_id != self._review:
            self._review = review_id
            self.checklist.forget()
            self._whole.hide()
        self._reload()

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        return {"review_id": self._review}

    def changed(self, changed: Changed) -> None:
        """Reads again when something changed that proves or says something of the review."""
        if changed.kinds & _HEARD and self.isVisible():
            self._reload()

    # Showing

    def _reload(self) -> None:
        if self._review:
            self._context.read(_read, self._desk, self._review, done=self._show, failed=self._missing)

    def _missing(self, _problem: Exception) -> None:
        self._whole.hide()
        self._gone.show()
        self.set_title("Review")
        self.set_summary("")
        for button in (self._more, self._account, self._start):
            button.hide()

    def _show(self, found: _Found) -> None:
        if found.review.row.id != self._review:
            return
        self._found = found
        row = found.review.row
        self._gone.hide()
        self._whole.show()
        self.title = f"{row.account}, {row.title}"
        self.set_title(row.title)
        self._state.set(_WORDS[row.state])
        when = f"{format_date(row.date, 'long')}" if row.date else "No date yet"
        self.set_summary("  ·  ".join(part for part in (row.account, when + _clock(found.review), row.place) if part))
        can = not self._desk.read_only
        self._more.setVisible(can)
        self._account.show()
        self._start.setVisible(can and row.status == "planned")
        self._start.setText("Go on with the meeting" if found.begun else "Start the meeting")
        self._facts.set_facts(self._fact_list(found))
        self._show_cards(found)

    def _show_cards(self, found: _Found) -> None:
        read_only = self._desk.read_only
        self.close_card.setVisible(found.close is not None)
        if found.close is not None:
            names = found.names
            self.close_card.show_close(
                found.close,
                lambda one: names.get(one.values["owner"], "") if one.values["owner"] is not None else "",
                found.proposed,
                read_only=read_only,
            )
        self.checklist.setVisible(found.preparation is not None)
        self._no_list.setVisible(found.preparation is None and found.close is None)
        if found.preparation is not None:
            self.checklist.show_preparation(found.preparation, folded=found.close is not None)
        self.papers.show_papers(found.papers, read_only=read_only)
        self.people.show_people(found.review.people, read_only=read_only)

    def _fact_list(self, found: _Found) -> list[Fact]:
        row, account, today = found.review.row, found.account, self._desk.clock.today()
        known = account.score is not None
        left = relative_day(row.date, today, "ago") if row.date else "No date"
        ready = sum(one.ready for one in found.papers)
        prepared = found.preparation
        health = (
            Fact("health", "Health", account.band, tone=account.tone, score=f"{account.score:.0f}")
            if known
            else Fact("health", "Health", "Not known")
        )
        renewal = relative_day(account.renewal_date, today) if account.renewal_date else "Not known"
        facts = [Fact("when", "Time left" if row.status == "planned" else "Held", left)]
        if prepared is not None:
            late = f"{len(prepared.late)} late" if prepared.late else _next(prepared) if row.status == "planned" else ""
            facts.append(Fact("prepared", "Prepared", f"{prepared.done} of {prepared.total}", late))
        papers = f"{ready} of {len(found.papers)}" if found.papers else "None"
        facts += [Fact("papers", "Documents ready", papers), health, Fact("renewal", "Renewal", renewal)]
        facts.append(Fact("tier", "Tier", account.tier or "Not known"))
        return facts

    # Doing

    def start(self) -> None:
        """Starts the meeting, or goes back to the one that runs."""
        if self._found is not None and self._found.review.row.status == "planned" and not self._desk.read_only:
            self._context.go("meeting", review_id=self._review)

    def _open_account(self, tab: str | bool = "reviews") -> None:
        if self._found is not None:
            where = tab if isinstance(tab, str) else "reviews"
            self._context.go("account", account_id=self._found.account.id, tab=where)

    def _offer(self) -> None:
        if self._found is None:
            return
        row = self._found.review.row
        menu = Menu(self, "More for this review")
        menu.add("Move it", self._move, icon="calendar")
        menu.add("Change who comes", self._change_people, icon="users")
        if row.status == "planned":
            menu.add("It took place", partial(self._close_step, "held", "hold"), icon="check-circle")
            menu.add("Cancel it", self._cancel, icon="close")
        menu.add("Move to the bin", self._bin, icon="trash")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _move(self) -> None:
        if self._found is not None:
            MoveDialog(self._context, self, self._found.review).open()

    def _change_people(self) -> None:
        if self._found is not None:
            PeopleDialog(self._context, self, self._found.review).open()

    def _cancel(self) -> None:
        self._context.write(reviews.cancel, self._desk, self._review, toast="Cancelled the review")

    def _bin(self) -> None:
        self._context.write(
            records.delete, self._desk, "review", self._review, toast="Moved the review to the bin", done=self._binned
        )

    def _binned(self, _changed: object) -> None:
        self._context.go("reviews")

    def _tick(self, section: str, item: str, done: bool) -> None:
        self._context.write(reviews.tick, self._desk, self._review, section, item, done)

    def _open_paper(self, key: str) -> None:
        self._context.write(reviews.open_paper, self._desk, self._review, key, done=self._show_document)

    def _show_document(self, document_id: int) -> None:
        self._context.go("document", document_id=document_id)

    def _export_paper(self, key: str) -> None:
        if self._found is None:
            return
        paper = next((one for one in self._found.papers if one.key == key), None)
        if paper is not None and paper.document is not None:
            extras.export_document(self._context, self, paper.document)
        elif paper is not None:
            extras.save(self._context, self, key, self._found.review.row)

    def _draft_paper(self, key: str) -> None:
        if self._found is not None:
            extras.save_mail(self._context, self, key, self._found.review.row)

    def _paper_sent(self, key: str) -> None:
        self._context.write(reviews.paper_sent, self._desk, self._review, key, toast="Noted the e-mail in the timeline")

    def _confirmed(self, attendee: int, said: bool) -> None:
        self._context.write(reviews.confirm_attendance, self._desk, attendee, said)

    # Closing

    def _close_step(self, step: str, what: str) -> None:
        desk, number = self._desk, self._review
        match what:
            case "hold":
                self._context.write(_hold, desk, number, toast="Noted that it took place")
            case "draft" if self._found is not None:
                extras.save(self._context, self, "summary", self._found.review.row)
            case "sent":
                self._context.write(reviews.summary_sent, desk, number, toast="Noted the summary in the timeline")
            case "confirm":
                self._context.write(reviews.confirm, desk, number, step)
            case "plan":
                self._context.write(_plan_next, desk, number, toast="Planned the next review")
            case "other" if self._found is not None:
                row = self._found.review.row
                self._context.go("reviews", plan=row.account_id)
            case "seal":
                self._context.write(reviews.seal, desk, number, toast="Closed the review", failed=self._not_ready)

    def _not_ready(self, problem: Exception) -> None:
        if isinstance(problem, NotReady) and self._found is not None:
            agenda = next((one for one in self._found.papers if one.document is not None and one.missing), None)
            if agenda is not None:
                words = f"{agenda.title} still misses {agenda.missing}. Fill what its Missing list names, then seal."
                self.banner.say("Not sealed yet", words, button="Open it", action=partial(self._open_paper, agenda.key))
                return
        self._context.error(problem)

    def _complete_action(self, action_id: int) -> None:
        complete_action(self, self._desk, action_id)


def _hold(desk: Desk, review_id: int) -> Changed:
    """Held on its own day where that is past, else today."""
    one = reviews.review(desk, review_id).row
    past = one.date is not None and one.days_left is not None and one.days_left < 0
    return reviews.hold(desk, review_id, one.date if past else None)


def _plan_next(desk: Desk, review_id: int) -> Changed:
    return reviews.plan_next(desk, review_id, reviews.propose_next(desk, review_id))


def _clock(found: Review) -> str:
    row = found.row
    if not row.time or row.date is None:
        return f", {row.time}" if row.time else ""
    return f", {row.time} to {reviews.end_of(row.date, row.time, row.minutes, row.type or 'qbr'):%H:%M}"


def _next(prepared: Preparation) -> str:
    return f"next {format_date(prepared.next_due, 'day')}" if prepared.next_due else ""
