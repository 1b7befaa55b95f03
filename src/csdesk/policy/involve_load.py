"""The part of a policy that says when a CSM is to be involved in a case."""

from __future__ import annotations

from collections.abc import Collection

from csdesk.policy.nodes import known_keys, needed, text_of
from csdesk.policy.signals_load import read_ways
from csdesk.policy.signals_model import Criterion, Involvement, Request, Severity
from csdesk.yamlfile import Node


def read_involvement(node: Node) -> Involvement:
    """The criteria, severities and kinds of request; YamlError names the line of the first fault."""
    keys = known_keys(node, {"source", "criteria", "severities", "triggers", "requests", "key", "assigned", "workflow"},
                 "involvement")  # fmt: skip
    criteria = tuple(_criterion(item) for item in needed(node, keys, "criteria").items("criteria"))
    ids = [one.id for one in criteria]
    severities = tuple(_severity(item, ids) for item in needed(node, keys, "severities").items("severities"))
    for key in ("key", "assigned"):
        _names([needed(node, keys, key)], ids)
    return Involvement(
        criteria=criteria,
        severities=severities,
        triggers=_names(needed(node, keys, "triggers").items("triggers"), ids),
        requests=tuple(_request(item) for item in keys["requests"].items("requests")) if "requests" in keys else (),
        key=keys["key"].text("key"),
        assigned=keys["assigned"].text("assigned"),
        workflow=tuple(one.text("workflow") for one in keys["workflow"].items("workflow"))
        if "workflow" in keys
        else (),
        source=text_of(keys, "source"),
    )


def _criterion(node: Node) -> Criterion:
    keys = known_keys(node, {"id", "title", "when", "ask", "source"}, "a criterion")
    if "when" not in keys and "ask" not in keys:
        raise node.error("a criterion is read from the book (when) or asked (ask)")
    return Criterion(
        needed(node, keys, "id").text("id"),
        needed(node, keys, "title").text("title"),
        read_ways(keys["when"], {}) if "when" in keys else (),
        text_of(keys, "ask"),
        text_of(keys, "source"),
    )


def _severity(node: Node, ids: Collection[str]) -> Severity:
    keys = known_keys(node, {"id", "title", "about", "examples", "support", "needs", "says"}, "a severity")
    return Severity(
        needed(node, keys, "id").text("id"),
        needed(node, keys, "title").text("title"),
        needed(node, keys, "about").text("about"),
        text_of(keys, "examples"),
        text_of(keys, "support"),
        _names(keys["needs"].items("needs"), ids) if "needs" in keys else (),
        needed(node, keys, "says").text("says"),
    )


def _request(node: Node) -> Request:
    keys = known_keys(node, {"id", "title", "for", "note"}, "a request")
    whom = text_of(keys, "for", "all")
    if whom not in ("all", "key", "assigned"):
        raise keys["for"].error("a request is for all, key or assigned accounts")
    return Request(
        needed(node, keys, "id").text("id"),
        needed(node, keys, "title").text("title"),
        whom != "all",
        text_of(keys, "note"),
        whom == "assigned",
    )


def _names(nodes: Collection[Node], ids: Collection[str]) -> tuple[str, ...]:
    found: list[str] = []
    for one in nodes:
        name = one.text("a criterion")
        if name not in ids:
            raise one.error(f"there is no criterion “{name}”; there are {', '.join(ids)}")
        found.append(name)
    return tuple(found)
