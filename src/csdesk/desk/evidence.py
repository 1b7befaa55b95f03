"""What the book knows around one review: read once, asked by the proofs and by the values that are worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csdesk.desk import records
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.account_rows import AccountRow
    from csdesk.desk.core import Desk
    from csdesk.desk.records import Record


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as far as a proof cares: its form, the review it belongs to, and when it was last sealed."""

    id: int
    form: str
    review: int | None
    changed: date
    sealed: date | None


class Evidence:
    """An account, and the review in question (None outside reviews); everything is read on first use."""

    def __init__(self, desk: Desk, account: int, review: Record | None) -> None:
        self.desk = desk
        self.account = account
        self.review = review
        self.today = desk.clock.today()

    @property
    def on(self) -> date | None:
        """The review's date."""
        return self.review.values["date"] if self.review is not None else None

    @cached_property
    def row(self) -> AccountRow:
        """The account as a list shows it."""
        from csdesk.desk import accounts

        return accounts.row(self.desk, self.account)

    def _of(self, kind: str) -> tuple[Record, ...]:
        return records.of_account(self.desk, kind, self.account)

    @cached_property
    def goals(self) -> tuple[Record, ...]:
        """Its goals."""
        return self._of("goal")

    @cached_property
    def milestones(self) -> tuple[Record, ...]:
        """Its milestones."""
        return self._of("milestone")

    @cached_property
    def risks(self) -> tuple[Record, ...]:
        """Its risks that are not closed."""
        return tuple(one for one in self._of("risk") if one.values["status"] != "closed")

    @cached_property
    def opportunities(self) -> tuple[Record, ...]:
        """Its opportunities that are neither won nor lost."""
        return tuple(one for one in self._of("opportunity") if one.values["stage"] not in ("won", "lost"))

    @cached_property
    def actions(self) -> tuple[Record, ...]:
        """Its actions that are still to do."""
        return tuple(one for one in self._of("action") if one.values["status"] not in ("done", "dropped"))

    @cached_property
    def caught(self) -> frozenset[int]:
        """The actions that came from the review."""
        if self.review is None:
            return frozenset()
        from csdesk.desk import review_closing

        return frozenset(one.id for one in review_closing.caught(self.desk, self.review))

    @cached_property
    def values(self) -> tuple[Record, ...]:
        """What its goals were worth so far."""
        return self._of("value_entry")

    @cached_property
    def touches(self) -> tuple[Record, ...]:
        """Its touches that have a date, the newest first."""
        dated = [one for one in self._of("touch") if one.values["date"] is not None]
        return tuple(sorted(dated, key=lambda one: one.values["date"], reverse=True))

    @cached_property
    def reviews(self) -> tuple[Record, ...]:
        """Its meetings that have a date and were not cancelled, the earliest first."""
        dated = [one for one in self._of("review") if one.values["date"] is not None]
        kept = [one for one in dated if one.values["status"] != "cancelled"]
        return tuple(sorted(kept, key=lambda one: (one.values["date"], one.id)))

    @cached_property
    def previous(self) -> Record | None:
        """The last meeting of the same type that was held before this one."""
        found = [one for one in self._alike if one.values["status"] == "held" and self._before(one)]
        return found[-1] if found else None

    @cached_property
    def following(self) -> Record | None:
        """The first meeting of the same type that is planned after this one."""
        found = [one for one in self._alike if one.values["status"] == "planned" and self._after(one)]
        return found[0] if found else None

    @property
    def _alike(self) -> list[Record]:
        type = self.review.values["type"] if self.review is not None else None
        return [one for one in self.reviews if type is None or one.values["type"] in (type, None)]

    def _before(self, one: Record) -> bool:
        return bool(one.values["date"] < (self.on or self.today))

    def _after(self, one: Record) -> bool:
        return bool(one.values["date"] > (self.on or self.today)) and (self.review is None or one.id != self.review.id)

    @cached_property
    def attendees(self) -> tuple[tuple[Record, Record], ...]:
        """Who comes to the review: the attendee and the person, in their order."""
        if self.review is None:
            return ()
        people = {one.id: one for one in self._of("contact")}
        people |= {one.id: one for one in records.of_account(self.desk, "contact", None)}
        found = [one for one in self._of("attendee") if one.values["review"] == self.review.id]
        return tuple((one, people[one.values["contact"]]) for one in found if one.values["contact"] in people)

    def side(self, ours: bool) -> list[tuple[Record, Record]]:
        """The attendees of one side."""
        return [pair for pair in self.attendees if (pair[1].account_id is None) == ours]

    @cached_property
    def confirmed(self) -> frozenset[int]:
        """The attendees who said that they come: their ids. A book from before schema 0002 has it in its documents."""
        if self.review is None:
            return frozenset()
        said = {one.id for one, _ in self.attendees if one.values["confirmed"]}
        with self.desk.book.read() as connection:
            rows = connection.exec_driver_sql(
                'SELECT a."row", a.value FROM answer a JOIN document d ON d.id = a.document_id '
                "WHERE d.review_id=? AND d.deleted_at IS NULL AND a.section='attendees' AND a.field='confirmed'",
                (self.review.id,),
            ).fetchall()
        denied = {one.id for one, _ in self.attendees if one.values["confirmed"] is False}
        return frozenset(said | {int(row) for row, value in rows if value == "true" and row.isdigit()}) - denied

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The account's documents outside the bin."""
        with self.desk.book.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT d.id, d.form, d.review_id, d.updated_at, max(i.issued_on) FROM document d "
                "LEFT JOIN document_issue i ON i.document_id = d.id "
                "WHERE d.account_id=? AND d.deleted_at IS NULL GROUP BY d.id ORDER BY d.id",
                (self.account,),
            ).fetchall()
        return tuple(
            Paper(
                number,
                form,
                review,
                datetime.fromisoformat(changed).astimezone().date(),
                date.fromisoformat(sealed) if sealed else None,
            )
            for number, form, review, changed, sealed in rows
        )

    def paper(self, *forms: str) -> Paper | None:
        """The newest document of one of these forms for the review; for forms about accounts, of the account."""
        mine = self.review.id if self.review is not None else None
        found = [one for one in self.papers if one.form in forms and one.review in (None, mine)]
        return found[-1] if found else None

    @cached_property
    def plan_reviewed(self) -> date | None:
        """When the success plan was last looked at with the customer, or sealed."""
        with self.desk.book.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT max(coalesce(reviewed_on, ''), coalesce(final_on, '')) FROM document "
                "WHERE form='success-plan' AND account_id=? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1",
                (self.account,),
            ).scalar()
        return date.fromisoformat(found) if found else None

    def _newest(self, table: str, column: str) -> tuple[date, float] | None:
        with self.desk.book.read() as connection:
            row = connection.exec_driver_sql(
                f'SELECT date, {column} FROM "{table}" WHERE account_id=? AND deleted_at IS NULL '
                "AND date IS NOT NULL ORDER BY date DESC, id DESC LIMIT 1",
                (self.account,),
            ).fetchone()
        return None if row is None or row[1] is None else (date.fromisoformat(row[0]), float(row[1]))

    @cached_property
    def health(self) -> tuple[date, float] | None:
        """The newest health score and its day."""
        return self._newest("health_snapshot", "score")

    @cached_property
    def reading(self) -> date | None:
        """The day of the newest reading of an indicator."""
        found = self._newest("indicator_reading", "value")
        return found[0] if found else None

    def sent(self, since: date, *words: str) -> Record | None:
        """The first e-mail in the timeline from a day on whose summary holds one of these words."""
        for one in reversed(self.touches):
            said = fold(str(one.values["summary"] or ""))
            if one.values["date"] >= since and one.values["type"] == "email" and any(word in said for word in words):
                return one
        return None

    def made_since(self, kind: str, since: date) -> int:
        """How many records of a kind were added to the account on a day or after it."""
        with self.desk.book.read() as connection:
            rows = connection.exec_driver_sql(
                f'SELECT created_at FROM "{kind}" WHERE account_id=? AND deleted_at IS NULL', (self.account,)
            ).fetchall()
        return sum(datetime.fromisoformat(at).astimezone().date() >= since for (at,) in rows)


def strategic(desk: Desk, account: Mapping[str, Any]) -> bool:
    """Whether an account counts as strategic: its tier is called so, or is the highest of the chosen policy."""
    from csdesk.desk import settings
    from csdesk.policy.load import policies

    tier = fold(str(account.get("tier") or ""))
    if not tier:
        return False
    known = policies().get(settings.policy_id(desk))
    highest = {fold(known.tiers[0].name), fold(known.tiers[0].id)} if known and known.tiers else set()
    return tier in highest | {"strategic"}
