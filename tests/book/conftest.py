from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.book.book import Book
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(TODAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.csdesk"


@pytest.fixture
def book(path: Path, clock: FixedClock) -> Iterator[Book]:
    with Book.open(path, clock=clock) as opened:
        yield opened
