"""One escalation that was opened: why, who, by when, and what becomes of it; and whom to call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from csdesk.desk import escalation_team, escalations
from csdesk.desk.core import Desk
from csdesk.desk.errors import DeskError
from csdesk.desk.escalations import Contact, EscalationRow
from csdesk.ui.context import Context
from csdesk.ui.pages.risk.words import deadline
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import FieldBox, LineEdit, TextArea
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import format_date, relative_day


class WordsDialog(Dialog):
    """Asks for a sentence, such as why or what came of it. `taken` raises a DeskError where it will not do."""

    def __init__(
        self, parent: QWidget | None, title: str, label: str, about: str, button: str, taken: Callable[[str], object]
    ) -> None:
        super().__init__(parent, title)
        self._taken = taken
        self.body.addWidget(Text(about, "body", "soft"))
        self.words = TextArea(label, "", lines=3)
        self.words.setObjectName("words")
        self._box = FieldBox(label, self.words)
        self.body.addWidget(self._box)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        done = self.add_button(Button(button, "primary"))
        done.setObjectName("words.take")
        done.clicked.connect(self._accept)
        self.words.setFocus()

    def _accept(self) -> None:
        try:
            self._taken(self.words.toPlainText())
        except DeskError as error:
            self._box.set_error(getattr(error, "reason", error.what))
        else:
            self.accept()


class EscalationDialog(Dialog):
    """Shows an escalation and takes what is done about it."""

    def __init__(self, context: Context, parent: QWidget | None, escalation_id: int) -> None:
        self.one = escalations.get(context.desk, escalation_id)
        super().__init__(parent, f"{self.one.label}: {self.one.account}", wide=True)
        self._context, self._desk = context, context.desk
        one, px = self.one, theme().px
        for title, words in self._facts(one):
            self.body.addWidget(_pair(title, words))
        self.body.addWidget(Rule())
        self.body.addWidget(Label("The path taken", "label", "soft"))
        path = QVBoxLayout()
        path.setSpacing(px(4))
        for number, step in enumerate(one.steps, 1):
            path.addWidget(Text([(f"{number}.  ", "faint"), (step.words, "" if step.answer else "soft")], "body"))
        self.body.addLayout(path)
        self._error = Text("", "label")
        self._error.hide()
        self.body.addWidget(self._error)
        self._buttons()

    def _facts(self, one: EscalationRow) -> list[tuple[str, str]]:
        now, today = self._desk.clock.now(), self._desk.clock.today()
        team = " · ".join(
            f"{part}: {who.name}{f', {who.phone}' if who.phone else ''}" if who and who.name else part
            for part, who in escalations.team_of(self._desk, one.team.split(", ") if one.team else ())
        )
        found = [("Because", one.title), ("Who takes part", team)]
        opened = f"{format_date(one.opened_at.astimezone().date())}, {one.opened_at.astimezone():%H:%M}"
        found.append(("Opened", opened))
        if one.responded is not None:
            found.append(("Answered", f"{format_date(one.responded.astimezone().date())}, "
                                      f"{one.responded.astimezone():%H:%M}"))  # fmt: skip
        elif one.deadline is not None and one.state == "open":
            within = f" ({one.rung.within.words})" if one.rung else ""
            found.append(("Answer by", f"{deadline(one.deadline, now)[0]}{within}"))
        if one.state == "open" and one.next_check is not None:
            above = one.proposed(today)
            words = f"{format_date(one.next_check)}, {relative_day(one.next_check, today)}"
            if above is not None:
                words += f". Not settled in time: {one.word.lower()} {above.tier} is proposed"
            found.append(("Next look", words))
        if one.outcome:
            found.append(("Outcome", one.outcome))
        if one.note:
            found.append(("Note", one.note))
        return [(title, words) for title, words in found if words]

    def _buttons(self) -> None:
        one = self.one
        if one.document is not None:
            form = self.add_button(Button("Open the form", "quiet", icon="file"), lead=True)
            form.clicked.connect(partial(self._leave, "document", document_id=one.document))
        if one.run is not None:
            run = self.add_button(Button("Open the playbook", "quiet", icon="play"), lead=True)
            run.clicked.connect(partial(self._leave, "account", account_id=one.account_id, tab="playbooks"))
        account = self.add_button(Button("Open the account", "quiet", icon="accounts"), lead=True)
        account.clicked.connect(partial(self._leave, "account", account_id=one.account_id))
        if self._desk.read_only:
            return
        if one.state == "resolved" and not one.declined:
            again = self.add_button(Button("Open it again"))
            again.clicked.connect(partial(self._do, escalations.reopen, "It is open again"))
        if one.state != "open":
            return
        if one.next_rung is not None:
            up = self.add_button(Button(f"Move to {one.word.lower()} {one.next_rung.tier}"))
            up.setObjectName("escalation.up")
            up.clicked.connect(partial(self._do, escalations.move_up, f"Now {one.word.lower()} {one.next_rung.tier}"))
        if one.responded is None:
            answered = self.add_button(Button("It is answered", "primary"))
            answered.setObjectName("escalation.answered")
            answered.clicked.connect(partial(self._do, escalations.responded, "Noted the first answer"))
        else:
            look = self.add_button(Button("Looked at"))
            look.clicked.connect(partial(self._do, escalations.checked, "Looked at; it comes back"))
        settle = self.add_button(Button("Settle", "secondary" if one.responded is None else "primary"))
        settle.setObjectName("escalation.settle")
        settle.clicked.connect(self._settle)

    def _leave(self, place: str, **where: object) -> None:
        self.reject()
        self._context.go(place, **where)

    def _do(self, work: Callable[[Desk, int], object], words: str) -> None:
        try:
            work(self._desk, self.one.id)
        except DeskError as error:
            self._error.set_parts([(error.what, "bold")])
            self._error.show()
            return
        self._context.toast(words, undo=True)
        self.accept()

    def _settle(self) -> None:
        settle(self._context, self, self.one.id, done=self.accept)


def settle(
    context: Context, parent: QWidget | None, escalation_id: int, done: Callable[[], object] | None = None
) -> WordsDialog:
    """Ask what came of an escalation, and settle it with that."""

    def take(words: str) -> None:
        escalations.resolve(context.desk, escalation_id, words)
        context.toast("Settled the escalation", undo=True)
        if done is not None:
            done()

    about = "Close the loop: with the customer, and with everybody who took part."
    dialog = WordsDialog(parent, "Settle the escalation", "What came of it", about, "Settle the escalation", take)
    dialog.open()
    return dialog


def _pair(title: str, words: str) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    label = Label(title, "label", "soft")
    label.setFixedWidth(theme().px(112))
    grid.addWidget(label, 0, 0)
    grid.addWidget(Text(words, "body"), 0, 1)
    grid.setColumnStretch(1, 1)
    return holder


class ContactsDialog(Dialog):
    """Whom to call at each part of a team: name and phone."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent, "Escalation contacts", wide=True)
        self._context, self._desk = context, context.desk
        known = escalations.contacts(self._desk)
        words = "Named here, they stand in every interview and own the actions that are theirs."
        self.body.addWidget(Text(words, "body", "soft"))
        grid = QGridLayout()
        px = theme().px
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        self._fields: dict[str, tuple[LineEdit, LineEdit]] = {}
        for at, part in enumerate(escalation_team.parts(self._desk)):
            one = known.get(part, Contact())
            address = part in ("Escalation e-mail", "Crisis channel")
            name = LineEdit(f"{part}, {'address' if address else 'name'}", one.name, "Address" if address else "Name")
            phone = LineEdit(f"{part}, phone", one.phone, "Phone")
            phone.setVisible(not address)
            grid.addWidget(Label(part, "body"), at, 0)
            grid.addWidget(name, at, 1)
            grid.addWidget(phone, at, 2)
            self._fields[part] = (name, phone)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)
        cancel = self.add_button(Button("Cancel", "quiet"))
        cancel.clicked.connect(self.reject)
        save = self.add_button(Button("Save the contacts", "primary"))
        save.clicked.connect(self._accept)

    def _accept(self) -> None:
        known = escalations.contacts(self._desk)
        given = {part: Contact(name.text().strip(), phone.text().strip())
                 for part, (name, phone) in self._fields.items()}  # fmt: skip
        kept = {part: one for part, one in known.items() if part not in given and part != "CSM"}
        escalations.set_contacts(self._desk, {**kept, **given})
        self._context.toast("Saved the contacts", undo=True)
        self.accept()
