"""The page of one account in the real window: facts saved as they are left, reasons, people, plan, documents, time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QWidget

from csdesk.desk import accounts, bin, documents, history, records
from csdesk.desk.sample import make_sample
from csdesk.ui.widgets.fields import ComboBox
from csdesk.values.clock import FixedClock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("account") / "book.csdesk"
    make_sample(path, FixedClock(date(2026, 11, 23)))
    return path


@pytest.fixture
def window(windows: Any, made: Path, tmp_path: Path) -> Any:
    opened = windows.open(Path(shutil.copy(made, tmp_path / "book.csdesk")))
    opened.activateWindow()
    return opened


@pytest.fixture
def account(window: Any) -> int:
    """An account with a plan, goals and people."""
    desk = window.context.desk
    found = [one.account_id for one in documents.listing(desk) if one.form == "success-plan" and one.account_id]
    return next(one for one in found if records.of_account(desk, "goal", one))


@pytest.fixture
def page(window: Any, windows: Any, account: int) -> Iterator[Any]:
    window.go("account", account_id=account)
    windows.settle(window)
    yield window.stack.currentWidget()


def show(page: Any, windows: Any, window: Any, tab: str) -> Any:
    page._bar.chosen.emit(tab)
    windows.settle(window)
    return page._tabs[tab]


def dialog() -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def button(within: Any, words: str) -> QAbstractButton:
    found = [one for one in within.findChildren(QAbstractButton) if one.isVisible()]
    return next(one for one in found if words in (one.text(), one.accessibleName()))


# Facts


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("industry", "Rail <b>&amp;", "Rail <b>&amp;"),
        ("renewal_date", "in 2 weeks", date(2026, 12, 7)),
        ("seats", "1,250", 1250),
        ("domain", "rail.example", "rail.example"),
    ],
)
def test_a_fact_is_saved_as_it_is_left(
    page: Any, window: Any, windows: Any, account: int, field: str, typed: str, kept: object
) -> None:
    desk = window.context.desk
    before = records.get(desk, "account", account).values[field]
    tab = page._tabs["overview"]
    control = tab._controls[field]
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, typed)
    QTest.keyClick(control, Qt.Key.Key_Tab)
    windows.settle(window)
    assert records.get(desk, "account", account).values[field] == kept
    window.actions_registry.do("undo")
    windows.settle(window)
    assert records.get(desk, "account", account).values[field] == before
    shown = "" if before is None else records.display(desk, "account", field, before)
    assert control.text() == shown


def test_a_fact_that_cannot_be_read_says_why_and_keeps_the_old_one(
    page: Any, window: Any, windows: Any, account: int
) -> None:
    desk = window.context.desk
    before = records.get(desk, "account", account).values["arr"]
    tab = page._tabs["overview"]
    control = tab._controls["arr"]
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, "a good deal")
    QTest.keyClick(control, Qt.Key.Key_Tab)
    windows.settle(window)
    assert tab._boxes["arr"]._error
    assert control.text() == "a good deal"
    assert records.get(desk, "account", account).values["arr"] == before
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, "500k")
    QTest.keyClick(control, Qt.Key.Key_Tab)
    windows.settle(window)
    assert not tab._boxes["arr"]._error
    assert accounts.row(desk, account).arr.amount == 500_000  # type: ignore[union-attr]
    assert "500,000" in control.text()


def test_a_choice_and_a_new_owner_are_saved(page: Any, window: Any, windows: Any, account: int) -> None:
    desk = window.context.desk
    tab = page._tabs["overview"]
    stage = tab._controls["stage"]
    assert isinstance(stage, ComboBox)
    stage.setFocus()
    QTest.keyClick(stage, Qt.Key.Key_End)
    windows.settle(window)
    assert accounts.row(desk, account).stage == records.KINDS["account"].field("stage").options[-1].id
    assert page._stage.isVisible()
    csm = tab._controls["csm"]
    csm.setFocus()
    csm.selectAll()
    QTest.keyClicks(csm, "Ada Lindqvist")
    QTest.keyClick(csm, Qt.Key.Key_Tab)
    windows.settle(window)
    person = records.get(desk, "account", account).values["csm"]
    assert isinstance(person, int)
    assert records.get(desk, "contact", person).values["name"] == "Ada Lindqvist"


def test_what_is_typed_is_kept_when_one_goes_away(page: Any, window: Any, windows: Any, account: int) -> None:
    control = page._tabs["overview"]._controls["next_step"]
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, "Typed and gone")
    window.go("accounts")
    windows.settle(window)
    assert accounts.row(window.context.desk, account).next_step == "Typed and gone"


def test_another_account_is_never_written_by_the_first_ones_field(
    page: Any, window: Any, windows: Any, account: int
) -> None:
    desk = window.context.desk
    other = next(row for row in accounts.rows(desk) if row.id != account)
    control = page._tabs["overview"]._controls["next_step"]
    control.setFocus()
    control.selectAll()
    QTest.keyClicks(control, "Only for the first")
    window.go("account", account_id=other.id)
    windows.settle(window)
    assert accounts.row(desk, account).next_step == "Only for the first"
    assert accounts.row(desk, other.id).next_step == other.next_step
    assert page.title == other.name


# Why


@pytest.mark.parametrize("topic", ["Health", "Renewal", "Tier"])
def test_the_reasons_open_and_close_by_keyboard(page: Any, qtbot: Any, topic: str) -> None:
    facts = page._facts.findChildren(QWidget)
    fact = next(one for one in facts if one.isVisible() and one.accessibleName().startswith(topic))
    fact.setFocus()
    qtbot.keyClick(fact, Qt.Key.Key_Space)
    assert page._why.isVisible() and page._why.hasFocus()
    # Health says what it explains: its score and band.
    named = "Why 73, healthy" if topic == "Health" else f"Why this {topic.casefold()}"
    assert page._why.accessibleName() == named
    assert page._why._list.count() >= 1
    qtbot.keyClick(page._why, Qt.Key.Key_Escape)
    assert not page._why.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None and focused.accessibleName().startswith(topic), "the caret is back where it was"


# People, plan, documents, time


def test_a_person_is_added_changed_and_binned_with_undo(
    page: Any, window: Any, windows: Any, account: int, qtbot: Any
) -> None:
    desk = window.context.desk
    tab = show(page, windows, window, "people")
    rows = tab.card.model.row_count()
    tab.card.add()
    asking = dialog()
    asking._accept()
    assert asking.isVisible(), "a person needs a name"
    asking._controls["name"].setText("Ada Lindqvist")
    asking._controls["email"].setText("ada@rail.example")
    asking._accept()
    windows.settle(window)
    assert tab.card.model.row_count() == rows + 1
    ada = next(one for one in records.of_account(desk, "contact", account) if one.values["name"] == "Ada Lindqvist")
    assert ada.values["side"] == "customer"
    tab.card._bin(ada.id)
    windows.settle(window)
    assert tab.card.model.row_count() == rows
    assert [one.title for one in bin.bin(desk)][:1] == ["Ada Lindqvist"]
    window.actions_registry.do("undo")
    windows.settle(window)
    assert tab.card.model.row_of(ada.id) >= 0


@pytest.mark.parametrize("kind", ["goal", "milestone", "risk", "action", "opportunity", "review"])
def test_every_card_of_the_plan_takes_a_new_record(
    page: Any, window: Any, windows: Any, account: int, kind: str
) -> None:
    desk = window.context.desk
    tab = show(page, windows, window, "plan")
    card = next(one for one in tab.cards if one.kind == kind)
    before = card.model.row_count()
    card.add()
    asking = dialog()
    title = records.KINDS[kind].title
    asking._controls[title].setText("Something new")
    for box in asking._boxes.values():
        assert not box._error
    asking._accept()
    windows.settle(window)
    assert card.model.row_count() == before + 1
    assert card.table.isVisibleTo(tab) and not card._empty.isVisibleTo(card)
    assert any("Something new" in one.name for one in history.entries(desk, account_id=account, limit=1))


def test_the_plan_opens_from_its_card_and_its_documents(
    page: Any, window: Any, windows: Any, account: int, qtbot: Any
) -> None:
    tab = show(page, windows, window, "plan")
    assert "answered" in tab._note.text()
    tab._button.click()
    windows.settle(window)
    qtbot.waitUntil(lambda: "Success plan" in window.stack.currentWidget().title)
    window.back()
    windows.settle(window)
    assert window.stack.currentWidget() is page
    rows = show(page, windows, window, "documents")
    assert rows.model.row_count() >= 1
    rows.table.setFocus()
    rows.table.show_key(rows.model.key(0))
    qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    windows.settle(window)
    assert window.stack.currentWidget() is not page


def test_the_timeline_tells_touches_and_changes_apart(page: Any, window: Any, windows: Any, account: int) -> None:
    desk = window.context.desk
    tab = show(page, windows, window, "timeline")
    every = tab.model.row_count()
    assert every
    page._log_touch()
    asking = dialog()
    asking.summary.setText("Asked how the audit went")
    asking._log()
    assert "the next touch" in asking.missing.text()
    asking._log()
    windows.settle(window)
    told = [tab.model.index(row, 1).data() for row in range(tab.model.row_count())]
    assert any("audit" in str(one) for one in told)
    for choice in ("customer", "book", "all"):
        tab._kinds.set_value(choice)
        tab._kinds.chosen.emit(choice)
        found = [tab.model._lines[row] for row in range(tab.model.row_count())]
        kinds = {one.kind for one in found if not isinstance(one, str)}
        assert choice == "all" or ("change" in kinds) == (choice == "book")
    assert accounts.row(desk, account).last_touch == date(2026, 11, 23)


def test_a_change_elsewhere_is_seen_when_a_hidden_tab_comes_back(
    page: Any, window: Any, windows: Any, account: int
) -> None:
    desk = window.context.desk
    show(page, windows, window, "people")
    show(page, windows, window, "overview")
    contact = records.of_account(desk, "contact", account)[0]
    records.update(desk, "contact", contact.id, {"name": "Quite Another"})
    windows.settle(window)
    tab = show(page, windows, window, "people")
    assert tab.card.model.index(tab.card.model.row_of(contact.id), 0).data() == "Quite Another"


def test_an_account_in_the_bin_says_so_and_comes_back(page: Any, window: Any, windows: Any, account: int) -> None:
    desk = window.context.desk
    bin.delete(desk, "account", account)
    windows.settle(window)
    assert page._gone.isVisible()
    desk.undo()
    windows.settle(window)
    assert not page._gone.isVisible() and page._whole.isVisible()


def test_a_form_starts_from_the_menu(page: Any, window: Any, windows: Any) -> None:
    page._offer_forms()
    shown = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())
    titles = [one.text().replace("&", "") for one in shown.actions()]
    shown.close()
    assert "Success plan" in titles


def test_what_the_palette_finds_leads_to_a_part_that_there_is() -> None:
    from csdesk.ui import finding
    from csdesk.ui.pages.account import page as account_page

    assert set(finding._TABS.values()) <= {key for key, _, _ in account_page._TABS}
