"""Which record of the book a row means: CRM id, then domain, then exact name; likeness is proposed, never applied."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from csdesk.sync.domains import is_shared
from csdesk.sync.side import BookSide
from csdesk.sync.words import words
from csdesk.values.text import fold

_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ALNUM15 = re.compile(r"[a-zA-Z0-9]{15}")
_ALNUM18 = re.compile(r"[a-zA-Z0-9]{18}")
_DIGIT = re.compile(r"\d")
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
    return _letter(first15[:5]) + _letter(first15[5:10]) + _letter(first15[10:15])


@lru_cache(maxsize=50_000)
def _letter(five: str) -> str:
    return _CHECK[sum(1 << i for i, c in enumerate(five) if c.isupper())]


def crm_key(text: str) -> str:
    """The comparison form of a CRM id: both lengths of a Salesforce id give one key; letter case always counts."""
    value = text.strip()
    if len(value) not in (15, 18):
        return value
    if len(value) == 18 and _ALNUM18.fullmatch(value) and checksum(value[:15]) == value[15:]:
        return "sf:" + value[:15]
    if len(value) == 15 and value[0] in "0ae" and _ALNUM15.fullmatch(value) and _DIGIT.search(value):
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
        for record_id, said in side.last.values_of("crm_id"):
            if isinstance(said, str) and record_id in side.records:
                key = crm_key(said)
                self.by_source[key] = record_id
                self.source_key[record_id] = key
        self._at_name = side.position("name")
        self._blocks: dict[str, list[int]] | None = None

    # Made when a row needs them: of a file whose ids are all known, none does.

    def _by(self, field: str, key: Callable[[str], str]) -> dict[str, list[int]]:
        at = self._side.position(field)
        found: dict[str, list[int]] = defaultdict(list)
        if at is not None:
            for record_id, values in self._side.records.items():
                value = values[at]
                if isinstance(value, str):
                    found[key(value)].append(record_id)
        return found

    @cached_property
    def _by_id(self) -> dict[str, list[int]]:
        return self._by("crm_id", crm_key)

    @cached_property
    def _by_domain(self) -> dict[str, list[int]]:
        return self._by("domain", lambda domain: domain.lower().removeprefix("www."))

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        return self._by("name", fold)

    def name(self, record_id: int) -> str:
        """The name of an account."""
        values = self._side.records.get(record_id)
        found = None if values is None or self._at_name is None else values[self._at_name]
        return found if isinstance(found, str) else ""

    def _book_key(self, record_id: int) -> str | None:
        at = self._side.position("crm_id")
        value = None if at is None else self._side.records[record_id][at]
        return crm_key(value) if isinstance(value, str) else None

    def _contradicts(self, record_id: int, key: str) -> bool:
        """Whether the record is known to have another id in the CRM that the row comes from."""
        if not key:
            return False
        known = self.source_key.get(record_id)
        if known is not None:
            return known != key
        other = self._book_key(record_id)
        return other is not None and other != key and _shape(other) == _shape(key)

    def find_all(
        self, ids: Sequence[object], domains: Sequence[object], names: Sequence[object]
    ) -> list[Match]:  # fmt: skip
        """`find` of every row of three columns; None stands for a blank."""
        if not self._side.records and not self._side.binned:
            return [_NOTHING] * len(names)
        found: list[Match] = []
        for crm_id, domain, name in zip(ids, domains, names, strict=True):
            record_id = self.by_source.get(crm_key(crm_id)) if isinstance(crm_id, str) else None
            if record_id is not None:
                found.append(Match(record_id, f"CRM id {crm_id}"))
            else:
                found.append(self.find(crm_id, domain, name))  # type: ignore[arg-type]
        return found

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
                exact = [r for r in found if fold(self.name(r)) == fold(name)]
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
            if near and self._by_name:
                return Match(candidates=self._near(name, key))
        return _NOTHING

    def _several(self, found: list[int], how: str) -> Match:
        return Match(candidates=tuple((r, f"{self.name(r)}: {how}") for r in found), several=True)

    def _near(self, name: str, key: str) -> tuple[tuple[int, str], ...]:
        core = core_name(name)
        if not core:
            return ()
        if self._blocks is None:
            self._blocks = defaultdict(list)
            for record_id in (each for alike in self._by_name.values() for each in alike):
                for word in set(core_name(self.name(record_id)).split()):
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
            other = core_name(self.name(record_id))
            score = 100.0 if other == core else fuzz.ratio(core, other) if min(len(core), len(other)) > 4 else 0.0
            if score >= NEAR:
                known = self.name(record_id)
                why = "the same name apart from its legal form" if score == 100 else f"names alike by {score:.0f} %"
                found.append((-score, record_id, f"{known}: {why}"))
        return tuple((record_id, text) for _, record_id, text in sorted(found)[:5])
