"""What a policy says of renewals, as data: paths of steps, the chance by score, levels of risk, and guiding notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

OWNERS: Mapping[str, str] = {
    "csm": "CSM",
    "manager": "CSM manager",
    "executive": "Executive",
    "sales": "Sales",
    "legal": "Legal",
    "finance": "Finance",
    "operations": "Operations",
    "customer": "Customer",
    "automation": "Automation",
}
"""Who does a step: id and words."""
_FAR = 10**6
STAGES = ("identified", "qualified", "proposed", "negotiating", "won", "lost")
"""The stages of an opportunity, those of the book's catalog."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, `days` before the renewal date; below 0 it is after it."""

    id: str
    title: str
    """Its name: "Renewal intent call"."""
    days: int
    task: str = ""
    """What to do, verb first; the title where it is none."""
    owner: str = "csm"
    good: str = ""
    """What good looks like."""
    opens: str = ""
    """The form that helps with it."""
    only: frozenset[str] = frozenset()
    """The tones of health it is for; empty for every account."""
    source: str = ""

    @property
    def what(self) -> str:
        """What to do, verb first."""
        return self.task or self.title

    @property
    def when(self) -> str:
        """Its place on the path: "90 days", "on the day", "3 days after"."""
        if self.days == 0:
            return "on the day"
        number = f"{abs(self.days)} {'day' if abs(self.days) == 1 else 'days'}"
        return number if self.days > 0 else f"{number} after"


@dataclass(frozen=True, slots=True)
class Path:
    """The steps to a renewal, from the first to the last."""

    id: str
    title: str
    steps: tuple[Step, ...]
    tiers: tuple[str, ...] = ()
    """The ids of the tiers it is for; empty for all that no other path names."""
    source: str = ""

    @property
    def starts(self) -> int:
        """How many days before the renewal it starts."""
        return max((one.days for one in self.steps), default=0)


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of a renewal of accounts whose health score is at least `start`, up to the next one."""

    start: float
    percent: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """When a level of risk is reached; every condition that is given must hold."""

    below: float | None = None
    """The health score is below this."""
    tone: str = ""
    """The band's tone is this one or worse."""
    within: int | None = None
    """At most so many days to the renewal."""
    quiet: int | None = None
    """No touch for more than so many days, or none at all."""
    cancel: bool = False
    """The customer has said that it wants to leave."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of risk of a renewal, what it asks for, and the step that wants doing at once, if any."""

    id: str
    title: str
    about: str
    rules: tuple[Rule, ...]
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Guidance for a turn that a renewal may take: less than before, or for several years."""

    id: str
    title: str
    about: str
    points: tuple[tuple[str, str], ...]
    """(what, in more words), in order."""
    avoid: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Renewals:
    """Everything a policy says of renewals."""

    paths: tuple[Path, ...] = ()
    chances: tuple[Chance, ...] = ()
    """From the highest start to 0."""
    levels: tuple[Level, ...] = ()
    """The gravest first."""
    stages: Mapping[str, float] = field(default_factory=dict)
    """The chance of an opportunity by its stage, in percent."""
    notes: tuple[Note, ...] = ()
    source: str = ""
    chances_source: str = ""
    stages_source: str = ""

    @property
    def danger(self) -> int:
        """Days to the renewal beyond which no rule but an announced departure can be met."""
        rules = [rule for level in self.levels for rule in level.rules if not rule.cancel]
        return max((_FAR if rule.within is None else rule.within for rule in rules), default=-_FAR)

    def path(self, tier: str) -> Path | None:
        """The path of a tier's accounts; None when the policy has none for them."""
        general = None
        for one in self.paths:
            if tier in one.tiers:
                return one
            if not one.tiers and general is None:
                general = one
        return general


NO_RENEWALS = Renewals()


# What is known of one renewal, and what the rules make of it


@dataclass(frozen=True, slots=True)
class Settled:
    """A step that was done or skipped."""

    state: str
    """ "done" or "skipped"."""
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the book knows of an account's renewal."""

    renewal_date: date
    tier: str = ""
    """The id of its tier in the policy."""
    score: float | None = None
    tone: str = ""
    last_touch: date | None = None
    cancel: str = ""
    """The words of the signal that the customer wants to leave; "" without one."""
    cancel_on: date | None = None
    notice_days: int | None = None
    notice_date: date | None = None
    settled: Mapping[str, Settled] = field(default_factory=dict)
    """Steps that were done or skipped, by id."""
    planned: Mapping[str, date] = field(default_factory=dict)
    """Days that the CSM set for steps, by id."""
    renewed: date | None = None
    """The renewal date that was settled last, for the steps after it; None when that is long ago."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: in words, with the day it is from and the rule it met."""

    text: str
    on: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step of an account's path with its day."""

    step: Step
    due: date
    """A working day, or the day the CSM set."""
    renewal_date: date
    """The renewal it belongs to."""
    state: str
    """done, skipped, passed (a later one is done), late, now (it is asked for), or ahead."""
    settled: Settled | None = None
    planned: bool = False
    at_once: bool = False

    @property
    def open(self) -> bool:
        """Whether it still wants doing."""
        return self.state in ("late", "now", "ahead")


@dataclass(frozen=True, slots=True)
class Risk:
    """The level of risk that a renewal has reached, and why."""

    level: Level
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules make of a renewal on a day."""

    path: Path | None
    steps: tuple[DueStep, ...]
    current: DueStep | None
    """The step asked for now; a done one when nothing else is near."""
    late: tuple[DueStep, ...]
    """Open steps whose day is past and that no later step has overtaken."""
    chance: Chance | None
    """None without a score."""
    risk: Risk | None
    notice: date | None
    why: Callable[[], tuple[Reason, ...]] = field(default=tuple, compare=False, repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands so, the gravest first; put into words only when asked for."""
        return self.why()
