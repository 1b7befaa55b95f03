"""A Word copy that a customer sends back: what is found in it, what is not matched, what is taken in."""

# ruff: noqa: F811  (fixtures of another file are taken by name)

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from csdesk.desk import documents, records, returned
from csdesk.desk.core import Desk
from csdesk.desk.documents import FieldPath
from csdesk.desk.errors import Invalid
from csdesk.documents.docx_read import plain, read_docx
from csdesk.documents.verify import text_of
from csdesk.values.money import Money

sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by path, their helpers are not
from test_documents import COMPLETE, PLAN, account, desk, field  # noqa: F401

Edit = Callable[[str], str]


@pytest.fixture
def plan(desk: Desk, account: int) -> int:
    documents.fill(desk, PLAN, account, COMPLETE)
    return documents.open_document(desk, PLAN, account)


@pytest.fixture
def sent(desk: Desk, plan: int, tmp_path: Path) -> Path:
    return documents.export(desk, plan, tmp_path / "sent.docx").file


def edited(file: Path, *edits: Edit, without: str = "", more: dict[str, str] | None = None) -> Path:
    """A copy of a Word file whose body went through `edits`; parts whose name contains `without` are left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if without and without in name:
                continue
            if name == "word/document.xml":
                text = part.decode()
                for edit in edits:
                    changed = edit(text)
                    assert changed != text, "the edit found nothing"
                    text = changed
                part = text.encode()
            new.writestr(name, part)
        for name, text in (more or {}).items():
            new.writestr(name, text)
    target = file.with_name("returned.docx")
    target.write_bytes(made.getvalue())
    return target


def control(tag: str, edit: Callable[[str], str]) -> Edit:
    """An edit of the content of the first control with that tag."""

    def change(xml: str) -> str:
        start = xml.index(f'<w:tag w:val="{tag}"/>')
        first = xml.index("<w:sdtContent>", start) + len("<w:sdtContent>")
        last = xml.index("</w:sdtContent>", first)
        return xml[:first] + edit(xml[first:last]) + xml[last:]

    return change


def said(text: str) -> Callable[[str], str]:
    """The content of a control as one run of that text."""
    return lambda _content: f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def filled(tag: str, text: str) -> Edit:
    """A place to type in, typed into: Word then takes the placeholder's sign away."""

    def change(xml: str) -> str:
        start = xml.index(f'<w:tag w:val="{tag}"/>')
        xml = xml[:start] + xml[start:].replace("<w:showingPlcHdr/>", "", 1)
        return control(tag, said(text))(xml)

    return change


def changes(found: returned.Returned) -> dict[str, tuple[str, str]]:
    return {str(one.path): (one.book, one.returned) for one in found.answers}


def goal_tag(desk: Desk, account: int, name: str) -> str:
    return f"goals/{records.of_account(desk, 'goal', account)[0].id}/{name}"


def test_an_untouched_copy_has_nothing_to_take_in(desk: Desk, plan: int, sent: Path) -> None:
    found = returned.read(desk, sent)
    assert (found.document_id, found.answers, found.unmatched, found.notes) == (plan, (), (), ())
    assert found.copy == "Draft, customer’s copy" and found.account == "Arvelle Logistics AB"


def test_the_mark_says_nothing_and_the_same_document_gives_the_same_bytes(
    desk: Desk,
    plan: int,
    sent: Path,
    tmp_path: Path,
) -> None:
    again = documents.export(desk, plan, tmp_path / "again.docx").file
    assert again.read_bytes() == sent.read_bytes()
    mark = read_docx(sent.read_bytes()).mark
    assert re.fullmatch(r"[0-9a-f]{20}-1dc", mark)
    assert "internal" not in text_of(sent.read_bytes(), "docx").casefold()


