"""The command line alone: from a raw export to a sealed plan, with the answers a script would read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csdesk.documents.verify import text_of

Command = Callable[..., Any]

EXPORT = """\
"Renewals of the east"
"As of 2026-11-20 08:00:12 Greenwich Mean Time/GMT"

"Account ID","Account Name","Account Owner","Industry","Website","Annual Contract Value","Renewal Date","Employees"
"0015g00000AAAAA1","Northmere Foods","Nora Hale","Food","northmere.example","USD 412,000.00","3/31/2027","6,400"
"0015g00000AAAAA2","Quayle & Sons Ltd","Nora Hale","Retail","quayle.example","USD 96,500.00","2/30/2027","310"
"0015g00000AAAAA3","Łódź Instrumentów","Nora Hale","Machines","lodz.example","USD 55,000.00","6/15/2027","900"
"Grand Totals (3 records)","","","","","USD 563,500.00","",""

"Confidential Information - Do Not Distribute"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"""
"""A report as a CRM writes it: words before the header, a row with an impossible date, a total, a notice."""

PROMISED = {
    "created", "updated", "unchanged", "conflicts", "rejected", "missing", "questions", "applied", "import_id",
    "recognised", "mapping", "rows",
}  # fmt: skip


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The report as a file in the encoding that spreadsheets prefer."""
    path = tmp_path / "report.csv"
    path.write_text(EXPORT, encoding="utf-8-sig")
    return path


