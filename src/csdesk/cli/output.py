"""What a command answers, and how it is printed: JSON or text on standard output, messages on standard error."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any, TextIO

from csdesk.values.money import Money
from csdesk.values.text import clean


class Code(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAILED = 1
    """It could not be done; nothing was changed unless the message says so."""
    USAGE = 2
    """The command line itself is wrong."""
    PARTLY = 3
    """Done in part; the JSON says which part."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answers: `data` for --json, `text` for a person, notes for standard error either way."""

    data: Mapping[str, object]
    text: str = ""
    notes: Sequence[str] = field(default=())
    code: Code = Code.DONE


class CommandError(Exception):
    """A command that could not be done: what happened, what was kept, what to do; exit code and further JSON keys."""

    def __init__(
        self,
        what: str,
        kept: str = "",
        todo: str = "",
        *,
        code: Code = Code.FAILED,
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.todo = todo
        self.code = code
        self.data = dict(data or {})


def use_utf8() -> None:
    """Makes both output streams UTF-8, whatever the console's own encoding; what cannot be written is replaced."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def show(result: Result, *, as_json: bool) -> None:
    """Prints a result."""
    for line in result.notes:
        note(line)
    if as_json:
        write(json.dumps(plain(result.data), ensure_ascii=False, indent=2))
    elif result.text:
        write(clean(result.text))


def show_failure(failure: CommandError, *, as_json: bool) -> None:
    """Prints what went wrong: always on standard error, and as one JSON object where JSON was asked for."""
    note(" ".join(part for part in (failure.what, failure.kept, failure.todo) if part))
    if as_json:
        error = {"error": {"what": failure.what, "kept": failure.kept, "todo": failure.todo}}
        write(json.dumps(plain({**failure.data, **error}), ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """One message on standard error."""
    _write(sys.stderr, f"csdesk: {clean(text)}")


def write(text: str) -> None:
    """Lines on standard output."""
    _write(sys.stdout, text)


def plain(value: object) -> Any:
    """`value` as JSON takes it: money as {amount, currency} in major units, dates and times ISO, unknown as null."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Money):
        return {"amount": _number(value.amount), "currency": value.currency}
    if isinstance(value, float):
        return _number(Decimal(repr(value))) if abs(value) < 1e15 else value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(one) for one in value]
    if isinstance(value, Path):
        return str(value)
    return str(value)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Rows under headings in columns that line up, wide characters counted as two; `right` columns to the right."""
    lines = [list(headings), *(["" if cell is None else " ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(width(line[at]) for line in lines) for at in range(len(headings))]
    to_right = set(right)

    def cell(text: str, at: int) -> str:
        space = " " * (widths[at] - width(text))
        return space + text if at in to_right else text + space

    return "\n".join("  ".join(cell(text, at) for at, text in enumerate(line)).rstrip() for line in lines)


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # Closed by the caller (`>&-`): nobody wants to read it.
        return
    stream.write(text + "\n")
    stream.flush()