def test_every_kind_of_edit_is_found_field_by_field(desk: Desk, plan: int, account: int, sent: Path) -> None:
    file = edited(
        sent,
        control("summary//objective", said("Two processes.")),
        control("account//arr", said("€\u00a0450\u202f000")),
        control("account//renewal_date", said("1 March 2028")),
        control(goal_tag(desk, account, "owner_customer"), said("Jonas Brandt")),
    )
    found = returned.read(desk, file)
    assert changes(found)["summary//objective"] == ("One process.", "Two processes.")
    assert {one.label: one.value for one in found.answers}["Renewal date"] == date(2028, 3, 1)
    values = {str(one.path): one.value for one in found.answers}
    assert values["account//arr"] == Money.of(450_000, "EUR")
    owner = next(one for one in found.answers if one.value == "Jonas Brandt")
    assert owner.note and owner.where == "Close in five days"
    assert found.unmatched == ()
    returned.take(desk, found)
    assert field(desk, plan, "summary//objective").text == "Two processes."
    assert field(desk, plan, "account//arr").value == Money.of(450_000, "EUR")
    assert returned.read(desk, file).answers == ()
    assert desk.undo_name == "Take in 4 answers of a returned success plan"
    desk.undo()
    assert field(desk, plan, "summary//objective").text == "One process."
    assert len(returned.read(desk, file).answers) == 4


def test_one_answer_is_taken_in_and_its_origin_is_named(desk: Desk, plan: int, sent: Path) -> None:
    file = edited(
        sent, control("summary//objective", said("Two.")), control("account//renewal_date", said("1 March 2028"))
    )
    found = returned.read(desk, file)
    wanted = FieldPath("account", "", "renewal_date")
    returned.take(desk, found, [wanted])
    one = field(desk, plan, "account//renewal_date")
    assert one.value == date(2028, 3, 1)
    assert one.source is not None and one.source.label == "Returned copy"
    assert one.put_back == "31 Jan 2028"
    assert [str(left.path) for left in returned.read(desk, file).answers] == ["summary//objective"]
    with pytest.raises(Invalid, match="no change there"):
        returned.take(desk, found, [FieldPath("summary", "", "brief")])
    with pytest.raises(Invalid, match="no answer"):
        returned.take(desk, found, [])


def test_tracked_changes_count_as_made(desk: Desk, plan: int, sent: Path) -> None:
    def tracked(content: str) -> str:
        run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
        return (
            run.format("One ")
            + '<w:del w:id="1" w:author="Ines"><w:r><w:delText>process.</w:delText></w:r></w:del>'
            + f'<w:ins w:id="2" w:author="Ines">{run.format("harmonised ")}</w:ins>'
            + f'<w:moveFrom w:id="3" w:author="Ines">{run.format("never ")}</w:moveFrom>'
            + f'<w:moveTo w:id="4" w:author="Ines">{run.format("process.")}</w:moveTo>'
        )

    found = returned.read(desk, edited(sent, control("summary//objective", tracked)))
    assert changes(found) == {"summary//objective": ("One process.", "One harmonised process.")}
    assert found.tracked == 4 and "4 tracked changes" in found.notes[-1]


def test_controls_that_a_program_robbed_of_their_tags_are_known_by_their_order(
    desk: Desk, plan: int, sent: Path
) -> None:
    file = edited(
        sent,
        control("summary//objective", said("Two processes.")),
        lambda xml: re.sub('<w:tag w:val="[^"]*"/>', "", xml),
    )
    found = returned.read(desk, file)
    assert changes(found) == {"summary//objective": ("One process.", "Two processes.")}
    assert found.unmatched == ()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_copy_saved_by_libreoffice_is_read(desk: Desk, plan: int, sent: Path, tmp_path: Path) -> None:
    file = edited(sent, control("summary//objective", said("Two processes.")))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = returned.read(desk, tmp_path / "out" / file.name)
    assert changes(found) == {"summary//objective": ("One process.", "Two processes.")}


def test_spaces_that_do_not_break_are_no_change(desk: Desk, plan: int, sent: Path) -> None:
    file = edited(sent, control("summary//objective", said("One\u00a0process.")))
    assert returned.read(desk, file).answers == ()
    assert plain("a\u00a0\u202fb \n\u200bc") == "a b\nc"


def test_an_emptied_answer_and_a_longer_list_are_offered(desk: Desk, plan: int, sent: Path) -> None:
    more = "<w:r><w:t>A named approver</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>A test site</w:t></w:r>"
    file = edited(
        sent,
        control("summary//objective", lambda _content: ""),
        control("factors//from_customer", lambda _content: more),
    )
    found = returned.read(desk, file)
    assert changes(found) == {
        "summary//objective": ("One process.", ""),
        "factors//from_customer": ("A named approver", "A named approver\nA test site"),
    }
    returned.take(desk, found)
    assert field(desk, plan, "factors//from_customer").value == ("A named approver", "A test site")
    assert field(desk, plan, "summary//objective").value is None


