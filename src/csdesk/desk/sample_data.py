"""The sample's data as it stands in `resources/samples`: read, checked, and turned into values of the catalog."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from csdesk import paths, yamlfile
from csdesk.book.catalog import KINDS
from csdesk.values.dates import add_months
from csdesk.values.money import Money
from csdesk.values.text import fold

Item = Mapping[str, Any]

SHORT = {"at_risk": "arr_at_risk", "started": "contract_start", "renewal": "renewal_date", "support": "support_plan",
         "next": "next_step", "due": "next_step_due"}  # fmt: skip
"""Keys of accounts.yaml that are shorter than the field they fill."""

LISTS = ("goals", "milestones", "risks", "opportunities", "actions", "reviews", "touches", "people", "worth")
_OWN_KEYS = {"currency", "health", "touch", "arr_events", "handoff", "plan", "fill", "sites", "sparse", *LISTS}


@dataclass(slots=True)
class Sample:
    """All of the sample's data."""

    profile: Item
    team: list[Item]
    accounts: list[Item]
    people: list[str]
    titles: Mapping[str, list[str]]
    industries: Item
    folder: Path
    used: int = field(default=0)
    """How many of `people` are taken."""

    def person(self) -> str:
        """The next unused name."""
        name = self.people[self.used % len(self.people)]
        self.used += 1
        return name


def read() -> Sample:
    """The data, fresh for each book; YamlError names a fault with file and line."""
    folder = paths.resources() / "samples"
    company, people, industries = (_plain(folder / f"{name}.yaml") for name in ("company", "people", "industries"))
    accounts: list[Item] = []
    for path in sorted(folder.glob("*.yaml")):
        node = yamlfile.load(path)
        for account in node.mapping().get("accounts", yamlfile.Node((), "", 0, 0)).items():
            for key in account.mapping("an account"):
                if key not in _OWN_KEYS and key not in SHORT and key not in _fields("account"):
                    raise account.error(f"an account of the sample has no “{key}”", key)
            accounts.append(account.plain())  # type: ignore[arg-type]
    return Sample(
        company["profile"], company["team"], accounts, list(people["people"]), people["titles"], industries, folder
    )


@cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(one.id for one in KINDS[kind].fields)


def _plain(path: Path) -> Any:
    return yamlfile.load(path).plain()


def day(when: int | str, today: date) -> date:
    """A day of the sample: days from today (-30), or months from today ("-9m")."""
    if isinstance(when, str):
        return add_months(today, int(when.removesuffix("m")))
    return today + timedelta(days=when)


def working(found: date, today: date) -> date:
    """`found`, moved off a weekend: a past day to the Friday before, a coming one to the Monday after."""
    if found.weekday() < 5:
        return found
    return (
        found - timedelta(days=found.weekday() - 4) if found <= today else found + timedelta(days=7 - found.weekday())
    )


def chance(name: str, purpose: str) -> random.Random:
    """The dice of one account for one purpose: always the same throws."""
    return random.Random(f"csdesk/{name}/{purpose}")


def values(kind: str, item: Item, today: date, currency: str, contacts: Mapping[str, int]) -> dict[str, Any]:
    """The fields of `item` as values of the catalog: days as dates, amounts as money, names as contacts' ids.

    Raises ValueError for a key that is no field or a name that is nobody here.
    """
    found: dict[str, Any] = {}
    known = {one.id: one for one in KINDS[kind].fields}
    for key, value in item.items():
        name = SHORT.get(key, key) if kind == "account" else "origin" if (kind, key) == ("action", "from") else key
        if name not in known:
            if kind == "account" or key in ("past", "attendees"):
                continue
            raise ValueError(f"the sample's {kind} “{item.get('title', '')}” has no field {key}")
        spec = known[name]
        if spec.type == "date":
            value = day(value, today)
            if kind in ("review", "touch", "action"):
                value = working(value, today)
        elif spec.type == "money":
            value = Money.of(value, currency)
        elif spec.type == "contact":
            if value not in contacts:
                raise ValueError(f"the sample's {kind} “{item.get('title', '')}” names {value}, who is nobody there")
            value = contacts[value]
        elif spec.type in ("number", "percent"):
            value = float(value)
        elif spec.type == "text":
            value = str(value)
        found[name] = value
    return found


def crm_id(name: str) -> str:
    """An invented Salesforce id of an account, 15 characters and the three that guard their case."""
    dice = chance(name, "crm")
    body = "0015g" + "".join(dice.choice(string.ascii_letters + string.digits) for _ in range(10))
    guard = ""
    for start in (0, 5, 10):
        bits = sum(1 << at for at, letter in enumerate(body[start : start + 5]) if letter.isupper())
        guard += (string.ascii_uppercase + "012345")[bits]
    return body + guard


def address(name: str, title: str, domain: str) -> str:
    """An e-mail address from a name, or from the title where the name is not in Latin letters."""
    plain = fold(name.removeprefix("Dr. "))
    if not plain.isascii():
        plain = fold(title)
    return ".".join(re.findall(r"[a-z0-9]+", plain)[:3]) + "@" + domain


def reporting(persons: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Who reports to whom, by name: to somebody at the next level above that is known, of the same department first."""
    levels = ("c-level", "vp", "director", "manager", "user")
    found: list[tuple[str, str]] = []
    for person in persons:
        place = levels.index(person["level"])
        for level in reversed(levels[:place]):
            above = [one for one in persons if one["level"] == level and not one.get("left_on")]
            near = [one for one in above if one.get("department") == person.get("department")]
            if above:
                found.append((person["name"], (near or above)[0]["name"]))
                break
    return found
