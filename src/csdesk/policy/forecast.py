"""The renewal forecast: the sum of ARR × chance, by the health score and by the CSM's own call, multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from csdesk.policy.load import Policy
from csdesk.policy.renewals import chance, chance_words
from csdesk.values.money import Money


@dataclass(frozen=True, slots=True)
class Due:
    """A renewal that is due: its ARR, the score behind its automatic chance, and the CSM's own call in percent."""

    account_id: int
    name: str
    arr: Money | None
    score: float | None
    own: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The renewals of one range of scores: how many, their ARR, the chance, and what is expected of them."""

    scores: str
    """ "60–79"; "No score" where there is none."""
    count: int
    due: Money
    percent: float | None
    expected: Money


@dataclass(frozen=True, slots=True)
class Differs:
    """A renewal whose own call is not the automatic chance, and by how much it moves the forecast."""

    account_id: int
    name: str
    automatic: float | None
    own: float
    moves: Money


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of renewals in one currency."""

    currency: str
    count: int
    due: Money
    automatic: Money
    """By health. A renewal without a score counts as nothing."""
    own: Money
    """By the CSM's own calls; where there is none, by health."""
    lines: tuple[Line, ...]
    """The best scores first; ranges without a renewal are left out."""
    differs: tuple[Differs, ...]
    """What moves the forecast most first."""
    unscored: int
    """How many have no score."""
    unpriced: int
    """How many have no ARR, and so no part in any sum."""

    @property
    def at_risk(self) -> Money:
        """The ARR that is due less what is expected of it by health."""
        return self.due - self.automatic

    @property
    def automatic_share(self) -> float:
        """What is expected by health, in percent of what is due; 0 when nothing is."""
        return share(self.automatic, self.due)

    @property
    def own_share(self) -> float:
        """What is expected by the own calls, in percent of what is due."""
        return share(self.own, self.due)

    @property
    def arithmetic(self) -> tuple[str, ...]:
        """The sum line by line in figures: "198000 x 95% = 188100"."""
        return tuple(
            f"{_figure(one.due)} x {one.percent:g}% = {_figure(one.expected)}"
            for one in self.lines
            if one.percent is not None
        )


def _figure(money: Money) -> str:
    text = f"{money.amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: Money, whole: Money) -> float:
    """`part` in percent of `whole`; 0 when that is nothing."""
    return float(Decimal(part.minor) / Decimal(whole.minor) * 100) if whole.minor else 0.0


def forecast(policy: Policy, dues: Iterable[Due]) -> tuple[Forecast, ...]:
    """The forecast of each currency, the one with the largest sum first; empty when nothing is due."""
    by_currency: dict[str, list[Due]] = {}
    unpriced = 0
    for one in dues:
        if one.arr is None:
            unpriced += 1
        else:
            by_currency.setdefault(one.arr.currency, []).append(one)
    found = [_of(policy, currency, rows) for currency, rows in by_currency.items()]
    found.sort(key=lambda one: (-one.due.minor, one.currency))
    if found and unpriced:
        first = found[0]
        found[0] = Forecast(first.currency, first.count, first.due, first.automatic, first.own, first.lines,
                            first.differs, first.unscored, unpriced)  # fmt: skip
    return tuple(found)


def _of(policy: Policy, currency: str, rows: Sequence[Due]) -> Forecast:
    sums: dict[str, list[Decimal]] = {}
    percents: dict[str, float | None] = {}
    order: dict[str, float] = {}
    total = Decimal(0)
    own = Decimal(0)
    differs: list[Differs] = []
    for one in rows:
        assert one.arr is not None
        by_score = chance(policy, one.score)
        label = chance_words(policy, by_score) if by_score else "No score"
        percents[label] = by_score.percent if by_score else None
        order[label] = by_score.start if by_score else -1.0
        amount = Decimal(one.arr.minor)
        automatic = amount * _part(by_score.percent if by_score else 0.0)
        count_due_expected = sums.setdefault(label, [Decimal(0), Decimal(0), Decimal(0)])
        count_due_expected[0] += 1
        count_due_expected[1] += amount
        count_due_expected[2] += automatic
        total += automatic
        called = automatic if one.own is None else amount * _part(one.own)
        own += called
        if one.own is not None and one.own != (by_score.percent if by_score else None):
            differs.append(
                Differs(one.account_id, one.name, by_score.percent if by_score else None, one.own,
                        _money(called - automatic, currency))
            )  # fmt: skip
    lines = tuple(
        Line(label, int(sums[label][0]), _money(sums[label][1], currency), percents[label],
             _money(sums[label][2], currency))
        for label in sorted(sums, key=lambda one: -order[one])
    )  # fmt: skip
    differs.sort(key=lambda one: (-abs(one.moves.minor), one.name))
    return Forecast(
        currency, len(rows), _money(sum((one[1] for one in sums.values()), Decimal(0)), currency),
        _money(total, currency), _money(own, currency), lines, tuple(differs),
        sum(one.score is None for one in rows), 0,
    )  # fmt: skip


def _part(percent: float) -> Decimal:
    return Decimal(repr(percent)) / 100


def _money(minor: Decimal, currency: str) -> Money:
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_EVEN)), currency)


# Expansion


@dataclass(frozen=True, slots=True)
class Opening:
    """An opportunity as the forecast of expansion sees it; `own` is its own probability in percent, where given."""

    value: Money | None
    stage: str
    own: float | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The expansion that is under way in one currency: its whole value, and what is expected of it by stage."""

    currency: str
    count: int
    value: Money
    expected: Money
    by_stage: Mapping[str, tuple[int, Money, float]]
    """(count, value, percent) by stage."""


def expansion(policy: Policy, openings: Iterable[Opening]) -> tuple[Expansion, ...]:
    """Open opportunities (won and lost ones left out) × the chance of their stage, each currency by itself."""
    found: dict[str, dict[str, list[Opening]]] = {}
    for one in openings:
        if one.value is not None and one.stage not in ("won", "lost"):
            found.setdefault(one.value.currency, {}).setdefault(one.stage, []).append(one)
    answer: list[Expansion] = []
    for currency, stages in found.items():
        by_stage: dict[str, tuple[int, Money, float]] = {}
        expected = Decimal(0)
        for stage, rows in stages.items():
            percent = policy.renewals.stages.get(stage, 0.0)
            value = sum(one.value.minor for one in rows if one.value is not None)
            by_stage[stage] = (len(rows), Money(value, currency), percent)
            expected += Decimal(value) * _part(percent)
        whole = sum(value.minor for _, value, _ in by_stage.values())
        answer.append(
            Expansion(currency, sum(each[0] for each in by_stage.values()), Money(whole, currency),
                      _money(expected, currency), by_stage)
        )  # fmt: skip
    return tuple(sorted(answer, key=lambda one: -one.value.minor))
