"""The escalation procedures of the five policies: every path, boundaries, deadlines, and faults in their files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from csdesk import yamlfile
from csdesk.paths import resources
from csdesk.policy import escalation as rules
from csdesk.policy.escalation_load import read_escalation, target
from csdesk.policy.escalation_model import FACTS, Escalation, Fact, Within
from csdesk.policy.load import policies
from csdesk.yamlfile import YamlError

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
IDS = ("handbook", "coverage", "intervention", "csm-playbook", "strategist")


def plan(policy: str) -> Escalation:
    return policies()[policy].escalation


def facts(**values: Any) -> dict[str, Fact]:
    return {name: Fact(value, f"{name} {value}") for name, value in values.items()}


def tier(policy: str, answers: dict[str, bool] | None = None, **values: Any) -> int | None:
    found = rules.walk(plan(policy), facts(**values), answers, assume=False)
    return found.rung.tier if found.rung else None


HANDBOOK = [
    # A major incident is a crisis, whatever else is so.
    (4, {"incident": True, "signs": 0}),
    (4, {"incident": True, "signs": 3, "reds": 1, "renewal_days": 10}),
    (None, {"signs": 0, "reds": 0, "yellows": 0}),
    (None, {}),
    # A single yellow sign, for the first time.
    (1, {"signs": 1, "yellows": 1, "reds": 0, "repeated": False, "arr_top": 60}),
    (1, {"signs": 1, "yellows": 1, "reds": 0, "repeated": False, "arr_top": 20.1, "renewal_days": 10}),
    # The same sign again, or a strategic account, goes on to urgency.
    (2, {"signs": 1, "yellows": 1, "reds": 0, "repeated": True, "renewal_days": 90}),
    (3, {"signs": 1, "yellows": 1, "reds": 0, "repeated": True, "renewal_days": 89}),
    (2, {"signs": 1, "yellows": 1, "reds": 0, "repeated": False, "top_tier": True, "renewal_days": 200}),
    (2, {"signs": 1, "yellows": 1, "reds": 0, "repeated": False, "strategic": True, "renewal_days": 200}),
    (2, {"signs": 1, "yellows": 1, "reds": 0, "repeated": False, "arr_top": 20, "renewal_days": 200}),
    # Two yellow signs, or one red.
    (2, {"signs": 2, "yellows": 2, "reds": 0, "renewal_days": 90}),
    (3, {"signs": 2, "yellows": 2, "reds": 0, "renewal_days": 89}),
    (2, {"signs": 1, "yellows": 0, "reds": 1, "renewal_days": 90}),
    (3, {"signs": 1, "yellows": 0, "reds": 1, "renewal_days": 89}),
    (3, {"signs": 1, "yellows": 0, "reds": 1, "renewal_days": 0}),
    (2, {"signs": 1, "yellows": 0, "reds": 1, "renewal_days": -1}),
    (2, {"signs": 1, "yellows": 0, "reds": 1}),
    # Talk of leaving, by size.
    (3, {"signs": 1, "reds": 1, "churn_intent": True, "arr_top": 10.1, "renewal_days": 300}),
    (4, {"signs": 1, "reds": 1, "churn_intent": True, "arr_top": 10, "renewal_days": 300}),
    (3, {"signs": 1, "reds": 1, "churn_intent": True}),
]
COVERAGE = [
    (4, {"churn_intent": True, "incident": True}),
    (3, {"incident": True}),
    (None, {"open_cases": 0}),
    (None, {"open_cases": 2, "repeated": False}),
    (1, {"open_cases": 2, "repeated": True}),
    (1, {"open_cases": 3}),
    (1, {"open_cases": 1, "dissatisfied": True}),
    (None, {}),
]
CSM = [
    (5, {"top_tier": True, "band": "red"}),
    (5, {"strategic": True, "churn_intent": True}),
    (4, {"band": "red"}),
    (4, {"top_tier": True, "band": "green", "complaint": True}),
    (4, {"executive_escalation": True}),
    (3, {"band": "yellow"}),
    (3, {"repeated": True, "band": "green"}),
    (3, {"dissatisfied": True}),
    (2, {"ticket_times": 2, "band": "green"}),
    (2, {"open_cases": 3}),
    (1, {"open_cases": 2, "signs": 1}),
    (None, {"signs": 0}),
]
INTERVENTION = [
    (5, {"incident": True, "band": "red"}),
    (4, {"renewal_days": 60, "band": "red"}),
    (4, {"renewal_days": 60, "band": "yellow"}),
    (2, {"renewal_days": 61, "band": "red"}),
    (None, {"renewal_days": 60, "band": "green", "reds": 0}),
    (3, {"competitor": True, "band": "green"}),
    (1, {"sponsor_left": True, "band": "green"}),
    (None, {"sponsor_left": False, "band": "green"}),
]
STRATEGIST = [
    (4, {"churn_intent": True, "health": 90, "renewal_days": 300}),
    (3, {"health": 19, "renewal_days": 300}),
    (None, {"health": 20, "renewal_days": 300}),
    (3, {"health": 39.9, "renewal_days": 60}),
    (2, {"health": 39.9, "renewal_days": 61}),
    (2, {"health": 20, "renewal_days": 90}),
    (None, {"health": 39.9, "renewal_days": 91}),
    (1, {"health": 40, "renewal_days": 90}),
    (1, {"health": 59.9, "renewal_days": 60}),
    (None, {"health": 60, "renewal_days": 60}),
    (None, {"health": 40, "renewal_days": 91}),
    (2, {"health": 70, "people_left": 2}),
    (None, {"health": 70, "people_left": 1}),
]
CASES = [
    *(("handbook", *case) for case in HANDBOOK),
    *(("coverage", *case) for case in COVERAGE),
    *(("csm-playbook", *case) for case in CSM),
    *(("intervention", *case) for case in INTERVENTION),
    *(("strategist", *case) for case in STRATEGIST),
]


@pytest.mark.parametrize(("policy", "wanted", "values"), CASES)
def test_what_the_book_knows_leads_to_its_tier(policy: str, wanted: int | None, values: dict[str, Any]) -> None:
    assert tier(policy, **values) == wanted


@pytest.mark.parametrize(
    ("policy", "answers", "values", "wanted"),
    [
        ("handbook", {"incident": True}, {}, 4),
        ("handbook", {"intent": True}, {"signs": 1, "reds": 1, "arr_top": 50}, 3),
        ("handbook", {"intent": True, "largest": True}, {"signs": 1, "reds": 1}, 4),
        ("coverage", {"high": True}, {"tier": "Tier 0"}, 2),
        ("coverage", {"high": True}, {"tier": "Tier 1"}, 2),
        ("coverage", {"high": True}, {"tier": "Tier 2", "renewal_days": 90}, 2),
        ("coverage", {"high": True}, {"tier": "Tier 2", "renewal_days": 91}, None),
        ("coverage", {"high": True}, {"tier": "Tier 3", "executive_escalation": True}, 2),
        ("csm-playbook", {"legal": True}, {}, 5),
        ("intervention", {"legal": True}, {"band": "red"}, 6),
        ("strategist", {"silent": True}, {"health": 39}, 2),
    ],
)
def test_what_only_a_person_knows(
    policy: str, answers: dict[str, bool], values: dict[str, Any], wanted: int | None
) -> None:
    assert tier(policy, answers, **values) == wanted


@pytest.mark.parametrize("policy", IDS)
def test_every_path_ends_and_every_tier_is_reached(policy: str) -> None:
    found = plan(policy)
    reached: set[int] = set()
    names = [one.id for one in found.questions]
    for answers in product((True, False), repeat=len(names)):
        verdict = rules.walk(found, {}, dict(zip(names, answers, strict=True)))
        assert verdict.done and verdict.path
        if verdict.rung is not None:
            reached.add(verdict.rung.tier)
            assert verdict.because and verdict.reasons and verdict.team
    moved = {one.next_tier for one in found.rungs if one.next_tier}
    assert reached | moved == {one.tier for one in found.rungs}
    assert all(one.source for one in (*found.questions, *found.rungs))


def test_an_unknown_answer_is_asked_for_and_a_person_comes_before_the_book() -> None:
    known = facts(signs=2, reds=1, yellows=1, renewal_days=62)
    first = rules.walk(plan("handbook"), known)
    assert first.open is not None and first.open.id == "incident" and first.rung is None
    second = rules.walk(plan("handbook"), known, {"incident": False})
    assert second.open is not None and second.open.id == "intent"
    assert [(step.question.id, step.answer, step.origin) for step in second.path] == [
        ("incident", False, "you"), ("sign", True, "book"), ("several", True, "book"),
    ]  # fmt: skip
    third = rules.walk(plan("handbook"), known, {"incident": False, "intent": False, "renewal": False})
    assert third.rung is not None and third.rung.tier == 2
    assert third.path[-1].against and third.path[-1].known.answer is True
    assert third.path[-1].leads == "Tier 2: CSM and manager"


def test_the_reasons_carry_their_evidence_once() -> None:
    known = {
        "signs": Fact(2, "2 red: logins, tickets"), "reds": Fact(2, "2 red: logins, tickets"),
        "yellows": Fact(0), "renewal_days": Fact(62, "Renewal on 24 Jan 2027, in 62 days"),
    }  # fmt: skip
    found = rules.walk(plan("handbook"), known, {"incident": False, "intent": False})
    assert found.reasons == (
        "Several yellow signs or a red one: 2 red: logins, tickets",
        "The renewal is less than 90 days away: Renewal on 24 Jan 2027, in 62 days",
    )
    assert found.because == "Several yellow signs or a red one; the renewal is less than 90 days away"
    assert found.evidence == "2 red: logins, tickets; Renewal on 24 Jan 2027, in 62 days"


def test_evidence_is_only_what_makes_the_condition_hold() -> None:
    asked = plan("coverage").question("involved")
    known = facts(tier="Tier 0", renewal_days=300, executive_escalation=False)
    assert [one.said for one in rules.known(asked, known).evidence] == ["tier Tier 0"]


def test_a_matrix_counts_every_trigger_and_takes_the_shortest_time() -> None:
    found = rules.walk(plan("intervention"), facts(band="red", sponsor_left=True, renewal_days=200),
                       {"legal": False, "bug": False, "competitor": True})  # fmt: skip
    assert [one.id for one, _ in found.met] == ["competitor", "red", "sponsor"]
    assert found.rung is not None and found.rung.tier == 3
    assert found.team == ("VP Customer Success", "VP Sales", "Director CS", "Account executive")
    assert found.done


@pytest.mark.parametrize(
    ("within", "now", "wanted"),
    [
        (Within("", hours=48), NOON, datetime(2026, 11, 25, 12, tzinfo=UTC)),
        (Within("", hours=2), datetime(2026, 11, 28, 23, tzinfo=UTC), datetime(2026, 11, 29, 1, tzinfo=UTC)),
        (Within("", same_day=True), NOON, datetime(2026, 11, 23, 18, tzinfo=UTC)),
        (Within("", same_day=True), NOON.replace(hour=18), datetime(2026, 11, 23, 23, 59, tzinfo=UTC)),
        (Within("", working_days=5), NOON, datetime(2026, 11, 30, 18, tzinfo=UTC)),
        (Within("", working_days=7), NOON, datetime(2026, 12, 2, 18, tzinfo=UTC)),
    ],
)
def test_deadlines(within: Within, now: datetime, wanted: datetime) -> None:
    assert rules.deadline(within, now) == wanted


def test_working_days_pass_over_days_off() -> None:
    off = frozenset({date(2026, 11, 26)})
    assert rules.deadline(Within("", working_days=5), NOON, off).date() == date(2026, 12, 1)


def test_actions_depend_on_the_path_and_have_their_days() -> None:
    found = plan("handbook")
    known = facts(signs=1, reds=1, renewal_days=10, arr_top=50)
    calm = rules.walk(found, known, {"incident": False, "intent": False})
    leaving = rules.walk(found, known, {"incident": False, "intent": True})
    rung = found.rung(3)
    assert "Begin the save campaign" not in [one.do for one in rules.deeds(calm, rung)]
    campaign = next(one for one in rules.deeds(leaving, rung) if one.do == "Begin the save campaign")
    assert rules.due(campaign, rung, NOON) == date(2026, 11, 24)
    first = rung.deeds[0]
    assert first.hours == 2 and rules.due(first, rung, NOON.replace(hour=23)) == date(2026, 11, 24)


def test_unresolved_tiers_move_as_the_handbook_says() -> None:
    assert [(one.tier, one.check_days, one.next_tier) for one in plan("handbook").rungs] == [
        (1, 7, 2), (2, 14, 3), (3, 14, 4), (4, 1, None),
    ]  # fmt: skip
    assert [one.within.words for one in plan("csm-playbook").rungs] == [
        "settled within 24 to 48 hours", "settled within 48 to 72 hours", "settled within 5 business days",
        "settled within 7 business days", "immediate attention",
    ]  # fmt: skip
    hours = {one.trigger: one.within.hours for one in plan("intervention").rungs}
    assert hours == {
        "The executive sponsor leaves": 48, "The health score drops to red": 24,
        "The customer looks at a competitor": 24, "A renewal at risk within 60 days": 24,
        "A critical fault at the customer": 4, "The customer threatens legal action": 1,
    }  # fmt: skip


GOOD = """
title: T
source: s
questions:
  - {question: a, ask: A, yes: tier 1, no: b}
  - {question: b, ask: B, yes: tier 2, no: none, yes_if: reds > 0}
