"""Grid, account and plan, light and dark: each control is named, Tab reaches it, no key means two things."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QScrollBar,
    QWidget,
)

from csdesk.desk import accounts, documents
from csdesk.desk.sample import make_sample
from csdesk.ui.pages.accounts import dialogs as account_dialogs
from csdesk.ui.pages.accounts.save_view import SaveView
from csdesk.values.clock import FixedClock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("access") / "book.csdesk"
    make_sample(path, FixedClock(date(2026, 11, 23)))
    return path


@pytest.fixture(params=["light", "dark"])
def window(request: pytest.FixtureRequest, windows: Any, made: Path, tmp_path: Path) -> Iterator[Any]:
    opened = windows.open(Path(shutil.copy(made, tmp_path / "book.csdesk")))
    opened.set_appearance(mode=request.param)
    windows.settle(opened)
    opened.activateWindow()
    yield opened


def reached(root: QWidget) -> list[QWidget]:
    """The controls that Tab can stop at."""
    found = []
    for one in root.findChildren(QWidget):
        bare = isinstance(one, QScrollBar | QLabel) or one.objectName().startswith("qt_")
        if bare or not one.isVisible() or not one.isEnabled() or one.focusProxy() is not None:
            continue
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(one)
    return found


def nameless(root: QWidget) -> list[str]:
    """Those of them, and the buttons, of which a screen reader could say nothing."""
    buttons = [one for one in root.findChildren(QAbstractButton) if one.isVisible()]
    wrong = []
    for one in {*reached(root), *buttons}:
        words = one.text() if isinstance(one, QAbstractButton) else ""
        if not (one.accessibleName() or words or one.objectName().startswith("qt_")):
            wrong.append(f"{type(one).__name__} {one.objectName()} in {type(one.parent()).__name__}")
    return wrong


def trapped(root: QWidget, limit: int = 600) -> list[str]:
    """The controls that Tab does not leave, or the word for not coming round at all."""
    every = reached(root)
    assert every
    first = every[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    seen: set[int] = set()
    for _ in range(limit):
        focus = QApplication.focusWidget()
        if focus is None:
            return ["the focus is lost"]
        if id(focus) in seen:
            # What came into reach on the way, such as the way back from a page turned meanwhile, is not asked for.
            missed = [one for one in reached(root) if one in every and id(one) not in seen]
            return [f"not reached: {type(one).__name__} {one.accessibleName()}" for one in missed]
        seen.add(id(focus))
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is focus and len(every) > 1:
            return [f"{type(focus).__name__} {focus.accessibleName()}"]
    return ["it never comes round"]


def check(root: QWidget) -> None:
    assert nameless(root) == []
    assert trapped(root) == []


def plan_of(window: Any) -> tuple[int, int]:
    rows = [one for one in documents.listing(window.context.desk) if one.form == "success-plan" and one.account_id]
    return rows[0].id, rows[0].account_id or 0


def test_the_grid_with_filters_and_a_selection(window: Any, windows: Any) -> None:
    window.go("accounts", query="renewal<200")
    windows.settle(window)
    page = window.stack.currentWidget()
    page.model.toggle(0)
    check(window)


@pytest.mark.parametrize("tab", ["overview", "plan", "people", "documents", "timeline"])
def test_every_part_of_an_account(window: Any, windows: Any, tab: str) -> None:
    _, account = plan_of(window)
    window.go("account", account_id=account, tab=tab)
    windows.settle(window)
    page = window.stack.currentWidget()
    if tab == "overview":
        page._toggle_why("health")
    check(window)


def test_every_section_of_a_plan(window: Any, windows: Any, qtbot: Any) -> None:
    plan, _ = plan_of(window)
    window.go("document", document_id=plan)
    page = window.stack.currentWidget()
    qtbot.waitUntil(lambda: page.preview.paper.pages > 0, timeout=20_000)
    for part in page._view.sections:
        if part.visible:
            page.open_section(part.section.id)
            windows.settle(window)
            assert nameless(window) == [], part.section.id
            assert trapped(window) == [], part.section.id


def test_the_list_of_documents_and_the_versions_of_one(window: Any, windows: Any, qtbot: Any) -> None:
    window.go("documents")
    windows.settle(window)
    check(window)
    plan, _ = plan_of(window)
    window.go("document", document_id=plan)
    page = window.stack.currentWidget()
    qtbot.waitUntil(lambda: page._view is not None, timeout=20_000)
    page.header.history.emit()
    windows.settle(window)
    check(window)


def make_dialogs(window: Any) -> list[tuple[str, Callable[[], QDialog]]]:
    desk = window.context.desk
    row = accounts.rows(desk)[0]

    def taken(_values: dict[str, object]) -> None:
        raise AssertionError("nothing is taken here")

    return [
        ("new account", lambda: account_dialogs.new_account(window, desk, taken)),
        ("touch", lambda: account_dialogs.log_touch(window, desk, row.name, taken)),
        ("field", lambda: account_dialogs.set_field(window, desk, "next_step", 3, taken)),
        ("view", lambda: SaveView(window, "", lambda _name: None)),
    ]


def test_the_dialogs_of_accounts(window: Any, windows: Any) -> None:
    for name, make in make_dialogs(window):
        dialog = make()
        dialog.open()
        QApplication.processEvents()
        dialog.activateWindow()
        assert dialog.windowTitle() or dialog.accessibleName(), name
        assert nameless(dialog) == [], name
        assert trapped(dialog) == [], name
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible(), f"{name}: Escape closes it"
        dialog.deleteLater()


def test_no_key_means_two_things_anywhere(window: Any, windows: Any) -> None:
    plan, account = plan_of(window)
    for place, where in (
        ("accounts", {}),
        ("account", {"account_id": account}),
        ("document", {"document_id": plan}),
        ("documents", {}),
        ("settings", {}),
    ):
        window.go(place, **where)
        windows.settle(window)
        keys = Counter(keys for one in window.actions_registry.available() for keys in one.keys)
        assert [one for one, times in keys.items() if times > 1] == [], place
