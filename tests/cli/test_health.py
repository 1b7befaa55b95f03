"""`csdesk health` and what `csdesk policy` says before it changes anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_health_gives_its_reasons(run: Run) -> None:
    found = run("health", "Morvelle", "--json").json
    assert (found["score"], found["band"], found["coverage"], found["origin"]) == (58, "At risk", 90, "computed")
    assert found["reasons"][0].endswith("= 58.")
    assert sum(one["weight"] for one in found["indicators"]) == 100
    assert found["override"] is None
    assert found["alert"]["rule"] == "Handbook, health card"
    assert "52.2 of the 90 points" in run("health", "Morvelle").out


def test_readings_and_overrides_from_the_command_line(run: Run) -> None:
    before = run("health", "Morvelle", "--json").json["score"]
    after = run("health", "Morvelle", "--add", "late_invoices=0", "--json").json
    assert (after["coverage"], after["missing"]) == (100, [])
    assert after["score"] > before
    given = run(
        "health", "Morvelle", "--override", "45", "--reason", "New lead", "--until", "in 2 weeks", "--json"
    ).json
    assert (given["score"], given["computed"], given["override"]["reason"]) == (45, after["score"], "New lead")
    assert run("health", "Morvelle", "--end-override", "--json").json["score"] == after["score"]
    assert run("undo").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--override", "45"), 2, "--reason"),
        (("--add", "active_users"), 2, "NAME=VALUE"),
        (("--add", "active_users=many"), 1, "many"),
        (("--end-override",), 1, "No override"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(run: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    answer = run("health", "Morvelle", *arguments)
    assert answer.code == code and words in answer.err


def test_a_policy_says_first_what_it_would_change(run: Run) -> None:
    dry = run("policy", "coverage", "--dry-run", "--json").json
    assert dry["policy"] == "handbook" and dry["dry_run"]
    now = {one["name"]: one["band"] for one in run("accounts", "--json").json["accounts"]}
    done = run("policy", "coverage", "--json").json
    assert done["policy"] == "coverage" and done["effect"] == dry["effect"]
    then = {one["name"]: one["band"] for one in run("accounts", "--json").json["accounts"]}
    moved = {name: (now[name], then[name]) for name in now if now[name] != then[name]}
    assert moved == {one["account"]: (one["from"], one["to"]) for one in dry["effect"]["moved"]}
    assert run("policy", "nothing").code == 1


def test_the_configuration_becomes_a_policy_of_ones_own(run: Run, tmp_path: Path) -> None:
    assert "no health score configuration" in run("policy", "--from-form").err
    answers = tmp_path / "answers.json"
    answers.write_text('{"setup": {"product": "Flow Enterprise"}}', encoding="utf-8")
    assert run("fill", "health-configuration", "--values", str(answers)).code == 0
    dry = run("policy", "--from-form", "--dry-run", "--json").json
    assert dry["policy"] == "handbook" and dry["effect"]["moved"] == []
    assert run("policy", "--from-form", "--json").json["policy"] == "own"
