"""A review's invitation for calendars, and the mail that sums it up: built from the book, left to the CSM to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from csdesk.desk import document_files, records, review_closing, reviews, whole_file
from csdesk.desk.deck_facts import Facts, Shared
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.messages import say, wording
from csdesk.desk.review_times import clock, review_type
from csdesk.documents.eml import Attachment, Bullets, Grid, Mail, Part, Words, plain_text, write_eml
from csdesk.documents.ics import Invitation, Person, write_ics
from csdesk.forms.timing import minutes_text, timing
from csdesk.values.days import WEEKDAYS, format_date
from csdesk.values.text import safe_file_name

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

_NAMES: Final = 3
"""So many people are greeted by name; more are "all"."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file, and what its reader should know about it."""

    file: Path
    warnings: tuple[str, ...] = ()


def facts_of(desk: Desk, review_id: int) -> tuple[Facts, Record]:
    """What a mail or an invitation may say of a review, and the review itself; Invalid for one of no account."""
    one = records.get(desk, "review", review_id)
    if one.account_id is None:
        raise Invalid("review", "this meeting belongs to no account")
    facts = Facts(desk, one.account_id, review_id)
    return facts, one


def people_of(facts: Facts, ours: bool) -> tuple[Person, ...]:
    """Those of one side who come, as a mail addresses them."""
    return tuple(
        Person(
            str(person.values["name"] or ""), str(person.values["email"] or ""), attendee.values["part"] == "optional"
        )
        for attendee, person in facts.book.side(ours)
    )


def me(desk: Desk) -> Person:
    """The CSM, as a mail's sender."""
    return Person(desk.profile.name, desk.profile.email)


def unreached(people: Sequence[Person]) -> tuple[str, ...]:
    """A sentence that names those without a usable address; nothing when everybody has one."""
    names = [one.name or "Somebody" for one in people if not one.address]
    if not names:
        return ()
    return (f"{', '.join(names)} {'has' if len(names) == 1 else 'have'} no e-mail address in the book.",)


def invitation(desk: Desk, review_id: int, zone: tzinfo | None = None) -> Invitation:
    """A review as a calendar entry, with its agenda. Made again after a change, it replaces the earlier one.

    The hour is one of `zone`; without it, of this computer. A review without an hour takes the day as a whole. Invalid
    for a review without a date.
    """
    facts, one = facts_of(desk, review_id)
    if facts.on is None:
        raise Invalid("review/date", "the meeting has no date yet", "Plan the day first.")
    start = clock(one.values["time"])
    starts: datetime | None = None
    if start is not None:
        local = datetime.combine(facts.on, start)
        starts = local.replace(tzinfo=zone) if zone is not None else local.astimezone()
    created, changed = _dates(desk, review_id)
    company = desk.profile.company
    words = wording("review-invitation")
    title = one.title or "Review"
    return Invitation(
        uid=f"{uuid5(NAMESPACE_URL, f'csdesk/{one.account_id}/{review_id}/{created.isoformat()}')}@csdesk",
        title=say(words["title"], account=facts.short, company=company, title=title) if company else title,
        starts=starts or facts.on,
        stamp=desk.clock.now(),
        minutes=_minutes(one, facts.type),
        sequence=max(0, int((changed - created) / timedelta(seconds=1))),
        place=str(one.values["place"] or ""),
        description=_description(facts),
        organizer=me(desk) if me(desk).address else None,
        attendees=(*people_of(facts, ours=False), *people_of(facts, ours=True)),
        cancelled=one.values["status"] == "cancelled",
    )


def _minutes(one: Record, type_id: str) -> int:
    return int(one.values["minutes"] or review_type(type_id).minutes)


def _dates(desk: Desk, review_id: int) -> tuple[datetime, datetime]:
    """When a review was made, and when it or who comes to it was last changed; people taken off count, too."""
    with desk.book.read() as connection:
        created, changed = connection.exec_driver_sql(
            "SELECT r.created_at, max(r.updated_at, coalesce((SELECT max(coalesce(a.deleted_at, a.updated_at), "
            "a.updated_at) FROM attendee a WHERE a.review = r.id ORDER BY 1 DESC LIMIT 1), '')) "
            "FROM review r WHERE r.id = ?",
            (review_id,),
        ).one()
    return datetime.fromisoformat(created), datetime.fromisoformat(changed)


