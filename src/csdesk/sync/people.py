"""Contacts: linked to their account by its id, its domain or its name, and matched by id, e-mail address or name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from csdesk.sync import engine
from csdesk.sync.cells import Value
from csdesk.sync.domains import domain_of, is_shared
from csdesk.sync.matching import AccountMatcher, Match, crm_key
from csdesk.sync.plan import Entry, ImportPlan, Question
from csdesk.sync.reading import Table
from csdesk.sync.settle import Typed
from csdesk.sync.side import BookSide
from csdesk.sync.targets import target
from csdesk.values.text import fold


def linked_account(matcher: AccountMatcher, rows: engine.RowSet, row: int) -> Match:
    """The account that a row belongs to, by its id, its domain or its exact name; for contacts also by e-mail."""
    crm_id = rows.text("account_id", row)
    if crm_id and ";" in crm_id:
        crm_id = crm_id.split(";")[0].strip()
    found = matcher.find(crm_id, rows.text("account_domain", row), rows.text("account_name", row), near=False)
    if found.record_id is not None or found.candidates:
        return found
    name = rows.text("account_name", row)
    if name and ";" in name:
        found = matcher.find(None, None, name.split(";")[0].strip(), near=False)
        if found.record_id is not None:
            return found
    email = domain_of(rows.text("email", row) or "")
    if email and not is_shared(email):
        found = matcher.find(None, email, None, near=False)
        if found.record_id is not None and not name:
            return found
        if found.record_id is not None and name and fold(name)[:4] == fold(matcher.name(found.record_id))[:4]:
            return found
    return Match() if found.record_id is not None else found


def account_label(rows: engine.RowSet, row: int) -> str:
    """What a row calls its account."""
    return rows.text("account_name", row) or rows.text("account_id", row) or rows.text("account_domain", row) or ""


def decisions_by_label(rows: engine.RowSet) -> dict[str, int | str]:
    """What a person said of one row of an account that the book does not have: it goes for the others of it too."""
    matches = rows.options.matches
    if not matches:
        return {}
    found: dict[str, int | str] = {}
    for row, line in enumerate(rows.table.lines):
        if line in matches and (label := account_label(rows, row)):
            found.setdefault(label, matches[line])
    return found


def _full_names(typed: Typed) -> None:
    first, last = typed.values.get("first_name"), typed.values.get("last_name")
    if first is None and last is None:
        return
    length = len(first if first is not None else last or [])
    names: list[Value] = []
    given = typed.values.get("name")
    for row in range(length):
        parts = [str(c[row]) for c in (first, last) if c is not None and c[row]]
        names.append(" ".join(parts) or (given[row] if given else None))
    goal = target("contacts", "name")
    assert goal is not None
    typed.values["name"], typed.targets["name"] = names, goal
    typed.headers.setdefault("name", typed.headers.get("last_name", typed.headers.get("first_name", "")))


def _without_company(typed: Typed) -> None:
    """Odoo writes a person's complete name as "Company, Person": the company stands in its own column."""
    names, companies = typed.values.get("name"), typed.values.get("account_name")
    if names is None or companies is None:
        return
    for row, (name, company) in enumerate(zip(names, companies, strict=True)):
        if isinstance(name, str) and isinstance(company, str) and name.startswith(f"{company}, "):
            names[row] = name[len(company) + 2 :].strip() or name


def plan_contacts(plan: ImportPlan, table: Table, typed: Typed, side: BookSide) -> None:
    """Plan the contacts of a file. One without an account of the book is held and listed, and can be linked."""
    _full_names(typed)
    emails = typed.values.get("email")
    if "name" not in typed.values and emails is not None:
        goal = target("contacts", "name")
        assert goal is not None
        typed.values["name"], typed.targets["name"] = list(emails), goal
        typed.headers["name"] = typed.headers["email"]
    _without_company(typed)
    rows = engine.row_set(table, typed, plan.options)
    out = engine.reject_bad(plan, rows)
    accounts = side.accounts or BookSide()
    account_matcher = AccountMatcher(accounts)
    links: dict[int, int] = {}
    unlinked: list[int] = []
    decided = decisions_by_label(rows)
    for row, line in enumerate(table.lines):
        if row in out:
            continue
        found = linked_account(account_matcher, rows, row)
        decision = plan.options.matches.get(line)
        if decision is None and found.record_id is None:
            decision = decided.get(account_label(rows, row))
        if found.record_id is not None:
            links[row] = found.record_id
        elif isinstance(decision, int) and decision in accounts.records:
            links[row] = decision
        else:
            unlinked.append(row)
    find = _finder(side, rows, links)
    alone: dict[str, list[int]] = {}
    texts: dict[int, str] = {}
    for row in unlinked:
        if find(row).record_id is not None:
            continue
        line, label = table.lines[row], account_label(rows, row)
        decision = plan.options.matches.get(line, decided.get(label))
        if decision == "skip":
            plan.entries.append(Entry(line, rows.text("name", row) or "", "excluded", reason="left out by you"))
        else:
            where = label or rows.text("email", row) or "no company"
            text = f"“{rows.text('name', row) or f'line {line}'}” belongs to no account of the book ({where})."
            plan.entries.append(_held(rows, row, text))
            texts[row] = text
            alone.setdefault(label or f"\x1f{row}", []).append(row)
        out.add(row)
    for label, waiting in alone.items():
        row = waiting[0]
        text = texts[row]
        names = tuple(rows.text("name", each) or f"line {table.lines[each]}" for each in waiting)
        if len(waiting) > 1:
            text = f"“{label}” is no account of the book: {len(waiting)} people wait for it."
        evidence = names[:6] if len(waiting) > 1 else ()
        plan.questions.append(Question("unlinked", text, "", evidence, ("skip",), line=table.lines[row]))

    def key(row: int) -> str | None:
        name, email, own = rows.text("name", row), rows.text("email", row), rows.text("crm_id", row)
        if not name:
            return None
        if own:
            return "id " + crm_key(own)
        return f"mail {email.lower()}" if email else f"name {links.get(row)} {fold(name)}"

    engine.match_all(plan, rows, side, find, key, out, "the row has no name")
    by_line = {table.lines[row]: account for row, account in links.items()}
    for entry in plan.entries:
        if entry.account_id is None:
            entry.account_id = by_line.get(entry.line)
    _moved(plan, side, by_line, account_matcher)


