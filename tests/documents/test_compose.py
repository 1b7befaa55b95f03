"""From form and answers to blocks: who sees what, what leaves no trace, and how sections are set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csdesk.documents.compose import compose
from csdesk.documents.model import (
    Audience,
    Block,
    Callouts,
    Cards,
    Checklist,
    Chip,
    Document,
    Heading,
    ItemList,
    KeyValues,
    Letterhead,
    Level,
    Paragraph,
    Run,
    SideBySide,
    Signatures,
    Table,
)
from csdesk.forms.schema import FieldType, Form, FormField, Option, Paper, Section
from csdesk.forms.state import Answer, Approval, Row, SectionState, State
from csdesk.values.expression import parse

LEVELS = (Option("high", "High"), Option("medium", "Medium"), Option("low", "Low"))
GOAL = (Option("on-track", "On track", "green"), Option("at-risk", "At risk", "yellow"))
STEP = (
    Option("planned", "Planned", "neutral"),
    Option("complete", "Complete", "complete"),
    Option("in-progress", "In progress", "progress"),
)


def field(
    name: str,
    kind: FieldType = "text",
    *,
    ours: bool = False,
    options: tuple[Option, ...] = (),
    label: str = "",
    paper: str = "",
    show_if: str = "",
) -> FormField:
    return FormField(
        name,
        kind,
        label or name.replace("_", " ").capitalize(),
        "internal" if ours else "customer",
        options=options,
        print_label=paper,
        show_if=parse(show_if) if show_if else None,
    )


def text(said: str) -> Answer:
    return Answer(said, said)


def day(*when: int) -> Answer:
    return Answer(date(*when), date(*when).isoformat())


def choice(options: tuple[Option, ...], name: str) -> Answer:
    return Answer(name, next(option.label for option in options if option.id == name))


def form(*sections: Section, **more: object) -> Form:
    return Form("plan", "Success plan", "", "account", sections, **more)  # type: ignore[arg-type]


def state(**sections: SectionState) -> State:
    names = {"account": "Halden Foods", "account_short": "Halden", "company": "Kelvara", "today": date(2026, 11, 23)}
    return State(sections, names)


def answers(**given_answers: Answer) -> SectionState:
    return SectionState(given_answers)


def rows(*found: Mapping[str, Answer]) -> SectionState:
    return SectionState({}, tuple(Row(str(number), row) for number, row in enumerate(found, 1)))


def make(made: Form, said: State, audience: Audience = "customer", **more: object) -> Document:
    return compose(
        made,
        said,
        audience=audience,
        letterhead=Letterhead(company="Kelvara"),
        version="Version 3",
        dated=date(2026, 11, 18),
        dated_text="18 November 2026",
        final=True,
        **more,  # type: ignore[arg-type]
    )


def blocks(made: Section, said: SectionState, audience: Audience = "customer") -> tuple[Block, ...]:
    return make(form(made), state(**{made.id: said}), audience).blocks


def words(thing: object) -> Iterator[str]:
    """Every text in a document or block."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from words(part)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for part in fields(thing):
            if part.name not in {"source", "kind", "tone", "style", "logo"}:
                yield from words(getattr(thing, part.name))


# Head


def test_names_and_subtitle() -> None:
    made = make(form(subtitle="What {account} and {company} agreed"), state())
    assert (made.kind, made.title, made.account) == ("Success plan", "Halden Foods", "Halden Foods")
    assert made.subtitle == "What Halden and Kelvara agreed"
    assert make(form(subtitle="x"), state(), subtitle="Its own").subtitle == "Its own"
    assert make(form(), State({})).title == "Success plan"


def test_a_form_of_our_own_has_no_customer_copy() -> None:
    own = form(customer_copy=False)
    with pytest.raises(ValueError, match="no customer copy"):
        make(own, state())
    assert make(own, state(), "internal").compact


# Who sees what

MIXED = Section(
    "context",
    "Context",
    "fields",
    (field("direction"), field("politics", "long", ours=True), field("worries", "list", ours=True)),
    paper=Paper("key-values"),
)
SAID = answers(direction=text("Grow"), politics=text("Secret one"), worries=Answer(("Secret two",), "Secret two"))


def test_the_customer_sees_nothing_of_ours() -> None:
    made = make(form(MIXED), state(context=SAID))
    assert not [said for said in words(made.blocks) if "Secret" in said or said in {"Politics", "Worries"}]
    assert made.notice == ""


