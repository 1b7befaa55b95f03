"""Commands about reviews: the list, coverage by cadence, planning one, what it still needs, and its files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.reviews import Cover, ReviewRow

_STATES = ("upcoming", "prepare", "close", "held", "cancelled")
_MAKES = ("slides", "invitation", "summary", "agenda-mail", "briefing-mail")
_SENT = ("agenda", "briefing", "summary")


def register(subparsers: Subparsers) -> None:
    """Adds reviews, review, coverage and plan."""
    listing = command(
        subparsers,
        "reviews",
        reviews,
        "list reviews: upcoming, to prepare, to close",
        "Lists the reviews that are ahead or not closed yet, of the book or of one ACCOUNT; --state asks for others.",
    )
    listing.add_argument("account", nargs="?", metavar="ACCOUNT", help="only reviews of this account")
    listing.add_argument("--state", choices=_STATES, action="append", help="only reviews in this state")
    one = command(
        subparsers,
        "review",
        review,
        "show what a review still needs, or make its files",
        "Shows one review by the number that `csdesk reviews` gives it: who comes, its documents, its preparation and\n"
        "what closing it needs. --make writes slides (.pptx), invitation (.ics) or the draft\n"
        "of a mail (.eml): the summary, or the sealed agenda or briefing attached. --sent notes in the timeline that\n"
        "a mail went out, --confirmed that somebody has said they come.",
    )
    one.add_argument("review", type=int, metavar="REVIEW", help="its number")
    one.add_argument("--make", choices=_MAKES, help="what to write")
    one.add_argument("--sent", choices=_SENT, help="note that this went out by e-mail today")
    one.add_argument("--confirmed", action="append", default=[], metavar="NAME", help="note that they come")
    one.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="where to (this folder)")
    command(subparsers, "coverage", coverage, "list by tier who meets as often as the policy says")
    new = command(
        subparsers,
        "plan",
        plan,
        "plan a review",
        "Plans a review: csdesk plan Acme qbr 'in 6 weeks' --time 14:00 --with 'Ada Lund' --ours 'Nora Hale'.\n"
        "People are found by name, and added where nobody of that name is known.",
    )
    new.add_argument("account", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number")
    new.add_argument("type", choices=("qbr", "ebr", "mbr", "check-in"), help="the type of meeting")
    new.add_argument("date", metavar="DATE", help="a date in any words a date field takes")
    new.add_argument("--time", default="", metavar="TIME", help="when it begins, as 14:00 or 2pm")
    new.add_argument("--minutes", type=int, metavar="N", help="how long it takes")
    new.add_argument("--place", default="", metavar="TEXT", help="a room or a link")
    new.add_argument("--with", dest="customer", action="append", default=[], metavar="NAME", help="who comes of theirs")
    new.add_argument("--ours", action="append", default=[], metavar="NAME", help="who comes of ours")


def reviews(arguments: argparse.Namespace) -> Result:
    """`csdesk reviews [ACCOUNT] [--state STATE]`."""
    from csdesk.desk import accounts
    from csdesk.desk import reviews as desk_reviews

    wanted = arguments.state or ["close", "prepare", "upcoming"]
    with desk_for(arguments) as desk:
        account = accounts.find(desk, arguments.account) if arguments.account else None
        found = [one for one in desk_reviews.rows(desk, account) if one.state in wanted]
    lines = [
        (
            str(one.id),
            one.date.isoformat() if one.date else "",
            one.time,
            one.account,
            one.title,
            one.state,
            _needs(one),
        )
        for one in found
    ]
    text = table(("No.", "Date", "Start", "Account", "Review", "State", "Prepared"), lines, right=(0,))
    return Result({"reviews": [_row(one) for one in found]}, text if found else "No review was found.")


def _needs(one: ReviewRow) -> str:
    late = f", {len(one.late)} late" if one.late else ""
    return f"{one.done} of {one.total}{late}" if one.total else ""


def _row(one: ReviewRow) -> dict[str, Any]:
    return {
        "id": one.id, "account": one.account, "tier": one.tier, "type": one.type, "title": one.title, "date": one.date,
        "time": one.time, "minutes": one.minutes, "place": one.place, "state": one.state, "ours": one.ours,
        "customers": one.customers, "prepared": one.done, "to_prepare": one.total, "late": one.late,
        "close_by": one.close_by,
    }  # fmt: skip


def review(arguments: argparse.Namespace) -> Result:
    """`csdesk review REVIEW [--make WHAT --to FOLDER] [--sent WHAT] [--confirmed NAME]`."""
    from csdesk.desk import reviews as desk_reviews

    if arguments.sent or arguments.confirmed:
        return _note(arguments)
    if arguments.make:
        return _make(arguments)
    with desk_for(arguments) as desk:
        found = desk_reviews.review(desk, arguments.review)
        row = found.row
        papers = desk_reviews.papers(desk, row.account_id, row.id, row.type)
        prepared = desk_reviews.preparation(desk, row.account_id, row.id, row.type)
        over = row.state in ("close", "held")
        steps = desk_reviews.close_checklist(desk, row.id).steps if over else ()
    open_ = [task for phase in prepared.phases for task in phase.tasks if not task.done] if prepared else []
    data = {
        "review": _row(row),
        "people": [
            {"name": one.name, "side": one.side, "part": one.part, "role": one.role, "confirmed": one.confirmed}
            for one in found.people
        ],
        "documents": [{"form": one.key, "state": one.state, "missing": one.missing} for one in papers],
        "open": [{"item": one.label, "due": one.due, "late": one.late, "why": one.why} for one in open_],
        "closing": [{"step": one.id, "done": one.done, "why": one.why} for one in steps],
    }
    lines = [f"{row.account}, {row.title}", f"{row.date or 'No date'} {row.time}".strip()]
    lines += [f"{one.name}, {'us' if one.side == 'ours' else 'customer'}" for one in found.people]
    lines += ["", *(f"{one.title}: {one.state}" for one in papers)]
    if prepared is not None and not over:
        lines += ["", f"Prepared: {prepared.done} of {prepared.total}"]
        lines += [f"  {one.label}" + (f" (due {one.due_text})" if one.due_text else "") for one in open_ if one.late]
    lines += [f"{'done' if one.done else 'open'}  {one.title}" + (f": {one.why}" if one.why else "") for one in steps]
    return Result(data, "\n".join(lines))


def _note(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import reviews as desk_reviews
    from csdesk.values.text import fold

    said = []
    with desk_for(arguments, write=True) as desk:
        found = desk_reviews.review(desk, arguments.review)
        known = {fold(one.name): one for one in found.people}
        unknown = [name for name in arguments.confirmed if fold(name) not in known]
        if unknown:
            raise CommandError(f"{', '.join(unknown)} is not among those who come.", "Nothing was noted.")
        for name in arguments.confirmed:
            person = known[fold(name)]
            desk_reviews.confirm_attendance(desk, person.attendee, True)
            said.append(f"{person.name} comes.")
        if arguments.sent == "summary":
            desk_reviews.summary_sent(desk, found.row.id)
        elif arguments.sent:
            form = desk_reviews.form_sent(found.row.type, arguments.sent)
            desk_reviews.paper_sent(desk, found.row.id, form.id)
        if arguments.sent:
            said.append(f"Noted in the timeline that the {arguments.sent} went out.")
    return Result({"review": found.row.id, "sent": arguments.sent, "confirmed": arguments.confirmed}, "\n".join(said))


def _make(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import decks, invitations
    from csdesk.desk import reviews as desk_reviews

    folder: Path = arguments.to
    made: Any
    with desk_for(arguments) as desk:
        row = desk_reviews.review(desk, arguments.review).row
        if arguments.make == "slides":
            target = folder / decks.file_name(desk, row.account_id, row.id)
            made = decks.export(desk, row.account_id, row.id, target)
        elif arguments.make == "invitation":
            target = folder / invitations.invitation_name(desk, row.id)
            made = invitations.export_invitation(desk, row.id, target)
        elif arguments.make.endswith("-mail"):
            form = desk_reviews.form_sent(row.type, arguments.make.removesuffix("-mail"))
            target = folder / desk_reviews.paper_mail_name(desk, row.id, form.id)
            made = desk_reviews.export_paper_mail(desk, row.id, form.id, target)
        else:
            target = folder / invitations.summary_name(desk, row.id)
            made = invitations.export_summary(desk, row.id, target)
    return Result({"file": made.file, "warnings": made.warnings}, str(made.file), notes=made.warnings)


def coverage(arguments: argparse.Namespace) -> Result:
    """`csdesk coverage`."""
    from csdesk.desk import reviews as desk_reviews

    with desk_for(arguments) as desk:
        found = desk_reviews.coverage(desk)
        today = desk.clock.today()
    tiers = [
        (one.tier, str(one.accounts), str(one.covered), str(one.due), str(one.overdue), ", ".join(one.rules))
        for one in found.tiers
    ]
    text = table(("Tier", "Accounts", "Covered", "Due", "Overdue", "Cadence"), tiers, right=(1, 2, 3, 4))
    if found.open:
        waiting = [(one.account, one.rule, desk_reviews.overdue_words(one, today)) for one in found.open]
        text += "\n\n" + table(("Account", "Rule", "Time left"), waiting)
    data = {
        "policy": found.policy,
        "tiers": [
            {"tier": one.tier, "accounts": one.accounts, "covered": one.covered, "due": one.due, "overdue": one.overdue}
            for one in found.tiers
        ],
        "open": [_cover(one) for one in found.open],
    }
    return Result(data, text)


def _cover(one: Cover) -> dict[str, Any]:
    return {
        "account": one.account, "tier": one.tier, "type": one.type, "months": one.months, "last": one.last,
        "due": one.due, "state": one.state, "source": one.source,
    }  # fmt: skip


def plan(arguments: argparse.Namespace) -> Result:
    """`csdesk plan ACCOUNT TYPE DATE`."""
    from csdesk.desk import accounts
    from csdesk.desk import reviews as desk_reviews
    from csdesk.desk.reviews import Guest
    from csdesk.values.dates import parse_date

    with desk_for(arguments, write=True) as desk:
        account = accounts.find(desk, arguments.account)
        on = parse_date(arguments.date, desk.clock.today(), desk.formats.date_order)
        guests = [Guest(name, "ours") for name in arguments.ours] + [Guest(name) for name in arguments.customer]
        made = desk_reviews.plan(
            desk, account, arguments.type, on, arguments.time, arguments.minutes, arguments.place, guests
        )
        assert made.record_id is not None
        row = desk_reviews.review(desk, made.record_id).row
    return Result({"review": _row(row)}, f"{row.title} with {row.account} on {row.date}: number {row.id}.")