def _moved(plan: ImportPlan, side: BookSide, by_line: dict[int, int], accounts: AccountMatcher) -> None:
    """Say who belongs to another account in the CRM than in the book: a person is never moved by an import."""
    moved: list[str] = []
    for entry in plan.entries.own:
        ours = side.account_of.get(entry.record_id) if entry.record_id is not None else None
        theirs = by_line.get(entry.line)
        if ours is not None and theirs is not None and ours != theirs:
            moved.append(f"{entry.name} ({accounts.name(ours)} in your book, {accounts.name(theirs)} in the CRM)")
    if moved:
        more = f" and {len(moved) - 5} more" if len(moved) > 5 else ""
        text = f"Of another account in the CRM, and left where they are: {', '.join(moved[:5])}{more}."
        plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, text))


def _held(rows: engine.RowSet, row: int, text: str) -> Entry:
    return Entry(rows.table.lines[row], rows.text("name", row) or "", "held", reason=text)


def _finder(side: BookSide, rows: engine.RowSet, links: dict[int, int]) -> engine.Finder:
    by_source: dict[str, int] = {}
    by_id: dict[str, list[int]] = defaultdict(list)
    by_mail: dict[str, list[int]] = defaultdict(list)
    by_name: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    source_key: dict[int, str] = {}
    for record_id, said in side.last.values_of("crm_id"):
        if isinstance(said, str) and record_id in side.records:
            source_key[record_id] = crm_key(said)
            by_source[source_key[record_id]] = record_id
    at_id, at_mail, at_name = side.position("crm_id"), side.position("email"), side.position("name")
    book_key: dict[int, str] = {}
    for record_id, values in side.records.items():
        if at_id is not None and isinstance(values[at_id], str):
            by_id[crm_key(str(values[at_id]))].append(record_id)
            book_key[record_id] = crm_key(str(values[at_id]))
        if at_mail is not None and isinstance(values[at_mail], str):
            by_mail[str(values[at_mail]).lower()].append(record_id)
        if at_name is not None and isinstance(values[at_name], str):
            by_name[side.account_of.get(record_id), fold(str(values[at_name]))].append(record_id)

    def other_id(record_id: int, key: str) -> bool:
        known = source_key.get(record_id)
        return bool(key) and known is not None and known != key

    def find(row: int) -> Match:
        own, email, name = rows.text("crm_id", row), rows.text("email", row), rows.text("name", row)
        key = crm_key(own) if own else ""
        if key:
            if key in by_source:
                return Match(by_source[key], f"CRM id {own}")
            if len(by_id.get(key, ())) == 1:
                return Match(by_id[key][0], f"CRM id {own}")
            if key in side.binned:
                return Match(binned=side.binned[key])
        for found, how in (
            (by_mail.get(email.lower(), []) if email else [], f"e-mail {email}"),
            (by_name.get((links.get(row), fold(name)), []) if name and row in links else [], "name within the account"),
        ):
            left = [r for r in found if not other_id(r, key)]
            if how.startswith("name") and email and at_mail is not None:
                # The same name with another address is another person, or a new address: never decided here.
                left = [r for r in left if not side.records[r][at_mail] or key == book_key.get(r)]
            if len(left) == 1:
                return Match(left[0], how)
            if left:
                candidates = tuple((r, str(side.records[r][at_name or 0])) for r in left)
                return Match(candidates=candidates, several=True)
        return Match()

    return find
