"""What a form still needs: the one function behind progress counts, the Missing list, *final* and the command line.

A field counts as needed when it is marked for draft or final (or its `needed_if` holds) and is in sight (its `show_if`
holds). Hidden means not needed. Results are worked out per row and never written into the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from csdesk.forms.schema import Form, FormField, Section
from csdesk.forms.state import Answer, Approval, Row, SectionState, State

NOTHING = Answer()


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing answer, or rows that are missing (then `field` is empty)."""

    section: str
    row: str
    field: str
    label: str
    where: str
    """In words: "Goal 2", "Executive summary"."""
    reason: str
    item: str = ""
    """The title of the row, by which `fill` finds it again."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """How complete a form is. `sections` holds (answered, needed) by section id, `rows` the same by (section, row)."""

    answered: int
    total: int
    sections: Mapping[str, tuple[int, int]]
    rows: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    missing: tuple[Gap, ...] = ()


def names(state: State, answers: Mapping[str, Answer]) -> dict[str, object]:
    """What a condition may speak of: the state's names, and the answers beside the field."""
    return {**state.known, **{key: answer.value for key, answer in answers.items()}}


def section_visible(section: Section, state: State) -> bool:
    """Whether a section is in sight."""
    if section.show_if is None:
        return True
    own = state.sections.get(section.id, SectionState()).answers
    return section.show_if.test(names(state, own))


def visible(form_field: FormField, known: Mapping[str, object]) -> bool:
    """Whether a field is in sight beside these answers."""
    return form_field.show_if is None or form_field.show_if.test(known)


def needed(form_field: FormField, known: Mapping[str, object]) -> bool:
    """Whether a field must be answered before the document is final; False while it is hidden."""
    if not visible(form_field, known):
        return False
    if form_field.needed:
        return True
    return form_field.needed_if is not None and form_field.needed_if.test(known)


def answered(answer: Answer) -> bool:
    """Whether there is an answer; an approval counts once it names somebody."""
    if isinstance(answer.value, Approval):
        return bool(answer.value.name)
    if isinstance(answer.value, str):
        return bool(answer.value.strip())
    return not answer.empty


def row_title(section: Section, row: Row, place: int) -> str:
    """What a row is called in a list: "Goal 2"."""
    return f"{(section.item or 'row').capitalize()} {place}"


def gaps(form: Form, state: State) -> Gaps:
    """How complete the form is with these answers, and what is missing, in the form's order."""
    counts: dict[str, tuple[int, int]] = {}
    rows: dict[tuple[str, str], tuple[int, int]] = {}
    missing: list[Gap] = []
    for section in form.sections:
        if not section_visible(section, state):
            counts[section.id] = (0, 0)
            continue
        found = state.sections.get(section.id, SectionState())
        if section.kind == "checklist":
            counts[section.id] = _checklist(section, found)
            continue
        if section.kind == "fields":
            counts[section.id] = _fields(section, "", section.title, found.answers, state, missing)
            continue
        done = wanted = 0
        for place, row in enumerate(found.rows, 1):
            pair = _fields(section, row.key, row_title(section, row, place), row.answers, state, missing)
            rows[section.id, row.key] = pair
            done, wanted = done + pair[0], wanted + pair[1]
        short = section.at_least - len(found.rows)
        if short > 0:
            item = section.item or "row"
            many = f"{section.at_least} {item}s are" if section.at_least > 1 else f"One {item} is"
            missing.append(
                Gap(section.id, "", "", f"Add a {item}" if item[0] not in "aeiou" else f"Add an {item}",
                    section.title, f"{many} needed")
            )  # fmt: skip
            wanted += short
        counts[section.id] = (done, wanted)
    return Gaps(
        answered=sum(one for one, _ in counts.values()),
        total=sum(two for _, two in counts.values()),
        sections=counts,
        rows=rows,
        missing=tuple(missing),
    )


def _checklist(section: Section, found: SectionState) -> tuple[int, int]:
    # A tick left open is an answer too ("no"), so a checklist never keeps a document from being final.
    return (0, 0) if not any(one.needed for one in section.fields) else (
        sum(1 for one in section.fields if one.needed and found.answers.get(one.id, NOTHING).value),
        sum(1 for one in section.fields if one.needed),
    )  # fmt: skip


def _fields(
    section: Section, row: str, where: str, answers: Mapping[str, Answer], state: State, missing: list[Gap]
) -> tuple[int, int]:
    known = names(state, answers)
    done = wanted = 0
    for form_field in section.fields:
        if not needed(form_field, known):
            continue
        wanted += 1
        if answered(answers.get(form_field.id, NOTHING)):
            done += 1
        else:
            item = answers.get(section.item_title, NOTHING).text if row else ""
            missing.append(Gap(section.id, row, form_field.id, form_field.label, where, "No answer yet", item))
    labels = {one.id: one.label for one in section.fields}
    for check in section.checks:
        if check.wrong_if.test(known):
            wanted += 1
            missing.append(Gap(section.id, row, check.field, labels[check.field], where, check.reason))
    return done, wanted
