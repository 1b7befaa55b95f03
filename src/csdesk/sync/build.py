"""From a file's bytes to the plan of its import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from csdesk.sync import engine, facts, people, persons, products, reading, renewals, subscriptions
from csdesk.sync.cells import Value, times
from csdesk.sync.errors import SyncRefused
from csdesk.sync.mapping import CUSTOM, IGNORE, ColumnMap, map_columns
from csdesk.sync.matching import AccountMatcher
from csdesk.sync.plan import ImportPlan, Options, Recognised, Rejection
from csdesk.sync.products import PRODUCTS, Recognition
from csdesk.sync.settle import Typed, custom_target, type_columns
from csdesk.sync.side import BookSide
from csdesk.sync.targets import ABOUT_ACCOUNTS, OBJECT_LABELS, TARGETS, Target, target
from csdesk.values.formats import Formats
from csdesk.values.text import fold

KIND_OF = {
    "accounts": "account",
    "subscriptions": "account",
    "renewals": "account",
    "contacts": "contact",
    "readings": "indicator_reading",
    "touches": "touch",
}
"""The record kind that each object becomes."""


@dataclass(slots=True)
class Inspected:
    """A file read and recognised, before its columns are given meaning."""

    table: reading.Table
    recognition: Recognition

    @property
    def object(self) -> str:
        """What its rows are taken for."""
        return self.recognition.object


def inspect(data: bytes | Path, name: str, options: Options) -> Inspected:
    """Read and recognise a file. Raises SyncRefused with the reason when it is no list of records."""
    table = reading.read(
        data, name, encoding_name=options.encoding, delimiter=options.delimiter, header_row=options.header_row,
        sheet=options.sheet,
    )  # fmt: skip
    if len(table.headers) < 2:
        raise SyncRefused(
            "The file has only one column, so there is no list in it to import.",
            "Export with at least an account name and one more column.",
            "one-column",
        )
    product, variant = products.product_of(table)
    if options.object:
        if options.object not in TARGETS:
            known = ", ".join(TARGETS)
            raise SyncRefused(
                f"“{options.object}” is nothing that can be imported.", f"Choose one of: {known}.", "options"
            )
        recognition = Recognition(product, variant, options.object, 1.0, "chosen by you")
    else:
        products.refuse_foreign(table)
        recognition = products.object_of(table, product)
    if not table.rows and not table.spoilt:
        raise SyncRefused(
            "The file has column names but no records below them.", "Check the filter of the export.", "empty"
        )
    recognition = persons.sift(table, recognition, chosen=bool(options.object))
    _mend(table, options)
    return Inspected(table, recognition)


def _mend(table: reading.Table, options: Options) -> None:
    """Put the texts of a person in the place of cells that could not be read."""
    if not options.fixes:
        return
    rows = {line: row for row, line in enumerate(table.lines)}
    columns = {header: at for at, header in enumerate(table.headers)}
    for (line, header), text in options.fixes.items():
        if line in rows and header in columns:
            table.columns[columns[header]][rows[line]] = text


def source_name(options: Options, recognition: Recognition) -> str:
    """The name under which the source is remembered: the person's own, else product and object."""
    if options.source and options.source.strip():
        return " ".join(options.source.split())
    shown = OBJECT_LABELS[recognition.object].split(",")[0]
    if recognition.product == "generic":
        return f"Spreadsheet {shown}"
    return f"{PRODUCTS[recognition.product]} {shown}"


