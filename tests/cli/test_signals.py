"""`csdesk signals` and `csdesk involve`: what holds and why, what was seen, the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
KEYS = {
    "id", "account", "account_id", "rule", "title", "group", "level", "state", "evidence", "why", "meaning", "source",
    "origin", "asks", "due", "raised_at", "review_by", "act_by", "settled_at", "reason",
}  # fmt: skip


def test_signals_of_an_account_the_worst_first(run: Run) -> None:
    found = run("signals", "Morvelle", "--json").json
    assert found["policy"] == "Handbook"
    assert all(set(one) == KEYS for one in found["signals"])
    levels = [one["level"] for one in found["signals"]]
    assert levels == sorted(levels, key=["immediate", "red", "yellow"].index)
    assert {"usage.logins", "combination.product-issue", "contract.renewal-near", "immediate.strategic-red"} <= {
        one["rule"] for one in found["signals"]
    }
    assert {"watch.fall", "watch.renewal"} <= {one["rule"] for one in found["watch"]}
    text = run("signals", "Morvelle").out
    assert "Trouble with the product" in text and "Keep an eye on: Health score slips" in text


def test_the_whole_book_by_level(run: Run) -> None:
    found = run("signals", "--level", "expansion", "--json").json["signals"]
    assert {one["rule"] for one in found} >= {"expansion.department", "expansion.higher-tier"}
    assert {one["level"] for one in found} == {"expansion"}


def test_what_was_seen_is_raised_answered_and_dismissed(run: Run) -> None:
    one = run("signals", "Velmora", "--raise", "contract.competitor", "--evidence", "An RFP is out", "--level", "red",
              "--json").json["signal"]  # fmt: skip
    assert (one["level"], one["origin"], one["state"]) == ("red", "By hand", "raised")
    rules = {each["rule"] for each in run("signals", "Velmora", "--json").json["signals"]}
    assert rules == {"contract.competitor", "immediate.competitor-evaluation"}
    number = str(one["id"])
    assert run("signals", "--acknowledge", number, "--json").json["signal"]["state"] == "acknowledged"
    assert run("signals", "--act", number, "--reason", "Spoke with Dana", "--json").json["signal"]["asks"]
    gone = run("signals", "--dismiss", number, "--reason", "It was another firm")
    assert gone.code == 0 and "“Competitor in play” of Velmora is dismissed." in gone.out
    assert run("signals", "Velmora", "--json").json["signals"] == []
    past = run("signals", "Velmora", "--past", "--json").json["signals"]
    assert {each["reason"] for each in past} == {"It was another firm", "No longer so"}
    assert "No signal holds" in run("signals", "Velmora").out
    assert run("undo").code == 0
    assert len(run("signals", "Velmora", "--json").json["signals"]) == 2


def test_the_rules_that_are_raised_by_hand(run: Run) -> None:
    found = run("signals", "--rules", "--json").json["rules"]
    competitor = next(one for one in found if one["id"] == "contract.competitor")
    assert set(competitor["levels"]) == {"yellow", "red"} and competitor["lasts_days"] == 90
    assert "contract.competitor" in run("signals", "--rules").out


@pytest.mark.parametrize("words", [("involve", "Velmora"), ("signals", "involve", "Velmora")])
def test_should_i_be_involved(run: Run, words: tuple[str, ...]) -> None:
    no = run(*words, "--severity", "moderate", "--json").json
    assert no["involve"] is False and no["severity"] == "moderate" and no["because"]
    yes = run(*words, "--severity", "moderate", "--said", "dissatisfied", "--json").json
    assert yes["involve"] is True
    criterion = next(one for one in yes["criteria"] if one["id"] == "dissatisfied")
    assert (criterion["met"], criterion["counts"], criterion["evidence"]) == (True, True, "Said so")
    assert "Velmora: take part." in run(*words, "--request", "cancellation").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("signals", "Velmora", "--raise", "contract.competitor"), 2, "--evidence"),
        (("signals", "--raise", "contract.competitor", "--evidence", "x"), 2, "ACCOUNT"),
        (("signals", "Velmora", "--raise", "usage.logins", "--evidence", "x"), 1, "raised by hand"),
        (("signals", "--dismiss", "1"), 2, "--reason"),
        (("signals", "--dismiss", "99999", "--reason", "x"), 1, "no signal with the number 99999"),
        (("signals", "--act", "1", "--acknowledge", "2"), 2, "one signal at a time"),
        (("signals", "--past"), 2, "Name the account"),
        (("signals", "Velmora", "Morvelle"), 2, "one account too many"),
        (("signals", "--level", "purple"), 2, "no level"),
        (("involve", "Velmora"), 2, "--severity"),
        (("involve", "Velmora", "--severity", "dire"), 1, "no severity"),
        (("involve", "Velmora", "--severity", "low", "--said", "rain"), 1, "no criterion"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    answer = run(*arguments)
    assert answer.code == code and words in answer.err
