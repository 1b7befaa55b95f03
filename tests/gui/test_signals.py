"""The signals of an account in the window: shown with their evidence, answered, reported, and asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from csdesk.desk import health, involvement, records, runs, signals
from csdesk.desk.core import Desk
from csdesk.ui.pages.account.health import HealthTab
from csdesk.ui.pages.account.health_signals import SignalsCard
from csdesk.ui.pages.account.signal_dialogs import InvolveDialog, ReportDialog
from csdesk.ui.pages.risk.escalation import WordsDialog
from csdesk.ui.theme import Theme
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


class FakeContext:
    """As much of a context as the card uses."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.said: list[str] = []
        self.went: list[tuple[str, dict[str, Any]]] = []

    def toast(self, words: str, undo: bool = False) -> None:
        self.said.append(words)

    def go(self, place: str, **where: Any) -> None:
        self.went.append((place, where))

    def error(self, problem: object) -> None:
        raise AssertionError(problem)


@pytest.fixture
def desk(tmp_path: Path, theme: Theme) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY)) as opened:
        values = {"name": "Halden Foods", "renewal_date": TODAY + timedelta(days=74)}
        records.create(opened, "account", values)
        yield opened


def card(desk: Desk, qtbot: Any) -> SignalsCard:
    made = SignalsCard(FakeContext(desk), 1)  # type: ignore[arg-type]
    # Held as a page holds it: a card that is collected while it is painted takes the painter with it.
    desk.kept = made  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(QSize(1000, 600))
    made.show()
    return made


def said(made: SignalsCard) -> list[str]:
    return made._context.said  # type: ignore[attr-defined,no-any-return]


def press(made: QWidget, name: str) -> None:
    button = made.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


def shown(made: SignalsCard) -> list[str]:
    QApplication.processEvents()
    return [one.accessibleName() for one in made.findChildren(QWidget)
            if one.objectName().startswith("signal.") and one.objectName().count(".") == 1
            and not one.isHidden()]  # fmt: skip


def trouble(desk: Desk) -> None:
    health.add_readings(desk, 1, {"csat": 2.0, "late_invoices": 2.0, "capacity_used": 30.0})


def test_nothing_holds(desk: Desk, qtbot: Any) -> None:
    made = card(desk, qtbot)
    assert shown(made) == []
    assert made._head.note.text() == "Handbook"
    made.grab()


def test_the_worst_come_first_and_more_on_demand(desk: Desk, qtbot: Any) -> None:
    trouble(desk)
    made = card(desk, qtbot)
    assert len(made.rows) == 7
    assert len(shown(made)) == 4
    assert shown(made)[0].startswith("Act at once: Several indicators red. Low satisfaction (red)")
    press(made, "signals.more")
    assert len(shown(made)) == 7
    assert made.reveal(made.rows[-1].id) is not None
    made.grab()


def test_answers_by_their_buttons(desk: Desk, qtbot: Any) -> None:
    health.add_readings(desk, 1, {"capacity_used": 50.0})
    made = card(desk, qtbot)
    one = next(one for one in made.rows if one.rule == "contract.use")
    press(made, f"signal.{one.id}.seen")
    assert signals.get(desk, one.id).state == "acknowledged"
    made.reload()
    assert made.findChild(QPushButton, f"signal.{one.id}.seen") in (None, *_hidden(made))
    press(made, f"signal.{one.id}.act")
    menu = made.findChildren(Menu)[-1]
    words = [action.text() for action in menu.actions()]
    assert "Escalate" in words
    menu.actions()[words.index("I have acted on it")].trigger()
    menu.close()
    assert signals.get(desk, one.id).state == "acted"
    assert said(made) == ["Signal acknowledged", "Signal acted on"]


def test_all_are_looked_into_at_once(desk: Desk, qtbot: Any) -> None:
    trouble(desk)
    made = card(desk, qtbot)
    press(made, "signals.seen")
    assert {one.state for one in signals.open(desk, 1)} == {"acknowledged"}
    assert desk.undo_name == "Acknowledge 7 signals of “Halden Foods”"
    made.reload()
    assert made._seen.isHidden()


def _hidden(made: QWidget) -> list[QPushButton]:
    return [one for one in made.findChildren(QPushButton) if not one.isVisible()]


