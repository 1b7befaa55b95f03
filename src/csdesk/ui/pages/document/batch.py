"""Several documents exported at once: one format, one audience, one folder, and a list of what could not be done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from csdesk.ui.pages.document.export import NAMES, memory, open_file, remembered_folder
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.fields import FieldBox, LineEdit
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.meters import Meter
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text

if TYPE_CHECKING:
    from csdesk.desk.documents import Batch, DocumentRow
    from csdesk.ui.context import Context
    from csdesk.ui.jobs import Job


class BatchDialog(Dialog):
    """Asks for format, audience and folder, exports with progress and a way to stop, and says what became of it."""

    def __init__(
        self, context: Context, rows: Sequence[DocumentRow], parent: QWidget | None = None, *, without: int = 0
    ) -> None:
        count = len(rows)
        super().__init__(parent, f"Export {count} document{'s' if count != 1 else ''}")
        self._context, self._rows = context, list(rows)
        self._job: Job | None = None
        self._folder = remembered_folder()
        from csdesk.desk import documents

        forms = {row.form for row in rows}
        formats = documents.common_formats(forms)
        self.made = Segmented("Format", [(key, NAMES[key]) for key in formats], formats[0], parent=self)
        self.made.setObjectName("batch.format")
        audiences = [("customer", "Customer"), ("internal", "Internal")]
        outside = documents.any_customer_copy(forms) or not forms
        self.audience = Segmented("Audience", audiences, "customer" if outside else "internal", parent=self)
        self.audience.setObjectName("batch.audience")
        top = QHBoxLayout()
        top.addWidget(FieldBox("Format", self.made, parent=self))
        audience_box = FieldBox("Audience", self.audience, parent=self)
        audience_box.setVisible(outside)
        top.addWidget(audience_box)
        top.addStretch(1)
        self.body.addLayout(top)
        self.folder = LineEdit("Folder", str(self._folder), parent=self)
        self.folder.setObjectName("batch.folder")
        self.folder_box = FieldBox("Folder", self.folder, parent=self)
        choose = Button("Choose…", "secondary", parent=self)
        choose.setObjectName("batch.choose")
        choose.clicked.connect(self._choose)
        place = QHBoxLayout()
        place.addWidget(self.folder_box, 1)
        place.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(place)
        words = ""
        if without:
            has = "account has" if without == 1 else "accounts have"
            words = f"{without} {has} no document of this kind yet and will be left out."
        self.status = Text(words, "label", "soft", parent=self)
        self.body.addWidget(self.status)
        self.meter = Meter("Exported", parent=self)
        self.meter.hide()
        self.body.addWidget(self.meter)
        self.notes = Scroll("To look at", spacing=2)
        self.notes.hide()
        self.body.addWidget(self.notes)
        self.cancel = self.add_button(Button("Cancel", "secondary", parent=self))
        self.cancel.setObjectName("batch.cancel")
        self.cancel.clicked.connect(self._stop)
        self.go = self.add_button(Button("Export", "primary", parent=self))
        self.go.setObjectName("batch.go")
        self.go.setEnabled(bool(rows))
        self.go.clicked.connect(self._export)
        self._done = False

    def _choose(self) -> None:
        picked = QFileDialog.getExistingDirectory(self, "Folder to export to", self.folder.text())
        if picked:
            self.folder.setText(picked)

    def _stop(self) -> None:
        if self._job is not None and not self._job.finished:
            self._job.cancel()
            return
        self.reject()

    def reject(self) -> None:
        """Closing while files are written stops after the one in hand; what is written stays."""
        if self._job is not None and not self._job.finished:
            self._job.cancel()
        super().reject()

    def _export(self) -> None:
        if self._done:
            open_file(self._folder)
            return
        folder = Path(self.folder.text().strip()).expanduser()
        if not folder.is_dir():
            self.folder_box.set_error("There is no such folder. Choose another one.")
            return
        self.folder_box.set_error("")
        from csdesk.desk import documents

        self._folder = folder
        memory().put(folder=str(folder))
        self.go.setEnabled(False)
        self.meter.show()
        self._job = self._context.jobs.run(
            documents.export_all,
            self._context.desk,
            [row.id for row in self._rows],
            folder,
            self.made.value(),
            self.audience.value(),
            done=self._finished,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )

    def _progress(self, done: int, total: int, words: str) -> None:
        self.meter.set_share(done / total if total else 1.0)
        self.status.set_parts(f"{done} of {total} written. {words}".strip())

    def _failed(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        self.meter.hide()
        self.folder_box.set_error(str(getattr(problem, "what", "") or problem))

    def _finished(self, batch: Batch) -> None:
        """Says how many files there are, which documents failed and why, and which still have gaps."""
        words = f"{len(batch.files)} of {len(self._rows)} written."
        self.status.set_parts(f"Stopped. {words}" if batch.cancelled else words)
        self.meter.set_share(len(batch.files) / len(self._rows) if self._rows else 1.0)
        notes = [f"{name}: {reason}" for name, reason in batch.failed]
        notes += [f"{file.file.name}: {warning}" for file in batch.files for warning in file.warnings]
        notes += [f"{name}: {count} answer{'s' if count != 1 else ''} missing" for name, count in batch.with_gaps]
        if notes:
            title = f"To look at ({len(notes)})"
            self.notes.body.addWidget(Label(title, "label-strong", parent=self.notes.widget()))
            for note in notes:
                self.notes.body.addWidget(Text(note, "label", "soft", parent=self.notes.widget()))
            self.notes.body.addStretch(1)
            self.notes.setMinimumHeight(120)
            self.notes.show()
        self._done = True
        self.cancel.setText("Close")
        self.go.setText("Open the folder")
        self.go.setEnabled(True)
        self.adjustSize()
