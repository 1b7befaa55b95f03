"""The files and books that are measured: a CRM export of many accounts, the sample book, a plan with ten goals."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 11, 23)
_FIRST = (
    "Arven",
    "Bram",
    "Corv",
    "Delm",
    "Esper",
    "Fenn",
    "Gral",
    "Hald",
    "Iven",
    "Jorr",
    "Kelv",
    "Lorm",
    "Mer",
    "Nord",
)
_SECOND = ("ane", "holt", "ick", "mere", "oro", "stead", "vale", "wick", "yard", "ona")
_KIND = ("Logistics", "Foods", "Health", "Mutual", "Energy", "Stores", "Instruments", "Media", "Textiles", "Foundry")
HEADS = (
    "Account ID", "Account Name", "Website", "Industry", "Account Owner", "Annual Contract Value", "Renewal Date",
    "Contract Start Date", "Billing Country", "Employees", "Licensed Seats", "Tier", "Segment", "Support Plan",
    "Next Step", "Last Activity", "Region", "Cost Centre", "Partner", "Notes",
)  # fmt: skip


def export(path: Path, rows: int) -> Path:
    """A comma-separated export with twenty columns, the same for the same number of rows."""
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADS)
        for number in range(rows):
            stem = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}"
            name = f"{stem} {chance.choice(_KIND)} {number}"
            begun = TODAY - timedelta(days=chance.randrange(30, 1500))
            writer.writerow(
                (
                    f"0015g{number:010d}", name, f"{stem.lower()}{number}.example", chance.choice(_KIND),
                    chance.choice(("Nora Hale", "Tomas Brandt", "Ines Caldeira")), chance.randrange(8_000, 900_000),
                    (TODAY + timedelta(days=chance.randrange(1, 700))).isoformat(), begun.isoformat(),
                    chance.choice(("Portugal", "Norway", "Canada")), chance.randrange(20, 9_000),
                    chance.randrange(5, 900), chance.choice(("Strategic", "Growth", "Scale")),
                    chance.choice(("Mid-market", "Enterprise")), chance.choice(("Standard", "Premium")),
                    f"Agree on the rollout for team {number % 17}", begun.isoformat(),
                    chance.choice(("North", "South", "West")), f"CC-{number % 300}",
                    chance.choice(("", "Quoin Partners")), f"Imported line {number}, nothing else is known",
                )
            )  # fmt: skip
    return path


def big_book(folder: Path, rows: int) -> Path:
    """A book with that many accounts, made by an import; made once a run."""
    from csdesk.desk import imports, settings
    from csdesk.desk.core import Desk

    path = folder / f"book-{rows}.csdesk"
    if not path.exists():
        with Desk.open(path) as desk:
            settings.set_profile(desk, name="Nora Hale", company="Kelvara")
            imports.apply(desk, export(folder / f"export-{rows}.csv", rows), imports.Options(currency="USD"))
    return path


def sample_book(folder: Path) -> Path:
    """The sample book, with a success plan of ten goals for its first account; made once a run."""
    from csdesk.desk import accounts, documents, records
    from csdesk.desk.core import Desk
    from csdesk.desk.sample import make_sample
    from csdesk.values.clock import FixedClock

    path = folder / "sample.csdesk"
    if not path.exists():
        make_sample(path, FixedClock(TODAY))
        with Desk.open(path) as desk:
            account = planned(desk)
            goals = records.of_account(desk, "goal", account)
            for number in range(len(goals), 10):
                values = {
                    "title": f"Close the month faster, part {number}",
                    "outcome": "The board sees reliable figures a week earlier than in the year before.",
                    "metric": "Working days from period end to signed ledger",
                    "baseline": "9.5 days",
                    "target": "5 days",
                    "target_date": TODAY + timedelta(days=30 * number),
                    "status": "green",
                }
                known = {field.id for field in records.KINDS["goal"].fields}
                values = {key: value for key, value in values.items() if key in known}
                values["status"] = records.KINDS["goal"].field("status").options[0].id
                records.create(desk, "goal", values, account_id=account)
            documents.open_document(desk, "success-plan", account)
            assert accounts.row(desk, account)
    return path


def planned(desk: object) -> int:
    """The account of the book whose success plan is the fullest."""
    from csdesk.desk import accounts, documents

    rows = [one for one in documents.listing(desk) if one.form == "success-plan" and one.account_id]  # type: ignore[arg-type]
    if rows:
        fullest = max(rows, key=lambda one: (one.answered, one.account)).account_id
        assert fullest is not None
        return fullest
    return accounts.rows(desk)[0].id  # type: ignore[arg-type]
