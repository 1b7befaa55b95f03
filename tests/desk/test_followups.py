"""What flows from one document into the next: handoff to records, escalation to save, loss to post-mortem."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import documents, followups, records, settings, sources
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.desk.errors import Invalid
from csdesk.values.clock import FixedClock
from csdesk.values.formats import Formats
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
EURO = Formats(date_order="dmy", currency="EUR")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_formats(opened, EURO)
        settings.set_profile(opened, name="Nora Hale", company="Kelvara", email="nora@kelvara.example")
        yield opened


@pytest.fixture
def account(desk: Desk) -> int:
    values = {"name": "Adrova Hotels", "arr": Money.of(138_000, "EUR"), "renewal_date": date(2027, 3, 1),
              "contract_start": date(2023, 4, 1)}  # fmt: skip
    made = records.create(desk, "account", values).record_id
    assert made is not None
    return made


def text(desk: Desk, document: int, path: str) -> str:
    wanted = FieldPath.parse(path)
    for section in documents.view(desk, document).sections:
        for one in (*section.fields, *(field for row in section.rows for field in row.fields)):
            if one.path == wanted:
                return one.text
    raise AssertionError(f"there is no {path}")


def of(desk: Desk, kind: str, account: int) -> list[str]:
    return [one.title for one in records.of_account(desk, kind, account)]


# The handoff

HANDOFF = {
    "stakeholders": [
        {"name": "Katarina Babic", "title": "Chief Operating Officer", "role": "Economic buyer", "influence": "High",
         "email": "k@adrova.example", "priorities": "A quiet season", "concerns": "Night audit"},
        {"name": "Luka Perisic", "title": "Finance Director", "role": "Champion"},
    ],
    "criteria": [{"title": "Audit in forty minutes", "metric": "Minutes", "baseline": "90", "target": "40"}],
    "commitments": [{"promise": "Training in Croatian", "owner": "Nora Hale", "due": "2027-01-16"}],
    "register": [{"title": "Property system restarts", "probability": "High", "impact": "High"}],
    "success": {"outcomes": "Duty managers leave on time."},
}  # fmt: skip


def test_an_accepted_handoff_becomes_records_once(desk: Desk, account: int) -> None:
    document = documents.fill(desk, "handoff", account, HANDOFF).document_id
    assert followups.due(desk, document) == ()
    assert of(desk, "contact", account) == [] and of(desk, "goal", account) == []

    documents.set_value(desk, document, FieldPath("decision", "", "decision"), "Accepted")
    waiting = {one.id: one for one in followups.due(desk, document)}
    assert set(waiting) == {"handoff-records", "success-plan"}
    assert not waiting["handoff-records"].done

    said = followups.take(desk, document, "handoff-records").said
    assert said == "Now in the book: 2 people, 1 goal, 1 promise, 1 risk."
    buyer = records.of_account(desk, "contact", account)[0].values
    assert (buyer["name"], buyer["role"], buyer["influence"]) == ("Katarina Babic", "economic-buyer", "high")
    assert buyer["note"] == "Priorities: A quiet season\nConcerns: Night audit"
    assert of(desk, "goal", account) == ["Audit in forty minutes"]
    [promise] = records.of_account(desk, "action", account)
    assert (promise.title, promise.values["due"], promise.values["origin"]) == (
        "Training in Croatian", date(2027, 1, 16), "Sales handoff",
    )  # fmt: skip
    assert records.of_account(desk, "risk", account)[0].values["share"] is False
    assert records.get(desk, "account", account).values["objective"] == "Duty managers leave on time."

    assert {one.id: one.done for one in followups.due(desk, document)}["handoff-records"]
    assert followups.take(desk, document, "handoff-records").said == "Everything is in the book already."
    assert len(of(desk, "contact", account)) == 2
    # One step took it all in, and one takes it all back.
    desk.undo()
    assert of(desk, "goal", account) == [] and of(desk, "contact", account) == []


def test_people_of_an_accepted_handoff_stand_in_the_success_plan(desk: Desk, account: int) -> None:
    document = documents.fill(desk, "handoff", account, {**HANDOFF, "decision": {"decision": "Accepted"}}).document_id
    followups.take(desk, document, "handoff-records")
    plan = followups.take(desk, document, "success-plan").document_id
    assert plan is not None
    seen = {one.section.id: one for one in documents.view(desk, plan).sections}
    assert [row.title for row in seen["stakeholders"].rows] == ["Katarina Babic", "Luka Perisic"]
    assert [row.title for row in seen["goals"].rows] == ["Audit in forty minutes"]
    assert text(desk, plan, "summary//objective") == "Duty managers leave on time."


def test_a_returned_handoff_lists_what_is_missing(desk: Desk, account: int) -> None:
    values = {**HANDOFF, "decision": {"decision": "Returned to sales"}}
    document = documents.fill(desk, "handoff", account, values).document_id
    [waiting] = followups.due(desk, document)
    assert (waiting.id, waiting.done) == ("handoff-gaps", False)
    followups.take(desk, document, "handoff-gaps")
    listed = text(desk, document, "decision//gaps").splitlines()
    missing = [one for one in documents.view(desk, document).missing if one.path.section != "decision"]
    assert "Account information: Signed on" in listed
    assert len(listed) == len(missing) > 10
    assert followups.due(desk, document)[0].done
    documents.set_value(desk, document, FieldPath("facts", "", "signed_on"), "20/11/2026")
    assert text(desk, document, "facts//due") == "22 Nov 2026"
    assert not followups.due(desk, document)[0].done


# Escalation, save, loss

ESCALATION = {
    "impact": {"churn": 40, "months": 4},
    "situation": {"summary": "Stalls at night.", "perception": "It costs more time than it saves."},
    "cause": {"hypothesis": "The connection does not resume.", "evidence": ["Fourteen stalls"]},
    "plan": [{"title": "Talk to the customer", "due": "2026-11-25"}],
}  # fmt: skip


def escalated(desk: Desk, account: int) -> int:
    document = documents.fill(desk, "risk-escalation", account, ESCALATION).document_id
    assert followups.due(desk, document) == ()
    documents.set_value(desk, document, FieldPath("decision", "", "recommendation"), "tier-3")
    return document


def test_a_decision_for_tier_three_opens_a_save_proposal_that_knows_the_rest(desk: Desk, account: int) -> None:
    document = escalated(desk, account)
    assert text(desk, document, "impact//at_risk") == "€55,200"
    assert of(desk, "action", account) == ["Talk to the customer"]
    [waiting] = followups.due(desk, document)
    assert (waiting.opens, waiting.done) == ("save-proposal", False)
    proposal = followups.take(desk, document, "save-proposal").document_id
    assert proposal is not None
    assert text(desk, proposal, "assessment//stated") == "It costs more time than it saves."
    assert text(desk, proposal, "assessment//cause") == "The connection does not resume."
    assert text(desk, proposal, "facts//since") == "1 Apr 2023"
    assert text(desk, proposal, "facts//arr") == "€138,000"
    [waiting] = followups.due(desk, document)
    assert (waiting.done, waiting.document_id) == (True, proposal)
    assert followups.take(desk, document, "save-proposal").document_id == proposal
    # What came over says where from, and what its source says by now is offered, never taken.
    shown = next(one for one in documents.view(desk, proposal).sections if one.section.id == "assessment")
    source = shown.fields[1].source
    assert source is not None and source.label == "Risk escalation"
    documents.set_value(desk, document, FieldPath("cause", "", "hypothesis"), "The restart is the cause.")
    assert text(desk, proposal, "assessment//cause") == "The connection does not resume."
    documents.put_back(desk, proposal, FieldPath("assessment", "", "cause"))
    assert text(desk, proposal, "assessment//cause") == "The restart is the cause."


def test_the_cost_of_a_proposal_is_worked_out_and_names_who_has_to_agree(desk: Desk, account: int) -> None:
    values = {
        "terms": {"discount": 15, "discount_months": 12, "months": 18},
        "cost": {"service": 31_000},
        "authority": {"csm": 2, "manager": 10, "director": 40},
    }
    proposal = documents.fill(desk, "save-proposal", account, values).document_id
    assert text(desk, proposal, "cost//discount") == "€20,700"
    assert text(desk, proposal, "cost//total") == "€51,700"
    assert text(desk, proposal, "cost//share") == "37.5%"
    assert text(desk, proposal, "cost//secured") == "€207,000"
    assert text(desk, proposal, "cost//net") == "€155,300"
    assert text(desk, proposal, "authority//needed") == "the director"
    missing = {str(one.path) for one in documents.view(desk, proposal).missing}
    assert {"commitment//director", "authority//manager_ok"} <= missing
    assert "authority//other_ok" not in missing
    with pytest.raises(Invalid, match="worked out"):
        documents.set_value(desk, proposal, FieldPath("cost", "", "total"), "1")


def test_a_lost_customer_opens_a_post_mortem_written_from_the_record(desk: Desk, account: int) -> None:
    people = records.create(desk, "contact", {"name": "Luka Perisic", "title": "Finance Director", "role": "champion",
                                              "left_on": date(2026, 6, 12)}, account_id=account).record_id  # fmt: skip
    assert people is not None
    days = date(2025, 11, 20), date(2026, 5, 12), date(2026, 8, 18), date(2026, 10, 19)
    for on, score in zip(days, (78, 58, 45, 31), strict=True):
        records.create(desk, "health_snapshot", {"date": on, "score": score}, account_id=account)
    for on, users in zip(days, (140, 82, 60, 25), strict=True):
        values = {"date": on, "indicator": "active_users", "value": users}
        records.create(desk, "indicator_reading", values, account_id=account)
    records.create(desk, "review", {"title": "Spring review", "type": "qbr", "date": date(2026, 3, 3),
                                    "status": "cancelled"}, account_id=account)  # fmt: skip
    records.create(desk, "arr_event", {"type": "churn", "date": date(2026, 11, 20)}, account_id=account)
    escalation = escalated(desk, account)
    proposal = followups.take(desk, escalation, "save-proposal").document_id
    assert proposal is not None and followups.due(desk, proposal) == ()
    documents.set_value(desk, proposal, FieldPath("outcome", "", "outcome"), "Lost")
    assert [one.id for one in followups.due(desk, proposal)] == ["post-mortem", "exit-interview"]
    analysis = followups.take(desk, proposal, "post-mortem").document_id
    assert analysis is not None
    assert text(desk, analysis, "facts//left") == "20 Nov 2026"
    assert text(desk, analysis, "facts//lost") == "€138,000"
    assert text(desk, analysis, "account//people") == "Luka Perisic, Finance Director, Champion, left on 12 Jun 2026"

    seen = {one.section.id: one for one in documents.view(desk, analysis).sections}
    events = [(row.fields[0].text, row.fields[1].text, row.fields[2].text) for row in seen["timeline"].rows]
    assert ("3 Mar 2026", "Spring review cancelled", "") in events
    assert ("12 May 2026", "Health turns from healthy to at risk", "58") in events
    assert ("12 Jun 2026", "Luka Perisic leaves (Finance Director)", "58") in events
    assert ("20 Nov 2026", "Contract ends", "31") in events
    assert [day for day, _, _ in events].index("3 Mar 2026") == 0
    signs = [(row.fields[0].text, row.fields[1].text, row.fields[3].text) for row in seen["signs"].rows]
    assert signs == [
        ("Health score at 58, at risk", "180 days before", "Medium"),
        ("Active users from 140 to 82", "180 days before", "Medium"),
        ("Health score at 45, at risk", "90 days before", "Medium"),
        ("Health score at 31, critical", "30 days before", "High"),
        ("Active users from 82 to 25", "30 days before", "High"),
    ]
    assert [row.title for row in seen["tried"].rows] == ["Risk escalation", "Save proposal", "Talk to the customer"]
    first = seen["signs"].rows[0].fields[0].source
    assert first is not None and first.text == "Book, readings of 21 Oct 2026"


def test_recommendations_are_actions_and_reasons_can_be_counted(desk: Desk, account: int) -> None:
    values = {
        "cause": {"category": "Sales: poor fit or promised too much"},
        "control": {"controllability": "Partly: we could have softened it"},
        "changes": [{"title": "Two contacts at director level", "due": "2027-01-15", "department": "Sales"}],
    }
    document = documents.fill(desk, "post-mortem", account, values).document_id
    [action] = records.of_account(desk, "action", account)
    assert (action.title, action.values["origin"]) == ("Two contacts at director level", "Loss post-mortem")
    with desk.book.read() as connection:
        stored = dict(connection.exec_driver_sql(
            "SELECT field, value FROM answer WHERE document_id=? AND field IN ('category', 'controllability')",
            (document,),
        ).fetchall())  # fmt: skip
    assert stored == {"category": '"sales"', "controllability": '"partly"'}
    records.update(desk, "action", action.id, {"status": "done"})
    seen = {one.section.id: one for one in documents.view(desk, document).sections}
    assert [one.text for one in seen["changes"].rows[0].fields][-1] == "Done"


def test_rows_of_a_source_are_offered_when_the_book_knows_more(desk: Desk, account: int) -> None:
    document = documents.open_document(desk, "post-mortem", account)
    records.create(desk, "review", {"title": "Last review", "type": "qbr", "date": date(2026, 11, 2), "status": "held"},
                   account_id=account)  # fmt: skip
    offered = {one.section: one for one in sources.offers(desk, document)}
    assert [row["event"] for row in offered["timeline"].rows] == ["Last review held"]
    sources.refresh(desk, document, "timeline")
    assert "timeline" not in {one.section for one in sources.offers(desk, document)}
    with pytest.raises(Invalid, match="nothing new"):
        sources.refresh(desk, document, "timeline")


def test_what_is_missing_is_the_same_before_and_after_a_document_is_begun(desk: Desk, account: int) -> None:
    for form_id in ("post-mortem", "handoff", "risk-escalation", "weekly-report"):
        owner = account if form_id != "weekly-report" else None
        before = documents.gaps(desk, form_id, owner)
        documents.open_document(desk, form_id, owner)
        after = documents.gaps(desk, form_id, owner)
        assert (before.answered, before.total) == (after.answered, after.total), form_id


def test_a_follow_up_that_is_not_due_is_refused(desk: Desk, account: int) -> None:
    document = documents.open_document(desk, "save-proposal", account)
    with pytest.raises(Invalid, match="is not due"):
        followups.take(desk, document, "post-mortem")
    with pytest.raises(Invalid, match="no follow-up"):
        followups.take(desk, document, "party")


# Typed once


def test_progress_of_a_goal_is_typed_once_and_corrected_everywhere(desk: Desk, account: int) -> None:
    values = {"goals": [{"title": "Audit in forty minutes", "baseline": "90", "current": "75", "target": "40"}]}
    plan = documents.fill(desk, "success-plan", account, values).document_id
    report = documents.open_document(desk, "value-report", account)
    proposal = documents.open_document(desk, "save-proposal", account)
    goal = str(records.of_account(desk, "goal", account)[0].id)
    assert text(desk, report, f"outcomes/{goal}/current") == text(desk, proposal, f"goals/{goal}/current") == "75"
    assert text(desk, report, f"outcomes/{goal}/change") == "17% less"
    documents.set_value(desk, proposal, FieldPath("goals", goal, "current"), "60")
    assert text(desk, plan, f"goals/{goal}/current") == text(desk, report, f"outcomes/{goal}/current") == "60"
    assert text(desk, report, f"outcomes/{goal}/change") == "33% less"
    documents.set_value(desk, report, FieldPath("outcomes", goal, "current"), "55")
    assert text(desk, plan, f"goals/{goal}/current") == text(desk, proposal, f"goals/{goal}/current") == "55"


def test_value_counts_with_and_without_what_is_not_confirmed(desk: Desk, account: int) -> None:
    lines = [
        {"title": "Hours saved", "value": 280_000, "confirmed": True},
        {"title": "Overtime", "value": 134_000, "confirmed": False},
    ]
    report = documents.fill(desk, "value-report", account, {"lines": lines}).document_id
    assert text(desk, report, "totals//value") == "€414,000"
    assert text(desk, report, "totals//confirmed") == "€280,000"
    assert text(desk, report, "totals//investment") == "€138,000"
    assert text(desk, report, "totals//roi") == "200%"
    assert text(desk, report, "totals//roi_confirmed") == "103%"
    documents.set_value(desk, report, FieldPath("return", "", "setup"), "20000")
    documents.set_value(desk, report, FieldPath("period", "", "months"), "9")
    assert text(desk, report, "totals//value") == "€310,500"
    assert text(desk, report, "totals//investment") == "€123,500"
    assert text(desk, report, "totals//roi") == "151%"


def test_no_form_that_ships_leads_nowhere() -> None:
    assert documents.document_forms.library().refused == ()


def test_an_own_copy_that_leads_nowhere_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csdesk import paths

    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    shipped = (paths.resources() / "forms" / "save-proposal.yaml").read_text(encoding="utf-8")
    own = documents.document_forms.own_folder()
    own.mkdir(parents=True)
    changed = shipped.replace("risk-escalation/cause/hypothesis", "risk-escalation/cause/guess")
    changed = changed.replace("open: exit-interview", "open: exit-talk")
    (own / "save-proposal.yaml").write_text(changed, encoding="utf-8")
    library = documents.document_forms.library()
    [refused] = library.refused
    line = changed[: changed.index("risk-escalation/cause/guess")].count("\n") + 1
    assert f"save-proposal.yaml:{line}:" in refused.reason and "has no field “guess”" in refused.reason
    assert "there is no form “exit-talk” to open" in refused.reason
    # The shipped one goes on in its place.
    assert library.forms["save-proposal"].origin.startswith(str(paths.resources()))


def test_a_final_version_stays_final_while_days_pass(desk: Desk, account: int) -> None:
    """Values worked out from today are no change of the book."""
    proposal = documents.fill(desk, "save-proposal", account, {"next": {"days": 5}}).document_id
    assert text(desk, proposal, "next//read") == "28 Nov 2026"
