"""Bad days: the process killed while typing and while importing, and books that cannot be opened as they are."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import accounts, documents
from csdesk.desk.core import Desk
from csdesk.ui.pages.first_run import FirstRun

Command = Callable[..., Any]

TYPIST = """
import itertools, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from csdesk.app import make_window
from csdesk.desk import documents

application = QApplication([])
window = make_window(application)
window.resize(1440, 900)
window.show()
words = itertools.count(int(sys.argv[2]))
control = None


def tell(kind, text):
    os.write(1, f"{kind}\\t{text}\\n".encode())


def begin():
    desk = window.context.desk
    plan = next(one for one in documents.listing(desk) if one.form == "success-plan" and one.state == "draft")
    window.go("document", document_id=plan.id, path="summary//objective")
    page = window.stack.currentWidget()
    page.work.session.settled.connect(settled)
    page.work.drawn.connect(lambda _: control or start(page))
    tell("document", plan.id)


def settled(outcome):
    for path in outcome.written:
        if path.endswith("summary//objective"):
            tell("saved", outcome.answers[path])


def start(page):
    global control
    control = page.form.block("summary//objective").editor.control()
    control.setFocus()
    control.selectAll()
    ticker.start(20)


def tick():
    QTest.keyClicks(control, f"{next(words)} ")
    tell("typed", control.toPlainText())


ticker = QTimer()
ticker.timeout.connect(tick)
window.ready.connect(begin)
window.open_book(Path(sys.argv[1]))
application.exec()
"""

IMPORTER = """
import os, sys
from pathlib import Path
from csdesk.desk import imports
from csdesk.desk.core import Desk


def progress(done, total, words):
    os.write(1, f"{done}\\t{total}\\t{words}\\n".encode())


with Desk.open(Path(sys.argv[1])) as desk:
    imports.apply(desk, Path(sys.argv[2]), imports.Options(currency="USD"), progress=progress)
