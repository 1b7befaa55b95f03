"""The interview: the policy's questions about an account, answered by the book or a person, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from csdesk.desk import escalation_facts
from csdesk.desk.account_rows import chosen_policy
from csdesk.desk.errors import Invalid
from csdesk.desk.escalation_facts import Sign
from csdesk.desk.escalation_list import EscalationRow, listing
from csdesk.desk.escalation_team import Contact, contact_for, team_of
from csdesk.policy import escalation as rules
from csdesk.policy.escalation import Known, Verdict
from csdesk.policy.escalation_model import Escalation, Question, Rung

if TYPE_CHECKING:
    from csdesk.desk.core import Desk


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the interview: what the book answers, what the person answered, and what counts."""

    question: Question
    known: Known
    given: bool | None
    on_path: bool
    """Whether the walk came past it; the others were passed over."""

    @property
    def answer(self) -> bool | None:
        """The answer that counts; None while nobody has one."""
        return self.given if self.given is not None else self.known.answer


@dataclass(frozen=True, slots=True)
class Planned:
    """One action that the tier asks for: what, whose, by when."""

    title: str
    role: str
    who: str
    due: date
    every: str


@dataclass(frozen=True, slots=True)
class Startable:
    """A playbook that can be started with an escalation; `chosen` is the one to offer first."""

    id: str
    title: str
    why: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Interview:
    """The whole interview as it stands: questions, the path, and what it came to."""

    account_id: int
    account: str
    policy: str
    """The policy's title."""
    plan: Escalation
    questions: tuple[Asked, ...]
    verdict: Verdict
    deadline: datetime | None
    """By when the tier wants an answer, in UTC."""
    next_check: date | None
    actions: tuple[Planned, ...]
    team: tuple[tuple[str, Contact | None], ...]
    """Who takes part, with name and phone where they are known."""
    open_escalation: EscalationRow | None
    """One that is open already."""
    without: Rung | None
    """The tier when every open question is answered no."""
    signs: tuple[Sign, ...] = field(default=())

    @property
    def rung(self) -> Rung | None:
        """The tier it came to; None while a question is open, or when nothing calls for one."""
        return self.verdict.rung

    @property
    def tier(self) -> str:
        """The tier in words: "Tier 3"; "" without one."""
        return self.plan.label(self.verdict.rung.tier) if self.verdict.rung else ""


def interview(desk: Desk, account_id: int, answers: Mapping[str, bool] | None = None) -> Interview:
    """The interview about an account with these answers. Invalid for an unknown account or question."""
    policy, today = chosen_policy(desk), desk.clock.today()
    plan = policy.escalation
    given = dict(answers or {})
    for name in given:
        if all(name != one.id for one in plan.questions):
            known = ", ".join(one.id for one in plan.questions)
            raise Invalid("answer", f"there is no question “{name}”", f"There are {known}.")
    with desk.book.read() as connection:
        found = escalation_facts.read(connection, policy, today, [account_id]).get(account_id)
    if found is None:
        raise Invalid("account", f"there is no account with the number {account_id}")
    verdict = rules.walk(plan, found.facts, given)
    passed = {step.question.id for step in verdict.path}
    asked = tuple(
        Asked(one, rules.known(one, found.facts), given.get(one.id), one.id in passed or one is verdict.open)
        for one in plan.questions
    )
    until = check = None
    if verdict.rung is not None:
        until, check = times(desk, verdict.rung)
    current = next(iter(listing(desk, accounts=[account_id])), None)
    return Interview(
        account_id, found.name, policy.title, plan, asked, verdict, until, check,
        planned(desk, account_id, verdict), team_of(desk, verdict.team), current,
        rules.walk(plan, found.facts, given, assume=False).rung, found.signs,
    )  # fmt: skip


def times(desk: Desk, rung: Rung) -> tuple[datetime, date]:
    from csdesk.desk.settings import days_off

    now = desk.clock.now().astimezone()
    until = rules.deadline(rung.within, now, days_off(desk)).astimezone(UTC)
    return until, desk.clock.today() + timedelta(days=rung.check_days)


def planned(desk: Desk, account_id: int, verdict: Verdict) -> tuple[Planned, ...]:
    from csdesk.desk.settings import days_off

    if verdict.rung is None:
        return ()
    now, off = desk.clock.now().astimezone(), days_off(desk)
    csm = _csm(desk, account_id)
    found: list[Planned] = []
    rungs = list(dict.fromkeys(rung for _, rung in verdict.met)) or [verdict.rung]
    for rung in rungs:
        for deed in rules.deeds(verdict, rung):
            who = csm if deed.owner == "csm" else contact_for(desk, deed.owner, verdict.team)
            one = Planned(deed.do, deed.owner, who, rules.due(deed, rung, now, off), deed.every)
            if all(one.title != other.title for other in found):
                found.append(one)
    return tuple(found)


def _csm(desk: Desk, account_id: int) -> str:
    with desk.book.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT c.name, a.owner FROM account a LEFT JOIN contact c ON c.id = a.csm WHERE a.id = ?", (account_id,)
        ).first()
    return str((row[0] or row[1] or "") if row else "") or desk.profile.name
