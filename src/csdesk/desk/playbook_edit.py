"""Editing an own playbook as data: its rows as a grid, days as they are typed, and steps and phases added or moved.

The data is that of the file and stays so: keys that the grid does not show are left as they are.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from csdesk.desk.errors import Invalid
from csdesk.desk.playbooks import Fault
from csdesk.policy.playbooks_model import FARTHEST
from csdesk.values.text import fold

Data = dict[str, Any]

_DAY = re.compile(r"(?:day )?(-?\d{1,4})")
_DAYS = re.compile(r"(?:days? )?(\d{1,4}) ?(?:-|–|to|until) ?(\d{1,4})")
_BEFORE = re.compile(r"(\d{1,4})(?: ?(?:-|–|to|until) ?(\d{1,4}))? ?(?:days? )?before")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the grid: a phase (`step` is -1) or a step of it, by their places in the file."""

    phase: int
    step: int = -1

    @property
    def place(self) -> tuple[str | int, ...]:
        """The way to it in the data."""
        return ("phases", self.phase) if self.step < 0 else ("phases", self.phase, "steps", self.step)


def rows(data: Mapping[str, Any]) -> tuple[Row, ...]:
    """Every phase followed by its steps."""
    found: list[Row] = []
    for at, phase in enumerate(_list(data.get("phases"))):
        found.append(Row(at))
        found += [Row(at, step) for step in range(len(_list(_map(phase).get("steps"))))]
    return tuple(found)


