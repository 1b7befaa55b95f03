"""Accounts as a CSV file that a spreadsheet opens safely and CSDesk reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from csdesk.desk import whole_file
from csdesk.desk.account_rows import AccountRow
from csdesk.values.money import Money

HEADS = {
    "name": "Account name", "tier": "Tier", "score": "Health score", "change": "Health in 30 days", "arr": "ARR",
    "renewal_date": "Renewal date", "days_left": "Days to renewal", "stage": "Stage", "owner": "Owner",
    "last_touch": "Last touch", "next_step": "Next step", "next_step_due": "Next step due", "plan": "Success plan",
    "industry": "Industry", "segment": "Segment", "product": "Product", "size": "Company size", "seats": "Seats",
    "country": "Country", "support_plan": "Support plan", "domain": "Domain", "crm_id": "CRM id",
    "contract_start": "Contract start", "proposed": "Proposed tier", "coverage": "Served by",
    "next_touch": "Next touch",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


def guard(text: str) -> str:
    """`text` such that no spreadsheet runs it: an apostrophe goes before what would start a formula."""
    start = text.lstrip()[:1]
    return f"'{text}" if (start in _FORMULA and start) or text[:1] in ("\t", "\r") else text


Own = Mapping[str, Mapping[int, str]]
"""What accounts say in fields of the CSM's own, by column key and account."""


def csv_text(rows: Iterable[AccountRow], columns: Sequence[str], own: Own | None = None) -> str:
    """One line per account under English heads; amounts plain with their currency beside, dates ISO."""
    wanted = ["crm_id", *(column for column in columns if column != "crm_id" and column in HEADS)]
    beyond = [(key, values) for key, values in (own or {}).items() if key in columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    heads: list[str] = []
    for column in wanted:
        heads.append(HEADS[column])
        if column == "arr":
            heads.append("Currency")
    heads += [guard(key.partition(":")[2]) for key, _ in beyond]
    writer.writerow(heads)
    for row in rows:
        cells: list[str] = []
        for column in wanted:
            value = getattr(row, column)
            cells.append(_cell(value))
            if column == "arr":
                cells.append(value.currency if isinstance(value, Money) else "")
        cells += [guard(values.get(row.id, "")) for _, values in beyond]
        writer.writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return str(value.amount)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    return guard(value) if isinstance(value, str) else str(value)


def write_csv(target: Path, rows: Iterable[AccountRow], columns: Sequence[str], own: Own | None = None) -> None:
    """Writes the file whole or not at all; DeskError says why it could not be written."""
    whole_file.save(target, csv_text(rows, columns, own).encode("utf-8-sig"), "Nothing was changed.")
