"""Today's list: what stands in it, merged and in order; ticked, snoozed, explained; and kept true after each change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from csdesk.desk import documents, records, reviews, settings, today, today_book, today_routine, today_week, touches
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.sample import make_sample
from csdesk.desk.today_memory import Memory, memory, sources
from csdesk.desk.today_merge import merged
from csdesk.desk.today_model import Item
from csdesk.desk.today_words import deadline, spoken
from csdesk.desk.touches import Draft, Promise
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(NOON)) as opened:
        settings.set_profile(opened, name="Nora Hale", company="Kelvara")
        yield opened


def account(desk: Desk, name: str = "Arvelle Logistics", **values: Any) -> int:
    made = records.create(desk, "account", {"name": name} | values).record_id
    assert made is not None
    return made


def action(desk: Desk, of: int, title: str, days: int, **values: Any) -> int:
    due = TODAY + timedelta(days=days)
    made = records.create(desk, "action", {"title": title, "due": due} | values, account_id=of).record_id
    assert made is not None
    return made


def mine(found: today.Today, source: str) -> list[today.Entry]:
    """The entries of one source."""
    return [one for one in found.entries if one.key.startswith(f"{source}/")]


# What stands in it


def test_actions_are_grouped_by_their_day_and_say_whose_they_are(desk: Desk) -> None:
    one = account(desk, health_score=82.0)
    action(desk, one, "Send the guide", -2, origin="Check-in", owner="Nora Hale")
    action(desk, one, "Send the list", 0, owner="Piet Vermaas")
    action(desk, one, "Write to the sponsor", 3)
    action(desk, one, "Look at the report", 9)
    action(desk, one, "Far away", 40)
    action(desk, one, "Without weight", -3, important=False)
    found = today.read(desk)
    assert [(e.item.title, e.group) for e in mine(found, "action")] == [
        ("Send the guide", "now"),
        ("Remind Piet Vermaas: send the list", "today"),
        ("Without weight", "today"),
        ("Write to the sponsor", "week"),
        ("Look at the report", "later"),
    ]
    assert mine(found, "action")[0].item.evidence == "You promised it in “Check-in”"


def test_a_meeting_is_held_prepared_closed_and_planned(desk: Desk) -> None:
    one = account(desk, tier="Strategic", contract_start=TODAY - timedelta(days=400))
    reviews.plan(desk, one, "check-in", TODAY, "15:00")
    reviews.plan(desk, one, "qbr", TODAY + timedelta(days=4), "14:00")
    late = reviews.plan(desk, one, "check-in", TODAY - timedelta(days=3)).record_id
    held = reviews.plan(desk, one, "qbr", TODAY - timedelta(days=3), "10:00").record_id
    assert held is not None and late is not None
    reviews.hold(desk, held, TODAY - timedelta(days=3))
    found = today.read(desk)
    titles = {entry.item.title: entry for entry in found.entries}
    assert titles["Hold the check-in"].item.due_at == datetime(2026, 11, 23, 15, tzinfo=UTC).astimezone(UTC)
    assert titles["Say whether the check-in took place"].group == "now"
    assert "Send the review summary" in titles
    assert any(title.startswith("Finish the QBR preparation, ") for title in titles)
    today.complete(desk, f"summary/{held}")
    after = {entry.item.title for entry in today.read(desk).entries}
    assert "Send the review summary" not in after
    assert "Close the QBR" in after
    today.complete(desk, f"meeting/{late}")
    assert records.get(desk, "review", late).values["status"] == "held"


def test_a_plan_past_its_review_date_is_reviewed_from_the_list(desk: Desk) -> None:
    one = account(desk)
    number = documents.open_document(desk, "success-plan", one)
    with desk.write("Seal it long ago") as tx:
        tx.update("document", number, {"final_on": TODAY - timedelta(days=400), "state": "final"})
    (entry,) = mine(today.read(desk), "plan")
    assert entry.late
    assert entry.item.where == {"document": number}
    today.complete(desk, entry.key)
    assert mine(today.read(desk), "plan") == []
    desk.undo()
    assert len(mine(today.read(desk), "plan")) == 1


def test_what_is_old_is_work_of_the_week(desk: Desk) -> None:
    one = account(desk, renewal_date=TODAY - timedelta(days=10))
    records.create(desk, "goal", {"title": "Faster", "current_on": TODAY - timedelta(days=120)}, account_id=one)
    found = today.read(desk)
    assert [entry.item.title for entry in found.entries if entry.key.startswith(("past-renewal", "stale-goals"))] == [
        "Say how the renewal went",
        "Ask for new figures: “Faster”",
    ]
    records.update(desk, "account", one, {"stage": "churned"})
    assert not [e for e in today.read(desk).entries if e.key.startswith(("past-renewal", "stale-goals"))]


# Merging


def item(key: str, title: str = "Do it", **more: Any) -> Item:
    return Item(key, 1, title, "evidence", "rule", TODAY, **more)


@pytest.mark.parametrize(
    ("keys", "parts"),
    [
        (("signal/1", "escalation/propose/1/3", "renewal/1/escalate/2027-01-01", "cadence/account/1/red/2026"), 1),
        (("signal/1", "renewal/1/intent-call/2027-01-01"), 2),
        (("cadence/contact/4/2026-11-01", "cadence/contact/5/2026-11-01", "cadence/account/1/touch/2026"), 1),
        (("cadence/account/1/yellow/2026", "cadence/contact/5/2026-11-01"), 2),
        (("action/1", "action/2"), 2),
    ],
)
def test_what_is_the_same_stands_in_one_line(keys: tuple[str, ...], parts: int) -> None:
    assert len(merged([item(key, f"Title {key}") for key in keys])) == parts


def test_the_same_words_of_two_sources_are_one_line_and_of_one_source_two() -> None:
    assert len(merged([item("action/1", "Plan the QBR"), item("plan-review/1/qbr", "plan the qbr")])) == 1
    assert len(merged([item("action/1", "Send it"), item("action/2", "Send it")])) == 2


# Acting


def test_a_tick_is_one_undo_step_and_says_what_it_did(desk: Desk) -> None:
    one = account(desk)
    number = action(desk, one, "Send the guide", 0)
    changed = today.complete(desk, f"action/{number}")
    assert changed.name == "Action done: Send the guide"
    assert records.get(desk, "action", number).values["done_on"] == TODAY
    assert [done.title for done in today_book.done_today(desk)] == ["Send the guide"]
    desk.undo()
    assert mine(today.read(desk), "action")
    assert today_book.done_today(desk) == ()
    today.complete(desk, f"action/{number}")
    with pytest.raises(Invalid, match="nothing is due"):
        today.complete(desk, f"action/{number}")


def test_a_plan_and_an_action_in_the_same_words_are_ticked_together(desk: Desk) -> None:
    one = account(desk)
    number = documents.open_document(desk, "success-plan", one)
    with desk.write("Seal it long ago") as tx:
        tx.update("document", number, {"final_on": TODAY - timedelta(days=400), "state": "final"})
    promised = action(desk, one, "Review the success plan with the customer", 2)
    (entry,) = mine(today.read(desk), "plan")
    assert set(entry.keys) == {f"plan/{number}", f"action/{promised}"}
    assert "; " in entry.rule
    today.complete(desk, entry.key)
    assert records.get(desk, "action", promised).values["status"] == "done"
    assert not [e for e in today.read(desk).entries if e.key in entry.keys]
    desk.undo()
    assert len(mine(today.read(desk), "plan")) == 1


def test_what_is_not_ticked_from_the_list_says_so(desk: Desk) -> None:
    one = account(desk, renewal_date=TODAY - timedelta(days=10))
    with pytest.raises(Invalid, match="open it and do it there"):
        today.complete(desk, f"past-renewal/{one}/2026-11-13")


def test_a_snooze_hides_a_line_until_its_day_and_comes_back(desk: Desk) -> None:
    one = account(desk)
    number = action(desk, one, "Send the guide", 0)
    key = f"action/{number}"
    for wrong in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Invalid, match="not ahead"):
            today.snooze(desk, key, wrong)
    today.snooze(desk, key, TODAY + timedelta(days=2), "Waiting for Piet")
    found = today.read(desk)
    assert mine(found, "action") == []
    assert [(one.until, one.reason) for one in found.snoozed] == [(date(2026, 11, 25), "Waiting for Piet")]
    assert today.needing(desk) == 0
    assert today.why(desk, key).place == 0
    today.bring_back(desk, key)
    assert len(mine(today.read(desk), "action")) == 1
    desk.undo()
    assert today.read(desk).snoozed
    desk.book.clock = FixedClock(NOON + timedelta(days=2))
    assert len(mine(today.read(desk), "action")) == 1, "back on its day"
    with pytest.raises(Invalid, match="nothing is snoozed"):
        today.bring_back(desk, key)


def test_a_line_says_why_it_stands_where_it_does(desk: Desk) -> None:
    red = account(desk, "Corvane Health", health_score=31.0, arr=Money.of(384_000, "USD"))
    green = account(desk, "Tarn Outdoor", health_score=81.0)
    first, second = action(desk, red, "Call them", 0, important=True), action(desk, green, "Write", 0, important=True)
    entries = [entry.key for entry in today.read(desk).entries if entry.key.startswith("action/")]
    assert entries == [f"action/{first}", f"action/{second}"]
    found = today.why(desk, f"action/{first}")
    assert found.place >= 1
    assert {one.label for one in found.steps} >= {"Group", "Health", "ARR"}
    assert found.entry.item in found.said
    with pytest.raises(Invalid):
        today.why(desk, "action/999")


def test_the_deadline_in_words(desk: Desk) -> None:
    one = account(desk)
    action(desk, one, "Late", -16)
    action(desk, one, "Today", 0)
    action(desk, one, "Soon", 2)
    found = today.read(desk)
    by_title = {entry.item.title: entry for entry in found.entries}
    assert deadline(by_title["Late"], TODAY, NOON) == ("16 days late", "due Sat 7 Nov")
    assert deadline(by_title["Today"], TODAY, NOON) == ("Today", "")
    assert deadline(by_title["Soon"], TODAY, NOON) == ("Wed 25 Nov", "in 2 days")
    hour = replace(by_title["Today"], item=replace(by_title["Today"].item, due_at=NOON + timedelta(minutes=78)))
    assert deadline(hour, TODAY, NOON)[1] == "in 1 h 18 min"
    assert "Arvelle Logistics" in spoken(hour, TODAY, NOON, desk.formats)


# Around it


def test_the_strip_counts_what_is_not_lost(desk: Desk) -> None:
    account(desk, "A", tier="Strategic", health_score=82.0, arr=Money.of(100_000, "USD"))
    account(desk, "B", tier="SMB", health_score=20.0, arr=Money.of(50_000, "USD"),
            renewal_date=TODAY + timedelta(days=30))  # fmt: skip
    account(desk, "C", stage="churned", arr=Money.of(9_000, "USD"))
    found = today_book.strip(desk)
    assert found.accounts == 2
    assert dict(found.tiers) == {"Strategic": 1, "SMB": 1}
    assert today_book.money_words(desk, found.arr) == "$150k"
    assert [(one.tone, one.accounts) for one in found.health] == [("green", 1), ("red", 1)]
    assert (found.renewing, today_book.money_words(desk, found.renewing_critical)) == (1, "$50k")
    before = found.change
    records.update(desk, "account", 1, {"arr": Money.of(130_000, "USD")})
    change = today_book.strip(desk).change[0].minor - (before[0].minor if before else 0)
    assert change == 3_000_000


def test_the_routine_is_ticked_with_its_time_and_forgotten_tomorrow(desk: Desk) -> None:
    found = today.read(desk)
    day = today_routine.routine(desk, "day", found)
    assert (day.name, day.done, day.total) == ("Monday", 0, 7)
    today_routine.tick(desk, "day", "messages")
    day = today_routine.routine(desk, "day", found)
    assert day.done == 1
    assert day.parts[0].items[0].done_at == f"{NOON.astimezone():%H:%M}"
    today_routine.tick(desk, "day", "messages", False)
    assert today_routine.routine(desk, "day", found).done == 0
    today_routine.tick(desk, "day", "messages")
    today_routine.tick(desk, "week", "team")
    desk.book.clock = FixedClock(NOON + timedelta(days=1))
    assert today_routine.routine(desk, "day", found).done == 0
    assert today_routine.routine(desk, "week", found).done == 1
    with pytest.raises(Invalid):
        today_routine.tick(desk, "day", "nothing")
    for scope in today_routine.SCOPES:
        assert today_routine.routine(desk, scope, found).total >= 7


def test_the_week_is_planned_by_weight_and_room_and_taken_over_in_one_step(desk: Desk) -> None:
    one = account(desk)
    moved = [action(desk, one, f"Desk work {number}", 4) for number in range(9)]
    settings.set_days_off(desk, [date(2026, 11, 25)])
    plan = today_week.plan(desk, today.read(desk))
    days = [day.day for day in plan.days]
    assert days == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27)]
    block = next(one.minutes for one in plan.blocks if one.id == "desk")
    for day in plan.days:
        assert sum(slot.minutes for slot in day.slots if slot.block == "desk") <= block
    slots = [slot for slot in plan.moved if slot.entry.key.startswith("action/")]
    assert slots
    assert all(slot.day <= slot.entry.item.due for slot in slots)
    today_week.accept(desk, slots)
    dues = {number: records.get(desk, "action", number).values["due"] for number in moved}
    assert all(dues[int(slot.entry.key[7:])] == slot.day for slot in slots)
    assert not [slot for slot in today_week.plan(desk, today.read(desk)).moved if slot.entry.key.startswith("action/")]
    desk.undo()
    assert all(records.get(desk, "action", number).values["due"] == date(2026, 11, 27) for number in moved)


def test_the_week_is_printed(desk: Desk, tmp_path: Path) -> None:
    from csdesk.documents.verify import text_of

    one = account(desk, health_score=40.0)
    action(desk, one, "Send the guide", 0)
    plan = today_week.plan(desk, today.read(desk))
    file = today_week.export(desk, plan, tmp_path / "plans" / today_week.file_name(plan))
    text = text_of(file.read_bytes(), "pdf")
    assert "Send the guide" in text
    assert "Arvelle Logistics" in text


# The quick touch


def test_a_touch_is_written_with_its_actions_in_one_step(desk: Desk) -> None:
    one = account(desk)
    person = records.create(desk, "contact", {"name": "Ines Caldeira"}, account_id=one).record_id
    assert person is not None
    said = touches.promise(desk, one, "Ines sends the user list by friday")
    assert (said.title, said.owner.id if said.owner else None, said.due) == (
        "Send the user list", person, date(2026, 11, 27),
    )  # fmt: skip
    draft = Draft(
        one, "call", TODAY, "10:30", person, "Walked through the list", "All of it", "good", date(2026, 12, 7),
        (Promise(said.title, person, said.due),),
    )  # fmt: skip
    assert touches.gaps(draft) == ()
    made = touches.log(desk, draft)
    touch = records.get(desk, "touch", made.record_id or 0)
    assert (touch.values["time"], touch.values["sentiment"], touch.values["next_touch"]) == (
        "10:30", "good", date(2026, 12, 7),
    )  # fmt: skip
    assert records.get(desk, "contact", person).values["last_contact"] == TODAY
    assert [r.values["origin"] for r in records.of_account(desk, "action", one)] == ["Walked through the list"]
    desk.undo()
    assert records.of_account(desk, "touch", one) == ()
    assert records.of_account(desk, "action", one) == ()


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (Draft(), ["account", "summary", "contact", "next_touch"]),
        (Draft(1, "note", summary="x"), ["next_touch"]),
        (Draft(1, contact="Ada", summary="x", promises=(Promise("Send"),)), ["promises", "next_touch"]),
    ],
)
def test_what_a_full_note_lacks_is_said(draft: Draft, missing: list[str]) -> None:
    assert [one.field for one in touches.gaps(draft)] == missing


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("yesterday", date(2026, 11, 22), ""),
        ("yesterday 14:30", date(2026, 11, 22), "14:30"),
        ("9:15", TODAY, "09:15"),
        ("20 nov 2 pm", date(2026, 11, 20), "14:00"),
        ("today 9.30", TODAY, "09:30"),
    ],
)
def test_when_it_was_is_read_in_words(desk: Desk, text: str, day: date, time: str) -> None:
    assert touches.read_when(desk, text) == (day, time)


def test_a_touch_to_come_or_without_words_is_refused(desk: Desk) -> None:
    one = account(desk)
    with pytest.raises(Invalid, match="still to come"):
        touches.read_when(desk, "tomorrow")
    with pytest.raises(Invalid, match="summary"):
        touches.log(desk, Draft(one))
    with pytest.raises(Invalid, match="after this one"):
        touches.log(desk, Draft(one, summary="x", day=TODAY, next_touch=TODAY))
    assert records.of_account(desk, "touch", one) == ()


def test_what_was_typed_is_kept_until_it_is_logged(desk: Desk) -> None:
    draft = Draft(account(desk), "email", TODAY, "09:00", "Ada", "Half a thought", "", "mixed", None,
                  (Promise("Send it", None, TODAY),))  # fmt: skip
    assert touches.drafted(desk) is None
    touches.keep_draft(desk, draft)
    assert touches.drafted(desk) == draft
    touches.keep_draft(desk, None)
    assert touches.drafted(desk) is None


# Only what changed is asked anew


def test_after_one_edit_only_that_account_is_asked(desk: Desk) -> None:
    one, two = account(desk, "A"), account(desk, "B")
    number = action(desk, one, "Send", 0)
    action(desk, two, "Write", 0)
    today.read(desk)
    assert memory(desk).asked == -1
    today.read(desk)
    assert memory(desk).asked == 0
    records.update(desk, "action", number, {"title": "Send it"})
    assert "Send it" in [entry.item.title for entry in today.read(desk).entries]
    assert memory(desk).asked == 1
    today.snooze(desk, f"action/{number}", TODAY + timedelta(days=1))
    today_routine.tick(desk, "day", "messages")
    today.read(desk)
    assert memory(desk).asked == 0, "a snooze and a tick of the routine change nothing of what is due"
    settings.set_profile(desk, name="Somebody Else")
    today.read(desk)
    assert memory(desk).asked == -1, "whose an action is hangs on who the CSM is"
    desk.book.clock = FixedClock(NOON + timedelta(days=1))
    today.read(desk)
    assert memory(desk).asked == -1, "another day"


def test_a_source_that_fails_is_named_and_the_others_stand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one = account(desk)
    action(desk, one, "Send", 0)
    broken = next(source for source in sources() if source.__name__.endswith("today_plans"))  # type: ignore[attr-defined]

    def fail(*_arguments: object) -> Iterator[Item]:
        raise RuntimeError("no")

    monkeypatch.setattr(broken, "due_items", fail)
    found = today.read(desk)
    assert found.broken == ("today_plans",)
    assert mine(found, "action")


def test_every_source_says_of_one_account_what_it_says_of_it_among_all(tmp_path: Path) -> None:
    path = tmp_path / "sample.csdesk"
    make_sample(path, FixedClock(NOON))
    until = TODAY + timedelta(days=14)
    with Desk.open(path, clock=FixedClock(NOON)) as desk, desk.book.read() as connection:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM account WHERE deleted_at IS NULL")]
        for source in sources():
            every = list(source.due_items(desk, connection, TODAY, until, None))
            assert len({one.key for one in every}) == len(every), f"{source} has a key twice"
            for number in ids:
                mine = sorted((one for one in every if one.account_id == number), key=lambda one: one.key)
                alone = sorted(source.due_items(desk, connection, TODAY, until, {number}), key=lambda one: one.key)
                assert alone == mine, (source, number)


def test_the_sample_book_has_a_today_worth_looking_at(tmp_path: Path) -> None:
    path = tmp_path / "sample.csdesk"
    make_sample(path, FixedClock(NOON))
    with Desk.open(path, clock=FixedClock(NOON)) as desk:
        found = today.read(desk)
        assert found.broken == ()
        assert 8 <= found.count("now") <= 30
        assert found.count("today") and found.count("week") and found.snoozed
        assert {key.partition("/")[0] for one in found.entries for key in one.keys} >= {
            "action", "cadence", "escalation", "meeting", "plan-review", "prepare", "renewal", "signal", "step",
        }  # fmt: skip
        assert today_book.next_meetings(desk)[0].day == TODAY


Edit = Callable[[Desk, int], object]


def _touch_of(desk: Desk, owner: int) -> None:
    touches.log(desk, Draft(owner, "call", TODAY, "", "Ada Lund", "Spoke", next_touch=TODAY + timedelta(days=3)))


def _tick_first(desk: Desk, owner: int) -> None:
    for entry in today.read(desk).entries:
        if entry.can_tick and entry.item.account_id == owner:
            today.complete(desk, entry.key)
            return


def _snooze_first(desk: Desk, owner: int) -> None:
    for entry in today.read(desk).entries:
        if entry.item.account_id == owner:
            today.snooze(desk, entry.key, TODAY + timedelta(days=owner), "Later")
            return


def _wake(desk: Desk, owner: int) -> None:
    for one in today.read(desk).snoozed:
        if one.entry.item.account_id == owner:
            today.bring_back(desk, one.entry.key)
            return


def _later(desk: Desk, owner: int) -> None:
    """Hours go by, or a day and a half."""
    desk.book.clock = FixedClock(desk.clock.now() + timedelta(hours=(2, 5, 36)[owner - 1]))


def _sitting(desk: Desk, owner: int) -> None:
    """A paper about the whole book, sealed: the month's sitting was held."""
    number = documents.open_document(desk, "monthly-portfolio-review", None)
    with desk.write("Hold the sitting") as tx:
        tx.insert("document_issue", {"document_id": number, "version": owner, "issued_on": TODAY, "snapshot": {}})


