"""`csdesk renewals` and `csdesk metrics`: lists, one account's path, calls, steps and outcomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import records
from csdesk.desk.core import Desk
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

Run = Callable[..., Any]
TODAY = date(2026, 11, 23)


@pytest.fixture
def renewals(tmp_path: Path, run: Run) -> Run:
    """Runs a command on a book with two renewals within 90 days and one far off: code, JSON or text, trouble."""
    path = tmp_path / "small.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        for name, days, arr, score in (
            ("Arvelle Logistics", 74, 412_000, 58.0), ("Ravensworth Water", 79, 76_000, 91.0),
            ("Zephyrline Air", 300, 384_000, 62.0),
        ):  # fmt: skip
            values = {"name": name, "renewal_date": TODAY + timedelta(days=days), "arr": Money.of(arr, "USD"),
                      "health_score": score, "tier": "Enterprise"}  # fmt: skip
            made = records.create(desk, "account", values).record_id
            records.create(desk, "touch", {"type": "call", "date": TODAY, "summary": "Spoke"}, account_id=made)

    def call(*arguments: str) -> tuple[int, Any, str]:
        found = run(*arguments, on=path)
        return found.code, found.json if "--json" in arguments and found.code == 0 else found.out, found.err

    return call


def test_the_list_has_steps_and_the_forecast_multiplied_out(renewals: Run) -> None:
    code, answer, _ = renewals("renewals", "--json")
    assert code == 0
    assert [one["account"] for one in answer["renewals"]] == ["Arvelle Logistics", "Ravensworth Water"]
    first = answer["renewals"][0]
    assert first["step"]["id"] == "intent-call" and first["late"] and first["due"] == "2026-11-06"
    assert first["reasons"][0]["rule"] and first["risk"] == "high"
    (sums,) = answer["forecast"]
    assert sums["due"] == {"amount": 488_000, "currency": "USD"}
    assert sums["automatic"]["amount"] == 319_400 and sums["at_risk"]["amount"] == 168_600
    assert sums["arithmetic"] == ["76000 x 95% = 72200", "412000 x 60% = 247200"]
    assert len(renewals("renewals", "--days", "365", "--json")[1]["renewals"]) == 3


def test_the_list_as_text_names_the_sum(renewals: Run) -> None:
    code, text, _ = renewals("renewals")
    assert code == 0
    assert "Renewal intent call (90 days)" in text and "$319,400" in text
    assert "ARR at risk: $488,000 − $319,400 = $168,600." in text


def test_a_call_is_set_with_its_reason(renewals: Run) -> None:
    code, _, trouble = renewals("renewals", "Arvelle", "--call", "75")
    assert code == 1 and "reason" in trouble
    code, answer, _ = renewals("renewals", "Arvelle", "--call", "75", "--reason", "Budget is approved", "--json")
    assert code == 0 and (answer["own"], answer["automatic"]) == (75, 60)
    assert answer["call_reason"] == "Budget is approved" and answer["calls"][0]["own"] == 75
    assert answer["forecast"][0]["differs"][0]["moves"]["amount"] == 61_800
    code, answer, _ = renewals("renewals", "Arvelle", "--clear-call", "--json")
    assert code == 0 and answer["own"] is None


def test_steps_are_ticked_moved_skipped_and_opened(renewals: Run) -> None:
    _, answer, _ = renewals("renewals", "Arvelle", "--done", "intent-call", "--json")
    assert answer["step"]["id"] == "value-review"
    _, answer, _ = renewals("renewals", "Arvelle", "--reopen", "intent-call", "--json")
    assert answer["late"]
    _, answer, _ = renewals("renewals", "Arvelle", "--move", "intent-call", "--on", "tomorrow", "--json")
    assert answer["due"] == "2026-11-24" and answer["step"]["planned"]
    _, answer, _ = renewals("renewals", "Arvelle", "--skip", "intent-call", "--reason", "Said in writing", "--json")
    states = {one["id"]: one["state"] for one in answer["steps"]}
    assert states["intent-call"] == "skipped"
    assert renewals("renewals", "Arvelle", "--move", "proposal")[0] == 2
    assert renewals("renewals", "Arvelle", "--done", "dance")[0] == 1


def test_an_outcome_is_recorded(renewals: Run) -> None:
    code, answer, _ = renewals("renewals", "Arvelle", "--outcome", "renewed", "--arr", "420000", "--json")
    assert code == 0 and answer["renewal_date"] == "2028-02-05" and answer["arr"]["amount"] == 420_000
    code, answer, _ = renewals("renewals", "Ravensworth", "--outcome", "lost", "--reason", "Merged", "--json")
    assert code == 0 and answer["form"] == "post-mortem"
    assert renewals("renewals", "--json")[1]["renewals"] == []


def test_wrong_usage_says_what_is_missing(renewals: Run) -> None:
    assert renewals("renewals", "--call", "75")[0] == 2
    assert renewals("renewals", "--days", "0")[0] == 2
    assert renewals("metrics", "--months", "0")[0] == 2


def test_metrics_have_formulas_and_rows(renewals: Run) -> None:
    code, answer, _ = renewals("metrics", "--json")
    assert code == 0
    found = {one["id"]: one for one in answer["metrics"]}
    assert found["weighted-forecast"]["amount"] == {"amount": 319_400, "currency": "USD"}
    assert found["weighted-forecast"]["rows"][0]["account"] == "Arvelle Logistics"
    assert "$412,000 × 60%" in found["weighted-forecast"]["formula"]
    assert renewals("metrics")[0] == 0


def test_the_sample_looks_like_a_book_in_use(run: Run) -> None:
    answer = run("renewals", "--days", "120", "--json").json
    assert [one["account"] for one in answer["renewals"] if one["late"]] == ["Morvelle Foods"]
    usd = next(one for one in answer["forecast"] if one["currency"] == "USD")
    assert {one["account"] for one in usd["differs"]} == {"Morvelle Foods", "Ashenbrook Mutual", "Umbrick Textiles"}
    assert all(one["notice"] for one in answer["renewals"])
    figures = {(one["id"], one["currency"]): one["value"] for one in run("metrics", "--json").json["metrics"]}
    assert 80 < figures["renewal-rate", "USD"] < 100 and figures["nrr", "USD"] > 100 > figures["grr", "USD"]
