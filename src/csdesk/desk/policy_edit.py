"""A policy of one's own: copied from one that ships, changed in a draft, checked, and looked at before it counts.

A policy's file is never written over: what is saved is a new file, and the book is read by it from then on, so that
undo finds the policy of before as it was.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csdesk import paths, yamlfile
from csdesk.desk import settings, whole_file
from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.policies import Effect, effect_of, switch
from csdesk.desk.policy_files import PolicyFiles
from csdesk.desk.policy_topics import Column, TopicSpec, limit_of, put, shown, specs
from csdesk.policy.load import Policy, own_folder, policies, read_policy
from csdesk.policy.playbooks_write import to_text
from csdesk.values.text import clean, fold
from csdesk.yamlfile import YamlError

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

__all__ = ["Cell", "Draft", "Topic", "TopicRow"]

_KEPT: Final = "The book is read as before; what you changed is still in the editor."
_WITH_TIERS: Final = (("reviews", ""), ("cadence", "tiers"), ("renewals", "paths"))
"""What goes by tier, and is void where a policy states tiers and not these."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a topic: its words, and whether it can be changed."""

    text: str
    editable: bool


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One row, and the head it stands under ("" where rows stand under none)."""

    cells: tuple[Cell, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic as it stands in a draft."""

    id: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[TopicRow, ...]
    fixed: bool
    own: bool
    """Whether the draft states it itself; otherwise it is as in the policy it was made from."""