def _undo(desk: Desk, _owner: int) -> None:
    if desk.undo_name:
        desk.undo()


EDITS: dict[str, Edit] = {
    "action": lambda desk, owner: action(desk, owner, "Send", -1, owner="Ada Lund"),
    "far": lambda desk, owner: action(desk, owner, "Later", 13),
    "done": lambda desk, owner: [
        records.update(desk, "action", one.id, {"status": "done"})
        for one in records.of_account(desk, "action", owner)[:1]
    ],
    "red": lambda desk, owner: records.update(desk, "account", owner, {"health_score": 21.0}),
    "renews": lambda desk, owner: records.update(
        desk, "account", owner, {"renewal_date": TODAY + timedelta(days=40), "arr": Money.of(90_000, "USD")}
    ),
    "past": lambda desk, owner: records.update(desk, "account", owner, {"renewal_date": TODAY - timedelta(days=1)}),
    "lost": lambda desk, owner: records.update(desk, "account", owner, {"stage": "churned"}),
    "tier": lambda desk, owner: records.update(
        desk, "account", owner, {"tier": "Strategic", "contract_start": TODAY - timedelta(days=500)}
    ),
    "qbr": lambda desk, owner: reviews.plan(desk, owner, "qbr", TODAY + timedelta(days=5), "10:00"),
    "held": lambda desk, owner: [
        reviews.hold(desk, one.id, TODAY - timedelta(days=1)) for one in reviews.rows(desk, owner)[:1]
    ],
    "sealed": lambda desk, owner: [reviews.confirm(desk, one.id, "actions") for one in reviews.rows(desk, owner)[:1]],
    "goal": lambda desk, owner: records.create(
        desk, "goal", {"title": "Faster", "current_on": TODAY - timedelta(days=100)}, account_id=owner
    ),
    "reading": lambda desk, owner: records.create(
        desk, "indicator_reading", {"indicator": "logins_week", "date": TODAY, "value": 3.0}, account_id=owner
    ),
    "left": lambda desk, owner: [
        records.update(desk, "contact", one.id, {"left_on": TODAY, "role": "champion"})
        for one in records.of_account(desk, "contact", owner)[:1]
    ],
    "plan": lambda desk, owner: documents.open_document(desk, "success-plan", owner),
    "bin": lambda desk, owner: records.delete(desk, "account", owner),
    "touch": _touch_of,
    "tick": _tick_first,
    "undo": _undo,
    "snooze": _snooze_first,
    "wake": _wake,
    "later": _later,
    "sitting": _sitting,
    "policy": lambda desk, owner: settings.choose_policy(desk, ("handbook", "coverage", "strategist")[owner - 1]),
    "me": lambda desk, owner: settings.set_profile(desk, name="Ada Lund" if owner == 1 else "Nora Hale"),
    "days-off": lambda desk, owner: settings.set_days_off(desk, [TODAY + timedelta(days=owner)]),
}


