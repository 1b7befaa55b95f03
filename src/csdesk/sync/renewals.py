"""Renewals and contracts: several rows per account, open and ended, become what the account is due to renew.

Read are lists of contracts (start, end, term, notice) and of deals of the renewal kind (amount, stage, close date).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from csdesk.sync.cells import Value, times
from csdesk.sync.furniture import Dropped
from csdesk.sync.matching import crm_key
from csdesk.sync.plan import ImportPlan, Question, Rejection
from csdesk.sync.reading import Table, columns_of
from csdesk.sync.settle import Typed
from csdesk.sync.targets import target
from csdesk.sync.words import phrases
from csdesk.values.dates import add_months
from csdesk.values.text import fold

RENEWAL_WORDS = ("renew", "verlanger", "renouvel", "renova", "rinnov", "verleng", "fornyel", "fornyels", "forlang")
_LOST = phrases(
    """
    closed lost; lost; expired; cancelled; canceled; terminated; churned; rejected; superseded; replaced; inactive;
    not renewed; verloren; abgelaufen; gekundigt; beendet; perdu; ferme perdu; expire; resilie; annule; perdido;
    cerrado perdido; cancelado; caducado; vencido; perso; scaduto; disdetto; verlopen; opgezegd; verloren gegaan;
    closedlost; closed lost renewal pipeline; deactivated; fechado perdido; forlorad
    """
)
_WON = phrases(
    """
    closed won; won; renewed; completed; closed; gewonnen; gagne; ferme gagne; renouvele; ganado; cerrado ganado;
    renovado; vinto; rinnovato; closedwon; fechado ganho; ganho; vunnen
    """
)
_OTHER_KINDS = ("new", "upsell", "cross", "expansion", "add on", "addon", "neu", "nouve", "nuev", "nuov", "nieuw",
                "novo", "service", "training")  # fmt: skip


def is_renewal(text: str) -> bool:
    """Whether a type or a name speaks of a renewal."""
    folded = fold(text)
    return any(word in folded for word in RENEWAL_WORDS)


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    state: str
    """open, won or lost."""
    day: str
    """The close date, else the contract's end; "" when there is neither."""


def fold_renewals(plan: ImportPlan, table: Table, typed: Typed, today: str) -> tuple[Table, Typed]:
    """One row per account: the next open renewal decides; where none is open, the last that was won.

    An account of which every line is lost or over is left as it is, and said. Lines of different products are added
    up; of several open ones for the same thing the next counts, and the others are named in a question.
    """
    out = _rejected(plan, table, typed) | _other_kinds(plan, table, typed)
    groups: dict[str, list[int]] = {}
    names, ids = typed.values["name"], typed.values.get("crm_id")
    for row in range(len(table.lines)):
        if row in out:
            continue
        own, name = ids[row] if ids else None, names[row]
        if not name:
            header = typed.headers["name"]
            reason = "the row has no account name"
            plan.rejected.append(Rejection(table.lines[row], header, "", reason, tuple(table.rows[row])))
            continue
        groups.setdefault("id " + crm_key(str(own)) if own else "name " + fold(str(name)), []).append(row)
    fields = ("name", "crm_id", "domain", "arr", "contract_start", "renewal_date", "term_months", "notice_days",
              "notice_date", "auto_renews", "product", "seats")  # fmt: skip
    made: dict[str, list[Value]] = {field: [] for field in fields}
    taken: list[int] = []
    lost = 0
    for group in groups.values():
        counted = _counted(plan, table, typed, group, today)
        if not counted:
            lost += 1
            continue
        taken.append(counted[0].row)
        for field, value in _facts(typed, counted, group, today).items():
            made[field].append(value)
    if lost:
        whose = "1 account has" if lost == 1 else f"{lost} accounts have"
        _note(plan, f"{whose} only lost or ended lines: nothing is taken from them.")
    folded = Typed(headers=dict(typed.headers))
    for field, values in made.items():
        goal = target("accounts", field)
        if goal is not None and any(value is not None for value in values):
            folded.values[field], folded.targets[field] = values, goal
    if "name" not in folded.values:
        goal = target("accounts", "name")
        assert goal is not None
        folded.values["name"], folded.targets["name"] = made["name"], goal
    for field, sources in (
        ("arr", ("arr", "mrr", "tcv")),
        ("renewal_date", ("date", "end")),
        ("contract_start", ("start",)),
    ):
        folded.headers[field] = next((typed.headers[each] for each in sources if each in typed.headers), "")
    for field in typed.values:
        if field.startswith("custom:"):
            folded.values[field] = [typed.values[field][row] for row in taken]
            folded.targets[field] = typed.targets[field]
    rows = [table.rows[row] for row in taken]
    return replace(
        table, columns=columns_of(rows, len(table.headers)), lines=[table.lines[row] for row in taken]
    ), folded


def _note(plan: ImportPlan, text: str) -> None:
    plan.recognised = replace(plan.recognised, notes=(*plan.recognised.notes, text))


def _rejected(plan: ImportPlan, table: Table, typed: Typed) -> set[int]:
    for row, faults in sorted(typed.bad.items()):
        header, text, reason = faults[0]
        name = str(typed.values["name"][row] or "")
        plan.rejected.append(Rejection(table.lines[row], header, text, reason, tuple(table.rows[row]), name))
    return set(typed.bad)


