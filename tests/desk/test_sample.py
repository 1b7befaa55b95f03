"""The sample book: complete, the same every time, relative to the day, and undisturbing."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest

from csdesk.desk import accounts, documents, records, sample_data, settings
from csdesk.desk.core import Changed, Desk
from csdesk.desk.errors import DeskError
from csdesk.desk.sample import make_sample
from csdesk.desk.sample_history import score_on, weeks
from csdesk.desk.sample_plans import answers
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("sample") / "book.csdesk"
    make_sample(found, FixedClock(TODAY))
    return found


@pytest.fixture
def desk(path: Path) -> Desk:
    return Desk.open(path, clock=FixedClock(TODAY), read_only=True)


def test_the_accounts_are_many_and_various(desk: Desk) -> None:
    with desk:
        rows = accounts.rows(desk)
        assert len(rows) == 42
        assert {row.tier for row in rows if row.tier} == {"Strategic", "Enterprise", "Mid-market", "SMB"}
        assert {row.stage for row in rows if row.stage} == {
            "onboarding", "adopting", "growing", "renewing", "leaving", "churned",
        }  # fmt: skip
        assert {row.tone for row in rows if row.tone} == {"green", "yellow", "red"}
        assert len({row.industry for row in rows}) > 12
        assert {row.arr.currency for row in rows if row.arr} == {"USD", "EUR", "GBP"}
        assert any(row.change and row.change < -30 for row in rows)
        assert len({row.crm_id for row in rows if row.crm_id}) == 41


def test_tiers_follow_the_handbook_s_limits(desk: Desk) -> None:
    """So that the tier shown and the policy's reasons agree, but for amounts in other currencies."""
    from csdesk.policy.load import policy

    tiers = [tier for tier in policy("handbook").tiers if tier.arr_from is not None]
    with desk:
        for row in accounts.rows(desk):
            if row.arr is None or row.arr.currency != "USD" or row.stage == "churned":
                continue
            amount = row.arr.amount
            fitting = next(tier.name for tier in tiers if tier.arr_from is not None and amount >= tier.arr_from)
            assert row.tier == fitting or row.name in ("Garrowby Energy", "Umbrick Textiles"), row.name
        ruled = {row.name: row for row in accounts.rows(desk, work=True)}
        assert [name for name, row in ruled.items() if row.move in ("up", "down")] == ["Garrowby Energy"]
        assert [name for name, row in ruled.items() if row.overridden] == ["Umbrick Textiles"]


def test_a_rich_account_has_every_part_of_a_plan(desk: Desk) -> None:
    with desk:
        for name in ("Morvelle Foods", "Brightmere Care", "Tavrik Instruments"):
            account = records.get(desk, "account", accounts.find(desk, name))
            needed = ("objective", "success_definition", "strategy", "budget_cycle", "initiatives", "current_scope")
            assert all(account.values[field] for field in needed), name
            assert account.values["technical_contact"] and account.values["csm"]
            assert len(records.of_account(desk, "goal", account.id)) == 3
            for goal in records.of_account(desk, "goal", account.id):
                assert all(value for field, value in goal.values.items() if field != "note"), goal.title
            for kind in ("milestone", "risk", "opportunity", "action", "review", "touch", "health_snapshot"):
                assert records.of_account(desk, kind, account.id), kind


def test_one_account_is_overfull_and_one_nearly_empty(desk: Desk) -> None:
    with desk:
        full = accounts.find(desk, "Sandringford")
        counts = {kind: len(records.of_account(desk, kind, full)) for kind in ("contact", "goal", "risk", "action")}
        assert counts == {"contact": 24, "goal": 10, "risk": 10, "action": 21}
        titles = [record.title for record in records.of_account(desk, "action", full)]
        assert len(set(titles)) == len(titles)
        bare = accounts.find(desk, "Velmora")
        assert not any(records.of_account(desk, kind, bare) for kind in records.KINDS if kind != "account")


def test_names_of_many_scripts(desk: Desk) -> None:
    with desk, desk.book.read() as connection:
        everyone = [row[0] for row in connection.exec_driver_sql("SELECT name FROM contact")]
    names = "".join(everyone)
    scripts = {unicodedata.name(char, "").split()[0] for char in names if char.isalpha()}
    assert len(set(everyone)) == len(everyone)
    assert {"LATIN", "GREEK", "CYRILLIC", "HEBREW", "CJK"} <= scripts


def test_the_year_hangs_together(desk: Desk) -> None:
    with desk, desk.book.read() as connection:
        one = connection.exec_driver_sql
        assert one("SELECT count(*) FROM health_snapshot").scalar() > 1500
        assert one("SELECT count(*) FROM indicator_reading").scalar() > 6000
        late = (TODAY + timedelta(days=1)).isoformat()
        for table, column in (("touch", "date"), ("health_snapshot", "date"), ("arr_event", "date")):
            assert one(f"SELECT count(*) FROM {table} WHERE {column} >= ?", (late,)).scalar() == 0, table
        unequal = one(
            "SELECT a.name FROM account a JOIN arr_event e ON e.account_id = a.id WHERE e.date = (SELECT max(date) "
            "FROM arr_event WHERE account_id = a.id) AND (e.arr <> a.arr OR e.arr_currency <> a.arr_currency)"
        ).all()
        assert unequal == []
        differing = one(
            "SELECT a.name FROM account a JOIN health_snapshot h ON h.account_id = a.id "
            "WHERE h.date = ? AND h.score <> a.health_score",
            (TODAY.isoformat(),),
        ).all()
        assert differing == []
        weekend = one("SELECT count(*) FROM touch WHERE strftime('%w', date) IN ('0', '6')").scalar()
        assert weekend == 0


