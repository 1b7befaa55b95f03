"""The head of the workspace: where one is, the document's state, and what can be done with it as a whole."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button, IconButton
from csdesk.ui.widgets.chips import Icon, StateChip
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.text import Label


class DocumentHeader(QWidget):
    """Back, account, title and state; History, Export and Mark final; in a narrow window toggles for what is hidden."""

    back = Signal()
    account = Signal()
    history = Signal()
    export = Signal(str, str)
    """Format and audience; both empty for the dialog with everything."""
    returned = Signal()
    """A Word copy came back, to be taken in."""
    final = Signal()
    sections = Signal()
    preview = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document.header")
        self._narrow = False
        px = theme().px
        self.setFixedHeight(px(52))
        line = QHBoxLayout(self)
        line.setContentsMargins(px(12), 0, px(16), 0)
        line.setSpacing(px(8))
        self.back_button = IconButton("arrow-left", "Back", parent=self)
        self.back_button.clicked.connect(self.back)
        self.sections_button = IconButton("list", "Sections and missing", parent=self)
        self.sections_button.clicked.connect(self.sections)
        self.sections_button.hide()
        self.account_button = Button("", "quiet", parent=self)
        self.account_button.clicked.connect(self.account)
        self.chevron = Icon("chevron-right", "text.faint", 14, parent=self)
        self.title = Label("", "fact", elide=True, parent=self)
        self.chip = StateChip("", self)
        self.preview_button = Button("Preview", "quiet", icon="eye", parent=self)
        self.preview_button.setCheckable(True)
        self.preview_button.clicked.connect(self._preview)
        self.preview_button.hide()
        self.history_button = Button("History", "quiet", parent=self)
        self.history_button.setCheckable(True)
        self.history_button.clicked.connect(self._history)
        self.export_button = Button("Export", "secondary", parent=self)
        self.menu = Menu(self.export_button, "Export")
        self.export_button.set_menu(self.menu)
        self.final_button = Button("Mark final", "primary", parent=self)
        self.final_button.clicked.connect(self.final)
        place = QHBoxLayout()
        place.setSpacing(0)
        for widget in (self.back_button, self.sections_button, self.account_button, self.chevron):
            place.addWidget(widget)
        place.addSpacing(px(10))
        place.addWidget(self.title)
        place.addSpacing(px(8))
        place.addWidget(self.chip)
        line.addLayout(place)
        line.addStretch(1)
        for button in (self.preview_button, self.history_button, self.export_button, self.final_button):
            line.addWidget(button)
        for name, button in vars(self).items():
            if isinstance(button, (Button, IconButton)):
                button.setObjectName(f"document.{name.removesuffix('_button')}")

    def _preview(self) -> None:
        self.preview.emit(self.preview_button.isChecked())

    def _history(self) -> None:
        self.history.emit()

    def show_document(
        self, account: str, title: str, state: str, version: int, customer_copy: bool, formats: tuple[str, ...]
    ) -> None:
        """Shows whose document it is, which, and in what state."""
        self.account_button.setText(account)
        self.account_button.setAccessibleName(f"Account {account}")
        self._show_account()
        self.title.setText(title)
        self.title.setFixedWidth(self.title.sizeHint().width() + 2)
        self.chip.set(f"Version {version}, final" if state == "final" else f"Draft of version {version}")
        self.final_button.setVisible(state != "final")
        self._fill_menu(customer_copy, formats)

    def set_narrow(self, narrow: bool) -> None:
        """Leaves out the account where there is no room; the way back still leads there."""
        self._narrow = narrow
        self._show_account()

    def _show_account(self) -> None:
        shown = bool(self.account_button.text()) and not self._narrow
        self.account_button.setVisible(shown)
        self.chevron.setVisible(shown)

    def _fill_menu(self, customer_copy: bool, formats: tuple[str, ...]) -> None:
        self.menu.clear()
        names = {"pdf": "PDF", "docx": "Word", "pptx": "Slides"}
        audiences = (
            [("customer", "for the customer"), ("internal", "internal")] if customer_copy else [("internal", "")]
        )
        for number, (audience, words) in enumerate(audiences):
            if number:
                self.menu.addSeparator()
            for made in formats:
                if made in names:
                    label = " ".join(part for part in (names[made], words) if part)
                    self.menu.add(label, partial(self.export.emit, made, audience), icon="file")
        self.menu.addSeparator()
        self.menu.add("Export…", lambda: self.export.emit("", ""), icon="export")
        if "docx" in formats:
            self.menu.add("Take in a returned copy…", self.returned.emit, icon="import")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))
        painter.end()
