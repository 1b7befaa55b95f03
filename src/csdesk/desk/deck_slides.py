"""The slides of a review, one function per part: results, context, what comes next, actions and the next date."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from csdesk.desk import reviews
from csdesk.desk.deck_facts import Facts, Shared
from csdesk.desk.deck_limits import clip, limit, titled
from csdesk.desk.deck_limits import first as first_rows
from csdesk.desk.deck_limits import items as within
from csdesk.desk.deck_limits import told as told_within
from csdesk.desk.messages import say, wording
from csdesk.desk.review_times import clock, end_of
from csdesk.documents.deck import (
    Block,
    Chart,
    Columns,
    Fact,
    Figure,
    Figures,
    GoalRow,
    GoalRows,
    NextDate,
    Saying,
    Series,
    Slide,
    TableBlock,
    TextColumn,
)
from csdesk.documents.deck import Text as Passage
from csdesk.documents.model import Cell, Column, Run, Table
from csdesk.values import currencies
from csdesk.values.days import MONTHS, WEEKDAYS, add_months, count, end_of_month, format_date
from csdesk.values.measure import progress
from csdesk.values.money import format_money

_WORDS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_URGENT: Final = {"off-track": 0, "at-risk": 1, None: 2, "on-track": 3}
_MONTHS_SHOWN: Final = 12
_MONTHS_BEFORE: Final = 6
"""Months that a chart shows at least, so that two bars do not fill a slide."""
_NO_ZERO: Final = "#,##0;-#,##0;"
"""A bar of no height has no figure."""
_FEWEST_READINGS: Final = 4
_THOUSANDS: Final = 10_000
_BESIDE: Final = 2
"""Risks that are told below the steps; more get a slide of their own."""
_MENTIONED: Final = 3
_LONGEST_WHOSE: Final = 24
"""Letters of a company's name in a label of the title slide."""
_MEASURE: Final = 4
"""Words of a goal's value on its meter."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")


def texts() -> Mapping[str, Any]:
    """The wording of the slides."""
    return wording("review-slides")


def _number(value: int) -> str:
    return _WORDS[value] if value < len(_WORDS) else str(value)


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def cover_facts(facts: Facts) -> tuple[Fact, ...]:
    """What stands on the title slide: when, who, where."""
    labels = texts()["facts"]
    company = facts.desk.profile.company or "us"
    when = [format_date(facts.on, "long")] if facts.on is not None else [str(labels["no_date"])]
    values = facts.review.values if facts.review is not None else {}
    start = clock(values.get("time"))
    if facts.on is not None and start is not None:
        end = end_of(facts.on, values["time"], values["minutes"], facts.type)
        when.append(f"{start:%H:%M} to {end:%H:%M}")
    found = [Fact(str(labels["date"]), tuple(when))]
    for ours, key in ((False, "customer"), (True, "ours")):
        names = tuple(str(person.values["name"]) for _, person in facts.book.side(ours) if person.values["name"])
        if names:
            whose = facts.short if not ours else company
            label = say(labels[key if len(whose) <= _LONGEST_WHOSE else f"{key}_long"], account=whose, company=whose)
            found.append(Fact(label, names))
    if values.get("place"):
        found.append(Fact(str(labels["place"]), (str(values["place"]),)))
    return tuple(found)


def goal_slides(facts: Facts) -> tuple[list[Slide], list[str]]:
    """The goals with their meters, those that need talking about first; and what was left out."""
    words = texts()["goals"]
    every = facts.rows("goals")
    if not every:
        return [Slide(str(words["title_empty"]), "V", (Passage(str(words["empty"])),))], []
    most = int(texts()["limits"]["goals"])
    chosen = every
    if len(every) > most:
        ranked = sorted(
            every, key=lambda one: (_URGENT.get(one.value("status"), 2), one.value("target_date") or date.max)
        )
        chosen = [one for one in every if one in ranked[:most]]
    title = _goals_title(every, words)
    warnings = []
    if len(chosen) < len(every):
        title += say(words["selected"], shown=_number(len(chosen))) if title else ""
        warnings.append(say(texts()["warnings"]["goals_left"], left=len(every) - len(chosen), count=len(every)))
    told = facts.on_agenda("goals")
    rows = tuple(_goal(facts, one, told.get(one.record.id)) for one in chosen)
    return [Slide(title, "V", (GoalRows(rows),))], warnings


def _goals_title(goals: Sequence[Shared], words: Mapping[str, Any]) -> str:
    on = [one for one in goals if one.value("status") == "on-track"]
    open_ = [one for one in goals if one.value("status") in ("at-risk", "off-track")]
    names = {"count": _number(len(goals)), "on": _first(_number(len(on))), "open": _number(len(open_))}
    names["are"] = "is" if len(on) == 1 else "are"
    if not on and not open_:
        return str(words["title_no_status"])
    if len(goals) == 1:
        return say(
            words["title_one" if on else "title_one_open"], goal=clip(goals[0].text("title"), limit("headline_words"))
        )
    if len(on) == len(goals):
        every = "Both goals" if len(goals) == 2 else f"All {_number(len(goals))} goals"
        return say(words["title_all"], all_count=every)
    if not on:
        return str(words["title_none"])
    if len(open_) == 1:
        return say(words["title_some"], goal=clip(open_[0].text("title"), limit("headline_words")), **names)
    return say(words["title_some_many"] if open_ else words["title_some_known"], **names)


def _goal(facts: Facts, one: Shared, told: Shared | None) -> GoalRow:
    due = facts.short_day(one.value("target_date"))
    target = one.text("target")
    impact = told.own["impact"].text if told is not None and "impact" in told.own else ""
    return GoalRow(
        told_within(facts, one.text("title"), "title_words", "The title of a goal"),
        clip(impact, int(texts()["limits"]["goal_words"])) or _short(one.text("outcome"), one.text("metric")),
        clip(one.text("baseline"), _MEASURE),
        clip(one.text("current"), _MEASURE),
        ", ".join(part for part in (clip(target, _MEASURE), due) if part),
        progress(one.value("baseline"), one.value("current"), one.value("target"), facts.desk.formats),
        one.chip(),
    )


def _short(*candidates: str) -> str:
    """The first text that is short enough for a goal's second line, else the first sentence that is."""
    most = int(texts()["limits"]["goal_words"])
    sentences = [_SENTENCE.split(text.strip())[0] for text in candidates if text.strip()]
    for text in [*candidates, *sentences]:
        if text.strip() and len(text.split()) <= most:
            return text.strip().rstrip(".")
    return ""