def test_our_copy_counts_what_the_customer_does_not_see() -> None:
    made = make(form(MIXED), state(context=SAID), "internal")
    assert {"Secret one", "– Secret two"} <= set(words(made.blocks))
    assert made.notice == (
        "2 fields on warm ground are for Kelvara only. "
        "The customer’s copy of version 3 leaves them out: two in Context."
    )


def test_a_section_of_ours_alone_is_absent_with_its_heading() -> None:
    ours = replace(MIXED, fields=MIXED.fields[1:])
    assert blocks(ours, SAID) == ()
    heading = blocks(ours, SAID, "internal")[0]
    assert isinstance(heading, Heading)
    assert (heading.internal, heading.note) == (True, "Whole section internal")


KINDS: tuple[FieldType, ...] = ("text", "long", "list", "choice")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["text", "long", "list", "choice"]), st.booleans()), max_size=8)
)
def test_no_mixture_of_fields_leaks(shape: list[tuple[bool, FieldType, bool]]) -> None:
    columns = tuple(
        field(f"f{number}", kind, ours=ours, options=LEVELS if kind == "choice" else ())
        for number, (ours, kind, _) in enumerate(shape)
    )

    def answer(number: int) -> Answer:
        ours, kind, filled = shape[number]
        secret = f"{'Secret' if ours else 'Open'} {number}"
        if not filled:
            return Answer()
        return Answer((secret,), secret) if kind == "list" else Answer(secret, secret)

    said = {f"f{number}": answer(number) for number in range(len(shape))}
    for layout in ("key-values", "lead", "callouts", "lists", "auto"):
        section = Section("s", "Section", "fields", columns, paper=Paper(layout))  # type: ignore[arg-type]
        shown = list(words(blocks(section, answers(**said))))
        assert not any("Secret" in part for part in shown)
        assert sum("Open" in part for part in shown) == sum(filled and not ours for ours, _, filled in shape)
    for layout in ("table", "timeline", "cards"):
        section = Section("s", "Section", "rows", columns, paper=Paper(layout))  # type: ignore[arg-type]
        assert not any("Secret" in part for part in words(blocks(section, rows(said))))


# What leaves no trace


def test_labels_without_values_and_empty_sections_are_absent() -> None:
    made = blocks(MIXED, answers(direction=text("  "), politics=Answer()))
    assert made == ()
    section = replace(MIXED, fields=(field("a"), field("b"), field("c", "yes-no")))
    found = blocks(section, answers(a=text("x"), b=text(""), c=Answer(False)))[1]
    assert isinstance(found, KeyValues)
    assert [(item.label, item.value.text) for item in found.items] == [("A", "x"), ("C", "No")]


def test_empty_rows_and_columns_are_absent() -> None:
    section = Section("s", "Rows", "rows", (field("name"), field("part"), field("never")), paper=Paper("table"))
    table = blocks(section, rows({"name": text("Ann"), "part": text("Leads")}, {"name": text("")}, {}))[1]
    assert isinstance(table, Table)
    assert [column.head for column in table.columns] == ["Name", "Part"]
    assert len(table.rows) == 1


def test_conditions_hide_fields_and_sections() -> None:
    section = replace(MIXED, fields=(field("kind"), field("detail", show_if="kind == risk")))
    assert "D" not in set(words(blocks(section, answers(kind=text("other"), detail=text("D")))))
    assert "D" in set(words(blocks(section, answers(kind=text("risk"), detail=text("D")))))
    hidden = replace(MIXED, show_if=parse("account == nobody"))
    assert blocks(hidden, SAID) == ()


def test_withheld_rows() -> None:
    section = Section(
        "risks",
        "Risks",
        "rows",
        (field("title"), field("what"), field("share", "yes-no", ours=True)),
        item_title="title",
        customer_if=parse("share != false"),
        paper=Paper("table", note="{count} open"),
    )
    said = rows(
        {"title": text("One"), "what": text("w")},
        {"title": text("Two"), "what": text("w"), "share": Answer(False)},
    )
    shown = set(words(blocks(section, said)))
    assert "One" in shown
    assert "Two" not in shown
    assert "1 open" in shown
    ours = set(words(blocks(section, said, "internal")))
    assert {"Two", "Not on the customer’s copy", "2 open"} <= ours


