"""Exporting one document: format, audience, folder; then what was written, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from csdesk import paths
from csdesk.ui.memory import Memory
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.fields import CheckBox, FieldBox, LineEdit
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import DocumentView, Exported
    from csdesk.ui.context import Context

NAMES = {"pdf": "PDF", "docx": "Word", "pptx": "Slides"}


def memory() -> Memory:
    """What exporting remembers on this computer: the folder, and whether to open the file. Nothing of the book."""
    return Memory(paths.data_folder() / "export.json")


def remembered_folder() -> Path:
    """The folder exported to last, if it is still there; else the person's documents."""
    kept = Path(str(memory().get("folder") or ""))
    if kept.name and kept.is_dir():
        return kept
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def free_file(folder: Path, name: str) -> Path:
    """A file of that name in the folder that does not exist yet: "plan.pdf", "plan (2).pdf" ..."""
    target = folder / name
    number = 2
    while target.exists():
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return target


def open_file(path: Path) -> None:
    """Opens a file or a folder with what the system uses for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@dataclass(frozen=True, slots=True)
class Source:
    """What an export dialog writes: the document now, a sealed version, what changed, or a blank form.

    `name` answers the usual file name for an audience and a format; `write` writes the file.
    """

    title: str
    formats: tuple[str, ...]
    customer_copy: bool
    name: Callable[[str, str], str]
    write: Callable[[Path, str], Exported]
    hidden: Sequence[object] | None = None
    """The internal fields that a customer's copy leaves out; None where that is not counted."""
    note: str = ""
    """What to know before exporting."""


def document_source(context: Context, api: Any, view: DocumentView) -> Source:
    """The document as it is now."""
    desk, form = context.desk, view.form
    return Source(
        f"Export {form.title.lower()}",
        form.formats,
        form.customer_copy,
        lambda audience, made: str(api.file_name(desk, view.id, audience, made)),
        lambda to, audience: api.export(desk, view.id, to, audience),
        view.hidden,
    )


