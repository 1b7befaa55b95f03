"""Filling pages with strips: what stays together, where a break falls, what is repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from csdesk.documents.pdf.strips import ALWAYS, FREE, RATHER, Strip

_PRESS = 0.1
"""Share of the white before headings that may be given up to avoid a page that ends early."""

_SCRAP = 0.2
"""Share of a page below which what stands on it, under no heading, looks lost."""

_PULLS = 3
"""How often more may be pulled along to the last page."""


@dataclass(slots=True)
class Placed:
    """A strip on a page, with the white above it."""

    strip: Strip
    gap: float
    group: int


@dataclass(slots=True)
class Page:
    """One page's strips from the top, and the height that they may fill."""

    room: float
    placed: list[Placed] = field(default_factory=list)
    used: float = 0.0

    def need(self, strips: Sequence[Strip]) -> float:
        """The height that these strips would take here."""
        total = sum(strip.height + strip.gap for strip in strips)
        if strips and not self.placed:
            total -= strips[0].gap
            total += self._header(strips[0])
        return total

    def _header(self, strip: Strip) -> float:
        return strip.header.height if strip.header is not None else 0.0

    def put(self, strips: Sequence[Strip], group: int) -> None:
        """Place strips under what is there."""
        for strip in strips:
            if not self.placed and strip.header is not None:
                self.placed.append(Placed(strip.header, 0.0, group))
                self.used += strip.header.height
                gap = 0.0
            else:
                gap = strip.gap if self.placed else 0.0
            self.placed.append(Placed(strip, gap, group))
            self.used += gap + strip.height

    def spare(self, strips: Sequence[Strip]) -> float:
        """What pressing the white before headings would give."""
        here = sum(placed.gap for placed in self.placed if placed.strip.heading)
        return _PRESS * (here + sum(strip.gap for strip in strips if strip.heading))

    def press(self) -> None:
        """Take it."""
        for placed in self.placed:
            if placed.strip.heading:
                self.used -= placed.gap * _PRESS
                placed.gap *= 1 - _PRESS


def groups(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Strips that stay together."""
    made: list[list[Strip]] = []
    current: list[Strip] = []
    for strip in strips:
        current.append(strip)
        if strip.hold == FREE:
            made.append(current)
            current = []
    if current:
        made.append(current)
    return made


def fill(strips: Sequence[Strip], first_room: float, room: float) -> list[Page]:
    """Pages for all strips; at least one. Nothing is dropped: what is taller than a page is divided."""
    pages = [Page(first_room)]
    for number, group in enumerate(groups(strips)):
        rest = group
        while rest:
            page = pages[-1]
            if rest[0].opens_page and page.placed:
                pages.append(Page(room))
                page = pages[-1]
            left = page.room - page.used
            if page.need(rest) <= left + 0.01:
                page.put(rest, number)
                break
            placed, rest = _part(page, rest, left, room)
            if placed:
                page.put(placed, number)
                if not rest and page.used > page.room:
                    page.press()
            if rest:
                pages.append(Page(room))
    for _ in range(_PULLS):
        if not _keep_company(pages):
            break
    return pages


def _part(page: Page, group: list[Strip], left: float, room: float) -> tuple[list[Strip], list[Strip]]:
    """What of a group that does not fit goes on this page."""
    empty = not page.placed
    early = left > page.room / 3
    if early and not empty and page.need(group) - left <= page.spare(group):
        return group, []
    tall = sum(strip.height + strip.gap for strip in group) > room
    if not empty and not early and not (tall and left > room / 6):
        return [], group
    for hold in (RATHER, ALWAYS) if empty else (RATHER,):
        count = _fitting(page, group, left, hold)
        # A page that would end early takes the beginning of what is taller than half a page.
        cut = _divided(page, group, count, left, room) if tall or empty or early else None
        if cut is not None:
            return cut
        if count:
            return group[:count], group[count:]
    # One strip taller than an empty page that cannot be divided: print it, whatever happens.
    return (group[:1], group[1:]) if empty else ([], group)


def _fitting(page: Page, group: list[Strip], left: float, hold: int) -> int:
    """How many strips fit, breaking only where they are held no firmer than `hold`."""
    best = 0
    for count in range(1, len(group)):
        if page.need(group[:count]) > left + 0.01:
            break
        if group[count - 1].hold <= hold:
            best = count
    return best


def _divided(
    page: Page, group: list[Strip], count: int, left: float, room: float
) -> tuple[list[Strip], list[Strip]] | None:
    """Break inside the first strip that does not fit, when it is tall enough for that."""
    fits = 0
    while fits < len(group) and page.need(group[: fits + 1]) <= left + 0.01:
        fits += 1
    if fits == len(group):
        return None
    strip = group[fits]
    if strip.divide is None or strip.height <= room / 2 or fits < count:
        return None
    white = strip.gap if page.placed or fits else 0.0
    inside = left - (page.need(group[:fits]) if fits else 0.0) - white
    if fits == 0 and not page.placed and strip.header is not None:
        inside -= strip.header.height
    halves = strip.divide(inside)
    if halves is None:
        return None
    first, second = halves
    first.gap, first.header = strip.gap, strip.header
    second.header, second.hold = strip.header, strip.hold
    return [*group[:fits], first], [second, *group[fits + 1 :]]


def _keep_company(pages: list[Page]) -> bool:
    """Signatures, or a scrap without a heading, alone on the last page pull along what stands before them.

    Answers whether anything was moved: what came along may itself be a scrap that wants its heading.
    """
    last = pages[-1]
    if len(pages) < 2 or not last.placed:
        return False
    opening = last.placed[0].strip
    scrap = last.used < last.room * _SCRAP and not opening.heading and opening.header is None
    # The dates below the places to sign belong to them.
    alone = opening.signing and not any(one.strip.heading and not one.strip.signing for one in last.placed)
    if not scrap and not alone:
        return False
    before = pages[-2]
    group = before.placed[-1].group if before.placed else -1
    moving = [placed for placed in before.placed if placed.group == group]
    if not moving or len(moving) == len(before.placed) or any(placed.strip.opens_page for placed in last.placed):
        return False
    fresh = Page(last.room)
    fresh.put([placed.strip for placed in moving], group)
    fresh.put([placed.strip for placed in last.placed], last.placed[0].group)
    if fresh.used > fresh.room:
        return False
    del before.placed[-len(moving) :]
    before.used -= sum(placed.gap + placed.strip.height for placed in moving)
    pages[-1] = fresh
    return True
