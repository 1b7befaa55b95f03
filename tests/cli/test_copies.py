"""Returned copies, sealed versions, blank forms and own forms from the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from csdesk.documents.verify import text_of

PLAN = "success-plan"


@pytest.fixture
def account() -> str:
    """An account of the sample whose plan has nothing missing and was never sealed."""
    return "Tavrik Instruments"


def edited(file: Path, before: str, after: str) -> Path:
    target = file.with_name(f"returned {file.name}")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return target


@pytest.fixture
def sent(run: Any, account: str, tmp_path: Path) -> Path:
    answers = tmp_path / "values.json"
    answers.write_text('{"summary": {"objective": "Every depot in one plan"}}', "utf-8")
    assert run("fill", PLAN, account, "--values", str(answers)).code == 0
    file = tmp_path / "plan.docx"
    assert run("export", PLAN, account, "--to", str(file)).code == 0
    return file


def test_a_returned_copy_is_listed_and_taken_in(run: Any, account: str, sent: Path) -> None:
    back = edited(sent, "Every depot in one plan", "Every depot and every van in one plan")
    found = run("returned", str(back), "--json").json
    (answer,) = found["answers"]
    assert found["account"] == account and answer["path"] == "summary//objective"
    assert (answer["book"], answer["taken"]) == ("Every depot in one plan", False)
    assert "every van" in run("returned", str(back)).out
    done = run("returned", str(back), "--take", "summary//objective", "--json")
    assert done.code == 0 and done.json["answers"][0]["taken"]
    assert run("returned", str(back), "--json").json["answers"] == []
    assert run("returned", str(back), "--take", "all").code == 0
    wrong = run("returned", str(back), "--take", "summary//brief")
    assert wrong.code == 1 and "no change there" in wrong.err


def test_a_file_that_is_no_copy_is_refused(run: Any, account: str, tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("no archive")
    answer = run("returned", str(tmp_path / "notes.docx"))
    assert answer.code == 1 and "not a Word file" in answer.err
    assert run("returned", str(tmp_path / "none.docx")).code == 1


def test_versions_are_listed_compared_and_written_again(run: Any, account: str, sent: Path, tmp_path: Path) -> None:
    assert run("versions", PLAN, account, "--json").json == {"versions": []}
    assert run("issue", PLAN, account).code == 0
    first = tmp_path / "first.pdf"
    assert run("export", PLAN, account, "--to", str(first)).code == 0
    answers = tmp_path / "values.json"
    answers.write_text('{"summary": {"objective": "Something else"}}', "utf-8")
    assert run("fill", PLAN, account, "--values", str(answers)).code == 0
    (kept,) = run("versions", PLAN, account, "--json").json["versions"]
    assert kept == {"version": 1, "issued_on": "2026-11-23", "exported": ["customer"]}
    (change,) = run("versions", PLAN, account, "--compare", "1", "--json").json["changes"]
    assert (change["before"], change["after"]) == ("Every depot in one plan", "Something else")
    again = tmp_path / "again.pdf"
    assert run("export", PLAN, account, "--version", "1", "--to", str(again)).code == 0
    assert text_of(again.read_bytes(), "pdf") == text_of(first.read_bytes(), "pdf")
    marked = tmp_path / "changes.docx"
    assert run("versions", PLAN, account, "--compare", "1", "--to", str(marked)).code == 0
    assert "Something else" in text_of(marked.read_bytes(), "docx")
    assert run("export", PLAN, account, "--version", "9", "--to", str(again)).code == 1
    assert run("versions", PLAN, account, "--to", str(marked)).code == 2


def test_a_blank_form_needs_no_account(run: Any, tmp_path: Path) -> None:
    for name in ("blank.pdf", "blank.docx"):
        assert run("export", PLAN, "--blank", "--to", str(tmp_path / name)).code == 0
        assert "Documented goals" in text_of((tmp_path / name).read_bytes(), name[-4:].strip("."))  # type: ignore[arg-type]
    assert run("export", PLAN, "--blank", "--version", "1", "--to", str(tmp_path / "x.pdf")).code == 2


def test_a_form_is_copied_and_the_shipped_one_used_again(run: Any) -> None:
    copied = run("forms", PLAN, "--copy", "--json", on=None)
    assert copied.code == 0 and Path(copied.json["file"]).is_file()
    assert run("forms", PLAN, "--copy", on=None).code == 1
    aside = run("forms", PLAN, "--use-shipped", "--json", on=None)
    assert aside.code == 0 and Path(aside.json["file"]).is_file() and not Path(copied.json["file"]).exists()
    assert run("forms", "--copy", on=None).code == 2


def test_a_new_row_is_listed_with_its_number_and_taken_in(run: Any, account: str, sent: Path) -> None:
    xml = zipfile.ZipFile(sent).read("word/document.xml").decode()
    at = xml.index('<w:tag w:val="milestones/')
    row = xml[max(xml.rfind("<w:tr>", 0, at), xml.rfind("<w:tr ", 0, at)) : xml.index("</w:tr>", at) + 7]
    first = row.index("/title")
    start = row.index('<w:t xml:space="preserve">', first) + len('<w:t xml:space="preserve">')
    typed = row[:start] + "Third line certified" + row[row.index("</w:t>", start) :]
    back = edited(sent, row, row + typed)
    found = run("returned", str(back), "--json").json
    assert found["answers"] == [] and found["unmatched"] == []
    assert [(one["number"], one["title"], one["taken"]) for one in found["rows"]] == [
        (1, "Third line certified", False)
    ]
    assert "Third line certified" in run("returned", str(back)).out
    assert run("returned", str(back), "--rows", "2").code == 1
    done = run("returned", str(back), "--rows", "1")
    assert done.code == 0 and "1 new row was taken in" in done.out
    again = run("returned", str(back), "--json").json
    assert again["rows"] == [] and "of that name already" in again["unmatched"][0]["reason"]


def test_a_copy_that_cannot_be_used_is_told_wherever_its_form_is_named(run: Any, account: str, tmp_path: Path) -> None:
    file = Path(run("forms", "exit-interview", "--copy", "--json").json["file"])
    file.write_text(file.read_text("utf-8").replace("type: choice", "type: choise", 1), "utf-8")
    line = file.read_text("utf-8").split("type: choise")[0].count("\n") + 1
    for words in (("forms", "exit-interview"), ("export", "exit-interview", account, "--to", str(tmp_path / "e.pdf"))):
        done = run(*words)
        assert done.code == 0 and f"exit-interview.yaml:{line}:" in done.err and "is not used" in done.err
    assert (tmp_path / "e.pdf").exists()