class Draft:
    """A policy being changed. Nothing counts before `save`."""

    def __init__(self, desk: Desk, policy_id: str = "") -> None:
        """A draft of one's own policy, or of a new one made from one that ships; of the book's, unless one is named."""
        known = policies()
        wanted = policy_id or settings.policy_id(desk)
        if wanted not in known:
            raise Invalid("policy", f"there is no policy “{wanted}”", f"There are {', '.join(known)}.")
        before = known[wanted]
        self._desk = desk
        self.origin = before
        self._files = PolicyFiles()
        self.base = before.extends if before.own else before.id
        if before.own:
            self._plain = self._files.of(before.id)
            self._plain["replaces"] = before.id
        else:
            title = f"{before.title}, own"
            self._plain = {"policy": "", "extends": before.id, "title": title, "about": before.about,
                           "source": f"own copy of {before.id}"}  # fmt: skip
        self._first = copy.deepcopy(self._plain)
        self._plain = _kept(desk, before.id) or self._plain

    # Reading

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self._plain["title"])

    @property
    def changed(self) -> bool:
        """Whether anything is other than when the draft was opened."""
        return self._plain != self._first

    def topics(self) -> tuple[Topic, ...]:
        """Every topic that the policy has rows of."""
        return tuple(topic for topic in (self._topic(spec) for spec in specs()) if topic.rows)

    def topic(self, topic_id: str) -> Topic:
        """One topic; Invalid for an unknown one."""
        return self._topic(_spec(topic_id))

    def _topic(self, spec: TopicSpec) -> Topic:
        columns = tuple(self._with_tiers(one) for one in spec.columns)
        rows = [
            TopicRow(tuple(Cell(shown(row, column), _editable(row, column)) for column in spec.columns), group)
            for group, row in self._rows(spec)
        ]
        return Topic(spec.id, spec.title, spec.about, columns, tuple(rows), spec.fixed, self._states(spec))

    def _with_tiers(self, column: Column) -> Column:
        if not column.tier:
            return column
        tiers = tuple(str(row["id"]) for _, row in self._rows(_spec("tiers")))
        return Column(column.key, column.label, "choice", tiers, column.other, column.fixed, True)

    def _states(self, spec: TopicSpec) -> bool:
        part = self._plain.get(spec.part)
        return part is not None and (not spec.list or isinstance(part, list) or spec.list in part)

    def _list(self, part: str, name: str) -> list[dict[str, Any]]:
        """The list as it counts: the draft's own, or that of the first policy below that states it."""
        for plain in (self._plain, *self._files.below(self.base)):
            found = plain.get(part)
            if isinstance(found, Mapping):
                found = found.get(name) if name else None
            if isinstance(found, list):
                return found
        return []

    def _rows(self, spec: TopicSpec) -> list[tuple[str, dict[str, Any]]]:
        if spec.each:
            return [
                (str(outer.get("title", "")), row)
                for outer in self._list(spec.part, spec.list)
                for row in outer.get(spec.each, ())
            ]
        if not spec.key:
            return [("", row) for row in self._list(spec.part, spec.list)]
        return [("", row) for row in self._merged(spec).values() if _any_figure(row, spec)]

    def _merged(self, spec: TopicSpec) -> dict[str, dict[str, Any]]:
        """Rows by their key: those of the lowest policy first, each replaced by the ones above."""
        found: dict[str, dict[str, Any]] = {}
        for plain in reversed([self._plain, *self._files.below(self.base)]):
            part = plain.get(spec.part)
            if isinstance(part, Mapping):
                for key in part.get("drop", ()):
                    found.pop(str(key), None)
                found |= {str(row[spec.key]): row for row in part.get(spec.list, ())}
        return found

    # Changing

    def rename(self, title: str) -> None:
        """Call it something else; Invalid for no name."""
        named = " ".join(clean(title).split())
        if not named or len(named) > 80:
            raise Invalid("title", "a policy needs a name of 80 letters at most")
        self._plain["title"] = named

    def set(self, topic_id: str, row: int, column: int, text: str) -> None:
        """Change one cell. Invalid says what does not fit; then nothing is changed."""
        spec = _spec(topic_id)
        one = spec.columns[column]
        rows = self._rows(spec)
        if not 0 <= row < len(rows):
            raise Invalid(spec.title, "there is no such row any more")
        if shown(rows[row][1], one) == text:
            return
        if not _editable(rows[row][1], one):
            raise Invalid(one.label, "this cannot be changed here")
        tried = copy.deepcopy(rows[row][1])
        put(tried, self._with_tiers(one), text)
        place, at = self._own(spec, row)
        place[at] = tried
        self._plain = self._pruned()

    def add(self, topic_id: str, after: int) -> None:
        """Put a copy of a row below it, to be changed. Invalid where rows are fixed."""
        spec = _spec(topic_id)
        if spec.fixed:
            raise Invalid(spec.title, "these rows are fixed")
        place, at = self._own(spec, after)
        made = copy.deepcopy(place[at])
        if spec.made_id:
            taken = {str(one.get(spec.made_id)) for _, one in self._rows(spec)}
            number = 2
            stem = re.sub(r"-\d+$", "", str(made[spec.made_id]))
            while f"{stem}-{number}" in taken:
                number += 1
            made[spec.made_id] = f"{stem}-{number}"
        place.insert(at + 1, made)

    def remove(self, topic_id: str, row: int) -> None:
        """Take a row away. Invalid for the last one, or where rows are fixed."""
        spec = _spec(topic_id)
        if spec.fixed:
            raise Invalid(spec.title, "these rows are fixed")
        place, at = self._own(spec, row)
        if len(place) == 1:
            raise Invalid(spec.title, "one row has to stay")
        del place[at]

    def reset(self, topic_id: str) -> None:
        """Have a topic as in the policy it was made from."""
        spec = _spec(topic_id)
        part = self._plain.get(spec.part)
        if isinstance(part, dict) and spec.list and spec.part in ("cadence", "renewals", "signals"):
            for key in (spec.list, f"{spec.list}_source"):
                part.pop(key, None)
            if not set(part) - {"source"}:
                del self._plain[spec.part]
        else:
            self._plain.pop(spec.part, None)

    def _own(self, spec: TopicSpec, row: int) -> tuple[list[dict[str, Any]], int]:
        """The draft's own list that holds a row, and its place there; what is not the draft's own yet is copied."""
        rows = self._rows(spec)
        if not 0 <= row < len(rows):
            raise Invalid(spec.title, "there is no such row any more")
        if spec.key:
            return self._own_keyed(spec, rows[row][1])
        if not self._states(spec):
            self._take_over(spec.part, spec.list)
        if not spec.each:
            part = self._plain[spec.part]
            return (part if isinstance(part, list) else part[spec.list]), row
        for outer in self._plain[spec.part][spec.list]:
            inner = outer[spec.each]
            if row < len(inner):
                return inner, row
            row -= len(inner)
        raise AssertionError("a row of the topic is in one of its lists")

    def _own_keyed(self, spec: TopicSpec, row: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
        part = self._plain.setdefault(spec.part, {})
        mine: list[dict[str, Any]] = part.setdefault(spec.list, [])
        for at, one in enumerate(mine):
            if one[spec.key] == row[spec.key]:
                return mine, at
        mine.append(copy.deepcopy(dict(row)))
        return mine, len(mine) - 1

    def _take_over(self, part: str, name: str) -> None:
        if part in ("cadence", "renewals"):
            mine = self._plain.setdefault(part, {})
            mine[name] = copy.deepcopy(self._list(part, name))
            for said in ("source", f"{name}_source"):
                stated = [plain[part][said] for plain in self._files.below(self.base) if said in plain.get(part, {})]
                if stated:
                    mine.setdefault(said, stated[0])
            return
        self._plain[part] = next(copy.deepcopy(one[part]) for one in self._files.below(self.base) if part in one)
        if part == "tiers":
            for other, inner in _WITH_TIERS:
                mine = self._plain.get(other)
                if mine is None or (inner and inner not in mine):
                    found = copy.deepcopy(self._list(other, inner))
                    if inner:
                        self._plain.setdefault(other, {})[inner] = found
                    else:
                        self._plain[other] = found

    def _pruned(self) -> dict[str, Any]:
        """Without the rows of a keyed topic that are as below."""
        for spec in specs():
            part = self._plain.get(spec.part)
            if not spec.key or not isinstance(part, dict) or spec.list not in part:
                continue
            below: dict[str, Any] = {}
            for plain in reversed(self._files.below(self.base)):
                found = plain.get(spec.part)
                below |= {one[spec.key]: one for one in (found or {}).get(spec.list, ())}
            part[spec.list] = [one for one in part[spec.list] if below.get(one[spec.key]) != one]
            if not part[spec.list]:
                del part[spec.list]
            if not part:
                del self._plain[spec.part]
        return self._plain

    def keep(self) -> None:
        """Keep the draft as it stands, so that it is gone on with when the window was closed meanwhile."""
        if not self.changed:
            self.forget()
            return
        kept = {"book": str(self._desk.path), "origin": self.origin.id, "plain": self._plain}
        file = _draft_file()
        with contextlib.suppress(OSError, DeskError):
            file.parent.mkdir(parents=True, exist_ok=True)
            whole_file.save(file, json.dumps(kept, ensure_ascii=False).encode(), _KEPT)

    def forget(self) -> None:
        """Keep nothing of it any longer."""
        with contextlib.suppress(OSError):
            _draft_file().unlink(missing_ok=True)

    # Taking it

    def check(self) -> Policy:
        """The policy that the draft states; Invalid says what is wrong, and in which topic."""
        name = self._name()
        try:
            return self._read(name)
        except YamlError as error:
            raise Invalid(self._where(error), error.reason) from error

    def _read(self, name: str) -> Policy:
        shipped = {key: one for key, one in policies().items() if not one.own}
        return read_policy(yamlfile.loads(self._text(name), f"{name}.yaml"), shipped, name, own=True)

    def _text(self, name: str) -> str:
        return to_text({**self._plain, "policy": name}, f"# Changed in Settings on {self._desk.clock.today()}.")

    def _where(self, error: YamlError) -> str:
        """The title of the topic that a fault lies in."""
        part = inner = ""
        for line in self._text(self._name()).splitlines()[: error.line]:
            name = line.strip().partition(":")[0]
            if line[:1].isalpha():
                part, inner = name, ""
            elif line.startswith("  ") and line[2:3].isalpha():
                inner = name
        found = [spec for spec in specs() if spec.part == part]
        exact = [spec for spec in found if spec.list == inner]
        return (exact or found)[0].title if found else self.title

    def effect(self) -> Effect:
        """What reading the book by the draft would change; Invalid when it cannot be read."""
        return effect_of(self._desk, self.check())

    def save(self, with_tiers: bool = False) -> str:
        """Write it as a file of one's own and read the book by it; the policy's id. Invalid when it cannot be read.

        `with_tiers` gives accounts the tiers of its rules at once.
        """
        name = self._name()
        self.check()
        folder = own_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeskError(
                f"The policy could not be written: {error.strerror or error}.",
                _KEPT,
                f"Look at the rights to {folder}.",
            ) from error
        whole_file.save(folder / f"{name}.yaml", self._text(name).encode(), _KEPT)
        switch(self._desk, name, with_tiers)
        self.forget()
        return name

    def _name(self) -> str:
        stem = re.sub(r"[^a-z0-9]+", "-", fold(self.title)).strip("-")[:40] or "own"
        taken = {path.stem for path in own_folder().glob("*.yaml")} | set(policies())
        number, name = 1, stem
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        return name


def _draft_file() -> Path:
    return paths.data_folder() / "policy-draft.json"


def _kept(desk: Desk, origin: str) -> dict[str, Any] | None:
    """The draft of that policy that was begun on this book and neither taken nor left."""
    try:
        found = json.loads(_draft_file().read_text(encoding="utf-8"))
        same = found["book"] == str(desk.path) and found["origin"] == origin
        return dict(found["plain"]) if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _spec(topic_id: str) -> TopicSpec:
    for one in specs():
        if one.id == topic_id:
            return one
    raise Invalid("topic", f"there is no topic “{topic_id}”", f"There are {', '.join(one.id for one in specs())}.")


def _editable(row: Mapping[str, Any], column: Column) -> bool:
    if column.fixed:
        return False
    return column.type != "figure" or limit_of(row.get(column.key)) is not None


def _any_figure(row: Mapping[str, Any], spec: TopicSpec) -> bool:
    figures = [one for one in spec.columns if one.type == "figure"]
    return not figures or any(limit_of(row.get(one.key)) is not None for one in figures)
