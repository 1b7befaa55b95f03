"""The records of a book: every kind, its fields, their types and choices, stated once.

The tables, the record operations, the account grid, the form bindings, the import targets, search and history are all
derived from this list, so a new field is one line here and one migration.
"""

from __future__ import annotations

from csdesk.book.catalog_history import ARR_EVENT, ATTENDEE, HEALTH, READING, REVIEW, TOUCH, VALUE
from csdesk.book.catalog_work import WORK_KINDS
from csdesk.book.kinds import LEVELS, Field, FieldType, Kind, Option, Tone

__all__ = ["KINDS", "LEVELS", "ROLES", "STAGES", "Field", "FieldType", "Kind", "Option", "Tone"]

STAGES = (
    Option("onboarding", "Onboarding"),
    Option("adopting", "Adopting"),
    Option("growing", "Growing"),
    Option("renewing", "Renewing"),
    Option("leaving", "Leaving"),
    Option("churned", "Churned"),
)

ROLES = (
    Option("economic-buyer", "Economic buyer"),
    Option("champion", "Champion"),
    Option("technical-buyer", "Technical buyer"),
    Option("executive-sponsor", "Executive sponsor"),
    Option("influencer", "Influencer"),
    Option("end-user", "End user"),
    Option("blocker", "Blocker"),
)

ACCOUNT = Kind(
    "account",
    "Account",
    "Accounts",
    "name",
    (
        Field("name", "Account name", searched=True),
        Field("crm_id", "CRM id", searched=True),
        Field("domain", "Domain", searched=True),
        Field("industry", "Industry"),
        Field("size", "Company size"),
        Field("segment", "Segment"),
        Field("product", "Product"),
        Field("tier", "Tier"),
        Field("stage", "Stage", "choice", STAGES),
        Field("owner", "Owner"),
        Field("arr", "ARR", "money"),
        Field("arr_at_risk", "ARR at risk", "money"),
        Field("contract_start", "Contract start", "date"),
        Field("renewal_date", "Renewal date", "date"),
        Field("health_score", "Health score", "number"),
        Field("seats", "Seats", "integer"),
        Field("support_plan", "Support plan"),
        Field("phone", "Phone"),
        Field("city", "City"),
        Field("country", "Country"),
        Field("parent", "Parent company"),
        Field("description", "Description", "long", searched=True),
        Field("next_step", "Next step", searched=True),
        Field("next_step_due", "Next step due", "date"),
        Field("csm", "Primary CSM", "contact"),
        Field("csm_since", "Primary CSM since", "date"),
        Field("backup_csm", "Secondary CSM", "contact"),
        Field("backup_since", "Secondary CSM since", "date"),
        Field("success_manager", "Success manager", "contact"),
        Field("success_manager_since", "Success manager since", "date"),
        Field("technical_contact", "Technical contact", "contact"),
        Field("objective", "Primary business objective", "long", searched=True),
        Field("success_definition", "Success definition", "long", searched=True),
        Field("strategy", "Company direction", "long", searched=True),
        Field("budget_cycle", "Budget cycles", "long"),
        Field("initiatives", "Key initiatives this year", "long", searched=True),
        Field("political_landscape", "Political landscape", "long", searched=True),
        Field("known_challenges", "Known risks and challenges", "long", searched=True),
        Field("current_scope", "Current scope and products", "long"),
        Field("stage_since", "In this stage since", "date"),
        Field("notice_days", "Notice, days before renewal", "integer"),
        Field("notice_date", "Notice by", "date"),
        Field("auto_renews", "Renews by itself", "yes-no"),
        Field("term_months", "Contract term, months", "integer"),
        Field("annual_revenue", "Customer's annual revenue", "money"),
        Field(
            "expansion_potential",
            "Expansion potential",
            "choice",
            (Option("several", "Several openings"), Option("limited", "Limited"), Option("minimal", "Minimal")),
        ),
        Field(
            "stature",
            "Standing in its industry",
            "choice",
            (
                Option("leader", "National or global leader"),
                Option("niche", "Known in its niche"),
                Option("local", "Local or regional"),
            ),
        ),
        Field(
            "reference",
            "Reference",
            "choice",
            (Option("active", "Active"), Option("passive", "Passive or rare"), Option("unlikely", "Unlikely")),
        ),
        Field("strategic_fit", "Strategic fit", "choice", LEVELS),
        Field("complexity", "Complexity", "choice", LEVELS),
        Field("growth_potential", "Growth potential", "choice", LEVELS),
        Field("partner_influence", "Brings business through partners", "yes-no"),
        Field("reference_logo", "Strategic reference logo", "yes-no"),
        Field("custom_project", "Custom project under way", "yes-no"),
        Field("active_integration", "Integration under way", "yes-no"),
        Field("cloud_migration", "Cloud migration under way", "yes-no"),
        Field("multi_site", "Deployment at several sites", "yes-no"),
        Field("executive_escalation", "Executive escalation open", "yes-no"),
        Field("churned_on", "Left on", "date"),
    ),
    owned=False,
)