tiers:
  - {tier: 1, name: One, trigger: x, team: [CSM], within: {hours: 1}, words: soon, next: 2}
  - {tier: 2, name: Two, trigger: y, team: [CSM], within: {same_day: true}, words: today}
"""


def read(text: str) -> Escalation:
    return read_escalation(yamlfile.loads(text, "x.yaml"))


def test_a_procedure_is_read() -> None:
    found = read(GOOD)
    assert found.word == "Tier" and found.label(2) == "Tier 2" and found.rung(1).next_tier == 2
    assert target("tier 12") == 12 and target("none") is None and target("b") is None
    with pytest.raises(KeyError):
        found.rung(3)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("no: b}", "no: c}", 5, "“c” is no question"),
        ("yes: tier 2", "yes: a", 6, "further down"),
        ("no: b}", "no: none}", 6, "no answer leads to the question “b”"),
        ("reds > 0", "rods > 0", 6, "there is no fact “rods”"),
        ("reds > 0", "reds >", 6, "cannot be read"),
        ("question: b,", "question: a,", 6, "given twice"),
        ("yes: tier 1", "yes: tier 7", 5, "“tier 7” is no question"),
        ("{hours: 1}", "{hours: 0}", 8, "from 1 to 720"),
        ("{hours: 1}", "{}", 8, "within is one of"),
        ("{same_day: true}", "{same_day: false}", 9, "same_day is true"),
        ("next: 2", "next: 1", 8, "a tier above"),
        ("tier: 2, name", "tier: 3, name", 8, "numbered 1, 2, 3"),
        ("team: [CSM], within: {hours", "team: [], within: {hours", 8, "names its team"),
        ("title: T", "title: T\nform: circle", 3, "tree or matrix"),
        ("words: today", "words: today, colour: red", 9, "no key “colour”"),
    ],
)
def test_a_fault_names_its_line(old: str, new: str, line: int, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(YamlError) as raised:
        read(GOOD.replace(old, new))
    assert raised.value.line == line and reason in str(raised.value)


def test_conditions_name_known_facts_and_a_silent_policy_takes_over_its_base(tmp_path: Path) -> None:
    named = {name for policy in IDS for one in plan(policy).questions for name in one.names}
    assert named <= FACTS.keys()
    for one in (resources() / "policies").glob("*.yaml"):
        if one.name != "strategist.escalation.yaml":
            (tmp_path / one.name).write_text(one.read_text(encoding="utf-8"), encoding="utf-8")
    found = policies(tmp_path)
    assert found["strategist"].escalation is found["handbook"].escalation
    assert found["coverage"].escalation == plan("coverage")
