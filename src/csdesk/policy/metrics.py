"""The figures of the business that renewals lead to: retention, renewal rate, NPS; each formula stated with its inputs.

Formulas: strategist, success metrics and renewal metrics. Amounts are minor units of one currency; nothing is added
across currencies here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """The ARR of one account at the start and at the end of a period, in minor units of one currency."""

    account_id: int
    name: str
    start: int
    end: int

    @property
    def expansion(self) -> int:
        """What it grew by."""
        return max(0, self.end - self.start)

    @property
    def contraction(self) -> int:
        """What it shrank by while it stayed."""
        return self.start - self.end if 0 < self.end < self.start else 0

    @property
    def churn(self) -> int:
        """What left with it."""
        return self.start if self.end <= 0 else 0


@dataclass(frozen=True, slots=True)
class Retention:
    """What became of the ARR that was there at the start of a period."""

    start: int
    expansion: int
    contraction: int
    churn: int
    accounts: int = 0
    kept: int = 0
    """How many of the accounts are still customers."""
    rows: tuple[Course, ...] = ()
    """The accounts behind it, those that moved most first."""

    @property
    def nrr(self) -> float | None:
        """Net revenue retention in percent: (start + expansion - contraction - churn) / start."""
        return _percent(self.start + self.expansion - self.contraction - self.churn, self.start)

    @property
    def grr(self) -> float | None:
        """Gross revenue retention in percent: (start - contraction - churn) / start. Never above 100."""
        return _percent(self.start - self.contraction - self.churn, self.start)

    @property
    def logos(self) -> float | None:
        """Logo retention in percent: accounts still there / accounts at the start."""
        return _percent(self.kept, self.accounts)


def retention(courses: Iterable[Course]) -> Retention:
    """Retention of the accounts that paid at the start; later ones are new business and have no part in it."""
    rows = [one for one in courses if one.start > 0]
    rows.sort(key=lambda one: (-abs(one.end - one.start), one.name))
    return Retention(
        sum(one.start for one in rows),
        sum(one.expansion for one in rows),
        sum(one.contraction for one in rows),
        sum(one.churn for one in rows),
        len(rows),
        sum(one.end > 0 for one in rows),
        tuple(rows),
    )


@dataclass(frozen=True, slots=True)
class Settlement:
    """One renewal that came due and was settled."""

    account_id: int
    name: str
    due: int
    """The ARR that was due, in minor units."""
    renewed: int
    """The ARR it was renewed at; 0 when it was lost."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the renewals that came due were renewed, and how much of their ARR."""

    due: int
    renewed: int
    arr_due: int
    arr_renewed: int
    """Of what was due: growth at the renewal does not make up for another's loss."""
    rows: tuple[Settlement, ...] = ()

    @property
    def contracts(self) -> float | None:
        """Renewed contracts in percent of those due."""
        return _percent(self.renewed, self.due)

    @property
    def arr(self) -> float | None:
        """Renewed ARR in percent of the ARR due."""
        return _percent(self.arr_renewed, self.arr_due)


def renewal_rate(settled: Iterable[Settlement]) -> Rate:
    """The rate of renewals that were settled."""
    rows = tuple(settled)
    return Rate(
        len(rows),
        sum(one.renewed > 0 for one in rows),
        sum(one.due for one in rows),
        sum(min(one.due, one.renewed) for one in rows),
        rows,
    )


@dataclass(frozen=True, slots=True)
class Promoters:
    """Answers to "how likely are you to recommend us", from 0 to 10."""

    promoters: int
    passives: int
    detractors: int

    @property
    def responses(self) -> int:
        """All answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def nps(self) -> float | None:
        """(promoters - detractors) / answers, from -100 to 100; None without an answer."""
        return _percent(self.promoters - self.detractors, self.responses)


def promoters(answers: Sequence[float]) -> Promoters:
    """Answers counted: 9 and 10 promote, 7 and 8 are passive, 6 and less detract. Others than 0 to 10 are left out."""
    given = [one for one in answers if 0 <= one <= 10]
    high, low = sum(one >= 9 for one in given), sum(one < 7 for one in given)
    return Promoters(high, len(given) - high - low, low)


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None
