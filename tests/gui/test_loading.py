"""Before a place has read the book it shows its frame, and claims nothing of what is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from csdesk.ui.context import Context

CLAIM = re.compile(r"\b(No|Nothing|None)\b|[Nn]ot one")


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("today", {}), ("today", {"view": "quadrants"}), ("today", {"view": "week"}), ("accounts", {}),
        ("reviews", {}), ("risk", {}), ("risk", {"tab": "signals"}), ("renewals", {}), ("documents", {}),
    ],
)  # fmt: skip
def test_no_place_claims_emptiness_before_it_read(
    place: str, where: dict[str, Any], book: Path, windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = windows.open(book)
    window.go("settings")
    windows.settle(window)
    if place in ("today", "accounts"):
        page = window.go(place) or window.stack.currentWidget()
        maker = type(page)
        monkeypatch.setattr(Context, "read", lambda *_, **__: None)
        page = maker(window.context, window)
        page.resize(1200, 800)
        page.show()
        page.enter(**where)
    else:
        monkeypatch.setattr(Context, "read", lambda *_, **__: None)
        window.go(place, **where)
        page = window.stack.currentWidget()
    QApplication.processEvents()
    said = []
    for one in page.findChildren(QWidget):
        if one.isVisibleTo(page):
            text = getattr(one, "text", None)
            said += [text() if callable(text) else "", one.accessibleDescription()]
    assert not [one for one in said if isinstance(one, str) and CLAIM.search(one)]
