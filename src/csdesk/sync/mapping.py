"""Which column becomes which field: by choice, by memory, by name, by likeness, and always by what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from csdesk.sync import lexicon
from csdesk.sync.domains import domain_of
from csdesk.sync.errors import SyncRefused
from csdesk.sync.reading import Table
from csdesk.sync.sample import Sample
from csdesk.sync.targets import ABOUT_ACCOUNTS, TARGETS, Target, target
from csdesk.sync.words import words
from csdesk.values.formats import Formats
from csdesk.values.text import fold

IGNORE = "-"
"""The mapping of a column that is left out for good."""
CUSTOM = "custom:"
"""The beginning of a mapping to a custom field: "custom:Region", optionally with its type, "custom:Region:text"."""

_LIKENESS_CUT = 60.0
"""Below this likeness a name proposes nothing (rapidfuzz token_set_ratio; the cut was measured, see libraries.md)."""
_LIKENESS_TAKEN = 90.0
"""From this likeness on, and with values that agree, a column is mapped without asking."""
_FOREIGN_WORDS = words(
    """
    owner parent assistant reports manager created modified updated by partner creator besitzer inhaber ubergeordnet
    ubergeordneter proprietaire propietario eigenaar agare parente principal previous last first old secondary
    billing shipping ultimate master inviter referrer competitor
    """
)
_ODOO = {"country_id": "country", "user_id": "owner", "industry_id": "industry", "parent_id": "parent"}
"""Odoo's technical names, whose values are names in spite of their ending."""
_OBJECT_OF_PREFIX = {
    "account": "accounts", "accounts": "accounts", "company": "accounts", "companies": "accounts",
    "organization": "accounts", "organisation": "accounts", "customer": "accounts", "client": "accounts",
    "unternehmen": "accounts", "firma": "accounts", "kunde": "accounts", "contact": "contacts", "person": "contacts",
    "kontakt": "contacts", "subscription": "subscriptions", "contract": "subscriptions",
    "deal": "renewals", "opportunity": "renewals", "activity": "touches", "task": "touches", "event": "touches",
    "engagement": "touches", "contacts": "contacts", "deals": "renewals", "opportunities": "renewals",
    "customers": "accounts", "subscriptions": "subscriptions", "contracts": "subscriptions",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """One column of the file and what becomes of it."""

    index: int
    header: str
    field: str | None
    """A target id, "custom:Label", "-" for ignored for good, or None for not imported."""
    how: str
    """chosen, remembered, name, weak name, likeness, content, companion, or "" when not mapped."""
    confidence: float
    samples: tuple[str, ...]
    filled: float
    """The share of sampled rows that hold a value."""
    guess: str
    """The type its values seem to have: what a custom field of it would be."""
    reason: str = ""
    """Why a column of that name was not mapped, or what it was taken for."""
    suggestion: str | None = None
    """A field that its name resembles, not applied unasked."""
    companion: int | None = None
    """For money, the column that holds the currency of each row."""
    currency: str | None = None
    """For money, the currency that the header names."""
    reading: str = ""
    """For a column of readings, the name that they are kept under."""


def header_set(headers: Sequence[str]) -> str:
    """The key under which corrections of this set of columns are remembered."""
    import hashlib

    own = [
        header for header in headers if not header.startswith("CSDesk ")
    ]  # A mended file of rejects is the same set.
    joined = "\x1f".join(sorted(fold(header) for header in own))
    return hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()


def map_columns(
    table: Table,
    object_name: str,
    formats: Formats,
    chosen: Mapping[str, str],
    remembered: Mapping[str, str],
    custom: Mapping[str, str] | None = None,
) -> list[ColumnMap]:
    """Every column with what becomes of it. `chosen` and `remembered` go by header; `custom` are known custom fields
    by the key of their label. Raises SyncRefused for a choice that names no column or no field."""
    sample = Sample(table, formats)
    taken: dict[str, int] = {}
    result: dict[int, ColumnMap] = {}
    blank = [
        ColumnMap(i, h, None, "", 0.0, tuple(sample.values(i)[:5]), sample.filled(i), sample.guess(i))
        for i, h in enumerate(table.headers)
    ]
    wanted = _resolve(table, object_name, chosen, strict=True)
    memory = _resolve(table, object_name, remembered, strict=False)
    for source, how in ((wanted, "chosen"), (memory, "remembered")):
        # What was said last counts where two columns were given the same field.
        for index, field in reversed(source.items()):
            if index in result or (field in taken and how == "remembered"):
                continue
            if field in taken:
                reason = f"“{table.headers[taken[field]]}” was chosen for the same field"
                result[index] = replace(blank[index], reason=reason)
                continue
            result[index] = replace(blank[index], field=field, how=how, confidence=1.0)
            if field != IGNORE:
                taken[field] = index
    _by_name(table, object_name, sample, blank, result, taken)
    _by_likeness(object_name, sample, blank, result, taken)
    _by_content(object_name, sample, blank, result, taken)
    for index, known in _custom_known(blank, result, custom or {}).items():
        if CUSTOM + known not in taken:
            result[index] = replace(blank[index], field=CUSTOM + known, how="remembered", confidence=1.0)
    maps = [result.get(i, blank[i]) for i in range(len(table.headers))]
    return [_with_currency(each, maps, table, object_name) for each in maps]


def _custom_known(
    blank: Sequence[ColumnMap], result: Mapping[int, ColumnMap], custom: Mapping[str, str]
) -> dict[int, str]:
    return {
        each.index: custom[lexicon.key(each.header)]
        for each in blank
        if (each.index not in result or result[each.index].field is None) and lexicon.key(each.header) in custom
    }


def _resolve(table: Table, object_name: str, given: Mapping[str, str], strict: bool) -> dict[int, str]:
    by_fold = {fold(header): index for index, header in reversed(list(enumerate(table.headers)))}
    found: dict[int, str] = {}
    for header, field in given.items():
        index = by_fold.get(fold(header))
        goal = _field_named(object_name, field)
        if index is not None and goal:
            found[index] = goal
        elif strict and index is None:
            raise SyncRefused(
                f"The file has no column “{header}”.", "Columns: " + ", ".join(table.headers[:30]), "options"
            )
        elif strict:
            names = ", ".join(each.id for each in TARGETS[object_name])
            raise SyncRefused(
                f"“{field}” is not a field.", f"Fields: {names}, custom:Label, or - to ignore.", "options"
            )
    return found


def _field_named(object_name: str, field: str) -> str | None:
    text = field.strip()
    if text in ("", IGNORE, "ignore", "none"):
        return IGNORE
    if text.lower().startswith(CUSTOM) and text[len(CUSTOM) :].strip():
        return CUSTOM + text[len(CUSTOM) :].strip()
    wanted = fold(text).replace(" ", "_").replace("-", "_")
    for each in TARGETS[object_name]:
        if wanted == each.id or fold(text) == fold(each.label):
            return each.id
    return None


def _candidates(header: str, object_name: str) -> tuple[str, str | None, tuple[str, ...], int]:
    """The key of a header, the field its name means, the fields it may mean, and a rank among names of one field."""
    bare = lexicon.without_currency(header)
    bare = re.sub(r"\s*\((converted|default|primary|main)\)\s*$", "", bare, flags=re.I)
    strong, weak = lexicon.synonyms(object_name), lexicon.weak(object_name)
    joined = lexicon.JOINED.match(header.strip())
    key = lexicon.key(header)
    own_id = re.match(r"\(do not modify\)\s*(account|contact)$", header.strip(), re.I)
    if own_id:  # Dynamics keeps a record's id in a column that has the name of the record.
        return key, "crm_id" if own_id[1].lower() == object_name[:-1] else None, (), 0
    technical = _ODOO.get(header.strip())
    if technical:
        if technical == "parent" and object_name != "accounts":
            technical = "account_name"
        return key, technical if target(object_name, technical) else None, (), 0
    options = [key, lexicon.key(bare)]
    inside = re.search(r"\((arr|mrr|acv|tcv)\)\s*$", bare, re.I)
    if inside:
        options.append(lexicon.key(inside[1]))
    if joined:
        prefix = _OBJECT_OF_PREFIX.get(fold(joined[1]))
        rest = lexicon.key(joined["rest"])
        if object_name in ("contacts", "readings", "touches") and prefix == "accounts":
            account = {"name": "account_name", "crm_id": "account_id", "domain": "account_domain"}
            meaning = lexicon.synonyms("accounts").get(
                rest, "name" if rest == "name" else "crm_id" if rest == "id" else ""
            )
            return rest, account.get(meaning), (), 0
        if object_name == "touches" and prefix == "contacts":
            return rest, {"name": "contact", "email": "email"}.get(lexicon.synonyms("contacts").get(rest, "")), (), 0
        own = prefix == object_name or (prefix == "accounts" and object_name in ("subscriptions", "renewals"))
        line = object_name == "renewals" and prefix in ("renewals", "subscriptions")
        if not own and not line and not (prefix == "subscriptions" and object_name == "accounts"):
            return key, None, (), 0
        if line:
            field = {"name": "line_name", "title": "line_name", "id": "line_id"}.get(rest)
            if field:
                return rest, field, (), 0
        if rest in ("name", "title") and own:
            return rest, "name", (), 0
        options += [rest, lexicon.key(lexicon.without_currency(joined["rest"]))]
    order = list(strong)
    for each in options:
        if each in strong:
            return each, strong[each], (), order.index(each)
    for each in options:
        if each in weak:
            return each, None, weak[each], 0
    return key, None, (), 0


def _by_name(
    table: Table,
    object_name: str,
    sample: Sample,
    blank: list[ColumnMap],
    result: dict[int, ColumnMap],
    taken: dict[str, int],
) -> None:
    strong: list[tuple[float, int, str]] = []
    weaker: list[tuple[int, str]] = []
    # Of a list of rejected rows that comes back, bad values are to be expected: they say nothing against a name.
    rejects = "CSDesk line" in table.headers
    faulty = set(table.columns[table.headers.index("CSDesk column")]) if "CSDesk column" in table.headers else set()
    for index, header in enumerate(table.headers):
        if index in result:
            continue
        _, field, maybe, rank = _candidates(header, object_name)
        if field:
            converted = 500 if re.search(r"\(converted\)", header, re.I) else 0
            empty = 5000 if not sample.values(index) else 0
            strong.append((rank + converted + empty, index, field))
        for each in maybe:
            weaker.append((index, each))
    for _, index, field in sorted(strong):
        goal = target(object_name, field)
        if goal is None or index in result:
            continue
        if field in taken:
            held = table.headers[taken[field]]
            blank[index] = replace(blank[index], reason=f"“{held}” already gives {goal.label}", suggestion=field)
            continue
        fault = _content_fault(sample, index, goal, object_name, 0.5)
        if fault and not rejects:
            blank[index] = replace(blank[index], reason=fault)
            continue
        result[index] = replace(blank[index], field=field, how="name", confidence=0.98)
        taken[field] = index
    for index, field in weaker:
        goal = target(object_name, field)
        if goal is None or index in result or field in taken:
            continue
        if object_name == "accounts" and field == "arr" and "mrr" in taken:
            continue
        values = sample.values(index)
        fault = _content_fault(sample, index, goal, object_name, 0.8) or ("" if values else "it holds no values")
        if fault and table.headers[index] not in faulty:
            blank[index] = replace(blank[index], reason=blank[index].reason or fault)
            continue
        result[index] = replace(blank[index], field=field, how="weak name", confidence=0.7)
        taken[field] = index


def _content_fault(sample: Sample, index: int, goal: Target, object_name: str, needed: float) -> str:
    """Why the values cannot be the target; "" when they can."""
    values = sample.values(index)
    if not values:
        return ""
    if goal.type in ("money", "number", "integer", "date", "choice", "yes-no", "percent"):
        periods = object_name == "readings" and goal.type == "date"
        share = sample.fits(index, goal, periods)
        if share < needed and len(values) - share * len(values) > (1 if len(values) > 2 else 0):
            what = {"money": "amounts", "date": "dates", "choice": f"one of the choices of {goal.label}"}.get(
                goal.type, "numbers"
            )
            return f"its values are not {what}, such as “{values[0][:40]}”"
        return ""
    # A column of flags says the same again and again; two companies called “Y” and “Ý” do not.
    alike = goal.id != "name" or len({value.casefold() for value in values}) < len(values)
    if goal.type in ("text", "id") and alike and sample.guess(index) == "yes-no":
        return "its values are yes and no"
    if goal.id in ("domain", "account_domain") and sum(1 for v in values if domain_of(v)) < len(values) * 0.4:
        return f"its values are not web addresses, such as “{values[0][:40]}”"
    if goal.id == "name" and object_name in ABOUT_ACCOUNTS:
        if sum(1 for v in values if _SALESFORCE.fullmatch(v)) > len(values) * 0.8:
            return "its values are record ids, not names"
        if len(values) > 3 and all(re.fullmatch(r"[\d.,\s]+", v) for v in values):
            return "its values are numbers, not names"
    if goal.id == "email" and sum(1 for v in values if "@" in v) < len(values) * 0.5:
        return "its values are not e-mail addresses"
    if goal.id == "crm_id" and len(values) > 5 and all(v.count(" ") >= 1 for v in values):
        return "its values are not ids"
    return ""


_SALESFORCE = re.compile(r"(?:001|003|00[0-9A-Za-z]|a[0-9A-Za-z]{2})[a-zA-Z0-9]{12}(?:[A-Z0-5]{3})?")


def _by_likeness(
    object_name: str, sample: Sample, blank: list[ColumnMap], result: dict[int, ColumnMap], taken: dict[str, int]
) -> None:
    open_columns = [
        each for each in blank
        if each.index not in result and not each.reason and not set(lexicon.key(each.header).split()) & _FOREIGN_WORDS
        and lexicon.key(each.header) not in lexicon.others() and len(lexicon.key(each.header)) > 3
        and not _foreign_prefix(each.header, object_name)
    ]  # fmt: skip
    if not open_columns or len(open_columns) > 400:
        return
    from rapidfuzz import fuzz, process

    strong = {k: f for k, f in lexicon.synonyms(object_name).items() if len(k) > 3}
    names = list(strong)
    pairs: list[tuple[float, int, str]] = []
    for each in open_columns:
        key = lexicon.key(lexicon.without_currency(each.header))
        found = process.extract(key, names, scorer=fuzz.token_set_ratio, score_cutoff=_LIKENESS_CUT, limit=8)
        for name, likeness, _ in found:
            exact = fuzz.token_sort_ratio(key, name)
            pairs.append((likeness * 0.3 + exact * 0.7, each.index, strong[name]))
    for score, index, field in sorted(pairs, reverse=True):
        goal = target(object_name, field)
        if index in result or field in taken or goal is None or not sample.values(index):
            continue
        if _content_fault(sample, index, goal, object_name, 0.8):
            continue
        if goal.type in ("text", "contact") and sample.guess(index) in ("date", "money"):
            continue
        if score >= _LIKENESS_TAKEN:
            result[index] = replace(blank[index], field=field, how="likeness", confidence=round(score / 100 * 0.9, 2))
            taken[field] = index
        elif blank[index].suggestion is None and score >= _LIKENESS_CUT:
            blank[index] = replace(blank[index], suggestion=field, confidence=round(score / 100 * 0.6, 2))


def _foreign_prefix(header: str, object_name: str) -> bool:
    joined = lexicon.JOINED.match(header.strip())
    return bool(joined) and _OBJECT_OF_PREFIX.get(fold(joined[1] if joined else "")) != object_name


def _by_content(
    object_name: str, sample: Sample, blank: list[ColumnMap], result: dict[int, ColumnMap], taken: dict[str, int]
) -> None:
    for each in blank:
        if each.index in result or set(lexicon.key(each.header).split()) & _FOREIGN_WORDS:
            continue
        values = sample.values(each.index)
        if len(values) < 3:
            continue
        if object_name == "accounts" and "crm_id" not in taken and "ids, not names" in each.reason:
            result[each.index] = replace(each, field="crm_id", how="content", confidence=0.8)
            taken["crm_id"] = each.index
        elif object_name == "accounts" and "domain" not in taken and sample.guess(each.index) == "text":
            if sum(1 for v in values if domain_of(v) and "@" not in v and " " not in v) >= len(values) * 0.9:
                result[each.index] = replace(each, field="domain", how="content", confidence=0.6)
                taken["domain"] = each.index
        elif (
            object_name == "contacts"
            and "email" not in taken
            and sum(1 for v in values if "@" in v and domain_of(v)) >= len(values) * 0.9
        ):
            result[each.index] = replace(each, field="email", how="content", confidence=0.8)
            taken["email"] = each.index


def _amount_key(header: str) -> tuple[str, bool]:
    """The key of an amount's or a currency's column without object and "(converted)"; and whether it was converted."""
    joined = lexicon.JOINED.match(header.strip())
    text = joined["rest"] if joined else header
    bare = re.sub(r"\(converted\)", "", text, flags=re.I)
    return lexicon.key(bare), bare != text


def _with_currency(each: ColumnMap, maps: Sequence[ColumnMap], table: Table, object_name: str) -> ColumnMap:
    goal = target(object_name, each.field) if each.field else None
    if goal is None or goal.type != "money":
        return each
    own, converted = _amount_key(each.header)
    companion = None
    for other in maps:
        key, other_converted = _amount_key(other.header)
        if "currency" not in key and "wahrung" not in key:
            continue
        named = (f"{own} currency", f"currency of {own}", f"{own} currency code", f"{own} iso code", f"wahrung {own}")
        if key in named and other_converted == converted:
            companion = other.index
            break
    if companion is None and not converted:
        companion = next((m.index for m in maps if m.field == "row_currency"), None)
    return replace(each, companion=companion, currency=lexicon.currency_of(each.header))
