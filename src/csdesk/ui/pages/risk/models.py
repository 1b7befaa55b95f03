"""The tables of the Risk place: signals, escalations, save campaigns, losses, the register."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from csdesk.desk.core import Desk
from csdesk.desk.escalations import EscalationRow
from csdesk.desk.risk_board import Board, Called, Campaign, Loss, RiskEntry, word
from csdesk.desk.signals import LEVEL_WORDS, SignalRow
from csdesk.ui.pages.risk.matrix import tone_of
from csdesk.ui.pages.risk.words import day, deadline
from csdesk.ui.widgets.table_model import Cell, Column, Group, TableModel
from csdesk.values.days import count, format_date, relative_day
from csdesk.values.money import Money, format_money

Row = TypeVar("Row")
_CAMPAIGN_STATES = {"draft": "Draft", "offered": "Offered", "answered": "Answered", "retained": "Retained",
                    "lost": "Lost"}  # fmt: skip
_PAPERS = {"none": "Not begun", "draft": "Draft", "final": "Final"}
LEVEL_TONES = {"immediate": "red", "red": "red", "yellow": "yellow"}
"""The tone of a signal's level."""


class Rows(TableModel, Generic[Row]):
    """Rows, in groups where they are given in groups."""

    def __init__(self, desk: Desk, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.desk = desk
        self.lines: list[Row | Group] = []
        self.now: datetime = desk.clock.now()
        self.today: date = desk.clock.today()

    def show(self, groups: Mapping[str, Sequence[Row]], now: datetime, today: date) -> None:
        """Shows rows by group; the group "" has no head."""
        self.beginResetModel()
        self.now, self.today, self.lines = now, today, []
        for name, rows in groups.items():
            if rows and name:
                self.lines.append(Group(name, str(len(rows))))
            self.lines += rows
        self.endResetModel()

    @property
    def rows(self) -> list[Row]:
        """The rows without their heads."""
        return [one for one in self.lines if not isinstance(one, Group)]

    def at(self, key: Hashable) -> Row | None:
        """The row of a key."""
        return next((one for one in self.rows if self.key_of(one) == key), None)

    def row_count(self) -> int:
        return len(self.lines)

    def group(self, row: int) -> Group | None:
        one = self.lines[row]
        return one if isinstance(one, Group) else None

    def group_rows(self) -> Sequence[int]:
        return [place for place, one in enumerate(self.lines) if isinstance(one, Group)]

    def key(self, row: int) -> Hashable:
        one = self.lines[row]
        return None if isinstance(one, Group) else self.key_of(one)

    def cell(self, row: int, column: Column) -> Cell:
        one = self.lines[row]
        return Cell() if isinstance(one, Group) else self.cell_of(one, column.key)

    def key_of(self, one: Row) -> Hashable:
        """What identifies a row."""
        raise NotImplementedError

    def cell_of(self, one: Row, key: str) -> Cell:
        """What a cell shows."""
        raise NotImplementedError

    def money(self, amount: Money | None) -> str:
        """An amount; a dash for none."""
        return format_money(amount, self.desk.formats) if amount else "–"

    def due(self, at: datetime | None) -> Cell:
        """A deadline; bold where it is past."""
        if at is None:
            return Cell("–")
        said, late = deadline(at, self.now)
        return Cell(said[:1].upper() + said[1:], bold=late)


class SignalsModel(Rows[SignalRow]):
    """Signals that stand, those nobody has looked at first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (
            Column("level", "Level", 118, sortable=False),
            Column("title", "Signal", 200, sortable=False, stretch=True),
            Column("account", "Account", 170, sortable=False, link=True),
            Column("evidence", "Evidence", 320, sortable=False, stretch=True, soft=True),
            Column("asks", "Asked for", 160, sortable=False, soft=True),
            Column("due", "By", 128, sortable=False, right=True),
        ))  # fmt: skip

    def key_of(self, one: SignalRow) -> Hashable:
        return one.id

    def cell_of(self, one: SignalRow, key: str) -> Cell:
        match key:
            case "level":
                return Cell(LEVEL_WORDS.get(one.level, one.level), chip=LEVEL_TONES.get(one.level, "none"))
            case "title":
                return Cell(one.title, bold=one.state == "raised", tip=one.about)
            case "account":
                return Cell(one.account)
            case "evidence":
                return Cell(one.evidence, tip=one.evidence)
            case "asks":
                return Cell(one.asks or "–")
            case _:
                return self.due(one.due_at)


class EscalationsModel(Rows[Any]):
    """Open escalations, those that the rules call for, and the settled ones."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (
            Column("account", "Account", 180, sortable=False, link=True),
            Column("tier", "Tier", 84, sortable=False),
            Column("because", "Because", 240, sortable=False, stretch=True),
            Column("team", "Who takes part", 150, sortable=False, stretch=True, soft=True),
            Column("open", "Opened", 112, sortable=False, soft=True, right=True),
            Column("due", "Answer by", 128, sortable=False, right=True),
            Column("next", "Next look", 128, sortable=False, right=True),
        ))  # fmt: skip

    def key_of(self, one: EscalationRow | Called) -> Hashable:
        return ("called", one.account_id) if isinstance(one, Called) else one.id

    def cell_of(self, one: EscalationRow | Called, key: str) -> Cell:
        if isinstance(one, Called):
            if key == "because":
                return Cell(one.evidence or one.because, tip=f"{one.because}. {one.evidence}")
            texts = {"account": one.account, "tier": one.label, "team": one.team, "due": one.within.capitalize()}
            return Cell(texts.get(key, "–"), tone="text.soft" if key in ("due", "team") else "")
        match key:
            case "account":
                return Cell(one.account)
            case "tier":
                return Cell(one.label if one.tier else "–", bold=one.state == "open")
            case "because":
                return Cell(one.title if one.state == "open" else one.outcome or one.title, tip=one.title)
            case "team":
                return Cell(one.team or "–")
            case "open":
                return Cell(format_date(one.opened_at.astimezone().date()))
            case "due":
                if one.state != "open":
                    return Cell("–")
                return Cell("Answered", icon="check") if one.responded else self.due(one.deadline)
            case _:
                if one.state != "open":
                    return Cell(f"Settled {format_date(one.resolved_on)}" if one.resolved_on else "Settled")
                above = one.proposed(self.today)
                if above is not None:
                    return Cell(f"{one.word} {above.tier} now", bold=True)
                return Cell(relative_day(one.next_check, self.today) if one.next_check else "–")


