"""The records of what was and will be: meetings and who comes, touches, readings, scores, and what a customer pays."""

from __future__ import annotations

from csdesk.book.kinds import Field, Kind, Option

REVIEW = Kind(
    "review",
    "Meeting",
    "Meetings",
    "title",
    (
        Field("title", "Meeting", searched=True),
        Field(
            "type",
            "Type",
            "choice",
            (
                Option("qbr", "QBR"),
                Option("ebr", "EBR"),
                Option("mbr", "Monthly review"),
                Option("check-in", "Check-in"),
            ),
        ),
        Field("date", "Date", "date"),
        Field("time", "Start"),
        Field("minutes", "Minutes", "integer"),
        Field("place", "Place or link"),
        Field(
            "status",
            "Status",
            "choice",
            (Option("planned", "Planned"), Option("held", "Held"), Option("cancelled", "Cancelled")),
        ),
        Field("note", "Note", "long", searched=True),
    ),
)

ATTENDEE = Kind(
    "attendee",
    "Attendee",
    "Attendees",
    "part",
    (
        Field("review", "Meeting", "integer"),
        Field("contact", "Who", "contact"),
        Field(
            "part",
            "Part",
            "choice",
            (
                Option("lead", "Leads"),
                Option("presents", "Presents"),
                Option("attends", "Attends"),
                Option("optional", "Optional"),
            ),
        ),
        Field("confirmed", "Has confirmed", "yes-no"),
    ),
)
"""Who comes to a meeting: a contact of either side, and their part in it."""

VALUE = Kind(
    "value_entry",
    "Value",
    "Values",
    "title",
    (
        Field("title", "Outcome"),
        Field("goal", "Goal", "integer"),
        Field("before", "Before"),
        Field("after", "After"),
        Field("value", "Value a year", "money"),
        Field("how", "How it is worked out", "long"),
        Field("date", "Measured on", "date"),
        Field("confirmed", "Confirmed by the customer", "yes-no"),
        Field("confirmed_by", "Confirmed by", "contact"),
    ),
)
"""What a goal was worth so far: the ledger that value reports are written from."""

TOUCH = Kind(
    "touch",
    "Touch",
    "Touches",
    "summary",
    (
        Field(
            "type",
            "Type",
            "choice",
            (
                Option("call", "Call"),
                Option("email", "E-mail"),
                Option("meeting", "Meeting"),
                Option("note", "Note"),
            ),
        ),
        Field("date", "Date", "date"),
        Field("time", "Time"),
        Field("contact", "With", "contact"),
        Field("summary", "Summary", searched=True),
        Field("detail", "Detail", "long", searched=True),
        Field(
            "sentiment",
            "Mood",
            "choice",
            (
                Option("good", "Good", "green"),
                Option("mixed", "Mixed", "yellow"),
                Option("bad", "Bad", "red"),
            ),
        ),
        Field("next_touch", "Next touch", "date"),
    ),
)

READING = Kind(
    "indicator_reading",
    "Reading",
    "Readings",
    "indicator",
    (
        Field("indicator", "Indicator"),
        Field("date", "Date", "date"),
        Field("value", "Value", "number"),
        Field("origin", "From"),
    ),
)

HEALTH = Kind(
    "health_snapshot",
    "Health score",
    "Health scores",
    "date",
    (
        Field("date", "Date", "date"),
        Field("score", "Score", "number"),
        Field("origin", "From"),
        Field("inputs", "Worked out from", "long"),
    ),
)

ARR_EVENT = Kind(
    "arr_event",
    "ARR change",
    "ARR changes",
    "type",
    (
        Field("date", "Date", "date"),
        Field(
            "type",
            "Type",
            "choice",
            (
                Option("new", "New"),
                Option("expansion", "Expansion"),
                Option("contraction", "Contraction"),
                Option("renewal", "Renewal"),
                Option("churn", "Churn"),
            ),
        ),
        Field("arr", "ARR after", "money"),
        Field("note", "Note"),
    ),
)
