"""The sample book: about forty invented accounts with a year of history, made anew relative to today.

The past is written as past: accounts come in when their contract starts, what sales handed over a little later, goals
were measured along the way. So ages, sources and the account's history read as in a book that has been in use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csdesk.desk import (
    health_store,
    sample_data,
    sample_history,
    sample_plans,
    sample_renewals,
    sample_risk,
    sample_runs,
    sample_signals,
    sample_tiers,
    sample_today,
)
from csdesk.desk.errors import DeskError
from csdesk.desk.sample_data import Item, Sample, day, values
from csdesk.values.clock import Clock, FixedClock

if TYPE_CHECKING:
    from csdesk.book.transaction import Transaction
    from csdesk.desk.core import Desk

ORIGIN = "sample"
OLDEST = timedelta(days=400)
"""How far back the book itself goes."""

_POOLED = {
    "Strategic": ("executive-sponsor", "economic-buyer", "champion", "technical-buyer", "influencer", "end-user"),
    "Enterprise": ("economic-buyer", "champion", "technical-buyer", "end-user"),
    "Mid-market": ("economic-buyer", "champion", "end-user"),
    "SMB": ("economic-buyer", "champion"),
}
_DEPARTMENTS = {
    "economic-buyer": "Finance", "champion": "Operations", "technical-buyer": "IT",
    "executive-sponsor": "Executive office", "influencer": "Procurement", "end-user": "Operations",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    accounts: int
    records: int
    documents: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One operation of the invented past."""

    on: date
    name: str
    account: str
    write: Callable[[Transaction], None]


