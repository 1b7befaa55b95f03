"""One field on screen: label, buddy, names, editor, and the one line below it. All of it is set here and only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.forms.build import build_editor
from csdesk.ui.forms.check import CheckEditor
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.forms.people import ContactEditor
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.chips import Icon, Tag
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import FieldView

INTERNAL_TAG = "Internal, never exported"


class Below(QWidget):
    """The line below a field: what is wrong with it, else where its value came from."""

    put_back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self.sign = Icon("link", "text.faint", 14, parent=self)
        self.words = Label("", "label", "faint", elide=True, parent=self)
        self.reason = Text("", "label", parent=self)
        self.back = Button("Put back", "link", small=True, parent=self)
        self.back.clicked.connect(self.put_back)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.reason, 1)
        line.addWidget(self.words, 1)
        line.addWidget(self.back)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_error(self, reason: str) -> None:
        """Says what is wrong; it may take as many lines as it needs."""
        self.sign.set("warning", "text")
        self.reason.set_parts(reason)
        self.reason.show()
        self.words.hide()
        self.back.hide()

    def show_source(self, text: str, older: str | None) -> None:
        """Says where the value came from; offers the older value when it was changed here since."""
        self.sign.set("link", "text.faint")
        self.words.setText(text)
        self.words.show()
        self.reason.hide()
        self.back.setVisible(older is not None)
        self.back.setToolTip(f"Put back {older}" if older else "")


class FieldBlock(QWidget):
    """A labelled editor of one field of the document."""

    edited = Signal(str, object)
    """Path and answer, at each change on screen."""
    finished = Signal(str)
    put_back = Signal(str)
    focused = Signal(str)

    def __init__(
        self,
        path: str,
        view: FieldView,
        host: FormHost,
        where: str = "",
        internal: bool = False,
        check: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.view = view
        self.field = view.field
        self.internal = internal
        self._below: Below | None = None
        self._error = ""
        self._typed = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.label = Label(
            self.field.label, "label", "internal" if internal else "soft", elide=not internal, parent=self
        )
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        if internal:
            head.addWidget(Icon("lock", "internal.text", 14, parent=self))
            head.addWidget(self.label)
            head.addWidget(Tag(INTERNAL_TAG, internal=True, parent=self))
            head.addStretch(1)
        else:
            head.addWidget(self.label)
        box.addLayout(head)
        if check:
            self.label.hide()
        self.editor = CheckEditor(self.field, host, self) if check else build_editor(self.field, host, self)
        box.addWidget(self.editor)
        accessible = ", ".join(part for part in (where, self.field.label) if part)
        if internal:
            accessible += f" ({INTERNAL_TAG.lower()})"
        self.editor.name(accessible, path)
        self.setObjectName(f"{path}.block")
        control = self.editor.control()
        self.label.setBuddy(control)
        for part in self.editor.controls():
            part.installEventFilter(self)
            inner = getattr(part, "lineEdit", lambda: None)()
            if inner is not None:
                inner.installEventFilter(self)
        if not self.field.editable:
            if isinstance(control, QLineEdit):
                control.setReadOnly(True)
                control.setToolTip("Worked out by CSDesk; it cannot be typed here")
            else:
                self.editor.setEnabled(False)
        self.editor.edited.connect(self._edited)
        self.editor.finished.connect(self._finished)
        self.show_view(view)

    # what the desk says

    def show_view(self, view: FieldView, waiting: bool = False) -> None:
        """Shows the field as the desk has it. What a person has typed and is not yet saved, or could not be, stays."""
        self.view = view
        if not waiting and not self._error and not (self._typed and self.editor.holds_focus()):
            self.editor.show_answer(view.value, view.text)
        self._show_state()

    def show_error(self, reason: str) -> None:
        """Says why what stands in the field was not saved; "" takes it back."""
        if reason == self._error:
            return
        self._error = reason
        self._show_state()

    @property
    def error(self) -> str:
        """Why what stands in the field is not saved, or ""."""
        return self._error

    def _show_state(self) -> None:
        view = self.view
        self.editor.mark("error" if self._error else "missing" if view.missing else "")
        source = view.source.text if view.source else ""
        older = view.put_back
        if self._error:
            self._line().show_error(self._error)
        elif source or older is not None:
            words = source
            self._line().show_source(words, older)
        if self._below is not None:
            self._below.setVisible(bool(self._error or source or older is not None))
        described = self._error or source or (self.field.help if view.missing else "")
        for control in self.editor.controls():
            control.setAccessibleDescription(
                described or ("Needed before the document can be final" if view.missing else "")
            )

    def _line(self) -> Below:
        if self._below is None:
            self._below = Below(self)
            self._below.put_back.connect(self._put_back)
            self._below.back.setAccessibleName(f"Put back the earlier value of {self.field.label}")
            self._below.back.setObjectName(f"{self.path}.put_back")
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._below)
        return self._below

    # what the person does

    def _edited(self) -> None:
        self._typed = True
        self.show_error("")
        if isinstance(self.editor, ContactEditor) and not self.editor.settled():
            return
        self.edited.emit(self.path, self.editor.answer())

    def _finished(self) -> None:
        if self._typed:
            self._typed = False
            self.edited.emit(self.path, self.editor.answer())
            self.finished.emit(self.path)

    def _put_back(self) -> None:
        self._typed = False
        self._error = ""
        self.put_back.emit(self.path)

    def go(self) -> None:
        """Puts the caret into the field."""
        self.editor.control().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.focused.emit(self.path)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the label goes into the field."""
        if self.label.geometry().contains(event.position().toPoint()):
            self.go()
        super().mousePressEvent(event)
