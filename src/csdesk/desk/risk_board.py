"""The Risk place: accounts by severity, escalations, save campaigns, losses and the register of all risks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import account_rows, escalation_facts, escalations, records, signals
from csdesk.desk.account_rows import AccountRow
from csdesk.desk.escalation_facts import Sign
from csdesk.desk.escalations import EscalationRow
from csdesk.desk.signals import SignalRow
from csdesk.values.money import Money

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.desk.core import Desk

COLUMNS: Final = (("red", "Critical"), ("yellow", "At risk"), ("watch", "Watch"))
"""The severities of the board, the worst first."""
LEVELS: Final = ("high", "medium", "low")
_POST_MORTEM_DAYS: Final = 7
"""Days after a loss within which its post-mortem is written (handbook, template 8)."""


@dataclass(frozen=True, slots=True)
class RiskCard:
    """One account on the board."""

    row: AccountRow
    severity: str
    signs: tuple[Sign, ...]
    """The risks that stand, the worst first."""
    to_answer: int
    """Signals that nobody has looked at."""
    due_at: datetime | None
    """The nearest deadline of its escalation and its signals."""
    due_of: str
    """What that deadline is of: "Tier 3", or the signal's next step."""
    escalation: EscalationRow | None
    called: str
    """The tier that the rules call for and nobody has opened: "Tier 3"."""
    why: str
    """Why it is on the board where no sign says so."""


@dataclass(frozen=True, slots=True)
class Called:
    """An escalation that the rules call for."""

    account_id: int
    account: str
    tier: int
    label: str
    because: str
    evidence: str
    team: str
    within: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """A save proposal and where it stands."""

    document_id: int
    account_id: int
    account: str
    owner: str
    tier: str
    arr: Money | None
    score: float | None
    tone: str
    band: str
    begun: date
    state: str
    """"draft", "offered", "answered", "retained" or "lost"."""
    decides_on: date | None
    answer: str
    settled_on: date | None


