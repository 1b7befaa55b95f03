"""A Monday of a customer success manager: readings, a signal, an escalation, a playbook, a call, and other rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csdesk.desk import accounts, documents, escalations, policies, records, renewals, runs, settings, signals, today
from csdesk.desk.rules import ways
from csdesk.ui.pages.settings.switch import SwitchDialog
from csdesk.ui.touch import TouchDialog
from csdesk.ui.widgets import ChoiceCard

NAME = "Nordvassa Paper"
CONTROL = Qt.KeyboardModifier.ControlModifier


def dialog(person: Any, kind: str) -> Any:
    """The dialog of that class, once it is in sight."""
    person.until(lambda: any(type(one).__name__ == kind for one in person.dialogs()))
    return next(one for one in person.dialogs() if type(one).__name__ == kind)


def named(place: QWidget, name: str) -> Any:
    """The widget of that object name."""
    found = place.findChild(QWidget, name)
    assert found is not None, name
    return found


def line_of(person: Any, starts: str) -> str:
    """The key of the first line of Today's list that begins so."""
    shown = person.page.model.shown
    assert shown is not None
    return next((one.key for one in shown.entries if one.key.startswith(starts)), "")


def at_line(person: Any, starts: str) -> str:
    """Go to Today and put the keyboard on a line of the list; its key."""
    person.window.go("today")
    person.rest()
    person.until(lambda: line_of(person, starts))
    key = line_of(person, starts)
    # Without a window manager nobody hands the keyboard back when a dialog closes.
    person.window.activateWindow()
    person.page.list.setFocus()
    person.until(person.page.list.hasFocus)
    assert person.page.list.show_key(key)
    return key


def undo(person: Any) -> None:
    """Ctrl+Z in the window."""
    person.window.activateWindow()
    person.until(person.window.isActiveWindow)
    person.keys(Qt.Key.Key_Z, CONTROL)
    person.rest()


def choose(person: Any, words: str) -> None:
    """Choose in the menu in sight."""
    menus: list[QAction] = []

    def found() -> bool:
        menus[:] = [
            act for menu in person.window.findChildren(QWidget) if type(menu).__name__ == "Menu" and menu.isVisible()
            for act in menu.actions() if words in act.text()
        ]  # fmt: skip
        return bool(menus)

    person.until(found)
    owner = menus[0].parent()
    menus[0].trigger()
    if isinstance(owner, QWidget):
        owner.close()
    person.rest()


@pytest.fixture
def account(person: Any, sample: Path) -> int:
    person.open(sample)
    return int(accounts.find(person.window.context.desk, NAME))