CONTACT = Kind(
    "contact",
    "Contact",
    "Contacts",
    "name",
    (
        Field("side", "Side", "choice", (Option("customer", "Customer"), Option("ours", "Our side"))),
        Field("name", "Name", searched=True),
        Field("title", "Title", searched=True),
        Field("department", "Department"),
        Field("role", "Role", "choice", ROLES),
        Field("part", "Part in the plan"),
        Field("influence", "Influence", "choice", LEVELS),
        Field(
            "preference",
            "Prefers",
            "choice",
            (Option("email", "Email"), Option("call", "Call"), Option("meeting", "Meeting")),
        ),
        Field(
            "level",
            "Level",
            "choice",
            (
                Option("c-level", "C-level"),
                Option("vp", "VP"),
                Option("director", "Director"),
                Option("manager", "Manager"),
                Option("user", "User"),
            ),
        ),
        Field("strength", "Relationship strength", "rating"),
        Field("email", "Email", searched=True),
        Field("phone", "Phone"),
        Field("crm_id", "CRM id"),
        Field("last_contact", "Last contact", "date"),
        Field("reports_to", "Reports to", "contact"),
        Field(
            "attitude",
            "Attitude",
            "choice",
            (
                Option("advocate", "Advocate"),
                Option("supporter", "Supporter"),
                Option("neutral", "Neutral"),
                Option("critic", "Critic"),
            ),
        ),
        Field("left_on", "Left on", "date"),
        Field("note", "Note", "long", searched=True),
        Field("share", "On the customer's copy", "yes-no"),
    ),
)
"""A person. A contact without an account stands on our side: the CSM and colleagues."""

GOAL = Kind(
    "goal",
    "Goal",
    "Goals",
    "title",
    (
        Field("title", "Goal", searched=True),
        Field("outcome", "Business outcome", "long", searched=True),
        Field("metric", "Measurable metric", searched=True),
        Field("baseline", "Baseline"),
        Field("target", "Target"),
        Field("current", "Value now"),
        Field("current_on", "Measured on", "date"),
        Field("target_date", "Target date", "date"),
        Field("owner_customer", "Owner, customer", "contact"),
        Field("owner_ours", "Owner, our side", "contact"),
        Field(
            "status",
            "Status",
            "choice",
            (
                Option("on-track", "On track", "green"),
                Option("at-risk", "At risk", "yellow"),
                Option("off-track", "Off track", "red"),
            ),
        ),
        Field("note", "Note on this goal", "long", searched=True),
    ),
)

MILESTONE = Kind(
    "milestone",
    "Milestone",
    "Milestones",
    "title",
    (
        Field("title", "Milestone", searched=True),
        Field("target_date", "Target date", "date"),
        Field("criteria", "Success criteria", "long", searched=True),
        Field("completed_on", "Actual completion", "date"),
        Field(
            "status",
            "Status",
            "choice",
            (
                Option("planned", "Planned", "neutral"),
                Option("in-progress", "In progress", "progress"),
                Option("complete", "Complete", "complete"),
                Option("delayed", "Delayed", "yellow"),
            ),
        ),
    ),
)

RISK = Kind(
    "risk",
    "Risk",
    "Risks",
    "title",
    (
        Field("title", "Risk", searched=True),
        Field("probability", "Probability", "choice", LEVELS),
        Field("impact", "Impact", "choice", LEVELS),
        Field("mitigation", "Mitigation strategy", "long", searched=True),
        Field("owner", "Owner", "contact"),
        Field(
            "status",
            "Status",
            "choice",
            (
                Option("monitoring", "Monitoring", "neutral"),
                Option("managing", "Actively managing", "progress"),
                Option("closed", "Closed", "complete"),
            ),
        ),
        Field("note", "Note", "long", searched=True),
        Field("share", "On the customer's copy", "yes-no"),
    ),
)

OPPORTUNITY = Kind(
    "opportunity",
    "Opportunity",
    "Opportunities",
    "title",
    (
        Field("title", "Expansion area", searched=True),
        Field(
            "type",
            "Type",
            "choice",
            (
                Option("seats", "More seats"),
                Option("upsell", "Upgrade"),
                Option("cross-sell", "New product"),
                Option("department", "New department"),
                Option("enterprise", "Company-wide"),
            ),
        ),
        Field("timeline", "Timeline"),
        Field("value", "Value", "money"),
        Field(
            "stage",
            "Stage",
            "choice",
            (
                Option("identified", "Identified"),
                Option("qualified", "Qualified"),
                Option("proposed", "Proposed"),
                Option("negotiating", "Negotiating"),
                Option("won", "Won"),
                Option("lost", "Lost"),
            ),
        ),
        Field("probability", "Probability", "percent"),
        Field("close_date", "Expected close", "date"),
        Field("note", "Note", "long", searched=True),
    ),
)

ACTION = Kind(
    "action",
    "Action",
    "Actions",
    "title",
    (
        Field("title", "Action", searched=True),
        Field("owner", "Owner", "contact"),
        Field("due", "Due date", "date"),
        Field(
            "status",
            "Status",
            "choice",
            (
                Option("open", "Open", "neutral"),
                Option("in-progress", "In progress", "progress"),
                Option("done", "Done", "complete"),
                Option("dropped", "Dropped", "neutral"),
            ),
        ),
        Field("done_on", "Done on", "date"),
        Field("origin", "From"),
        Field("share", "On the customer's copy", "yes-no"),
        Field("important", "Important", "yes-no"),
    ),
)

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        ACCOUNT,
        CONTACT,
        GOAL,
        MILESTONE,
        RISK,
        OPPORTUNITY,
        ACTION,
        REVIEW,
        ATTENDEE,
        VALUE,
        TOUCH,
        READING,
        HEALTH,
        ARR_EVENT,
        *WORK_KINDS,
    )
}
"""Every kind of record by its id, which is also its table's name."""
