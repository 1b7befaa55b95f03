"""How a section is set on paper: the key `paper` of a form's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from csdesk.forms.errors import near
from csdesk.forms.load_field import PRINTED
from csdesk.forms.reader import Reader
from csdesk.forms.schema import FormField, Paper
from csdesk.yamlfile import Node

PAPER_KEYS: Final = frozenset(
    ("layout", "title", "columns", "note", "beside", "order", "stack", "numbered", "inside", "aim", "stance", "blank")
)
LAYOUTS: Final = (
    "key-values", "lead", "callouts", "cards", "table", "timeline", "lists", "checklist", "signatures", "headline",
    "figures", "none", "auto",
)  # fmt: skip
COUNTED: Final = ("count", "open", "done", "green", "yellow", "red", "neutral", "progress", "complete")


def read_paper(read: Reader, values: dict[str, Node], names: Mapping[str, FormField]) -> Paper:
    """The section's `paper`, or the usual one."""
    if "paper" not in values:
        return Paper()
    paper = read.keys(values["paper"], "paper", PAPER_KEYS)
    for key in ("title", "aim", "stance"):
        read.places(paper, key, PRINTED)
    read.places(paper, "note", (*PRINTED, *COUNTED))
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
    layout = read.word(paper, "layout", LAYOUTS, "auto")
    return Paper(
        layout=cast(Any, layout),
        title=read.text(paper, "title"),
        columns=read.number(paper, "columns", 0, 1, 6),
        note=read.text(paper, "note"),
        beside=read.text(paper, "beside"),
        order=read.number(paper, "order", 0, 1, 99),
        stack=tuple(stack),
        numbered=read.flag(paper, "numbered", False),
        inside=read.text(paper, "inside"),
        aim=read.text(paper, "aim"),
        stance=read.text(paper, "stance"),
        blank=read.number(paper, "blank", 0, 1, 20),
    )
