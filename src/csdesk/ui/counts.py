"""The numbers beside the places: how many things need the CSM there, read a moment after something changed."""

from __future__ import annotations

import logging
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from csdesk.ui.places import Place, entries
from csdesk.ui.shell import Sidebar

if TYPE_CHECKING:
    from csdesk.ui.context import Context

log = logging.getLogger(__name__)
SOON = 400
"""Milliseconds after the last change until the counts are read."""


class Counts(QObject):
    """Keeps the counts true for every place that says what counts them (`Place.count`)."""

    def __init__(self, side: Sidebar, parent: QObject) -> None:
        super().__init__(parent)
        self._side = side
        self._context: Context | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._read)

    def follow(self, context: Context) -> None:
        """Count in this book."""
        self._context = context
        context.changed.connect(self._changed)
        self._soon.start()

    def stop(self) -> None:
        """Count no more."""
        self._context = None
        self._soon.stop()

    def _changed(self, _changed: Any) -> None:
        if self._context is not None:
            self._soon.start()

    def _read(self) -> None:
        context = self._context
        if context is None:
            return
        for place in entries():
            if place.count:
                self._ask(context, place)

    def _ask(self, context: Context, place: Place) -> None:
        shown = partial(self._show, context, place)
        context.jobs.run(_count, place, context.desk, done=shown, failed=self._failed, owner=self)

    def _show(self, context: Context, place: Place, number: int | None) -> None:
        if self._context is not context:
            return
        if number is None:
            # A large book is read in parts; what waits meanwhile goes first.
            self._ask(context, place)
        else:
            self._side.set_count(place.id, number)

    def _failed(self, problem: Exception) -> None:
        log.error("A place could not be counted", exc_info=problem)


def _count(place: Place, desk: Any) -> int | None:
    module, _, name = place.count.partition(":")
    found = getattr(import_module(module), name)(desk)
    return None if found is None else int(found)
