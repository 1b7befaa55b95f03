"""What every section of a policy is read with: its keys, those that must be there, and plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from csdesk.yamlfile import Node


def known_keys(node: Node, allowed: Iterable[str], what: str) -> dict[str, Node]:
    """The keys of a mapping; YamlError for one that is not `allowed`, with those that are."""
    keys = node.mapping(what)
    for key in keys:
        if key not in allowed:
            raise node.error(f"{what} has no key “{key}”; it may have {', '.join(sorted(allowed))}", key)
    return keys


def needed(node: Node, keys: Mapping[str, Node], key: str) -> Node:
    """The node of a key that must be there; YamlError when it is not."""
    if key not in keys:
        raise node.error(f"“{key}” is missing here")
    return keys[key]


def text_of(keys: Mapping[str, Node], key: str, default: str = "") -> str:
    """The text of a key, or `default`."""
    return keys[key].text(key) if key in keys else default


def number_of(keys: Mapping[str, Node], key: str, default: float) -> float:
    """The number of a key, or `default`."""
    return keys[key].number(key) if key in keys else default


def whole_of(keys: Mapping[str, Node], key: str, default: int, low: int, high: int, unit: str = "a number") -> int:
    """The whole number of a key, or `default`; YamlError when it is out of bounds."""
    if key not in keys:
        return default
    number = keys[key].integer(key)
    if not low <= number <= high:
        raise keys[key].error(f"{key} is {unit} from {low} to {high}")
    return number
