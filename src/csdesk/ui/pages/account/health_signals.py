"""The signals of an account: what holds and why, by when it wants an answer, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from csdesk.desk import involvement, records, runs, signals
from csdesk.desk.errors import DeskError
from csdesk.desk.signals import LEVEL_WORDS, SignalRow
from csdesk.ui.context import Context
from csdesk.ui.pages.account.signal_dialogs import InvolveDialog, ReportDialog
from csdesk.ui.pages.risk.words import deadline
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.chips import Chip, StateChip
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count, format_date

_SHOWN = 4
_TONES = {"immediate": "red", "red": "red", "yellow": "yellow", "expansion": "green"}
_STATES = {"acknowledged": "Looked at", "acted": "Acted on", "dismissed": "Dismissed", "cleared": "Over"}


class SignalsCard(Card):
    """The signals that hold, the worst first; four of them until more are asked for, and the past behind a button."""

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(0, spacing=0)
        self._context, self._desk, self._account = context, context.desk, account_id
        self._all = False
        self._looking_back = False
        self.rows: tuple[SignalRow, ...] = ()
        self._head = CardHead("Signals")
        self._back = Button("Past", "quiet", small=True)
        self._back.setCheckable(True)
        self._back.toggled.connect(self._look_back)
        self._seen = Button("Looked into all", "quiet", small=True)
        self._seen.setObjectName("signals.seen")
        self._seen.clicked.connect(self.look_into_all)
        self._involve = Button("Should I be involved?", "quiet", small=True)
        self._involve.clicked.connect(self.involve)
        self._report = Button("Report a signal", icon="plus", small=True)
        self._report.setObjectName("signals.report")
        self._report.clicked.connect(self.report)
        for button in (self._seen, self._back, self._involve, self._report):
            self._head.add(button)
        self.body.addWidget(self._head)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.reload()

    # Showing

    def reload(self) -> None:
        """Reads the account's signals again, and keeps the keyboard where it was."""
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        self.rows = signals.open(self._desk, self._account)
        past = signals.history(self._desk, self._account)
        asked = sum(one.state == "raised" for one in self.rows)
        note = [f"{asked} to look at" if asked else "", f"{len(self.rows)} in all" if self.rows else ""]
        note.append(signals.policy_title(self._desk))
        self._head.note.setText(" · ".join(one for one in note if one))
        self._back.setText(f"Past {len(past)}" if past else "Past")
        self._back.setVisible(bool(past))
        self._report.setEnabled(not self._desk.read_only)
        self._seen.setVisible(asked > 1 and not self._desk.read_only)
        _clear(self._lines)
        shown = past if self._looking_back and past else self.rows
        within = shown if self._all or len(shown) <= _SHOWN + 1 else shown[:_SHOWN]
        for place, one in enumerate(within):
            if place:
                self._lines.addWidget(Rule())
            self._lines.addWidget(self._line(one))
        if len(within) < len(shown) or (self._all and len(shown) > _SHOWN + 1):
            self._lines.addWidget(Rule())
            self._lines.addWidget(self._more(len(shown) - len(within)))
        watched = signals.watched(self._desk, self._account) if shown is self.rows else ()
        if not shown:
            self._lines.addWidget(EmptyState(
                "No signal holds",
                "The rules raise one when the readings or the book call for it. What only you can see, such as a "
                "competitor named in a call, is reported here.",
            ))  # fmt: skip
        if watched:
            self._lines.addWidget(Rule())
            self._lines.addWidget(_watched(watched))
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()

    def _line(self, one: SignalRow) -> QWidget:
        px = theme().px
        holder = QWidget()
        holder.setObjectName(f"signal.{one.id}")
        holder.setAccessibleName(f"{LEVEL_WORDS.get(one.level, one.level)}: {one.title}. {one.evidence}. {one.about}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(px(16), px(10), px(12), px(10))
        row.setSpacing(px(12))
        mark = QVBoxLayout()
        tone = _TONES.get(one.level)
        word = LEVEL_WORDS.get(one.level, one.level)
        chip: QWidget = Chip(tone, word) if tone and one.is_open else StateChip(word)
        left = QWidget()
        left.setFixedWidth(px(112))
        inner = QHBoxLayout(left)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(chip)
        inner.addStretch(1)
        mark.addWidget(left)
        mark.addStretch(1)
        row.addLayout(mark)
        row.addLayout(self._words(one), 1)
        row.addLayout(self._side(one))
        return holder

    def _words(self, one: SignalRow) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme().px(1))
        words.addWidget(Label(one.title, "strong", elide=True))
        parts = [(one.evidence, "")]
        if one.meaning:
            parts.append((f"  {one.meaning}", "soft"))
        words.addWidget(Text(parts, "label"))
        below = f"{one.about} {one.source[:1].upper()}{one.source[1:]}." if one.about else ""
        if one.advice:
            below = f"{one.advice}. {below}"
        if one.origin == signals.BY_HAND:
            below = f"Reported on {format_date(one.raised_at.astimezone().date())}. {below}"
        words.addWidget(Text([(below, "soft")], "label"))
        if one.reason and one.state != "raised":
            at = one.settled_at or one.raised_at
            said = f"{_STATES[one.state]}, {format_date(at.astimezone().date())}: {one.reason}"
            words.addWidget(Text([(said, "soft")], "label"))
        words.addStretch(1)
        return words

    def _side(self, one: SignalRow) -> QVBoxLayout:
        px = theme().px
        side = QVBoxLayout()
        side.setSpacing(px(4))
        if one.due_at is not None:
            said, late = deadline(one.due_at, self._desk.clock.now())
            due = Label(said[:1].upper() + said[1:], "strong" if late else "label", tabular=True)
            due.setAlignment(Qt.AlignmentFlag.AlignRight)
            side.addWidget(due)
        asks = Label(one.asks if one.is_open else _STATES.get(one.state, ""), "label", "soft")
        asks.setAlignment(Qt.AlignmentFlag.AlignRight)
        side.addWidget(asks)
        if one.is_open and not self._desk.read_only:
            buttons = QHBoxLayout()
            buttons.setSpacing(px(4))
            buttons.addStretch(1)
            if one.state == "raised":
                seen = Button("Looked into", small=True)
                seen.setObjectName(f"signal.{one.id}.seen")
                seen.setAccessibleName(f"Looked into: {one.title}")
                seen.clicked.connect(partial(self._answer, signals.acknowledge, one.id, "Signal acknowledged"))
                buttons.addWidget(seen)
            act = Button("Act", small=True, chevron=True)
            act.setObjectName(f"signal.{one.id}.act")
            act.setAccessibleName(f"Act on: {one.title}")
            act.clicked.connect(partial(self._offer, one, act))
            buttons.addWidget(act)
            away = IconButton("close", f"Dismiss {one.title}", tip="Dismiss with a reason")
            away.setObjectName(f"signal.{one.id}.dismiss")
            away.clicked.connect(partial(self.dismiss, one))
            buttons.addWidget(away)
            side.addLayout(buttons)
        side.addStretch(1)
        return side

    def _more(self, left: int) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme().px(12), theme().px(4), theme().px(12), theme().px(4))
        button = Button(f"Show {left} more" if left else "Show fewer", "quiet", small=True)
        button.setObjectName("signals.more")
        button.clicked.connect(self._toggle_all)
        row.addWidget(button)
        row.addStretch(1)
        return holder

    def _toggle_all(self) -> None:
        self._all = not self._all
        self.reload()

    def _look_back(self, on: bool) -> None:
        self._looking_back, self._all = on, False
        self.reload()

    def reveal(self, signal_id: int) -> QWidget | None:
        """The row of a signal, all rows shown where it is not among the first; None when it holds no longer."""
        if signal_id not in {one.id for one in self.rows}:
            return None
        if signal_id not in {one.id for one in self.rows[:_SHOWN]} and not self._all:
            self._looking_back, self._all = False, True
            self.reload()
        return self.findChild(QWidget, f"signal.{signal_id}")

    # Doing

    def report(self) -> None:
        """Asks what was seen."""
        if self._desk.read_only:
            return
        name = records.title(self._desk, "account", self._account)
        ReportDialog(self, name, signals.handed(self._desk), signals.model(self._desk).groups, self._keep).open()

    def _keep(self, rule: str, level: str, evidence: str) -> None:
        signals.raise_by_hand(self._desk, self._account, rule, evidence, level)
        self._context.toast("Reported the signal", undo=True)

    def involve(self) -> None:
        """Asks whether the CSM takes part in a case."""
        name = records.title(self._desk, "account", self._account)
        ask = partial(involvement.ask, self._desk, self._account)
        InvolveDialog(self, name, involvement.matrix(self._desk), ask).open()

    def look_into_all(self) -> None:
        """Notes of every signal that nobody has looked into that somebody has."""
        ids = [one.id for one in self.rows if one.state == "raised"]
        if not ids:
            return
        try:
            signals.answer(self._desk, ids, "acknowledged", "", "Acknowledge")
        except DeskError as error:
            self._context.error(error)
        else:
            self._context.toast(f"{count(len(ids), 'signal')} acknowledged", undo=True)

    def dismiss(self, one: SignalRow) -> None:
        """Asks why a signal is no cause to act."""
        from csdesk.ui.pages.risk.escalation import WordsDialog

        days = count(signals.model(self._desk).comes_back_after, "day")
        about = f"It comes back when it gets worse, or after {days} if it is still so."
        WordsDialog(self, f"Dismiss: {one.title}", "Reason", about, "Dismiss the signal",
                    partial(self._dismissed, one.id)).open()  # fmt: skip

    def _dismissed(self, signal_id: int, reason: str) -> None:
        signals.dismiss(self._desk, signal_id, reason)
        self._context.toast("Dismissed the signal", undo=True)

    def _answer(self, work: Callable[..., object], signal_id: int, said: str, _checked: bool = False) -> None:
        try:
            work(self._desk, signal_id)
        except DeskError as error:
            self._context.error(error)
        else:
            self._context.toast(said, undo=True)

    def _offer(self, one: SignalRow, button: Button, _checked: bool = False) -> None:
        """What can be done about a signal: a playbook that it calls for, an escalation, or that it was done."""
        menu = Menu(self, f"Act on {one.title}")
        for proposal in runs.propose(self._desk, self._account)[:4] if one.level in signals.RISKS else ():
            menu.add(
                f"Start “{proposal.title}”", partial(self._start, proposal.playbook, proposal.title, one), icon="play"
            )
        if one.level in signals.RISKS:
            menu.add("Escalate", self._escalate, icon="risk")
        if one.level == "expansion":
            menu.add("Note an opportunity", partial(self._opportunity, one), icon="plus")
        menu.addSeparator()
        menu.add("I have acted on it", partial(self._answer, signals.act, one.id, "Signal acted on"), icon="check")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _start(self, playbook: str, title: str, one: SignalRow) -> None:
        why = f"{one.title}: {one.evidence}"
        try:
            # Starting a playbook for a signal is acting on it: one step, and one undo.
            with self._desk.write(f"Start “{title}”", account_id=self._account):
                made = runs.start(self._desk, playbook, self._account, None, why, signal=one.id)
                signals.act(self._desk, one.id, f"Started “{title}”")
        except DeskError as error:
            self._context.error(error)
            return
        self._context.toast(f"Started “{title}”", undo=True)
        self._context.go("account", account_id=self._account, tab="playbooks", run=made.record_id)

    def _escalate(self) -> None:
        from csdesk.ui.pages.risk.reach import escalate

        escalate(self._context, self, self._account)

    def _opportunity(self, one: SignalRow) -> None:
        values = {"title": one.advice or one.title, "note": one.evidence}
        try:
            with self._desk.write(f"Note an opportunity: {one.title}", account_id=self._account):
                records.create(self._desk, "opportunity", values, account_id=self._account)
                signals.act(self._desk, one.id, "Noted as an opportunity")
        except DeskError as error:
            self._context.error(error)
        else:
            self._context.toast("Noted the opportunity", undo=True)


def _watched(rows: Sequence[signals.Watched]) -> QWidget:
    px = theme().px
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(px(16), px(10), px(16), px(12))
    column.setSpacing(px(2))
    column.addWidget(Label("Keep an eye on", "label", "soft"))
    for one in rows:
        column.addWidget(Text([(one.title, ""), (f"  {one.evidence}", "soft")], "label"))
    return holder


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
