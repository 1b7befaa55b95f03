"""What follows from a document, offered under its header and done by one press."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import documents
from csdesk.desk.documents import FieldPath


@pytest.fixture
def page(windows: Any, book: Path, qtbot: Any) -> Any:
    window = windows.open(book)
    window.context.go("document", form="risk-escalation", account_id=1)
    made = window.stack.currentWidget()
    qtbot.waitUntil(lambda: made._view is not None and window.jobs.idle(), timeout=20_000)
    return made


def test_a_decision_offers_the_next_document(page: Any, qtbot: Any) -> None:
    strip, desk = page.follow_ups, page.context.desk
    assert strip._due is None
    documents.set_value(desk, page.work.document, FieldPath("decision", "", "recommendation"), "tier-3")
    qtbot.waitUntil(lambda: strip.isVisible() and strip._due is not None, timeout=20_000)
    assert strip.title.text() == "Begin the save proposal"
    assert strip.button.accessibleName() == "Begin it: Begin the save proposal"
    first = page.work.document
    strip.button.click()
    qtbot.waitUntil(lambda: page.work.document != first and page._view is not None, timeout=20_000)
    made = page.work.document
    assert page._view.form.id == "save-proposal"
    page.enter(document_id=first)
    qtbot.waitUntil(lambda: strip.isVisible() and strip.button.text() == "Open it", timeout=20_000)
    strip.button.click()
    qtbot.waitUntil(lambda: page.work.document == made, timeout=20_000)
    qtbot.waitUntil(page.context.jobs.idle, timeout=20_000)


def test_nothing_is_offered_where_nothing_follows(windows: Any, book: Path, qtbot: Any) -> None:
    window = windows.open(book)
    window.context.go("document", form="success-plan", account_id=1)
    page = window.stack.currentWidget()
    qtbot.waitUntil(lambda: page._view is not None and window.jobs.idle(), timeout=20_000)
    assert not page.follow_ups.isVisible()
