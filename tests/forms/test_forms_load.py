"""Forms from YAML: what is accepted, and how each mistake is named."""

# ruff: noqa: E501 (a table of forms, one a line)

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from csdesk import paths, yamlfile
from csdesk.forms.errors import FormError
from csdesk.forms.load import load_form, load_forms

sys.path.insert(0, str(Path(__file__).parent))
from forms_known import HEAD, KNOWN, form

GOOD = (
    HEAD
    + """
  - section: facts
    title: Facts
    fields:
      - {id: name, from: account.name, audience: customer, needed: final}
      - {id: worry, type: long, label: Worry, audience: internal, show_if: name != Acme and tier == 1, lines: 3}
      - {id: kind, type: choice, label: Kind, audience: customer, options: [First kind, {id: b, label: Second, tone: green}], other: true}
      - {id: costs, type: table, label: Costs, audience: internal, columns: [{id: what, type: text, label: What}]}
  - section: goals
    title: Goals
    audience: internal
    repeat: account.goals
    item: goal
    item_title: title
    at_least: 1
    starts_with: [Go-live]
    where: status != at-risk
    paper: {layout: cards, note: "{count} goals", stack: [[outcome, title]]}
    fields: [title, outcome, {id: mood, type: rating, label: Mood, audience: customer}]
  - section: ticks
    title: Ticks
    checklist: own
    show_if: filled(facts.worry)
    fields: [{id: one, label: One, audience: customer}]
"""
)


def test_a_form_is_read_with_types_and_labels_from_the_book() -> None:
    plan = form(GOOD)
    facts, goals, ticks = plan.sections
    name, worry, kind, costs = facts.fields
    assert (name.type, name.label, name.binding, name.audience, name.needed) == (
        "text", "Account name", "account.name", "customer", "final",
    )  # fmt: skip
    assert worry.show_if is not None and worry.show_if.names == {"name", "tier"}
    assert [(one.id, one.label, one.tone) for one in kind.options] == [
        ("first-kind", "First kind", ""), ("b", "Second", "green"),
    ]  # fmt: skip
    assert costs.columns[0].audience == "internal"
    assert (goals.kind, goals.records, goals.item, goals.at_least) == ("repeat", "goals", "goal", 1)
    assert [(one.id, one.binding, one.type, one.audience) for one in goals.fields] == [
        ("title", "title", "text", "internal"),
        ("outcome", "outcome", "long", "internal"),
        ("mood", "", "rating", "customer"),
    ]
    assert goals.paper.stack == (("outcome", "title"),)
    assert (ticks.kind, ticks.fields[0].type) == ("checklist", "yes-no")
    assert plan.file_name == "{account} {title} {date}" and plan.formats == ("docx", "pdf")


def section(fields: str, more: str = "") -> str:
    return f"{HEAD}  - section: facts\n    title: Facts\n{more}    fields:\n      - {fields}\n"


NAME = "{id: name, from: account.name, audience: customer}"

WRONG = [
    ("unknown key of a form", GOOD.replace("about:", "abuot:"), 3, "no key “abuot”", "about"),
    ("unknown key of a section", section(NAME, "    titel: x\n"), 8, "no key “titel”", "title"),
    ("unknown key of a field", section("{id: a, type: text, label: A, audience: customer, lable: B}"), 9, "no key “lable”", "label"),
    ("unknown key of paper", section(NAME, "    paper: {layuot: lead}\n"), 8, "no key “layuot”", "layout"),
    ("unknown type", section("{id: a, type: txt, label: A, audience: customer}"), 9, "“type” cannot be “txt”", "text"),
    ("no type", section("{id: a, label: A, audience: customer}"), 9, "no type", "text"),
    ("no audience", section("{id: a, type: text, label: A}"), 9, "does not say for whom", "audience"),
    ("customer for a whole section", section(NAME, "    audience: customer\n"), 8, "many fields at once", "each field"),
    ("unknown audience", section("{id: a, type: text, label: A, audience: custmer}"), 9, "“audience” cannot be", "customer"),
    ("unknown binding", section("{id: a, from: account.nmae, audience: customer}"), 9, "no “account.nmae”", "account.name"),
    ("unknown record field", section("titel", "    repeat: account.goals\n    item: goal\n    audience: internal\n"), 12, "no field “titel”", "title"),
    ("unknown records", section(NAME, "    rows: account.gaols\n    item: goal\n"), 8, "no records", "account.goals"),
    ("type that does not fit", section("{id: a, from: account.arr, type: date, audience: internal}"), 9, "cannot be shown as date", "money"),
    ("bad expression", section("{id: a, type: text, label: A, audience: customer, show_if: name == }"), 9, "breaks off", ""),
    ("unknown name in a condition", section("{id: a, type: text, label: A, audience: customer, show_if: nmae == x}"), 9, "called “nmae”", ""),
    ("name twice", section(NAME + "\n      - " + NAME), 10, "given twice", ""),
    ("section twice", section(NAME) + "  - {section: facts, title: F, fields: [" + NAME + "]}", 10, "section “facts” is given twice", ""),
    ("options on a text", section("{id: a, type: text, label: A, audience: customer, options: [x]}"), 9, "“options” is for choice", ""),
    ("choice without options", section("{id: a, type: choice, label: A, audience: customer}"), 9, "no options", ""),
    ("option twice", section("{id: a, type: choice, label: A, audience: customer, options: [Yes, yes]}"), 9, "given twice", ""),
    ("unknown choice of the book", section("{id: a, from: account.stage, audience: customer, options: [growin]}"), 9, "no choice", "growing"),
    ("table without columns", section("{id: a, type: table, label: A, audience: internal}"), 9, "no columns", ""),
    ("internal column inherited, customer not", section("{id: a, type: table, label: A, audience: customer, columns: [{id: b, type: text, label: B}]}"), 9, "does not say for whom", ""),
    ("rows of no known item", section("title", "    rows: account.goals\n    audience: internal\n"), 6, "what one row is called", ""),
    ("rows and repeat", section("title", "    rows: account.goals\n    repeat: own\n    item: goal\n    audience: internal\n"), 9, "both rows and repeat", ""),
    ("unknown item_title", section("title", "    rows: account.goals\n    item: goal\n    item_title: titel\n    audience: internal\n"), 10, "no field “titel”", "title"),
    ("stack of unknown", section("title", "    rows: account.goals\n    item: goal\n    audience: internal\n    paper: {stack: [[titl, title]]}\n"), 11, "no field “titl”", "title"),
    ("beside nothing", section(NAME, "    paper: {beside: nowhere}\n"), 8, "no other section", ""),
    ("a number as text", section("{id: a, type: text, label: 12, audience: customer}"), 9, "must be text", "quotes"),
    ("a bad id", section("{id: My field, type: text, label: A, audience: customer}"), 9, "is no id", "small letters"),
    ("needed and worked out", section("{id: a, from: document.created, audience: customer, needed: final}"), 9, "worked out", ""),
    ("needed twice over", section("{id: a, type: text, label: A, audience: customer, needed: final, needed_if: tier == 1}"), 9, "keep one", ""),
    ("a printed name that is none", section("{id: a, type: text, label: A, audience: customer, print_label: 'At {acount}'}"), 9, "{acount}", "account"),
    ("a file name that is none", GOOD.replace("subject: account", "subject: account\nissue: {formats: [docx], name: '{accont}'}"), 5, "{accont}", "account"),
    ("an unknown format", GOOD.replace("subject: account", "subject: account\nissue: {formats: [dox]}"), 5, "no format “dox”", "docx"),
    ("records without an account", GOOD.replace("subject: account", "subject: none"), 10, "about no account", ""),
    ("not YAML", "form: [", 2, "", ""),
    ("a list", "- one", 1, "must have keys", ""),
    ("a key twice", GOOD.replace("about:", "title:"), 3, "given twice", ""),
    ("no sections", "form: a\ntitle: A\nabout: B\n", 1, "no “sections”", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "reason", "hint"), [case[1:] for case in WRONG], ids=[c[0] for c in WRONG])
