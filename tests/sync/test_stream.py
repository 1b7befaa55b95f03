"""A large file read piece by piece gives what the same bytes give as a whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.sync import packed, reading, stream
from csdesk.sync.errors import SyncRefused

CELL = st.sampled_from(
    [
        "",
        " ",
        "Acme",
        "12",
        '"a,b"',
        '"x\ny"',
        '"x\r\ny"',
        '"q""q"',
        "ü",
        "日本",
        "\x1f",
        "Total",
        'half"',
        "\0",
        "\x01",
    ]
)
LINES = st.lists(
    st.tuples(st.lists(CELL, min_size=1, max_size=4).map(",".join), st.sampled_from(["\n", "\n", "\r\n", "\r", ""])),
    max_size=25,
)


@pytest.fixture(autouse=True, scope="module")
def _small() -> Any:
    """Every file is large, and comes in pieces of a few bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "_FIRST", 30)
        patch.setattr(stream, "_PIECE", 7)
        patch.setattr(packed, "AT_ONCE", 7)
        patch.setattr(packed, "IN_MEMORY", 100)
        yield


def told(data: bytes | Path) -> Any:
    """Everything that a table says."""
    try:
        table = reading.read(data, "x.csv", delimiter=",")
    except SyncRefused as refused:
        return refused.reason, refused.kind
    return (
        table.encoding, table.encoding_certain, table.delimiter, table.header_line, table.headers, table.notes,
        [list(column) for column in table.columns], list(table.lines), table.dropped, table.spoilt, table.fingerprint,
        table.content(), table.preamble,
    )  # fmt: skip


@given(LINES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.booleans())
@settings(deadline=None)
def test_in_pieces_as_whole(lines: list[tuple[str, str]], encoding: str, noted: bool) -> None:
    text = ("sep=,\n" if noted else "") + "Account Name,Website\n" + "".join(row + end for row, end in lines)
    data = text.encode(encoding, "replace")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(data)
        assert told(path) == told(data)


def test_what_is_sound_is_read_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Account Name,Website\n" + "Acme,acme.example\n" * 50, encoding="utf-8")
    found = stream.read(path, ",", bool)
    assert found is not None and len(found.rows) == 51 and found.lines[-1] == 51
    path.write_text("Account Name,Website\rAcme,acme.example\r" * 50, encoding="utf-8", newline="")
    assert stream.read(path, ",", bool) is None