# Labels and notes

GOALS = Section(
    "goals",
    "Documented goals",
    "repeat",
    (
        field("title"),
        field("outcome", "long"),
        field("metric", paper="Measured by"),
        field("baseline"),
        field("current"),
        field("current_on", "date"),
        field("target"),
        field("target_date", "date"),
        field("owner", "contact", paper="Owner at {account}"),
        field("status", "choice", options=GOAL),
        field("note", "long", ours=True),
    ),
    item="goal",
    item_title="title",
    paper=Paper("cards", title="Goals", note="{count} goals · {green} on track · {yellow} at risk"),
)
FIRST = {
    "title": text("Close in five days"),
    "outcome": text("Board earlier"),
    "metric": text("Working days"),
    "baseline": text("9.5 days"),
    "current": text("6.5 days"),
    "current_on": day(2026, 10, 31),
    "target": text("5 days"),
    "target_date": day(2026, 12, 31),
    "owner": Answer(7, "Priya Raman", "Director"),
    "status": choice(GOAL, "on-track"),
    "note": text("Between us"),
}


def test_a_goal_becomes_a_card() -> None:
    heading, cards = blocks(GOALS, rows(FIRST))
    assert isinstance(heading, Heading)
    assert (heading.text, heading.note) == ("Goals", "1 goal · 1 on track")
    assert isinstance(cards, Cards)
    (card,) = cards.items
    assert (card.number, card.title.text, card.text.text if card.text else "") == (
        "1",
        "Close in five days",
        "Board earlier",
    )
    assert card.title.source == "goals/1/title"
    assert card.chip == Chip("On track", "green", "goals/1/status")
    assert card.meter is not None
    assert card.meter.fraction == pytest.approx(2 / 3)
    assert (card.meter.start, card.meter.now, card.meter.target) == (
        "9.5 days at the start",
        "6.5 days in October",
        "5 days by 31 Dec 2026",
    )
    assert [fact.label for fact in card.facts] == ["Measured by", "Target date", "Owner at Halden"]
    assert card.notes == ()


def test_our_card_carries_the_note() -> None:
    document = make(form(GOALS), state(goals=rows(FIRST)), "internal")
    cards = document.blocks[1]
    assert isinstance(cards, Cards)
    assert cards.items[0].notes[0].text.text == "Between us"
    assert cards.items[0].notes[0].internal
    assert document.notice.startswith("One field on warm ground is for Kelvara only.")


def test_without_three_measures_there_is_no_meter_but_the_facts_stay() -> None:
    cards = blocks(GOALS, rows({key: value for key, value in FIRST.items() if key != "current"}))[1]
    assert isinstance(cards, Cards)
    assert cards.items[0].meter is None
    assert {"Baseline", "Target"} <= {fact.label for fact in cards.items[0].facts}


def test_notes_leave_out_what_counts_nothing() -> None:
    second = {**FIRST, "status": choice(GOAL, "at-risk")}
    heading = blocks(GOALS, rows(FIRST, second, second))[0]
    assert isinstance(heading, Heading)
    assert heading.note == "3 goals · 1 on track · 2 at risk"


# Tables


def test_milestones_run_along_a_rail() -> None:
    section = Section(
        "milestones",
        "Milestones",
        "rows",
        (
            field("title", paper="Milestone and what proves it"),
            field("target_date", "date"),
            field("criteria", "long"),
            field("status", "choice", options=STEP),
            field("completed_on", "date", paper="Reached"),
        ),
        item_title="title",
        paper=Paper("timeline", stack=(("criteria", "title"),), note="{done} of {count} complete"),
    )
    said = rows(
        {
            "title": text("Go-live"),
            "target_date": day(2026, 8, 31),
            "criteria": text("All plants"),
            "status": choice(STEP, "complete"),
            "completed_on": day(2026, 9, 14),
        },
        {"title": text("Value"), "target_date": day(2027, 3, 31), "status": choice(STEP, "planned")},
    )
    heading, table = blocks(section, said)
    assert isinstance(heading, Heading)
    assert heading.note == "1 of 2 complete"
    assert isinstance(table, Table)
    assert table.timeline == ("complete", "neutral")
    assert [column.kind for column in table.columns] == ["date", "name", "date", "status"]
    first, second = table.rows
    assert first[1].lines == (
        Run("Go-live", "milestones/1/title"),
        Run("All plants", "milestones/1/criteria", "muted"),
    )
    assert [line.text for line in first[2].lines if isinstance(line, Run)] == ["2026-09-14", "14 days late"]
    assert second[2].lines == ()


