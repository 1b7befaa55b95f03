"""Whom a touch was with: the one person of its account who has the e-mail address or the exact name that it states."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from csdesk.sync import engine
from csdesk.sync.cells import Value
from csdesk.sync.side import BookSide
from csdesk.values.text import fold

_BETWEEN = re.compile(r"\s*[;\n]\s*")
_ADDRESS = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One reading or touch that the file states."""

    row: int
    values: tuple[tuple[str, Value], ...]
    key: tuple[Value, ...]


class Person(str):
    """A person of the book by name, as a file states one, who is known by id."""

    record_id: int

    def __new__(cls, name: str, record_id: int) -> Person:
        made = super().__new__(cls, name)
        made.record_id = record_id
        return made


class People:
    """The people of the book's accounts, for the touches of one file."""

    def __init__(self, rows: engine.RowSet, side: BookSide) -> None:
        self._rows = rows
        self._by: dict[tuple[int, str], dict[int, Person]] = {}
        for account, person_id, name, email in side.people_of:
            person = Person(name, person_id)
            for known in (fold(name), email.casefold()):
                if known:
                    self._by.setdefault((account, known), {})[person_id] = person
        self._linked = 0
        self._unknown: dict[str, None] = {}

    def told(self, fact: Fact, account: int) -> Fact:
        """The touch with its person: as its contact, and in its detail the name of whoever is none."""
        whom, email = self._rows.text("contact", fact.row), self._rows.text("email", fact.row)
        if not whom and not email:
            return fact
        person = self._find(account, whom, email)
        alone = person is not None and (not whom or len(_BETWEEN.split(whom)) == 1)
        values = dict(fact.values)
        if person is not None:
            values["contact"] = person
            self._linked += 1
        if not alone:
            detail = values.get("detail")
            values["detail"] = f"With {whom or email}." + (f"\n{detail}" if detail else "")
        if person is None:
            self._unknown[str(whom or email)] = None
        # In one order, so that touches of the same fields are written together.
        return replace(fact, values=tuple((field, values.get(field)) for field in (*_FIELDS, "contact")))

    def _find(self, account: int, whom: str | None, email: str | None) -> Person | None:
        for address in _ADDRESS.findall(f"{email or ''} {whom or ''}"):
            found = self._by.get((account, address.casefold()), {})
            if len(found) == 1:
                return next(iter(found.values()))
        for name in _BETWEEN.split(_ADDRESS.sub("", whom or "")):
            name = name.strip(" <>()[],")
            found = self._by.get((account, fold(name)), {})
            if name and len(found) == 1:
                return next(iter(found.values()))
        return None

    def notes(self) -> list[str]:
        """How many touches have their person, and who is kept in the text."""
        found = []
        if self._linked:
            are = "touch is" if self._linked == 1 else "touches are"
            found.append(f"{self._linked} {are} with a person of the book.")
        if self._unknown:
            names = ", ".join(list(self._unknown)[:5]) + (" …" if len(self._unknown) > 5 else "")
            found.append(f"No one person of the account is {names}: the name stands in the detail of the touch.")
        return found


_FIELDS = ("type", "date", "summary", "detail")
