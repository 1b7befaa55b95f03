"""The face out of the package: four styles, digits of equal width, and what it cannot print."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.documents import fonts


@pytest.mark.parametrize("style", ["regular", "bold", "italic", "bold-italic"])
def test_each_style_is_a_truetype_file_with_tabular_digits(style: str) -> None:
    assert fonts.font_data(style)[:4] == b"\x00\x01\x00\x00"
    assert sorted(fonts.tabular_digits(style)) == list("0123456789")
    assert len(set(fonts.tabular_digits(style).values())) == 10


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Łódź, Ærø, Ωμέγα, Привет, שלום, مرحبا, สวัสดี, नमस्ते", ()),
        ("412\u202f000\u00a0€\n", ()),
        ("日本 and 日本", ("日", "本")),
        ("done 😀", ("😀",)),
        ("", ()),
    ],
)
def test_coverage(text: str, missing: tuple[str, ...]) -> None:
    assert fonts.coverage(text) == missing


def test_fonts_of_the_system_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fonts" / "deep"
    folder.mkdir(parents=True)
    for name in ("NanumGothic.ttf", "DroidSansFallbackFull.ttf", "Georgia.ttf", "wqy.txt"):
        (folder / name).write_bytes(b"")
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path / "fonts",))
    fonts.system_fonts.cache_clear()
    assert [path.name for path in fonts.system_fonts()] == ["DroidSansFallbackFull.ttf", "NanumGothic.ttf"]
    fonts.system_fonts.cache_clear()
