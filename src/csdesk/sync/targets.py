"""What a column can become: the fields of each importable object, their types and names.

The account and contact fields are those of the book's catalog; a test holds the two lists together. Fields that only
help to find or build a record (a contact's account, a subscription's monthly amount) are `helper` fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ObjectName = Literal["accounts", "contacts", "readings", "renewals", "subscriptions", "touches"]
ValueType = Literal[
    "text", "long", "money", "percent", "number", "integer", "date", "choice", "yes-no", "contact", "id"
]


@dataclass(frozen=True, slots=True)
class Target:
    """One field a column can be mapped to."""

    id: str
    label: str
    type: ValueType = "text"
    options: tuple[tuple[str, str], ...] = ()
    """Choice ids with their labels."""
    helper: bool = False
    """Read to match or compute, never written as a field of the record itself."""


_STAGES = tuple((s.lower(), s) for s in ("Onboarding", "Adopting", "Growing", "Renewing", "Leaving", "Churned"))
_LEVELS = (("high", "High"), ("medium", "Medium"), ("low", "Low"))

_COMPANION = (Target("row_currency", "Currency of the row", helper=True),)

ACCOUNTS = (
    Target("name", "Account name"),
    Target("crm_id", "CRM id", "id"),
    Target("domain", "Domain"),
    Target("industry", "Industry"),
    Target("size", "Company size"),
    Target("segment", "Segment"),
    Target("product", "Product"),
    Target("tier", "Tier"),
    Target("stage", "Stage", "choice", _STAGES),
    Target("owner", "Owner"),
    Target("arr", "ARR", "money"),
    Target("arr_at_risk", "ARR at risk", "money"),
    Target("contract_start", "Contract start", "date"),
    Target("renewal_date", "Renewal date", "date"),
    Target("notice_days", "Notice, days before renewal", "integer"),
    Target("notice_date", "Notice by", "date"),
    Target("term_months", "Contract term, months", "integer"),
    Target("auto_renews", "Renews by itself", "yes-no"),
    Target("annual_revenue", "Customer's annual revenue", "money"),
    Target("health_score", "Health score", "number"),
    Target("seats", "Seats", "integer"),
    Target("support_plan", "Support plan"),
    Target("phone", "Phone"),
    Target("city", "City"),
    Target("country", "Country"),
    Target("parent", "Parent company"),
    Target("description", "Description", "long"),
    Target("next_step", "Next step"),
    Target("next_step_due", "Next step due", "date"),
    Target("csm", "Primary CSM", "contact"),
    Target("csm_since", "Primary CSM since", "date"),
    Target("backup_csm", "Secondary CSM", "contact"),
    Target("mrr", "MRR (times 12 becomes ARR)", "money", helper=True),
    *_COMPANION,
)

CONTACTS = (
    Target("name", "Name"),
    Target("first_name", "First name", helper=True),
    Target("last_name", "Last name", helper=True),
    Target("crm_id", "CRM id", "id"),
    Target("email", "Email"),
    Target("title", "Title"),
    Target("department", "Department"),
    Target(
        "role",
        "Role",
        "choice",
        (
            ("economic-buyer", "Economic buyer"),
            ("champion", "Champion"),
            ("technical-buyer", "Technical buyer"),
            ("executive-sponsor", "Executive sponsor"),
            ("influencer", "Influencer"),
            ("end-user", "End user"),
            ("blocker", "Blocker"),
        ),
    ),
    Target("influence", "Influence", "choice", _LEVELS),
    Target("phone", "Phone"),
    Target("last_contact", "Last contact", "date"),
    Target("left_on", "Left on", "date"),
    Target("note", "Note", "long"),
    Target("account_id", "CRM id of the account", "id", helper=True),
    Target("account_name", "Account name", helper=True),
    Target("account_domain", "Domain of the account", helper=True),
)

READINGS = (
    Target("account_id", "CRM id of the account", "id", helper=True),
    Target("account_name", "Account name", helper=True),
    Target("account_domain", "Domain of the account", helper=True),
    Target("indicator", "Indicator"),
    Target("date", "Date", "date"),
    Target("value", "Value", "number"),
)

TOUCHES = (
    Target("account_id", "CRM id of the account", "id", helper=True),
    Target("account_name", "Account name", helper=True),
    Target("account_domain", "Domain of the account", helper=True),
    Target("type", "Type", "choice", (("call", "Call"), ("email", "E-mail"), ("meeting", "Meeting"), ("note", "Note"))),
    Target("date", "Date", "date"),
    Target("summary", "Summary"),
    Target("detail", "Detail", "long"),
    Target("contact", "With whom", helper=True),
    Target("email", "E-mail address of the person", helper=True),
    Target("status", "Status of the activity", helper=True),
)

SUBSCRIPTIONS = (
    Target("name", "Account name"),
    Target("crm_id", "CRM id of the account", "id"),
    Target("domain", "Domain"),
    Target("product", "Product"),
    Target("arr", "ARR of the line", "money"),
    Target("mrr", "MRR of the line", "money", helper=True),
    Target("quarterly", "Amount per quarter", "money", helper=True),
    Target("start", "Start", "date", helper=True),
    Target("end", "End", "date", helper=True),
    Target("line_status", "Status of the line", helper=True),
    Target("line_id", "Subscription id", "id", helper=True),
    Target("interval", "Billing interval of the amount", helper=True),
    Target("seats", "Seats", "integer"),
    Target("owner", "Owner"),
    *_COMPANION,
)

RENEWALS = (
    Target("name", "Account name"),
    Target("crm_id", "CRM id of the account", "id"),
    Target("domain", "Domain"),
    Target("line_id", "Id of the renewal or contract", "id", helper=True),
    Target("line_name", "Name of the renewal or contract", helper=True),
    Target("line_type", "Type of the line", helper=True),
    Target("line_status", "Stage or status", helper=True),
    Target("arr", "ARR of the line", "money"),
    Target("mrr", "MRR of the line", "money", helper=True),
    Target("tcv", "Total over the whole term", "money", helper=True),
    Target("date", "Close or renewal date", "date", helper=True),
    Target("start", "Contract start", "date", helper=True),
    Target("end", "Contract end", "date", helper=True),
    Target("term_months", "Contract term, months", "integer"),
    Target("notice_days", "Notice, days before renewal", "integer"),
    Target("notice_date", "Notice by", "date"),
    Target("auto_renews", "Renews by itself", "yes-no"),
    Target("product", "Product"),
    Target("seats", "Seats", "integer"),
    *_COMPANION,
)

TARGETS: dict[str, tuple[Target, ...]] = {
    "accounts": ACCOUNTS,
    "contacts": CONTACTS,
    "readings": READINGS,
    "touches": TOUCHES,
    "subscriptions": SUBSCRIPTIONS,
    "renewals": RENEWALS,
}

OBJECT_LABELS = {
    "accounts": "accounts",
    "contacts": "contacts",
    "readings": "indicator readings",
    "touches": "touches",
    "subscriptions": "subscriptions, several rows per account",
    "renewals": "renewals and contracts, several rows per account",
}


ABOUT_ACCOUNTS = frozenset({"accounts", "subscriptions", "renewals"})
"""Objects whose rows become accounts."""


def target(object_name: str, field: str) -> Target | None:
    """The target of that id for the object; None when there is none."""
    for each in TARGETS[object_name]:
        if each.id == field:
            return each
    return None
