"""Going from place to place: pages made on first sight, a history to come back by, and where one was at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from csdesk.ui.places import Place, entries, place_of

if TYPE_CHECKING:
    from csdesk.ui.context import Context

log = logging.getLogger(__name__)
_STEPS = 50


class Going(QObject):
    """Keeps the pages of one open book. `arrived` tells which place is in sight, `lost` that one could not be made."""

    arrived = Signal(object)
    lost = Signal(object, str)

    def __init__(self, context: Context, stack: QStackedWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._stack = stack
        self._pages: dict[str, Any] = {}
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._missed: dict[str, Any] = {}
        self.current = ""
        context.flush_wanted.connect(self._flush)

    def place(self) -> Place | None:
        """The place in sight."""
        return place_of(self.current)

    def page(self) -> Any:
        """The page in sight, None before the first."""
        return self._pages.get(self.current)

    def tell(self, changed: Any) -> None:
        """Tell the page in sight what changed in the book, and the others when they are next shown."""
        for identity, page in self._pages.items():
            if identity == self.current:
                page.changed(changed)
            elif identity in self._missed:
                before = self._missed[identity]
                kinds, accounts = before.kinds | changed.kinds, before.accounts | changed.accounts
                self._missed[identity] = replace(changed, kinds=kinds, accounts=accounts)
            else:
                self._missed[identity] = changed

    def pages(self) -> Iterator[Any]:
        """Every page made so far, the one in sight first."""
        yield from sorted(self._pages.values(), key=lambda page: page is not self.page())

    def go(self, identity: str, **where: Any) -> bool:
        """Show a place; what `where` names is up to its page. Whether it could be shown."""
        place = place_of(identity)
        if place is None:
            return False
        try:
            page = self._pages.get(identity)
            if page is None:
                page = self._pages[identity] = place.load(self._context)
        except Exception as problem:
            log.exception("The place %s could not be made", identity)
            self.lost.emit(problem, place.title)
            return False
        self.leave()
        if not self._history or self._history[-1] != (identity, where):
            self._history.append((identity, where))
            del self._history[:-_STEPS]
        self.current = identity
        self.show(page)
        self.arrived.emit(place)
        if page.focusPolicy() == Qt.FocusPolicy.NoFocus:
            page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        missed = self._missed.pop(identity, None)
        if missed is not None:
            page.changed(missed)
        page.enter(**where)
        return True

    def show(self, page: QWidget) -> None:
        """Bring a page into sight, and its actions with it."""
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._context.actions.set_page(page)

    def leave(self) -> None:
        """Have the page in sight write what is typed, before another takes its place."""
        self._context.flush()
        leave: Callable[[], object] | None = getattr(self.page(), "leave", None)
        if leave is not None:
            leave()

    def back(self) -> None:
        """Show where one was before; at the beginning, the parent of the place in sight."""
        place = self.place()
        while len(self._history) > 1:
            self._history.pop()
            before, where = self._history.pop()
            # What was asked of a page once, such as to open a file, is not asked of it again on the way back.
            once: frozenset[str] = getattr(self._pages.get(before), "once", frozenset())
            if self.go(before, **{key: value for key, value in where.items() if key not in once}):
                return
        if place is not None and place.parent:
            self._history.clear()
            self.go(place.parent)

    def first(self, kept: Any, where: Any) -> None:
        """Show the place that was kept from the last time, else the first of the sidebar."""
        known = isinstance(kept, str) and place_of(kept) is not None and isinstance(where, dict)
        if not (known and self.go(kept, **where)):
            self.go(entries()[0].id)

    def where(self) -> tuple[str, dict[str, Any]]:
        """The place in sight and what brings one back to it."""
        ask: Callable[[], dict[str, Any]] | None = getattr(self.page(), "where", None)
        where = ask() if ask is not None else (self._history[-1][1] if self._history else {})
        plain = all(isinstance(value, str | int | float | bool | None) for value in where.values())
        return self.current, where if plain else {}

    def close(self) -> None:
        """Forget all pages; the book is being closed."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._history.clear()
        self._missed.clear()
        self.current = ""

    def _flush(self) -> None:
        for page in self.pages():
            flush: Callable[[], object] | None = getattr(page, "flush", None)
            if flush is not None:
                flush()
