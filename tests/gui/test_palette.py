"""The palette: what fits, what is bold, and that the keyboard is enough."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from csdesk.desk import escalations, runs, signals
from csdesk.ui.finding import find
from csdesk.ui.palette import Answer, Palette, matched, rank


@pytest.mark.parametrize(
    ("title", "typed", "spans"),
    [
        ("Morvelle Foods", "mor", [(0, 3)]),
        ("Katya Morozenko", "mor", [(6, 3)]),
        ("Cafés Montrouvel", "cafes", [(0, 5)]),
        ("Arvelle Logistics", "log arv", [(0, 3), (8, 3)]),
        ("Straße 9", "strasse", [(0, 6)]),
        ("Forest", "est", [(3, 3)]),
        ("Arvelle", "xyz", None),
    ],
)
def test_matched_letters(title: str, typed: str, spans: list[tuple[int, int]] | None) -> None:
    assert matched(title, typed) == spans


def _nothing() -> None:
    return None


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("settings", "Settings", "Settings of the book"),
        ("acc", "Accounts", "New account"),
        ("import", "Import from the CRM", "Undo: import"),
    ],
)
def test_closer_titles_come_first(typed: str, better: str, worse: str) -> None:
    first, second = (rank(Answer(title, "Command", "plus", _nothing), typed) for title in (better, worse))
    assert first is not None
    assert second is not None
    assert first < second


def test_words_find_what_the_title_does_not_say() -> None:
    answer = Answer("Import from the CRM", "Command", "import", _nothing, words="csv salesforce")
    assert rank(answer, "csv") is not None
    assert rank(answer, "pdf") is None


def _palette(window: Any) -> Palette:
    found = [one for one in window.findChildren(Palette) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_find_an_account_by_a_few_letters_and_go_there(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    gone: list[tuple[str, dict[str, object]]] = []
    window.go = lambda place, **where: gone.append((place, where))
    window.actions_registry.do("palette")
    palette = _palette(window)
    QTest.keyClicks(palette.input, "corv")
    qtbot.waitUntil(lambda: any(one.title == "Corvane Health" for one in palette.answers()), timeout=10_000)
    assert palette.answers()[0].title == "Corvane Health"
    QTest.keyClick(palette.input, Qt.Key.Key_Return)
    assert [place for place, _ in gone] == ["account"]
    del window.go


def test_go_to_a_place_from_the_keyboard(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.actions_registry.do("palette")
    palette = _palette(window)
    QTest.keyClicks(palette.input, "settings")
    QTest.keyClick(palette.input, Qt.Key.Key_Return)
    assert window.stack.currentWidget().title == "Settings"


def test_nothing_found_is_said_and_escape_closes(book: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(book)
    window.actions_registry.do("palette")
    palette = _palette(window)
    QTest.keyClicks(palette.input, "zzzqqq")
    windows.settle(window)
    assert palette.answers() == []
    QTest.keyClick(palette.input, Qt.Key.Key_Escape)
    assert not [one for one in window.findChildren(Palette) if one.isVisible()]


def test_what_the_days_work_leaves_is_found_and_opened(book: Path, windows: Any) -> None:
    window = windows.open(book)
    context = window.context
    run = runs.start(context.desk, "recovery", 1, None, "").record_id
    assert run is not None
    step = next(step for phase in runs.view(context.desk, run).phases for step in phase.steps)
    signals.raise_by_hand(context.desk, 1, "contract.competitor", "Saw a deck of Novexa")
    raised = next(one for one in signals.open(context.desk, 1) if one.rule == "contract.competitor")
    opened = escalations.open_escalation(context.desk, 1, {}, tier=2, note="The freight desk stands still").record_id

    def gone(words: str, kind: str) -> dict[str, object]:
        answer = next(one for one in find(context, words) if one.kind == kind)
        assert isinstance(answer.run, partial)
        return dict(answer.run.keywords)

    assert gone(step.title, "Step") == {"account_id": 1, "tab": "playbooks", "run": run}
    assert gone("recovery", "Playbook run") == {"account_id": 1, "tab": "playbooks", "run": run}
    assert gone("Novexa", "Signal") == {"account_id": 1, "tab": "health", "signal": raised.id}
    assert gone("freight desk", "Escalation") == {"tab": "escalations", "escalation_id": opened}
    windows.settle(window)
