"""The Accounts place: tabs of saved views, filters, the grid, and what can be done with the ticked ones."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.desk import accounts, bin, records, tiering, views
from csdesk.desk.account_query import Query, QueryError, select
from csdesk.desk.accounts import AccountRow
from csdesk.desk.core import Changed
from csdesk.desk.views import View
from csdesk.ui.context import Context
from csdesk.ui.models.accounts import USUAL, AccountsModel
from csdesk.ui.pages.accounts import dialogs
from csdesk.ui.pages.accounts.filters import FilterBar
from csdesk.ui.pages.accounts.save_view import SaveView, save_csv
from csdesk.ui.pages.accounts.selection import SelectionBar
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Card
from csdesk.ui.widgets.choices import Tab, Tabs
from csdesk.ui.widgets.layouts import PageFrame
from csdesk.ui.widgets.notices import EmptyState
from csdesk.ui.widgets.overlays import Menu
from csdesk.ui.widgets.table import TableView
from csdesk.values.days import count
from csdesk.values.money import format_money

_SHOWN = frozenset(
    {"account", "touch", "review", "health_snapshot", "document", "saved_view", "setting", "override", "opportunity",
     "custom_field", "custom_value"}
)  # fmt: skip
"""Kinds of record that a row shows something of."""
_MANY = 1500
"""From so many accounts on, what the rules make of them is read beside the window's thread and shown a moment later."""


