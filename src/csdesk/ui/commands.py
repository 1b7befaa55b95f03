"""What the window itself can do, registered once: the keys, the palette and the book menu read these."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from csdesk import paths
from csdesk.ui.actions import Action, key_text
from csdesk.ui.places import entries, place_of
from csdesk.ui.theme import MODES, Mode

if TYPE_CHECKING:
    from csdesk.ui.palette import Answer
    from csdesk.ui.window import Window

GO, EDIT, BOOK, HELP = "Go", "Edit", "Book", "Help"


def install(window: Window) -> None:
    """Register the window's actions and connect the frame's buttons to them."""
    _Commands(window)


class _Commands:
    """The window's actions; kept alive by the registry that calls them."""

    def __init__(self, window: Window) -> None:
        self._window = window
        actions = window.actions_registry
        open_book = self._open
        add = actions.add
        add(Action("palette", "Search or type a command", ("Ctrl+K",), "search", GO, palette=False), self.palette)
        for position, place in enumerate(entries()[:9]):
            action = Action(
                f"go.{place.id}", place.title, (f"Ctrl+{position + 1}",), place.icon, GO, place.about, yields=True
            )
            add(action, partial(window.go, place.id), when=open_book)
        add(Action("back", "Back", ("Alt+Left",), "arrow-left", GO), window.back, when=open_book)
        add(Action("undo", "Undo", ("Ctrl+Z",), "undo", EDIT), self.undo, when=open_book, title=self._undo_title)
        keys = ("Ctrl+Shift+Z", "Ctrl+Y")
        add(Action("redo", "Redo", keys, "redo", EDIT), self.redo, when=open_book, title=self._redo_title)
        add(Action("saved", "Is everything saved?", ("Ctrl+S",), "save", EDIT, "save"), self.saved, when=open_book)
        new = Action("account.new", "New account", ("Ctrl+N",), "plus", EDIT, "create add customer")
        add(new, self.new_account, when=self._writable)
        touch = Action("touch.log", "Log a touch", ("Ctrl+Shift+L",), "chat", EDIT, "call mail meeting note contact")
        add(touch, self.log_touch, when=self._writable)
        # A page takes part in these by having the method; one with words of its own adds the action itself.
        for identity, words, key, icon, method in (
            ("find", "Find on this page", "Ctrl+F", "search", "focus_search"),
            ("export", "Export", "Ctrl+E", "export", "export"),
        ):
            run, able = partial(self._on_page, method), partial(self._page_can, method)
            add(Action(identity, words, (key,), icon, EDIT, yields=True), run, when=able)
        if place_of("sync") is not None:
            bring = Action("import", "Import from the CRM", ("Ctrl+I",), "import", EDIT, "csv sync salesforce hubspot")
            add(bring, partial(window.go, "sync", start=True), when=open_book)
        start = Action("playbook.start", "Start a playbook", (), "play", EDIT, "run onboarding risk steps")
        add(start, partial(self._on_page, "start_playbook"), when=partial(self._page_can, "start_playbook"))
        playbooks = Action("playbooks", "Playbooks", (), "list", GO, "edit own copy steps settings")
        add(playbooks, partial(window.go, "settings", section="playbooks"), when=open_book)
        off = Action("days-off", "Days off", (), "calendar", GO, "holiday vacation absence settings")
        add(off, partial(window.go, "settings", section="days-off"), when=open_book)
        add(Action("backup", "Back up now", (), "archive", BOOK, "copy save"), self.backup, when=self._writable)
        own = Action("book.own", "Open my own book", (), "home", BOOK, "sample leave")
        add(own, window.open_own_book, when=self._elsewhere)
        add(Action("book.open", "Open another book", (), "book", BOOK), window.opening.choose)
        add(Action("book.folder", "Show the book's folder", (), "folder", BOOK), self.folder, when=open_book)
        looks = {"light": ("Light appearance", "sun"), "dark": ("Dark appearance", "moon")}
        for mode in MODES:
            words, icon = looks.get(mode, ("Appearance of the system", "monitor"))
            action = Action(f"theme.{mode}", words, (), icon, BOOK, "theme colours mode")
            add(action, partial(self.appearance, mode), when=open_book)
        add(Action("help", "How CSDesk works", ("F1",), "help", HELP, "manual"), self.help)
        add(Action("shortcuts", "Keyboard shortcuts", ("?",), "keyboard", HELP, "keys", yields=True), self.shortcuts)
        add(Action("quit", "Quit CSDesk", ("Ctrl+Q",), "power", BOOK, "close exit"), window.close)
        actions.attach(window)
        actions.nothing.connect(self._no_such)
        window.top.search.clicked.connect(self._do("palette"))
        window.top.search.setToolTip(actions.tip("palette"))
        window.top.undo.clicked.connect(self._do("undo"))
        window.top.redo.clicked.connect(self._do("redo"))
        window.top.brand.clicked.connect(self._do_menu)

    def _open(self) -> bool:
        return self._window.context is not None and self._window.side.isEnabled()

    def _writable(self) -> bool:
        context = self._window.context
        return context is not None and not context.desk.read_only

    def _do(self, identity: str):  # type: ignore[no-untyped-def]
        actions = self._window.actions_registry

        def call(_checked: bool = False) -> None:
            actions.do(identity)

        return call

    def _undo_title(self) -> str:
        context = self._window.context
        name = context.desk.undo_name if context else None
        return f"Undo: {name}" if name else "Undo"

    def _redo_title(self) -> str:
        context = self._window.context
        name = context.desk.redo_name if context else None
        return f"Redo: {name}" if name else "Redo"

    def palette(self) -> None:
        """Open the palette over the window."""
        from csdesk.ui.palette import Palette

        window = self._window
        existing = window.findChild(Palette)
        if existing is not None and existing.isVisible():
            existing.close()
            return
        Palette(window, self._answers, window.context).open()

    def _answers(self) -> list[Answer]:
        from csdesk.ui.palette import Answer

        actions = self._window.actions_registry
        found = []
        for one in actions.available():
            if not one.palette:
                continue
            kind = "Place" if one.id.startswith("go.") else "Command"
            keys = key_text(one.keys[0]) if one.keys else ""
            run = partial(actions.do, one.id)
            found.append(Answer(one.title, kind, one.icon or "chevron-right", run, "", keys, one.words))
        return found

    def _elsewhere(self) -> bool:
        context = self._window.context
        return context is not None and context.desk.path != paths.default_book()

    def _page_can(self, method: str) -> bool:
        going = self._window.going
        return going is not None and callable(getattr(going.page(), method, None))

    def _on_page(self, method: str) -> None:
        going = self._window.going
        if going is not None:
            getattr(going.page(), method)()

    def _no_such(self, keys: str) -> None:
        words = {"Ctrl+E": "There is nothing to export on this page", "Ctrl+F": "There is nothing to find on this page"}
        if keys in words and self._window.context is not None:
            self._window.say(words[keys])

    def new_account(self) -> None:
        """Go to the accounts and ask for a new one."""
        self._window.go("accounts")
        going = self._window.going
        if going is not None and going.current == "accounts":
            self._on_page("new")

    def log_touch(self) -> None:
        """Ask what was said, with whom and what comes next; the account in sight is preset."""
        from csdesk.ui.touch import TouchDialog

        context, going = self._window.context, self._window.going
        open_already = any(one.isVisible() for one in self._window.findChildren(TouchDialog))
        if context is None or open_already:
            return
        place, where = going.where() if going is not None and going.current else ("", {})
        account = where.get("account_id") if place == "account" else None
        TouchDialog(context, self._window, account if isinstance(account, int) else None).open()

    def undo(self) -> None:
        """Take the newest step back."""
        if self._window.undoing is not None:
            self._window.undoing.undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self._window.undoing is not None:
            self._window.undoing.redo()

    def saved(self) -> None:
        """Write what is typed and say that all is saved."""
        context = self._window.context
        if context is not None:
            context.flush()
            context.jobs.run(_nothing, done=self._say_saved, owner=self._window)

    def _say_saved(self, _answer: object) -> None:
        self._window.say("Everything is saved. CSDesk keeps each change as you make it")

    def backup(self) -> None:
        """Make a verified backup now."""
        context = self._window.context
        if context is not None:
            from csdesk.desk import settings

            context.write(settings.backup, context.desk, done=self._backed_up)

    def _backed_up(self, path: object) -> None:
        self._window.line.refresh()
        self._window.say(f"Backed up and verified: {getattr(path, 'name', path)}")

    def folder(self) -> None:
        """Show the book's folder in the system's file manager."""
        context = self._window.context
        if context is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(context.desk.path.parent)))

    def appearance(self, mode: Mode) -> None:
        """Show the light or dark scheme, or the system's."""
        self._window.set_appearance(mode=mode)

    def help(self) -> None:
        """Say how CSDesk works."""
        from csdesk.ui.helping import HelpDialog

        window = self._window
        path = str(window.context.desk.path) if window.context else "none open"
        HelpDialog(window, window.actions_registry, path).open()

    def shortcuts(self) -> None:
        """List the shortcuts."""
        from csdesk.ui.helping import ShortcutsDialog

        ShortcutsDialog(self._window, self._window.actions_registry).open()

    def _do_menu(self, _checked: bool = False) -> None:
        from csdesk.ui.widgets import Menu

        window = self._window
        actions = window.actions_registry
        menu = Menu(window, "Book menu")
        groups = (
            ("go.settings",),
            ("backup", "book.folder", "book.own", "book.open"),
            ("shortcuts", "help"),
            ("quit",),
        )
        known = {one.id: one for one in actions.available()}
        for number, group in enumerate(groups):
            if number:
                menu.addSeparator()
            for identity in group:
                one = known.get(identity)
                if one is not None:
                    entry = menu.add(one.title, partial(actions.do, one.id), icon=one.icon)
                    entry.setToolTip(actions.tip(one.id))
        brand = window.top.brand
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(brand.mapToGlobal(brand.rect().bottomLeft()))


def _nothing() -> None:
    """Takes its turn behind everything that is being written."""
