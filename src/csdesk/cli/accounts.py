"""Commands about accounts: the list, one of them, changing one, and what happened."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from csdesk.cli.base import Subparsers, command, desk_for
from csdesk.cli.output import Code, CommandError, Result, table

if TYPE_CHECKING:
    from csdesk.desk.accounts import AccountRow
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

PLURALS = {
    "contact": "contacts",
    "goal": "goals",
    "milestone": "milestones",
    "risk": "risks",
    "opportunity": "opportunities",
    "action": "actions",
    "review": "reviews",
    "touch": "touches",
    "arr_event": "arr_events",
}
"""The keys of `show`, by kind of record."""


def register(subparsers: Subparsers) -> None:
    """Adds accounts, show, set and history."""
    listing = command(
        subparsers,
        "accounts",
        accounts,
        "list the accounts of the book",
        "Lists the accounts, or those that QUERY finds: words of the name, domain, owner, CRM id or industry, and\n"
        "filters such as tier:1, stage:renewing, owner:ada, band:red, renewal<90, arr>100000, -stage:churned.",
    )
    listing.add_argument("query", nargs="*", metavar="QUERY", help="words and filters that must all hold")
    one = command(subparsers, "show", show, "show everything about one account")
    _add_account(one)
    change = command(
        subparsers,
        "set",
        set_fields,
        "change fields of an account",
        "Changes fields of one account, all of them or none: csdesk set Acme stage=renewing arr=412k.\n"
        "Nothing after the sign empties the field. FIELD is an id (renewal_date) or a label (Renewal date).",
    )
    _add_account(change)
    change.add_argument("values", nargs="+", metavar="FIELD=VALUE", help="a field and what it is to hold")
    past = command(subparsers, "history", history, "list what was changed, the newest first")
    past.add_argument("account", nargs="?", metavar="ACCOUNT", help="only changes about this account")
    past.add_argument("--limit", type=_count, default=50, metavar="N", help="how many operations at most (50)")


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "account", metavar="ACCOUNT", help="its name, the beginning of it, its CRM id, domain or number"
    )


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
    return number


def accounts(arguments: argparse.Namespace) -> Result:
    """`csdesk accounts [QUERY]`."""
    from csdesk.desk import accounts as desk_accounts
    from csdesk.values.money import format_money

    with desk_for(arguments) as desk:
        found = desk_accounts.rows(desk, " ".join(_quoted(word) for word in arguments.query), work=True)
        found = desk_accounts.sort_rows(found, "name")
        summary = desk_accounts.summarise(found)
        money = [format_money(total, desk.formats, "short") for total in summary.arr]
        counted = f"{summary.accounts} account{'' if summary.accounts == 1 else 's'}"
        headline = ", ".join(
            [counted, *money, f"{summary.unhealthy} not healthy", f"{summary.renewing} renewing in 90 days"]
        )
        data = {
            "accounts": [_account(row) for row in found],
            "summary": {
                "accounts": summary.accounts,
                "arr": summary.arr,
                "unhealthy": summary.unhealthy,
                "renewing": summary.renewing,
            },
        }
        return Result(data, f"{_listing(desk, found)}\n\n{headline}" if found else "No account was found.")


def show(arguments: argparse.Namespace) -> Result:
    """`csdesk show ACCOUNT`: the account's fields and its records."""
    from csdesk.desk import accounts as desk_accounts
    from csdesk.desk import records

    with desk_for(arguments) as desk:
        account_id = desk_accounts.find(desk, arguments.account)
        row = desk_accounts.row(desk, account_id, work=True)
        record = records.get(desk, "account", account_id)
        owned = {kind: records.of_account(desk, kind, account_id) for kind in PLURALS}
        people = _names(desk, [record, *(one for found in owned.values() for one in found)])
        data: dict[str, object] = {"account": {**_values(record, people), **_account(row)}}
        for kind, key in PLURALS.items():
            data[key] = [_values(one, people) for one in owned[kind]]
        lines = [row.name, ""]
        for field in records.KINDS["account"].fields:
            value = record.values.get(field.id)
            if field.id != "name" and value not in (None, ""):
                lines.append(f"{field.label}: {records.display(desk, 'account', field.id, value)}")
        counts = ", ".join(_counted(kind, len(found)) for kind, found in owned.items() if found)
        return Result(data, "\n".join([*lines, "", counts or "No records yet."]))


def set_fields(arguments: argparse.Namespace) -> Result:
    """`csdesk set ACCOUNT FIELD=VALUE...`: all fields or none."""
    from csdesk.desk import accounts as desk_accounts
    from csdesk.desk import records

    pairs: list[tuple[str, str]] = []
    for item in arguments.values:
        name, sign, text = item.partition("=")
        if not sign or not name.strip():
            raise CommandError(f"“{item}” is not FIELD=VALUE, as in stage=renewing.", code=Code.USAGE)
        pairs.append((name.strip(), text.strip()))
    with desk_for(arguments, write=True) as desk:
        account_id = desk_accounts.find(desk, arguments.account)
        values: dict[str, object] = {}
        for name, text in pairs:
            field = _field(name)
            values[field] = records.parse(desk, "account", field, text) if text else None
        before = records.get(desk, "account", account_id)
        changed = [field for field, value in values.items() if before.values.get(field) != value]
        if changed:
            records.update(desk, "account", account_id, values)
        row = desk_accounts.row(desk, account_id, work=True)
        done = f"{row.name}: {', '.join(changed)} changed." if changed else f"{row.name} holds these values already."
        return Result({"account": _account(row), "changed": changed}, done)