def _description(facts: Facts) -> str:
    """The agenda as the customer may see it: its parts with their times, never a prompt or a note."""
    words = wording("review-invitation")
    profile = facts.desk.profile
    kinds = wording("review-slides")["kinds"]
    kind = str(kinds.get(facts.type, kinds["other"]))
    lines = (
        [say(words["about"], kind=kind, account=facts.short, company=profile.company)] if profile.company else [kind]
    )
    found = timing(facts.agenda.head.form, facts.agenda.state) if facts.agenda is not None else None
    purpose = facts.agenda_text("opening", "objective")
    if purpose:
        lines.append(say(words["purpose"], purpose=purpose))
    if found is not None and found.slots:
        lines += ["", str(words["agenda"])]
        for slot in found.slots:
            key = "unplaced" if slot.starts.startswith("+") else "part"
            lines.append(say(words[key], start=slot.starts, title=slot.title, minutes=minutes_text(slot.minutes)))
        lines += ["", str(words["change"])]
    contact = profile.email or profile.phone
    if profile.name and contact:
        lines.append(say(words["questions"], person=profile.name, contact=contact))
    return "\n".join(lines)


def export_invitation(desk: Desk, review_id: int, to: Path, zone: tzinfo | None = None) -> Written:
    """Write the invitation as .ics; DeskError when it cannot be written."""
    check_ending(to, ".ics", "an invitation")
    made = invitation(desk, review_id, zone)
    warnings = list(unreached(made.attendees))
    if not isinstance(made.starts, datetime):
        warnings.append("The meeting has no hour yet; the invitation is for the whole day.")
    if made.organizer is None:
        warnings.append("Your own e-mail address is missing in Settings, so that nobody can answer the invitation.")
    whole_file.save(to, write_ics(made))
    return Written(to, tuple(warnings))


def invitation_name(desk: Desk, review_id: int) -> str:
    """A safe name for the invitation's file."""
    return _name(desk, review_id, "ics")


def _name(desk: Desk, review_id: int, ending: str) -> str:
    facts, one = facts_of(desk, review_id)
    return safe_file_name(f"{facts.name} {one.title} {facts.day.isoformat()}.{ending}", f"review.{ending}")


def check_ending(to: Path, ending: str, what: str) -> None:
    """Invalid for a file whose name ends otherwise."""
    if to.suffix.casefold() != ending:
        raise Invalid("to", f"“{to.name}” does not end in {ending}", f"Name the file {ending} for {what}.")


def summary(desk: Desk, review_id: int, decisions: Sequence[str] = (), attachments: Sequence[Attachment] = ()) -> Mail:
    """The mail that thanks for a meeting and says what was agreed: goals, decisions, actions, the next meeting.

    Only what the customer may see is taken from the book. `decisions` are those the CSM chose to tell; without any, the
    ones that a document of the review holds for the customer.
    """
    facts, one = facts_of(desk, review_id)
    words = wording("review-summary")
    profile = desk.profile
    guests = people_of(facts, ours=False)
    parts: list[Part] = [Words(greeting(guests)), Words(say(words["thanks"], date=_long_day(facts)))]
    goals = tuple(_goal_line(facts, goal) for goal in facts.rows("goals") if goal.text("current"))
    if goals:
        parts.append(Bullets(str(words["goals"]), goals))
    decided = tuple(text.strip() for text in decisions if text.strip()) or facts.decisions()
    if decided:
        parts.append(Bullets(str(words["decisions"]), decided))
    parts += [_actions(facts, one), _next(facts)]
    signature = (f"{words['closing']},", profile.name, ", ".join(x for x in (profile.role, profile.company) if x),
                 profile.phone)  # fmt: skip
    return Mail(
        subject=say(words["subject"], title=one.title or "Review", date=format_date(facts.day)),
        sender=me(desk),
        to=guests,
        stamp=desk.clock.now(),
        copies=tuple(person for person in people_of(facts, ours=True) if person.address != me(desk).address),
        parts=tuple(parts),
        closing=tuple(text for text in signature if text.strip(", ")),
        colour=profile.colour,
        attachments=tuple(attachments),
    )


