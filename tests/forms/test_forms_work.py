"""Values that are worked out, first values and follow-ups: how forms say them, and what they come to."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from csdesk.forms.compute import computed
from csdesk.forms.errors import FormError
from csdesk.forms.gaps import gaps
from csdesk.forms.load import read_form
from csdesk.forms.schema import Form, FormField
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.values.money import Money
from csdesk.yamlfile import loads

sys.path.insert(0, str(Path(__file__).parent))
from forms_known import HEAD, KNOWN

BOOK = replace(
    KNOWN,
    sources={"churn-date": frozenset(), "signs": frozenset({"signal", "date"})},
    actions=frozenset({"tell-finance"}),
)

LINES = """\
  - section: lines
    title: Lines
    rows: own
    item: line
    item_title: title
    audience: internal
    fields:
      - {id: title, type: text, label: Title}
      - {id: value, type: money, label: Value}
      - {id: sure, type: yes-no, label: Sure}
      - {id: counted, type: money, label: Counted, compute: "if(sure, value, 0)"}
"""
TOTALS = """\
  - section: totals
    title: Totals
    audience: internal
    fields:
      - {id: all, type: money, label: All, compute: sum(lines.value)}
      - {id: certain, type: money, label: Certain, compute: sum(lines.counted)}
      - {id: spent, type: money, label: Spent}
      - {id: back, type: percent, label: Return, compute: "round((all - spent) / spent * 100)"}
      - {id: until, type: date, label: Until, compute: today + 30}
      - {id: sold, type: yes-no, label: Sold, compute: "all > spent"}
