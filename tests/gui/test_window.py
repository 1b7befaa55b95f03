"""The window as a person meets it: opening, going, undoing, and every way a book can refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from csdesk.desk import accounts, records, settings
from csdesk.desk.core import Desk
from csdesk.ui.pages.first_run import FirstRun
from csdesk.ui.problems import ProblemDialog
from csdesk.ui.widgets import Button, ChoiceCard, LineEdit


def dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def button(widget: Any, words: str) -> Button:
    return next(one for one in widget.findChildren(Button) if one.text() == words and not one.isHidden())


def test_the_frame_paints_before_the_book_is_read(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book, wait=False)
    with qtbot.waitSignal(window.ready, timeout=20_000):
        pass
    assert window.context is not None
    windows.settle(window)


def test_the_status_bar_says_how_the_book_stands(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    qtbot.waitUntil(lambda: "3 accounts" in window.status._facts.full_text())
    assert window.status.saved.text().startswith("All changes saved")
    assert window.status.date.text() == "Mon 23 Nov 2026"


def test_undo_and_redo_name_what_they_do(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    desk = window.context.desk
    account = accounts.find(desk, "Bramhall Foods")
    window.context.write(records.update, desk, "account", account, {"name": "Bramhall Group"}, toast="Renamed")
    windows.settle(window)
    qtbot.waitUntil(window.top.undo.isEnabled)
    assert window.voice.toast.text() == "Renamed"
    assert "Ctrl Z" in window.top.undo.toolTip()
    window.actions_registry.do("undo")
    windows.settle(window)
    assert accounts.row(desk, account).name == "Bramhall Foods"
    assert window.voice.toast.text().startswith("Undone:")
    qtbot.waitUntil(window.top.redo.isEnabled)
    window.actions_registry.do("redo")
    windows.settle(window)
    assert accounts.row(desk, account).name == "Bramhall Group"


def test_undo_takes_unwritten_typing_first(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.go("settings", section="profile")
    windows.settle(window)
    page = window.stack.currentWidget()
    field = next(one for one in page.findChildren(LineEdit) if one.accessibleName() == "Your role")
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "Lead")
    assert field.pending()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    assert window.context.desk.profile.name == "Nora Hale"
    QTest.keyClicks(field, "Lead")
    field.flush()
    windows.settle(window)
    assert window.context.desk.profile.role == "Lead"
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    windows.settle(window)
    assert window.context.desk.profile.role == ""


def test_saving_is_a_sentence(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.voice.toast.text().startswith("Everything is saved"))


def test_typing_is_kept_when_the_window_closes(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.go("settings", section="profile")
    windows.settle(window)
    page = window.stack.currentWidget()
    field = next(one for one in page.findChildren(LineEdit) if one.accessibleName() == "Phone")
    field.setText("+1 617 555 0142")
    windows.close(window)
    with Desk.open(book, read_only=True) as desk:
        assert desk.profile.phone == "+1 617 555 0142"


def test_the_last_place_and_size_come_back(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.resize(1200, 800)
    window.go("settings", section="backup")
    windows.settle(window)
    windows.close(window)
    again = windows.open(book)
    page = again.stack.currentWidget()
    assert page.title == "Settings"
    assert page.where() == {"section": "backup"}


def test_back_goes_where_one_was(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.go("settings", section="formats")
    window.go("settings", section="book")
    window.back()
    assert window.stack.currentWidget().where() == {"section": "formats"}
    windows.settle(window)


def test_the_way_back_does_not_ask_for_a_file_again(
    book: Path, windows: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    window = windows.open(book)
    window.go("sync")
    monkeypatch.setattr(window.going.page(), "ask_file", lambda: asked.append(True))
    window.go("sync", start=True)
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=5_000)
    window.go("accounts")
    window.back()
    assert window.stack.currentWidget().title == "Sync"
    windows.settle(window)
    qtbot.wait(50)
    assert len(asked) == 1


def test_opening_the_same_book_again_is_no_error(book: Path, windows: Any) -> None:
    window = windows.open(book)
    window.open_book(book)
    assert window.voice.toast.text() == "This book is open already"


def test_a_backup_that_cannot_be_restored_leaves_the_book_open(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    broken = book.parent / "broken.sqlite"
    broken.write_bytes(b"nothing of the kind")
    with qtbot.waitSignal(window.ready, timeout=20_000):
        window.restore_backup(broken)
    windows.settle(window)
    (dialog,) = dialogs()
    assert len(accounts.rows(window.context.desk)) == 3
    dialog.done(0)


def test_pages_out_of_sight_hear_of_changes_when_they_are_shown(book: Path, windows: Any) -> None:
    window = windows.open(book)
    window.go("accounts")
    windows.settle(window)
    page = window.going.page()
    heard: list[Any] = []
    page.changed = heard.append
    window.go("settings")
    windows.settle(window)
    desk = window.context.desk
    for name in ("Bramhall Foods", "Corvane Health"):
        account = accounts.find(desk, name)
        window.context.write(records.update, desk, "account", account, {"name": f"{name} Group"})
    windows.settle(window)
    assert heard == []
    window.go("accounts")
    windows.settle(window)
    assert len(heard) == 1
    assert len(heard[0].accounts) == 2
    del page.changed


def test_a_narrow_window_folds_the_sidebar(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    assert not window.side.folded
    window.resize(1000, 640)
    QApplication.processEvents()
    assert window.side.folded
    assert window.side.width() == 56


def test_a_locked_book_can_be_read(book: Path, windows: Any, qtbot: Any) -> None:
    with Desk.open(book):
        window = windows.open(book, wait=False)
        qtbot.waitUntil(lambda: bool(dialogs()), timeout=20_000)
        (dialog,) = dialogs()
        assert isinstance(dialog, ProblemDialog)
        with qtbot.waitSignal(window.ready, timeout=20_000):
            button(dialog, "Open read-only").click()
        assert window.context.desk.read_only
        assert window.banner.isVisible()
        assert window.status.saved.text() == "Read-only"
        windows.settle(window)
        windows.close(window)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 and then nothing", b"not a book at all " * 100])
def test_a_file_that_is_no_book_is_explained(content: bytes, book: Path, windows: Any, qtbot: Any) -> None:
    other = book.parent / "other.csdesk"
    other.write_bytes(content)
    windows.open(other, wait=False)
    qtbot.waitUntil(lambda: bool(dialogs()), timeout=20_000)
    (dialog,) = dialogs()
    assert button(dialog, "Restore a backup")
    assert button(dialog, "Open another book")
    button(dialog, "Show details").click()
    assert "other.csdesk" in dialog._details.toPlainText()  # type: ignore[attr-defined]
    assert other.read_bytes() == content
    dialog.done(1)


@pytest.mark.expects_log
def test_unexpected_errors_say_what_was_kept(book: Path, windows: Any, qtbot: Any) -> None:
    from csdesk.app import Crashes

    window = windows.open(book)
    crashes = Crashes(window)
    try:
        raise RuntimeError("deep inside")
    except RuntimeError as problem:
        crashes(RuntimeError, problem, problem.__traceback__)
        crashes(RuntimeError, problem, problem.__traceback__)
    (dialog,) = dialogs()
    assert "did not expect" in dialog.accessibleDescription()
    button(dialog, "Show details").click()
    button(dialog, "Copy").click()
    assert "deep inside" in QApplication.clipboard().text()
    dialog.done(0)


def test_the_log_never_quotes_what_an_error_says() -> None:
    import logging
    import sys

    from csdesk.app import _NoFacts

    words = " ".join(["Arvelle", "pays late"])
    try:
        raise ValueError(words)
    except ValueError:
        record = logging.LogRecord("csdesk", logging.ERROR, __file__, 1, "Unexpected error", (), sys.exc_info())
    text = _NoFacts("%(message)s").format(record)
    assert "Arvelle" not in text
    assert "ValueError" in text


# The first run


@pytest.fixture
def new_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path))
    monkeypatch.setenv("CSDESK_TODAY", "2026-11-23")
    return tmp_path / "book.csdesk"


def test_the_first_run_asks_who_one_is_and_opens_an_empty_book(new_book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(new_book)
    wizard = window.stack.currentWidget()
    assert isinstance(wizard, FirstRun)
    name = next(one for one in wizard.findChildren(LineEdit) if one.accessibleName() == "Your name")
    name.setText("Nora Hale")
    button(wizard, "Continue").click()
    windows.settle(window)
    ways = [one for one in wizard.findChildren(ChoiceCard) if one.isCheckable()]
    assert len(ways) == 5
    next(one for one in ways if one.accessibleName() == "Strategist").click()
    windows.settle(window)
    button(wizard, "Continue").click()
    next(one for one in wizard.findChildren(ChoiceCard) if "empty" in one.accessibleName()).click()
    windows.settle(window)
    assert window.stack.currentWidget().title == "Accounts"
    assert settings.policy_id(window.context.desk) == "strategist"
    windows.close(window)
    again = windows.open(new_book)
    assert not isinstance(again.stack.currentWidget(), FirstRun)
    assert again.context.desk.profile.name == "Nora Hale"


def test_the_sample_book_is_a_book_of_its_own(new_book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(new_book)
    wizard = window.stack.currentWidget()
    wizard._show(2)
    door = next(one for one in wizard.findChildren(ChoiceCard) if "sample" in one.accessibleName())
    with qtbot.waitSignal(window.ready, timeout=60_000):
        door.click()
    assert window.context.desk.path.name == "Sample book.csdesk"
    assert len(accounts.rows(window.context.desk)) >= 30
    assert window.banner.isVisible()
    windows.settle(window)
    with qtbot.waitSignal(window.ready, timeout=20_000):
        window.banner.button.click()
    assert window.context.desk.path == new_book
    windows.settle(window)
