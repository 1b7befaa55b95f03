"""Every place and dialog: each control has a name, no keys are used twice, and Tab never gets stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QScrollArea, QScrollBar, QWidget

from csdesk.ui.actions import Actions
from csdesk.ui.places import entries


def nameless(root: QWidget) -> list[str]:
    """The controls that a keyboard reaches and a screen reader cannot name."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or isinstance(widget, QScrollBar | QLabel | QScrollArea):
            continue
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QAbstractButton)
        if not reached or widget.focusProxy() is not None or widget.objectName().startswith("qt_"):
            continue
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or words):
            found.append(f"{type(widget).__module__}.{type(widget).__name__} {widget.objectName()}")
    return found


def walk(window: QWidget, steps: int = 400) -> tuple[int, bool]:
    """How many controls Tab reaches from the first one, and whether it comes round to it."""
    first = window.nextInFocusChain()
    while first is not None and not (first.focusPolicy() & Qt.FocusPolicy.TabFocus and first.isVisible()):
        first = first.nextInFocusChain()
    assert first is not None
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    for _ in range(steps):
        focused = QApplication.focusWidget()
        if focused is None:
            return len(seen), False
        if seen and focused is seen[0]:
            return len(seen), True
        seen.append(focused)
        before = focused
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is before:
            return len(seen), len(seen) > 1
    return len(seen), False


@pytest.mark.parametrize("place", [place.id for place in entries()])
def test_every_place_names_its_controls(place: str, book: Path, windows: Any) -> None:
    window = windows.open(book)
    window.go(place)
    windows.settle(window)
    assert window.stack.currentWidget().isVisible()
    assert nameless(window) == []


@pytest.mark.parametrize("section", ["profile", "rules", "formats", "appearance", "backup", "book"])
def test_every_section_of_settings_names_its_controls_and_lets_tab_through(
    section: str, book: Path, windows: Any, qtbot: Any
) -> None:
    window = windows.open(book)
    window.go("settings", section=section)
    windows.settle(window)
    assert nameless(window) == []
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    reached, round_ = walk(window)
    assert reached > 8
    assert round_


@pytest.mark.parametrize("identity", ["help", "shortcuts"])
def test_dialogs_name_their_controls(identity: str, book: Path, windows: Any) -> None:
    window = windows.open(book)
    window.actions_registry.do(identity)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    assert dialog.accessibleName()
    assert nameless(dialog) == []
    dialog.close()


def test_no_keys_are_used_twice_in_any_place(book: Path, windows: Any) -> None:
    window = windows.open(book)
    for place in entries():
        window.go(place.id)
        windows.settle(window)
        registry: Actions = window.actions_registry
        keys = Counter(keys for one in registry.available() for keys in one.keys)
        assert [one for one, times in keys.items() if times > 1] == [], place.id


def test_every_action_that_is_offered_can_be_named(book: Path, windows: Any) -> None:
    window = windows.open(book)
    check: Callable[[str], bool] = str.isupper
    for one in window.actions_registry.available():
        assert one.title, one.id
        assert check(one.title[0]), f"{one.id}: sentence style begins with a capital"
        assert not one.title.endswith((".", "!")), one.id
