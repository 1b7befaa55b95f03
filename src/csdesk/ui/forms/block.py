"""One field on screen: label, buddy, names, editor, and the one line below it. All of it is set here and only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from csdesk.ui.forms.build import build_editor
from csdesk.ui.forms.check import CheckEditor
from csdesk.ui.forms.choice import BoxEditor
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.forms.people import ContactEditor
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.chips import Icon, Tag
from csdesk.ui.widgets.text import Label, LabelTone, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import FieldView

INTERNAL_TAG = "Internal, never exported"
PATIENCE = 1200
"""Milliseconds of rest after which a field being typed in says that it cannot be read."""
_NOTHING = object()


class Below(QWidget):
    """The line below a field: what is wrong with it, else where its value came from."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self.sign = Icon("link", "text.faint", 14, parent=self)
        self.words = Label("", "label", "soft", elide=True, parent=self)
        self.reason = Text("", "label", parent=self)
        self.back = Button("Put back", "link", small=True, parent=self)
        self.back.clicked.connect(self.pressed)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.reason, 1000)
        line.addWidget(self.words, 1000)
        line.addWidget(self.back)
        line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_error(self, reason: str, theirs: str) -> None:
        """Says what is wrong, in as many lines as it needs; offers what somebody else wrote there meanwhile."""
        self.sign.set("warning", "text")
        self.reason.set_parts(reason)
        self.reason.show()
        self.words.hide()
        self.back.setText("Take theirs")
        self.back.setVisible(bool(theirs))
        self.back.setToolTip(f"Take {theirs}")

    def show_source(self, text: str, older: str | None) -> None:
        """Says where the value came from; offers the older value when it was changed here since."""
        self.sign.set("link", "text.faint")
        self.words.setText(text)
        self.words.setMaximumWidth(self.words.sizeHint().width())
        self.words.show()
        self.reason.hide()
        self.back.setText("Put back")
        self.back.setVisible(older is not None)
        self.back.setToolTip(f"Put back {older}" if older else "")


def _of_item(view: FieldView) -> str:
    """What is said of a checklist's item: by when, and what the book knows of it."""
    due = f"By {view.due_text}" if view.due_text else ""
    return ". ".join(part for part in (due, view.proved.why if view.proved is not None else "") if part)


