"""Returned copies, versions, blank forms and own forms in the window."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from csdesk.desk import document_forms, documents, form_library
from csdesk.ui.pages.document import export
from csdesk.ui.pages.document import returned as copies
from csdesk.ui.pages.document.batch import BatchDialog
from csdesk.ui.pages.document.new import NewDocument
from csdesk.ui.pages.document.returned import ReturnedDialog

FIRST = {"summary": {"objective": "One route plan", "success_definition": "Fewer late trucks"}}


@pytest.fixture
def window(windows: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(export, "open_file", lambda path: None)
    return windows.open(book)


@pytest.fixture
def page(window: Any, qtbot: Any) -> Any:
    documents.fill(window.context.desk, "success-plan", 1, FIRST)
    window.context.go("document", form="success-plan", account_id=1)
    made = window.stack.currentWidget()
    qtbot.waitUntil(lambda: made._view is not None and made.preview.paper.pages > 0, timeout=20_000)
    return made


def quiet(page: Any, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: page.context.jobs.idle() and not page.work._refresh.isActive(), timeout=20_000)


def edited(file: Path, *changes: tuple[str, str]) -> Path:
    target = file.with_name("back.docx")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in changes if name == "word/document.xml" else ():
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return target


@pytest.fixture
def back(page: Any, tmp_path: Path) -> Path:
    sent = documents.export(page.context.desk, page.work.document, tmp_path / "plan.docx").file
    return edited(
        sent, ("One route plan", "One route plan for all depots"), ("Fewer late trucks", "No late trucks"),
        ("</w:body>", "<w:p><w:r><w:t>And our yard?</w:t></w:r></w:p></w:body>"),
    )  # fmt: skip


def opened(page: Any, qtbot: Any, file: Path) -> ReturnedDialog:
    copies.show_returned(page.context, page.work.document, file, page)
    qtbot.waitUntil(lambda: page.findChild(ReturnedDialog) is not None, timeout=20_000)
    dialog = page.findChild(ReturnedDialog)
    assert isinstance(dialog, ReturnedDialog)
    return dialog


def words(widget: QWidget) -> list[str]:
    said = [label.text() for label in widget.findChildren(QWidget) if hasattr(label, "text")]
    return [text for text in said if isinstance(text, str)]


def test_a_returned_copy_is_taken_in_by_keyboard_and_undone(page: Any, window: Any, qtbot: Any, back: Path) -> None:
    dialog = opened(page, qtbot, back)
    assert len(dialog.boxes) == 2 and dialog.go.text() == "Take in 2 answers"
    assert "One route plan" in words(dialog) and "One route plan for all depots" in words(dialog)
    assert "And our yard?" in words(dialog)
    qtbot.keyClick(dialog.boxes[0].tick, Qt.Key.Key_Space)
    assert dialog.go.text() == "Take in 1 answer"
    assert dialog.all.checkState() == Qt.CheckState.PartiallyChecked
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    quiet(page, qtbot)
    desk, document = page.context.desk, page.work.document

    def said(path: str) -> str:
        for part in documents.view(desk, document).sections:
            for one in part.fields:
                if str(one.path) == path:
                    return one.text
        raise KeyError(path)

    assert said("summary//success_definition") == "No late trucks" and said("summary//objective") == "One route plan"
    assert desk.undo_name == "Take in 1 answer of a returned success plan"
    window.actions_registry.do("undo")
    quiet(page, qtbot)
    assert said("summary//success_definition") == "Fewer late trucks"


def test_all_answers_are_ticked_and_unticked_at_once(page: Any, qtbot: Any, back: Path) -> None:
    dialog = opened(page, qtbot, back)
    dialog.all.click()
    assert not dialog.chosen() and not dialog.go.isEnabled()
    dialog.all.click()
    assert len(dialog.chosen()) == 2
    dialog.reject()


def test_what_changed_in_the_book_meanwhile_is_not_ticked_by_itself(page: Any, qtbot: Any, back: Path) -> None:
    documents.fill(page.context.desk, "success-plan", 1, {"summary": {"objective": "Two route plans"}})
    dialog = opened(page, qtbot, back)
    assert [box.tick.isChecked() for box in dialog.boxes] == [False, True]
    assert any("changed after this copy" in text for text in words(dialog))
    dialog.reject()


@pytest.mark.expects_log
def test_a_copy_without_changes_says_so_and_a_foreign_file_is_explained(
    page: Any, window: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = documents.export(page.context.desk, page.work.document, tmp_path / "plan.docx").file
    dialog = opened(page, qtbot, sent)
    assert "Nothing to take in" in words(dialog) and not dialog.go.isVisible()
    dialog.reject()
    (tmp_path / "no.docx").write_text("nothing")
    told: list[object] = []
    monkeypatch.setattr(page.context.frame, "explain", lambda problem, details: told.append(problem))
    copies.show_returned(page.context, page.work.document, tmp_path / "no.docx", page)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert "not a Word file" in str(told[0])


def test_versions_are_listed_and_exported_again_and_with_the_changes(
    page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csdesk.desk import document_issue
    from csdesk.documents.verify import text_of

    desk, document = page.context.desk, page.work.document
    monkeypatch.setattr(document_issue, "gaps", lambda form, state: type("None", (), {"missing": ()})())
    documents.mark_final(desk, document)
    monkeypatch.undo()
    monkeypatch.setattr(export, "open_file", lambda path: None)
    documents.fill(desk, "success-plan", 1, {"summary": {"objective": "Another aim"}})
    page.work.refresh()
    quiet(page, qtbot)
    page.header.history_button.click()
    qtbot.waitUntil(lambda: page.history.before.count() == 1, timeout=20_000)
    quiet(page, qtbot)
    assert "Version 1" in words(page.history.versions) and "not exported yet" in words(page.history.versions)
    out = tmp_path / "out"
    out.mkdir()
    for button, word in (("document.versions.again.1", "One route plan"), ("document.versions.marked", "Another aim")):
        page.history.findChild(QWidget, button).click()
        dialog = page.window().findChild(export.ExportDialog)
        dialog.folder.setText(str(out))
        dialog.opens.setChecked(False)
        dialog.go.click()
        qtbot.waitUntil(dialog.result_area.isVisible, timeout=30_000)
        text = text_of(Path(dialog._file).read_bytes(), "pdf")
        assert word in text
        dialog.accept()
        dialog.setParent(None)
    assert documents.issues(desk, document)[0].exported == ("customer",)


@pytest.fixture
def place(window: Any, qtbot: Any) -> Any:
    window.context.go("documents", tab="forms")
    made = window.stack.currentWidget()
    qtbot.waitUntil(lambda: made.forms._found is not None and made.forms.isVisible(), timeout=20_000)
    return made


def test_a_form_is_copied_refused_with_its_line_and_set_aside(place: Any, qtbot: Any) -> None:
    place.forms.findChild(QWidget, "documents.forms.success-plan.copy").click()
    shipped = "documents.forms.success-plan.shipped"
    qtbot.waitUntil(lambda: place.forms.findChild(QWidget, shipped) is not None, timeout=20_000)
    file = document_forms.own_folder() / "success-plan.yaml"
    lines = file.read_text("utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("about:"))
    file.write_text("\n".join([*lines[: at + 1], "colour: blue", *lines[at + 1 :]]), "utf-8")
    place.forms.reload()
    qtbot.waitUntil(lambda: bool(place.forms._found.refused), timeout=20_000)
    assert any(f"success-plan.yaml:{at + 2}:" in text for text in names(place.forms))
    file.write_text("\n".join(lines), "utf-8")
    place.forms.reload()
    qtbot.waitUntil(lambda: not place.forms._found.refused, timeout=20_000)
    row = next(one for one in place.forms._found.rows if one.id == "success-plan")
    place.forms.use_shipped(row)
    qtbot.waitUntil(lambda: not file.exists(), timeout=20_000)
    quiet_place(place, qtbot)
    assert not next(one for one in form_library.forms(place._desk).rows if one.id == "success-plan").own


def names(widget: QWidget) -> list[str]:
    return [child.accessibleName() for child in widget.findChildren(QWidget)]


def quiet_place(place: Any, qtbot: Any) -> None:
    qtbot.waitUntil(place._context.jobs.idle, timeout=20_000)


def test_forms_are_found_printed_blank_and_begun(place: Any, qtbot: Any, tmp_path: Path) -> None:
    place.search.setText("success")
    quiet_place(place, qtbot)
    assert place.forms.findChild(QWidget, "documents.forms.success-plan.blank") is not None
    place.forms.findChild(QWidget, "documents.forms.success-plan.blank").click()
    dialog = place.findChild(export.ExportDialog)
    dialog.folder.setText(str(tmp_path))
    dialog.opens.setChecked(False)
    dialog.go.click()
    qtbot.waitUntil(dialog.result_area.isVisible, timeout=30_000)
    assert (tmp_path / "Success plan blank.pdf").stat().st_size > 1000
    dialog.accept()
    place.forms.wanted.emit("success-plan")
    new = place.findChild(NewDocument)
    assert new.form.value() == "success-plan"
    new.findChild(QWidget, "new.blank").click()
    assert place.findChildren(export.ExportDialog)[-1].windowTitle() == "Print success plan blank"


def test_the_plans_of_chosen_accounts_are_exported_and_those_without_one_are_counted(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    documents.fill(window.context.desk, "success-plan", 1, FIRST)
    window.context.go("documents", export=[1, 2, 3])
    place = window.stack.currentWidget()
    qtbot.waitUntil(lambda: place.findChild(BatchDialog) is not None, timeout=20_000)
    dialog = place.findChild(BatchDialog)
    assert "2 accounts have no document of this kind yet" in dialog.status.accessibleName() + dialog.status.text()
    dialog.folder.setText(str(tmp_path))
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog._done, timeout=30_000)
    assert any("missing" in text for text in words(dialog.notes))
    dialog.reject()


def with_row(file: Path, tag: str, before: str, after: str) -> Path:
    """The file with the row of a field pasted again below it, saying something else."""
    xml = zipfile.ZipFile(file).read("word/document.xml").decode()
    at = xml.index(f'<w:tag w:val="{tag}"/>')
    row = xml[max(xml.rfind("<w:tr>", 0, at), xml.rfind("<w:tr ", 0, at)) : xml.index("</w:tr>", at) + 7]
    return edited(file, (row, row + row.replace(before, after)))


def test_a_row_that_was_added_is_offered_with_its_own_tick(page: Any, window: Any, qtbot: Any, tmp_path: Path) -> None:
    desk, document = window.context.desk, page.work.document
    documents.fill(desk, "success-plan", 1, {"cadence": [{"with": "Their sponsor", "frequency": "Each quarter"}]})
    sent = documents.export(desk, document, tmp_path / "plan.docx").file
    dialog = opened(page, qtbot, with_row(sent, "cadence/r1/with", "Their sponsor", "Their depot managers"))
    assert "Their depot managers" in words(dialog) and dialog.go.text() == "Take in 1 new row"
    assert dialog.boxes[0].tick.accessibleName()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    quiet(page, qtbot)
    (cadence,) = (one for one in documents.view(desk, document).sections if one.section.id == "cadence")
    assert [one.title for one in cadence.rows] == ["Their sponsor", "Their depot managers"]
    assert desk.undo_name == "Take in 1 new row of a returned success plan"
