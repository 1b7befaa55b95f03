"""Commands of CRM sync: import a file, list the imports, and write what to carry back to the CRM."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.cli.base import ORIGIN, Subparsers, book_path, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table
from csdesk.values.currencies import CODES
from csdesk.values.money import Money

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.imports import ImportPlan, Options, Question, Run

_OBJECTS = ("accounts", "contacts", "readings", "renewals", "subscriptions", "touches")


def register(subparsers: Subparsers) -> None:
    """Adds import, imports and changes."""
    parser = command(
        subparsers,
        "import",
        import_file,
        "import a CRM export, as it is",
        "Reads an export of a CRM or a spreadsheet (CSV in any encoding, or .xlsx), finds out what it is, and brings\n"
        "it into the book in one step that can be undone as a whole. With --dry-run it says exactly what it would do.\n"
        "Exit 3: done, but rows were rejected or wait for an answer.",
    )
    parser.add_argument("file", metavar="FILE", help="the export")
    parser.add_argument("--as", dest="object", choices=_OBJECTS, help="what its rows are (otherwise found out)")
    parser.add_argument("--source", metavar="NAME", help="the source whose mapping and last values to use")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="what a column becomes; custom:Label makes a field of your own, - leaves it out",
    )
    parser.add_argument(
        "--rule",
        action="append",
        default=[],
        metavar="FIELD=crm|book|ask",
        help="who wins when a field changed on both sides",
    )
    parser.add_argument(
        "--match",
        action="append",
        default=[],
        metavar="LINE=ACCOUNT|new|skip",
        help="which record a row of the file is, when the import asks",
    )
    parser.add_argument("--dates", choices=("dmy", "mdy", "ymd"), help="the order of day, month and year")
    parser.add_argument("--decimal", choices=("comma", "point"), help="the decimal mark")
    parser.add_argument("--currency", metavar="CODE", help="the currency of amounts that name none, such as USD")
    parser.add_argument("--encoding", metavar="NAME", help="the encoding of the file, such as utf-8 or cp1252")
    parser.add_argument("--delimiter", metavar="NAME", help="the delimiter: comma, semicolon, tab ...")
    parser.add_argument("--header-row", type=int, metavar="LINE", help="the line that holds the column names")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    parser.add_argument("--rejects", metavar="FILE", help="write the rejected rows there, to mend and import again")
    listing = command(subparsers, "imports", list_imports, "list the imports of the book, the newest first")
    listing.add_argument("--of", type=int, metavar="ID", help="only this import, with its rejected and missing records")
    listing.add_argument(
        "--rejects", metavar="FILE", help="with --of: write its rejected rows there, to mend and import"
    )
    back = command(subparsers, "changes", write_changes, "write the changes to carry back to the CRM")
    back.add_argument("--to", metavar="FILE", help="the CSV to write (otherwise they are only listed)")
    back.add_argument("--source", metavar="NAME", help="only those of this source")


def import_file(arguments: argparse.Namespace) -> Result:
    """`csdesk import FILE`."""
    from csdesk.desk import imports, signals

    options = _options(arguments)
    path = Path(arguments.file).expanduser()
    try:
        with _desk(arguments) as desk:
            if arguments.dry_run:
                plan, import_id, backup = imports.prepare(desk, path, options), None, None
            else:
                done = imports.apply(desk, path, options)
                if len(done.changed.accounts) > signals.AT_ONCE:
                    signals.catch_up(desk)  # The window does this in small parts, while one goes on.
                plan, import_id, backup = done.plan, done.import_id, done.backup
            unwritten = _rejects(plan, arguments)
            data = {**_data(plan), "applied": not arguments.dry_run, "import_id": import_id, "backup": backup}
            if unwritten:
                data["rejects_error"] = unwritten
    except imports.ImportRefused as refused:
        code = Code.USAGE if refused.kind == "options" else Code.FAILED
        raise CommandError(refused.what, refused.kept, refused.todo, code=code, data={"applied": False}) from None
    partly = not arguments.dry_run and (plan.rejected or plan.count("held"))
    code = Code.PARTLY if partly or unwritten else Code.DONE
    return Result(data, _text(plan, import_id), code=code, notes=(unwritten,) if unwritten else ())


def _rejects(plan: ImportPlan, arguments: argparse.Namespace) -> str:
    """Writes the rejected rows where they were asked for; what kept them from being written after a real import."""
    from csdesk.desk import imports
    from csdesk.desk.errors import DeskError

    if not arguments.rejects:
        return ""
    try:
        imports.write_rejects(plan, Path(arguments.rejects).expanduser())
    except DeskError as error:
        if arguments.dry_run:
            raise
        return f"{error.what} The import itself is done; only the list of its rejected rows was not written."
    return ""


@contextlib.contextmanager
def _desk(arguments: argparse.Namespace) -> Iterator[Desk]:
    """The book's desk; for a dry run without a book, that of an empty one that is thrown away."""
    if not arguments.dry_run:
        with desk_for(arguments, write=True, create=True) as desk:
            yield desk
    elif book_path(arguments).exists():
        with desk_for(arguments) as desk:
            yield desk
    else:
        from csdesk.desk.core import Desk

        with tempfile.TemporaryDirectory() as folder, Desk.open(Path(folder) / "empty.csdesk", origin=ORIGIN) as desk:
            yield desk


