"""Health in the book: worked out from readings, overridden, taken back, and configured by the form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from csdesk.desk import (
    account_rows,
    documents,
    followups,
    health,
    health_form,
    policies,
    records,
    settings,
)
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.desk.errors import Invalid
from csdesk.policy.load import policy
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        settings.set_profile(opened, name="Nora Hale", company="Kelvara")
        records.create(opened, "account", {"name": "Halden Foods", "health_score": 81.0})
        yield opened


def score(desk: Desk) -> float | None:
    return account_rows.read(desk)[0].score


def test_an_imported_score_stays_until_there_is_a_reading(desk: Desk) -> None:
    records.create(desk, "touch", {"type": "call", "date": TODAY, "summary": "Talked"}, account_id=1)
    assert (score(desk), health.health(desk, 1).origin) == (81, "imported")
    health.add_readings(desk, 1, {"Active users": 63.0})
    found = health.health(desk, 1)
    assert (score(desk), found.origin, found.verdict.score) == (55, "computed", 55)
    assert desk.undo_name == "Add readings of “Halden Foods”"
    desk.undo()
    assert (score(desk), health.health(desk, 1).origin) == (81, "imported")
    desk.redo()
    assert score(desk) == 55


def test_a_snapshot_keeps_the_figures_and_the_version_of_the_model(desk: Desk) -> None:
    health.add_readings(desk, 1, {"active_users": 63.0}, TODAY - timedelta(days=3))
    kept = [one for one in records.of_account(desk, "health_snapshot", 1) if one.values["origin"] == "computed"]
    assert len(kept) == 1
    assert policy("handbook").health.version in kept[0].values["inputs"]
    assert '"active-users/active-users":[-30.0,"2026-11-20",63.0]' in kept[0].values["inputs"]


def test_a_reading_of_the_same_day_is_corrected_and_the_bin_takes_it_out(desk: Desk) -> None:
    health.add_readings(desk, 1, {"active_users": 63.0})
    health.add_readings(desk, 1, {"Active Users": 40.0})
    only = health.readings(desk, 1, "active-users")
    assert [one.values["value"] for one in only] == [40]
    health.edit_reading(desk, only[0].id, value=63.0)
    assert score(desk) == 55
    health.remove_reading(desk, only[0].id)
    assert score(desk) == 81


@pytest.mark.parametrize(
    ("values", "on", "words"),
    [
        ({}, TODAY, "no reading"),
        ({"nps": 3.0}, TODAY + timedelta(days=1), "today or earlier"),
        ({" ": 1.0}, TODAY, "name"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(desk: Desk, values: dict[str, float], on: date, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        health.add_readings(desk, 1, values, on)
    assert health.readings(desk, 1) == ()


def test_an_override_shows_both_scores_and_ends_by_itself(desk: Desk, tmp_path: Path) -> None:
    health.add_readings(desk, 1, {"active_users": 63.0})
    health.set_override(desk, 1, 75, "They renewed by word of mouth", TODAY + timedelta(days=10))
    found = health.health(desk, 1)
    assert (score(desk), found.score, found.band, found.verdict.score) == (75, 75, "Healthy", 55)
    assert found.override is not None
    assert found.override.reason == "They renewed by word of mouth"
    health.add_readings(desk, 1, {"active_users": 45.0})
    assert score(desk) == 75, "a reading does not end an override"
    health.end_override(desk, 1)
    assert score(desk) == health.verdict(desk, 1).score != 75
    health.set_override(desk, 1, 75, "Again", TODAY + timedelta(days=10))
    desk.close()
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY + timedelta(days=11))) as later:
        assert health.catch_up(later) == 1
        assert health.catch_up(later) == 0, "once a day"
        assert account_rows.read(later)[0].score == health.verdict(later, 1).score


def test_an_override_of_an_imported_score_gives_it_back(desk: Desk, tmp_path: Path) -> None:
    health.set_override(desk, 1, 30, "They told us that they leave", TODAY)
    assert score(desk) == 30
    desk.close()
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY + timedelta(days=1))) as later:
        health.catch_up(later)
        assert account_rows.read(later)[0].score == 81


@pytest.mark.parametrize(
    ("value", "reason", "days", "words"),
    [(101, "x", 1, "0 to 100"), (50, " ", 1, "reason"), (50, "x", -1, "today"), (50, "x", 400, "a year")],
)
def test_an_override_that_cannot_be_is_refused(desk: Desk, value: float, reason: str, days: int, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        health.set_override(desk, 1, value, reason, TODAY + timedelta(days=days))
    assert score(desk) == 81


def test_another_policy_works_the_book_out_anew_and_says_before_what_changes(desk: Desk) -> None:
    health.add_readings(desk, 1, {"active_users": 72.0})
    health.catch_up(desk)
    now = score(desk)
    effect = policies.effect(desk, "coverage")
    assert score(desk) == now
    settings.choose_policy(desk, "coverage")
    assert {account_rows.read(desk)[0].band: 1} == {word: count for word, count in effect.then.items() if count}
    kept = health.health(desk, 1)
    assert kept.verdict.version == policy("coverage").health.version
    desk.undo()
    assert score(desk) == now


def test_the_sponsor_is_known_from_touches_and_leavers_do_not_count(desk: Desk) -> None:
    records.create(desk, "contact", {"name": "Ida Voss", "role": "champion"}, account_id=1)
    health.add_readings(desk, 1, {"active_users": 90.0})
    missing = {one.indicator.id for one in health.verdict(desk, 1).missing}
    assert "sponsor" in missing
    who = records.of_account(desk, "contact", 1)[0].id
    day = TODAY - timedelta(days=60)
    records.create(desk, "touch", {"type": "call", "date": day, "contact": who, "summary": "Talk"}, account_id=1)
    one = next(one for one in health.verdict(desk, 1).contributions if one.indicator.id == "sponsor")
    assert (one.level, one.reading, one.on) == ("yellow", "60 days", day)
    records.update(desk, "contact", who, {"left_on": TODAY})
    assert "sponsor" in {one.indicator.id for one in health.verdict(desk, 1).missing}


# The configuration


@pytest.mark.parametrize("name", ["handbook", "coverage", "intervention", "csm-playbook", "strategist"])
def test_a_configuration_begins_with_the_model_and_states_it_again(desk: Desk, name: str) -> None:
    from csdesk.desk import document_state

    settings.choose_policy(desk, name)
    document = documents.open_document(desk, health_form.FORM, None)
    made, _ = health_form.policy_of(desk, document_state.load(desk, document))
    assert made.health.version == policy(name).health.version
    assert made.bands == policy(name).bands and made.tiers == policy(name).tiers


def test_weights_and_thresholds_must_agree_before_it_is_accepted(desk: Desk) -> None:
    document = documents.open_document(desk, health_form.FORM, None)
    first = next(one for one in documents.view(desk, document).sections if one.section.id == "indicators").rows[0]
    documents.set_value(desk, document, FieldPath("indicators", first.key, "weight"), "30")
    assert "The weights must sum to 100" in [one.reason for one in documents.view(desk, document).missing]
    assert followups.due(desk, document) == ()
    with pytest.raises(Invalid, match="sum to 100"):
        health_form.accept(desk)
    documents.set_value(desk, document, FieldPath("indicators", first.key, "weight"), "20")
    documents.set_value(desk, document, FieldPath("indicators", first.key, "red"), "-10")
    with pytest.raises(Invalid, match="beyond yellow"):
        health_form.effect(desk)


def test_it_is_accepted_after_its_effect_was_seen_and_undo_takes_it_back(desk: Desk) -> None:
    health.add_readings(desk, 1, {"active_users": 60.0, "features_used": 11.0, "nps_answer": 9.0})
    health.catch_up(desk)
    before = score(desk)
    document = documents.open_document(desk, health_form.FORM, None)
    rows = next(one for one in documents.view(desk, document).sections if one.section.id == "indicators").rows
    documents.set_value(desk, document, FieldPath("indicators", rows[1].key, "weight"), "30")
    documents.set_value(desk, document, FieldPath("indicators", rows[0].key, "weight"), "10")
    assert [one.id for one in followups.due(desk, document)] == ["health-effect"]
    assert "Before: " in followups.take(desk, document, "health-effect").said
    documents.set_value(desk, document, FieldPath("indicators", rows[1].key, "yellow"), "-15")
    with pytest.raises(Invalid, match="other figures"):
        followups.take(desk, document, "health-accept")
    followups.take(desk, document, "health-effect")
    assert "own.yaml" in followups.take(desk, document, "health-accept").said
    assert settings.policy_id(desk) == "own"
    own = policy("own")
    assert own.own and own.health.indicator("active-users").inputs[0].yellow == -15
    assert score(desk) != before
    assert all(one.done for one in followups.due(desk, document))
    desk.undo()
    assert (settings.policy_id(desk), score(desk)) == ("handbook", before)
    # Made once more from the own one, it is another file, and the first stays as it was.
    settings.choose_policy(desk, "own")
    assert health_form.accept(desk).name == "own-2.yaml"
    assert policy("own-2").health.version == policy("own").health.version


def test_an_own_policy_that_cannot_be_read_is_named_and_left_out(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "mine.yaml").write_text("policy: mine\nextends: handbook\ntitle: M\nbands: []\n", encoding="utf-8")
    assert "mine" not in {one.id for one in policies.choices()}
    assert [Path(one.file).name for one in policies.refused()] == ["mine.yaml"]
    assert "line 4" in policies.refused()[0].reason
