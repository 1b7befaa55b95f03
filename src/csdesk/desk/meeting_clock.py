"""The time of a meeting, worked out from what happened: how long it runs, which part is on, and who talked how long.

Only events are kept (began, another part, another speaker, paused, ended), so that nothing is lost when the program
closes: the clock goes on from them. Pure: every question is asked with the moment it is asked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

What = Literal["start", "part", "speaker", "pause", "resume", "end"]
Speaker = Literal["", "customer", "us"]

FORGOTTEN: Final = timedelta(hours=3)
"""A clock that nobody touched for so long was forgotten, not running: it stands at the last thing that happened."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `value` is the part's id, or who speaks."""

    at: datetime
    what: What
    value: str = ""


@dataclass(slots=True)
class Talk:
    """Seconds that each side talked."""

    customer: float = 0.0
    us: float = 0.0

    @property
    def share(self) -> float | None:
        """The customer's share, 0 to 1; None while nobody was heard."""
        total = self.customer + self.us
        return self.customer / total if total else None


@dataclass(slots=True)
class Reading:
    """Where a meeting stands at a moment."""

    began: datetime | None = None
    ended: datetime | None = None
    running: bool = False
    part: str = ""
    speaker: Speaker = ""
    elapsed: float = 0.0
    """Seconds, pauses left out."""
    used: dict[str, float] = field(default_factory=dict)
    """Seconds by part."""
    talk: dict[str, Talk] = field(default_factory=dict)
    """Who talked, by part."""

    def of(self, part: str) -> Talk:
        """Who talked in a part."""
        return self.talk.get(part, Talk())

    @property
    def whole(self) -> Talk:
        """Who talked in the whole meeting."""
        return Talk(sum(one.customer for one in self.talk.values()), sum(one.us for one in self.talk.values()))


def read(events: Iterable[Event], now: datetime) -> Reading:
    """Where a meeting with these events stands now."""
    found = Reading()
    last: datetime | None = None
    for one in events:
        if last is not None and found.running:
            _pass(found, (one.at - last).total_seconds())
        last = one.at
        _happen(found, one)
    if last is not None and found.running:
        idle = now - last
        if idle <= FORGOTTEN:
            _pass(found, idle.total_seconds())
        else:
            found.running = False
    return found


def _pass(found: Reading, seconds: float) -> None:
    seconds = max(0.0, seconds)
    found.elapsed += seconds
    found.used[found.part] = found.used.get(found.part, 0.0) + seconds
    if found.speaker:
        talk = found.talk.setdefault(found.part, Talk())
        if found.speaker == "customer":
            talk.customer += seconds
        else:
            talk.us += seconds


def _happen(found: Reading, one: Event) -> None:
    match one.what:
        case "start":
            found.began = found.began or one.at
            found.running, found.ended, found.part = True, None, one.value or found.part
        case "part":
            found.part = one.value
        case "speaker":
            found.speaker = "customer" if one.value == "customer" else "us" if one.value == "us" else ""
        case "pause":
            found.running = False
        case "resume":
            found.running, found.ended = True, None
        case "end":
            found.running, found.ended = False, one.at


def talk_verdict(share: float | None, low: int, high: int) -> Literal["", "low", "high", "good"]:
    """Whether the customer talks as much as they should: 0.64 of 60 to 100 is good; "" while nobody was heard."""
    if share is None:
        return ""
    percent = round(share * 100)
    return "low" if percent < low else "high" if percent > high else "good"


def clock_text(seconds: float) -> str:
    """ "22:54"; an hour and more as "1:02:54"."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def left_text(seconds: float) -> tuple[str, str]:
    """What a countdown shows: ("6:56", "left"), or ("1:20", "over")."""
    return (clock_text(seconds), "left") if seconds >= 0 else (clock_text(-seconds), "over")


def pace(parts: Sequence[tuple[str, float]], found: Reading) -> float:
    """Seconds that the meeting is behind its plan (negative: ahead): what the parts begun took over their minutes.

    `parts` are (id, minutes) in order. The part that is on counts only once it is over its time.
    """
    behind = 0.0
    order = [part for part, _ in parts]
    current = order.index(found.part) if found.part in order else -1
    for place, (part, minutes) in enumerate(parts):
        used = found.used.get(part, 0.0)
        if place < current:
            behind += used - minutes * 60
        elif used:
            behind += max(0.0, used - minutes * 60)
    return behind