@dataclass(frozen=True, slots=True)
class Loss:
    """An account that left, and its post-mortem."""

    account_id: int
    account: str
    owner: str
    tier: str
    left_on: date | None
    lost: Money | None
    document_id: int | None
    state: str
    """"none", "draft" or "final"."""
    cause: str
    control: str
    due: date | None
    """By when the post-mortem is to be written."""
    interview_id: int | None = None
    """The exit interview's document, where it was begun."""
    interview: str = "none"
    """The same for the exit interview: "none", "draft" or "final"."""


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """One open risk of the register."""

    id: int
    account_id: int
    account: str
    title: str
    probability: str
    impact: str
    owner: str
    status: str
    mitigation: str
    account_owner: str
    tier: str
    arr: Money | None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the Risk place shows."""

    cards: tuple[RiskCard, ...]
    signals: tuple[SignalRow, ...]
    escalations: tuple[EscalationRow, ...]
    """Open ones first, then the settled."""
    called: tuple[Called, ...]
    campaigns: tuple[Campaign, ...]
    losses: tuple[Loss, ...]
    register: tuple[RiskEntry, ...]
    accounts: Mapping[int, AccountRow]
    now: datetime
    today: date


def board(desk: Desk) -> Board:
    """Read the whole place: each table once, however many accounts there are."""
    today = desk.clock.today()
    rows = {one.id: one for one in account_rows.read(desk)}
    every = escalations.listing(desk, open_only=False)
    called = sorted(
        escalations.proposals(desk), key=lambda one: (-one.rung.tier, -_minor(rows.get(one.account_id)), one.account)
    )
    raised = tuple(one for one in signals.open(desk) if one.level in signals.RISKS)
    with desk.book.read() as connection:
        register = _register(connection, rows)
        campaigns = _campaigns(connection, rows)
        losses = _losses(connection, rows)
        standing = _standing(raised)
    heavy = {one.account_id for one in register if one.probability == one.impact == "high"}
    opened = {one.account_id: one for one in every if one.state == "open"}
    asked = {one.account_id: one for one in called}
    cards = []
    for row in rows.values():
        if row.stage == "churned":
            continue
        found = _card(row, standing.get(row.id, ()), opened.get(row.id), asked.get(row.id), row.id in heavy)
        if found is not None:
            cards.append(found)
    far = datetime.max.replace(tzinfo=desk.clock.now().tzinfo)
    cards.sort(key=lambda one: (one.due_at or far, -(one.row.arr.minor if one.row.arr else 0), one.row.name))
    return Board(
        tuple(cards), raised, every,
        tuple(Called(one.account_id, one.account, one.rung.tier, one.label, one.verdict.because, one.verdict.evidence,
                     ", ".join(one.rung.team), one.rung.within.words)
              for one in called),
        campaigns, losses, register, rows, desk.clock.now(), today,
    )  # fmt: skip


def _minor(row: AccountRow | None) -> int:
    return row.arr.minor if row is not None and row.arr is not None else 0


def _standing(raised: Iterable[SignalRow]) -> dict[int, list[SignalRow]]:
    found: dict[int, list[SignalRow]] = {}
    for one in raised:
        found.setdefault(one.account_id, []).append(one)
    return found


def _card(
    row: AccountRow, raised: Sequence[SignalRow], opened: EscalationRow | None, called: Any, heavy: bool
) -> RiskCard | None:
    levels = {one.level for one in raised if one.rule not in escalation_facts.OWN_QUESTION}
    if row.tone == "red" or "immediate" in levels:
        severity = "red"
    elif row.tone == "yellow" or "red" in levels:
        severity = "yellow"
    elif raised or opened is not None or heavy or row.stage == "leaving":
        severity = "watch"
    else:
        return None
    # What was measured or seen comes before what is concluded from it.
    raised = sorted(
        raised,
        key=lambda one: one.rule.startswith(escalation_facts.DERIVED) or one.rule in escalation_facts.OWN_QUESTION,
    )
    signs = tuple(
        Sign(one.id, one.title, one.rule, one.level, one.evidence, one.raised_at.date(), one.state, one.review_by,
             one.act_by)
        for one in raised
    )  # fmt: skip
    due: list[tuple[datetime, str]] = [
        (one.due_at, one.title) for one in raised if one.due_at is not None and one.state != "acted"
    ]
    if opened is not None and opened.responded is None and opened.deadline is not None:
        due.append((opened.deadline, opened.label))
    nearest = min(due, default=None)
    why = ""
    if not signs:
        why = "Stage: leaving" if row.stage == "leaving" else (
            "A risk of high probability and impact" if heavy and severity == "watch" else ""
        )  # fmt: skip
    return RiskCard(
        row, severity, signs, sum(one.state == "raised" for one in raised), nearest[0] if nearest else None,
        nearest[1] if nearest else "", opened, called.label if called is not None and opened is None else "", why,
    )  # fmt: skip


_REGISTER: Final = """
SELECT r.id, r.account_id, r.title, r.probability, r.impact, c.name, r.status, r.mitigation
FROM risk r LEFT JOIN contact c ON c.id = r.owner
WHERE r.deleted_at IS NULL AND coalesce(r.status, '') <> 'closed' ORDER BY r.id
"""


def _register(connection: Connection, rows: Mapping[int, AccountRow]) -> tuple[RiskEntry, ...]:
    found = []
    for number, account_id, title, probability, impact, owner, status, mitigation in connection.exec_driver_sql(
        _REGISTER
    ):
        row = rows.get(account_id)
        if row is not None and row.stage != "churned":
            found.append(
                RiskEntry(
                    number,
                    account_id,
                    row.name,
                    title or "",
                    probability or "",
                    impact or "",
                    owner or "",
                    status or "monitoring",
                    mitigation or "",
                    row.owner,
                    row.tier,
                    row.arr,
                )
            )
    order = {level: at for at, level in enumerate(LEVELS)}
    found.sort(key=lambda one: (order.get(one.probability, 3) + order.get(one.impact, 3), order.get(one.impact, 3),
                                one.account, one.id))  # fmt: skip
    return tuple(found)


def _documents(
    connection: Connection, form: str, fields: Sequence[tuple[str, str]]
) -> list[tuple[int, int, str, int, str, dict[str, Any]]]:
    """The newest document of a form of each account: id, account, state, version, day begun, the answers asked for."""
    newest = connection.exec_driver_sql(
        "SELECT max(id), account_id FROM document WHERE form = ? AND deleted_at IS NULL AND account_id IS NOT NULL "
        "GROUP BY account_id",
        (form,),
    ).all()
    heads = {row[0]: row[1] for row in newest}
    answers: dict[int, dict[str, Any]] = {}
    wanted = {f"{section}/{field}" for section, field in fields}
    for document, section, field, value in connection.exec_driver_sql(
        "SELECT a.document_id, a.section, a.field, a.value FROM answer a JOIN document d ON d.id = a.document_id "
        "WHERE d.form = ? AND d.deleted_at IS NULL AND a.row = ''",
        (form,),
    ):
        if document in heads and f"{section}/{field}" in wanted and value is not None:
            answers.setdefault(document, {})[f"{section}/{field}"] = json.loads(value)
    found = []
    for number, state, version, dated, created in connection.exec_driver_sql(
        "SELECT id, state, version, dated, created_at FROM document WHERE form = ? AND deleted_at IS NULL", (form,)
    ):
        if number in heads:
            begun = str(dated or created)[:10]
            found.append((number, heads[number], state or "draft", version or 1, begun, answers.get(number, {})))
    return found


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _word(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id") or value.get("value") or ""
    return str(value or "")


_CAMPAIGN: Final = (
    ("facts", "on"), ("next", "decision"), ("reply", "answer"), ("outcome", "answered_on"), ("outcome", "outcome"),
    ("outcome", "outcome_on"),
)  # fmt: skip


def _campaigns(connection: Connection, rows: Mapping[int, AccountRow]) -> tuple[Campaign, ...]:
    found = []
    for number, account_id, state, version, begun, said in _documents(connection, "save-proposal", _CAMPAIGN):
        row = rows.get(account_id)
        if row is None:
            continue
        outcome, answer = _word(said.get("outcome/outcome")), _word(said.get("reply/answer"))
        stands = outcome or ("answered" if answer else "offered" if state == "final" or version > 1 else "draft")
        found.append(
            Campaign(
                number,
                account_id,
                row.name,
                row.owner,
                row.tier,
                row.arr,
                row.score,
                row.tone,
                row.band,
                _day(said.get("facts/on")) or date.fromisoformat(begun),
                stands,
                _day(said.get("next/decision")),
                answer,
                _day(said.get("outcome/outcome_on")) or _day(said.get("outcome/answered_on")),
            )
        )
    order = {"draft": 0, "offered": 0, "answered": 0}
    found.sort(key=lambda one: (order.get(one.state, 1), one.decides_on or date.max, one.account))
    return tuple(found)


_LOSSES: Final = """
SELECT a.id, a.churned_on,
    (SELECT max(date) FROM arr_event WHERE account_id = a.id AND deleted_at IS NULL AND type = 'churn'),
    (SELECT arr FROM arr_event WHERE account_id = a.id AND deleted_at IS NULL AND coalesce(arr, 0) > 0
        ORDER BY date DESC, id DESC LIMIT 1),
    (SELECT arr_currency FROM arr_event WHERE account_id = a.id AND deleted_at IS NULL AND coalesce(arr, 0) > 0
        ORDER BY date DESC, id DESC LIMIT 1)
