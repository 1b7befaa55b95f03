"""What the book says about one account, for the forms that ask for it: its story, its signs, its people, its use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from csdesk.desk import account_rows, records
from csdesk.desk.sources import Asked, Given, Source
from csdesk.policy.bands import band_of
from csdesk.values.days import format_date
from csdesk.values.money import Money, format_money
from csdesk.values.numbers import format_number

if TYPE_CHECKING:
    from csdesk.desk.records import Record

LOOK_BACK: Final = (180, 90, 30)
"""Days before the end at which a loss is read for signs (handbook, template 8; issue 4)."""
STORY_DAYS: Final = 365
_MOST_SIGNS: Final = 3
"""Signs told of each of these days, the gravest first."""
_NEAR: Final = timedelta(days=45)
"""How old a reading may be and still speak for a day."""
_BEFORE: Final = timedelta(days=100)
"""How old the reading may be that one is compared with: indicators are measured once a quarter at least."""
_RISING_IS_BAD: Final = frozenset({"open_tickets", "tickets", "escalations", "days_late"})
_POINTS: Final = frozenset({"nps", "health"})
"""Indicators that are compared in points, since a share of them means little."""
_NAMES: Final = {
    "active_users": "Active users", "logins_week": "Logins a week", "open_tickets": "Open tickets",
    "features_used": "Features in use", "nps": "NPS", "health": "Health score",
}  # fmt: skip


def _of(asked: Asked, kind: str) -> tuple[Record, ...]:
    return records.of_account(asked.desk, kind, asked.account_id) if asked.account_id is not None else ()


def _dated(found: Sequence[Record]) -> list[Record]:
    return sorted((one for one in found if one.values["date"] is not None), key=lambda one: one.values["date"])


def indicator_name(indicator: str) -> str:
    """An indicator as a person says it."""
    return _NAMES.get(indicator) or indicator.replace("_", " ").capitalize()


# The contract


def _account(asked: Asked) -> Mapping[str, Any]:
    if asked.account_id is None:
        return {}
    return records.get(asked.desk, "account", asked.account_id).values


def end_of(asked: Asked) -> date | None:
    """When the account left: the last churn in its ARR, else its renewal date once that is past or it is leaving."""
    gone = [one for one in _dated(_of(asked, "arr_event")) if one.values["type"] == "churn"]
    if gone:
        day: date = gone[-1].values["date"]
        return day
    values = _account(asked)
    renewal: date | None = values.get("renewal_date")
    over = renewal is not None and renewal <= asked.today
    return renewal if renewal is not None and (over or values.get("stage") in ("leaving", "churned")) else None


def _churn_date(asked: Asked) -> Given:
    return Given(end_of(asked), origin="Book, contract")


def _arr_lost(asked: Asked) -> Given:
    """What the account paid a year before it left."""
    paid = [one for one in _dated(_of(asked, "arr_event")) if one.values["arr"] is not None and one.values["arr"].minor]
    now: Money | None = _account(asked).get("arr")
    if now is not None and now.minor:
        return Given(now, origin="Book, contract")
    return Given(paid[-1].values["arr"], origin="Book, ARR", on=paid[-1].values["date"]) if paid else Given()


def _customer_since(asked: Asked) -> Given:
    begun = [one.values["date"] for one in _dated(_of(asked, "arr_event")) if one.values["type"] == "new"]
    start: date | None = _account(asked).get("contract_start")
    days = [day for day in (*begun, start) if day is not None]
    return Given(min(days), origin="Book, contract") if days else Given()


# People


def _key_people(asked: Asked) -> Given:
    roles = {option.id: option.label for option in records.KINDS["contact"].field("role").options}
    lines = []
    for one in _of(asked, "contact"):
        role = roles.get(str(one.values["role"]), "")
        if one.values["influence"] != "high" and one.values["role"] not in ("economic-buyer", "champion", "blocker"):
            continue
        words = ", ".join(part for part in (one.values["name"], one.values["title"], role) if part)
        gone = one.values["left_on"]
        lines.append(f"{words}, left on {format_date(gone)}" if gone else words)
    return Given(tuple(lines) or None, origin="Book, contacts")


def _known_people(asked: Asked) -> Given:
    """The account's people as the handoff names them; those without a role are further people."""
    found = []
    parts = {"economic-buyer": "economic-buyer", "champion": "champion", "executive-sponsor": "sponsor",
             "technical-buyer": "technical-buyer"}  # fmt: skip
    for one in _of(asked, "contact"):
        row = {key: one.values[key] for key in ("name", "title", "email", "phone", "influence") if one.values[key]}
        found.append({**row, "role": parts.get(str(one.values["role"]), "other"), "context": one.values["note"]})
    return Given(rows=tuple(found), origin="Book, contacts")


