"""How often each tier meets: what the shipped policies say, and which faults of a file are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.policy.load import policies, policy
from csdesk.yamlfile import YamlError

HEAD = """policy: handbook
title: A
about: A
source: a
bands: [{from: 0, word: Fine, tone: green}]
tiers: [{id: large, name: Large, arr_from: 100}, {id: small, name: Small, arr_from: 0}]
plan_review_months: 12
reviews:
"""


def cadence(name: str) -> dict[tuple[str, str], int]:
    return {(one.tier, kind): one.months for one in policy(name).reviews for kind in one.types}


@pytest.mark.parametrize(
    ("name", "tier", "kind", "months"),
    [
        ("handbook", "strategic", "qbr", 3),
        ("handbook", "strategic", "ebr", 6),
        ("handbook", "enterprise", "ebr", 12),
        ("handbook", "mid-market", "mbr", 6),
        ("handbook", "smb", "qbr", 12),
        ("coverage", "0", "qbr", 3),
        ("coverage", "1", "qbr", 3),
        ("strategist", "high-touch", "ebr", 6),
        ("strategist", "low-touch", "qbr", 3),
        ("csm-playbook", "mid-market", "mbr", 1),
        ("csm-playbook", "enterprise", "qbr", 3),
        ("intervention", "enterprise", "mbr", 1),
        ("intervention", "smb", "mbr", 12),
    ],
)
def test_the_shipped_cadences(name: str, tier: str, kind: str, months: int) -> None:
    assert cadence(name)[tier, kind] == months


def test_every_cadence_says_where_it_comes_from() -> None:
    assert all(rule.source for one in policies().values() for rule in one.reviews)


def test_tiers_of_its_own_take_no_cadence_over() -> None:
    assert {one.tier for one in policy("coverage").reviews} == {"0", "1"}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{tier: huge, type: qbr, months: 3}", "no tier “huge”"),
        ("{tier: large, type: dinner, months: 3}", "no type of meeting"),
        ("{tier: large, months: 3}", "names its type"),
        ("{tier: large, type: qbr, types: [ebr], months: 3}", "names its type"),
        ("{tier: large, type: qbr, months: 0}", "from 1 to 24"),
        ("{tier: large, type: qbr}", "“months” is missing"),
        ("{tier: large, types: [], months: 3}", "already has a cadence"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, rule: str, words: str) -> None:
    (tmp_path / "handbook.yaml").write_text(f"{HEAD}  - {rule}\n", encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        policies(tmp_path)
    assert caught.value.line == 9
    assert words in caught.value.reason


def test_one_type_has_one_cadence_per_tier(tmp_path: Path) -> None:
    twice = "  - {tier: large, type: qbr, months: 3}\n  - {tier: large, types: [mbr, qbr], months: 6}\n"
    (tmp_path / "handbook.yaml").write_text(HEAD + twice, encoding="utf-8")
    with pytest.raises(YamlError, match="already has a cadence"):
        policies(tmp_path)
