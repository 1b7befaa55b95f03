"""Touches that are due, over the whole book: what counts, what Today hears, and ticking it off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import accounts, cadence, records, settings
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.today_model import Item
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.choose_policy(opened, "coverage")
        yield opened


def make(desk: Desk, kind: str, values: dict[str, Any], number: int | None = None) -> int:
    made = records.create(desk, kind, values, account_id=number).record_id
    assert made is not None
    return made


def account(desk: Desk, name: str, tier: str, **more: Any) -> int:
    return make(desk, "account", {"name": name, "tier": tier, "arr": Money.of(160_000, "USD"), **more})


def touch(desk: Desk, number: int, days: int, kind: str = "call", **more: Any) -> int:
    values = {"type": kind, "date": TODAY - timedelta(days=days), "summary": "Talked", **more}
    return make(desk, "touch", values, number)


def due(desk: Desk, days: int = 7, only: set[int] | None = None) -> dict[str, Item]:
    with desk.book.read() as connection:
        found = list(cadence.due_items(desk, connection, TODAY, TODAY + timedelta(days=days), only))
    assert len({one.key for one in found}) == len(found)
    return {one.key.rpartition("/")[0]: one for one in found}


def test_an_overdue_call_is_due_with_its_rule_and_evidence(desk: Desk) -> None:
    number = account(desk, "Quiet", "Tier 1")
    touch(desk, number, 70)
    item = due(desk)[f"cadence/account/{number}/ops-call"]
    assert item.due == date(2026, 11, 16)
    assert item.evidence == "Last contact 14 Sep 2026" and "coverage, tier 1" in item.rule


def test_an_email_is_no_ops_call_and_a_note_is_nothing(desk: Desk) -> None:
    number = account(desk, "Quiet", "Tier 1")
    touch(desk, number, 70)
    touch(desk, number, 3, "email")
    touch(desk, number, 2, "note")
    assert f"cadence/account/{number}/ops-call" in due(desk)
    touch(desk, number, 1, "meeting")
    assert f"cadence/account/{number}/ops-call" not in due(desk)


def test_a_review_that_was_held_counts(desk: Desk) -> None:
    number = account(desk, "Met", "Tier 1")
    touch(desk, number, 70)
    review = make(desk, "review", {"title": "Check-in", "type": "check-in", "date": TODAY - timedelta(days=4)}, number)
    assert due(desk)
    records.update(desk, "review", review, {"status": "held"})
    assert not due(desk)


def test_tier_3_hears_from_us_when_something_calls_for_it_even_when_red(desk: Desk) -> None:
    number = account(desk, "Small", "Tier 3", health_score=12.0)
    pooled = account(desk, "Middle", "Tier 2", health_score=12.0)
    for one in (number, pooled):
        touch(desk, one, 90)
    assert list(due(desk)) == [f"cadence/account/{pooled}/red"]


def test_a_former_customer_is_left_in_peace(desk: Desk) -> None:
    number = account(desk, "Gone", "Tier 0", stage="churned")
    touch(desk, number, 400)
    assert not due(desk)
    with pytest.raises(Invalid):
        cadence.of_account(desk, number)


def test_an_agreed_day_takes_the_place_of_the_rhythm(desk: Desk) -> None:
    settings.choose_policy(desk, "handbook")
    number = account(desk, "Agreed", "Enterprise")
    touch(desk, number, 40, next_touch=TODAY + timedelta(days=3))
    found = due(desk)[f"cadence/account/{number}/agreed"]
    assert found.due == TODAY + timedelta(days=3) and found.rule == "Agreed on 14 Oct 2026"
    touch(desk, number, 1)
    assert not due(desk)


def test_executives_count_by_the_person(desk: Desk) -> None:
    number = account(desk, "Board", "Tier 0")
    chief = make(desk, "contact", {"name": "Ada Byron", "level": "c-level"}, number)
    manager = make(desk, "contact", {"name": "Bo Lund", "level": "manager"}, number)
    touch(desk, number, 5, contact=manager)
    touch(desk, number, 120, contact=chief)
    found = due(desk)
    assert found[f"cadence/account/{number}/executive"].evidence == "Last contact 26 Jul 2026"
    touch(desk, number, 1, contact=chief)
    assert f"cadence/account/{number}/executive" not in due(desk)


def test_those_who_decide_are_due_at_accounts_with_a_csm_of_their_own(desk: Desk) -> None:
    number, pooled = account(desk, "Own", "Tier 1"), account(desk, "Pool", "Tier 2")
    people = {}
    for where in (number, pooled):
        for name, values in {
            "Chief": {"level": "c-level"},
            "Buyer": {"level": "manager", "role": "economic-buyer"},
            "Clerk": {"level": "manager"},
            "User": {"level": "user", "role": "champion"},
        }.items():
            long_ago = {"last_contact": TODAY - timedelta(days=400)}
            people[where, name] = make(desk, "contact", {"name": name, **values, **long_ago}, where)
    asked = {int(key.split("/")[2]) for key in due(desk) if "/contact/" in key}
    assert asked == {people[number, "Chief"], people[number, "Buyer"]}
    found = cadence.of_account(desk, number)
    assert {one.name for one in found.people} == {"Chief", "Buyer"}
    assert found.people[0].due.due < found.people[1].due.due


def test_somebody_who_left_is_not_due_and_a_meeting_counts(desk: Desk) -> None:
    number = account(desk, "Own", "Tier 1")
    gone = {"name": "Gone", "level": "c-level", "last_contact": date(2024, 1, 1), "left_on": TODAY}
    make(desk, "contact", gone, number)
    chief = make(desk, "contact", {"name": "Chief", "level": "c-level", "last_contact": date(2024, 1, 1)}, number)
    review = make(
        desk, "review", {"title": "EBR", "type": "ebr", "date": TODAY - timedelta(days=9), "status": "held"}, number
    )
    assert any("/contact/" in key for key in due(desk))
    make(desk, "attendee", {"review": review, "contact": chief}, number)
    assert not any("/contact/" in key for key in due(desk))


def test_one_account_alone_says_what_the_whole_says(desk: Desk) -> None:
    for at, tier in enumerate(("Tier 0", "Tier 1", "Tier 2", "Tier 3", "Gold")):
        number = account(desk, f"A {tier}", tier, health_score=30.0 + at)
        touch(desk, number, 100 + at)
        make(desk, "contact", {"name": "Chief", "level": "vp", "last_contact": date(2025, 1, 1)}, number)
    whole = due(desk, 60)
    assert whole
    for one in accounts.rows(desk):
        alone = due(desk, 60, {one.id})
        assert alone == {key: item for key, item in whole.items() if item.account_id == one.id}


def test_ticking_logs_the_touch_once(desk: Desk) -> None:
    number = account(desk, "Quiet", "Tier 1")
    touch(desk, number, 70)
    item = due(desk)[f"cadence/account/{number}/ops-call"]
    cadence.complete_item(desk, item.key)
    logged = max(records.of_account(desk, "touch", number), key=lambda one: str(one.values["date"]))
    assert (logged.values["date"], logged.values["type"], logged.title) == (TODAY, "call", "Ops call")
    with pytest.raises(Invalid, match="not due any more"):
        cadence.complete_item(desk, item.key)
    desk.undo()
    assert due(desk)


def test_ticking_a_person_logs_it_with_them(desk: Desk) -> None:
    number = account(desk, "Own", "Tier 1")
    touch(desk, number, 1)
    chief = make(desk, "contact", {"name": "Chief", "level": "c-level", "last_contact": date(2024, 1, 1)}, number)
    item = next(one for key, one in due(desk).items() if f"/contact/{chief}" in key)
    cadence.complete_item(desk, item.key)
    assert not any("/contact/" in key for key in due(desk))


def test_ticking_an_executive_contact_needs_an_executive(desk: Desk) -> None:
    number = account(desk, "Board", "Tier 0")
    with desk.write("Backdate") as tx:
        tx.connection.exec_driver_sql("UPDATE account SET created_at = '2025-01-01T00:00:00Z'")
    touch(desk, number, 1)
    item = due(desk)[f"cadence/account/{number}/executive"]
    with pytest.raises(Invalid, match="no executive"):
        cadence.complete_item(desk, item.key)
    make(desk, "contact", {"name": "Chief", "level": "c-level"}, number)
    cadence.complete_item(desk, item.key)
    assert f"cadence/account/{number}/executive" not in due(desk)


def test_days_off_are_passed_over(desk: Desk) -> None:
    number = account(desk, "Quiet", "Tier 1")
    touch(desk, number, 61)
    assert due(desk)[f"cadence/account/{number}/ops-call"].due == TODAY
    settings.set_days_off(desk, [(TODAY, TODAY + timedelta(days=1))])
    assert due(desk)[f"cadence/account/{number}/ops-call"].due == TODAY + timedelta(days=2)


def test_rows_carry_the_next_touch(desk: Desk) -> None:
    late, later = account(desk, "Late", "Tier 1"), account(desk, "Later", "Tier 1")
    touch(desk, late, 70)
    touch(desk, later, 10)
    account(desk, "On call", "Tier 3")
    found = {one.name: one for one in accounts.rows(desk, work=True)}
    assert found["Late"].next_touch == date(2026, 11, 16) and found["Late"].days_to_touch == -7
    assert found["On call"].next_touch is None
    assert [one.name for one in accounts.rows(desk, "next<0")] == ["Late"]