def test_every_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, reason: str, hint: str) -> None:
    path = tmp_path / "form.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_form(path, KNOWN)
    fault = next((one for one in caught.value.faults if reason in one.reason), None)
    assert fault is not None, str(caught.value.faults)
    assert fault.line == line
    assert hint in fault.hint
    assert fault.file == str(path)
    assert f"form.yaml:{line}:" in str(caught.value) or caught.value.line < line


def test_a_condition_is_pointed_at_within_its_line() -> None:
    with pytest.raises(FormError) as caught:
        form(section("{id: a, type: text, label: A, audience: customer, show_if: tier == 1 and ?}"))
    line = section("{id: a, type: text, label: A, audience: customer, show_if: tier == 1 and ?}").splitlines()[8]
    assert caught.value.column == line.index("?") + 1


def test_all_mistakes_are_listed_in_the_order_of_the_file() -> None:
    with pytest.raises(FormError) as caught:
        form(
            section(
                "{id: a, type: txt, lable: A}\n      - {id: b, type: text, label: B, audience: all}", "    hlep: x\n"
            )
        )
    lines = [fault.line for fault in caught.value.faults]
    assert lines == sorted(lines) and set(lines) == {8, 10, 11}
    assert len(lines) >= 4
    assert str(caught.value).count("form.yaml:") == min(5, len(lines))


def test_an_own_copy_takes_the_place_of_a_shipped_form(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "plan.yaml").write_text(GOOD, encoding="utf-8")
    (own / "mine.yaml").write_text(GOOD.replace("title: Plan", "title: My plan"), encoding="utf-8")
    library = load_forms([shipped, own, tmp_path / "absent"], KNOWN)
    assert library.forms["plan"].title == "My plan" and not library.refused


def test_a_broken_own_copy_is_refused_and_the_shipped_form_goes_on(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "plan.yaml").write_text(GOOD, encoding="utf-8")
    (own / "plan.yaml").write_text(GOOD.replace("type: rating", "type: stars"), encoding="utf-8")
    (own / "zebra.yaml").write_bytes(b"\xff\xfe\x00")
    library = load_forms([shipped, own], KNOWN)
    assert library.forms["plan"].title == "Plan"
    assert [Path(one.file).name for one in library.refused] == ["plan.yaml", "zebra.yaml"]
    assert "stars" in library.refused[0].reason


def test_one_id_in_two_files_of_a_folder_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    library = load_forms([tmp_path], KNOWN)
    assert len(library.forms) == 1 and "already in a.yaml" in library.refused[0].reason


def test_help_and_prompts_are_never_a_secret_kept_from_the_loader() -> None:
    plan = form(section("{id: a, type: text, label: A, audience: customer, help: Why, prompts: [Who?, When?]}"))
    assert plan.sections[0].fields[0].prompts == ("Who?", "When?")


def test_shipped_forms_say_for_each_field_for_whom_it_is() -> None:
    for path in sorted((paths.resources() / "forms").glob("*.yaml")):
        for part in yamlfile.load(path).mapping()["sections"].items():
            for field in part.mapping()["fields"].items():
                assert {"audience", "group"} & field.mapping().keys(), f"{path.name}:{field.line}"


def test_every_form_that_ships_can_be_used() -> None:
    from csdesk.desk import document_forms

    assert document_forms.library().refused == ()