def test_the_past_was_written_in_the_past(desk: Desk) -> None:
    with desk:
        account = accounts.find(desk, "Morvelle")
        history = desk.book.history(account_id=account, limit=50)
        assert history[-1].at.date() == TODAY - timedelta(days=400)
        assert {entry.origin for entry in history} == {"sample"}
        goal = records.of_account(desk, "goal", account)[0]
        values = [
            change.new
            for entry in reversed(desk.book.history(record=("goal", goal.id), field="current"))
            for change in entry.changes
            if change.field == "current"
        ]
        assert values == ["9 days", "8 days", "7 days", "6.5 days"]


def test_it_is_the_same_every_time_and_moves_with_the_day(tmp_path: Path, desk: Desk) -> None:
    other = tmp_path / "later.csdesk"
    make_sample(other, FixedClock(TODAY + timedelta(days=50)))
    with desk, Desk.open(other, clock=FixedClock(TODAY + timedelta(days=50)), read_only=True) as later:
        first, second = accounts.rows(desk), accounts.rows(later)
        assert [(row.name, row.crm_id, row.arr, row.days_left) for row in first] == [
            (row.name, row.crm_id, row.arr, row.days_left) for row in second
        ]
        # A touch that is moved off a weekend makes the contact a day or two older, and that counts.
        assert all(abs((one.score or 0) - (two.score or 0)) <= 1 for one, two in zip(first, second, strict=True))


def test_it_sets_the_profile_of_a_new_book_and_has_nothing_to_undo(desk: Desk) -> None:
    with desk:
        assert desk.profile.company == "Ostrella" and desk.profile.logo.startswith(b"\x89PNG")
        assert desk.undo_name is None


def test_an_open_book_keeps_its_own_profile_and_hears_of_it(tmp_path: Path) -> None:
    heard: list[Changed] = []
    with Desk.open(tmp_path / "own.csdesk", clock=FixedClock(TODAY)) as desk:
        settings.set_profile(desk, name="Noor Haddad", company="Own Company")
        desk.subscribe(heard.append)
        made = make_sample(desk)
        assert made.accounts == 42 and desk.origin == "window"
        assert desk.profile.name == "Noor Haddad"
        assert heard
        row = accounts.row(desk, accounts.find(desk, "Morvelle"))
        assert row.owner == "Noor Haddad"
        with pytest.raises(DeskError, match="accounts already"):
            make_sample(desk)


def test_the_course_of_health_meets_the_points_told() -> None:
    dice = sample_data.chance("any", "health")
    points = [[-365, 70], [-30, 71], [0, 58]]
    assert score_on(points, 0, dice) == 58 and score_on(points, -30, dice) == 71
    assert score_on(points, -400, dice) is None
    assert all(0 <= (score_on(points, at, dice) or 0) <= 100 for at in weeks())
    assert {-30, 0} <= set(weeks()) and weeks() == sorted(weeks())


def test_crm_ids_carry_the_check_of_their_kind() -> None:
    made = sample_data.crm_id("Morvelle Foods")
    assert len(made) == 18 and made.isalnum() and made == sample_data.crm_id("Morvelle Foods")


def test_addresses() -> None:
    assert sample_data.address("Dr. Henrietta Obi", "Nurse", "b.example") == "henrietta.obi@b.example"
    assert sample_data.address("星野 健一", "General Manager", "h.example") == "general.manager@h.example"


def test_an_unknown_key_or_name_in_the_data_is_refused() -> None:
    with pytest.raises(ValueError, match="no field colour"):
        sample_data.values("goal", {"title": "x", "colour": "red"}, TODAY, "USD", {})
    with pytest.raises(ValueError, match="nobody there"):
        sample_data.values("goal", {"title": "x", "owner_ours": "Nobody"}, TODAY, "USD", {})


def test_the_plans_that_are_told_are_filled_and_two_are_final(desk: Desk) -> None:
    with desk:
        rows = {row.account: row for row in documents.listing(desk) if row.form == "success-plan"}
        assert set(rows) == {
            "Ashenbrook Mutual",
            "Brightmere Care",
            "Morvelle Foods",
            "Sandringford Stores and Distribution Holdings of North America",
            "Tavrik Instruments",
        }
        for name in ("Brightmere Care", "Morvelle Foods", "Tavrik Instruments"):
            assert rows[name].missing == 0, name
        assert {name for name, row in rows.items() if row.state == "final"} == {"Brightmere Care", "Morvelle Foods"}
        assert rows["Ashenbrook Mutual"].missing > 5


@pytest.mark.parametrize("audience", ["customer", "internal"])
def test_every_plan_can_be_exported(desk: Desk, tmp_path: Path, audience: Literal["customer", "internal"]) -> None:
    with desk:
        for row in documents.listing(desk):
            if audience == "customer" and not documents.form(row.form).customer_copy:
                continue
            for format in ("pdf", "docx"):
                made = documents.export(desk, row.id, tmp_path / f"{row.id}.{format}", audience)
                assert made.file.stat().st_size > 5000
                assert made.warnings == (), (row.account, made.warnings)


def test_the_plan_is_told_in_days_from_today() -> None:
    told = {"final": True, "cadence": [{"with": "Sponsor", "next": 7}], "goals": {"Close": {"achieved_when": "x"}}}
    assert answers({**told, "approvals": {"csm": {"name": "A", "date": -2}}}, TODAY, "Noor Haddad") == {
        "cadence": [{"with": "Sponsor", "next": "2026-11-30"}],
        "goals": [{"title": "Close", "achieved_when": "x"}],
        "approvals": {"csm": {"name": "Noor Haddad", "date": "2026-11-21"}},
    }
