"""One field of a form's file: its type, audience, binding, choices and conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from csdesk.forms.binding import FITS, Bindings, BoundField
from csdesk.forms.errors import near
from csdesk.forms.load_review import read_item
from csdesk.forms.load_work import read_work
from csdesk.forms.reader import Reader
from csdesk.forms.schema import Audience, FieldType, FormField, Needed, Option
from csdesk.values.expression import Expression
from csdesk.values.text import fold
from csdesk.yamlfile import Node

FIELD_KEYS: Final = frozenset(
    ("id", "type", "label", "audience", "needed", "from", "options", "other", "side", "help", "prompts", "placeholder",
     "show_if", "needed_if", "print_label", "columns", "width", "default", "lines", "capture", "due", "due_hours",
     "proof", "compute", "source")
)  # fmt: skip
TYPES: Final[tuple[str, ...]] = get_args(FieldType)
TONES: Final = ("green", "yellow", "red", "neutral", "progress", "complete")
PRINTED: Final = ("account", "company", "person", "title", "tier", "stage", "review_day", "review_time", "review_title")
"""What {names} a printed label may hold."""
_CHOICES: Final = ("choice", "choices")
_LINES: Final = ("long", "list")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class Surroundings:
    """What a field's section and form say that matters to the field."""

    kind: str
    known: Bindings
    records: Mapping[str, BoundField] | None = None
    """For rows of the account's records: the fields of such a record."""
    audience: str = ""
    """The section's or form's default; only "internal" may be one."""
    account: bool = True
    """Whether the form is about an account."""
    review: bool = False
    """Whether the form is about a review."""
    capture: bool = False
    """Whether the section is written down in the meeting."""
    due: int | None = None
    due_hours: int | None = None
    opens: int | None = None
    """For checklists: the days that items without their own share."""
    group: str = ""
    """The sub-heading that the next items of a checklist stand under."""
    column: bool = False
    """Whether this is a column of a table field."""
    own_rows: bool = False
    """Whether these are rows of the document's own."""
    conditions: list[tuple[Node, Expression]] = field(default_factory=list)
    """Filled while reading: expressions whose names are checked once all fields are known."""


def read_field(reader: Reader, node: Node, around: Surroundings) -> FormField | None:
    """The field that `node` describes; None when it has no usable id. Its mistakes are noted in the reader."""
    values, id = _entry(reader, node, around)
    if not id:
        return None
    bound, binding = _binding(reader, node, values, id, around)
    compute, first = read_work(reader, values, binding, around)
    type = _type(reader, node, values, bound, around)
    _foreign_keys(reader, values, type, around)
    label = reader.text(values, "label", bound.label if bound else "")
    if not label:
        if "label" not in values:
            reader.fault(node, f"the field “{id}” has no label")
        label = id
    for key in ("label", "print_label"):
        reader.places(values, key, PRINTED)
    needed_if = reader.condition(values, "needed_if")
    show_if = reader.condition(values, "show_if")
    around.conditions += [found for found in (needed_if, show_if) if found]
    needed = reader.word(values, "needed", ("draft", "final"))
    if needed and needed_if:
        reader.fault(node, "needed says always, needed_if says sometimes; keep one of them", key="needed_if")
    if needed and bound and not bound.editable:
        reader.fault(node, f"“{id}” is worked out and cannot be needed", key="needed")
    return FormField(
        id=id,
        type=type,
        label=label,
        audience=_audience(reader, node, values, id, around),
        needed=cast(Needed, needed),
        binding=binding,
        editable=bound.editable if bound else compute is None,
        options=_options(reader, node, values, id, type, bound),
        other=reader.flag(values, "other", False),
        side=cast(
            Literal["customer", "ours", "any"], reader.word(values, "side", ("customer", "ours", "any"), "customer")
        ),
        help=reader.text(values, "help"),
        prompts=reader.texts(values, "prompts"),
        placeholder=reader.text(values, "placeholder"),
        show_if=show_if[1] if show_if else None,
        needed_if=needed_if[1] if needed_if else None,
        print_label=reader.text(values, "print_label"),
        columns=_columns(reader, node, values, id, type, around),
        width=cast(Literal["full", "half", "third"], reader.word(values, "width", ("full", "half", "third"), "full")),
        default=_default(reader, values, bound, around),
        lines=reader.number(values, "lines", 1, 1, 40),
        capture=reader.flag(values, "capture", around.capture),
        compute=compute,
        source=first,
        **read_item(reader, values, around),
    )


