"""The people of an account: a drawn map with what it warns of, or a list edited in place."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.desk import bin, people, records, stakeholders
from csdesk.desk.stakeholders import STRENGTHS, Person, Warning
from csdesk.ui.context import Context
from csdesk.ui.pages.account.people_cover import CoverCard
from csdesk.ui.pages.account.people_map import PeopleMap
from csdesk.ui.pages.account.records_card import RecordsCard
from csdesk.ui.pages.account.tab import AccountTab
from csdesk.ui.pages.accounts.dialogs import FieldsDialog
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card, CardHead
from csdesk.ui.widgets.choices import Segment, Segmented
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.days import format_date

ASKED = ("name", "title", "role", "level", "influence", "strength", "reports_to", "attitude", "email", "phone",
         "preference", "left_on")  # fmt: skip


class PeopleTab(AccountTab):
    """Everyone at the customer: by level and influence, with the warnings that follow, or as a list."""

    heard = frozenset({"contact", "touch", "review", "attendee", "setting"})

    def __init__(self, context: Context, account_id: int) -> None:
        super().__init__(context, account_id)
        self.setAccessibleName("People")
        px = theme().px
        self.card = RecordsCard(
            context,
            "contact",
            account_id,
            ("name", "title", "department", "role", "level", "influence", "strength", "reports_to", "preference",
             "email", "last_contact"),
            ("name", "title", "department", "role", "level", "influence", "preference", "email", "phone"),
            "The people who decide, use and pay. Each is one record, named wherever a document needs them.",
        )  # fmt: skip
        self._view = Segmented("People as", [Segment("map", "Map"), Segment("list", "List")], "map")
        self._view.chosen.connect(self.show_as)
        self._drawn = QWidget()
        self._drawn.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = self._row = QHBoxLayout(self._drawn)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        card = Card(0, spacing=0)
        self._head = CardHead("Stakeholder map")
        self._add = Button("Add a person", small=True, icon="plus")
        self._add.setEnabled(not self.desk.read_only)
        self._add.clicked.connect(self.add)
        self._head.add(self._add)
        card.body.addWidget(self._head)
        self.map = PeopleMap()
        self.map.opened.connect(self.edit)
        self.map.menu_wanted.connect(self._menu)
        self.map.successor_wanted.connect(self.succeed)
        self.map.wanted.connect(self._add_at)
        card.body.addWidget(self.map)
        first = Button("Add a person", "primary", icon="plus")
        first.setEnabled(not self.desk.read_only)
        first.clicked.connect(self.add)
        self._empty = EmptyState(
            "Nobody is known here yet",
            "Add who decides, who uses it and who pays, or import contacts from the CRM: the map shows how the account "
            "hangs together, and warns when it hangs on one person.",
            button=first,
        )
        card.body.addWidget(self._empty)
        card.body.addStretch(1)
        row.addWidget(card, 1)
        self.cover = CoverCard()
        self.cover.answered.connect(self._answer)
        self.cover.opened.connect(self.edit)
        side = QVBoxLayout()
        side.addWidget(self.cover)
        side.addStretch(1)
        row.addLayout(side)
        self.column.addWidget(self._drawn)
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.show_as("map")
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where both do not fit side by side, what the map warns of stands below it.
        narrow = self.width() < theme().px(880)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.cover.set_wide(narrow)

    def show_as(self, view: str) -> None:
        """Show people as a "map" or as a "list"."""
        # The switch stands in the head of what is in sight, before its button.
        head = self._head if view == "map" else self.card.head
        head.row.insertWidget(head.row.count() - 1, self._view)
        self._drawn.setVisible(view == "map")
        self.card.setVisible(view == "list")

    def reload(self) -> None:
        self.card.reload()
        self.found = stakeholders.stakeholders(self.desk, self.account_id)
        count = len(self.found.people)
        noun = "person" if count == 1 else "people"
        self._head.note.setText(f"{count} {noun}, level by influence" if count else "")
        self.map.show_map(self.found)
        self.cover.show_map(self.found, writable=not self.desk.read_only)
        self.map.setVisible(bool(count))
        self.cover.setVisible(bool(count))
        self._empty.setVisible(not count)

    # Doing

    def _dialog(self, title: str, button: str, take: Any, first: dict[str, str], own: int | None = None) -> None:
        others = [one for one in people.contacts(self.desk, self.account_id) if one.id != own]
        offered = {
            "strength": [(str(number), f"{number} {word}") for number, word in STRENGTHS.items()],
            "reports_to": [(str(one.values["name"]), str(one.values["name"])) for one in others],
        }
        FieldsDialog(
            self, title, self.desk, "contact", ASKED, ("name",), button, take, first, choices=offered, columns=2,
            emptied=own is not None,
        ).open()  # fmt: skip

    def add(self, _checked: bool = False, *, first: dict[str, str] | None = None) -> None:
        """Asks for somebody new."""
        self._dialog("New person", "Add person", self._create, first or {})

    def _add_at(self, level: str) -> None:
        self.add(first={"level": level, "influence": "high"})

    def _create(self, values: dict[str, object]) -> None:
        records.create(self.desk, "contact", {"side": "customer", **values}, account_id=self.account_id)

    def edit(self, contact_id: int) -> None:
        """Asks for what changed about somebody."""
        record = records.get(self.desk, "contact", contact_id)
        first = {
            name: ""
            if record.values[name] is None
            else str(record.values[name])
            if name in ("role", "level", "influence", "attitude", "preference", "strength")
            else records.display(self.desk, "contact", name, record.values[name])
            for name in ASKED
        }
        take = partial(records.update, self.desk, "contact", contact_id)
        self._dialog(str(record.values["name"]), "Save", take, first, contact_id)

    def succeed(self, contact_id: int) -> None:
        """Asks for who takes the place of somebody who left."""
        one = self._person(contact_id)
        above = self._person(one.reports_to) if one.reports_to else None
        first = {"title": one.title, "role": one.role, "level": one.level, "influence": one.influence}
        self.add(first=first | ({"reports_to": above.name} if above else {}))

    def _person(self, contact_id: int) -> Person:
        return next(one for one in self.found.people if one.id == contact_id)

    def _menu(self, contact_id: int, where: QPoint) -> None:
        person = self._person(contact_id)
        writable = not self.desk.read_only
        menu = Menu(self, person.name)
        menu.add("Edit", partial(self.edit, contact_id), icon="edit", enabled=writable)
        if person.there:
            menu.add("Has left", partial(self._leave, contact_id), icon="power", enabled=writable)
        else:
            menu.add("Name a successor", partial(self.succeed, contact_id), icon="plus", enabled=writable)
        menu.add("Move to the bin", partial(self._bin, contact_id), icon="trash", enabled=writable)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _leave(self, contact_id: int) -> None:
        records.update(self.desk, "contact", contact_id, {"left_on": self.desk.clock.today()})
        self.context.toast(f"{self._person(contact_id).name} left today", undo=True)

    def _bin(self, contact_id: int) -> None:
        bin.delete(self.desk, "contact", contact_id)
        self.context.toast("Moved the person to the bin", undo=True)

    def _answer(self, warning: Warning) -> None:
        if warning.id == "champion-left" and warning.person is not None:
            self.succeed(warning.person)
        elif warning.id in ("no-sponsor", "no-champion"):
            role = "executive-sponsor" if warning.id == "no-sponsor" else "champion"
            self.add(first={"role": role, "influence": "high"})
        else:
            self._promise(warning)

    def _promise(self, warning: Warning) -> None:
        """An action that answers the warning, with a date, for the CSM to change."""
        name = self._person(warning.person).name if warning.person else ""
        missing = stakeholders.LEVEL_WORDS[self.found.missing[0]] if self.found.missing else "director or VP"
        title = f"Ask {name} for an introduction at {missing} level"
        if warning.id == "blocker":
            title = f"Ask {name} what speaks against it"
        first = {"title": title, "due": format_date(self._in_a_week())}
        FieldsDialog(
            self, "New action", self.desk, "action", ("title", "due"), ("title",), "Add action", self._act, first
        ).open()

    def _in_a_week(self) -> Any:
        from datetime import timedelta

        return self.desk.clock.today() + timedelta(days=7)

    def _act(self, values: dict[str, object]) -> None:
        records.create(self.desk, "action", {"status": "open", **values}, account_id=self.account_id)
        self.context.toast("Added the action", undo=True)
