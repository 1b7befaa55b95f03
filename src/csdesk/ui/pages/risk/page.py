"""The Risk place: the board by severity, and behind tabs signals, escalations, campaigns, losses and the register."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from csdesk.desk import documents, risk_board, signals
from csdesk.desk.core import Changed
from csdesk.desk.errors import DeskError
from csdesk.desk.risk_board import COLUMNS, Board, Called, Loss
from csdesk.ui.actions import Action
from csdesk.ui.context import Context
from csdesk.ui.pages.risk import models
from csdesk.ui.pages.risk.column import BoardColumn
from csdesk.ui.pages.risk.escalation import ContactsDialog, EscalationDialog, WordsDialog, settle
from csdesk.ui.pages.risk.pick import pick_account
from csdesk.ui.pages.risk.reach import escalate
from csdesk.ui.pages.risk.register import RegisterPane
from csdesk.ui.pages.risk.side import EscalationsCard, RegisterCard
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.choices import Tab, Tabs
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.layouts import PageFrame, Scroll
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView

HEARD = frozenset({"signal", "escalation", "account", "risk", "document", "answer", "arr_event", "health_snapshot",
                   "contact", "setting"})  # fmt: skip
_NOTHING = {
    "red": "No account is critical.",
    "yellow": "No account is at risk.",
    "watch": "Accounts with a first sign, or a grave risk in their register, stand here.",
}
_EMPTY = {
    "signals": ("No signal wants an answer", "What the rules or you have seen stands here until it is answered."),
    "escalations": ("No escalation is open", "Escalations stand here with their tier and deadline until settled."),
    "campaigns": ("No save campaign is under way", "Save proposals stand here from the first draft to the outcome."),
    "losses": (
        "No account was lost",
        "Accounts that left stand here, each with its post-mortem and its exit interview.",
    ),
    "register": ("No risk is in the register", "Risks that are written down at an account stand here together."),
}


class RiskPage(PageFrame):
    """`enter(tab="signals")`; `enter(escalation_id=3)` opens one, `enter(escalate=account id)` the interview."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Risk", full_width=True, parent=parent)
        self.title = "Risk"
        self._context, self._desk = context, context.desk
        self._board: Board | None = None
        self._asked: Callable[[], object] | None = None
        self._wanted = ""
        self._make_head()
        self.tabs = Tabs("Parts of the Risk place", [Tab("board", "Board")])
        self.tabs.setObjectName("risk.tabs")
        self.tabs.chosen.connect(self._show)
        self.columns = {tone: BoardColumn(self._desk, tone, word, _NOTHING[tone]) for tone, word in COLUMNS}
        for one in self.columns.values():
            one.list.opened.connect(self._open_account)
            one.list.menu_wanted.connect(self._card_menu)
        self.escalations, self.matrix = EscalationsCard(), RegisterCard()
        self.escalations.opened.connect(self.open_escalation)
        self.escalations.called.connect(self.escalate)
        self.escalations.all_wanted.connect(partial(self._go_tab, "escalations"))
        self.matrix.chosen.connect(self._open_cell)
        self.register = RegisterPane(self._desk)
        self.register.opened.connect(partial(self._context.go, "account", tab="plan"))
        self.models = {
            "signals": models.SignalsModel(self._desk),
            "escalations": models.EscalationsModel(self._desk),
            "campaigns": models.CampaignsModel(self._desk),
            "losses": models.LossesModel(self._desk),
        }
        self.tables: dict[str, TableView] = {}
        self.body.addWidget(self._content(), 1)
        context.actions.add(Action("risk.escalate", "Escalate an account", (), "risk", "Risk"), self._pick, owner=self)
        context.actions.add(
            Action("risk.contacts", "Escalation contacts", (), "phone", "Risk"), self._contacts, owner=self
        )

    def _make_head(self) -> None:
        px = theme().px
        self.owner = ComboBox("Owner", small=True)
        self.tier = ComboBox("Tier", small=True)
        for box, name in ((self.owner, "risk.owner"), (self.tier, "risk.tier")):
            box.setObjectName(name)
            box.setMinimumWidth(px(140))
            box.currentIndexChanged.connect(self._show)
        contacts = Button("Contacts", icon="phone")
        contacts.setObjectName("risk.contacts")
        contacts.clicked.connect(self._contacts)
        self.add_action(contacts)
        pick = Button("Escalate an account", "primary", icon="risk")
        pick.setObjectName("risk.escalate")
        pick.clicked.connect(self._pick)
        pick.setEnabled(not self._desk.read_only)
        self._escalate_button = pick
        self.add_action(pick)

    def _content(self) -> QWidget:
        px = theme().px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(12))
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.tabs, 1)
        top.addWidget(self.owner)
        top.addWidget(self.tier)
        column.addLayout(top)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_board())
        for name, model in self.models.items():
            table = TableView(name.capitalize(), model)
            table.setObjectName(f"risk.{name}")
            table.opened.connect(partial(self._open_row, name))
            table.menu_wanted.connect(partial(self._menu, name))
            card = Card(0, open_below=True)
            card.body.addWidget(table)
            self.tables[name] = table
            self._stack.addWidget(card)
        self._stack.addWidget(self.register)
        self._empty_card = Card(0)
        accounts = Button("All accounts", "link")
        accounts.clicked.connect(partial(self._context.go, "accounts"))
        self._empty = EmptyState("", "", link=accounts)
        self._empty_card.body.addWidget(self._empty)
        self._stack.addWidget(self._empty_card)
        column.addWidget(self._stack, 1)
        return inner

    def _make_board(self) -> QWidget:
        px = theme().px
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        for one in self.columns.values():
            row.addWidget(one, 1)
        side = Scroll("Escalations and the risk register", margins=(0, 0, 0, 16))
        side.body.addWidget(self.escalations)
        side.body.addWidget(self.matrix)
        side.body.addStretch(1)
        side.setFixedWidth(px(304))
        row.addSpacing(px(4))
        row.addWidget(side)
        return holder

    # What the window asks

    def enter(self, tab: str = "", escalation_id: int = 0, escalate: int = 0, **_where: object) -> None:
        """Comes into sight, at a tab, an escalation, or the interview about an account."""
        if tab:
            self.tabs.set_current(tab)
        if escalation_id:
            self._asked = partial(self.open_escalation, escalation_id)
        elif escalate:
            self._asked = partial(self.escalate, escalate)
        self._wanted = tab
        self._reload()

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        return {"tab": self.tabs.current()}

    def changed(self, changed: Changed) -> None:
        """Reads again when something changed that the page shows."""
        if changed.kinds & HEARD and self.isVisible():
            self._reload()

    # Reading and showing

    def _reload(self) -> None:
        self._context.read(risk_board.board, self._desk, done=self._take)

    def _take(self, found: Board) -> None:
        self._board = found
        there = any(one.stage != "churned" for one in found.accounts.values())
        self._escalate_button.setEnabled(there and not self._desk.read_only)
        for box, kept, everything in (
            (self.owner, (one.row.owner for one in found.cards), "Every owner"),
            (self.tier, (one.row.tier for one in found.cards), "Every tier"),
        ):
            named = sorted({one for one in kept if one}, key=str.casefold)
            box.set_options([("", everything), *((one, one) for one in named)], box.value())
            box.setVisible(len(named) > 1)
        self._show()
        asked, self._asked = self._asked, None
        if asked is not None:
            asked()

    def _keep(self, account_id: int) -> bool:
        row = self._board.accounts.get(account_id) if self._board else None
        if row is None:
            return False
        return self.owner.value() in ("", row.owner) and self.tier.value() in ("", row.tier)

    def _show(self, _chosen: object = None) -> None:
        board = self._board
        if board is None:
            return
        filtered = bool(self.owner.value() or self.tier.value())
        self.set_summary(models.summary(board, self._desk))
        cards = [one for one in board.cards if self._keep(one.row.id)]
        for tone, column in self.columns.items():
            mine = [one for one in cards if one.severity == tone]
            column.show_cards(mine, board.now, filtered=filtered)
        opened = [one for one in board.escalations if one.state == "open" and self._keep(one.account_id)]
        called = [one for one in board.called if self._keep(one.account_id)]
        self.escalations.show_escalations(opened, called, board.now, board.today)
        entries = [one for one in board.register if self._keep(one.account_id)]
        self.matrix.show_register(entries)
        self.register.show_register(entries, board.now, board.today)
        told = [one for one in board.signals if self._keep(one.account_id)]
        self.models["signals"].show(models.signal_groups(told), board.now, board.today)
        groups = models.escalation_groups(board, self._keep)
        self.models["escalations"].show(groups, board.now, board.today)
        campaigns = [one for one in board.campaigns if self._keep(one.account_id)]
        under_way = [one for one in campaigns if one.state not in ("retained", "lost")]
        ended = {"Under way": under_way, "Ended": [one for one in campaigns if one not in under_way]}
        self.models["campaigns"].show(ended, board.now, board.today)
        losses = [one for one in board.losses if self._keep(one.account_id)]
        self.models["losses"].show({"": losses}, board.now, board.today)
        numbers = {
            "board": len(cards), "signals": sum(one.state == "raised" for one in told),
            "escalations": len(opened), "campaigns": len(under_way), "losses": len(losses), "register": len(entries),
        }  # fmt: skip
        self._show_tab(numbers, {"signals": len(told), "escalations": sum(map(len, groups.values())),
                                 "campaigns": len(campaigns), "losses": len(losses), "register": len(entries)},
                       filtered)  # fmt: skip

    def _show_tab(self, numbers: dict[str, int], rows: dict[str, int], filtered: bool) -> None:
        words = (("board", "Board"), ("signals", "Signals"), ("escalations", "Escalations"),
                 ("campaigns", "Save campaigns"), ("losses", "Losses"), ("register", "Register"))  # fmt: skip
        wanted, self._wanted = self._wanted, ""
        self.tabs.set_tabs(
            tuple(Tab(key, title, str(numbers[key]) if numbers[key] else "") for key, title in words), wanted
        )
        tab = self.tabs.current()
        board = self._board
        if tab == "board":
            bare = board is not None and not board.cards and not board.escalations and not board.register
            if bare:
                self._say_empty("Nothing is at risk", "Accounts come here when their score or a signal says so, or "
                                "when you write a grave risk into their register.")  # fmt: skip
                return
            self._stack.setCurrentIndex(0)
        elif not rows[tab]:
            title, sentence = _EMPTY[tab]
            self._say_empty("Nothing here matches the filter" if filtered else title, sentence)
        elif tab == "register":
            self._stack.setCurrentWidget(self.register)
        else:
            self._stack.setCurrentIndex(1 + list(self.models).index(tab))

    def _say_empty(self, title: str, sentence: str) -> None:
        self._empty.title.setText(title)
        self._empty.sentence.set_parts(sentence)
        self._stack.setCurrentWidget(self._empty_card)

    def _go_tab(self, tab: str) -> None:
        self.tabs.set_current(tab)
        self._show()

    def _open_cell(self, probability: str, impact: str) -> None:
        self.register.choose(probability, impact)
        self._go_tab("register")

    # What a person does

    def escalate(self, account_id: int) -> None:
        """Opens the interview about an account, or its open escalation."""
        escalate(self._context, self, account_id)

    def _pick(self) -> None:
        if self._desk.read_only or self._board is None:
            return
        at_risk = [one.row for one in self._board.cards]
        others = [one for one in self._board.accounts.values() if one not in at_risk and one.stage != "churned"]
        pick_account(self, [*at_risk, *others], self.escalate)

    def _contacts(self) -> None:
        ContactsDialog(self._context, self).open()

    def open_escalation(self, escalation_id: int) -> None:
        """Shows one escalation."""
        try:
            EscalationDialog(self._context, self, escalation_id).open()
        except DeskError as error:
            self._context.error(error)

    def _open_account(self, account_id: int) -> None:
        self._context.go("account", account_id=account_id, tab="health")

    def _open_row(self, name: str, key: Hashable) -> None:
        one = self.models[name].at(key)
        if one is None:
            return
        if name == "signals":
            self._open_account(one.account_id)
        elif name == "escalations":
            self.escalate(one.account_id) if isinstance(one, Called) else self.open_escalation(one.id)
        elif name == "campaigns":
            self._context.go("document", document_id=one.document_id)
        else:
            self._post_mortem(one)

    def _post_mortem(self, one: Loss) -> None:
        if one.document_id is not None:
            self._context.go("document", document_id=one.document_id)
        elif not self._desk.read_only:
            self._begin("post-mortem", one.account_id)

    def _exit_interview(self, one: Loss) -> None:
        if one.interview_id is not None:
            self._context.go("document", document_id=one.interview_id)
        else:
            self._begin("exit-interview", one.account_id)

    def _begin(self, form: str, account_id: int) -> None:
        def show(document_id: int) -> None:
            self._context.go("document", document_id=document_id)

        self._context.write(documents.open_document, self._desk, form, account_id, done=show, owner=self)

    def _card_menu(self, account_id: int, where: QPoint) -> None:
        card = next((one for one in self._board.cards if one.row.id == account_id), None) if self._board else None
        menu = Menu(self, "Account at risk")
        menu.add("Open the account", partial(self._open_account, account_id), icon="accounts")
        if card is not None and card.escalation is not None:
            menu.add("Open the escalation", partial(self.open_escalation, card.escalation.id), icon="risk")
        elif not self._desk.read_only:
            menu.add("Escalate", partial(self.escalate, account_id), icon="risk")
        if not self._desk.read_only:
            menu.add("Begin a save proposal", partial(self._begin, "save-proposal", account_id), icon="shield")
        self._pop(menu, where)

    def _menu(self, name: str, key: Hashable, where: QPoint) -> None:
        one = self.models[name].at(key)
        if one is None:
            return
        menu = Menu(self, "Risk")
        writing = not self._desk.read_only
        if name == "signals" and writing:
            if one.state == "raised":
                menu.add("I have looked at it", partial(self._answer, signals.acknowledge, one.id), icon="check")
            menu.add("I have acted on it", partial(self._answer, signals.act, one.id), icon="check-circle")
            menu.add("Dismiss with a reason", partial(self._dismiss, one.id), icon="close")
            menu.add("Escalate", partial(self.escalate, one.account_id), icon="risk")
            menu.addSeparator()
        elif name == "escalations" and writing:
            if isinstance(one, Called):
                menu.add("Escalate", partial(self.escalate, one.account_id), icon="risk")
                menu.add("Do not escalate", partial(self._decline, one.account_id), icon="close")
            else:
                menu.add("Open the escalation", partial(self.open_escalation, one.id), icon="risk")
                if one.state == "open":
                    menu.add("Settle", partial(settle, self._context, self, one.id), icon="check")
        elif name == "losses":
            words = "Open the post-mortem" if one.document_id else "Begin the post-mortem"
            menu.add(words, partial(self._post_mortem, one), icon="file")
            if one.interview_id is not None or writing:
                words = "Open the exit interview" if one.interview_id else "Begin the exit interview"
                menu.add(words, partial(self._exit_interview, one), icon="users")
        elif name == "campaigns":
            menu.add(
                "Open the proposal", partial(self._context.go, "document", document_id=one.document_id), icon="file"
            )
        menu.add("Open the account", partial(self._open_account, one.account_id), icon="accounts")
        self._pop(menu, where)

    def _pop(self, menu: Menu, where: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _answer(self, work: Callable[..., object], signal_id: int) -> None:
        try:
            work(self._desk, signal_id)
        except DeskError as error:
            self._context.error(error)
        else:
            self._context.toast("Answered the signal", undo=True)

    def _dismiss(self, signal_id: int) -> None:
        about = "It comes back when it gets worse, or after some time when it is still so."
        WordsDialog(self, "Dismiss the signal", "Reason", about, "Dismiss the signal",
                    partial(self._reason, signals.dismiss, signal_id, "Dismissed the signal")).open()  # fmt: skip

    def _decline(self, account_id: int) -> None:
        from csdesk.desk import escalations

        about = "The rules call for it. Say why it is not needed; it is not proposed again for a week."
        WordsDialog(self, "Do not escalate", "Reason", about, "Do not escalate",
                    partial(self._reason, escalations.decline, account_id, "Not escalated")).open()  # fmt: skip

    def _reason(self, work: Callable[..., object], number: int, said: str, words: str) -> None:
        work(self._desk, number, words)
        self._context.toast(said, undo=True)
