"""Tiers in the real window: the grid's verdict and its filter, acts on ticked accounts, and the account's reasons."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel

from csdesk.desk import accounts, policies, records, tiering
from csdesk.desk.sample import make_sample
from csdesk.ui.pages.account.tier_dialog import TierDialog
from csdesk.ui.pages.account.tier_why import TierWhy
from csdesk.ui.widgets import Button
from csdesk.ui.widgets.fields import ComboBox, LineEdit, TextArea
from csdesk.ui.widgets.text import Text
from csdesk.values.clock import FixedClock

MOVES, KEPT = "Garrowby Energy", "Umbrick Textiles"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiers") / "book.csdesk"
    make_sample(path, FixedClock(date(2026, 11, 23)))
    return path


@pytest.fixture
def window(windows: Any, made: Path, tmp_path: Path) -> Any:
    opened = windows.open(Path(shutil.copy(made, tmp_path / "book.csdesk")))
    opened.activateWindow()
    return opened


@pytest.fixture
def page(window: Any, windows: Any) -> Iterator[Any]:
    window.go("accounts")
    windows.settle(window)
    yield window.stack.currentWidget()


def names(page: Any) -> list[str]:
    return [row.name for row in page.model.rows]


def cell(page: Any, name: str, key: str) -> Any:
    row = names(page).index(name)
    return page.model.cell(row, next(one for one in page.model.columns if one.key == key))


def tick(page: Any, *wanted: str) -> list[int]:
    chosen = [row.id for row in page.model.rows if row.name in wanted]
    page.model.selected = set(chosen)
    page.model.selection_changed.emit()
    return chosen


def dialog() -> Any:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())


def press(holder: Any, words: str) -> None:
    next(one for one in holder.findChildren(Button) if one.text() == words and one.isVisible()).click()


def said(holder: Any) -> str:
    return " ".join(one.text() for kind in (QLabel, Text) for one in holder.findChildren(kind))


# The grid


def test_the_grid_marks_moves_and_tells_the_rules_tier(page: Any) -> None:
    found = cell(page, MOVES, "tier")
    assert found.text == "Mid-market ↑" and found.tip == "By the rules Enterprise"
    kept = cell(page, KEPT, "tier")
    assert kept.text == "Mid-market" and "by hand" in kept.tip


def test_the_view_of_moves_holds_what_should_move(page: Any) -> None:
    at = next(place for place, view in enumerate(page._views) if view.name == "Should move tier")
    page.tabs.chosen.emit(str(at))
    assert names(page) == [MOVES]
    assert cell(page, MOVES, "proposed").text == "Enterprise"
    assert cell(page, MOVES, "coverage").text == "CSM of its own"
    assert cell(page, MOVES, "next_touch").text


def test_a_proposed_tier_is_accepted_for_the_ticked_and_undone(page: Any, window: Any, windows: Any) -> None:
    tick(page, MOVES, KEPT)
    assert page.bar._moving == 1
    page.bar.move_wanted.emit()
    windows.settle(window)
    assert cell(page, MOVES, "tier").text == "Enterprise"
    assert cell(page, KEPT, "tier").text == "Mid-market"
    window.actions_registry.do("undo")
    windows.settle(window)
    assert cell(page, MOVES, "tier").text == "Mid-market ↑"


def test_an_action_for_several_is_one_step(page: Any, window: Any, windows: Any) -> None:
    chosen = tick(page, MOVES, KEPT)
    desk = window.context.desk
    before = [len(records.of_account(desk, "action", one)) for one in chosen]
    page.bar.action_wanted.emit()
    form = dialog()
    next(one for one in form.findChildren(LineEdit) if one.objectName() == "action.title").setText("Send the survey")
    next(one for one in form.findChildren(LineEdit) if one.objectName() == "action.due").setText("in 2 weeks")
    press(form, "Add the action")
    windows.settle(window)
    assert [len(records.of_account(desk, "action", one)) - 1 for one in chosen] == before
    desk.undo()
    assert [len(records.of_account(desk, "action", one)) for one in chosen] == before


def test_a_tier_for_several_is_chosen_among_those_of_the_policy(page: Any, window: Any, windows: Any) -> None:
    chosen = tick(page, MOVES)
    page.bar.field_wanted.emit("tier", None)
    form = dialog()
    box = next(one for one in form.findChildren(ComboBox) if one.objectName() == "account.tier")
    assert [box.itemText(at) for at in range(1, box.count())] == [
        one.name for one in tiering.tiering(window.context.desk).tiers
    ]
    box.set_value("Strategic")
    press(form, "Set it")
    windows.settle(window)
    assert records.get(window.context.desk, "account", chosen[0]).values["tier"] == "Strategic"


def test_only_the_ticked_are_exported(
    page: Any, window: Any, windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "two.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tick(page, MOVES, KEPT)
    page.bar.export_wanted.emit()
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert {row["Account name"] for row in csv.DictReader(stream)} == {MOVES, KEPT}


def test_a_large_book_shows_its_moves_a_moment_later(
    page: Any, window: Any, windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csdesk.ui.pages.accounts.page._MANY", 5)
    page._reload()
    assert not any(row.move for row in page._all)
    windows.settle(window)
    assert [row.name for row in page._all if row.move] == [MOVES]
    assert cell(page, MOVES, "tier").text == "Mid-market ↑"


# The account


def why(window: Any, windows: Any, name: str) -> Any:
    window.go("account", account_id=accounts.find(window.context.desk, name), why="tier")
    windows.settle(window)
    page = window.stack.currentWidget()
    assert page._why.isVisible() and page._why.accessibleName() == "Why this tier"
    return page


def test_the_reasons_of_a_move_lead_to_it(window: Any, windows: Any) -> None:
    page = why(window, windows, MOVES)
    panel = page._why.findChild(TierWhy)
    assert "Should move to Enterprise" in said(panel) and "$264,000" in said(panel)
    press(panel, "Move to Enterprise")
    windows.settle(window)
    assert tiering.standing(window.context.desk, page._account).tier == "Enterprise"
    # The panel that is shown now is of the account as it is now.
    assert not any(one.text().startswith("Move to") for one in page._why.findChildren(Button) if one.isVisible())


def test_a_tier_is_kept_by_hand_with_its_reason_and_day(window: Any, windows: Any) -> None:
    page = why(window, windows, MOVES)
    desk = window.context.desk
    press(page._why.findChild(TierWhy), "Override the tier")
    form = dialog()
    assert isinstance(form, TierDialog)
    press(form, "Override the tier")
    assert form.isVisible()
    assert "needs its reason" in form.findChild(TextArea, "override.reason").accessibleDescription()
    form.findChild(TextArea, "override.reason").setPlainText("They sell a third of the company in March.")
    form.findChild(LineEdit, "override.review_on").setText("nonsense")
    press(form, "Override the tier")
    assert form.isVisible()
    form.findChild(LineEdit, "override.review_on").setText("in 2 months")
    press(form, "Override the tier")
    windows.settle(window)
    given = tiering.standing(desk, page._account).override
    assert given is not None and given.review_on == date(2027, 1, 23) and given.value == "Mid-market"
    facts = page._fact_list(accounts.head(desk, page._account))
    assert next(one.note for one in facts if one.key == "tier") == "kept by hand"


def test_an_override_is_shown_with_both_tiers_and_ended(window: Any, windows: Any) -> None:
    page = why(window, windows, KEPT)
    panel = page._why.findChild(TierWhy)
    assert "Kept in Mid-market by hand" in said(panel) and "By the rules it is SMB" in said(panel)
    press(panel, "End it")
    windows.settle(window)
    assert tiering.standing(window.context.desk, page._account).tier == "SMB"
    window.actions_registry.do("undo")
    windows.settle(window)
    assert tiering.standing(window.context.desk, page._account).tier == "Mid-market"


def test_the_panel_closes_with_escape(window: Any, windows: Any, qtbot: Any) -> None:
    page = why(window, windows, KEPT)
    qtbot.keyClick(page._why, Qt.Key.Key_Escape)
    assert not page._why.isVisible()


def test_the_next_touch_is_explained(window: Any, windows: Any) -> None:
    window.go("account", account_id=accounts.find(window.context.desk, "Selvidge"), why="touch")
    windows.settle(window)
    page = window.stack.currentWidget()
    words = said(page._why)
    assert "Weekly while its health is red" in words and "Mei-Ling Chau" in words


def test_the_facts_that_tiers_ask_about_are_typed_and_move_the_verdict(window: Any, windows: Any) -> None:
    desk = window.context.desk
    policies.switch(desk, "coverage", with_tiers=True)
    windows.settle(window)
    page = why(window, windows, "Thornquist")
    assert tiering.standing(desk, page._account).tier == "Tier 2"
    press(page._why.findChild(TierWhy), "Edit the facts")
    form = dialog()
    form.findChild(ComboBox, "account.cloud_migration").set_value("yes")
    form.findChild(ComboBox, "account.stature").set_value("")
    form.findChild(LineEdit, "account.annual_revenue").setText("$2M")
    press(form, "Save the facts")
    windows.settle(window)
    values = records.get(desk, "account", page._account).values
    assert (values["cloud_migration"], values["stature"]) == (True, None)
    found = tiering.standing(desk, page._account)
    assert found.proposed == "Tier 1" and found.verdict.trigger == "Cloud migration under way: yes"
    assert "Should move to Tier 1" in said(page._why)


def test_a_policy_that_asks_for_arr_alone_offers_no_facts(window: Any, windows: Any) -> None:
    page = why(window, windows, MOVES)
    assert not any(one.text() == "Edit the facts" for one in page._why.findChildren(Button))
