"""The sittings that look at the whole book: what stands in them at first, and carrying out what they decide.

A session is a document without an account; its rows name accounts, and follow-ups write the decisions to the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import account_rows, records, tiering
from csdesk.desk.account_rows import AccountRow
from csdesk.desk.document_state import Loaded
from csdesk.desk.sources import Asked, Given, Source
from csdesk.desk.tiering import Move, Standing
from csdesk.forms.state import Row
from csdesk.values.days import MONTHS, add_months, count
from csdesk.values.money import Money, format_money
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.core import Desk, Transaction

RETIER: Final = "retier-session"
PORTFOLIO: Final = "monthly-portfolio-review"
_QUARTER: Final = 3
"""Months that an override decided in a session stands before it is looked at again."""
_MOST: Final = 150
"""Rows of a list: more are not decided one by one in a sitting."""
_AHEAD: Final = 120
"""Days of the renewal pipeline: tier 2 begins its renewal there (coverage, renewals)."""


def quarter_of(day: date) -> str:
    """The calendar quarter of a day: "Q4 2026"."""
    return f"Q{(day.month - 1) // 3 + 1} {day.year}"


# The quarterly session


def _quarter(asked: Asked) -> Given:
    return Given(quarter_of(asked.today))


def _policy(asked: Asked) -> Given:
    return Given(account_rows.chosen_policy(asked.desk).title)


def _tiers(asked: Asked) -> Given:
    counts: dict[str, int] = {}
    for one in _active(asked):
        counts[one.tier or "no tier"] = counts.get(one.tier or "no tier", 0) + 1
    order = [tier.name for tier in tiering.tiering(asked.desk).tiers]
    named = sorted(counts, key=lambda name: order.index(name) if name in order else len(order))
    return Given(", ".join(f"{counts[name]} {name}" for name in named) or None)


def _active(asked: Asked) -> list[Standing]:
    return [one for one in tiering.standings(asked.desk) if not one.facts.left]


def _size(arr: Money | None) -> float:
    return float(arr.amount) if arr is not None else 0.0


def _moving(asked: Asked) -> list[tuple[Standing, Move]]:
    """What should move: up first, then down, then accounts without a tier, each the largest first."""
    order = {"up": 0, "down": 1, "new": 2}
    found = [(one, one.move) for one in _active(asked) if one.should_move and one.move is not None]
    found.sort(key=lambda pair: (order[pair[1].direction], -_size(pair[0].arr), pair[0].account))
    return found


def _moves(asked: Asked) -> Given:
    rows = tuple(
        {"account": one.account, "why": move.trigger, "arr": one.arr, "start": one.tier or "none", "to": move.to.name}
        for one, move in _moving(asked)[:_MOST]
    )
    return Given(rows=rows)


def _more(asked: Asked) -> Given:
    left = len(_moving(asked)) - _MOST
    return Given(f"{count(left, 'more account')} should move: accept them in Accounts" if left > 0 else None)


def _overrides(asked: Asked) -> Given:
    rows = tuple(
        {
            "account": one.account, "why": one.override.reason, "tier": one.override.value,
            "rules": one.verdict.tier.name if one.verdict.tier else "not known", "since": one.override.set_on,
        }
        for one in sorted(_active(asked), key=lambda one: one.account)
        if one.override is not None
    )  # fmt: skip
    return Given(rows=rows)


def _candidates(asked: Asked) -> Given:
    found: list[Mapping[str, Any]] = []
    for one in sorted(_active(asked), key=lambda one: -_size(one.arr)):
        near = tiering.candidate(asked.desk, one) if not one.should_move else None
        if near is not None:
            why = "; ".join(f"{each.label} {each.value}" for each in near.reasons)
            found.append({"account": one.account, "why": why, "arr": one.arr, "start": one.tier, "to": near.to.name})
    return Given(rows=tuple(found[:_MOST]))


def _capacity(asked: Asked) -> Given:
    """By owner, the most accounts first."""
    found: dict[str, list[AccountRow]] = {}
    for one in account_rows.read(asked.desk, work=True):
        if one.stage != "churned":
            found.setdefault(one.owner or "Nobody", []).append(one)
    rows = tuple(
        {
            "owner": owner, "accounts": len(mine), "dedicated": sum(one.coverage == "dedicated" for one in mine),
            "arr": _sums(asked, mine) or None,
            "unhealthy": sum(one.tone in ("yellow", "red") for one in mine),
        }
        for owner, mine in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )  # fmt: skip
    return Given(rows=rows)


def _sums(asked: Asked, rows: list[AccountRow]) -> str:
    return " + ".join(format_money(one, asked.desk.formats) for one in account_rows.summarise(rows).arr)


# The monthly one


def _month(asked: Asked) -> Given:
    return Given(f"{MONTHS[asked.today.month - 1]} {asked.today.year}")


def _reds(asked: Asked) -> list[AccountRow]:
    rows = [one for one in account_rows.read(asked.desk) if one.stage != "churned" and one.tone == "red"]
    return sorted(rows, key=lambda one: (-_size(one.arr), one.name))


def _red_arr(asked: Asked) -> Given:
    return Given(_sums(asked, _reds(asked)) or "none")


def _red(asked: Asked) -> Given:
    found: list[Mapping[str, Any]] = []
    for one in _reds(asked):
        reasons = [f"health {one.score:g}" if one.score is not None else ""]
        if one.change is not None and one.change <= -5:
            reasons.append(f"down {-one.change:g} in 30 days")
        if one.days_quiet is not None and one.days_quiet > 30:
            reasons.append(f"quiet for {one.days_quiet} days")
        found.append({
            "account": one.name, "why": ", ".join(part for part in reasons if part), "arr": one.arr,
            "renews": one.renewal_date, "owner": one.owner or None, "next": one.next_step or None,
            "due": one.next_step_due,
        })  # fmt: skip
    return Given(rows=tuple(found[:_MOST]))


def _pipeline(asked: Asked) -> Given:
    soon = [one for one in account_rows.read(asked.desk) if one.days_left is not None and 0 <= one.days_left <= _AHEAD]
    rows = tuple(
        {"account": one.name, "renews": one.renewal_date, "arr": one.arr, "state": one.tone or None,
         "next": one.next_step or None, "due": one.next_step_due}
        for one in sorted(soon, key=lambda row: (row.days_left or 0, row.name))[:_MOST]
    )  # fmt: skip
    return Given(rows=rows)


_KEY: Final = ("account",)

SOURCES: Final[dict[str, Source]] = {
    "retier-quarter": Source(_quarter),
    "retier-policy": Source(_policy),
    "retier-tiers": Source(_tiers),
    "retier-more": Source(_more),
    "retier-moves": Source(_moves, frozenset({"account", "why", "arr", "start", "to"}), _KEY),
    "retier-overrides": Source(_overrides, frozenset({"account", "why", "tier", "rules", "since"}), _KEY),
    "retier-candidates": Source(_candidates, frozenset({"account", "why", "arr", "start", "to"}), _KEY),
    "portfolio-month": Source(_month),
    "portfolio-red-arr": Source(_red_arr),
    "portfolio-red": Source(_red, frozenset({"account", "why", "arr", "renews", "owner", "next", "due"}), _KEY),
    "portfolio-pipeline": Source(_pipeline, frozenset({"account", "renews", "arr", "state", "next", "due"}), _KEY),
    "portfolio-capacity": Source(
        _capacity, frozenset({"owner", "accounts", "dedicated", "arr", "unhealthy"}), ("owner",)
    ),
}
"""What the sittings begin with."""


# Carrying out


def _value(row: Row, name: str) -> Any:
    return row.answers[name].value if name in row.answers else None


def _said(row: Row, name: str) -> str:
    return str(_value(row, name) or "").strip()


def _rows(loaded: Loaded, section: str) -> Iterable[Row]:
    state = loaded.state.sections.get(section)
    return state.rows if state is not None else ()


def _by_name(standings: Iterable[Standing]) -> dict[str, Standing]:
    """Accounts by name; a name that two of them share tells neither."""
    found: dict[str, Standing | None] = {}
    for one in standings:
        key = fold(one.account)
        found[key] = None if key in found else one
    return {key: one for key, one in found.items() if one is not None}


Step = Callable[["Transaction", date], None]


def _decided(desk: Desk, loaded: Loaded) -> list[tuple[str, Step]]:
    """What the decisions of a quarterly session still ask for: in a word, and the doing."""
    known = _by_name(tiering.standings(desk))
    tiers = tiering.tiering(desk)
    found: list[tuple[str, Step]] = []
    for row in _rows(loaded, "moves"):
        one, to = known.get(fold(_said(row, "account"))), tiers.named(_said(row, "to"))
        if one is None or to is None:
            continue
        if _value(row, "decision") == "move" and one.tier != to.name and one.override is None:
            found.append(("moved", _tier_step(one, to.name)))
        stays = tiers.named(one.tier)
        if _value(row, "decision") == "keep" and one.override is None and stays is not None and _said(row, "note"):
            found.append(("kept", _keep_step(one, stays.name, to.name, _said(row, "note"))))
    for row in _rows(loaded, "overrides"):
        one = known.get(fold(_said(row, "account")))
        if one is None or one.override is None:
            continue
        if _value(row, "decision") == "end":
            found.append(("ended", _end_step(one)))
        elif _value(row, "decision") == "keep" and not _looked_at(one, desk.clock.today()):
            found.append(("kept", _again_step(one)))
    return found


def _looked_at(one: Standing, today: date) -> bool:
    """Whether the override's next review is about a quarter away already."""
    review = one.override.review_on if one.override else None
    return review is not None and review > add_months(today, _QUARTER - 1)


