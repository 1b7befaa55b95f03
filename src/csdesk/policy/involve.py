"""Whether a CSM is to be involved in a case: the severity matrix, the triggers that hold whatever the severity, and the
kinds of request that go to the CSM queue. Every criterion that was looked at is part of the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from csdesk.policy.health import Readings
from csdesk.policy.signals import Facts, Raised, met
from csdesk.policy.signals_model import Criterion, Involvement, Request, Severity, SignalModel, next_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion: whether it is met, on what evidence, and why it was looked at."""

    criterion: Criterion
    met: bool
    evidence: str
    """"" when it is not met."""
    counts: bool
    """Whether it decides here: it is a trigger, or the severity asks for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the CSM takes part."""

    involve: bool
    severity: Severity | None
    request: Request | None
    because: tuple[str, ...]
    """Why, in sentences, the weightiest first; why not when the answer is no."""
    reasons: tuple[Reason, ...]
    """Every criterion, those that decide first."""
    key_account: bool
    workflow: tuple[str, ...] = ()


def involve(
    model: SignalModel,
    readings: Readings,
    facts: Facts,
    today: date,
    raised: Iterable[Raised],
    *,
    severity: str = "",
    request: str = "",
    said: Collection[str] = (),
    rules: Involvement | None = None,
) -> Answer:
    """The answer for an account, and a case of that severity or a request of that kind.

    `said` are the ids of criteria that a person says are so. KeyError for a severity, request or criterion that is not
    there. `rules` stand in for the model's own where it has none.
    """
    matrix = rules or model.involvement
    level = next_of(matrix.severities, severity) if severity else None
    wish = next_of(matrix.requests, request) if request else None
    for name in said:
        matrix.criterion(name)
    signals = tuple(raised)
    shown = {one.id: met(model, one.ways, readings, facts, today, signals) if one.ways else ""
             for one in matrix.criteria}  # fmt: skip
    for name in said:
        shown[name] = shown[name] or "Said so"
    asked = {*matrix.triggers, *(level.needs if level else ())}
    reasons = tuple(sorted(
        (Reason(one, bool(shown[one.id]), shown[one.id], one.id in asked) for one in matrix.criteria),
        key=lambda one: (not (one.met and one.counts), not one.counts),
    ))  # fmt: skip
    because: list[str] = []
    key, assigned = bool(shown.get(matrix.key)), bool(shown.get(matrix.assigned))
    taken = False
    if wish is not None:
        taken = assigned if wish.assigned_only else key if wish.key_only else True
        whom = "accounts with a CSM of their own" if wish.assigned_only else "key accounts" if wish.key_only else ""
        if taken:
            because.append(f"{wish.title} goes to the CSM queue{f' for {whom}' if whom else ' for every account'}.")
        else:
            because.append(f"{wish.title} goes to the CSM queue for {whom} alone, and this is none.")
    if level is not None:
        found = [name for name in level.needs if shown[name]]
        for name in found:
            because.append(f"{level.title}: {_said(matrix, name, shown)}")
        if not found:
            because.append(f"{level.title}: {level.says[:1].lower()}{level.says[1:]}.")
    # The triggers are about cases; a request that is no case is settled by whom it is for.
    triggers = [name for name in matrix.triggers if shown[name] and not (level and name in level.needs)]
    if wish is not None and level is None:
        triggers = []
    because += [f"Whatever the severity: {_said(matrix, name, shown)}" for name in triggers]
    by_level = level is not None and any(shown[name] for name in level.needs)
    answer = taken or by_level or bool(triggers)
    if not answer and not because:
        because.append("No trigger is met.")
    return Answer(answer, level, wish, tuple(because), reasons, key, matrix.workflow)


def _said(matrix: Involvement, name: str, shown: dict[str, str]) -> str:
    title = matrix.criterion(name).title
    evidence = shown[name]
    said = title[:1].lower() + title[1:]
    return f"{said}." if evidence in ("", "Said so") else f"{said} ({evidence})."