def _options(arguments: argparse.Namespace) -> Options:
    from csdesk.desk import imports

    mapping = dict(_pair(text, "--map", "Column=field") for text in arguments.map)
    rules: dict[str, Any] = {}
    for text in arguments.rule:
        field, rule = _pair(text, "--rule", "field=crm")
        if rule not in ("crm", "book", "ask"):
            raise _usage(f"--rule {text}: “{rule}” is not a rule.", "A rule is crm, book or ask.")
        known = {each.id: each.id for targets in imports.TARGETS.values() for each in targets}
        known |= {each.label.casefold(): each.id for targets in imports.TARGETS.values() for each in targets}
        name = known.get(field.casefold(), field if field.startswith(imports.CUSTOM) else None)
        if name is None:
            raise _usage(
                f"--rule {text}: there is no field “{field}”.", "Fields: " + ", ".join(sorted(set(known.values())))
            )
        rules[name] = rule
    currency = arguments.currency.strip().upper() if arguments.currency else None
    if currency and currency not in CODES:
        raise _usage(f"“{arguments.currency}” is not a currency code.", "Name one such as USD or EUR.")
    return imports.Options(
        object=arguments.object,
        source=arguments.source,
        mapping=mapping,
        rules=rules,
        date_order=arguments.dates,
        decimal={"comma": ",", "point": ".", None: None}[arguments.decimal],
        currency=currency,
        encoding=arguments.encoding,
        delimiter=arguments.delimiter,
        header_row=arguments.header_row,
        sheet=arguments.sheet,
        matches=dict(map(_match, arguments.match)),
    )


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    # A column's own name may hold an equals sign, so the last one counts.
    left, sign, right = text.rpartition("=")
    if not sign or not left.strip():
        raise _usage(f"{option} {text} has no “=”.", f"Write it as {option} {example!r}.")
    return left.strip(), right.strip()


def _match(text: str) -> tuple[int, int | str]:
    line, answer = _pair(text, "--match", "12=new")
    if not line.isdigit() or not (answer.isdigit() or answer in ("new", "skip")):
        raise _usage(f"--match {text} is not LINE=ACCOUNT.", "ACCOUNT is a number of csdesk accounts, new or skip.")
    return int(line), int(answer) if answer.isdigit() else answer


def _usage(what: str, todo: str) -> CommandError:
    return CommandError(what, "Nothing was changed.", todo, code=Code.USAGE)


def _value(value: object) -> object:
    return Money(value[0], value[1]) if isinstance(value, tuple) else value


