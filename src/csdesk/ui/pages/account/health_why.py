"""Why a health score reads as it does: the sum in arithmetic, the rule that fired, and what costs the most."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk.health import Change, Contribution, Health
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date

_SHOWN = 4


class _Bar(QWidget):
    """Four pixels: the share of the largest loss, in the colour of the level where it is not healthy."""

    def __init__(self, share: float, level: str) -> None:
        super().__init__()
        self._share, self._level = share, level
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        off = self._level in ("yellow", "red")
        colour = theme().tone(self._level, "mark") if off else theme().colour("text.soft")
        paint.bar(painter, self.rect(), self._share, colour)
        painter.end()


class HealthWhy(QWidget):
    """The content of the panel; `override_wanted` and `readings_wanted` are its buttons."""

    override_wanted = Signal()
    readings_wanted = Signal()

    def __init__(self, health: Health, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(8))
        self._sum(health)
        if health.override is not None:
            one = health.override
            stands = "" if health.verdict.score is None else f" Worked out it is {health.verdict.score}."
            text = f"{one.score:g} until {format_date(one.until)}: {one.reason}.{stands}"
            self._column.addWidget(Callout("", "Given by hand", text, f"Set on {format_date(one.set_on)}"))
        if health.alert is not None:
            alert = health.alert
            self._column.addWidget(Callout(alert.tone, alert.title, alert.text, alert.rule))
        if health.verdict.score is not None:
            self._reasons(health)
        if health.change is not None:
            self._column.addWidget(Rule())
            self._column.addWidget(Text(_changed(health.change), "label"))
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        override = Button("Override the score", small=True)
        override.clicked.connect(self.override_wanted)
        readings = Button("Add readings", small=True, icon="plus")
        readings.clicked.connect(self.readings_wanted)
        for button in (override, readings):
            row.addWidget(button)
        row.addStretch(1)
        self._column.addSpacing(theme().px(4))
        self._column.addLayout(row)
        self._column.addStretch(1)

    def _sum(self, health: Health) -> None:
        found = health.verdict
        if found.score is None:
            words = (
                "No indicator has a reading, so the score that was imported or typed stands."
                if health.score is not None
                else "No indicator has a reading yet, and no score was imported."
            )
            self._column.addWidget(Text([(words, "soft")], "label"))
            return
        whole = round(found.raw or 0)
        parts = [
            (f"{found.points:.1f} of the {found.read:g} points that have a reading: "
             f"{found.points:.1f} ÷ {found.read:g} = ", "soft"), (f"{whole}", "bold"), (".", "soft"),
        ]  # fmt: skip
        if found.held:
            parts.append((f" Held at {found.score}, as green needs {found.green_needs:g}% coverage.", "soft"))
        oldest = f", oldest reading {found.oldest} days" if found.oldest else ""
        parts.append((f"\nCoverage {found.coverage:.0f}%{oldest}.", "soft"))
        self._column.addWidget(Text(parts, "label"))

    def _reasons(self, health: Health) -> None:
        found = health.verdict
        head = QHBoxLayout()
        head.addWidget(Label("What costs the most, in order", "label", "soft"))
        head.addStretch(1)
        head.addWidget(Label(f"of {found.lost:.0f} lost", "label", "soft", tabular=True))
        self._column.addLayout(head)
        most = found.by_loss[0].lost if found.by_loss else 1.0
        for rank, one in enumerate(found.by_loss[:_SHOWN], 1):
            self._column.addWidget(Rule())
            self._column.addWidget(_reason(rank, one, one.lost / most))
        rest = found.by_loss[_SHOWN:]
        if rest:
            self._column.addWidget(Rule())
            self._line(", ".join(one.indicator.label for one in rest), f"−{sum(one.lost for one in rest):.1f}")
        missing = [one.indicator.label for one in found.missing if one.weight]
        if missing:
            self._column.addWidget(Rule())
            weight = sum(one.weight for one in found.missing)
            self._line(f"No reading: {', '.join(missing)}", f"{weight:g} of 100")

    def _line(self, words: str, figure: str) -> None:
        row = QHBoxLayout()
        row.addWidget(Text([(words, "soft")], "label"), 1)
        row.addWidget(Label(figure, "label", "soft", tabular=True))
        self._column.addLayout(row)


def _reason(rank: int, one: Contribution, share: float) -> QWidget:
    px = theme().px
    holder = QWidget()
    holder.setAccessibleName(f"{rank}. {one.indicator.label} costs {one.lost:.1f}: {one.reading}. {one.rule}")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, px(2), 0, px(2))
    row.setSpacing(px(12))
    number = Label(str(rank), "label", "faint", tabular=True)
    number.setFixedWidth(px(12))
    place = QVBoxLayout()
    place.setContentsMargins(0, px(2), 0, 0)
    place.addWidget(number)
    place.addStretch(1)
    row.addLayout(place)
    column = QVBoxLayout()
    column.setSpacing(px(3))
    head = QHBoxLayout()
    head.addWidget(Label(one.indicator.label, "body", elide=True), 1)
    head.addWidget(Label(f"−{one.lost:.1f}", "strong", tabular=True))
    column.addLayout(head)
    column.addWidget(_Bar(share, one.level))
    when = f", read {format_date(one.on, 'short')}" if one.on else ""
    column.addWidget(Text([(f"{one.reading}{when}\n", "soft"), (one.rule, "faint")], "label"))
    row.addLayout(column, 1)
    return holder


def _changed(one: Change) -> list[tuple[str, str]]:
    """What changed since the last time, and whose doing it was."""

    def signed(points: float) -> str:
        return f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points):.0f}"

    words = f"Since {format_date(one.since)} ({one.before:.0f}): {signed(one.by_customer)} by the customer"
    if one.formula_changed:
        words += f", {signed(one.by_formula)} because the formula changed"
    moves = "".join(
        f"\n{move.label}: {signed(move.points)}, from {move.before} to {move.now}" for move in one.moved[:3]
    )
    return [(words + ".", "soft"), (moves, "faint")]