def _tier_step(one: Standing, name: str) -> Step:
    def do(tx: Transaction, today: date) -> None:
        tx.update("account", one.account_id, {"tier": name})

    return do


def _keep_step(one: Standing, name: str, rules: str, reason: str) -> Step:
    def do(tx: Transaction, today: date) -> None:
        tx.insert(
            "override",
            {"account_id": one.account_id, "subject": "tier", "value": name, "before": rules, "reason": reason,
             "set_on": today, "review_on": add_months(today, _QUARTER)},
        )  # fmt: skip

    return do


def _end_step(one: Standing) -> Step:
    def do(tx: Transaction, today: date) -> None:
        assert one.override is not None
        tx.update("override", one.override.id, {"ended_on": today})
        if one.verdict.tier is not None and one.verdict.tier.name != one.tier:
            tx.update("account", one.account_id, {"tier": one.verdict.tier.name})

    return do


def _again_step(one: Standing) -> Step:
    def do(tx: Transaction, today: date) -> None:
        assert one.override is not None
        tx.update("override", one.override.id, {"review_on": add_months(today, _QUARTER)})

    return do


def retier_left(desk: Desk, loaded: Loaded) -> bool:
    """Whether a decision of the session is not in the book yet."""
    return bool(_decided(desk, loaded))