def test_a_signature_with_its_date_is_an_approval(desk: Desk, plan: int, sent: Path) -> None:
    tag = "approvals//economic_buyer"
    signed = filled(f"{tag}#signature", "Ines Caldeira")
    found = returned.read(desk, edited(sent, signed))
    assert found.answers == () and "without a date" in found.unmatched[0].reason
    found = returned.read(desk, edited(sent, signed, filled(f"{tag}#date", "2 Dec 2026")))
    (one,) = found.answers
    assert one.returned == "Ines Caldeira, 2 Dec 2026"
    returned.take(desk, found)
    value = field(desk, plan, tag).value
    assert value.name == "Ines Caldeira" and value.date == date(2026, 12, 2)  # type: ignore[attr-defined]


def test_what_no_answer_can_take_is_listed_with_its_reason(desk: Desk, plan: int, account: int, sent: Path) -> None:
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="1" '
        'w:author="Ines"><w:p><w:r><w:t>Is this still right?</w:t></w:r></w:p></w:comment></w:comments>'
    )
    file = edited(
        sent,
        control("account//renewal_date", said("whenever")),
        lambda xml: xml.replace('<w:tag w:val="summary//objective"/>', '<w:tag w:val="summary//gone"/>', 1),
        lambda xml: xml.replace("</w:body>", "<w:p><w:r><w:t>Please add our depot.</w:t></w:r></w:p></w:body>"),
        lambda xml: xml.replace("On\u00a0track", "Off\u00a0track", 1),
        more={"word/comments.xml": comments},
    )
    found = returned.read(desk, file)
    listed = {one.after: one for one in found.unmatched}
    assert found.answers == ()
    assert "whenever" in listed["whenever"].reason or "date" in listed["whenever"].reason
    assert listed["One process."].reason == "the document has no such field"
    assert listed["Please add our depot."].reason == "stands outside the fields"
    assert listed["Is this still right?"].where == "Comment of Ines"
    (status,) = (one for one in found.unmatched if "Off track" in one.after)
    assert "On track" in status.before


def test_a_row_that_was_deleted_in_the_copy_is_named(desk: Desk, plan: int, sent: Path) -> None:
    def mark_deleted(xml: str) -> str:
        at = xml.index('<w:tag w:val="milestones/')
        start = xml.rindex("<w:tr>", 0, at)
        return (
            xml[:start] + "<w:tr><w:trPr><w:del/></w:trPr>" + re.sub("^<w:tr>(<w:trPr>.*?</w:trPr>)?", "", xml[start:])
        )

    found = returned.read(desk, edited(sent, mark_deleted))
    assert [one.before for one in found.unmatched if "row" in one.reason] == ["Technical go-live"]
    assert found.answers == ()


def test_what_changed_in_the_book_since_is_told_from_what_the_customer_changed(
    desk: Desk,
    plan: int,
    account: int,
    sent: Path,
) -> None:
    documents.fill(desk, PLAN, account, {"summary": {"objective": "Three.", "brief": "Ten months in."}})
    found = returned.read(desk, edited(sent, control("summary//objective", said("Two."))))
    (one,) = found.answers
    assert (one.book, one.returned, one.changed_since) == ("Three.", "Two.", True)
    bare = edited(sent, control("summary//objective", said("Two.")), without="customXml")
    found = returned.read(desk, bare)
    assert {str(one.path) for one in found.answers} == {"summary//objective", "summary//brief"}
    assert any("cannot be told" in note for note in found.notes)


def test_a_row_that_is_gone_from_the_book_is_listed(desk: Desk, plan: int, account: int, sent: Path) -> None:
    tag = goal_tag(desk, account, "metric")
    records.delete(desk, "goal", records.of_account(desk, "goal", account)[0].id)
    found = returned.read(desk, edited(sent, control(tag, said("Days"))))
    assert found.answers == ()
    assert [one.reason for one in found.unmatched if one.after == "Days"] == ["its row is no longer in the document"]


