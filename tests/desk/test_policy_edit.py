"""A policy of one's own: what can be changed, what is refused, and what taking it does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import accounts, records, settings
from csdesk.desk import policies as desk_policies
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.desk.policy_edit import Draft
from csdesk.policy.load import own_folder, policies
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    opened = Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY))
    for name, score in (("Corvane Health", 31.0), ("Bramhall Foods", 62.0), ("Arvelle Logistics", 75.0)):
        values = {"name": name, "arr": Money.of(140_000, "USD"), "health_score": score, "tier": "Mid-market"}
        records.create(opened, "account", values)
    return opened


def cell(draft: Draft, topic: str, row: str, column: str) -> tuple[int, int]:
    """Where a cell stands: the row whose first cell says `row`, the column of that label."""
    found = draft.topic(topic)
    at = next(number for number, one in enumerate(found.rows) if one.cells[0].text == row)
    return at, next(number for number, one in enumerate(found.columns) if one.label == column)


@pytest.mark.parametrize("policy", ["handbook", "coverage", "intervention", "csm-playbook", "strategist"])
def test_a_draft_that_is_not_changed_is_the_policy_it_was_made_from(desk: Desk, policy: str) -> None:
    draft = Draft(desk, policy)
    before = policies()[policy]
    for topic in draft.topics():
        for at, row in enumerate(topic.rows):
            for number, one in enumerate(row.cells):
                if one.editable:
                    draft.set(topic.id, at, number, one.text)
    assert not draft.changed
    made = draft.check()
    for part in ("bands", "tiering", "reviews", "cadence", "signals", "escalation", "renewals", "health"):
        assert getattr(made, part) == getattr(before, part), part


@pytest.mark.parametrize("policy", ["handbook", "coverage", "intervention", "csm-playbook", "strategist"])
def test_every_topic_can_be_copied_whole(desk: Desk, policy: str) -> None:
    """A change and its taking back leave the topic stated in the draft itself, and the policy as it was."""
    draft = Draft(desk, policy)
    for topic in draft.topics():
        cells = topic.rows[0].cells
        number = next(at for at, one in enumerate(cells) if one.editable and one.text)
        draft.set(topic.id, 0, number, topic.columns[number].options[-1] if topic.columns[number].options else "17")
        assert draft.topic(topic.id).own, topic.id
        draft.set(topic.id, 0, number, cells[number].text)
    made, before = draft.check(), policies()[policy]
    for part in ("bands", "tiering", "reviews", "cadence", "signals", "escalation", "renewals"):
        assert getattr(made, part) == getattr(before, part), part


def test_a_taken_policy_reads_the_book_and_undo_brings_the_old_one_back(desk: Desk) -> None:
    draft = Draft(desk, "handbook")
    draft.set("bands", *cell(draft, "bands", "70", "From"), "60")
    draft.rename("Our own rules")
    effect = draft.effect()
    assert [one.account for one in effect.moved] == ["Bramhall Foods"]
    assert settings.policy_id(desk) == "handbook"
    name = draft.save()
    assert name == "our-own-rules"
    assert {row.name: row.band for row in accounts.rows(desk)}["Bramhall Foods"] == "Healthy"
    again = Draft(desk)
    assert again.title == "Our own rules"
    again.set("bands", *cell(again, "bands", "60", "Name"), "Fine")
    assert again.save() == "our-own-rules-2"
    assert policies()["our-own-rules-2"].replaces == "our-own-rules"
    assert policies()["our-own-rules-2"].bands[0].word == "Fine"
    desk.undo()
    assert settings.policy_id(desk) == "our-own-rules"
    assert accounts.rows(desk)[1].band == "Healthy"
    desk.undo()
    assert settings.policy_id(desk) == "handbook"


def test_a_policy_whose_file_is_gone_is_named_and_the_handbook_counts(desk: Desk) -> None:
    own_folder().mkdir(parents=True, exist_ok=True)
    mine = own_folder() / "mine.yaml"
    mine.write_text("policy: mine\ntitle: Mine\nextends: handbook\nabout: Ours.\nsource: ours\n", encoding="utf-8")
    desk_policies.switch(desk, "mine", False)
    assert not desk_policies.lost(desk)
    mine.unlink()
    said = "“mine” is chosen, but is not there or cannot be used. Until it is, Handbook counts."
    assert desk_policies.lost(desk) == said
    assert desk_policies.chosen(desk).id == "handbook"
    desk_policies.switch(desk, "handbook", False)
    assert not desk_policies.lost(desk)


def test_a_draft_outlives_the_window_until_it_is_taken_or_left(desk: Desk) -> None:
    draft = Draft(desk, "handbook")
    place = cell(draft, "bands", "70", "From")
    draft.set("bands", *place, "65")
    draft.keep()
    assert not Draft(desk, "coverage").changed
    again = Draft(desk, "handbook")
    assert again.changed and again.topic("bands").rows[place[0]].cells[place[1]].text == "65"
    again.forget()
    assert not Draft(desk, "handbook").changed
    draft.keep()
    draft.save()
    assert not Draft(desk, "handbook").changed


def test_only_what_was_changed_is_stated(desk: Desk) -> None:
    draft = Draft(desk, "strategist")
    draft.set("signals", *cell(draft, "signals", "Fewer logins", "Yellow at"), "-25")
    draft.save()
    text = (own_folder() / f"{settings.policy_id(desk)}.yaml").read_text(encoding="utf-8")
    assert "usage.logins" in text and "extends: strategist" in text
    assert "tiers:" not in text and "usage.features" not in text
    made, before = policies()[settings.policy_id(desk)], policies()["strategist"]
    assert made.tiering == before.tiering
    changed = [one.id for one, old in zip(made.signals.rules, before.signals.rules, strict=True) if one != old]
    assert changed == ["usage.logins"]


def test_other_tiers_keep_what_goes_by_tier(desk: Desk) -> None:
    draft = Draft(desk, "coverage")
    draft.set("tiers", *cell(draft, "tiers", "Tier 1", "ARR from"), "200,000")
    made, before = draft.check(), policies()["coverage"]
    assert [one.arr_from for one in made.tiers] == [None, 200_000, 25_000, 0]
    assert (made.reviews, made.cadence.rhythms, made.renewals.paths) == (
        before.reviews, before.cadence.rhythms, before.renewals.paths,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("topic", "row", "column", "text", "where", "said"),
    [
        ("tiers", "Enterprise", "ARR from", "2000000", "Tiers", "lower than the one before"),
        ("tiers", "Self-service", "ARR from", "500", "Tiers", "starts at an ARR of 0"),
        ("bands", "40", "From", "80", "Health bands", "lower than the one before"),
        ("levels", "c-level", "Every", "sometimes", "Touches by level", "sometimes"),
        ("reviews", "enterprise", "At most, months apart", "36", "Reviews", "from 1 to 24"),
    ],
)
def test_what_does_not_hold_together_is_said_and_not_taken(
    desk: Desk, topic: str, row: str, column: str, text: str, where: str, said: str
) -> None:
    draft = Draft(desk, "handbook")
    draft.set(topic, *cell(draft, topic, row, column), text)
    with pytest.raises(Invalid, match=said) as caught:
        draft.save()
    assert caught.value.path == where
    assert not list(own_folder().glob("*.yaml"))
    assert settings.policy_id(desk) == "handbook"


@pytest.mark.parametrize(
    ("topic", "row", "column", "text"),
    [
        ("tiers", "Enterprise", "ARR from", "much"),
        ("tiers", "Enterprise", "ARR from", "250000.5"),
        ("tiers", "Enterprise", "Premier support", "perhaps"),
        ("tiers", "Enterprise", "Served by", "robots"),
        ("bands", "70", "Colour", "blue"),
        ("reviews", "enterprise", "Tier", "tier-9"),
        ("signals", "Fewer logins", "Yellow at", ""),
        ("signals", "Fewer logins", "Yellow at", "1e300"),
        ("signals", "Severe tickets open", "Red at", "3"),
        ("signals", "Fewer logins", "Signal", "More logins"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_at_once(desk: Desk, topic: str, row: str, column: str, text: str) -> None:
    draft = Draft(desk, "handbook")
    with pytest.raises(Invalid):
        draft.set(topic, *cell(draft, topic, row, column), text)
    assert not draft.changed


def test_rows_are_added_taken_away_and_put_back(desk: Desk) -> None:
    draft = Draft(desk, "handbook")
    at, column = cell(draft, "tiers", "Enterprise", "ARR from")
    draft.add("tiers", at)
    draft.set("tiers", at + 1, column, "100000")
    draft.set("tiers", at + 1, 0, "Upper middle")
    made = draft.check()
    assert [one.name for one in made.tiers][1:4] == ["Enterprise", "Upper middle", "Mid-market"]
    assert len({one.id for one in made.tiers}) == 6
    draft.remove("tiers", at + 1)
    assert draft.check().tiering == policies()["handbook"].tiering
    draft.reset("tiers")
    assert not draft.topic("tiers").own
    for topic in ("signals", "escalation", "answers"):
        with pytest.raises(Invalid, match="fixed"):
            draft.add(topic, 0)
        with pytest.raises(Invalid, match="fixed"):
            draft.remove(topic, 0)
    for _ in range(2):
        draft.remove("bands", 0)
    with pytest.raises(Invalid, match="has to stay"):
        draft.remove("bands", 0)


def test_unknown_policies_topics_and_rows_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid, match="no policy"):
        Draft(desk, "nobody")
    draft = Draft(desk)
    with pytest.raises(Invalid, match="no topic"):
        draft.topic("weather")
    with pytest.raises(Invalid, match="no such row"):
        draft.set("bands", 99, 0, "1")
    with pytest.raises(Invalid, match="name"):
        draft.rename("  ")
