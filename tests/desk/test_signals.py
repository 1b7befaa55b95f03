"""Signals in the book: raised, made worse, answered, over, taken back, and what the CSM is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import bin, health, involvement, records, settings, signal_facts, signals
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.signals import SignalRow
from csdesk.policy.load import policy
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        settings.set_profile(opened, name="Nora Hale", company="Kelvara")
        account(opened, "Halden Foods")
        yield opened


def account(desk: Desk, name: str, **values: Any) -> int:
    made = records.create(desk, "account", {"name": name, **values}).record_id
    assert made is not None
    return made


def raised(desk: Desk, account_id: int = 1) -> dict[str, SignalRow]:
    return {one.rule: one for one in signals.open(desk, account_id)}


def levels(desk: Desk, account_id: int = 1) -> dict[str, str]:
    return {rule: one.level for rule, one in raised(desk, account_id).items()}


def capacity(desk: Desk, value: float, on: date = TODAY) -> None:
    health.add_readings(desk, 1, {"capacity_used": value}, on)


def later(desk: Desk, clock: FixedClock, days: int) -> None:
    clock.set(clock.now() + timedelta(days=days))
    signals.catch_up(desk)


# Raised, worse, milder, over


def test_a_reading_raises_a_signal_with_its_evidence_and_deadlines(desk: Desk) -> None:
    capacity(desk, 50)
    one = raised(desk)["contract.use"]
    assert (one.level, one.state, one.origin) == ("yellow", "raised", "Readings")
    assert one.evidence == "Capacity used 50%, read 23 Nov 2026"
    assert (one.review_by, one.act_by) == (NOON + timedelta(days=1), NOON + timedelta(days=2))
    assert (one.asks, one.due_at) == ("Look into it", one.review_by)
    assert one.about and one.source == "handbook, card 4"


def test_it_is_raised_once_and_grows_worse_in_place(desk: Desk, clock: FixedClock) -> None:
    capacity(desk, 50, TODAY - timedelta(days=1))
    first = raised(desk)["contract.use"]
    signals.acknowledge(desk, first.id)
    assert signals.refresh(desk) == 0
    clock.set(NOON + timedelta(hours=2))
    capacity(desk, 30)
    worse = raised(desk)["contract.use"]
    assert (worse.id, worse.level, worse.state) == (first.id, "red", "raised")
    assert worse.raised_at == NOON + timedelta(hours=2)
    assert worse.evidence == "Capacity used 30%, read 23 Nov 2026, 50% before"


def test_it_grows_milder_without_asking_again(desk: Desk) -> None:
    capacity(desk, 30, TODAY - timedelta(days=1))
    first = raised(desk)["contract.use"]
    signals.act(desk, first.id)
    capacity(desk, 50)
    milder = raised(desk)["contract.use"]
    assert (milder.id, milder.level, milder.state, milder.raised_at) == (first.id, "yellow", "acted", first.raised_at)


def test_it_is_over_when_the_figures_say_so_and_stays_as_history(desk: Desk) -> None:
    capacity(desk, 30, TODAY - timedelta(days=1))
    capacity(desk, 80)
    assert raised(desk) == {}
    past = signals.history(desk, 1)
    assert [(one.rule, one.state, one.reason) for one in past] == [("contract.use", "cleared", "No longer so")]
    with pytest.raises(Invalid, match="holds no longer"):
        signals.act(desk, past[0].id)


def test_it_is_over_when_the_reading_grows_too_old(desk: Desk, clock: FixedClock) -> None:
    capacity(desk, 30)
    later(desk, clock, 45)
    assert "contract.use" in raised(desk)
    later(desk, clock, 1)
    assert "contract.use" not in raised(desk)


def test_combinations_follow_what_they_are_made_of(desk: Desk) -> None:
    capacity(desk, 50)
    assert "combination.value-perception" not in raised(desk)
    changed = signals.raise_by_hand(desk, 1, "contract.pricing", "Dana asked what half the seats would cost")
    assert levels(desk)["combination.value-perception"] == "red"
    assert changed.record_id is not None
    signals.dismiss(desk, changed.record_id, "It was about another product")
    assert "combination.value-perception" not in raised(desk)
    desk.undo()
    assert levels(desk)["combination.value-perception"] == "red"


def test_what_was_dismissed_is_no_ground_for_others(desk: Desk) -> None:
    records.update(desk, "account", 1, {"renewal_date": TODAY + timedelta(days=74)})
    capacity(desk, 50)
    assert levels(desk) == {"contract.use": "yellow", "contract.renewal-near": "red"}
    signals.dismiss(desk, raised(desk)["contract.use"].id, "A seasonal low")
    assert levels(desk) == {}
    desk.undo()
    assert levels(desk) == {"contract.use": "yellow", "contract.renewal-near": "red"}


def test_a_customer_who_has_left_gives_no_signal(desk: Desk) -> None:
    capacity(desk, 30)
    signals.raise_by_hand(desk, 1, "contract.competitor", "Named one in a call")
    assert raised(desk)
    records.update(desk, "account", 1, {"stage": "churned"})
    assert raised(desk) == {}
    assert {one.reason for one in signals.history(desk, 1)} == {"The customer has left"}


# Undo


def test_an_undo_takes_back_what_was_raised_because_of_it(desk: Desk) -> None:
    capacity(desk, 30)
    assert desk.undo_name == "Add readings of “Halden Foods”"
    desk.undo()
    assert raised(desk) == {}
    assert signals.history(desk, 1) == ()
    desk.redo()
    assert levels(desk)["contract.use"] == "red"


def test_an_account_made_and_undone_takes_its_signals_along(desk: Desk) -> None:
    made = account(desk, "Brief Life", renewal_date=TODAY + timedelta(days=20))
    assert levels(desk, made) == {"contract.renewal-near": "red"}
    desk.undo()
    with desk.book.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM signal").scalar() == 0
    desk.redo()
    assert levels(desk, made) == {"contract.renewal-near": "red"}


def test_undo_names_what_the_csm_did(desk: Desk) -> None:
    capacity(desk, 30)
    one = raised(desk)["contract.use"]
    signals.dismiss(desk, one.id, "A seasonal low")
    assert desk.undo_name == "Dismiss “Pays for more than it uses” of “Halden Foods”"
    desk.undo()
    assert raised(desk)["contract.use"].state == "raised"


# Answers


def test_acknowledged_then_acted_on_then_watched(desk: Desk) -> None:
    capacity(desk, 50)
    one = raised(desk)["contract.use"]
    signals.acknowledge(desk, one.id, "Looked at the export")
    one = raised(desk)["contract.use"]
    assert (one.state, one.due_at, one.asks) == ("acknowledged", one.act_by, "Reach out to the customer")
    assert one.reason == "Looked at the export"
    signals.act(desk, one.id)
    one = raised(desk)["contract.use"]
    assert (one.state, one.due_at) == ("acted", NOON + timedelta(days=7))
    assert signals.standing(desk)[1].yellow == 1


def test_a_dismissed_signal_needs_a_reason_and_stays_away(desk: Desk, clock: FixedClock) -> None:
    capacity(desk, 50, TODAY - timedelta(days=2))
    one = raised(desk)["contract.use"]
    with pytest.raises(Invalid, match="needs a reason"):
        signals.dismiss(desk, one.id, "  ")
    signals.dismiss(desk, one.id, "A seasonal low")
    capacity(desk, 49, TODAY - timedelta(days=1))
    assert raised(desk) == {}
    assert signals.standing(desk) == {}
    later(desk, clock, 29)
    assert raised(desk) == {}


def test_a_dismissed_signal_comes_back_when_it_worsens(desk: Desk) -> None:
    capacity(desk, 50, TODAY - timedelta(days=1))
    one = raised(desk)["contract.use"]
    signals.dismiss(desk, one.id, "A seasonal low")
    capacity(desk, 30)
    back = raised(desk)["contract.use"]
    assert (back.level, back.state) == ("red", "raised")
    assert back.id != one.id
    assert signals.history(desk, 1)[0].reason == "A seasonal low (raised again: it became worse)"


def test_a_dismissed_signal_comes_back_after_the_days_the_policy_states(desk: Desk, clock: FixedClock) -> None:
    capacity(desk, 50)
    signals.dismiss(desk, raised(desk)["contract.use"].id, "A seasonal low")
    later(desk, clock, 29)
    assert raised(desk) == {}
    later(desk, clock, 1)
    assert raised(desk)["contract.use"].state == "raised"


def test_a_dismissed_signal_that_was_over_is_new_the_next_time(desk: Desk) -> None:
    for days, value in ((3, 50), (2, 80), (1, 50)):
        capacity(desk, value, TODAY - timedelta(days=days))
        if days == 3:
            signals.dismiss(desk, raised(desk)["contract.use"].id, "A seasonal low")
    assert raised(desk)["contract.use"].state == "raised"
    assert [one.reason for one in signals.history(desk, 1)] == ["A seasonal low (over since)"]


# By hand


def test_what_a_person_saw_lasts_until_it_ages_out(desk: Desk, clock: FixedClock) -> None:
    signals.raise_by_hand(desk, 1, "contract.competitor", "Named one  in a call")
    one = raised(desk)["contract.competitor"]
    assert (one.level, one.origin, one.evidence) == ("yellow", "By hand", "Named one in a call")
    later(desk, clock, 90)
    assert "contract.competitor" in raised(desk)
    later(desk, clock, 1)
    assert "contract.competitor" not in raised(desk)
    assert signals.history(desk, 1)[-1].reason == "Seen more than 90 days ago, and not again"


def test_a_second_sighting_is_added_and_may_be_worse(desk: Desk, clock: FixedClock) -> None:
    first = signals.raise_by_hand(desk, 1, "contract.competitor", "Named one in a call").record_id
    assert first is not None
    signals.act(desk, first)
    clock.set(NOON + timedelta(days=60))
    second = signals.raise_by_hand(desk, 1, "contract.competitor", "An RFP is out", "red").record_id
    one = raised(desk)["contract.competitor"]
    assert (first, one.level, one.state) == (second, "red", "raised")
    assert one.evidence == "An RFP is out; before that: Named one in a call"
    assert levels(desk)["immediate.competitor-evaluation"] == "immediate"


@pytest.mark.parametrize(
    ("rule", "evidence", "level", "said"),
    [
        ("usage.logins", "Seen", None, "raised by hand"),
        ("nope", "Seen", None, "raised by hand"),
        ("contract.competitor", " ", None, "needs its evidence"),
        ("contract.competitor", "Seen", "immediate", "yellow or red"),
    ],
)
def test_what_cannot_be_raised_is_refused(desk: Desk, rule: str, evidence: str, level: str | None, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        signals.raise_by_hand(desk, 1, rule, evidence, level)
    assert raised(desk) == {}


# What the book knows


def contact(desk: Desk, name: str, role: str, **values: Any) -> None:
    records.create(desk, "contact", {"name": name, "role": role, **values}, account_id=1)


def touch(desk: Desk, days: int, summary: str, **values: Any) -> None:
    row = {"type": "email", "date": TODAY - timedelta(days=days), "summary": summary, **values}
    records.create(desk, "touch", row, account_id=1)


def test_a_champion_who_left(desk: Desk) -> None:
    contact(desk, "Dana Okafor", "champion", left_on=TODAY - timedelta(days=3))
    found = raised(desk)
    assert found["immediate.champion-left"].evidence.startswith("Champion Dana Okafor left on 20 Nov 2026")
    assert levels(desk)["relationship.champion-left"] == "red"
    contact(desk, "Ruben Hale", "champion")
    assert "immediate.champion-left" in raised(desk)


def test_several_people_left_and_nobody_took_over(desk: Desk) -> None:
    contact(desk, "Dana Okafor", "economic-buyer", left_on=TODAY - timedelta(days=3))
    assert levels(desk)["relationship.contacts-left"] == "yellow"
    contact(desk, "Ines Roy", "end-user", left_on=TODAY - timedelta(days=90))
    assert levels(desk)["relationship.contacts-left"] == "red"
    contact(desk, "Ruben Hale", "economic-buyer")
    assert levels(desk)["relationship.contacts-left"] == "yellow"


def test_attempts_without_an_answer(desk: Desk) -> None:
    touch(desk, 20, "Quarterly figures sent")
    touch(desk, 15, "Asked for a date, no answer")
    touch(desk, 1, "Left a voicemail", type="call")
    assert raised(desk)["relationship.response"].evidence == "2 attempts without an answer since 8 Nov 2026"
    touch(desk, 0, "She called back", type="call")
    assert "relationship.response" not in raised(desk)


def test_a_touch_in_a_bad_mood(desk: Desk) -> None:
    touch(desk, 2, "Angry about the outage", sentiment="bad")
    assert raised(desk)["sentiment.feedback"].evidence == (
        "A touch in a bad mood on 21 Nov 2026: “Angry about the outage”"
    )


def test_a_meeting_cancelled_and_planned_anew(desk: Desk) -> None:
    made = records.create(desk, "review", {"title": "QBR", "type": "qbr", "date": TODAY + timedelta(days=3)},
                          account_id=1).record_id  # fmt: skip
    assert made is not None
    records.update(desk, "review", made, {"status": "cancelled"})
    assert {"relationship.meetings", "relationship.reviews"} <= raised(desk).keys()
    again = {"title": "QBR", "type": "qbr", "date": TODAY + timedelta(days=10)}
    records.create(desk, "review", again, account_id=1)
    assert raised(desk) == {}


def test_a_review_put_off_again_and_again(desk: Desk) -> None:
    made = records.create(desk, "review", {"title": "QBR", "type": "qbr", "date": TODAY}, account_id=1).record_id
    assert made is not None
    records.update(desk, "review", made, {"date": TODAY + timedelta(days=7)})
    assert levels(desk) == {"relationship.meetings": "yellow"}
    records.update(desk, "review", made, {"date": TODAY + timedelta(days=14)})
    assert levels(desk)["relationship.reviews"] == "red"
    desk.undo()
    assert "relationship.reviews" not in raised(desk)


def test_a_renewal_without_a_word_about_it(desk: Desk) -> None:
    records.update(desk, "account", 1, {"renewal_date": TODAY + timedelta(days=59)})
    assert levels(desk) == {"contract.renewal-near": "red"}
    touch(desk, 1, "Spoke about renewing for two years")
    assert raised(desk) == {}


def test_from_green_to_red_in_one_step(desk: Desk) -> None:
    values = {"date": TODAY - timedelta(days=40), "score": 85.0, "origin": "CRM"}
    records.create(desk, "health_snapshot", values, account_id=1)
    records.update(desk, "account", 1, {"health_score": 30.0})
    assert raised(desk)["immediate.health-jump"].evidence == "Health score 30, critical. 85 on 14 Oct 2026"
    assert levels(desk)["health.fall"] == "yellow"
    between = {"date": TODAY - timedelta(days=5), "score": 55.0, "origin": "CRM"}
    records.create(desk, "health_snapshot", between, account_id=1)
    assert "immediate.health-jump" not in raised(desk)


def test_red_in_the_upper_fifth_of_the_book(desk: Desk) -> None:
    records.update(desk, "account", 1, {"arr": Money.of(500_000, "USD")})
    for number in range(9):
        account(desk, f"Other {number}", arr=Money.of(1000 * (number + 1), "USD"))
    capacity(desk, 30)
    assert levels(desk)["immediate.strategic-red"] == "immediate"
    health.add_readings(desk, 4, {"capacity_used": 30.0})
    assert "immediate.strategic-red" not in raised(desk, 4)


def test_one_account_is_ranked_as_the_whole_book_is(desk: Desk) -> None:
    for number, currency in enumerate(("USD", "USD", "EUR", "USD", "EUR")):
        account(desk, f"Other {number}", arr=Money.of(1000 * number, currency))
    with desk.book.read() as connection:
        whole = {one.account_id: one.facts.get("arr_above")
                 for one in signal_facts.read(connection, policy("handbook"), TODAY)}  # fmt: skip
        alone = {number: next(signal_facts.read(connection, policy("handbook"), TODAY, [number])).facts.get("arr_above")
                 for number in whole}  # fmt: skip
        few = signal_facts._standing(connection, list(whole))
        every = signal_facts._standing(connection, None)
    assert whole == alone
    assert {number: share for number, share in few.items() if share is not None} == every
    assert [round(every[number]) for number in (2, 3, 5)] == [67, 33, 0]


# The whole book, other policies


def test_another_policy_has_other_rules(desk: Desk) -> None:
    health.add_readings(desk, 1, {"seat_use": 95.0})
    assert levels(desk) == {"expansion.seats": "expansion"}
    settings.choose_policy(desk, "csm-playbook")
    assert raised(desk) == {}
    assert signals.history(desk, 1)[0].reason == "The policy in use has no such rule"
    signals.raise_by_hand(desk, 1, "expansion.business-unit", "Opens an office in Lyon")
    assert levels(desk) == {"expansion.business-unit": "expansion"}
    assert signals.standing(desk)[1].expansion == 1
    settings.choose_policy(desk, "handbook")
    assert levels(desk) == {"expansion.seats": "expansion", "expansion.business-unit": "expansion"}


@pytest.mark.parametrize("back", ["undo", "switch"])
def test_an_answer_outlives_another_policy(desk: Desk, back: str) -> None:
    health.add_readings(desk, 1, {"seat_use": 95.0})
    (before,) = signals.open(desk, 1)
    signals.act(desk, before.id, "Offered seats")
    settings.choose_policy(desk, "csm-playbook")
    assert signals.open(desk, 1) == ()
    desk.undo() if back == "undo" else settings.choose_policy(desk, "handbook")
    (after,) = signals.open(desk, 1)
    assert (after.id, after.state, after.reason) == (before.id, "acted", "Offered seats")
    assert after.raised_at == before.raised_at


def test_an_answer_comes_back_when_what_ended_its_signal_is_undone(desk: Desk) -> None:
    capacity(desk, 30)
    one = next(one for one in signals.open(desk, 1) if one.rule == "contract.use")
    signals.acknowledge(desk, one.id, "Asked the team lead")
    records.update(desk, "account", 1, {"stage": "churned"})
    assert signals.open(desk, 1) == ()
    desk.undo()
    found = next(each for each in signals.open(desk, 1) if each.rule == "contract.use")
    assert (found.id, found.state, found.reason) == (one.id, "acknowledged", "Asked the team lead")


def test_what_one_account_says_is_what_the_book_says(desk: Desk) -> None:
    other = account(desk, "Corvane Health", renewal_date=TODAY + timedelta(days=20))
    capacity(desk, 50)
    with desk.book.read() as connection:
        whole = set(_items(desk, connection, None))
        parts = {item for one in (1, other) for item in _items(desk, connection, {one})}
    assert whole == parts
    assert len(whole) == 2
    assert signals.standing(desk) == {**signals.standing(desk, {1}), **signals.standing(desk, {other})}


def _items(desk: Desk, connection: Any, accounts: set[int] | None) -> list[Any]:
    found = signals.due_items(desk, connection, TODAY, TODAY + timedelta(days=7), accounts)
    return [(one.key, one.title, one.evidence, one.due_at) for one in found]


def test_today_says_one_thing_about_an_account_and_ticks_it_whole(desk: Desk) -> None:
    capacity(desk, 30)
    health.add_readings(desk, 1, {"csat": 2.0, "late_invoices": 2.0})
    with desk.book.read() as connection:
        items = list(signals.due_items(desk, connection, TODAY, TODAY, None))
    assert len(items) == 1
    one = items[0]
    assert one.title == "Escalate: Several indicators red"
    assert one.urgent and one.rule == "Act at once: escalate within 4 hours"
    assert "Also: " in one.evidence
    assert one.where == {"account_id": 1, "tab": "health", "signal": int(one.key.partition("/")[2])}
    signals.complete_item(desk, one.key)
    assert {row.state for row in signals.open(desk, 1)} == {"acknowledged"}
    signals.complete_item(desk, one.key)
    assert {row.state for row in signals.open(desk, 1)} == {"acted"}
    with desk.book.read() as connection:
        assert list(signals.due_items(desk, connection, TODAY, TODAY, None)) == []
        soon = list(signals.due_items(desk, connection, TODAY, TODAY + timedelta(days=1), None))
    assert soon[0].title == "See whether it holds still: Several indicators red"
    desk.undo()
    assert {row.state for row in signals.open(desk, 1)} == {"acknowledged"}


def test_an_account_in_the_bin_has_no_signals(desk: Desk) -> None:
    capacity(desk, 30)
    bin.delete(desk, "account", 1)
    assert signals.open(desk) == ()
    assert signals.standing(desk) == {}
    desk.undo()
    assert raised(desk)


# Should I be involved?


@pytest.mark.parametrize(
    ("values", "severity", "said", "yes"),
    [
        ({}, "critical", (), False),
        ({"tier": "Tier 1"}, "critical", (), True),
        ({"arr": Money.of("149999.99", "USD")}, "critical", (), False),
        ({"arr": Money.of(150_000, "USD")}, "critical", (), True),
        ({"support_plan": "Premier"}, "critical", (), True),
        ({}, "high", (), False),
        ({}, "high", ("customer-escalates",), True),
        ({"renewal_date": TODAY + timedelta(days=90)}, "high", (), True),
        ({"renewal_date": TODAY + timedelta(days=91)}, "high", (), False),
        ({}, "moderate", (), False),
        ({}, "moderate", ("pattern",), True),
        ({}, "moderate", ("dissatisfied",), True),
        ({}, "moderate", ("customer-escalates",), False),
        ({}, "low", (), False),
        ({}, "low", ("pattern", "dissatisfied"), False),
        ({}, "low", ("churn-risk",), True),
        ({}, "low", ("sales-flag",), True),
        ({}, "low", ("executive",), True),
        ({}, "low", ("repeat",), True),
        ({}, "low", ("open-cases",), True),
        ({"executive_escalation": True}, "low", (), True),
        ({"tier": "Tier 0"}, "low", (), True),
    ],
)
def test_should_i_be_involved(
    desk: Desk, values: dict[str, Any], severity: str, said: tuple[str, ...], yes: bool
) -> None:
    settings.choose_policy(desk, "coverage")
    records.update(desk, "account", 1, values)
    found = involvement.ask(desk, 1, severity=severity, said=said)
    assert found.involve is yes
    assert found.because and len(found.reasons) == 11


@pytest.mark.parametrize(
    ("request_id", "key", "yes"),
    [("cancellation", False, True), ("collections", False, False), ("collections", True, True),
     ("retention", True, False), ("invoice", False, True)],
)  # fmt: skip
def test_what_goes_to_the_queue(desk: Desk, request_id: str, key: bool, yes: bool) -> None:
    if key:
        records.update(desk, "account", 1, {"support_plan": "Premier"})
    assert involvement.ask(desk, 1, request=request_id).involve is yes


def test_the_book_answers_what_it_knows(desk: Desk) -> None:
    signals.raise_by_hand(desk, 1, "support.repeat", "The export breaks again")
    found = involvement.ask(desk, 1, severity="moderate")
    assert found.involve
    assert found.because[0] == "Moderate: a pattern of cases (The same trouble again (yellow))."
    with pytest.raises(Invalid, match="no severity “dire”"):
        involvement.ask(desk, 1, severity="dire")