def make_sample(target: Path | Desk, clock: Clock | None = None) -> Made:
    """Makes the sample in a new book at `target`, or in an open book that has no account yet.

    The profile, formats and policy of an open book are kept where they were set. DeskError, with nothing changed, when
    there is a book or an account already.
    """
    from csdesk.desk.core import Desk

    if isinstance(target, Path):
        if target.exists():
            raise DeskError(
                f"There is a book at {target} already.",
                "It was not touched.",
                "Name another file with --book, or move that one away first.",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        with Desk.open(target, clock=clock, origin=ORIGIN) as desk:
            return _make(desk)
    with target.book.read() as connection:
        if connection.exec_driver_sql("SELECT 1 FROM account LIMIT 1").first() is not None:
            raise DeskError(
                "This book has accounts already.", "It was not touched.", "Make the sample in a new, empty book."
            )
    before, target.origin = target.origin, ORIGIN
    try:
        return _make(target)
    finally:
        target.origin = before


def _make(desk: Desk) -> Made:
    sample = sample_data.read()
    today = desk.clock.today()
    _set_up(desk, sample)
    maker = _Maker(sample, today, desk.profile.name)
    for step in sorted(maker.steps(), key=lambda step: step.on):
        at = datetime.combine(step.on, time(9, 30), UTC) if step.on < today else desk.clock.now()
        account_id = maker.accounts.get(step.account)
        with desk.book.write(
            step.name, origin=ORIGIN, account_id=account_id, undoable=False, clock=FixedClock(at)
        ) as tx:
            step.write(tx)
    documents = sample_plans.write_plans(desk, sample.accounts, maker.accounts, today)
    sample_tiers.write_tiers(desk, maker.accounts, today)
    sample_runs.write_runs(desk, maker.accounts, today)
    sample_renewals.write_renewals(desk, maker.accounts, today)
    # One last step through the desk, so that open pages hear that the book has changed.
    with desk.write("Make the sample book", undoable=False) as tx:
        tx.insert("setting", {"key": "sample", "value": today.isoformat()})
    health_store.catch_up(desk)
    documents += sample_risk.write_risk(desk, maker.accounts, today)
    sample_signals.write_signals(desk, maker.accounts, today)
    sample_today.write_today(desk, maker.accounts, today)
    return Made(len(maker.accounts), maker.records, documents)


def _set_up(desk: Desk, sample: Sample) -> None:
    from csdesk.desk import settings

    if desk.profile.name or desk.profile.company:
        return
    given = {key: value for key, value in sample.profile.items() if key != "logo"}
    logo = (sample.folder / sample.profile["logo"]).read_bytes()
    with desk.write("Introduce the sample's company", undoable=False):
        settings.set_profile(desk, settings.Profile(**given, logo=logo))


class _Maker:
    """Turns the sample's data into steps; ids are known once the steps before have been written."""

    def __init__(self, sample: Sample, today: date, person: str) -> None:
        self.sample = sample
        self.today = today
        self.person = person
        self.accounts: dict[str, int] = {}
        self.records = 0
        self._team: dict[str, int] = {}
        self._people: dict[str, dict[str, int]] = {}
        self._goals: dict[tuple[str, str], int] = {}

    def steps(self) -> list[_Step]:
        """Every operation, in the order of the data; the caller sorts them by day."""
        found = [_Step(self.today - OLDEST, "Set up the team", "", self._add_team)]
        for account in self.sample.accounts:
            found += self._of(account)
        return found

    def _of(self, account: Item) -> list[_Step]:
        name = account["name"]
        begun = self.today - timedelta(days=20)
        if not account.get("sparse"):
            begun = max(day(account["started"], self.today), self.today - OLDEST)
        steps = [_Step(begun, f"Bring in {name} from the CRM", name, lambda tx: self._add_account(tx, account))]
        if account.get("sparse"):
            return steps
        handed = min(begun + timedelta(days=12), self.today)
        steps.append(_Step(handed, f"Take over {name} from sales", name, lambda tx: self._hand_over(tx, account)))
        for goal in account.get("goals", ()):
            for offset, current in goal.get("past", ()):
                on = max(day(offset, self.today), handed)
                steps.append(
                    _Step(on, f"Measure “{goal['title']}”", name, self._measure(name, goal["title"], on, current))
                )
        recently = max(self.today - timedelta(days=16), handed)
        steps.append(_Step(recently, f"Review {name}", name, lambda tx: self._review(tx, account)))
        steps.append(_Step(self.today, f"Keep {name} up to date", name, lambda tx: self._keep(tx, account)))
        return steps

    def _add(self, tx: Transaction, kind: str, row: Mapping[str, Any], account: str = "") -> int:
        self.records += 1
        owner = {"account_id": self.accounts[account]} if account else {}
        return tx.insert(kind, {**row, **owner})

    def _add_team(self, tx: Transaction) -> None:
        for at, member in enumerate(self.sample.team):
            row = values("contact", member, self.today, "USD", {})
            if at == 0 and self.person:
                row["name"] = self.person
            self._team[member["name"]] = self._add(tx, "contact", {**row, "side": "ours"})

    def _add_account(self, tx: Transaction, account: Item) -> None:
        name = account["name"]
        owner = account.get("owner", self.sample.team[0]["name"])
        later = {"next", "due", "at_risk", "technical_contact", "stage", "health"}
        row = values(
            "account",
            {key: one for key, one in account.items() if key not in later},
            self.today,
            _currency(account),
            {},
        )
        if not account.get("sparse"):
            members = [member["name"] for member in self.sample.team]
            backup = members[0] if owner == members[1] else members[1]
            row |= {
                "crm_id": sample_data.crm_id(name),
                "owner": self.person if owner == members[0] and self.person else owner,
                "stage": "onboarding",
                "csm": self._team[owner],
                "csm_since": row["contract_start"],
                "backup_csm": self._team[backup],
                "backup_since": row["contract_start"],
            }
            if account["tier"] in ("Strategic", "Enterprise"):
                row |= {"success_manager": self._team[members[2]], "success_manager_since": row["contract_start"]}
        self.accounts[name] = self._add(tx, "account", row)
        self._people[name] = dict(self._team)
        persons = [] if account.get("sparse") else self._persons(account)
        for person in persons:
            self._people[name][person["name"]] = self._add(
                tx, "contact", values("contact", person, self.today, "USD", {}), name
            )
        for below, above in sample_data.reporting(persons):
            tx.update("contact", self._people[name][below], {"reports_to": self._people[name][above]})

    def _persons(self, account: Item) -> list[dict[str, Any]]:
        """The people told, or as many from the pool as the tier has roles; `fill` asks for more."""
        told = [dict(person) for person in account.get("people", ())]
        dice = sample_data.chance(account["name"], "people")
        roles = _POOLED[account["tier"]]
        wanted = account.get("fill", {}).get("people", 0 if told else len(roles))
        sites = account.get("sites", ())
        for at in range(len(told), wanted):
            turn, place = divmod(at, len(roles))
            role = roles[place]
            if role == "executive-sponsor" and turn:
                role = "influencer"
            title = dice.choice(self.sample.titles[role])
            if turn and sites:
                title += f", {sites[(turn - 1) % len(sites)]}"
            strength = max(1, min(5, round(account["health"][-1][1] / 22) + dice.randint(-1, 1)))
            told.append({"name": self.sample.person(), "title": title, "role": role, "strength": strength})
        for person in told:
            person.setdefault("side", "customer")
            person.setdefault("level", _level(person["title"]))
            person.setdefault("department", _DEPARTMENTS.get(person["role"], "Operations"))
            person.setdefault("email", sample_data.address(person["name"], person["title"], account["domain"]))
            person.setdefault("influence", "low" if person["role"] == "end-user" else dice.choice(("high", "medium")))
            person.setdefault("preference", dice.choice(("email", "call", "meeting")))
        return told

    def _hand_over(self, tx: Transaction, account: Item) -> None:
        name = account["name"]
        people = self._people[name]
        handed = dict(account.get("handoff", ()))
        goals = self._told(account, "goal")
        if not goals:
            count = account.get("fill", {}).get("goals", 1 if account["tier"] == "SMB" else 2)
            customers = [who for who in people if who not in self._team]
            made = sample_history.goals(account, self.sample, self.today, count, customers)
            goals = [_contacts(goal, people, "owner_customer") | {"owner_ours": self._owner(account)} for goal in made]
        handed.setdefault("current_scope", f"{account['product']} for {account['seats']} named users.")
        handed.setdefault("objective", goals[0]["outcome"])
        if "technical_contact" in account:
            handed["technical_contact"] = people[account["technical_contact"]]
        tx.update("account", self.accounts[name], handed)
        for goal, told in zip(goals, account.get("goals", goals), strict=True):
            first = {**goal, "current": None, "current_on": None} if told.get("past") else goal
            self._goals[name, goal["title"]] = self._add(tx, "goal", first, name)
        told_steps = self._told(account, "milestone")
        for step in told_steps or sample_history.milestones(account, self.sample, self.today):
            self._add(tx, "milestone", step, name)

    def _measure(self, account: str, goal: str, on: date, current: str) -> Callable[[Transaction], None]:
        def write(tx: Transaction) -> None:
            tx.update("goal", self._goals[account, goal], {"current": current, "current_on": on})

        return write

    def _review(self, tx: Transaction, account: Item) -> None:
        name, score = account["name"], account["health"][-1][1]
        people = self._people[name]
        fill = account.get("fill", {})
        tx.update("account", self.accounts[name], {"stage": account["stage"]})
        for goal in account.get("goals", ()):
            if goal.get("past"):
                measured = {key: goal[key] for key in ("current", "current_on")}
                row = values("goal", measured, self.today, "USD", people)
                tx.update("goal", self._goals[name, goal["title"]], row)
        owner = {"owner": self._owner(account)}
        risks = self._told(account, "risk") or [
            {**row, **owner}
            for row in sample_history.risks(account, self.sample, fill.get("risks", 0 if score >= 75 else 1))
        ]
        wanted = fill.get("opportunities", 1 if score >= 65 and account["arr"] else 0)
        chances = (
            [] if "handoff" in account and not fill else sample_history.opportunities(account, self.sample, wanted)
        )
        chances = [dict(one) for one in account.get("opportunities", chances)]
        for row in risks:
            self._add(tx, "risk", row, name)
        for row in chances:
            self._add(tx, "opportunity", values("opportunity", row, self.today, _currency(account), people), name)

    def _keep(self, tx: Transaction, account: Item) -> None:
        name = account["name"]
        people = self._people[name]
        account_id = self.accounts[name]
        customers = [who for who in people if who not in self._team]
        fresh = values(
            "account",
            {key: account[key] for key in ("next", "due", "at_risk") if key in account},
            self.today, _currency(account), people,
        )  # fmt: skip
        tx.update("account", account_id, {**fresh, "health_score": float(account["health"][-1][1])})
        wanted = account.get("fill", {}).get("actions", 0 if account["stage"] == "churned" else 2)
        made = sample_history.actions(account, self.sample, self.today, wanted, customers)
        actions = self._told(account, "action") or [_contacts(row, people, "owner") for row in made]
        told_reviews = self._told(account, "review")
        reviews = told_reviews or sample_history.reviews(account, self.sample, self.today)
        touches = [
            _contacts(row, people, "contact")
            for row in sample_history.touches(account, self.sample, self.today, customers)
        ]
        met: dict[int, date] = {}
        for touch in touches:
            if "contact" in touch:
                met[touch["contact"]] = max(touch["date"], met.get(touch["contact"], touch["date"]))
        told_people = {person["name"] for person in account.get("people", ()) if "last_contact" in person}
        for who, contact in people.items():
            if contact in met and who not in told_people:
                tx.update("contact", contact, {"last_contact": met[contact]})
        for row in actions:
            self._add(tx, "action", row, name)
        told_of = account.get("reviews", ()) if told_reviews else ()
        for number, row in enumerate(reviews):
            meeting = self._add(tx, "review", row, name)
            names = told_of[number].get("attendees", ()) if told_of else self._usual(account, row)
            for who in names:
                part = "lead" if people[who] == self._owner(account) else "attends"
                self._add(tx, "attendee", {"review": meeting, "contact": people[who], "part": part}, name)
        for item in account.get("worth", ()):
            entry = values("value_entry", {key: one for key, one in item.items() if key != "goal"}, self.today,
                           _currency(account), people)  # fmt: skip
            self._add(tx, "value_entry", {**entry, "goal": self._goals[name, item["goal"]]}, name)
        self._many(
            tx,
            "touch",
            ("type", "date", "contact", "summary", "detail"),
            touches + self._told(account, "touch"),
            account_id,
        )
        scores = [
            {"date": on, "score": score, "origin": "CRM"}
            for on, score in sample_history.scores(account, self.today)
            if on < self.today
        ]
        self._many(tx, "health_snapshot", ("date", "score", "origin"), scores, account_id)
        measured = [
            {"indicator": indicator, "date": on, "value": value, "origin": "Product export"}
            for indicator, on, value in sample_history.readings(account, self.sample, self.today)
        ]
        self._many(tx, "indicator_reading", ("indicator", "date", "value", "origin"), measured, account_id)
        events = [
            values("arr_event", {"date": on, "type": kind, "arr": amount}, self.today, _currency(account), {})
            for on, kind, amount in sample_history.arr_events(account)
        ]
        self._many(tx, "arr_event", ("date", "type", "arr"), events, account_id)

    def _usual(self, account: Item, review: Mapping[str, Any]) -> list[str]:
        """Who comes to a meeting of which nothing is told: the CSM and, once it is planned, three of the customer."""
        if review.get("status") != "planned" or not self._people[account["name"]]:
            return []
        ours = account.get("owner", self.sample.team[0]["name"])
        theirs = [who for who in self._people[account["name"]] if who not in self._team]
        return [ours, *theirs[:3]]

    def _many(
        self, tx: Transaction, kind: str, fields: tuple[str, ...], rows: list[dict[str, Any]], account: int
    ) -> None:
        rows = sorted(rows, key=lambda row: row["date"])
        self.records += len(rows)
        tx.insert_many(kind, ("account_id", *fields), [(account, *(row.get(one) for one in fields)) for row in rows])

    def _told(self, account: Item, kind: str) -> list[dict[str, Any]]:
        """The records of a kind that the account's own file tells."""
        plural = {"opportunity": "opportunities", "touch": "touches"}.get(kind, f"{kind}s")
        people = self._people[account["name"]]
        return [values(kind, item, self.today, _currency(account), people) for item in account.get(plural, ())]

    def _owner(self, account: Item) -> int:
        return self._team[account.get("owner", self.sample.team[0]["name"])]


def _level(title: str) -> str:
    """The level that a title speaks of."""
    if title.startswith(("Chief", "Managing Director", "President")):
        return "c-level"
    if title.startswith("VP"):
        return "vp"
    if "Director" in title or title.startswith("Head"):
        return "director"
    return "user" if title.startswith(("Team", "Order", "Accounts", "Shift", "Adjuster")) else "manager"


def _contacts(row: Mapping[str, Any], people: Mapping[str, int], field: str) -> dict[str, Any]:
    """`row` with the contact's id in the place of the name."""
    return {**row, field: people[row[field]]} if field in row else dict(row)


def _currency(account: Item) -> str:
    return str(account.get("currency", "USD"))
