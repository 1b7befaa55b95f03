"""Reading a playbook's file value by value: closed keys, typed values, every mistake noted and none of them fatal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from csdesk.values.expression import Expression, ExpressionError, parse
from csdesk.yamlfile import Node

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a playbook may name. None: not looked at, as for the copy that a run keeps."""

    forms: Collection[str] | None = None
    facts: Collection[str] | None = None
    """Names of expressions. A dotted name is a reading ("reading.nps") or a rule of the signals ("usage.logins")."""
    rules: Collection[str] | None = None
    policies: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: line from 1 (0: the file as a whole), and the way through keys and places to the value."""

    file: str
    line: int
    place: Place
    reason: str

    def __str__(self) -> str:
        name = Path(self.file).name
        return f"{name}, line {self.line}: {self.reason}" if self.line else f"{name}: {self.reason}"


class PlaybookError(ValueError):
    """A file that is no playbook: all its faults in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda one: one.line))
        more = len(self.faults) - 1
        super().__init__(f"{self.faults[0]}{f' (and {more} more)' if more else ''}")


class Reader:
    """Collects faults; what cannot be read becomes an empty value."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.faults: list[Fault] = []
        self.at: list[str | int] = []

    def fault(self, node: Node, reason: str, key: str = "") -> None:
        line = node.keys[key][0] if key in node.keys else node.line
        place = (*self.at, key) if key else tuple(self.at)
        self.faults.append(Fault(node.file, line, place, reason))

    # Values

    def keys(self, node: Node, what: str, allowed: Collection[str]) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.fault(node, f"{what} must have keys (name: value), not {node.described}")
            return {}
        for key in node.value:
            if key not in allowed:
                self.fault(node, f"{what} has no key “{key}”{near(key, allowed)}", key)
        return {key: value for key, value in node.value.items() if key in allowed}

    def text(self, node: Node, keys: dict[str, Node], key: str, *, needed: bool = False) -> str:
        if key not in keys:
            if needed:
                self.fault(node, f"“{key}” is missing here", key)
            return ""
        value = keys[key].value
        if not isinstance(value, str) or not value.strip():
            if value == "" and not needed:
                return ""
            blank = isinstance(value, str) or value is None
            said = f"“{key}” is empty" if blank else f"“{key}” must be text, not {described(keys[key])}"
            self.fault_at(keys[key], key, said)
            return ""
        return value.strip()

    def word(self, node: Node, keys: dict[str, Node], key: str, allowed: Collection[str], default: str) -> str:
        if key not in keys:
            if not default:
                self.fault(node, f"“{key}” is missing here; it is one of {', '.join(allowed)}", key)
            return default
        value = keys[key].value
        if value not in allowed:
            said = f"“{key}” cannot be {described(keys[key])}{near(str(value), allowed)}"
            self.fault_at(keys[key], key, said)
            return default
        return str(value)

    def items(self, keys: dict[str, Node], key: str) -> list[tuple[int, Node]]:
        if key not in keys:
            return []
        node = keys[key]
        if not isinstance(node.value, tuple):
            self.fault_at(node, key, f"“{key}” must be a list, not {described(node)}")
            return []
        return list(enumerate(node.value))

    def texts(self, keys: dict[str, Node], key: str) -> tuple[str, ...]:
        found: list[str] = []
        for at, node in self.items(keys, key):
            if isinstance(node.value, str) and node.value.strip():
                found.append(node.value.strip())
            else:
                self.fault_at(node, key, f"“{key}” is a list of texts; this is {described(node)}", at)
        return tuple(found)

    def whole(self, keys: dict[str, Node], key: str, least: int, most: int) -> int | None:
        if key not in keys:
            return None
        return self.whole_of(keys[key], key, least, most)

    def whole_of(self, node: Node, key: str, least: int, most: int, at: int | None = None) -> int | None:
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            said = f"“{key}” must be a whole number from {least} to {most}, not {described(node)}"
            self.fault_at(node, key, said, at)
            return None
        return value

    def expression(self, keys: dict[str, Node], key: str, at: int | None = None) -> Expression | None:
        if key not in keys:
            return None
        return self.expression_of(keys[key], key, at)

    def expression_of(self, node: Node, key: str, at: int | None = None) -> Expression | None:
        if not isinstance(node.value, str):
            self.fault_at(node, key, f"“{key}” must be a condition, not {described(node)}", at)
            return None
        try:
            found = parse(node.value)
        except ExpressionError as error:
            self.fault_at(node, key, f"“{key}” cannot be read: {error}", at)
            return None
        for name in sorted(found.names):
            if reason := self._unknown(name):
                self.fault_at(node, key, reason, at)
        return found

    def _unknown(self, name: str) -> str:
        facts, rules = self.known.facts, self.known.rules
        if facts is None or name in facts or name.startswith("reading."):
            return ""
        if "." in name:
            return "" if rules is None or name in rules else f"there is no signal “{name}”{near(name, rules)}"
        return f"the book knows nothing called “{name}”{near(name, facts)}"

    def fault_at(self, node: Node, key: str, reason: str, at: int | None = None) -> None:
        place = (*self.at, key) if at is None else (*self.at, key, at)
        self.faults.append(Fault(node.file, node.line, place, reason))


def near(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word.casefold(), sorted(known), n=1, cutoff=0.6)
    if close:
        return f". Did you mean “{close[0]}”?"
    return f"; there are {', '.join(sorted(known))}" if 0 < len(known) <= 24 else ""


def described(node: Node) -> str:
    return "empty" if node.value in ("", None) else node.described
