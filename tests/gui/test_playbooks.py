"""Playbooks in the real window: proposed, started with the days in sight, ticked, skipped, gated, finished; edited."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from csdesk.desk import accounts, playbooks, records, runs, settings
from csdesk.ui.pages.account.run_card import RunCard
from csdesk.ui.pages.account.run_parts import CriterionRow, StepRow, Tick
from csdesk.ui.pages.settings import SettingsPage
from csdesk.ui.widgets import Button, LineEdit, TextArea, Toast

SMALL = """
playbook: small
title: Small one
about: Two phases.
source: test
for: risk
counts_from: start
proposed_by: [score < 40]
phases:
  - phase: one
    title: One
    steps:
      - {step: first, title: Look, day: 0, detail: Read before you write.}
      - {step: second, title: Decide, day: 1, gate: true}
    exit:
      - {criterion: The score is above 50, proof: score > 50}
  - phase: two
    title: Two
    steps:
      - {step: third, title: Write, day: 7, opens: success-plan}
    exit:
      - {criterion: Everybody agreed}
"""


@pytest.fixture
def window(book: Path, windows: Any) -> Any:
    folder = playbooks.own_folder()
    folder.mkdir(parents=True)
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return windows.open(book)


@pytest.fixture
def account(window: Any) -> int:
    found = accounts.find(window.context.desk, "Arvelle")
    records.update(window.context.desk, "account", found, {"health_score": 34.0})
    return found


@pytest.fixture
def tab(window: Any, windows: Any, account: int) -> Any:
    window.go("account", account_id=account, tab="playbooks")
    windows.settle(window)
    return window.stack.currentWidget()._tabs["playbooks"]


def dialog() -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def dialogs() -> list[Any]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def child(within: Any, name: str, kind: type[Any] = QWidget) -> Any:
    found = within.findChild(kind, name)
    assert found is not None, name
    return found


def press(within: Any, name: str, windows: Any, window: Any) -> None:
    QTest.mouseClick(child(within, name), Qt.MouseButton.LeftButton)
    windows.settle(window)
    QApplication.processEvents()


def rows(tab: Any, kind: type[Any]) -> list[Any]:
    """Those of the cards in sight; a card that was replaced is hidden until it is freed."""
    cards = [one for one in tab.findChildren(RunCard) if not one.isHidden()]
    return [one for card in cards for one in card.findChildren(kind)]


def row(tab: Any, key: str) -> StepRow:
    return next(one for one in rows(tab, StepRow) if one.step.key == key)


def test_the_whole_way_of_a_playbook(window: Any, windows: Any, account: int, tab: Any) -> None:
    desk = window.context.desk
    # It is called for, with the reason.
    assert "Health 34" in child(tab, "proposal.small").accessibleName()
    press(tab, "start.small", windows, window)
    start = dialog()
    assert start.choice.value() == "small"
    assert [one.title for one in start._preview.steps] == ["Look", "Decide", "Write"]
    line = child(start, "start.day", LineEdit)
    line.setText("Saturday")
    assert [one.due.isoformat() for one in start._preview.steps] == ["2026-11-30", "2026-11-30", "2026-12-07"]
    line.setText("nonsense")
    assert start._day_box._error
    assert not start.start.isEnabled()
    line.setText("today")
    press(start, "start.go", windows, window)
    assert not dialogs()
    (run,) = runs.of_account(desk, account)
    assert (run.title, run.total, run.started) == ("Small one", 3, date(2026, 11, 23))
    assert tab.findChild(QWidget, "proposal.small") is None or not tab.findChild(QWidget, "proposal.small").isVisible()
    # Tick, and take it back.
    first = row(tab, "first")
    QTest.mouseClick(first.tick, Qt.MouseButton.LeftButton)
    windows.settle(window)
    assert row(tab, "first").step.state == "done"
    assert "Done on Mon 23 Nov" in row(tab, "first").accessibleName()
    window.actions_registry.do("undo")
    windows.settle(window)
    assert row(tab, "first").step.state == "open"
    # Skipping wants a reason.
    row(tab, "first")._pressed("skip")
    skip = dialog()
    press(skip, "reason.go", windows, window)
    assert skip._box._error
    child(skip, "reason", TextArea).setPlainText("They know it already")
    press(skip, "reason.go", windows, window)
    assert row(tab, "first").step.state == "skipped"
    # The gate is refused, names what is open, and passes with a reason.
    QTest.mouseClick(row(tab, "second").tick, Qt.MouseButton.LeftButton)
    windows.settle(window)
    gate = dialog()
    assert row(tab, "second").step.state == "open"
    shown = " ".join(one.text() for one in gate.findChildren(QWidget) if type(one).__name__ == "Text")
    assert "The score is above 50" in shown
    assert "Health 34" in shown
    gate.reject()
    records.update(desk, "account", account, {"health_score": 64.0})
    windows.settle(window)
    assert any(one.accessibleName().startswith("The score is above 50, met") for one in rows(tab, CriterionRow))
    QTest.mouseClick(row(tab, "second").tick, Qt.MouseButton.LeftButton)
    windows.settle(window)
    assert not dialogs()
    # Another day, and the weekend is said.
    row(tab, "third")._pressed("move")
    child(dialog(), "move.day", LineEdit).setText("5 Dec 2026")
    press(dialog(), "move.go", windows, window)
    assert row(tab, "third").step.due == date(2026, 12, 7)
    assert "weekend" in window.findChild(Toast).text()
    # The last step leaves a criterion that only a person can tick; ticking it ends the run.
    QTest.mouseClick(row(tab, "third").tick, Qt.MouseButton.LeftButton)
    windows.settle(window)
    assert runs.of_account(desk, account)[0].state == "active"
    criterion = next(one for one in rows(tab, CriterionRow) if one._met.by_hand)
    criterion.ticked.emit(True)
    windows.settle(window)
    assert runs.of_account(desk, account)[0].state == "done"
    assert [one.title for one in tab.past.rows] == ["Small one"]
    # What is over can be looked at.
    tab._open_past(run.id)
    windows.settle(window)
    assert row(tab, "first").step.reason == "They know it already"


def test_a_step_opens_its_document(window: Any, windows: Any, account: int, tab: Any) -> None:
    runs.start(window.context.desk, "small", account)
    windows.settle(window)
    row(tab, "third")._pressed("open")
    windows.settle(window)
    assert window.going.current == "document"


def test_going_to_a_run_focuses_its_next_step(window: Any, windows: Any, account: int, qtbot: Any) -> None:
    run = runs.start(window.context.desk, "small", account).record_id
    window.activateWindow()
    window.go("account", account_id=account, tab="playbooks", run=run)
    windows.settle(window)
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), Tick))


def test_stopping_and_going_on(window: Any, windows: Any, account: int, tab: Any) -> None:
    desk = window.context.desk
    run = runs.start(desk, "small", account).record_id
    windows.settle(window)
    tab._run("stop", runs.view(desk, run))
    child(dialog(), "reason", TextArea).setPlainText("They left")
    press(dialog(), "reason.go", windows, window)
    assert [one.reason for one in tab.past.rows] == ["They left"]
    tab._run("resume", runs.view(desk, run))
    windows.settle(window)
    assert not tab.past.rows


def test_nothing_can_be_started_in_a_book_for_reading(book: Path, windows: Any) -> None:
    window = windows.open(book, read_only=True)
    window.go("account", account_id=accounts.find(window.context.desk, "Arvelle"), tab="playbooks")
    windows.settle(window)
    tab = window.stack.currentWidget()._tabs["playbooks"]
    assert not any(one.isEnabled() for one in tab.findChildren(Button) if "Start" in one.text())


# Settings


@pytest.fixture
def section(window: Any, windows: Any) -> Any:
    def opened(name: str) -> Any:
        window.go("settings", section=name)
        windows.settle(window)
        page = window.stack.currentWidget()
        assert isinstance(page, SettingsPage)
        return page._made[name]

    return opened


def test_an_own_playbook_is_edited_and_saved(window: Any, windows: Any, section: Any) -> None:
    part = section("playbooks")
    press(part, "edit.at-risk-30-days", windows, window)
    editor = part.editor
    assert editor is not None
    before = playbooks.playbook("at-risk-30-days")
    assert before.own
    model = editor.model
    title = next(column for column in model.columns if column.key == "title")
    day = next(column for column in model.columns if column.key == "day")
    assert model.edit(1, title, "Read the account") == ""
    assert "is no day" in model.edit(1, day, "soon")
    assert model.edit(2, day, "1 to 2") == ""
    assert editor.dirty
    line = child(editor, "playbook.proof", LineEdit)
    line.setText("scoer > 3")
    line.flush()
    assert not editor.save_button.isEnabled()
    assert "Did you mean “score”?" in editor.parts.step.boxes["proof"]._error
    assert playbooks.playbook("at-risk-30-days") == before
    line.setText("score > 3")
    line.flush()
    assert editor.save_button.isEnabled()
    editor.add_step()
    press(editor, "playbook.save", windows, window)
    found = playbooks.playbook("at-risk-30-days")
    assert found.steps[0].title == "Read the account"
    assert (found.step("reach-champion").first, found.step("reach-champion").last) == (1, 2)  # type: ignore[union-attr]
    assert len(found.steps) == len(before.steps) + 1
    assert found.phases[1:] == before.phases[1:]
    assert found.escalate == before.escalate
    assert not editor.dirty


def test_names_of_conditions_are_looked_up_and_copied(section: Any) -> None:
    part = section("playbooks")
    part.edit("at-risk-30-days")
    part.editor._show_names()
    names = dialog()
    names.search.setText("renewal date")
    assert names.model.rows[:2][1].name == "renewal_date"
    names.table.opened.emit("renewal_date")
    assert QApplication.clipboard().text() == "renewal_date"
    names.accept()


def test_one_that_cannot_be_used_is_shown_with_its_reason(section: Any) -> None:
    (playbooks.own_folder() / "bad.yaml").write_text(SMALL.replace("small", "bad").replace("for: risk", "for: x"))
    part = section("playbooks")
    part.show_values()
    said = [one.accessibleName() for one in part.findChildren(QWidget) if "cannot be used" in one.accessibleName()]
    assert said and "“for” cannot be “x”" in said[0]


def test_days_off_are_added_and_removed(window: Any, windows: Any, section: Any) -> None:
    part = section("days-off")
    desk = window.context.desk
    part.line.setText("24 Dec to 1 Jan")
    QTest.keyClick(part.line, Qt.Key.Key_Return)
    assert settings.days_off_ranges(desk) == ((date(2026, 12, 24), date(2027, 1, 1)),)
    part.line.setText("never")
    QTest.keyClick(part.line, Qt.Key.Key_Return)
    assert part._box._error
    assert len(settings.days_off(desk)) == 9
    run = runs.start(desk, "small", accounts.find(desk, "Bramhall"), date(2026, 12, 17)).record_id
    assert run is not None
    settings.set_days_off(desk, [*settings.days_off_ranges(desk), date(2026, 12, 18)])
    part.show_values()
    press(part, "days-off.move", windows, window)
    days = [one.due for phase in runs.view(desk, run).phases for one in phase.steps]
    assert days == [date(2026, 12, 17), date(2026, 12, 21), date(2027, 1, 4)]
    window.actions_registry.do("undo")
    window.actions_registry.do("undo")
    windows.settle(window)
    part._remove(date(2026, 12, 24), date(2027, 1, 1))
    assert settings.days_off(desk) == frozenset()
    window.actions_registry.do("undo")
    windows.settle(window)
    assert len(settings.days_off(desk)) == 9


def test_the_palette_leads_there(window: Any, windows: Any, account: int) -> None:
    window.actions_registry.do("playbooks")
    windows.settle(window)
    assert window.going.current == "settings"
    window.go("account", account_id=account)
    windows.settle(window)
    window.actions_registry.do("playbook.start")
    windows.settle(window)
    assert dialog().windowTitle().startswith("Start a playbook")
    dialog().reject()
