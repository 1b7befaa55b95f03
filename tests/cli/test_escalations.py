"""`csdesk escalate`: the path with its reasons, opening, listing, answering and settling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
ASH = ("escalate", "Ashenbrook")
NO = ("--answer", "incident=no", "--answer", "intent=no")


def test_the_path_is_shown_and_the_open_question_asked(run: Run) -> None:
    found = run(*ASH, "--json").json
    assert found["open"]["question"] == "incident" and found["tier"] is None
    assert "--answer incident=yes" in run(*ASH).out
    found = run(*ASH, *NO, "--json").json
    assert (found["tier"], found["label"], found["form"]) == (3, "Tier 3", "risk-escalation")
    assert [one["question"] for one in found["path"]] == ["incident", "sign", "several", "intent", "renewal"]
    assert found["path"][-1]["evidence"] == "Renewal on 24 Jan 2027, in 62 days"
    assert found["reasons"][-1].startswith("The renewal is less than 90 days away")
    assert found["deadline"] and found["team"][2]["name"] == "Margit Solheim"
    text = run(*ASH, *NO).out
    assert "Tier 3: A director or VP joins" in text and "Answer by" in text


def test_opening_listing_answering_and_settling(run: Run) -> None:
    opened = run(*ASH, *NO, "--open", "--note", "From the review", "--json").json["opened"]
    number = str(opened["id"])
    assert (opened["state"], opened["tier"], opened["note"]) == ("open", 3, "From the review")
    listed = run("escalate", "--list", "--json").json
    assert number in [str(one["id"]) for one in listed["escalations"]]
    assert "Ashenbrook Mutual" not in [one["account"] for one in listed["called_for"]]
    assert run("escalate", "--answered", number, "--json").json["answered_at"]
    higher = run("escalate", "--up", number, "--json").json
    assert (higher["tier"], higher["state"]) == (4, "open")
    settled = run("escalate", "--resolve", str(higher["id"]), "--outcome", "They stay", "--json").json
    assert (settled["state"], settled["outcome"]) == ("resolved", "They stay")
    assert "They stay" in str(run("escalate", "--list", "--all", "--json").json)
    assert run("undo").code == 0


def test_the_sample_has_escalations_in_work(run: Run) -> None:
    listed = run("escalate", "--list", "--json").json
    found = {one["account"]: (one["tier"], one["next_tier"]) for one in listed["escalations"]}
    assert found == {"Quillard Media": (3, None), "Dunmarrow Builders": (2, 3)}
    assert "called for" in run("escalate", "--list").out.casefold()


def test_the_message(run: Run) -> None:
    text = run(*ASH, *NO, "--message").out
    assert text.startswith("[ESCALATION] Ashenbrook Mutual") and "Urgency: critical" in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Name an account"),
        (("Ashenbrook", "--list"), 2, "Name an account"),
        (("Ashenbrook", "--answer", "incident"), 2, "QUESTION=yes"),
        (("Ashenbrook", "--answer", "incident=perhaps"), 2, "QUESTION=yes"),
        (("Ashenbrook", "--answer", "weather=yes"), 1, "no question"),
        (("Ashenbrook", "--open"), 1, "question is open"),
        (("--resolve", "1"), 2, "--outcome"),
        (("--resolve", "99", "--outcome", "x"), 1, "no escalation 99"),
        (("Nobody",), 1, "account is called"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    answer = run("escalate", *arguments)
    assert answer.code == code and words in answer.err