def _data(plan: ImportPlan) -> Mapping[str, object]:
    found = plan.recognised
    return {
        "recognised": {
            "product": found.product,
            "variant": found.variant,
            "object": found.object,
            "encoding": found.encoding,
            "encoding_certain": found.encoding_certain,
            "delimiter": found.delimiter,
            "header_row": found.header_row,
            "dropped": [{"line": d.line, "reason": d.reason, "text": d.text} for d in found.dropped],
            "notes": found.notes,
        },
        "source": plan.source,
        "mapping": {each.header: None if each.field == "-" else each.field for each in plan.columns},
        "columns": [
            {
                "column": each.header,
                "field": each.field,
                "how": each.how,
                "confidence": each.confidence,
                "samples": each.samples,
                "type": each.guess,
                "suggestion": each.suggestion,
                "reason": each.reason,
                "reading": each.reading or None,
            }
            for each in plan.columns
        ],
        "rows": plan.rows,
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "held": plan.count("held"),
        "excluded": [
            {"line": one.line, "name": one.name, "reason": one.reason}
            for one in plan.entries
            if one.outcome == "excluded"
        ],
        "conflicts": [
            {
                "record": entry.name,
                "record_id": entry.record_id,
                "line": entry.line,
                "field": cell.field,
                "last": _value(cell.last),
                "book": _value(cell.book),
                "crm": _value(cell.crm),
                "reason": cell.reason,
            }
            for entry, cell in plan.conflicts
        ],
        "rejected": [{"line": r.line, "column": r.column, "value": r.value, "reason": r.reason} for r in plan.rejected],
        "duplicates": [
            {"name": d.name, "by": d.by, "taken": d.taken, "others": d.others, "differing": d.differing}
            for d in plan.duplicates
        ],
        "missing": [{"id": m.record_id, "name": m.name, "crm_id": m.crm_id, "note": m.note} for m in plan.missing],
        "questions": [_question(question) for question in plan.questions],
        "changes": [
            {
                "record": entry.name,
                "record_id": entry.record_id,
                "line": entry.line,
                "matched_by": entry.matched_by,
                "field": cell.field,
                "old": _value(cell.book),
                "new": _value(cell.crm),
                "action": cell.action,
                "reason": cell.reason,
            }
            for entry in plan.entries
            if entry.outcome in ("update", "unchanged")
            for cell in entry.compared
        ],
    }


def _question(question: Question) -> Mapping[str, object]:
    return {
        "kind": question.kind,
        "column": question.column,
        "text": question.text,
        "evidence": question.evidence,
        "choices": question.choices,
        "assumed": question.assumed,
        "line": question.line,
        "candidates": [{"id": record_id, "evidence": why} for record_id, why in question.candidates],
    }


def _text(plan: ImportPlan, import_id: int | None) -> str:
    found = plan.recognised
    kind = f"{found.product_label} {found.variant}" if found.product != "generic" else "a spreadsheet"
    lines = [
        f"{found.file}, {kind} of {found.object_label}: {found.encoding}, {found.delimiter}, header in row"
        f" {found.header_row}, {plan.rows} rows read, {len(found.dropped)} rows set aside."
    ]
    if not found.encoding_certain and found.encodings and found.encodings[0].cells:
        cells = ", ".join(" ".join(cell.split()) for cell in found.encodings[0].cells)
        lines.append(f"  The encoding is a guess, by which the file says: {cells}. --encoding names another.")
    lines += [f"  {note}" for note in found.notes]
    verb = "would be " if import_id is None else ""
    lines.append(
        f"{plan.created} {verb}new, {plan.updated} {verb}changed, {plan.unchanged} unchanged,"
        f" {len(plan.conflicts)} in conflict, {len(plan.rejected)} rejected, {len(plan.missing)} not in the export."
    )
    for reject in plan.rejected[:20]:
        where = f", {reject.column}" if reject.column else ""
        lines.append(f"  rejected: line {reject.line}{where}: {reject.reason}")
    for entry, cell in plan.conflicts[:20]:
        lines.append(f"  conflict: {entry.name}, {cell.label}: your value is kept")
    out = [one for one in plan.entries if one.outcome == "excluded"]
    lines += [f"  left out: line {one.line}, {one.name}: {one.reason}" for one in out[:20]]
    lines += _more(out, "rows left out")
    lines += _more(plan.rejected, "rejected rows") + [f"  question: {q.text}" for q in plan.questions[:20]]
    lines += [f"  not in the export: {m.name} {m.note}".rstrip() for m in plan.missing[:20]]
    if any(m.note for m in plan.missing):
        lines.append("  “left?” puts an action on the account, to find out whether the champion has left.")
    if import_id is None:
        lines.append("Nothing was changed.")
    elif not plan.created + plan.updated:
        lines.append(f"This is import {import_id}; it changed nothing in the book.")
    else:
        lines.append(f"This is import {import_id}; csdesk undo --import {import_id} takes it back as a whole.")
    return "\n".join(lines)