def value_slide(facts: Facts) -> Slide | None:
    """What confirmed results are worth a year, month by month; None when nothing is confirmed."""
    words = texts()["value"]
    arr = facts.account.values["arr"]
    entries = [
        one for one in facts.book.values if one.values["confirmed"] and one.values["value"] and one.values["date"]
    ]
    kinds = [one.values["value"].currency for one in entries]
    currency = arr.currency if arr is not None and arr.currency in kinds else kinds[0] if kinds else ""
    entries = sorted(
        (one for one in entries if one.values["value"].currency == currency), key=lambda one: one.values["date"]
    )
    if not entries:
        return None
    total = sum((one.values["value"] for one in entries[1:]), entries[0].values["value"])
    last = max(facts.today if facts.on is None else min(facts.today, facts.day), entries[-1].values["date"])
    first = min(entries[0].values["date"], add_months(last.replace(day=1), 1 - _MONTHS_BEFORE))
    first = max(first, add_months(last.replace(day=1), 1 - _MONTHS_SHOWN))
    months = _months(first, last)
    sums = [sum(float(one.values["value"].amount) for one in entries if one.values["date"] <= end) for end in months]
    scale = 1000 if max(sums) >= _THOUSANDS else 1
    sign = currencies.sign(currency, facts.desk.formats.currency)
    unit = f"{sign} thousand a year" if scale > 1 else f"{sign} a year"
    money = format_money(total, facts.desk.formats)
    series = Series(str(words["chart"]), tuple(one / scale for one in sums))
    chart = Chart(str(words["chart"]), unit, _labels(months), (series,), _NO_ZERO)
    by = facts.person(entries[-1].values["confirmed_by"])
    figures = [Figure(money, str(words["confirmed"]), say(words["by"], name=by) if by else "")]
    latest = say(words["last"], date=format_date(entries[-1].values["date"]))
    figures.append(Figure(str(len(entries)), str(words["outcomes" if len(entries) > 1 else "outcomes_one"]), latest))
    return Slide(say(words["title"], total=money, account=titled(facts.short)), "V", (chart,), Figures(tuple(figures)))


def _months(first: date, last: date) -> list[date]:
    ends = [end_of_month(first)]
    while ends[-1] < end_of_month(last):
        ends.append(end_of_month(add_months(ends[-1].replace(day=1), 1)))
    return ends


def _labels(months: Sequence[date]) -> tuple[str, ...]:
    """Months by their first letters, with the year where it begins."""
    return tuple(
        f"{MONTHS[one.month - 1][:3]} {one.year}" if place == 0 or one.month == 1 else MONTHS[one.month - 1][:3]
        for place, one in enumerate(months)
    )