def greeting(guests: Sequence[Person]) -> str:
    """How a mail to these people begins."""
    words = wording("review-summary")
    names = [one.name for one in guests if one.name]
    if not names or len(names) > _NAMES:
        return str(words["dear_all"])
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return say(words["dear"], names=joined)


def _long_day(facts: Facts) -> str:
    return f"{WEEKDAYS[facts.day.weekday()]}, {format_date(facts.day, 'long')}"


def _goal_line(facts: Facts, goal: Shared) -> str:
    words = wording("review-summary")
    chip = goal.chip()
    due = facts.short_day(goal.value("target_date"))
    return say(
        words["goal" if goal.text("target") else "goal_plain"],
        title=goal.text("title"),
        now=goal.text("current"),
        target=goal.text("target"),
        due=say(words["by"], date=due) if due else "",
        status=chip.word.casefold() if chip is not None else "no status yet",
    )


def _actions(facts: Facts, one: Record) -> Part:
    """The actions of this meeting that the customer may see; where none was caught, all that are open."""
    words = wording("review-summary")
    caught = {action.id for action in review_closing.caught(facts.desk, one)}
    shared = [row for row in facts.rows("actions") if row.value("status") != "dropped" and row.text("title")]
    chosen = [row for row in shared if row.record.id in caught]
    chosen = chosen or [row for row in shared if row.value("status") != "done"]
    if not chosen:
        return Words(str(words["no_actions"]))
    heads = words["action_heads"]
    due = [(row, row.value("due")) for row in chosen]
    due.sort(key=lambda pair: (pair[1] is None, pair[1] or facts.day))
    rows = tuple(
        (row.text("title"), facts.person(row.value("owner")), format_date(day) if day else "") for row, day in due
    )
    return Grid(str(words["actions"]), (heads["action"], heads["owner"], heads["due"]), rows)


def _next(facts: Facts) -> Words:
    words = wording("review-summary")
    following = facts.book.following
    if following is not None:
        day = following.values["date"]
        when = f"{WEEKDAYS[day.weekday()]}, {format_date(day, 'long')}"
        when += f", {following.values['time']}" if following.values["time"] else ""
        place = f", {following.values['place']}" if following.values["place"] else ""
        return Words(say(words["next"], date=when, place=place))
    assert facts.review is not None
    day = reviews.propose_next(facts.desk, facts.review.id)
    return Words(say(words["next_open"], date=f"{WEEKDAYS[day.weekday()]}, {format_date(day, 'long')}"))


def export_summary(
    desk: Desk,
    review_id: int,
    to: Path,
    decisions: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
) -> Written:
    """Write the summary as a .eml draft, searched for internal answers as any customer's file is.

    DeskError, with no file left behind, when one was found or the file cannot be written.
    """
    from csdesk.documents.verify import leaks

    check_ending(to, ".eml", "a mail")
    mail = summary(desk, review_id, decisions, attachments)
    facts, _ = facts_of(desk, review_id)
    secret, open_ = document_files.texts_of(facts.loaded)
    text = f"{mail.subject}\n{plain_text(mail)}"
    # What the CSM chose to tell is told.
    found = leaks(text.encode(), "text", list(secret), [*open_, *decisions])
    if found:
        raise DeskError(
            f"The mail to the customer would have held an internal answer: {secret[found[0]]}.",
            "No file was written.",
            "Look for the same words in a field that the customer sees, and change them there.",
        )
    warnings = list(unreached(mail.to)) if mail.to else ["Nobody of the customer is among the attendees yet."]
    if not mail.sender.address:
        warnings.append("Your own e-mail address is missing in Settings.")
    whole_file.save(to, write_eml(mail))
    return Written(to, tuple(warnings))


def summary_name(desk: Desk, review_id: int) -> str:
    """A safe name for the mail's file."""
    return _name(desk, review_id, "eml")