def build(
    seen: Inspected,
    options: Options,
    side: BookSide,
    formats: Formats,
    *,
    remembered: Mapping[str, str] | None = None,
    answered: Mapping[tuple[str, str], str] | None = None,
    today: str = "",
    load: Callable[[ImportPlan], BookSide | None] | None = None,
) -> ImportPlan:
    """The plan of an import against the book's side. Raises SyncRefused when the file lacks what its object needs.

    With `load`, `side` need only know the custom fields; the whole side is loaded once the columns are known, or None
    comes back when it is certain already that nothing would change; `known_unchanged` is then set by it.
    """
    table, recognition = seen.table, seen.recognition
    name = recognition.object
    if options.currency:
        formats = replace(formats, currency=options.currency)
    known = {column: named[0] for column, named in side.custom.items()}
    columns = map_columns(table, name, formats, options.mapping, remembered or {}, known)
    _need(columns, name, table)
    custom_types = dict(side.custom.values())
    plan = ImportPlan(
        options, _recognised(seen), tuple(columns), TARGETS[name], source_name(options, recognition), name,
        rows=len(table.rows) + len(table.spoilt), custom=_new_custom(columns, set(custom_types)),
    )  # fmt: skip
    _doubts(plan)
    plan.settings = _settings_key(plan, formats, today, answered or {})
    if load is not None:
        loaded = load(plan)
        if loaded is None:
            return plan
        side = loaded
    _fitting(options, table, side)
    typed = type_columns(table, columns, name, options, formats, custom_types, answered)
    plan.questions += typed.questions
    plan.settled += typed.settled
    if typed.notes:
        plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, *typed.notes))
    for spoilt in table.spoilt:
        cells = spoilt.cells
        plan.rejected.append(Rejection(spoilt.line, "", cells[0] if cells else "", spoilt.reason, cells))
    if name == "accounts":
        _accounts(plan, table, typed, side)
    elif name == "subscriptions":
        folded_table, folded = subscriptions.fold_lines(plan, table, typed, today)
        _accounts(plan, folded_table, folded, side)
    elif name == "renewals":
        folded_table, folded = renewals.fold_renewals(plan, table, typed, today)
        _accounts(plan, folded_table, folded, side)
    elif name == "contacts":
        people.plan_contacts(plan, table, typed, side)
    else:
        facts.plan_facts(plan, table, typed, side, today)
    plan.rejected.sort(key=lambda r: r.line)
    return plan


_TELLING = frozenset({"arr", "renewal_date", "crm_id", "domain", "seats", "health_score", "owner"})
"""Fields so much of the book rests on that a column like one of them is never passed over without a word."""


def _doubts(plan: ImportPlan) -> None:
    """Say which columns were taken for an amount by a loose name, or left out although they may be a telling field."""
    if plan.object not in ABOUT_ACCOUNTS:
        return
    have = {each.field for each in plan.columns}
    labels = {each.id: each.label for each in plan.targets}
    notes = []
    for each in plan.columns:
        if each.field == "arr" and each.how == "weak name":
            notes.append(
                f"“{each.header}” was taken for ARR by its name; map it otherwise if it is not a year's worth."
            )
        elif each.field is None and each.suggestion in _TELLING - have and each.confidence >= 0.45 and not each.reason:
            notes.append(
                f"“{each.header}” may be the {labels[each.suggestion or '']}; it is left out until you map it."
            )
    plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, *notes))


def _fitting(options: Options, table: reading.Table, side: BookSide) -> None:
    """Raises SyncRefused when a person's answer names a line without a row, or a record that the book does not have."""
    if not options.matches:
        return
    lines = {*table.lines, *(spoilt.line for spoilt in table.spoilt)}
    for line, decision in options.matches.items():
        if line not in lines:
            raise SyncRefused(f"Line {line} of the file holds no row to match.", "Name the line of a row.", "options")
        accounts = side.accounts.records if side.accounts else {}
        if isinstance(decision, int) and decision not in side.records and decision not in accounts:
            raise SyncRefused(
                f"Line {line} cannot become record {decision}: the book has no such record.",
                "Name one that the book has, new or skip.",
                "options",
            )


def _settings_key(plan: ImportPlan, formats: Formats, today: str, answered: Mapping[tuple[str, str], str]) -> str:
    import hashlib

    marks = {".": "point", ",": "comma"}
    options = plan.options
    overall = {"date-order": options.date_order, "currency": options.currency}
    overall["decimal"] = marks.get(options.decimal or "")
    # What was said of one column counts where it is another thing than what is said of all of them.
    given = {key: v for key, v in {**answered, **options.formats}.items() if v != overall.get(key[0])}
    told = replace(
        plan.options, mapping={}, rules=dict(sorted(plan.options.rules.items())), formats=dict(sorted(given.items()))
    )
    mapping = [(each.header, each.field, each.companion, each.currency) for each in plan.columns]
    # A day that has passed since makes a difference to terms that end and to what has not taken place yet.
    dated = plan.object in ("subscriptions", "renewals", "touches")
    text = repr((plan.object, mapping, told, formats, today if dated else ""))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _recognised(seen: Inspected) -> Recognised:
    table, found = seen.table, seen.recognition
    return Recognised(
        table.file, found.product, PRODUCTS[found.product], found.variant, found.object, OBJECT_LABELS[found.object],
        table.encoding, table.encoding_certain, table.encodings, table.delimiter, table.header_line,
        tuple(table.headers), len(table.rows) + len(table.spoilt), tuple(table.dropped), tuple(table.notes),
        tuple(tuple(row) for row in table.rows[:20]), table.fingerprint, table.sheets,
    )  # fmt: skip


