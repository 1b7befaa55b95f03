"""Tiers in the book: verdicts over all accounts, overrides, moves, what Today hears of them, and the sittings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import accounts, documents, followups, policies, records, settings, tiering
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
LATER = date(2027, 2, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.choose_policy(opened, "coverage")
        yield opened


def account(desk: Desk, name: str, arr: int | None, tier: str = "", **more: Any) -> int:
    values = {"name": name, "tier": tier or None, "arr": None if arr is None else Money.of(arr, "USD"),
              "support_plan": "Standard", **more}  # fmt: skip
    made = records.create(desk, "account", values).record_id
    assert made is not None
    return made


def tier_of(desk: Desk, number: int) -> object:
    return records.get(desk, "account", number).values["tier"]


def due(desk: Desk, days: int = 60, only: set[int] | None = None) -> list[Item]:
    with desk.book.read() as connection:
        return list(tiering.due_items(desk, connection, TODAY, TODAY + timedelta(days=days), only))


def keys(items: list[Item]) -> list[str]:
    return [one.key for one in items if one.account_id is not None]


# Verdicts


def test_the_book_s_tier_is_held_against_the_rules(desk: Desk) -> None:
    stays = account(desk, "Stays", 200_000, "Tier 1")
    grown = account(desk, "Grown", 160_000, "Tier 2")
    none = account(desk, "None yet", 30_000)
    found = {one.account_id: one for one in tiering.standings(desk)}
    assert not found[stays].should_move and found[stays].move is None
    assert (found[grown].should_move, found[grown].proposed) == (True, "Tier 1")
    assert found[none].move is not None and found[none].move.direction == "new"


def test_an_open_opportunity_lifts_and_a_won_one_does_not(desk: Desk) -> None:
    number = account(desk, "Expands", 60_000, "Tier 2")
    chance = records.create(
        desk, "opportunity", {"title": "More seats", "value": Money.of(26_000, "USD"), "stage": "qualified"},
        account_id=number,
    ).record_id  # fmt: skip
    found = tiering.standing(desk, number)
    assert found.proposed == "Tier 1" and found.verdict.by == "trigger"
    assert found.verdict.reasons[0].on == TODAY
    assert chance is not None
    records.update(desk, "opportunity", chance, {"stage": "won"})
    assert not tiering.standing(desk, number).should_move


def test_facts_of_one_account_carry_the_day_they_were_written(desk: Desk) -> None:
    number = account(desk, "Dated", 60_000, "Tier 2", multi_site=True)
    found = tiering.standing(desk, number)
    assert next((one.label, one.on) for one in found.verdict.reasons) == ("Deployment at several sites", TODAY)


def test_a_former_customer_moves_nowhere(desk: Desk) -> None:
    number = account(desk, "Gone", 60_000, "Tier 1", stage="churned")
    assert not tiering.standing(desk, number).should_move and due(desk, only={number}) == []


def test_rows_and_their_query_know_moves(desk: Desk) -> None:
    account(desk, "Stays", 200_000, "Tier 1")
    account(desk, "Grown", 160_000, "Tier 2")
    account(desk, "Shrunk", 20_000, "Tier 2")
    account(desk, "New", 20_000)
    assert [one.name for one in accounts.rows(desk, "move:up")] == ["Grown"]
    assert [one.name for one in accounts.rows(desk, "move:any")] == ["Grown", "New", "Shrunk"]
    assert [one.name for one in accounts.rows(desk, "-move:any")] == ["Stays"]
    assert [one.name for one in accounts.rows(desk, 'proposed:"Tier 1"')] == ["Grown"]
    assert [one.name for one in accounts.rows(desk, "coverage:tech")] == ["New", "Shrunk"]
    assert accounts.rows(desk)[0].move == ""
    assert accounts.head(desk, accounts.find(desk, "Grown")).row.proposed == "Tier 1"


# Overrides


def test_an_override_keeps_a_tier_until_it_ends(desk: Desk) -> None:
    number = account(desk, "Kept", 160_000, "Tier 2")
    tiering.set_override(desk, number, "tier 2", "Their new owner cuts everything by half in May.", LATER)
    found = tiering.standing(desk, number)
    assert found.override is not None and not found.should_move and found.move is not None
    assert (found.override.value, found.override.before, found.override.review_on) == ("Tier 2", "Tier 1", LATER)
    assert accounts.rows(desk, "override:yes")[0].overridden
    tiering.end_override(desk, number)
    assert tier_of(desk, number) == "Tier 1" and tiering.standing(desk, number).override is None
    desk.undo()
    assert tier_of(desk, number) == "Tier 2" and tiering.standing(desk, number).override is not None


def test_an_override_moves_the_account_and_a_second_takes_its_place(desk: Desk) -> None:
    number = account(desk, "Raised", 30_000, "Tier 2")
    tiering.set_override(desk, number, "Tier 1", "A lighthouse.", LATER)
    tiering.set_override(desk, number, "Tier 3", "Not after all.", LATER)
    assert tier_of(desk, number) == "Tier 3"
    open_ = [one for one in records.of_account(desk, "override", number) if one.values["ended_on"] is None]
    assert [one.values["value"] for one in open_] == ["Tier 3"]


@pytest.mark.parametrize(
    ("tier", "reason", "day", "path"),
    [
        ("Gold", "Because.", LATER, "override/value"),
        ("Tier 1", "  ", LATER, "override/reason"),
        ("Tier 1", "Because.", TODAY, "override/review_on"),
        ("Tier 1", "Because.", TODAY + timedelta(days=367), "override/review_on"),
    ],
)
def test_what_an_override_cannot_be(desk: Desk, tier: str, reason: str, day: date, path: str) -> None:
    number = account(desk, "Kept", 160_000, "Tier 2")
    with pytest.raises(Invalid) as caught:
        tiering.set_override(desk, number, tier, reason, day)
    assert caught.value.path == path
    assert tiering.standing(desk, number).override is None


def test_no_override_cannot_be_ended(desk: Desk) -> None:
    with pytest.raises(Invalid, match="no override"):
        tiering.end_override(desk, account(desk, "Plain", 160_000, "Tier 1"))


def test_an_override_of_another_policy_s_tier_says_nothing(desk: Desk) -> None:
    number = account(desk, "Kept", 160_000, "Tier 2")
    tiering.set_override(desk, number, "Tier 2", "For now.", LATER)
    settings.choose_policy(desk, "strategist")
    assert tiering.standing(desk, number).override is None


# Moves


def test_moves_are_accepted_together_and_undone_together(desk: Desk) -> None:
    first, second = account(desk, "Up", 160_000, "Tier 2"), account(desk, "Down", 20_000, "Tier 2")
    stays = account(desk, "Stays", 30_000, "Tier 2")
    tiering.accept(desk, [first, second, stays])
    assert [tier_of(desk, one) for one in (first, second, stays)] == ["Tier 1", "Tier 3", "Tier 2"]
    desk.undo()
    assert [tier_of(desk, one) for one in (first, second, stays)] == ["Tier 2", "Tier 2", "Tier 2"]
    with pytest.raises(Invalid, match="none of these"):
        tiering.accept(desk, [stays])


# Today


def test_a_move_up_is_due_at_once_and_one_down_at_the_quarter_s_end(desk: Desk) -> None:
    up, down = account(desk, "Up", 160_000, "Tier 2"), account(desk, "Down", 20_000, "Tier 2")
    found = {one.account_id: one for one in due(desk) if one.account_id}
    assert (found[up].due, found[up].important) == (TODAY, True)
    assert (found[down].due, found[down].important) == (date(2026, 12, 31), False)
    assert "$160,000" in found[up].evidence and "coverage, tier 1" in found[up].rule
    assert [one.account_id for one in due(desk, days=7) if one.account_id] == [up]
    assert keys(due(desk, only={down})) == [key for key in keys(due(desk)) if f"/{down}/" in key]
    tiering.complete_item(desk, found[up].key)
    assert tier_of(desk, up) == "Tier 1"
    with pytest.raises(Invalid):
        tiering.complete_item(desk, found[up].key)


def test_an_override_is_due_on_its_day_and_kept_for_a_quarter(desk: Desk) -> None:
    number = account(desk, "Kept", 160_000, "Tier 2")
    tiering.set_override(desk, number, "Tier 2", "For now.", TODAY + timedelta(days=10))
    assert keys(due(desk, days=9)) == []
    [item] = [one for one in due(desk, days=10) if one.account_id]
    assert item.key == f"tiering/override/{number}" and "For now." in item.evidence
    tiering.complete_item(desk, item.key)
    found = tiering.standing(desk, number).override
    assert found is not None and found.review_on == LATER


def test_accounts_without_a_tier_are_one_item(desk: Desk) -> None:
    for number in range(3):
        account(desk, f"New {number}", 30_000)
    assert [one.title for one in due(desk) if one.key == "tiering/new"] == ["Give 3 accounts a tier"]


def test_over_an_empty_book_nobody_sits(desk: Desk) -> None:
    assert due(desk) == []


def test_a_sitting_is_due_until_it_is_held(desk: Desk) -> None:
    account(desk, "Stays", 200_000, "Tier 1")

    def sittings() -> list[tuple[str, date]]:
        return [(str(one.where["form"]), one.due) for one in due(desk) if one.key.startswith("tiering/session/")]

    assert sittings() == [
        ("monthly-portfolio-review", date(2026, 11, 30)), ("retier-session", date(2026, 12, 31)),
    ]  # fmt: skip
    document = documents.open_document(desk, "retier-session", None)
    documents.set_value(desk, document, FieldPath("results", "", "decisions"), ("Nobody moves",))
    people = FieldPath("session", "", "by")
    documents.set_value(desk, document, people, "Nora Hale")
    documents.mark_final(desk, document)
    assert sittings() == [("monthly-portfolio-review", date(2026, 11, 30))]


# The sittings


def rows_of(desk: Desk, document: int, section: str) -> dict[str, str]:
    for one in documents.view(desk, document).sections:
        if one.section.id == section:
            return {row.title: row.key for row in one.rows}
    return {}


def decide(desk: Desk, document: int, section: str, title: str, **answers: str) -> None:
    key = rows_of(desk, document, section)[title]
    for field, text in answers.items():
        documents.set_value(desk, document, FieldPath(section, key, field), text)


def test_the_quarterly_session_decides_and_carries_out(desk: Desk) -> None:
    up, down = account(desk, "Up", 160_000, "Tier 2"), account(desk, "Down", 20_000, "Tier 2")
    kept, ended = account(desk, "Kept", 160_000, "Tier 2"), account(desk, "Ended", 160_000, "Tier 2")
    account(desk, "Near", 140_000, "Tier 2")
    for number in (kept, ended):
        tiering.set_override(desk, number, "Tier 2", "For now.", TODAY + timedelta(days=10))
    document = documents.open_document(desk, "retier-session", None)
    assert list(rows_of(desk, document, "moves")) == ["Up", "Down"]
    assert list(rows_of(desk, document, "overrides")) == ["Ended", "Kept"]
    assert list(rows_of(desk, document, "candidates")) == ["Near"]
    assert followups.due(desk, document) == ()

    decide(desk, document, "moves", "Up", decision="Move")
    decide(desk, document, "moves", "Down", decision="Keep by override", note="They grow again in spring.")
    decide(desk, document, "overrides", "Ended", decision="End it")
    decide(desk, document, "overrides", "Kept", decision="Keep a quarter")
    assert [(one.id, one.done) for one in followups.due(desk, document)] == [("retier-apply", False)]
    said = followups.take(desk, document, "retier-apply").said
    assert said == ("Done: 1 account to their new tier, 2 accounts kept by override, 1 account no longer kept.")
    assert [tier_of(desk, one) for one in (up, down, kept, ended)] == ["Tier 1", "Tier 2", "Tier 2", "Tier 1"]
    new, old = tiering.standing(desk, down).override, tiering.standing(desk, kept).override
    assert new is not None and (new.reason, new.review_on) == ("They grow again in spring.", LATER)
    assert old is not None and old.review_on == LATER
    assert followups.due(desk, document)[0].done
    desk.undo()
    assert [tier_of(desk, one) for one in (up, ended)] == ["Tier 2", "Tier 2"]
    assert not followups.due(desk, document)[0].done


def test_a_sitting_lists_no_more_than_can_be_decided(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csdesk.desk.governance._MOST", 2)
    for number in range(3):
        account(desk, f"Up {number}", 160_000 + number, "Tier 2")
    document = documents.open_document(desk, "retier-session", None)
    assert list(rows_of(desk, document, "moves")) == ["Up 2", "Up 1"]
    values = {str(one.path): one.text for one in documents.view(desk, document).sections[0].fields}
    assert values["session//more"] == "1 more account should move: accept them in Accounts"


def test_the_monthly_review_writes_next_steps(desk: Desk) -> None:
    weak = account(desk, "Weak", 160_000, "Tier 1", health_score=30.0, renewal_date=date(2027, 2, 1))
    document = documents.open_document(desk, "monthly-portfolio-review", None)
    assert list(rows_of(desk, document, "red")) == ["Weak"]
    assert list(rows_of(desk, document, "pipeline")) == ["Weak"]
    decide(desk, document, "red", "Weak", next="Call their director", due="2026-11-27")
    assert followups.take(desk, document, "portfolio-steps").said == "1 next step written."
    values = records.get(desk, "account", weak).values
    assert (values["next_step"], values["next_step_due"]) == ("Call their director", date(2026, 11, 27))
    assert followups.due(desk, document)[0].done
    assert documents.preview(desk, document, "internal").pages == 1


# Another policy


def test_the_effect_of_another_policy_names_tiers_and_cadences(desk: Desk) -> None:
    account(desk, "Grown", 120_000, "Tier 2")
    account(desk, "Small", 5_000, "Tier 3")
    told = policies.effect(desk, "strategist")
    assert [(one.account, one.before, one.after) for one in told.tiers] == [
        ("Grown", "Tier 2", "High touch"), ("Small", "Tier 3", "Tech touch"),
    ]  # fmt: skip
    assert told.tiers_then == {"High touch": 1, "Low touch": 0, "Tech touch": 1}
    assert [(one.account, one.after) for one in told.cadences] == [("Grown", "every 14 days")]
    assert any("2 change tier" in line for line in told.lines)


def test_a_switch_gives_tiers_in_one_step(desk: Desk) -> None:
    number = account(desk, "Grown", 120_000, "Tier 2")
    policies.switch(desk, "strategist", with_tiers=True)
    assert (settings.policy_id(desk), tier_of(desk, number)) == ("strategist", "High touch")
    desk.undo()
    assert (settings.policy_id(desk), tier_of(desk, number)) == ("coverage", "Tier 2")
    policies.switch(desk, "strategist")
    assert tier_of(desk, number) == "Tier 2"
    with pytest.raises(Invalid):
        policies.switch(desk, "nowhere", with_tiers=True)
