"""The strict reading of YAML: what is a value, what is refused, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.yamlfile import MAX_BYTES, YamlError, load, loads


def test_only_a_few_words_are_more_than_text() -> None:
    node = loads(
        "a: no\nb: 12:30\nc: 010\nd: 7\ne: 1.5\nf: true\ng: null\nh:\ni: '7'\nj: 2027-03-31\nk: ~\nl: 1_000\nm: .inf\n"
    )
    assert node.plain() == {
        "a": "no", "b": "12:30", "c": "010", "d": 7, "e": 1.5, "f": True, "g": None, "h": None, "i": "7",
        "j": "2027-03-31", "k": "~", "l": "1_000", "m": ".inf",
    }  # fmt: skip


def test_every_value_and_key_keeps_its_place() -> None:
    node = loads("title: Plan\nsections:\n  - section: goals\n    fields: [{id: name}]\n", "plan.yaml")
    section = node.mapping()["sections"].items()[0]
    assert (section.line, section.column) == (3, 5)
    assert section.keys["fields"] == (4, 5)
    error = section.error("unknown key", "fields")
    assert str(error) == "plan.yaml, line 4: unknown key" and error.column == 5


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 0, "empty"),
        ("# only a remark\n", 0, "empty"),
        ("a: 1\nb: 2\na: 3\n", 3, "“a” is given twice; it first stands on line 1"),
        ("a: &x 1\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "refers to another value"),
        ("a: !!python/object:os.system 1\n", 1, "tags"),
        ("a: !x 1\n", 1, "tags"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: [1, 2\n", 2, "expected"),
        ("a:\n\t- 1\n", 2, "cannot start any token"),
        ("? [a]\n: 1\n", 1, "a key must be a plain word"),
        ("a: b: c\n", 1, "not allowed"),
        ("a: \x07\n", 1, "character"),
        ("[" * 40 + "]" * 40, 1, "nested deeper"),
    ],
)
def test_refuses_with_the_line(text: str, line: int, part: str) -> None:
    with pytest.raises(YamlError) as caught:
        loads(text, "f.yaml")
    assert caught.value.line == line
    assert part in caught.value.reason


def test_deep_nesting_never_reaches_the_end_of_the_stack() -> None:
    with pytest.raises(YamlError, match="nested deeper"):
        loads("[" * 100_000)


def test_typed_access_says_what_was_found() -> None:
    node = loads("a: 1\nb: [x]\nc: yes\nd: false\ne: 2.5\n").mapping()
    assert node["a"].integer() == 1 and node["a"].number() == 1.0 and node["d"].boolean() is False
    for read, part in (
        (lambda: node["a"].text("the title"), "the title must be text, not “1”"),
        (lambda: node["b"].mapping("a section"), "a section must have keys (name: value), not a list"),
        (lambda: node["c"].boolean(), "must be true or false, not “yes”"),
        (lambda: node["c"].items(), "must be a list"),
        (lambda: node["e"].integer(), "whole number"),
        (lambda: node["d"].number(), "must be a number, not false"),
    ):
        with pytest.raises(YamlError) as caught:
            read()
        assert part in caught.value.reason


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    with pytest.raises(YamlError, match="cannot be read"):
        load(file)
    file.write_bytes("\ufeffa: é\n".encode())
    assert load(file).plain() == {"a": "é"}
    file.write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(YamlError, match="line 2: the file is not UTF-8"):
        load(file)
    file.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(YamlError, match="larger than 256 KiB"):
        load(file)


@given(st.text("ab:- [](){}&*!|>'\"#%@`,?\n\t 1.\u00e9", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        loads(text).plain()
    except YamlError as error:
        assert error.reason
