"""The small expression language of forms, policies and playbooks: conditions over named values, parsed once.

    renewal_date - today < 90 and not empty(objective)
    status in [on-track, at-risk] or arr >= 250000

Names are words joined by points ("account.tier"). **A bare word to the right of == and !=, or inside the brackets of
`in`, is a text**, so that choices are compared without quotes (status != closed); elsewhere a bare word is a name.
Texts may be quoted with ' or ". Dates are written 2027-03-31; true, false, none and today are words of the language.
A hyphen inside a word belongs to it: write `a - b` with spaces to subtract.

Functions: empty, filled, days, len, lower, today; min and max over values and lists; sum of numbers and amounts, lists
taken apart and unknown ones left out; count of a list's items that are true; if(condition, then, else); round(number,
digits); change(before, after) of two measures in words ("32% less").

What is not known is None. None equals none only, is false, is neither smaller nor larger than anything, and makes any
arithmetic None; so do a division by zero and an operation on things it does not fit. Evaluation therefore never fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from csdesk.values.formats import Formats
from csdesk.values.measure import change
from csdesk.values.operations import (
    calculate,
    empty,
    equal,
    extreme,
    length,
    ordered,
    rounded,
    total,
    true,
    true_count,
    within,
)

MAX_LENGTH = 2000
MAX_DEPTH = 32

FUNCTIONS: Final = (
    "empty", "filled", "days", "len", "min", "max", "today", "lower", "sum", "count", "if", "round", "change",
)  # fmt: skip
_ARGUMENTS: Final = {
    "today": (0, 0), "days": (1, 2), "min": (1, 99), "max": (1, 99), "sum": (1, 99), "if": (2, 3), "round": (1, 2),
    "change": (2, 2),
}  # fmt: skip

FORMATS: Final = "number formats"
"""The name under which the values hold the formats that measures were typed in; no expression can write it."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      |(?P<date>\d{4}-\d{2}-\d{2}(?!\w))
      |(?P<number>\d+(?:\.\d+)?(?![\w]))
      |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      |(?P<word>[^\W\d]\w*(?:-\w+)*(?:\.[^\W\d]\w*(?:-\w+)*)*)
      |(?P<sign>==|!=|<=|>=|[<>=+\-*/(),\[\]])""",
    re.X,
)
_CONSTANTS: Mapping[str, object] = {"true": True, "false": False, "none": None, "null": None}
_KEYWORDS = {"and", "or", "not", "in", *_CONSTANTS, "today"}


class ExpressionError(ValueError):
    """An expression that cannot be read: why, and at which column (from 1)."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(f"{reason} (column {column})")
        self.reason = reason
        self.column = column


_Node = Callable[[Mapping[str, object]], object]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. Two are equal when their texts are."""

    text: str
    names: frozenset[str]
    """The names it reads, as "status" or "account.tier"; today is not among them."""
    _run: _Node = field(compare=False, repr=False)

    def evaluate(self, values: Mapping[str, object]) -> object:
        """Its value. A dotted name is looked up whole, then step by step through mappings; an absent one is None.

        `today` is values["today"]. Never raises.
        """
        return self._run(values)

    def test(self, values: Mapping[str, object]) -> bool:
        """Whether it holds: its value counted as true or false."""
        return true(self._run(values))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def parse(text: str) -> Expression:
    """Reads an expression; raises ExpressionError with the reason and the column of the mistake."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression may have {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(list(_tokens(text)), len(text) + 1)
    run = parser.whole()
    return Expression(text, frozenset(parser.names), run)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or match.lastgroup is None:
            if text[at] in "'\"":
                raise ExpressionError("a quoted text is not closed", at + 1)
            raise ExpressionError(f"“{text[at]}” has no meaning here", at + 1)
        if match.lastgroup != "space":
            yield _Token(match.lastgroup, match[0], at + 1)
        at = match.end()


