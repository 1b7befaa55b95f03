"""Own playbooks: copied, edited as data, saved and read again with everything kept; one at fault is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import playbook_edit as edit
from csdesk.desk import playbooks
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.playbook_edit import Row
from csdesk.desk.playbooks import Draft

ID = "at-risk-30-days"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    return tmp_path


def opened() -> Draft:
    return playbooks.draft(playbooks.copy(ID))


# Files


def test_all_that_ship_can_be_used() -> None:
    found = playbooks.library()
    assert {ID, "high-touch-onboarding"} <= set(found.playbooks)
    assert found.refused == ()


def test_a_copy_takes_the_place_and_can_be_set_aside(home: Path) -> None:
    shipped = playbooks.playbook(ID)
    file = playbooks.copy(ID)
    assert file == home / "playbooks" / f"{ID}.yaml"
    own = playbooks.playbook(ID)
    assert own.own
    assert [one.title for one in own.steps] == [one.title for one in shipped.steps]
    with pytest.raises(Invalid, match="already"):
        playbooks.copy(ID)
    target = playbooks.set_aside(ID)
    assert target.parent.name == "set aside"
    assert not playbooks.playbook(ID).own


def test_a_copy_beside_has_its_own_id() -> None:
    playbooks.copy(ID, "mine", "Mine")
    assert playbooks.playbook("mine").title == "Mine"
    assert not playbooks.playbook(ID).own


def test_one_at_fault_is_left_out_and_said(home: Path) -> None:
    file = playbooks.copy(ID)
    file.write_text(file.read_text(encoding="utf-8").replace("channel: call", "channel: pigeon", 1), encoding="utf-8")
    found = playbooks.library()
    assert not found.playbooks[ID].own, "the one that ships is used"
    (refused,) = found.refused
    assert "line" in refused.reason
    assert "“channel” cannot be “pigeon”" in refused.reason
    (home / "playbooks" / "bad.yaml").write_text("playbook: [", encoding="utf-8")
    assert len(playbooks.library().refused) == 2
    with pytest.raises(Invalid, match="cannot be used"):
        playbooks.playbook("bad")
    with pytest.raises(Invalid, match="there is no playbook"):
        playbooks.playbook("nothing")
    with pytest.raises(DeskError, match="cannot be opened here"):
        playbooks.draft(home / "playbooks" / "bad.yaml")


# Round trip


def test_saving_keeps_everything() -> None:
    draft = opened()
    before = playbooks.playbook(ID)
    playbooks.save(draft)
    assert playbooks.playbook(ID) == before
    assert draft.file.read_text(encoding="utf-8").startswith("# My own copy of “At risk, 30 days”")
    draft.data["title"] = "Ours: 30 days, no more"
    draft.data["phases"][0]["steps"][0]["detail"] = "Two\nlines\n\nand: a colon # and a hash"
    playbooks.save(draft)
    found = playbooks.playbook(ID)
    assert found.title == "Ours: 30 days, no more"
    assert found.steps[0].detail == "Two\nlines\n\nand: a colon # and a hash"
    assert found.phases[1:] == before.phases[1:]
    assert (found.escalate, found.proposed_by) == (before.escalate, before.proposed_by)


def test_what_cannot_be_used_is_not_written() -> None:
    draft = opened()
    before = draft.file.read_text(encoding="utf-8")
    draft.data["phases"][0]["steps"][0]["proof"] = "nonsense > 3"
    (fault,) = playbooks.check(draft.data, ID)
    assert fault.place == ("phases", 0, "steps", 0, "proof")
    assert edit.fault_at((fault,), Row(0, 0).place, "proof").startswith("the book knows nothing")
    assert edit.described(draft.data, fault).startswith("See what is wrong, Go through the account: ")
    with pytest.raises(Invalid):
        playbooks.save(draft)
    assert draft.file.read_text(encoding="utf-8") == before


# Days


@pytest.mark.parametrize(
    ("typed", "days", "shown"),
    [
        ("3", (3, 3), "3"), ("day 3", (3, 3), "3"), ("3-5", (3, 5), "3 to 5"), ("3 to 5", (3, 5), "3 to 5"),
        ("Days 10–14", (10, 14), "10 to 14"), ("-30", (-30, -30), "30 before"),
        ("30 days before", (-30, -30), "30 before"),
        ("90 to 60 before", (-90, -60), "90 to 60 before"), ("60-90 before", (-90, -60), "90 to 60 before"),
        ("0", (0, 0), "0"), ("1 day before", (-1, -1), "1 before"),
    ],
)  # fmt: skip
def test_days_are_read_as_they_are_typed(typed: str, days: tuple[int, int], shown: str) -> None:
    assert edit.read_days(typed) == days
    step: dict[str, Any] = {"step": "a", "day": 1, "owner": "csm"}
    edit.set_days(step, typed)
    assert edit.days_text(step) == shown
    assert [key for key in step if key not in ("day", "days")] == ["step", "owner"]


@pytest.mark.parametrize("typed", ["", "soon", "5 to 3", "3 to", "401", "1.5", "before"])
def test_other_days_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        edit.read_days(typed)


# Rows


def test_rows_are_added_moved_and_removed() -> None:
    data = edit.clone(opened().data)
    count = len(edit.rows(data))
    added = edit.add_step(data, Row(0, 0))
    assert added == Row(0, 1)
    assert edit.entry(data, added) == {"step": "new-step", "title": "New step", "day": 0, "owner": "csm"}
    assert playbooks.check(data, ID) == ()
    assert edit.entry(data, edit.add_step(data, added))["step"] == "new-step-2"
    assert edit.move(data, Row(0, 0), -1) == Row(0, 0), "there is nothing above"
    assert edit.move(data, Row(0, 0), 1) == Row(0, 1)
    last = Row(0, len(data["phases"][0]["steps"]) - 1)
    assert edit.move(data, last, 1) == Row(1, 0), "into the next phase"
    assert edit.move(data, Row(1, 0), -1) == last
    new = edit.add_phase(data, 0)
    assert new == Row(1)
    assert playbooks.check(data, ID) == ()
    with pytest.raises(Invalid, match="at least one step"):
        edit.remove(data, Row(1, 0))
    assert edit.move(data, new, 1) == Row(2)
    edit.remove(data, Row(2))
    edit.remove(data, Row(0, 1))
    edit.remove(data, Row(0, 1))
    assert len(edit.rows(data)) == count


def test_the_last_phase_stays() -> None:
    data = edit.clone(opened().data)
    for _ in range(3):
        edit.remove(data, Row(0))
    with pytest.raises(Invalid, match="at least one phase"):
        edit.remove(data, Row(0))


def test_criteria_and_lines_go_there_and_back() -> None:
    phase = {"exit": [{"criterion": "A", "proof": "score > 60"}, {"criterion": "B"}]}
    text = edit.criteria_text(phase)
    assert text == "A | score > 60\nB"
    assert edit.read_criteria(text + "\n\n") == phase["exit"]
    assert edit.read_lines(" a \n\n b") == ["a", "b"]
    assert edit.lines_of(["a", "b"]) == "a\nb"