def _new_custom(columns: list[ColumnMap], known: set[str]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for each in columns:
        if each.field and each.field.startswith(CUSTOM):
            goal = custom_target(each.field, each.guess)
            if goal.label not in known:
                found.append((each.header, goal.label, goal.type))
    return tuple(found)


def _need(columns: list[ColumnMap], object_name: str, table: reading.Table) -> None:
    have = {each.field for each in columns if each.field and each.field != IGNORE}
    shown = ", ".join(f"“{header}”" for header in table.headers[:12]) + (" …" if len(table.headers) > 12 else "")
    if object_name in ABOUT_ACCOUNTS and "name" not in have:
        raise SyncRefused(
            "The file has no column with an account name, so its rows cannot become accounts.",
            f'Export the account name too, or name its column with --map "Column=name". Columns: {shown}.',
            "no-name",
            tuple(table.headers),
        )
    if object_name == "contacts" and not have & {"name", "last_name", "first_name", "email"}:
        raise SyncRefused(
            "The file has no column with a person's name or e-mail address.",
            f"Columns: {shown}.",
            "no-name",
            tuple(table.headers),
        )
    if object_name in ("readings", "touches") and not have & {"account_id", "account_name", "account_domain"}:
        raise SyncRefused(
            "The file has no column that says which account a row belongs to.", f"Columns: {shown}.", "no-name"
        )
    if object_name == "subscriptions" and not have & {"arr", "mrr", "quarterly"}:
        raise SyncRefused("The file has no column with a recurring amount.", f"Columns: {shown}.", "no-name")
    if object_name == "renewals" and not have & {"date", "end"}:
        raise SyncRefused(
            "The file has no column with a close, renewal or end date.", f"Columns: {shown}.", "no-name",
            tuple(table.headers),
        )  # fmt: skip


def _accounts(plan: ImportPlan, table: reading.Table, typed: Typed, side: BookSide) -> None:
    _yearly(typed)
    rows = engine.row_set(table, typed, plan.options)
    out = engine.reject_bad(plan, rows)
    matcher = AccountMatcher(side)

    none: Sequence[Value] = [None] * len(table.rows)
    ids, domains, names = (typed.values.get(field, none) for field in ("crm_id", "domain", "name"))

    def key(row: int) -> str | None:
        return engine.key_by_id(ids[row], names[row], domains[row])  # type: ignore[arg-type]

    fresh = not side.records and not side.binned and _all_different(ids, names)
    matches = [] if fresh else matcher.find_all(ids, domains, names)
    engine.match_all(
        plan, rows, side, matches.__getitem__, key, out, "the row has no account name", packed=True, fresh=fresh
    )


def _all_different(ids: Sequence[Value], names: Sequence[Value]) -> bool:
    """Whether every row has a name and an id that no other row has."""
    if not ids or not all(names):
        return False
    known = set(ids)
    if None in known or len(known) < len(ids):
        return False
    # Ids of one CRM in both of its lengths may be the same although they differ.
    return not {15, 18} <= {len(each) for each in known if isinstance(each, str)}


def _yearly(typed: Typed) -> None:
    """A monthly amount becomes ARR where the file has no yearly one."""
    monthly = typed.values.get("mrr")
    if monthly is None:
        return
    yearly: list[Value] = [times(value, 12) for value in monthly]
    if "arr" in typed.values:
        typed.values["arr"] = [a if a is not None else b for a, b in zip(typed.values["arr"], yearly, strict=True)]
        return
    goal = target("accounts", "arr")
    assert goal is not None
    typed.values["arr"] = yearly
    typed.targets["arr"] = goal
    typed.headers["arr"] = typed.headers["mrr"]


def field_choices(object_name: str) -> tuple[Target, ...]:
    """The fields that a column of the object can be mapped to."""
    return TARGETS[object_name]


def same_header(left: str, right: str) -> bool:
    """Whether two column names are one."""
    return fold(left) == fold(right)
