"""What the workspace asks of the desk, and in what order: writing, reading again, and drawing the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from csdesk.ui.forms.editor import Person
from csdesk.ui.forms.session import FormSession, Outcome

if TYPE_CHECKING:
    from csdesk.desk.documents import DocumentView
    from csdesk.ui.context import Context

DRAW_AFTER = 30
"""Milliseconds between a written answer and drawing the page, so that one burst of changes is drawn once."""


class DocumentWork(QObject):
    """The desk side of one open document. All of it runs in the worker; signals come back in the window's thread."""

    seen = Signal(object)
    """The document as it is now (a DocumentView)."""
    drawn = Signal(object)
    """A Preview."""
    not_drawn = Signal(str)
    accepted = Signal(str)
    """The path of an answer that is written."""
    refused = Signal(str, str, str)
    """Path, reason, and what the book says instead where somebody else changed it."""
    added = Signal(str, str)
    """Section and key of a new row, once it is in view."""

    def __init__(self, context: Context, api: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from csdesk.desk.errors import Invalid, Stale

        self.context, self.api = context, api
        self.document = 0
        self.audience = "customer"
        self.watched = True
        """Whether anybody looks at the page; it is not drawn for nobody."""
        self.invalid: dict[str, tuple[object, str]] = {}
        """What was typed and could not be saved, with the reason, by path."""
        self.session = FormSession(self._write, self._run, (Invalid, Stale), self)
        self.session.settled.connect(self._settled)
        self.session.failed.connect(self._failed)
        self._view: DocumentView | None = None
        self._reading = self._again = False
        self._drawing = self._redraw = False
        self._new: tuple[str, frozenset[str]] | None = None
        self._stale = Stale
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.timeout.connect(self._read)
        self._draw = QTimer(self)
        self._draw.setSingleShot(True)
        self._draw.timeout.connect(self._draw_now)

    def open(self, document: int) -> None:
        """Reads another document."""
        self.document = document
        self.invalid.clear()
        self._view = None
        self._new = None
        self._read()

    def people(self, side: str) -> list[Person]:
        """Who may be chosen: the account's people, ours, or both."""
        from csdesk.desk import people

        account = self._view.account if self._view is not None else None
        found = people.choices(self.context.desk, account, side)  # type: ignore[arg-type]
        return [Person(one.id, str(one.values.get("name") or ""), str(one.values.get("title") or "")) for one in found]

    # writing

    # An answer is kept with its document, so that one that could not be written yet never ends up in the next.

    def _key(self, path: str) -> str:
        return f"{self.document}:{path}"

    def waiting(self) -> frozenset[str]:
        """The paths of this document whose answers are not written yet."""
        own = self._key("")
        return frozenset(key.removeprefix(own) for key in self.session.waiting if key.startswith(own))

    def _write(self, key: str, answer: object) -> object:
        document, _, path = key.partition(":")
        return self.api.set_value(self.context.desk, int(document), self.api.FieldPath.parse(path), answer)

    def _run(
        self, work: Callable[[], object], done: Callable[[object], None], failed: Callable[[Exception], None]
    ) -> None:
        self.context.write(work, done=done, failed=failed, owner=self)

    def edit(self, path: str, answer: object) -> None:
        """Notes an answer; it is written when the typing pauses."""
        self.invalid.pop(path, None)
        self.session.edit(self._key(path), answer)

    def finish(self, path: str) -> None:
        """The person is done with a field: writes at once."""
        self.session.soon()

    def _settled(self, outcome: Outcome) -> None:
        own = self._key("")
        for key, (_, problem) in outcome.refused.items():
            if key in self.session.waiting or not key.startswith(own):
                continue
            path = key.removeprefix(own)
            reason = str(getattr(problem, "reason", "") or getattr(problem, "what", "") or problem)
            theirs = str(problem.theirs or "") if isinstance(problem, self._stale) else ""
            self.invalid[path] = (outcome.answers.get(key), reason)
            self.refused.emit(path, reason, theirs)
        for key in outcome.written:
            if key.startswith(own):
                self.accepted.emit(key.removeprefix(own))
        self.refresh()

    def _failed(self, problem: Exception) -> None:
        """Nothing could be written at all (a full disk, a lost drive); what was typed stays and is tried again."""
        self.context.error(problem)

    def put_back(self, path: str) -> None:
        """Puts back the value a field had before it was changed here."""
        self.session.forget(self._key(path))
        self.invalid.pop(path, None)
        parsed = self.api.FieldPath.parse(path)
        self._do(lambda: self.api.put_back(self.context.desk, self.document, parsed))

    def take_theirs(self, path: str) -> None:
        """Leaves a field as somebody else changed it."""
        self.session.forget(self._key(path))
        self.invalid.pop(path, None)
        self.refresh()

    def add_rows(self, section: str, values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
        """Adds one row or several; the first of them is gone to."""
        self.session.flush()
        rows = [values] if isinstance(values, Mapping) else list(values)
        part = next((p for p in self._view.sections if p.section.id == section), None) if self._view else None
        self._new = (section, frozenset(row.key for row in part.rows) if part else frozenset())
        desk, document = self.context.desk, self.document
        self._do(lambda: [self.api.add_row(desk, document, section, row) for row in rows])

    def remove_row(self, section: str, key: str) -> None:
        """Puts a row into the bin; undo is offered."""
        self.session.flush()
        part = next((p for p in self._view.sections if p.section.id == section), None) if self._view else None
        place = next((n for n, row in enumerate(part.rows, 1) if row.key == key), 0) if part else 0
        words = f"{part.section.item.capitalize() or 'Row'} {place} deleted" if part else "Row deleted"
        desk, document = self.context.desk, self.document
        self._do(
            lambda: self.api.remove_row(desk, document, section, key),
            lambda _: self.context.toast(words, undo=True),
        )

    def move_row(self, section: str, key: str, index: int) -> None:
        """Moves a row to another place."""
        self.session.flush()
        desk, document = self.context.desk, self.document
        self._do(lambda: self.api.move_row(desk, document, section, key, index))

    def mark_final(self, not_ready: Callable[[str], None]) -> None:
        """Seals this version; `not_ready` hears why it cannot be."""
        from csdesk.desk.errors import NotReady

        def failed(problem: Exception) -> None:
            if isinstance(problem, NotReady):
                not_ready(problem.what)
            else:
                self._failed(problem)

        def done(_: object) -> None:
            self.context.toast("Marked final. The next change starts a new version.", undo=True)
            self.refresh()

        desk, document = self.context.desk, self.document
        self.context.write(lambda: self.api.mark_final(desk, document), done=done, failed=failed, owner=self)

    def _do(self, work: Callable[[], object], then: Callable[[object], None] | None = None) -> None:
        def done(result: object) -> None:
            if then is not None:
                then(result)
            self.refresh()

        self.context.write(work, done=done, failed=self._failed, owner=self)

    # reading

    def refresh(self) -> None:
        """Reads the document again, once for a burst of changes."""
        if self.document:
            self._refresh.start(0)

    def _read(self) -> None:
        if self._reading:
            self._again = True
            return
        self._reading = True
        desk, document = self.context.desk, self.document
        self.context.jobs.run(
            lambda: self.api.view(desk, document),
            done=lambda view: self._seen(document, view),
            failed=self._not_seen,
            owner=self,
        )

    def _seen(self, document: int, view: Any) -> None:
        self._reading = False
        if document == self.document:
            changed = self._view is not None and view != self._view
            self._view = view
            self.seen.emit(view)
            self._find_new(view)
            if changed:
                self.draw()
        if self._again or document != self.document:
            self._again = False
            self._read()

    def _find_new(self, view: Any) -> None:
        if self._new is None:
            return
        section, before = self._new
        part = next((p for p in view.sections if p.section.id == section), None)
        fresh = [row.key for row in part.rows if row.key not in before] if part else []
        if fresh:
            self._new = None
            self.added.emit(section, fresh[0])

    def _not_seen(self, problem: Exception) -> None:
        self._reading = False
        self._failed(problem)

    # drawing

    def draw(self) -> None:
        """Draws the page again soon, if anybody looks."""
        if self.watched and self.document:
            self._draw.start(DRAW_AFTER)

    def _draw_now(self) -> None:
        if self._drawing:
            self._redraw = True
            return
        self._drawing = True
        desk, document, audience = self.context.desk, self.document, self.audience

        def done(preview: object) -> None:
            self._drawing = False
            if (document, audience) == (self.document, self.audience):
                self.drawn.emit(preview)
            self._drawn_again(document, audience)

        def failed(problem: Exception) -> None:
            self._drawing = False
            what = str(getattr(problem, "what", "") or problem)
            self.not_drawn.emit(f"The page could not be drawn: {what} The last one that could be is still shown.")
            self._drawn_again(document, audience)

        self.context.jobs.run(lambda: self.api.preview(desk, document, audience), done=done, failed=failed, owner=self)

    def _drawn_again(self, document: int, audience: str) -> None:
        if self._redraw or (document, audience) != (self.document, self.audience):
            self._redraw = False
            self._draw.start(0)
