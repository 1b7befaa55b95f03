"""The contact editor: the people of one side, or a new name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.forms.editor import Editor, FormHost, LeaveFilter
from csdesk.ui.widgets.fields import ComboBox
from csdesk.ui.widgets.text import Label


class ContactEditor(Editor):
    """Chooses a person of the field's side; a name nobody has is offered as a new contact, and says so."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.combo = ComboBox(field.label, parent=self)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setMaxVisibleItems(12)
        line = self.combo.lineEdit()
        assert line is not None
        self.line = line
        self.line.setPlaceholderText(field.placeholder or "Choose a contact")
        self.hint = Label("", "label", "faint", elide=True, parent=self)
        self.hint.hide()
        self.box.addWidget(self.combo)
        self.box.addWidget(self.hint)
        self._value: object = None
        self._leave = LeaveFilter(self)
        # An editable box keeps the focus for its line, which hears of it without any event of its own.
        self.combo.installEventFilter(self._leave)
        self._leave.left.connect(self._left)
        self.line.textEdited.connect(self._typed)
        self.combo.activated.connect(self._chosen)
        self.fill()

    def fill(self) -> None:
        """Lists the people there are now; what stands in the field stays."""
        text = self.line.text()
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem("", None)
        for person in self.host.people(self.field.side):
            self.combo.addItem(person.name, person.id)
            if person.title:
                self.combo.setItemData(self.combo.count() - 1, person.title, Qt.ItemDataRole.ToolTipRole)
        completer = QCompleter(self.combo.model(), self.combo)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        offered = completer.popup()
        if offered is not None:
            offered.setProperty("popup", "true")
            offered.setAccessibleName(f"People for {self.field.label}")
        completer.activated.connect(self._completed)
        self.combo.setCompleter(completer)
        self.combo.setCurrentIndex(self.combo.findData(self._value) if self._value is not None else -1)
        self.combo.setEditText(text)
        self.combo.blockSignals(False)

    def _typed(self, text: str) -> None:
        name = text.strip()
        known = self.combo.findText(name, Qt.MatchFlag.MatchFixedString) >= 0
        self.hint.setVisible(bool(name) and not known and not self._begins_a_name(name))
        if not self.hint.isHidden():
            self.hint.setText(f"“{name}” will be added as a new contact")
        self.edited.emit()

    def _begins_a_name(self, text: str) -> bool:
        return self.combo.findText(text, Qt.MatchFlag.MatchContains) >= 0

    def _completed(self) -> None:
        self.hint.hide()
        self.edited.emit()
        self.finished.emit()

    def _chosen(self) -> None:
        self.hint.hide()
        self.edited.emit()
        self.finished.emit()

    def _left(self) -> None:
        self.hint.hide()
        self.finished.emit()

    def control(self) -> QWidget:
        return self.combo

    def holds_focus(self) -> bool:
        return self.combo.hasFocus() or self.line.hasFocus()

    def settled(self) -> bool:
        """Whether what stands there is a whole answer: a person known, or nothing; half a name is not saved while the
        caret is still in the field, or every letter would make a contact."""
        answer = self.answer()
        return not isinstance(answer, str) or not answer

    def show_answer(self, value: object, text: str) -> None:
        self._value = value
        if isinstance(value, int) and self.combo.findData(value) < 0:
            self.fill()
        place = self.combo.findData(value) if value is not None else -1
        self.combo.setCurrentIndex(place)
        if self.line.text() != text:
            self.combo.setEditText(text)
        if not self.holds_focus():
            self.line.setCursorPosition(0)

    def answer(self) -> object:
        name = self.line.text().strip()
        if not name:
            return None
        place = self.combo.findText(name, Qt.MatchFlag.MatchFixedString)
        return self.combo.itemData(place) if place > 0 else name