def test_a_monday(person: Any, account: int) -> None:
    desk = person.window.context.desk
    assert not signals.open(desk, account)

    # Readings by hand: the tickets of the morning raise signals, which stand on Today with their deadline.
    person.window.go("account", account_id=account, tab="health")
    person.rest()
    person.press("Add readings")
    asked = dialog(person, "ReadingsDialog")
    person.type(named(asked, "reading.open_tickets"), "60")
    person.type(named(asked, "reading.active_users"), "20")
    person.type(named(asked, "reading.logins_week"), "4")
    person.press("Add readings", asked)
    person.rest()
    raised = signals.open(desk, account)
    assert "immediate.several-red" in {one.rule for one in raised}
    assert "Added 3 readings" in person.told
    first = next(one for one in raised if one.rule == "immediate.several-red")
    at_line(person, f"signal/{first.id}")

    # Opened from there, the account shows the signal; from it one escalates, the interview answers what it knows.
    person.keys(Qt.Key.Key_Return)
    person.rest()
    assert person.window.going.current == "account"
    act = named(person.page, f"signal.{first.id}.act")
    person.qtbot.mouseClick(act, Qt.MouseButton.LeftButton)
    choose(person, "Escalate")
    interview = dialog(person, "InterviewDialog")
    while interview.found.verdict.open is not None:
        interview.answer(interview.found.verdict.open.id, False)
    reached = interview.found.rung
    assert reached is not None
    named(interview, "escalate.note").setText("Forty tickets since the weekend")
    named(interview, "escalate.playbook").setCurrentIndex(0)
    person.qtbot.mouseClick(interview.go, Qt.MouseButton.LeftButton)
    person.rest()

    # The form of the escalation is in sight, filled in; the deadline is on Today and on Risk.
    (opened,) = escalations.listing(desk, accounts=[account])
    assert opened.tier == reached.tier
    assert opened.document is not None
    assert (person.window.going.current, person.page.work.document) == ("document", opened.document)
    paper = documents.view(desk, opened.document)
    told = "\n".join(field.text for part in paper.sections for field in part.fields)
    assert NAME in told
    assert first.title in told
    assert paper.answered
    assert signals.open(desk, account)[0].state == "acted"
    assert group_of(desk, f"signal/{first.id}") == "week", "what is left is to see whether it holds still"
    key = at_line(person, f"escalation/{opened.id}/")
    entry = person.page.model.shown.entry(key)
    assert entry.item.due_at == opened.deadline
    person.keys(Qt.Key.Key_Return)
    person.rest()
    assert person.window.going.current == "risk"
    shown = dialog(person, "EscalationDialog")
    assert NAME in person.words(shown)
    shown.reject()
    person.window.go("risk", tab="board")
    person.rest()
    assert named(person.page, f"escalation.{opened.id}").isVisibleTo(person.page)

    # A playbook is started, its first step ticked from Today with the space bar, and undone.
    person.window.go("account", account_id=account, tab="playbooks")
    person.rest()
    person.qtbot.mouseClick(named(person.page, "playbooks.start"), Qt.MouseButton.LeftButton)
    asked = dialog(person, "StartDialog")
    box = named(asked, "start.playbook")
    assert box.findData("at-risk-30-days") >= 0
    box.setCurrentIndex(box.findData("at-risk-30-days"))
    person.qtbot.mouseClick(asked.start, Qt.MouseButton.LeftButton)
    person.rest()
    (run,) = runs.of_account(desk, account)
    steps = {step.id for phase in runs.view(desk, run.id).phases for step in phase.steps}
    key = next(one.key for one in today.read(desk).entries if one.key.startswith("step/") and number(one.key) in steps)
    at_line(person, key)
    person.keys(Qt.Key.Key_Space)
    person.rest()
    assert records.get(desk, "run_step", number(key)).values["state"] == "done"
    assert not line_of(person, key)
    undo(person)
    assert records.get(desk, "run_step", number(key)).values["state"] == "open"
    assert line_of(person, key)

    # The call is logged from the account that is in sight, with what comes next.
    person.window.go("account", account_id=account)
    person.rest()
    person.keys(Qt.Key.Key_L, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    touch = dialog(person, "TouchDialog")
    assert isinstance(touch, TouchDialog)
    assert touch.account.number() == account
    person.type(touch.who.lineEdit(), "Anders Vik")
    person.type(touch.summary, "They found the import broken since Friday")
    person.type(touch.next, "in 2 days")
    person.qtbot.keyClick(touch.next, Qt.Key.Key_Return, CONTROL)
    person.rest()
    touches = records.of_account(desk, "touch", account)
    (logged,) = [one for one in touches if one.values["summary"] == "They found the import broken since Friday"]
    assert logged.values["next_touch"] == today.read(desk).today.replace(day=25)

    # The own call on the renewal moves the forecast when it is kept, and keeps its reason.
    before = renewals.board(desk).forecast(90)
    person.window.go("renewals", account_id=account)
    person.rest()
    person.qtbot.keyClick(person.page.panel.slider, Qt.Key.Key_Home)
    sheet = person.page.forecast.sheet
    tried = sheet.accessibleDescription()
    person.press("Keep my call")
    asked = dialog(person, "CallDialog")
    person.type(person.field("Why", asked), "Their buyer asked for the notice period")
    person.press("Keep the call", asked)
    person.rest()
    assert sheet.accessibleDescription() == tried
    assert renewals.board(desk).forecast(90) != before
    row = next(one for one in renewals.board(desk).rows if one.account_id == account)
    assert row.kept == 0
    assert row.calls[-1].reason == "Their buyer asked for the notice period"

    # Another way of working shows first what it changes; switched, and undone in one step.
    chosen = settings.policy_id(desk)
    effect = policies.effect(desk, "strategist")
    title = next(one.title for one in ways(chosen) if one.id == "strategist")
    person.window.go("settings", section="rules")
    person.rest()
    cards = person.page.findChildren(ChoiceCard)
    card = next(one for one in cards if one.accessibleName() == title)
    person.qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    asked = dialog(person, "SwitchDialog")
    assert isinstance(asked, SwitchDialog)
    assert settings.policy_id(desk) == chosen
    assert effect.moved[0].account in person.words(asked)
    person.press("Switch", asked)
    person.rest()
    assert settings.policy_id(desk) == "strategist"
    undo(person)
    assert settings.policy_id(desk) == chosen
    assert desk.book.check().ok


def number(key: str) -> int:
    """The record a line is about."""
    return int(key.split("/")[1])


def group_of(desk: Any, key: str) -> str:
    """Where in Today's list a line stands; "" for nowhere."""
    return next((one.group for one in today.read(desk).entries if one.key == key), "")
