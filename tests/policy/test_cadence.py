"""When the next touch is due: what each policy asks of tiers, health and levels, and the day it comes to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy.cadence import Seen, dues, person_due
from csdesk.policy.cadence_model import KINDS, Every
from csdesk.policy.load import policies, policy
from csdesk.yamlfile import YamlError

DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("name", "tier", "rule", "words"),
    [
        ("coverage", "0", "ops-call", "monthly"),
        ("coverage", "0", "executive", "quarterly"),
        ("coverage", "1", "ops-call", "every 2 months"),
        ("coverage", "1", "executive", "half-yearly"),
        ("strategist", "high-touch", "sync", "every 14 days"),
        ("strategist", "low-touch", "touch", "monthly"),
        ("handbook", "enterprise", "touch", "monthly"),
        ("handbook", "smb", "touch", "quarterly"),
        ("intervention", "enterprise", "review", "monthly"),
        ("intervention", "mid-market", "check-in", "every 2 months"),
        ("csm-playbook", "smb", "touch", "monthly"),
    ],
)
def test_what_the_policies_ask_of_a_tier(name: str, tier: str, rule: str, words: str) -> None:
    found = {one.id: one for one in policy(name).cadence.of_tier(tier)}
    assert found[rule].every.words == words and found[rule].source


@pytest.mark.parametrize(
    ("name", "tier"), [("coverage", "2"), ("coverage", "3"), ("strategist", "tech-touch"), ("handbook", "self-service")]
)
def test_some_tiers_hear_from_us_when_something_calls_for_it(name: str, tier: str) -> None:
    assert dues(policy(name).cadence, tier, Seen(since=DAY)) == ()


@pytest.mark.parametrize(
    ("level", "last", "due"),
    [
        ("c-level", date(2025, 11, 23), date(2026, 11, 23)),
        ("vp", date(2026, 5, 25), date(2026, 11, 25)),
        ("director", date(2026, 8, 24), date(2026, 11, 24)),
        ("manager", date(2026, 10, 26), date(2026, 11, 26)),
        ("manager", date(2026, 1, 31), date(2026, 3, 2)),
    ],
)
def test_each_level_has_its_span(level: str, last: date, due: date) -> None:
    for name in policies():
        found = person_due(policy(name).cadence, level, last, None)
        assert found is not None and found.due == due, name


def test_users_are_served_as_it_comes() -> None:
    assert person_due(policy("handbook").cadence, "user", DAY, DAY) is None


def test_the_soonest_comes_first_and_health_asks_for_more() -> None:
    cadence = policy("handbook").cadence
    seen = Seen({"call": DAY})
    assert [one.rule_id for one in dues(cadence, "enterprise", seen, tone="red")] == ["red", "touch"]
    assert [one.rule_id for one in dues(cadence, "enterprise", seen, tone="green")] == ["touch"]
    assert dues(cadence, "self-service", seen, tone="red", personal=False) == ()


def test_only_what_counts_is_counted() -> None:
    cadence = policy("coverage").cadence
    seen = Seen({"email": date(2026, 10, 20), "call": date(2026, 9, 1), "note": date(2026, 10, 30)}, date(2026, 9, 10))
    found = {one.rule_id: one for one in dues(cadence, "0", seen)}
    assert found["ops-call"].last == date(2026, 9, 1) and found["ops-call"].due == DAY
    assert found["executive"].last == date(2026, 9, 10)
    review = {one.rule_id: one for one in dues(cadence, "0", Seen({"ebr": date(2026, 10, 5)}))}
    assert review["executive"].last == date(2026, 10, 5)


def test_onboarding_is_closer() -> None:
    cadence = policy("strategist").cadence
    assert dues(cadence, "high-touch", Seen({"call": DAY}), onboarding=True)[0].due == DAY + timedelta(days=7)
    assert dues(cadence, "high-touch", Seen({"call": DAY}))[0].due == DAY + timedelta(days=14)


def test_an_agreed_day_stands_in_the_place_of_a_rhythm_until_the_next_touch() -> None:
    cadence = policy("handbook").cadence
    ahead = date(2026, 12, 9)
    agreed = dues(cadence, "enterprise", Seen({"call": DAY}, agreed=ahead, agreed_on=DAY), tone="red")
    assert [(one.rule_id, one.due) for one in agreed] == [("agreed", ahead)]
    later = Seen({"call": DAY + timedelta(days=1)}, agreed=ahead, agreed_on=DAY)
    assert "agreed" not in {one.rule_id for one in dues(cadence, "enterprise", later)}


def test_an_account_that_was_never_touched_counts_from_its_first_day_in_the_book() -> None:
    found = dues(policy("handbook").cadence, "enterprise", Seen(since=DAY))
    assert found[0].due == date(2026, 11, 2) and found[0].last is None
    assert dues(policy("handbook").cadence, "enterprise", Seen()) == ()


def test_a_day_off_moves_the_touch_to_the_next_working_day() -> None:
    seen = Seen({"call": date(2026, 10, 20)})
    cadence = policy("handbook").cadence
    assert dues(cadence, "enterprise", seen)[0].due == date(2026, 11, 20)
    assert dues(cadence, "enterprise", seen, off={date(2026, 11, 20)})[0].due == date(2026, 11, 23)


@given(days=st.integers(1, 400), start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), kind=st.sampled_from(KINDS))
def test_a_later_touch_is_never_due_sooner(days: int, start: date, kind: str) -> None:
    for one in policies().values():
        for tier in one.tiers:
            early, late = (
                dues(one.cadence, tier.id, Seen({kind: start + timedelta(days=more)}, since=start))
                for more in (0, days)
            )
            assert {x.rule_id for x in early} == {x.rule_id for x in late}
            by_rule = {x.rule_id: x.due for x in late}
            assert all(x.due <= by_rule[x.rule_id] and x.due.weekday() < 5 for x in early)


def test_words_of_spans() -> None:
    assert [one.words for one in (Every(days=1), Every(days=10), Every(months=12), Every(months=2))] == [
        "daily", "every 10 days", "yearly", "every 2 months",
    ]  # fmt: skip


HEAD = """policy: handbook
title: A
about: A
source: a
bands: [{from: 0, word: Fine, tone: green}]
tiers: [{id: large, name: Large, arr_from: 100}, {id: small, name: Small, arr_from: 0}]
plan_review_months: 12
cadence:
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  tiers: [{id: a, label: A, tiers: [huge], every: 1 month}]\n", "no tier “huge”"),
        ("  tiers: [{id: a, label: A, tiers: [large], every: soon}]\n", "is no span"),
        ("  tiers: [{id: a, label: A, tiers: [large], every: 1 month, by: [smoke]}]\n", "no way to be in touch"),
        ("  tiers: [{id: a, label: A, tiers: [large]}]\n", "“every” is missing"),
        ("  tones: [{tone: green, every: 7 days}]\n", "yellow and red"),
        ("  levels: [{level: king, every: 7 days}]\n", "one rhythm at most"),
        ("  moods: []\n", "no key “moods”"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "handbook.yaml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(YamlError, match=words):
        policies(tmp_path)