# The story


def _scores(asked: Asked) -> list[tuple[date, float]]:
    return [(one.values["date"], float(one.values["score"])) for one in _dated(_of(asked, "health_snapshot"))
            if one.values["score"] is not None]  # fmt: skip


def _at(course: Sequence[tuple[date, float]], on: date, within: timedelta = _NEAR) -> tuple[date, float] | None:
    """The newest measurement on a day or shortly before it."""
    found = [one for one in course if one[0] <= on and on - one[0] <= within]
    return found[-1] if found else None


def _timeline(asked: Asked) -> Given:
    """A year of the account before its end: turns of its health, meetings, documents, changes of ARR, talks of weight.

    A talk counts as an event when it says more than that it took place: it has a note, or is among the last three.
    """
    policy = account_rows.chosen_policy(asked.desk)
    end = end_of(asked) or asked.today
    since = end - timedelta(days=STORY_DAYS)
    scores = _scores(asked)
    events: list[tuple[date, str]] = []
    before = ""
    for day, score in scores:
        band = band_of(policy, score)
        word = band.word if band else ""
        if before and word != before:
            events.append((day, f"Health turns from {before.lower()} to {word.lower()}"))
        before = word
    for one in _dated(_of(asked, "review")):
        values = one.values
        if values["status"] in ("held", "cancelled"):
            how = "cancelled" if values["status"] == "cancelled" else "held"
            events.append((values["date"], f"{values['title'] or 'Meeting'} {how}"))
    talks = _dated(_of(asked, "touch"))
    for one in talks:
        if one.values["summary"] and (one.values["detail"] or one in talks[-3:]):
            events.append((one.values["date"], str(one.values["summary"])))
    words = {"contraction": "The contract shrinks", "churn": "Contract ends", "expansion": "The contract grows",
             "renewal": "Contract renewed"}  # fmt: skip
    for one in _dated(_of(asked, "arr_event")):
        amount = one.values["arr"]
        said = words.get(str(one.values["type"]))
        if said:
            to = f" to {format_money(amount, asked.desk.formats)}" if amount is not None and amount.minor else ""
            events.append((one.values["date"], said + to))
    for one in _of(asked, "contact"):
        if one.values["left_on"]:
            events.append((one.values["left_on"], f"{one.values['name']} leaves ({one.values['title'] or 'contact'})"))
    events += [(day, f"{title} begun") for day, title in _papers(asked)]
    rows: list[Mapping[str, Any]] = []
    for day, event in sorted(events):
        if not since <= day <= max(end, asked.today):
            continue
        score_then = _at(scores, day)
        band = band_of(policy, score_then[1]) if score_then else None
        rows.append({
            "date": day, "event": event, "health": score_then[1] if score_then else None,
            "band": band.tone if band else None,
        })  # fmt: skip
    return Given(rows=tuple(rows), origin="Book, the account's own record")


def _papers(asked: Asked) -> list[tuple[date, str]]:
    """The account's escalations and proposals, and the day each was begun."""
    with asked.desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT created_at, title FROM document WHERE account_id=? AND deleted_at IS NULL "
            "AND form IN ('risk-escalation', 'save-proposal', 'exit-interview') ORDER BY created_at",
            (asked.account_id,),
        ).fetchall()
    return [(date.fromisoformat(str(at)[:10]), str(title)) for at, title in found]


def _attempts(asked: Asked) -> Given:
    """What was tried: escalations and proposals, and the actions that came from them."""
    rows = [{"date": day, "step": title} for day, title in _papers(asked) if title != "Exit interview"]
    for one in _of(asked, "action"):
        if one.values["origin"] in ("Risk escalation", "Save proposal"):
            done = one.values["status"] == "done"
            day = one.values["done_on"] or one.values["due"]
            result = "Done" if done else "Not done"
            rows.append({"date": day, "step": one.title, "result": result})
    return Given(rows=tuple(sorted(rows, key=lambda row: (row["date"] or date.max, row["step"]))), origin="Book")


# Readings