def test_a_report_becomes_a_sealed_plan_and_goes_again(command: Command, export: Path, tmp_path: Path) -> None:
    # The dry run says what the import then does, and makes no book.
    dry = command("import", export, "--dry-run", "--json")
    assert dry.code == 0, dry.err
    assert dry.json.keys() >= PROMISED
    assert (dry.json["applied"], dry.json["import_id"]) == (False, None)
    assert command("accounts", "--json").code == 1

    done = command("import", export, "--json")
    assert done.code == 3, "one row was rejected, so it is done in part"
    found = done.json
    assert found["recognised"].keys() >= {"product", "object", "encoding", "delimiter", "header_row", "dropped"}
    assert (found["recognised"]["product"], found["recognised"]["object"]) == ("salesforce", "accounts")
    assert found["recognised"]["header_row"] == 4
    assert [one["line"] for one in found["recognised"]["dropped"]] == [1, 2, 8, 10, 11]
    assert found["mapping"]["Annual Contract Value"] == "arr"
    assert (found["created"], found["updated"], found["rows"]) == (2, 0, 3)
    assert found["applied"] is True
    (reject,) = found["rejected"]
    assert (reject["line"], reject["column"], reject["value"]) == (6, "Renewal Date", "2/30/2027")
    assert "28 days" in reject["reason"]
    assert {key: dry.json[key] for key in ("created", "rejected", "mapping")} == {
        key: found[key] for key in ("created", "rejected", "mapping")
    }

    again = command("import", export, "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)

    listed = command("accounts", "--json").json["accounts"]
    northmere = next(one for one in listed if one["name"] == "Northmere Foods")
    assert northmere["arr"] == {"amount": 412000, "currency": "USD"}
    assert northmere["renewal_date"] == "2027-03-31"
    assert northmere.keys() >= {"id", "crm_id", "tier", "band", "score", "stage", "owner", "domain"}

    # A plan from JSON; what is wrong is refused with its path, and nothing of it is kept.
    wrong = {"account": {"contract_start": "31/2/2026"}, "summary": {"objective": "Never kept", "moon": "full"}}
    refused = command("fill", "success-plan", "Northmere Foods", "--values", "-", "--json", typed=json.dumps(wrong))
    assert refused.code == 1
    paths = [one["path"] for one in refused.json["problems"]]
    assert any("contract_start" in path for path in paths) and any("moon" in path for path in paths)
    gaps = command("gaps", "success-plan", "Northmere Foods", "--json").json
    assert gaps.keys() >= {"answered", "total", "missing"}
    assert gaps["missing"][0].keys() >= {"section", "field", "reason"}
    assert any((one["section"], one["field"]) == ("summary", "objective") for one in gaps["missing"])

    values = {
        "account": {"product": "Ledger Cloud", "contract_start": "2025-04-01"},
        "summary": {"objective": "Every site closes its month in five days", "brief": "It began with one site."},
        "context": {"political_landscape": "The finance director and the plant heads disagree"},
        "goals": [
            {"title": "Close in five days", "target_date": "2027-03-31", "owner_customer": "Ines Caldeira"},
            {"title": "One chart of accounts"},
        ],
    }
    file = tmp_path / "values.json"
    file.write_text(json.dumps(values), encoding="utf-8")
    filled = command("fill", "success-plan", "Northmere Foods", "--values", file, "--json")
    assert filled.code == 0, filled.err
    after = command("gaps", "success-plan", "Northmere Foods", "--json").json
    assert after["answered"] > gaps["answered"]
    held = command("issue", "success-plan", "Northmere Foods", "--json")
    assert held.code == 1 and held.json["missing"]

    for made in ("docx", "pdf"):
        target = tmp_path / f"plan.{made}"
        answer = command(
            "export", "success-plan", "Northmere Foods", "--to", target, "--audience", "customer", "--json"
        )
        assert answer.code == 0, answer.err
        assert answer.json["audience"] == "customer" and Path(answer.json["file"]) == target
        left_out = {(one["section"], one["field"]) for one in answer.json["left_out"]}
        assert ("context", "political_landscape") in left_out
        text = "".join(text_of(target.read_bytes(), made).split())  # type: ignore[arg-type]
        assert "Everysiteclosesitsmonthinfivedays" in text and "NorthmereFoods" in text
        assert "disagree" not in text and "$412,000" in text

    # Every gap is closed from what `gaps` says, and the plan is sealed.
    close_gaps(command, {"goals": ["Close in five days", "One chart of accounts"], "stakeholders": ["Ines Caldeira"]})
    issued = command("issue", "success-plan", "Northmere Foods", "--json")
    assert issued.code == 0, issued.err
    assert (issued.json["version"], issued.json["issued_on"]) == (1, "2026-11-23")

    # The import goes as a whole; what was written since is kept and said.
    imports = command("imports", "--json").json["imports"]
    assert [one["import_id"] for one in imports] == [2, 1] or [one["import_id"] for one in imports] == [1]
    back = command("undo", "--import", found["import_id"], "--json")
    assert back.code in (0, 3), back.err
    names = [one["name"] for one in command("accounts", "--json").json["accounts"]]
    assert "Łódź Instrumentów" not in names
    assert back.json.keys() >= {"import_id", "reversed", "kept"}
    checked = command("check", "--json").json
    assert checked["ok"] is True and checked["problems"] == []


def close_gaps(command: Command, titles: dict[str, list[str]]) -> None:
    """Answer what is missing from the form's own description; `titles` are the rows that there are by now."""
    described = command("forms", "success-plan", "--json").json
    usual: dict[str, object] = {"date": "2027-03-31", "money": "USD 120000", "percent": 40, "number": 4, "rating": 3}
    missing = command("gaps", "success-plan", "Northmere Foods", "--json").json["missing"]
    values: dict[str, Any] = {}
    for section in described["sections"]:
        gaps = [one for one in missing if one["section"] == section["section"]]
        if not gaps:
            continue
        answers = {}
        for field in section["fields"]:
            if field.get("editable") is False or not (field["needed"] or "needed_if" in field):
                continue
            answers[field["id"]] = {
                **usual,
                "choice": (field["options"] or [""])[0],
                "yes-no": True,
                "approval": {"name": "Ines Caldeira", "date": "2026-11-20"},
                "list": ["one", "two"],
                "contact": "Ines Caldeira" if "customer" in field["id"] else "Nora Hale",
            }.get(field["type"], "In words")
        if section["kind"] in ("fields", "checklist"):
            wanted = {one["field"] for one in gaps}
            values[section["section"]] = {key: value for key, value in answers.items() if key in wanted}
        else:
            first = section["fields"][0]["id"]
            rows = titles.get(section["section"], ["A first row"])
            values[section["section"]] = [{**answers, first: row} for row in rows]
    done = command("fill", "success-plan", "Northmere Foods", "--values", "-", "--json", typed=json.dumps(values))
    assert done.code == 0, done.out
    left = command("gaps", "success-plan", "Northmere Foods", "--json").json
    assert left["missing"] == [] and left["answered"] == left["total"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, ""),
        ("words.csv", b"Just a sentence\nand another one\n", ""),
        ("nameless.csv", b"Colour,Weight\nred,4\nblue,5\n", "name"),
    ],
)
def test_a_file_that_is_no_export_changes_nothing(
    command: Command, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = command("import", path, "--json")
    assert answer.code == 1
    error = answer.json["error"]
    assert error["what"] and said in f"{error['what']} {error['todo']}".casefold()
    assert "Traceback" not in answer.err
    listed = command("accounts", "--json")
    assert listed.code == 1 or listed.json["accounts"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("fly",), 2),
        (("export", "success-plan"), 2),
        (("export", "success-plan", "Nobody", "--to", "x.odt"), 2),
        (("gaps", "no-such-form", "Nobody"), 1),
        (("show", "Nobody"), 1),
        (("restore", "nowhere.csdesk"), 1),
    ],
)
def test_exit_codes_tell_wrong_use_from_what_could_not_be_done(
    command: Command, arguments: tuple[str, ...], code: int
) -> None:
    answer = command(*arguments)
    assert answer.code == code, answer.err
    assert answer.err.strip() and "Traceback" not in answer.err
    assert answer.out == ""
