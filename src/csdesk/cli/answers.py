"""Reading a file of answers: JSON as a script writes it, with every way it can be wrong told with its place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from csdesk.cli.output import CommandError

MOST_BYTES = 16 * 1024 * 1024
"""The largest file of answers that is read."""


def read_answers(source: str) -> object:
    """The JSON of a file, or of standard input for -; CommandError with line and column when it is none."""
    name = "standard input" if source == "-" else Path(source).name
    if source == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with Path(source).expanduser().open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CommandError(f"{name} is larger than {MOST_BYTES // 2**20} MiB.", "Nothing was saved.")
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text.", "Nothing was saved.", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CommandError(f"{name} is not JSON: {error.msg} ({place}).", "Nothing was saved.") from error
    except RecursionError as error:
        raise CommandError(
            f"{name} cannot be read: it nests its values too deeply to be answers of a form.",
            "Nothing was saved.",
            "Write an object of sections, each an object of fields or a list of rows.",
        ) from error
    except ValueError as error:
        raise CommandError(f"{name} cannot be read: {error}.", "Nothing was saved.") from error


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"“{key}” is given twice in one place")
        found[key] = value
    return found
