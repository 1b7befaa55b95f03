"""The document workspace over a desk in memory: writing, gaps, rows, undo, the page, keyboard and names."""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QTextEdit, QWidget

from csdesk.ui.actions import Actions
from csdesk.ui.context import Context
from csdesk.ui.forms.editor import Person
from csdesk.ui.forms.session import FormSession
from csdesk.ui.jobs import ImmediateJobs
from csdesk.ui.pages.document import DocumentPage
from csdesk.ui.pages.document.export import ExportDialog
from csdesk.ui.pages.document.work import DocumentWork
from csdesk.ui.theme import install
from csdesk.values.formats import Formats


def _load_fake() -> ModuleType:
    name = "fake_documents"
    if name not in sys.modules:
        spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


fake = _load_fake()
PEOPLE = {"customer": [Person(1, "Ines Caldeira", "COO"), Person(3, "Lea Brandt")], "ours": [Person(2, "Nora Hale")]}


class Frame:
    """The window, as far as a page needs it: it notes what it was told."""

    def __init__(self) -> None:
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.said: list[tuple[str, bool]] = []
        self.explained: list[object] = []
        self.backs = 0

    def go(self, place: str, **where: Any) -> None:
        self.went.append((place, where))

    def back(self) -> None:
        self.backs += 1

    def say(self, words: str, *, undo: bool) -> None:
        self.said.append((words, undo))

    def explain(self, problem: object, details: str) -> None:
        self.explained.append(problem)

    def confirm(self, *_: object) -> None:
        raise AssertionError("nothing here asks")


@pytest.fixture
def api() -> Any:
    return fake.filled()


@pytest.fixture
def frame() -> Frame:
    return Frame()


@pytest.fixture
def page(qtbot: Any, qapp: QApplication, api: Any, frame: Frame, monkeypatch: pytest.MonkeyPatch) -> Any:
    theme = install(qapp, "light")
    desk = SimpleNamespace(
        formats=Formats(),
        read_only=False,
        clock=SimpleNamespace(today=lambda: date(2026, 11, 23)),
        subscribe=lambda _callback: lambda: None,
    )
    monkeypatch.setattr(DocumentWork, "people", lambda self, side: PEOPLE.get(side, []))
    context = Context(desk, ImmediateJobs(), Actions(), theme, frame)  # type: ignore[arg-type]
    made = DocumentPage(context, None, api)
    made.resize(1384, 824)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.enter(document=1, path="goals/11/outcome")
    qtbot.waitUntil(lambda: made.preview.paper.pages > 0)
    made.test_context = context
    return made


def control(page: Any, path: str) -> QWidget:
    block = page.form.block(path)
    assert block is not None, path
    return block.editor.control()


def type_into(qtbot: Any, widget: QWidget, words: str) -> None:
    widget.setFocus()
    if isinstance(widget, (QLineEdit, QTextEdit)):
        widget.selectAll()
    qtbot.keyClicks(widget, words)


def saved(page: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: not page.work.session.waiting)


def test_a_pause_in_the_typing_writes_and_redraws_the_page(page: Any, api: Any, qtbot: Any) -> None:
    drawn = api.previews
    type_into(qtbot, control(page, "goals/11/metric"), "Orders on time")
    assert api.values["goals/11/metric"] == "On-time delivery, % of orders"
    saved(page, qtbot)
    assert api.values["goals/11/metric"] == "Orders on time"
    qtbot.waitUntil(lambda: api.previews > drawn)


def test_leaving_the_page_writes_at_once(page: Any, api: Any, qtbot: Any) -> None:
    type_into(qtbot, control(page, "goals/11/outcome"), "Nothing is late")
    page.flush()
    assert api.values["goals/11/outcome"] == "Nothing is late"
    type_into(qtbot, control(page, "goals/11/outcome"), "Nothing is ever late")
    page.hide()
    assert api.values["goals/11/outcome"] == "Nothing is ever late"


