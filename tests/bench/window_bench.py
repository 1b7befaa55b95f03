"""The account grid beside a bare table of the same rows, and a form beside as many bare fields."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures import Figure, best_of
from made import big_book, planned, sample_book
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QLineEdit, QScrollArea, QTableView, QTextEdit, QWidget

COLUMNS = ("name", "tier", "industry", "arr", "renewal_date", "stage", "owner", "next_step", "next_step_due", "segment")


class Rows(QAbstractTableModel):
    """A model with nothing to it: tuples in, text out."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.every = self.rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(COLUMNS)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            value = self.rows[index.row()][index.column() + 1]
            return "" if value is None else str(value)
        return None

    def filter(self, text: str) -> None:
        self.beginResetModel()
        self.rows = [row for row in self.every if text in row[1].lower()]
        self.endResetModel()

    def order(self, column: int, descending: bool) -> None:
        self.layoutAboutToBeChanged.emit()
        self.rows = sorted(self.rows, key=lambda row: (row[column] is None, row[column]), reverse=descending)
        self.layoutChanged.emit()


def application() -> QApplication:
    """The one application of this process."""
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else QApplication([])


def until(met: Callable[[], bool], seconds: float = 60) -> None:
    """Let events go through until something is so."""
    end = time.monotonic() + seconds
    while not met():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come so far")
        QApplication.processEvents()


def painted(widget: QWidget) -> None:
    """Let everything that waits happen, and paint the widget as it then is."""
    QApplication.processEvents()
    widget.grab()


def window(folder: Path, book: Path) -> Any:
    """CSDesk's window with a book in it."""
    from csdesk.ui.jobs import Jobs
    from csdesk.ui.memory import Memory
    from csdesk.ui.theme import install
    from csdesk.ui.window import Window

    made = Window(install(application(), "light"), Memory(folder / "window.json"), Jobs())
    made.resize(1440, 900)
    made.show()
    ready: list[bool] = []
    made.ready.connect(lambda: ready.append(True))
    made.open_book(book)
    until(lambda: bool(ready) and made.jobs.idle())
    QApplication.processEvents()
    return made


def close(made: Any) -> None:
    """Close the window and let it go."""
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def grid(folder: Path, rows: int, times: int) -> list[Figure]:
    """Reading and showing the book, one letter in the filter, and another order."""
    book = big_book(folder, rows)
    application()

    def bare() -> QTableView:
        connection = sqlite3.connect(book)
        read = connection.execute(f"SELECT id, {', '.join(COLUMNS)} FROM account WHERE deleted_at IS NULL").fetchall()
        connection.close()
        view = QTableView()
        view.setModel(Rows(read))
        view.model().setParent(view)
        view.resize(1200, 760)
        view.show()
        painted(view)
        return view

    made = window(folder, book)
    from csdesk.ui.pages.accounts import AccountsPage

    def ours() -> Any:
        page = AccountsPage(made.context)
        page.resize(1200, 860)
        page.show()
        painted(page)
        return page

    def shown(make: Callable[[], Any]) -> Callable[[], None]:
        def work() -> None:
            make().deleteLater()

        return work

    found = [
        Figure(
            f"grid of {rows:,} accounts, read and shown",
            best_of(times, shown(ours)),
            best_of(times, shown(bare)),
            beside="QTableView on a trivial model of the same rows, read from the same book",
        )
    ]
    page, view = ours(), bare()
    plain: Any = view.model()
    letters = iter("aeiorn" * 10)
    other = iter("aeiorn" * 10)

    def type_ours() -> None:
        # At once, without the pause that waits for the next letter.
        blocked = page.filters.search.blockSignals(True)
        page.filters.search.setText(next(letters))
        page.filters.search.blockSignals(blocked)
        page.filters.changed.emit()
        painted(page)

    def type_bare() -> None:
        plain.filter(next(other))
        painted(view)

    found.append(
        Figure(
            f"filter {rows:,} accounts by one letter",
            best_of(times, type_ours),
            best_of(times, type_bare),
            beside="the same with a list comprehension and a model reset",
        )
    )
    page.filters.set_query("")
    page.filters.changed.emit()
    plain.filter("")
    ways = iter([True, False] * 20)
    back = iter([True, False] * 20)

    def sort_ours() -> None:
        page.filters.sort_wanted.emit("arr", next(ways))
        painted(page)

    def sort_bare() -> None:
        plain.order(4, next(back))
        painted(view)

    found.append(
        Figure(
            f"sort {rows:,} accounts by ARR",
            best_of(times, sort_ours),
            best_of(times, sort_bare),
            beside="the same with sorted() and layoutChanged",
        )
    )
    page.deleteLater()
    view.deleteLater()
    close(made)
    return found


def form(folder: Path, times: int) -> list[Figure]:
    """Opening a success plan with ten goals, and the page following an edit."""
    from csdesk.desk import documents

    made = window(folder, sample_book(folder))
    desk = made.context.desk
    plan = documents.open_document(desk, "success-plan", planned(desk))
    view = documents.view(desk, plan)
    goals = next(part for part in view.sections if part.section.id == "goals")
    longs = [one.field.type == "long" for row in goals.rows for one in row.fields]
    first = goals.rows[0].key

    def ours() -> None:
        made.go("accounts")
        made.go("document", document_id=plan, path="goals//")
        page = made.stack.currentWidget()
        until(lambda: page.form.section == "goals" and page.form.block(f"goals/{first}/outcome") is not None)
        painted(page)

    def bare() -> None:
        area, inner = QScrollArea(), QWidget()
        layout = QFormLayout(inner)
        for number, long in enumerate(longs):
            layout.addRow(QLabel(f"Field {number}"), QTextEdit("as it was") if long else QLineEdit("as it was"))
        area.setWidget(inner)
        area.resize(640, 760)
        area.show()
        painted(area)
        area.deleteLater()

    found = [
        Figure(
            f"open a success plan at its {len(goals.rows)} goals",
            best_of(times, ours),
            best_of(times, bare),
            beside=f"{len(longs)} bare labels and fields in a scroll area",
        )
    ]
    until(made.jobs.idle)
    page = made.stack.currentWidget()
    numbers = iter(range(1000))

    def follow() -> None:
        drawn: list[object] = []
        connection = page.work.drawn.connect(drawn.append)
        page.work.edit(f"goals/{first}/outcome", f"Something new is measured, number {next(numbers)}.")
        page.work.session.soon()
        until(lambda: bool(drawn))
        page.work.drawn.disconnect(connection)

    from paper_bench import bare_pdf

    edited = best_of(times, follow)
    floor = best_of(times, bare_pdf)
    found.append(Figure("edit written to page drawn again", edited, floor, beside="reportlab, four bare pages"))
    close(made)
    return found