def test_a_sealed_copy_that_comes_back_later_is_named_as_what_it_is(
    desk: Desk,
    plan: int,
    account: int,
    tmp_path: Path,
) -> None:
    documents.mark_final(desk, plan)
    sent = documents.export(desk, plan, tmp_path / "sealed.docx").file
    documents.fill(desk, PLAN, account, {"summary": {"brief": "Ten months in."}})
    found = returned.read(desk, edited(sent, filled("approvals//economic_buyer#signature", "Ines Caldeira")))
    assert found.copy == "Version 1, customer’s copy"
    assert any("earlier state" in note for note in found.notes)


@pytest.fixture
def strangers(desk: Desk, sent: Path, tmp_path: Path) -> Iterator[dict[str, Path]]:
    import docx

    foreign = tmp_path / "foreign.docx"
    docx.Document().save(str(foreign))
    other = tmp_path / "other.csdesk"
    with Desk.open(other, clock=desk.clock) as second:
        records.create(second, "account", {"name": "Padding"})
        number = records.create(second, "account", {"name": "Elsewhere"}).record_id
        documents.open_document(second, PLAN, 1)
        elsewhere = documents.export(second, documents.open_document(second, PLAN, number), tmp_path / "e.docx").file
    (tmp_path / "text.docx").write_text("no archive")
    (tmp_path / "bomb.docx").write_bytes(sent.read_bytes()[:2000])
    entity = edited(sent, lambda xml: '<!DOCTYPE w [<!ENTITY a "b">]>' + xml.split("?>\n", 1)[-1])
    entity = entity.rename(tmp_path / "entity.docx")
    yield {
        "foreign": foreign, "elsewhere": elsewhere, "text": tmp_path / "text.docx", "damaged": tmp_path / "bomb.docx",
        "entity": entity, "missing": tmp_path / "missing.docx", "folder": tmp_path,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("foreign", "no copy of this document"),
        ("elsewhere", "not in this book"),
        ("text", "not a Word file"),
        ("damaged", "not a Word file"),
        ("entity", "Word never does"),
        ("missing", "cannot be opened"),
        ("folder", "cannot be opened"),
    ],
)
def test_a_foreign_file_is_refused_with_the_reason(
    desk: Desk,
    plan: int,
    strangers: dict[str, Path],
    name: str,
    words: str,
) -> None:
    with pytest.raises(Invalid, match=words):
        returned.read(desk, strangers[name], plan)


def test_the_copy_of_another_document_is_refused_by_name(desk: Desk, plan: int, sent: Path) -> None:
    second = records.create(desk, "account", {"name": "Bramhall Foods"}).record_id
    other = documents.open_document(desk, PLAN, second)
    with pytest.raises(Invalid, match="success plan of Arvelle Logistics AB"):
        returned.read(desk, sent, other)
    bare = edited(sent, control("summary//objective", said("Two.")), without="custom")
    with pytest.raises(Invalid, match="another account, Arvelle"):
        returned.read(desk, bare, other)
    with pytest.raises(Invalid, match="does not say"):
        returned.read(desk, bare)
    found = returned.read(desk, bare, plan)
    assert found.copy == "Customer’s copy" and "recognised by its fields" in found.notes[0]
    assert changes(found) == {"summary//objective": ("One process.", "Two.")}


# new rows


def row_of(xml: str, tag: str) -> str:
    """The row of the table that the control with this tag stands in."""
    at = xml.index(f'<w:tag w:val="{tag}"/>')
    return xml[max(xml.rfind(mark, 0, at) for mark in ("<w:tr>", "<w:tr ")) : xml.index("</w:tr>", at) + 7]


def below(tag: str, *cells: str) -> Edit:
    """A row typed below the one with this tag: the same cells, with these texts and no fields."""

    def change(xml: str) -> str:
        row = row_of(xml, tag)
        texts = iter(cells)

        def cell(found: re.Match[str]) -> str:
            lines = next(texts).split("\n")
            return "<w:tc>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) + "</w:tc>"

        return xml.replace(row, row + re.sub(r"<w:tc>.*?</w:tc>", cell, row, flags=re.DOTALL), 1)

    return change


def pasted(tag: str, edits: dict[str, str]) -> Edit:
    """A copy of a row, fields and all, pasted below it and changed."""

    def change(xml: str) -> str:
        row = row_of(xml, tag)
        made = row
        for old, new in edits.items():
            assert old in made
            made = made.replace(old, new)
        return xml.replace(row, row + made, 1)

    return change


