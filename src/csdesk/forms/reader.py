"""Reading the nodes of a form's file: closed keys and typed values, with every mistake noted and none of them fatal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from csdesk.forms.errors import Fault, near
from csdesk.values.expression import Expression, ExpressionError, parse
from csdesk.yamlfile import Node, YamlError

_ID: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_PLACE: Final = re.compile(r"\{([^{}]*)\}")
NOWHERE: Final = Node({}, "", 0, 0)


class Reader:
    """Collects faults while values are read; what cannot be read becomes an empty value."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, node: Node, reason: str, hint: str = "", key: str = "") -> None:
        """Notes a mistake at a value, or at one of its keys."""
        line, column = node.keys.get(key, (node.line, node.column))
        self.faults.append(Fault(node.file, line, column, reason, hint))

    def keys(self, node: Node, what: str, allowed: Collection[str]) -> dict[str, Node]:
        """The keys of a mapping, without those that are not known; {} when it is no mapping."""
        try:
            found = node.mapping(what)
        except YamlError as error:
            self.faults.append(Fault(error.file, error.line, error.column, error.reason))
            return {}
        for key in found:
            if key not in allowed:
                self.fault(node, f"{what} has no key “{key}”", near(key, allowed), key)
        return {key: value for key, value in found.items() if key in allowed}

    def text(self, values: dict[str, Node], key: str, default: str = "") -> str:
        """A text; empty ones and other types are mistakes."""
        node = values.get(key)
        if node is None:
            return default
        if not isinstance(node.value, str) or not node.value.strip():
            hint = "Put it in quotes to make it text" if isinstance(node.value, int | float) else ""
            self.fault(node, f"“{key}” must be text, not {node.described}", hint)
            return default
        return node.value.strip()

    def number(self, values: dict[str, Node], key: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        node = values.get(key)
        if node is None:
            return default
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fault(node, f"“{key}” must be a whole number from {least} to {most}, not {node.described}")
            return default
        return value

    def flag(self, values: dict[str, Node], key: str, default: bool) -> bool:
        """true or false."""
        node = values.get(key)
        if node is None:
            return default
        if not isinstance(node.value, bool):
            self.fault(node, f"“{key}” must be true or false, not {node.described}")
            return default
        return node.value

    def word(self, values: dict[str, Node], key: str, allowed: Collection[str], default: str = "") -> str:
        """One of a few words."""
        node = values.get(key)
        if node is None:
            return default
        if not isinstance(node.value, str) or node.value not in allowed:
            self.fault(node, f"“{key}” cannot be {node.described}", near(str(node.value), allowed))
            return default
        return node.value

    def texts(self, values: dict[str, Node], key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for _, text in self.named(values, key))

    def named(self, values: dict[str, Node], key: str) -> list[tuple[Node, str]]:
        """A list of texts with their places."""
        found: list[tuple[Node, str]] = []
        for node in self.items(values, key):
            if isinstance(node.value, str) and node.value.strip():
                found.append((node, node.value.strip()))
            else:
                self.fault(node, f"“{key}” is a list of texts; this is {node.described}")
        return found

    def items(self, values: dict[str, Node], key: str) -> tuple[Node, ...]:
        """A list's items."""
        node = values.get(key)
        if node is None:
            return ()
        if not isinstance(node.value, tuple):
            self.fault(node, f"“{key}” must be a list, not {node.described}")
            return ()
        return node.value

    def id(self, values: dict[str, Node], key: str, owner: Node, what: str) -> str:
        """An id: small letters and figures, joined by hyphens or underscores; "" after a mistake."""
        if key not in values:
            self.fault(owner, f"{what} has no “{key}”")
            return ""
        text = self.text(values, key)
        if text and not _ID.fullmatch(text):
            self.fault(values[key], f"“{text}” is no id", "Use small letters, figures and hyphens, a letter first")
            return ""
        return text

    def condition(self, values: dict[str, Node], key: str) -> tuple[Node, Expression] | None:
        """An expression with its place."""
        node = values.get(key)
        if node is None:
            return None
        if isinstance(node.value, bool):
            return node, parse(str(node.value).lower())
        if not isinstance(node.value, str):
            self.fault(node, f"“{key}” must be an expression, not {node.described}")
            return None
        return self.expression(node, node.value, key)

    def expression(self, node: Node, text: str, key: str) -> tuple[Node, Expression] | None:
        """The expression in `text`, which stands at `node`."""
        try:
            return node, parse(text)
        except ExpressionError as error:
            place = node.column + error.column - 1
            reason = f"“{key}” cannot be read: {error.reason}"
            self.faults.append(Fault(node.file, node.line, place, reason))
            return None

    def places(self, values: dict[str, Node], key: str, allowed: Iterable[str]) -> None:
        """Checks the {names} of a printed text."""
        node = values.get(key)
        if node is None or not isinstance(node.value, str):
            return
        names = set(allowed)
        for name in _PLACE.findall(node.value):
            if name not in names:
                self.fault(node, f"“{{{name}}}” stands for nothing here", near(name, names))