def test_unreadable_input_stays_with_its_reason_and_saves_nothing(page: Any, api: Any, qtbot: Any) -> None:
    line = control(page, "goals/11/target_date")
    type_into(qtbot, line, "31/2")
    saved(page, qtbot)
    block = page.form.shown_block("goals/11/target_date")
    qtbot.waitUntil(lambda: bool(block.error))
    assert line.text() == "31/2"
    assert api.values["goals/11/target_date"] == date(2027, 3, 31)
    assert block.error in line.accessibleDescription()
    type_into(qtbot, control(page, "goals/11/metric"), "Goes on")
    saved(page, qtbot)
    assert api.values["goals/11/metric"] == "Goes on" and block.error and line.text() == "31/2"
    page.open_section("summary")
    page.open_section("goals")
    assert control(page, "goals/11/target_date").text() == "31/2"
    type_into(qtbot, control(page, "goals/11/target_date"), "end of may")
    saved(page, qtbot)
    assert api.values["goals/11/target_date"] == date(2027, 5, 31)
    assert not page.form.shown_block("goals/11/target_date").error


def test_a_date_is_understood_while_it_is_typed(page: Any, qtbot: Any) -> None:
    line = control(page, "goals/11/target_date")
    editor = page.form.block("goals/11/target_date").editor
    type_into(qtbot, line, "in 2 weeks")
    assert editor.chip.accessibleName() == "7 Dec 2026"
    control(page, "goals/11/metric").setFocus()
    assert line.text() == "7 Dec 2026"


def test_a_field_filled_leaves_the_missing_list(page: Any, qtbot: Any) -> None:
    def missing() -> list[str]:
        return [item.label for item in page.sections.missing.items.items]

    assert "Target date" in missing()
    type_into(qtbot, control(page, "goals/12/target_date"), "1 june 2027")
    qtbot.waitUntil(lambda: "Target date" not in missing())
    assert page.form.shown_block("goals/12/target_date").editor.marked == ""


def test_undo_elsewhere_shows_the_old_value_and_keeps_focus_and_caret(page: Any, api: Any, qtbot: Any) -> None:
    area = control(page, "goals/11/outcome")
    assert isinstance(area, QTextEdit)
    type_into(qtbot, area, "Nothing is late in spring")
    saved(page, qtbot)
    qtbot.waitUntil(lambda: page.form.shown_block("goals/11/outcome").view.text == "Nothing is late in spring")
    cursor = area.textCursor()
    cursor.setPosition(7)
    area.setTextCursor(cursor)
    api.values["goals/11/outcome"] = "Nothing is late"
    page.changed(SimpleNamespace(kinds=frozenset({"goal"})))
    qtbot.waitUntil(lambda: area.toPlainText() == "Nothing is late")
    assert area.textCursor().position() == 7
    assert control(page, "goals/11/outcome") is area


@pytest.mark.parametrize("path", ["goals/11/outcome", "summary//objective"])
def test_a_view_that_arrives_while_typing_takes_nothing_away(page: Any, api: Any, qtbot: Any, path: str) -> None:
    page.go(path)
    area = control(page, path)
    assert isinstance(area, QTextEdit)
    older = api.view(None, 1)
    type_into(qtbot, area, "Half a sentence")
    page._show(older)
    assert area.toPlainText() == "Half a sentence"
    page.form.setFocus()
    page._show(older)
    page.flush()
    assert api.values[path] == "Half a sentence"


def test_an_amount_keeps_its_typed_form_until_the_field_is_left(page: Any, api: Any, qtbot: Any) -> None:
    page.open_section("summary")
    line = control(page, "summary//arr")
    type_into(qtbot, line, "412000")
    saved(page, qtbot)
    api.values["summary//arr"] = "$412,000"
    qtbot.waitUntil(lambda: page.form.shown_block("summary//arr").view.text != "")
    page.form.shown_block("summary//objective").go()
    page.changed(SimpleNamespace(kinds=frozenset({"account"})))
    qtbot.waitUntil(lambda: line.text() == "$412,000")


def test_put_back_writes_the_older_value(page: Any, api: Any, qtbot: Any) -> None:
    block = page.form.block("goals/11/target")
    assert not block._below.back.isHidden()
    block._below.back.click()
    qtbot.waitUntil(lambda: api.values["goals/11/target"] == "92.0%")
    qtbot.waitUntil(lambda: block.editor.control().text() == "92.0%")