def retier(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    """Write the decisions to the book; what it came to in a sentence."""
    counts: dict[str, int] = {}
    for word, step in _decided(desk, loaded):
        step(tx, desk.clock.today())
        counts[word] = counts.get(word, 0) + 1
    if not counts:
        return "Nothing is decided that is not in the book already."
    words = {"moved": "to their new tier", "kept": "kept by override", "ended": "no longer kept"}
    return "Done: " + ", ".join(f"{count(number, 'account')} {words[word]}" for word, number in counts.items()) + "."


def _steps(desk: Desk, loaded: Loaded) -> list[tuple[int, dict[str, Any]]]:
    """Next steps that stand in a monthly review and not at their account."""
    known: dict[str, AccountRow | None] = {}
    for account in account_rows.read(desk):
        key = fold(account.name)
        known[key] = None if key in known else account
    found: dict[int, dict[str, Any]] = {}
    for row in (*_rows(loaded, "red"), *_rows(loaded, "pipeline")):
        one, step, due = known.get(fold(_said(row, "account"))), _said(row, "next"), _value(row, "due")
        if (
            one is not None
            and one.id not in found
            and step
            and (step, due or None) != (one.next_step, one.next_step_due)
        ):
            found[one.id] = {"next_step": step, "next_step_due": due}
    return list(found.items())


def steps_left(desk: Desk, loaded: Loaded) -> bool:
    """Whether a next step is not at its account yet."""
    return bool(_steps(desk, loaded))


def write_steps(desk: Desk, tx: Transaction, loaded: Loaded) -> str:
    """Write the next steps to their accounts; what it came to in a sentence."""
    found = _steps(desk, loaded)
    for account_id, values in found:
        records.update(desk, "account", account_id, values)
    return f"{count(len(found), 'next step')} written." if found else "Every account has its next step already."
