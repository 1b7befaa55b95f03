"""What follows from a document, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ACCOUNT = "Mistralle Travel"


def test_an_escalation_leads_to_a_proposal_and_on(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "values.json"
    file.write_text(json.dumps({"situation": {"perception": "Too slow."}}), encoding="utf-8")
    assert run("fill", "risk-escalation", ACCOUNT, "--values", str(file)).code == 0
    assert "Nothing follows" in run("then", "risk-escalation", ACCOUNT).out
    assert run("then", "risk-escalation", ACCOUNT, "--take", "save-proposal", "--json").code == 1
    file.write_text(json.dumps({"decision": {"recommendation": "tier-3"}}), encoding="utf-8")
    assert run("fill", "risk-escalation", ACCOUNT, "--values", str(file)).code == 0
    [due] = run("then", "risk-escalation", ACCOUNT, "--json").json["due"]
    assert (due["id"], due["opens"], due["done"]) == ("save-proposal", "save-proposal", False)
    done = run("then", "risk-escalation", ACCOUNT, "--take", "save-proposal", "--json")
    assert done.code == 0 and done.json["document"]
    out = tmp_path / "proposal.pdf"
    assert run("export", "save-proposal", ACCOUNT, "--to", str(out), "--audience", "internal").code == 0
    from csdesk.documents.verify import text_of

    assert "Too slow." in text_of(out.read_bytes(), "pdf")


def test_rows_of_the_book_are_listed_and_taken_in(run: Any) -> None:
    assert run("then", "post-mortem", "Corbinet Staffing").code == 0
    assert run("refresh", "post-mortem", "Corbinet Staffing", "--json").json == {"offers": []}
    assert run("refresh", "post-mortem", "Corbinet Staffing", "--section", "timeline").code == 1