def history(arguments: argparse.Namespace) -> Result:
    """`csdesk history [ACCOUNT]`: operations with their changes, newest first."""
    from csdesk.desk import accounts as desk_accounts

    with desk_for(arguments) as desk:
        account_id = desk_accounts.find(desk, arguments.account) if arguments.account else None
        entries = desk.book.history(account_id=account_id, limit=arguments.limit)
        data = [
            {
                "id": entry.id,
                "at": entry.at,
                "name": entry.name,
                "origin": entry.origin,
                "role": entry.role,
                "state": entry.state,
                "count": entry.count,
                "changes": [
                    {
                        "record": change.record,
                        "record_id": change.record_id,
                        "account_id": change.account_id,
                        "field": change.field,
                        "old": change.old,
                        "new": change.new,
                    }
                    for change in entry.changes
                ],
            }
            for entry in entries
        ]
        rows = [
            (str(entry.id), f"{entry.at.astimezone():%Y-%m-%d %H:%M}", entry.name, entry.origin, str(entry.count))
            for entry in entries
        ]
        text = (
            table(("Id", "When", "What", "From", "Changes"), rows, right=(0, 4)) if rows else "Nothing was changed yet."
        )
        return Result({"history": data}, text)


def _quoted(word: str) -> str:
    """A query word as the shell passed it: one with a space inside was quoted there and stays together."""
    name, colon, value = word.partition(":")
    if " " not in word or '"' in word:
        return word
    return f'{name}:"{value}"' if colon and name.isalpha() else word


def _counted(kind: str, count: int) -> str:
    from csdesk.desk.records import KINDS

    return f"{count} {(KINDS[kind].label if count == 1 else KINDS[kind].plural).lower().replace('arr', 'ARR')}"


def _field(name: str) -> str:
    from csdesk.desk.errors import Invalid
    from csdesk.desk.records import KINDS
    from csdesk.values.text import fold

    wanted = fold(name).replace("_", " ").replace("-", " ")
    for field in KINDS["account"].fields:
        if wanted in (field.id.replace("_", " "), fold(field.label).replace("-", " ")):
            return field.id
    fields = ", ".join(field.id for field in KINDS["account"].fields)
    raise Invalid(name, f"an account has no such field; it has {fields}")


def _account(row: AccountRow) -> dict[str, object]:
    """One account as JSON shows it in a list: stable keys, null for what is not known."""
    return {
        "id": row.id,
        "name": row.name,
        "crm_id": row.crm_id or None,
        "domain": row.domain or None,
        "arr": row.arr,
        "renewal_date": row.renewal_date,
        "days_left": row.days_left,
        "tier": row.tier or None,
        "proposed_tier": row.proposed or None,
        "tier_override": row.overridden,
        "served_by": row.coverage or None,
        "next_touch": row.next_touch,
        "band": row.band or None,
        "tone": row.tone or None,
        "score": row.score,
        "score_change": row.change,
        "stage": row.stage or None,
        "owner": row.owner or None,
        "industry": row.industry or None,
        "segment": row.segment or None,
        "size": row.size or None,
        "product": row.product or None,
        "country": row.country or None,
        "support_plan": row.support_plan or None,
        "seats": row.seats,
        "contract_start": row.contract_start,
        "last_touch": row.last_touch,
        "next_step": row.next_step or None,
        "next_step_due": row.next_step_due,
        "plan_state": row.plan or "none",
        "plan_review_due": row.plan_review_due,
    }


def _listing(desk: Desk, rows: tuple[AccountRow, ...]) -> str:
    from csdesk.values.dates import format_date
    from csdesk.values.money import format_money

    return table(
        ("Id", "Account", "Tier", "ARR", "Renewal", "Health", "Stage", "Owner"),
        [
            (
                str(row.id),
                row.name,
                row.tier,
                format_money(row.arr, desk.formats) if row.arr else "",
                format_date(row.renewal_date) if row.renewal_date else "",
                f"{row.score:g} {row.band}" if row.score is not None else "",
                row.stage,
                row.owner,
            )
            for row in rows
        ],
        right=(0, 3),
    )


def _values(record: Record, people: dict[int, str]) -> dict[str, object]:
    """A record's fields; a contact stands as {id, name}."""
    from csdesk.desk.records import KINDS

    values: dict[str, object] = {"id": record.id}
    for field in KINDS[record.kind].fields:
        value = record.values.get(field.id)
        if field.type == "contact" and isinstance(value, int):
            value = {"id": value, "name": people.get(value, "")}
        values[field.id] = None if value == "" else value
    return values


def _names(desk: Desk, found: list[Record]) -> dict[int, str]:
    from csdesk.desk import records

    wanted = {
        value
        for record in found
        for field in records.KINDS[record.kind].fields
        if field.type == "contact" and isinstance(value := record.values.get(field.id), int)
    }
    return {contact: str(records.get(desk, "contact", contact).values.get("name") or "") for contact in wanted}
