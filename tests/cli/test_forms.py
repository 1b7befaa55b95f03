"""Forms and documents from the command line: keys, codes, and what is said when something does not fit."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from csdesk.documents.verify import text_of

ACCOUNT = "Arvenne Logistics"


@pytest.fixture
def values(tmp_path: Path) -> Any:
    def write(answers: object) -> str:
        path = tmp_path / "values.json"
        path.write_text(answers if isinstance(answers, str) else json.dumps(answers), encoding="utf-8")
        return str(path)

    return write


def test_forms_lists_the_forms_without_a_book(run: Any) -> None:
    answer = run("forms", "--json", on=None)
    assert answer.code == 0
    plan = next(one for one in answer.json["forms"] if one["form"] == "success-plan")
    assert plan["title"] == "Success plan" and plan["subject"] == "account" and plan["formats"] == ["docx", "pdf"]
    assert "success-plan" in run("forms", on=None).out


def test_a_form_shows_every_field_with_what_a_script_needs(run: Any) -> None:
    sections = {one["section"]: one for one in run("forms", "success-plan", "--json").json["sections"]}
    assert {one["kind"] for one in sections.values()} == {"fields", "rows", "repeat", "checklist"}
    fields = {one["id"]: one for one in sections["goals"]["fields"]}
    assert fields["status"]["options"] == ["On track", "At risk", "Off track"]
    assert fields["outcome"]["from"] == "account.goals.outcome" and fields["achieved_when"]["from"] is None
    assert fields["note"]["audience"] == "internal" and fields["title"]["needed"] == "draft"
    assert {one["needed"] for part in sections.values() for one in part["fields"]} == {"draft", "final", None}
    assert all({"id", "type", "audience", "from", "needed", "options"} <= set(one) for one in fields.values())


def test_an_unknown_form_is_named_with_those_there_are(run: Any) -> None:
    answer = run("forms", "sucess-plan", "--json")
    assert answer.code == 1 and "sucess-plan" in answer.err


def test_fill_gaps_issue_and_export_in_a_row(run: Any, values: Any, tmp_path: Path) -> None:
    first = run("gaps", "success-plan", ACCOUNT, "--json").json
    assert first["answered"] + len(first["missing"]) == first["total"]
    assert {"section", "field", "reason"} <= set(first["missing"][0])
    file = values({"summary": {"brief": "In short."}, "priorities": {"csm": ["Only for Elin and me"]}})
    done = run("fill", "success-plan", ACCOUNT, "--values", file, "--json")
    assert done.code == 0 and done.json["created"] is True
    assert done.json["answered"] == first["answered"] + 1
    refused = run("issue", "success-plan", ACCOUNT, "--json")
    assert refused.code == 1 and refused.json["missing"]
    for name in ("plan.pdf", "plan.docx"):
        made = run("export", "success-plan", ACCOUNT, "--to", str(tmp_path / name), "--json")
        assert made.code == 0 and made.json["audience"] == "customer"
        assert {"section": "priorities", "field": "csm"}.items() <= next(
            one for one in made.json["left_out"] if one["section"] == "priorities"
        ).items()
        text = text_of(Path(made.json["file"]).read_bytes(), "pdf" if name.endswith("pdf") else "docx")
        assert "In short." in text and "Only for Elin and me" not in text
    inner = run(
        "export", "success-plan", ACCOUNT, "--to", str(tmp_path / "own.pdf"), "--audience", "internal", "--json"
    )
    assert inner.json["left_out"] == []
    assert "Only for Elin and me" in text_of((tmp_path / "own.pdf").read_bytes(), "pdf")


def test_a_complete_plan_is_sealed_once(run: Any) -> None:
    listed = run("export-all", "success-plan", "--to", "unused", "--help")
    assert listed.code == 0
    ready = "Tavrik Instruments"
    assert run("gaps", "success-plan", ready, "--json").json["missing"] == []
    sealed = run("issue", "success-plan", ready, "--json")
    assert sealed.code == 0 and sealed.json["version"] == 1 and sealed.json["issued_on"] == "2026-11-23"
    again = run("issue", "success-plan", ready, "--json")
    assert again.code == 1 and "final already" in again.err


def test_what_does_not_fit_is_named_and_nothing_is_saved(run: Any, values: Any) -> None:
    file = values({"account": {"arr": "lots", "product": "New"}, "gaols": {}, "goals": [{"target_date": "31/2"}]})
    answer = run("fill", "success-plan", ACCOUNT, "--values", file, "--json")
    assert answer.code == 1
    assert [one["path"] for one in answer.json["problems"]] == ["account/arr", "gaols", "goals/1/target_date"]
    assert "goals/1/target_date" in answer.err
    shown = run("show", ACCOUNT, "--json").json
    assert "New" not in json.dumps(shown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1"),
        ("[]", "object of sections"),
        ('{"summary": {"brief": NaN}}', "NaN"),
        ('{"summary": {"brief": "a", "brief": "b"}}', "given twice"),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_set_of_answers(run: Any, values: Any, text: str, said: str) -> None:
    answer = run("fill", "success-plan", ACCOUNT, "--values", values(text), "--json")
    assert answer.code == 1 and said in answer.err


def test_answers_come_from_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO('\ufeff{"summary": {"brief": "Å"}}'.encode()), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("fill", "success-plan", ACCOUNT, "--values", "-").code == 0


def test_usage_is_explained(run: Any, tmp_path: Path) -> None:
    assert run("gaps", "success-plan").code == 2
    assert run("export", "success-plan", ACCOUNT, "--to", str(tmp_path / "plan.odt")).code == 2
    assert run("fill", "success-plan", ACCOUNT).code == 2
    assert run("export", "success-plan", "No such account", "--to", str(tmp_path / "plan.pdf")).code == 1
    assert run("fill", "success-plan", ACCOUNT, "--values", str(tmp_path / "absent.json")).code == 1
    assert run("issue", "success-plan", "Galiora Optics").code == 1
    assert list(tmp_path.glob("*.pdf")) == []


def test_all_documents_of_a_form_go_into_a_folder(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "plans"
    answer = run("export-all", "success-plan", "--to", str(folder), "--format", "docx", "--json")
    assert answer.code == 0 and answer.json["failed"] == []
    assert sorted(Path(one["file"]).name for one in answer.json["files"]) == sorted(
        one.name for one in folder.iterdir()
    )
    assert len(answer.json["files"]) >= 3 and all(one.suffix == ".docx" for one in folder.iterdir())


def test_an_own_form_at_fault_is_told_and_the_shipped_one_stays(run: Any, tmp_path: Path) -> None:
    own = tmp_path / "home" / "forms"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("form: success-plan\ntitel: Mine\n", encoding="utf-8")
    answer = run("forms", "--json")
    assert answer.code == 0 and "success-plan" in [one["form"] for one in answer.json["forms"]]
    assert "mine.yaml:2:1" in answer.json["refused"][0]["reason"] and "titel" in answer.err


def test_a_form_about_a_meeting_takes_the_next_one_or_the_one_named(run: Any, values: Any, tmp_path: Path) -> None:
    found = {one["section"]: one for one in run("forms", "qbr-agenda", "--json").json["sections"]}
    assert (found["validate"]["minutes"], found["validate"]["talk_time"]) == (15, [0, 30])
    assert found["attendees"]["records"] == "review.attendees"
    ready = {one["id"]: one for one in found["ready"]["fields"]}
    assert (ready["health"]["proof"], ready["health"]["due_hours"]) == ("health-current", -48)
    account = "Morvelle Foods"
    file = values({"opening": {"objective": ["Agree on next steps"]}})
    done = run("fill", "qbr-agenda", account, "--values", file, "--json")
    assert done.code == 0 and done.json["account"] == account
    to = tmp_path / "agenda.pdf"
    out = run("export", "qbr-agenda", account, "--to", str(to), "--audience", "internal", "--json")
    assert out.code == 0 and "65 minutes" in out.json["warnings"][0]
    assert "Agree on next steps" in text_of(to.read_bytes(), "pdf")
    assert run("gaps", "qbr-agenda", account, "--json").json["missing"] == []
    assert run("issue", "qbr-agenda", account, "--json").json["version"] == 1


def test_a_meeting_that_does_not_fit_is_refused(run: Any) -> None:
    wrong = run("gaps", "qbr-agenda", "--review", "999999", "--json")
    assert wrong.code == 1 and "no meeting 999999" in wrong.err
    assert run("gaps", "qbr-agenda").code == 2
    about = run("gaps", "success-plan", ACCOUNT, "--review", "1")
    assert about.code == 2 and "about no meeting" in about.err