def test_people_show_their_title_under_the_name() -> None:
    section = Section(
        "people",
        "People",
        "rows",
        (field("name"), field("title"), field("part"), field("influence", "choice", ours=True, options=LEVELS)),
        item_title="name",
        paper=Paper("table", stack=(("title", "name"),)),
    )
    said = rows({"name": text("Ann"), "title": text("CFO"), "part": text("Pays"), "influence": choice(LEVELS, "high")})
    table = blocks(section, said, "internal")[1]
    assert isinstance(table, Table)
    assert [(column.head, column.kind, column.internal) for column in table.columns] == [
        ("Name", "name", False),
        ("Part", "text", False),
        ("Influence", "text", True),
    ]
    assert table.rows[0][2].lines == (Level(3, "High", "people/1/influence"),)
    assert isinstance(table.rows[0][0].lines[1], Run)
    assert table.rows[0][0].lines[1].style == "muted"


def test_two_levels_stack_with_their_names() -> None:
    section = Section(
        "risks",
        "Risks",
        "rows",
        (
            field("title"),
            field("probability", "choice", options=LEVELS, paper="Rating"),
            field("impact", "choice", options=LEVELS),
            field("owner", "contact"),
        ),
        item_title="title",
        paper=Paper("table", stack=(("impact", "probability"),)),
    )
    said = rows(
        {
            "title": text("Upgrade"),
            "probability": choice(LEVELS, "high"),
            "impact": choice(LEVELS, "low"),
            "owner": Answer(1, "Ann"),
        }
    )
    table = blocks(section, said)[1]
    assert isinstance(table, Table)
    assert [column.head for column in table.columns] == ["Title", "Rating", "Owner"]
    assert [line.word for line in table.rows[0][1].lines if isinstance(line, Level)] == [
        "High probability",
        "Low impact",
    ]


def test_a_lone_sentence_is_not_set_bold() -> None:
    section = Section(
        "actions",
        "Actions",
        "rows",
        (field("title"), field("owner", "contact"), field("status", "choice", options=STEP)),
        item_title="title",
        paper=Paper("table"),
    )
    said = rows({"title": text("Name a deputy"), "owner": Answer(1, "Ann"), "status": choice(STEP, "planned")})
    table = blocks(section, said)[1]
    assert isinstance(table, Table)
    assert [column.kind for column in table.columns] == ["text", "owner", "status"]


def test_long_notes_of_ours_stand_below_the_table() -> None:
    section = Section(
        "risks",
        "Risks",
        "rows",
        (field("title"), field("what"), field("note", "long", ours=True)),
        item_title="title",
        paper=Paper("table"),
    )
    said = rows({"title": text("Upgrade"), "what": text("Freeze"), "note": text("She has not said so yet")})
    assert [type(block).__name__ for block in blocks(section, said)] == ["Heading", "Table"]
    notes = blocks(section, said, "internal")[2]
    assert isinstance(notes, Callouts)
    assert notes.items[0].label == "Note: Upgrade"
    assert notes.items[0].internal


# Fields


def test_a_lead_and_its_statements() -> None:
    section = Section(
        "summary",
        "Summary",
        "fields",
        (field("brief", "long"), field("objective", "long", paper="What {account} wants"), field("definition", "long")),
        paper=Paper("lead"),
    )
    said = answers(brief=text("First.\n\nSecond."), objective=text("One process"), definition=text("Five days"))
    _, lead, body, statements = blocks(section, said)
    assert isinstance(lead, Paragraph)
    assert (lead.run.text, lead.style, lead.run.source) == ("First.", "lead", "summary//brief")
    assert isinstance(body, Paragraph)
    assert (body.run.text, body.style) == ("Second.", "body")
    assert isinstance(statements, Callouts)
    assert [item.label for item in statements.items] == ["What Halden wants", "Definition"]


