"""The one registry of what can be done: palette, menus, tooltips and the list of shortcuts all read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do. `keys` as Qt writes them ("Ctrl+Shift+Z"), the first one shown.

    `group` heads it in the list of shortcuts; `words` are further ways people ask for it in the palette. An action of
    the window that `yields` gives its keys to a page that has an action of its own for them.
    """

    id: str
    title: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = "General"
    words: str = ""
    palette: bool = True
    yields: bool = False


@dataclass(slots=True)
class _Bound:
    action: Action
    run: Callable[[], object]
    owner: QWidget | None
    when: Callable[[], bool] | None
    title: Callable[[], str] | None

    def live(self, page: QWidget | None) -> bool:
        if self.owner is not None and (not isValid(self.owner) or self.owner is not page):
            return False
        return self.when is None or self.when()


def key_text(keys: str) -> str:
    """A shortcut as this system writes it: "Ctrl K", or the Mac's signs."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 else native


class Actions(QObject):
    """Actions of the window and of the page in sight. A page's own action comes before the window's of the same id.

    `changed` tells that other actions are available; `nothing` that keys were pressed which no action here answers.
    """

    changed = Signal()
    nothing = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bound: list[_Bound] = []
        self._page: QWidget | None = None
        self._window: QWidget | None = None
        self._keys: dict[str, QAction] = {}

    def add(
        self,
        action: Action,
        run: Callable[[], object],
        *,
        owner: QWidget | None = None,
        when: Callable[[], bool] | None = None,
        title: Callable[[], str] | None = None,
    ) -> None:
        """Offer an action: everywhere, or only while the page `owner` is in sight; `when` says if it can be done now.

        ValueError when two actions that can be live together want the same keys.
        """
        for keys in action.keys:
            for other in self._bound:
                together = other.owner is None or owner is None or other.owner is owner
                gives_way = (other.owner is None and other.action.yields) or (owner is None and action.yields)
                if together and not gives_way and other.action.id != action.id and _same(keys, other.action.keys):
                    raise ValueError(f"{keys} is wanted by both {action.id} and {other.action.id}")
        self._bound.append(_Bound(action, run, owner, when, title))
        for keys in action.keys:
            self._bind(keys)
        self.changed.emit()

    def set_page(self, page: QWidget | None) -> None:
        """Say which page is in sight; actions of pages that are gone are forgotten."""
        self._page = page
        self._bound = [one for one in self._bound if one.owner is None or isValid(one.owner)]
        self.changed.emit()

    def attach(self, window: QWidget) -> None:
        """Have the window listen for all shortcuts."""
        self._window = window
        for bound in self._bound:
            for keys in bound.action.keys:
                self._bind(keys)

    def _bind(self, keys: str) -> None:
        if self._window is None or keys in self._keys:
            return
        trigger = QAction(self._window)
        trigger.setShortcut(QKeySequence(keys))
        trigger.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        trigger.setObjectName(keys)
        trigger.triggered.connect(self._pressed)
        self._window.addAction(trigger)
        self._keys[keys] = trigger

    def _pressed(self) -> None:
        sender = self.sender()
        keys = sender.objectName() if sender is not None else ""
        found = self._live(bound for bound in reversed(self._bound) if _same(keys, bound.action.keys))
        if found is None:
            self.nothing.emit(keys)
        else:
            found.run()

    def _live(self, candidates: Iterable[_Bound]) -> _Bound | None:
        alive = [bound for bound in candidates if bound.live(self._page)]
        owned = [bound for bound in alive if bound.owner is not None]
        return (owned or alive or [None])[0]  # type: ignore[list-item]

    def available(self) -> list[Action]:
        """What can be done now, the page's own first, each id once and with its title of the moment."""
        seen: dict[str, Action] = {}
        alive = [bound for bound in self._bound if bound.live(self._page)]
        for bound in sorted(alive, key=lambda one: one.owner is None):
            taken = {keys for one in seen.values() for keys in one.keys}
            given_away = bound.owner is None and bound.action.yields and bool(taken.intersection(bound.action.keys))
            if bound.action.id not in seen and not given_away:
                seen[bound.action.id] = self._titled(bound)
        return list(seen.values())

    def everything(self) -> list[Action]:
        """Every action there is, each id once, for the list of shortcuts."""
        seen: dict[str, Action] = {}
        for bound in self._bound:
            seen.setdefault(bound.action.id, bound.action)
        return list(seen.values())

    def _titled(self, bound: _Bound) -> Action:
        if bound.title is None:
            return bound.action
        one = bound.action
        return replace(one, title=bound.title())

    def can(self, identity: str) -> bool:
        """Whether the action can be done now."""
        return self._live(bound for bound in self._bound if bound.action.id == identity) is not None

    def do(self, identity: str) -> bool:
        """Do it, if it can be done now; whether it was."""
        found = self._live(bound for bound in self._bound if bound.action.id == identity)
        if found is None:
            return False
        found.run()
        return True

    def tip(self, identity: str) -> str:
        """Title and keys, for a tooltip."""
        for bound in self._bound:
            if bound.action.id == identity:
                one = self._titled(bound)
                return f"{one.title} ({key_text(one.keys[0])})" if one.keys else one.title
        return ""

    def keys(self, identity: str) -> str:
        """The keys of an action as this system writes them, or nothing."""
        for bound in self._bound:
            if bound.action.id == identity and bound.action.keys:
                return key_text(bound.action.keys[0])
        return ""


def _same(keys: str, others: tuple[str, ...]) -> bool:
    return any(QKeySequence(keys) == QKeySequence(other) for other in others)