def test_rows_are_added_moved_and_deleted_with_undo(page: Any, api: Any, frame: Frame, qtbot: Any) -> None:
    page.form.add.click()
    qtbot.waitUntil(lambda: len(page.form._cards) == 3)
    assert page.form._cards[2].isAncestorOf(page.focusWidget())
    first = page.form._cards[0]
    first.stepped.emit("11", 1)
    qtbot.waitUntil(lambda: api.rows["goals"][:2] == ["12", "11"])
    qtbot.waitUntil(lambda: page.form._cards[1] is first)
    assert first.where == "Goal 2"
    first.deleted.emit("11")
    qtbot.waitUntil(lambda: len(page.form._cards) == 2)
    assert frame.said[-1] == ("Goal 2 deleted", True)


def test_a_card_is_dragged_to_another_place(page: Any, api: Any, qtbot: Any) -> None:
    first, second = page.form._cards
    below = second.mapToGlobal(second.rect().bottomLeft()).y() - 4
    first.dragged.emit("11", below)
    assert page.form._drag._line.isVisible()
    first.dropped.emit("11", below)
    qtbot.waitUntil(lambda: api.rows["goals"] == ["12", "11"])
    assert page.form._drag._line.isHidden()


def test_an_empty_section_offers_its_first_rows(page: Any, api: Any, qtbot: Any) -> None:
    page.open_section("milestones")
    every = page.findChild(QAbstractButton, "document.first.all")
    every.click()
    qtbot.waitUntil(lambda: len(page.form._cards) == 2)
    assert [card.head.title.full_text() for card in page.form._cards] == ["Technical go-live", "First value"]


def test_final_with_gaps_shows_what_is_missing(page: Any, api: Any, qtbot: Any) -> None:
    page.header.final_button.click()
    qtbot.waitUntil(lambda: page.sections.reason.isVisible())
    assert "3 needed answers are missing" in page.sections.reason.text()
    assert page.sections.missing.hasFocus()
    qtbot.keyClick(page.sections.missing, Qt.Key.Key_Return)
    assert page.form.section == "summary"
    assert page.form.shown_block("summary//definition").editor.holds_focus()
    assert api.state == "draft"


def test_sections_are_gone_through_by_keyboard(page: Any) -> None:
    actions = page.test_context.actions
    actions.set_page(page)
    assert actions.do("document.next")
    assert page.form.section == "milestones"
    assert actions.do("document.previous")
    assert page.form.section == "goals"
    page.sections.sections.setFocus()
    assert actions.do("document.pane")
    assert page.form.isAncestorOf(page.focusWidget())
    assert actions.do("document.pane")
    assert page.preview.paper.hasFocus()