class CampaignsModel(Rows[Campaign]):
    """Save proposals, those that are under way first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (
            Column("account", "Account", 190, sortable=False, link=True, stretch=True),
            Column("health", "Health", 132, sortable=False),
            Column("arr", "ARR", 110, sortable=False, right=True),
            Column("owner", "Owner", 150, sortable=False, soft=True),
            Column("begun", "Proposed on", 120, sortable=False, right=True),
            Column("state", "State", 110, sortable=False),
            Column("decides", "They decide by", 140, sortable=False, right=True),
            Column("outcome", "Outcome", 150, sortable=False),
        ))  # fmt: skip

    def key_of(self, one: Campaign) -> Hashable:
        return one.document_id

    def cell_of(self, one: Campaign, key: str) -> Cell:
        match key:
            case "account":
                return Cell(one.account)
            case "health":
                score = f"{one.score:.0f}" if one.score is not None else ""
                return Cell(one.band or "No score", chip=one.tone or "none", score=score)
            case "arr":
                return Cell(self.money(one.arr))
            case "owner":
                return Cell(one.owner or "–")
            case "begun":
                return Cell(day(one.begun))
            case "state":
                return Cell(_CAMPAIGN_STATES[one.state], outline=True)
            case "decides":
                if one.decides_on is None or one.state in ("retained", "lost"):
                    return Cell(day(one.decides_on))
                late = one.decides_on < self.today
                return Cell(relative_day(one.decides_on, self.today), bold=late)
            case _:
                done = one.state in ("retained", "lost")
                return Cell(f"{_CAMPAIGN_STATES[one.state]}, {day(one.settled_on)}" if done else "Open",
                            tone="" if done else "text.faint")  # fmt: skip


class LossesModel(Rows[Loss]):
    """Accounts that left, the last one first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (
            Column("account", "Account", 170, sortable=False, link=True, stretch=True),
            Column("left", "Left on", 104, sortable=False, right=True),
            Column("lost", "ARR lost", 104, sortable=False, right=True),
            Column("owner", "Owner", 124, sortable=False, soft=True),
            Column("paper", "Post-mortem", 108, sortable=False),
            Column("interview", "Exit interview", 112, sortable=False),
            Column("due", "Due", 108, sortable=False, right=True),
            Column("cause", "Cause", 150, sortable=False, stretch=True),
            Column("control", "In our hands", 108, sortable=False),
        ))  # fmt: skip

    def key_of(self, one: Loss) -> Hashable:
        return one.account_id

    def cell_of(self, one: Loss, key: str) -> Cell:
        match key:
            case "account":
                return Cell(one.account)
            case "left":
                return Cell(day(one.left_on))
            case "lost":
                return Cell(self.money(one.lost))
            case "owner":
                return Cell(one.owner or "–")
            case "paper":
                return Cell(_PAPERS[one.state], outline=one.state != "none")
            case "interview":
                return Cell(_PAPERS[one.interview], outline=one.interview != "none")
            case "due":
                if one.due is None:
                    return Cell("–")
                return Cell(relative_day(one.due, self.today), bold=one.due < self.today)
            case "cause":
                return Cell(one.cause or "–")
            case _:
                return Cell(one.control or "–")


