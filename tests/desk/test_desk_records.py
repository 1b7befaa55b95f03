"""Records through the desk: what they accept, how they are kept, shown, found and told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.desk import fields, history, ledger, people, records
from csdesk.desk import search as finding
from csdesk.desk import settings as desk_settings
from csdesk.desk.core import Changed, Desk
from csdesk.desk.errors import DeskError, Invalid, NothingToUndo, ReadOnly, RecordMissing, Stale
from csdesk.values.clock import FixedClock
from csdesk.values.formats import Formats
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=clock) as opened:
        desk_settings.set_formats(opened, Formats("dmy", ".", ",", "USD"))
        yield opened


def account(desk: Desk, name: str = "Corvane", **values: Any) -> int:
    made = records.create(desk, "account", {"name": name} | values).record_id
    assert made is not None
    return made


def goal(desk: Desk, account_id: int, title: str = "Fewer tickets", **values: Any) -> int:
    made = records.create(desk, "goal", {"title": title} | values, account_id=account_id).record_id
    assert made is not None
    return made


def test_a_record_comes_back_as_it_was_given(desk: Desk) -> None:
    values = {
        "name": "  Corvane\nGroup ",
        "arr": Money(41_200_000, "USD"),
        "renewal_date": date(2027, 2, 5),
        "health_score": 62,
        "stage": "growing",
        "description": "Line one\r\n\r\nLine two",
    }
    one = account(desk, **values)
    kept = records.get(desk, "account", one)
    assert kept.values["name"] == "Corvane Group"
    assert kept.values["description"] == "Line one\n\nLine two"
    assert kept.values["health_score"] == 62.0
    assert {f: kept.values[f] for f in ("arr", "renewal_date", "stage")} == {
        f: values[f] for f in ("arr", "renewal_date", "stage")
    }
    assert kept.values["city"] is None
    assert (kept.version, kept.account_id, kept.title) == (1, one, "Corvane Group")
    assert kept.updated_at == datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "field", "value", "reason"),
    [
        ("account", "arr", 412000, "is an amount of money"),
        ("account", "arr", Money(1, "XXQ"), "not a currency"),
        ("account", "renewal_date", "2027-01-01", "is a date"),
        ("account", "renewal_date", datetime(2027, 1, 1, tzinfo=UTC), "is a date"),
        ("account", "renewal_date", date(1027, 1, 1), "year 1027"),
        ("account", "health_score", True, "is a number"),
        ("account", "health_score", float("nan"), "is a number"),
        ("account", "seats", 1.5, "whole number"),
        ("account", "stage", "asleep", "none of the choices"),
        ("account", "csm", 99, "no contact 99"),
        ("account", "csm", 1.5, "is a person"),
        ("account", "name", None, "needs a name"),
        ("account", "name", "  ", "needs a name"),
        ("account", "city", 5, "is text"),
        ("account", "colour", "red", "has no field"),
        ("contact", "strength", 6, "from 1 to 5"),
        ("planet", "name", "x", "no kind of record"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_saved(
    desk: Desk, kind: str, field: str, value: object, reason: str
) -> None:
    one = account(desk)
    before = desk.undo_name
    with pytest.raises(Invalid, match=reason) as caught:
        records.create(desk, kind, {"name": "New", field: value}, account_id=one if kind != "account" else None)
    assert caught.value.kept
    if kind == "account":
        with pytest.raises(Invalid, match=reason):
            records.update(desk, kind, one, {"tier": "A", field: value})
        assert records.get(desk, "account", one).values["tier"] is None
    assert desk.undo_name == before


def test_an_owned_record_needs_an_account(desk: Desk) -> None:
    with pytest.raises(Invalid, match="needs an account"):
        records.create(desk, "goal", {"title": "x"})
    with pytest.raises(RecordMissing):
        records.update(desk, "goal", 99, {"title": "x"})
    with pytest.raises(RecordMissing):
        records.get(desk, "goal", 99)


@pytest.mark.parametrize(
    ("kind", "field", "text", "value", "shown"),
    [
        ("account", "arr", "412k", Money(41_200_000, "USD"), "$412,000"),
        ("account", "renewal_date", "5/2/2027", date(2027, 2, 5), "5 Feb 2027"),
        ("account", "renewal_date", "in 2 weeks", date(2026, 12, 7), "7 Dec 2026"),
        ("account", "health_score", "62.5", 62.5, "62.5"),
        ("account", "seats", "1,200", 1200, "1,200"),
        ("account", "stage", "GROWING", "growing", "Growing"),
        ("contact", "role", "executive sponsor", "executive-sponsor", "Executive sponsor"),
        ("opportunity", "probability", "34%", 34.0, "34%"),
        ("account", "csm", "Ana Ruiz", "Ana Ruiz", "Ana Ruiz"),
        ("account", "city", "  Oslo ", "Oslo", "Oslo"),
        ("account", "city", "   ", None, ""),
    ],
)
def test_typed_text_becomes_a_value_and_is_shown_again(
    desk: Desk, kind: str, field: str, text: str, value: object, shown: str
) -> None:
    assert records.parse(desk, kind, field, text) == value
    assert records.display(desk, kind, field, value) == shown


@pytest.mark.parametrize(
    ("field", "text"),
    [("arr", "soon"), ("renewal_date", "31/2/2027"), ("health_score", "high"), ("stage", "asleep"), ("seats", "1.5")],
)
def test_typed_text_that_does_not_fit_says_why(desk: Desk, field: str, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        records.parse(desk, "account", field, text)
    assert caught.value.path == f"account/{field}"
    assert caught.value.reason


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.sampled_from(["arr", "renewal_date", "seats", "stage", "city", "description", "csm"]))
def test_any_text_is_taken_or_refused_politely(desk: Desk, text: str, field: str) -> None:
    try:
        value = records.parse(desk, "account", field, text)
    except Invalid:
        return
    assert isinstance(records.display(desk, "account", field, value), str)
    fields.check("account", field, value)


def test_a_stale_write_shows_both_values(desk: Desk) -> None:
    one = account(desk, arr=Money(100_00, "USD"))
    records.update(desk, "account", one, {"arr": Money(200_00, "USD")})
    with pytest.raises(Stale) as caught:
        records.update(
            desk, "account", one, {"arr": Money(300_00, "USD"), "tier": "A"}, based_on={"arr": Money(100_00, "USD")}
        )
    assert (caught.value.yours, caught.value.theirs) == (Money(300_00, "USD"), Money(200_00, "USD"))
    assert "ARR was changed meanwhile. It now says “$200”; you wrote “$300”." in caught.value.what
    assert records.get(desk, "account", one).values["tier"] is None


def test_a_person_named_is_found_or_made(desk: Desk) -> None:
    one, two = account(desk), account(desk, "Harbour Foods")
    records.update(desk, "account", one, {"csm": "Ana Ruiz"})
    first = goal(desk, one, owner_customer="Zoë  Brandt", owner_ours="ana ruiz")
    second = goal(desk, one, owner_customer="ZOE BRANDT")
    elsewhere = goal(desk, two, owner_customer="Zoë Brandt", owner_ours="Ana Ruíz")
    risk = records.create(desk, "risk", {"title": "r", "owner": "Ana Ruiz"}, account_id=two).record_id
    assert risk is not None
    assert [person.title for person in people.team(desk)] == ["Ana Ruiz"]
    assert [person.title for person in people.contacts(desk, one)] == ["Zoë Brandt"]
    values = [records.get(desk, "goal", made).values for made in (first, second, elsewhere)]
    ana = people.team(desk)[0].id
    assert [v["owner_ours"] for v in values] == [ana, None, ana]
    assert values[0]["owner_customer"] == values[1]["owner_customer"] != values[2]["owner_customer"]
    assert records.get(desk, "risk", risk).values["owner"] == ana
    assert records.display(desk, "goal", "owner_customer", values[0]["owner_customer"]) == "Zoë Brandt"
    assert [person.title for person in people.choices(desk, one)] == ["Ana Ruiz", "Zoë Brandt"]
    desk.undo()
    assert records.get(desk, "account", one).values["csm"] == ana


def test_order_and_moving(desk: Desk) -> None:
    one = account(desk)
    made = [goal(desk, one, f"Goal {n}") for n in range(3)]
    records.move(desk, "goal", made[2], 0.5)
    assert [r.id for r in records.of_account(desk, "goal", one)] == [made[2], made[0], made[1]]
    desk.undo()
    assert [r.id for r in records.of_account(desk, "goal", one)] == made


def test_several_at_once_are_one_step(desk: Desk) -> None:
    ids = [account(desk, f"A{n}", health_score=50) for n in range(3)]
    changed = records.update_many(desk, "account", ids, {"owner": "Ana", "health_score": 60.0})
    assert changed.accounts == set(ids)
    assert changed.name == "Change Owner, Health score of 3 accounts"
    assert [records.get(desk, "account", i).values["owner"] for i in ids] == ["Ana"] * 3
    desk.undo()
    assert [records.get(desk, "account", i).values["owner"] for i in ids] == [None] * 3


def test_the_bin(desk: Desk) -> None:
    one = account(desk, csm="Ana Ruiz")
    made = goal(desk, one, owner_ours="Ana Ruiz")
    records.delete(desk, "goal", made)
    assert records.of_account(desk, "goal", one) == ()
    (item,) = records.bin(desk)
    assert (item.kind, item.id, item.account_name, item.title) == ("goal", made, "Corvane", "Fewer tickets")
    records.restore(desk, "goal", made)
    assert records.bin(desk) == ()
    ana = people.team(desk)[0].id
    records.delete(desk, "contact", ana)
    records.delete(desk, "account", one)
    assert len(records.bin(desk)) == 2
    records.empty_bin(desk)
    assert records.bin(desk) == ()
    with pytest.raises(RecordMissing):
        records.get(desk, "goal", made)
    assert desk.book.check().ok
    desk.undo()
    assert records.get(desk, "goal", made).values["owner_ours"] == ana
    for _ in range(2):
        desk.undo()
    assert [r.id for r in records.of_account(desk, "goal", one)] == [made]


def events(desk: Desk, account_id: int) -> list[tuple[Any, ...]]:
    return [
        (r.values["date"].day, r.values["type"], r.values["arr"] and r.values["arr"].minor)
        for r in records.of_account(desk, "arr_event", account_id)
    ]


def test_scores_and_arr_leave_a_trail_by_day(desk: Desk, clock: FixedClock) -> None:
    one = account(desk, arr=Money(100, "USD"), health_score=50)
    assert events(desk, one) == [(23, "new", 100)]
    records.update(desk, "account", one, {"arr": Money(120, "USD"), "health_score": 55})
    assert events(desk, one) == [(23, "new", 120)]
    clock.set(TODAY + timedelta(days=1))
    records.update(desk, "account", one, {"arr": Money(1200, "USD"), "health_score": 40})
    records.update(desk, "account", one, {"arr": Money(90, "USD")})
    assert events(desk, one) == [(23, "new", 120), (24, "contraction", 90)]
    records.update(desk, "account", one, {"arr": Money(120, "USD")})
    assert events(desk, one) == [(23, "new", 120)]
    clock.set(TODAY + timedelta(days=2))
    records.update(desk, "account", one, {"arr": Money(120, "EUR")})
    assert events(desk, one)[-1] == (25, None, 120)
    clock.set(TODAY + timedelta(days=3))
    records.update(desk, "account", one, {"arr": None, "health_score": None})
    assert len(events(desk, one)) == 2
    scores = [(r.values["date"].day, r.values["score"]) for r in records.of_account(desk, "health_snapshot", one)]
    assert scores == [(23, 55.0), (24, 40.0)]
    desk.undo()
    assert records.get(desk, "account", one).values["arr"] == Money(120, "EUR")


def test_the_trail_of_an_import_in_bulk(desk: Desk) -> None:
    with desk.write("Import") as tx:
        first = tx.insert_many("account", ("name", "arr"), [(f"A{n}", Money(n, "USD")) for n in range(1200)])
        ids = range(first, first + 1200)
        ledger.arr_changed(tx, [(i, None, Money(i, "USD")) for i in ids])
        ledger.scores_changed(tx, [(i, 50.0) for i in ids], origin="CRM")
        ledger.scores_changed(tx, [(first, 70.0), (first + 1, None)])
    assert events(desk, first + 7) == [(23, "new", first + 7)]
    assert records.of_account(desk, "health_snapshot", first)[0].values["score"] == 70.0
    desk.undo()
    assert records.of_account(desk, "arr_event", first) == ()


def test_listeners_hear_after_the_commit_and_may_fail(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Changed] = []

    def listen(changed: Changed) -> None:
        assert changed.record_id is not None
        assert records.get(desk, "account", changed.record_id).values["name"] == "Corvane"
        heard.append(changed)

    def fail(changed: Changed) -> None:
        raise RuntimeError("a page that cannot redraw")

    stop_failing = desk.subscribe(fail)
    stop = desk.subscribe(listen)
    with desk.write("Outer"):
        one = account(desk)
        records.update(desk, "account", one, {"tier": "A"})
        assert heard == []
    assert [(c.name, c.kinds) for c in heard] == [("Outer", {"account"})]
    assert "cannot redraw" in caplog.text
    stop_failing()
    with pytest.raises(Invalid):
        records.update(desk, "account", one, {"stage": "asleep"})
    records.update(desk, "account", one, {"tier": "A"})
    assert len(heard) == 1
    stop()
    stop()
    desk.undo()
    assert len(heard) == 1
    assert (desk.undo_name, desk.redo_name) == ("Change the formats", "Outer")


def test_history_in_plain_words(desk: Desk) -> None:
    one = account(desk, arr=Money(100_00, "USD"))
    records.update(desk, "account", one, {"arr": Money(250_00, "USD"), "stage": "growing", "csm": "Ana Ruiz"})
    made = goal(desk, one)
    records.delete(desk, "goal", made)
    desk.undo()
    told = history.entries(desk, account_id=one)
    assert [entry.name for entry in told] == [
        "Undo: Delete goal “Fewer tickets”",
        "Delete goal “Fewer tickets”",
        "Add goal “Fewer tickets”",
        "Change ARR, Stage, Primary CSM of “Corvane”",
        "Add account “Corvane”",
    ]
    assert [(c.label, c.record) for c in told[0].changes] == [("Restored", "Fewer tickets")]
    assert [c.label for c in told[1].changes] == ["Deleted"]
    assert ("Status", "", "") not in [(c.label, c.old, c.new) for c in told[2].changes]
    lines = {(c.kind_label, c.label, c.old, c.new) for c in told[3].changes}
    assert {
        ("Account", "ARR", "$100", "$250"),
        ("Account", "Stage", "", "Growing"),
        ("Account", "Primary CSM", "", "Ana Ruiz"),
    } <= lines
    assert ("Account", "Added", "", "Corvane") in {(c.kind_label, c.label, c.old, c.new) for c in told[4].changes}
    assert [value.text for value in history.of_field(desk, "account", one, "arr")] == ["$250", "$100"]
    assert [value.text for value in history.of_field(desk, "account", one, "city")] == []
    assert history.entries(desk, record=("goal", made), limit=1)[0].name.startswith("Undo")


def test_search_says_whose_it_is(desk: Desk) -> None:
    one = account(desk, "Corvane", domain="corvane.io", crm_id="0015g0000")
    records.create(desk, "contact", {"name": "Zoë Brandt", "note": "Knows corvane well"}, account_id=one)
    found = finding.search(desk, "corvane")
    assert [(f.kind, f.title, f.account_name, f.snippet) for f in found] == [
        ("account", "Corvane", "Corvane", ""),
        ("contact", "Zoë Brandt", "Corvane", "Knows \x02corvane\x03 well"),
    ]
    assert [f.id for f in finding.search(desk, "zoe")] == [1]
    assert finding.search(desk, "0015g")[0].kind == "account"
    assert finding.search(desk, "x", kinds=frozenset({"goal"})) == ()


def test_settings_are_kept_and_checked(desk: Desk, tmp_path: Path) -> None:
    desk_settings.set_profile(desk, name="Ana Ruiz", colour="#1F4E79", logo=b"\x89PNG\r\n\x1a\n")
    assert (desk.profile.name, desk.profile.logo) == ("Ana Ruiz", b"\x89PNG\r\n\x1a\n")
    for wrong in ({"colour": "blue"}, {"colour": "#12345"}, {"logo": b"GIF89a"}):
        with pytest.raises(Invalid):
            desk_settings.set_profile(desk, **wrong)
    with pytest.raises(Invalid):
        desk_settings.set_formats(desk, Formats("dmy", ",", ",", "USD"))
    with pytest.raises(Invalid):
        desk_settings.set_formats(desk, Formats("dmy", ".", ",", "QQQ"))
    with pytest.raises(Invalid, match="there is no policy"):
        desk_settings.choose_policy(desk, "nowhere")
    assert desk_settings.policy_id(desk) == "handbook"
    desk_settings.choose_policy(desk, "strategist")
    assert desk_settings.policy_id(desk) == "strategist"
    desk.undo()
    assert desk_settings.policy_id(desk) == "handbook"
    desk.undo()
    assert desk.profile.name == ""
    desk_settings.set_appearance(desk, theme="dark")
    assert desk_settings.appearance(desk) == {"theme": "dark"}
    assert desk.redo_name == "Change the profile"
    assert desk_settings.backup_for_import(desk).exists()
    assert desk_settings.check(desk).ok


def test_a_read_only_desk_refuses_to_write(desk: Desk) -> None:
    account(desk)
    with Desk.open(desk.path, clock=desk.clock, read_only=True) as reader:
        assert reader.read_only
        assert records.get(reader, "account", 1).title == "Corvane"
        for attempt in (lambda: account(reader), reader.undo, lambda: desk_settings.put(reader, "a", 1)):
            with pytest.raises(ReadOnly) as caught:
                attempt()
            assert isinstance(caught.value, DeskError)
            assert caught.value.what and caught.value.kept and caught.value.todo


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    desk.undo()
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        desk.undo()


def test_nothing_is_written_about_an_account_in_the_bin(desk: Desk) -> None:
    account = int(records.create(desk, "account", {"name": "Brief Life"}).record_id or 0)
    records.delete(desk, "account", account)
    for kind, values in (("touch", {"type": "call", "date": date(2026, 11, 23), "summary": "x"}),
                         ("playbook_run", {"title": "Recovery"}), ("action", {"title": "Send it"})):  # fmt: skip
        with pytest.raises(Invalid, match="in the bin"):
            records.create(desk, kind, values, account_id=account)
        assert records.of_account(desk, kind, account) == ()
    records.restore(desk, "account", account)
    assert records.create(desk, "action", {"title": "Send it"}, account_id=account).record_id
