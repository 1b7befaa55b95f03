"""The workspace and the Documents place in the real window, over a real book, with the worker running."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QTextEdit, QWidget

from csdesk.desk import documents, people, records
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
    for number, line in enumerate(words.split("\n")):
        if number:
            qtbot.keyClick(inner, Qt.Key.Key_Return)
        qtbot.keyClicks(inner, line)
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
    for kind in ("qbr", "ebr", "mbr"):
        records.create(desk, "review", {"title": kind, "type": kind, "date": date(2026, 12, 14)}, account_id=1)
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
            for block in [one for card in page.form._cards if card.fields for one in card.fields.blocks.values()]:
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


def test_documents_lists_starts_and_exports(window: Any, page: Any, qtbot: Any, tmp_path: Path) -> None:
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
    place._delete(place.model.rows[0])
    qtbot.waitUntil(lambda: place.model.row_count() == 1, timeout=20_000)
    window.actions_registry.do("undo")
    qtbot.waitUntil(lambda: place.model.row_count() == 2, timeout=20_000)


OWN = """form: visit
title: Visit note
about: What was seen and agreed on site.
subject: account
source: test
subtitle: Seen and agreed
issue: {formats: [docx, pdf], name: "{account} visit {date}"}
sections:
  - section: seen
    title: Seen
    help: What stood out.
    fields:
      - {id: summary, type: long, label: Summary, audience: customer, needed: final}
      - {id: points, type: list, label: Points, audience: customer}
      - {id: mood, type: choice, label: Mood, audience: customer, options: [
          {id: good, label: Good, tone: green}, {id: mixed, label: Mixed, tone: yellow},
          {id: bad, label: Bad, tone: red}]}
      - {id: areas, type: choices, label: Areas, audience: customer, options: [Warehouse, Office, Yard]}
      - {id: topic, type: choice, label: Topic, audience: customer, options: [Price, Support, Use], other: true}
      - {id: again, type: yes-no, label: Come again, audience: customer}
      - {id: grade, type: rating, label: Grade, audience: customer}
      - {id: share, type: percent, label: Share, audience: customer}
      - {id: count, type: number, label: Count, audience: customer}
      - {id: cost, type: money, label: Cost, audience: customer}
      - {id: day, type: date, label: Day, audience: customer}
      - {id: host, type: contact, label: Host, audience: customer}
      - {id: signed, type: approval, label: Signed by, audience: customer}
      - {id: stock, type: table, label: Stock, audience: customer, columns: [
          {id: part, type: text, label: Part, audience: customer},
          {id: left, type: number, label: Left, audience: customer}]}
      - {id: doubt, type: long, label: Doubts, audience: internal}
  - section: done
    title: Done
    checklist: own
    fields:
      - {id: photos, label: Photos taken, audience: customer}
      - {id: thanks, label: Thanks sent, audience: internal}
"""


@pytest.fixture
def note(page: Any, qtbot: Any, tmp_path: Path) -> Any:
    """A form of one's own with a field of every type, open in the workspace."""
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "visit.yaml").write_text(OWN, encoding="utf-8")
    page.enter(form="visit", account_id=1)
    qtbot.waitUntil(lambda: page._view is not None and page._view.form.id == "visit", timeout=20_000)
    settle(page, qtbot)
    return page


def test_each_type_of_field_writes_what_was_put_in_and_reads_back(note: Any, qtbot: Any) -> None:
    for field, words in (
        ("summary", "A tidy yard"), ("points", "One\nTwo"), ("topic", "Weather"), ("share", "12.5"), ("count", "14"),
        ("cost", "1,200"), ("day", "5 feb 2027"), ("host", "Mara Voss"),
    ):  # fmt: skip
        put(note, qtbot, f"seen//{field}", words)
    editors = {name: note.form.block(f"seen//{name}").editor for name in ("mood", "areas", "again", "grade", "signed")}
    editors["mood"].bar._press(1)
    editors["areas"].ticks[0].click()
    editors["areas"].ticks[2].click()
    editors["again"].bar._press(1)
    editors["grade"].bar._press(3)
    put_into = editors["signed"].controls()
    for line, words in zip(put_into, ("Mara Voss", "COO", "1 dec 2026"), strict=True):
        line.setFocus()
        qtbot.keyClicks(line, words)
    table = note.form.block("seen//stock").editor
    for line, words in zip(table.controls()[:2], ("Pallet", "30"), strict=True):
        line.setFocus()
        qtbot.keyClicks(line, words)
    note.flush()
    settle(note, qtbot)
    assert note.work.invalid == {}
    expected = {
        "summary": "A tidy yard", "mood": "Mixed", "topic": "Weather", "count": "14", "cost": "$1,200",
        "day": "5 Feb 2027", "host": "Mara Voss", "grade": "4 of 5",
    }  # fmt: skip
    shown = {name: answer(note, f"seen//{name}").text for name in expected}
    assert {name: text for name, text in shown.items() if not text.startswith(expected[name][:4])} == {}
    values = {name: answer(note, f"seen//{name}").value for name in ("areas", "again", "grade", "points")}
    assert values["again"] is False and values["grade"] == 4 and values["points"] == ("One", "Two")
    assert len(values["areas"]) == 2
    note.open_section("done")
    note.open_section("seen")
    again = note.form.block("seen//stock").editor
    assert [control.text() for control in again.controls()[:2]] == ["Pallet", "30"]
    assert [line.text() for line in note.form.block("seen//signed").editor.controls()] == [
        "Mara Voss",
        "COO",
        "1 Dec 2026",
    ]


def test_final_seals_a_version_and_the_next_change_begins_another(note: Any, qtbot: Any) -> None:
    put(note, qtbot, "seen//summary", "A tidy yard")
    note.header.final_button.click()
    settle(note, qtbot)
    assert note._view.state == "final" and note.header.chip.accessibleName() == "Version 1, final"
    put(note, qtbot, "seen//summary", "A very tidy yard")
    settle(note, qtbot)
    assert note.header.chip.accessibleName() == "Draft of version 2"
    block = note.form.block("seen//summary")
    assert block.view.put_back == "A tidy yard"
    note.header.history_button.click()
    qtbot.waitUntil(lambda: note.history.before.count() == 1, timeout=20_000)
    settle(note, qtbot)
    words = [label.text() for label in note.history.list.findChildren(QWidget) if hasattr(label, "text")]
    assert "A tidy yard" in words and "A very tidy yard" in words
    block._below.back.click()
    settle(note, qtbot)
    assert note.form.block("seen//summary").editor.control().toPlainText() == "A tidy yard"


def test_ticks_are_kept(note: Any, qtbot: Any) -> None:
    note.open_section("done")
    tick = control(note, "done//photos")
    tick.click()
    settle(note, qtbot)
    assert answer(note, "done//photos").value is True


@pytest.mark.parametrize("made", ["pdf", "docx"])
def test_one_document_is_exported_and_names_what_it_leaves_out(
    note: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(export, "open_file", opened.append)
    put(note, qtbot, "seen//summary", "A tidy yard")
    put(note, qtbot, "seen//doubt", "They may move to another supplier")
    note._export(made, "customer")
    dialog = note.findChild(export.ExportDialog)
    dialog.folder.setText(str(tmp_path))
    dialog.opens.setChecked(True)
    dialog.go.click()
    qtbot.waitUntil(dialog.result_area.isVisible, timeout=30_000)
    assert opened and opened[0].suffix == f".{made}" and opened[0].stat().st_size > 1000
    said = [label.text() for label in dialog.result_area.findChildren(QWidget) if hasattr(label, "text")]
    assert any("Doubts" in words for words in said)
    dialog.accept()