def courses(asked: Asked) -> dict[str, list[tuple[date, float]]]:
    """Every indicator of the account with its readings, the oldest first."""
    found: dict[str, list[tuple[date, float]]] = {}
    for one in _dated(_of(asked, "indicator_reading")):
        if one.values["indicator"] and one.values["value"] is not None:
            found.setdefault(str(one.values["indicator"]), []).append((one.values["date"], float(one.values["value"])))
    return found


def _signs(asked: Asked) -> Given:
    """What had turned for the worse 180, 90 and 30 days before the end, against a quarter (for the first half a year)
    before that day.

    Weight by the handbook's card 4: half or more lost is high, 30% medium; tickets at three times their number high, at
    twice medium; NPS by 30 and 20 points; a health score by its band. Less is no sign.
    """
    end = end_of(asked) or asked.today
    policy = account_rows.chosen_policy(asked.desk)
    rows: list[Mapping[str, Any]] = []
    scores = _scores(asked)
    for days in LOOK_BACK:
        on = end - timedelta(days=days)
        then = on - timedelta(days=182 if days == LOOK_BACK[0] else 91)
        score = _at(scores, on)
        band = band_of(policy, score[1]) if score else None
        found: list[Mapping[str, Any]] = []
        if score and band and band.tone != "green":
            signal = f"Health score at {score[1]:g}, {band.word.lower()}"
            found.append(_sign(days, score[0], signal, "high" if band.tone == "red" else "medium"))
        for indicator, course in courses(asked).items():
            now, before = _at(course, on), _at(course, then, _BEFORE)
            weight = _weight(indicator, before, now)
            if now and before and weight:
                number = asked.desk.formats
                first, last = format_number(before[1], number), format_number(now[1], number)
                found.append(_sign(days, now[0], f"{indicator_name(indicator)} from {first} to {last}", weight))
        rows += sorted(found, key=lambda sign: sign["severity"] != "high")[:_MOST_SIGNS]
    return Given(rows=tuple(rows), origin="Book, readings", on=end - timedelta(days=LOOK_BACK[-1]))


def _sign(days: int, on: date, signal: str, weight: str) -> Mapping[str, Any]:
    return {"before": f"{days} days before", "date": on, "signal": signal, "severity": weight}


def _weight(indicator: str, before: tuple[date, float] | None, now: tuple[date, float] | None) -> str:
    if before is None or now is None:
        return ""
    if indicator in _RISING_IS_BAD:
        times = now[1] / before[1] if before[1] else (3.0 if now[1] >= 3 else 0.0)
        return "high" if times >= 3 else "medium" if times >= 2 else ""
    if indicator in _POINTS:
        fall = before[1] - now[1]
        return "high" if fall >= 30 else "medium" if fall >= 20 else ""
    fall = (before[1] - now[1]) / before[1] * 100 if before[1] > 0 else 0.0
    return "high" if fall >= 50 else "medium" if fall >= 30 else ""


# Signals of today, for an escalation


def _fall(asked: Asked) -> tuple[float, int, date] | None:
    """By how much use has fallen: percent from its best of the last 90 days, over so many days, as of when."""
    every = courses(asked)
    course = every.get("logins_week") or every.get("active_users") or []
    recent = [one for one in course if asked.today - one[0] <= timedelta(days=90)]
    if len(recent) < 2:
        return None
    best = max(recent, key=lambda one: one[1])
    last = recent[-1]
    if best[1] <= 0 or last[1] >= best[1]:
        return None
    return round((best[1] - last[1]) / best[1] * 100), (last[0] - best[0]).days, last[0]


def _usage_fall(asked: Asked) -> Given:
    found = _fall(asked)
    return Given(found[0], origin="Book, readings", on=found[2]) if found and found[0] >= 15 else Given()


def _usage_days(asked: Asked) -> Given:
    found = _fall(asked)
    return Given(float(found[1]), origin="Book, readings", on=found[2]) if found and found[0] >= 15 else Given()


def _latest(asked: Asked, indicator: str) -> tuple[date, float] | None:
    course = courses(asked).get(indicator)
    return course[-1] if course and asked.today - course[-1][0] <= timedelta(days=120) else None


