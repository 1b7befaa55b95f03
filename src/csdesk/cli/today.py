"""Commands about the day: what to do now and why, ticking and putting off, and logging a touch."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.today import Entry, Today

_TITLES = {"now": "Now", "today": "Today", "week": "This week", "later": "Later"}


def register(subparsers: Subparsers) -> None:
    """Adds today and touch."""
    listing = command(
        subparsers,
        "today",
        today,
        "say what to do now, and why",
        "Lists what needs doing in its order: now, today, this week; --days looks further, 14 days at most.\n"
        "Each line has a key, by which --why explains its place, --done ticks it off and --snooze puts it off.",
    )
    listing.add_argument("--days", type=int, metavar="N", help="also what is due up to N days ahead")
    acts = listing.add_mutually_exclusive_group()
    acts.add_argument("--why", metavar="KEY", help="why this is here, and why at its place")
    acts.add_argument("--done", metavar="KEY", help="tick it off")
    acts.add_argument("--snooze", metavar="KEY", help="put it off until a day (with --until)")
    acts.add_argument("--bring-back", metavar="KEY", help="end its snooze")
    listing.add_argument("--until", metavar="DATE", help="the day on which it comes back, in any words")
    listing.add_argument("--reason", default="", metavar="TEXT", help="why it is put off")
    one = command(
        subparsers,
        "touch",
        touch,
        "log a touch",
        "Logs a call, mail, meeting or note: csdesk touch Acme 'Agreed the rollout' --with 'Ada Lund' --next 'in 2 "
        "weeks'\n--action 'Ada sends the user list by friday'. What a full note still lacks is said.",
    )
    one.add_argument("account", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number")
    one.add_argument("summary", metavar="SUMMARY", help="what it was about, in a line")
    one.add_argument("--type", choices=("call", "email", "meeting", "note"), default="call", help="what it was (call)")
    one.add_argument("--with", dest="contact", metavar="NAME", help="with whom; added where nobody has that name")
    one.add_argument("--when", default="", metavar="TEXT", help="when: “yesterday 14:30” (now)")
    one.add_argument("--detail", default="", metavar="TEXT", help="the note itself")
    one.add_argument("--mood", choices=("good", "mixed", "bad"), default="", help="how it felt")
    one.add_argument("--action", action="append", default=[], metavar="TEXT", help="an action promised, in words")
    one.add_argument("--next", default="", metavar="DATE", help="the next touch, in any words a date field takes")


def today(arguments: argparse.Namespace) -> Result:
    """`csdesk today [--days N | --why KEY | --done KEY | --snooze KEY --until DATE]`."""
    if arguments.until and not arguments.snooze:
        raise CommandError("--until goes with --snooze KEY.", code=Code.USAGE)
    if arguments.days is not None and arguments.days < 0:
        raise CommandError("--days is 0 or more.", code=Code.USAGE)
    if arguments.why:
        return _why(arguments)
    if arguments.done or arguments.snooze or arguments.bring_back:
        return _act(arguments)
    from csdesk.desk import today as desk_today

    with desk_for(arguments) as desk:
        found = desk_today.read(desk)
        last = desk_today.week_end(found.today).toordinal()
        if arguments.days is not None:
            last = found.today.toordinal() + arguments.days
        shown = [one for one in found.entries if one.group == "now" or one.item.due.toordinal() <= last]
        text = _text(desk, found, shown)
        data = {
            "today": found.today,
            "needing": found.count("now", "today"),
            "now": found.count("now"),
            "items": [_data(one) for one in shown],
            "snoozed": [{**_data(one.entry), "until": one.until, "reason": one.reason} for one in found.snoozed],
            "not_asked": found.broken,
        }
    notes = [f"{name} could not be asked; the log says why." for name in found.broken]
    return Result(data, text, notes=notes)


def _text(desk: Desk, found: Today, shown: list[Entry]) -> str:
    from csdesk.desk.today_words import deadline

    if not shown:
        return "Nothing needs you today."
    parts = []
    for group, title in _TITLES.items():
        mine = [one for one in shown if one.group == group]
        if not mine:
            continue
        lines = []
        for one in mine:
            above, below = deadline(one, found.today, found.now)
            lines.append((one.key, one.item.title, one.name, _health(one), f"{above}, {below}" if below else above))
        heads = ("Key", "What", "Account", "Health", "Due")
        parts.append(f"{title} ({len(mine)})\n" + table(heads, lines))
    if found.snoozed:
        lines = [(one.entry.key, one.entry.item.title, one.entry.name, one.until.isoformat(), one.reason)
                 for one in found.snoozed]  # fmt: skip
        parts.append(f"Snoozed ({len(lines)})\n" + table(("Key", "What", "Account", "Until", "Reason"), lines))
    return "\n\n".join(parts)


def _health(one: Entry) -> str:
    account = one.account
    return f"{account.score:.0f} {account.band}" if account is not None and account.score is not None else ""


def _data(one: Entry) -> dict[str, Any]:
    account = one.account
    return {
        "key": one.key,
        "group": one.group,
        "title": one.item.title,
        "account": one.name or None,
        "account_id": one.item.account_id,
        "due": one.item.due,
        "due_at": one.item.due_at,
        "late": one.late,
        "urgent": one.item.urgent,
        "important": one.important,
        "health": account.score if account else None,
        "band": account.band if account else None,
        "arr": account.arr if account else None,
        "renewal": account.renewal_date if account else None,
        "can_be_ticked": one.can_tick,
        "reasons": [
            {"key": item.key, "title": item.title, "evidence": item.evidence, "rule": item.rule} for item in one.items
        ],
    }


def _why(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import today as desk_today

    with desk_for(arguments) as desk:
        found = desk_today.why(desk, arguments.why)
    entry = found.entry
    lines = [f"{entry.item.title}, {entry.name}" if entry.name else entry.item.title]
    lines.append(f"Place {found.place} of {found.of}" if found.place else "Put off for now")
    for item in found.said:
        lines.append(f"{item.evidence} ({item.rule})" if item.rule else item.evidence)
    lines.append("")
    lines.append(table(("Decides", "Here", "Rule"), [(one.label, one.value, one.rule) for one in found.steps]))
    if found.above:
        lines.append(f"The line above comes first: {found.above}.")
    if found.below:
        lines.append(f"It comes before the line below: {found.below}.")
    data = {
        "item": _data(entry),
        "place": found.place,
        "of": found.of,
        "decides": [{"what": one.label, "here": one.value, "rule": one.rule} for one in found.steps],
        "above": found.above,
        "below": found.below,
    }
    return Result(data, "\n".join(lines))


def _act(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import today as desk_today
    from csdesk.values.dates import parse_date

    with desk_for(arguments, write=True) as desk:
        if arguments.bring_back:
            desk_today.bring_back(desk, arguments.bring_back)
            entry = desk_today.find(desk, arguments.bring_back)
            return Result({"back": entry.key}, f"Brought back: {entry.item.title}.")
        entry = desk_today.find(desk, arguments.done or arguments.snooze)
        label = f"{entry.item.title}, {entry.name}" if entry.name else entry.item.title
        if arguments.done:
            changed = desk_today.complete(desk, arguments.done)
            return Result({"done": entry.key, "step": changed.name}, f"{entry.item.verb}: {label}.")
        if not arguments.until:
            todo = "For example --until 'next monday'."
            raise CommandError("--snooze needs --until DATE.", todo=todo, code=Code.USAGE)
        until = parse_date(arguments.until, desk.clock.today(), desk.formats.date_order)
        desk_today.snooze(desk, arguments.snooze, until, arguments.reason)
    return Result({"snoozed": entry.key, "until": until}, f"Put off until {until.isoformat()}: {label}.")


def touch(arguments: argparse.Namespace) -> Result:
    """`csdesk touch ACCOUNT SUMMARY`."""
    from csdesk.desk import accounts, touches
    from csdesk.desk.touches import Draft, Promise
    from csdesk.values.dates import parse_date

    with desk_for(arguments, write=True) as desk:
        account = accounts.find(desk, arguments.account)
        order, now = desk.formats.date_order, desk.clock.today()
        day, time = touches.read_when(desk, arguments.when)
        promises = []
        for text in arguments.action:
            said = touches.promise(desk, account, text)
            if not said.title:
                raise CommandError(f"“{text}” says nothing to be done.")
            promises.append(Promise(said.title, said.owner.id if said.owner else None, said.due))
        ahead = parse_date(arguments.next, now, order) if arguments.next else None
        draft = Draft(
            account, arguments.type, day, time, arguments.contact, arguments.summary, arguments.detail, arguments.mood,
            ahead, tuple(promises),
        )  # fmt: skip
        changed = touches.log(desk, draft)
        name = accounts.row(desk, account).name
    missing = [one.words for one in touches.gaps(draft)]
    data = {
        "touch": changed.record_id, "account": name, "date": day, "time": time or None, "next": ahead,
        "actions": [{"title": one.title, "owner": one.owner, "due": one.due} for one in promises], "missing": missing,
    }  # fmt: skip
    notes = [f"A full note also has {', '.join(missing)}."] if missing else []
    more = f", with {len(promises)} action{'s' if len(promises) != 1 else ''}" if promises else ""
    return Result(data, f"Logged: {arguments.summary}, {name}{more}.", notes=notes)
