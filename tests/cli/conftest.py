"""A sample book to work on, and a way to run a command and read its answer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csdesk.__main__ import main
from csdesk.desk.sample import make_sample
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Answer:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book, made once."""
    path = tmp_path_factory.mktemp("sample") / "book.csdesk"
    make_sample(path, FixedClock(TODAY))
    return path


@pytest.fixture
def book(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample book for one test (it is closed, so a plain copy holds everything)."""
    path = tmp_path / "book.csdesk"
    shutil.copy(made_sample, path)
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, book: Path) -> Run:
    """Runs `csdesk ARGUMENTS` on the test's book."""
    monkeypatch.setenv("CSDESK_TODAY", TODAY.isoformat())
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def call(*arguments: str, on: Path | None = book) -> Answer:
        capsys.readouterr()
        code = main([*arguments, *(["--book", str(on)] if on else [])])
        found = capsys.readouterr()
        return Answer(code, found.out, found.err)

    return call