def _tickets(asked: Asked) -> Given:
    """Open tickets now against their usual number in the year before."""
    course = courses(asked).get("open_tickets", [])
    usual = sorted(value for day, value in course[:-4] if asked.today - day <= timedelta(days=365))
    if not usual or not course:
        return Given()
    middle = usual[len(usual) // 2]
    times = round(course[-1][1] / middle, 1) if middle else 0.0
    return Given(times, origin="Book, readings", on=course[-1][0]) if times >= 2 else Given()


def _nps(asked: Asked) -> Given:
    found = _latest(asked, "nps")
    return Given(found[1], origin="Book, readings", on=found[0]) if found else Given()


def _adoption(asked: Asked) -> Given:
    found = _latest(asked, "active_users")
    return Given(found[1], origin="Book, readings", on=found[0]) if found else Given()


def _raised(asked: Asked) -> Given:
    """The handbook's indicators that the book can see at the account today."""
    raised: list[str] = []
    usage = _fall(asked)
    if usage and usage[0] >= 15:
        raised.append("usage-decline")
    if _tickets(asked).value:
        raised.append("ticket-spike")
    course = courses(asked).get("nps", [])
    if len(course) > 1 and course[-1][1] < course[-2][1]:
        raised.append("satisfaction-decline")
    row = account_rows.read(asked.desk, asked.account_id) if asked.account_id is not None else ()
    if row and row[0].days_quiet is not None and row[0].days_quiet > 45:
        raised.append("engagement-decline")
    if any(one.values["left_on"] for one in _of(asked, "contact")):
        raised.append("champion-departure")
    adoption = _latest(asked, "active_users")
    if adoption and adoption[1] < 60:
        raised.append("adoption-below-target")
    return Given(tuple(raised) or None, origin="Book, readings", on=asked.today if raised else None)


def _highlights(asked: Asked) -> Given:
    """What use looks like now against three months ago, for a value report."""
    rows: list[Mapping[str, Any]] = []
    shares = frozenset({"active_users"})
    for indicator in ("active_users", "logins_week", "features_used"):
        now = _latest(asked, indicator)
        if now is None:
            continue
        before = _at(courses(asked)[indicator], now[0] - timedelta(days=91))
        text = format_number(now[1], asked.desk.formats) + ("%" if indicator in shares else "")
        label = {"active_users": "of licensed people active", "logins_week": "logins a week",
                 "features_used": "capabilities in use"}[indicator]  # fmt: skip
        note = ""
        if before and before[1] and before[1] != now[1]:
            share = abs(round((now[1] - before[1]) / before[1] * 100))
            note = f"{'up' if now[1] > before[1] else 'down'} {share}% in a quarter" if share else ""
        rows.append({"figure": text, "what": label, "note": note or None})
    return Given(rows=tuple(rows), origin="Book, readings", on=asked.today)


def _history(asked: Asked) -> Given:
    """The relationship in two sentences of facts."""
    talks = _dated(_of(asked, "touch"))
    held = [one for one in _dated(_of(asked, "review")) if one.values["status"] == "held"]
    parts = []
    if held:
        parts.append(f"{len(held)} {'review' if len(held) == 1 else 'reviews'} held, the last on "
                     f"{format_date(held[-1].values['date'])}.")  # fmt: skip
    if talks:
        parts.append(f"Last touch on {format_date(talks[-1].values['date'])}: {talks[-1].values['summary']}.")
    return Given(" ".join(parts) or None, origin="Book, timeline")


_ROWS: Final = frozenset

SOURCES: Final[dict[str, Source]] = {
    "churn-date": Source(_churn_date),
    "arr-lost": Source(_arr_lost),
    "customer-since": Source(_customer_since),
    "key-people": Source(_key_people),
    "relationship-history": Source(_history),
    "known-people": Source(
        _known_people, _ROWS({"name", "title", "email", "phone", "influence", "role", "context"}), ("name",)
    ),
    "account-timeline": Source(_timeline, _ROWS({"date", "event", "health", "band"}), ("date", "event")),
    "warning-signs": Source(_signs, _ROWS({"before", "date", "signal", "severity"}), ("before", "signal")),
    "interventions": Source(_attempts, _ROWS({"date", "step", "result"}), ("step",)),
    "raised-indicators": Source(_raised),
    "usage-fall": Source(_usage_fall),
    "usage-fall-days": Source(_usage_days),
    "ticket-factor": Source(_tickets),
    "nps": Source(_nps),
    "adoption": Source(_adoption),
    "usage-highlights": Source(_highlights, _ROWS({"figure", "what", "note"}), ("what",)),
}
