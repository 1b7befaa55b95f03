"""A new document: which form, and for which account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.fields import ComboBox, FieldBox, SearchField
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Text
from csdesk.values.text import fold

if TYPE_CHECKING:
    from csdesk.desk.accounts import AccountRow
    from csdesk.ui.context import Context


class NewDocument(Dialog):
    """Chooses a form, and an account where the form is about one; or has the form printed blank."""

    blank_wanted = Signal(str)

    def __init__(
        self, context: Context, opened: Callable[[object], object], parent: QWidget | None = None, *, form: str = ""
    ) -> None:
        from csdesk.desk import accounts, documents

        super().__init__(parent, "New document")
        self._context, self._opened = context, opened
        self._forms = {form.id: form for form in documents.forms(context.desk)}
        self._accounts: tuple[AccountRow, ...] = ()
        self.form = ComboBox("Form", parent=self)
        self.form.setObjectName("new.form")
        first = form if form in self._forms else next(iter(self._forms), "")
        self.form.set_options([(one.id, one.title) for one in self._forms.values()], first)
        self.form.activated.connect(self._form_chosen)
        self.body.addWidget(FieldBox("Form", self.form, parent=self))
        self.about = Text("", "label", "soft", parent=self)
        self.body.addWidget(self.about)
        self.search = SearchField("Find the account", "Account")
        self.search.setObjectName("new.search")
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Accounts")
        self.list.setObjectName("new.accounts")
        self.list.setFixedHeight(theme().px(224))
        self.list.setUniformItemSizes(True)
        colour, px = theme().colour, theme().px
        self.list.setStyleSheet(
            f"QListWidget {{ background: {colour('field').name()}; border: 1px solid {colour('line').name()}; "
            f"border-radius: {px(6)}px; padding: {px(4)}px; }}"
            f"QListWidget::item {{ min-height: {px(28)}px; padding: 0 {px(8)}px; border-radius: {px(4)}px; "
            f"color: {colour('text').name()}; }}"
            f"QListWidget::item:hover {{ background: {colour('hover').name()}; }}"
            f"QListWidget::item:selected {{ background: {colour('selected').name()}; }}"
        )
        self.list.itemActivated.connect(lambda _item: self._start())
        self.list.currentItemChanged.connect(lambda *_: self._ready())
        self.account_box = FieldBox("Account", self.search, parent=self)
        self.body.addWidget(self.account_box)
        self.body.addWidget(self.list)
        blank = self.add_button(Button("Print blank", "quiet", icon="print", parent=self), lead=True)
        blank.setObjectName("new.blank")
        blank.setToolTip("The form without answers, for handwriting")
        blank.clicked.connect(self._blank)
        cancel = self.add_button(Button("Cancel", "secondary", parent=self))
        cancel.setObjectName("new.cancel")
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button("Start the document", "primary", parent=self))
        self.go.setObjectName("new.go")
        self.go.clicked.connect(self._start)
        self._form_chosen()
        self.search.setFocus()
        context.read(accounts.rows, context.desk, done=self._show_accounts)

    def _show_accounts(self, rows: tuple[AccountRow, ...]) -> None:
        self._accounts = tuple(sorted(rows, key=lambda row: fold(row.name)))
        self._filter()

    def _form_chosen(self) -> None:
        form = self._forms.get(self.form.value())
        self.about.set_parts(form.about if form else "")
        needs = form is not None and form.subject != "none"
        self.account_box.setVisible(needs)
        self.list.setVisible(needs)
        self._ready()

    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        self.list.clear()
        for row in self._accounts:
            if all(word in fold(f"{row.name} {row.crm_id or ''} {row.domain or ''}") for word in words):
                item = QListWidgetItem(row.name, self.list)
                item.setData(Qt.ItemDataRole.UserRole, row.id)
        if self.list.count():
            self.list.setCurrentRow(0)
        self._ready()

    def _account(self) -> int | None:
        item = self.list.currentItem()
        if item is None or self.list.isHidden():
            return None
        return int(item.data(Qt.ItemDataRole.UserRole))

    def _ready(self) -> None:
        form = self._forms.get(self.form.value())
        self.go.setEnabled(form is not None and (form.subject == "none" or self._account() is not None))

    def _blank(self) -> None:
        wanted = self.form.value()
        self.accept()
        self.blank_wanted.emit(wanted)

    def _start(self) -> None:
        from csdesk.desk import documents

        if not self.go.isEnabled():
            return
        self._context.write(
            documents.open_document, self._context.desk, self.form.value(), self._account(), done=self._done, owner=self
        )

    def _done(self, document: object) -> None:
        self.accept()
        self._opened(document)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.search.hasFocus():
            self.list.setFocus()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._start()
            return
        super().keyPressEvent(event)