def usage_slide(facts: Facts) -> Slide | None:
    """How use has gone over the last months; None without enough readings that a customer may see."""
    words: Mapping[str, Any] = {}
    points: dict[date, float] = {}
    for indicator, found in texts()["usage"].items():
        words, points = found, _readings(facts, indicator)
        if len(points) >= _FEWEST_READINGS:
            break
    if len(points) < _FEWEST_READINGS:
        return None
    values = list(points.values())
    before, now = values[0], values[-1]
    rise = (now - before) / abs(before) if before else math.inf if now else 0.0
    title = words["title_up" if rise > 0.03 else "title_down" if rise < -0.03 else "title_flat"]
    said = {"now": f"{now:,.0f}{words['sign']}", "before": f"{before:,.0f}{words['sign']}"}
    start = next(iter(points))
    chart = Chart(
        str(words["chart"]), str(words["unit"]), _labels(list(points)),
        (Series(str(words["chart"]), tuple(float(round(one, 1)) for one in values)),), str(words["format"]),
    )  # fmt: skip
    ago = f"{MONTHS[start.month - 1]} {start.year}: {said['before']}"
    return Slide(say(title, **said), "V", (chart,), Figures((Figure(said["now"], str(words["now"]), ago),)))


def _readings(facts: Facts, indicator: str) -> dict[date, float]:
    """The last reading of each of the last months, the earliest month first."""
    from csdesk.desk import records

    since = add_months(facts.today.replace(day=1), 1 - _MONTHS_SHOWN)
    latest: dict[date, tuple[date, float]] = {}
    for one in records.of_account(facts.desk, "indicator_reading", facts.account.id):
        day, value = one.values["date"], one.values["value"]
        if (
            one.values["indicator"] == indicator
            and day is not None
            and value is not None
            and since <= day <= facts.today
        ):
            month = end_of_month(day)
            if month not in latest or latest[month][0] <= day:
                latest[month] = (day, float(value))
    return {month: latest[month][1] for month in sorted(latest)}


def context_slides(facts: Facts) -> list[Slide]:
    """What we understand about the customer, as they let us write it down, and what to ask about it."""
    words = texts()["context"]
    columns = []
    for name in ("strategy", "initiatives", "budget_cycle"):
        items = tuple(one.strip() for one in _SENTENCE.split(facts.account_text(name)) if one.strip())
        if items:
            columns.append(TextColumn(str(words[name]), items))
    priorities = facts.plan_list("priorities", "customer")
    if priorities:
        columns = [
            *columns[:1],
            TextColumn(str(words["priorities"]), priorities),
            *columns[1:],
        ]
    columns = columns[:3]
    if sum(len(item.split()) for one in columns for item in one.items) > limit("context_words"):
        columns = [TextColumn(one.title, within(facts, one.items, f"“{one.title}”")) for one in columns]
    ask = Saying(str(words["ask_label"]), tuple(words["ask"]))
    title = words["title" if columns else "title_empty"]
    blocks: tuple[Block, ...] = (Columns(tuple(columns)), ask) if columns else (ask,)
    return [Slide(say(title, account=titled(facts.short)), "A", blocks)]


def ahead_slides(facts: Facts) -> list[Slide]:
    """The next steps of the plan, and the risks that both sides know of."""
    words = texts()["ahead"]
    steps = [one for one in facts.rows("milestones") if one.value("status") != "complete" and one.text("title")]
    steps.sort(key=lambda one: one.value("target_date") or date.max)
    risks = [one for one in facts.rows("risks") if one.value("status") != "closed" and one.text("title")]
    ask = Saying(str(words["ask_label"]), tuple(words["ask"]), spare=bool(steps or risks))
    steps, risks = first_rows(facts, steps, "steps"), first_rows(facts, risks, "risks")
    if not steps and not risks:
        return [Slide(str(words["title_empty"]), "LU", (ask,))]
    slides = []
    if steps:
        heads = words["heads"]
        table = Table(
            (Column(heads["step"], "name"), Column(heads["proof"]), Column(heads["when"], "date"),
             Column(heads["status"], "status")),
            tuple((_title(facts, one, "a step"), _text(facts, one, "criteria", "What shows that a step is done"),
                   _cell(facts.short_day(one.value("target_date"))), _status(one)) for one in steps),
        )  # fmt: skip
        beside = risks if len(risks) <= _BESIDE else []
        told = tuple(_sentence(one) for one in beside)
        foot = (Saying(str(words["risks_label"]), told, strong=False),) if told else ()
        title = _ahead_title(facts, steps[0], words)
        slides.append(Slide(title, "L" if risks and not told else "LU", (TableBlock(table, title), *foot)))
        risks = [] if told else risks
    if risks:
        heads = words["risk_heads"]
        table = Table(
            (Column(heads["risk"], "name"), Column(heads["mitigation"]), Column(heads["owner"], "owner"),
             Column(heads["status"], "status")),
            tuple((_title(facts, one, "a risk"), _text(facts, one, "mitigation", "What is done about a risk"),
                   _cell(facts.person(one.value("owner"))),
                   _status(one)) for one in risks),
        )  # fmt: skip
        slides.append(
            Slide(
                str(words["title_risks"]), "U" if slides else "LU", (TableBlock(table, str(words["title_risks"])), ask)
            )
        )
    return slides