def test_lists_stand_side_by_side() -> None:
    section = Section(
        "factors",
        "Factors",
        "fields",
        (field("theirs", "list", paper="From {account}"), field("ours", "list", paper="From {company}")),
        paper=Paper("lists", numbered=True),
    )
    said = answers(theirs=Answer(("a", " ", "b"), "a\nb"), ours=Answer(("c",), "c"))
    pair = blocks(section, said)[1]
    assert isinstance(pair, SideBySide)
    (left,) = pair.first
    assert isinstance(left, ItemList)
    assert (left.title, left.numbered, [item.text for item in left.items]) == ("From Halden", True, ["a", "b"])
    alone = blocks(section, answers(theirs=Answer(("a",), "a")))[1]
    assert isinstance(alone, ItemList)


def test_a_section_beside_another() -> None:
    table = Section("cadence", "How we work", "rows", (field("who"), field("often")), paper=Paper(beside="meetings"))
    boxes = Section("meetings", "Agreed meetings", "checklist", (field("weekly"), field("yearly")))
    both = form(table, boxes)
    said = state(cadence=rows({"who": text("Ann"), "often": text("Weekly")}), meetings=answers(weekly=Answer(True)))
    heading, pair = make(both, said).blocks
    assert isinstance(heading, Heading)
    assert isinstance(pair, SideBySide)
    (checks,) = pair.second
    assert isinstance(checks, Checklist)
    assert checks.title == "Agreed meetings"
    assert [item.checked for item in checks.items] == [True, False]
    alone = make(both, state(meetings=answers(weekly=Answer(True)))).blocks
    assert [type(block).__name__ for block in alone] == ["Heading", "Checklist"]
    assert make(both, state()).blocks == ()


def test_places_to_sign() -> None:
    section = Section(
        "approvals",
        "Approvals",
        "fields",
        (field("buyer", "approval", paper="For {account}"), field("us", "approval", paper="For {company}")),
        paper=Paper("signatures"),
    )
    said = answers(us=Answer(Approval("Maya", "CSM", date(2026, 11, 18)), "Maya"))
    signing = blocks(section, said)[1]
    assert isinstance(signing, Signatures)
    assert [(item.role, item.name.text, item.signed, item.date) for item in signing.items] == [
        ("For Halden", "", False, ""),
        ("For Kelvara", "Maya", True, "18 Nov 2026"),
    ]
    assert blocks(section, answers(us=Answer(Approval(), ""))) == ()


def test_facts_without_a_heading_continue_the_grid_and_stay_balanced() -> None:
    first = Section("a", "A", "fields", tuple(field(f"x{n}") for n in range(5)), paper=Paper("key-values", title="-"))
    second = Section("b", "B", "fields", (field("y"), field("z", ours=True)), paper=Paper("key-values", title="-"))
    said = state(a=answers(**{f"x{n}": text("v") for n in range(4)}), b=answers(y=text("v"), z=text("v")))
    (grid,) = make(form(first, second), said).blocks
    assert isinstance(grid, KeyValues)
    assert len(grid.items) == 5
    assert grid.columns == 3


def test_order_on_paper() -> None:
    sections = [
        Section(name, name.upper(), "fields", (field("x"),), paper=Paper("key-values", order=order))
        for name, order in (("a", 0), ("b", 0), ("c", 1))
    ]
    made = make(form(*sections), state(**{name: answers(x=text(name)) for name in "abc"}))
    assert [block.text for block in made.blocks if isinstance(block, Heading)] == ["C", "A", "B"]


def test_a_field_that_is_a_table() -> None:
    asked = replace(field("costs", "table"), columns=(field("what"), field("price", "money"), field("note", ours=True)))
    section = Section("s", "S", "fields", (asked,))
    said = answers(costs=Answer(({"what": text("Seats"), "price": text("€5"), "note": text("Secret")}, {}), "1 row"))
    found = next(block for block in blocks(section, said) if isinstance(block, Table))
    assert [column.kind for column in found.columns] == ["name", "number"]
    assert len(found.rows) == 1
    assert not any("Secret" in part for part in words(found))


def test_every_printed_answer_knows_its_field() -> None:
    document = make(form(GOALS, MIXED), state(goals=rows(FIRST), context=SAID), "internal")

    def runs(thing: object) -> Iterator[Run]:
        if isinstance(thing, Run):
            yield thing
        elif isinstance(thing, tuple):
            for part in thing:
                yield from runs(part)
        elif is_dataclass(thing) and not isinstance(thing, type):
            for part in fields(thing):
                yield from runs(getattr(thing, part.name))

    found = list(runs(document.blocks))
    assert len(found) == 9
    assert all(run.source.count("/") == 2 for run in found)
