"""What follows from a document as it stands, and what the book knows by now: a strip under its header."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.text import Label

if TYPE_CHECKING:
    from csdesk.desk.core import Desk
    from csdesk.desk.documents import DocumentView
    from csdesk.desk.followups import Due, Taken
    from csdesk.desk.sources import Offer
    from csdesk.ui.context import Context


_Found = tuple[int, "tuple[Due, ...]", "tuple[Offer, ...]"]


def _read(desk: Desk, document_id: int) -> _Found:
    from csdesk.desk import followups, sources

    return document_id, followups.due(desk, document_id), sources.offers(desk, document_id)


class FollowUps(QWidget):
    """Hidden while nothing is due. One that was done shows where it led to, as long as no other is open."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._document = 0
        self._due: Due | None = None
        self._offer: Offer | None = None
        self.setMinimumHeight(theme().size("banner"))
        px = theme().px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(4), px(16), px(4))
        row.setSpacing(px(8))
        self.title = Label("", "strong")
        self.about = Label("", "body", "soft", elide=True)
        self.more = Label("", "label", "soft")
        self.button = Button("", small=True)
        self.button.setObjectName("document.follow")
        self.button.clicked.connect(partial(self.take))
        row.addWidget(self.title)
        row.addWidget(self.about, 1)
        row.addWidget(self.more)
        row.addWidget(self.button)
        self.hide()

    def follow(self, view: DocumentView) -> None:
        """Reads what follows from the document in sight; forms without follow-ups ask nothing of the book."""
        self._document = view.id
        if view.form.then or any(section.source for section in view.form.sections):
            self._context.read(_read, self._context.desk, view.id, done=self._show, owner=self)
        else:
            self.hide()

    def _show(self, found: _Found) -> None:
        document, due, offers = found
        if document != self._document:
            return
        open_ = [one for one in due if not one.done]
        led = [one for one in due if one.done and one.document_id is not None]
        self._due = (open_ or led or [None])[0]  # type: ignore[list-item]
        self._offer = offers[0] if offers and not open_ else None
        if self._offer is not None:
            self._say_offer(self._offer, len(offers) - 1)
            return
        if self._due is None:
            self.hide()
            return
        one = self._due
        self.title.setText(one.label)
        self.about.setText(one.about)
        self.more.setText(f"{len(open_) - 1} more" if len(open_) > 1 else "")
        words = "Open it" if one.done else "Begin it" if one.opens else "Do it"
        self.button.setText(words)
        self.button.setAccessibleName(f"{words}: {one.label}")
        self.button.setEnabled(one.done or not self._context.desk.read_only)
        self.setAccessibleName(f"{one.label}. {one.about}")
        self.show()

    def _say_offer(self, one: Offer, others: int) -> None:
        number = len(one.rows)
        self.title.setText(f"New in the book for {one.title}")
        rows = "1 row" if number == 1 else f"{number} rows"
        self.about.setText(f"{rows} that this document does not hold. {one.origin}".strip())
        self.more.setText(f"{others} more" if others else "")
        self.button.setText("Take them in" if number != 1 else "Take it in")
        self.button.setAccessibleName(f"{self.button.text()}: {one.title}")
        self.button.setEnabled(not self._context.desk.read_only)
        self.setAccessibleName(f"{self.title.text()}. {self.about.full_text()}")
        self.show()

    def take(self) -> None:
        """Does what is offered, or opens where it led to."""
        from csdesk.desk import followups, sources

        if self._offer is not None:
            self._context.flush()
            self._context.write(
                sources.refresh, self._context.desk, self._document, self._offer.section, toast="Took in what is new"
            )
            return
        one = self._due
        if one is None:
            return
        if one.done and one.document_id is not None:
            self._context.go("document", document_id=one.document_id)
            return
        self._context.flush()
        self._context.write(followups.take, self._context.desk, self._document, one.id, done=self._taken)

    def _taken(self, taken: Taken) -> None:
        self._context.toast(taken.said, undo=True)
        if taken.document_id is not None:
            self._context.go("document", document_id=taken.document_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colours.colour("line.strong"))
        painter.fillRect(0, 0, colours.px(3), self.height(), colours.colour("accent"))
        painter.end()
