"""Large text files read a piece at a time, so that no copy of the whole file stands in memory.

Only what needs no second look is read so: sound UTF-8 without binary data, with usual line ends and quotes that pair
up. Every other file is looked at as a whole, which knows what to say of its faults.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from csdesk.sync import containers, dialect
from csdesk.sync.dialect import Dialect
from csdesk.sync.encoding import CONTROL
from csdesk.sync.errors import SyncRefused
from csdesk.sync.packed import Grid

LARGE = 4_000_000
"""Bytes; a smaller file is looked at as a whole."""
_PIECE = 1_000_000
_FIRST = 2_000_000
"""Enough to tell the dialect from, whatever the letters."""
_LOOKED_AT = 5_000
_CONTROLS = 20


class Unsure(Exception):  # noqa: N818
    """The file has to be looked at as a whole."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file read in pieces."""

    rows: Grid
    lines: Sequence[int]
    codec: str
    dialect: Dialect
    head: str
    """How its text begins."""
    fingerprint: str


def read(path: Path, delimiter: str | None, known: Callable[[str], bool]) -> Streamed | None:
    """The records of a file; None when it has to be looked at as a whole. OSError when it cannot be read."""
    told = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            first = file.read(_FIRST)
            if containers.kind_of(first) != "text" or _is_marked_wide(first):
                return None
            told.update(first)
            codec = "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-8"
            decoder = codecs.getincrementaldecoder(codec)()
            text = _sound(decoder.decode(first))
            if not text.strip():
                return None
            found = Dialect(dialect.delimiter_named(delimiter)) if delimiter else dialect.find(text, known)

            def pieces() -> Iterator[str]:
                yield text
                while data := file.read(_PIECE):
                    told.update(data)
                    yield _sound(decoder.decode(data))
                yield _sound(decoder.decode(b"", final=True))

            rows, lines = dialect.packed(_lines(pieces()), found)
    except (Unsure, SyncRefused, UnicodeDecodeError, csv.Error):
        return None
    return Streamed(rows, lines, codec, found, text[:8], told.hexdigest())


def _is_marked_wide(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))


def _sound(text: str) -> str:
    if "\0" in text or len(CONTROL.findall(text[:_LOOKED_AT])) > _CONTROLS:
        raise Unsure
    return text


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of a text that comes in pieces, each with its end. Unsure when it has other ends than usual ones."""
    return chain.from_iterable(_some_lines(pieces))


def _some_lines(pieces: Iterable[str]) -> Iterator[list[str]]:
    rest = ""
    for piece in pieces:
        text = rest + piece
        cut = text.rfind("\n") + 1
        whole, rest = text[:cut], text[cut:]
        if len(rest) > LARGE or whole.count("\r") != whole.count("\r\n"):
            raise Unsure
        lines = whole.split("\n")
        lines.pop()
        yield [f"{line}\n" for line in lines]
    if "\r" in rest:
        raise Unsure
    if rest:
        yield [rest]