def _more(items: Sequence[object], what: str) -> list[str]:
    where = "; --rejects FILE writes them all" if "rejected" in what else ""
    return [f"  and {len(items) - 20} more {what}{where}"] if len(items) > 20 else []


def list_imports(arguments: argparse.Namespace) -> Result:
    """`csdesk imports`."""
    from csdesk.desk import imports

    if arguments.rejects and arguments.of is None:
        raise _usage("--rejects needs the import whose rows it writes.", "Add --of with its number.")
    with desk_for(arguments) as desk:
        found = imports.runs(desk)
    if arguments.of is not None:
        return _one_import(found, arguments)
    data = {
        "imports": [
            {
                "import_id": run.id, "source": run.source, "at": run.at, "file": run.file, "rows": run.rows,
                "created": run.created, "updated": run.updated, "unchanged": run.unchanged, "rejected": run.rejected,
                "conflicts": run.conflicts, "undoable": run.undoable,
            }
            for run in found
        ]
    }  # fmt: skip
    rows = [
        [str(r.id), r.at.astimezone().strftime("%Y-%m-%d %H:%M"), r.source, r.file, str(r.rows), str(r.created),
         str(r.updated), str(r.unchanged), str(r.rejected)]
        for r in found
    ]  # fmt: skip
    heads = ("Id", "When", "Source", "File", "Rows", "New", "Changed", "Unchanged", "Rejected")
    return Result(data, table(heads, rows, right=(0, 4, 5, 6, 7, 8)) if rows else "Nothing was imported yet.")


def _one_import(runs: Sequence[Run], arguments: argparse.Namespace) -> Result:
    from csdesk.desk import imports

    run = next((one for one in runs if one.id == arguments.of), None)
    if run is None:
        raise CommandError(f"There is no import {arguments.of}.", todo="csdesk imports lists them.")
    rejects, missing = run.report.get("rejects", []), run.report.get("missing", [])
    lines = [f"Import {run.id}, {run.file}: {run.created} new, {run.updated} changed, {run.rejected} rejected."]
    lines += [f"  rejected: line {one['line']}: {one['reason']}" for one in rejects]
    lines += [f"  not in the export: {one['name']} {one.get('note', '')}".rstrip() for one in missing]
    if arguments.rejects:
        imports.write_kept_rejects(run.report, Path(arguments.rejects).expanduser())
        lines.append(f"Written to {arguments.rejects}.")
    data = {"import_id": run.id, "file": run.file, "at": run.at, "rejects": rejects, "missing": missing,
            "questions": run.report.get("questions", [])}  # fmt: skip
    return Result(data, "\n".join(lines))


def write_changes(arguments: argparse.Namespace) -> Result:
    """`csdesk changes [--to FILE]`."""
    from csdesk.desk import imports
    from csdesk.desk.import_changes import shown

    with desk_for(arguments) as desk:
        found = imports.changes(desk, arguments.source)
        formats = desk.formats
        if arguments.to:
            imports.write_changes(desk, Path(arguments.to).expanduser(), arguments.source)
    data = {
        "file": arguments.to,
        "changes": [
            {
                "source": c.source, "kind": c.kind, "record": c.name, "record_id": c.record_id, "crm_id": c.crm_id,
                "field": c.field, "column": c.column, "book": _value(c.ours), "crm": _value(c.theirs),
            }
            for c in found
        ],
    }  # fmt: skip
    rows = [
        [c.name, c.crm_id, c.column, shown(c.theirs, c.type, formats, c.field), shown(c.ours, c.type, formats, c.field)]
        for c in found
    ]
    heads = ("Record", "CRM id", "Column", "The CRM", "Your book")
    text = table(heads, rows) if rows else "There is nothing to carry back."
    if arguments.to:
        text += f"\nWritten to {arguments.to}."
    return Result(data, text)
