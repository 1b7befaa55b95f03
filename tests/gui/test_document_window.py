"""The workspace and the Documents place in the real window, over a real book, with the worker running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTextEdit, QWidget

from csdesk.desk import documents, people
from csdesk.desk.core import Desk
from csdesk.ui.pages.document import export
from csdesk.ui.pages.document.batch import BatchDialog
from csdesk.ui.pages.document.new import NewDocument


@pytest.fixture
def window(windows: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = windows.open(book)
    made.activateWindow()
    return made


@pytest.fixture
def page(window: Any, qtbot: Any) -> Any:
    window.context.go("document", form="success-plan", account_id=1)
    made = window.stack.currentWidget()
    qtbot.waitUntil(lambda: made._view is not None and made.preview.paper.pages > 0, timeout=20_000)
    return made


def settle(page: Any, qtbot: Any) -> None:
    def quiet() -> bool:
        work = page.work
        timers = (work._refresh.isActive(), work._draw.isActive(), work.session._timer.isActive())
        return not work.session.waiting and page.context.jobs.idle() and not any(timers)

    qtbot.waitUntil(quiet, timeout=20_000)


def control(page: Any, path: str) -> QWidget:
    page.go(path)
    block = page.form.block(path)
    assert block is not None, path
    return block.editor.control()


def put(page: Any, qtbot: Any, path: str, words: str) -> QWidget:
    widget = control(page, path)
    inner = widget.lineEdit() if isinstance(widget, QComboBox) else widget
    inner.setFocus()
    if isinstance(inner, (QLineEdit, QTextEdit)):
        inner.selectAll()
    qtbot.keyClicks(inner, words)
    return widget


def answer(page: Any, path: str) -> Any:
    view = documents.view(page.context.desk, page.work.document)
    for part in view.sections:
        for one in (*part.fields, *(field for row in part.rows for field in row.fields)):
            if str(one.path) == path:
                return one
    raise KeyError(path)


def test_an_answer_typed_is_in_the_book_on_the_page_and_out_of_the_missing_list(page: Any, qtbot: Any) -> None:
    missing = len(page.sections._gaps)
    put(page, qtbot, "summary//objective", "Every depot plans its routes in one place")
    settle(page, qtbot)
    assert answer(page, "summary//objective").text == "Every depot plans its routes in one place"
    assert len(page.sections._gaps) == missing - 1
    assert any(anchor.source == "summary//objective" for anchor in page.preview.paper._anchors)


def test_undo_takes_an_answer_back_and_keeps_the_caret_in_the_field(page: Any, window: Any, qtbot: Any) -> None:
    area = put(page, qtbot, "summary//objective", "First words")
    settle(page, qtbot)
    window.actions_registry.do("undo")
    settle(page, qtbot)
    assert isinstance(area, QTextEdit)
    assert area.toPlainText() == "" and area.hasFocus()
    window.actions_registry.do("redo")
    settle(page, qtbot)
    assert area.toPlainText() == "First words"


def test_undo_first_takes_back_what_is_still_unwritten(page: Any, window: Any, qtbot: Any) -> None:
    area = put(page, qtbot, "summary//objective", "Half a")
    assert page.pending()
    window.actions_registry.do("undo")
    assert isinstance(area, QTextEdit)
    assert area.toPlainText() != "Half a"


def test_a_goal_is_added_filled_and_deleted_with_undo(page: Any, window: Any, qtbot: Any) -> None:
    page.open_section("goals")
    page.form.add.click()
    settle(page, qtbot)
    qtbot.waitUntil(lambda: len(page.form._cards) == 1)
    key = page.form._cards[0].key
    put(page, qtbot, f"goals/{key}/target_date", "31 mar 2027")
    put(page, qtbot, f"goals/{key}/title", "Cut late deliveries")
    settle(page, qtbot)
    assert answer(page, f"goals/{key}/target_date").text == "31 Mar 2027"
    assert page.form._cards[0].head.title.full_text() == "Cut late deliveries"
    page.form._cards[0].deleted.emit(key)
    settle(page, qtbot)
    assert page.form._cards == []
    window.actions_registry.do("undo")
    settle(page, qtbot)
    assert [card.key for card in page.form._cards] == [key]


def test_a_new_name_makes_one_contact(page: Any, qtbot: Any) -> None:
    page.open_section("goals")
    page.form.add.click()
    settle(page, qtbot)
    key = page.form._cards[0].key
    path = f"goals/{key}/owner_customer"
    widget = put(page, qtbot, path, "Mara Voss")
    page.form.block(f"goals/{key}/title").go()
    settle(page, qtbot)
    desk = page.context.desk
    assert [one.values["name"] for one in people.contacts(desk, 1)] == ["Mara Voss"]
    assert answer(page, path).text == "Mara Voss"
    assert isinstance(widget, QComboBox) and widget.currentText() == "Mara Voss"


def test_an_amount_that_is_none_says_why_and_keeps_the_old_one(page: Any, qtbot: Any) -> None:
    line = put(page, qtbot, "account//arr", "a lot")
    settle(page, qtbot)
    qtbot.waitUntil(lambda: bool(page.form.shown_block("account//arr").error))
    assert isinstance(line, QLineEdit) and line.text() == "a lot"
    assert answer(page, "account//arr").text.startswith("$412,000")
    put(page, qtbot, "account//arr", "430k")
    page.form.block("account//product").go()
    settle(page, qtbot)
    assert line.text() == answer(page, "account//arr").text == "$430,000"


def test_every_section_of_every_form_opens_and_names_its_controls(page: Any, window: Any, qtbot: Any) -> None:
    desk = page.context.desk
    for form in documents.forms(desk):
        page.enter(document=documents.open_document(desk, form.id, None if form.subject == "none" else 1))
        settle(page, qtbot)
        for part in page._view.sections:
            if not part.visible:
                continue
            page.open_section(part.section.id)
            if part.section.kind in ("rows", "repeat"):
                page.form.add.click()
                asked = page.form.findChild(QLineEdit, "document.add.name")
                if asked is not None:
                    asked.setText("Somebody")
                    asked.returnPressed.emit()
                settle(page, qtbot)
            for block in page.form._cards[0].fields.blocks.values() if page.form._cards else ():
                names = [one.accessibleName() for one in block.editor.controls()]
                assert all(names), (form.id, block.path, names)


def test_final_says_what_is_missing_and_seals_once_nothing_is(page: Any, qtbot: Any) -> None:
    page.header.final_button.click()
    settle(page, qtbot)
    assert page.sections.reason.isVisible() and page._view.state == "draft"


def test_the_internal_copy_shows_what_the_customer_does_not_see(page: Any, qtbot: Any) -> None:
    page.open_section("context")
    internal = [
        str(one.path) for part in page._view.sections for one in part.fields if one.field.audience == "internal"
    ]
    path = next(p for p in internal if answer(page, p).field.type == "long")
    put(page, qtbot, path, "The directors disagree")
    settle(page, qtbot)
    assert path in [str(one.path) for one in page._view.hidden]
    assert not any(anchor.source == path for anchor in page.preview.paper._anchors)
    page.preview.audience.set_value("internal")
    page.preview.audience.chosen.emit("internal")
    settle(page, qtbot)
    assert any(anchor.source == path for anchor in page.preview.paper._anchors)


def test_what_was_typed_a_moment_before_closing_is_kept(windows: Any, window: Any, page: Any, qtbot: Any) -> None:
    put(page, qtbot, "summary//objective", "Typed at the last moment")
    document, path = page.work.document, page.context.desk.path
    windows.close(window)
    with Desk.open(path, read_only=True) as desk:
        texts = [one.text for part in documents.view(desk, document).sections for one in part.fields]
    assert "Typed at the last moment" in texts


def test_the_way_back_and_the_keys_between_sections(page: Any, window: Any, qtbot: Any) -> None:
    area = control(page, "summary//objective")
    area.setFocus()
    before = page.form.section
    qtbot.keyClick(area, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert page.form.section != before
    page.header.account_button.click()
    assert window.stack.currentWidget() is not page


def test_documents_lists_starts_and_exports(
    window: Any, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, object] = {}
    from types import SimpleNamespace

    store = SimpleNamespace(value=lambda key, default="": kept.get(key, default), setValue=kept.__setitem__)
    for module in (export, __import__("csdesk.ui.pages.document.batch", fromlist=["settings"])):
        monkeypatch.setattr(module, "settings", lambda: store)
    window.context.go("documents")
    place = window.stack.currentWidget()
    qtbot.waitUntil(lambda: place.model.row_count() == 1, timeout=20_000)
    place.new()
    dialog = place.findChild(NewDocument)
    qtbot.waitUntil(lambda: dialog.list.count() == 3, timeout=20_000)
    dialog.form.set_value("success-plan")
    dialog.form.activated.emit(dialog.form.currentIndex())
    dialog.search.setText("bram")
    assert dialog.list.count() == 1
    dialog.go.click()
    qtbot.waitUntil(lambda: page._view is not None and page._view.account_name == "Bramhall Foods", timeout=20_000)
    window.context.go("documents")
    qtbot.waitUntil(lambda: place.model.row_count() == 2, timeout=20_000)
    place.search.setText("arvelle")
    assert place.model.row_count() == 1
    place.search.setText("")
    place.model.select_all(True)
    assert place.bar.isVisible()
    place.export()
    batch = place.findChild(BatchDialog)
    out = tmp_path / "out"
    out.mkdir()
    batch.folder.setText(str(out))
    batch.go.click()
    qtbot.waitUntil(lambda: batch._done, timeout=30_000)
    assert len(list(out.glob("*.pdf"))) == 2
    batch.reject()
