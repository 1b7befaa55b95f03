"""Who is called at an escalation: name and phone of every part of a team, kept in the book's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from csdesk.desk import settings
from csdesk.desk.core import Changed

if TYPE_CHECKING:
    from csdesk.desk.core import Desk

_KEY: Final = "escalation_contacts"
GENERAL: Final = ("After hours", "Escalation e-mail", "Crisis channel")
"""What is of use at any tier, beside the people."""
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "manager": ("manager", "leadership"),
    "director": ("director",),
    "executive": ("c-level", "ceo", "executive", "vp customer", "vp"),
    "sales": ("sales", "account executive", "cro"),
    "support": ("support",),
    "engineering": ("engineering",),
    "legal": ("legal",),
}
"""Words in the name of a team's part by which the owner of an action is found."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call: name (or address), and phone."""

    name: str = ""
    phone: str = ""


def contacts(desk: Desk) -> dict[str, Contact]:
    """By part of a team ("CS manager"), and the general ones; the CSM is the person of the profile."""
    kept = settings.get(desk, _KEY, {})
    found: dict[str, Contact] = {}
    for part, one in kept.items() if isinstance(kept, dict) else ():
        if isinstance(one, dict):
            found[str(part)] = Contact(str(one.get("name", "")), str(one.get("phone", "")))
    if "CSM" not in found and desk.profile.name:
        found["CSM"] = Contact(desk.profile.name, desk.profile.phone)
    return found


def set_contacts(desk: Desk, given: Mapping[str, Contact]) -> Changed:
    """Keep the contacts; those without name and phone are taken out."""
    kept = {part: asdict(one) for part, one in given.items() if one.name.strip() or one.phone.strip()}
    return settings.put(desk, _KEY, kept, name="Change the escalation contacts", undoable=True)


def parts(desk: Desk) -> tuple[str, ...]:
    """Every part of a team that the chosen policy names, in order of the tiers, and the general ones."""
    from csdesk.desk.account_rows import chosen_policy

    named = [part for rung in chosen_policy(desk).escalation.rungs for part in rung.team if part != "CSM"]
    return tuple(dict.fromkeys([*named, *GENERAL]))


def team_of(desk: Desk, team: Iterable[str]) -> tuple[tuple[str, Contact | None], ...]:
    """A team with whom to call; None where nobody was named."""
    known = contacts(desk)
    return tuple((part, known.get(part)) for part in team)


def contact_for(desk: Desk, role: str, team: Iterable[str]) -> str:
    """The name of whoever of the team has that role; "" when nobody was named."""
    known = contacts(desk)
    for word in _ROLES.get(role, ()):
        for part in team:
            if word in part.casefold() and known.get(part) and known[part].name:
                return known[part].name
    return ""
