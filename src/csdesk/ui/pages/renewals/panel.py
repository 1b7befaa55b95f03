"""One renewal in full: why it stands so, the own call, its path, guidance, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from csdesk.desk.renewals import DueStep, Note, RenewalRow
from csdesk.ui.pages.renewals.model import day_words, percent_words
from csdesk.ui.pages.renewals.slider import CallSlider
from csdesk.ui.pages.renewals.steps import StepRow
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.chips import Chip
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.notices import Callout
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date, relative_day
from csdesk.values.formats import Formats
from csdesk.values.money import format_money

_TONES = {"emergency": "red", "critical": "red", "high": "red", "elevated": "yellow"}


class RenewalPanel(Card):
    """What is asked for is told by signals; the page does it and shows the panel anew."""

    closed = Signal()
    account_wanted = Signal(int)
    tried = Signal(int, float)
    """A call is dragged: account, percent."""
    call_kept = Signal(int)
    call_cleared = Signal(int)
    step_ticked = Signal(int, str, bool)
    step_menu = Signal(int, str, object)
    form_wanted = Signal(int, str)
    outcome_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, open_below=True, parent=parent)
        px = theme().px
        self.setAccessibleName("Renewal")
        self._row: RenewalRow | None = None
        self._opened: set[str] = set()
        self._read_only = False
        self._notes: Sequence[Note] = ()
        self._today, self._formats = date.min, Formats()
        self.head = CardHead("")
        self.head.row.setContentsMargins(px(16), 0, px(8), 0)
        close = IconButton("close", "Close the renewal")
        close.setObjectName("renewal.close")
        close.clicked.connect(self.closed)
        self.head.add(close)
        self.body.addWidget(self.head)
        self._scroll = Scroll("Renewal", spacing=0)
        self.body.addWidget(self._scroll, 1)
        self.slider = CallSlider()
        self.slider.setObjectName("renewal.slider")
        self.slider.valueChanged.connect(self._slid)
        self._call = Label("", "fact", tabular=True)
        self._call_row = self._make_call_row()
        self.keep = Button("Keep my call", "secondary", small=True)
        self.keep.setObjectName("renewal.keep")
        self.keep.clicked.connect(self._keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _make_call_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme().px(8), 0, theme().px(16), 0)
        row.addWidget(self.slider, 1)
        row.addWidget(self._call)
        self._call.setMinimumWidth(theme().px(44))
        self._call.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return holder

    @property
    def account_id(self) -> int | None:
        """Whose renewal it shows."""
        return self._row.account_id if self._row else None

    # Showing

    def show_row(
        self, row: RenewalRow, notes: Sequence[Note], today: date, formats: Formats, *, read_only: bool
    ) -> None:
        """Show a renewal; what was unfolded stays so."""
        if self._row is None or self._row.account_id != row.account_id:
            self._opened = set()
            self._scroll.verticalScrollBar().setValue(0)
        same = self._row is not None and self._row.verdict == row.verdict and self._row.calls == row.calls
        same = same and self._row is not None and self._row.account_id == row.account_id
        self._row, self._notes, self._today, self._formats, self._read_only = row, notes, today, formats, read_only
        self.head.title.setText(row.name)
        self._show_call()
        if not same:
            self._build()

    def _show_call(self) -> None:
        row = self._row
        if row is None:
            return
        self.slider.show_call(row.called, row.automatic)
        self.slider.setEnabled(not self._read_only)
        self._call.setText(percent_words(row.called))
        trying = row.trial is not None and row.trial != row.kept
        self._call.set_tone("accent" if trying else "text")
        self.keep.setVisible(trying and not self._read_only)

    def _slid(self, percent: int) -> None:
        if self._row is not None:
            self.tried.emit(self._row.account_id, float(percent))

    def _keep(self) -> None:
        if self._row is not None:
            self.call_kept.emit(self._row.account_id)

    def _build(self) -> None:
        row = self._row
        if row is None:
            return
        px = theme().px
        focused = self.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        column = self._scroll.body
        for kept in (self._call_row, self.keep):
            kept.setParent(None)
        _clear(column)
        column.setContentsMargins(0, px(12), 0, px(16))
        column.addLayout(self._facts(row))
        if row.risk is not None:
            column.addSpacing(px(12))
            column.addWidget(_inset(self._risk(row)))
        column.addSpacing(px(16))
        self._add_call(column, row)
        column.addSpacing(px(12))
        column.addWidget(Rule())
        path = row.verdict.path
        title = QWidget()
        line = QHBoxLayout(title)
        line.setContentsMargins(px(16), px(10), px(16), px(6))
        line.addWidget(Label(path.title if path else "No path for this tier", "strong"))
        line.addStretch(1)
        column.addWidget(title)
        for one in row.verdict.steps:
            current = row.step is not None and one.step.id == row.step.step.id and one.open
            step = StepRow(one, self._today, current=current, read_only=self._read_only)
            step.clicked.connect(self._ticker(one))
            step.menu_wanted.connect(self._menu)
            column.addWidget(step)
            if current:
                column.addWidget(self._asked(row, one))
        column.addSpacing(px(12))
        column.addWidget(Rule())
        self._add_notes(column)
        column.addSpacing(px(12))
        outcome = Button("Record the outcome", "secondary")
        outcome.setObjectName("renewal.outcome")
        outcome.setEnabled(not self._read_only)
        outcome.clicked.connect(partial(self.outcome_wanted.emit, row.account_id))
        account = Button("Open the account", "link")
        account.clicked.connect(partial(self.account_wanted.emit, row.account_id))
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), 0, px(16), 0)
        foot.addWidget(outcome)
        foot.addStretch(1)
        foot.addWidget(account)
        column.addLayout(foot)
        column.addStretch(1)
        if name and (again := self.findChild(QWidget, name)) is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _facts(self, row: RenewalRow) -> QVBoxLayout:
        px = theme().px
        lines = QVBoxLayout()
        lines.setContentsMargins(px(16), 0, px(16), 0)
        lines.setSpacing(px(4))
        when = f"{format_date(row.renewal_date)}, {relative_day(row.renewal_date, self._today, 'ago')}"
        first = QHBoxLayout()
        first.addWidget(Label(f"Renews {when}" if row.days_left >= 0 else f"Was due {when}", tabular=True))
        first.addStretch(1)
        lines.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(px(8))
        second.addWidget(
            Chip(row.tone or "none", row.band or "No score", f"{row.score:g}" if row.score is not None else "")
        )
        if row.arr is not None:
            second.addWidget(Label(format_money(row.arr, self._formats), "label", "soft", tabular=True))
        second.addStretch(1)
        lines.addLayout(second)
        if row.notice is not None:
            passed = row.notice < self._today
            words = f"Notice {'closed' if passed else 'closes'} {day_words(row.notice, self._today)}"
            if not passed:
                words += f", {relative_day(row.notice, self._today)}"
            if row.auto_renews:
                words += "; renews by itself"
            lines.addWidget(Label(words, "label", "soft", tabular=True))
        elif row.auto_renews:
            lines.addWidget(Label("Renews by itself", "label", "soft"))
        return lines

    @staticmethod
    def _risk(row: RenewalRow) -> Callout:
        assert row.risk is not None
        level = row.risk.level
        said = " ".join(one.text for one in row.risk.reasons)
        rule = "; ".join(dict.fromkeys(one.rule for one in row.risk.reasons if one.rule))
        return Callout(_TONES.get(level.id, "yellow"), f"{level.title} risk", f"{said} {level.about}", rule)

    def _add_call(self, column: QVBoxLayout, row: RenewalRow) -> None:
        px = theme().px
        head = QHBoxLayout()
        head.setContentsMargins(px(16), 0, px(16), 0)
        head.addWidget(Label("My call", "strong"))
        head.addStretch(1)
        chance = row.verdict.chance
        words = "No score, no chance by health" if chance is None else f"By health {chance.percent:g}%"
        head.addWidget(Label(words, "label", "soft", tabular=True))
        column.addLayout(head)
        column.addWidget(self._call_row)
        self._call_row.show()
        call = row.calls[-1] if row.calls else None
        if call is not None and call.own is not None:
            said = f"{call.own:g}% on {format_date(call.on)}"
            column.addWidget(_inset(Text(f"{said}: {call.reason}" if call.reason else said, "label", "soft")))
        foot = QHBoxLayout()
        foot.setContentsMargins(px(16), px(6), px(16), 0)
        foot.addWidget(self.keep)
        if row.kept is not None:
            back = Button("By health again", "link", small=True)
            back.setObjectName("renewal.clear")
            back.setEnabled(not self._read_only)
            back.clicked.connect(partial(self.call_cleared.emit, row.account_id))
            foot.addWidget(back)
        foot.addStretch(1)
        column.addLayout(foot)
        earlier = [one for one in row.calls[:-1] if one.own is not None]
        if earlier:
            words = ", ".join(f"{one.own:g}% on {format_date(one.on)}" for one in reversed(earlier[-4:]))
            column.addWidget(_inset(Text(f"Before: {words}", "label", "faint")))
        self._show_call()

    def _asked(self, row: RenewalRow, one: DueStep) -> QWidget:
        """What good looks like, and the form that helps, under the step that is asked for."""
        px = theme().px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(42), px(4), px(16), px(8))
        column.setSpacing(px(6))
        if one.step.good:
            column.addWidget(Text(one.step.good, "label", "soft"))
        if one.step.source:
            column.addWidget(Text(one.step.source, "tag", "faint"))
        if one.step.opens:
            opens = Button("Open its form", "secondary", icon="documents", small=True)
            opens.setObjectName("renewal.form")
            opens.clicked.connect(partial(self.form_wanted.emit, row.account_id, one.step.opens))
            column.addWidget(opens, 0, Qt.AlignmentFlag.AlignLeft)
        return holder

    def _add_notes(self, column: QVBoxLayout) -> None:
        px = theme().px
        for note in self._notes:
            opened = note.id in self._opened
            head = Button(note.title, "quiet", icon="chevron-down" if opened else "chevron-right", small=True)
            head.setObjectName(f"note.{note.id}")
            head.clicked.connect(partial(self._fold, note.id))
            holder = QHBoxLayout()
            holder.setContentsMargins(px(8), px(6), px(16), 0)
            holder.addWidget(head)
            holder.addStretch(1)
            column.addLayout(holder)
            if not opened:
                continue
            parts: list[tuple[str, str]] = [(f"{note.about}\n", "soft")] if note.about else []
            for what, words in note.points:
                parts += [(f"{what}. ", "bold"), (f"{words}\n", "soft")]
            if note.avoid:
                parts += [("Not: ", "bold"), (f"{'; '.join(note.avoid).lower()}.\n", "soft")]
            parts.append((note.source, "faint"))
            column.addWidget(_inset(Text(parts, "label"), left=30))

    def _fold(self, note: str) -> None:
        self._opened ^= {note}
        self._build()

    def _ticker(self, one: DueStep) -> Callable[[bool], None]:
        def ticked(on: bool) -> None:
            if self._row is not None:
                self.step_ticked.emit(self._row.account_id, one.step.id, on and one.settled is None)

        return ticked

    def _menu(self, step: str, where: object) -> None:
        if self._row is not None:
            self.step_menu.emit(self._row.account_id, step, where)


def _inset(widget: QWidget, left: int = 16) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(theme().px(left), 0, theme().px(16), 0)
    row.addWidget(widget)
    return holder


def _clear(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif item is not None and (inner := item.layout()) is not None:
            _clear(inner)
            inner.deleteLater()