class _Parser:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end
        self._depth = 0
        self.names: set[str] = set()

    def whole(self) -> _Node:
        if not self._tokens:
            raise ExpressionError("the expression is empty", 1)
        node = self._either()
        if token := self._peek():
            raise ExpressionError(f"“{token.text}” is not expected here", token.column)
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *texts: str) -> _Token | None:
        token = self._peek()
        if token and token.text in texts and token.kind in ("sign", "word"):
            self._at += 1
            return token
        return None

    def _need(self, text: str, why: str) -> None:
        if not self._take(text):
            token = self._peek()
            raise ExpressionError(f"“{text}” is missing {why}", token.column if token else self._end)

    def _deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(f"nested deeper than {MAX_DEPTH} levels", token.column)

    def _either(self) -> _Node:
        nodes = [self._both()]
        while self._take("or"):
            nodes.append(self._both())
        return nodes[0] if len(nodes) == 1 else lambda values: any(true(node(values)) for node in nodes)

    def _both(self) -> _Node:
        nodes = [self._negated()]
        while self._take("and"):
            nodes.append(self._negated())
        return nodes[0] if len(nodes) == 1 else lambda values: all(true(node(values)) for node in nodes)

    def _negated(self) -> _Node:
        if token := self._take("not"):
            self._deeper(token)
            node = self._negated()
            self._depth -= 1
            return lambda values: not true(node(values))
        return self._comparison()

    def _comparison(self) -> _Node:
        left = self._sum()
        token = self._take("==", "=", "!=", "<", "<=", ">", ">=", "in", "not")
        if token is None:
            return left
        if token.text in ("in", "not"):
            if token.text == "not":
                self._need("in", "after “not”")
            items = self._items()
            wanted = token.text == "in"
            return lambda values: within(left(values), items(values)) is wanted
        if token.text in ("==", "=", "!="):
            right = self._literal_word() or self._sum()
            wanted = token.text != "!="
            node: _Node = lambda values: equal(left(values), right(values)) is wanted  # noqa: E731
        else:
            right, sign = self._sum(), token.text
            node = lambda values: ordered(left(values), right(values), sign)  # noqa: E731
        if again := self._take("==", "=", "!=", "<", "<=", ">", ">=", "in"):
            raise ExpressionError("comparisons cannot be chained; join them with “and”", again.column)
        return node

    def _literal_word(self) -> _Node | None:
        """A bare word at the right of == stands for itself."""
        token = self._peek()
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
        if token and token.kind == "word" and token.text not in _KEYWORDS and "." not in token.text:
            if following and following.text == "(":
                return None
            self._at += 1
            return _constant(token.text)
        return None

    def _items(self) -> _Node:
        if token := self._take("[", "("):
            close = "]" if token.text == "[" else ")"
            nodes: list[_Node] = []
            while not self._take(close):
                if nodes:
                    self._need(",", "between the items")
                nodes.append(self._literal_word() or self._sum())
            return lambda values: tuple(node(values) for node in nodes)
        return self._sum()

    def _sum(self) -> _Node:
        node = self._product()
        while token := self._take("+", "-"):
            node = _arithmetic(token.text, node, self._product())
        return node

    def _product(self) -> _Node:
        node = self._signed()
        while token := self._take("*", "/"):
            node = _arithmetic(token.text, node, self._signed())
        return node

    def _signed(self) -> _Node:
        if token := self._take("-"):
            self._deeper(token)
            node = self._signed()
            self._depth -= 1
            return _arithmetic("-", _constant(0), node)
        return self._primary()

    def _primary(self) -> _Node:
        token = self._peek()
        if token is None:
            raise ExpressionError("the expression breaks off", self._end)
        self._at += 1
        if token.kind == "number":
            return _constant(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "text":
            return _constant(re.sub(r"\\(.)", r"\1", token.text[1:-1]))
        if token.kind == "date":
            try:
                return _constant(date.fromisoformat(token.text))
            except ValueError:
                raise ExpressionError(f"{token.text} is not a date", token.column) from None
        if token.text == "(":
            self._deeper(token)
            node = self._either()
            self._need(")", "to close the bracket")
            self._depth -= 1
            return node
        if token.kind == "word" and token.text not in ("and", "or", "not", "in"):
            return self._word(token)
        raise ExpressionError(f"“{token.text}” is not expected here", token.column)

    def _word(self, token: _Token) -> _Node:
        if self._take("("):
            return self._call(token)
        if token.text in _CONSTANTS:
            return _constant(_CONSTANTS[token.text])
        if token.text == "today":
            return _today
        self.names.add(token.text)
        return _lookup(token.text)

    def _call(self, token: _Token) -> _Node:
        if token.text not in FUNCTIONS:
            raise ExpressionError(
                f"there is no function “{token.text}”; there are {', '.join(FUNCTIONS)}", token.column
            )
        self._deeper(token)
        nodes: list[_Node] = []
        while not self._take(")"):
            if nodes:
                self._need(",", "between the values")
            nodes.append(self._either())
        self._depth -= 1
        least, most = _ARGUMENTS.get(token.text, (1, 1))
        if not least <= len(nodes) <= most:
            raise ExpressionError(
                f"“{token.text}” takes {least if least == most else f'{least} or more'}", token.column
            )
        return _function(token.text, nodes)


def _constant(value: object) -> _Node:
    return lambda values: value


def _today(values: Mapping[str, object]) -> object:
    return values.get("today")


def _lookup(name: str) -> _Node:
    steps = name.split(".")

    def read(values: Mapping[str, object]) -> object:
        if name in values:
            return values[name]
        found: object = values
        for step in steps:
            if not isinstance(found, Mapping):
                return None
            found = found.get(step)
        return found

    return read


def _formats(values: Mapping[str, object]) -> Formats | None:
    found = values.get(FORMATS)
    return found if isinstance(found, Formats) else None


def _function(name: str, nodes: list[_Node]) -> _Node:
    first = nodes[0] if nodes else _today
    if name == "today":
        return _today
    if name == "empty":
        return lambda values: empty(first(values))
    if name == "filled":
        return lambda values: not empty(first(values))
    if name == "len":
        return lambda values: length(first(values))
    if name == "lower":
        return lambda values: text.lower() if isinstance(text := first(values), str) else None
    if name == "sum":
        return lambda values: total([node(values) for node in nodes])
    if name == "count":
        return lambda values: true_count(first(values))
    if name == "if":
        otherwise = nodes[2] if len(nodes) > 2 else _constant(None)
        return lambda values: nodes[1](values) if true(first(values)) else otherwise(values)
    if name == "round":
        places = nodes[1] if len(nodes) > 1 else _constant(0)
        return lambda values: rounded(first(values), places(values))
    if name == "change":
        return lambda values: change(first(values), nodes[1](values), _formats(values))
    if name == "days":
        start = _today if len(nodes) == 1 else nodes[0]
        return lambda values: calculate("-", nodes[-1](values), start(values), dates=True)
    return lambda values: extreme([node(values) for node in nodes], name)


def _arithmetic(sign: str, left: _Node, right: _Node) -> _Node:
    return lambda values: calculate(sign, left(values), right(values))