def milestone_tag(desk: Desk, account: int) -> str:
    return f"milestones/{records.of_account(desk, 'milestone', account)[0].id}/title"


def test_a_row_typed_below_others_is_offered_and_becomes_a_record(
    desk: Desk, plan: int, account: int, sent: Path
) -> None:
    file = edited(
        sent, below(milestone_tag(desk, account), "30 Apr 2027", "", "Second plant live\nAll lines run", "Planned")
    )
    found = returned.read(desk, file)
    assert (found.answers, found.unmatched) == ((), ())
    assert [one.title for one in found.rows] == ["Second plant live"]
    assert dict(found.rows[0].values) == {
        "target_date": date(2027, 4, 30), "title": "Second plant live", "criteria": "All lines run",
    }  # fmt: skip
    assert "Planned" in found.rows[0].note
    before = desk.undo_name
    returned.take(desk, found)
    made = records.of_account(desk, "milestone", account)
    assert [one.title for one in made] == ["Technical go-live", "Second plant live"]
    assert made[1].values["target_date"] == date(2027, 4, 30)
    desk.undo()
    assert len(records.of_account(desk, "milestone", account)) == 1 and desk.undo_name == before


def test_rows_of_the_documents_own_and_people_are_taken_one_by_one(
    desk: Desk, plan: int, account: int, sent: Path
) -> None:
    person = records.of_account(desk, "contact", account)[0].id
    file = edited(
        sent,
        below("cadence/r1/with", "Their project lead", "Every week"),
        below(f"stakeholders/{person}/name", "Jonas Brandt\nHead of IT"),
        control("summary//objective", said("Two processes.")),
    )
    found = returned.read(desk, file)
    assert {one.section: one.title for one in found.rows} == {
        "cadence": "Their project lead", "stakeholders": "Jonas Brandt",
    }  # fmt: skip
    place = next(at for at, one in enumerate(found.rows) if one.section == "stakeholders")
    returned.take(desk, found, rows=[place])
    assert [one.title for one in records.of_account(desk, "contact", account)] == ["Ines Caldeira", "Jonas Brandt"]
    assert field(desk, plan, "summary//objective").text == "One process."
    again = returned.read(desk, file)
    assert [one.section for one in again.rows] == ["cadence"]
    assert any("of that name already" in one.reason for one in again.unmatched)


def test_a_pasted_row_is_a_new_row_and_changes_nothing_of_the_first(
    desk: Desk, plan: int, account: int, sent: Path
) -> None:
    file = edited(sent, pasted(milestone_tag(desk, account), {"Technical go-live": "Second go-live"}))
    found = returned.read(desk, file)
    assert found.answers == () and [one.title for one in found.rows] == ["Second go-live"]
    assert dict(found.rows[0].values)["criteria"] == "All plants"


def test_a_row_that_cannot_be_made_is_listed(desk: Desk, account: int, sent: Path) -> None:
    tag = milestone_tag(desk, account)
    file = edited(sent, below(tag, "30 Apr 2027", "", "", ""), below(tag, "soon", "", "Third plant", ""))
    found = returned.read(desk, file)
    assert [(one.title, dict(one.values)) for one in found.rows] == [("Third plant", {"title": "Third plant"})]
    assert "is left empty" in found.rows[0].note
    assert [one.reason for one in found.unmatched] == ["it does not say its milestone"]
    with pytest.raises(Invalid, match="no such new row"):
        returned.take(desk, found, rows=[3])


def test_an_empty_row_and_a_line_in_a_card_are_no_rows(desk: Desk, account: int, sent: Path) -> None:
    file = edited(sent, below(milestone_tag(desk, account), "", "", "", ""))
    assert returned.read(desk, file).rows == ()
    goal = goal_tag(desk, account, "metric")
    wide = len(re.findall("<w:tc>", row_of(zipfile.ZipFile(sent).read("word/document.xml").decode(), goal)))
    file = edited(sent, below(goal, *(["Something beside"] * wide)))
    found = returned.read(desk, file)
    assert found.rows == () and any("Something beside" in one.after for one in found.unmatched)
