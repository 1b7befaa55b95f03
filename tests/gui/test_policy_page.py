"""The policy editor in the real window: a grid changed in place, faults said, the effect seen, the policy taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from csdesk.desk import settings


@pytest.fixture
def window(windows: Any, book: Path) -> Any:
    return windows.open(book)


@pytest.fixture
def page(window: Any, windows: Any) -> Any:
    window.go("policy", policy_id="handbook")
    windows.settle(window)
    return window.stack.currentWidget()


def press(widget: Any, words: str) -> None:
    found = [one for one in widget.findChildren(QAbstractButton) if one.text() == words and one.isVisible()]
    assert found, words
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def edit(page: Any, row: int, column: int, text: str) -> str:
    return str(page._model.edit(row, page._model.columns[column], text))


def test_every_topic_shows_its_rows(page: Any) -> None:
    for key in page._entries:
        page.show_topic(key)
        if key == "health":
            assert page._health.isVisible()
        else:
            assert page._model.row_count() > 0
            assert page._table.isVisible()
    page.show_topic("paths")
    assert page._model.group(0) is not None


def test_a_fault_is_said_and_keeps_the_policy_from_being_taken(page: Any, window: Any) -> None:
    page.show_topic("bands")
    assert "number" in edit(page, 0, 0, "high")
    assert not page._draft.changed
    assert edit(page, 1, 0, "90") == ""
    assert "Health bands" in page._state.full_text()
    assert not page._take.isEnabled()
    press(page, "As it was")
    assert not page._draft.changed
    assert page._model.cell(1, page._model.columns[0]).text == "40"


def test_a_policy_is_taken_after_its_effect_was_seen_and_undone(page: Any, window: Any, windows: Any) -> None:
    page.show_topic("bands")
    assert edit(page, 0, 0, "60") == ""
    page._name.setText("Milder bands")
    page._rename("Milder bands")
    press(page, "See what changes")
    windows.settle(window)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    assert settings.policy_id(window.context.desk) == "handbook"
    press(dialog, "Switch")
    windows.settle(window)
    assert settings.policy_id(window.context.desk) == "milder-bands"
    window.context.desk.undo()
    windows.settle(window)
    assert settings.policy_id(window.context.desk) == "handbook"


def test_rows_are_added_and_removed(page: Any) -> None:
    page.show_topic("tiers")
    rows = page._model.row_count()
    page._table.show_key(1)
    press(page, "Add a row below")
    assert page._model.row_count() == rows + 1
    page._table.show_key(2)
    press(page, "Remove the row")
    assert page._model.row_count() == rows
    page.show_topic("signals")
    assert not page._add.isVisible()
