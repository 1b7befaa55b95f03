"""The rules of signals: every one at its boundaries, combinations, deadlines, and what must hold for any figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.policy.load import policies, policy
from csdesk.policy.signals import Fact, Raised, Reading, Sighting, evaluate
from csdesk.policy.signals_model import RANK, Span
from csdesk.policy.signals_time import deadline
from csdesk.yamlfile import YamlError

TODAY = date(2026, 11, 23)
POLICIES = ("handbook", "coverage", "intervention", "csm-playbook", "strategist")


def course(name: str, *values: float, every: int = 7, age: int = 0) -> dict[str, list[Reading]]:
    last = TODAY - timedelta(days=age)
    days = [last - timedelta(days=every * at) for at in reversed(range(len(values)))]
    return {name: [Reading(name, on, value) for on, value in zip(days, values, strict=True)]}


def fell(name: str, percent: float, days: int = 30) -> dict[str, list[Reading]]:
    """A reading whose mean of `days` differs by so many percent from the `days` before."""
    return course(name, 200.0, 200.0 * (100 + percent) / 100, every=days)


def grew(name: str, times: float) -> dict[str, list[Reading]]:
    """A reading that was 4 for months and is so many times that now."""
    before = course(name, *[4.0] * 10, age=35)[name]
    return {name: [*before, Reading(name, TODAY, 4.0 * times)]}


def facts(**values: float | str) -> dict[str, Fact]:
    return {name: Fact(value, f"{name} {value}") for name, value in values.items()}


def look(
    readings: Mapping[str, Sequence[Reading]] | None = None,
    known: Mapping[str, Fact] | None = None,
    seen: Mapping[str, str] | None = None,
    by: str = "handbook",
) -> dict[str, Raised]:
    sightings = {rule: Sighting(level, "said so", TODAY) for rule, level in (seen or {}).items()}  # type: ignore[arg-type]
    found = evaluate(policy(by).signals, readings or {}, known or {}, TODAY, sightings)
    return {one.rule.id: one for one in found}


def level(rule: str, *args: object, **kwargs: object) -> str:
    found = look(*args, **kwargs)  # type: ignore[arg-type]
    return found[rule].level if rule in found else ""


# Card 4's indicators from readings


@pytest.mark.parametrize(
    ("rule", "readings", "expected"),
    [
        ("usage.logins", fell("logins_week", -29.9), ""),
        ("usage.logins", fell("logins_week", -30), "yellow"),
        ("usage.logins", fell("logins_week", -49.9), "yellow"),
        ("usage.logins", fell("logins_week", -50), "red"),
        ("usage.logins", fell("logins", -50), "red"),
        ("usage.active-users", course("active_users", 72.1), ""),
        ("usage.active-users", course("active_users", 72), "yellow"),
        ("usage.active-users", course("active_users", 58), "yellow"),
        ("usage.active-users", course("active_users", 54.1), "yellow"),
        ("usage.active-users", course("active_users", 54), "red"),
        ("usage.features", course("features_used", 10), ""),
        ("usage.features", course("features_used", 9.9), "yellow"),
        ("usage.features", course("features_used", 5), "yellow"),
        ("usage.features", course("features_used", 4.9), "red"),
        ("usage.sessions", fell("session_minutes", -29.9), ""),
        ("usage.sessions", fell("session_minutes", -30), "yellow"),
        ("usage.sessions", fell("session_minutes", -50), "red"),
        ("usage.last-login", course("days_since_login", 6), ""),
        ("usage.last-login", course("days_since_login", 7), "yellow"),
        ("usage.last-login", course("days_since_login", 13), "yellow"),
        ("usage.last-login", course("days_since_login", 14), "red"),
        ("support.tickets", grew("open_tickets", 1.99), ""),
        ("support.tickets", grew("open_tickets", 2), "yellow"),
        ("support.tickets", grew("open_tickets", 2.99), "yellow"),
        ("support.tickets", grew("open_tickets", 3), "red"),
        ("support.severity", course("p2_open", 1), ""),
        ("support.severity", course("p2_open", 2), "yellow"),
        ("support.severity", course("p1_open", 0), ""),
        ("support.severity", course("p1_open", 1), "red"),
        ("support.severity", course("p2_overdue", 1), "red"),
        ("support.repeat", course("repeat_issues", 1), ""),
        ("support.repeat", course("repeat_issues", 2), "yellow"),
        ("support.repeat", course("repeat_issues", 3), "red"),
        ("support.csat", course("support_csat", 3.1), ""),
        ("support.csat", course("support_csat", 3), "yellow"),
        ("support.csat", course("support_csat", 2.1), "yellow"),
        ("support.csat", course("support_csat", 2), "red"),
        ("sentiment.nps", course("nps_answer", 9), ""),
        ("sentiment.nps", course("nps_answer", 8), "yellow"),
        ("sentiment.nps", course("nps_answer", 7), "yellow"),
        ("sentiment.nps", course("nps_answer", 6), "red"),
        ("sentiment.nps", course("nps", 30), ""),
        ("sentiment.nps", course("nps", 29.9), "yellow"),
        ("sentiment.nps", course("nps", 0), "yellow"),
        ("sentiment.nps", course("nps", -0.1), "red"),
        ("sentiment.csat", course("csat", 3.1), ""),
        ("sentiment.csat", course("csat", 3), "yellow"),
        ("sentiment.csat", course("csat", 2), "red"),
        ("sentiment.surveys", fell("survey_response_rate", -19.9, 90), ""),
        ("sentiment.surveys", fell("survey_response_rate", -20, 90), "yellow"),
        ("sentiment.surveys", course("surveys_unanswered", 1), ""),
        ("sentiment.surveys", course("surveys_unanswered", 2), "red"),
        ("relationship.response", fell("response_hours", 29.9), ""),
        ("relationship.response", fell("response_hours", 30), "yellow"),
        ("relationship.response", course("unanswered_attempts", 1), ""),
        ("relationship.response", course("unanswered_attempts", 2), "red"),
        ("relationship.meetings", fell("meeting_attendance", -19.9, 90), ""),
        ("relationship.meetings", fell("meeting_attendance", -20, 90), "yellow"),
        ("contract.use", course("capacity_used", 60), ""),
        ("contract.use", course("capacity_used", 59.5), "yellow"),
        ("contract.use", course("capacity_used", 40), "yellow"),
        ("contract.use", course("capacity_used", 39.9), "red"),
        ("contract.payments", course("late_invoices", 0), ""),
        ("contract.payments", course("late_invoices", 1), "yellow"),
        ("contract.payments", course("late_invoices", 2), "red"),
        ("expansion.seats", course("seat_use", 90), ""),
        ("expansion.seats", course("seat_use", 90.1), "expansion"),
        ("expansion.adoption", course("features_used", 15.9), ""),
        ("expansion.adoption", course("features_used", 16), "expansion"),
        ("watch.logins", fell("logins_week", -9.9), ""),
        ("watch.logins", fell("logins_week", -10), "watch"),
        ("watch.logins", fell("logins_week", -30), ""),
        ("watch.active-users", fell("active_users", -9.9), ""),
        ("watch.active-users", fell("active_users", -10), "watch"),
        ("watch.active-users", fell("active_users", -30), ""),
    ],
)
def test_readings_at_their_boundaries(rule: str, readings: dict[str, list[Reading]], expected: str) -> None:
    assert level(rule, readings) == expected


# What the book knows

YELLOW = course("csat", 3)


@pytest.mark.parametrize(
    ("rule", "known", "expected"),
    [
        ("support.escalation", {"executive_escalation": 0}, ""),
        ("support.escalation", {"executive_escalation": 1}, "red"),
        ("sentiment.feedback", {"bad_touches": 0}, ""),
        ("sentiment.feedback", {"bad_touches": 1}, "yellow"),
        ("relationship.response", {"unanswered": 2, "unanswered_days": 13}, ""),
        ("relationship.response", {"unanswered": 1, "unanswered_days": 14}, ""),
        ("relationship.response", {"unanswered": 2, "unanswered_days": 14}, "red"),
        ("relationship.meetings", {"meetings_moved": 0}, ""),
        ("relationship.meetings", {"meetings_moved": 1}, "yellow"),
        ("relationship.meetings", {"meetings_cancelled": 1}, "red"),
        ("relationship.reviews", {"reviews_cancelled": 1}, "red"),
        ("relationship.reviews", {"reviews_moved": 1}, ""),
        ("relationship.reviews", {"reviews_moved": 2}, "red"),
        ("relationship.champion-left", {"champion_attitude": "supporter"}, ""),
        ("relationship.champion-left", {"champion_attitude": "neutral"}, "yellow"),
        ("relationship.champion-left", {"champion_attitude": "critic"}, "red"),
        ("relationship.champion-left", {"champion_left": 90, "champions": 1}, "red"),
        ("relationship.champion-left", {"champion_left": 91, "champions": 1}, ""),
        ("relationship.champion-left", {"champion_left": 91, "champions": 0}, "red"),
        ("relationship.champion-left", {"champion_left": 366, "champions": 0}, ""),
        ("relationship.contacts-left", {"key_contacts_left": 0, "contacts_left": 1}, ""),
        ("relationship.contacts-left", {"key_contacts_left": 1, "contacts_left": 1}, "yellow"),
        ("relationship.contacts-left", {"key_contacts_left": 1, "contacts_left": 2, "unreplaced": 0}, "yellow"),
        ("relationship.contacts-left", {"key_contacts_left": 1, "contacts_left": 2, "unreplaced": 1}, "red"),
        ("health.fall", {"health_fall": 14.9}, ""),
        ("health.fall", {"health_fall": 15}, "yellow"),
        ("watch.fall", {"health_fall": 4.9}, ""),
        ("watch.fall", {"health_fall": 5}, "watch"),
        ("watch.fall", {"health_fall": 15}, ""),
        ("watch.renewal", {"days_to_renewal": 121}, ""),
        ("watch.renewal", {"days_to_renewal": 120}, "watch"),
        ("health.band", {"health_tone": "green"}, ""),
        ("health.band", {"health_tone": "yellow"}, "yellow"),
        ("health.band", {"health_tone": "red"}, "red"),
        ("immediate.churn-intent", {"stage": "renewing"}, ""),
        ("immediate.churn-intent", {"stage": "leaving"}, "immediate"),
        ("immediate.champion-left", {"champion_left": 30, "champions": 1}, "immediate"),
        ("immediate.champion-left", {"champion_left": 31, "champions": 1}, ""),
        ("immediate.champion-left", {"champion_left": 365, "champions": 0}, "immediate"),
        ("immediate.champion-left", {"champion_left": 366, "champions": 0}, ""),
        ("immediate.executive-complaint", {"executive_escalation": 1}, "immediate"),
        ("immediate.health-jump", {"health_tone": "red", "health_before": "yellow"}, ""),
        ("immediate.health-jump", {"health_tone": "red", "health_before": "green"}, "immediate"),
        ("immediate.health-jump", {"health_tone": "yellow", "health_before": "green"}, ""),
        ("immediate.strategic-red", {"arr_above": 19.9, "health_tone": "red"}, "immediate"),
        ("immediate.strategic-red", {"arr_above": 20, "health_tone": "red"}, ""),
        ("immediate.strategic-red", {"arr_above": 0, "health_tone": "yellow"}, ""),
        ("immediate.renewal-silent", {"days_to_renewal": 59, "days_since_touch": 31, "renewal_talks": 0}, "immediate"),
        ("immediate.renewal-silent", {"days_to_renewal": 60, "days_since_touch": 31, "renewal_talks": 0}, ""),
        ("immediate.renewal-silent", {"days_to_renewal": 59, "days_since_touch": 30, "renewal_talks": 0}, ""),
        ("immediate.renewal-silent", {"days_to_renewal": 59, "days_since_touch": 31, "renewal_talks": 1}, ""),
        ("contract.renewal-near", {"days_to_renewal": 60, "renewal_talks": 0}, ""),
        ("contract.renewal-near", {"days_to_renewal": 59, "renewal_talks": 0}, "red"),
        ("contract.renewal-near", {"days_to_renewal": 59, "renewal_talks": 1}, ""),
    ],
)
def test_facts_at_their_boundaries(rule: str, known: dict[str, float | str], expected: str) -> None:
    assert level(rule, {}, facts(**known)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(121, ""), (120, ""), (119, "yellow"), (91, "yellow"), (90, "yellow"), (89, "red"), (-30, "red"), (-31, "")],
)
def test_a_yellow_signal_counts_more_the_nearer_the_renewal(days: int, expected: str) -> None:
    known = facts(days_to_renewal=days, renewal_talks=1)
    assert level("contract.renewal-near", YELLOW, known) == expected
    assert level("contract.renewal-near", {}, known) == ""


@pytest.mark.parametrize(("days", "expected"), [(121, ""), (120, "red"), (0, "red")])
def test_a_competitor_before_the_renewal_is_an_evaluation(days: int, expected: str) -> None:
    seen = {"contract.competitor": "yellow"}
    assert level("combination.active-evaluation", {}, facts(days_to_renewal=days), seen) == expected


def test_a_score_at_risk_is_no_signal_beside_an_indicator_that_says_so() -> None:
    assert level("health.band", YELLOW, facts(health_tone="yellow")) == ""
    assert level("health.band", YELLOW, facts(health_tone="red")) == "red"


# Combinations


@pytest.mark.parametrize(
    ("rule", "readings", "seen"),
    [
        ("combination.product-issue", fell("logins_week", -30) | grew("open_tickets", 2), {}),
        (
            "combination.relationship",
            {},
            {"relationship.champion-left": "yellow", "relationship.meetings": "yellow"},
        ),
        ("combination.value-perception", course("capacity_used", 50), {"contract.pricing": "yellow"}),
        ("combination.systemic", course("csat", 3) | course("late_invoices", 1), {}),
        ("combination.same-side", course("csat", 3) | course("nps_answer", 7), {}),
        ("combination.competitor-quiet", fell("logins_week", -30), {"contract.competitor": "yellow"}),
        ("immediate.competitor-evaluation", {}, {"contract.competitor": "red"}),
        ("immediate.several-red", course("csat", 2) | course("late_invoices", 2), {}),
    ],
)
def test_two_together_say_more_than_each(rule: str, readings: dict[str, list[Reading]], seen: dict[str, str]) -> None:
    found = look(readings, {}, seen)
    assert found[rule].level == ("immediate" if rule.startswith("immediate") else "red")
    assert found[rule].origin == "signals"
    assert len(found[rule].parts) >= (1 if rule == "immediate.competitor-evaluation" else 2)
    for name in [*readings]:
        rest = {one: values for one, values in readings.items() if one != name}
        assert rule not in look(rest, {}, seen)
    for name in seen:
        assert rule not in look(readings, {}, {one: said for one, said in seen.items() if one != name})


def test_the_evidence_names_the_signals_and_the_rule_its_meaning() -> None:
    found = look(fell("logins_week", -30) | grew("open_tickets", 3))["combination.product-issue"]
    assert found.evidence == "Fewer logins (yellow). Rush of tickets (red)"
    assert found.rule.meaning and found.rule.source == "handbook, card 4"


def test_the_evidence_gives_the_figure_its_day_and_what_it_was_before() -> None:
    one = look(fell("logins_week", -34))["usage.logins"]
    assert (one.value, one.on, one.before) == (pytest.approx(-34), TODAY, 200)
    assert one.evidence == (
        "Logins a week −34% in 30 days: 132 on average, 200 in the 30 days before, read 23 Nov 2026"
    )
    two = look(course("capacity_used", 71, 55))["contract.use"]
    assert (two.value, two.before, two.evidence) == (55, 71, "Capacity used 55%, read 23 Nov 2026, 71% before")


# By hand


def test_every_rule_by_hand_counts_at_each_of_its_levels() -> None:
    for name in POLICIES:
        for rule in policy(name).signals.handed:
            for said in rule.by_hand:
                found = look({}, {}, {rule.id: said}, by=name)
                assert (found[rule.id].level, found[rule.id].origin) == (said, "hand"), rule.id


def test_the_worse_of_what_was_seen_and_what_is_read_counts() -> None:
    both = look(course("late_invoices", 1), {}, {"contract.payments": "red"})["contract.payments"]
    assert (both.level, both.origin) == ("red", "hand")
    assert both.beside is not None and both.beside.level == "yellow"
    read = look(course("late_invoices", 2), {}, {"contract.payments": "yellow"})["contract.payments"]
    assert (read.level, read.origin) == ("red", "readings")


# What each document states


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_has_the_handbooks_thirty_indicators_and_answers(name: str) -> None:
    model = policy(name).signals
    count = {group: sum(one.group == group for one in model.rules) for group in model.groups}
    assert (count["usage"], count["support"], count["contract"]) == (5, 5, 5)
    assert (count["sentiment"], count["relationship"]) >= (4, 5)
    assert sum(one.id.startswith("combination.") for one in model.rules) >= 5
    assert sum(one.group == "immediate" for one in model.rules) >= 9
    assert all(one.about and one.source for one in model.rules)
    assert any(one.group == "expansion" for one in model.rules)


@pytest.mark.parametrize(
    ("name", "rule", "readings", "known", "expected"),
    [
        ("csm-playbook", "health.band", {}, {"health": 60}, "yellow"),
        ("csm-playbook", "health.band", {}, {"health": 59.5}, "red"),
        ("csm-playbook", "health.band", {}, {"health": 80}, ""),
        ("csm-playbook", "expansion.over-limit", course("capacity_used", 100, 101, 100), {}, "expansion"),
        ("csm-playbook", "expansion.over-limit", course("capacity_used", 99, 101, 100), {}, ""),
        ("csm-playbook", "expansion.over-limit", course("capacity_used", 100, 101), {}, ""),
        ("csm-playbook", "expansion.people", fell("seats_used", 9.9, 90), {}, ""),
        ("csm-playbook", "expansion.people", fell("seats_used", 10, 90), {}, "expansion"),
        ("csm-playbook", "expansion.volume", fell("leads", 9.9, 90), {}, ""),
        ("csm-playbook", "expansion.volume", fell("leads", 10, 90), {}, "expansion"),
        ("csm-playbook", "expansion.satisfied", course("nps_answer", 9), {"health_tone": "green"}, "expansion"),
        ("csm-playbook", "expansion.satisfied", course("nps", 49), {"health_tone": "green"}, ""),
        ("csm-playbook", "expansion.satisfied", course("nps", 50), {"health_tone": "yellow"}, ""),
        ("intervention", "health.band", {}, {"health_tone": "red"}, "red"),
        ("intervention", "health.band", {}, {"health_tone": "yellow"}, "yellow"),
        ("intervention", "relationship.sponsor-left", {}, {"sponsor_left": 90}, "red"),
        ("intervention", "relationship.sponsor-left", {}, {"sponsor_left": 91}, ""),
        ("intervention", "immediate.renewal-risk", YELLOW, {"days_to_renewal": 60}, "red"),
        ("intervention", "immediate.renewal-risk", YELLOW, {"days_to_renewal": 61}, ""),
        ("intervention", "immediate.renewal-risk", {}, {"days_to_renewal": 60}, ""),
        ("strategist", "health.at-risk", {}, {"health": 40}, ""),
        ("strategist", "health.at-risk", {}, {"health": 39.5}, "red"),
        ("strategist", "health.emergency", {}, {"health": 20}, ""),
        ("strategist", "health.emergency", {}, {"health": 19.5}, "immediate"),
        ("strategist", "health.band", {}, {"health_tone": "yellow"}, "yellow"),
        ("strategist", "relationship.no-response", {}, {"unanswered_days": 3, "health": 39}, "red"),
        ("strategist", "relationship.no-response", {}, {"unanswered_days": 2, "health": 39}, ""),
        ("strategist", "relationship.no-response", {}, {"unanswered_days": 3, "health": 40}, ""),
        ("strategist", "expansion.usage", course("capacity_used", 79.9), {}, ""),
        ("strategist", "expansion.usage", course("capacity_used", 80), {}, "expansion"),
        ("strategist", "expansion.team", fell("users", 10, 90), {}, "expansion"),
        ("strategist", "expansion.team", fell("users", 9.9, 90), {}, ""),
        ("strategist", "expansion.promoter", course("nps", 50), {"health": 80}, "expansion"),
        ("strategist", "expansion.promoter", course("nps", 50), {"health": 79.9}, ""),
        ("strategist", "expansion.promoter", course("nps_answer", 8), {"health": 80}, ""),
        ("strategist", "expansion.anniversary", {}, {"days_to_anniversary": 30}, "expansion"),
        ("strategist", "expansion.anniversary", {}, {"days_to_anniversary": 31}, ""),
        ("strategist", "expansion.value", {}, {"goals_reached": 1, "health_tone": "green"}, "expansion"),
        ("strategist", "expansion.value", {}, {"goals_reached": 1, "health_tone": "red"}, ""),
        ("coverage", "involve.renewal-near", course("open_tickets", 1), {"days_to_renewal": 90}, "trigger"),
        ("coverage", "involve.renewal-near", course("open_tickets", 1), {"days_to_renewal": 91}, ""),
        ("coverage", "involve.renewal-near", course("open_tickets", 0), {"days_to_renewal": 90}, ""),
        ("coverage", "involve.open-cases", course("open_tickets", 2), {}, ""),
        ("coverage", "involve.open-cases", course("open_tickets", 3), {}, "trigger"),
        ("coverage", "involve.open-cases", course("open_tickets", 3, age=31), {}, ""),
        ("coverage", "involve.executive", {}, {"executive_escalation": 1}, "trigger"),
        ("coverage", "involve.repeat", course("repeat_issues", 2), {}, "trigger"),
        ("coverage", "involve.churn-risk", {}, {"stage": "leaving"}, "trigger"),
    ],
)
def test_the_other_documents_rules(
    name: str, rule: str, readings: dict[str, list[Reading]], known: dict[str, float | str], expected: str
) -> None:
    assert level(rule, readings, facts(**known), by=name) == expected


def test_every_rule_is_tried_here() -> None:
    """Every rule with figures stands in a table above, so that none is added without its boundaries."""
    tried = Path(__file__).read_text(encoding="utf-8")
    missing = {rule.id for one in policies().values() for rule in one.signals.rules
               if rule.cases and f'"{rule.id}"' not in tried}  # fmt: skip
    assert missing == set()


# What must hold for any figure


def worst(found: Mapping[str, Raised]) -> int:
    return max((RANK[one.level] for one in found.values() if one.level not in ("expansion", "watch")), default=-1)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(POLICIES),
    active=st.floats(0, 100),
    less=st.floats(0, 100),
    csat=st.floats(1, 5),
    late=st.integers(0, 4),
    capacity=st.floats(0, 120),
    days=st.integers(-30, 200),
    sooner=st.integers(0, 200),
)
def test_a_worse_figure_never_lowers_a_level(
    name: str, active: float, less: float, csat: float, late: int, capacity: float, days: int, sooner: int
) -> None:
    rest = course("csat", csat) | course("late_invoices", late) | course("capacity_used", capacity)
    known = facts(days_to_renewal=days, renewal_talks=1, arr_above=10)
    now = look(rest | course("active_users", active), known, by=name)
    later = look(rest | course("active_users", max(0.0, active - less)), known, by=name)
    nearer = look(
        rest | course("active_users", active), known | facts(days_to_renewal=max(-30, days - sooner)), by=name
    )
    for worse in (later, nearer):
        assert worst(worse) >= worst(now)
        for rule, one in now.items():
            if one.rule.group not in ("expansion", "watch") and rule != "combination.same-side":
                assert rule in worse and RANK[worse[rule].level] >= RANK[one.level]


@settings(max_examples=60, deadline=None)
@given(before=st.floats(1, 1000), now=st.floats(0, 1000), less=st.floats(0, 1000))
def test_a_deeper_fall_never_lowers_a_level(before: float, now: float, less: float) -> None:
    first = level("usage.logins", course("logins_week", before, now, every=30))
    second = level("usage.logins", course("logins_week", before, max(0.0, now - less), every=30))
    assert RANK.get(second, -1) >= RANK.get(first, -1)


def test_a_reading_that_is_too_old_says_nothing() -> None:
    assert level("contract.use", course("capacity_used", 30, age=45)) == "red"
    assert level("contract.use", course("capacity_used", 30, age=46)) == ""
    assert level("sentiment.csat", course("csat", 1, age=120)) == "red"
    assert level("sentiment.csat", course("csat", 1, age=121)) == ""


def test_a_reading_of_tomorrow_is_not_looked_at() -> None:
    assert level("contract.use", course("capacity_used", 90, 30, age=-7)) == ""


# Deadlines


@pytest.mark.parametrize(
    ("at", "hours", "due"),
    [
        ("2026-11-23T10:00", 24, "2026-11-24T10:00"),
        ("2026-11-27T15:00", 24, "2026-11-30T15:00"),
        ("2026-11-27T15:00", 48, "2026-12-01T15:00"),
        ("2026-11-28T15:00", 24, "2026-12-01T00:00"),
        ("2026-11-29T23:00", 1, "2026-11-30T01:00"),
        ("2026-11-23T10:00", 120, "2026-11-30T10:00"),
        ("2026-11-23T10:00", 0, "2026-11-23T10:00"),
        ("2026-11-24T20:00", 4, "2026-11-25T00:00"),
    ],
)
def test_hours_run_on_working_days(at: str, hours: float, due: str) -> None:
    begun = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert deadline(begun, Span(hours)) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-23T10:00", "2026-11-23T18:00"),
        ("2026-11-23T17:59", "2026-11-23T18:00"),
        ("2026-11-23T18:00", "2026-11-24T18:00"),
        ("2026-11-27T19:00", "2026-11-30T18:00"),
        ("2026-11-28T09:00", "2026-11-30T18:00"),
    ],
)
def test_the_same_day_is_a_working_day(at: str, due: str) -> None:
    begun = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert deadline(begun, Span(same_day=True)) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_days_off_do_not_count() -> None:
    begun = datetime(2026, 11, 23, 10, tzinfo=UTC)
    off = frozenset({date(2026, 11, 24), date(2026, 11, 25)})
    assert deadline(begun, Span(24), off) == datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert deadline(begun.replace(hour=19), Span(same_day=True), off) == datetime(2026, 11, 26, 18, tzinfo=UTC)


# Files at fault


def rule(rest: str, name: str = "usage.x", group: str = "usage") -> str:
    return f"{{id: {name}, title: X, group: {group}, about: a, source: s{rest}}}"


RING = f"rules: [{rule(', red: {signal: [support.y]}')}, {rule(', red: {signal: [usage.x]}', 'support.y', 'support')}]"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"rules: [{rule('')}]", "when it is met"),
        (f"rules: [{rule(', yellow: {fact: arr, below: 1}', 'x')}]", "begins with"),
        (f"rules: [{rule('', group='nope')}]", "no group “nope”"),
        (f"rules: [{rule(', yellow: {fact: nope, below: 1}')}]", "no fact"),
        (f"rules: [{rule(', yellow: {fact: arr}')}]", "needs one of"),
        (f"rules: [{rule(', yellow: {reading: r}')}]", "needs one of"),
        (f"rules: [{rule(', yellow: {below: 1}')}]", "one reading"),
        (f"rules: [{rule(', yellow: {signal: [nope.*]}')}]", "no rule is meant"),
        (f"rules: [{rule(', yellow: {reading: r, measure: gap, below: 1}')}]", "gap needs its target"),
        (f"rules: [{rule(', by_hand: {watch: w}')}]", "no level"),
        (RING, "wait for one another"),
        ("drop: [usage.nope]", "no such rule"),
        ("response: [{level: watch, review: 1, review_says: a, act: 1, act_says: b}]", "a response is to one of"),
        ("comes_back_after: 0", "a number from 1 to 400"),
        ("nonsense: 1", "no key “nonsense”"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(text: str, reason: str) -> None:
    from csdesk import yamlfile
    from csdesk.policy.signals_load import read_signals

    with pytest.raises(YamlError, match=r"line 1") as caught:
        read_signals(yamlfile.loads(text, "own.signals.yaml"), policy("handbook").signals)
    assert reason in str(caught.value)


def test_a_policy_may_change_one_rule_and_drop_another() -> None:
    from csdesk import yamlfile
    from csdesk.policy.signals_load import read_signals

    text = """
rules:
  - {id: contract.use, title: Unused, group: contract, about: a, source: own, reading: capacity_used,
     yellow: {below: 80}}
drop: [health.fall]
"""
    base = policy("handbook").signals
    model = read_signals(yamlfile.loads(text), base)
    assert len(model.rules) == len(base.rules) - 1
    assert "health.fall" not in model.by_id
    found = evaluate(model, course("capacity_used", 79), {}, TODAY)
    assert [one.rule.title for one in found if one.rule.group == "contract"] == ["Unused"]
    assert model.version != base.version
