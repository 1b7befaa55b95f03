"""reviews, review, coverage, plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_reviews_are_listed(run: Run) -> None:
    answer = run("reviews", "--json")
    assert answer.code == 0
    assert {one["state"] for one in answer.json["reviews"]} <= {"upcoming", "prepare", "close"}
    held = run("reviews", "morvelle", "--state", "held", "--json").json["reviews"]
    assert held and {(one["account"], one["state"]) for one in held} == {("Morvelle Foods", "held")}
    assert "Morvelle Foods" in run("reviews", "morvelle").out


def test_a_review_is_planned_and_shown(run: Run) -> None:
    made = run(
        "plan", "morvelle", "qbr", "in 6 weeks", "--time", "2 pm", "--with", "Dana Whitlow", "--with", "Kim Doe",
        "--ours", "Elin Aubrey", "--json",
    ).json["review"]  # fmt: skip
    assert (made["date"], made["time"], made["title"]) == ("2027-01-04", "14:00", "QBR, Q1 2027")
    assert (made["customers"], made["ours"]) == (2, 1)
    shown = run("review", str(made["id"]), "--json").json
    assert [one["name"] for one in shown["people"]] == ["Elin Aubrey", "Dana Whitlow", "Kim Doe"]
    assert {one["form"] for one in shown["documents"]} >= {"qbr-agenda", "executive-briefing"}
    assert shown["open"]
    assert "Quarterly review agenda" in run("review", str(made["id"])).out


@pytest.mark.parametrize(("what", "ending"), [("slides", ".pptx"), ("invitation", ".ics"), ("summary", ".eml")])
def test_a_review_makes_its_files(run: Run, tmp_path: Path, what: str, ending: str) -> None:
    number = run("plan", "morvelle", "qbr", "in 6 weeks", "--time", "14:00", "--json").json["review"]["id"]
    answer = run("review", str(number), "--make", what, "--to", str(tmp_path), "--json")
    assert answer.code == 0
    assert answer.json["file"].endswith(ending)
    assert Path(answer.json["file"]).stat().st_size > 200


def test_coverage_by_tier(run: Run) -> None:
    answer = run("coverage", "--json").json
    tiers = {one["tier"]: one for one in answer["tiers"]}
    assert tiers["Strategic"]["accounts"] == 2
    assert all(one["state"] in ("due", "overdue") for one in answer["open"])
    assert "QBR quarterly" in run("coverage").out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("plan", "morvelle", "qbr", "someday"), "not a date"),
        (("plan", "morvelle", "qbr", "tomorrow", "--time", "late"), "not a time"),
        (("review", "99999"), "no review 99999"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], part: str) -> None:
    answer = run(*arguments)
    assert answer.code == 1
    assert part in answer.err
