"""Renewals by the rules: paths of every policy, days, levels of risk and chances at every boundary; the forecast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk import paths
from csdesk.policy import renewals
from csdesk.policy.forecast import Due, Opening, expansion, forecast
from csdesk.policy.load import policies, policy
from csdesk.policy.renewals_load import read_renewals
from csdesk.policy.renewals_model import Facts, Settled
from csdesk.values.days import is_working_day
from csdesk.values.money import Money
from csdesk.yamlfile import YamlError, loads

TODAY = date(2026, 11, 23)
NAMES = ("handbook", "coverage", "csm-playbook", "intervention", "strategist")


def facts(days: int, **more: object) -> Facts:
    return Facts(TODAY + timedelta(days=days), **{"tier": "enterprise", "last_touch": TODAY, **more})  # type: ignore[arg-type]


# What the policies state


@pytest.mark.parametrize("name", NAMES)
def test_every_tier_of_every_policy_has_a_path_whose_forms_exist(name: str) -> None:
    one = policy(name)
    forms = {path.stem for path in (paths.resources() / "forms").glob("*.yaml")}
    for tier in one.tiers:
        path = one.renewals.path(tier.id)
        assert path is not None and path.steps
        assert all(step.source for step in path.steps)
    opened = {step.opens for path in one.renewals.paths for step in path.steps if step.opens}
    opened |= {level.step.opens for level in one.renewals.levels if level.step and level.step.opens}
    assert opened <= forms
    assert one.renewals.chances and one.renewals.levels and one.renewals.stages and one.renewals.notes


@pytest.mark.parametrize(
    ("name", "tier", "days"),
    [
        ("coverage", "0", [180, 120, 90, 60, 30, 0]),
        ("coverage", "1", [180, 120, 90, 60, 30, 0]),
        ("coverage", "2", [120, 90, 60, 30, 0]),
        ("intervention", "enterprise", [120, 90, 60, 30, 0, -3, -7, -14]),
        ("strategist", "high-touch", [120, 90, 60, 45, 30, 14, 7, 0, -7]),
        ("strategist", "tech-touch", [90, 30, 0]),
        ("handbook", "enterprise", [120, 90, 60, 45, 30, 14, 7, 0, -7]),
        ("csm-playbook", "smb", [120, 90, 60, 45, 30, 14, 7, 0, -7]),
        ("handbook", "", [120, 90, 60, 45, 30, 14, 7, 0, -7]),
    ],
)
def test_paths_have_the_days_of_their_documents(name: str, tier: str, days: list[int]) -> None:
    path = policy(name).renewals.path(tier)
    assert path is not None
    assert list(dict.fromkeys(step.days for step in path.steps)) == days
    assert path.starts == days[0]


def test_a_policy_that_is_silent_takes_over_steps_and_chances() -> None:
    assert policy("csm-playbook").renewals.paths == policy("handbook").renewals.paths
    assert policy("coverage").renewals.chances == policy("strategist").renewals.chances
    assert policy("csm-playbook").renewals.levels != policy("handbook").renewals.levels


# The chance by score


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("score", "percent"),
    [
        (100, 95), (80, 95), (79.99, 85), (60, 85), (59.99, 60), (59.5, 60), (40, 60), (39.99, 30), (20, 30),
        (19.99, 10), (0, 10),
    ],
)  # fmt: skip
def test_the_chance_at_every_boundary(name: str, score: float, percent: float) -> None:
    found = renewals.chance(policy(name), score)
    assert found is not None and found.percent == percent


def test_no_score_has_no_chance() -> None:
    assert renewals.chance(policy("handbook"), None) is None


# Levels of risk


@pytest.mark.parametrize(
    ("name", "days", "score", "tone", "level"),
    [
        ("strategist", 91, 59, "yellow", ""),
        ("strategist", 90, 59, "yellow", "elevated"),
        ("strategist", 90, 60, "green", ""),
        ("strategist", 90, 59.5, "yellow", "elevated"),
        ("strategist", 90, 40, "yellow", "elevated"),
        ("strategist", 91, 39, "red", ""),
        ("strategist", 90, 39.99, "red", "high"),
        ("strategist", 61, 39, "red", "high"),
        ("strategist", 60, 39, "red", "critical"),
        ("strategist", 60, 40, "yellow", "elevated"),
        ("handbook", 120, 69, "yellow", ""),
        ("handbook", 119, 69, "yellow", "elevated"),
        ("handbook", 90, 69, "yellow", "elevated"),
        ("handbook", 89, 69, "yellow", "high"),
        ("handbook", 89, 70, "green", ""),
        ("handbook", 60, 39, "red", "high"),
        ("handbook", 59, 39, "red", "critical"),
        ("handbook", 59, 40, "yellow", "high"),
        ("csm-playbook", 90, 59.99, "red", "high"),
        ("csm-playbook", 90, 60, "yellow", "elevated"),
        ("csm-playbook", 60, 59.5, "red", "critical"),
        ("csm-playbook", 121, 10, "red", ""),
        ("intervention", 120, 59, "yellow", "elevated"),
        ("intervention", 121, 59, "yellow", ""),
        ("intervention", 90, 30, "red", "high"),
        ("intervention", 60, 30, "red", "critical"),
        ("handbook", -5, 30, "red", "critical"),
    ],
)
def test_the_level_of_risk_at_every_boundary(name: str, days: int, score: float, tone: str, level: str) -> None:
    found = renewals.risk(policy(name), facts(days, score=score, tone=tone), TODAY)
    assert (found.level.id if found else "") == level
    if found:
        assert found.reasons and all(one.text and one.rule for one in found.reasons)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_says_that_they_leave_is_an_emergency_at_any_time(name: str) -> None:
    one = facts(400, score=95.0, tone="green", cancel="Wants to cancel", cancel_on=TODAY)
    found = renewals.risk(policy(name), one, TODAY)
    assert found is not None and found.level.id == "emergency" and found.level.step is not None
    assert found.reasons[0].text == "Wants to cancel." and found.reasons[0].on == TODAY
    verdict = renewals.judge(policy(name), one, TODAY)
    assert verdict.current is not None and verdict.current.at_once


@pytest.mark.parametrize(("quiet", "days", "level"), [(30, 59, ""), (31, 59, "critical"), (31, 60, "")])
def test_nobody_spoke_and_the_renewal_is_near(quiet: int, days: int, level: str) -> None:
    one = facts(days, score=90.0, tone="green", last_touch=TODAY - timedelta(days=quiet))
    found = renewals.risk(policy("handbook"), one, TODAY)
    assert (found.level.id if found else "") == level
    spoken = replace(one, settled={"intent-call": Settled("done", TODAY - timedelta(days=3))})
    assert renewals.risk(policy("handbook"), spoken, TODAY) is None, "a step that was done is engagement"


def test_only_red_accounts_are_escalated_at_once() -> None:
    yellow = renewals.judge(policy("handbook"), facts(80, score=55.0, tone="yellow"), TODAY)
    red = renewals.judge(policy("handbook"), facts(80, score=30.0, tone="red"), TODAY)
    assert yellow.current is not None and yellow.current.step.id == "intent-call"
    assert red.current is not None and red.current.step.id == "escalate" and red.current.due == TODAY


# Steps and their days


@given(st.integers(0, 400), st.sampled_from(NAMES), st.sets(st.integers(0, 60), max_size=20))
def test_every_step_falls_on_a_working_day(days: int, name: str, off: set[int]) -> None:
    free = frozenset(TODAY + timedelta(days=at) for at in off)
    verdict = renewals.judge(policy(name), facts(days, tier=policy(name).tiers[0].id, renewed=TODAY), TODAY, free)
    for one in verdict.steps:
        if one.at_once:
            continue
        assert is_working_day(one.due, free)
        exact = one.renewal_date - timedelta(days=one.step.days)
        assert one.due <= exact if one.step.days >= 0 else one.due >= exact


def test_a_step_before_a_weekend_comes_forward_and_one_after_goes_back() -> None:
    verdict = renewals.judge(policy("handbook"), facts(74, renewed=TODAY - timedelta(days=1)), TODAY)
    days = {one.step.id: one.due for one in verdict.steps}
    assert days["intent-call"] == date(2026, 11, 6), "90 days before 5 February is a Saturday"
    assert days["thanks"] == date(2026, 11, 30), "seven days after 22 November is a Sunday"


@pytest.mark.parametrize(
    ("days", "done", "step", "state"),
    [
        (200, [], "health-review", "now"),
        (121, [], "health-review", "now"),
        (100, [], "health-review", "late"),
        (90, ["health-review"], "intent-call", "now"),
        (89, ["health-review"], "intent-call", "late"),
        (94, ["health-review"], "intent-call", "now"),
        (110, ["health-review"], "health-review", "done"),
        (74, ["health-review"], "intent-call", "late"),
        (74, [], "intent-call", "late"),
        (79, ["health-review", "intent-call"], "intent-call", "done"),
        (67, ["health-review", "intent-call"], "value-review", "now"),
        (38, ["proposal"], "expansion", "late"),
        (-3, ["signature", "unsigned"], "processed", "late"),
    ],
)
def test_the_step_asked_for_now(days: int, done: list[str], step: str, state: str) -> None:
    settled = {one: Settled("done", TODAY) for one in done}
    verdict = renewals.judge(policy("handbook"), facts(days, score=90.0, tone="green", settled=settled), TODAY)
    assert verdict.current is not None
    assert (verdict.current.step.id, verdict.current.state) == (step, state)


def test_what_a_later_step_has_overtaken_is_not_late() -> None:
    settled = {"value-review": Settled("done", TODAY)}
    verdict = renewals.judge(policy("handbook"), facts(55, score=90.0, tone="green", settled=settled), TODAY)
    states = {one.step.id: one.state for one in verdict.steps}
    assert states["health-review"] == states["intent-call"] == "passed"
    assert [one.step.id for one in verdict.late] == ["proposal"], "of the same day as the one that is done"


def test_a_day_of_its_own_counts_in_place_of_the_paths() -> None:
    later = facts(74, planned={"intent-call": TODAY + timedelta(days=2)}, settled={"health-review": Settled("done")})
    verdict = renewals.judge(policy("handbook"), later, TODAY)
    assert verdict.current is not None
    assert (verdict.current.state, verdict.current.due) == ("now", TODAY + timedelta(days=2))
    assert not verdict.late


def test_steps_for_other_colours_are_left_out() -> None:
    def ids(tone: str) -> set[str]:
        return {one.step.id for one in renewals.judge(policy("handbook"), facts(74, tone=tone), TODAY).steps}

    assert "recovery-plan" in ids("red") and "recovery-plan" not in ids("yellow")
    assert "expansion" in ids("green") and "expansion" not in ids("yellow")


def test_notice_is_a_date_of_its_own_or_days_before() -> None:
    assert renewals.notice(facts(74)) is None
    assert renewals.notice(facts(74, notice_days=60)) == date(2026, 12, 7)
    assert renewals.notice(facts(74, notice_days=60, notice_date=date(2026, 12, 1))) == date(2026, 12, 1)


def test_reasons_come_in_order_with_their_rules() -> None:
    verdict = renewals.judge(policy("handbook"), facts(74, score=58.0, tone="yellow", notice_days=60), TODAY)
    said = [one.text for one in verdict.reasons]
    assert said == [
        "Health 58, not green, 74 days to the renewal.",
        "Renewal intent call was due 6 Nov 2026, 17 days late.",
        "Earlier steps are open: Health review.",
        "Notice closes 7 Dec 2026, in 14 days.",
        "Health 58 stands in 40–59: 60%, at risk without help.",
    ]
    assert verdict.reasons[1].rule == "Renewal path: 90 days before the renewal"


# The forecast


def due(number: int, arr: float | None, score: float | None, own: float | None = None, currency: str = "USD") -> Due:
    return Due(number, f"Account {number}", None if arr is None else Money.of(arr, currency), score, own)


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_own_example(name: str) -> None:
    (found,) = forecast(policy(name), [due(1, 100_000, 85), due(2, 50_000, 45), due(3, 75_000, 25)])
    assert [one.expected for one in found.lines] == [Money.of(one, "USD") for one in (95_000, 30_000, 22_500)]
    assert found.due == Money.of(225_000, "USD")
    assert found.automatic == Money.of(147_500, "USD")
    assert found.at_risk == Money.of(77_500, "USD")
    assert f"{found.automatic_share:.1f}" == "65.6", "147.5 of 225 is 65.56 %, which the document cuts to 65.5"
    assert int(found.automatic_share * 10) / 10 == 65.5
    assert found.own == found.automatic and not found.differs
    assert found.arithmetic == ("100000 x 95% = 95000", "50000 x 60% = 30000", "75000 x 30% = 22500")


def test_own_calls_stand_beside_and_say_what_they_move() -> None:
    (found,) = forecast(policy("handbook"), [due(1, 412_000, 58, 75), due(2, 52_000, 79, 90), due(3, 384_000, 31, 20)])
    assert [(one.account_id, one.moves) for one in found.differs] == [
        (1, Money.of(61_800, "USD")), (3, Money.of(-38_400, "USD")), (2, Money.of(2_600, "USD")),
    ]  # fmt: skip
    assert found.own - found.automatic == Money.of(26_000, "USD")


def test_currencies_are_never_mixed() -> None:
    found = forecast(policy("handbook"), [due(1, 100, 90), due(2, 500, 90, None, "EUR"), due(3, None, 90)])
    assert [(one.currency, one.count) for one in found] == [("EUR", 1), ("USD", 1)]
    assert found[0].unpriced == 1


def test_without_a_score_nothing_is_expected_until_it_is_called() -> None:
    (found,) = forecast(policy("handbook"), [due(1, 1000, None), due(2, 1000, None, 50)])
    assert found.automatic.minor == 0 and found.unscored == 2
    assert found.own == Money.of(500, "USD")
    assert [(one.scores, one.percent) for one in found.lines] == [("No score", None)]


def test_nothing_due_is_no_forecast() -> None:
    assert forecast(policy("handbook"), []) == ()


scores = st.one_of(st.none(), st.floats(0, 100))
dues = st.lists(
    st.builds(due, st.integers(1, 99), st.integers(0, 10**9), scores, st.one_of(st.none(), st.floats(0, 100))),
    min_size=1, max_size=12,
)  # fmt: skip


@given(dues, st.sampled_from(NAMES))
def test_a_forecast_lies_between_nothing_and_all(rows: list[Due], name: str) -> None:
    for one in forecast(policy(name), rows):
        assert 0 <= one.automatic.minor <= one.due.minor
        assert 0 <= one.own.minor <= one.due.minor
        assert sum(line.due.minor for line in one.lines) == one.due.minor
        assert abs(sum(line.expected.minor for line in one.lines) - one.automatic.minor) <= len(one.lines)


@given(dues, st.integers(0, 11), st.floats(0, 100), st.sampled_from(NAMES))
def test_a_better_score_never_lowers_the_forecast(rows: list[Due], at: int, better: float, name: str) -> None:
    at %= len(rows)
    before = rows[at].score
    if before is not None and better < before:
        return
    raised = [replace(one, score=better) if place == at else one for place, one in enumerate(rows)]
    first, then = forecast(policy(name), rows)[0], forecast(policy(name), raised)[0]
    assert then.automatic.minor >= first.automatic.minor


@pytest.mark.parametrize(
    ("stage", "percent"), [("identified", 10), ("qualified", 25), ("proposed", 50), ("negotiating", 75)]
)
def test_expansion_by_stage(stage: str, percent: float) -> None:
    (found,) = expansion(policy("strategist"), [Opening(Money.of(1000, "USD"), stage), Opening(None, stage)])
    assert found.expected == Money.of(percent * 10, "USD") and found.count == 1


def test_won_and_lost_openings_are_no_pipeline() -> None:
    assert expansion(policy("handbook"), [Opening(Money.of(1, "USD"), one) for one in ("won", "lost")]) == ()
    assert policy("handbook").renewals.stages["won"] == 100


# Faults in a file


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("path: x\n", 1, "no key “path”"),
        ("chances:\n  - {from: 80, percent: 95}\n", 2, "starts at 0"),
        ("chances:\n  - {from: 80, percent: 60}\n  - {from: 0, percent: 95}\n", 3, "better chance"),
        ("chances:\n  - {from: 40, percent: 60}\n  - {from: 80, percent: 50}\n", 3, "each lower"),
        ("chances:\n  - {from: 0, percent: 101}\n", 2, "0 to 100"),
        ("stages: {signed: 10}\n", 1, "no stage"),
        ("levels:\n  - {level: a, title: A, about: b, rules: [{within: 3}]}\n", 2, "what is wrong"),
        ("levels:\n  - {level: a, title: A, about: b, rules: [{tone: blue}]}\n", 2, "green, yellow or red"),
        ("levels:\n  - {level: a, title: A, about: b, rules: []}\n", 2, "at least one rule"),
        ("paths:\n  - {path: a, title: A, tiers: [gold], steps: []}\n", 2, "no tier “gold”"),
        ("paths:\n  - {path: a, title: A, steps: []}\n", 2, "at least one step"),
        ("paths:\n  - path: a\n    title: A\n    steps:\n      - {step: x, title: X, days: 30}\n"
         "      - {step: y, title: Y, days: 60}\n", 6, "days fall"),
        ("paths:\n  - path: a\n    title: A\n    steps:\n      - {step: x, title: X, days: 30}\n"
         "      - {step: x, title: Y, days: 20}\n", 6, "given twice"),
        ("paths:\n  - {path: a, title: A, steps: [{step: x, title: X, days: 3, owner: boss}]}\n", 2, "owner is one of"),
        ("paths:\n  - {path: a, title: A, steps: [{step: x, title: X, days: 900}]}\n", 2, "at most 365"),
        ("paths:\n  - {path: a, title: A, steps: [{step: x, title: X}]}\n", 2, "“days” is missing"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(YamlError) as caught:
        read_renewals(loads(text, "own.renewals.yaml"), ["strategic"])
    assert caught.value.line == line
    assert words in caught.value.reason


def test_tiers_of_its_own_void_the_paths_of_the_others(tmp_path: Path) -> None:
    base = policies()["handbook"].renewals
    kept = read_renewals(loads("source: own\n"), ["gold"], base, own_tiers=True)
    assert [one.id for one in kept.paths] == ["renewal"] and kept.chances == base.chances
