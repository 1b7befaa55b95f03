"""accounts, show, set, history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def test_accounts_as_json(run: Run) -> None:
    answer = run("accounts", "--json")
    assert answer.code == 0 and answer.err == ""
    found = {account["name"]: account for account in answer.json["accounts"]}
    assert len(found) == 42
    morvelle = found["Morvelle Foods"]
    assert morvelle["arr"] == {"amount": 412000, "currency": "USD"}
    assert morvelle["renewal_date"] == "2027-02-05"
    assert (morvelle["tier"], morvelle["band"], morvelle["score"], morvelle["score_change"]) == (
        "Enterprise",
        "At risk",
        58,
        -13,
    )
    assert (morvelle["stage"], morvelle["owner"], morvelle["domain"]) == ("renewing", "Elin Aubrey", "morvelle.example")
    assert found["Velmora"]["arr"] is None and found["Velmora"]["crm_id"] is None
    assert answer.json["summary"]["accounts"] == 42


def test_accounts_with_a_query(run: Run) -> None:
    names = [account["name"] for account in run("accounts", "tier:Enterprise", "renewal<90", "--json").json["accounts"]]
    assert "Morvelle Foods" in names and "Brightmere Care" not in names
    assert run("accounts", "morvelle").out.splitlines()[1].split()[1:3] == ["Morvelle", "Foods"]
    assert run("accounts", "owner:Tomás Ferreira", "--json").json["summary"]["accounts"] == 3
    assert run("accounts", "no such account").out.strip() == "No account was found."


def test_a_bad_query_is_refused(run: Run) -> None:
    answer = run("accounts", "renewal<soon")
    assert answer.code == 1 and "compared with a number" in answer.err


def test_show(run: Run) -> None:
    answer = run("show", "morvelle", "--json").json
    assert answer["account"]["objective"].startswith("Run payables")
    assert answer["account"]["csm"]["name"] == "Elin Aubrey"
    assert len(answer["goals"]) == 3 and len(answer["contacts"]) == 7
    goal = answer["goals"][0]
    assert goal["owner_customer"]["name"] == "Dana Whitlow" and goal["target_date"] == "2026-12-31"
    assert answer["opportunities"][0]["value"] == {"amount": 62000, "currency": "USD"}
    text = run("show", "Morvelle Foods").out
    assert "Renewal date: 5 Feb 2027" in text and "3 goals" in text


@pytest.mark.parametrize(("name", "part"), [("zzz", "no account is called"), ("or", "could be")])
def test_an_account_that_is_not_clear(run: Run, name: str, part: str) -> None:
    answer = run("show", name, "--json")
    assert answer.code == 1
    assert part in answer.json["error"]["what"].lower()


def test_set_changes_all_fields_or_none(run: Run) -> None:
    answer = run("set", "Morvelle", "stage=growing", "arr=$420k", "Renewal date=end of May", "phone=", "--json")
    assert answer.code == 0
    assert answer.json["changed"] == ["stage", "arr", "renewal_date", "phone"]
    assert answer.json["account"]["arr"] == {"amount": 420000, "currency": "USD"}
    assert answer.json["account"]["renewal_date"] == "2027-05-31"
    again = run("set", "Morvelle", "stage=growing", "--json")
    assert again.code == 0 and again.json["changed"] == []
    wrong = run("set", "Morvelle", "stage=adopting", "renewal_date=31/2", "--json")
    assert wrong.code == 1
    assert wrong.json["path"] == "account/renewal_date"
    assert run("show", "Morvelle", "--json").json["account"]["stage"] == "growing"


def test_set_names_what_it_cannot_take(run: Run) -> None:
    assert run("set", "Morvelle", "stage").code == 2
    unknown = run("set", "Morvelle", "colour=red")
    assert unknown.code == 1 and "no such field" in unknown.err
    choice = run("set", "Morvelle", "stage=asleep")
    assert choice.code == 1 and "asleep" in choice.err


def test_history_and_undo(run: Run) -> None:
    run("set", "Morvelle", "stage=growing")
    entry = run("history", "Morvelle", "--limit", "1", "--json").json["history"][0]
    assert entry["origin"] == "command line"
    assert [(one["field"], one["old"], one["new"]) for one in entry["changes"]] == [("stage", "renewing", "growing")]
    undone = run("undo", "--json")
    assert undone.code == 0 and undone.json["undone"] == entry["name"]
    assert run("show", "Morvelle", "--json").json["account"]["stage"] == "renewing"
    assert run("undo").code == 1
    assert "Measure" in run("history", "Morvelle").out
