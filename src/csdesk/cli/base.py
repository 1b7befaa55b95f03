"""What the groups of commands share: a sub-command with the common options, and the book it works on."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from csdesk import paths
from csdesk.cli.output import CommandError, Result

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], Result]

ORIGIN = "command line"
"""What the journal says of changes made here."""


def command(subparsers: Subparsers, name: str, run: Run, help: str, about: str = "") -> argparse.ArgumentParser:
    """Adds a sub-command that calls `run`, with --book and --json; the caller adds its own arguments.

    `help` is its line in the list of commands, `about` what its own --help says before the options.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=help,
        description=about or help[:1].upper() + help[1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_common(parser)
    parser.set_defaults(run=run)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    """The options that every command takes, before its name or after it."""
    parser.add_argument(
        "--book",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="the book to work on (otherwise the one in the data folder, which CSDESK_HOME can name)",
    )
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="answer with one JSON object on standard output"
    )


def book_path(arguments: argparse.Namespace) -> Path:
    """The book that the command line names, or the usual one."""
    named = getattr(arguments, "book", None)
    return Path(named).expanduser() if named else paths.default_book()


@contextlib.contextmanager
def desk_for(arguments: argparse.Namespace, *, write: bool = False, create: bool = False) -> Iterator[Desk]:
    """The desk of the book, closed afterwards.

    Without `write` a book that a window has open is read beside it. Without `create` a missing book is a CommandError.
    """
    from csdesk.desk.core import Desk

    path = book_path(arguments)
    if not create and not path.exists():
        raise CommandError(
            f"There is no book at {path}.",
            todo="Name one with --book FILE, or make the sample book with csdesk sample.",
        )
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    desk = _open(Desk, path, write)
    try:
        yield desk
    finally:
        desk.close()


def _open(kind: type[Desk], path: Path, write: bool) -> Desk:
    from csdesk.desk.errors import BookLocked, BookReadOnlyFolder

    try:
        return kind.open(path, origin=ORIGIN)
    except (BookLocked, BookReadOnlyFolder):
        if write:
            raise
        return kind.open(path, read_only=True, origin=ORIGIN)
