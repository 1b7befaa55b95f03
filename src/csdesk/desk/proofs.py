"""Items of a checklist that the book can prove: each check answers whether it is done, and says why.

A check never guesses: it rests on records with a date, and where the book cannot know (a call that was not logged, a
link that was tried) there is no check and a person ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from csdesk.desk.evidence import Evidence
from csdesk.values.days import age, format_date, relative_day

if TYPE_CHECKING:
    from csdesk.desk.records import Record

HEALTH_DAYS: Final = 31
"""A score older than this is not current: monthly is the slowest refresh of handbook, template 2."""
DATA_DAYS: Final = 7
"""Figures for a review are at most a week old (handbook, template 4)."""
QUARTER: Final = 90


@dataclass(frozen=True, slots=True)
class Proved:
    """What a check found: done or not, and the reason in a few words."""

    done: bool
    why: str


Check = Callable[[Evidence], Proved]


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _names(people: Iterable[Record], most: int = 3) -> str:
    found = [str(one.values["name"] or "") for one in people]
    more = len(found) - most
    return ", ".join(found[:most]) + (f" and {more} more" if more > 0 else "")


# Around the meeting


def _dated(book: Evidence) -> Proved:
    on, values = book.on, book.review.values if book.review is not None else {}
    if on is None:
        return Proved(False, "The meeting has no date yet")
    if not values.get("time"):
        return Proved(False, f"{format_date(on)}, still without a time")
    return Proved(True, f"{format_date(on)}, {values['time']}")


def _placed(book: Evidence) -> Proved:
    place = book.review.values["place"] if book.review is not None else None
    return Proved(bool(place), str(place).splitlines()[0] if place else "No place or link yet")


def _attendees(book: Evidence) -> Proved:
    people = [person for _, person in book.side(ours=False)]
    return Proved(bool(people), f"Listed: {_names(people)}" if people else "Nobody of the customer is listed yet")


def _coming(book: Evidence, ours: bool, roles: tuple[str, ...] = (), missing: str = "") -> Proved:
    wanted = [
        (attendee, person)
        for attendee, person in book.side(ours)
        if (not roles or person.values["role"] in roles) and (roles or attendee.values["part"] != "optional")
    ]
    if not wanted:
        return Proved(False, missing)
    yes = [person for attendee, person in wanted if attendee.id in book.confirmed]
    open_ = [person for attendee, person in wanted if attendee.id not in book.confirmed]
    if open_ and not (roles and yes):
        return Proved(False, f"Not confirmed yet: {_names(open_)}")
    return Proved(True, f"Confirmed: {_names(yes)}")


def _buyer(book: Evidence) -> Proved:
    roles = ("economic-buyer", "executive-sponsor")
    return _coming(book, False, roles, "No economic buyer or sponsor is among the attendees")


def _technical(book: Evidence) -> Proved:
    missing = "No technical owner or champion is among the attendees"
    return _coming(book, False, ("technical-buyer", "champion", "influencer"), missing)


def _ours(book: Evidence) -> Proved:
    return _coming(book, True, (), "Nobody of ours is listed yet")


def _everybody(book: Evidence) -> Proved:
    return _coming(book, False, (), "Nobody of the customer is listed yet")


def _held(book: Evidence) -> Proved:
    held = book.review is not None and book.review.values["status"] == "held"
    return Proved(held, "The meeting is marked as held" if held else "The meeting is not marked as held")


def _next(book: Evidence) -> Proved:
    one = book.following
    if one is None:
        return Proved(False, "No later meeting of this type is planned")
    on, base = one.values["date"], book.on or book.today
    return Proved(True, f"{format_date(on)}, {(on - base).days} days on")


def _follow_ups(book: Evidence) -> Proved:
    base = book.on or book.today
    later = [
        one for one in book.reviews
        if one.values["date"] > base and one.values["status"] == "planned" and one.values["type"] in ("check-in", "mbr")
        and (book.following is None or one.values["date"] <= book.following.values["date"])
    ]  # fmt: skip
    if not later:
        return Proved(False, "No check-in is planned after this meeting")
    return Proved(True, f"{later[0].title}, {format_date(later[0].values['date'])}")


# Health and figures


def _health(book: Evidence) -> Proved:
    if book.health is None:
        return Proved(False, "There is no health score yet")
    on, score = book.health
    fresh = (book.today - on).days <= HEALTH_DAYS
    return Proved(fresh, f"{score:g} on {format_date(on)}" + ("" if fresh else f", {age(on, book.today)}"))


def _data(book: Evidence) -> Proved:
    if book.reading is None:
        return Proved(False, "There are no product figures yet")
    fresh = (book.today - book.reading).days <= DATA_DAYS
    return Proved(fresh, f"Newest figures of {format_date(book.reading)}, {age(book.reading, book.today)}")


def _health_after(book: Evidence) -> Proved:
    if book.on is None or book.health is None or book.health[0] < book.on or book.on > book.today:
        return Proved(False, "No score since the meeting")
    return Proved(True, f"{book.health[1]:g} on {format_date(book.health[0])}")


def _renewal(book: Evidence) -> Proved:
    day = book.row.renewal_date
    return Proved(day is not None, f"Renewal {format_date(day)}, {relative_day(day, book.today)}" if day else "No date")


# The plan


def _plan(book: Evidence) -> Proved:
    paper = book.paper("success-plan")
    if paper is None:
        return Proved(False, "There is no success plan yet")
    sealed = f"sealed {format_date(paper.sealed)}" if paper.sealed else "still a draft"
    return Proved(paper.sealed is not None, f"The plan is {sealed}")


def _plan_reviewed(book: Evidence) -> Proved:
    last, due = book.plan_reviewed, book.row.plan_review_due
    if last is None:
        return Proved(False, "The plan was never looked at together")
    if due is not None and due < book.today:
        return Proved(False, f"Last looked at {format_date(last)}; it was due {format_date(due)}")
    if (book.today - last).days > QUARTER + 2:
        return Proved(False, f"Last looked at {format_date(last)}, {age(last, book.today)}")
    return Proved(True, f"Looked at together on {format_date(last)}")


def _plan_updated(book: Evidence) -> Proved:
    paper = book.paper("success-plan")
    if paper is None or book.on is None or book.on > book.today or paper.changed < book.on:
        return Proved(False, "The plan was not changed since the meeting")
    return Proved(True, f"Changed on {format_date(paper.changed)}")


def _goals(book: Evidence) -> Proved:
    if not book.goals:
        return Proved(False, "The plan has no goals yet")
    since = book.previous.values["date"] if book.previous is not None else book.today - timedelta(days=QUARTER)
    fresh = [
        one for one in book.goals
        if one.values["current"] and one.values["current_on"] is not None and one.values["current_on"] >= since
    ]  # fmt: skip
    done = len(fresh) == len(book.goals)
    return Proved(done, f"{len(fresh)} of {_plural(len(book.goals), 'goal')} measured since {format_date(since)}")


def _milestones(book: Evidence) -> Proved:
    if not book.milestones:
        return Proved(False, "The plan has no milestones yet")
    open_ = [
        one.title for one in book.milestones
        if one.values["target_date"] is not None and one.values["target_date"] < book.today
        and one.values["status"] not in ("complete", "delayed")
    ]  # fmt: skip
    if open_:
        return Proved(False, f"Past its date and neither complete nor delayed: {open_[0]}")
    complete = sum(one.values["status"] == "complete" for one in book.milestones)
    return Proved(True, f"{complete} of {len(book.milestones)} complete, none overdue unsaid")


def _value(book: Evidence) -> Proved:
    counted = [one for one in book.values if one.values["value"] is not None]
    return Proved(bool(counted), f"{_plural(len(counted), 'outcome')} with an amount" if counted else "No amount yet")


def _value_confirmed(book: Evidence) -> Proved:
    counted = [one for one in book.values if one.values["value"] is not None]
    yes = [one for one in counted if one.values["confirmed"]]
    if not counted:
        return Proved(False, "No outcome has an amount yet")
    return Proved(len(yes) == len(counted), f"{len(yes)} of {len(counted)} confirmed by the customer")


# Risks, opportunities, actions


def _risks(book: Evidence) -> Proved:
    bare = [one.title for one in book.risks if not one.values["mitigation"]]
    if bare:
        return Proved(False, f"No mitigation yet: {bare[0]}")
    return Proved(bool(book.risks), f"{_plural(len(book.risks), 'open risk')}, each with a mitigation")


def _opportunities(book: Evidence) -> Proved:
    found = [one.title for one in book.opportunities]
    return Proved(bool(found), f"In the pipeline: {found[0]}" if found else "None is in the pipeline")


def _valued(book: Evidence) -> Proved:
    bare = [one.title for one in book.opportunities if one.values["value"] is None]
    if not book.opportunities or bare:
        return Proved(False, f"No value yet: {bare[0]}" if bare else "None is in the pipeline")
    return Proved(True, f"{_plural(len(book.opportunities), 'opportunity').replace('ys', 'ies')} with a value")


def _likely(book: Evidence) -> Proved:
    bare = [one.title for one in book.opportunities if one.values["probability"] is None]
    if not book.opportunities or bare:
        return Proved(False, f"No probability yet: {bare[0]}" if bare else "None is in the pipeline")
    return Proved(True, "Each open opportunity has one")


def _actions(book: Evidence) -> Proved:
    late = [one for one in book.actions if one.values["due"] is not None and one.values["due"] < book.today]
    if late:
        return Proved(False, f"Late: {late[0].title}")
    return Proved(True, f"{_plural(len(book.actions), 'open action')}, none late")


def _owned(book: Evidence) -> Proved:
    bare = [one.title for one in book.actions if one.values["owner"] is None or one.values["due"] is None]
    if bare or not book.actions:
        return Proved(False, f"Without owner or date: {bare[0]}" if bare else "No action is open")
    return Proved(True, f"{_plural(len(book.actions), 'action')}, each with owner and date")


def _once_held(check: Check) -> Check:
    """The same check, that says nothing before the day of the meeting."""

    def held(book: Evidence) -> Proved:
        if book.on is None or book.on > book.today:
            return Proved(False, "The meeting has not been held yet")
        return check(book)

    return held


def _since(kind: str, word: str) -> Check:
    def check(book: Evidence) -> Proved:
        if book.on is None or book.on > book.today:
            return Proved(False, "The meeting has not been held yet")
        number = book.made_since(kind, book.on)
        return Proved(number > 0, f"{number} added since the meeting" if number else f"No {word} since the meeting")

    return check


# Documents and mails


def _written(*forms: str) -> Check:
    def check(book: Evidence) -> Proved:
        paper = book.paper(*forms)
        if paper is None:
            return Proved(False, "Not begun yet")
        if paper.sealed is None:
            return Proved(False, f"A draft, last changed {format_date(paper.changed)}")
        return Proved(True, f"Final since {format_date(paper.sealed)}")

    return check


def _begun(*forms: str) -> Check:
    def check(book: Evidence) -> Proved:
        paper = book.paper(*forms)
        return Proved(paper is not None, f"Last changed {format_date(paper.changed)}" if paper else "Not begun yet")

    return check


def _sent(words: tuple[str, ...], *forms: str) -> Check:
    def check(book: Evidence) -> Proved:
        paper = book.paper(*forms)
        if paper is None or paper.sealed is None:
            return _written(*forms)(book)
        mail = book.sent(paper.sealed, *words)
        if mail is None:
            return Proved(False, f"Final since {format_date(paper.sealed)}; no e-mail with it is in the timeline")
        return Proved(True, f"E-mail of {format_date(mail.values['date'])}")

    return check


def _summary(book: Evidence) -> Proved:
    if book.on is None or book.on > book.today:
        return Proved(False, "The meeting has not been held yet")
    mail = book.sent(book.on, "summary", "notes", "minutes", "recap")
    return Proved(mail is not None, f"E-mail of {format_date(mail.values['date'])}" if mail else "No e-mail yet")


def _prepared(book: Evidence) -> Proved:
    from csdesk.desk import document_state as states
    from csdesk.forms.timing import ticked

    paper = book.paper("qbr-preparation")
    if paper is None:
        return Proved(False, "The preparation checklist is not begun yet")
    # Without this very check: a checklist that holds it would otherwise ask itself.
    loaded = states.load(book.desk, paper.id, unproved=frozenset({"preparation-done"}))
    done, wanted = ticked(loaded.head.form, loaded.state, before=True)
    return Proved(done == wanted, f"{done} of {wanted} items done")


PROOFS: Final[dict[str, Check]] = {
    "review-dated": _dated,
    "place-known": _placed,
    "attendees-listed": _attendees,
    "economic-buyer-confirmed": _buyer,
    "technical-confirmed": _technical,
    "ours-confirmed": _ours,
    "attendance-confirmed": _everybody,
    "review-held": _held,
    "next-review-planned": _next,
    "follow-ups-planned": _follow_ups,
    "health-current": _health,
    "data-current": _data,
    "health-updated": _health_after,
    "renewal-known": _renewal,
    "plan-final": _plan,
    "plan-reviewed": _plan_reviewed,
    "plan-updated": _plan_updated,
    "goals-measured": _goals,
    "milestones-current": _milestones,
    "value-counted": _value,
    "value-confirmed": _value_confirmed,
    "risks-covered": _risks,
    "opportunities-known": _opportunities,
    "opportunities-valued": _valued,
    "opportunities-likely": _likely,
    "actions-current": _actions,
    "actions-owned": _owned,
    "actions-agreed": _once_held(_owned),
    "promises-kept": _once_held(_actions),
    "actions-logged": _since("action", "action"),
    "risks-logged": _since("risk", "new risk"),
    "opportunities-logged": _since("opportunity", "new opportunity"),
    "agenda-begun": _begun("qbr-agenda", "ebr-agenda", "monthly-review"),
    "agenda-final": _written("qbr-agenda", "ebr-agenda", "monthly-review"),
    "agenda-sent": _sent(("agenda",), "qbr-agenda", "ebr-agenda", "monthly-review"),
    "briefing-begun": _begun("executive-briefing"),
    "briefing-final": _written("executive-briefing"),
    "briefing-sent": _sent(("briefing",), "executive-briefing"),
    "notes-begun": _begun("meeting-notes"),
    "preparation-done": _prepared,
    "summary-sent": _summary,
}
"""Every check by the name that a form gives it."""


def prove(name: str, book: Evidence) -> Proved:
    """What one check finds; KeyError for a name that is none."""
    return PROOFS[name](book)
