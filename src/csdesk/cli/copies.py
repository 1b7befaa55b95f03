"""Commands about what was sent out: copies that came back, sealed versions and what changed between them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.document_model import Issue
    from csdesk.desk.returned import Returned

_COPIES = {"customer": "customer’s", "internal": "internal"}


def register(subparsers: Subparsers) -> None:
    """Adds returned and versions."""
    back = command(
        subparsers,
        "returned",
        returned,
        "compare a Word copy that came back with its document, and take answers in",
        "Reads a .docx that a customer edited and lists, field by field, what it has otherwise than the book. Tracked\n"
        "changes count as made. What no answer can take (words outside the fields, comments) is listed as well. A\n"
        "copy knows which document it is of; where a program has removed that, name it with --form and --account.\n"
        "--take writes the named answers, or all of it, as one step that can be undone; --rows the new rows of that\n"
        "number, which somebody added to a table of the copy.",
    )
    back.add_argument("file", metavar="FILE", help="the Word file that came back")
    back.add_argument("--form", metavar="FORM", help="the form, where the copy does not say what it is a copy of")
    back.add_argument("--account", metavar="ACCOUNT", help="the account of that form")
    back.add_argument("--take", nargs="+", metavar="PATH", help="all, or the paths of the answers to take in")
    back.add_argument("--rows", nargs="+", type=int, metavar="N", help="the numbers of the new rows to take in")
    kept = command(
        subparsers,
        "versions",
        versions,
        "list the sealed versions of a document, or what changed between two",
        "Lists the sealed versions with their date and for whom they were exported. --compare N lists what changed\n"
        "since version N, --compare N M from N to M; with --to FILE the changes are written as a Word or PDF document\n"
        "in which they are marked. A version itself is written again with csdesk export --version N.",
    )
    from csdesk.cli.forms import add_audience, add_document

    add_document(kept)
    kept.add_argument("--compare", nargs="+", type=int, metavar="N", help="one version, or two")
    kept.add_argument("--to", metavar="FILE", help="with --compare: the Word or PDF file to write")
    add_audience(kept)


# returned copies


def returned(arguments: argparse.Namespace) -> Result:
    """`csdesk returned FILE [--take all|PATH...]`."""
    from csdesk.desk import returned as copies
    from csdesk.desk.document_model import FieldPath

    wanted, numbers = arguments.take or [], arguments.rows or []
    with desk_for(arguments, write=bool(wanted or numbers)) as desk:
        found = copies.read(desk, Path(arguments.file).expanduser(), _named(desk, arguments))
        if not wanted and not numbers:
            return _listed(found, (), ())
        every = [one.path for one in found.answers]
        paths = every if wanted == ["all"] else [FieldPath.parse(one) for one in wanted]
        rows = list(range(len(found.rows))) if wanted == ["all"] else [number - 1 for number in numbers]
        if paths or rows:
            copies.take(desk, found, paths, rows)
        return _listed(found, paths, rows)


def _named(desk: Desk, arguments: argparse.Namespace) -> int | None:
    from csdesk.desk import accounts, documents

    if not arguments.form:
        return None
    form = documents.form(arguments.form)
    account = accounts.find(desk, arguments.account) if arguments.account else None
    document = documents.existing(desk, form.id, account)
    if document is None:
        raise CommandError(f"There is no such {form.title.lower()} in the book.", "Nothing was changed.")
    return document


def _listed(found: Returned, taken: Any, rows: Any) -> Result:
    data = {
        "document": found.document_id,
        "form": found.title,
        "account": found.account or None,
        "copy": found.copy,
        "tracked_changes": found.tracked,
        "answers": [
            {
                "path": str(one.path),
                "label": one.label,
                "where": one.where,
                "book": one.book,
                "returned": one.returned,
                "changed_since": one.changed_since,
                "taken": one.path in taken,
                "note": one.note or None,
            }
            for one in found.answers
        ],
        "rows": [
            {
                "number": number,
                "section": one.section,
                "where": one.where,
                "title": one.title,
                "said": [{"label": label, "text": text} for label, text in one.said],
                "taken": number - 1 in rows,
                "note": one.note or None,
            }
            for number, one in enumerate(found.rows, 1)
        ],
        "unmatched": [
            {"before": one.before, "after": one.after, "where": one.where, "reason": one.reason}
            for one in found.unmatched
        ],
        "notes": found.notes,
    }
    whose = f" of {found.account}" if found.account else ""
    lines = [f"{found.title}{whose}. {found.copy}."]
    if found.answers:
        changed = [
            (str(one.path), f"{one.where}: {one.label}", one.book or "–", one.returned or "–", _state(one, taken))
            for one in found.answers
        ]
        lines += ["", table(("Path", "Field", "The book", "The copy", ""), changed)]
    else:
        lines += ["", "Every answer is as in the book."]
    if found.rows:
        new = [
            (str(number), one.where, "; ".join(f"{label}: {text}" for label, text in one.said),
             ". ".join(part for part in ("taken in" if number - 1 in rows else "", one.note) if part))
            for number, one in enumerate(found.rows, 1)
        ]  # fmt: skip
        lines += ["", "New rows:", table(("Row", "Where", "What it says", ""), new)]
    if found.unmatched:
        rows_2 = [(one.where, one.before or "–", one.after or "–", one.reason) for one in found.unmatched]
        lines += ["", "Not matched:", table(("Where", "Before", "The copy", "Why"), rows_2)]
    if taken:
        lines += ["", f"{len(taken)} {'answer was' if len(taken) == 1 else 'answers were'} taken in."]
    if rows:
        lines += ["", f"{len(rows)} new {'row was' if len(rows) == 1 else 'rows were'} taken in."]
    return Result(data, "\n".join(lines), found.notes)


def _state(one: Any, taken: Any) -> str:
    said = ["taken in"] if one.path in taken else []
    said += ["changed in the book since"] if one.changed_since else []
    return ", ".join(said)


# versions


def versions(arguments: argparse.Namespace) -> Result:
    """`csdesk versions FORM [ACCOUNT] [--compare N [M]] [--to FILE]`."""
    from csdesk.cli.forms import document_found
    from csdesk.desk import documents

    numbers = arguments.compare or []
    if len(numbers) > 2 or (arguments.to and not numbers):
        raise CommandError("--compare takes one version or two, and --to goes with it.", code=Code.USAGE)
    with desk_for(arguments) as desk:
        document = document_found(desk, arguments)
        if not numbers:
            return _versions(documents.issues(desk, document))
        chosen = [documents.issue_of(desk, document, number).id for number in numbers]
        second = chosen[1] if len(chosen) == 2 else None
        if arguments.to:
            return _written(desk, arguments, chosen[0], second)
        found = documents.compare(desk, chosen[0], second)
    data = {"changes": [{"label": one.label, "before": one.before, "after": one.after} for one in found]}
    rows = [(one.label, one.before or "–", one.after or "–") for one in found]
    return Result(data, table(("Field", "Before", "After"), rows) if rows else "Nothing changed.")


def _versions(found: tuple[Issue, ...]) -> Result:
    data = {
        "versions": [{"version": one.version, "issued_on": one.issued_on, "exported": one.exported} for one in found]
    }
    rows = [
        (str(one.version), one.issued_on.isoformat(), ", ".join(_COPIES.get(key, key) for key in one.exported) or "–")
        for one in found
    ]
    text = table(("Version", "Sealed on", "Exported as"), rows) if rows else "No version is sealed yet."
    return Result(data, text)


def _written(desk: Desk, arguments: argparse.Namespace, first: int, second: int | None) -> Result:
    from csdesk.cli.forms import audience_of
    from csdesk.desk import documents

    form = documents.form(arguments.form)
    to = Path(arguments.to).expanduser()
    done = documents.export_changes(desk, first, second, to, audience_of(arguments, form))
    data = {"file": done.file, "audience": done.audience, "warnings": done.warnings}
    return Result(data, f"Wrote {done.file}, for the {_COPIES[done.audience]} copy.", done.warnings)
