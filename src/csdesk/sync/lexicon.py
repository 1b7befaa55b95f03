"""The names that CRM products and people give to columns, by language, and how a header is reduced to such a name."""

from __future__ import annotations

import re
from functools import cache

from csdesk.sync import names, names_accounts
from csdesk.values.currencies import CODES
from csdesk.values.text import fold

_FIELDS: dict[str, dict[str, str]] = {
    "accounts": names_accounts.ACCOUNTS,
    "contacts": names.CONTACTS,
    "readings": names.READINGS,
    "touches": names.TOUCHES,
    "subscriptions": names.SUBSCRIPTIONS,
    "renewals": names.RENEWALS,
}
_SHARED = {
    "subscriptions": ("name", "crm_id", "domain", "owner", "row_currency"),
    "renewals": ("seats", "row_currency"),
}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOISE = re.compile(r"[^0-9a-z]+")
_NOT_MODIFY = re.compile(r"^\(do not modify\)\s*", re.I)
_CURRENCY_TAIL = re.compile(r"[\s(\[,_-]+(?P<code>[A-Za-z]{3}|[$€£¥₹])\s*[)\]]?\s*$")
JOINED = re.compile(
    r"^(account|accounts|company|companies|organization|organisation|contacts?|person|deals?|opportunity|opportunities"
    r"|lead|customers?|client|subscriptions?|contracts?|asset|activity|task|event|engagement|unternehmen|firma|kunde"
    r"|kontakt)(?: block(?: \d+)?| (?:with|and) [^:]{2,40})?\s*(?::|\s[-–—]\s)\s*(?P<rest>.+)$",
    re.I,
)
"""A header with its object before it, as joined reports ("Account: Name") and Pipedrive ("Deal - Title") write them."""


@cache
def key(header: str) -> str:
    """The comparison form of a header: no case, accents, punctuation, `__c`, camel case or "(Do Not Modify)"."""
    text = _NOT_MODIFY.sub("", header.strip())
    text = re.sub(r"__c$|__r$|__pc$", "", text, flags=re.I)
    text = re.sub(r"^x_(studio_)?(?=\w)", "", text)  # Odoo's own mark of a field that somebody added.
    if text.isascii() and " " not in text:
        text = _CAMEL.sub(" ", text)
    return " ".join(_NOISE.sub(" ", fold(text)).split())


@cache
def currency_of(header: str) -> str | None:
    """The ISO code or symbol that ends a header such as "ARR (EUR)"; None when there is none."""
    match = _CURRENCY_TAIL.search(header)
    if not match or not match.start() or not (match["code"] in CODES or not match["code"].isalpha()):
        return None
    return match["code"]


def without_currency(header: str) -> str:
    """The header without its trailing currency."""
    match = _CURRENCY_TAIL.search(header)
    return header[: match.start()] if match and currency_of(header) else header


def _names(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(";") if part.strip()]


@cache
def synonyms(object_name: str) -> dict[str, str]:
    """Comparison key to field, for the strong names of an object."""
    found: dict[str, str] = {}
    for field in _SHARED.get(object_name, ()):
        for name in _names(_FIELDS["accounts"][field]):
            found.setdefault(name, field)
    for field, text in _FIELDS[object_name].items():
        for name in _names(text):
            found[name] = field
    return found


@cache
def weak(object_name: str) -> dict[str, tuple[str, ...]]:
    """Comparison key to the fields it might mean, for the weak names of an object."""
    found: dict[str, list[str]] = {}
    for field, text in names.WEAK[object_name].items():
        for name in _names(text):
            found.setdefault(name, []).append(field)
    return {name: tuple(fields) for name, fields in found.items()}


@cache
def _every() -> frozenset[str]:
    known = set(_names(names.OTHER))
    for object_name in _FIELDS:
        known.update(synonyms(object_name))
        known.update(weak(object_name))
    return frozenset(known)


@cache
def is_name(cell: str) -> bool:
    """Whether a cell is the name of a column that CSDesk knows, in any language and object."""
    if not 1 < len(cell) < 80:
        return False
    if key(cell) in _every():
        return True
    joined = JOINED.match(cell.strip())
    if joined and key(joined["rest"]) in _every():
        return True
    return bool(currency_of(cell)) and key(without_currency(cell)) in _every()


@cache
def others() -> frozenset[str]:
    """Names of well-known columns that are not imported by themselves, such as the customer's own annual revenue."""
    return frozenset(_names(names.OTHER))