os.write(1, b"done\\n")
"""


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


def killed(process: subprocess.Popen[str], enough: Callable[[list[list[str]]], bool]) -> list[list[str]]:
    """What the process said until it had said enough and was killed, and whatever it still said before it was dead."""
    assert process.stdout is not None and process.stderr is not None
    said: list[list[str]] = []
    for line in process.stdout:
        said.append(line.rstrip("\n").split("\t"))
        if enough(said) or len(said) > 2000:
            process.kill()
            break
    rest = process.stdout.read()
    wrong = process.stderr.read()
    process.wait(30)
    process.stdout.close()
    process.stderr.close()
    assert said, wrong
    # The last line may be cut in the middle.
    return said + [line.split("\t") for line in rest.splitlines() if line.count("\t")]


def objective(desk: Desk, document: int) -> str:
    view = documents.view(desk, document)
    return next(one.text for part in view.sections for one in part.fields if str(one.path) == "summary//objective")


def test_killed_while_typing_only_what_was_never_saved_is_lost(sample: Path) -> None:
    """Killed in the middle of a word twice over; what had been saved is there, and the book is sound."""
    for attempt, saves in enumerate((1, 3)):
        said = killed(
            child(TYPIST, sample, 1000 * (attempt + 1)),
            lambda lines, saves=saves: sum(one[0] == "saved" for one in lines) >= saves,  # type: ignore[misc]
        )
        saved = [one[1] for one in said if one[0] == "saved"]
        typed = [one[1] for one in said if one[0] == "typed"]
        (document,) = [int(one[1]) for one in said if one[0] == "document"]
        with Desk.open(sample) as desk:
            assert desk.book.check().ok
            kept = objective(desk, document)
        assert len(kept) >= len(saved[-1].strip()), "what the window called saved is in the book"
        assert any(one.startswith(kept) for one in typed), "and nothing else"


@pytest.mark.parametrize("steps", [1, 3, 6])
def test_killed_in_an_import_all_of_it_is_there_or_none(tmp_path: Path, steps: int) -> None:
    export = tmp_path / "accounts.csv"
    lines = "".join(f"0015g{n:013d},Account {n},USD {1000 + n},account{n}.example\n" for n in range(3000))
    export.write_text(f"Account ID,Account Name,Annual Contract Value,Website\n{lines}", encoding="utf-8")
    path = tmp_path / "book.csdesk"
    with Desk.open(path):
        pass
    killed(child(IMPORTER, path, export), lambda said: len(said) >= steps)
    with Desk.open(path) as desk:
        assert desk.book.check().ok
        assert len(accounts.rows(desk)) in (0, 3000)
        from csdesk.desk import imports

        imports.apply(desk, export, imports.Options(currency="USD"))
        assert len(accounts.rows(desk)) == 3000


# Books that cannot be opened as they are


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def broken(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for start in range(4096, len(data), 8192):
        data[start : start + 2048] = b"\xa5" * min(2048, len(data) - start)
    path.write_bytes(data)


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name)")
        connection.commit()


SPOILED: list[tuple[Callable[[Path], None], tuple[str, ...]]] = [
    (newer, ("newer",)),
    (broken, ("damaged",)),
    (shortened, ("damaged",)),
    (emptied, ("empty", "not a book", "no book")),
    (another, ("not a", "no book", "another program")),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILED, ids=lambda one: getattr(one, "__name__", ""))
def test_a_book_that_cannot_be_opened_is_explained_and_left_alone(
    person: Any, command: Command, sample: Path, spoil: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    spoil(sample)
    before = sample.read_bytes()
    answer = command("accounts", "--json", "--book", sample)
    assert answer.code == 1
    error = answer.json["error"]
    assert any(word in error["what"].casefold() for word in words), error
    assert error["what"] and error["kept"] and error["todo"]
    person.open(sample, expect="problem")
    (dialog,) = person.dialogs()
    assert error["what"] in person.words(dialog)
    assert person.window.context is None
    dialog.done(1)
    assert sample.read_bytes() == before, "nothing was recreated"


def test_a_second_window_and_the_command_line_meet_an_open_book(person: Any, command: Command, sample: Path) -> None:
    with Desk.open(sample) as first:
        name = accounts.rows(first)[0].name
        assert command("accounts", "--json", "--book", sample).code == 0, "reading goes beside a window"
        refused = command("set", name, "size=12", "--json", "--book", sample)
        assert refused.code == 1
        assert "open" in refused.json["error"]["what"].casefold()
        person.open(sample, expect="problem")
        (dialog,) = person.dialogs()
        with person.qtbot.waitSignal(person.window.ready, timeout=30_000):
            person.press("Open read-only", dialog)
        person.rest()
        assert person.window.context.desk.read_only
        assert "Read-only" in person.words(person.window.banner)
        assert not isinstance(person.page, FirstRun)
        # Reading, and exporting, go; an edit is refused in words and shown as refused.
        person.window.go("accounts")
        person.rest()
        row = person.page.model.rows[0]
        column = next(i for i, one in enumerate(person.page.model.columns) if one.key == "next_step")
        assert not person.page.model.setData(person.page.model.index(0, column), "Never written")
        assert accounts.row(first, row.id).next_step == row.next_step


@pytest.mark.skipif(not shutil.which("chattr") or os.geteuid() != 0, reason="needs a folder that refuses even root")
def test_a_folder_that_refuses_writing_is_read_only(person: Any, command: Command, sample: Path) -> None:
    folder = sample.parent / "shelf"
    folder.mkdir()
    book = Path(shutil.copy(sample, folder / "book.csdesk"))
    if subprocess.run(["chattr", "+i", str(book)], capture_output=True, check=False).returncode:
        pytest.skip("the file system knows no immutable files")
    try:
        assert command("accounts", "--json", "--book", book).code == 0
        refused = command("set", "1", "size=12", "--json", "--book", book)
        assert refused.code == 1 and refused.json["error"]["todo"]
        person.open(book, expect="problem")
        (dialog,) = person.dialogs()
        with person.qtbot.waitSignal(person.window.ready, timeout=30_000):
            person.press("Open read-only", dialog)
        person.rest()
        assert person.window.context.desk.read_only
        person.leave()
    finally:
        subprocess.run(["chattr", "-i", str(book)], check=True)
