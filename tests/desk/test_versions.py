"""Versions compared as a document with the changes marked, blank forms, and own copies of forms."""

# ruff: noqa: F811  (fixtures of another file are taken by name)

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import pytest

from csdesk import paths
from csdesk.desk import document_forms, documents, form_library, records
from csdesk.desk.core import Desk
from csdesk.desk.errors import Invalid
from csdesk.documents.compose_changes import stretches
from csdesk.documents.model import Marked, Run
from csdesk.documents.verify import text_of

sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by path, their helpers are not
from test_documents import COMPLETE, PLAN, account, desk  # noqa: F401


@pytest.fixture
def plan(desk: Desk, account: int) -> int:
    documents.fill(desk, PLAN, account, COMPLETE)
    made = documents.open_document(desk, PLAN, account)
    documents.mark_final(desk, made)
    return made


LATER = {
    "summary": {"objective": "One process for all plants.", "brief": None},
    "stakeholders": [{"name": "Jonas Brandt", "title": "COO"}],
    "priorities": {"csm": "Find a third sponsor quietly"},
}


# Comparisons


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("", "new words", [("new words", "added")]),
        ("old words", "", [("old words", "removed")]),
        ("one two three", "one three", [("one", ""), ("two", "removed"), ("three", "")]),
        ("one two", "one 2", [("one", ""), ("two", "removed"), ("2", "added")]),
        ("a\nb", "a\nc", [("a\n", ""), ("b", "removed"), ("c", "added")]),
        ("same", "same", [("same", "")]),
        ("", "", []),
    ],
)
def test_texts_are_marked_word_by_word(before: str, after: str, marked: list[tuple[str, str]]) -> None:
    assert [(one.text, one.change) for one in stretches(before, after)] == marked


def test_what_changed_is_marked_and_counted(desk: Desk, plan: int, account: int) -> None:
    documents.fill(desk, PLAN, account, LATER)
    (issue,) = documents.issues(desk, plan)
    made = documents.changes(desk, issue.id, None, "internal")
    marked = {one.label: one for one in made.blocks if isinstance(one, Marked)}
    changed = {label: one.word for label, one in marked.items() if one.word}
    assert changed["Partnership in brief"] == "Removed"
    assert list(changed.values()).count("Changed") == 2
    assert next(one for one in marked.values() if one.internal and one.word)
    first = made.blocks[0]
    assert isinstance(getattr(first, "run", None), Run)
    assert "2 changed, 2 added, 1 removed answers" in first.run.text  # type: ignore[union-attr]


def test_a_comparison_is_a_word_file_with_real_marks_and_a_pdf(
    desk: Desk, plan: int, account: int, tmp_path: Path
) -> None:
    documents.fill(desk, PLAN, account, LATER)
    (issue,) = documents.issues(desk, plan)
    word = documents.export_changes(desk, issue.id, None, tmp_path / "c.docx", "internal").file
    with zipfile.ZipFile(word) as archive:
        body = archive.read("word/document.xml").decode()
        looks = archive.read("word/styles.xml").decode()
    removed = re.search('w:styleId="Removed".*?</w:style>', looks)
    added = re.search('w:styleId="Added".*?</w:style>', looks)
    assert removed and "<w:strike/>" in removed.group() and added and '<w:u w:val="single"/>' in added.group()
    assert re.search('<w:rStyle w:val="Added"/></w:rPr><w:t xml:space="preserve">Jonas Brandt<', body)
    pdf = documents.export_changes(desk, issue.id, None, tmp_path / "c.pdf", "internal").file
    for ending, file in (("docx", word), ("pdf", pdf)):
        text = text_of(file.read_bytes(), ending)  # type: ignore[arg-type]
        assert "Removed" in text and "Nine months in." in text and "third" in text


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_customers_comparison_has_nothing_internal_of_either_version(
    desk: Desk, plan: int, account: int, tmp_path: Path, ending: str
) -> None:
    documents.fill(desk, PLAN, account, LATER)
    documents.fill(desk, PLAN, account, {"account": {"arr": 412001}})
    (issue,) = documents.issues(desk, plan)
    file = documents.export_changes(desk, issue.id, None, tmp_path / f"c.{ending}").file
    text = text_of(file.read_bytes(), ending)  # type: ignore[arg-type]
    assert "quietly" not in text and "sponsor quietly" not in text
    assert "Jonas Brandt" in text and "412,001" in text


