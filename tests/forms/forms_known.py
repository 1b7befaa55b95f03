"""What the forms of these tests may bind to: a small account, goals, and the document."""

from __future__ import annotations

from csdesk.forms.binding import Bindings, BoundField
from csdesk.forms.load import read_form
from csdesk.forms.schema import Form, Option
from csdesk.yamlfile import loads

STATUS = (Option("on-track", "On track", "green"), Option("at-risk", "At risk", "yellow"))


def _fields(*fields: BoundField) -> dict[str, BoundField]:
    return {one.id: one for one in fields}


KNOWN = Bindings(
    subjects={
        "account": _fields(
            BoundField("name", "Account name", "text"),
            BoundField("arr", "ARR", "money"),
            BoundField("stage", "Stage", "choice", (Option("growing", "Growing"), Option("leaving", "Leaving"))),
            BoundField("csm", "Primary CSM", "contact"),
        ),
        "document": _fields(BoundField("created", "Created", "date", editable=False)),
    },
    records={
        "goals": _fields(
            BoundField("title", "Goal", "text"),
            BoundField("outcome", "Business outcome", "long"),
            BoundField("target_date", "Target date", "date"),
            BoundField("status", "Status", "choice", STATUS),
        )
    },
    names=frozenset({"tier", "account.arr"}),
)


def form(text: str) -> Form:
    """The form in a YAML text."""
    return read_form(loads(text, "form.yaml"), KNOWN)


HEAD = """form: plan
title: Plan
about: A small plan.
subject: account
sections:
"""
