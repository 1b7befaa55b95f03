"""Which record of the book a row means: CRM id, then domain, then exact name; likeness is proposed, never applied."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from csdesk.sync.domains import is_shared
from csdesk.sync.side import BookSide
from csdesk.sync.words import words
from csdesk.values.text import fold

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ALNUM15 = re.compile(r"[a-zA-Z0-9]{15}")
_ALNUM18 = re.compile(r"[a-zA-Z0-9]{18}")
_LEGAL = words(
    """
    inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh mbh ag kg kgaa ohg gbr ug se sa sas
    sarl srl spa sl slu bv nv ab as asa oy oyj aps pty pte pvt private holding holdings group gruppe sp zoo kft doo
    sro the and und et y e of de
    """
)
NEAR = 90.0
"""From this likeness of the names without legal forms on, a record is proposed (rapidfuzz ratio)."""


def checksum(first15: str) -> str:
    """The three letters that make a 15-character Salesforce id its 18-character form."""
    ending = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, c in enumerate(first15[start : start + 5]) if c.isupper())
        ending += _CHECK[bits]
    return ending


def crm_key(text: str) -> str:
    """The comparison form of a CRM id: both lengths of a Salesforce id give one key; letter case always counts."""
    value = text.strip()
    if len(value) == 18 and _ALNUM18.fullmatch(value) and checksum(value[:15]) == value[15:]:
        return "sf:" + value[:15]
    if len(value) == 15 and _ALNUM15.fullmatch(value) and value[0] in "0ae" and any(c.isdigit() for c in value):
        return "sf:" + value
    return value


def _shape(key: str) -> str:
    return "sf" if key.startswith("sf:") else "number" if key.isdigit() else "other"


def core_name(name: str) -> str:
    """A company name without case, accents, punctuation and legal form."""
    words = re.sub(r"[^\w]+", " ", fold(name).replace(".", "").replace("'", "")).split()
    return " ".join(word for word in words if word not in _LEGAL) or " ".join(words)


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row: `record_id` when exactly one record matches, `candidates` when it is to decide."""

    record_id: int | None = None
    how: str = ""
    candidates: tuple[tuple[int, str], ...] = ()
    several: bool = False
    """Several records match equally well, none is picked."""
    binned: str = ""
    """The name of the record in the bin that the row means."""


_NOTHING = Match()


class AccountMatcher:
    """Finds the account that an id, a domain and a name mean."""

    def __init__(self, side: BookSide) -> None:
        self._side = side
        self.by_source: dict[str, int] = {}
        self.source_key: dict[int, str] = {}
        self._by_id: dict[str, list[int]] = defaultdict(list)
        self._by_domain: dict[str, list[int]] = defaultdict(list)
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._book_key: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._blocks: dict[str, list[int]] | None = None
        for record_id, said in side.last.values_of("crm_id"):
            if isinstance(said, str) and record_id in side.records:
                key = crm_key(said)
                self.by_source[key] = record_id
                self.source_key[record_id] = key
        at_id, at_domain, at_name = side.position("crm_id"), side.position("domain"), side.position("name")
        for record_id, values in side.records.items():
            if at_id is not None and isinstance(values[at_id], str):
                key = crm_key(str(values[at_id]))
                self._by_id[key].append(record_id)
                self._book_key[record_id] = key
            if at_domain is not None and isinstance(values[at_domain], str):
                self._by_domain[str(values[at_domain]).lower().removeprefix("www.")].append(record_id)
            if at_name is not None and isinstance(values[at_name], str):
                self._names[record_id] = str(values[at_name])
                self._by_name[fold(str(values[at_name]))].append(record_id)

    def name(self, record_id: int) -> str:
        """The name of an account."""
        return self._names.get(record_id, "")

    def _contradicts(self, record_id: int, key: str) -> bool:
        """Whether the record is known to have another id in the CRM that the row comes from."""
        if not key:
            return False
        known = self.source_key.get(record_id)
        if known is not None:
            return known != key
        other = self._book_key.get(record_id)
        return other is not None and other != key and _shape(other) == _shape(key)

    def find(self, crm_id: str | None, domain: str | None, name: str | None, *, near: bool = True) -> Match:
        """The account that a row means, candidates to decide among, or nothing."""
        key = crm_key(crm_id) if crm_id else ""
        if key:
            if key in self.by_source:
                return Match(self.by_source[key], f"CRM id {crm_id}")
            found = self._by_id.get(key, [])
            if len(found) == 1:
                return Match(found[0], f"CRM id {crm_id}")
            if found:
                return self._several(found, f"CRM id {crm_id}")
            if key in self._side.binned:
                return Match(binned=self._side.binned[key])
        if domain and not is_shared(domain):
            found = [r for r in self._by_domain.get(domain, []) if not self._contradicts(r, key)]
            if len(found) > 1 and name:
                exact = [r for r in found if fold(self._names.get(r, "")) == fold(name)]
                found = exact if len(exact) == 1 else found
            if len(found) == 1:
                return Match(found[0], f"domain {domain}")
            if found:
                return self._several(found, f"domain {domain}")
        if name:
            found = [r for r in self._by_name.get(fold(name), []) if not self._contradicts(r, key)]
            if len(found) == 1:
                return Match(found[0], "name")
            if found:
                return self._several(found, "the same name")
            if near and self._names:
                return Match(candidates=self._near(name, key))
        return _NOTHING

    def _several(self, found: list[int], how: str) -> Match:
        return Match(candidates=tuple((r, f"{self._names.get(r, '')}: {how}") for r in found), several=True)

    def _near(self, name: str, key: str) -> tuple[tuple[int, str], ...]:
        core = core_name(name)
        if not core:
            return ()
        if self._blocks is None:
            self._blocks = defaultdict(list)
            for record_id, known in self._names.items():
                for word in set(core_name(known).split()):
                    self._blocks[word[:4]].append(record_id)
        near: set[int] = set()
        for word in core.split():
            block = self._blocks.get(word[:4], [])
            if len(block) <= 300:
                near.update(block)
        if not near:
            return ()
        from rapidfuzz import fuzz

        found: list[tuple[float, int, str]] = []
        for record_id in near:
            if self._contradicts(record_id, key):
                continue
            other = core_name(self._names[record_id])
            score = 100.0 if other == core else fuzz.ratio(core, other) if min(len(core), len(other)) > 4 else 0.0
            if score >= NEAR:
                known = self._names[record_id]
                why = "the same name apart from its legal form" if score == 100 else f"names alike by {score:.0f} %"
                found.append((-score, record_id, f"{known}: {why}"))
        return tuple((record_id, text) for _, record_id, text in sorted(found)[:5])
