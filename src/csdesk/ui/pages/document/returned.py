"""Taking in a Word copy that came back: every answer that differs, old struck, new bold, with a tick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.ui.pages.document.export import memory, remembered_folder
from csdesk.ui.pages.document.history import Struck
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.fields import CheckBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.core import Changed
    from csdesk.desk.returned import Returned, ReturnedAnswer, ReturnedRow, Unmatched
    from csdesk.ui.context import Context


def choose_returned(context: Context, document_id: int, parent: QWidget) -> None:
    """Ask for the file, read it, and show what it has otherwise; a file that is no copy is told at once."""
    folder = str(memory().get("returned") or remembered_folder())
    picked, _ = QFileDialog.getOpenFileName(parent, "The Word file that came back", folder, "Word (*.docx)")
    if picked:
        memory().put(returned=str(Path(picked).parent))
        show_returned(context, document_id, Path(picked), parent)


def show_returned(context: Context, document_id: int, file: Path, parent: QWidget) -> None:
    """Read a returned copy and open the dialog on it."""
    from csdesk.desk import returned

    def opened(found: Returned) -> None:
        ReturnedDialog(context, found, parent).open()

    context.read(returned.read, context.desk, file, document_id, done=opened, owner=parent)


class ReturnedDialog(Dialog):
    """What a returned copy has otherwise than the book; the ticked answers are taken in as one step."""

    def __init__(self, context: Context, found: Returned, parent: QWidget | None = None) -> None:
        super().__init__(parent, f"Returned copy of {found.title.casefold()}", wide=True)
        self._context, self._found = context, found
        self.boxes: list[_Answer | _NewRow] = []
        px = theme().px
        self.body.addWidget(Label(f"{found.file.name}, {found.copy[0].lower()}{found.copy[1:]}", "body", "soft"))
        for note in found.notes:
            self.body.addWidget(Text(note, "label", "soft", parent=self))
        self.list = Scroll("What the copy has otherwise", margins=(0, 0, 8, 0), spacing=0)
        self.list.setObjectName("returned.list")
        self._fill()
        self.list.body.addStretch(1)
        self.list.setMinimumHeight(
            px(min(420, 64 + 76 * len(found.answers) + 96 * len(found.rows) + 56 * len(found.unmatched)))
        )
        self.body.addWidget(self.list, 1)
        self.all = CheckBox("All of it" if found.rows else "All answers", parent=self)
        self.all.setObjectName("returned.all")
        self.all.setTristate(True)
        self.all.clicked.connect(self._all)
        self.all.setVisible(len(self.boxes) > 1)
        self.body.addWidget(self.all)
        some = bool(found.answers or found.rows)
        cancel = self.add_button(Button("Cancel" if some else "Close", "secondary", parent=self))
        cancel.setObjectName("returned.cancel")
        cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button("Take in", "primary", parent=self))
        self.go.setObjectName("returned.go")
        self.go.clicked.connect(self._take)
        self.go.setVisible(some)
        for box in self.boxes:
            box.tick.toggled.connect(self._count)
        self._count()
        (self.boxes[0].tick if self.boxes else cancel).setFocus()

    def _fill(self) -> None:
        column, inner = self.list.body, self.list.widget()
        if not self._found.answers and not self._found.rows:
            column.addWidget(Label("Nothing to take in", "strong", parent=inner))
            column.addWidget(Text("Every answer in the copy is as in the book.", "body", "soft", parent=inner))
        for number, answer in enumerate(self._found.answers):
            if number:
                column.addWidget(Rule(parent=inner))
            box = _Answer(answer, inner)
            self.boxes.append(box)
            column.addWidget(box)
        if self._found.rows:
            column.addSpacing(theme().px(16 if self.boxes else 0))
            column.addWidget(Label(f"New rows ({len(self._found.rows)})", "strong", parent=inner))
            column.addWidget(
                Text("Rows that were added to a table of the copy. One that is taken in becomes a row of the document.",
                     "label", "soft", parent=inner)
            )  # fmt: skip
        for number, row in enumerate(self._found.rows):
            if number:
                column.addWidget(Rule(parent=inner))
            added = _NewRow(number, row, inner)
            self.boxes.append(added)
            column.addWidget(added)
        if self._found.unmatched:
            column.addSpacing(theme().px(16))
            title = f"Not matched ({len(self._found.unmatched)})"
            column.addWidget(Label(title, "strong", parent=inner))
            column.addWidget(
                Text(
                    "No answer can take these. Look at them, and write down what counts.", "label", "soft", parent=inner
                )
            )
            column.addSpacing(theme().px(4))
            for one in self._found.unmatched:
                column.addWidget(_Unmatched(one, inner))

    def chosen(self) -> Sequence[ReturnedAnswer]:
        """The answers that are ticked."""
        return [box.answer for box in self.boxes if isinstance(box, _Answer) and box.tick.isChecked()]

    def chosen_rows(self) -> list[int]:
        """The places of the new rows that are ticked."""
        return [box.place for box in self.boxes if isinstance(box, _NewRow) and box.tick.isChecked()]

    def _all(self) -> None:
        on = not all(box.tick.isChecked() for box in self.boxes)
        for box in self.boxes:
            box.tick.setChecked(on)
        self._count()

    def _count(self) -> None:
        from csdesk.desk.returned import counted

        answers, rows = len(self.chosen()), len(self.chosen_rows())
        count = answers + rows
        self.go.setEnabled(bool(count))
        self.go.setText(f"Take in {counted(answers, rows)}" if count else "Take in")
        state = Qt.CheckState.PartiallyChecked
        if count in (0, len(self.boxes)):
            state = Qt.CheckState.Checked if count else Qt.CheckState.Unchecked
        self.all.setCheckState(state)

    def _take(self) -> None:
        from csdesk.desk import returned

        chosen, rows = self.chosen(), self.chosen_rows()
        if not (chosen or rows) or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        paths = [one.path for one in chosen]
        count = returned.counted(len(paths), len(rows))
        self._context.write(
            returned.take,
            self._context.desk,
            self._found,
            paths,
            rows,
            done=self._taken,
            failed=self._failed,
            toast=f"{count} taken in from the returned copy",
            owner=self,
        )

    def _taken(self, _changed: Changed) -> None:
        self.accept()

    def _failed(self, problem: Exception) -> None:
        self._count()
        self._context.error(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.boxes:
            self._take()
            return
        super().keyPressEvent(event)


class _Answer(QWidget):
    """One answer: tick, where it stands, the book's words struck, the copy's bold."""

    def __init__(self, answer: ReturnedAnswer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = answer
        px = theme().px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(2), px(8), 0, px(8))
        line.setSpacing(px(12))
        said = f"{answer.where}, {answer.label}: {answer.book or 'nothing'} becomes {answer.returned or 'nothing'}"
        self.tick = CheckBox("", said, parent=self)
        # What was changed in the book meanwhile is left for a person to decide.
        self.tick.setChecked(not answer.changed_since)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(f"{answer.where}: {answer.label}", "label", "soft", elide=True, parent=self))
        if answer.book:
            words.addWidget(Struck(answer.book, self))
        shown = answer.returned or "Taken away"
        words.addWidget(Text([(shown, "bold" if answer.returned else "faint")], "body", parent=self))
        notes = ["The book was changed after this copy was made"] if answer.changed_since else []
        notes += [answer.note] if answer.note else []
        if notes:
            words.addWidget(Text(". ".join(notes), "label", "soft", parent=self))
        line.addLayout(words, 1)


class _NewRow(QWidget):
    """One new row: tick, what it is called, and what it says field by field."""

    def __init__(self, place: int, row: ReturnedRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place, self.row = place, row
        px = theme().px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(2), px(8), 0, px(8))
        line.setSpacing(px(12))
        said = ", ".join(f"{label} {text}" for label, text in row.said)
        self.tick = CheckBox("", f"{row.where}: {said}", parent=self)
        self.tick.setChecked(True)
        line.addWidget(self.tick, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(Label(row.where, "label", "soft", elide=True, parent=self))
        words.addWidget(Text([(row.title, "bold")], "body", parent=self))
        rest = [f"{label}: {text}" for label, text in row.said if text != row.title]
        if rest:
            words.addWidget(Text("  ·  ".join(rest), "body", parent=self))
        if row.note:
            words.addWidget(Text(row.note, "label", "soft", parent=self))
        line.addLayout(words, 1)


class _Unmatched(QWidget):
    """Something that no answer can take, with where it stands and why."""

    def __init__(self, one: Unmatched, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(30), px(4), 0, px(4))
        column.setSpacing(px(2))
        column.addWidget(Label(one.where, "label", "soft", elide=True, parent=self))
        if one.before:
            column.addWidget(Struck(one.before, self))
        if one.after:
            column.addWidget(Text(one.after, "body", parent=self))
        column.addWidget(Text(f"{one.reason[:1].upper()}{one.reason[1:]}", "label", "faint", parent=self))
