"""The shipped policies load, and their bands hold at every boundary."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.policy.bands import band_of
from csdesk.policy.load import policies, policy
from csdesk.yamlfile import YamlError


def test_the_five_ship_with_the_default_first() -> None:
    assert list(policies()) == ["handbook", "coverage", "csm-playbook", "intervention", "strategist"]
    assert all(one.about and one.source and one.title for one in policies().values())


@pytest.mark.parametrize(
    ("name", "score", "word", "tone"),
    [
        ("handbook", 100, "Healthy", "green"),
        ("handbook", 70, "Healthy", "green"),
        ("handbook", 69.9, "At risk", "yellow"),
        ("handbook", 40, "At risk", "yellow"),
        ("handbook", 39.9, "Critical", "red"),
        ("handbook", 0, "Critical", "red"),
        ("coverage", 80, "Healthy", "green"),
        ("coverage", 79.5, "At risk", "yellow"),
        ("coverage", 59.5, "Critical", "red"),
        ("csm-playbook", 60, "At risk", "yellow"),
        ("strategist", 79, "Stable", "green"),
        ("strategist", 59, "At risk", "yellow"),
        ("strategist", 20, "Critical", "red"),
        ("strategist", 19, "Emergency", "red"),
        ("intervention", 20, "Critical risk", "red"),
        ("intervention", 40, "High risk", "red"),
        ("intervention", 60, "Medium risk", "yellow"),
        ("intervention", 61, "Low risk", "green"),
    ],
)
def test_bands_at_their_boundaries(name: str, score: float, word: str, tone: str) -> None:
    band = band_of(policy(name), score)
    assert band is not None
    assert (band.word, band.tone) == (word, tone)


def test_no_score_has_no_band() -> None:
    assert band_of(policy("handbook"), None) is None


def test_silent_policies_take_over_the_handbook() -> None:
    assert policy("csm-playbook").tiers == policy("handbook").tiers
    assert policy("coverage").plan_review_months == 12


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("policy: handbook\ntitel: x\n", 2, "no key “titel”"),
        ("policy: other\n", 1, "but its file"),
        ("policy: handbook\nbands:\n  - {from: 70, word: Good, tone: blue}\n", 3, "green, yellow or red"),
        (
            "policy: handbook\nbands:\n  - {from: 40, word: A, tone: red}\n  - {from: 70, word: B, tone: red}\n",
            4,
            "each lower",
        ),
        ("policy: handbook\nbands:\n  - {from: 40, word: A, tone: red}\n", 3, "starts at 0"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    (tmp_path / "handbook.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        policies(tmp_path)
    assert caught.value.line == line
    assert words in caught.value.reason