def test_dismissing_asks_for_a_reason(desk: Desk, qtbot: Any) -> None:
    health.add_readings(desk, 1, {"capacity_used": 50.0})
    made = card(desk, qtbot)
    one = next(one for one in made.rows if one.rule == "contract.use")
    made.dismiss(one)
    dialog = made.findChildren(WordsDialog)[-1]
    dialog._accept()
    assert dialog.isVisible(), "a reason is wanted"
    dialog.words.setPlainText("A seasonal low")
    dialog._accept()
    assert signals.get(desk, one.id).state == "dismissed"
    made.reload()
    assert not any("Pays for" in name for name in shown(made))
    made._back.setChecked(True)
    assert any("Pays for" in name for name in shown(made))


def test_reporting_what_was_seen(desk: Desk, qtbot: Any) -> None:
    made = card(desk, qtbot)
    made.report()
    dialog = made.findChildren(ReportDialog)[-1]
    dialog._accept()
    assert dialog.isVisible(), "something must be chosen"
    dialog._rule.set_value("contract.competitor")
    dialog._show()
    assert dialog._level.value() == "yellow"
    dialog._level._press(1)
    dialog._accept()
    assert dialog.isVisible(), "evidence is wanted"
    dialog._evidence.setPlainText("An RFP is out, says Dana")
    dialog.grab()
    dialog._accept()
    found = {one.rule: one.level for one in signals.open(desk, 1)}
    assert found["contract.competitor"] == "red"
    assert found["immediate.competitor-evaluation"] == "immediate"
    assert said(made) == ["Reported the signal"]


def test_should_i_be_involved(desk: Desk, qtbot: Any) -> None:
    dialog = InvolveDialog(
        None, "Halden Foods", involvement.matrix(desk), partial(involvement.ask, desk, 1), "moderate"
    )
    qtbot.addWidget(dialog)
    assert dialog.answer is not None and dialog.answer.involve, "the renewal is 74 days away"
    records.update(desk, "account", 1, {"renewal_date": None})
    dialog._reckon()
    assert not dialog.answer.involve
    dialog._said["dissatisfied"].click()
    assert dialog.answer is not None and dialog.answer.involve
    signals.raise_by_hand(desk, 1, "sentiment.feedback", "Worried in the call")
    dialog._reckon()
    assert not dialog._said["dissatisfied"].isEnabled(), "the book knows it now"
    dialog.grab()


def test_an_opening_becomes_an_opportunity(desk: Desk, qtbot: Any) -> None:
    changed = signals.raise_by_hand(desk, 1, "expansion.department", "Logistics asked for a demonstration")
    made = card(desk, qtbot)
    one = signals.get(desk, changed.record_id or 0)
    made._opportunity(one)
    kept = records.of_account(desk, "opportunity", 1)
    assert [each.title for each in kept] == ["A rollout in that department"]
    assert signals.get(desk, one.id).state == "acted"
    assert desk.undo_name == "Note an opportunity: Another department asks"


def test_a_playbook_that_a_signal_calls_for_is_started_from_it(desk: Desk, qtbot: Any) -> None:
    records.create(desk, "contact", {"name": "Dana Okafor", "role": "champion", "left_on": TODAY}, account_id=1)
    made = card(desk, qtbot)
    one = next(one for one in made.rows if one.rule == "immediate.champion-left")
    proposal = runs.propose(desk, 1)[0]
    made._start(proposal.playbook, proposal.title, one)
    found = runs.of_account(desk, 1)
    assert [each.playbook for each in found] == [proposal.playbook]
    assert records.get(desk, "playbook_run", found[0].id).values["signal"] == one.id
    kept = signals.get(desk, one.id)
    assert (kept.state, kept.reason) == ("acted", f"Started “{proposal.title}”")
    assert made._context.went[-1][1]["run"] == found[0].id  # type: ignore[attr-defined]
    desk.undo()
    assert runs.of_account(desk, 1) == () and signals.get(desk, one.id).state == "raised"


def test_the_tab_brings_a_signal_into_sight(desk: Desk, qtbot: Any) -> None:
    trouble(desk)
    made = HealthTab(FakeContext(desk), 1)  # type: ignore[arg-type]
    desk.kept = made  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(QSize(1000, 700))
    made.show()
    last = made.signals.rows[-1]
    made.enter(signal=last.id)
    assert any(last.title in name for name in shown(made.signals))
    made.enter(signal=999)
    made.enter()
    qtbot.wait(10)


def test_a_book_that_is_read_only_offers_no_answers(desk: Desk, tmp_path: Path, theme: Theme, qtbot: Any) -> None:
    trouble(desk)
    desk.close()
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(TODAY), read_only=True) as only:
        made = card(only, qtbot)
        assert shown(made)
        assert not [one for one in made.findChildren(QPushButton) if one.objectName().startswith("signal.")]
        assert made._seen.isHidden()
        made.report()
        assert not made.findChildren(ReportDialog)
