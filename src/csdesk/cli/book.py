"""Commands about the book as a whole: sample, backup, restore, check, undo, policy."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, book_path, command, desk_for
from csdesk.cli.output import Code, CommandError, Result

if TYPE_CHECKING:
    from csdesk.desk.core import RevertReport


def register(subparsers: Subparsers) -> None:
    """Adds sample, backup, restore, check, undo and policy."""
    command(
        subparsers,
        "sample",
        sample,
        "make the sample book",
        "Makes a book of about forty invented accounts with a year of history, to look round in.\n"
        "A book that is there already is never written over.",
    )
    backing = command(subparsers, "backup", backup, "make a verified copy of the book")
    backing.add_argument("--to", metavar="FILE", help="where to put it (otherwise among the book's backups)")
    restoring = command(
        subparsers,
        "restore",
        restore,
        "put a backup in the place of the book",
        "Puts a backup in the place of the book. The book as it is now is backed up first.",
    )
    restoring.add_argument("backup", metavar="FILE", help="the backup")
    command(subparsers, "check", check, "look the whole book through for damage")
    undoing = command(subparsers, "undo", undo, "undo the last operation, or a whole import")
    undoing.add_argument("--import", dest="import_id", type=int, metavar="ID", help="undo this import (csdesk imports)")
    choosing = command(
        subparsers,
        "policy",
        policy,
        "show the way of working, or choose another",
        "Shows the policy the book is read by and those there are; with NAME, chooses that one and says what changed.\n"
        "--from-form makes a policy of your own from the health score configuration that you have filled in.",
    )
    choosing.add_argument("name", nargs="?", metavar="NAME", help="the policy to use from now on")
    choosing.add_argument("--dry-run", "--effect", action="store_true", help="only say what would change")
    choosing.add_argument("--from-form", action="store_true", help="take the health score configuration as your own")


def sample(arguments: argparse.Namespace) -> Result:
    """`csdesk sample`."""
    from csdesk.desk.sample import make_sample
    from csdesk.values.clock import Clock

    path = book_path(arguments)
    made = make_sample(path, Clock())
    return Result(
        {"book": path, "accounts": made.accounts, "records": made.records, "documents": made.documents},
        f"The sample book has {made.accounts} accounts and {made.records} records: {path}",
    )


def backup(arguments: argparse.Namespace) -> Result:
    """`csdesk backup [--to FILE]`."""
    with desk_for(arguments) as desk:
        made = desk.book.backup(to=Path(arguments.to).expanduser() if arguments.to else None)
        return Result({"file": made, "bytes": made.stat().st_size}, f"The backup is complete and checked: {made}")


def restore(arguments: argparse.Namespace) -> Result:
    """`csdesk restore FILE`."""
    from csdesk.desk import settings
    from csdesk.values.clock import Clock

    path = book_path(arguments)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = settings.restore(Path(arguments.backup).expanduser(), path, clock=Clock())
    was = f" What was there before is kept in {kept}." if kept else ""
    return Result({"book": path, "from": Path(arguments.backup), "kept": kept}, f"{path} is the backup now.{was}")


def check(arguments: argparse.Namespace) -> Result:
    """`csdesk check`: exit 1 when there is a problem."""
    with desk_for(arguments) as desk:
        report = desk.book.check()
        data = {
            "ok": report.ok,
            "problems": report.problems,
            "accounts": report.accounts,
            "schema": report.schema,
        }
        text = f"The book is sound: {report.accounts} accounts." if report.ok else "\n".join(report.problems)
        return Result(data, text, code=Code.DONE if report.ok else Code.FAILED)


def undo(arguments: argparse.Namespace) -> Result:
    """`csdesk undo [--import ID]`: exit 3 when later edits were kept."""
    with desk_for(arguments, write=True) as desk:
        if arguments.import_id is not None:
            from csdesk.desk import imports

            return _reverted(arguments.import_id, imports.undo_import(desk, arguments.import_id))
        changed = desk.undo()
        data = {"undone": changed.name, "set_id": changed.set_id, "kinds": changed.kinds, "accounts": changed.accounts}
        return Result(data, f"Undone: {changed.name}.")


def _reverted(import_id: int, report: RevertReport) -> Result:
    """What an import undo did; later edits that were kept make it partial."""
    kept = [
        {
            "record": one.title or one.table, "field": one.field or None, "import": one.ours, "now": one.now,
            "reason": one.reason,
        }
        for one in (*report.kept, *report.failed)
    ]  # fmt: skip
    lines = [f"Import {import_id} is undone: {report.reversed} changes taken back."]
    if kept:
        lines.append(f"Kept because edited or used since ({len(kept)}):")
        lines += [f"  {one['record']}, {one['field'] or 'the whole record'}: {one['reason']}" for one in kept]
    return Result(
        {"import_id": import_id, "reversed": report.reversed, "kept": kept},
        "\n".join(lines),
        code=Code.PARTLY if kept else Code.DONE,
    )


def policy(arguments: argparse.Namespace) -> Result:
    """`csdesk policy [NAME] [--dry-run]`, `csdesk policy --from-form [--dry-run]`."""
    from csdesk.desk import health_form, policies, settings

    if arguments.name and arguments.from_form:
        raise CommandError("Name a policy, or take the form's; not both.", code=Code.USAGE)
    with desk_for(arguments, write=bool(arguments.name or arguments.from_form) and not arguments.dry_run) as desk:
        effect: policies.Effect | None = None
        made = ""
        if arguments.from_form:
            effect = health_form.effect(desk)
            if not arguments.dry_run:
                made = str(health_form.accept(desk))
        elif arguments.name:
            wanted = arguments.name.strip().lower()
            effect = policies.effect(desk, wanted)
            if not arguments.dry_run:
                settings.choose_policy(desk, wanted)
        chosen = settings.policy_id(desk)
        known = policies.choices()
        data: dict[str, object] = {
            "policy": chosen,
            "policies": [
                {
                    "policy": one.id,
                    "title": one.title,
                    "about": one.about,
                    "own": one.own,
                    "bands": [{"from": band.start, "word": band.word, "tone": band.tone} for band in one.bands],
                    "tiers": [{"tier": tier.name, "arr_from": tier.arr_from} for tier in one.tiers],
                    "health": [{"indicator": each.label, "weight": each.weight} for each in one.health.indicators],
                }
                for one in known
            ],
            "refused": [{"file": one.file, "reason": one.reason} for one in policies.refused()],
        }
        lines = [f"{'*' if one.id == chosen else ' '} {one.id:<13} {one.title}: {one.about}" for one in known]
        if effect is not None:
            data["effect"] = {
                "now": effect.now,
                "then": effect.then,
                "moved": [{"account": one.account, "from": one.before or None, "to": one.after or None}
                          for one in effect.moved],
                "tiers": {"now": effect.tiers_now, "then": effect.tiers_then, "moved": [
                    {"account": one.account, "from": one.before or None, "to": one.after or None}
                    for one in effect.tiers]},
                "cadences": [{"account": one.account, "from": one.before or None, "to": one.after or None}
                             for one in effect.cadences],
            }  # fmt: skip
            data["dry_run"] = bool(arguments.dry_run)
            lines += ["", *effect.lines]
            if made:
                lines.append(f"The policy was written to {made}.")
            elif arguments.dry_run:
                lines.append("Nothing was changed: this was a dry run.")
        missing = policies.lost(desk)
        return Result(data, "\n".join(lines), notes=[missing] if missing else [])
