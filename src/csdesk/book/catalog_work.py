"""The records of the daily work: signals, escalations, overrides, renewal calls, playbook runs and snoozes."""

from __future__ import annotations

from csdesk.book.kinds import Field, Kind, Option

SIGNAL = Kind(
    "signal",
    "Signal",
    "Signals",
    "title",
    (
        Field("title", "Signal", searched=True),
        Field("rule", "Rule"),
        Field("family", "Group"),
        Field(
            "level",
            "Level",
            "choice",
            (
                Option("yellow", "Yellow", "yellow"),
                Option("red", "Red", "red"),
                Option("immediate", "Act at once", "red"),
                Option("trigger", "Involve the CSM", "neutral"),
                Option("expansion", "Expansion", "green"),
            ),
        ),
        Field("raised_at", "Raised", "datetime"),
        Field("review_by", "Review by", "datetime"),
        Field("act_by", "Act by", "datetime"),
        Field("evidence", "Evidence", "long", searched=True),
        Field("origin", "From"),
        Field(
            "state",
            "State",
            "choice",
            (
                Option("raised", "Raised"),
                Option("acknowledged", "Acknowledged", "progress"),
                Option("acted", "Acted on", "complete"),
                Option("dismissed", "Dismissed", "neutral"),
                Option("cleared", "Over", "neutral"),
            ),
        ),
        Field("settled_at", "Settled", "datetime"),
        Field("reason", "Reason", "long"),
    ),
)
"""A rule that an account met: what, since when, on which evidence, by when it wants an answer, and the answer."""

ESCALATION = Kind(
    "escalation",
    "Escalation",
    "Escalations",
    "title",
    (
        Field("title", "Escalation", searched=True),
        Field("policy", "By the rules of"),
        Field("tier", "Tier", "integer"),
        Field("team", "Team"),
        Field("opened_at", "Opened", "datetime"),
        Field("deadline", "Answer by", "datetime"),
        Field("next_check", "Next check", "date"),
        Field("path", "Path taken", "long"),
        Field("answers", "Answers", "long"),
        Field("note", "Note", "long", searched=True),
        Field(
            "state",
            "State",
            "choice",
            (
                Option("open", "Open", "progress"),
                Option("resolved", "Resolved", "complete"),
                Option("raised", "Moved to the next tier", "neutral"),
            ),
        ),
        Field("resolved_on", "Resolved on", "date"),
        Field("outcome", "Outcome", "long", searched=True),
        Field("document", "Document", "integer"),
        Field("run", "Run", "integer"),
    ),
)
"""One escalation of an account at one tier, with the answers that led there."""

OVERRIDE = Kind(
    "override",
    "Override",
    "Overrides",
    "subject",
    (
        Field("subject", "Of", "choice", (Option("tier", "Tier"),)),
        Field("value", "Set to"),
        Field("before", "Otherwise"),
        Field("reason", "Reason", "long", searched=True),
        Field("set_on", "Set on", "date"),
        Field("review_on", "Review on", "date"),
        Field("ended_on", "Ended on", "date"),
    ),
)
"""A judgement of the CSM that stands in the place of a rule's, with its reason and the day it is looked at again."""

RENEWAL_CALL = Kind(
    "renewal_call",
    "Renewal call",
    "Renewal calls",
    "date",
    (
        Field("renewal_date", "Renewal date", "date"),
        Field("date", "Date", "date"),
        Field("arr", "ARR", "money"),
        Field("score", "Health score", "number"),
        Field("automatic", "By health", "percent"),
        Field("own", "Own call", "percent"),
        Field("reason", "Reason", "long", searched=True),
        Field("result", "Renewed ARR", "money"),
        Field("closed_on", "Closed on", "date"),
    ),
)
"""The chance of a renewal on a day, by the rules and by the CSM; the newest of a renewal counts, all are remembered."""

RENEWAL_STEP = Kind(
    "renewal_step",
    "Renewal step",
    "Renewal steps",
    "title",
    (
        Field("title", "Step"),
        Field("step", "Step of the path"),
        Field("renewal_date", "Renewal date", "date"),
        Field(
            "state",
            "State",
            "choice",
            (
                Option("planned", "Planned", "progress"),
                Option("done", "Done", "complete"),
                Option("skipped", "Skipped", "neutral"),
            ),
        ),
        Field("done_on", "On", "date"),
        Field("reason", "Reason", "long"),
    ),
)
"""A step of a renewal path that was done, skipped or given a day of its own; open steps come from the path."""

RUN = Kind(
    "playbook_run",
    "Playbook run",
    "Playbook runs",
    "title",
    (
        Field("title", "Playbook", searched=True),
        Field("playbook", "Playbook id"),
        Field("why", "Started for", "long"),
        Field("started_on", "Started on", "date"),
        Field(
            "state",
            "State",
            "choice",
            (
                Option("active", "Running", "progress"),
                Option("done", "Done", "complete"),
                Option("stopped", "Stopped", "neutral"),
            ),
        ),
        Field("ended_on", "Ended on", "date"),
        Field("reason", "Reason", "long"),
        Field("plan", "The playbook as it was", "long"),
        Field("signal", "Signal", "integer"),
        Field("escalation", "Escalation", "integer"),
    ),
)
"""One start of a playbook on an account. `plan` is the playbook as it stood then, which later edits leave alone."""

STEP = Kind(
    "run_step",
    "Step",
    "Steps",
    "title",
    (
        Field("title", "Step", searched=True),
        Field("run", "Run", "integer"),
        Field("key", "Step of the playbook"),
        Field("phase", "Phase"),
        Field("due", "Due", "date"),
        Field("planned", "Due at first", "date"),
        Field("owner", "Owner"),
        Field("channel", "Channel"),
        Field("deliverable", "Deliverable"),
        Field("detail", "Detail", "long"),
        Field("gate", "Gate", "yes-no"),
        Field(
            "state",
            "State",
            "choice",
            (
                Option("open", "Open", "neutral"),
                Option("done", "Done", "complete"),
                Option("skipped", "Skipped", "neutral"),
            ),
        ),
        Field("done_on", "Done on", "date"),
        Field("reason", "Reason", "long"),
    ),
)

SNOOZE = Kind(
    "snooze",
    "Snooze",
    "Snoozes",
    "key",
    (Field("key", "What"), Field("until", "Until", "date"), Field("reason", "Reason")),
)
"""Something of Today's list that comes back on a day."""

WORK_KINDS = (SIGNAL, ESCALATION, OVERRIDE, RENEWAL_CALL, RENEWAL_STEP, RUN, STEP, SNOOZE)
