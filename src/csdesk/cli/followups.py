"""Commands about what follows from a document: the follow-ups that its answers make due, and what its sources offer."""

from __future__ import annotations

import argparse

from csdesk.cli.base import Subparsers, command
from csdesk.cli.forms import add_document, the_document
from csdesk.cli.output import Result, table


def register(subparsers: Subparsers) -> None:
    """Adds then and refresh."""
    following = command(
        subparsers,
        "then",
        then,
        "list what follows from a document, or do it",
        "Lists what the answers of a document make due: another document to begin, prefilled from this one, or its\n"
        "answers to be made records of the book. --take ID does one of them, as one step that can be undone.",
    )
    add_document(following)
    following.add_argument("--take", metavar="ID", help="the follow-up to do")
    renewing = command(
        subparsers,
        "refresh",
        refresh,
        "take rows that the book knows by now into a document",
        "Adds what the sources of a document's sections know and the document does not hold: events, readings, signs.\n"
        "Without --section it lists what there is and writes nothing.",
    )
    add_document(renewing)
    renewing.add_argument("--section", metavar="ID", help="the section to bring up to date")


def then(arguments: argparse.Namespace) -> Result:
    """`csdesk then FORM [ACCOUNT] [--take ID]`."""
    from csdesk.desk import followups

    with the_document(arguments) as (desk, document):
        if arguments.take:
            done = followups.take(desk, document, arguments.take)
            return Result({"said": done.said, "document": done.document_id}, done.said)
        found = followups.due(desk, document)
    data = {"due": [{"id": one.id, "label": one.label, "opens": one.opens or None, "done": one.done} for one in found]}
    if not found:
        return Result(data, "Nothing follows from this document as it stands.")
    return Result(data, table(("Follow-up", "What", "Done"), [(o.id, o.label, "yes" if o.done else "") for o in found]))


def refresh(arguments: argparse.Namespace) -> Result:
    """`csdesk refresh FORM [ACCOUNT] [--section ID]`."""
    from csdesk.desk import sources

    with the_document(arguments) as (desk, document):
        found = sources.offers(desk, document)
        if arguments.section:
            sources.refresh(desk, document, arguments.section)
            added = next(len(one.rows) for one in found if one.section == arguments.section)
            return Result({"section": arguments.section, "added": added}, f"{added} rows added.")
    data = {"offers": [{"section": one.section, "rows": len(one.rows), "origin": one.origin} for one in found]}
    if not found:
        return Result(data, "The book knows nothing that this document does not hold.")
    rows = [(one.section, one.title, str(len(one.rows)), one.origin) for one in found]
    return Result(data, table(("Section", "Title", "Rows", "From"), rows))
