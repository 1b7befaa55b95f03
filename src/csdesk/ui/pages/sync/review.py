"""What a person decides about a plan before it is applied, and what then becomes of every record and value.

Ticks, settled conflicts and rules are reckoned here at once, without reading the file again; `options` hands them to
the import, which plans once more by its own code before it writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from csdesk.desk.imports import LEFT_OF_TOUCHES, Cell, Entry, ImportPlan, Missing, Options, Rejection, Rule
from csdesk.values.text import fold

Category = Literal["new", "changed", "unchanged", "conflicts", "rejected", "missing"]
Fate = Literal["add", "take", "keep", "back", "open", "left"]
"""add, take: written. keep: yours stays. back: yours stays and is listed to carry back. open: undecided, yours stays.
left: the person left the value out."""
CATEGORIES: tuple[Category, ...] = ("new", "changed", "unchanged", "conflicts", "rejected", "missing")
_ORDER = {"conflict": 0, "add": 1, "take": 1, "keep": 2}


@dataclass(slots=True)
class Item:
    """One record of the list: its group row and how many rows stand below it."""

    category: Category
    name: str
    line: int | None = None
    entry: Entry | None = None
    rejections: tuple[Rejection, ...] = ()
    missing: Missing | None = None
    size: int = 0
    text: str = ""
    """What the filter looks in: folded name, ids and values."""
    _cells: tuple[Cell, ...] | None = None

    def cells(self) -> tuple[Cell, ...]:
        """The values to show, conflicts first; made on first sight, because most are never looked at."""
        if self.entry is None:
            return ()
        if self._cells is None:
            cells = self.entry.cells
            if len(cells) > 1 and self.entry.outcome != "create":
                cells = tuple(sorted(cells, key=_place))
            self._cells = cells
        return self._cells


def was_conflict(cell: Cell) -> bool:
    """Whether a value changed on both sides, settled or not."""
    return cell.action == "conflict" or bool(cell.settled)


def _place(cell: Cell) -> int:
    return 0 if was_conflict(cell) else _ORDER[cell.action]


def items_of(plan: ImportPlan) -> tuple[Item, ...]:
    """Every record of a plan as the list shows it: conflicts first, the rest by name."""
    found: list[Item] = []
    for entry in plan.entries:
        match entry.outcome:
            case "create":
                size = sum(1 for value in entry.values if value is not None)
                words = " ".join(str(value) for value in entry.values if value is not None)
                found.append(Item("new", entry.name, entry.line, entry, size=size, text=fold(f"{entry.name} {words}")))
            case "update" | "unchanged":
                conflict = any(was_conflict(cell) for cell in entry.compared)
                usual: Category = "changed" if entry.outcome == "update" else "unchanged"
                words = " ".join(f"{cell.label} {cell.book} {cell.crm}" for cell in entry.compared)
                text = fold(f"{entry.name} {entry.matched_by} {words}")
                category: Category = "conflicts" if conflict else usual
                found.append(Item(category, entry.name, entry.line, entry, size=len(entry.compared), text=text))
            case _:
                pass
    rejected: dict[tuple[int, str], list[Rejection]] = {}
    for one in plan.rejected:
        rejected.setdefault((one.line, one.name), []).append(one)
    for (line, name), group in rejected.items():
        words = " ".join(f"{one.column} {one.value} {one.reason} {' '.join(one.cells)}" for one in group)
        text = fold(f"{name} line {line} {words}")
        found.append(Item("rejected", name, line, rejections=tuple(group), size=len(group), text=text))
    for gone in plan.missing:
        found.append(Item("missing", gone.name, missing=gone, text=fold(f"{gone.name} {gone.crm_id} {gone.note}")))
    found.sort(key=lambda item: (item.category != "conflicts", item.text))
    return tuple(found)


@dataclass(slots=True)
class Figures:
    """What will be done, in numbers."""

    new: int = 0
    new_cells: int = 0
    changed: int = 0
    changed_cells: int = 0
    unchanged: int = 0
    settled: int = 0
    open: int = 0
    rejected: int = 0
    missing: int = 0
    cells: int = 0
    records: int = 0
    excluded: int = 0


@dataclass(slots=True)
class Review:
    """A person's decisions on top of a plan.

    `excluded` are lines, `left` (line, field) of values left out, `decisions` (record id, field) to "book" or "crm",
    `rules` field to "crm", "book" or "ask".
    """

    plan: ImportPlan
    items: tuple[Item, ...]
    excluded: set[int] = field(default_factory=set)
    left: set[tuple[int, str]] = field(default_factory=set)
    decisions: dict[tuple[int, str], str] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)

    def renew(self, plan: ImportPlan, items: tuple[Item, ...]) -> None:
        """Go on with the plan worked out again; what was decided stays decided."""
        self.plan, self.items = plan, items

    def rule(self, field_id: str) -> Rule:
        """Who wins a conflict in a column: crm, book or ask."""
        return self.rules.get(field_id) or self.plan.options.rules.get(field_id, "ask")

    def included(self, item: Item) -> bool:
        """Whether a record takes part."""
        return item.line is None or item.line not in self.excluded

    def can_exclude(self, item: Item) -> bool:
        """Whether it makes a difference to leave the record out."""
        return item.category in ("new", "changed", "conflicts")

    def fate(self, item: Item, cell: Cell) -> Fate:
        """What becomes of one value."""
        entry = item.entry
        assert entry is not None
        if was_conflict(cell):
            decided = self.decisions.get((entry.record_id or 0, cell.field)) or self.rule(cell.field)
            return "take" if decided == "crm" else "back" if decided == "book" else "open"
        if cell.action in ("add", "take"):
            if (entry.line, cell.field) in self.left:
                return "left"
            return "add" if cell.action == "add" else "take"
        return "back" if cell.carry_back else "keep"

    def can_leave(self, item: Item, cell: Cell) -> bool:
        """Whether a single value can be left out; a new record keeps its name, and a fact what makes it one."""
        if self.plan.object == "readings" or (self.plan.object == "touches" and cell.field not in LEFT_OF_TOUCHES):
            return False
        if was_conflict(cell) or cell.action not in ("add", "take"):
            return False
        return not (cell.action == "add" and cell.field == "name")

    def leave(self, item: Item, cell: Cell, out: bool) -> None:
        """Leave one value out, or take it again."""
        if item.entry is not None:
            (self.left.add if out else self.left.discard)((item.entry.line, cell.field))

    def written(self, item: Item) -> int:
        """How many values of a record will be written."""
        entry = item.entry
        if entry is None or not self.included(item):
            return 0
        if entry.outcome == "create":
            out = sum(1 for line, _ in self.left if line == entry.line) if self.left else 0
            return item.size - out
        return sum(1 for cell in entry.compared if self.fate(item, cell) in ("add", "take"))

    def figures(self) -> Figures:
        """The numbers of the tiles and of the sentence below the list."""
        # A file that says all it said last time is known to change nothing without a list of its records.
        one = Figures(unchanged=self.plan.known_unchanged)
        for item in self.items:
            match item.category:
                case "rejected":
                    one.rejected += 1
                    continue
                case "missing":
                    one.missing += 1
                    continue
                case "unchanged":
                    one.unchanged += 1
                    continue
            if not self.included(item):
                one.excluded += 1
                continue
            cells = self.written(item)
            one.cells += cells
            one.records += bool(cells)
            if item.category == "new":
                one.new += 1
                one.new_cells += cells
            elif item.category == "changed":
                one.changed += 1
                one.changed_cells += cells
            elif item.entry is not None:
                for cell in item.entry.compared:
                    if was_conflict(cell):
                        if self.fate(item, cell) == "open":
                            one.open += 1
                        else:
                            one.settled += 1
        return one

    def options(self) -> Options:
        """The options with which the import does what the list shows."""
        own = self.plan.options
        lines = set(self.excluded)
        # The other rows of a record that is left out must not step into its place.
        for group in self.plan.duplicates:
            if group.taken in lines:
                lines.update(group.others)
        rules: Mapping[str, Rule] = {**own.rules, **self.rules}
        return replace(
            own,
            excluded=frozenset(lines),
            excluded_cells=own.excluded_cells | frozenset(self.left),
            conflicts=dict(self.decisions),
            rules=rules,
        )


def planning(options: Options) -> Options:
    """The options to plan with: all of a person's, but for what the review reckons on top."""
    return replace(options, excluded=frozenset(), conflicts={})
