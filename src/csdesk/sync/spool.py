"""The parts of packed columns: texts with a separator between their cells, in memory or in a file of their own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

GAP = "\x1f"
"""Stands between the cells of a part; a part with a cell that holds it is kept as a list."""


class Spool:
    """A nameless file for the parts of a large file; it goes when nobody looks at it any more."""

    def __init__(self) -> None:
        import tempfile

        self._file = tempfile.TemporaryFile(prefix="csdesk-", buffering=0)  # noqa: SIM115
        self._end = 0
        self._lock = threading.Lock()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def keep(self, texts: Sequence[str]) -> list[Kept]:
        """Write texts. Raises OSError when the disk takes no more."""
        written = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = memoryview(b"".join(written))
        with self._lock:
            begin = self._end
            self._file.seek(begin)
            while data:
                data = data[self._file.write(data) or 0 :]
            ends = list(accumulate(map(len, written), initial=begin))
            self._end = ends[-1]
        return [Kept(self, at, end - at) for at, end in pairwise(ends)]

    def text(self, begin: int, length: int) -> str:
        """Read a text back."""
        with self._lock:
            self._file.seek(begin)
            data = self._file.read(length)
            while len(data) < length and (more := self._file.read(length - len(data))):
                data += more
        return data.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Kept:
    """A part that lies in a spool."""

    spool: Spool
    begin: int
    length: int


Part = str | list[str] | Kept


def pack(cells: Sequence[str]) -> str | list[str]:
    """Cells as a part."""
    joined = GAP.join(cells)
    return joined if joined.count(GAP) == max(len(cells) - 1, 0) else list(cells)


def opened(part: Part) -> list[str]:
    """The cells of a part."""
    return part if isinstance(part, list) else text_of(part).split(GAP)


def text_of(part: str | Kept) -> str:
    """The text of a part, wherever it is."""
    return part if isinstance(part, str) else part.spool.text(part.begin, part.length)


def has_blank(part: Part) -> bool:
    """Whether any of its cells is empty."""
    if isinstance(part, list):
        return "" in part
    text = text_of(part)
    return not text or text[0] == GAP or text[-1] == GAP or GAP + GAP in text
