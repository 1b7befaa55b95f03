"""Playbooks: what is done in which order, by whom and when, as data. One file each; see playbooks_load.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from csdesk.values.expression import Expression

Purpose = Literal[
    "onboarding", "risk", "renewal", "review", "expansion", "departure", "cancellation", "save", "downgrade", "recovery"
]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
Anchor = Literal["start", "contract_start", "renewal_date", "review_date"]
"""What the days of a playbook are counted from."""
ANCHORS: Final[Mapping[Anchor, str]] = {
    "start": "the day it starts",
    "contract_start": "the start of the contract",
    "renewal_date": "the renewal date",
    "review_date": "the next review",
}
OWNERS: Final[Mapping[str, str]] = {
    "csm": "CSM",
    "manager": "CS manager",
    "executive": "Our executive",
    "sales": "Sales",
    "support": "Support",
    "engineer": "Solutions engineer",
    "operations": "CS operations",
    "legal": "Legal",
    "customer": "Customer",
    "automation": "Automatic",
}
"""Who may own a step, with the words a person reads."""
CHANNELS: Final[Mapping[str, str]] = {
    "call": "Call",
    "email": "E-mail",
    "meeting": "Meeting",
    "internal": "Internal",
    "in-app": "In the product",
    "none": "",
}
FARTHEST: Final = 400
"""No step lies farther from the day it is counted from, in days."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    id: str
    title: str
    first: int
    """The day it may begin, counted from the anchor; negative is before it."""
    last: int
    """The day it is due; the same as `first` where the playbook names one day."""
    owners: tuple[str, ...] = ("csm",)
    channel: str = "none"
    deliverable: str = ""
    detail: str = ""
    prompts: tuple[str, ...] = ()
    opens: str = ""
    """The form whose document is worked on in this step; "" for none."""
    gate: bool = False
    """Whether the criteria of its phase are looked at before it counts as done."""
    proof: Expression | None = None
    """When the book shows by itself that it is done."""

    @property
    def days(self) -> str:
        """ "Day 3", "Day 3 to 5", "90 days before"."""
        if self.last < 0:
            far = f"{-self.first} to {-self.last}" if self.first != self.last else f"{-self.last}"
            return f"{far} {'day' if far == '1' else 'days'} before"
        return f"Day {self.first} to {self.last}" if self.first != self.last else f"Day {self.last}"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What must be so before a phase is over; without a proof a person says so."""

    text: str
    proof: Expression | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a playbook: steps, and what must be so at its end."""

    id: str
    title: str
    steps: tuple[Step, ...]
    about: str = ""
    exit: tuple[Criterion, ...] = ()

    @property
    def gate(self) -> Step | None:
        """The step at which its criteria are looked at."""
        return next((one for one in self.steps if one.gate), None)


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a playbook is proposed, and why in words ("" for the facts themselves)."""

    when: Expression
    why: str = ""


@dataclass(frozen=True, slots=True)
class Escalate:
    """When a run calls for an escalation: a step so many days late, or a condition."""

    to: int
    """The tier of escalation it calls for."""
    after: int | None = None
    when: Expression | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Playbook:
    """A playbook as its file states it."""

    id: str
    title: str
    about: str
    source: str
    purpose: Purpose
    anchor: Anchor
    phases: tuple[Phase, ...]
    policies: tuple[str, ...] = ()
    """The ways of working it belongs to; none: to all."""
    proposed_by: tuple[Trigger, ...] = ()
    tiers: tuple[str, ...] = ()
    """The tiers of account it is meant for; none: every account."""
    owner: str = "csm"
    escalate: tuple[Escalate, ...] = ()
    own: bool = False
    """Whether it is the CSM's own, from the data folder."""
    file: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in the order of the file."""
        return tuple(step for phase in self.phases for step in phase.steps)

    def placed(self) -> Iterator[tuple[Phase, Step]]:
        """Every step with its phase."""
        for phase in self.phases:
            for step in phase.steps:
                yield phase, step

    def phase(self, phase_id: str) -> Phase | None:
        """The phase of that id."""
        return next((one for one in self.phases if one.id == phase_id), None)

    def step(self, step_id: str) -> Step | None:
        """The step of that id."""
        return next((one for one in self.steps if one.id == step_id), None)

    @property
    def length(self) -> int:
        """Days from its first step to its last."""
        return max(one.last for one in self.steps) - min(one.first for one in self.steps)


def owners_in_words(owners: tuple[str, ...]) -> str:
    """ "CSM and Solutions engineer"."""
    words = [OWNERS.get(one, one) for one in owners]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0] if words else ""
