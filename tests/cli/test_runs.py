"""Playbooks from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., Any]


def started(run: Run, *more: str) -> Any:
    answer = run("run", "at-risk-30-days", "Quillard", "--json", *more)
    assert answer.code == 0, answer.err
    return answer.json


def test_playbooks_are_listed_and_shown(run: Run) -> None:
    listed = run("playbooks", "--json").json
    assert {"at-risk-30-days", "high-touch-onboarding"} <= {one["id"] for one in listed["playbooks"]}
    assert listed["refused"] == []
    one = run("playbooks", "high-touch-onboarding", "--json").json["playbook"]
    assert one["phases"][0]["steps"][0]["day"] == 0
    assert "gate" in run("playbooks", "high-touch-onboarding").out
    wrong = run("playbooks", "nothing")
    assert wrong.code == 1
    assert "there is no playbook" in wrong.err


def test_an_account_says_what_it_calls_for(run: Run) -> None:
    (one,) = (
        x
        for x in run("playbooks", "--for", "Quillard", "--json").json["proposed"]
        if x["playbook"] == "at-risk-30-days"
    )
    assert "Health 34" in one["why"]


def test_a_dry_run_changes_nothing(run: Run) -> None:
    shown = started(run, "--on", "2026-11-28", "--dry-run")
    assert shown["steps"][0]["due"] == "2026-11-30"
    assert shown["steps"][0]["moved"]
    assert run("runs", "Quillard", "--json").json["runs"] == []


def test_a_run_is_started_and_its_steps_settled(run: Run) -> None:
    made = started(run)["run"]
    steps = {one["step"]: one for phase in made["phases"] for one in phase["steps"]}
    assert steps["first-checkpoint"]["due"] == "2026-12-14"
    assert "already runs" in run("run", "at-risk-30-days", "Quillard").err
    assert run("runs", "--done", str(steps["review-account"]["id"])).code == 0
    refused = run("runs", "--skip", str(steps["executive-outreach"]["id"]))
    assert refused.code == 1
    assert "needs a reason" in refused.err
    skipped = run("runs", "--skip", str(steps["executive-outreach"]["id"]), "--reason", "Not needed", "--json").json
    assert skipped["run"]["done"] == 2
    moved = run("runs", "--move", str(steps["discovery-call"]["id"]), "--to", "2026-12-05", "--json").json
    assert "weekend" in moved["said"]
    gate = run("runs", "--done", str(steps["root-cause"]["id"]), "--json")
    assert gate.code == 1
    assert "is a gate" in gate.json["error"]["what"]
    passed = run("runs", "--done", str(steps["root-cause"]["id"]), "--reason", "Agreed", "--json")
    assert passed.code == 0
    reopened = run("runs", "--reopen", str(steps["root-cause"]["id"]), "--json").json
    assert reopened["run"]["done"] == 2
    listed = run("runs", "Quillard", "--json").json["runs"]
    assert [(one["done"], one["steps"]) for one in listed] == [(2, 10)]
    shown = run("runs", "--run", str(made["id"]))
    assert "Not needed" in shown.out
    stopped = run("runs", "--stop", str(made["id"]), "--reason", "They left", "--json").json
    assert stopped["run"]["state"] == "stopped"
    assert run("runs", "Quillard").out.strip() == "No playbook runs."
    assert "--to DATE" in run("runs", "--move", "1").err


def test_names_of_conditions_are_listed(run: Run) -> None:
    found = {one["name"]: one["means"] for one in run("playbooks", "--names", "--json").json["names"]}
    assert found["score"] == "Health score"
    assert {"plan-final", "document.success-plan", "usage.logins", "run_start"} <= set(found)


def test_compliance_in_figures(run: Run) -> None:
    found = run("playbooks", "--compliance", "--json").json["compliance"]
    onboarding = next(one for one in found if one["playbook"] == "high-touch-onboarding")
    assert (onboarding["runs"], onboarding["finished"], onboarding["finished_target"]) == (2, 1, 90)
    assert "On time" in run("playbooks", "--compliance").out
