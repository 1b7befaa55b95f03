"""YAML as CSDesk reads it: a small, strict part of the language, with the line of every value kept.

Forms, policies and samples are written by people, so a mistake must be named with its file and line, and nothing may be
guessed: `no` stays the text "no", `12:30` the text "12:30", `010` the text "010"; a key given twice is refused rather
than the last one taken. Only true, false, null, whole and decimal numbers are read as such, and only unquoted.
Anchors, aliases, tags, further documents, files over 256 KiB and nesting deeper than 16 are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: Mapping[str, Scalar] = {"true": True, "false": False, "null": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """A file that cannot be read as CSDesk's YAML; line and column count from 1 (0: the file as a whole)."""

    def __init__(self, file: str, line: int, column: int, reason: str) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {reason}")
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its place. `value` is a Scalar, a tuple of nodes, or a mapping of key to node."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    file: str
    line: int
    column: int
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """For a mapping: the line and column of each key."""

    @property
    def is_mapping(self) -> bool:
        """Whether it has keys."""
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.value, tuple)

    def mapping(self, what: str = "this") -> dict[str, Node]:
        """Its keys and nodes; YamlError when it is not a mapping. `what` names it in the message."""
        if not isinstance(self.value, dict):
            raise self.error(f"{what} must have keys (name: value), not {self.described}")
        return self.value

    def items(self, what: str = "this") -> tuple[Node, ...]:
        """Its items; YamlError when it is not a list."""
        if not isinstance(self.value, tuple):
            raise self.error(f"{what} must be a list, not {self.described}")
        return self.value

    def text(self, what: str = "this") -> str:
        """Its text; YamlError when it is anything else, a number included."""
        if not isinstance(self.value, str):
            raise self.error(f"{what} must be text, not {self.described}")
        return self.value

    def integer(self, what: str = "this") -> int:
        """Its whole number; YamlError otherwise."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.error(f"{what} must be a whole number, not {self.described}")
        return self.value

    def number(self, what: str = "this") -> float:
        """Its number, whole or decimal; YamlError otherwise."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.error(f"{what} must be a number, not {self.described}")
        return float(self.value)

    def boolean(self, what: str = "this") -> bool:
        """Its true or false; YamlError otherwise."""
        if not isinstance(self.value, bool):
            raise self.error(f"{what} must be true or false, not {self.described}")
        return self.value

    def plain(self) -> object:
        """The value without places: dict, list and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def error(self, reason: str, key: str = "") -> YamlError:
        """An error at this value, or at the key of that name in it."""
        line, column = self.keys.get(key, (self.line, self.column))
        return YamlError(self.file, line, column, reason)

    @property
    def described(self) -> str:
        """What it is, for messages: "a list", "“abc”"."""
        if isinstance(self.value, dict):
            return "keys"
        if isinstance(self.value, tuple):
            return "a list"
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return f"“{str(self.value)[:40]}”"


def load(path: Path) -> Node:
    """The file's one document; YamlError (with file and line) when it cannot be read, however it fails."""
    name = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise YamlError(name, 0, 0, f"the file cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise YamlError(name, 0, 0, f"the file is larger than {MAX_BYTES // 1024} KiB, which is the limit")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlError(name, line, 0, "the file is not UTF-8 text; save it as UTF-8") from None
    return loads(text, name)


def loads(text: str, name: str = "text") -> Node:
    """The one document in `text`; `name` stands in messages where a file's name would. Raises YamlError."""
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise YamlError(name, 0, 0, f"the text is larger than {MAX_BYTES // 1024} KiB, which is the limit")
    events: Iterator[yaml.Event] | None = None
    try:
        events = yaml.parse(text, _LOADER)
        return _Reader(events, name).document()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise YamlError(name, line, 0, "a character that YAML does not allow; remove it") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        reason = " ".join(part for part in (error.context, error.problem) if part) or "it is not valid YAML"
        raise YamlError(name, line, column, reason) from None
    except UnicodeEncodeError:
        raise YamlError(name, 0, 0, "a character that YAML does not allow; remove it") from None


class _Reader:
    def __init__(self, events: Iterator[yaml.Event], name: str) -> None:
        self._events = events
        self._name = name

    def document(self) -> Node:
        self._next()
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise YamlError(self._name, 0, 0, "the file is empty")
        node = self._node(self._next(), 1)
        self._next()
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(after, "a second document begins here; one file holds one")
        return node

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            raise self._error(event, f"*{event.anchor} refers to another value; write the value out instead")
        if getattr(event, "anchor", None):
            raise self._error(event, "anchors (&name) are not used here; write the value out where it is needed")
        if tag := getattr(event, "tag", None):
            raise self._error(event, f"tags are not used here; remove {tag}")
        if depth > MAX_DEPTH:
            raise self._error(event, f"nested deeper than {MAX_DEPTH} levels")
        line, column = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(_scalar(event), self._name, line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Node(tuple(items), self._name, line, column)
        return self._mapping(line, column, depth)

    def _mapping(self, line: int, column: int, depth: int) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, tuple[int, int]] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a key must be a plain word")
            self._node(event, depth)
            key = event.value
            if key in values:
                raise self._error(event, f"“{key}” is given twice; it first stands on line {places[key][0]}")
            places[key] = _place(event)
            values[key] = self._node(self._next(), depth + 1)
        return Node(values, self._name, line, column, places)

    def _error(self, event: yaml.Event, reason: str) -> YamlError:
        return YamlError(self._name, *_place(event), reason)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    text: str = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 18 and _INTEGER.fullmatch(text):
        return int(text)
    if len(text) <= 32 and _DECIMAL.fullmatch(text):
        return float(text)
    return text
