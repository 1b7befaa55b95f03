"""The document workspace: one document open for writing, with everything that is said about it kept up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk.errors import DeskError
from csdesk.ui.actions import Action
from csdesk.ui.forms.editor import Person
from csdesk.ui.pages.document.followups import FollowUps
from csdesk.ui.pages.document.form import FormPane
from csdesk.ui.pages.document.header import DocumentHeader
from csdesk.ui.pages.document.host import DocumentHost
from csdesk.ui.pages.document.panes import Panes
from csdesk.ui.pages.document.sections import SectionsPane
from csdesk.ui.pages.document.work import DocumentWork
from csdesk.ui.theme import theme

if TYPE_CHECKING:
    from csdesk.desk.core import Changed
    from csdesk.desk.documents import DocumentView, SectionView
    from csdesk.ui.context import Context


class DocumentPage(QWidget):
    """Sections and what is missing, the form, and the exported page, of one document."""

    def __init__(self, context: Context, parent: QWidget | None = None, api: Any = None) -> None:
        super().__init__(parent)
        self.setObjectName("document")
        # Panes give way as the page narrows, which they only can when their widths together set no limit.
        self.setMinimumSize(theme().px(640), theme().px(400))
        self.context = context
        if api is None:
            from csdesk.desk import documents as api
        self.work = DocumentWork(context, api, self)
        desk = context.desk
        self.host = DocumentHost(desk.formats, desk.clock.today, self._people, desk.read_only)
        self._view: DocumentView | None = None
        self._go_to = ""
        self._wanted: bool | None = None
        self._build()
        self._connect()

    # the page for the shell

    @property
    def title(self) -> str:
        """What the window is called while this is open."""
        if self._view is None:
            return "Document"
        return " · ".join(part for part in (self._view.form.title, self._view.account_name) if part)

    def enter(self, **where: object) -> None:
        """Opens `document` (an id), or the document of `form` and `account`; `path` leads to a field at once."""
        self._leave_document()
        document = where.get("document", where.get("document_id"))
        if not isinstance(document, int):
            account = where.get("account_id", where.get("account"))
            try:
                document = self.work.api.open_document(
                    self.context.desk, str(where.get("form", "")), account if isinstance(account, int) else None
                )
            except DeskError as problem:
                self.context.error(problem)
                self.context.back()
                return
        self._view = None
        self._go_to = str(where.get("path") or "")
        self.host.forget_people()
        self.work.open(document)

    def changed(self, changed: Changed) -> None:
        """Reads the document again after any change that may touch it; out of sight it is read anew when entered."""
        if not self.isVisible():
            return
        if "contact" in changed.kinds:
            self.host.forget_people()
        self.work.refresh()

    def flush(self) -> None:
        """Writes everything typed before it returns."""
        self.form.settle()
        self.work.session.flush()

    def leave(self) -> None:
        """The window goes to another page: everything typed is written first."""
        self.flush()

    def pending(self) -> bool:
        """Whether the field with the caret holds something not yet written, which its own undo takes back first."""
        return self.form.focused_path() in self.work.waiting()

    def where(self) -> dict[str, object]:
        """What leads back here after a restart: the document and the open section."""
        return {"document_id": self.work.document, "path": f"{self.form.section}//"} if self.work.document else {}

    def export(self) -> None:
        """Opens the export dialog."""
        self._export("", "")

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = DocumentHeader(self)
        column.addWidget(self.header)
        self.follow_ups = FollowUps(self.context, self)
        column.addWidget(self.follow_ups)
        body = QHBoxLayout()
        body.setSpacing(0)
        self.sections = SectionsPane(self)
        body.addWidget(self.sections)
        self.form = FormPane(self.host, self)
        self.panes = Panes(self.header, self.sections, self.form, self)
        self.preview, self.history, self.side = self.panes.preview, self.panes.history, self.panes.side
        body.addWidget(self.panes.split, 1)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        header, form, work = self.header, self.form, self.work
        header.back.connect(self._back)
        header.account.connect(self._to_account)
        header.export.connect(self._export)
        header.returned.connect(self._returned)
        header.final.connect(self._mark_final)
        self.sections.section_chosen.connect(self.open_section)
        self.sections.gap_chosen.connect(self.go)
        form.edited.connect(work.edit)
        form.finished.connect(work.finish)
        form.put_back.connect(work.put_back)
        form.taken.connect(work.take_theirs)
        form.focused.connect(self._focused)
        form.made.connect(self._made)
        form.add_row.connect(work.add_rows)
        form.delete_row.connect(work.remove_row)
        form.place_row.connect(work.move_row)
        work.seen.connect(self._show)
        work.seen.connect(self.follow_ups.follow)
        work.drawn.connect(self.preview.show_preview)
        work.not_drawn.connect(self.preview.show_problem)
        work.refused.connect(self._refused)
        work.accepted.connect(self._accepted)
        work.added.connect(self._added)
        self.preview.audience_chosen.connect(self._audience)
        self.preview.picked.connect(self.go)
        self.panes.uncovered.connect(self._uncovered)
        self.panes.history_opened.connect(self._show_history)
        for action, run in (
            (Action("document.next", "Next section", ("Ctrl+Down",), group="Document"), lambda: self._step(1)),
            (Action("document.previous", "Previous section", ("Ctrl+Up",), group="Document"), lambda: self._step(-1)),
            (
                Action("document.pane", "Next pane", ("F6",), group="Document", palette=False),
                lambda: self.panes.step(1),
            ),
            (
                Action("document.pane.back", "Previous pane", ("Shift+F6",), group="Document", palette=False),
                lambda: self.panes.step(-1),
            ),
            (Action("export", "Export this document", ("Ctrl+E",), "export", "Document"), self.export),
            (
                Action("document.returned", "Take in a returned copy", (), "import", "Document"),
                self._returned,
            ),
            (Action("document.final", "Mark final", (), "check", "Document"), self._mark_final),
            (
                Action("document.history", "History of this document", (), "history", "Document"),
                self.panes.toggle_history,
            ),
        ):
            self.context.actions.add(action, run, owner=self)
        self.context.flush_wanted.connect(self.flush)

    def _people(self, side: str) -> list[Person]:
        return self.work.people(side)

    # what the desk says

    def _show(self, view: DocumentView) -> None:
        fresh = self._view is None
        self._view = view
        form = view.form
        self.header.show_document(
            view.account_name, form.title, view.state, view.version, form.customer_copy, form.formats
        )
        if fresh:
            audience = "customer" if form.customer_copy else "internal"
            self.work.audience = audience
            self.preview.show_audience(audience, form.customer_copy)
        self.header.final_button.setEnabled(not self.host.read_only)
        self.sections.show_view(view)
        self.preview.hidden.show_hidden(view.hidden)
        if fresh or not any(part.section.id == self.form.section and part.visible for part in view.sections):
            path, self._go_to = self._go_to, ""
            self._arrange()
            self.open_section(path.split("/")[0] if path else self._first(view))
            if path:
                self.go(path)
            if fresh and not self.side.isHidden():
                self.work.draw()
        else:
            self.form.show_view(view, self.work.waiting())
        if self.panes.history_shown:
            self._show_history()

    @staticmethod
    def _first(view: DocumentView) -> str:
        shown = [part for part in view.sections if part.visible]
        open_ = [part for part in shown if part.answered < part.needed]
        return (open_ or shown)[0].section.id if shown else ""

    def _part(self, section: str) -> SectionView | None:
        if self._view is None:
            return None
        return next((part for part in self._view.sections if part.section.id == section and part.visible), None)

    # going about

    def open_section(self, section: str) -> None:
        """Opens a section of the form."""
        part = self._part(section)
        if part is None or self._view is None:
            return
        if section != self.form.section:
            self.flush()
            self.form.open_section(part, banded=self._view.form.customer_copy)
        self.sections.show_current(section)

    def go(self, path: str) -> None:
        """Opens the section of a field and puts the caret into it."""
        self.open_section(path.split("/")[0])
        self.form.go(path)

    def _step(self, step: int) -> None:
        if self._view is None:
            return
        shown = [part.section.id for part in self._view.sections if part.visible]
        if self.form.section in shown:
            place = shown.index(self.form.section) + step
            if 0 <= place < len(shown):
                self.open_section(shown[place])
                self.form.focus_first()

    def _focused(self, path: str) -> None:
        self.preview.paper.mark(path)

    def _made(self, block: Any) -> None:
        """Gives a field that comes into view again what was typed there and could not be saved."""
        kept = self.work.invalid.get(block.path)
        if kept is not None:
            block.restore(*kept)

    def _back(self) -> None:
        self.flush()
        self.context.back()

    def _to_account(self) -> None:
        self.flush()
        if self._view is not None and self._view.account:
            self.context.go("account", account_id=self._view.account)

    # what becomes of an edit

    def _refused(self, path: str, reason: str, theirs: str) -> None:
        block = self.form.shown_block(path)
        if block is not None:
            block.show_error(reason, theirs)

    def _accepted(self, path: str) -> None:
        block = self.form.shown_block(path)
        if block is not None:
            block.expect()

    def _added(self, section: str, key: str) -> None:
        if section == self.form.section:
            self.form.go(f"{section}/{key}/")

    def _mark_final(self) -> None:
        self.flush()
        self.work.mark_final(self._not_ready)

    def _not_ready(self, words: str) -> None:
        self.sections.show()
        self.sections.show_reason(words)

    # the page as exported

    def _audience(self, audience: str) -> None:
        if self._view is not None:
            self.preview.show_audience(audience, self._view.form.customer_copy)
            self.work.audience = audience
            self.work.draw()

    def _export(self, made: str, audience: str) -> None:
        if self._view is None:
            return
        self.flush()
        from csdesk.ui.pages.document.export import ExportDialog, document_source

        source = document_source(self.context, self.work.api, self._view)
        ExportDialog(self.context, source, made or "pdf", audience or self.work.audience, self).open()

    def _returned(self) -> None:
        if self._view is None or self.host.read_only:
            return
        self.flush()
        from csdesk.ui.pages.document.returned import choose_returned

        choose_returned(self.context, self._view.id, self)

    def _uncovered(self) -> None:
        self.work.watched = True
        if self._view is not None:
            self.work.draw()

    def _show_history(self) -> None:
        if self._view is not None:
            self.history.show_document(self.context, self.work.api, self._view)

    def _arrange(self) -> None:
        self.panes.arrange()
        self.work.watched = self.panes.watched

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave_document()
        super().hideEvent(event)

    def _leave_document(self) -> None:
        if self._view is not None:
            self.flush()
