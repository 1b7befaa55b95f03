"""What playbooks may ask the book about an account: named facts, each with its value and with words for a reason.

    score, tone, days_left ...        facts of the account, below
    plan-final, goals-measured ...    the checks of proofs.py, true or false
    reading.active_users              the newest reading of an indicator
    document.success-plan             "draft" or "final"; sealed.success-plan: the day it was last sealed
    usage.logins                      whether that signal is open at the account

Each is read when it is asked for and not before, since most conditions name one or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import proofs
from csdesk.desk.evidence import Evidence
from csdesk.policy.playbooks import Facts
from csdesk.values.days import count, format_date, relative_day
from csdesk.values.money import format_money

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record

READINGS: Final = "reading."
DOCUMENTS: Final = "document."
SEALED: Final = "sealed."


class _Book(Evidence):
    """The account, and the run's own days."""

    def __init__(self, desk: Desk, account: int, review: Record | None, started: date | None) -> None:
        super().__init__(desk, account, review)
        self.started = started

    @cached_property
    def people(self) -> tuple[Record, ...]:
        """The customer's people who are still there."""
        return tuple(one for one in self._of("contact") if one.values["left_on"] is None)

    @cached_property
    def signals(self) -> Mapping[str, tuple[str, str]]:
        """Open signals: by rule, what and on which evidence."""
        with self.desk.book.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT rule, coalesce(title, ''), coalesce(evidence, ''), level FROM signal WHERE account_id=? "
                "AND deleted_at IS NULL AND state IN ('raised', 'acknowledged') ORDER BY raised_at DESC",
                (self.account,),
            ).fetchall()
        self.levels = tuple(str(level) for *_, level in rows)
        return {str(rule): (str(title), str(evidence)) for rule, title, evidence, _ in reversed(rows)}

    def of_level(self, *wanted: str) -> int:
        """How many open signals have one of these levels."""
        return len(self.signals) and sum(level in wanted for level in self.levels)

    @cached_property
    def escalated(self) -> int:
        """The highest tier of an open escalation; 0 for none."""
        with self.desk.book.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT max(tier) FROM escalation WHERE account_id=? AND deleted_at IS NULL AND state='open'",
                (self.account,),
            ).scalar()
        return int(found or 0)

    @cached_property
    def readings(self) -> Mapping[str, tuple[date, float]]:
        """The newest reading of each indicator."""
        with self.desk.book.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT indicator, max(date), value FROM indicator_reading WHERE account_id=? AND deleted_at IS NULL "
                "AND date IS NOT NULL AND value IS NOT NULL GROUP BY indicator",
                (self.account,),
            ).fetchall()
        return {str(name): (date.fromisoformat(on), float(value)) for name, on, value in rows}

    def person(self, *roles: str) -> str:
        """The name of somebody in one of these roles; "" for nobody."""
        return next((str(one.values["name"]) for one in self.people if one.values["role"] in roles), "")

    def touch(self, *types: str) -> date | None:
        """The day of the last touch, of these types where any are named."""
        return next((one.values["date"] for one in self.touches if not types or one.values["type"] in types), None)


@dataclass(frozen=True, slots=True)
class _Fact:
    label: str
    find: Callable[[_Book], object]
    say: Callable[[_Book], str] | None = None


def _number(value: float) -> str:
    return f"{value:g}"


def _arr(book: _Book) -> object:
    return None if book.row.arr is None else float(book.row.arr.amount)


def _say_arr(book: _Book) -> str:
    return f"ARR {format_money(book.row.arr, book.desk.formats)}" if book.row.arr else "No ARR is known"


def _risk(book: _Book) -> object:
    return None if book.row.score is None else 100 - book.row.score


def _say_score(book: _Book) -> str:
    row = book.row
    return "There is no health score yet" if row.score is None else f"Health {row.score:.0f}, {row.band.lower()}"


def _say_renewal(book: _Book) -> str:
    day = book.row.renewal_date
    return f"Renewal {format_date(day)}, {relative_day(day, book.today)}" if day else "No renewal date is known"


def _say_start(book: _Book) -> str:
    day = book.row.contract_start
    return f"Contract since {format_date(day)}" if day else "No start of the contract is known"


def _say_touch(label: str, *types: str) -> Callable[[_Book], str]:
    def say(book: _Book) -> str:
        day = book.touch(*types)
        if day is None:
            return f"No {label} is in the timeline"
        return f"Last {label} {format_date(day)}, {relative_day(day, book.today, 'ago')}"

    return say


def _say_person(role: str, *roles: str) -> Callable[[_Book], str]:
    return lambda book: f"{role}: {found}" if (found := book.person(*roles)) else f"No {role.lower()} is known"


def _counted(noun: str, find: Callable[[_Book], int]) -> Callable[[_Book], str]:
    return lambda book: count(find(book), noun)


def _late_actions(book: _Book) -> int:
    return sum(one.values["due"] is not None and one.values["due"] < book.today for one in book.actions)


def _open_risks(book: _Book) -> str:
    return count(len(book.risks), "open risk")


