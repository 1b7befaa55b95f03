"""How a section is set on paper, read from its `paper:` key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, cast, get_args

from csdesk.forms.errors import near
from csdesk.forms.load_field import PRINTED
from csdesk.forms.reader import Reader
from csdesk.forms.schema import FormField, Layout, Paper
from csdesk.yamlfile import Node

PAPER_KEYS: Final = frozenset(
    ("layout", "title", "columns", "note", "beside", "order", "stack", "numbered", "inside", "aim", "stance", "blank",
     "rail", "twin", "legend", "total")
)  # fmt: skip
LAYOUTS: Final[tuple[str, ...]] = get_args(Layout)
COUNTED: Final = ("count", "open", "done", "green", "yellow", "red", "neutral", "progress", "complete")
_OF_ROWS: Final = ("points", "bars", "timeline", "cards", "table")
_OF_FIELDS: Final = ("steps", "boxes", "reply", "lead", "callouts", "lists", "signatures", "headline")


def read_paper(read: Reader, values: Mapping[str, Node], kind: str, names: Mapping[str, FormField]) -> Paper:
    """The section's `paper`, or the usual one; `kind` is the section's."""
    if "paper" not in values:
        return Paper()
    paper = read.keys(values["paper"], "paper", PAPER_KEYS)
    for key in ("title", "aim", "stance"):
        read.places(paper, key, PRINTED)
    read.places(paper, "note", (*PRINTED, *COUNTED))
    layout = read.word(paper, "layout", LAYOUTS, "auto")
    rows = kind in ("rows", "repeat")
    if (layout in _OF_ROWS and not rows) or (layout in _OF_FIELDS and rows):
        read.fault(paper["layout"], f"the layout “{layout}” is for {'plain fields' if rows else 'rows'}")
    return Paper(
        layout=cast(Layout, layout),
        title=read.text(paper, "title"),
        columns=read.number(paper, "columns", 0, 1, 6),
        note=read.text(paper, "note"),
        beside=read.text(paper, "beside"),
        order=read.number(paper, "order", 0, 1, 99),
        stack=_pairs(read, paper, names),
        numbered=read.flag(paper, "numbered", False),
        inside=read.text(paper, "inside"),
        aim=read.text(paper, "aim"),
        stance=read.text(paper, "stance"),
        blank=read.number(paper, "blank", 0, 1, 20),
        rail=_rail(read, paper, names),
        twin=read.flag(paper, "twin", False),
        legend=_legend(read, paper),
        total=_fields(read, paper, "total", names),
    )


def _pairs(read: Reader, paper: dict[str, Node], names: Collection[str]) -> tuple[tuple[str, str], ...]:
    stack: list[tuple[str, str]] = []
    for item in read.items(paper, "stack"):
        pair = [one.value for one in item.value] if isinstance(item.value, tuple) else []
        if len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            read.fault(item, "“stack” holds pairs: [field, the field it stands under]")
            continue
        first, second = str(pair[0]), str(pair[1])
        for one in (first, second):
            if one not in names:
                read.fault(item, f"the section has no field “{one}”", near(one, names))
        stack.append((first, second))
    return tuple(stack)


def _fields(read: Reader, paper: dict[str, Node], key: str, names: Mapping[str, FormField]) -> tuple[str, ...]:
    found: list[str] = []
    for node, one in read.named(paper, key):
        if one not in names:
            read.fault(node, f"the section has no field “{one}”", near(one, names))
        elif names[one].type not in ("money", "number"):
            read.fault(node, f"“{one}” is a {names[one].type} and cannot be summed up")
        else:
            found.append(one)
    return tuple(found)


def _rail(read: Reader, paper: dict[str, Node], names: Mapping[str, FormField]) -> str:
    name = read.text(paper, "rail")
    if name and (name not in names or not any(option.tone for option in names[name].options)):
        read.fault(paper["rail"], f"“{name}” is no choice with tones of this section", near(name, names))
        return ""
    return name


def _legend(read: Reader, paper: dict[str, Node]) -> tuple[str, str]:
    words = read.texts(paper, "legend")
    if "legend" in paper and len(words) != 2:
        read.fault(paper["legend"], "“legend” holds two texts: what full bars are, and dashed ones")
        return "", ""
    for node in paper["legend"].value if words and isinstance(paper["legend"].value, tuple) else ():
        read.places({"legend": node}, "legend", PRINTED)
    return (words[0], words[1]) if words else ("", "")
