"""Commands about playbooks: the list, starting one on an account, the runs, and their steps."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.runs import Compliance, RunRow, RunView, StepView


def register(subparsers: Subparsers) -> None:
    """Adds playbooks, run and runs."""
    listing = command(
        subparsers,
        "playbooks",
        playbooks,
        "list playbooks, or show one",
        "Lists the playbooks that ship and the own ones from the data folder, with the files that cannot be used.\n"
        "With an ID it shows the phases, steps and criteria of one; with --for the ones that an ACCOUNT calls for.",
    )
    listing.add_argument("playbook", nargs="?", metavar="ID", help="show this playbook")
    listing.add_argument(
        "--for", dest="account", metavar="ACCOUNT", help="say which ones this account calls for, and why"
    )
    listing.add_argument("--names", action="store_true", help="list what the conditions of own playbooks may name")
    listing.add_argument("--compliance", action="store_true", help="say how well the runs of each were kept")
    begin = command(
        subparsers,
        "run",
        run,
        "start a playbook on an account",
        "Starts PLAYBOOK on ACCOUNT and answers with its dated steps; --dry-run shows them and writes nothing.\n"
        "--on is the day to count from: today, or the day of the account that the playbook names.",
    )
    begin.add_argument("playbook", metavar="PLAYBOOK", help="its id, as `csdesk playbooks` lists it")
    begin.add_argument("account", metavar="ACCOUNT", help="the account's name, domain, CRM id or number")
    begin.add_argument("--on", metavar="DATE", help="the day to count from")
    begin.add_argument("--why", default="", metavar="TEXT", help="why it is started")
    begin.add_argument("--dry-run", action="store_true", help="show the days, change nothing")
    going = command(
        subparsers,
        "runs",
        runs,
        "list playbook runs and settle their steps",
        "Lists the runs of the book or of one ACCOUNT; with --run one in full. Steps are named by their number.\n"
        "A gate whose criteria are not met is only passed with --reason, which is kept.",
    )
    going.add_argument("account", nargs="?", metavar="ACCOUNT", help="only runs of this account")
    going.add_argument("--run", dest="one", type=int, metavar="RUN", help="show this run in full")
    going.add_argument("--all", action="store_true", help="also those that are over")
    acts = going.add_mutually_exclusive_group()
    acts.add_argument("--done", type=int, metavar="STEP", help="tick this step")
    acts.add_argument("--skip", type=int, metavar="STEP", help="leave this step out (needs --reason)")
    acts.add_argument("--move", type=int, metavar="STEP", help="give this step another day (needs --to)")
    acts.add_argument("--reopen", type=int, metavar="STEP", help="open this step again")
    acts.add_argument("--stop", type=int, metavar="RUN", help="end this run before its time (needs --reason)")
    going.add_argument("--to", metavar="DATE", help="the new day of --move")
    going.add_argument("--reason", default="", metavar="TEXT", help="why")


def playbooks(arguments: argparse.Namespace) -> Result:
    """`csdesk playbooks [ID] [--for ACCOUNT] [--compliance]`."""
    from csdesk.desk import playbooks as desk_playbooks

    if arguments.playbook:
        return _one(arguments.playbook)
    if arguments.account:
        return _for(arguments)
    if arguments.compliance:
        return _compliance(arguments)
    if arguments.names:
        return _names()
    library = desk_playbooks.library()
    found = list(library.playbooks.values())
    lines = [(one.id, one.title, one.purpose, str(len(one.steps)), "own" if one.own else one.source) for one in found]
    data = {
        "playbooks": [
            {"id": one.id, "title": one.title, "about": one.about, "for": one.purpose, "steps": len(one.steps),
             "days": one.length, "counts_from": one.anchor, "source": one.source, "own": one.own}
            for one in found
        ],
        "refused": [{"file": one.file, "reason": one.reason} for one in library.refused],
    }  # fmt: skip
    notes = [f"Left out: {one.reason}" for one in library.refused]
    return Result(data, table(("Id", "Playbook", "For", "Steps", "Source"), lines, right=(3,)), notes=notes)


def _one(playbook_id: str) -> Result:
    from csdesk.desk import playbooks as desk_playbooks

    found = desk_playbooks.playbook(playbook_id)
    lines = [found.title, found.about, f"Source: {found.source}. Counted from {desk_playbooks.ANCHORS[found.anchor]}."]
    for phase in found.phases:
        lines += ["", phase.title]
        for step in phase.steps:
            gate = ", gate" if step.gate else ""
            lines.append(f"  {step.days}: {step.title} ({desk_playbooks.owners_in_words(step.owners)}{gate})")
        lines += [f"  Exit: {one.text}" for one in phase.exit]
    return Result({"playbook": desk_playbooks.as_data(found) | {"own": found.own}}, "\n".join(lines))


def _for(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import accounts
    from csdesk.desk import runs as desk_runs

    with desk_for(arguments) as desk:
        found = desk_runs.propose(desk, accounts.find(desk, arguments.account))
    data = {"proposed": [{"playbook": one.playbook, "title": one.title, "why": one.why} for one in found]}
    text = table(("Id", "Playbook", "Why"), [(one.playbook, one.title, one.why) for one in found])
    return Result(data, text if found else "The account calls for no playbook.")


def _names() -> Result:
    from csdesk.desk.run_names import glossary

    found = glossary()
    data = {"names": [{"name": one.name, "means": one.words, "group": one.group} for one in found]}
    return Result(data, table(("Name", "Means", "Group"), [(one.name, one.words, one.group) for one in found]))


def _compliance(arguments: argparse.Namespace) -> Result:
    from csdesk.desk import runs as desk_runs

    with desk_for(arguments) as desk:
        found = desk_runs.compliance(desk)
    lines = [
        (one.title, str(one.runs), str(one.running), _percent(one.finished_share), _percent(one.on_time_share),
         _percent(one.skipped_share))
        for one in found
    ]  # fmt: skip
    heads = ("Playbook", "Runs", "Running", "Finished", "On time", "Skipped")
    text = table(heads, lines, right=(1, 2, 3, 4, 5)) if found else "No playbook has run yet."
    return Result({"compliance": [_figures(one) for one in found]}, text)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:g}%"


def _figures(one: Compliance) -> dict[str, Any]:
    return {
        "playbook": one.playbook, "title": one.title, "runs": one.runs, "running": one.running,
        "finished": one.finished, "stopped": one.stopped, "finished_percent": one.finished_share,
        "finished_target": one.finished_target, "on_time": one.on_time, "late": one.late, "skipped": one.skipped,
        "moved": one.moved, "on_time_percent": one.on_time_share, "skipped_percent": one.skipped_share,
        "skipped_target": one.skipped_target, "average_days": one.average_days, "within_plan": one.within_plan,
    }  # fmt: skip


def run(arguments: argparse.Namespace) -> Result:
    """`csdesk run PLAYBOOK ACCOUNT [--on DATE] [--dry-run]`."""
    from csdesk.desk import accounts
    from csdesk.desk import runs as desk_runs
    from csdesk.values.dates import parse_date

    with desk_for(arguments, write=not arguments.dry_run) as desk:
        account = accounts.find(desk, arguments.account)
        on = parse_date(arguments.on, desk.clock.today(), desk.formats.date_order) if arguments.on else None
        shown = desk_runs.preview(desk, arguments.playbook, account, on)
        if arguments.dry_run:
            data = {
                "playbook": shown.playbook, "title": shown.title, "account": accounts.row(desk, account).name,
                "counts_from": shown.anchor, "dry_run": True, "notes": shown.notes,
                "steps": [
                    {"phase": one.phase, "title": one.title, "begins": one.begins, "due": one.due, "days": one.days,
                     "owner": one.owners, "gate": one.gate, "moved": one.shifted, "held": one.held}
                    for one in shown.steps
                ],
            }  # fmt: skip
            lines = [(one.due.isoformat(), one.days, one.title, one.owners) for one in shown.steps]
            text = table(("Due", "Day", "Step", "Owner"), lines)
            return Result(data, "\n".join([text, "", *shown.notes, "Nothing was started."]))
        made = desk_runs.start(desk, arguments.playbook, account, on, arguments.why)
        assert made.record_id is not None
        found = desk_runs.view(desk, made.record_id)
    return Result({"run": _view(found), "notes": shown.notes}, _text(found), notes=shown.notes)


def runs(arguments: argparse.Namespace) -> Result:
    """`csdesk runs [ACCOUNT] [--run RUN] [--done STEP | --skip STEP | --move STEP | --reopen STEP | --stop RUN]`."""
    from csdesk.desk import accounts
    from csdesk.desk import runs as desk_runs

    acting = any(getattr(arguments, act) is not None for act in ("done", "skip", "move", "reopen", "stop"))
    with desk_for(arguments, write=acting) as desk:
        if acting:
            number, said = _act(desk, arguments)
            found = desk_runs.view(desk, number)
            return Result({"run": _view(found), "said": said}, "\n".join(filter(None, [said, _text(found)])))
        if arguments.one is not None:
            found = desk_runs.view(desk, arguments.one)
            return Result({"run": _view(found)}, _text(found))
        account = accounts.find(desk, arguments.account) if arguments.account else None
        listed = desk_runs.of_account(desk, account) if account is not None else desk_runs.rows(desk)
    listed = tuple(one for one in listed if arguments.all or one.state == "active")
    lines = [
        (str(one.id), one.account, one.title, f"{one.done} of {one.total}", one.next_step,
         one.next_due.isoformat() if one.next_due else "", f"{one.late} late" if one.late else one.state)
        for one in listed
    ]  # fmt: skip
    text = table(("No.", "Account", "Playbook", "Steps", "Next step", "Due", "State"), lines, right=(0,))
    return Result({"runs": [_row(one) for one in listed]}, text if listed else "No playbook runs.")


def _act(desk: Desk, arguments: argparse.Namespace) -> tuple[int, str]:
    """What was asked for is done; the run it was done in, and what is to be said."""
    from csdesk.desk import records
    from csdesk.desk import runs as desk_runs
    from csdesk.values.dates import parse_date

    if arguments.stop is not None:
        desk_runs.stop(desk, arguments.stop, arguments.reason)
        return arguments.stop, ""
    said = ""
    step = next(one for one in (arguments.done, arguments.skip, arguments.move, arguments.reopen) if one is not None)
    if arguments.done is not None:
        desk_runs.step_done(desk, step, arguments.reason)
    elif arguments.skip is not None:
        desk_runs.step_skip(desk, step, arguments.reason)
    elif arguments.reopen is not None:
        desk_runs.step_reopen(desk, step)
    else:
        if not arguments.to:
            raise CommandError(
                "--move needs --to DATE.", "Nothing was changed.", "Say the new day, as --to 2026-12-04."
            )
        said = desk_runs.step_move(
            desk, step, parse_date(arguments.to, desk.clock.today(), desk.formats.date_order)
        ).said
    return int(records.get(desk, "run_step", step).values["run"]), said


def _row(one: RunRow) -> dict[str, Any]:
    return {
        "id": one.id, "account": one.account, "playbook": one.playbook, "title": one.title, "why": one.why,
        "started": one.started, "state": one.state, "ended": one.ended, "reason": one.reason, "done": one.done,
        "steps": one.total, "late": one.late, "next_step": one.next_step, "next_due": one.next_due,
    }  # fmt: skip


def _view(found: RunView) -> dict[str, Any]:
    return _row(found.row) | {
        "counts_from": found.anchor,
        "phases": [
            {
                "id": phase.id, "title": phase.title, "state": phase.state,
                "steps": [_step(one) for one in phase.steps],
                "exit": [{"criterion": one.text, "met": one.met, "why": one.why, "by_hand": one.by_hand}
                         for one in phase.criteria],
            }
            for phase in found.phases
        ],
        "escalate": [{"tier": one.to, "why": one.why} for one in found.calls],
    }  # fmt: skip


def _step(one: StepView) -> dict[str, Any]:
    return {
        "id": one.id, "step": one.key, "title": one.title, "begins": one.begins, "due": one.due,
        "planned": one.planned, "days": one.days, "owner": one.owners, "channel": one.channel,
        "deliverable": one.deliverable, "opens": one.opens, "gate": one.gate, "state": one.state,
        "done_on": one.done_on, "reason": one.reason, "late": one.late, "shown": one.shown, "proved": one.proved,
    }  # fmt: skip


def _text(found: RunView) -> str:
    row = found.row
    lines = [f"{row.account}, {row.title}: {row.done} of {row.total} steps, run {row.id}"]
    for phase in found.phases:
        lines += ["", phase.title]
        rows = [
            (
                str(one.id),
                one.state,
                one.due.isoformat() if one.due else "",
                f"{one.title}{', gate' if one.gate else ''}",
                one.owners,
                f"the book shows it: {one.shown}" if one.proved else one.reason,
            )
            for one in phase.steps
        ]
        lines.append(table(("No.", "State", "Due", "Step", "Owner", ""), rows, right=(0,)))
        lines += [f"  {'met' if one.met else 'open'}  {one.text}" + (f": {one.why}" if one.why else "")
                  for one in phase.criteria]  # fmt: skip
    lines += [f"\nEscalate to tier {one.to}: {one.why}" for one in found.calls]
    return "\n".join(lines)
