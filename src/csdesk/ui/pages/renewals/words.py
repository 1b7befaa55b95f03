"""The sentence under the title, and the words of a what-if."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from csdesk.desk.renewals import Forecast, RenewalRow, totals
from csdesk.ui.pages.renewals.forecast import signed
from csdesk.ui.pages.renewals.timeline import money_words
from csdesk.values.days import WEEKDAYS, count, relative_day
from csdesk.values.formats import Formats
from csdesk.values.money import format_money


def summary(rows: Sequence[RenewalRow], days: int, today: date, formats: Formats) -> str:
    """What is due, late and closing: "11 renewals worth $1.42M in the next 90 days. 1 step is late; ..."."""
    if not rows:
        return ""
    mine = [one for one in rows if 0 <= one.days_left <= days]
    worth = money_words(totals(mine), formats, short=True)
    parts = [f"{count(len(mine), 'renewal')}{' worth ' + worth if worth else ''} in the next {days} days."]
    late = sum(one.late for one in rows)
    steps = [f"{count(late, 'step')} {'is' if late == 1 else 'are'} late" if late else "No step is late"]
    over = sum(one.days_left < 0 for one in rows)
    timed = [one.due_at.astimezone() for one in rows if one.due_at is not None]
    now = [at for at in timed if at.date() == today]
    whole = sum(one.due == today and one.due_at is None for one in rows)
    if now:
        steps.append(f"{len(now)} {'is' if len(now) == 1 else 'are'} due by {min(now):%H:%M}")
    if whole:
        steps.append(f"{whole} {'is' if whole == 1 else 'are'} due today")
    more = [_closing(rows, today), f"{count(over, 'past renewal')} without an outcome" if over else ""]
    parts.append("; ".join([", ".join(steps), *(one for one in more if one)]) + ".")
    return " ".join(parts)


def _closing(rows: Sequence[RenewalRow], today: date) -> str:
    soon = [one for one in rows if one.notice is not None and 0 <= (one.notice - today).days <= 7]
    if len(soon) == 1 and soon[0].notice is not None:
        days = (soon[0].notice - today).days
        when = WEEKDAYS[soon[0].notice.weekday()] if days > 1 else relative_day(soon[0].notice, today)
        return f"notice at {soon[0].name} closes {when}"
    return f"notice closes at {len(soon)} accounts this week" if soon else ""


def tried(kept: Sequence[Forecast], now: Sequence[Forecast], number: int, days: int, formats: Formats) -> str:
    """What calls that are tried out do to the forecast by the own calls."""
    moves: list[str] = []
    before = {one.currency: one.own for one in kept}
    for one in now:
        was = before.get(one.currency)
        if was is not None and was != one.own:
            change = signed(one.own - was, formats)
            moves.append(f"{format_money(was, formats)} → {format_money(one.own, formats)} ({change})")
    said = "; ".join(moves) if moves else f"as it was in the next {days} days"
    return f"{count(number, 'call')} tried out. My forecast {said}"
