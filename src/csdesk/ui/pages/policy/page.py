"""A policy of one's own: topics at the left, the rows of one of them in a grid, and what taking it would change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.errors import DeskError, Invalid
from csdesk.desk.policies import Effect
from csdesk.desk.policy_edit import Draft
from csdesk.ui.pages.policy.model import TopicModel
from csdesk.ui.pages.settings.switch import SwitchDialog
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.fields import LineEdit
from csdesk.ui.widgets.layouts import FooterBar, PageFrame
from csdesk.ui.widgets.nav import NavRow
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.table import TableView
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.ui.context import Context

_HEALTH = "health"


class PolicyPage(PageFrame):
    """`enter(policy_id="coverage")` begins a draft of that policy, or goes on with the one begun."""

    title = "Policy"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Policy", parent=parent)
        self._context, self._desk = context, context.desk
        self._draft: Draft | None = None
        self._model: TopicModel | None = None
        self._topic = ""
        px = theme().px
        self._name = LineEdit("Name of the policy")
        self._name.setFixedWidth(px(280))
        self._name.edited.connect(self._rename)
        self.add_action(self._name)
        row = QHBoxLayout()
        row.setContentsMargins(0, px(8), 0, px(16))
        row.setSpacing(px(24))
        self._side = QVBoxLayout()
        self._side.setSpacing(px(2))
        self._entries: dict[str, NavRow] = {}
        row.addLayout(self._side)
        self._card = Card(0, spacing=0)
        self._head = CardHead("")
        self._reset = Button("As it was", "quiet", small=True, icon="restore")
        self._reset.clicked.connect(self._put_back)
        self._remove = Button("Remove the row", "quiet", small=True, icon="trash")
        self._remove.clicked.connect(self._take_away)
        self._add = Button("Add a row below", small=True, icon="plus")
        self._add.clicked.connect(self._add_row)
        for button in (self._reset, self._remove, self._add):
            self._head.add(button)
        self._about = Text("", "label", "soft")
        self._card.body.addWidget(self._head)
        said = QHBoxLayout()
        said.setContentsMargins(px(16), px(10), px(16), px(2))
        said.addWidget(self._about)
        self._card.body.addLayout(said)
        self._holder = QVBoxLayout()
        self._card.body.addLayout(self._holder, 1)
        self._table: TableView | None = None
        form = Button("Open the health score configuration", "primary")
        form.clicked.connect(self._open_health)
        self._health = EmptyState(
            "Health is configured as a form",
            "Indicators, thresholds, weights and who answers for them are one document, to be printed and signed. Its "
            "effect is worked out there before the book is read by it.",
            button=form,
        )
        self._health.hide()
        self._card.body.addWidget(self._health)
        row.addWidget(self._card, 1)
        self.body.addLayout(row, 1)
        self._foot = FooterBar(wizard=True)
        self._state = Label("", "body", "soft", elide=True)
        self._foot.row.addWidget(self._state, 1)
        leave = Button("Leave without taking it", "quiet")
        leave.clicked.connect(self._leave)
        self._take = Button("See what changes", "primary")
        self._take.clicked.connect(self.ask)
        for button in (leave, self._take):
            self._foot.row.addWidget(button)
        self.column.addWidget(self._foot)

    # What the window asks

    def enter(self, policy_id: str = "", topic: str = "", **_where: Any) -> None:
        """Begin a draft; one that was changed and not taken is gone on with."""
        if self._draft is None or (policy_id and not self._draft.changed and policy_id != self._draft.origin.id):
            self._begin(policy_id)
        self.show_topic(topic or self._topic)

    def where(self) -> dict[str, Any]:
        """What brings one back here."""
        return {"policy_id": self._draft.origin.id if self._draft else "", "topic": self._topic}

    def changed(self, changed: Any) -> None:
        """A draft does not follow the book."""

    def _begin(self, policy_id: str) -> None:
        try:
            self._draft = Draft(self._desk, policy_id)
        except DeskError:
            # The policy named is no longer there: the book's own is changed instead.
            self._draft = Draft(self._desk)
        if self._table is not None:
            self._holder.removeWidget(self._table)
            self._table.deleteLater()
        self._model = TopicModel(self._draft, self._show_state, self)
        self._table = TableView("Rows of the topic", self._model)
        self._model.refused.connect(self._context.toast)
        self._holder.addWidget(self._table)
        self._name.setText(self._draft.title)
        self._fill_side()

    def _fill_side(self) -> None:
        while (item := self._side.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        assert self._draft is not None
        self._entries = {}
        for topic in self._draft.topics():
            self._entries[topic.id] = NavRow(topic.id, topic.title)
        self._entries[_HEALTH] = NavRow(_HEALTH, "Health score")
        for entry in self._entries.values():
            entry.pressed_key.connect(self.show_topic)
            self._side.addWidget(entry)
        self._side.addStretch(1)

    # Topics

    def show_topic(self, topic_id: str) -> None:
        """Show one topic, the first where it is unknown."""
        assert self._draft is not None
        assert self._model is not None
        assert self._table is not None
        self._topic = topic_id if topic_id in self._entries else next(iter(self._entries))
        for key, entry in self._entries.items():
            entry.setChecked(key == self._topic)
        on_form = self._topic == _HEALTH
        self._table.setVisible(not on_form)
        self._health.setVisible(on_form)
        self._about.setVisible(not on_form)
        if on_form:
            self._head.title.setText("Health score")
            self._head.note.setText("")
        else:
            self._model.show(self._topic)
        self._show_state()

    def _show_state(self) -> None:
        draft, model = self._draft, self._model
        assert draft is not None
        assert model is not None
        topic = model.topic if self._topic != _HEALTH else None
        if topic is not None:
            topic = draft.topic(topic.id)
            self._head.title.setText(topic.title)
            self._head.note.setText("changed" if topic.own else f"as in {draft.origin.title}")
            self._about.set_parts(topic.about)
        for button in (self._add, self._remove):
            button.setVisible(topic is not None and not topic.fixed)
        self._reset.setVisible(topic is not None and topic.own)
        self.set_summary(f"Made from “{draft.origin.title}”. Nothing counts before you take it.")
        draft.keep()
        fault = ""
        try:
            draft.check()
        except Invalid as error:
            fault = f"{error.path}: {error.reason}"
        self._state.setText(fault or ("Changed and sound" if draft.changed else "Nothing is changed yet"))
        self._state.set_tone("text" if fault else "soft")
        self._take.setEnabled(draft.changed and not fault and not self._desk.read_only)

    def _row(self) -> int | None:
        assert self._table is not None
        key = self._table.current_key()
        return key if isinstance(key, int) else None

    def _change(self, work: Any) -> None:
        assert self._model is not None
        try:
            work()
        except Invalid as error:
            self._context.toast(f"{error.path}: {error.reason}")
            return
        self._model.show(self._topic)
        self._show_state()

    def _add_row(self) -> None:
        assert self._draft is not None
        assert self._model is not None
        assert self._table is not None
        row = self._row()
        at = row if row is not None else len(self._model.topic.rows) - 1 if self._model.topic else 0
        self._change(partial(self._draft.add, self._topic, at))
        self._table.show_key(at + 1)

    def _take_away(self) -> None:
        row = self._row()
        if row is None:
            self._context.toast("Choose the row first")
            return
        assert self._draft is not None
        self._change(partial(self._draft.remove, self._topic, row))

    def _put_back(self) -> None:
        assert self._draft is not None
        self._change(partial(self._draft.reset, self._topic))

    def _rename(self, title: str) -> None:
        assert self._draft is not None
        try:
            self._draft.rename(title)
        except Invalid as error:
            self._context.toast(error.reason)
            self._name.setText(self._draft.title)
        self._show_state()

    def _open_health(self) -> None:
        from csdesk.desk import documents

        self._context.write(documents.open_document, self._desk, "health-configuration", None, done=self._go_health)

    def _go_health(self, document_id: int) -> None:
        self._context.go("document", document_id=document_id)

    # Taking it

    def ask(self) -> None:
        """Show what the book would be read as, and take the policy on yes."""
        assert self._draft is not None
        self._context.read(self._draft.effect, done=self._show, owner=self)

    def _show(self, effect: Effect) -> None:
        if self._draft is not None:
            SwitchDialog(self, self._draft.title, effect, self._save).open()

    def _save(self, with_tiers: bool) -> None:
        assert self._draft is not None
        self._context.write(self._draft.save, with_tiers, done=self._saved)

    def _saved(self, _policy: str) -> None:
        title = self._draft.title if self._draft else ""
        self._draft = None
        self._context.go("settings", section="rules")
        self._context.toast(f"The book is read by “{title}”", undo=True)

    def _leave(self) -> None:
        if self._draft is not None:
            self._draft.forget()
        self._draft = None
        self._context.go("settings", section="rules")
