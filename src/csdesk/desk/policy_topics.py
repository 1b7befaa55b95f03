"""What of a policy can be changed in a grid: the topics and their columns, read from `policy-editor.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from csdesk import paths, yamlfile
from csdesk.desk.errors import Invalid
from csdesk.values.text import clean, fold

CellType = Literal["text", "long", "number", "whole", "yes-no", "list", "figure", "choice"]
LIMITS: Final = ("at_least", "at_most", "above", "below")
_YES: Final = frozenset({"yes", "y", "true", "1"})
_NO: Final = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value stands in a row, its words, its type and choices."""

    key: str
    label: str
    type: CellType = "text"
    options: tuple[str, ...] = ()
    other: str = ""
    """Another key that may hold the value, for one that is written alone or as a list."""
    fixed: bool = False
    tier: bool = False
    """Whether its choices are the policy's own tiers."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic: the list of the policy that it changes."""

    id: str
    title: str
    about: str
    part: str
    list: str = ""
    each: str = ""
    """The list in each of them that is the topic, such as the steps of every renewal path."""
    key: str = ""
    """What tells its rows apart where a policy states only those that differ."""
    made_id: str = ""
    """The key that a new row is called by."""
    fixed: bool = False
    """Whether rows can neither be added nor taken away."""
    columns: tuple[Column, ...] = ()


@cache
def specs() -> tuple[TopicSpec, ...]:
    """Every topic in its order; YamlError names the line of a fault."""
    node = yamlfile.load(paths.resources() / "library" / "policy-editor.yaml")
    found: list[TopicSpec] = []
    for item in node.mapping("the file")["topics"].items("topics"):
        plain: Any = item.plain()
        columns = tuple(_column(one) for one in plain["columns"])
        words = {name: str(plain.get(name, "")) for name in ("title", "about", "part", "list", "each", "key")}
        made, fixed = str(plain.get("id", "")), bool(plain.get("fixed", False))
        found.append(TopicSpec(id=str(plain["topic"]), **words, made_id=made, fixed=fixed, columns=columns))
    return tuple(found)


def _column(plain: Mapping[str, Any]) -> Column:
    options = tuple(str(one) for one in plain.get("options", ()))
    return Column(
        key=str(plain["key"]),
        label=str(plain["label"]),
        type="choice" if options or plain.get("tier") else plain.get("type", "text"),
        options=options,
        other=str(plain.get("or", "")),
        fixed=bool(plain.get("fixed", False)),
        tier=bool(plain.get("tier", False)),
    )


def shown(row: Mapping[str, Any], column: Column) -> str:
    """A cell as a person reads it; "" for what the row does not state."""
    value = _held(row, column)
    if column.type == "figure":
        limit = limit_of(value)
        return "" if limit is None else f"{value[limit]:g}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _held(row: Mapping[str, Any], column: Column) -> Any:
    value: Any = row
    for step in column.key.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None and column.other:
        value = row.get(column.other)
    return value


def limit_of(value: Any) -> str | None:
    """The key of the one limit of a rule's condition; None where there is none, or several."""
    if not isinstance(value, Mapping):
        return None
    found = [one for one in LIMITS if isinstance(value.get(one), int | float)]
    return found[0] if len(found) == 1 else None


def put(row: dict[str, Any], column: Column, text: str) -> None:
    """Write what was typed into a row; Invalid says what does not fit. Empty takes the value away."""
    typed = " ".join(clean(text).split())
    if column.type == "figure":
        limit = limit_of(row.get(column.key))
        if limit is None or not typed:
            raise Invalid(column.label, "this rule has one figure here, which can be changed and not taken away")
        row[column.key] = {**row[column.key], limit: _number(column, typed)}
        return
    *above, last = column.key.split(".")
    place = row
    for step in above:
        # A span in hours takes the place of "the same day".
        place[step] = {} if not isinstance(place.get(step), dict) or last not in place[step] else place[step]
        place = place[step]
    if column.other:
        row.pop(column.other, None)
    if not typed:
        place.pop(last, None)
        if above and not place:
            raise Invalid(column.label, "a figure is needed here")
        return
    place[last] = _read(column, typed)


def _read(column: Column, typed: str) -> Any:
    if column.type in ("number", "whole"):
        return _number(column, typed)
    if column.type == "yes-no":
        if fold(typed) in _YES | _NO:
            return fold(typed) in _YES
        raise Invalid(column.label, f"“{typed}” is neither yes nor no")
    if column.type == "list":
        return [one.strip() for one in typed.split(",") if one.strip()]
    if column.options and typed not in column.options:
        raise Invalid(column.label, f"“{typed}” is none of {', '.join(column.options)}")
    return int(typed) if column.key in ("review", "act") and typed.isdigit() else typed


def _number(column: Column, typed: str) -> int | float:
    plain = re.sub(r"[\s,_’']|%$", "", typed)
    try:
        value = float(plain)
    except ValueError:
        raise Invalid(column.label, f"“{typed}” is not a number") from None
    if not abs(value) < 1e12:
        raise Invalid(column.label, f"“{typed}” is no number to work with")
    if value == int(value):
        return int(value)
    if column.type == "whole":
        raise Invalid(column.label, f"“{typed}” is not a whole number")
    return value
