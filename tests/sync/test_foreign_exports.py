"""Exports as other people's tools write them: grouped and joined reports, months as columns, columns without a name."""

from __future__ import annotations

import pytest

from csdesk.sync import build
from csdesk.sync.plan import ImportPlan, Options
from csdesk.sync.side import BookSide
from csdesk.values.formats import Formats


def plan_of(text: str, side: BookSide | None = None) -> ImportPlan:
    seen = build.inspect(text.encode(), "export.csv", Options())
    return build.build(seen, Options(), side or BookSide(), Formats("mdy", ".", ",", "USD"), today="2026-11-23")


def test_counts_below_subtotals_are_no_accounts() -> None:
    plan = plan_of(
        "Owner,Account Name,Account ID,Plan,ARR\n"
        "Ida,Borealis Freight,0015g00000AbCdE,Gold,5000\n,Count,0015g00000AbCdX,Gold,7000\n"
        "Subtotal,,,,12000\n,Count,2,,\n,Avg,,,6000\nTotal,,,,12000\n,Count,2,,\n"
    )
    assert [entry.name for entry in plan.entries] == ["Borealis Freight", "Count"]
    assert [dropped.line for dropped in plan.recognised.dropped] == [4, 5, 6, 7, 8]


def test_blocks_of_a_joined_report_are_read_through_their_prefix() -> None:
    plan = plan_of("Account block: Account Name,Account block 1: Account ID,Contract block: ARR\nKite,001,$5\n")
    assert [column.field for column in plan.columns] == ["name", "crm_id", "arr"]


@pytest.mark.parametrize(
    "heads", ["Jan 2026,Feb 2026,Mar 2026", "Jan-26,Feb-26,Mar-26", "Jan. 2026,Feb. 2026,Mar. 2026"]
)
def test_short_months_name_columns(heads: str) -> None:
    side = BookSide(accounts=BookSide(("name", "crm_id", "domain"), {1: ("Kite", None, None)}))
    plan = plan_of(f"Account Name,{heads}\nKite,120,130,140\nLark,1,,3\n", side)
    assert (plan.recognised.object, plan.created, plan.count("held")) == ("readings", 3, 1)


def test_lines_with_a_monthly_mrr_are_a_subscription_list() -> None:
    plan = plan_of(
        "Customer,Customer ID,Subscription,Status,Monthly MRR,Start date,End date\n"
        "Kite,c1,Base,active,$1000,2026-01-01,2027-06-30\nKite,c1,Old,canceled,$900,2024-01-01,2025-01-01\n"
    )
    values = {cell.field: cell.crm for cell in plan.entries[0].cells}
    assert plan.recognised.object == "subscriptions"
    assert (values["arr"], values["renewal_date"]) == ((1200000, "USD"), "2027-06-30")


def test_columns_without_a_name_keep_their_rows_but_a_stray_comma_does_not_make_one() -> None:
    plan = plan_of("Account Name,ARR,\nKite,5,called\nLark,6,mailed\n")
    assert (plan.created, list(plan.rejected)) == (2, [])
    plan = plan_of("Account Name,ARR,\nKite,5,\nLark,6,\nAcme, Inc,7\n")
    assert (plan.created, [reject.line for reject in plan.rejected]) == (2, [4])


def test_a_blank_cell_is_only_carried_down_in_a_report_that_is_grouped() -> None:
    rows = "Ida,Kite,5\n,Lark,6\nTom,Wren,7\n,Plover,8\n"
    plain = plan_of(f"Owner,Account Name,ARR\n{rows}")
    assert [cell.crm for entry in plain.entries for cell in entry.cells if cell.field == "owner"] == ["Ida", "Tom"]
    grouped = plan_of(f"Owner ↑,Account Name,ARR\n{rows}")
    owners = [cell.crm for entry in grouped.entries for cell in entry.cells if cell.field == "owner"]
    assert owners == ["Ida", "Ida", "Tom", "Tom"]
    # A name that comes twice was not written once for each group.
    other = plan_of("Owner ↑,Account Name,ARR\nIda,Kite,5\n,Lark,6\nIda,Wren,7\n,Plover,8\n")
    assert len([cell for entry in other.entries for cell in entry.cells if cell.field == "owner"]) == 2


def test_a_loose_name_for_arr_is_said() -> None:
    plan = plan_of("Account Name,Renewal Amount\nKite,5000\nLark,6000\n")
    assert any("“Renewal Amount” was taken for ARR" in note for note in plan.recognised.notes)
