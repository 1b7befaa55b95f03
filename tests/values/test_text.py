"""Text at the boundary, the clock and the paths."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk import paths
from csdesk.values.clock import Clock, FixedClock
from csdesk.values.errors import ParseError
from csdesk.values.text import clean, fold, initials, middle_ellipsis, safe_file_name


def test_clean_drops_what_documents_refuse() -> None:
    assert clean("a\x00b\r\nc\rd\x0be\ufffe") == "ab\nc\nde"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Müller  GmbH ", "muller gmbh"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź Ørsted", "lodz orsted"),
        ("Ｆｕｌｌ", "full"),
        ("Ελλάδα", "ελλαδα"),
        ("İstanbul", "istanbul"),
        ("\u202bשלום\u202c", "שלום"),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme: plan / v2?.pdf", "Acme plan v2.pdf"),
        ("../../etc/passwd", "etc passwd"),
        ("con.txt", "_con.txt"),
        ("", "document"),
        ("...", "document"),
        ("Müller “2027”.docx", "Müller “2027”.docx"),
        ("a\tb\x00.pdf", "a b.pdf"),
    ],
)
def test_safe_file_name(text: str, name: str) -> None:
    assert safe_file_name(text) == name


@given(st.text(max_size=400))
def test_a_file_name_stays_in_its_folder(text: str) -> None:
    name = safe_file_name(text)
    assert name and len(name.encode()) <= 181 and Path(name).name == name and name == name.strip()


def test_middle_ellipsis() -> None:
    assert middle_ellipsis("abcdefghij", 20) == "abcdefghij"
    assert middle_ellipsis("abcdefghij", 5) == "ab…ij"
    assert middle_ellipsis("abcdefghij", 1) == "…"
    assert all(len(middle_ellipsis("a longer text with words", n)) <= n for n in range(25))


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Okafor", "AO"), ("ada", "A"), ("李娜", "李"), ("Jean-Luc Moreau", "JM"), ("", ""), ("Ωmega Άλφα", "ΩΆ")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_clock_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSDESK_TODAY", raising=False)
    assert Clock().now().tzinfo is UTC
    assert abs((Clock().today() - Clock().now().date()).days) <= 1
    monkeypatch.setenv("CSDESK_TODAY", "2027-01-02")
    assert Clock().today() == date(2027, 1, 2)
    assert Clock().now().astimezone().date() == date(2027, 1, 2)
    monkeypatch.setenv("CSDESK_TODAY", "soon")
    with pytest.raises(ParseError, match="CSDESK_TODAY"):
        Clock()


def test_a_fixed_clock_stands_still() -> None:
    clock = FixedClock(date(2026, 11, 23))
    assert clock.today() == date(2026, 11, 23) and clock.now() == datetime(2026, 11, 23, 12, tzinfo=UTC)
    clock.set(datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert clock.today() == date(2026, 11, 24)


def test_paths(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (paths.resources()).is_dir()
    assert paths.migrations().name == "migrations"
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "desk"))
    assert paths.data_folder() == tmp_path / "desk"
    assert paths.default_book().parent == paths.data_folder()
    assert paths.log_file().parent.name == "logs"
    monkeypatch.delenv("CSDESK_HOME")
    assert paths.data_folder().is_absolute()