def openings_slide(facts: Facts) -> Slide | None:
    """Where else it could help: the opportunities that the CSM shows on the agenda; None when none is shown."""
    words = texts()["ahead"]
    shown = [one for one in facts.on_agenda("opportunities").values() if one.text("title")]
    if not shown:
        return None
    heads = words["opening_heads"]
    shown = first_rows(facts, shown, "openings")
    rows = tuple(
        (_title(facts, one, "an opportunity"),
         _cell(told_within(facts, one.own["bring"].text, "cell_words", "What an opportunity would bring")
               if "bring" in one.own else "")) for one in shown
    )  # fmt: skip
    title = say(words["title_openings"], account=titled(facts.short))
    table = Table((Column(heads["what"], "name"), Column(heads["brings"])), rows)
    ask = Saying(str(words["ask_label"]), tuple(words["ask"]), spare=True)
    return Slide(title, "U", (TableBlock(table, title), ask))


def _ahead_title(facts: Facts, step: Shared, words: Mapping[str, Any]) -> str:
    due = step.value("target_date")
    key = "title_undated" if due is None else "title_late" if due < facts.today else "title"
    return say(
        words[key], step=clip(step.text("title"), limit("headline_words")), date=format_date(due, "long") if due else ""
    )


def _sentence(risk: Shared) -> str:
    title = clip(risk.text("title").rstrip("."), limit("title_words"))
    mitigation = clip(risk.text("mitigation"), limit("cell_words"))
    return (
        f"{title}: {mitigation[:1].lower() + mitigation[1:] if mitigation[1:2].islower() else mitigation}"
        if mitigation
        else title
    )


def next_slide(facts: Facts) -> Slide:
    """The actions that both sides share, and when the next review is."""
    words = texts()["next"]
    since = facts.book.previous.values["date"] if facts.book.previous is not None else None
    shown = []
    for one in facts.rows("actions"):
        done = one.record.values["done_on"]
        if one.value("status") == "done" and (done is None or since is None or done < since):
            continue
        if one.value("status") != "dropped" and one.text("title"):
            shown.append(one)
    shown.sort(key=lambda one: (one.value("status") == "done", one.value("due") or date.max))
    shown = first_rows(facts, shown, "actions")
    panel = _next_date(facts, words)
    if not shown:
        ask = Saying(str(words["ask_label"]), tuple(words["ask"]))
        return Slide(str(words["title_empty"]), "E", (ask,), panel)
    heads = words["heads"]
    table = Table(
        (Column(heads["action"], "name"), Column(heads["owner"], "owner"), Column(heads["due"], "date"),
         Column(heads["status"], "status")),
        tuple((_title(facts, one, "an action"), _cell(facts.person(one.value("owner"))),
               _cell(facts.short_day(one.value("due"))), _status(one)) for one in shown),
    )  # fmt: skip
    return Slide(str(words["title"]), "E", (TableBlock(table, str(words["title"])),), panel)


def _next_date(facts: Facts, words: Mapping[str, Any]) -> NextDate:
    following = facts.book.following
    day: date | None = following.values["date"] if following is not None else None
    label = words["label"]
    if day is None and facts.review is not None:
        day, label = reviews.propose_next(facts.desk, facts.review.id), words["proposed"]
    if day is None:
        return NextDate(str(words["label"]), "", str(words["open"]))
    start = following.values["time"] if following is not None else None
    lines = [", ".join(part for part in (WEEKDAYS[day.weekday()], str(start or "")) if part)]
    if following is not None and following.values["place"]:
        lines.append(str(following.values["place"]))
    due = [
        clip(one.text("title"), limit("headline_words")) for one in facts.rows("milestones")
        if one.value("status") != "complete" and one.value("target_date") and one.value("target_date") <= day
    ]  # fmt: skip
    more = f" and {count(len(due) - _MENTIONED, 'step')} more" if len(due) > _MENTIONED else ""
    until = say(words["until"], steps="; ".join(due[:_MENTIONED]) + more) if due else ""
    return NextDate(str(label), str(day.day), f"{MONTHS[day.month - 1]} {day.year}", tuple(lines), until)


def _title(facts: Facts, one: Shared, what: str) -> Cell:
    return _cell(told_within(facts, one.text("title"), "title_words", f"The title of {what}"))


def _text(facts: Facts, one: Shared, name: str, where: str) -> Cell:
    return _cell(told_within(facts, one.text(name), "cell_words", where))


def _cell(text: str) -> Cell:
    return Cell((Run(text),)) if text else Cell()


def _status(one: Shared) -> Cell:
    chip = one.chip()
    return Cell((chip,)) if chip is not None else Cell()
