"""What is a record and what stands around the records; and bytes that fell into a text."""

from __future__ import annotations

import pytest

from csdesk.sync import build, encoding
from csdesk.sync.errors import SyncRefused
from csdesk.sync.plan import ImportPlan, Options
from csdesk.sync.side import BookSide
from csdesk.values.formats import Formats

HEAD = "Account name,Customer ID,City,ARR,Owner,Industry,Renewal date,Phone,Country,Segment\n"


def plan_of(data: bytes | str) -> ImportPlan:
    raw = data.encode() if isinstance(data, str) else data
    seen = build.inspect(raw, "export.csv", Options())
    return build.build(seen, Options(), BookSide(), Formats("dmy", ".", ",", "USD"), today="2026-11-23")


@pytest.mark.parametrize(
    "name",
    ["vertraulich", "Copyright", "(c) 2024", "Page 1", "Source:", "As of", "Total:", "Grand total", "Gesamt",
     "Zwischensumme", "Record count", "Printed by"],
)  # fmt: skip
def test_a_row_with_data_in_its_cells_is_a_record(name: str) -> None:
    rows = "".join(f"Acme {i},c-{i},Leeds,50{i},Ida,Food,2027-01-0{i},0044 {i},UK,Mid\n" for i in range(1, 6))
    plan = plan_of(f"{HEAD}{rows}{name},c-9,,,,,,,,\n")
    assert (plan.rows, plan.created, plan.recognised.dropped) == (6, 6, ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Confidential, do not distribute,,,,,,,,", "a notice around the report"),
        ("Copyright (c) 2000-2026 Kelvara, Inc. All rights reserved.", "a notice around the report"),
        ("Grand total,,,2515,,,,,,", "a total"),
        ("Gesamt,,,2515,,,,,,", "a total"),
    ],
)
def test_what_stands_around_the_records_is_still_dropped(line: str, reason: str) -> None:
    rows = "".join(f"Acme {i},c-{i},Leeds,50{i},Ida,Food,2027-01-0{i},0044 {i},UK,Mid\n" for i in range(1, 6))
    plan = plan_of(f"{HEAD}{rows}{line}\n")
    assert [one.reason for one in plan.recognised.dropped] == [reason]


@pytest.mark.parametrize("chosen", [None, "utf-8", "cp1252"])
def test_a_zero_byte_in_a_text_is_left_out_and_said(chosen: str | None) -> None:
    data = (HEAD + "Ac\0me,c-1,Leeds,500,Ida,Food,2027-01-01,0044 1,UK,Mid\n").encode()
    found = encoding.decode(data, chosen)
    assert "Acme" in found.text
    assert f"offset {len(HEAD) + 2}" in found.note and "line 2" in found.note
    assert found.note in plan_of(data).recognised.notes


def test_many_zero_bytes_are_no_text() -> None:
    with pytest.raises(SyncRefused, match="binary"):
        plan_of((HEAD + "Acme\0" * 40 + "\n").encode())
