"""What a form still needs: conditions per row, hidden answers, rows that are missing."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from csdesk.forms.gaps import gaps, names, needed, visible
from csdesk.forms.schema import Form
from csdesk.forms.state import Answer, Approval, Row, SectionState, State

sys.path.insert(0, str(Path(__file__).parent))
from forms_known import HEAD, form

PLAN = form(
    HEAD
    + """
  - section: facts
    title: Facts
    fields:
      - {id: stage, type: choice, label: Stage, audience: customer, options: [growing, leaving], needed: final}
      - {id: reason, type: text, label: Reason, audience: internal, show_if: stage == leaving, needed: final}
      - {id: plan, type: text, label: Plan, audience: internal, needed_if: stage == leaving}
      - {id: signed, type: approval, label: Signed, audience: customer, needed: final}
      - {id: agreed, type: yes-no, label: Agreed, audience: customer, needed: draft}
  - section: goals
    title: Goals
    repeat: own
    item: goal
    item_title: title
    at_least: 2
    fields:
      - {id: title, type: text, label: Goal, audience: customer, needed: draft}
      - {id: done, type: yes-no, label: Done, audience: customer}
      - {id: proof, type: text, label: Proof, audience: customer, needed_if: done}
      - {id: cost, type: number, label: Cost, audience: internal, show_if: done, needed: final}
  - section: leaving
    title: Leaving
    show_if: facts.stage == leaving
    fields: [{id: when, type: date, label: When, audience: internal, needed: final}]
  - section: ticks
    title: Ticks
    checklist: own
    fields: [{id: one, label: One, audience: customer}]
"""
)


def answers(**values: object) -> dict[str, Answer]:
    return {key: Answer(value) for key, value in values.items()}


def state(facts: dict[str, Answer], *rows: dict[str, Answer]) -> State:
    return State(
        {
            "facts": SectionState(facts),
            "goals": SectionState(rows=tuple(Row(f"r{n}", row) for n, row in enumerate(rows, 1))),
        }
    )


def missing(now: State, plan: Form = PLAN) -> list[tuple[str, str, str]]:
    return [(gap.section, gap.row, gap.field) for gap in gaps(plan, now).missing]


def test_nothing_answered_lists_everything_in_the_order_of_the_form() -> None:
    found = gaps(PLAN, State({}))
    assert [(gap.section, gap.field) for gap in found.missing] == [
        ("facts", "stage"), ("facts", "signed"), ("facts", "agreed"), ("goals", ""),
    ]  # fmt: skip
    assert (found.answered, found.total) == (0, 5)
    assert found.missing[-1].where == "Goals" and "2 goals" in found.missing[-1].reason
    assert found.sections["leaving"] == (0, 0) and found.sections["ticks"] == (0, 0)


def test_a_condition_brings_a_field_and_a_section_into_need() -> None:
    now = state(answers(stage="leaving", agreed=False, signed=Approval("Ada")), answers(title="A"), answers(title="B"))
    assert missing(now) == [("facts", "", "reason"), ("facts", "", "plan"), ("leaving", "", "when")]


def test_hidden_answers_stay_and_are_not_counted() -> None:
    facts = answers(stage="growing", agreed=True, signed=Approval("Ada"), reason="kept")
    now = state(facts, answers(title="A"), answers(title="B"))
    found = gaps(PLAN, now)
    assert found.missing == () and found.sections["facts"] == (3, 3)
    assert now.sections["facts"].answers["reason"].value == "kept"


def test_what_one_row_needs_another_does_not() -> None:
    facts = answers(stage="growing", agreed=True, signed=Approval("Ada"))
    now = state(facts, answers(title="A", done=True), answers(title="B", done=False), answers(title=" "))
    assert missing(now) == [("goals", "r1", "proof"), ("goals", "r1", "cost"), ("goals", "r3", "title")]
    found = gaps(PLAN, now)
    assert found.rows == {("goals", "r1"): (1, 3), ("goals", "r2"): (1, 1), ("goals", "r3"): (0, 1)}
    assert [gap.where for gap in found.missing] == ["Goal 1", "Goal 1", "Goal 3"]
    # And again: nothing of the first round was written into the form.
    assert gaps(PLAN, now) == found


def test_an_approval_without_a_name_is_no_answer() -> None:
    now = state(
        answers(stage="growing", agreed=True, signed=Approval("", "CFO")), answers(title="A"), answers(title="B")
    )
    assert missing(now) == [("facts", "", "signed")]


VALUES = {
    "stage": st.sampled_from([None, "", "growing", "leaving"]),
    "reason": st.none() | st.text(max_size=4),
    "plan": st.none() | st.text(max_size=4),
    "signed": st.none() | st.builds(Approval, st.text(max_size=3)),
    "agreed": st.none() | st.booleans(),
}
ROW = {
    "title": st.none() | st.text(max_size=4),
    "done": st.none() | st.booleans(),
    "proof": st.none() | st.text(max_size=4),
    "cost": st.none() | st.floats(allow_nan=False, allow_infinity=False),
}


def drawn(values: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({key: st.builds(Answer, value) for key, value in values.items()})


@given(drawn(VALUES), st.lists(drawn(ROW), max_size=4))
def test_counts_and_missing_always_agree(facts: dict[str, Answer], rows: list[dict[str, Answer]]) -> None:
    now = state(facts, *rows)
    found = gaps(PLAN, now)
    assert 0 <= found.answered <= found.total
    assert found.total - found.answered == sum(max(0, 2 - len(rows)) if not gap.field else 1 for gap in found.missing)
    assert (found.answered, found.total) == tuple(sum(pair) for pair in zip(*found.sections.values(), strict=True))
    for gap in found.missing:
        if gap.field:
            section = PLAN.section(gap.section)
            row = next((one.answers for one in now.sections["goals"].rows if one.key == gap.row), facts)
            field = next(one for one in section.fields if one.id == gap.field)
            assert visible(field, names(now, row)) and needed(field, names(now, row))
    assert gaps(PLAN, now) == found


def test_a_row_may_depend_on_an_answer_of_another_section() -> None:
    plan = form(
        HEAD
        + """
  - section: facts
    title: Facts
    fields: [{id: big, type: yes-no, label: Big, audience: internal}]
  - section: steps
    title: Steps
    rows: own
    item: step
    fields: [{id: owner, type: text, label: Owner, audience: customer, show_if: facts.big, needed: final}]
"""
    )
    rows = SectionState(rows=(Row("r1", {}),))
    for big, wanted in ((True, 1), (False, 0), (None, 0)):
        now = State({"facts": SectionState(answers(big=big)), "steps": rows})
        assert gaps(plan, now).total == wanted
