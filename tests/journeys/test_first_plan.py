"""From nothing to a success plan in the customer's hands, and its next version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from csdesk import paths
from csdesk.desk import accounts, documents, history
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.documents.verify import text_of
from csdesk.ui.forms import session
from csdesk.ui.pages.document import export
from csdesk.ui.pages.first_run import FirstRun
from csdesk.ui.widgets import ChoiceCard
from csdesk.ui.widgets.overlays import Dialog

SENTENCE = "Every store counts its stock in one place"


def tight(text: str) -> str:
    """Text without spaces, as a page may break it anywhere."""
    return "".join(text.split())


def begin(person: Any) -> None:
    """The first run, as far as the sample book."""
    person.open(paths.default_book())
    assert isinstance(person.page, FirstRun)
    person.type(person.field("Your name"), "Nora Hale")
    person.type(person.field("Your company"), "Kelvara")
    person.press("Continue")
    person.press("Continue")
    door = next(one for one in person.page.findChildren(ChoiceCard) if "sample" in one.accessibleName())
    with person.qtbot.waitSignal(person.window.ready, timeout=60_000):
        door.click()
    person.rest()


def open_plan(person: Any) -> int:
    """From the grid to the success plan of an account that has one; the account."""
    desk = person.window.context.desk
    listed = [one for one in documents.listing(desk) if one.form == "success-plan" and one.state == "draft"]
    account = min(one.account_id for one in listed if one.missing)
    assert account is not None
    person.window.go("accounts")
    person.rest()
    table = person.page.table
    table.setFocus()
    table.show_key(account)
    person.keys(Qt.Key.Key_Return)
    assert person.page.title == accounts.row(desk, account).name
    person.page.enter(account_id=account, tab="plan")
    person.press("Open the success plan")
    person.rest()
    person.until(lambda: person.page.preview.paper.pages > 0)
    return int(account)


def write(person: Any, path: str, words: str) -> Any:
    """Type into a field of the plan."""
    person.page.go(path)
    control = person.page.form.block(path).editor.control()
    person.type(control, words)
    return control


def answer(desk: Desk, document: int, path: str) -> str:
    """What the book holds at a path."""
    view = documents.view(desk, document)
    found = [one for part in view.sections for one in (*part.fields, *(f for row in part.rows for f in row.fields))]
    return next(one.text for one in found if str(one.path) == path)


def answer_everything(desk: Desk, document: int) -> None:
    """Give an answer wherever one is missing."""
    usual = {"date": "2027-03-31", "money": "120000", "percent": "40", "number": "4", "rating": "3", "yes-no": "yes"}
    for _ in range(40):
        view = documents.view(desk, document)
        if not view.missing:
            return
        gap = view.missing[0]
        path = gap.path
        if not path.field:
            documents.add_row(desk, document, path.section, {})
            continue
        section = next(one for one in view.sections if one.section.id == path.section)
        field = next(one for one in section.section.fields if one.id == path.field)
        value: object = usual.get(field.type, f"{field.label or field.id} in words")
        if field.type in ("choice", "choices"):
            value = field.options[0].label if field.type == "choice" else [field.options[0].label]
        if field.type == "approval":
            value = {"name": "Ines Caldeira", "date": "2026-11-20"}
        documents.set_value(desk, document, FieldPath(path.section, path.row, path.field), value)
    raise AssertionError("the gaps never end")


def test_what_is_typed_is_saved_within_a_second_by_design() -> None:
    assert session.PAUSE < session.LATEST < 1000


@pytest.fixture
def told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other program opens what was exported."""
    monkeypatch.setattr(export, "open_file", lambda path: None)


