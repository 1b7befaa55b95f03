"""Commands about forms and documents: what there is, filling, what is missing, exporting, sealing."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.cli import form_list
from csdesk.cli.answers import read_answers
from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, note, table

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.document_model import Exported
    from csdesk.forms.gaps import Gap
    from csdesk.forms.schema import Form

FORMATS = ("docx", "pdf", "pptx")
AUDIENCES = ("customer", "internal")
_COPIES = {"customer": "customer’s", "internal": "internal"}


def register(subparsers: Subparsers) -> None:
    """Adds forms, fill, gaps, export, export-all and issue."""
    listing = command(
        subparsers,
        "forms",
        form_list.forms,
        "list the forms, or the fields of one",
        "Lists the forms, or all sections and fields of one: their ids, types, for whom they are, what they are bound\n"
        "to and whether they are needed. These ids are the keys of csdesk fill.",
    )
    listing.add_argument("form", nargs="?", metavar="FORM", help="the form whose fields to list")
    listing.add_argument("--copy", action="store_true", help="copy FORM into your own forms, to change it")
    listing.add_argument(
        "--use-shipped", action="store_true", help="set your own copy of FORM aside and use CSDesk's form again"
    )
    filling = command(
        subparsers,
        "fill",
        fill,
        "create or update a document from JSON",
        "Writes answers into the document of a form, all of them or none, in one step that can be undone. The JSON is\n"
        '{"section": {"field": value}}, for rows and repeats {"section": [{"field": value}, ...]}, for checklists\n'
        '{"section": {"item": true}}. A row whose title is known already is changed, any other is added; nothing is\n'
        "deleted. null takes an answer away. A person is named by name, and made when unknown.",
    )
    add_document(filling)
    filling.add_argument("--values", metavar="FILE", required=True, help="the JSON file, or - for standard input")
    add_document(command(subparsers, "gaps", gaps, "list what a document still needs to be final"))
    out = command(
        subparsers,
        "export",
        export,
        "write a document as a Word or PDF file",
        "Writes one document as .docx or .pdf, by the ending of FILE. A customer's copy is read back before it is put\n"
        "in place; if anything internal is found in it, no file is written. --version writes a sealed version exactly\n"
        "as it was sealed; --blank the form without answers, for handwriting.",
    )
    add_document(out)
    which = out.add_mutually_exclusive_group()
    which.add_argument("--version", type=int, metavar="N", help="the sealed version of that number, as it was")
    which.add_argument("--blank", action="store_true", help="the form without answers; no account is needed")
    out.add_argument("--to", metavar="FILE", required=True, help="the file to write; it replaces one of that name")
    add_audience(out)
    every = command(
        subparsers,
        "export-all",
        export_all,
        "write every document of a form into a folder",
        "Writes one file per account that has a document of the form. Exit 3: some could not be written.",
    )
    every.add_argument("form", metavar="FORM", help="the form, by its id")
    every.add_argument("--to", metavar="FOLDER", required=True, help="the folder, made when it is not there")
    every.add_argument("--format", choices=FORMATS, default="pdf", help="the kind of file (pdf)")
    add_audience(every)
    add_document(
        command(
            subparsers,
            "issue",
            issue,
            "seal a version of a document",
            "Marks the document final: this version is kept with all it says, and the next change starts a new draft.\n"
            "Refused while anything is missing; the JSON lists it as gaps does.",
        )
    )


def add_document(parser: argparse.ArgumentParser) -> None:
    """Form, account and review, as every command about one document takes them."""
    parser.add_argument("form", metavar="FORM", help="the form, by its id, such as success-plan")
    parser.add_argument(
        "account", nargs="?", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number"
    )
    parser.add_argument(
        "--review",
        metavar="ID",
        type=int,
        help="for a form about meetings: which one; without it the account's next one of its type",
    )


def add_audience(parser: argparse.ArgumentParser) -> None:
    """For whom a copy is made."""
    parser.add_argument("--audience", choices=AUDIENCES, help="for whom (the customer, where the form has such a copy)")


# one document


def fill(arguments: argparse.Namespace) -> Result:
    """`csdesk fill FORM [ACCOUNT] --values FILE|-`."""
    from csdesk.desk import documents

    values = read_answers(arguments.values)
    with desk_for(arguments, write=True, create=_form(arguments).subject == "none") as desk:
        account, review = _subject(desk, arguments)
        try:
            done = documents.fill(desk, arguments.form, account, values, review_id=review)
        except documents.InvalidAnswers as error:
            problems = [{"path": path, "reason": reason} for path, reason in error.faults]
            for one in problems:
                note(f"{one['path'] or 'the answers'}: {one['reason']}")
            raise CommandError(
                f"{len(problems)} of the answers {'does' if len(problems) == 1 else 'do'} not fit.",
                "Nothing was saved.",
                data={"path": error.path, "reason": error.reason, "problems": problems},
            ) from error
        found = documents.gaps(desk, arguments.form, account, review)
        name = _name(desk, account)
    title = _form(arguments).title
    data = {
        "document": done.document_id,
        "form": arguments.form,
        "account": name or None,
        "created": done.created,
        "answered": found.answered,
        "total": found.total,
    }
    text = f"{title}{f' of {name}' if name else ''} {'started' if done.created else 'changed'}: "
    return Result(data, f"{text}{found.answered} of {found.total} needed answers given.")


def gaps(arguments: argparse.Namespace) -> Result:
    """`csdesk gaps FORM [ACCOUNT]`."""
    from csdesk.desk import documents

    _form(arguments)
    with desk_for(arguments) as desk:
        found = documents.gaps(desk, arguments.form, *_subject(desk, arguments))
    data = {"answered": found.answered, "total": found.total, "missing": _missing(found.missing)}
    lines = [f"{found.answered} of {found.total} needed answers given."]
    if found.missing:
        lines += ["", table(("Missing", "Where"), [(one.label, one.where) for one in found.missing])]
    else:
        lines.append("Nothing is missing; it can be sealed with csdesk issue.")
    return Result(data, "\n".join(lines))


def export(arguments: argparse.Namespace) -> Result:
    """`csdesk export FORM [ACCOUNT] --to FILE`."""
    from csdesk.desk import documents

    form = _form(arguments)
    to = Path(arguments.to).expanduser()
    if to.suffix.lower().lstrip(".") not in form.formats:
        endings = " or ".join(f".{one}" for one in form.formats)
        raise CommandError(f"{to.name} does not end in {endings}.", "Nothing was written.", code=Code.USAGE)
    audience = audience_of(arguments, form)
    if arguments.blank:
        with desk_for(arguments) as desk:
            done = documents.export_blank(desk, form.id, to, audience)
        return Result(_exported(done), f"Wrote {done.file}, without answers.", done.warnings)
    with the_document(arguments) as (desk, document):
        issue = documents.issue_of(desk, document, arguments.version).id if arguments.version else None
        done = documents.export(desk, document, to, audience, issue)
    return Result(_exported(done), f"Wrote {done.file}, the {_COPIES[done.audience]} copy.", done.warnings)


def export_all(arguments: argparse.Namespace) -> Result:
    """`csdesk export-all FORM --to FOLDER`."""
    from csdesk.desk import documents
    from csdesk.desk.errors import DeskError

    form = _form(arguments)
    if arguments.format not in form.formats:
        raise CommandError(f"{form.title} is not written as {arguments.format}.", code=Code.USAGE)
    folder = Path(arguments.to).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    audience = audience_of(arguments, form)
    files: list[dict[str, object]] = []
    failed: list[dict[str, object]] = []
    notes: list[str] = []
    taken: set[str] = set()
    with desk_for(arguments) as desk:
        rows = [one for one in documents.listing(desk) if one.form == form.id]
        for row in rows:
            name = documents.file_name(desk, row.id, audience, arguments.format)
            to = folder / _free(name, taken)
            try:
                done = documents.export(desk, row.id, to, audience)
            except DeskError as error:
                failed.append({"account": row.account, "reason": error.what})
                notes.append(f"{row.account or row.title}: {error.what}")
            else:
                files.append({"account": row.account, **_exported(done)})
    if not rows:
        notes.append(f"The book has no {form.title.lower()} yet; csdesk fill starts one.")
    data = {"folder": folder, "files": files, "failed": failed}
    code = Code.DONE if not failed else Code.PARTLY if files else Code.FAILED
    count = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    return Result(data, f"Wrote {count} into {folder}.", notes, code)


def issue(arguments: argparse.Namespace) -> Result:
    """`csdesk issue FORM [ACCOUNT]`."""
    from csdesk.desk import documents
    from csdesk.desk.errors import NotReady

    form = _form(arguments)
    with desk_for(arguments, write=True) as desk:
        account, review = _subject(desk, arguments)
        document = documents.existing(desk, form.id, account, review)
        if document is None:
            raise _no_document(form, _name(desk, account))
        try:
            documents.mark_final(desk, document)
        except NotReady as error:
            missing = documents.gaps(desk, form.id, account, review).missing
            for one in missing:
                note(f"missing: {one.label}, {one.where}")
            raise CommandError(error.what, error.kept, error.todo, data={"missing": _missing(missing)}) from error
        newest = max(documents.issues(desk, document), key=lambda one: one.version)
        name = _name(desk, account)
    data = {
        "document": document,
        "form": form.id,
        "account": name or None,
        "version": newest.version,
        "issued_on": newest.issued_on,
    }
    return Result(data, f"{form.title}{f' of {name}' if name else ''}: version {newest.version} is sealed.")


# parts of them


def _form(arguments: argparse.Namespace) -> Form:
    from csdesk.desk import document_forms

    form = document_forms.form(arguments.form)
    for words in form_list.set_aside(form.id):
        note(words)
    return form


def _subject(desk: Desk, arguments: argparse.Namespace) -> tuple[int | None, int | None]:
    """The account and the meeting that the document is about."""
    from csdesk.desk import accounts, documents

    form = _form(arguments)
    if form.subject != "review":
        if arguments.review is not None:
            raise CommandError(f"{form.title} is about no meeting; leave --review out.", code=Code.USAGE)
        return _account(desk, arguments), None
    if not arguments.account and arguments.review is None:
        raise CommandError(
            f"{form.title} is about a meeting; name the account after the form, or the meeting with --review.",
            code=Code.USAGE,
        )
    account = accounts.find(desk, arguments.account) if arguments.account else None
    return documents.review_for(desk, form, account, arguments.review)


def _account(desk: Desk, arguments: argparse.Namespace) -> int | None:
    from csdesk.desk import accounts

    form = _form(arguments)
    if form.subject == "none":
        if arguments.account:
            raise CommandError(f"{form.title} is about no account; leave “{arguments.account}” out.", code=Code.USAGE)
        return None
    if not arguments.account:
        raise CommandError(f"{form.title} is about an account; name it after the form.", code=Code.USAGE)
    return accounts.find(desk, arguments.account)


def _name(desk: Desk, account: int | None) -> str:
    from csdesk.desk import accounts

    return "" if account is None else accounts.row(desk, account).name


@contextlib.contextmanager
def the_document(arguments: argparse.Namespace) -> Any:
    """The desk, and the document of the form and account; one not begun is begun, with what the book knows."""
    from csdesk.desk import documents

    form = _form(arguments)
    with desk_for(arguments) as desk:
        account, review = _subject(desk, arguments)
        document = documents.existing(desk, form.id, account, review)
        if document is None and desk.read_only:
            raise _no_document(form, _name(desk, account))
        if document is None:
            document = documents.open_document(desk, form.id, account, review)
        yield desk, document


def document_found(desk: Desk, arguments: argparse.Namespace) -> int:
    """The document of the form and account that the command line names; CommandError when it is not begun."""
    from csdesk.desk import documents

    form = _form(arguments)
    account, review = _subject(desk, arguments)
    document = documents.existing(desk, form.id, account, review)
    if document is None:
        raise _no_document(form, _name(desk, account))
    return document


def _no_document(form: Form, name: str) -> CommandError:
    of = f" of {name}" if name else ""
    return CommandError(f"There is no {form.title.lower()}{of} yet.", todo="Start it with csdesk fill.")


def audience_of(arguments: argparse.Namespace, form: Form) -> Any:
    """For whom: as asked for, else the customer where the form has such a copy."""
    if arguments.audience == "customer" and not form.customer_copy:
        raise CommandError(f"{form.title} is for our own use and has no customer's copy.", code=Code.USAGE)
    return arguments.audience or ("customer" if form.customer_copy else "internal")


def _exported(done: Exported) -> dict[str, object]:
    return {
        "file": done.file,
        "audience": done.audience,
        "left_out": [
            {"section": one.path.section, "field": one.path.field, "label": one.label} for one in done.left_out
        ],
        "warnings": done.warnings,
    }


def _missing(missing: tuple[Gap, ...]) -> list[dict[str, object]]:
    return [
        {
            "section": one.section,
            "row": one.row or None,
            "field": one.field or None,
            "label": one.label,
            "where": one.where,
            "item": one.item or None,
            "reason": one.reason,
        }
        for one in missing
    ]


def _free(name: str, taken: set[str]) -> str:
    """A file name that this run has not used: two accounts may bear the same name."""
    stem, dot, ending = name.rpartition(".")
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{stem} ({number}){dot}{ending}", number + 1
    taken.add(free.casefold())
    return free
