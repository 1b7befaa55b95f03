"""The fields of the playbook editor: the playbook's own facts, and what belongs to the chosen phase or step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from csdesk.desk import playbook_edit as edit
from csdesk.desk import playbooks
from csdesk.desk.playbook_edit import Data, Row
from csdesk.desk.playbooks import Fault
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Card, ComboBox, FieldBox, Label, LineEdit, TextArea

_PURPOSES = tuple((one, one.capitalize()) for one in playbooks.PURPOSES)
_ANCHORS = tuple((one, words.capitalize()) for one, words in playbooks.ANCHORS.items())
_OWNERS = tuple(playbooks.OWNERS.items())


class _Fields(QWidget):
    """Boxes that read and write keys of a mapping."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.target: Data = {}
        self.place: tuple[str | int, ...] = ()
        self.boxes: dict[str, FieldBox] = {}
        self._show: dict[str, Callable[[], None]] = {}

    def line(self, key: str, label: str, *, hint: str = "", text: Callable[[], str] | None = None) -> FieldBox:
        """A line for one key."""
        control = LineEdit(label)
        control.edited.connect(partial(self._keep, key))
        return self._box(key, label, control, hint, text)

    def area(
        self,
        key: str,
        label: str,
        *,
        hint: str = "",
        lines: int = 2,
        text: Callable[[], str] | None = None,
        read: Callable[[str], object] | None = None,
    ) -> FieldBox:
        """An area for one key; `text` and `read` turn what is kept into lines and back."""
        control = TextArea(label, lines=lines)
        control.edited.connect(partial(self._keep, key, read=read))
        return self._box(key, label, control, hint, text)

    def choice(self, key: str, label: str, options: tuple[tuple[str, str], ...], usual: str = "") -> FieldBox:
        """A list for one key."""
        control = ComboBox(label)
        control.set_options(list(options))
        control.activated.connect(partial(self._chosen, key, control))
        box = FieldBox(label, control)
        self.boxes[key] = box
        self._show[key] = lambda: control.set_value(str(self.target.get(key, usual) or usual))
        return box

    def _box(
        self, key: str, label: str, control: LineEdit | TextArea, hint: str, text: Callable[[], str] | None
    ) -> FieldBox:
        control.setObjectName(f"playbook.{key}")
        box = FieldBox(label, control, hint=hint)
        self.boxes[key] = box
        self._show[key] = lambda: control.set_value(text() if text else str(self.target.get(key) or ""))
        return box

    def show_values(self) -> None:
        """Read every key again."""
        for show in self._show.values():
            show()

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say what is wrong at its place."""
        for key, box in self.boxes.items():
            reason = edit.fault_at(faults, self.place, key)
            box.set_error(reason[:1].upper() + reason[1:])

    def flush(self) -> None:
        """Take what was typed and not yet told."""
        for box in self.boxes.values():
            if isinstance(box.control, LineEdit | TextArea):
                box.control.flush()

    def _keep(self, key: str, text: str, *, read: Callable[[str], object] | None = None) -> None:
        edit.put(self.target, key, read(text) if read else text.strip())
        self.edited.emit()

    def _chosen(self, key: str, control: ComboBox, _index: int) -> None:
        edit.put(self.target, key, control.value())
        self.edited.emit()


class PlaybookFacts(_Fields):
    """Title, what it is for, from what it counts, what proposes it."""

    def __init__(self, data: Data) -> None:
        super().__init__()
        self.target = data
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(12))
        grid.setVerticalSpacing(theme().px(12))
        self._first = (
            self.line("title", "Title"),
            self.choice("for", "For", _PURPOSES),
            self.choice("counts_from", "Days count from", _ANCHORS, "start"),
        )
        grid.addWidget(self.area("about", "What it is for", lines=1), 2, 0, 1, 4)
        hint = "One condition in a line: score < 40, or the name of a signal as usage.logins"
        area = self.area("proposed_by", "Proposed when", hint=hint, lines=2, text=self._triggers, read=_read_triggers)
        grid.addWidget(area, 3, 0, 1, 4)
        for column in range(4):
            grid.setColumnStretch(column, 1)
        self.set_narrow(False)
        self.show_values()

    def set_narrow(self, narrow: bool) -> None:
        """Put the title on a row of its own where there is little room."""
        title, purpose, anchor = self._first
        self._grid.addWidget(title, 0, 0, 1, 4 if narrow else 2)
        self._grid.addWidget(purpose, *((1, 0, 1, 2) if narrow else (0, 2, 1, 1)))
        self._grid.addWidget(anchor, *((1, 2, 1, 2) if narrow else (0, 3, 1, 1)))

    def _triggers(self) -> str:
        lines = []
        for one in self.target.get("proposed_by") or []:
            if isinstance(one, dict):
                why = one.get("why")
                lines.append(f"{one.get('when', '')}{f' | {why}' if why else ''}")
            else:
                lines.append(str(one))
        return "\n".join(lines)


def _read_triggers(text: str) -> list[object]:
    found: list[object] = []
    for line in text.splitlines():
        when, _, why = line.partition("|")
        if when.strip():
            found.append({"when": when.strip(), "why": why.strip()} if why.strip() else when.strip())
    return found


class RowParts(QWidget):
    """The parts of the chosen row: of a phase its title and criteria, of a step what it brings and asks."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card()
        column.addWidget(card)
        self._title = Label("", "strong", elide=True)
        card.body.addWidget(self._title)
        self.step, self.phase = _StepFields(), _PhaseFields()
        for one in (self.step, self.phase):
            one.edited.connect(self.edited)
            card.body.addWidget(one)
            one.hide()

    @property
    def _current(self) -> _Fields:
        return self.step if not self.step.isHidden() else self.phase

    def show_row(self, data: Data, row: Row) -> None:
        """Show the parts of a row."""
        found = edit.entry(data, row)
        fields, other = (self.step, self.phase) if row.step >= 0 else (self.phase, self.step)
        other.hide()
        fields.target, fields.place = found, row.place
        fields.show_values()
        fields.show()
        kind = "Step" if row.step >= 0 else "Phase"
        self._title.setText(f"{kind}: {found['title']}" if found.get("title") else kind)

    def set_faults(self, faults: tuple[Fault, ...]) -> None:
        """Say what is wrong at its place."""
        self._current.set_faults(faults)

    def flush(self) -> None:
        """Take what was typed and not yet told."""
        self._current.flush()


class _StepFields(_Fields):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(12))
        column.addWidget(self.line("title", "Title"))
        column.addWidget(self.line("deliverable", "Brings"))
        column.addWidget(self.area("detail", "How", lines=2))
        prompts = self.area(
            "prompts", "Ask", hint="One question in a line", lines=2,
            text=lambda: edit.lines_of(self.target.get("prompts")), read=edit.read_lines,
        )  # fmt: skip
        column.addWidget(prompts)
        forms = (("", "None"), *playbooks.form_titles())
        column.addWidget(self.choice("opens", "Opens the document", forms))
        column.addWidget(self.line("proof", "Shown by the book when", hint="A condition, or nothing"))


class _PhaseFields(_Fields):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(12))
        column.addWidget(self.line("title", "Title"))
        column.addWidget(self.area("about", "What it is for", lines=2))
        criteria = self.area(
            "exit", "What must be so at its end", hint="One in a line; a condition of the book after |", lines=3,
            text=lambda: edit.criteria_text(self.target), read=edit.read_criteria,
        )  # fmt: skip
        column.addWidget(criteria)
