"""What an escalation procedure is: questions and the tiers they lead to, stated by a policy as data.

A tree is walked from its first question; each answer names the next question, a tier, or that nothing is called for.
A matrix asks every question on its own; each yes calls for its tier, and the quickest of them sets the deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from csdesk.values.expression import Expression

Form = Literal["tree", "matrix"]
FORMS: tuple[Form, ...] = get_args(Form)
Role = Literal["csm", "support", "manager", "director", "executive", "sales", "engineering", "legal", "team"]
"""Who does a thing of a tier; "team" is whoever the tier names."""
ROLES: tuple[Role, ...] = get_args(Role)
Pace = Literal["", "hour", "day", "week"]
"""How often a thing of a tier comes back until the escalation is settled."""
PACES: tuple[Pace, ...] = get_args(Pace)

FACTS: Mapping[str, str] = {
    "incident": "a major incident hits the customer",
    "yellows": "yellow signs that are open",
    "reds": "red signs that are open, those to act on at once among them",
    "signs": "signs that are open, of any level",
    "repeated": "an open sign was there before, or an escalation did not settle it",
    "churn_intent": "the customer has spoken of leaving",
    "competitor": "the customer looks at a competitor",
    "complaint": "an executive of the customer has complained",
    "dissatisfied": "the customer is dissatisfied",
    "sponsor_left": "the executive sponsor or the champion has left",
    "people_left": "how many key people have left in the last 90 days",
    "renewal_days": "days to the renewal; unknown without one ahead",
    "health": "the health score, 0 to 100",
    "band": "the tone of the health band: green, yellow or red",
    "turned_red": "the score came into the red band within the last 30 days",
    "tier": "the account's tier, as its name",
    "top_tier": "the account stands in the policy's highest tier",
    "strategic": "the account counts as strategic: fit, reference logo",
    "arr_top": "which percent of the book's accounts by ARR it belongs to: 10 is the top tenth",
    "open_cases": "support cases that are open",
    "ticket_times": "support tickets in times of their usual number",
    "days_quiet": "days since the last touch",
    "executive_escalation": "an executive escalation is open at the account",
    "open_escalation": "days that an escalation has been open; unknown without one",
}
"""Every fact that a condition may name, and what it means."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the book knows of one fact: its value, words for it as evidence, and since when. None is not known."""

    value: object
    said: str = ""
    on: date | None = None


Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with a yes and a no. `yes_if` and `no_if` say when the book can answer it; else it is asked."""

    id: str
    ask: str
    help: str
    yes: str
    """Where a yes leads: the id of a question, "tier 3", or "none"."""
    no: str
    yes_if: Expression | None = None
    no_if: Expression | None = None
    said: str = ""
    """What a yes means, as a reason ("Renewal in less than 90 days")."""
    source: str = ""

    names: frozenset[str] = field(init=False, repr=False, compare=False)
    """The facts it reads."""

    def __post_init__(self) -> None:
        read = (one.names for one in (self.yes_if, self.no_if) if one is not None)
        object.__setattr__(self, "names", frozenset[str]().union(*read))


@dataclass(frozen=True, slots=True)
class Within:
    """How soon a tier wants an answer: hours, the same day, or working days. `words` says it as the source does."""

    words: str
    hours: int | None = None
    same_day: bool = False
    working_days: int | None = None

    @property
    def weight(self) -> float:
        """About how many hours it is, to compare."""
        if self.hours is not None:
            return float(self.hours)
        return 9.0 if self.same_day else 24.0 * 1.4 * (self.working_days or 0)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a tier asks to be done: by whom, by when from the opening, and how often."""

    do: str
    owner: Role = "csm"
    hours: int | None = None
    days: int | None = None
    every: Pace = ""
    when: str = ""
    """The question that must have been answered yes for it; "" always."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One tier of a procedure, or level: who takes part, by when, what is done, and what follows when it stays open."""

    tier: int
    name: str
    trigger: str
    team: tuple[str, ...]
    within: Within
    deeds: tuple[Deed, ...]
    form: str = ""
    """The form to write."""
    playbooks: tuple[str, ...] = ()
    check_days: int = 7
    """Days after which it is looked at again."""
    next_tier: int | None = None
    """The tier that is proposed when it is not settled by then; None where none stands above."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """The escalation procedure of a policy."""

    title: str
    form: Form
    word: str
    """What its steps are called: "Tier" or "Level"."""
    source: str
    questions: tuple[Question, ...]
    rungs: tuple[Rung, ...]
    message: str = ""
    """The internal message that goes with it, with places in braces; "" where the policy has none."""

    def question(self, question_id: str) -> Question:
        """The question of that id; KeyError when there is none."""
        return next(one for one in self.questions if one.id == question_id)

    def rung(self, tier: int) -> Rung:
        """The tier of that number; KeyError when there is none."""
        for one in self.rungs:
            if one.tier == tier:
                return one
        raise KeyError(tier)

    def label(self, tier: int) -> str:
        """A tier as a person says it: "Tier 3"."""
        return f"{self.word} {tier}"


NO_ESCALATION = Escalation("", "tree", "Tier", "", (), ())
"""Of a policy that has no procedure."""
