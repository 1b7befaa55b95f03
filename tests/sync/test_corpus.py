"""Realistic exports, one per product and quirk, with the figures that a correct import must give.

Every company, person and id in tests/sync/corpus is invented. The book is empty unless the case links to accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from csdesk.sync import build
from csdesk.sync.errors import SyncRefused
from csdesk.sync.plan import ImportPlan, Options
from csdesk.sync.side import BookSide
from csdesk.values.formats import Formats

CORPUS = Path(__file__).with_name("corpus")
ACCOUNTS = BookSide(
    ("name", "crm_id", "domain"),
    {
        1: ("Quarrystone Analytics", "001Qy00000Lm4Tr", "quarrystone.example"),
        2: ("Total", "001Qy00000kd8WcIAI", "total-depot.example"),
        3: ("Lumen Orchard", "9007199254740993123", "lumenorchard.example"),
        4: ("Pale Harbor Co", None, None),
    },
)


def plan_of(name: str, **options: Any) -> ImportPlan:
    chosen = Options(**options)
    seen = build.inspect((CORPUS / name).read_bytes(), name, chosen)
    side = BookSide(accounts=ACCOUNTS) if seen.object in ("contacts", "readings", "touches") else BookSide()
    return build.build(seen, chosen, side, Formats("dmy", ".", ",", "USD"), today="2026-11-23")


@dataclass(frozen=True)
class Expected:
    product: str
    rows: int
    created: int
    rejected: tuple[int, ...] = ()
    encoding: str = "UTF-8"
    delimiter: str = "comma"
    header: int = 1
    object: str = "accounts"
    held: int = 0
    duplicate: int = 0
    dropped: tuple[int, ...] = ()
    values: dict[str, dict[str, Any]] = field(default_factory=dict)


CASES = {
    "salesforce_report.csv": Expected(
        "salesforce", 5, 4, (13,), header=7, dropped=(1, 2, 3, 4, 5, 12, 15, 17, 18),
        values={
            "Quarrystone Analytics": {
                "arr": (41200000, "USD"), "renewal_date": "2027-02-05", "domain": "quarrystone.example",
                "description": 'Signed amendment 2,\nrenews in "February"', "crm_id": "001Qy00000Lm4Tr",
            },
            "Total": {"arr": (9650000, "EUR"), "renewal_date": "2026-11-30"},
            "Kestrel & Moor Ltd": {"arr": (1825050, "GBP"), "renewal_date": "2027-03-14"},
        },
    ),
    "salesforce_grouped_report.csv": Expected(
        "salesforce", 8, 8, header=8,
        dropped=(1, 2, 4, 5, 6, 11, 12, 16, 17, 20, 22, 23, 24, 26, 27),
        values={
            "Gantry Works": {"owner": "Dana Okafor", "arr": (5400000, "EUR")},
            "Nettle Bank": {"owner": "Dana Okafor", "crm_id": "001Qy00000Nb3RtIAN"},
            "Total": {"owner": "Dana Okafor", "arr": (9650000, "EUR")},
            "Pale Harbor Co": {"owner": None},
            "Delve Robotics": {"owner": "Priya Lund"},
        },
    ),
    "salesforce_grouped_report.xlsx": Expected(
        "salesforce", 3, 3, encoding="Excel workbook", delimiter="sheet “Report”", header=5,
        dropped=(2, 3, 8, 10, 11, 13),
        values={"Lark": {"owner": "Ida", "renewal_date": "2027-02-28"}, "Wren": {"owner": "Tom",
                "renewal_date": "2027-01-13"}},
    ),
    "salesforce_joined_types.csv": Expected(
        "salesforce", 1, 1, values={"Kite": {"crm_id": "001Qy00000Lm4Tr", "arr": (500000, "EUR")}},
    ),
    "nps_survey.csv": Expected("generic", 2, 2, object="readings"),
    "usage_snake_case.csv": Expected("salesforce", 2, 1, (3,), object="readings"),
    "generic_broken_footer.csv": Expected(
        "salesforce", 2, 2, dropped=(4, 5, 6, 7), values={"Total": {"arr": (500000, "USD")}},
    ),
    "stripe_subscriptions.csv": Expected(
        "generic", 4, 2, object="subscriptions",
        values={
            "Kite Foods": {"arr": (720000, "USD"), "product": "Pro, Add-on", "renewal_date": "2026-12-01"},
            "Lark Bank": {"arr": (360000, "EUR"), "seats": 2},
        },
    ),
    "salesforce_list_view_cp1252.csv": Expected(
        "salesforce", 4, 4, encoding="Windows-1252",
        values={"Société Générale de l’Eau": {"phone": "+33 1 55 50 01 02"},
                "Ångström Måleri": {"phone": "0046 8 555 010"}},
    ),
    "salesforce_data_export.csv": Expected(
        "salesforce", 4, 4,
        values={
            "Yokai Games": {"arr": (5200000, "JPY"), "size": "85"},
            "Northgate Mills": {"crm_id": "001Qy00000Ab1xYIAR", "size": "11-50", "phone": None, "domain": None},
            "Southgate Mills": {"crm_id": "001Qy00000aB1XyIAK", "phone": "00441535496012", "arr": None},
        },
    ),
    "salesforce_joined_report.csv": Expected(
        "salesforce", 3, 2, duplicate=1,
        values={"Fernwood Labs": {"arr": (11000000, "EUR"), "renewal_date": "2027-06-30"}},
    ),
    "salesforce_html.xls": Expected(
        "salesforce", 2, 2, delimiter="web page table",
        values={"Larch & Pine": {"arr": (3000000, "USD"), "renewal_date": "2027-01-31"}, "Maple Grün": {}},
    ),
    "hubspot_companies.csv": Expected(
        "hubspot", 4, 4, encoding="UTF-8 with BOM",
        values={
            "Pale Harbor Co": {"arr": (5880000, "USD"), "crm_id": "9007199254740993124", "size": "35"},
            "No Domain Bakery": {"arr": (120000000, "USD"), "domain": None},
            "Tidewell Group": {"parent": "Lumen Orchard", "owner": None},
        },
    ),
    "hubspot_firmen_utf16.csv": Expected(
        "hubspot", 3, 3, encoding="UTF-16 LE", delimiter="semicolon",
        values={
            "Müller Maschinenbau GmbH": {"arr": (123099, "USD"), "owner": "Jörg Weiß", "renewal_date": "2026-12-31"},
            "Großhandel Süd": {"arr": (4800000, "USD"), "renewal_date": "2027-02-01"},
        },
    ),
    "hubspot_209_columns.csv": Expected("hubspot", 6, 6, values={"Wide Company 5": {"arr": (550000, "USD")}}),
    "hubspot_contacts.csv": Expected(
        "hubspot", 4, 3, object="contacts", held=1,
        values={
            "Ida Moss": {"title": "CTO", "phone": "0035321555"}, "Tom Hale": {"email": "tom@lumenorchard.example"},
            "Noor": {},
        },
    ),
    "hubspot_contacts_francais.csv": Expected(
        "hubspot", 3, 2, encoding="UTF-8 with BOM", object="contacts", held=1,
        values={
            "Éloïse Garnier": {"crm_id": "51", "phone": "0033155500101", "last_contact": "2026-11-03"},
            "Marc Petit": {"title": "Responsable achats"},
        },
    ),
    "hubspot_kontakte_deutsch.csv": Expected(
        "hubspot", 2, 2, encoding="UTF-16 LE", delimiter="semicolon", object="contacts",
        values={"Jörg Weiß": {"email": "joerg@lumenorchard.example", "title": "Leiter Einkauf"}},
    ),
    "hubspot_contactos_espanol.csv": Expected(
        "hubspot", 2, 2, object="contacts", values={"Íñigo Peña": {"phone": "+34 915 550 100", "title": "Director"}},
    ),
    "hubspot_contactpersonen_nederlands.csv": Expected(
        "hubspot", 2, 2, object="contacts", values={"Sanne de Boer": {"crm_id": "81", "title": "Inkoper"}},
    ),
    "hubspot_contatos_portugues.csv": Expected(
        "hubspot", 1, 1, object="contacts", values={"João Conceição": {"crm_id": "91", "title": "Gerente"}},
    ),
    "odoo_partners_and_persons.csv": Expected(
        "odoo", 2, 2, dropped=(3, 4, 6),
        values={"Birchall Dairy": {"arr": (9150050, "USD"), "owner": "Dana Okafor", "parent": None}},
    ),
    "dynamics_accounts.xlsx": Expected(
        "dynamics", 3, 3, encoding="Excel workbook", delimiter="sheet “All Accounts”",
        values={
            "Birchall Dairy": {
                "arr": (9150050, "GBP"), "renewal_date": "2026-12-01", "phone": "0045 3555 0100",
                "crm_id": "6f1c0d1e-3f00-ee11-8f6e-000d3a2b1c02",
            }
        },
    ),
    "zoho_accounts.csv": Expected(
        "zoho", 2, 2,
        values={
            "Delve Robotics": {"arr": (125000000, "INR"), "renewal_date": "2027-03-31", "parent": None},
            "Delve Robotics India": {"parent": "Delve Robotics", "owner": "Priya Lund"},
        },
    ),
    "pipedrive_organizations.csv": Expected(
        "pipedrive", 2, 2, delimiter="semicolon", values={"Foxglove Press": {"arr": (960000, "EUR"), "crm_id": "2"}}
    ),
    "odoo_partners.csv": Expected(
        "odoo", 2, 2, values={"Gantry Works": {"arr": (5400000, "USD"), "country": "Belgium", "owner": "Dana Okafor"}}
    ),
    "generique_francais.tsv": Expected(
        "generic", 3, 3, encoding="Windows-1252", delimiter="tab",
        values={
            "Boulangerie Écrin": {"arr": (1250050, "EUR"), "renewal_date": "2027-02-05", "size": "11-50"},
            "Forêt Noire SARL": {"arr": (-45000, "EUR"), "renewal_date": "2027-04-03"},
        },
    ),
    "generic_ambiguous_dates.csv": Expected("generic", 3, 3, values={"Kiln & Wheel": {"renewal_date": "2027-02-01"}}),
    "generic_faults.csv": Expected(
        "generic", 7, 2, (2, 3, 5, 6, 8),
        values={"Nettle Bank": {"arr": (-5000000, "USD")}, "Quill Paper": {"arr": (4500000, "USD"), "seats": 465}},
    ),
    "generic_pipe.txt": Expected("generic", 3, 3, delimiter="pipe", values={"Sedge, Water": {"owner": "Ana, Bo"}}),
    "generic_caret.txt": Expected("generic", 3, 3, delimiter="caret"),
    "generic_backquote.txt": Expected("generic", 3, 3, delimiter="backquote"),
    "generic_backslash.csv": Expected(
        "generic", 3, 3, values={'Vetch "The Vine" Farms': {"description": 'He said "yes", twice'}}
    ),
    "generic_cr.csv": Expected("generic", 2, 2),
    "generic_unclosed_quote.csv": Expected("generic", 4, 3, (3,), values={"Fern, Ltd": {"city": "Bath"}}),
    "generic_late_accent.csv": Expected("generic", 211, 211, values={"Émeraude": {"city": "Orléans"}}),
    "generic_late_accent_cp1252.csv": Expected(
        "generic", 211, 211, encoding="Windows-1252", values={"Émeraude": {"city": "Orléans"}}
    ),
    "generic_utf16le_no_bom.csv": Expected(
        "generic", 2, 2, encoding="UTF-16 LE", values={"Éclair Foods": {"owner": "Zoë"}}
    ),
    "generic_stitched.csv": Expected(
        "generic", 3, 2, delimiter="semicolon", header=2, duplicate=1, dropped=(1, 5, 8),
        values={"Otter & Co": {"arr": (200000, "EUR"), "renewal_date": "2027-02-28"}},
    ),
    "generic_amount_words.csv": Expected(
        "generic", 3, 3, values={"Plover Inc": {"arr": None, "parent": "Plover Holdings"}}
    ),
    "subscriptions.csv": Expected(
        "generic", 7, 3, (7, 8), object="subscriptions",
        values={
            "Gorse Media": {"arr": (1500600, "EUR"), "seats": 25, "renewal_date": "2027-01-31",
                            "product": "Core, Insights"},
            "Iris Optics": {"arr": (0, "GBP"), "renewal_date": None},
        },
    ),
    "readings_long.csv": Expected("generic", 5, 3, (6,), object="readings", held=1),
    "readings_wide.csv": Expected("salesforce", 3, 8, object="readings"),
    "readings_months.csv": Expected("generic", 2, 5, object="readings"),
    "salesforce_activities.csv": Expected("generic", 3, 2, (4,), object="touches"),
    "salesforce_tasks.csv": Expected("salesforce", 5, 3, object="touches", held=1),
    "hubspot_calls.csv": Expected("hubspot", 2, 2, object="touches"),
    "hubspot_emails.csv": Expected("hubspot", 3, 2, object="touches"),
    "hubspot_meetings.csv": Expected("hubspot", 3, 1, object="touches"),
    "pipedrive_activities.csv": Expected("pipedrive", 3, 2, delimiter="semicolon", object="touches"),
    "salesforce_renewal_opportunities.csv": Expected(
        "salesforce", 7, 2, (11,), header=4, dropped=(1, 2, 9, 13), object="renewals",
        values={
            "Quarrystone Analytics": {"arr": (42000000, "USD"), "renewal_date": "2027-02-05"},
            "Total": {"arr": (9650000, "EUR"), "renewal_date": "2026-11-30"},
        },
    ),
    "salesforce_contracts.csv": Expected(
        "generic", 4, 2, (5,), object="renewals",
        values={
            "Quarrystone Analytics": {"arr": (41200000, "USD"), "term_months": 24, "notice_days": 60,
                                      "auto_renews": True, "seats": 350, "renewal_date": "2027-02-05"},
            "Fernwood Labs": {"term_months": 12, "notice_days": 90, "auto_renews": False},
        },
    ),
    "vertraege_deutsch.csv": Expected(
        "generic", 3, 2, encoding="Windows-1252", delimiter="semicolon", object="renewals",
        values={
            "Müller Maschinenbau GmbH": {"arr": (4800000, "EUR"), "notice_days": 90, "crm_id": "000471", "seats": 40},
            "Großhandel Süd": {"arr": (1230990, "EUR"), "renewal_date": "2027-01-31", "auto_renews": False},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_gives_the_figures(name: str) -> None:
    expected, plan = CASES[name], plan_of(name)
    found = plan.recognised
    assert (found.product, plan.object, found.encoding, found.delimiter, found.header_row) == (
        expected.product, expected.object, expected.encoding, expected.delimiter, expected.header,
    )  # fmt: skip
    assert (plan.rows, plan.created, plan.count("held"), plan.count("duplicate")) == (
        expected.rows, expected.created, expected.held, expected.duplicate,
    )  # fmt: skip
    assert tuple(r.line for r in plan.rejected) == expected.rejected
    assert all(r.reason for r in plan.rejected)
    assert tuple(d.line for d in found.dropped) == expected.dropped
    made = {e.name: {c.field: c.crm for c in e.cells} for e in plan.entries if e.outcome == "create"}
    for record, values in expected.values.items():
        assert {f: made[record].get(f) for f in values} == values


def test_the_table_covers_the_corpus() -> None:
    refused = {"pivot.csv", "salesforce_deals.csv", "generic_damaged_utf8.csv"}
    assert {path.name for path in CORPUS.iterdir()} == set(CASES) | refused


@pytest.mark.parametrize(
    ("name", "word"),
    [("pivot.csv", "pivot table"), ("salesforce_deals.csv", "deals"), ("generic_damaged_utf8.csv", "byte 65 .FF.")],
)
def test_says_what_is_no_account_list(name: str, word: str) -> None:
    with pytest.raises(SyncRefused, match=word):
        plan_of(name)


def test_the_customers_own_revenue_is_not_arr() -> None:
    for name in ("hubspot_companies.csv", "zoho_accounts.csv", "generique_francais.tsv", "salesforce_data_export.csv"):
        mapping = {c.header: c.field for c in plan_of(name).columns}
        for header, mapped in mapping.items():
            if header in ("Annual Revenue", "AnnualRevenue", "Chiffre d'affaires"):
                assert mapped == "annual_revenue"


def test_other_peoples_columns_are_not_the_contacts_own() -> None:
    mapping = {c.header: c.field for c in plan_of("hubspot_contacts.csv").columns}
    assert mapping["Contact owner"] is None and mapping["Reports to"] is None and mapping["Assistant phone"] is None


def test_an_open_date_order_is_assumed_and_asked() -> None:
    asked = [q for q in plan_of("generic_ambiguous_dates.csv").questions if q.kind == "date-order"]
    assert [(q.column, q.assumed) for q in asked] == [("Renewal date", "dmy")]
    assert asked[0].evidence
    settled = plan_of("generic_ambiguous_dates.csv", date_order="mdy")
    assert not [q for q in settled.questions if q.kind == "date-order"]
    assert {c.crm for e in settled.entries for c in e.cells if c.field == "renewal_date"} == {
        "2027-03-04", "2027-05-06", "2027-01-02",
    }  # fmt: skip


def test_activities_become_touches_of_their_kind() -> None:
    found = {
        name: [
            tuple({c.field: c.crm for c in entry.cells}.get(field) for field in ("type", "date", "detail"))
            for entry in plan_of(name).entries
            if entry.outcome == "create"
        ]
        for name in ("salesforce_tasks.csv", "hubspot_calls.csv", "hubspot_emails.csv", "pipedrive_activities.csv")
    }
    assert [one[0] for one in found["salesforce_tasks.csv"]] == ["email", "call", "meeting"]
    assert found["hubspot_calls.csv"][0][1:] == (
        "2026-11-17", "With Ida Moss (ida@quarrystone.example).\nSpoke of seats & price",
    )  # fmt: skip
    assert {one[0] for one in found["hubspot_calls.csv"]} == {"call"}
    assert {one[0] for one in found["hubspot_emails.csv"]} == {"email"}
    assert [one[0] for one in found["pipedrive_activities.csv"]] == ["call", "meeting"]


def test_what_has_not_taken_place_is_no_touch_and_says_why() -> None:
    reasons = {e.name: e.reason for e in plan_of("hubspot_meetings.csv").entries if e.outcome == "excluded"}
    assert reasons == {
        "Kick-off": "not a touch yet: its status is “Scheduled”",
        "Demo": "not a touch yet: its status is “No show”",
    }


def test_an_amount_by_its_parenthesis_and_a_renewal_amount_are_arr() -> None:
    for header in ("Contract Value (ARR)", "Renewal Amount"):
        seen = build.inspect(f"Account name,{header},Licensed Seats\nKite,5000,7\n".encode(), "x.csv", Options())
        plan = build.build(seen, Options(), BookSide(), Formats(), today="2026-11-23")
        assert [column.field for column in plan.columns] == ["name", "arr", "seats"]


def test_persons_among_the_partners_are_contacts() -> None:
    plan = plan_of("odoo_partners_and_persons.csv", object="contacts")
    assert [(one.line, one.reason.split(";")[0]) for one in plan.recognised.dropped] == [
        (2, "a company, not a person"), (5, "a company, not a person"),
    ]  # fmt: skip
    assert [entry.name for entry in plan.entries] == ["Noor Lund", "Tom Hale", "Ana Freelance"]
    assert {c.header: c.field for c in plan.columns}["is_company"] is None


def test_a_group_is_carried_down_and_said() -> None:
    notes = plan_of("salesforce_grouped_report.csv").recognised.notes
    assert "Account Owner" in notes[0] and "carried down to 5" in notes[0]
    assert "“Region”" in notes[1]


def test_readings_of_a_month_count_at_its_end() -> None:
    plan = plan_of("readings_months.csv")
    dates = [c.crm for e in plan.entries for c in e.cells if c.field == "date"]
    assert sorted(set(dates)) == ["2026-08-31", "2026-09-30", "2026-10-31"]


def test_a_mapping_may_make_a_custom_field() -> None:
    plan = plan_of(
        "generic_amount_words.csv", mapping={"Favourite colour": "custom:Colour", "Last visit": "custom:Visited"}
    )
    assert plan.custom == (("Favourite colour", "Colour", "text"), ("Last visit", "Visited", "date"))
    first = {c.field: c.crm for c in plan.entries[0].cells}
    assert first["custom:Colour"] == "red" and first["custom:Visited"] == "2026-01-05"
