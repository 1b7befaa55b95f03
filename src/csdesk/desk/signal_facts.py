"""What signals are worked out from: readings as health has them, and what the book knows of an account, in words too.

Everything is read for many accounts at once. A fact whose day moves is written with its date, never with "in 74 days",
so that the evidence of a signal stays what it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import health_facts
from csdesk.policy.bands import band_of
from csdesk.policy.load import Policy
from csdesk.policy.signals import Fact, Reading
from csdesk.values.days import add_months, count, format_date
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MANY: Final = 500
_SILENT: Final = ("no answer", "no reply", "no response", "unanswered", "voicemail", "did not answer", "not reached")
"""What a touch says of itself when nobody was reached."""
_FEW: Final = 20
"""Accounts that are set against the book one by one; for more of them the whole book is ranked."""
_COUNTED: Final = "b.deleted_at IS NULL AND b.arr IS NOT NULL AND coalesce(b.stage, '') <> 'churned'"
_KEY_ROLES: Final = frozenset({"economic-buyer", "champion", "technical-buyer", "executive-sponsor"})
_REVIEWS: Final = ("qbr", "ebr")


@dataclass(slots=True)
class Known:
    """One account as the rules of signals see it."""

    account_id: int
    name: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    readings: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    gone: bool = False
    """Whether the customer is lost, so that nothing is raised any more."""


def read(
    connection: Connection,
    policy: Policy,
    today: date,
    accounts: Iterable[int] | None = None,
    *,
    readings: Iterable[health_facts.Facts] | None = None,
    formats: Formats | None = None,
    names: frozenset[str] | None = None,
) -> Iterator[Known]:
    """Every account outside the bin, or those named. `readings`: what health has read already, with these names too.

    `names`: the readings to look for, where they are not those of the policy's own rules.
    """
    wanted = list(accounts) if accounts is not None else None
    if wanted is None:
        wanted = [row[0] for row in connection.exec_driver_sql("SELECT id FROM account WHERE deleted_at IS NULL")]
    given = {one.account_id: one for one in readings} if readings is not None else None
    standing = _standing(connection, accounts if accounts is None else wanted)
    for start in range(0, len(wanted), _MANY):
        ids = wanted[start : start + _MANY]
        if given is None:
            also = names or policy.signals.names
            found = {one.account_id: one for one in health_facts.read(connection, policy, today, ids, also)}
        else:
            found = given
        yield from _Part(connection, policy, today, ids, standing, formats or Formats()).known(found)


def _standing(connection: Connection, accounts: Sequence[int] | None) -> dict[int, float]:
    """For each account the percent of the accounts in its currency that have a larger ARR."""
    if accounts is not None and len(accounts) <= _FEW:
        sql = (
            f"SELECT a.id, (SELECT 100.0 * sum(b.arr > a.arr) / count(*) FROM account b WHERE {_COUNTED} "
            "AND b.arr_currency IS a.arr_currency) FROM account a WHERE a.arr IS NOT NULL "
            f"AND a.id IN ({','.join('?' * len(accounts))})"
        )
        rows = connection.exec_driver_sql(sql, tuple(accounts)).all()
        return {row[0]: row[1] for row in rows if row[1] is not None}
    rows = connection.exec_driver_sql(
        "SELECT id, (rank() OVER (PARTITION BY arr_currency ORDER BY arr DESC) - 1) * 100.0 "
        f"/ count(*) OVER (PARTITION BY arr_currency) FROM account b WHERE {_COUNTED}"
    ).all()
    return {row[0]: row[1] for row in rows}


class _Part:
    """Some hundred accounts, read together."""

    def __init__(
        self,
        connection: Connection,
        policy: Policy,
        today: date,
        ids: Sequence[int],
        standing: Mapping[int, float],
        formats: Formats,
    ) -> None:
        self._connection, self._policy, self._today, self._ids = connection, policy, today, ids
        self._standing, self._formats = standing, formats
        self._marks = f"({','.join('?' * len(ids))})"
        self._known: dict[int, Known] = {}

    def known(self, readings: Mapping[int, health_facts.Facts]) -> Iterator[Known]:
        """The accounts with everything that is known of them."""
        renewals = self._accounts()
        self._health()
        self._touches()
        self._talks(renewals)
        self._contacts()
        self._meetings()
        self._chances()
        for one in self._known.values():
            read = readings.get(one.account_id)
            if read is not None:
                one.readings = read.readings
            yield one

    def _rows(self, sql: str, *before: Any) -> Sequence[Any]:
        return self._connection.exec_driver_sql(sql.format(ids=self._marks), (*before, *self._ids)).all()

    def _say(self, account_id: int, name: str, value: float | str, text: str, on: date | None = None,
             before: float | None = None) -> None:  # fmt: skip
        one = self._known.get(account_id)
        if one is not None:
            one.facts[name] = Fact(value, text, on, before)

    def _days(self, day: str | None) -> int:
        return (self._today - date.fromisoformat(day)).days if day else 0

    def _accounts(self) -> dict[int, str]:
        tiers = {fold(key): (at, tier.id) for at, tier in enumerate(self._policy.tiers) for key in (tier.name, tier.id)}
        renewals: dict[int, str] = {}
        for row in self._rows(
            "SELECT id, name, stage, renewal_date, arr, arr_currency, tier, support_plan, csm, executive_escalation, "
            "created_at, contract_start FROM account WHERE deleted_at IS NULL AND id IN {ids}"
        ):
            account_id, name, stage, renewal, arr, currency, tier, plan, csm, escalated, created, start = row
            self._known[account_id] = Known(account_id, name or "", gone=stage == "churned")
            if stage:
                self._say(account_id, "stage", stage, f"Stage: {stage}")
            if renewal:
                renewals[account_id] = renewal
                day = date.fromisoformat(renewal)
                self._say(
                    account_id, "days_to_renewal", (day - self._today).days, f"Renewal on {format_date(day)}", day
                )
            if arr is not None:
                money = Money(arr, currency or self._formats.currency)
                said = format_money(money, self._formats)
                self._say(account_id, "arr", float(money.amount), f"ARR {said}")
                above = self._standing.get(account_id)
                if above is not None:
                    self._say(account_id, "arr_above", above, f"ARR {said}, among the largest of the book")
            if tier:
                rank, known = tiers.get(fold(tier), (None, fold(tier)))
                self._say(account_id, "tier", known, f"Tier: {tier}")
                if rank is not None:
                    self._say(account_id, "tier_rank", rank, f"Tier: {tier}")
            premier = "premier" in fold(plan or "")
            self._say(account_id, "premier_support", float(premier), f"Support plan: {plan or 'none'}")
            self._say(account_id, "dedicated_csm", float(csm is not None), "Has a primary CSM of its own")
            self._say(account_id, "executive_escalation", float(bool(escalated)), "An executive escalation is open")
            if start and (signed := date.fromisoformat(start)) < self._today:
                months = (self._today.year - signed.year) * 12
                day = add_months(signed, months)
                day = day if day >= self._today else add_months(signed, months + 12)
                said = f"Contract of {format_date(signed)}, anniversary on {format_date(day)}"
                self._say(account_id, "days_to_anniversary", (day - self._today).days, said, day)
            begun = date.fromisoformat(created[:10])
            self._say(account_id, "days_since_touch", (self._today - begun).days,
                      f"No touch noted since it came into the book on {format_date(begun)}", begun)  # fmt: skip
            self._say(account_id, "renewal_talks", 0, "No conversation about the renewal noted")
        return renewals

    def _health(self) -> None:
        red: list[int] = []
        month_ago = (self._today - timedelta(days=30)).isoformat()
        for account_id, score, past, day in self._rows(
            "SELECT a.id, a.health_score, s.score, s.date FROM account a LEFT JOIN health_snapshot s ON s.id = "
            "(SELECT id FROM health_snapshot WHERE account_id = a.id AND deleted_at IS NULL AND date <= ? "
            "AND score IS NOT NULL ORDER BY date DESC, id DESC LIMIT 1) "
            "WHERE a.deleted_at IS NULL AND a.health_score IS NOT NULL AND a.id IN {ids}",
            month_ago,
        ):
            band = band_of(self._policy, score)
            tone, word = (band.tone, band.word) if band else ("", "")
            self._say(account_id, "health", score, f"Health score {score:g}", self._today, past)
            self._say(account_id, "health_tone", tone, f"Health score {score:g}, {word.lower()}", self._today, past)
            if past is not None:
                then = date.fromisoformat(day)
                self._say(account_id, "health_fall", past - score,
                          f"Health score {score:g}, {past:g} on {format_date(then)}", self._today, past)  # fmt: skip
            if tone == "red":
                red.append(account_id)
        for start in range(0, len(red), _MANY):
            self._before(red[start : start + _MANY])

    def _before(self, red: Sequence[int]) -> None:
        """The colour that the score of red accounts had before it turned red."""
        lowest = self._policy.floor("yellow")
        for account_id, day, score in self._connection.exec_driver_sql(
            "SELECT account_id, max(date), score FROM health_snapshot WHERE deleted_at IS NULL AND score >= ? "
            f"AND account_id IN ({','.join('?' * len(red))}) GROUP BY account_id",
            (lowest, *red),
        ):
            band = band_of(self._policy, score)
            on = date.fromisoformat(day)
            self._say(account_id, "health_before", band.tone if band else "", f"{score:g} on {format_date(on)}", on)

    def _touches(self) -> None:
        today = self._today.isoformat()
        for account_id, day in self._rows(
            "SELECT account_id, max(date) FROM touch WHERE deleted_at IS NULL AND date <= ? AND account_id IN {ids} "
            "GROUP BY account_id",
            today,
        ):
            on = date.fromisoformat(day)
            self._say(account_id, "days_since_touch", self._days(day), f"Last touch on {format_date(on)}", on)
        bad: dict[int, list[tuple[str, str, str]]] = {}
        tried: dict[int, list[str]] = {}
        answered: set[int] = set()
        month_ago = (self._today - timedelta(days=30)).isoformat()
        for account_id, kind, day, summary, detail, mood in self._rows(
            "SELECT account_id, type, date, summary, detail, sentiment FROM touch WHERE deleted_at IS NULL "
            "AND date >= ? AND date <= ? AND account_id IN {ids} ORDER BY date DESC, id DESC",
            (self._today - timedelta(days=60)).isoformat(),
            today,
        ):
            if mood in ("bad", "mixed") and day >= month_ago:
                bad.setdefault(account_id, []).append((mood, day, summary or ""))
            if kind == "note" or account_id in answered:
                continue
            said = fold(f"{summary or ''} {detail or ''}")
            if kind in ("email", "call") and any(word in said for word in _SILENT):
                tried.setdefault(account_id, []).append(day)
            else:
                answered.add(account_id)
        for account_id, touches in bad.items():
            worst = [one for one in touches if one[0] == "bad"]
            for name, among in (("bad_touches", worst), ("low_touches", touches)):
                if among:
                    on = date.fromisoformat(among[0][1])
                    words = f": “{among[0][2]}”" if among[0][2] else ""
                    self._say(account_id, name, len(among), f"A touch in a bad mood on {format_date(on)}{words}", on)
        for account_id, days in tried.items():
            first = date.fromisoformat(days[-1])
            said = f"{count(len(days), 'attempt')} without an answer since {format_date(first)}"
            self._say(account_id, "unanswered", len(days), said, date.fromisoformat(days[0]))
            self._say(account_id, "unanswered_days", self._days(days[-1]), said, first)

    def _talks(self, renewals: Mapping[int, str]) -> None:
        found: dict[int, int] = {}
        since = (self._today - timedelta(days=150)).isoformat()
        for account_id, number in self._rows(
            "SELECT account_id, count(*) FROM touch WHERE deleted_at IS NULL AND date >= ? AND date <= ? "
            "AND coalesce(type, '') <> 'note' AND (summary LIKE '%renew%' OR detail LIKE '%renew%') "
            "AND account_id IN {ids} GROUP BY account_id",
            since,
            self._today.isoformat(),
        ):
            found[account_id] = number
        for account_id, renewal in self._rows(
            "SELECT account_id, renewal_date FROM renewal_step WHERE deleted_at IS NULL AND state = 'done' "
            "AND account_id IN {ids}"
        ):
            found[account_id] = found.get(account_id, 0) + (renewals.get(account_id) == renewal)
        for account_id, renewal in self._rows(
            "SELECT account_id, renewal_date FROM renewal_call WHERE deleted_at IS NULL AND own IS NOT NULL "
            "AND account_id IN {ids}"
        ):
            found[account_id] = found.get(account_id, 0) + (renewals.get(account_id) == renewal)
        for account_id, number in found.items():
            if number:
                self._say(account_id, "renewal_talks", number, f"{number} noted about the renewal")

    def _contacts(self) -> None:
        people: dict[int, list[Any]] = {}
        for row in self._rows(
            "SELECT account_id, name, role, attitude, left_on FROM contact WHERE deleted_at IS NULL "
            "AND account_id IN {ids}"
        ):
            people.setdefault(row[0], []).append(row)
        today, recently = self._today.isoformat(), (self._today - timedelta(days=90)).isoformat()
        for account_id, rows in people.items():
            there = [row for row in rows if not row[4] or row[4] > today]
            left = sorted((row for row in rows if row[4] and row[4] <= today), key=lambda row: row[4])
            champions = [row for row in there if row[2] == "champion"]
            self._say(account_id, "champions", len(champions), f"{count(len(champions), 'champion')} there"
                      if champions else "No champion in their place")  # fmt: skip
            worst = next((mood for mood in ("critic", "neutral", "supporter", "advocate")
                          for row in champions if row[3] == mood), "")  # fmt: skip
            if worst:
                who = next(row[1] for row in champions if row[3] == worst)
                self._say(account_id, "champion_attitude", worst, f"Champion {who}: {worst}")
            self._left(account_id, "champion_left", "Champion", [row for row in left if row[2] == "champion"])
            sponsors = [row for row in left if row[2] == "executive-sponsor"]
            self._left(account_id, "sponsor_left", "Executive sponsor", sponsors)
            lately = [row for row in left if row[4] >= recently]
            key = [row for row in lately if row[2] in _KEY_ROLES]
            names = ", ".join(f"{row[1]} on {format_date(date.fromisoformat(row[4]))}" for row in lately)
            self._say(account_id, "contacts_left", len(lately), f"Left: {names}")
            names = ", ".join(f"{row[1]} on {format_date(date.fromisoformat(row[4]))}" for row in key)
            self._say(account_id, "key_contacts_left", len(key), f"Left: {names}")
            open_roles = {row[2] for row in key} - {row[2] for row in there}
            self._say(account_id, "unreplaced", len(open_roles),
                      f"Nobody yet as {', '.join(sorted(role.replace('-', ' ') for role in open_roles))}")  # fmt: skip

    def _left(self, account_id: int, fact: str, what: str, left: Sequence[Any]) -> None:
        if left:
            on = date.fromisoformat(left[-1][4])
            self._say(account_id, fact, self._days(left[-1][4]), f"{what} {left[-1][1]} left on {format_date(on)}", on)

    def _meetings(self) -> None:
        meetings: dict[int, list[Any]] = {}
        since = (self._today - timedelta(days=90)).isoformat()
        for row in self._rows(
            "SELECT account_id, id, type, date, status, title FROM review WHERE deleted_at IS NULL AND date >= ? "
            "AND account_id IN {ids} ORDER BY date",
            since,
        ):
            meetings.setdefault(row[0], []).append(row)
        for account_id, rows in meetings.items():
            cancelled = [row for row in rows if row[4] == "cancelled" and not self._anew(row, rows)]
            for name, among in (("meetings_cancelled", cancelled),
                                ("reviews_cancelled", [row for row in cancelled if row[2] in _REVIEWS])):  # fmt: skip
                if among:
                    on = date.fromisoformat(among[-1][3])
                    what = _meeting(among[-1][2])
                    self._say(account_id, name, len(among),
                              f"{what} of {format_date(on)} cancelled, no other is planned", on)  # fmt: skip
        moved: dict[int, list[Any]] = {}
        for row in self._rows(
            "SELECT r.account_id, r.type, r.date FROM review r JOIN change c ON c.record = 'review' "
            "AND c.record_id = r.id AND c.field = 'date' AND c.old IS NOT NULL AND c.new > c.old "
            "JOIN change_set s ON s.id = c.set_id AND s.state = 'done' AND s.role = 'change' "
            "WHERE r.deleted_at IS NULL AND r.date >= ? AND coalesce(r.status, '') <> 'cancelled' "
            "AND r.account_id IN {ids}",
            since,
        ):
            moved.setdefault(row[0], []).append(row)
        for account_id, rows in moved.items():
            for name, among in (
                ("meetings_moved", rows),
                ("reviews_moved", [one for one in rows if one[1] in _REVIEWS]),
            ):
                if among:
                    on = date.fromisoformat(among[-1][2])
                    self._say(account_id, name, len(among),
                              f"{_meeting(among[-1][1])} moved to a later day, now {format_date(on)}", on)  # fmt: skip

    def _anew(self, cancelled: Any, rows: Sequence[Any]) -> bool:
        """Whether a meeting of the same type stands after a cancelled one, or is still to come."""
        today = self._today.isoformat()
        return any(
            row[2] == cancelled[2] and row[4] != "cancelled" and (row[3] > cancelled[3] or row[3] >= today)
            for row in rows
        )

    def _chances(self) -> None:
        best: dict[int, tuple[Money, str]] = {}
        for account_id, title, value, currency in self._rows(
            "SELECT account_id, title, value, value_currency FROM opportunity WHERE deleted_at IS NULL "
            "AND value IS NOT NULL AND coalesce(stage, '') NOT IN ('won', 'lost') AND account_id IN {ids}"
        ):
            money = Money(value, currency or self._formats.currency)
            if account_id not in best or money.minor > best[account_id][0].minor:
                best[account_id] = (money, title or "")
        for account_id, (money, title) in best.items():
            said = format_money(money, self._formats)
            self._say(account_id, "opportunity", float(money.amount), f"Opening “{title}” of {said}")
        if not any(one.fact == "goals_reached" for one in _conditions(self._policy)):
            return
        from csdesk.values.measure import progress

        reached: dict[int, list[str]] = {}
        for account_id, title, baseline, current, target in self._rows(
            "SELECT account_id, title, baseline, current, target FROM goal WHERE deleted_at IS NULL "
            "AND account_id IN {ids}"
        ):
            if (progress(baseline, current, target) or 0) >= 1:
                reached.setdefault(account_id, []).append(title or "")
        for account_id, titles in reached.items():
            self._say(account_id, "goals_reached", len(titles), f"Goal reached: {titles[0]}")


def _conditions(policy: Policy) -> Collection[Any]:
    return [one for rule in policy.signals.rules for case in rule.cases for way in case.ways for one in way]


def _meeting(kind: str | None) -> str:
    return {"qbr": "QBR", "ebr": "EBR", "mbr": "Monthly review", "check-in": "Check-in"}.get(kind or "", "Meeting")