def _other_kinds(plan: ImportPlan, table: Table, typed: Typed) -> set[int]:
    """Rows of new business and the like in a list that tells renewals from them: set aside, each with its reason."""
    kinds = typed.values.get("line_type")
    if kinds is None or not any(isinstance(kind, str) and is_renewal(kind) for kind in kinds):
        return set()
    out = set()
    dropped = list(plan.recognised.dropped)
    for row, kind in enumerate(kinds):
        if isinstance(kind, str) and not is_renewal(kind) and any(word in fold(kind) for word in _OTHER_KINDS):
            out.add(row)
            text = ", ".join(" ".join(cell.split()) for cell in table.rows[row] if cell.strip())[:120]
            dropped.append(Dropped(table.lines[row], f"of the type “{kind}”, not a renewal", text))
    if out:
        plan.recognised = replace(plan.recognised, dropped=tuple(sorted(dropped, key=lambda each: each.line)))
    return out


def _line(typed: Typed, row: int, today: str) -> _Line:
    status = fold(str(_at(typed, "line_status", row) or ""))
    status = " ".join(status.replace("-", " ").replace("/", " ").replace("_", " ").split())
    closing, end = str(_at(typed, "date", row) or ""), str(_at(typed, "end", row) or "")
    over = bool(end) and bool(today) and end < today
    if status in _LOST or any(word in status for word in ("closed lost", "perdu", "verloren")):
        state = "lost"
    elif status in _WON or "closed won" in status:
        state = "lost" if over else "won"
    elif not status and (end or closing) and today and (end or closing) < today:
        state = "lost"
    else:
        state = "lost" if over and not closing else "open"
    return _Line(row, state, closing or end)


def _counted(plan: ImportPlan, table: Table, typed: Typed, group: Sequence[int], today: str) -> list[_Line]:
    """The lines of an account that count, the next one first."""
    lines = [_line(typed, row, today) for row in group]
    running = sorted((each for each in lines if each.state == "open"), key=lambda each: each.day or "9999")
    if not running:
        won = [each for each in lines if each.state == "won"]
        return [max(won, key=lambda each: each.day)] if won else []
    first: dict[str, _Line] = {}
    for each in running:
        first.setdefault(fold(str(_at(typed, "product", each.row) or "")), each)
    counted = list(first.values())
    if len(counted) < len(running):
        name, others = typed.values["name"][running[0].row], len(running) - len(counted)
        line = table.lines[running[0].row]
        text = (
            f"“{name}” has {len(running)} open lines; the next one, of line {line}, is taken, and"
            f" {others} later {'one is' if others == 1 else 'ones are'} not."
        )
        plan.questions.append(Question("duplicate", text, choices=(), assumed=str(line)))
    return counted


def _at(typed: Typed, field: str, row: int) -> Value:
    column = typed.values.get(field)
    return None if column is None else column[row]


def _yearly(typed: Typed, row: int) -> Value:
    """The ARR of a line: as it stands, twelve months of it, or its total spread over its term."""
    arr = _at(typed, "arr", row)
    if arr is not None:
        return arr
    monthly = _at(typed, "mrr", row)
    if monthly is not None:
        return times(monthly, 12)
    total, months = _at(typed, "tcv", row), _at(typed, "term_months", row)
    if isinstance(total, tuple) and isinstance(months, int) and months > 0:
        return round(total[0] * 12 / months), total[1]
    return None


def _facts(typed: Typed, counted: Sequence[_Line], group: Sequence[int], today: str) -> dict[str, Value]:
    rows = [each.row for each in counted]
    found: dict[str, Value] = {}
    for field in ("name", "crm_id", "domain"):
        values = [_at(typed, field, row) for row in (*rows, *group)]
        found[field] = next((value for value in values if value is not None), None)
    for field in ("term_months", "notice_days", "notice_date", "auto_renews"):
        found[field] = next((value for row in rows if (value := _at(typed, field, row)) is not None), None)
    amounts = [amount for row in rows if isinstance(amount := _yearly(typed, row), tuple)]
    one_currency = len({currency for _, currency in amounts}) == 1
    found["arr"] = (sum(minor for minor, _ in amounts), amounts[0][1]) if amounts and one_currency else None
    starts = [str(start) for row in rows if (start := _at(typed, "start", row))]
    found["contract_start"] = min(starts) if starts else None
    found["renewal_date"] = _due(typed, counted[0], today)
    products = dict.fromkeys(str(value) for row in rows if (value := _at(typed, "product", row)))
    found["product"] = ", ".join(products) or None
    seats = [seat for row in rows if isinstance(seat := _at(typed, "seats", row), int)]
    found["seats"] = sum(seats) if seats else None
    return found


def _due(typed: Typed, line: _Line, today: str) -> Value:
    """When the account renews: the day of an open line; of a won one the end of its term."""
    if line.state == "open":
        return line.day or None
    end, months = _at(typed, "end", line.row), _at(typed, "term_months", line.row)
    if end:
        return end
    if isinstance(months, int) and line.day:
        due = add_months(date.fromisoformat(line.day), months).isoformat()
        return due if due >= today else None
    return None
