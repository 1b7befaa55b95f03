"""The names of readings: those that the shipped health models and signals read."""

from __future__ import annotations

import re

import pytest

from csdesk import paths
from csdesk.sync import indicators


def test_every_name_given_to_a_reading_is_one_that_a_policy_reads() -> None:
    read: set[str] = set()
    for file in (paths.resources() / "policies").glob("*.yaml"):
        for line in re.findall(r"readings?: (\[[^\]]*\]|[a-z_0-9]+)", file.read_text()):
            read |= set(re.findall(r"[a-z_0-9]+", line))
    assert read >= indicators.KEPT_AS


@pytest.mark.parametrize(("name", "values", "kept"), [
    ("NPS", [0, 7, 10], "nps_answer"),
    ("NPS Score", [9.0, 3.0], "nps_answer"),
    ("Net Promoter Score", [-12, 44], "nps"),
    ("NPS", [44, 61, 10], "nps"),
    ("Average NPS", [8, 9], "nps"),
    ("nps_answer", [12.0], "nps_answer"),
    ("NPS", [*[9.0] * 19, 99.0], "nps_answer"),
    ("How likely are you to recommend us?", [9], "How likely are you to recommend us?"),
    ("Likelihood to recommend", [9], "nps_answer"),
    ("CSAT Score", [4.5, 3], "csat"),
    ("Customer satisfaction", [1, 5], "csat"),
    ("Ticket satisfaction", [1, 5], "support_csat"),
    ("CSAT", [92, 88], "csat_percent"),
    ("CSAT Score", [9, 7], "csat_of_10"),
    ("NPS responses", [4], "NPS responses"),
    ("Active users", [4], "Active users"),
    ("Weekly logins", [4], "logins_week"),
    ("Licences used", [4], "seats_used"),
    ("Widgets", [4], "Widgets"),
])  # fmt: skip
def test_a_reading_is_kept_under_the_name_that_is_read(name: str, values: list[float], kept: str) -> None:
    assert indicators.names_of({name: [float(v) for v in values]})[name][0] == kept


def test_two_columns_never_come_to_one_name() -> None:
    kept = indicators.names_of({"NPS": [8.0], "NPS Answer": [7.0], "Weekly logins": [1.0], "logins_week": [2.0]})
    assert {old: new for old, (new, _) in kept.items()} == {
        "NPS": "NPS", "NPS Answer": "NPS Answer", "Weekly logins": "Weekly logins", "logins_week": "logins_week",
    }  # fmt: skip


def test_a_value_that_cannot_be_one_is_a_fault() -> None:
    assert indicators.fault("nps_answer", 99) and indicators.fault("csat", 7) and indicators.fault("nps", 101)
    assert not indicators.fault("nps", -100) and not indicators.fault("Widgets", 1e9)
