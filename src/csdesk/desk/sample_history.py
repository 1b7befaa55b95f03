"""The sample's invented year: scores, readings, touches, meetings and records for accounts that tell none."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from csdesk.desk.sample_data import Item, Sample, chance, day, working

Row = dict[str, Any]

WEEKS = 53
_CADENCE = {"Strategic": 10, "Enterprise": 14, "Mid-market": 28, "SMB": 45}
"""Days between touches, by tier."""


def score_on(points: Sequence[Sequence[int]], at: int, dice: random.Random) -> float | None:
    """The health score `at` days from today: between the points, wavering a little; None before the first."""
    if at < points[0][0]:
        return None
    for (left, before), (right, after) in itertools.pairwise(points):
        if left <= at <= right:
            part = (at - left) / (right - left)
            waver = min(at - left, right - at, 14) / 14 * dice.uniform(-2.4, 2.4)
            return float(max(0, min(100, round(before + (after - before) * part + waver))))
    return float(points[-1][1])


def weeks() -> list[int]:
    """Days from today on which something was measured, oldest first: weekly, with one 30 days back, and today."""
    return [*(-2 - 7 * week for week in reversed(range(WEEKS - 1))), 0]


def scores(account: Item, today: date) -> list[tuple[date, float]]:
    """A year of weekly health scores; none where the account tells no course."""
    if "health" not in account:
        return []
    dice = chance(account["name"], "health")
    found = [(at, score_on(account["health"], at, dice)) for at in weeks()]
    return [(today + timedelta(days=at), score) for at, score in found if score is not None]


def readings(account: Item, sample: Sample, today: date) -> list[tuple[str, date, float]]:
    """A year of what the product measures: by indicator, following the health of the account."""
    dice = chance(account["name"], "readings")
    seats = account.get("seats") or 40
    found: list[tuple[str, date, float]] = []
    course = scores(account, today)
    for indicator, rule in sample.industries["readings"].items():
        values: list[tuple[date, float]] = []
        for week, (when, score) in enumerate(course):
            if week % rule.get("weeks", 1):
                continue
            about = max(0.0, min(100.0, _aimed(score) + dice.uniform(-3, 3)))
            exact = seats * rule["per_seat"] * about / 100 if "per_seat" in rule else _along(rule["levels"], about)
            values.append((when, exact))
        if "recent" in rule and values:
            values = _turned(values, _along(rule["recent"], _aimed(course[-1][1])), today, dice)
        digits = 1 if rule.get("share") else None
        found += [(indicator, when, float(round(exact, digits))) for when, exact in values]
    return found


def _aimed(score: float) -> float:
    """What the readings must score for the account to come to `score`: its people are met, whatever use says.

    The contact with the sponsor is 10 of the 90 points that the sample has readings for.
    """
    return max(0.0, (90 * score - 10 * 100) / 80)


def _along(points: Sequence[Sequence[float]], at: float) -> float:
    """The value at a place between points, which are joined by straight lines."""
    for (left, before), (right, after) in itertools.pairwise(points):
        if at <= right:
            return before + (after - before) * (at - left) / (right - left)
    return float(points[-1][1])


def _turned(
    values: list[tuple[date, float]], times: float, today: date, dice: random.Random
) -> list[tuple[date, float]]:
    """The last 30 days in times of the 30 days before them."""
    month, two = today - timedelta(days=30), today - timedelta(days=60)
    before = [value for when, value in values if two < when <= month]
    if not before:
        return values
    usual = sum(before) / len(before)
    return [(when, value if when <= month else usual * times * dice.uniform(0.97, 1.03)) for when, value in values]


def arr_events(account: Item) -> list[tuple[int | str, str, int]]:
    """When the yearly amount changed, oldest first; the first contract is a little smaller than what came next."""
    told = [tuple(event) for event in account.get("arr_events", ())]
    first = account["arr"] if not told else round(told[0][2] * 0.86, -3) if told[0][2] else 45000
    return [(account["started"], "new", int(first)), *told]


def touches(account: Item, sample: Sample, today: date, names: Sequence[str]) -> list[Row]:
    """Calls, e-mails, meetings and notes back to the start or a year, at the tier's pace, the last one as told."""
    dice = chance(account["name"], "touches")
    pool = sample.industries["touches"]
    since = max(day(account["started"], today), today - timedelta(days=365))
    told = min((item["date"] for item in account.get("touches", ())), default=account["touch"] + 1)
    pace = _CADENCE.get(account["tier"], 30)
    at = min(account["touch"], told - pace) if account.get("touches") else account["touch"]
    found: list[Row] = []
    last = ""
    while today + timedelta(days=at) >= since:
        kind = dice.choices(("call", "email", "meeting", "note"), (4, 4, 2, 1))[0]
        summary = dice.choice([text for text in pool[kind] if text != last])
        last = summary
        row: Row = {"type": kind, "date": working(today + timedelta(days=at), today), "summary": summary}
        if names and kind != "note":
            row["contact"] = dice.choice(names)
        found.append(row)
        at -= max(3, round(pace * dice.uniform(0.7, 1.3)))
    return found


