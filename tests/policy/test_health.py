"""The health models: what they state, the arithmetic of a score, its boundaries, and what must hold for any reading."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.policy import health
from csdesk.policy.health import Reading, score
from csdesk.policy.health_model import reading_name
from csdesk.policy.load import policies, policy
from csdesk.yamlfile import YamlError

TODAY = date(2026, 11, 23)
POLICIES = ("handbook", "coverage", "intervention", "csm-playbook", "strategist")


def course(name: str, *values: float, every: int = 7, last: date = TODAY) -> dict[str, list[Reading]]:
    days = [last - timedelta(days=every * at) for at in reversed(range(len(values)))]
    return {name: [Reading(name, on, value) for on, value in zip(days, values, strict=True)]}


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("coverage", [40, 15, 15, 10, 10, 10]),
        ("csm-playbook", [30, 30, 20, 20]),
        ("strategist", [30, 25, 20, 15, 10, 0]),
        ("handbook", [20, 20, 15, 15, 10, 10, 10]),
    ],
)
def test_each_policy_has_the_weights_of_its_document(name: str, weights: list[float]) -> None:
    assert [one.weight for one in policy(name).health.indicators] == weights


@pytest.mark.parametrize(
    ("tier", "weights"),
    [
        (
            "high-touch",
            {"usage": 30, "relationship": 25, "support": 15, "growth": 15, "financial": 15, "engagement": 0},
        ),
        ("low-touch", {"usage": 35, "relationship": 15, "support": 20, "growth": 15, "financial": 15, "engagement": 0}),
        ("tech-touch", {"usage": 50, "relationship": 5, "support": 25, "growth": 10, "financial": 10, "engagement": 0}),
    ],
)
def test_strategist_weighs_by_touch_model(tier: str, weights: dict[str, float]) -> None:
    assert policy("strategist").health.weights(tier) == weights


def test_intervention_reads_the_same_score_as_risk() -> None:
    readings = course("active_users", 63.0)
    usual, risk = score(policy("handbook"), readings, TODAY), score(policy("intervention"), readings, TODAY)
    assert policy("intervention").health == policy("handbook").health
    assert (usual.band, risk.band) == ("At risk", "Medium risk")


@pytest.mark.parametrize(
    ("indicator", "value", "level"),
    [
        ("logins", -29.9, "green"),
        ("logins", -30, "yellow"),
        ("logins", -49.9, "yellow"),
        ("logins", -50, "red"),
        ("active-users", -19.9, "green"),
        ("active-users", -20, "yellow"),
        ("active-users", -40, "red"),
        ("features", 50, "green"),
        ("features", 49.9, "yellow"),
        ("features", 25, "yellow"),
        ("features", 24.9, "red"),
        ("tickets", 1.99, "green"),
        ("tickets", 2, "yellow"),
        ("tickets", 3, "red"),
        ("invoices", 0, "green"),
        ("invoices", 1, "yellow"),
        ("invoices", 2, "red"),
        ("sponsor", 59, "green"),
        ("sponsor", 60, "yellow"),
        ("sponsor", 90, "red"),
        ("sentiment", 9, "green"),
        ("sentiment", 8, "yellow"),
        ("sentiment", 7, "yellow"),
        ("sentiment", 6, "red"),
    ],
)
@pytest.mark.parametrize("name", ["handbook", "intervention"])
def test_levels_at_their_thresholds(name: str, indicator: str, value: float, level: str) -> None:
    chosen = policy(name)
    one = chosen.health.indicator(indicator).inputs[0]
    points = health.score_of(one, value, chosen.floor("green"), chosen.floor("yellow"))
    assert health.level_of(points, chosen.floor("green"), chosen.floor("yellow")) == level


@pytest.mark.parametrize(
    ("logins", "points"), [(0, 20), (1, 20), (2, 40), (4, 40), (5, 60), (11, 80), (20, 80), (21, 100)]
)
def test_login_frequency_in_the_steps_of_strategist(logins: float, points: float) -> None:
    one = policy("strategist").health.indicator("usage").inputs[0]
    assert health.score_of(one, logins, 60, 40) == points


def test_the_arithmetic_of_a_score() -> None:
    readings = course("active_users", 63.0) | course("features_used", 10.0) | course("nps_answer", 9.0)
    verdict = score(policy("handbook"), readings, TODAY)
    # −30% of target: half of yellow, 54.5. Features at 50%: 70. An answer of 9: 85.
    assert [round(one.points, 3) for one in verdict.contributions if one.score is not None] == [10.9, 10.5, 8.5]
    assert (verdict.read, verdict.coverage) == (45, 45)
    assert verdict.score == round(29.9 / 45 * 100)
    assert [one.indicator.id for one in verdict.by_loss] == ["active-users", "features", "sentiment"]
    assert sum(one.lost for one in verdict.contributions) == pytest.approx(100 - 29.9 / 45 * 100)
    assert verdict.worst is not None
    assert verdict.worst.reading == "30% below target"
    assert {one.indicator.id for one in verdict.missing} == {"logins", "tickets", "sponsor", "invoices"}


def test_no_reading_no_score() -> None:
    verdict = score(policy("handbook"), {}, TODAY)
    assert (verdict.score, verdict.band, verdict.coverage) == (None, "", 0)
    assert verdict.reasons == ("No indicator has a reading yet.",)


def test_no_green_without_enough_coverage() -> None:
    verdict = score(policy("handbook"), course("active_users", 95.0), TODAY)
    assert verdict.held
    assert (verdict.score, verdict.raw, verdict.band) == (69, 100, "At risk")


def test_stale_readings_count_in_the_score_and_not_in_the_coverage() -> None:
    fresh = course("active_users", 63.0, last=TODAY - timedelta(days=45))
    old = course("active_users", 63.0, last=TODAY - timedelta(days=46))
    assert score(policy("handbook"), fresh, TODAY).coverage == 20
    late = score(policy("handbook"), old, TODAY)
    assert (late.coverage, late.read, late.oldest) == (0, 20, 46)
    assert [one.indicator.id for one in late.stale] == ["active-users"]


def test_a_change_compares_two_spans_and_normal_wants_a_past() -> None:
    readings = course("logins_week", *([100.0] * 5), *([66.0] * 4), every=7)
    one = policy("handbook").health.indicator("logins").inputs[0]
    found = health.measure(one, readings, TODAY)
    assert found is not None
    assert found.value == pytest.approx((66 * 4 + 100 - 5 * 100) / 500 * 100)
    tickets = policy("handbook").health.indicator("tickets").inputs[0]
    assert health.measure(tickets, course("open_tickets", 2, 2, 2, 2, 6), TODAY) is None
    spaced = health.measure(tickets, course("open_tickets", 2, 2, 2, 2, 6, every=31), TODAY)
    assert spaced is not None
    assert spaced.value == 3
    silent = health.measure(tickets, course("open_tickets", 0, 0, 0, 0, 2, every=31), TODAY)
    assert silent is not None
    assert silent.value == 2


def test_readings_of_tomorrow_are_not_looked_at() -> None:
    assert score(policy("handbook"), course("active_users", 5.0, last=TODAY + timedelta(days=1)), TODAY).score is None


_VALUES = st.floats(-200, 400, allow_nan=False)


@given(name=st.sampled_from(POLICIES), one=_VALUES, other=_VALUES, data=st.data())
def test_a_worse_figure_never_raises_a_score(name: str, one: float, other: float, data: st.DataObject) -> None:
    chosen = policy(name)
    every = [each for indicator in chosen.health.indicators for each in indicator.inputs]
    picked = data.draw(st.sampled_from(every))
    better, worse = (
        (max(one, other), min(one, other)) if picked.higher_is_better else (min(one, other), max(one, other))
    )
    limits = (chosen.floor("green"), chosen.floor("yellow"))
    assert health.score_of(picked, worse, *limits) <= health.score_of(picked, better, *limits)
    assert 0 <= health.score_of(picked, worse, *limits) <= 100


@given(
    name=st.sampled_from(POLICIES),
    values=st.dictionaries(
        st.sampled_from(sorted({name for one in policies().values() for name in one.health.names})),
        st.lists(st.floats(0, 120, allow_nan=False), min_size=1, max_size=12),
    ),
    tier=st.sampled_from(["", "high-touch", "tech-touch"]),
    fall=st.floats(0, 100, allow_nan=False),
)
def test_reweighting_stays_between_the_extremes(
    name: str, values: dict[str, list[float]], tier: str, fall: float
) -> None:
    readings = {key: course(key, *found)[key] for key, found in values.items()}
    verdict = score(policy(name), readings, TODAY, tier)
    known = [one.score for one in verdict.contributions if one.score is not None and one.weight]
    if verdict.raw is None:
        assert not known
        return
    assert min(known) - 1e-6 <= verdict.raw <= max(known) + 1e-6
    assert verdict.coverage <= verdict.read + 1e-6 <= 100 + 1e-3
    assert sum(one.lost for one in verdict.contributions) == pytest.approx(verdict.lost, abs=1e-6)
    # A worse last reading of what should be high, all else equal.
    for key, better in (("active_users", False), ("open_tickets", True)):
        if key in readings:
            last = readings[key][-1]
            moved = Reading(key, last.on, last.value + fall if better else max(0.0, last.value - fall))
            worse = score(policy(name), readings | {key: [*readings[key][:-1], moved]}, TODAY, tier)
            assert worse.raw is not None
            assert worse.raw <= verdict.raw + 1e-6


def test_what_changed_is_told_apart_by_customer_and_by_formula() -> None:
    before = score(policy("handbook"), course("active_users", 81.0, last=TODAY - timedelta(days=7)), TODAY)
    kept = health.kept(before, "handbook")
    assert before.score is not None
    now = score(policy("handbook"), course("active_users", 45.0), TODAY)
    mine = health.change(policy("handbook"), kept, TODAY - timedelta(days=7), before.score, now)
    assert mine is not None
    assert (mine.formula_changed, mine.by_formula) == (False, 0)
    assert mine.by_customer < 0
    assert mine.moved[0].label == "Active users"
    same = score(policy("coverage"), course("active_users", 81.0), TODAY)
    other = health.change(policy("coverage"), kept, TODAY - timedelta(days=7), before.score, same)
    assert other is None or other.formula_changed


@pytest.mark.parametrize(("moved", "direction"), [(-5, "falling"), (-4, "steady"), (4, "steady"), (5, "rising")])
def test_the_trend_of_thirty_days(moved: float, direction: str) -> None:
    found = health.trend([(TODAY - timedelta(days=30), 60.0), (TODAY - timedelta(days=7), 90.0)], TODAY, 60.0 + moved)
    assert found is not None
    assert found.direction == direction
    assert health.trend([(TODAY - timedelta(days=29), 60.0)], TODAY, 50.0) is None


@pytest.mark.parametrize(
    ("text", "name"), [("Active users (%)", "active_users"), ("NPS", "nps"), ("Évaluation", "evaluation")]
)
def test_names_of_readings_in_normal_form(text: str, name: str) -> None:
    assert reading_name(text) == name


_HEAD = "policy: handbook\ntitle: T\nabout: A\nsource: S\nbands:\n  - {from: 0, word: A, tone: red}\n"
_ONE = "  indicators:\n    - {{id: a, label: A, {}}}\n"
_TIERS = "tiers:\n  - {id: a, name: A, arr_from: 0}\nplan_review_months: 12\nhealth:\n"


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (_ONE.format("weight: 90, reading: x, best: 9, yellow: 5, red: 3"), 12, "sum to 100"),
        (_ONE.format("weight: 100, reading: x, best: 9, yellow: 3, red: 5"), 12, "one direction"),
        (_ONE.format("weight: 100, reading: x, best: 9, yellow: 3, red: 3"), 12, "the same"),
        (_ONE.format("weight: 100, best: 9, yellow: 5, red: 3"), 12, "name the reading"),
        ("  green_needs: 120\n  indicators: []\n", 11, "percentage"),
        ("  indicatos: []\n", 11, "no key “indicatos”"),
        (
            "  indicators:\n    - id: a\n      label: A\n      weight: 100\n      inputs:\n"
            "        - {id: b, label: B, share: 60, reading: x, best: 9, yellow: 5, red: 3}\n",
            16,
            "shares of “A” must sum",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_model_is_named_with_its_line(tmp_path: Path, body: str, line: int, words: str) -> None:
    (tmp_path / "handbook.yaml").write_text(_HEAD + _TIERS + body, encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        policies(tmp_path)
    assert words in caught.value.reason
    assert caught.value.line == line