class FieldBlock(QWidget):
    """A labelled editor of one field of the document."""

    edited = Signal(str, object)
    """Path and answer, at each change on screen."""
    finished = Signal(str)
    put_back = Signal(str)
    taken = Signal(str)
    focused = Signal(str)

    def __init__(
        self,
        path: str,
        view: FieldView,
        host: FormHost,
        where: str = "",
        internal: bool = False,
        check: bool = False,
        tagged: bool = False,
        common: str = "",
        parent: QWidget | None = None,
        caption: str = "",
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.view = view
        self.field = view.field
        self.internal = internal
        self._below: Below | None = None
        self._error = self._theirs = ""
        self._common = common
        self._typed = self._expected = False
        self._sent: object = _NOTHING
        self._held: tuple[str, str] | None = None
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self._show_held)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        tone: LabelTone = "internal" if internal else "soft"
        self.label = Label(self.field.label, "label", tone, elide=not tagged, parent=self)
        if internal:
            self.label.setMinimumHeight(theme().px(18))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(6)
        if internal and not check:
            head.addWidget(Icon("lock", "internal.text", 14, parent=self))
        if tagged:
            # Said in words once a band; the lock and the ground say it of the others.
            head.addWidget(self.label)
            head.addWidget(Tag(INTERNAL_TAG, internal=True, parent=self))
            head.addStretch(1)
        else:
            head.addWidget(self.label, 1)
        if caption:
            box.addWidget(Label(caption, "strong", parent=self))
        box.addLayout(head)
        self._check = check
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
        self._locked = not self.field.editable or host.read_only
        if self._locked:
            self._lock("Worked out by CSDesk; it cannot be typed here" if not host.read_only else "")
        self.editor.edited.connect(self._edited)
        self.editor.finished.connect(self._finished)
        self.show_view(view)

    def _lock(self, why: str) -> None:
        """Shows the answer without letting it be changed; text can still be marked and copied."""
        control = self.editor.control()
        if isinstance(control, (QLineEdit, QTextEdit)):
            control.setReadOnly(True)
            control.setToolTip(why)
        else:
            self.editor.setEnabled(False)

    # what the desk says

    def show_view(self, view: FieldView, waiting: bool = False) -> None:
        """Shows the field as the desk has it, without moving the caret.

        What a person has typed and is not yet saved, or could not be, stays. So does the way a value was typed while
        the caret is still in the field ("412k"), until the desk has a value other than the one saved from here.
        """
        before, self.view = self.view, view
        if view.field.options != self.field.options and isinstance(self.editor, BoxEditor):
            self.editor.offer(view.field.options)
            self.field = view.field
        if waiting or self._error:
            pass
        elif not (self._typed and self.editor.holds_focus()):
            self.editor.show_answer(view.value, view.text)
        elif self._expected:
            self._expected = False
        elif (view.value, view.text) != (before.value, before.text):
            self._typed = False
            self.editor.show_answer(view.value, view.text)
        self._show_state()

    def expect(self) -> None:
        """What stands in the field was written: the next view says it in the desk's words, and changes nothing here."""
        self._expected = self._typed

    def show_error(self, reason: str, theirs: str = "") -> None:
        """Says why what stands in the field was not saved, and offers what somebody else wrote; "" takes it back."""
        self._held = None
        self._hold.stop()
        if reason and self._typed and self.editor.holds_focus():
            # Half a date is no mistake while it is still being typed.
            self._held = (reason, theirs)
            self._hold.start(PATIENCE)
        elif (reason, theirs) != (self._error, self._theirs):
            self._error, self._theirs = reason, theirs
            self._show_state()

    def _show_held(self) -> None:
        self._hold.stop()
        if self._held is not None:
            self._error, self._theirs = self._held
            self._held = None
            self._show_state()

    def restore(self, answer: object, reason: str) -> None:
        """Shows again what was typed before and could not be saved."""
        self.editor.show_answer(answer, str(answer or ""))
        self.show_error(reason)

    @property
    def error(self) -> str:
        """Why what stands in the field is not saved, or ""."""
        return self._error

    def set_common_source(self, text: str) -> None:
        """A source that is said once for the whole card is not said again beside the field."""
        if text != self._common:
            self._common = text
            self._show_state()

    def _show_state(self) -> None:
        view = self.view
        self.editor.mark("error" if self._error else "missing" if view.missing else "")
        said = _of_item(view) if self._check else view.source.text if view.source else ""
        if self._check and view.proved is not None and not self._locked:
            # What the book proves ticks itself; taking the tick away would only bring it back.
            self.editor.setEnabled(not view.proved.done)
        older = view.put_back
        source = "" if said == self._common and older is None else said
        if self._error:
            self._line().show_error(self._error, self._theirs)
        elif source or older is not None:
            self._line().show_source(source, older)
        if self._below is not None:
            self._below.setVisible(bool(self._error or source or older is not None))
        needed = "Needed before the document can be final" if view.missing else ""
        described = self._error or said or needed
        for control in self.editor.controls():
            control.setAccessibleDescription(described)

    def _line(self) -> Below:
        if self._below is None:
            self._below = Below(self)
            self._below.pressed.connect(self._back)
            self._below.back.setAccessibleName(f"Put back the earlier value of {self.field.label}")
            self._below.back.setObjectName(f"{self.path}.put_back")
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._below)
        return self._below

    # what the person does

    def _edited(self) -> None:
        self._typed = True
        self._expected = False
        self.show_error("")
        if isinstance(self.editor, ContactEditor) and not self.editor.settled():
            return
        self._send()

    def _send(self) -> None:
        self._sent = self.editor.answer()
        self.edited.emit(self.path, self._sent)

    def _finished(self) -> None:
        """The field was left: what stands there is written at once, and then shown in the desk's words."""
        if not self._typed:
            return
        self._typed = False
        self._show_held()
        if self.editor.answer() != self._sent:
            self._send()
        self._sent = _NOTHING
        self.finished.emit(self.path)

    def settle(self) -> None:
        """Sends what is held back while the caret is in the field (half a new name), as if the field were left."""
        if self._typed and self.editor.answer() != self._sent:
            self._send()

    def _back(self) -> None:
        """The button of the line below: puts back the older value, or takes what somebody else wrote."""
        theirs = bool(self._error)
        self._typed = False
        self._error = self._theirs = ""
        (self.taken if theirs else self.put_back).emit(self.path)

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