"""


def form(text: str) -> Form:
    return read_form(loads(HEAD + text, "form.yaml"), BOOK)


def shown(field: FormField, value: object) -> Answer:
    return Answer(value, str(value))


def state(*rows: tuple[str, Money | None, bool], spent: Money | None) -> State:
    lines = tuple(
        Row(f"r{number}", {"title": Answer(title), "value": Answer(value), "sure": Answer(sure)})
        for number, (title, value, sure) in enumerate(rows, 1)
    )
    sections = {"lines": SectionState(rows=lines), "totals": SectionState({"spent": Answer(spent)})}
    return State(sections, {"today": date(2026, 11, 23)})


def euros(amount: int) -> Money:
    return Money.of(amount, "EUR")


def test_sums_of_rows_and_what_is_worked_out_of_them() -> None:
    start = state(("a", euros(300), True), ("b", euros(200), False), ("c", None, True), spent=euros(250))
    made = computed(form(LINES + TOTALS), start, shown, "USD")
    totals = made.sections["totals"].answers
    assert totals["all"].value == euros(500)
    assert totals["certain"].value == euros(300)
    assert totals["back"].value == 100.0
    assert totals["until"].value == date(2026, 12, 23)
    assert totals["sold"].value is True
    assert [row.answers["counted"].value for row in made.sections["lines"].rows] == [euros(300), euros(0), None]


def test_what_is_not_known_is_not_worked_out() -> None:
    totals = computed(form(LINES + TOTALS), state(spent=None), shown, "USD").sections["totals"].answers
    assert totals["all"].empty
    assert totals["back"].empty


def test_two_currencies_make_no_sum() -> None:
    start = state(("a", euros(300), True), ("b", Money.of(200, "USD"), True), spent=euros(1))
    assert computed(form(LINES + TOTALS), start, shown, "USD").sections["totals"].answers["all"].empty


def fields(text: str) -> str:
    return f"  - section: one\n    title: One\n    audience: internal\n    fields:\n      - {text}\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (fields("{id: a, type: number, label: A, compute: b + 1}"), 10, "nothing here is called “b”"),
        (fields("{id: a, type: number, label: A, compute: 1 +}"), 10, "“compute” cannot be read"),
        (fields("{id: a, type: long, label: A, compute: today}"), 10, "a long cannot be worked out"),
        (fields("{id: a, type: number, label: A, compute: 1 + 1, needed: final}"), 10, "has no “needed”"),
        (fields("{id: a, from: account.arr, label: A, compute: 1 + 1}"), 10, "has no “from”"),
        (fields("{id: a, type: date, label: A, source: churn-day}"), 10, "there is no source “churn-day”"),
        (fields("{id: a, type: date, label: A, source: signs}"), 10, "“signs” gives rows"),
        (fields("{id: a, type: date, label: A, source: exit/reasons}"), 10, "no answer of another document"),
        (fields("{id: a, from: account.arr, source: churn-date}"), 10, "what the book holds needs no source"),
        (LINES.replace("rows: own", "rows: own\n    source: churn-date"), 9, "“churn-date” gives a single value"),
        (
            fields("{id: a, type: number, label: A, compute: b + 1}\n"
                   "      - {id: b, type: number, label: B, compute: a + 1}"),
            6,
            "one.a needs one.b needs one.a",
        ),
        (TOTALS + "then:\n  - {when: totals.spend > 1, open: exit, label: Go}\n", 28, "called “totals.spend”"),
        (TOTALS + "then:\n  - {when: filled(totals.spent), label: Go}\n", 28, "opens a form or does an action"),
        (TOTALS + "then:\n  - {when: filled(totals.spent), action: tell, label: Go}\n", 28, "no action “tell”"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    text = text if "sum(lines" not in text else LINES + text
    with pytest.raises(FormError) as raised:
        form(text)
    told = [fault for fault in raised.value.faults if reason in fault.reason]
    assert told, [fault.reason for fault in raised.value.faults]
    assert told[0].line == line


def test_follow_ups_and_sources_are_read() -> None:
    text = (
        LINES.replace("rows: own", "rows: own\n    source: signs").replace("id: title", "id: signal")
        .replace("item_title: title", "item_title: signal")
        + fields("{id: gone, type: date, label: Gone, source: churn-date}")
        + "then:\n"
        + "  - {when: filled(one.gone), open: post-mortem, label: Write the post-mortem}\n"
        + "  - {when: 'count(lines.sure) > 1', action: tell-finance, label: Tell finance, about: At once.}\n"
    )  # fmt: skip
    made = form(text)
    assert made.section("lines").source == "signs"
    assert made.section("one").fields[0].source == "churn-date"
    assert [(one.id, one.opens, one.action, one.about) for one in made.then] == [
        ("post-mortem", "post-mortem", "", ""),
        ("tell-finance", "", "tell-finance", "At once."),
    ]


CHECKED = """\
  - section: lines
    title: Lines
    rows: own
    item: line
    audience: internal
    checks:
      - {wrong_if: low >= high, field: high, reason: High must be above low}
    fields:
      - {id: low, type: number, label: Low}
      - {id: high, type: number, label: High}
      - {id: weight, type: percent, label: Weight}
  - section: total
    title: Total
    audience: internal
    checks:
      - {wrong_if: "sum(lines.weight) != 100", field: note, reason: The weights must sum to 100}
    fields:
      - {id: note, type: text, label: Note}
"""


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([(1.0, 2.0, 60.0), (3.0, 4.0, 40.0)], []),
        ([(2.0, 2.0, 100.0)], ["High must be above low"]),
        ([(None, 2.0, 100.0)], []),
        ([(1.0, 2.0, 99.5)], ["The weights must sum to 100"]),
    ],
)
def test_answers_must_agree_before_a_document_is_final(
    rows: list[tuple[float | None, float, float]], reasons: list[str]
) -> None:
    found = form(CHECKED)
    names = ("low", "high", "weight")
    lines = tuple(
        Row(f"r{at}", {name: Answer(value, str(value)) for name, value in zip(names, row, strict=True)})
        for at, row in enumerate(rows)
    )
    state = State({"lines": SectionState({}, lines), "total": SectionState({}, ())}, {})
    left = gaps(found, state)
    assert [one.reason for one in left.missing] == reasons
    assert left.total - left.answered == len(reasons)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("field: note", "field: nobody"), "has no field “nobody”"),
        (("reason: The weights must sum to 100", "because: x"), "because"),
        (("sum(lines.weight)", "sum(lines.wait)"), "nothing here is called “lines.wait”"),
    ],
)
def test_a_fault_of_a_check_is_named(change: tuple[str, str], words: str) -> None:
    with pytest.raises(FormError, match=words):
        form(CHECKED.replace(*change))