def test_from_the_first_start_to_the_second_version(
    person: Any, tmp_path: Path, told_nobody: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(person)
    desk = person.window.context.desk
    assert desk.path.name == "Sample book.csdesk"
    account = open_plan(person)
    page, document = person.page, person.page.work.document

    # Typing: on disk, in another process's eyes; on the page; undone by name.
    before = answer(desk, document, "summary//objective")
    drawn: list[Any] = []
    page.work.drawn.connect(drawn.append)
    area = write(person, "summary//objective", SENTENCE)
    person.rest()
    with Desk.open(desk.path, read_only=True) as other:
        assert answer(other, document, "summary//objective") == SENTENCE
    person.until(lambda: drawn and tight(SENTENCE) in tight(text_of(drawn[-1].pdf, "pdf")))
    name = desk.undo_name
    assert name and "objective" in name.casefold()
    area.setFocus()
    person.keys(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    person.rest()
    assert answer(desk, document, "summary//objective") == before
    assert area.toPlainText() == before
    assert person.told == f"Undone: {name}" or "objective" in person.told.casefold()
    write(person, "summary//objective", SENTENCE)
    write(person, "context//political_landscape", "The two directors disagree about everything")
    person.rest()

    # Export for the customer, as Word and as PDF, and read back.
    for made in ("docx", "pdf"):
        page.export()
        dialog = next(one for one in person.dialogs() if isinstance(one, Dialog))
        dialog.made.set_value(made)
        dialog.made.chosen.emit(made)
        person.type(dialog.folder, str(tmp_path))
        dialog.opens.setChecked(False)
        person.press("Export", dialog)
        person.rest()
        assert "political" in person.words(dialog).casefold()
        (file,) = tmp_path.glob(f"*.{made}")
        text = text_of(file.read_bytes(), made)
        assert tight(SENTENCE) in tight(text)
        assert tight(accounts.row(desk, account).name) in tight(text)
        assert "disagree" not in text
        dialog.done(0)

    # Final is refused with the list of what is missing.
    missing = len(documents.view(desk, document).missing)
    assert missing
    person.press("Mark final", page)
    person.rest()
    assert f"{missing} needed answer" in person.words(page.sections)
    assert documents.view(desk, document).state == "draft"

    answer_everything(desk, document)
    person.rest()
    person.until(lambda: page._view is not None and not page._view.missing)
    person.press("Mark final", page)
    person.rest()
    person.until(lambda: page._view.state == "final")
    assert [one.version for one in documents.issues(desk, document)] == [1]

    # The next edit begins version 2, and says what is different.
    write(person, "summary//objective", "Every store and every depot counts its stock in one place")
    person.rest()
    person.until(lambda: page._view.state == "draft")
    assert page._view.version == 2
    page.header.history.emit()
    person.rest()
    person.until(lambda: "every depot" in person.words(page.history))
    assert SENTENCE in person.words(page.history)
    assert any("final" in one.name for one in history.entries(desk, account_id=account, limit=100))

    person.close()
    with Desk.open(paths.data_folder() / "Sample book.csdesk", read_only=True) as again:
        assert documents.view(again, document).version == 2
        assert again.book.check().ok


def test_ctrl_z_is_one_thing_everywhere(person: Any, sample: Path) -> None:
    """Undo goes back through what was done in several places, in its order, and redo forth again."""
    person.open(sample)
    desk = person.window.context.desk
    account = open_plan(person)
    document = person.page.work.document
    before = answer(desk, document, "summary//objective")
    write(person, "summary//objective", SENTENCE)
    person.rest()
    person.window.go("account", account_id=account, tab="overview")
    person.rest()
    old_size = accounts.row(desk, account).size
    field = person.field("Company size")
    person.type(field, "77 stores")
    person.keys(Qt.Key.Key_Return)
    person.rest()
    assert accounts.row(desk, account).size == "77 stores"
    person.window.go("accounts")
    undo = QKeySequence(QKeySequence.StandardKey.Undo)[0]
    person.keys(undo.key(), undo.keyboardModifiers())
    person.rest()
    assert accounts.row(desk, account).size == old_size
    assert answer(desk, document, "summary//objective") == SENTENCE
    person.keys(undo.key(), undo.keyboardModifiers())
    person.rest()
    assert answer(desk, document, "summary//objective") == before
    person.window.actions_registry.do("redo")
    person.rest()
    person.window.actions_registry.do("redo")
    person.rest()
    assert accounts.row(desk, account).size == "77 stores"
    assert answer(desk, document, "summary//objective") == SENTENCE