def _entry(reader: Reader, node: Node, around: Surroundings) -> tuple[dict[str, Node], str]:
    """The keys and the id. A record's field may be written as its bare id."""
    if isinstance(node.value, str) and around.records is not None:
        id = reader.id({"id": node}, "id", node, "a field")
        return {}, id
    values = reader.keys(node, "a field", FIELD_KEYS)
    return values, reader.id(values, "id", node, "this field") if node.is_mapping else ""


def _binding(
    reader: Reader, node: Node, values: dict[str, Node], id: str, around: Surroundings
) -> tuple[BoundField | None, str]:
    """What the field is bound to, and how the form writes it."""
    if around.records is not None:
        name = reader.text(values, "from") if "from" in values else ""
        if not name and "from" not in values and id in around.records and "type" not in values:
            name = id
        if not name:
            if not values:
                reader.fault(node, f"there is no field “{id}” to show", near(id, around.records))
            return None, ""
        found = around.records.get(name)
        if found is None:
            reader.fault(values.get("from", node), f"such a record has no field “{name}”", near(name, around.records))
        return found, name if found else ""
    if "from" not in values:
        return None, ""
    name = reader.text(values, "from")
    subject, _, rest = name.partition(".")
    every = {f"{one}.{two}" for one, fields in around.known.subjects.items() for two in fields}
    place = values["from"]
    if around.column:
        reader.fault(place, "a column of a table lives in the document and cannot be bound")
    elif name and subject == "account" and not around.account:
        reader.fault(place, "this form is about no account, so nothing of an account can be bound")
    elif name and subject == "review" and not around.review:
        reader.fault(place, "this form is about no review, so nothing of a review can be bound")
    elif name and name not in every:
        reader.fault(place, f"there is no “{name}” to bind to", near(name, every))
    elif name:
        return around.known.subjects[subject][rest], name
    return None, ""


def _type(
    reader: Reader, node: Node, values: dict[str, Node], bound: BoundField | None, around: Surroundings
) -> FieldType:
    fitting = FITS.get(bound.type, ()) if bound else ()
    fallback = fitting[0] if fitting else "yes-no" if around.kind == "checklist" else "text"
    if "type" not in values:
        if not fitting and around.kind != "checklist" and "from" not in values and values:
            reader.fault(node, "the field has no type", f"Known are {', '.join(TYPES)}")
        return fallback
    word = reader.word(values, "type", TYPES, fallback)
    if around.kind == "checklist" and word != "yes-no":
        reader.fault(values["type"], "the items of a checklist are ticked or not", "Leave the type out")
        return "yes-no"
    if bound and fitting and word not in fitting:
        reason = f"“{bound.label}” is a {bound.type} in the book and cannot be shown as {word}"
        reader.fault(values["type"], reason, f"Use {' or '.join(fitting)}, or leave the type out")
        return fallback
    if around.column and word in ("table", "approval", "talk-time"):
        reader.fault(values["type"], f"a column cannot be a {word}")
        return "text"
    return cast(FieldType, word)


