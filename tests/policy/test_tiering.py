"""Which tier an account belongs to: every limit with both its sides, triggers, scores, and who serves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy.load import policies, policy
from csdesk.policy.tiering import Facts, Verdict, judge
from csdesk.policy.tiering_model import COVERAGE_RANK, FACTS
from csdesk.policy.tiering_moves import candidate, move, profile
from csdesk.values.formats import Formats
from csdesk.values.money import Money
from csdesk.yamlfile import YamlError

FORMATS = Formats()


def facts(arr: str | None, /, currency: str = "USD", **more: Any) -> Facts:
    own = {key: more.pop(key) for key in list(more) if key in FACTS}
    money = None if arr is None else Money.of(Decimal(arr), currency)
    return Facts(arr=money, support_plan=more.pop("support_plan", "Standard"), values=own, **more)


def verdict(name: str, one: Facts) -> Verdict:
    return judge(policy(name).tiering, one, FORMATS)


def tier(name: str, one: Facts) -> str:
    found = verdict(name, one).tier
    return found.id if found else ""


@pytest.mark.parametrize(
    ("name", "arr", "wanted", "coverage"),
    [
        ("coverage", "0", "3", "tech"),
        ("coverage", "24999.99", "3", "tech"),
        ("coverage", "25000", "2", "pooled"),
        ("coverage", "148999.99", "2", "pooled"),
        ("coverage", "149000", "2", "pooled"),
        ("coverage", "149000.01", "2", "pooled"),
        ("coverage", "149999.99", "2", "pooled"),
        ("coverage", "150000", "1", "dedicated"),
        ("coverage", "9000000", "1", "dedicated"),
        ("strategist", "14999.99", "tech-touch", "tech"),
        ("strategist", "15000", "low-touch", "pooled"),
        ("strategist", "99999.99", "low-touch", "pooled"),
        ("strategist", "100000", "high-touch", "dedicated"),
        ("handbook", "9999.99", "self-service", "tech"),
        ("handbook", "10000", "smb", "pooled"),
        ("handbook", "49999.99", "smb", "pooled"),
        ("handbook", "50000", "mid-market", "dedicated"),
        ("handbook", "249999.99", "mid-market", "dedicated"),
        ("handbook", "250000", "enterprise", "dedicated"),
        ("handbook", "999999.99", "enterprise", "dedicated"),
        ("handbook", "1000000", "strategic", "dedicated"),
        ("csm-playbook", "250000", "enterprise", "dedicated"),
        ("intervention", "49999.99", "smb", "pooled"),
    ],
)
def test_arr_at_both_sides_of_every_limit(name: str, arr: str, wanted: str, coverage: str) -> None:
    found = verdict(name, facts(arr))
    assert (found.tier.id if found.tier else "", found.coverage) == (wanted, coverage)
    assert found.reasons[0].decides and found.by == "arr"


@pytest.mark.parametrize(
    ("arr", "said"), [("149000", False), ("149000.01", True), ("149999.99", True), ("150000", False)]
)
def test_the_range_that_the_document_leaves_open_is_closed_and_said(arr: str, said: bool) -> None:
    found = verdict("coverage", facts(arr))
    assert any(one.label == "Open range" for one in found.reasons) is said


def test_no_policy_leaves_a_range_open() -> None:
    for one in policies().values():
        for cents in (0, 1, 1_499_999, 2_499_999, 14_900_050, 99_999_999, 10**12):
            assert judge(one.tiering, Facts(Money(cents, "USD")), FORMATS).tier is not None


# Agreements, triggers, products


def test_a_premier_agreement_stands_above_arr() -> None:
    found = verdict("coverage", facts("5000", support_plan="Premier support"))
    assert (tier("coverage", facts("5000", support_plan="PREMIER")), found.by, found.coverage) == (
        "0",
        "support",
        "dedicated",
    )
    assert "5,000" in found.reasons[1].value and not found.reasons[1].decides
    assert tier("coverage", facts(None, support_plan="Premier")) == "0"
    assert tier("handbook", facts("5000", support_plan="Premier")) == "self-service"


def test_an_unknown_support_plan_is_missing() -> None:
    found = verdict("coverage", facts("30000", support_plan=""))
    assert found.tier is not None and found.tier.id == "2"
    assert any("premier support agreement" in one for one in found.missing)


@pytest.mark.parametrize(
    "fact", ["active_integration", "cloud_migration", "multi_site", "reference_logo", "executive_escalation"]
)
def test_each_trigger_of_coverage_lifts_to_tier_1(fact: str) -> None:
    found = verdict("coverage", facts("30000", **{fact: True}))
    assert (found.tier.id if found.tier else "", found.by, found.coverage) == ("1", "trigger", "dedicated")
    assert found.reasons[0].label == FACTS[fact][0] and "Tier 1" in found.reasons[0].rule
    assert tier("coverage", facts("30000", **{fact: False})) == "2"


@pytest.mark.parametrize(("value", "wanted"), [("24999.99", "2"), ("25000", "2"), ("25000.01", "1")])
def test_expansion_lifts_above_25000_only(value: str, wanted: str) -> None:
    assert tier("coverage", facts("30000", expansion=Money.of(Decimal(value), "USD"))) == wanted


def test_expansion_in_another_currency_is_not_compared() -> None:
    found = verdict("coverage", facts("30000", expansion=Money.of(90000, "EUR")))
    assert found.tier is not None and found.tier.id == "2"
    assert any("Largest open opportunity" in one for one in found.missing)


def test_complexity_keeps_out_of_tier_3_and_moves_no_other() -> None:
    assert tier("coverage", facts("3000", complexity="high")) == "2"
    assert tier("coverage", facts("3000", complexity="medium")) == "3"
    assert tier("coverage", facts("30000", complexity="high")) == "2"


def test_a_custom_project_brings_a_project_csm_and_moves_nothing() -> None:
    found = verdict("coverage", facts("30000", custom_project=True))
    assert found.tier is not None and found.tier.id == "2"
    assert any("project CSM" in one.rule for one in found.reasons)


def test_triggers_never_lift_to_tier_0() -> None:
    everything = {name: True for name, (_, kind, _) in FACTS.items() if kind == "yes-no"}
    assert tier("coverage", facts("30000", **everything)) == "1"


@pytest.mark.parametrize("product", ["Managely", "AlarmBiller Pro", "managely cloud"])
def test_some_products_have_no_csm_of_their_own(product: str) -> None:
    for support in ("Standard", "Premier"):
        found = verdict("coverage", facts("400000", product=product, support_plan=support))
        assert found.coverage == "pooled" and found.tier is not None and found.tier.id in "01"
    assert verdict("coverage", facts("3000", product=product)).coverage == "tech"
    assert verdict("coverage", facts("400000", product="Flow")).coverage == "dedicated"


# The score of several factors


@pytest.mark.parametrize(
    ("arr", "more", "score", "wanted"),
    [
        ("200000", {"complexity": "low"}, 61.5, "low-touch"),
        ("200000", {"complexity": "high"}, 100, "high-touch"),
        ("5000", {"complexity": "low"}, 0, "tech-touch"),
        ("5000", {"complexity": "high"}, 38.5, "low-touch"),
        ("200000", {"growth_potential": "low"}, 66.7, "high-touch"),
        ("200000", {"growth_potential": "high"}, 100, "high-touch"),
        ("5000", {"growth_potential": "low"}, 0, "tech-touch"),
        ("5000", {"growth_potential": "high"}, 33.3, "low-touch"),
        ("80000", {"complexity": "high"}, 69.2, "high-touch"),
        ("200000", {"complexity": "medium", "growth_potential": "low", "strategic_fit": "high"}, 67.5, "high-touch"),
        ("200000", {"expansion_potential": "minimal"}, 66.7, "high-touch"),
    ],
)
def test_strategist_s_matrices_come_out_as_printed(arr: str, more: dict[str, str], score: float, wanted: str) -> None:
    found = verdict("strategist", facts(arr, **more))
    assert (found.tier.id if found.tier else "", found.by) == (wanted, "score")
    assert found.score == pytest.approx(score, abs=0.05)


def test_a_growth_potential_speaks_before_the_expansion_potential() -> None:
    found = verdict("strategist", facts("5000", growth_potential="high", expansion_potential="minimal"))
    assert found.score == pytest.approx(33.3, abs=0.05)


def test_the_weights_are_those_of_the_document() -> None:
    weights = {one.id: one.weight for one in policy("strategist").tiering.factors}
    assert weights == {"arr": 40, "complexity": 25, "growth": 20, "strategic": 15}


def test_a_strategic_designation_lifts_from_anywhere() -> None:
    found = verdict("strategist", facts("5000", reference_logo=True))
    assert (found.tier.id if found.tier else "", found.by) == ("high-touch", "trigger")


@pytest.mark.parametrize(
    ("arr", "health", "served", "coverage"),
    [("5000", 39.9, "low-touch", "pooled"), ("5000", 40, "", "tech"), ("50000", 12, "high-touch", "dedicated"),
     ("200000", 12, "", "dedicated"), ("50000", None, "", "pooled")],
)  # fmt: skip
def test_low_health_gives_the_service_above_for_a_while(
    arr: str, health: float | None, served: str, coverage: str
) -> None:
    found = verdict("strategist", facts(arr, health=health))
    assert (found.serves_as.id if found.serves_as else "", found.coverage) == (served, coverage)
    assert found.tier == verdict("strategist", facts(arr)).tier


# What cannot be judged


def test_another_currency_is_not_compared_and_said() -> None:
    found = verdict("handbook", facts("500000", currency="EUR"))
    assert found.tier is None and not found.coverage
    found = judge(policy("handbook").tiering, Facts(Money.of(500000, "EUR"), "USD"), FORMATS)
    assert found.tier is None and "EUR" in found.missing[0] and "USD" in found.missing[0]


def test_limits_stand_in_the_currency_of_the_book() -> None:
    one = Facts(Money.of(250000, "EUR"), "EUR")
    found = judge(policy("handbook").tiering, one, FORMATS)
    assert found.tier is not None and found.tier.id == "enterprise"
    assert "€250,000" in found.reasons[0].rule.replace("\u00a0", "")


def test_no_arr_is_missing_and_a_former_customer_has_no_tier() -> None:
    assert verdict("handbook", facts(None)).missing == ("ARR",)
    assert verdict("handbook", replace(facts("90000"), left=True)).tier is None


def test_every_reason_has_its_value_and_day() -> None:
    day = date(2026, 9, 1)
    found = verdict("coverage", replace(facts("160000"), dates={"arr": day}))
    assert [(one.label, one.value, one.on) for one in found.reasons] == [("ARR", "$160,000", day)]
    assert "coverage, tier 1" in found.reasons[0].rule


# Moves and candidates


def test_moves_name_their_direction_trigger_and_action() -> None:
    known = policy("strategist").tiering
    up = move(known, verdict("strategist", facts("100000")), "Low touch")
    assert up is not None and (up.direction, up.start, up.to.id) == ("up", "Low touch", "high-touch")
    assert up.action == "Assign a CSM of its own" and "100,000" in up.trigger
    down = move(known, verdict("strategist", facts("14999")), "low-touch")
    assert down is not None and down.direction == "down" and "automated" in down.action
    new = move(known, verdict("strategist", facts("14999")), "Platinum")
    assert new is not None and new.direction == "new" and new.start == "Platinum"
    assert move(known, verdict("strategist", facts("14999")), "TECH TOUCH") is None
    assert move(known, verdict("strategist", facts(None)), "Low touch") is None


@pytest.mark.parametrize(("arr", "wanted"), [("119999.99", False), ("120000", True), ("149999.99", True)])
def test_a_candidate_is_within_a_fifth_of_the_next_tier(arr: str, wanted: bool) -> None:
    one = facts(arr)
    known = policy("coverage").tiering
    found = candidate(known, one, judge(known, one, FORMATS), FORMATS)
    assert (found is not None) is wanted


def test_a_candidate_by_its_qualities() -> None:
    known = policy("coverage").tiering
    four = {"expansion_potential": "several", "stature": "leader", "reference": "active", "strategic_fit": "high"}
    one = facts("40000", **four)
    found = candidate(known, one, judge(known, one, FORMATS), FORMATS)
    assert found is not None and (found.to.id, found.met, found.asked) == ("1", 4, 6)
    three = facts("40000", **dict(list(four.items())[:3]))
    assert candidate(known, three, judge(known, three, FORMATS), FORMATS) is None
    top = facts("400000", **four)
    assert candidate(known, top, judge(known, top, FORMATS), FORMATS) is None
    assert profile(known, known.tier("1"), top) == "4 of 6 criteria met, 2 not known"


# Properties

_VALUES = st.fixed_dictionaries(
    {},
    optional={
        name: st.booleans() if kind == "yes-no" else st.sampled_from(options)
        for name, (_, kind, options) in FACTS.items()
        if kind in ("yes-no", "choice")
    },
)


@given(
    low=st.integers(0, 10**9), more=st.integers(0, 10**9), own=_VALUES,
    plan=st.sampled_from(["", "Standard", "Premier"]),
    product=st.sampled_from(["", "Flow", "Managely"]), expansion=st.integers(0, 10**7),
)  # fmt: skip
def test_more_arr_never_lowers_coverage(
    low: int, more: int, own: dict[str, object], plan: str, product: str, expansion: int
) -> None:
    values = {**own, "expansion": Money(expansion, "USD")}
    for name in ("coverage", "handbook", "strategist"):
        found = [
            judge(policy(name).tiering, Facts(Money(minor, "USD"), "USD", plan, product, values=values), FORMATS)
            for minor in (low, low + more)
        ]
        ranks = [COVERAGE_RANK[one.coverage] for one in found if one.coverage]
        assert ranks == sorted(ranks)


@given(own=_VALUES, minor=st.integers(0, 10**9))
def test_exactly_one_reason_decides_at_least_and_comes_first(own: dict[str, object], minor: int) -> None:
    for one in policies().values():
        found = judge(one.tiering, Facts(Money(minor, "USD"), "USD", "Standard", values=own), FORMATS)
        deciding = [each.decides for each in found.reasons]
        assert deciding[0] and deciding == sorted(deciding, reverse=True)


# Files

HEAD = """policy: handbook
title: A
about: A
source: a
bands: [{from: 0, word: Fine, tone: green}]
plan_review_months: 12
tiers:
"""
TIERS = "  tiers: [{id: a, name: A, arr_from: 10}, {id: b, name: B, arr_from: 0}]\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  - {id: a, name: A, arr_from: 10}\n", "an ARR of 0"),
        ("  - {id: a, name: A, arr_from: 0}\n  - {id: b, name: B, arr_from: 5}\n", "each lower"),
        ("  - {id: a, name: A}\n", "starts at an ARR"),
        ("  - {id: a, name: A, arr_from: 5}\n  - {id: A, name: B, arr_from: 0}\n", "two tiers"),
        ("  - {id: a, name: A, arr_from: 0, coverage: lots}\n", "coverage is one of"),
        ("  - {id: a, name: A, arr_from: 0, score_from: 0}\n", "needs a score"),
        (
            "  - {id: a, name: A, arr_from: 9}\n  - {id: b, name: B, arr_from: 0, open_from: 12}\n",
            "between its own start",
        ),
        (TIERS + "  triggers: [{fact: moon, to: a}]\n", "no fact “moon”"),
        (TIERS + "  triggers: [{fact: multi_site, is: [yes], to: a}]\n", "is yes or no"),
        (TIERS + "  triggers: [{fact: complexity, to: a}]\n", "asked what it is"),
        (TIERS + "  triggers: [{fact: complexity, is: [vast], to: a}]\n", "never “vast”"),
        (TIERS + "  triggers: [{fact: expansion, to: a}]\n", "over or at_least"),
        (TIERS + "  triggers: [{fact: multi_site, to: c}]\n", "no tier “c”"),
        (TIERS + "  triggers: [{fact: multi_site}]\n", "lifts to a tier"),
        (TIERS + "  triggers: [{fact: multi_site, to: b, only_from: a}]\n", "lower tier to a higher"),
        (TIERS + "  triggers: [{fact: multi_site, to: a}, {fact: multi_site, to: a}]\n", "given twice"),
        (TIERS + "  score: [{id: arr, label: ARR, weight: 60}]\n", "sum to 100"),
        (TIERS + "  score: [{id: arr, label: ARR, weight: 100}]\n", "says its score_from"),
        (TIERS + "  near_percent: 0\n", "above 0"),
        (TIERS + "  colour: red\n", "no key “colour”"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "handbook.yaml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(YamlError, match=words) as caught:
        policies(tmp_path)
    assert caught.value.line >= 7