def _milestones_done(book: _Book) -> int:
    return sum(one.values["status"] == "complete" for one in book.milestones)


def _stage_words(book: _Book) -> str:
    from csdesk.desk.records import KINDS

    options = {one.id: one.label for one in KINDS["account"].field("stage").options}
    return f"Stage {options.get(book.row.stage, book.row.stage).lower()}" if book.row.stage else "No stage is known"


def _left(book: _Book) -> object:
    gone = [one.values["left_on"] for one in book._of("contact") if one.values["left_on"] is not None
            and one.values["role"] == "champion"]  # fmt: skip
    return max(gone) if gone else None


def _days_since_start(book: _Book) -> object:
    return (book.today - book.row.contract_start).days if book.row.contract_start else None


def _account(name: str) -> Callable[[_Book], object]:
    def find(book: _Book) -> object:
        from csdesk.desk import records

        return records.get(book.desk, "account", book.account).values[name]

    return find


_CHAMPION, _SPONSOR, _BUYER = ("champion",), ("executive-sponsor",), ("economic-buyer", "executive-sponsor")

FACTS: Final[dict[str, _Fact]] = {
    "score": _Fact("Health score", lambda book: book.row.score, _say_score),
    "risk": _Fact("Risk score", _risk, _say_score),
    "tone": _Fact("Colour of the band", lambda book: book.row.tone or None, _say_score),
    "band": _Fact("Band", lambda book: book.row.band or None, _say_score),
    "change": _Fact("Health in 30 days", lambda book: book.row.change),
    "tier": _Fact("Tier", lambda book: book.row.tier or None),
    "stage": _Fact("Stage", lambda book: book.row.stage or None, _stage_words),
    "segment": _Fact("Segment", lambda book: book.row.segment or None),
    "product": _Fact("Product", lambda book: book.row.product or None),
    "arr": _Fact("ARR", _arr, _say_arr),
    "seats": _Fact("Seats", lambda book: book.row.seats),
    "renewal_date": _Fact("Renewal date", lambda book: book.row.renewal_date, _say_renewal),
    "days_left": _Fact("Days to the renewal", lambda book: book.row.days_left, _say_renewal),
    "notice_date": _Fact("Notice date", _account("notice_date")),
    "contract_start": _Fact("Start of the contract", lambda book: book.row.contract_start, _say_start),
    "days_since_start": _Fact("Days since the start of the contract", _days_since_start, _say_start),
    "stage_since": _Fact("In its stage since", _account("stage_since")),
    "days_quiet": _Fact("Days since the last touch", lambda book: book.row.days_quiet, _say_touch("touch")),
    "last_touch": _Fact("Last touch", lambda book: book.touch(), _say_touch("touch")),
    "last_call": _Fact("Last call", lambda book: book.touch("call"), _say_touch("call", "call")),
    "last_email": _Fact("Last e-mail", lambda book: book.touch("email"), _say_touch("e-mail", "email")),
    "last_meeting": _Fact("Last meeting", lambda book: book.touch("meeting"), _say_touch("meeting", "meeting")),
    "last_talk": _Fact(
        "Last call or meeting",
        lambda book: book.touch("call", "meeting"),
        _say_touch("call or meeting", "call", "meeting"),
    ),
    "run_start": _Fact("Start of the run", lambda book: book.started, lambda book: ""),
    "plan": _Fact("Success plan", lambda book: book.row.plan or None, lambda book: _say_plan(book)),
    "stakeholders": _Fact("People", lambda book: len(book.people), lambda book: _say_people(book)),
    "champion": _Fact("Champion", lambda book: book.person(*_CHAMPION) or None, _say_person("Champion", *_CHAMPION)),
    "champion_left": _Fact("Champion left on", _left),
    "sponsor": _Fact("Sponsor", lambda book: book.person(*_SPONSOR) or None, _say_person("Sponsor", *_SPONSOR)),
    "buyer": _Fact("Economic buyer", lambda book: book.person(*_BUYER) or None, _say_person("Economic buyer", *_BUYER)),
    "goals": _Fact("Goals", lambda book: len(book.goals), _counted("goal", lambda book: len(book.goals))),
    "milestones_done": _Fact(
        "Milestones complete",
        _milestones_done,
        lambda book: f"{_milestones_done(book)} of {count(len(book.milestones), 'milestone')} complete",
    ),
    "open_risks": _Fact("Open risks", lambda book: len(book.risks), _open_risks),
    "late_actions": _Fact("Late actions", _late_actions, _counted("late action", _late_actions)),
    "opportunities": _Fact("Opportunities", lambda book: len(book.opportunities)),
    "red_signals": _Fact(
        "Red signals",
        lambda book: book.of_level("red", "immediate"),
        _counted("open red signal", lambda book: book.of_level("red", "immediate")),
    ),
    "yellow_signals": _Fact(
        "Yellow signals",
        lambda book: book.of_level("yellow"),
        _counted("open yellow signal", lambda book: book.of_level("yellow")),
    ),
    "escalation": _Fact(
        "Escalation", lambda book: book.escalated,
        lambda book: f"Escalated at tier {book.escalated}" if book.escalated else "No escalation is open",
    ),
}  # fmt: skip
"""The facts of an account by name."""