FROM account a WHERE a.deleted_at IS NULL AND (a.stage = 'churned' OR a.churned_on IS NOT NULL)
"""


def _losses(connection: Connection, rows: Mapping[int, AccountRow]) -> tuple[Loss, ...]:
    papers = {
        one[1]: one
        for one in _documents(connection, "post-mortem", (("cause", "category"), ("control", "controllability")))
    }
    interviews = {one[1]: one for one in _documents(connection, "exit-interview", ())}
    found = []
    for account_id, churned, event, lost, currency in connection.exec_driver_sql(_LOSSES):
        row = rows.get(account_id)
        if row is None:
            continue
        left = _day(churned) or _day(event) or row.renewal_date
        paper = papers.get(account_id)
        said = paper[5] if paper else {}
        asked = interviews.get(account_id)
        state = _written(paper)
        found.append(
            Loss(
                account_id,
                row.name,
                row.owner,
                row.tier,
                left,
                Money(lost, currency) if lost is not None and currency else row.arr,
                paper[0] if paper else None,
                state,
                _choice("cause", "category", said.get("cause/category")),
                _choice("control", "controllability", said.get("control/controllability")),
                left + timedelta(days=_POST_MORTEM_DAYS) if left and state != "final" else None,
                asked[0] if asked else None,
                _written(asked),
            )
        )
    found.sort(key=lambda one: one.left_on or date.min, reverse=True)
    return tuple(found)


def _written(paper: tuple[int, int, str, int, str, dict[str, Any]] | None) -> str:
    """How far a document has come: one that was final once counts as written."""
    return "none" if paper is None else "final" if paper[2] == "final" or paper[3] > 1 else "draft"


def _choice(section_id: str, field_id: str, value: object) -> str:
    """The words of a choice of the post-mortem, up to the colon."""
    from csdesk.desk import document_forms

    wanted = _word(value)
    if not wanted:
        return ""
    section = next((one for one in document_forms.form("post-mortem").sections if one.id == section_id), None)
    field = next((one for one in section.fields if one.id == field_id), None) if section else None
    label = next((one.label for one in field.options if one.id == wanted), wanted) if field else wanted
    return label.partition(":")[0]


def needing(desk: Desk) -> int:
    """Accounts that wait for an answer: an urgent signal, an escalation to open, to answer or to look at."""
    today, now = desk.clock.today(), desk.clock.now()
    found = {one.account_id for one in escalations.proposals(desk)}
    for one in escalations.listing(desk):
        if one.responded is None or one.proposed(today) is not None or one.late(now):
            found.add(one.account_id)
    with desk.book.read() as connection:
        found |= {
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT s.account_id FROM signal s JOIN account a ON a.id = s.account_id AND a.deleted_at IS NULL "
                "WHERE s.deleted_at IS NULL AND s.state = 'raised' AND s.level = 'immediate'"
            )
        }
    return len(found)


def cells(register: Iterable[RiskEntry]) -> dict[tuple[str, str], int]:
    """How many risks stand in each cell, by (probability, impact); those without both are under ("", "")."""
    found: dict[tuple[str, str], int] = {}
    for one in register:
        key = (one.probability, one.impact) if one.probability in LEVELS and one.impact in LEVELS else ("", "")
        found[key] = found.get(key, 0) + 1
    return found


def word(kind: str, field: str, value: str) -> str:
    """A choice of the catalog in words."""
    return next((one.label for one in records.KINDS[kind].field(field).options if one.id == value), value)


def total(cards: Iterable[RiskCard]) -> tuple[Money, ...]:
    """Their ARR, per currency, the largest sum first."""
    return account_rows.summarise([one.row for one in cards]).arr
