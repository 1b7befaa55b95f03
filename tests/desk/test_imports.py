"""CRM sync end to end on a real book: dry run and run, three ways, undo, carry back."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import imports, records
from csdesk.desk.core import Desk
from csdesk.desk.imports import ImportCancelled, ImportRefused, Options
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money

CORPUS = Path(__file__).parents[1] / "sync" / "corpus"
HEAD = "Account ID,Account Name,Website,ARR (USD),Renewal Date,Industry,Phone\n"
FIRST = HEAD + (
    "001Qy00000Lm4TrIAJ,Arvelle Logistics,arvelle.example,398000,2027-01-30,Transport,+1 617 555 0142\n"
    "001Qy00000kd8WcIAI,Corvane Health,corvane.example,64000,2027-03-31,Health,\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(tmp_path / "book.csdesk", clock=FixedClock(date(2026, 11, 23))) as opened:
        yield opened


def write(tmp_path: Path, text: str, name: str = "accounts.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def contents(desk: Desk) -> dict[str, list[Any]]:
    """Everything a person would call the book: records, without the housekeeping of versions and journal."""
    tables = (
        "account",
        "contact",
        "arr_event",
        "indicator_reading",
        "touch",
        "custom_field",
        "custom_value",
        "sync_run",
    )
    found: dict[str, list[Any]] = {}
    with sqlite3.connect(desk.path) as connection:
        connection.row_factory = sqlite3.Row
        for table in tables:
            rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY id').fetchall()
            found[table] = [{k: v for k, v in dict(row).items() if k not in ("version", "updated_at")} for row in rows]
    connection.close()
    return found


def values(desk: Desk, record_id: int = 1) -> dict[str, Any]:
    return dict(records.get(desk, "account", record_id).values)


def test_the_dry_run_changes_nothing_and_says_what_the_run_does(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    before = contents(desk)
    plan = imports.prepare(desk, path)
    assert contents(desk) == before
    assert (plan.created, plan.updated, plan.unchanged, plan.cells_changing) == (2, 0, 0, 13)
    done = imports.apply(desk, path, plan)
    assert (done.created, done.updated, done.rejected) == (2, 0, 0)
    assert done.backup is not None and done.backup.exists()
    assert values(desk)["arr"] == Money(39_800_000, "USD")
    assert values(desk)["renewal_date"] == date(2027, 1, 30)


@pytest.mark.parametrize(
    "name",
    sorted(
        p.name
        for p in CORPUS.iterdir()
        if p.name not in ("pivot.csv", "salesforce_deals.csv", "generic_damaged_utf8.csv")
    ),
)
def test_twice_changes_nothing_and_undo_gives_the_book_back(desk: Desk, name: str) -> None:
    if name.startswith(("readings", "salesforce_act", "nps", "usage")):
        imports.apply(desk, CORPUS / "salesforce_report.csv")
    touches = ("salesforce_tasks", "hubspot_calls", "hubspot_emails", "hubspot_meetings", "pipedrive_act")
    if name.startswith(("hubspot_conta", "hubspot_kontakte", *touches)):
        imports.apply(desk, CORPUS / "salesforce_report.csv")
        imports.apply(desk, CORPUS / "hubspot_companies.csv")
    before = contents(desk)
    done = imports.apply(desk, CORPUS / name)
    assert done.created > 0
    after = contents(desk)
    again = imports.apply(desk, CORPUS / name)
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == done.created
    assert {k: v for k, v in contents(desk).items() if k != "sync_run"} == {
        k: v for k, v in after.items() if k != "sync_run"
    }
    report = imports.undo_import(desk, done.import_id)
    assert report.kept == () and report.failed == ()
    now = contents(desk)
    now["sync_run"] = [row for row in now["sync_run"] if row["id"] != again.import_id]
    assert now == before


def test_three_ways(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    records.update(desk, "account", 1, {"renewal_date": date(2027, 2, 5), "industry": "Road freight"})
    second = HEAD + (
        "001Qy00000Lm4Tr,Arvelle Logistics,arvelle.example,412000,2027-02-12,Transport,\n"
        "001Qy00000kd8WcIAI,Corvane Health,corvane.example,64000,2027-03-31,Health,+44 20\n"
    )
    plan = imports.prepare(desk, write(tmp_path, second))
    cells = {c.field: c for c in plan.entries[0].cells}
    assert (cells["arr"].action, cells["arr"].reason) == ("take", "Changed only in the CRM")
    assert (cells["industry"].action, cells["industry"].carry_back) == ("keep", True)
    assert (cells["phone"].action, cells["phone"].reason) == ("keep", "A blank never erases")
    clash = cells["renewal_date"]
    assert (clash.action, clash.last, clash.book, clash.crm) == ("conflict", "2027-01-30", "2027-02-05", "2027-02-12")
    assert imports.cell_text(desk, clash, "book") == "5 Feb 2027"
    assert (plan.updated, plan.unchanged, len(plan.conflicts)) == (2, 0, 1)
    imports.apply(desk, tmp_path / "accounts.csv", plan)
    assert values(desk)["renewal_date"] == date(2027, 2, 5)
    assert values(desk)["phone"] == "+1 617 555 0142"
    still = imports.prepare(desk, tmp_path / "accounts.csv")
    assert (still.updated, len(still.conflicts)) == (0, 1), "an open conflict is asked again"
    settled = imports.apply(desk, tmp_path / "accounts.csv", Options(conflicts={(1, "renewal_date"): "book"}))
    assert (settled.updated, settled.conflicts) == (0, 0)
    later = imports.prepare(desk, tmp_path / "accounts.csv")
    assert later.conflicts == [], "what was settled stays settled"
    assert {(c.field, c.column) for c in imports.changes(desk)} == {
        ("renewal_date", "Renewal Date"), ("industry", "Industry"),
    }  # fmt: skip


def test_a_rule_settles_a_column_and_is_remembered(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    imports.apply(desk, path)
    records.update(desk, "account", 1, {"industry": "Freight"})
    path.write_text(FIRST.replace("Transport", "Rail"), encoding="utf-8")
    imports.apply(desk, path, Options(rules={"industry": "crm"}))
    assert values(desk)["industry"] == "Rail"
    records.update(desk, "account", 1, {"industry": "Freight"})
    path.write_text(FIRST.replace("Transport", "Road"), encoding="utf-8")
    assert imports.prepare(desk, path).conflicts == []
    imports.apply(desk, path)
    assert values(desk)["industry"] == "Road"


def test_a_value_never_compared_before_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    records.create(desk, "account", {"name": "ARVELLE  logistics", "industry": "Mine"})
    plan = imports.prepare(desk, write(tmp_path, FIRST))
    entry = plan.entries[0]
    assert (entry.record_id, entry.matched_by) == (1, "name")
    assert [c.field for c in entry.conflicts] == ["name", "industry"]
    assert {c.field for c in entry.changes} >= {"arr", "crm_id", "domain"}


def test_a_near_match_is_proposed_and_waits(desk: Desk, tmp_path: Path) -> None:
    records.create(desk, "account", {"name": "Arvelle Logistics, Inc."})
    path = write(tmp_path, FIRST)
    done = imports.apply(desk, path)
    assert (done.created, done.held) == (1, 1)
    asked = [q for q in done.plan.questions if q.kind == "match"]
    assert asked[0].candidates[0][0] == 1 and "legal form" in asked[0].candidates[0][1]
    linked = imports.apply(desk, path, Options(matches={2: 1}))
    assert (linked.created, linked.updated, linked.held) == (0, 1, 0)
    assert imports.prepare(desk, path).count("held") == 0


def test_several_matches_are_never_picked(desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        records.create(desk, "account", {"name": "Arvelle Logistics"})
    plan = imports.prepare(desk, write(tmp_path, FIRST))
    assert plan.entries[0].outcome == "held"
    assert [q.kind for q in plan.questions if q.line == 2] == ["ambiguous"]


def test_ids_that_differ_in_case_only_are_two_accounts(desk: Desk, tmp_path: Path) -> None:
    text = "Account ID,Account Name,City\n001Qy00000Ab1xY,North Mill,Leeds\n001Qy00000aB1Xy,South Mill,York\n"
    assert imports.apply(desk, write(tmp_path, text)).created == 2
    longer = text.replace("Ab1xY", "Ab1xYIAR").replace("aB1Xy", "aB1XyIAK")
    again = imports.prepare(desk, write(tmp_path, longer))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_shared_domain_proves_nothing(desk: Desk, tmp_path: Path) -> None:
    text = "Account name,Website,City\nOne Shop,gmail.com,Leeds\n"
    imports.apply(desk, write(tmp_path, text))
    other = imports.prepare(desk, write(tmp_path, text.replace("One Shop", "Another Place")))
    assert other.created == 1


def test_another_crm_keeps_its_own_ids(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    hub = "Record ID,Company name,Company owner,Company Domain Name\n77,Arvelle Logistics,Dana,arvelle.example\n"
    done = imports.apply(desk, write(tmp_path, hub, "hub.csv"))
    assert (done.created, done.updated) == (0, 1)
    assert values(desk)["crm_id"] == "001Qy00000Lm4TrIAJ"
    renamed = imports.prepare(desk, write(tmp_path, hub.replace("arvelle.example", "new.example"), "hub.csv"))
    assert renamed.entries[0].record_id == 1


def test_missing_accounts_are_listed_and_stay(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    short = write(tmp_path, "".join(FIRST.splitlines(keepends=True)[:2]))
    plan = imports.prepare(desk, short)
    assert [(m.name, m.crm_id) for m in plan.missing] == [("Corvane Health", "001Qy00000kd8WcIAI")]
    imports.apply(desk, short)
    assert values(desk, 2)["name"] == "Corvane Health"


def test_a_deleted_account_is_not_made_again(desk: Desk, tmp_path: Path) -> None:
    from csdesk.desk import bin as desk_bin

    path = write(tmp_path, FIRST)
    imports.apply(desk, path)
    desk_bin.delete(desk, "account", 1)
    plan = imports.prepare(desk, path)
    assert plan.created == 0 and [q.kind for q in plan.questions] == ["bin"]


def test_undo_keeps_and_lists_later_edits(desk: Desk, tmp_path: Path) -> None:
    done = imports.apply(desk, write(tmp_path, FIRST))
    records.update(desk, "account", 1, {"industry": "Freight"})
    report = imports.undo_import(desk, done.import_id)
    assert [(k.title, k.field, k.ours, k.now) for k in report.kept] == [
        ("Arvelle Logistics", "industry", "Transport", "Freight")
    ]
    assert values(desk)["industry"] == "Freight"
    with pytest.raises(ImportRefused, match="taken back already"):
        imports.undo_import(desk, done.import_id)
    with pytest.raises(ImportRefused, match="no import 99"):
        imports.undo_import(desk, 99)


def test_after_an_undo_the_same_file_imports_anew(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    imports.apply(desk, path)
    path.write_text(FIRST.replace("Transport", "Rail"), encoding="utf-8")
    imports.apply(desk, path)
    desk.undo()
    assert values(desk)["industry"] == "Transport"
    again = imports.apply(desk, path)
    assert again.updated == 1 and values(desk)["industry"] == "Rail"


def test_arr_history_follows(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    imports.apply(desk, path)
    events = records.of_account(desk, "arr_event", 1)
    assert [(e.values["type"], e.values["arr"]) for e in events] == [("new", Money(39_800_000, "USD"))]


def test_contacts_follow_their_account_and_the_rest_can_be_linked(desk: Desk) -> None:
    imports.apply(desk, CORPUS / "hubspot_companies.csv")
    path = CORPUS / "hubspot_contacts.csv"
    done = imports.apply(desk, path)
    assert (done.created, done.held) == (3, 1)
    people = {r.values["name"]: r.account_id for a in (1, 2) for r in records.of_account(desk, "contact", a)}
    assert people == {"Ida Moss": 1, "Tom Hale": 1, "Noor": 2}
    linked = imports.apply(desk, path, Options(matches={5: 2}))
    assert (linked.created, linked.unchanged) == (1, 3)


def test_custom_fields_are_made_compared_and_undone(desk: Desk, tmp_path: Path) -> None:
    path = CORPUS / "generic_amount_words.csv"
    done = imports.apply(desk, path, Options(mapping={"Favourite colour": "custom:Colour"}))
    assert contents(desk)["custom_field"][0]["label"] == "Colour"
    changed = write(tmp_path, path.read_text().replace("red", "gold"), path.name)
    again = imports.apply(desk, changed)
    assert (again.updated, [c.field for c in again.plan.entries[0].changes]) == (1, ["custom:Colour"])
    imports.undo_import(desk, again.import_id)
    imports.undo_import(desk, done.import_id)
    assert contents(desk)["custom_field"] == [] and contents(desk)["custom_value"] == []


def test_corrections_are_remembered_for_the_source(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, "Account name,Who,Where\nArvelle,Dana,Leeds\n")
    assert imports.apply(desk, path, Options(mapping={"Who": "owner", "Where": "-"})).plan.columns[1].how == "chosen"
    plan = imports.prepare(desk, write(tmp_path, "Account name,Who,Where\nArvelle,Omar,Leeds\n"))
    assert [(c.field, c.how) for c in plan.columns][1:] == [("owner", "remembered"), ("-", "remembered")]
    assert plan.updated == 1


def test_changes_to_carry_back_are_a_file_the_crm_takes(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    records.update(desk, "account", 1, {"industry": "=HYPERLINK(1)", "arr": Money(41_250_050, "USD")})
    to = tmp_path / "back.csv"
    assert imports.write_changes(desk, to) == 2
    with to.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "Account ID": "001Qy00000Lm4TrIAJ", "Account name": "Arvelle Logistics", "ARR (USD)": "412500.50",
            "Industry": "'=HYPERLINK(1)",
        }
    ]  # fmt: skip


def test_rejected_rows_can_be_mended_and_imported(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST.replace("64000", "TBD"))
    done = imports.apply(desk, path)
    assert [(r.line, r.column, r.value) for r in done.plan.rejected] == [(3, "ARR (USD)", "TBD")]
    rejects = tmp_path / "rejects.csv"
    assert imports.write_rejects(done.plan, rejects) == 1
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace(",TBD,", ",64000,"), encoding="utf-8-sig")
    mended = imports.apply(desk, rejects)
    assert (mended.created, mended.missing, mended.rejected) == (1, 0, 0)
    assert mended.plan.source == done.plan.source


def test_a_cancelled_import_leaves_the_book(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST)
    before = contents(desk)
    asked = 0

    def cancel() -> bool:
        nonlocal asked
        asked += 1
        return asked >= 5

    with pytest.raises(ImportCancelled):
        imports.apply(desk, path, cancel=cancel)
    assert contents(desk) == before


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"just one line\nand another\n", "one-column"),
        (b"\x89PNG\r\n\x1a\n....", "binary"),
        (b"a,b\0,c\n1,2,3\n", "binary"),
        (b"City,Owner\nLeeds,Ana\nYork,Bo\n", "no-name"),
        (b"Account name,City\n\xc3\xa9t\xc3\xa9,Orl\xc3\xa9ans\n\xc3\xa9\xc3", "encoding"),
        (b"Account name,City\n", "empty"),
    ],
)
def test_what_is_no_account_list_is_refused_and_nothing_changes(
    desk: Desk, tmp_path: Path, data: bytes, kind: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    before = contents(desk)
    with pytest.raises(ImportRefused) as refused:
        imports.apply(desk, path)
    assert refused.value.kind == kind
    assert contents(desk) == before


def test_runs_and_sources_are_listed(desk: Desk, tmp_path: Path) -> None:
    done = imports.apply(desk, write(tmp_path, FIRST))
    run = imports.runs(desk)[0]
    assert (run.id, run.file, run.created, run.undoable) == (done.import_id, "accounts.csv", 2, True)
    source = imports.sources(desk)[0]
    assert (source.name, source.records, source.product) == ("Salesforce accounts", 2, "salesforce")


PEOPLE = "Record ID,First name,Last name,Email,Associated Company\n"


def test_a_missing_champion_raises_a_question_on_the_account_once(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    rows = "".join(f"{i},Person{i},Moss,p{i}@arvelle.example,Arvelle Logistics\n" for i in range(1, 5))
    imports.apply(desk, write(tmp_path, PEOPLE + rows, "contacts.csv"))
    records.update(desk, "contact", 1, {"role": "champion"})
    before = contents(desk)
    fewer = write(tmp_path, PEOPLE + rows.split("\n", 1)[1], "contacts.csv")
    plan = imports.prepare(desk, fewer)
    assert [(one.name, one.note) for one in plan.missing] == [("Person1 Moss", "left?")]
    done = imports.apply(desk, fewer, plan)
    asked = records.of_account(desk, "action", 1)
    assert [(one.title, one.values["status"]) for one in asked] == [
        ("Find out whether Person1 Moss, the champion, has left", "open"),
    ]  # fmt: skip
    assert records.get(desk, "contact", 1).values["left_on"] is None
    imports.apply(desk, fewer)
    assert len(records.of_account(desk, "action", 1)) == 1
    records.update(desk, "action", asked[0].id, {"status": "done"})
    imports.apply(desk, fewer)
    assert len(records.of_account(desk, "action", 1)) == 1
    records.update(desk, "action", asked[0].id, {"status": "open", "done_on": None})
    report = imports.undo_import(desk, done.import_id)
    assert report.failed == () and records.of_account(desk, "action", 1) == ()
    now = contents(desk)
    assert {k: v for k, v in now.items() if k != "sync_run"} == {k: v for k, v in before.items() if k != "sync_run"}


def test_a_part_of_the_contacts_asks_about_nobody(desk: Desk, tmp_path: Path) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    rows = "".join(f"{i},Person{i},Moss,p{i}@arvelle.example,Arvelle Logistics\n" for i in range(1, 5))
    imports.apply(desk, write(tmp_path, PEOPLE + rows, "contacts.csv"))
    records.update(desk, "contact", 1, {"role": "champion"})
    plan = imports.prepare(desk, write(tmp_path, PEOPLE + rows.split("\n")[3] + "\n", "contacts.csv"))
    assert [one.note for one in plan.missing] == ["", "", ""]


def test_the_rejects_of_an_old_import_are_whole_rows(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, FIRST + "x,=Bad Ltd,bad.example,TBD,2027-03-31,Health,\n")
    plan = imports.prepare(desk, path)
    imports.apply(desk, path, plan)
    imports.write_rejects(plan, tmp_path / "now.csv")
    assert imports.write_kept_rejects(imports.runs(desk)[0].report, tmp_path / "later.csv") == 1
    assert (tmp_path / "later.csv").read_bytes() == (tmp_path / "now.csv").read_bytes()
    text = (tmp_path / "later.csv").read_text(encoding="utf-8-sig")
    assert "'=Bad Ltd" in text
    mended = write(tmp_path, text.replace("TBD", "5000"), "mended.csv")
    imports.apply(desk, mended)
    assert records.get(desk, "account", 3).values["name"] == "=Bad Ltd"


TWO_ORDERS = (
    "Account Name,Signed,Renewal Date,ARR\n"
    'Kite,31/12/2025,12/31/2026,"1.230,50"\nLark,02/11/2025,02/03/2027,"2.000,00"\n'
)


def test_each_column_has_its_own_order_and_the_answer_is_kept(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, TWO_ORDERS)
    plan = imports.prepare(desk, path, Options(mapping={"Signed": "contract_start"}))
    settled = {(one.kind, one.column): (one.assumed, one.text) for one in plan.settled}
    assert settled["date-order", "Signed"] == ("dmy", "Its values prove it.")
    assert settled["date-order", "Renewal Date"] == ("mdy", "Its values prove it.")
    assert settled["decimal", "ARR"][0] == "comma"
    assert not [one for one in plan.questions if one.kind == "date-order"]
    values_of = {c.field: c.crm for c in plan.entries[1].cells}
    assert (values_of["contract_start"], values_of["renewal_date"]) == ("2025-11-02", "2027-02-03")


def test_an_answer_for_one_column_is_asked_once(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "A1,Kite,kite.example,5000,02/03/2027,,\n")
    plan = imports.prepare(desk, path)
    assert [one.column for one in plan.questions if one.kind == "date-order"] == ["Renewal Date"]
    chosen = Options(formats={("date-order", "Renewal Date"): "mdy"})
    plan = imports.prepare(desk, path, chosen)
    assert not plan.questions
    imports.apply(desk, path, plan)
    assert values(desk)["renewal_date"] == date(2027, 2, 3)
    again = imports.prepare(desk, write(tmp_path, HEAD + "A1,Kite,kite.example,5000,04/05/2027,,\n"))
    assert not again.questions and again.settled[0].text == "As you answered before."
    assert [c.crm for c in again.entries[0].changes] == ["2027-04-05"]
    # An answer for the whole file is kept for its columns too.
    imports.apply(desk, path, Options(date_order="dmy", source="Other"))
    other = imports.prepare(desk, path, Options(source="Other"))
    assert [one.assumed for one in other.settled if one.kind == "date-order"] == ["dmy"] and not other.questions


@pytest.mark.parametrize("name", ["people", "calls"])
def test_one_answer_links_all_rows_of_an_unknown_account(desk: Desk, tmp_path: Path, name: str) -> None:
    imports.apply(desk, write(tmp_path, FIRST))
    people = PEOPLE + "".join(f"{i},P{i},Moss,p{i}@old-name.example,Arvelle (old name)\n" for i in range(1, 4))
    calls = "Subject,Date,Account Name,Type\n" + "".join(
        f"Call {i},2026-11-1{i},Arvelle (old name),Call\n" for i in range(1, 4)
    )
    path = write(tmp_path, people if name == "people" else calls, "rows.csv")
    plan = imports.prepare(desk, path)
    assert plan.count("held") == 3 and [one.kind for one in plan.questions] == ["unlinked"]
    line = plan.questions[0].line
    assert line is not None
    linked = imports.prepare(desk, path, Options(matches={line: 1}))
    assert (linked.created, linked.count("held")) == (3, 0) and {e.account_id for e in linked.entries} == {1}
    skipped = imports.prepare(desk, path, Options(matches={line: "skip"}))
    assert (skipped.created, skipped.count("held"), skipped.count("excluded")) == (0, 0, 3)