class RegisterModel(Rows[RiskEntry]):
    """Open risks of all accounts, the gravest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, (
            Column("title", "Risk", 190, sortable=False, stretch=True),
            Column("account", "Account", 150, sortable=False, link=True),
            Column("probability", "Probability", 86, sortable=False),
            Column("impact", "Impact", 76, sortable=False),
            Column("status", "Status", 140, sortable=False, soft=True),
            Column("owner", "Owner", 120, sortable=False, soft=True),
        ))  # fmt: skip

    def key_of(self, one: RiskEntry) -> Hashable:
        return one.id

    def cell_of(self, one: RiskEntry, key: str) -> Cell:
        match key:
            case "title":
                known = bool(one.probability and one.impact)
                tone = tone_of(one.probability, one.impact) if known else "none"
                return Cell(one.title or "No title", shape=tone, tip=one.mitigation)
            case "account":
                return Cell(one.account)
            case "probability" | "impact":
                return Cell(word("risk", key, getattr(one, key)) or "–")
            case "status":
                return Cell(word("risk", "status", one.status))
            case _:
                return Cell(one.owner or "–")


def escalation_groups(board: Board, keep: Callable[[int], bool]) -> dict[str, Sequence[Any]]:
    """The escalations in their groups."""
    rows = [one for one in board.escalations if keep(one.account_id)]
    return {
        "Open": [one for one in rows if one.state == "open"],
        "Called for by the rules, not opened": [one for one in board.called if keep(one.account_id)],
        "Settled": [one for one in rows if one.state == "resolved"],
    }


def signal_groups(rows: Sequence[SignalRow]) -> dict[str, Sequence[SignalRow]]:
    """The signals in their groups."""
    return {
        "To look at": [one for one in rows if one.state == "raised"],
        "To act on": [one for one in rows if one.state == "acknowledged"],
        "Acted on, watched": [one for one in rows if one.state == "acted"],
    }


def summary(board: Board, desk: Desk) -> str:
    """What is on the page, in one line."""
    from csdesk.desk.risk_board import total
    from csdesk.ui.pages.risk.words import money

    if not board.cards:
        return ""
    worst = [one for one in board.cards if one.severity == "red"]
    at_risk = [one for one in board.cards if one.severity in ("red", "yellow")]
    parts = [f"{count(len(at_risk), 'account')} at risk worth {money(desk, total(at_risk)) or 'nothing yet'}"]
    if worst:
        parts[0] += f", {len(worst)} of them critical ({money(desk, total(worst)) or 'no ARR'})"
    opened = [one for one in board.escalations if one.state == "open"]
    late = sum(one.late(board.now) for one in opened)
    to_answer = sum(one.state == "raised" for one in board.signals)
    said = [f"{count(to_answer, 'signal')} to look at" if to_answer else "",
            f"{count(len(opened), 'escalation')} open" + (f", {late} late" if late else "") if opened else "",
            f"{len(board.called)} called for" if board.called else ""]  # fmt: skip
    return ". ".join([*parts, ", ".join(one for one in said if one)]).strip(". ") + "."