def test_a_click_on_the_page_goes_to_the_field(page: Any, qtbot: Any) -> None:
    paper = page.preview.paper
    anchor = next(one for one in paper._anchors if one.source == "summary//objective")
    spot = paper._spot(anchor).center().toPoint()
    qtbot.mouseClick(paper.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.form.section == "summary"
    assert page.form.shown_block("summary//objective").editor.holds_focus()


def test_the_last_good_page_stays_when_drawing_fails(page: Any, api: Any, qtbot: Any) -> None:
    api.fail_preview = True
    type_into(qtbot, control(page, "goals/11/metric"), "No page for this")
    qtbot.waitUntil(lambda: page.preview.notice.isVisible())
    assert page.preview.paper.pages == 2
    assert "no room left" in page.preview.notice.text()
    api.fail_preview = False
    type_into(qtbot, control(page, "goals/11/metric"), "A page again")
    qtbot.waitUntil(lambda: not page.preview.notice.isVisible())


def test_hidden_fields_are_counted_and_listed(page: Any, qtbot: Any) -> None:
    band = page.preview.hidden
    assert band.count.full_text() == "1 field"
    band.toggle.click()
    entry = page.findChild(QAbstractButton, "document.hidden.0")
    assert entry.text() == "Political landscape, Documented goals"
    page.preview.audience.chosen.emit("internal")
    assert band.isHidden()
    entry.click()
    assert page.form.shown_block("goals/11/landscape").editor.holds_focus()


@pytest.mark.parametrize("width", [1384, 1044, 904])
def test_each_width_keeps_the_form_in_reach(page: Any, qtbot: Any, width: int) -> None:
    page.resize(width, 800)
    assert page.width() == width
    assert page.side.isHidden() == (width < 1384)
    if width < 1384:
        page.header.preview_button.click()
        assert not page.side.isHidden() and page.form.width() >= 380
        assert page.width() == width
    assert not page.form.isHidden()


def test_every_control_says_its_name(page: Any) -> None:
    for section in ("summary", "goals", "milestones", "checks"):
        page.open_section(section)
        kinds = (QAbstractButton, QLineEdit, QTextEdit, QComboBox)
        found = [w for kind in kinds for w in page.findChildren(kind)]
        nameless = [
            f"{type(w).__name__} {w.objectName()}"
            for w in found
            if w.isVisible() and w.isEnabled() and not w.accessibleName() and not isinstance(w.parent(), QComboBox)
        ]
        assert nameless == []


def test_a_new_person_is_not_made_letter_by_letter(page: Any, api: Any, qtbot: Any) -> None:
    combo = control(page, "goals/12/owner_customer")
    assert isinstance(combo, QComboBox)
    line = combo.lineEdit()
    line.setFocus()
    qtbot.keyClicks(line, "Mara Voss")
    page.work.session.soon()
    assert not [one for one in api.written if one[0] == "goals/12/owner_customer"]
    combo.completer().popup().hide()
    page.flush()
    assert api.written[-1] == ("goals/12/owner_customer", "Mara Voss")


def test_right_to_left_text_emoji_and_great_length(page: Any, api: Any, qtbot: Any) -> None:
    area = control(page, "goals/11/outcome")
    assert isinstance(area, QTextEdit)
    block = page.form.block("goals/11/outcome")
    for words in ("שלום לכולם", "Fine 🙂🙂 and more", "long words " * 4600):
        area.setPlainText("")
        area.insertPlainText(words)
        page.flush()
        assert api.values["goals/11/outcome"] == words
    block.editor.show_answer("Fine 🙂🙃 and more", "Fine 🙂🙃 and more")
    assert area.toPlainText() == "Fine 🙂🙃 and more"
    area.setPlainText("שלום")
    assert area.document().firstBlock().textDirection() == Qt.LayoutDirection.RightToLeft


def test_export_writes_and_says_what_was_left_out(
    page: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csdesk.ui.pages.document import export

    monkeypatch.setattr(export, "open_file", lambda path: None)
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "home"))
    folder = tmp_path / "out"
    folder.mkdir()
    source = export.document_source(page.test_context, page.work.api, page._view)
    dialog = ExportDialog(page.test_context, source, "pdf", "customer", page)
    dialog.open()
    dialog.folder.setText(str(tmp_path / "none"))
    dialog.go.click()
    assert list(folder.iterdir()) == []
    dialog.folder.setText(str(folder))
    dialog.go.click()
    written = list(folder.iterdir())
    assert [file.name for file in written] == ["Arvelle Logistics Success plan.pdf"]
    assert export.remembered_folder() == folder
    assert dialog.result_area.isVisible()
    dialog.close()


@pytest.mark.expects_log
def test_an_answer_that_could_not_be_written_never_ends_up_in_another_document(
    page: Any, api: Any, frame: Frame, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, written = api.set_value, []

    def full(desk: object, document: int, path: object, value: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(api, "set_value", full)
    type_into(qtbot, control(page, "goals/11/metric"), "For the first")
    page.flush()
    assert frame.explained and page.work.waiting() == {"goals/11/metric"}
    monkeypatch.setattr(api, "set_value", lambda desk, document, path, value: written.append((document, value)))
    page.enter(document=2)
    assert written == [(1, "For the first")]
    assert usual is not None and not page.work.waiting()


def test_a_later_edit_is_never_overtaken_by_an_earlier_one(qtbot: Any, qapp: QApplication) -> None:
    held: list[Any] = []
    written: list[object] = []
    session = FormSession(
        lambda path, answer: written.append(answer), lambda work, done, failed: held.append((work, done)), (ValueError,)
    )
    session.edit("a//b", "first")
    session.soon()
    session.edit("a//b", "second")
    session.flush()
    assert written == ["second"]
    work, done = held[0]
    done(work())
    assert written == ["second"]
    assert not session.waiting
