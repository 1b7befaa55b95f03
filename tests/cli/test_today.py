"""`csdesk today` and `csdesk touch`: the list with its reasons, and acting on it."""

from __future__ import annotations

from typing import Any

import pytest


def keys(found: Any, source: str) -> list[str]:
    return [one["key"] for one in found["items"] if one["key"].startswith(f"{source}/")]


def test_the_list_has_groups_keys_and_reasons(run: Any) -> None:
    found = run("today", "--json").json
    assert found["needing"] >= found["now"] > 0
    first = found["items"][0]
    assert first["group"] == "now"
    assert {"key", "title", "account", "due", "urgent", "health", "arr", "reasons"} <= set(first)
    assert first["reasons"][0]["rule"]
    groups = [one["group"] for one in found["items"]]
    assert groups == sorted(groups, key=["now", "today", "week", "later"].index)
    assert found["not_asked"] == []
    text = run("today").out
    assert text.startswith("Now (")
    assert "This week (" in text


def test_days_looks_further_or_less_far(run: Any) -> None:
    few, usual, many = (run("today", "--json", *more).json for more in (("--days", "0"), (), ("--days", "14")))
    assert len(few["items"]) == few["needing"] < len(usual["items"]) < len(many["items"])


def test_why_tells_what_decides(run: Any) -> None:
    (key, *_) = keys(run("today", "--json").json, "action")
    said = run("today", "--why", key, "--json").json
    assert said["item"]["key"] == key
    assert said["decides"][0]["what"] == "Group"
    assert said["place"] <= said["of"]
    assert "Place " in run("today", "--why", key).out


def test_a_line_is_ticked_snoozed_and_brought_back(run: Any) -> None:
    (first, second, *_) = keys(run("today", "--json").json, "action")
    assert run("today", "--done", first, "--json").json["step"].startswith("Action done")
    assert run("today", "--done", first, "--json").code == 1
    put_off = run("today", "--snooze", second, "--until", "in 3 days", "--reason", "Waiting", "--json").json
    assert put_off["until"] == "2026-11-26"
    found = run("today", "--json").json
    assert second not in keys(found, "action")
    assert (second, "Waiting") in [(one["key"], one["reason"]) for one in found["snoozed"]]
    assert run("today", "--bring-back", second).code == 0
    assert second in keys(run("today", "--json").json, "action")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--until", "tomorrow"), 2),
        (("--snooze", "action/1"), 1),
        (("--snooze", "action/9999", "--until", "tomorrow"), 1),
        (("--done", "nonsense"), 1),
        (("--days", "-1"), 2),
        (("--done", "a", "--why", "b"), 2),
    ],
)
def test_what_cannot_be_done_says_so(run: Any, arguments: tuple[str, ...], code: int) -> None:
    answer = run("today", *arguments)
    assert answer.code == code
    assert answer.err


def test_a_touch_is_logged_with_its_actions(run: Any) -> None:
    made = run(
        "touch", "Morvelle", "Walked the dispute list", "--with", "Rajiv Menon", "--when", "yesterday 14:30",
        "--action", "Rajiv sends the plant codes by friday", "--next", "in 2 weeks", "--mood", "good", "--json",
    ).json  # fmt: skip
    assert (made["date"], made["time"], made["next"], made["missing"]) == ("2026-11-22", "14:30", "2026-12-07", [])
    assert made["actions"][0]["due"] == "2026-11-27"
    short = run("touch", "Morvelle", "Called", "--json")
    assert short.json["missing"] == ["who it was with", "the next touch"]
    assert "A full note also has" in short.err
    assert run("touch", "Morvelle", " ").code == 1
    assert run("touch", "Morvelle", "Called", "--when", "tomorrow").code == 1
    assert run("touch", "Nobody At All", "Called").code == 1
