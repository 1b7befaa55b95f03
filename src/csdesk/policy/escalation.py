"""Walking an escalation procedure: from facts of the book and answers of a person to a tier, with the path taken."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from csdesk.policy.escalation_load import NOWHERE, target
from csdesk.policy.escalation_model import Deed, Escalation, Fact, Facts, Question, Rung, Within
from csdesk.values.days import add_working_days
from csdesk.values.expression import Expression

Origin = Literal["book", "you", "assumed", ""]
END_OF_DAY = time(18, 0)
"""When a working day ends: "same day" and working days mean by then. CSDesk's own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the book answers to a question: True or False with its evidence; None when it cannot tell."""

    answer: bool | None
    evidence: tuple[Fact, ...] = ()

    @property
    def words(self) -> str:
        """The evidence in one line; "" without any."""
        return "; ".join(one.said for one in self.evidence)


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the path: how it was answered, by whom, on which evidence, and where that leads."""

    question: Question
    answer: bool
    origin: Origin
    known: Known
    leads: str
    """The next question's words, "Tier 3", or "Nothing to escalate"."""

    @property
    def against(self) -> bool:
        """Whether a person answered otherwise than the book."""
        return self.origin == "you" and self.known.answer is not None and self.known.answer is not self.answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a walk came to: the path, and a tier, nothing, or the question that is open."""

    path: tuple[Step, ...]
    rung: Rung | None
    open: Question | None
    """The first question that nobody has answered; None once the walk is at its end."""
    met: tuple[tuple[Question, Rung], ...] = ()
    """Of a matrix: every question answered yes with its tier, the most pressing first."""
    team: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether every question on the way is answered."""
        return self.open is None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why this tier: each yes with its evidence, in the order asked; the noes only where there is no yes."""
        told = [one for one in self.path if one.answer] or list(self.path)
        # Where several answers rest on the same evidence, the last of them says it best.
        last = {one.known.words: one for one in told if one.known.words and one.origin != "you"}
        return tuple(_reason(one) for one in told if last.get(one.known.words, one) is one or one.origin == "you")

    @property
    def because(self) -> str:
        """What decided, in a few words: the last yes on the way, with the one before that rests on other evidence."""
        if self.met:
            return self.met[0][0].said or self.met[0][0].ask
        yes = [one for one in self.path if one.answer]
        if not yes:
            return ""
        last = yes[-1]
        before = next((one for one in reversed(yes[:-1]) if one.known.words != last.known.words), None)
        words = last.question.said or last.question.ask
        # What only opens the walk ("there is a sign") says nothing beside what follows from it.
        if before is None or before is yes[0] or not before.question.said:
            return words
        return f"{before.question.said}; {words[:1].lower()}{words[1:]}"

    @property
    def evidence(self) -> str:
        """What the yes answers rest on, each thing once."""
        told = (fact.said for one in self.path if one.answer for fact in one.known.evidence)
        return "; ".join(dict.fromkeys(told))


def _reason(step: Step) -> str:
    said = step.question.said if step.answer and step.question.said else (
        f"{step.question.ask} {'Yes' if step.answer else 'No'}"
    )  # fmt: skip
    if step.origin == "you":
        return f"{said} (your answer)"
    return f"{said}: {step.known.words}" if step.known.words else said


def known(question: Question, facts: Facts) -> Known:
    """What the book answers to a question, with the facts that speak for it."""
    values = {name: facts[name].value for name in question.names if name in facts}
    for expression, answer in ((question.yes_if, True), (question.no_if, False)):
        if expression is not None and expression.test(values):
            evidence = _evidence(expression, facts, values)
            return Known(answer, evidence)
    return Known(None)


def _evidence(expression: Expression, facts: Facts, values: Mapping[str, object]) -> tuple[Fact, ...]:
    """The facts that make a condition hold: those it would not hold without, and those that would do alone."""
    told = [name for name in sorted(expression.names) if name in facts and facts[name].said]
    if len(told) < 2:
        return tuple(facts[name] for name in told)
    weighty = [
        name for name in told
        if not expression.test({**values, name: None}) or expression.test({name: values[name]})
    ]  # fmt: skip
    return tuple(facts[name] for name in weighty or told)


def walk(
    plan: Escalation, facts: Facts, answers: Mapping[str, bool] | None = None, assume: bool | None = None
) -> Verdict:
    """Walk the procedure. An answer of a person counts before the book's; `assume` stands where neither is there.

    With `assume=False` the walk reaches the tier that what is known calls for by itself.
    """
    if not plan.questions:
        return Verdict((), None, None)
    given = dict(answers or {})
    return (_matrix if plan.form == "matrix" else _tree)(plan, facts, given, assume)


def _answer(
    question: Question, facts: Facts, given: Mapping[str, bool], assume: bool | None
) -> tuple[bool | None, Origin, Known]:
    found = known(question, facts)
    if question.id in given:
        return given[question.id], "you", found
    if found.answer is not None:
        return found.answer, "book", found
    return assume, "assumed" if assume is not None else "", found


def _leads(plan: Escalation, way: str) -> str:
    tier = target(way)
    if tier is not None:
        return f"{plan.label(tier)}: {plan.rung(tier).name}"
    return "Nothing to escalate" if way == NOWHERE else plan.question(way).ask


def _tree(plan: Escalation, facts: Facts, given: Mapping[str, bool], assume: bool | None) -> Verdict:
    question = plan.questions[0]
    path: list[Step] = []
    while True:
        answer, origin, found = _answer(question, facts, given, assume)
        if answer is None:
            return Verdict(tuple(path), None, question)
        way = question.yes if answer else question.no
        path.append(Step(question, answer, origin, found, _leads(plan, way)))
        tier = target(way)
        if tier is not None:
            rung = plan.rung(tier)
            return Verdict(tuple(path), rung, None, (), rung.team)
        if way == NOWHERE:
            return Verdict(tuple(path), None, None)
        question = plan.question(way)


def _matrix(plan: Escalation, facts: Facts, given: Mapping[str, bool], assume: bool | None) -> Verdict:
    path: list[Step] = []
    waiting: Question | None = None
    met: list[tuple[Question, Rung]] = []
    for question in plan.questions:
        answer, origin, found = _answer(question, facts, given, assume)
        if answer is None:
            waiting = waiting or question
            continue
        way = question.yes if answer else question.no
        leads = _leads(plan, way) if answer else "Does not call for it"
        path.append(Step(question, answer, origin, found, leads))
        tier = target(way)
        if answer and tier is not None:
            met.append((question, plan.rung(tier)))
    met.sort(key=lambda one: (one[1].within.weight, -one[1].tier))
    team = tuple(dict.fromkeys(name for _, rung in met for name in rung.team))
    return Verdict(tuple(path), met[0][1] if met else None, waiting, tuple(met), team)


def deadline(within: Within, now: datetime, off: Collection[date] = frozenset()) -> datetime:
    """By when an answer is due, in the time zone of `now`.

    Hours run on through nights and weekends. The same day ends at 18:00, or at midnight when it is later than that;
    working days end at 18:00 of the last one.
    """
    if within.hours is not None:
        return now + timedelta(hours=within.hours)
    if within.same_day:
        evening = datetime.combine(now.date(), END_OF_DAY, now.tzinfo)
        return evening if now < evening else datetime.combine(now.date(), time(23, 59), now.tzinfo)
    last = add_working_days(now.date(), within.working_days or 0, off)
    return datetime.combine(last, END_OF_DAY, now.tzinfo)


def due(deed: Deed, rung: Rung, now: datetime, off: Collection[date] = frozenset()) -> date:
    """The day by which a tier's action is due: its own hours or days, else the tier's deadline."""
    if deed.hours is not None:
        return (now + timedelta(hours=deed.hours)).date()
    if deed.days is not None:
        return now.date() + timedelta(days=deed.days)
    return deadline(rung.within, now, off).date()


def deeds(verdict: Verdict, rung: Rung) -> tuple[Deed, ...]:
    """What a tier asks to be done after this path: without what only another answer would ask."""
    yes = {one.question.id for one in verdict.path if one.answer}
    return tuple(one for one in rung.deeds if not one.when or one.when in yes)