def reviews(account: Item, sample: Sample, today: date) -> list[Row]:
    """Business reviews held and the next one planned: quarterly for the larger tiers, half-yearly for the rest."""
    if account["tier"] == "SMB" or account["stage"] in ("churned", "leaving"):
        return []
    dice = chance(account["name"], "reviews")
    large = account["tier"] in ("Strategic", "Enterprise")
    months, title, kind = (
        (91, sample.industries["reviews"][0], "qbr") if large else (182, sample.industries["reviews"][1], "mbr")
    )
    since = max(day(account["started"], today) + timedelta(days=60), today - timedelta(days=365))
    at = today + timedelta(days=dice.randint(9, months - 20))
    where = {"time": dice.choice(("09:30", "10:00", "14:00", "15:30")), "minutes": 60, "place": "Video call"}
    found: list[Row] = [{"title": title, "type": kind, "date": working(at, today), "status": "planned", **where}]
    while (at := at - timedelta(days=months)) >= since:
        found.append({"title": title, "type": kind, "date": working(at, today), "status": "held", **where})
    return found


def goals(account: Item, sample: Sample, today: date, wanted: int, names: Sequence[str]) -> list[Row]:
    """Goals from the pool, as far along and in the state that the account's health suggests."""
    dice = chance(account["name"], "goals")
    score = account["health"][-1][1]
    state = "on-track" if score >= 70 else "at-risk" if score >= 50 else "off-track"
    found: list[Row] = []
    for item, suffix in spread(sample.industries["goals"], wanted, account, dice):
        way = max(0.05, min(0.95, score / 100 * dice.uniform(0.5, 1.0)))
        decimals = 0 if float(item["from"]).is_integer() and abs(item["to"] - item["from"]) >= 10 else 1
        now = f"{item['from'] + (item['to'] - item['from']) * way:.{decimals}f}"
        unit = item["unit"]
        row: Row = {
            "title": item["title"] + suffix,
            "outcome": item["outcome"],
            "metric": item["metric"],
            "baseline": f"{item['from']:g}{unit}",
            "target": f"{item['to']:g}{unit}",
            "current": f"{float(now):g}{unit}",
            "current_on": today - timedelta(days=dice.randint(5, 40)),
            "target_date": today + timedelta(days=dice.randint(30, 240)),
            "status": state if not found or dice.random() < 0.6 else "on-track",
        }
        if names:
            row["owner_customer"] = dice.choice(names)
        found.append(row)
    return found


def milestones(account: Item, sample: Sample, today: date) -> list[Row]:
    """The four steps of onboarding, counted from the start of the contract."""
    start = day(account["started"], today)
    dice = chance(account["name"], "milestones")
    found: list[Row] = []
    for item in sample.industries["milestones"]:
        target = start + timedelta(days=item["day"])
        row: Row = {"title": item["title"], "criteria": item["criteria"], "target_date": target, "status": "planned"}
        done = target + timedelta(days=dice.randint(-9, 21))
        if done < today - timedelta(days=2):
            row |= {"completed_on": done, "status": "complete"}
        elif target < today:
            row["status"] = "delayed"
        elif target < today + timedelta(days=60):
            row["status"] = "in-progress"
        found.append(row)
    return found


def risks(account: Item, sample: Sample, wanted: int) -> list[Row]:
    """Entries of the risk register from the pool."""
    dice = chance(account["name"], "risks")
    return [
        {**item, "title": item["title"] + suffix}
        for item, suffix in spread(sample.industries["risks"], wanted, account, dice)
    ]


def opportunities(account: Item, sample: Sample, wanted: int) -> list[Row]:
    """Expansion from the pool, worth a share of the account's yearly amount."""
    dice = chance(account["name"], "opportunities")
    found: list[Row] = []
    for item, suffix in spread(sample.industries["opportunities"], wanted, account, dice):
        row = {key: value for key, value in item.items() if key != "share"}
        found.append({**row, "title": item["title"] + suffix, "value": round(account["arr"] * item["share"] / 100, -2)})
    return found


def actions(account: Item, sample: Sample, today: date, wanted: int, names: Sequence[str]) -> list[Row]:
    """Promises, most of them open, a few late and a few done."""
    dice = chance(account["name"], "actions")
    found: list[Row] = []
    pool = [{"title": title} for title in sample.industries["actions"]]
    for item, suffix in spread(pool, wanted, account, dice):
        due = working(today + timedelta(days=dice.randint(-14, 40)), today)
        row: Row = {"title": item["title"] + suffix, "due": due, "status": "open", "origin": "Monthly review"}
        if names:
            row["owner"] = dice.choice(names)
        if due < today - timedelta(days=4):
            row |= {"status": "done", "done_on": due}
        elif dice.random() < 0.25:
            row["status"] = "in-progress"
        found.append(row)
    return found


def spread(pool: Sequence[Item], wanted: int, account: Item, dice: random.Random) -> list[tuple[Item, str]]:
    """`wanted` items of the pool; beyond its size they repeat, for one site after the other."""
    order = list(pool)
    dice.shuffle(order)
    sites = account.get("sites") or ["the second site"]
    found: list[tuple[Item, str]] = []
    for at in range(wanted):
        turn, place = divmod(at, len(order))
        found.append((order[place], f" for {sites[(turn - 1) % len(sites)]}" if turn else ""))
    return found