def _say_plan(book: _Book) -> str:
    words = {"final": "The success plan is final", "draft": "The success plan is a draft"}
    return words.get(book.row.plan, "There is no success plan yet")


def _say_people(book: _Book) -> str:
    names = [str(one.values["name"]) for one in book.people]
    more = len(names) - 3
    if not names:
        return "Nobody of the customer is known"
    return f"{len(names)} known: {', '.join(names[:3])}" + (f" and {more} more" if more > 0 else "")


def names() -> frozenset[str]:
    """Every name that an expression of a playbook may use, beside readings and signals."""
    from csdesk.desk import document_forms

    forms = document_forms.library().forms
    papers = {f"{prefix}{form}" for form in forms for prefix in (DOCUMENTS, SEALED)}
    return frozenset(FACTS) | frozenset(proofs.PROOFS) | papers


def rules() -> frozenset[str] | None:
    """The ids of every signal that any policy knows; None where none is known, and none can be refused."""
    from csdesk.policy.load import policies

    return frozenset(rule.id for policy in policies().values() for rule in policy.signals.rules) or None


class _Values(Mapping[str, object]):
    """The facts by name, each worked out when it is asked for."""

    def __init__(self, book: _Book) -> None:
        self._book = book
        self._found: dict[str, object] = {"today": book.today}

    def __getitem__(self, name: str) -> object:
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> object:
        book = self._book
        if name in FACTS:
            return FACTS[name].find(book)
        if name in proofs.PROOFS:
            return proofs.prove(name, book).done
        if name.startswith(READINGS):
            found = book.readings.get(name.removeprefix(READINGS))
            return found[1] if found else None
        if name.startswith((DOCUMENTS, SEALED)):
            kind, _, form = name.partition(".")
            paper = book.paper(form)
            if paper is None:
                return None
            return paper.sealed if kind == "sealed" else "final" if paper.sealed else "draft"
        if "." in name:
            return name in book.signals
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        return name == "today" or name in FACTS or name in proofs.PROOFS or "." in name

    def __iter__(self) -> Iterator[str]:
        return iter(("today", *FACTS, *proofs.PROOFS))

    def __len__(self) -> int:
        return 1 + len(FACTS) + len(proofs.PROOFS)


def review_for(desk: Desk, account_id: int, on: date | None = None) -> Record | None:
    """The meeting that a playbook is about: that of the day it counts from, else the next one that is planned (a
    review before a check-in), else the last one that was held."""
    from csdesk.desk import records

    today = desk.clock.today()
    dated = [one for one in records.of_account(desk, "review", account_id) if one.values["date"] is not None]
    of_day = [one for one in dated if one.values["date"] == on and one.values["status"] != "cancelled"]
    ahead = [one for one in dated if one.values["date"] >= today and one.values["status"] == "planned"]
    if of_day or ahead:
        return min(of_day or ahead, key=lambda one: (one.values["type"] == "check-in", one.values["date"], one.id))
    held = [one for one in dated if one.values["status"] == "held"]
    return max(held, key=lambda one: (one.values["date"], one.id), default=None)


def facts(desk: Desk, account_id: int, *, review: Record | None = None, started: date | None = None) -> Facts:
    """The facts of an account as it stands; `review` is the meeting in question, `started` the first day of a run."""
    book = _Book(desk, account_id, review, started)
    values = _Values(book)
    return Facts(values, lambda name: _said(book, values, name))


def _said(book: _Book, values: Mapping[str, Any], name: str) -> str:
    if name in proofs.PROOFS:
        return proofs.prove(name, book).why
    if name in FACTS:
        one = FACTS[name]
        if one.say is not None:
            return one.say(book)
        return f"{one.label} {_shown(values[name])}"
    if name.startswith(READINGS):
        from csdesk.desk.source_account import indicator_name

        key = name.removeprefix(READINGS)
        found = book.readings.get(key)
        return (
            f"{indicator_name(key)} {_number(found[1])} on {format_date(found[0])}"
            if found
            else (f"No reading of {indicator_name(key).lower()}")
        )
    if name.startswith((DOCUMENTS, SEALED)):
        return _paper_said(book, name.partition(".")[2])
    title, evidence = book.signals.get(name, ("", ""))
    return f"{title}: {evidence}" if title and evidence else title or f"The signal {name} is not open"


def _paper_said(book: _Book, form: str) -> str:
    from csdesk.desk import document_forms

    known = document_forms.library().forms.get(form)
    title = known.title if known else form
    paper = book.paper(form)
    if paper is None:
        return f"{title}: not begun yet"
    return f"{title} final since {format_date(paper.sealed)}" if paper.sealed else f"{title}: a draft"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "not known"
    if isinstance(value, date):
        return format_date(value)
    return _number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
