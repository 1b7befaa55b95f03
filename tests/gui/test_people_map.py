"""The stakeholder map in the real window: cards by level and influence, warnings answered, leavers and successors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from csdesk.desk import accounts, records
from csdesk.desk.sample import make_sample
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "book.csdesk"
    make_sample(path, FixedClock(TODAY))
    return path


@pytest.fixture
def window(windows: Any, made: Path, tmp_path: Path) -> Any:
    opened = windows.open(Path(shutil.copy(made, tmp_path / "book.csdesk")))
    opened.activateWindow()
    return opened


@pytest.fixture
def account(window: Any) -> int:
    """An account whose champion has left."""
    return accounts.find(window.context.desk, "Ashenbrook Mutual")


@pytest.fixture
def tab(window: Any, windows: Any, account: int) -> Iterator[Any]:
    window.go("account", account_id=account, tab="people")
    windows.settle(window)
    yield window.stack.currentWidget()._tabs["people"]


def people(window: Any, account: int) -> dict[str, Any]:
    return {str(one.values["name"]): one for one in records.of_account(window.context.desk, "contact", account)}


def dialog() -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def press(widget: Any, words: str) -> None:
    found = [one for one in widget.findChildren(QAbstractButton) if one.text() == words and one.isVisible()]
    assert found, words
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_everyone_stands_at_their_level_and_influence(tab: Any, window: Any, account: int) -> None:
    cards = {card.person.name: card for card in tab.map._cards.values()}
    assert set(cards) == set(people(window, account))
    assert cards["Ruben Castellan"].y() < cards["Ellery Boone"].y() < cards["Joanna Pike"].y()
    assert cards["Joanna Pike"].x() < cards["Ellery Boone"].x() < cards["Ruben Castellan"].x()
    assert "left" in cards["Corinne Abbott"].accessibleName()
    assert [one.id for one in tab.found.warnings] == ["champion-left", "single-threaded"]
    assert set(tab.map._empty) == {"vp", "director"}


def test_a_successor_begins_from_who_left(tab: Any, window: Any, windows: Any, account: int) -> None:
    press(tab.cover, "Name a successor")
    asked = dialog()
    assert asked._controls["role"].value() == "champion"
    assert asked._controls["level"].value() == "vp"
    asked._controls["name"].setText("Imre Solt")
    asked._controls["strength"].set_value("4")
    press(asked, "Add person")
    windows.settle(window)
    made = people(window, account)["Imre Solt"]
    assert (made.values["role"], made.values["strength"], made.values["side"]) == ("champion", 4, "customer")
    assert made.values["reports_to"] == people(window, account)["Ruben Castellan"].id
    assert "champion-left" not in [one.id for one in tab.found.warnings]
    window.context.desk.undo()
    windows.settle(window)
    assert "Imre Solt" not in [card.person.name for card in tab.map._cards.values()]


def test_a_person_is_edited_and_can_lose_a_value(tab: Any, window: Any, windows: Any, account: int) -> None:
    before = people(window, account)["Ellery Boone"]
    card = tab.map._cards[before.id]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    asked = dialog()
    asked._controls["strength"].set_value("")
    asked._controls["reports_to"].set_value("Joanna Pike")
    press(asked, "Save")
    windows.settle(window)
    after = people(window, account)["Ellery Boone"]
    assert after.values["strength"] is None
    assert after.values["reports_to"] == people(window, account)["Joanna Pike"].id
    assert after.values["email"] == before.values["email"]


def test_a_warning_becomes_an_action(tab: Any, window: Any, windows: Any, account: int) -> None:
    press(tab.cover, "Ask for an introduction")
    press(dialog(), "Add action")
    windows.settle(window)
    made = records.of_account(window.context.desk, "action", account)[-1]
    assert "introduction at VP level" in made.values["title"]
    assert (made.values["due"], made.values["status"]) == (date(2026, 11, 30), "open")


def test_leaving_is_one_step_and_an_empty_level_asks_for_somebody(
    tab: Any, window: Any, windows: Any, account: int
) -> None:
    boone = people(window, account)["Ellery Boone"].id
    tab._leave(boone)
    windows.settle(window)
    assert not next(one for one in tab.found.people if one.id == boone).there
    QTest.mouseClick(tab.map._empty["director"], Qt.MouseButton.LeftButton)
    asked = dialog()
    assert asked._controls["level"].value() == "director"
    asked.reject()


def test_the_list_is_one_switch_away(tab: Any) -> None:
    tab._view.chosen.emit("list")
    assert tab.card.isVisible()
    assert not tab.map.isVisible()
    tab._view.chosen.emit("map")
    assert tab.map.isVisible()
    assert not tab.card.isVisible()
