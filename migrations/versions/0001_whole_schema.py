"""The whole schema of the first release.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def key() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def text(name: str, *, to: str = "", needed: bool = False, unique: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Text(), to, needed, unique)


def whole(name: str, *, to: str = "", needed: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Integer(), to, needed)


def real(name: str, *, needed: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Float(), "", needed)


def _column(name: str, kind: Any, to: str, needed: bool, unique: bool = False) -> sa.Column[Any]:
    links = [sa.ForeignKey(to)] if to else []
    return sa.Column(name, kind, *links, nullable=not needed, unique=unique or None)


# Dates and moments are ISO text, structured values JSON text; money is minor units and a currency.
# fmt: off
def upgrade() -> None:
    op.create_table(
        "account",
        key(), text("name"), text("crm_id"), text("domain"), text("industry"), text("size"), text("segment"),
        text("product"), text("tier"), text("stage"), text("owner"), whole("arr"), text("arr_currency"),
        whole("arr_at_risk"), text("arr_at_risk_currency"), text("contract_start"), text("renewal_date"),
        real("health_score"), whole("seats"), text("support_plan"), text("phone"), text("city"),
        text("country"), text("parent"), text("description"), text("next_step"), text("next_step_due"),
        whole("csm"), text("csm_since"), whole("backup_csm"), text("backup_since"), whole("success_manager"),
        text("success_manager_since"), whole("technical_contact"), text("objective"),
        text("success_definition"), text("strategy"), text("budget_cycle"), text("initiatives"),
        text("political_landscape"), text("known_challenges"), text("current_scope"), real("position"),
        whole("version", needed=True), text("created_at", needed=True), text("updated_at", needed=True),
        text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_crm_id", "account", ["crm_id"])
    op.create_table(
        "contact",
        key(), whole("account_id", to="account.id"), text("side"), text("name"), text("title"),
        text("department"), text("role"), text("part"), text("influence"), text("preference"), text("level"),
        whole("strength"), text("email"), text("phone"), text("crm_id"), text("last_contact"), text("left_on"),
        text("note"), whole("share"), real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contact_account_id", "contact", ["account_id"])
    op.create_index("ix_contact_crm_id", "contact", ["crm_id"])
    op.create_table(
        "goal",
        key(), whole("account_id", to="account.id"), text("title"), text("outcome"), text("metric"),
        text("baseline"), text("target"), text("current"), text("current_on"), text("target_date"),
        whole("owner_customer"), whole("owner_ours"), text("status"), text("note"), real("position"),
        whole("version", needed=True), text("created_at", needed=True), text("updated_at", needed=True),
        text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_goal_account_id", "goal", ["account_id"])
    op.create_table(
        "milestone",
        key(), whole("account_id", to="account.id"), text("title"), text("target_date"), text("criteria"),
        text("completed_on"), text("status"), real("position"), whole("version", needed=True),
        text("created_at", needed=True), text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_milestone_account_id", "milestone", ["account_id"])
    op.create_table(
        "risk",
        key(), whole("account_id", to="account.id"), text("title"), text("probability"), text("impact"),
        text("mitigation"), whole("owner"), text("status"), text("note"), whole("share"), real("position"),
        whole("version", needed=True), text("created_at", needed=True), text("updated_at", needed=True),
        text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_risk_account_id", "risk", ["account_id"])
    op.create_table(
        "opportunity",
        key(), whole("account_id", to="account.id"), text("title"), text("type"), text("timeline"),
        whole("value"), text("value_currency"), text("stage"), real("probability"), text("note"),
        real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opportunity_account_id", "opportunity", ["account_id"])
    op.create_table(
        "action",
        key(), whole("account_id", to="account.id"), text("title"), whole("owner"), text("due"), text("status"),
        text("done_on"), text("origin"), whole("share"), real("position"), whole("version", needed=True),
        text("created_at", needed=True), text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_action_account_id", "action", ["account_id"])
    op.create_table(
        "review",
        key(), whole("account_id", to="account.id"), text("title"), text("type"), text("date"), text("time"),
        whole("minutes"), text("place"), text("status"), text("note"), real("position"),
        whole("version", needed=True), text("created_at", needed=True), text("updated_at", needed=True),
        text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_review_account_id", "review", ["account_id"])
    op.create_table(
        "attendee",
        key(), whole("account_id", to="account.id"), whole("review"), whole("contact"), text("part"),
        real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attendee_account_id", "attendee", ["account_id"])
    op.create_table(
        "value_entry",
        key(), whole("account_id", to="account.id"), text("title"), whole("goal"), text("before"), text("after"),
        whole("value"), text("value_currency"), text("how"), text("date"), whole("confirmed"),
        whole("confirmed_by"), real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_value_entry_account_id", "value_entry", ["account_id"])
    op.create_table(
        "touch",
        key(), whole("account_id", to="account.id"), text("type"), text("date"), whole("contact"),
        text("summary"), text("detail"), real("position"), whole("version", needed=True),
        text("created_at", needed=True), text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_touch_account_date", "touch", ["account_id", "date"])
    op.create_index("ix_touch_account_id", "touch", ["account_id"])
    op.create_table(
        "indicator_reading",
        key(), whole("account_id", to="account.id"), text("indicator"), text("date"), real("value"),
        text("origin"), real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_indicator_reading_account_id", "indicator_reading", ["account_id"])
    op.create_table(
        "health_snapshot",
        key(), whole("account_id", to="account.id"), text("date"), real("score"), text("origin"),
        text("inputs"), real("position"), whole("version", needed=True), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_health_snapshot_account_date", "health_snapshot", ["account_id", "date"])
    op.create_index("ix_health_snapshot_account_id", "health_snapshot", ["account_id"])
    op.create_table(
        "arr_event",
        key(), whole("account_id", to="account.id"), text("date"), text("type"), whole("arr"),
        text("arr_currency"), text("note"), real("position"), whole("version", needed=True),
        text("created_at", needed=True), text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arr_event_account_id", "arr_event", ["account_id"])
    op.create_table(
        "document",
        key(), text("form", needed=True), whole("account_id", to="account.id"),
        whole("review_id", to="review.id"), text("title"), text("state", needed=True),
        whole("version", needed=True), text("dated"), text("final_on"), text("reviewed_on"),
        whole("record_version", needed=True), text("created_at", needed=True), text("updated_at", needed=True),
        text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_account_id", "document", ["account_id"])
    op.create_table(
        "document_row",
        key(), whole("document_id", to="document.id", needed=True), text("section", needed=True),
        text("key", needed=True), real("position", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_row_document_id", "document_row", ["document_id"])
    op.create_table(
        "answer",
        key(), whole("document_id", to="document.id", needed=True), text("section", needed=True),
        text("row", needed=True), text("field", needed=True), text("value"), text("created_at", needed=True),
        text("updated_at", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_place", "answer", ["document_id", "section", "row", "field"], unique=True)
    op.create_table(
        "document_issue",
        key(), whole("document_id", to="document.id", needed=True), whole("version", needed=True),
        text("issued_on", needed=True), text("audience"), text("snapshot", needed=True),
        text("created_at", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_issue_document_id", "document_issue", ["document_id"])
    op.create_table(
        "setting",
        key(), text("key", needed=True, unique=True), text("value"), text("updated_at", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sync_source",
        key(), text("name", needed=True, unique=True), text("product"), text("object"), text("mapping"),
        text("rules"), text("options"), text("created_at", needed=True), text("updated_at", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sync_run",
        key(), whole("source_id", to="sync_source.id"), text("at", needed=True), text("file"),
        text("fingerprint"), whole("change_set_id"), text("state"), whole("rows"), whole("created"),
        whole("updated"), whole("unchanged"), whole("rejected"), whole("conflicts"), text("report"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sync_run_source_id", "sync_run", ["source_id"])
    op.create_table(
        "sync_value",
        whole("source_id", to="sync_source.id", needed=True), text("record", needed=True),
        whole("record_id", needed=True), text("field", needed=True), whole("seen_run", needed=True),
        text("value"),
        sa.PrimaryKeyConstraint("source_id", "record", "record_id", "field", "seen_run"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "custom_field",
        key(), text("record", needed=True), text("key", needed=True), text("label", needed=True),
        text("type", needed=True), text("options"), real("position"), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_custom_field_key", "custom_field", ["record", "key"], unique=True)
    op.create_table(
        "custom_value",
        key(), whole("field_id", to="custom_field.id", needed=True), whole("record_id", needed=True),
        text("value"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_custom_value_place", "custom_value", ["field_id", "record_id"], unique=True)
    op.create_table(
        "saved_view",
        key(), text("place", needed=True), text("name", needed=True), text("query"), text("columns"),
        text("sort"), text("options"), real("position"), text("created_at", needed=True),
        text("updated_at", needed=True), text("deleted_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "change_set",
        key(), text("name", needed=True), text("at", needed=True), text("origin", needed=True),
        whole("account_id"), text("merge_key"), text("role", needed=True), whole("reverts"),
        text("state", needed=True),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_set_state", "change_set", ["state"])
    op.create_table(
        "change",
        key(), whole("set_id", to="change_set.id", needed=True), text("record", needed=True),
        whole("record_id", needed=True), whole("account_id"), text("field"), text("old"), text("new"),
    )
    op.create_index("ix_change_account", "change", ["account_id", "set_id"])
    op.create_index("ix_change_record", "change", ["record", "record_id"])
    op.create_index("ix_change_set_id", "change", ["set_id"])
    op.create_table(
        "search_due",
        key(), text("record", needed=True), whole("first", needed=True), whole("last", needed=True),
    )
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5(title, body, account UNINDEXED, "
        "tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2 3')"
    )
    op.execute("PRAGMA application_id=1129530434")