def entry(data: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """What stands in a row: the phase's or the step's own keys."""
    phase = _map(_list(data.get("phases"))[row.phase])
    return phase if row.step < 0 else _map(_list(phase.get("steps"))[row.step])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


# Days


def days_text(step: Mapping[str, Any]) -> str:
    """The days of a step as the grid shows them: "3", "3 to 5", "90 to 60 before"."""
    pair = step.get("days")
    first, last = pair if isinstance(pair, list) and len(pair) == 2 else (step.get("day"), step.get("day"))
    if not isinstance(first, int) or not isinstance(last, int):
        return "" if first is None else str(first)
    if last < 0:
        return f"{-first} before" if first == last else f"{-first} to {-last} before"
    return str(first) if first == last else f"{first} to {last}"


def read_days(text: str) -> tuple[int, int]:
    """The first and last day of what is typed: "3", "3 to 5", "-30", "90 to 60 before". Invalid for anything else."""
    words = fold(text)
    if found := _BEFORE.fullmatch(words):
        first = -int(found[1])
        last = -int(found[2]) if found[2] else first
        if first > last:
            first, last = last, first
    elif found := _DAYS.fullmatch(words):
        first, last = int(found[1]), int(found[2])
    elif found := _DAY.fullmatch(words):
        first = last = int(found[1])
    else:
        raise Invalid("day", f"“{text.strip()}” is no day: write 3, 3 to 5, or 30 before")
    if first > last:
        raise Invalid("day", f"day {first} comes after day {last}; write the earlier one first")
    if max(abs(first), abs(last)) > FARTHEST:
        raise Invalid("day", f"a step lies at most {FARTHEST} days from the day it is counted from")
    return first, last


def set_days(step: dict[str, Any], text: str) -> None:
    """Give a step the days that are typed, in the place where they stood."""
    first, last = read_days(text)
    new: tuple[str, Any] = ("day", first) if first == last else ("days", [first, last])
    kept: dict[str, Any] = {}
    placed = False
    for key, value in step.items():
        if key in ("day", "days"):
            if not placed:
                kept[new[0]] = new[1]
            placed = True
        else:
            kept[key] = value
    if not placed:
        kept[new[0]] = new[1]
    step.clear()
    step.update(kept)


def put(target: dict[str, Any], key: str, value: object) -> None:
    """Give a key a value; an empty one takes the key out, unless it is one that every entry has."""
    if value in ("", None, [], False) and key not in ("title", "phase", "step", "criterion", "about", "source"):
        target.pop(key, None)
    else:
        target[key] = value


# Rows


def new_id(data: Mapping[str, Any], title: str) -> str:
    """An id made of a title that no phase or step has yet."""
    base = "-".join(re.findall(r"[a-z0-9]+", fold(title))[:5]) or "step"
    taken = {str(entry(data, row).get("phase" if row.step < 0 else "step")) for row in rows(data)}
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def add_step(data: Data, after: Row, title: str = "New step") -> Row:
    """Add a step after a row (first in the phase after a phase's own), on the day of the step before it."""
    steps = data["phases"][after.phase].setdefault("steps", [])
    before = entry(data, after) if after.step >= 0 else {}
    step: Data = {"step": new_id(data, title), "title": title, "day": 0}
    pair = before.get("days")
    day = pair[-1] if isinstance(pair, list) and pair else before.get("day", 0)
    step["day"] = day if isinstance(day, int) else 0
    step["owner"] = before.get("owner", data.get("owner", "csm"))
    steps.insert(after.step + 1, step)
    return Row(after.phase, after.step + 1)


def add_phase(data: Data, after: int, title: str = "New phase") -> Row:
    """Add a phase with one step after the phase of that place (-1: as the first)."""
    phases = data.setdefault("phases", [])
    phase: Data = {"phase": new_id(data, title), "title": title, "steps": []}
    phases.insert(after + 1, phase)
    last = [row for row in rows(data) if row.phase == after and row.step >= 0]
    add_step(data, Row(after + 1))
    if last:
        step = phase["steps"][0]
        found = entry(data, last[-1])
        pair = found.get("days")
        step["day"] = pair[-1] if isinstance(pair, list) and pair else found.get("day", 0)
    return Row(after + 1)


def remove(data: Data, row: Row) -> Row:
    """Take a phase with its steps, or one step out; the row to go on with. Invalid for the last of its kind."""
    if row.step < 0:
        if len(data["phases"]) == 1:
            raise Invalid("phases", "a playbook has at least one phase")
        del data["phases"][row.phase]
        return Row(min(row.phase, len(data["phases"]) - 1))
    steps = data["phases"][row.phase]["steps"]
    if len(steps) == 1:
        raise Invalid("steps", "a phase has at least one step", "Remove the phase instead.")
    del steps[row.step]
    return Row(row.phase, min(row.step, len(steps) - 1))


def move(data: Data, row: Row, by: Literal[-1, 1]) -> Row:
    """Move a phase, or a step within its phase or into the neighbouring one; where it is now."""
    phases = data["phases"]
    if row.step < 0:
        to = row.phase + by
        if not 0 <= to < len(phases):
            return row
        phases[row.phase], phases[to] = phases[to], phases[row.phase]
        return Row(to)
    steps = phases[row.phase]["steps"]
    to = row.step + by
    if 0 <= to < len(steps):
        steps[row.step], steps[to] = steps[to], steps[row.step]
        return Row(row.phase, to)
    neighbour = row.phase + by
    if not 0 <= neighbour < len(phases) or len(steps) == 1:
        return row
    step = steps.pop(row.step)
    there = phases[neighbour].setdefault("steps", [])
    at = 0 if by > 0 else len(there)
    there.insert(at, step)
    return Row(neighbour, at)


# Criteria and lists, one in a line


def criteria_text(phase: Mapping[str, Any]) -> str:
    """The criteria of a phase, one in a line; a proof stands after "if"."""
    lines = []
    for one in _list(phase.get("exit")):
        found = _map(one)
        proof = found.get("proof")
        lines.append(f"{found.get('criterion', '')}{f' | {proof}' if proof else ''}")
    return "\n".join(lines)


def read_criteria(text: str) -> list[Data]:
    """The criteria that are typed, one in a line, each with its proof after a bar."""
    found: list[Data] = []
    for line in text.splitlines():
        words, _, proof = line.partition("|")
        if words.strip():
            found.append({"criterion": words.strip()} | ({"proof": proof.strip()} if proof.strip() else {}))
    return found


def lines_of(value: object) -> str:
    """A list of texts, one in a line."""
    return "\n".join(str(one) for one in _list(value))


def read_lines(text: str) -> list[str]:
    """The lines that are typed, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


# Faults


def fault_at(faults: tuple[Fault, ...], place: tuple[str | int, ...], key: str) -> str:
    """What is wrong with a key of a row; "" when nothing is."""
    wanted = (*place, key)
    return next((one.reason for one in faults if one.place[: len(wanted)] == wanted), "")


def described(data: Mapping[str, Any], fault: Fault) -> str:
    """A fault with its place in words: "Welcome, Send the mail: …"."""
    names: list[str] = []
    place = fault.place
    if len(place) > 1 and place[0] == "phases" and isinstance(place[1], int):
        phases = _list(data.get("phases"))
        if place[1] < len(phases):
            names.append(str(_map(phases[place[1]]).get("title") or f"Phase {place[1] + 1}"))
            if len(place) > 3 and place[2] == "steps" and isinstance(place[3], int):
                steps = _list(_map(phases[place[1]]).get("steps"))
                if place[3] < len(steps):
                    names.append(str(_map(steps[place[3]]).get("title") or f"step {place[3] + 1}"))
    return f"{', '.join(names)}: {fault.reason}" if names else fault.reason


def clone(data: Mapping[str, Any]) -> Data:
    """A copy that can be changed without touching the first."""
    return copy.deepcopy(dict(data))
