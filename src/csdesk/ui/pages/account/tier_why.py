"""Why an account stands in its tier: what the rules say and rest on, an override with its reason, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.tiering import Candidate, Reason, Standing
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date


class TierWhy(QWidget):
    """What stands in the panel: `accept_wanted`, `override_wanted`, `end_wanted`, `facts_wanted` ask for what its
    buttons say."""

    accept_wanted = Signal()
    override_wanted = Signal()
    end_wanted = Signal()
    facts_wanted = Signal()

    def __init__(
        self, one: Standing, candidate: Candidate | None, profile: str, policy: str, *, read_only: bool = False,
        facts: bool = False, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(8))
        self._column.addWidget(Text(_summary(one, policy), "label"))
        if one.override is not None:
            given = one.override
            rules = f" By the rules it is {one.verdict.tier.name}." if one.verdict.tier else ""
            day = f"Set on {format_date(given.set_on)}. " if given.set_on else ""
            review = f"Looked at again on {format_date(given.review_on)}." if given.review_on else ""
            title = f"Kept in {given.value} by hand"
            self._column.addWidget(Callout("", title, f"{given.reason}.{rules}".replace("..", "."), day + review))
        elif one.move is not None:
            title = f"Should move to {one.move.to.name}"
            said = one.move.trigger + (f". {one.move.action}." if one.move.action else ".")
            self._column.addWidget(Callout("yellow", title, said, policy))
        for rank, reason in enumerate(one.verdict.reasons):
            if rank:
                self._column.addWidget(Rule())
            self._column.addWidget(_reason(reason))
        if candidate is not None:
            self._column.addWidget(Rule())
            self._column.addWidget(Text(_near(candidate), "label"))
        if profile:
            self._note("What accounts of this tier are like", profile)
        for missing in one.verdict.missing:
            self._note("Not known", missing)
        if not read_only:
            self._buttons(one)
            if facts:
                edit = Button("Edit the facts", "quiet", small=True, icon="edit", tip="What the tiers ask about")
                edit.clicked.connect(self.facts_wanted)
                row = QHBoxLayout()
                row.addWidget(edit)
                row.addStretch(1)
                self._column.addLayout(row)
        self._column.addStretch(1)

    def _note(self, label: str, words: str) -> None:
        self._column.addWidget(Rule())
        self._column.addWidget(Text([(f"{label}\n", "soft"), (words, "faint")], "label"))

    def _buttons(self, one: Standing) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        if one.should_move and one.move is not None:
            accept = Button(f"Move to {one.move.to.name}", "primary", small=True)
            accept.clicked.connect(self.accept_wanted)
            row.addWidget(accept)
        words = "Change the override" if one.override else "Override the tier"
        override = Button(words, small=True)
        override.clicked.connect(self.override_wanted)
        row.addWidget(override)
        if one.override is not None:
            end = Button("End it", "quiet", small=True, tip="Let the tier of the rules stand again")
            end.clicked.connect(self.end_wanted)
            row.addWidget(end)
        row.addStretch(1)
        self._column.addSpacing(theme().px(4))
        self._column.addLayout(row)


def _summary(one: Standing, policy: str) -> list[tuple[str, str]]:
    if one.verdict.tier is None:
        return [("The facts do not suffice for a tier by ", "soft"), (policy, "soft"), (".", "soft")]
    served = one.verdict.covered_by
    parts = [("By the rules ", "soft"), (one.verdict.tier.name, "bold"), (f" ({policy}).", "soft")]
    if one.verdict.serves_as is not None:
        parts.append((f" For now it is served as {one.verdict.serves_as.name}.", "soft"))
    return [*parts, (f"\nServed by: {served}.", "soft")]


def _reason(reason: Reason) -> QWidget:
    holder = QWidget()
    holder.setAccessibleName(f"{reason.label}: {reason.value}. {reason.rule}")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme().px(2))
    first = QHBoxLayout()
    first.addWidget(Label(reason.label, "strong" if reason.decides else "body", elide=True), 1)
    first.addWidget(Label(reason.value, "strong", tabular=True))
    column.addLayout(first)
    when = f"{format_date(reason.on)}. " if reason.on else ""
    column.addWidget(Text([(when, "soft"), (reason.rule, "faint")], "label"))
    return holder


def _near(candidate: Candidate) -> list[tuple[str, str]]:
    said = "; ".join(f"{one.label}: {one.value}" for one in candidate.reasons)
    return [(f"Not far from {candidate.to.name}\n", "bold"), (said, "soft")]
