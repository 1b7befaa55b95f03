"""The command line: finds the command, runs it, prints its answer, and turns every trouble into words and a code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from csdesk import __version__
from csdesk.cli.base import add_common
from csdesk.cli.output import Code, CommandError, Result, note, show, show_failure, use_utf8

ABOUT = """The desk of one customer success manager: a book of accounts, and every document of the job, offline.

Without a command the window opens. Every command takes --book and --json, before its name or after it, and answers on
standard output; messages go to standard error. Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 done in part.
"""


def parser() -> argparse.ArgumentParser:
    """The whole command line, every group of commands registered."""
    from csdesk.cli import (
        accounts,
        book,
        copies,
        escalations,
        followups,
        forms,
        health,
        imports,
        renewals,
        reviews,
        runs,
        signals,
        tiers,
        today,
    )

    whole = argparse.ArgumentParser(
        prog="csdesk",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    whole.add_argument("--version", action="version", version=f"csdesk {__version__}")
    add_common(whole)
    subparsers = whole.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for group in (
        today,
        book,
        accounts,
        health,
        signals,
        tiers,
        imports,
        forms,
        reviews,
        copies,
        followups,
        escalations,
        runs,
        renewals,
    ):
        group.register(subparsers)
    return whole


def main(argv: Sequence[str]) -> int:
    """Runs one command; the exit code. Never raises, and never shows a traceback."""
    use_utf8()
    as_json = "--json" in argv
    try:
        arguments = parser().parse_args(list(argv))
        if not arguments.command:
            note("No command was given; csdesk --help lists them.")
            return Code.USAGE
        result: Result = arguments.run(arguments)
        return _told(lambda: show(result, as_json=as_json), result.code)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Code.USAGE
    except KeyboardInterrupt:
        note("Stopped.")
        return 130
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:
        failure = explain(error)
        return _told(lambda: show_failure(failure, as_json=as_json), failure.code)


def _told(tell: Callable[[], None], code: int) -> int:
    """Writes the answer; the exit code. What the command did stays done when its answer cannot be written."""
    try:
        tell()
    except BrokenPipeError:
        _pipe_closed()
    except OSError as error:
        _pipe_closed()
        note(f"The answer could not be written ({error.strerror}). What the command did is done all the same.")
        return Code.FAILED
    return code


def explain(error: Exception) -> CommandError:
    """Any error as a CommandError. One that nobody foresaw is written to the log in full, and told in a line."""
    from csdesk.desk.account_query import QueryError
    from csdesk.desk.errors import DeskError, Invalid
    from csdesk.values.errors import ParseError
    from csdesk.yamlfile import YamlError

    if isinstance(error, CommandError):
        return error
    if isinstance(error, Invalid):
        data = {"path": error.path, "reason": error.reason}
        return CommandError(_sentence(_place(error.path) + error.reason), error.kept, error.todo, data=data)
    if isinstance(error, DeskError):
        return CommandError(_sentence(error.what), error.kept, error.todo)
    if isinstance(error, QueryError | ParseError):
        return CommandError(_sentence(error.reason))
    if isinstance(error, YamlError):
        return CommandError(_sentence(str(error)), todo="Correct that line and try again.")
    if isinstance(error, OSError) and error.filename:
        return CommandError(
            f"{error.filename}: {error.strerror or error}.", todo="Check the path and your rights to it."
        )
    return CommandError(
        f"Something unexpected went wrong: {type(error).__name__}: {' '.join(str(error).split())[:300]}.",
        "What was saved before is kept.",
        _log(error),
    )


def _place(path: str) -> str:
    """A path as a person reads it, before the reason: "Renewal date: " for account/renewal_date."""
    from csdesk.desk.records import KINDS

    kind, _, field = path.partition("/")
    if kind not in KINDS:
        return f"{path}: " if path else ""
    label = next((one.label for one in KINDS[kind].fields if one.id == field), field)
    return f"{label}: " if label else ""


def _sentence(text: str) -> str:
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    # A sentence may begin with the name of a file, which stays as it is.
    if "." not in first.rstrip("."):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else text + "."


def _log(error: Exception) -> str:
    """Writes the details to the log file; the sentence that says where they are."""
    import logging
    from logging.handlers import RotatingFileHandler

    from csdesk import paths

    file = paths.log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError:
        return "The details could not be written to the log."
    try:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        record = logging.LogRecord(
            "csdesk.cli",
            logging.ERROR,
            __file__,
            0,
            "unexpected error",
            None,
            (type(error), error, error.__traceback__),
        )
        handler.emit(record)
    finally:
        handler.close()
    return f"The details are in {file}."


def _pipe_closed() -> int:
    """The reader of our output has gone (`csdesk accounts | head`): that is no failure."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Code.DONE