def test_two_sealed_versions_are_compared_and_those_of_two_documents_are_not(
    desk: Desk, plan: int, account: int
) -> None:
    documents.fill(desk, PLAN, account, {"summary": {"objective": "Two."}})
    documents.mark_final(desk, plan)
    first, second = documents.issues(desk, plan)
    documents.fill(desk, PLAN, account, {"summary": {"objective": "Three."}})
    made = documents.changes(desk, first.id, second.id, "customer")
    words = [piece.text for one in made.blocks if isinstance(one, Marked) for piece in one.stretches]
    assert "Two." in words and "Three." not in words
    assert documents.changes_name(desk, first.id, second.id, "customer", "pdf").endswith("changes v1 to v2.pdf")
    other = records.create(desk, "account", {"name": "Second"}).record_id
    documents.fill(desk, PLAN, other, COMPLETE)
    documents.mark_final(desk, documents.open_document(desk, PLAN, other))
    (third,) = documents.issues(desk, documents.open_document(desk, PLAN, other))
    with pytest.raises(Invalid, match="two different documents"):
        documents.changes(desk, first.id, third.id, "customer")


def test_a_version_is_found_by_its_number(desk: Desk, plan: int) -> None:
    assert documents.issue_of(desk, plan, 1).version == 1
    with pytest.raises(Invalid, match="no sealed version 7"):
        documents.issue_of(desk, plan, 7)


# Blank forms


@pytest.mark.parametrize("form_id", sorted(document_forms.library().forms))
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_every_form_prints_blank(desk: Desk, account: int, tmp_path: Path, form_id: str, ending: str) -> None:
    form = document_forms.form(form_id)
    audiences = ("customer", "internal") if form.customer_copy else ("internal",)
    for audience in audiences:
        file = documents.export_blank(desk, form_id, tmp_path / f"{audience}.{ending}", audience).file  # type: ignore[arg-type]
        text = " ".join(text_of(file.read_bytes(), ending).split())  # type: ignore[arg-type]
        assert form.title in text and "Arvelle" not in text
        for section in form.sections:
            for one in section.fields:
                label = (one.print_label or one.label).strip()
                plain = "{" not in label and len(label) < 24 and label != "-"
                if audience == "internal" and one.editable and plain and not one.binding.startswith("document."):
                    assert label.split()[0] in text, label
    if not form.customer_copy:
        with pytest.raises(Invalid, match="no customer copy"):
            documents.export_blank(desk, form_id, tmp_path / f"x.{ending}", "customer")


def test_a_blank_form_for_the_customer_has_no_internal_label(desk: Desk, tmp_path: Path) -> None:
    file = documents.export_blank(desk, PLAN, tmp_path / "b.docx", "customer").file
    text = text_of(file.read_bytes(), "docx")
    assert "Political landscape" not in text and "Internal" not in text and "–" not in text.split("\n")


# Own copies


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSDESK_HOME", str(tmp_path / "home"))
    return document_forms.own_folder()


def test_a_form_is_copied_changed_and_set_aside_again(desk: Desk, own: Path) -> None:
    file = form_library.copy(PLAN)
    assert file.parent == own
    row = next(one for one in form_library.forms(desk).rows if one.id == PLAN)
    assert row.own and row.shipped and row.title == "Success plan"
    file.write_text(file.read_text("utf-8").replace("title: Success plan", "title: Joint plan", 1), "utf-8")
    assert document_forms.form(PLAN).title == "Joint plan"
    with pytest.raises(Invalid, match="a copy of joint plan already"):
        form_library.copy(PLAN)
    aside = form_library.use_shipped(PLAN)
    assert aside.is_file() and aside.parent.name == "set aside"
    assert document_forms.form(PLAN).title == "Success plan"
    form_library.copy(PLAN)
    assert form_library.use_shipped(PLAN).name == f"{PLAN} (2).yaml"
    with pytest.raises(Invalid, match="no own copy"):
        form_library.use_shipped(PLAN)


def test_a_copy_that_does_not_load_is_named_with_its_line_and_the_shipped_one_is_used(desk: Desk, own: Path) -> None:
    file = form_library.copy(PLAN)
    lines = file.read_text("utf-8").split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("about:"))
    lines.insert(place + 1, "colour: blue")
    file.write_text("\n".join(lines), "utf-8")
    found = form_library.forms(desk)
    (refused,) = found.refused
    assert f"{PLAN}.yaml:{place + 2}:" in refused.reason
    row = next(one for one in found.rows if one.id == PLAN)
    assert not row.own and row.shipped
    form_library.use_shipped(PLAN)
    assert form_library.forms(desk).refused == ()


def test_a_form_of_ones_own_stays_where_csdesk_has_none(desk: Desk, own: Path) -> None:
    own.mkdir(parents=True)
    shipped = (paths.resources() / "forms" / f"{PLAN}.yaml").read_text("utf-8")
    (own / "mine.yaml").write_text(shipped.replace("form: success-plan", "form: mine", 1), "utf-8")
    row = next(one for one in form_library.forms(desk).rows if one.id == "mine")
    assert row.own and not row.shipped
    with pytest.raises(Invalid, match="of its own"):
        form_library.use_shipped("mine")
