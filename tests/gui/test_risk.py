"""The Risk place and the escalation interview, used as a person does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from csdesk.desk import escalations, records
from csdesk.desk.core import Desk
from csdesk.ui.pages.account import AccountPage
from csdesk.ui.pages.document import DocumentPage
from csdesk.ui.pages.risk.escalation import ContactsDialog, EscalationDialog, WordsDialog
from csdesk.ui.pages.risk.interview import InterviewDialog
from csdesk.ui.pages.risk.matrix import Matrix
from csdesk.ui.pages.risk.page import RiskPage
from csdesk.ui.pages.risk.pick import PickDialog
from csdesk.ui.widgets.buttons import Button
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def risky(book: Path) -> Path:
    """The book with a critical account, one at risk, and risks in the register."""
    with Desk.open(book, clock=FixedClock(TODAY)) as desk:
        for number, score in ((1, 31.0), (2, 58.0), (3, 88.0)):
            values = {"health_score": score, "owner": "Nora Hale" if number < 3 else "Finn Ode",
                      "renewal_date": TODAY + timedelta(days=62 if number == 1 else 200)}  # fmt: skip
            records.update(desk, "account", number, values)
        for title, probability, impact in (("Budget is cut", "high", "high"), ("The lead leaves", "low", "medium")):
            values = {"title": title, "probability": probability, "impact": impact}
            records.create(desk, "risk", values, account_id=1)
    return book


def page(windows: Any, path: Path) -> tuple[Any, RiskPage]:
    window = windows.open(path)
    window.go("risk")
    windows.settle(window)
    found = window.findChild(RiskPage)
    assert isinstance(found, RiskPage)
    return window, found


def names(found: RiskPage, tone: str) -> list[str]:
    return [one.row.name for one in found.columns[tone].list.cards.cards]


def press(dialog: QWidget, name: str) -> None:
    button = dialog.findChild(Button, name)
    assert button is not None and button.isEnabled(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_board_stands_by_severity(windows: Any, risky: Path) -> None:
    _, found = page(windows, risky)
    assert names(found, "red") == ["Arvelle Logistics"] and "Bramhall Foods" in names(found, "yellow")
    assert "1 of them critical" in found.summary.full_text()
    assert found.columns["red"].head.note.full_text() == "1 · $412k"
    said = found.columns["red"].list.cards.words(found.columns["red"].list.cards.cards[0])
    assert "health 31, critical" in said and "Tier 3 called for" in said
    assert "Corvane Health" not in names(found, "red") + names(found, "yellow")


def test_the_interview_draws_the_path_and_opens_the_form(windows: Any, risky: Path) -> None:
    window, found = page(windows, risky)
    found.escalate(1)
    dialog = found.findChild(InterviewDialog)
    assert dialog is not None and not dialog.go.isEnabled()
    assert [row.one.question.id for row in dialog._rows] == ["incident"]
    dialog.answer("incident", False)
    assert [row.one.question.id for row in dialog._rows] == ["incident", "sign", "several", "intent"]
    dialog.answer("intent", False)
    assert dialog.found.tier == "Tier 3" and dialog.go.isEnabled()
    assert dialog.go.text() == "Escalate to tier 3"
    windows.settle(window)
    press(dialog, "escalate.open")
    windows.settle(window)
    opened = escalations.listing(window.context.desk)
    assert [(one.account, one.tier) for one in opened] == [("Arvelle Logistics", 3)]
    assert window.findChild(DocumentPage) is not None
    window.go("risk")
    windows.settle(window)
    assert found.columns["red"].list.cards.cards[0].escalation is not None
    found._go_tab("escalations")
    assert [one.account for one in found.models["escalations"].rows] == ["Arvelle Logistics"]


def test_another_tier_than_the_one_reached(windows: Any, risky: Path) -> None:
    window, found = page(windows, risky)
    found.escalate(2)
    dialog = found.findChild(InterviewDialog)
    assert dialog is not None
    dialog.answer("incident", False)
    if dialog.found.verdict.open is not None:
        dialog.answer(dialog.found.verdict.open.id, False)
    windows.settle(window)
    box = dialog.findChild(QComboBox, "escalate.tier")
    assert box is not None
    box.setCurrentIndex(box.findData("2"))
    assert dialog.go.text() == "Escalate to tier 2"
    dialog.reject()


def test_an_open_escalation_is_answered_and_settled(windows: Any, risky: Path) -> None:
    with Desk.open(risky, clock=FixedClock(TODAY)) as desk:
        number = int(escalations.open_escalation(desk, 1, {"incident": False, "intent": False}).record_id or 0)
    window, found = page(windows, risky)
    desk = window.context.desk
    found.open_escalation(number)
    dialog = found.findChild(EscalationDialog)
    assert dialog is not None
    press(dialog, "escalation.answered")
    windows.settle(window)
    assert escalations.get(desk, number).responded is not None
    found.enter(escalation_id=number)
    windows.settle(window)
    dialog = next(one for one in found.findChildren(EscalationDialog) if one.isVisible())
    press(dialog, "escalation.settle")
    words = dialog.findChild(WordsDialog)
    assert words is not None
    press(words, "words.take")
    assert words.isVisible()
    words.words.setPlainText("They stay")
    press(words, "words.take")
    windows.settle(window)
    assert escalations.get(desk, number).state == "resolved"


def test_filters_matrix_and_register(windows: Any, risky: Path) -> None:
    window, found = page(windows, risky)
    matrix = found.matrix.matrix
    assert "probability high, impact high: 1" in matrix.accessibleDescription()
    matrix.setFocus()
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert found.tabs.current() == "register"
    assert [one.title for one in found.register.model.rows] == ["Budget is cut"]
    found.register.choose("", "")
    assert len(found.register.model.rows) == 2
    large = found.register.matrix
    assert isinstance(large, Matrix)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(large, key)
    QTest.keyClick(large, Qt.Key.Key_Space)
    assert [one.title for one in found.register.model.rows] == ["The lead leaves"]
    found._go_tab("board")
    found.owner.set_value("Nora Hale")
    found._show()
    assert names(found, "red") == ["Arvelle Logistics"]
    windows.settle(window)


def test_choosing_an_account_and_naming_contacts(windows: Any, risky: Path) -> None:
    window, found = page(windows, risky)
    press(found, "risk.escalate")
    pick = found.findChild(PickDialog)
    assert pick is not None and pick.model.cell(0, pick.model.columns[0]).text == "Arvelle Logistics"
    pick.search.setText("corv")
    assert pick.model.row_count() == 1
    pick._go()
    dialog = found.findChild(InterviewDialog)
    assert dialog is not None and dialog.found.account == "Corvane Health"
    dialog.reject()
    press(found, "risk.contacts")
    contacts = found.findChild(ContactsDialog)
    assert contacts is not None
    contacts._fields["CS manager"][0].setText("Per Lund")
    contacts._accept()
    windows.settle(window)
    assert escalations.contacts(window.context.desk)["CS manager"].name == "Per Lund"


def test_from_the_account_and_from_an_empty_book(windows: Any, risky: Path) -> None:
    window = windows.open(risky)
    window.go("account", account_id=1)
    windows.settle(window)
    account = window.findChild(AccountPage)
    assert account is not None
    press(account, "account.escalate")
    assert account.findChild(InterviewDialog) is not None
    account.findChild(InterviewDialog).reject()


def test_nothing_at_risk_says_so(windows: Any, book: Path) -> None:
    with Desk.open(book, clock=FixedClock(TODAY)) as desk:
        for number in (1, 2, 3):
            values = {"health_score": 90.0, "renewal_date": TODAY + timedelta(days=300)}
            records.update(desk, "account", number, values)
    window, found = page(windows, book)
    assert found._empty.isVisible() and found._empty.title.full_text() == "Nothing is at risk"
    for tab in ("signals", "escalations", "campaigns", "losses", "register"):
        found._go_tab(tab)
        assert found._empty.isVisible(), tab
    windows.settle(window)
