"""What the desk says about playbook runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from csdesk.desk.core import Changed
from csdesk.desk.errors import DeskError, Invalid
from csdesk.policy.playbooks import Call, Met
from csdesk.policy.playbooks_load import node_of, read_playbook
from csdesk.policy.playbooks_model import Playbook
from csdesk.policy.playbooks_reader import PlaybookError
from csdesk.policy.playbooks_write import as_data

RunState = Literal["active", "done", "stopped"]
StepState = Literal["open", "done", "skipped"]
PhaseState = Literal["done", "now", "ahead"]
EXIT: str = "exit/"
"""How the key of a ticked criterion begins; it is kept as a step without a day."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A playbook that fits the account now, and why."""

    playbook: str
    title: str
    why: str
    purpose: str
    about: str
    steps: int
    days: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A playbook in the list to choose from: whether it is meant for the account, and whether it already runs."""

    playbook: str
    title: str
    about: str
    purpose: str
    source: str
    steps: int
    days: int
    own: bool
    fits: bool
    running: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step before the start: with its days, in the words of the playbook and of the calendar."""

    phase: str
    title: str
    begins: date
    due: date
    days: str
    owners: str
    gate: bool
    shifted: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What starting a playbook would bring."""

    playbook: str
    title: str
    anchor: date
    anchor_words: str
    steps: tuple[PlannedStep, ...]
    notes: tuple[str, ...]
    """What was moved, and why, in sentences."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list."""

    id: int
    account_id: int
    account: str
    playbook: str
    title: str
    why: str
    started: date | None
    state: RunState
    ended: date | None
    reason: str
    done: int
    """Steps done or skipped."""
    total: int
    late: int
    next_step: str
    next_due: date | None
    last_due: date | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a run as it stands."""

    id: int
    key: str
    title: str
    phase: str
    begins: date | None
    due: date | None
    planned: date | None
    days: str
    """The playbook's own words: "Day 3"."""
    owners: str
    channel: str
    deliverable: str
    detail: str
    prompts: tuple[str, ...]
    opens: str
    opens_title: str
    gate: bool
    state: StepState
    done_on: date | None
    reason: str
    late: int
    """Days that it is late; 0 when it is not."""
    shown: str
    """What the book shows of it: the reason of its proof; "" without one."""
    proved: bool
    """Whether the book shows that it is done."""


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase of a run: its steps, and its criteria as the book has them."""

    id: str
    title: str
    about: str
    steps: tuple[StepView, ...]
    criteria: tuple[Met, ...]
    state: PhaseState

    @property
    def settled(self) -> int:
        """Steps done or skipped."""
        return sum(one.state != "open" for one in self.steps)

    @property
    def open_criteria(self) -> tuple[Met, ...]:
        """The criteria that are not met."""
        return tuple(one for one in self.criteria if not one.met)


@dataclass(frozen=True, slots=True)
class RunView:
    """A run in full."""

    row: RunRow
    anchor: date
    anchor_words: str
    about: str
    source: str
    phases: tuple[PhaseView, ...]
    calls: tuple[Call, ...]
    """Escalations that it calls for."""

    @property
    def waiting(self) -> tuple[Met, ...]:
        """The criteria that keep a run open whose steps are all settled: those no gate has let pass."""
        gated = {one.id for one in self.phases if any(step.gate for step in one.steps)}
        return tuple(met for one in self.phases if one.id not in gated for met in one.open_criteria)


@dataclass(frozen=True, slots=True)
class Moved:
    """A step that was given another day: the day it has now, and what is to be said about it."""

    changed: Changed
    on: date
    said: str


class GateClosed(Invalid):
    """A step whose phase has criteria that are not met; it passes only with a reason."""

    def __init__(self, title: str, criteria: tuple[Met, ...]) -> None:
        first = "; ".join(f"{one.text} ({one.why})" if one.why else one.text for one in criteria[:3])
        more = f" and {len(criteria) - 3} more" if len(criteria) > 3 else ""
        super().__init__(
            "gate", f"“{title}” is a gate, and this is not met: {first}{more}", "Give a reason to pass it all the same."
        )
        self.criteria = criteria


@dataclass(frozen=True, slots=True)
class Plan:
    """The playbook as it was when the run began, and the day it counts from."""

    playbook: Playbook
    anchor: date

    def text(self) -> str:
        """As it is kept with the run."""
        return json.dumps({"anchor": self.anchor.isoformat(), "playbook": as_data(self.playbook)}, ensure_ascii=False)


@lru_cache(maxsize=256)
def plan_of(text: str) -> Plan:
    """The plan that a run keeps; DeskError when its text was damaged."""
    try:
        kept = json.loads(text)
        return Plan(read_playbook(node_of(kept["playbook"], "the run")), date.fromisoformat(kept["anchor"]))
    except (ValueError, KeyError, TypeError, PlaybookError) as error:
        raise DeskError(
            "The playbook that this run keeps cannot be read.",
            "Its steps and their days are as they were.",
            "Stop the run and start the playbook anew.",
        ) from error


def late_days(state: str, due: date | None, today: date) -> int:
    """Days that an open step is late."""
    return (today - due).days if state == "open" and due is not None and due < today else 0


Ticked = Mapping[str, str]
"""Criteria that a person ticked: by key, what is said about it."""