def _foreign_keys(reader: Reader, values: dict[str, Node], type: str, around: Surroundings) -> None:
    """Keys that mean something for other types only."""
    for key, types in (
        ("options", _CHOICES),
        ("other", ("choice",)),
        ("side", ("contact", "approval")),
        ("columns", ("table",)),
        ("lines", _LINES),
    ):
        if key in values and type not in types:
            reader.fault(values[key], f"“{key}” is for {' and '.join(types)} fields; this one is {type}")
    if around.column:
        for key in ("columns", "show_if", "needed_if", "needed", "default", "compute", "source"):
            if key in values:
                reader.fault(values[key], f"a column has no “{key}”")


def _audience(reader: Reader, node: Node, values: dict[str, Node], id: str, around: Surroundings) -> Audience:
    if "audience" in values:
        word = reader.word(values, "audience", ("customer", "internal"), "internal")
        return "customer" if word == "customer" else "internal"
    if around.audience != "internal":
        reader.fault(
            node,
            f"the field “{id}” does not say for whom it is",
            "Add audience: customer or audience: internal; only internal may be said for a whole section or form",
        )
    return "internal"


def _options(
    reader: Reader, node: Node, values: dict[str, Node], id: str, type: str, bound: BoundField | None
) -> tuple[Option, ...]:
    if type not in _CHOICES:
        return ()
    if "options" not in values:
        # What a link may name is known only with the account; the book says it when a document is read.
        if not (bound and (bound.options or bound.type == "link")):
            reader.fault(node, f"the choice “{id}” has no options")
        return bound.options if bound else ()
    options: list[Option] = []
    for item in reader.items(values, "options"):
        option = _option(reader, item)
        if option is None:
            continue
        if any(option.id == other.id or fold(option.label) == fold(other.label) for other in options):
            reader.fault(item, f"the option “{option.label}” is given twice")
        elif bound and bound.options and option.id not in {one.id for one in bound.options}:
            reader.fault(
                item, f"the book has no choice “{option.id}” here", near(option.id, {o.id for o in bound.options})
            )
        else:
            options.append(option)
    if not options and isinstance(values["options"].value, tuple) and not values["options"].value:
        reader.fault(values["options"], f"the choice “{id}” has no options")
    return tuple(options)


def _option(reader: Reader, item: Node) -> Option | None:
    if isinstance(item.value, str) and item.value.strip():
        label = item.value.strip()
        return Option("-".join(re.findall(r"\w+", fold(label))) or label, label)
    if not item.is_mapping:
        hint = "Put it in quotes to make it text" if isinstance(item.value, int | float) else ""
        reader.fault(item, f"an option is a text, or has id and label; this is {item.described}", hint)
        return None
    values = reader.keys(item, "an option", ("id", "label", "tone"))
    id = reader.id(values, "id", item, "this option")
    label = reader.text(values, "label")
    if id and not label:
        reader.fault(item, f"the option “{id}” has no label")
    return Option(id, label, reader.word(values, "tone", TONES)) if id and label else None


def _columns(
    reader: Reader, node: Node, values: dict[str, Node], id: str, type: str, around: Surroundings
) -> tuple[FormField, ...]:
    if type != "table":
        return ()
    if "columns" not in values:
        reader.fault(node, f"the table “{id}” has no columns")
        return ()
    own = values.get("audience")
    internal = "internal" if own is not None and own.value == "internal" else around.audience
    inside = Surroundings("fields", around.known, audience=internal, account=around.account, column=True)
    columns: list[FormField] = []
    for item in reader.items(values, "columns"):
        column = read_field(reader, item, inside)
        if column and any(column.id == other.id for other in columns):
            reader.fault(item, f"the column “{column.id}” is given twice")
        elif column:
            columns.append(column)
    return tuple(columns)


def _default(reader: Reader, values: dict[str, Node], bound: BoundField | None, around: Surroundings) -> str:
    text = reader.text(values, "default")
    if text and bound and around.records is None:
        reader.fault(values["default"], "what the book holds needs no default")
        return ""
    for part in _BRACES.findall(text):
        found = reader.expression(values["default"], part, "default")
        if found:
            around.conditions.append(found)
    return text
