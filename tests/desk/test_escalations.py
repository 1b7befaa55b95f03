"""Escalations in the book: the interview, opening with form and actions, going on, settling, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import documents, escalations, records, risk_board, settings, signals
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.escalation_due import due_items
from csdesk.desk.today_model import Item
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
NO = {"incident": False, "intent": False}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> Iterator[Desk]:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        settings.set_profile(opened, name="Nora Hale", phone="+44 20 7946 0000", company="Kelvara")
        yield opened


def account(desk: Desk, name: str = "Halden Foods", **values: Any) -> int:
    given = {"name": name, "arr": Money.of(80_000, "USD"), "renewal_date": TODAY + timedelta(days=62),
             "health_score": 31.0, **values}  # fmt: skip
    made = records.create(desk, "account", given).record_id
    assert made is not None
    return made


def due(desk: Desk, until: int = 0, accounts: set[int] | None = None) -> list[Item]:
    with desk.book.read() as connection:
        today = desk.clock.today()
        return list(due_items(desk, connection, today, today + timedelta(days=until), accounts))


def test_the_interview_answers_what_the_book_knows_and_asks_the_rest(desk: Desk) -> None:
    one = account(desk)
    first = escalations.interview(desk, one)
    assert first.verdict.open is not None and first.verdict.open.id == "incident"
    assert first.without is not None and first.without.tier == 3
    last = escalations.interview(desk, one, NO)
    assert (last.tier, last.next_check) == ("Tier 3", TODAY + timedelta(days=14))
    assert last.deadline == datetime(2026, 11, 23, 14, tzinfo=UTC)
    renewal = next(one for one in last.questions if one.question.id == "renewal")
    assert renewal.known.words == "Renewal on 24 Jan 2027, in 62 days" and renewal.on_path
    assert [part for part, _ in last.team] == ["CSM", "CS manager", "Director or VP"]
    assert last.team[0][1] == escalations.Contact("Nora Hale", "+44 20 7946 0000")
    with pytest.raises(Invalid, match="no question “nothing”"):
        escalations.interview(desk, one, {"nothing": True})
    with pytest.raises(Invalid, match="no account"):
        escalations.interview(desk, 99)


@pytest.mark.parametrize(("days", "tier"), [(89, "Tier 3"), (90, "Tier 2")])
def test_the_renewal_counts_below_ninety_days(desk: Desk, days: int, tier: str) -> None:
    one = account(desk, renewal_date=TODAY + timedelta(days=days))
    assert escalations.interview(desk, one, NO).tier == tier


def test_a_red_band_is_a_sign_and_what_stands_as_a_signal_is_one(desk: Desk) -> None:
    one = account(desk, health_score=85.0, renewal_date=None)
    found = escalations.interview(desk, one, NO)
    assert found.rung is None and found.verdict.done
    signals.raise_by_hand(desk, one, "contract.competitor", "They named a rival on the phone.")
    found = escalations.interview(desk, one, NO)
    assert found.tier in ("Tier 1", "Tier 2")
    assert any("competitor" in one.rule for one in found.signs)


def test_to_escalate_is_to_act_on_the_signals(desk: Desk) -> None:
    one = account(desk)
    signals.raise_by_hand(desk, one, "immediate.churn-intent", "They said so on the phone.", "immediate")
    assert {each.state for each in signals.open(desk, one)} == {"raised"}
    escalations.open_escalation(desk, one, {"incident": False})
    found = [each for each in signals.open(desk, one) if each.level in signals.RISKS]
    assert {(each.state, each.reason) for each in found} == {("acted", "Escalated, tier 3")}
    desk.undo()
    assert {each.state for each in signals.open(desk, one)} == {"raised"}


def test_leaving_is_talk_of_leaving_and_size_decides(desk: Desk) -> None:
    small = account(desk, "Small", stage="leaving")
    for number in range(19):
        account(desk, f"Other {number}", arr=Money.of(90_000 + number, "USD"), health_score=90.0)
    large = account(desk, "Large", stage="leaving", arr=Money.of(900_000, "USD"))
    assert escalations.interview(desk, small, {"incident": False}).tier == "Tier 3"
    assert escalations.interview(desk, large, {"incident": False}).tier == "Tier 4"


def test_opening_writes_form_and_actions_in_one_undo_step(desk: Desk) -> None:
    one = account(desk)
    escalations.set_contacts(desk, {"Director or VP": escalations.Contact("Ida Brandt", "1"),
                                    "CS manager": escalations.Contact("Per Lund")})  # fmt: skip
    changed = escalations.open_escalation(desk, one, NO, note="New COO")
    assert changed.record_id is not None
    row = escalations.get(desk, changed.record_id)
    assert (row.label, row.state, row.note, row.policy) == ("Tier 3", "open", "New COO", "handbook")
    assert row.team == "CSM, CS manager, Director or VP"
    assert [step.answer for step in row.steps] == [False, True, True, False, True]
    actions = records.of_account(desk, "action", one)
    assert len(actions) == 5 and all(each.values["important"] for each in actions)
    owners = {each.title: each.values["owner"] for each in actions}
    director = records.get(desk, "contact", owners["Set up a talk between executives of both sides"])
    assert director.title == "Ida Brandt"
    assert row.document is not None
    view = documents.view(desk, row.document)
    said = {f"{section.section.id}/{each.field.id}": each.text for section in view.sections for each in section.fields}
    assert said["facts/manager"] == "Per Lund" and said["next/check"] == "7 Dec 2026"
    assert "Renewal on 24 Jan 2027" in said["situation/summary"] and said["next/updates"] == "Every day"
    plan = next(section for section in view.sections if section.section.id == "plan")
    assert len(plan.rows) == 5
    assert desk.undo_name == "Escalate “Halden Foods” to tier 3"
    desk.undo()
    assert escalations.listing(desk, open_only=False) == () and records.of_account(desk, "action", one) == ()
    assert documents.listing(desk) == ()


def test_a_playbook_starts_with_it(desk: Desk) -> None:
    one = account(desk, stage="leaving")
    found = escalations.interview(desk, one, {"incident": False})
    offered = escalations.startable(desk, found)
    assert offered[0].id == "save-campaign" and offered[0].chosen and offered[0].why
    number = int(escalations.open_escalation(desk, one, {"incident": False}, playbook="save-campaign").record_id or 0)
    row = escalations.get(desk, number)
    assert row.run is not None
    run = records.get(desk, "playbook_run", row.run)
    assert (run.values["playbook"], run.values["escalation"], run.values["why"]) == ("save-campaign", number, row.title)
    with pytest.raises(Invalid, match="no playbook"):
        escalations.open_escalation(desk, account(desk, "Other"), NO, playbook="nothing")
    assert len(escalations.listing(desk)) == 1
    desk.undo()
    desk.undo()
    assert records.of_account(desk, "playbook_run", one) == ()


def test_only_the_actions_that_are_wanted(desk: Desk) -> None:
    one = account(desk)
    wanted = [each.title for each in escalations.interview(desk, one, NO).actions][:2]
    made = escalations.open_escalation(desk, one, NO, actions=wanted, document=False).record_id
    assert made is not None and escalations.get(desk, made).document is None
    assert [each.title for each in records.of_account(desk, "action", one)] == wanted


def test_what_cannot_be_opened(desk: Desk) -> None:
    one, calm = account(desk), account(desk, "Calm", health_score=90.0, renewal_date=None)
    with pytest.raises(Invalid, match="a question is open"):
        escalations.open_escalation(desk, one)
    with pytest.raises(Invalid, match="nothing in the answers"):
        escalations.open_escalation(desk, calm, NO)
    with pytest.raises(Invalid, match="no tier 9"):
        escalations.open_escalation(desk, calm, NO, tier=9)
    escalations.open_escalation(desk, calm, NO, tier=1)
    with pytest.raises(Invalid, match="open already"):
        escalations.open_escalation(desk, calm, NO, tier=2)


def test_an_account_that_left_is_not_escalated(desk: Desk) -> None:
    gone = account(desk, stage="churned")
    with pytest.raises(Invalid, match="has left"):
        escalations.open_escalation(desk, gone, {}, tier=2)
    assert not escalations.listing(desk)


def test_it_is_answered_looked_at_moved_up_and_settled(desk: Desk, clock: FixedClock) -> None:
    one = account(desk, renewal_date=TODAY + timedelta(days=200))
    number = int(escalations.open_escalation(desk, one, NO).record_id or 0)
    assert escalations.get(desk, number).tier == 2
    keys = [each.key for each in due(desk)]
    assert keys == [f"escalation/{number}/answer"]
    escalations.complete_item(desk, keys[0])
    assert due(desk) == [] and escalations.get(desk, number).responded is not None
    clock.set(TODAY + timedelta(days=14))
    row = escalations.get(desk, number)
    proposed = row.proposed(desk.clock.today())
    assert proposed is not None and proposed.tier == 3
    items = due(desk)
    assert [each.key for each in items] == [f"escalation/{number}/check/2026-12-07"]
    assert items[0].rule == "Not settled after 14 days: tier 3"
    escalations.complete_item(desk, items[0].key)
    assert escalations.get(desk, number).next_check == date(2026, 12, 21)
    higher = int(escalations.move_up(desk, number).record_id or 0)
    assert escalations.get(desk, number).state == "raised"
    above = escalations.get(desk, higher)
    assert (above.tier, above.state) == (3, "open")
    assert above.steps[-1].words == "Is it settled? No: Open for 14 days at tier 2"
    assert [each.id for each in escalations.listing(desk)] == [higher]
    with pytest.raises(Invalid, match="what came of it"):
        escalations.resolve(desk, higher, " ")
    escalations.resolve(desk, higher, "Signed for a year")
    settled = escalations.get(desk, higher)
    assert (settled.state, settled.outcome, settled.resolved_on) == ("resolved", "Signed for a year", date(2026, 12, 7))
    with pytest.raises(Invalid, match="not open any more"):
        escalations.complete_item(desk, f"escalation/{higher}/answer")
    assert [each.id for each in escalations.listing(desk, open_only=False)] == [higher]
    escalations.reopen(desk, higher)
    assert escalations.get(desk, higher).state == "open"


def test_the_top_tier_moves_nowhere(desk: Desk) -> None:
    one = account(desk)
    number = int(escalations.open_escalation(desk, one, {"incident": True}).record_id or 0)
    with pytest.raises(Invalid, match="no tier stands above tier 4"):
        escalations.move_up(desk, number)


def test_what_the_rules_call_for_is_proposed_until_it_is_opened_or_declined(desk: Desk, clock: FixedClock) -> None:
    one, other = account(desk), account(desk, "Second", renewal_date=None)
    account(desk, "Healthy", health_score=88.0)
    account(desk, "Lost", stage="churned")
    assert {each.account: each.label for each in escalations.proposals(desk)} == {
        "Halden Foods": "Tier 3", "Second": "Tier 2",
    }  # fmt: skip
    items = {each.account_id: each for each in due(desk)}
    assert items[one].title == "Escalate to the director or VP, tier 3" and items[one].verb == ""
    assert items[one].urgent and items[one].where == {"escalate": one}
    assert [each.key for each in due(desk, accounts={one})] == [items[one].key]
    with pytest.raises(Invalid, match="cannot be ticked"):
        escalations.complete_item(desk, items[one].key)
    escalations.open_escalation(desk, one, NO)
    with pytest.raises(Invalid, match="why"):
        escalations.decline(desk, other, "")
    escalations.decline(desk, other, "The score comes from a broken feed")
    assert escalations.proposals(desk) == ()
    clock.set(TODAY + timedelta(days=8))
    assert [each.account for each in escalations.proposals(desk)] == ["Second"]


def test_each_policy_escalates_by_its_own_procedure(desk: Desk) -> None:
    one = account(desk)
    settings.choose_policy(desk, "intervention")
    found = escalations.interview(desk, one, {"legal": False, "bug": False, "competitor": False, "sponsor": False})
    assert (found.tier, found.plan.form) == ("Level 2", "matrix")
    assert found.deadline == datetime(2026, 11, 24, 12, tzinfo=UTC)
    text = escalations.message(desk, one, {"legal": False})
    assert text.startswith("[ESCALATION] Halden Foods: The health score dropped to red")
    assert "Urgency: high" in text and "{" not in text and "$80,000 ARR" in text
    settings.choose_policy(desk, "strategist")
    assert escalations.interview(desk, one, {"cancel": False}).tier == "Level 2"


def test_the_board_by_severity_with_register_and_losses(desk: Desk) -> None:
    red = account(desk)
    yellow = account(desk, "Yellow", health_score=60.0, renewal_date=None)
    watch = account(desk, "Watched", health_score=85.0, renewal_date=None)
    account(desk, "Fine", health_score=85.0, renewal_date=None)
    lost = account(desk, "Gone", stage="churned", churned_on=TODAY - timedelta(days=10), health_score=10.0)
    for where, probability, impact in ((watch, "high", "high"), (red, "low", "medium"), (red, None, "high")):
        values = {"title": "A risk", "probability": probability, "impact": impact}
        records.create(desk, "risk", values, account_id=where)
    records.create(desk, "risk", {"title": "Over", "probability": "high", "impact": "high", "status": "closed"},
                   account_id=red)  # fmt: skip
    found = risk_board.board(desk)
    assert {one.row.name: one.severity for one in found.cards} == {
        "Halden Foods": "red", "Yellow": "yellow", "Watched": "watch",
    }  # fmt: skip
    assert risk_board.cells(found.register) == {("high", "high"): 1, ("low", "medium"): 1, ("", ""): 1}
    assert [(one.account, one.state, one.due) for one in found.losses] == [("Gone", "none", TODAY - timedelta(days=3))]
    assert next(one for one in found.cards if one.row.id == red).called == "Tier 3"
    assert risk_board.needing(desk) == 1
    document = documents.open_document(desk, "save-proposal", yellow)
    documents.fill(desk, "save-proposal", yellow, {"next": {"decision": "2026-12-01"}, "outcome": {"outcome": "lost"}})
    campaign = risk_board.board(desk).campaigns[0]
    assert (campaign.document_id, campaign.state, campaign.decides_on) == (document, "lost", date(2026, 12, 1))
    paper = documents.open_document(desk, "post-mortem", lost)
    documents.fill(desk, "post-mortem", lost, {"cause": {"category": "product"}})
    loss = risk_board.board(desk).losses[0]
    assert (loss.document_id, loss.state, loss.cause) == (paper, "draft", "Product")
    assert (loss.interview_id, loss.interview) == (None, "none")
    interview = documents.open_document(desk, "exit-interview", lost)
    loss = risk_board.board(desk).losses[0]
    assert (loss.interview_id, loss.interview) == (interview, "draft")


def test_contacts_are_kept_and_taken_back(desk: Desk) -> None:
    escalations.set_contacts(desk, {"CS manager": escalations.Contact("Per Lund", "7"), "C-level":
                                    escalations.Contact(" ", "")})  # fmt: skip
    assert set(escalations.contacts(desk)) == {"CS manager", "CSM"}
    assert escalations.contact_for(desk, "manager", ("CSM", "CS manager")) == "Per Lund"
    assert escalations.contact_for(desk, "director", ("CSM", "CS manager")) == ""
    desk.undo()
    assert set(escalations.contacts(desk)) == {"CSM"}


def test_every_form_and_playbook_that_a_tier_names_is_there(desk: Desk) -> None:
    from csdesk.desk import policies, runs

    forms = {one.id for one in documents.forms(desk)}
    playbooks = {one.playbook for one in runs.choices(desk, account(desk))}
    for policy in policies.choices():
        for rung in policy.escalation.rungs:
            assert not rung.form or rung.form in forms, (policy.id, rung.tier)
            assert set(rung.playbooks) <= playbooks, (policy.id, rung.tier)
