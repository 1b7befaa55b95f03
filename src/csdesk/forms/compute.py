"""Values that are worked out from other answers: in which order, and what they come to.

An expression speaks of the fields beside it by their ids, of other sections as "section.field", and of rows the same
way, which is then a list: sum(lines.value). Amounts keep their currency; where two currencies meet nothing is worked
out, since no rate is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.values.money import Money

Shown = Callable[[FormField, Any], Answer]
"""A value with its text as people read it."""


def order(sections: Iterable[Section]) -> tuple[list[tuple[Section, FormField]], list[str]]:
    """The worked-out fields, each after those it needs; and the fields of a circle, if there is one."""
    nodes: dict[str, tuple[Section, FormField]] = {}
    for section in sections:
        for one in section.fields:
            if one.compute is not None:
                nodes[f"{section.id}.{one.id}"] = (section, one)
    done: list[tuple[Section, FormField]] = []
    seen: set[str] = set()
    path: list[str] = []
    found: list[str] = []

    def visit(name: str) -> None:
        if found or name in seen:
            return
        if name in path:
            found.extend([*path[path.index(name) :], name])
            return
        path.append(name)
        section, one = nodes[name]
        assert one.compute is not None
        for used in sorted(one.compute.names):
            full = used if "." in used else f"{section.id}.{used}"
            if full in nodes:
                visit(full)
        path.pop()
        seen.add(name)
        done.append(nodes[name])

    for name in nodes:
        visit(name)
    return done, found


def circle(sections: Iterable[Section]) -> list[str]:
    """The names of worked-out fields that need one another, from one back to itself; nothing when all is well."""
    return order(sections)[1]


def computed(form: Form, state: State, shown: Shown, currency: str) -> State:
    """The state with every worked-out value in it; `currency` is that of amounts made from plain numbers."""
    steps, _ = order(form.sections)
    if not steps:
        return state
    sections = dict(state.sections)
    known = dict(state.known)
    for section, one in steps:
        found = sections.get(section.id, SectionState())
        if section.kind in ("rows", "repeat"):
            rows = tuple(
                Row(row.key, {**row.answers, one.id: _answer(one, {**known, **_values(row.answers)}, shown, currency)})
                for row in found.rows
            )
            sections[section.id] = SectionState(found.answers, rows)
            known[f"{section.id}.{one.id}"] = tuple(row.answers[one.id].value for row in rows)
        else:
            answer = _answer(one, {**known, **_values(found.answers)}, shown, currency)
            sections[section.id] = SectionState({**found.answers, one.id: answer}, found.rows)
            known[f"{section.id}.{one.id}"] = answer.value
    return State(sections, state.names)


def _values(answers: Mapping[str, Answer]) -> dict[str, object]:
    return {name: answer.value for name, answer in answers.items()}


def _answer(one: FormField, known: Mapping[str, object], shown: Shown, currency: str) -> Answer:
    assert one.compute is not None
    money = _currencies(known.get(name) for name in one.compute.names)
    if len(money) > 1:
        return Answer()
    value = _fitted(one, one.compute.evaluate(known), next(iter(money), currency))
    return Answer() if value is None else shown(one, value)


def _currencies(values: Iterable[object]) -> set[str]:
    found: set[str] = set()
    for value in values:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Money):
                found.add(one.currency)
    return found


def _fitted(one: FormField, value: object, currency: str) -> Any:
    """The value as the field's type holds it; None for what does not fit."""
    match one.type:
        case "yes-no":
            return None if value is None else bool(value)
        case "money":
            if isinstance(value, Money):
                return value
            return Money.of(Decimal(str(value)), currency) if _is_number(value) else None
        case "number" | "percent":
            return float(str(value)) if _is_number(value) else None
        case "date":
            return value if isinstance(value, date) else None
        case "choice":
            return value if any(option.id == value for option in one.options) else None
        case _:
            return None if value is None else str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
