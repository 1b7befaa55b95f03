"""The keys of a form's file that make the book do the work: values worked out, first values, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from csdesk.forms.errors import near
from csdesk.forms.reader import Reader
from csdesk.forms.schema import Check, FollowUp, Section
from csdesk.values.expression import Expression
from csdesk.yamlfile import Node

if TYPE_CHECKING:
    from csdesk.forms.load_field import Surroundings

CHECK_KEYS: Final = ("wrong_if", "field", "reason")
THEN_KEYS: Final = frozenset(("when", "open", "action", "label", "about"))
WORKED_OUT: Final = ("number", "percent", "money", "date", "text", "yes-no", "choice")
"""Types of field that can be worked out."""
_ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?")


def read_work(
    reader: Reader, values: dict[str, Node], binding: str, around: Surroundings
) -> tuple[Expression | None, str]:
    """What a field is worked out by, and where its first value comes from; at most one of the two, and no binding."""
    compute = reader.condition(values, "compute")
    if compute:
        around.conditions.append(compute)
        for key in ("from", "needed", "needed_if", "default", "source", "side", "other"):
            if key in values:
                reader.fault(values[key], f"a field that is worked out has no “{key}”")
        word = values["type"].value if "type" in values else ""
        if "type" in values and word not in WORKED_OUT:
            reader.fault(values["type"], f"a {values['type'].value} cannot be worked out", f"Use {_or(WORKED_OUT)}")
        if around.kind == "checklist":
            reader.fault(values["compute"], "an item of a checklist is ticked, or proved by the book")
    source = read_source(reader, values, around.known.sources, rows=False)
    if source and binding:
        reader.fault(values["source"], "what the book holds needs no source")
        source = ""
    if source and around.kind in ("rows", "repeat"):
        reader.fault(values["source"], "“source” of rows is said once, at their section")
        source = ""
    return compute[1] if compute else None, source


def read_source(reader: Reader, values: dict[str, Node], known: Mapping[str, frozenset[str]], *, rows: bool) -> str:
    """A named source, or "form/section" for rows and "form/section/field" for one answer of another document."""
    text = reader.text(values, "source")
    if not text:
        return ""
    node = values["source"]
    if "/" in text:
        parts = 2 if rows else 3
        if not _ELSEWHERE.fullmatch(text) or text.count("/") != parts - 1:
            shape = "form/section" if rows else "form/section/field"
            reader.fault(node, f"“{text}” is no answer of another document", f"Write {shape}")
            return ""
        return text
    fitting = {name for name, fields in known.items() if bool(fields) == rows}
    if text not in fitting:
        other = "a single value" if rows else "rows"
        reason = f"“{text}” gives {other}" if text in known else f"there is no source “{text}”"
        reader.fault(node, reason, near(text, fitting))
        return ""
    return text


def read_then(
    reader: Reader, values: dict[str, Node], actions: Iterable[str]
) -> tuple[tuple[FollowUp, ...], list[tuple[Node, Expression]]]:
    """What follows from answers, and its conditions, whose names are checked once all fields are known."""
    found: list[FollowUp] = []
    conditions: list[tuple[Node, Expression]] = []
    for item in reader.items(values, "then"):
        given = reader.keys(item, "a follow-up", THEN_KEYS)
        if not given:
            continue
        for key in ("when", "label"):
            if key not in given:
                reader.fault(item, f"the follow-up has no “{key}”")
        if ("open" in given) == ("action" in given):
            reader.fault(item, "a follow-up either opens a form or does an action; say one of the two")
        opens, action = reader.text(given, "open"), reader.text(given, "action")
        if action and action not in set(actions):
            reader.fault(given["action"], f"there is no action “{action}”", near(action, actions))
        when = reader.condition(given, "when")
        id = opens or action
        if any(id == other.id for other in found):
            reader.fault(item, f"“{id}” follows already; join the conditions with “or”")
        elif when and id:
            conditions.append(when)
            found.append(FollowUp(id, when[1], reader.text(given, "label"), opens, action, reader.text(given, "about")))
    return tuple(found), conditions


def read_checks(
    reader: Reader, values: dict[str, Node], kind: str, fields: Iterable[str], around: Surroundings
) -> tuple[Check, ...]:
    """What the answers of a section must agree on."""
    if kind == "checklist" and "checks" in values:
        reader.fault(values["checks"], "a checklist is ticked; it has no “checks”")
        return ()
    names = set(fields)
    found: list[Check] = []
    for item in reader.items(values, "checks"):
        given = reader.keys(item, "a check", CHECK_KEYS)
        for key in CHECK_KEYS:
            if given and key not in given:
                reader.fault(item, f"the check has no “{key}”")
        wrong = reader.condition(given, "wrong_if")
        field, reason = reader.text(given, "field"), reader.text(given, "reason")
        if field and field not in names:
            reader.fault(given["field"], f"the section has no field “{field}”", near(field, names))
        elif wrong and field and reason:
            around.conditions.append(wrong)
            found.append(Check(wrong[1], field, reason))
    return tuple(found)


def check_work(reader: Reader, opened: Iterable[tuple[Section, Node]]) -> None:
    """Mistakes that show only when all fields are known: values that are worked out from themselves."""
    from csdesk.forms.compute import circle

    sections = tuple(opened)
    found = circle(tuple(section for section, _ in sections))
    if found:
        first = found[0].partition(".")[0]
        node = next(node for section, node in sections if section.id == first)
        reader.fault(node, f"{' needs '.join(found)}: these values are worked out from one another")


def _or(words: Iterable[str]) -> str:
    every = list(words)
    return f"{', '.join(every[:-1])} or {every[-1]}"
