"""The Accounts place in the real window over the sample book: finding, ordering, editing, keeping views, acting."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu

from csdesk.desk import accounts, bin, history, imports, records, views
from csdesk.desk.core import Desk
from csdesk.desk.sample import make_sample
from csdesk.ui.models.accounts import COLUMNS, AccountsModel
from csdesk.ui.models.records import RecordsModel
from csdesk.ui.widgets.choices import FilterChip
from csdesk.ui.widgets.table_model import CHECK
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "book.csdesk"
    make_sample(path, FixedClock(date(2026, 11, 23)))
    return path


@pytest.fixture
def book(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "book.csdesk"))


@pytest.fixture
def window(windows: Any, book: Path) -> Any:
    opened = windows.open(book)
    opened.activateWindow()
    return opened


@pytest.fixture
def page(window: Any, windows: Any) -> Iterator[Any]:
    window.go("accounts")
    windows.settle(window)
    yield window.stack.currentWidget()


def names(page: Any) -> list[str]:
    return [row.name for row in page.model.rows]


def position(model: Any, key: str) -> int:
    return next(place for place, column in enumerate(model.columns) if column.key == key)


def search(page: Any, qtbot: Any, words: str) -> None:
    with qtbot.waitSignal(page.filters.changed):
        page.filters.search.setFocus()
        page.filters.search.selectAll()
        if words:
            qtbot.keyClicks(page.filters.search, words)
        else:
            qtbot.keyClick(page.filters.search, Qt.Key.Key_Delete)


def menu() -> Any:
    """The menu in sight."""
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())


def choose(words: str) -> None:
    """Choose the entry of the menu that begins so."""
    shown = menu()
    next(one for one in shown.actions() if one.text().replace("&", "").startswith(words)).trigger()
    shown.close()


def dialog() -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def open_editor(page: Any, qtbot: Any, row: int, key: str) -> Any:
    """Open the editor of a cell with F2."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(row, position(page.model, key)))
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not page.table
    return editor


def type_cell(page: Any, qtbot: Any, row: int, key: str, words: str) -> None:
    editor = open_editor(page, qtbot, row, key)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, words)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


# Finding and ordering


def test_the_search_finds_as_it_is_typed_and_forgives_case_and_accents(page: Any, qtbot: Any) -> None:
    everything = len(names(page))
    wanted = names(page)[3]
    search(page, qtbot, wanted.split()[0].upper())
    assert wanted in names(page) and len(names(page)) < everything
    search(page, qtbot, "no account of this name")
    assert names(page) == [] and page._nothing.isVisible() and not page.table.isVisible()
    search(page, qtbot, "")
    assert len(names(page)) == everything


def test_typed_filters_and_chips_are_one_query(page: Any, qtbot: Any, window: Any) -> None:
    owner = page.model.rows[0].owner
    qtbot.mouseClick(page.filters._add, Qt.MouseButton.LeftButton)
    choose("Owner")
    choose(owner)
    assert {row.owner for row in page.model.rows} == {owner}
    (chip,) = [one for one in page.filters.findChildren(FilterChip) if one.isVisible()]
    assert owner in chip.accessibleName()
    held = len(names(page))
    search(page, qtbot, "renewal<90")
    assert len(names(page)) <= held
    assert all(row.days_left is not None and row.days_left <= 90 for row in page.model.rows)
    chip.removed.emit()
    assert any(row.owner != owner for row in page.model.rows) or len(names(page)) == held


def test_a_filter_that_cannot_be_read_is_explained(page: Any, qtbot: Any) -> None:
    search(page, qtbot, "renewal<soonish")
    assert page.banner.isVisible() or not names(page)
    search(page, qtbot, "")
    assert not page.banner.isVisible()


