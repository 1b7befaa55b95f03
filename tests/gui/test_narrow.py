"""Narrow windows and large letters: columns share the room, cards keep their height, nothing lies over something."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from csdesk.desk import records
from csdesk.desk.core import Desk
from csdesk.ui.pages.account.people import PeopleTab
from csdesk.ui.pages.risk import RiskPage
from csdesk.ui.theme import Theme
from csdesk.ui.widgets import ChoiceCard


@pytest.fixture
def large(theme: Theme) -> Any:
    theme.set_text_scale(1.4)
    yield theme
    theme.set_text_scale(1.0)


def test_the_columns_of_the_board_are_of_one_width(book: Path, windows: Any) -> None:
    window = windows.open(book)
    window.resize(1100, 700)
    window.go("risk")
    windows.settle(window)
    page = window.findChild(RiskPage)
    assert page is not None
    widths = [one.width() for one in page.columns.values()]
    assert max(widths) - min(widths) <= 1


def test_a_card_of_a_choice_is_never_cut(book: Path, windows: Any, large: Any) -> None:
    window = windows.open(book)
    window.resize(1100, 700)
    window.go("settings", section="rules")
    windows.settle(window)
    cards = [one for one in window.findChildren(ChoiceCard) if one.isVisible()]
    assert cards
    for one in cards:
        assert one.height() >= one.heightForWidth(one.width())


def test_what_the_map_warns_of_stands_below_it_where_it_does_not_fit(book: Path, windows: Any, large: Any) -> None:
    with Desk.open(book) as desk:
        records.create(desk, "contact", {"name": "Ines Caldeira", "level": "manager"}, account_id=1)
    window = windows.open(book)
    window.resize(1100, 700)
    window.go("account", account_id=1, tab="people")
    windows.settle(window)
    tab = window.findChild(PeopleTab)
    assert tab is not None
    holder: QWidget | None = tab
    while holder is not None and not isinstance(holder, QScrollArea):
        holder = holder.parentWidget()
    assert isinstance(holder, QScrollArea)
    assert tab.width() <= holder.viewport().width()
    right = tab.cover.mapTo(tab, tab.cover.rect().topRight()).x()
    assert right <= tab.width()
    assert all(one.width() > 0 for one in tab.cover.findChildren(QLabel))


def test_nobody_can_be_escalated_in_an_empty_book(tmp_path: Path, windows: Any) -> None:
    path = tmp_path / "empty.csdesk"
    Desk.open(path).close()
    window = windows.open(path)
    window.go("risk")
    windows.settle(window)
    button = window.findChild(QWidget, "risk.escalate")
    assert button is not None and not button.isEnabled()
