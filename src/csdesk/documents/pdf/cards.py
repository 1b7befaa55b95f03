"""Cards: one framed record each, with meter, facts and internal notes."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.documents.model import Card, KeyValue, Meter
from csdesk.documents.palette import INK, RULE, TRACK
from csdesk.documents.pdf import style
from csdesk.documents.pdf.pen import Pen
from csdesk.documents.pdf.strips import ALWAYS, Column, Strip, columns, hold_all, paint_stack, stack_height
from csdesk.documents.pdf.typesetter import Typesetter
from csdesk.documents.pdf.widths import share_out

_PADDING = 14.0
_NUMBER = 22.0
_BETWEEN = 8.0


class CardSetter:
    """Sets a group of cards at one width, with facts in line from card to card."""

    def __init__(self, setter: Typesetter, cards: Sequence[Card], width: float) -> None:
        self.setter = setter
        self.cards = cards
        self.width = width
        self.inner = width - 2 * _PADDING

    def strips(self) -> list[Strip]:
        """One strip for each card."""
        made = [self._card(card) for card in self.cards]
        for strip in made[1:]:
            strip.gap = _BETWEEN
        return made

    def _card(self, card: Card) -> Strip:
        stack = [self._top(card)]
        if card.meter is not None:
            stack.append(self._meter(card.meter))
        for row in self._rows(card.facts):
            stack.append(row)
        for note in card.notes:
            strip = self.setter.callouts((note,), self.inner)
            strip.gap = 8.0
            stack.append(strip)
        stack[0].hold = ALWAYS
        bottom = 13.0 if card.notes else 10.0

        def ground(pen: Pen, x: float, y: float, height: float, first: bool) -> None:
            pen.frame(x, y, self.width, height, RULE, 0.6)

        return columns((Column(_PADDING, stack, 11.5, bottom),), ground=ground)

    def _top(self, card: Card) -> Strip:
        setter = self.setter
        chip_width = setter.chip_width(card.chip, ground=True) if card.chip is not None else 0.0
        chip_width = min(chip_width, self.inner * 0.4)
        left = _NUMBER if card.number else 0.0
        title_width = self.inner - left - (chip_width + 16 if card.chip is not None else 0.0)
        words = setter.run(card.title, style.CARD_TITLE, title_width)
        hold_all(words, ALWAYS)
        if card.text is not None and card.text.text:
            words[-1].hold = ALWAYS
            words += setter.run(card.text, style.CARD_TEXT, self.inner - left)
        parts = [Column(left, words)]
        if card.number:
            setting = style.CARD_NUMBER.coloured(setter.palette.accent)
            # The figure's baseline lies a little under that of the title: it belongs to both lines beside it.
            parts.insert(0, Column(0, setter.text(card.number, setting, _NUMBER), above=0.6))
        if card.chip is not None:
            chip = setter.chip(card.chip, chip_width, ground=True, align="right")
            parts.append(Column(self.inner - chip_width, chip, above=-2.0))
        return columns(parts)

    def _meter(self, meter: Meter) -> Strip:
        setter, inner = self.setter, self.inner
        share = min(max(meter.fraction, 0.0), 1.0)
        now = setter.one_line(meter.now, style.METER_NOW) if meter.now else None
        wrapped: list[Strip] = []
        if now is not None and now.width > inner * 0.7:
            now, wrapped = None, setter.text(meter.now, style.METER_NOW, inner)
        start = setter.text(meter.start, style.METER_ENDS, inner * 0.48) if meter.start else []
        target = setter.text(meter.target, style.METER_ENDS, inner * 0.48, align="right") if meter.target else []
        above = 14.0 if now is not None else 4.0 + stack_height(wrapped)
        ends = columns((Column(0, start), Column(inner * 0.52, target)))

        def paint(pen: Pen, x: float, y: float) -> None:
            top = y + above
            tick = x + inner * share
            pen.box(x, top, inner, 7, TRACK)
            if share > 0:
                pen.box(x, top, inner * share, 7, setter.palette.meter)
            pen.box(min(max(tick - 0.75, x), x + inner - 1.5), top - 2, 1.5, 11, INK)
            if now is not None:
                place = min(max(tick - now.width / 2, x), x + inner - now.width)
                pen.line(place, y + style.METER_NOW.baseline - 1.6, now)
            paint_stack(pen, wrapped, x, y)
            ends.paint(pen, x, top + 9.2)

        return Strip(above + 9.2 + ends.height, paint, gap=9.5)

    def _rows(self, facts: Sequence[KeyValue]) -> list[Strip]:
        rows: list[Strip] = []
        for row in self._split(facts):
            start = facts.index(row[0])
            widths = self._widths(row, start)
            parts: list[Column] = []
            x = 0.0
            made = self.setter.facts(row, [width - 12 for width in widths], style.CARD_VALUE)
            for strips, width in zip(made, widths, strict=True):
                parts.append(Column(x, strips))
                x += width
            strip = columns(parts)
            strip.gap = 8.5 if start == 0 else 7.0
            rows.append(strip)
        return rows

    def _split(self, facts: Sequence[KeyValue]) -> list[list[KeyValue]]:
        """Up to four facts in a row; one of many words has a row of its own."""
        rows: list[list[KeyValue]] = []
        alone = True
        for fact in facts:
            long = self.setter.width(fact.value.text, style.CARD_VALUE) > self.inner
            if long or alone or len(rows[-1]) == 4:
                rows.append([fact])
            else:
                rows[-1].append(fact)
            alone = long
        return rows

    def _widths(self, row: Sequence[KeyValue], start: int) -> list[float]:
        """Widths that serve all cards with the same labels, so that their facts stand in line."""
        labels = [item.label for item in row]
        wish = [0.0] * len(row)
        for card in self.cards:
            same = card.facts[start : start + len(row)]
            if [item.label for item in same] == labels:
                for number, item in enumerate(same):
                    wide = max(self.setter.width(item.value.text, style.CARD_VALUE), 74.0)
                    wish[number] = max(wish[number], wide + 12, self.setter.width(item.label, style.LABEL) + 12)
        longest = wish.index(max(wish))
        grows = [1.0 if number == longest else 0.0 for number in range(len(wish))]
        return share_out(wish, [min(86.0, self.inner / len(row))] * len(row), grows, self.inner)