class AccountsPage(PageFrame):
    """The whole book: `enter(query=...)` opens it with a filter."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Accounts", full_width=True, parent=parent)
        self.title = "Accounts"
        self._context, self._desk = context, context.desk
        self._all: tuple[AccountRow, ...] = ()
        self._views: tuple[View, ...] = ()
        self._counts: tuple[str, ...] = ()
        self._view = views.SHIPPED[0]
        self._widened = False
        px = theme().px
        export = Button("Export", tip="Save the accounts shown as a CSV file")
        export.clicked.connect(self.export)
        new = Button("New account", "primary", icon="plus")
        new.clicked.connect(self.new)
        self.add_action(export)
        self.add_action(new)

        self.tabs = Tabs("Saved views", ())
        self.tabs.chosen.connect(self._choose_view)
        self._keep = Button("Save this view", "quiet", icon="plus", small=True)
        self._keep.clicked.connect(self._offer_save)
        self.body.addWidget(self._tab_row())
        self.body.setSpacing(px(12))
        self.filters = FilterBar()
        self.filters.changed.connect(self._filter)
        self.filters.columns_wanted.connect(self._show_columns)
        self.filters.sort_wanted.connect(self._sort)
        self.model = AccountsModel(self._desk, USUAL, self)
        self.model.selection_changed.connect(self._selection)
        self.model.refused.connect(context.toast)
        self.table = TableView("Accounts", self.model)
        self.table.opened.connect(self._open)
        self.table.sorted_by.connect(self._head_clicked)
        self.table.menu_wanted.connect(self._row_menu)
        self.table.horizontalHeader().sectionResized.connect(self._resized)
        self._card = Card(0, open_below=True)
        self._card.body.addWidget(self.table)
        self._empty = self._empty_book()
        self._nothing = EmptyState("No account matches", "Change or remove a filter to see more of the book.")
        self._card.body.addWidget(self._nothing)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), 0, px(24), 0)
        column.setSpacing(px(12))
        column.addWidget(self.filters)
        column.addWidget(self._card, 1)
        column.addWidget(self._empty, 1)
        self.body.addWidget(inner, 1)
        self.bar = SelectionBar(self._desk)
        self.bar.field_wanted.connect(self._set_field)
        self.bar.touch_wanted.connect(self._log_touch)
        self.bar.action_wanted.connect(self._add_action)
        self.bar.move_wanted.connect(self._accept_moves)
        self.bar.export_wanted.connect(partial(save_csv, self, context, self.model, ticked=True))
        self.bar.plans_wanted.connect(self._export_plans)
        self.bar.bin_wanted.connect(self._bin_selected)
        self.bar.cleared.connect(partial(self.model.select_all, False))
        self.bar.hide()
        self.set_footer(self.bar)
        self._reload()
        self._use(self._view)

    def _tab_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(theme().px(24), 0, theme().px(24), 0)
        row.setSpacing(theme().px(8))
        row.addWidget(self.tabs, 1)
        row.addWidget(self._keep)
        return holder

    def _empty_book(self) -> EmptyState:
        imports = Button("Import from the CRM", "primary", icon="import")
        imports.clicked.connect(partial(self._context.go, "sync"))
        add = Button("Add an account by hand", "link")
        add.clicked.connect(self.new)
        return EmptyState(
            "Your book is empty",
            "This is where every account of yours stands, with its health, renewal and next step. "
            "A raw export of your CRM fills it in a minute.",
            button=imports,
            link=add,
        )

    # What the window asks

    def enter(self, query: str = "", **where: Any) -> None:
        """Comes into sight, with a filter where one is given; `where` may hold all that `where()` answered before."""
        if "columns" in where:
            self._come_back(query, where)
        elif query:
            self._use(View(0, "All accounts", query, "renewal_date"))

    def where(self) -> dict[str, object]:
        """What brings the grid back as it is: filters, sorting, columns with their widths, and the tab."""
        field, descending = self.model.order
        try:
            query = str(self.filters.query())
        except QueryError:
            query = ""
        return {
            "query": query,
            "sort": field,
            "descending": descending,
            "columns": ",".join(self.model.shown),
            "widths": json.dumps(self.table.widths()) if self._widened else "",
            "view": self._view.name,
        }

    def _come_back(self, query: str, where: Mapping[str, Any]) -> None:
        known = next((view for view in self._views if view.name == where.get("view")), views.SHIPPED[0])
        columns = tuple(key for key in str(where["columns"]).split(",") if key)
        self._use(
            replace(
                known,
                query=query,
                sort=str(where.get("sort") or ""),
                columns=columns,
                descending=bool(where.get("descending")),
            )
        )
        self.tabs.set_current(str(self._views.index(known)) if known in self._views else "0")
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            widths = {str(key): int(width) for key, width in json.loads(str(where.get("widths") or "")).items()}
            self._widened = True
            self.model.set_widths(widths)

    def focus_search(self) -> None:
        """Ctrl+F: goes to the filter field."""
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def changed(self, changed: Changed) -> None:
        """Shows what a write changed: single accounts in place, anything larger by reading the book again."""
        if not changed.kinds & _SHOWN:
            return
        if changed.kinds <= {"account", "arr_event", "health_snapshot"} and 0 < len(changed.accounts) <= 5:
            fresh = {row.id: row for one in changed.accounts for row in _one(self._context, one)}
            known = {row.id for row in self._all}
            if fresh.keys() == changed.accounts and changed.accounts <= known:
                self._all = tuple(fresh.get(row.id, row) for row in self._all)
                self._count_views()
                self.model.replace(tuple(fresh.values()))
                self._say()
                return
        self._reload()
        self._filter()

    # Reading and showing

    def _reload(self) -> None:
        self._all = accounts.rows(self._desk)
        if len(self._all) <= _MANY:
            self._all = accounts.rows(self._desk, work=True)
        else:
            self._context.read(partial(accounts.rows, work=True), self._desk, done=self._ruled, owner=self)
        self._views = views.views(self._desk)
        self._count_views()
        self.model.read_own()
        self.filters.own = self.model.own_columns()
        self.filters.set_rows(self._all)

    def _ruled(self, rows: tuple[AccountRow, ...]) -> None:
        """Shows what the rules make of a large book, once it is worked out."""
        self._all = rows
        self._count_views()
        self.filters.set_rows(rows)
        self._filter()

    def _query(self) -> Query:
        try:
            query = self.filters.query()
        except QueryError as error:
            self.banner.say(error.reason, "")
            return Query()
        self.banner.hide()
        return query

    def _filter(self) -> None:
        self.model.set_rows(select(self._all, self._query()))
        self._say()

    def _say(self) -> None:
        summary = accounts.summarise(list(self.model.rows))
        formats = self._desk.formats
        arr = " and ".join(format_money(one, formats, "short") for one in summary.arr[:3])
        parts = [f"{count(summary.accounts, 'account')}{', ' + arr + ' ARR' if arr else ''}."]
        if summary.accounts:
            healthy = "is" if summary.unhealthy == 1 else "are"
            parts.append(f"{summary.unhealthy} {healthy} not healthy; {summary.renewing} renew in the next 90 days.")
        self.set_summary(" ".join(parts) if self._all else "")
        self.tabs.set_tabs([Tab(str(i), view.name, self._counts[i]) for i, view in enumerate(self._views)])
        full, shown = bool(self._all), bool(self.model.rows)
        for widget in (self.tabs, self._keep, self.filters, self._card):
            widget.setVisible(full)
        self._empty.setVisible(not full)
        self.table.setVisible(shown)
        self._nothing.setVisible(not shown)

    def _count_views(self) -> None:
        # Of the whole book, so that it is done when the book changes and not with each letter of a filter.
        self._counts = tuple(str(self._count(view)) for view in self._views)

    def _count(self, view: View) -> int:
        try:
            return len(accounts.select(self._all, accounts.parse(view.query)))
        except QueryError:
            return 0

    def _use(self, view: View) -> None:
        self._view = view
        self.filters.set_query(view.query)
        self.model.show_columns(view.columns or USUAL)
        self.filters.set_shown(self.model.shown)
        self.model.order = (view.sort or "name", view.descending)
        self.filters.set_sort(*self.model.order)
        self.table.set_sort(self.model.order[0], descending=self.model.order[1])
        self._filter()

    def _choose_view(self, key: str) -> None:
        self._use(self._views[int(key)])

    def _sort(self, field: str, descending: bool) -> None:
        self.model.sort_by(field, descending)
        self.filters.set_sort(field, descending)
        self.table.set_sort(field, descending=descending)

    def _head_clicked(self, field: str) -> None:
        current, descending = self.model.order
        self._sort(field, not descending if field == current else False)

    def _show_columns(self, shown: tuple[str, ...]) -> None:
        self.model.show_columns(("name", *shown))
        self.filters.set_shown(self.model.shown)

    def _selection(self) -> None:
        chosen = self.model.selected_rows()
        self.bar.setVisible(bool(chosen))
        if chosen:
            self.bar.show_rows(chosen)

    # Doing

    def _open(self, account_id: object) -> None:
        self._context.go("account", account_id=account_id)

    def new(self) -> None:
        """Ctrl+N: asks for a new account and opens it."""
        dialogs.new_account(self, self._desk, self._create).open()

    def _create(self, values: dict[str, object]) -> None:
        changed = records.create(self._desk, "account", values, name=f"Add {values['name']}")
        self._context.go("account", account_id=changed.record_id)

    def _set_field(self, field: str, value: object) -> None:
        chosen = [row.id for row in self.model.selected_rows()]
        if value is not None:
            self._apply(chosen, {field: value})
            return
        dialogs.set_field(self, self._desk, field, len(chosen), partial(self._apply, chosen)).open()

    def _apply(self, chosen: list[int], values: dict[str, object]) -> None:
        records.update_many(self._desk, "account", chosen, values)
        labels = " and ".join(records.KINDS["account"].field(field).label.casefold() for field in values)
        self._context.toast(f"Set the {labels} of {count(len(chosen), 'account')}", undo=True)

    def _log_touch(self) -> None:
        chosen = self.model.selected_rows()
        names = chosen[0].name if len(chosen) == 1 else count(len(chosen), "account")
        dialogs.log_touch(self, self._desk, names, partial(self._add_touches, [row.id for row in chosen])).open()

    def _add_touches(self, chosen: list[int], values: dict[str, object]) -> None:
        with self._desk.write(f"Log a touch with {count(len(chosen), 'account')}"):
            for account_id in chosen:
                records.create(self._desk, "touch", values, account_id=account_id)
        self._context.toast(f"Logged a touch with {count(len(chosen), 'account')}", undo=True)

    def _add_action(self) -> None:
        chosen = [row.id for row in self.model.selected_rows()]
        dialogs.add_action(self, self._desk, len(chosen), partial(self._add_actions, chosen)).open()

    def _add_actions(self, chosen: list[int], values: dict[str, object]) -> None:
        with self._desk.write(f"Add an action to {count(len(chosen), 'account')}"):
            for account_id in chosen:
                records.create(self._desk, "action", values, account_id=account_id)
        self._context.toast(f"Added the action to {count(len(chosen), 'account')}", undo=True)

    def _accept_moves(self) -> None:
        moving = [row.id for row in self.model.selected_rows() if row.proposed]
        said = f"Moved {count(len(moving), 'account')} to the tier of the rules"
        self._context.write(tiering.accept, self._desk, moving, toast=said)

    def _bin_selected(self) -> None:
        self._bin([row.id for row in self.model.selected_rows()])

    def _bin(self, chosen: list[int]) -> None:
        with self._desk.write(f"Move {count(len(chosen), 'account')} to the bin"):
            for account_id in chosen:
                bin.delete(self._desk, "account", account_id)
        self.model.select_all(False)
        self._context.toast(f"Moved {count(len(chosen), 'account')} to the bin", undo=True)

    def _open_plan(self, account_id: int) -> None:
        from csdesk.desk import documents

        self._context.write(documents.open_document, self._desk, "success-plan", account_id, done=self._show_document)

    def _show_document(self, document_id: int) -> None:
        self._context.go("document", document_id=document_id)

    def _export_plans(self) -> None:
        self._context.go("documents", export=[row.id for row in self.model.selected_rows()])

    def _resized(self, _column: int, _old: int, _new: int) -> None:
        # Only a drag by hand makes widths worth keeping; the table itself settles its columns without buttons pressed.
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._widened = True

    def _row_menu(self, account_id: object, where: object) -> None:
        if not isinstance(account_id, int):
            return
        menu = Menu(self, "Account")
        menu.add("Open", partial(self._open, account_id), icon="accounts")
        menu.add("Success plan", partial(self._open_plan, account_id), icon="documents")
        menu.addSeparator()
        menu.add("Move to the bin", partial(self._bin, [account_id]), icon="trash")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)  # type: ignore[arg-type]

    def _offer_save(self) -> None:
        SaveView(self, self._view.name if self._view.id else "", self._save).open()

    def _save(self, name: str) -> None:
        try:
            query = str(self.filters.query())
        except QueryError:
            query = ""
        field, descending = self.model.order
        own = next((view for view in self._views if view.id and view.name == name), None)
        view = View(own.id if own else 0, name, query, field, descending, self.model.shown)
        views.save(self._desk, view)

    def export(self) -> None:
        """Saves the accounts shown, with the columns shown, as a CSV file."""
        save_csv(self, self._context, self.model)


def _one(context: Context, account_id: int) -> tuple[AccountRow, ...]:
    from csdesk.desk.errors import DeskError

    try:
        return (accounts.row(context.desk, account_id, work=True),)
    except DeskError:
        return ()
