"""`csdesk tiers`, and what `csdesk policy` says of tiers and cadences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_whole_book_is_listed_with_what_should_move(run: Run) -> None:
    found = run("tiers", "--json").json
    assert (found["policy"], found["should_move"], len(found["accounts"])) == ("handbook", 1, 42)
    run("policy", "coverage")
    moved = run("tiers", "--moves", "--json").json
    assert moved["should_move"] == len(moved["accounts"]) == 38
    assert "should move" in run("tiers").out.splitlines()[0]


def test_one_account_has_its_reasons(run: Run) -> None:
    run("policy", "coverage")
    found = run("tiers", "Lornemouth", "--json").json
    assert (found["tier"], found["verdict"], found["by"], found["coverage"]) == (
        "Mid-market",
        "1",
        "trigger",
        "dedicated",
    )
    first = found["reasons"][0]
    assert first["decides"] and first["value"] == "$36,800" and first["date"] == "2026-11-07"
    assert "coverage, tier 1 triggers" in first["rule"]
    assert found["move"]["direction"] == "new" and found["cadence"]["people"]
    assert "Should move to Tier 1." in run("tiers", "Lornemouth").out


def test_a_move_an_override_and_its_end(run: Run) -> None:
    run("policy", "coverage")
    assert run("tiers", "Lornemouth", "--accept", "--json").json["tier"] == "Tier 1"
    given = run(
        "tiers",
        "Lornemouth",
        "--override",
        "Tier 2",
        "--reason",
        "The deal is off.",
        "--review",
        "in 2 months",
        "--json",
    ).json
    assert (given["tier"], given["should_move"], given["override"]["review_on"]) == ("Tier 2", False, "2027-01-23")
    assert run("tiers", "Lornemouth", "--end-override", "--json").json["tier"] == "Tier 1"
    assert run("tiers", "--accept", "--json").json["should_move"] == 0
    assert run("undo").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("Lornemouth", "--override", "Enterprise"), 2, "--reason"),
        (("--override", "SMB", "--reason", "x", "--review", "in 2 weeks"), 2, "Name the account"),
        (("Lornemouth", "--override", "Gold", "--reason", "x", "--review", "in 2 weeks"), 1, "no tier “Gold”"),
        (("Lornemouth", "--end-override"), 1, "no override"),
        (("Lornemouth", "--accept"), 1, "none of these accounts"),
        (("Nobody Anywhere",), 1, "no account is called"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    answer = run("tiers", *arguments)
    assert answer.code == code and words.casefold() in answer.err.casefold()


def test_a_policy_says_what_it_would_change_before_it_is_chosen(run: Run) -> None:
    told = run("policy", "strategist", "--effect", "--json").json
    assert told["policy"] == "handbook" and told["dry_run"]
    assert sum(told["effect"]["tiers"]["then"].values()) >= 37
    assert told["effect"]["cadences"] and {"account", "from", "to"} == set(told["effect"]["cadences"][0])
    assert "change tier" in run("policy", "strategist", "--effect").out


def test_lists_and_accounts_tell_the_rules_tier_and_the_next_touch(run: Run) -> None:
    [found] = run("accounts", "move:any", "--json").json["accounts"]
    assert (found["name"], found["tier"], found["proposed_tier"]) == ("Garrowby Energy", "Mid-market", "Enterprise")
    assert found["next_touch"] and found["served_by"] == "dedicated" and not found["tier_override"]
    assert run("show", "Umbrick", "--json").json["account"]["tier_override"]