def test_clicks_on_heads_sort_and_sort_back(page: Any, qtbot: Any) -> None:
    head = page.table.horizontalHeader()

    def click(key: str) -> None:
        place = position(page.model, key)
        spot = QPoint(head.sectionViewportPosition(place) + 8, head.height() // 2)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    click("name")
    up = names(page)
    click("name")
    assert names(page) == up[::-1]
    assert page.model.order == ("name", True)
    click("arr")
    amounts = [row.arr.minor for row in page.model.rows if row.arr is not None and row.arr.currency == "USD"]
    assert amounts in (sorted(amounts), sorted(amounts, reverse=True))


def test_a_field_of_ones_own_sorts_the_list(page: Any, window: Any, windows: Any, tmp_path: Path, qtbot: Any) -> None:
    from csdesk.desk import imports

    shown = names(page)
    file = tmp_path / "sites.csv"
    file.write_text("Account name,Sites\n" + "".join(f"{name},{n}\n" for n, name in enumerate(shown, 95)))
    imports.apply(page._desk, file, imports.Options(mapping={"Sites": "custom:Sites"}))
    windows.settle(window)
    page._show_columns((*page.model.shown, "custom:Sites"))
    page.table.sorted_by.emit("custom:Sites")
    assert names(page) == shown and page.filters.sort_button.text() == "Sorted by sites"
    page.table.sorted_by.emit("custom:Sites")
    assert names(page) == shown[::-1]
    page.enter(**page.where())
    assert names(page) == shown[::-1] and page.filters.sort_button.text() == "Sorted by sites"


def test_columns_are_shown_and_hidden(page: Any, qtbot: Any) -> None:
    assert "industry" not in page.model.shown
    qtbot.mouseClick(page.filters.columns_button, Qt.MouseButton.LeftButton)
    choose("Industry")
    assert "industry" in page.model.shown and position(page.model, "industry")
    qtbot.mouseClick(page.filters.columns_button, Qt.MouseButton.LeftButton)
    choose("Industry")
    assert "industry" not in page.model.shown


def test_a_view_is_kept_and_chosen_again(page: Any, qtbot: Any, window: Any, windows: Any, book: Path) -> None:
    search(page, qtbot, "renewal<200")
    page._sort("arr", True)
    expected = names(page)
    qtbot.mouseClick(page._keep, Qt.MouseButton.LeftButton)
    asking = dialog()
    asking._name.setText("")
    qtbot.keyClick(asking._name, Qt.Key.Key_Return)
    assert asking.isVisible(), "a view without a name is not kept"
    asking._name.setText("Soon, the largest first")
    asking._save()
    windows.settle(window)
    kept = next(view for view in views.views(window.context.desk) if view.name == "Soon, the largest first")
    assert (kept.sort, kept.descending) == ("arr", True)
    windows.close(window)
    again = windows.open(book)
    place = again.stack.currentWidget()
    key = next(str(n) for n, view in enumerate(place._views) if view.name == kept.name)
    place.tabs.chosen.emit(key)
    assert names(place) == expected


# Editing in place


def test_a_cell_is_edited_by_keyboard_and_undone(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    account = page.model.rows[2]
    type_cell(page, qtbot, 2, "next_step", "Ask who signs")
    windows.settle(window)
    desk = window.context.desk
    assert accounts.row(desk, account.id).next_step == "Ask who signs"
    assert page.model.rows[2].next_step == "Ask who signs"
    window.actions_registry.do("undo")
    windows.settle(window)
    assert accounts.row(desk, account.id).next_step == account.next_step
    assert page.model.rows[page.model.row_of(account.id)].next_step == account.next_step


def test_what_cannot_be_read_stays_in_the_cell_with_its_reason(
    page: Any, window: Any, windows: Any, qtbot: Any
) -> None:
    before = page.model.rows[1]
    type_cell(page, qtbot, 1, "renewal_date", "2/30/2027")
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "2/30/2027"
    assert "28 days" in editor.accessibleDescription() and "28 days" in editor.toolTip()
    assert accounts.row(window.context.desk, before.id).renewal_date == before.renewal_date
    # Set right, it is taken; Escape would have left everything as it was.
    editor.selectAll()
    qtbot.keyClicks(editor, "28 feb 2027")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    windows.settle(window)
    assert accounts.row(window.context.desk, before.id).renewal_date == date(2027, 2, 28)


def test_whoever_goes_on_is_told_why_the_edit_was_not_taken(page: Any, window: Any, qtbot: Any) -> None:
    before = page.model.rows[1]
    editor = open_editor(page, qtbot, 1, "renewal_date")
    editor.setText("2/30/2027")
    page.filters.search.setFocus()
    qtbot.waitUntil(lambda: "28 days" in window.voice.toast.text())
    assert page.filters.search.hasFocus()
    assert accounts.row(window.context.desk, before.id).renewal_date == before.renewal_date


def test_escape_leaves_the_cell_as_it_was(page: Any, window: Any, qtbot: Any) -> None:
    before = page.model.rows[1]
    type_cell(page, qtbot, 1, "arr", "plenty")
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert page.table.hasFocus()
    assert accounts.row(window.context.desk, before.id).arr == before.arr
    editor = open_editor(page, qtbot, 1, "arr")
    assert editor.text() != "plenty" and not editor.accessibleDescription()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_a_choice_is_edited_by_keyboard(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    account = page.model.rows[0]
    editor = open_editor(page, qtbot, 0, "stage")
    qtbot.keyClick(editor, Qt.Key.Key_Home)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert page.table.hasFocus()
    windows.settle(window)
    options = [one.id for one in records.KINDS["account"].field("stage").options]
    assert accounts.row(window.context.desk, account.id).stage == options[0]


# Acting on several


def tick(page: Any, qtbot: Any, *rows: int) -> list[int]:
    page.table.setFocus()
    for row in rows:
        page.table.setCurrentIndex(page.model.index(row, position(page.model, "name")))
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
    return [page.model.rows[row].id for row in rows]


def test_the_bar_counts_what_is_ticked_and_escape_clears_it(page: Any, qtbot: Any) -> None:
    assert not page.bar.isVisible()
    tick(page, qtbot, 0, 2, 4)
    assert page.bar.isVisible() and page.bar._count.text() == "3 selected"
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.bar.isVisible()


def test_one_field_of_several_accounts_is_one_step_back(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    desk = window.context.desk
    chosen = tick(page, qtbot, 0, 1, 5)
    before = [accounts.row(desk, one).next_step for one in chosen]
    page.bar.field_wanted.emit("next_step", None)
    asking = dialog()
    asking._controls["next_step"].setText("Send the agenda")
    asking._controls["next_step_due"].setText("in 2 weeks")
    asking._accept()
    windows.settle(window)
    assert [accounts.row(desk, one).next_step for one in chosen] == ["Send the agenda"] * 3
    assert accounts.row(desk, chosen[0]).next_step_due == date(2026, 12, 7)
    assert [row.id for row in page.model.selected_rows()] and page.bar.isVisible(), "they stay ticked"
    window.actions_registry.do("undo")
    windows.settle(window)
    assert [accounts.row(desk, one).next_step for one in chosen] == before


def test_a_touch_is_logged_with_several_and_a_bad_date_is_said(
    page: Any, window: Any, windows: Any, qtbot: Any
) -> None:
    desk = window.context.desk
    chosen = tick(page, qtbot, 0, 3)
    page.bar.touch_wanted.emit()
    asking = dialog()
    asking._controls["date"].setText("2/30/2026")
    asking._controls["summary"].setText("Asked about the audit")
    asking._accept()
    assert asking.isVisible() and "28 days" in asking._boxes["date"]._error
    asking._controls["date"].setText("today")
    asking._accept()
    assert not asking.isVisible()
    windows.settle(window)
    for one in chosen:
        assert accounts.row(desk, one).last_touch == date(2026, 11, 23)
        assert any("audit" in item.title for item in accounts.timeline(desk, one, 5))


def test_accounts_in_the_bin_come_back_with_one_undo(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    desk = window.context.desk
    every = len(accounts.rows(desk))
    chosen = tick(page, qtbot, 1, 2)
    page.bar.bin_wanted.emit()
    windows.settle(window)
    assert len(accounts.rows(desk)) == every - 2 and not page.bar.isVisible()
    assert {one.id for one in bin.bin(desk) if one.kind == "account"} >= set(chosen)
    window.actions_registry.do("undo")
    windows.settle(window)
    assert len(accounts.rows(desk)) == every and set(chosen) <= {row.id for row in page.model.rows}


def test_plans_of_the_ticked_accounts_are_exported_elsewhere(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    tick(page, qtbot, 0, 1)
    page.bar.plans_wanted.emit()
    windows.settle(window)
    assert window.stack.currentWidget().title == "Documents"
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.reject()


# New and out


def test_a_new_account_asks_for_a_name_and_opens(page: Any, window: Any, windows: Any, qtbot: Any) -> None:
    window.actions_registry.do("new") or page.new()
    asking = dialog()
    asking._controls["arr"].setText("lots")
    asking._accept()
    assert asking.isVisible()
    assert asking._boxes["name"]._error and asking._boxes["arr"]._error
    asking._controls["name"].setText("Ostrava Works <b>&amp;")
    asking._controls["arr"].setText("EUR 125k")
    asking._controls["renewal_date"].setText("end of May")
    asking._accept()
    windows.settle(window)
    desk = window.context.desk
    found = accounts.row(desk, accounts.find(desk, "Ostrava Works <b>&amp;"))
    assert found.arr == Money.of(125_000, "EUR")
    assert found.renewal_date == date(2027, 5, 31)
    assert window.stack.currentWidget().title == "Ostrava Works <b>&amp;"
    assert [one.name for one in history.entries(desk, account_id=found.id, limit=1)] == ["Add Ostrava Works <b>&amp;"]


def test_what_is_exported_comes_in_again_without_a_change(
    page: Any, window: Any, windows: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = window.context.desk
    records.update(desk, "account", page.model.rows[0].id, {"next_step": "=HYPERLINK(1)"})
    windows.settle(window)
    page._show_columns(tuple(column.key for column in COLUMNS if column.key != "name"))
    target = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.export()
    text = target.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(page.model.rows) + 1
    assert "'=HYPERLINK(1)" in text
    with Desk.open(tmp_path / "second.csdesk", clock=FixedClock(date(2026, 11, 23))) as second:
        done = imports.apply(second, target)
        assert done.plan.created == len(page.model.rows), [one.reason for one in done.plan.rejected]
        ours = {row.name: (row.arr, row.renewal_date) for row in accounts.rows(desk)}
        theirs = {row.name: (row.arr, row.renewal_date) for row in accounts.rows(second)}
        assert theirs == ours


# The models


def test_the_grids_model_keeps_the_promises_of_qt(book: Path, qapp: QApplication) -> None:
    with Desk.open(book, clock=FixedClock(date(2026, 11, 23))) as desk:
        model = AccountsModel(desk)
        tester = QAbstractItemModelTester(model, STRICT)
        every = accounts.rows(desk)
        model.set_rows(every)
        model.sort_by("name", True)
        model.replace([accounts.row(desk, every[0].id)])
        model.show_columns([column.key for column in COLUMNS])
        model.set_rows(every[:3])
        model.set_rows(())
        model.set_rows(every)
        assert model.columns[0].key == CHECK
        for place in range(model.columnCount()):
            assert model.headerData(place, Qt.Orientation.Horizontal)
            assert model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) is not None
        del tester


@pytest.mark.parametrize("kind", ["contact", "goal", "milestone", "risk", "action", "opportunity", "review"])
def test_a_model_of_records_keeps_the_promises_of_qt(kind: str, book: Path, qapp: QApplication) -> None:
    with Desk.open(book, clock=FixedClock(date(2026, 11, 23))) as desk:
        account = accounts.rows(desk)[0].id
        fields = [field.id for field in records.KINDS[kind].fields][:8]
        model = RecordsModel(desk, kind, account, fields)
        tester = QAbstractItemModelTester(model, STRICT)
        title = records.KINDS[kind].title
        values: dict[str, object] = {title: "One more"}
        if kind == "contact":
            values["side"] = "customer"
        made = records.create(desk, kind, values, account_id=account).record_id
        model.reload()
        row = model.row_of(made)
        place = position(model, title)
        assert model.edit(row, model.columns[place], "Another name") == ""
        model.reload()
        assert model.index(model.row_of(made), place).data() == "Another name"
        bin.delete(desk, kind, made)
        model.reload()
        assert model.row_of(made) == -1
        del tester