@given_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(1, 3)), min_size=1, max_size=9))
def test_reading_anew_what_changed_is_as_reading_all(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("book") / "book.csdesk"
    with Desk.open(path, clock=FixedClock(NOON)) as desk:
        settings.set_profile(desk, name="Nora Hale")
        for name in ("A", "B", "C"):
            account(desk, name, health_score=60.0)
        today.read(desk)
        for name, owner in edits:
            try:
                EDITS[name](desk, owner)
            except DeskError:
                continue
            kept = memory(desk).read(desk)
            fresh = Memory().read(desk)
            assert dict(kept[0]) == dict(fresh[0]), (name, owner)
            assert dict(kept[1]) == dict(fresh[1]), (name, owner)
            shown, whole = today.read(desk), Memory().lines(desk)
            assert (shown.entries, shown.snoozed) == whole[:2], (name, owner)


@given_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(1, 3)), max_size=6))
def test_a_book_read_in_parts_with_edits_between_them_is_as_read_at_once(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("book") / "book.csdesk"
    with Desk.open(path, clock=FixedClock(NOON)) as desk:
        settings.set_profile(desk, name="Nora Hale")
        for name in ("A", "B", "C"):
            account(desk, name, health_score=60.0)
        slow = Memory()
        desk.subscribe(slow.hear)
        assert slow.part(desk, 1) == (1, 3)
        for name, owner in edits:
            try:
                EDITS[name](desk, owner)
            except DeskError:
                continue
            slow.part(desk, 1)
        for _ in range(4):
            done, of = slow.part(desk, 1)
        assert done == of == len(slow.read(desk)[1])
        fresh = Memory()
        assert dict(slow.read(desk)[0]) == dict(fresh.read(desk)[0])
        assert slow.lines(desk) == fresh.lines(desk)


def test_what_is_asked_amid_a_reading_in_parts_is_answered_whole(desk: Desk) -> None:
    for name in ("A", "B", "C"):
        action(desk, account(desk, name), f"Send to {name}", 0)
    slow = Memory()
    assert slow.part(desk, 2) == (2, 3)
    assert len(slow.lines(desk)[0]) >= 3
    assert slow.part(desk, 2) == (3, 3)
