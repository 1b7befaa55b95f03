"""Signals, escalations, overrides, renewals and playbook runs, and the facts of an account that rules ask for.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT, WHOLE, REAL = sa.Text, sa.Integer, sa.Float


def add(table: str, kind: Any, *names: str) -> None:
    for name in names:
        op.add_column(table, sa.Column(name, kind()))


def records(table: str, **columns: Any) -> None:
    """A table of records that belong to an account: every one has the same housekeeping columns."""
    op.create_table(
        table,
        sa.Column("id", WHOLE(), primary_key=True),
        sa.Column("account_id", WHOLE(), sa.ForeignKey("account.id")),
        *(sa.Column(name, kind()) for name, kind in columns.items()),
        sa.Column("position", REAL()),
        sa.Column("version", WHOLE(), nullable=False),
        sa.Column("created_at", TEXT(), nullable=False),
        sa.Column("updated_at", TEXT(), nullable=False),
        sa.Column("deleted_at", TEXT()),
        sqlite_autoincrement=True,
    )
    op.create_index(f"ix_{table}_account_id", table, ["account_id"])


# fmt: off
def upgrade() -> None:
    add("account", TEXT, "stage_since", "notice_date", "expansion_potential", "stature", "reference", "strategic_fit",
        "complexity", "growth_potential", "churned_on", "annual_revenue_currency")
    add("account", WHOLE, "notice_days", "auto_renews", "term_months", "annual_revenue", "partner_influence",
        "reference_logo", "custom_project", "active_integration", "cloud_migration", "multi_site",
        "executive_escalation")
    add("contact", WHOLE, "reports_to")
    add("contact", TEXT, "attitude")
    add("opportunity", TEXT, "close_date")
    add("action", WHOLE, "important")
    add("attendee", WHOLE, "confirmed")
    add("touch", TEXT, "time", "sentiment", "next_touch")
    records("signal", title=TEXT, rule=TEXT, family=TEXT, level=TEXT, raised_at=TEXT, review_by=TEXT, act_by=TEXT,
            evidence=TEXT, origin=TEXT, state=TEXT, settled_at=TEXT, reason=TEXT)
    records("escalation", title=TEXT, policy=TEXT, tier=WHOLE, team=TEXT, opened_at=TEXT, deadline=TEXT,
            next_check=TEXT, path=TEXT, answers=TEXT, note=TEXT, state=TEXT, resolved_on=TEXT, outcome=TEXT,
            document=WHOLE, run=WHOLE)
    records("override", subject=TEXT, value=TEXT, before=TEXT, reason=TEXT, set_on=TEXT, review_on=TEXT,
            ended_on=TEXT)
    records("renewal_call", renewal_date=TEXT, date=TEXT, arr=WHOLE, arr_currency=TEXT, score=REAL, automatic=REAL,
            own=REAL, reason=TEXT, result=WHOLE, result_currency=TEXT, closed_on=TEXT)
    records("renewal_step", title=TEXT, step=TEXT, renewal_date=TEXT, state=TEXT, done_on=TEXT, reason=TEXT)
    records("playbook_run", title=TEXT, playbook=TEXT, why=TEXT, started_on=TEXT, state=TEXT, ended_on=TEXT,
            reason=TEXT, plan=TEXT, signal=WHOLE, escalation=WHOLE)
    records("run_step", title=TEXT, run=WHOLE, key=TEXT, phase=TEXT, due=TEXT, planned=TEXT, owner=TEXT,
            channel=TEXT, deliverable=TEXT, detail=TEXT, gate=WHOLE, state=TEXT, done_on=TEXT, reason=TEXT)
    records("snooze", key=TEXT, until=TEXT, reason=TEXT)
