"""import, imports, changes and undo --import, as a person or a script calls them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from csdesk.cli.main import main

CORPUS = Path(__file__).parents[1] / "sync" / "corpus"
KEYS = {"recognised", "mapping", "rows", "created", "updated", "unchanged", "conflicts", "rejected", "missing",
        "questions", "applied", "import_id"}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str | Path) -> tuple[int, dict[str, Any], str]:
        code = main([*map(str, arguments), "--book", str(tmp_path / "b.csdesk"), "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out.strip() else {}, err

    return call


def test_a_dry_run_needs_no_book_and_makes_none(run: Any, tmp_path: Path) -> None:
    code, data, _ = run("import", CORPUS / "salesforce_report.csv", "--dry-run")
    assert code == 0 and set(data) >= KEYS
    assert (data["applied"], data["import_id"], data["created"]) == (False, None, 4)
    assert data["recognised"]["product"] == "salesforce" and data["recognised"]["header_row"] == 7
    assert data["mapping"]["Account Name"] == "name" and data["mapping"]["Annual Revenue"] == "annual_revenue"
    assert not (tmp_path / "b.csdesk").exists()


def test_import_list_again_and_undo(run: Any, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    code, data, _ = run("import", CORPUS / "salesforce_report.csv", "--rejects", rejects)
    assert code == 3 and data["applied"] and data["created"] == 4
    assert data["rejected"] == [
        {"line": 13, "column": "ARR", "value": "TBD", "reason": "“TBD” is not an amount: it has no digits"}
    ]
    assert "TBD" in rejects.read_text(encoding="utf-8-sig")
    first = data["import_id"]
    code, data, _ = run("import", CORPUS / "salesforce_report.csv")
    assert (code, data["created"], data["updated"], data["unchanged"]) == (3, 0, 0, 4)
    _, data, _ = run("imports")
    assert [one["import_id"] for one in data["imports"]] == [data["imports"][0]["import_id"], first]
    code, data, _ = run("accounts")
    arr = {one["name"]: one["arr"] for one in data["accounts"]}
    assert arr["Quarrystone Analytics"] == {"amount": 412000, "currency": "USD"}
    code, data, _ = run("undo", "--import", str(first))
    assert code == 0 and data["kept"] == []
    assert run("accounts")[1]["accounts"] == []


def test_carry_back(run: Any, tmp_path: Path) -> None:
    run("import", CORPUS / "hubspot_companies.csv")
    run("set", "Lumen Orchard", "city=Limerick")
    code, data, _ = run("changes", "--to", tmp_path / "back.csv")
    assert code == 0
    assert [(c["crm_id"], c["column"], c["book"], c["crm"]) for c in data["changes"]] == [
        ("9007199254740993123", "City", "Limerick", "Cork")
    ]
    assert (tmp_path / "back.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "Record ID,Account name,City"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--map", "No such column=name"), 2, "no column"),
        (("--map", "Company name=nonsense"), 2, "not a field"),
        (("--map", "Company name"), 2, "="),
        (("--rule", "arr=maybe"), 2, "not a rule"),
        (("--rule", "nonsense=crm"), 2, "no field"),
        (("--currency", "XYZ"), 2, "not a currency"),
        (("--encoding", "klingon"), 2, "not an encoding"),
        (("--as", "planets"), 2, ""),
        (("--header-row", "900"), 2, "line 900"),
    ],
)
def test_wrong_usage(run: Any, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, _, said = run("import", CORPUS / "hubspot_companies.csv", *arguments)
    assert found == code and words in said
    assert run("accounts")[1].get("accounts", []) == []


@pytest.mark.parametrize("name", ["pivot.csv", "salesforce_deals.csv", "no such file.csv"])
def test_what_cannot_be_imported(run: Any, name: str) -> None:
    code, data, said = run("import", CORPUS / name)
    assert code == 1 and data["error"]["what"] and "Nothing was changed" in said


def test_answers_from_the_command_line(run: Any) -> None:
    path = CORPUS / "generic_ambiguous_dates.csv"
    _, data, _ = run("import", path, "--dry-run")
    assert [q["kind"] for q in data["questions"]] == ["date-order"]
    _, data, _ = run("import", path, "--dates", "mdy", "--source", "Old list", "--currency", "EUR")
    assert data["questions"] == [] and data["source"] == "Old list"
    dates = {one["renewal_date"] for one in run("accounts")[1]["accounts"]}
    assert dates == {"2027-03-04", "2027-05-06", "2027-01-02"}


def test_an_import_that_changed_nothing_has_nothing_to_take_back(run: Any) -> None:
    path = CORPUS / "salesforce_report.csv"
    run("import", path)
    _, again, _ = run("import", path)
    code, _, said = run("undo", "--import", str(again["import_id"]))
    assert code == 1 and "changed nothing in the book" in said
    code, _, said = run("undo", "--import", str(10**21))
    assert code == 1 and "no import" in said


@pytest.mark.parametrize("answer", ["9999=new", "8=424242"])
def test_a_match_that_fits_nothing_is_refused(run: Any, answer: str) -> None:
    code, _, said = run("import", CORPUS / "salesforce_report.csv", "--match", answer)
    assert code == 2 and "Nothing was changed" in said
    assert run("imports")[1].get("imports", []) == []


def test_rejects_that_cannot_be_written_do_not_unsay_the_import(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    code, data, said = run("import", CORPUS / "salesforce_report.csv", "--rejects", folder)
    assert code == 3 and data["applied"] and "The import itself is done" in said
    assert "Nothing was changed" not in said and len(run("imports")[1]["imports"]) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_only_a_file_is_written_over(run: Any, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    code, _, said = run("import", CORPUS / "salesforce_report.csv", "--dry-run", "--rejects", pipe)
    assert code == 1 and "not a file" in said and pipe.is_fifo()


def test_rejected_rows_that_were_not_mended_are_rejected_again(run: Any, tmp_path: Path) -> None:
    export, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    rows = ["Kite,5000,2027-01-31", "Lark,6000,2027-02-28", "Moth,TBD,2027-02-30", "Wren,later,2027-03-31"]
    export.write_text("\n".join(["Account Name,ARR,Renewal Date", *rows]), encoding="utf-8")
    assert run("import", export, "--rejects", rejects)[0] == 3
    code, data, _ = run("import", rejects)
    assert (code, data["created"], [each["column"] for each in data["rejected"]]) == (3, 0, ["ARR", "ARR"])
    text = rejects.read_text(encoding="utf-8-sig").replace("Moth,TBD", "Moth,7000")
    rejects.write_text(text, encoding="utf-8")
    _, data, _ = run("import", rejects)
    assert [each["column"] for each in data["rejected"]] == ["Renewal Date", "ARR"]
    rejects.write_text(text.replace("Moth,7000,2027-02-30", "Moth,7000,2027-02-27").replace("Wren,later", "Wren,8000"))
    code, data, _ = run("import", rejects)
    assert (code, data["created"]) == (0, 2)
    assert [one["arr"]["amount"] for one in run("accounts")[1]["accounts"]] == [5000, 6000, 7000, 8000]


def test_what_is_no_touch_yet_is_named(run: Any) -> None:
    run("import", CORPUS / "salesforce_report.csv")
    code, data, _ = run("import", CORPUS / "salesforce_tasks.csv")
    assert code == 3 and data["created"] == 3
    assert data["excluded"] == [
        {"line": 5, "name": "Prepare QBR", "reason": "not a touch yet: its status is “Not Started”"},
    ]  # fmt: skip


def test_a_guessed_encoding_shows_what_it_makes_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Account ID;Account Name\nA1;Größe AG\nA2;Plain\n".encode("cp1252"))
    assert main(["import", str(path), "--dry-run", "--book", str(tmp_path / "b.csdesk")]) == 0
    assert "The encoding is a guess, by which the file says: Größe AG." in capsys.readouterr().out


def test_what_is_used_since_is_kept_with_its_reason(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Account ID,Account Name\nA1,Kite\nA2,Lark\n")
    run("import", path)
    touches = tmp_path / "t.csv"
    touches.write_text("Account ID,Subject,Activity Type,Date,Description\nA1,Hello,Call,2026-11-02,x\n")
    assert run("import", touches)[0] == 0
    code, data, _ = run("undo", "--import", "1")
    assert code == 3
    assert data["kept"] == [
        {"record": "Kite", "field": None, "import": None, "now": None, "reason": "a touch relies on it"}
    ]
