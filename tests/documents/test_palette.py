"""The accent rules, against the five letterhead colours of the design picture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.documents import palette as colours
from csdesk.documents.palette import SLATE, TRACK, WHITE, contrast, palette


@pytest.mark.parametrize(
    ("letterhead", "accent", "band", "tint", "meter"),
    [
        ("#27408B", "#27408B", "#27408B", "#ECEEF5", "#27408B"),
        ("#F2B705", "#8D6F14", "#F2B705", "#FEF9E8", SLATE),
        ("#8ED3C4", "#527775", "#8ED3C4", "#F5FBFA", SLATE),
        ("#D6001C", "#D6001C", "#D6001C", "#FBE8EB", SLATE),
        ("#1C1C1C", "#1C1C1C", "#1C1C1C", "#EBEBEB", "#1C1C1C"),
    ],
)
def test_the_five_letterheads_of_the_picture(letterhead: str, accent: str, band: str, tint: str, meter: str) -> None:
    found = palette(letterhead)
    assert (found.accent, found.band, found.tint, found.meter) == (accent, band, tint, meter)


@given(st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06X}"))
def test_every_letterhead_is_legible(colour: str) -> None:
    found = palette(colour)
    assert contrast(found.accent, found.tint) >= 4.5
    assert contrast(found.on_band, found.band) >= 4.5
    assert contrast(found.meter, TRACK) >= 3
    assert found.meter == SLATE or not colours.reads_as_verdict(colour)


@pytest.mark.parametrize("tone", ["green", "yellow", "red", "neutral", "progress", "complete"])
def test_every_status_word_is_legible(tone: colours.Tone) -> None:
    found = palette("#F2B705").tone(tone)
    assert contrast(found.text, found.ground) >= 4.5
    assert contrast(found.text, WHITE) >= 4.5


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("#abc", "#AABBCC"), ("27408b", "#27408B"), (" #27408B ", "#27408B"), ("", "#27408B"), ("teal", "#27408B")],
)
def test_typed_colours(typed: str, expected: str) -> None:
    assert colours.normal(typed) == expected


def test_progress_is_set_in_the_accent() -> None:
    found = palette("#27408B")
    assert found.tone("progress").text == found.accent
    assert found.tone("progress").ground == found.tint
    assert palette("#D6001C").tone("progress").text == SLATE