class ExportDialog(Dialog):
    """Asks once for format, audience and place; then says what was written."""

    def __init__(
        self, context: Context, source: Source, made: str, audience: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, source.title)
        self.context, self.source = context, source
        self._file: Path | None = None
        formats = [(key, NAMES[key]) for key in source.formats if key in NAMES]
        self.made = Segmented("Format", formats, made if made in source.formats else formats[0][0], parent=self)
        self.made.setObjectName("export.format")
        self.made.chosen.connect(self._name_file)
        choices = [("customer", "Customer"), ("internal", "Internal")]
        self.audience = Segmented("Audience", choices, audience, parent=self)
        self.audience.setObjectName("export.audience")
        self.audience.chosen.connect(self._audience_chosen)
        self.audience_box = FieldBox("Audience", self.audience, parent=self)
        self.audience_box.setVisible(source.customer_copy)
        self.folder = LineEdit("Folder", str(remembered_folder()), parent=self)
        self.folder.setObjectName("export.folder")
        self.name = LineEdit("File name", parent=self)
        self.name.setObjectName("export.name")
        self.folder_box = FieldBox("Folder", self.folder, parent=self)
        self.name_box = FieldBox("File name", self.name, parent=self)
        choose = Button("Choose…", "secondary", parent=self)
        choose.setObjectName("export.choose")
        choose.clicked.connect(self._choose)
        self.opens = CheckBox("Open the file when it is written", parent=self)
        self.opens.setObjectName("export.opens")
        self.opens.setChecked(bool(memory().get("open", True)))
        self.form = QWidget(self)
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(12))
        top = QHBoxLayout()
        top.addWidget(FieldBox("Format", self.made, parent=self))
        top.addSpacing(theme().px(16))
        top.addWidget(self.audience_box)
        top.addStretch(1)
        column.addLayout(top)
        self.hidden = Text("", "label", "internal", parent=self.form)
        column.addWidget(self.hidden)
        if source.note:
            column.addWidget(Text(source.note, "label", "soft", parent=self.form))
        place = QHBoxLayout()
        place.setSpacing(theme().px(8))
        place.addWidget(self.folder_box, 1)
        place.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(place)
        column.addWidget(self.name_box)
        column.addWidget(self.opens)
        self.body.addWidget(self.form)
        self.result_area = QWidget(self)
        self.result_column = QVBoxLayout(self.result_area)
        self.result_column.setContentsMargins(0, 0, 0, 0)
        self.result_column.setSpacing(theme().px(8))
        self.result_area.hide()
        self.body.addWidget(self.result_area)
        self.cancel = self.add_button(Button("Cancel", "secondary", parent=self))
        self.cancel.setObjectName("export.cancel")
        self.cancel.clicked.connect(self.reject)
        self.go = self.add_button(Button("Export", "primary", parent=self))
        self.go.setObjectName("export.go")
        self.go.clicked.connect(self._export)
        self._audience_chosen()

    def _audience_chosen(self) -> None:
        customer = self.audience.value() == "customer"
        words = ""
        if self.source.customer_copy and customer and self.source.hidden is not None:
            count = len(self.source.hidden)
            words = f"{count or 'No'} internal field{'s' if count != 1 else ''} will be left out."
        elif self.source.customer_copy and customer:
            words = "Internal fields are left out."
        elif self.source.customer_copy:
            words = "The internal copy holds everything. It is marked as not for the customer."
        self.hidden.set_parts(words)
        self.hidden.setVisible(bool(words))
        self._name_file()

    def _name_file(self) -> None:
        name = self.source.name(self.audience.value(), self.made.value())
        self.name.set_value(name)
        self.name.setText(name)

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, "Folder to export to", self.folder.text())
        if picked:
            self.folder.setText(picked)

    def _export(self) -> None:
        folder = Path(self.folder.text().strip()).expanduser()
        name = self.name.text().strip()
        if not folder.is_dir():
            self.folder_box.set_error("There is no such folder. Choose another one.")
            return
        self.folder_box.set_error("")
        if not name or Path(name).name != name:
            self.name_box.set_error("A file name without folders is needed.")
            return
        self.name_box.set_error("")
        suffix = f".{self.made.value()}"
        target = free_file(folder, name if name.lower().endswith(suffix) else name + suffix)
        memory().put(folder=str(folder), open=self.opens.isChecked())
        self.go.setEnabled(False)
        self.go.setText("Exporting")
        write, audience = self.source.write, self.audience.value()
        self.context.jobs.run(
            lambda: write(target, audience),
            done=self._written,
            failed=self._failed,
            owner=self,
        )

    def _failed(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        self.go.setText("Export")
        parts = [getattr(problem, name, "") for name in ("what", "kept", "todo")]
        words = " ".join(str(part) for part in parts if part) or str(problem)
        self.name_box.set_error(words)

    def _written(self, exported: Exported) -> None:
        """Says what was written, with what was left out and what the writer has to say about it."""
        self._file = Path(exported.file)
        if self.opens.isChecked():
            open_file(self._file)
        self.form.hide()
        column = self.result_column
        column.addWidget(Text([("Written: ", "soft"), (self._file.name, "bold")], "body", parent=self.result_area))
        column.addWidget(Label(str(self._file.parent), "label", "faint", elide=True, parent=self.result_area))
        self._list("To look at", [str(warning) for warning in exported.warnings])
        self._list("Left out of the customer copy", [_left_out(entry) for entry in exported.left_out])
        self.result_area.show()
        self.cancel.setText("Close")
        self.cancel.clicked.disconnect()
        self.cancel.clicked.connect(self.accept)
        folder = self.add_button(Button("Show the folder", "secondary", parent=self), lead=True)
        folder.setObjectName("export.show")
        folder.clicked.connect(lambda: open_file(self._file.parent if self._file else Path()))
        self.go.setText("Open the file")
        self.go.setEnabled(True)
        self.go.clicked.disconnect()
        self.go.clicked.connect(lambda: open_file(self._file if self._file else Path()))
        self.adjustSize()
        self.go.setFocus()

    def _list(self, title: str, entries: Sequence[str]) -> None:
        if not entries:
            return
        self.result_column.addWidget(Label(f"{title} ({len(entries)})", "label-strong", parent=self.result_area))
        area = Scroll(title, margins=(0, 0, 0, 0), spacing=2)
        for entry in entries:
            area.body.addWidget(Text(entry, "label", "soft", parent=area.widget()))
        area.body.addStretch(1)
        area.setMaximumHeight(theme().px(min(160, 24 + 18 * len(entries))))
        self.result_column.addWidget(area)


def _left_out(entry: object) -> str:
    """One entry of what was left out, in words."""
    label = getattr(entry, "label", "") or getattr(entry, "field", "")
    section = getattr(entry, "section", "")
    return ", ".join(str(part) for part in (label, section) if part) or str(entry)
