"""The Sync place over a real book: a clean file, one with conflicts, one full of faults, and a large one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from csdesk.desk import imports, records
from csdesk.desk.core import Desk
from csdesk.desk.imports import Options
from csdesk.ui.actions import Actions
from csdesk.ui.context import Context
from csdesk.ui.jobs import Jobs
from csdesk.ui.pages.sync import SyncPage
from csdesk.ui.pages.sync.wizard import CHECK
from csdesk.ui.theme import install
from csdesk.values.clock import FixedClock

HEAD = ["Account ID", "Account Name", "Website", "Industry", "ARR", "Renewal Date", "Next Step"]
IDS = {"Arvelle": "001Qy00000Aa1bC", "Bramhall": "001Qy00000Bb2cD", "Corvane": "001Qy00000Cc3dE"}


class Frame:
    """The window, as far as the page needs it."""

    def __init__(self) -> None:
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.said: list[str] = []
        self.explained: list[object] = []

    def go(self, place: str, **where: Any) -> None:
        self.went.append((place, where))

    def back(self) -> None:
        pass

    def say(self, words: str, *, undo: bool) -> None:
        self.said.append(words)

    def explain(self, problem: object, details: str) -> None:
        self.explained.append(problem)

    def confirm(self, *_: object) -> None:
        raise AssertionError("nothing here asks")


def text(rows: list[list[str]], head: list[str] = HEAD) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


def row(name: str, **changes: str) -> list[str]:
    values = {
        "Account ID": IDS.get(name, ""),
        "Account Name": f"{name} Group" if name in IDS else name,
        "Website": f"https://www.{name.lower().replace(' ', '')}.example",
        "Industry": "Transport",
        "ARR": "120000 USD",
        "Renewal Date": "2027-01-30",
        "Next Step": "Check in",
    }
    values.update(changes)
    return [values[head] for head in HEAD]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 7, 9, 0, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    made = Desk.open(tmp_path / "book.csdesk", clock=clock)
    yield made
    made.close()


@pytest.fixture
def frame() -> Frame:
    return Frame()


@pytest.fixture
def page(qtbot: Any, qapp: QApplication, desk: Desk, frame: Frame) -> Iterator[SyncPage]:
    jobs = Jobs()
    context = Context(desk, jobs, Actions(), install(qapp, "light"), frame)
    made = SyncPage(context)
    context.changed.connect(made.changed)
    made.resize(1232, 824)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    made._hear.stop()
    qtbot.waitUntil(jobs.idle, timeout=20_000)
    context.close()
    jobs.close()


@pytest.fixture
def give(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "accounts_2026-11-21.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def known_before(desk: Desk, clock: FixedClock, give: Callable[..., Path]) -> dict[str, int]:
    """A first import on 7 November; on the 14th the person moves a renewal and a next step."""
    rows = [row(name) for name in IDS]
    imports.apply(desk, give(text(rows), "accounts_2026-11-07.csv"))
    with desk.book.read() as connection:
        found = connection.exec_driver_sql("SELECT name, id FROM account").fetchall()
    ids = {name.split()[0]: number for name, number in found}
    clock.set(datetime(2026, 11, 14, 12, 0, tzinfo=UTC))
    records.update(desk, "account", ids["Arvelle"], {"renewal_date": date(2027, 2, 5)}, name="Signed amendment 2")
    records.update(desk, "account", ids["Bramhall"], {"next_step": "Call a second contact"})
    clock.set(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    return ids


def start(page: SyncPage, qtbot: Any, path: Path) -> None:
    page.enter(file=str(path))
    qtbot.waitUntil(lambda: page.wizard.review() is not None and page.wizard.stack.currentIndex() == 0, timeout=20_000)


def to_check(page: SyncPage, qtbot: Any) -> None:
    page.wizard.to_check()
    qtbot.waitUntil(page.wizard.at_check, timeout=20_000)


def apply(page: SyncPage, qtbot: Any) -> None:
    settled(page, qtbot)  # While a plan is worked out anew, nothing is applied.
    page.wizard.next()
    qtbot.waitUntil(lambda: "open" in page.wizard.apply_step.buttons, timeout=30_000)


def settled(page: SyncPage, qtbot: Any) -> None:
    """Waits until no plan is being worked out."""
    qtbot.waitUntil(lambda: page.wizard._job is None and not page._hear.isActive(), timeout=20_000)


def account(desk: Desk, number: int, field: str) -> object:
    return records.get(desk, "account", number).values[field]


def test_a_clean_file_goes_through_by_enter_alone(
    page: SyncPage, qtbot: Any, desk: Desk, give: Any, frame: Frame
) -> None:
    qtbot.waitUntil(lambda: page.home.overview is not None, timeout=20_000)
    assert page.home.empty.isVisible()
    start(page, qtbot, give(text([row(name) for name in IDS])))
    assert page.title_label.text() == "Import accounts"
    assert "header in row 1, 3 rows read" in page.summary.full_text()
    for step in range(1, CHECK + 1):
        button = page.wizard.footer.next
        qtbot.waitUntil(button.hasFocus, timeout=20_000)
        qtbot.keyClick(button, Qt.Key.Key_Return)
        assert page.wizard.stack.currentIndex() == step
    assert page.wizard.footer.text().startswith("21 cells in 3 accounts will change.")
    assert [tile.isChecked() for tile in page.wizard.check.tiles.values()] == [True, True, False, True, False, False]
    apply(page, qtbot)
    page.wizard.apply_step.buttons["open"].click()
    assert frame.went == [("accounts", {})]
    assert len(records.of_account(desk, "arr_event", 1)) >= 0
    with desk.book.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar() == 3


def test_the_same_file_again_changes_nothing(page: SyncPage, qtbot: Any, desk: Desk, give: Any) -> None:
    path = give(text([row(name) for name in IDS]))
    imports.apply(desk, path)
    start(page, qtbot, path)
    to_check(page, qtbot)
    assert page.wizard.footer.text().startswith("Nothing will change.")
    tile = page.wizard.check.tiles["unchanged"]
    assert tile.isChecked()
    assert tile.accessibleName().startswith("Unchanged: 3")


class TestConflicts:
    @pytest.fixture
    def ids(self, desk: Desk, clock: FixedClock, give: Any, page: SyncPage, qtbot: Any) -> dict[str, int]:
        ids = known_before(desk, clock, give)
        rows = [
            row("Arvelle", **{"Renewal Date": "2027-02-12", "ARR": "412000 USD"}),
            row("Bramhall"),
            row("Corvane", Industry=""),
            row("Dunmore Rail", ARR="126000 USD"),
        ]
        start(page, qtbot, give(text(rows)))
        settled(page, qtbot)
        to_check(page, qtbot)
        qtbot.waitUntil(lambda: bool(page.wizard.check.grid.panels()), timeout=20_000)
        return ids

    def panel(self, page: SyncPage) -> Any:
        return next(iter(page.wizard.check.grid.panels().values()))

    def test_shows_three_values_with_their_days(self, page: SyncPage, ids: dict[str, int]) -> None:
        panel = self.panel(page)
        assert panel.last.accessibleName() == "The CRM on 7 Nov: 30 Jan 2027, what both started from"
        assert panel.book.accessibleName() == "Your book now: 5 Feb 2027, you, 14 Nov, “Signed amendment 2”"
        assert panel.crm.accessibleName() == "The CRM today: 12 Feb 2027, export of 21 Nov"
        assert panel.book.isChecked()
        assert "The open conflict keeps your value." in page.wizard.footer.text()

    def test_a_click_takes_the_value_of_the_crm(
        self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int]
    ) -> None:
        before = page.wizard.check.figures().cells
        qtbot.mouseClick(self.panel(page).crm, Qt.MouseButton.LeftButton)
        assert self.panel(page).crm.isChecked()
        assert page.wizard.check.figures().cells == before + 1
        assert page.wizard.check.figures().settled == 1
        apply(page, qtbot)
        assert account(desk, ids["Arvelle"], "renewal_date") == date(2027, 2, 12)

    def test_the_keyboard_settles_it_too(self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int]) -> None:
        grid = page.wizard.check.grid
        grid.setFocus()
        grid.setCurrentIndex(grid.changes.index(1, 1))
        qtbot.keyClick(grid, Qt.Key.Key_Return)
        panel = self.panel(page)
        qtbot.waitUntil(panel.book.hasFocus, timeout=20_000)
        qtbot.keyClick(panel.book, Qt.Key.Key_Right)
        assert panel.crm.hasFocus()
        assert panel.crm.isChecked()
        qtbot.keyClick(panel.crm, Qt.Key.Key_Left)
        assert page.wizard.check.figures().settled == 1
        qtbot.keyClick(panel.book, Qt.Key.Key_Escape)
        assert grid.hasFocus()
        apply(page, qtbot)
        assert account(desk, ids["Arvelle"], "renewal_date") == date(2027, 2, 5)
        assert [(c.field, c.name) for c in imports.changes(desk)] == [
            ("renewal_date", "Arvelle Group"),
            ("next_step", "Bramhall Group"),
        ]

    def test_a_rule_settles_the_column_and_is_remembered(
        self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int]
    ) -> None:
        rule = self.panel(page).rule
        rule.setCurrentIndex(rule.findData("crm"))
        assert self.panel(page).crm.isChecked()
        apply(page, qtbot)
        assert account(desk, ids["Arvelle"], "renewal_date") == date(2027, 2, 12)
        assert imports.sources(desk)[0].rules == {"renewal_date": "crm"}

    def test_the_list_says_what_happens_to_each_value(self, page: SyncPage, ids: dict[str, int]) -> None:
        for tile in page.wizard.check.tiles.values():
            tile.setChecked(True)
        lines = list(page.wizard.check.model.lines())
        by_field = {(line[0].split()[0], line[2]): line[3:] for line in lines}
        assert by_field["Arvelle", "ARR, USD"] == ["120,000", "412,000", "Changed only in the CRM", "Take it"]
        assert by_field["Bramhall", "Next step"][3] == "Keep yours, carry back"
        assert by_field["Corvane", "Industry"][1:] == ["blank", "A blank never erases", "Keep yours"]
        assert by_field["Dunmore", "ARR, USD"] == ["empty", "126,000", "New account", "Add"]

    def test_records_and_values_can_be_left_out(
        self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int]
    ) -> None:
        model = page.wizard.check.model
        before = page.wizard.check.figures()
        new = next(r for r in range(model.row_count()) if (g := model.group(r)) and g.title == "Dunmore Rail")
        model.press_group(new, box=True)
        assert page.wizard.check.figures().cells == before.cells - before.new_cells
        arr = next(r for r in range(model.row_count()) if (v := model.value(r)) and v.field == "arr")
        model.edit(arr, model.columns[5], "leave")
        assert page.wizard.check.figures().cells == 0
        assert model.cell(arr, model.columns[5]).text == "Leave as it is"
        model.select_all(False)
        model.select_all(True)
        model.press_group(new, box=True)
        apply(page, qtbot)
        assert account(desk, ids["Arvelle"], "arr").minor == 12_000_000  # type: ignore[attr-defined]
        with desk.book.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM account").scalar() == 3

    def test_the_filter_narrows_the_list(self, page: SyncPage, qtbot: Any, ids: dict[str, int]) -> None:
        page.filter()
        qtbot.keyClicks(page.search, "dunmore")
        qtbot.waitUntil(
            lambda: [item.name for item in page.wizard.check.model.shown()] == ["Dunmore Rail"], timeout=20_000
        )
        qtbot.keyClicks(page.search, "zzz")
        qtbot.waitUntil(lambda: page.wizard.check.model.row_count() == 0, timeout=20_000)
        assert page.wizard.check._nothing.isVisible()
        assert page.wizard.footer.text().startswith("7 cells in 2 accounts will change.")

    def test_the_import_is_taken_back_and_what_was_edited_stays(
        self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int], frame: Frame
    ) -> None:
        apply(page, qtbot)
        page.wizard.apply_step.buttons["undo"].click()
        qtbot.waitUntil(lambda: bool(frame.said), timeout=20_000)
        assert "nothing kept" in frame.said[0]
        assert account(desk, ids["Arvelle"], "arr").minor == 12_000_000  # type: ignore[attr-defined]
        qtbot.waitUntil(
            lambda: page.home.overview is not None and len(page.home.overview.taken_back) == 1, timeout=20_000
        )
        assert page.home.isVisible()
        assert [run.file for run in page.home.overview.runs] == ["accounts_2026-11-07.csv"]  # type: ignore[union-attr]

    def test_an_edit_elsewhere_is_reckoned_in(
        self, page: SyncPage, qtbot: Any, desk: Desk, ids: dict[str, int]
    ) -> None:
        records.update(desk, "account", ids["Arvelle"], {"renewal_date": date(2027, 2, 12)})
        qtbot.waitUntil(lambda: page.wizard.check.figures().open == 0, timeout=20_000)


class TestFaults:
    ROWS = (
        row("Arvelle", ARR="TBD"),
        row("Bramhall", **{"Renewal Date": "2027-02-31"}),
        row("Corvane"),
        row("", **{"Account Name": "", "Website": ""}),
        ["short"],
        row("Elstree <b>&amp;"),
    )

    def test_bad_rows_are_listed_mended_in_the_grid_and_the_rest_goes_on(
        self, page: SyncPage, qtbot: Any, desk: Desk, give: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        start(page, qtbot, give(text(list(self.ROWS))))
        to_check(page, qtbot)
        check = page.wizard.check
        rejected = check.figures().rejected
        assert rejected >= 3
        check.tiles["rejected"].setChecked(True)
        bad = [item for item in check.model.shown() if item.category == "rejected"]
        assert {one.column for item in bad for one in item.rejections} >= {"ARR", "Renewal Date"}
        at = next(
            r for r in range(check.model.row_count()) if check.model.cell(r, check.model.columns[1]).text == "ARR"
        )
        assert check.model.editable(at, 3)
        check.model.edit(at, check.model.columns[3], "98000 USD")
        qtbot.waitUntil(lambda: check.figures().rejected == rejected - 1, timeout=20_000)
        settled(page, qtbot)
        to = tmp_path / "rejects"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(to), ""))
        page.wizard.footer.rejects.click()
        saved = to.with_suffix(".csv")
        qtbot.waitUntil(saved.exists, timeout=20_000)
        assert "2027-02-31" in saved.read_text(encoding="utf-8-sig")
        page.export_list()
        settled(page, qtbot)
        apply(page, qtbot)
        with desk.book.read() as connection:
            names = {r[0] for r in connection.exec_driver_sql("SELECT name FROM account")}
        assert names == {"Arvelle Group", "Corvane Group", "Elstree <b>&amp;"}

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ""),
            (b"only one column\nvalue\nother\n", "column"),
            (b"Colour,Weight\nred,3\nblue,4\n", "name"),
        ],
    )
    def test_a_refused_file_says_why_and_asks_for_another(
        self, page: SyncPage, qtbot: Any, give: Any, content: bytes, words: str
    ) -> None:
        page.enter(file=str(give(content)))
        refused = page.wizard.refused
        qtbot.waitUntil(refused.isVisible, timeout=20_000)
        assert words in refused.reason.text().lower()
        assert "Nothing was changed." in refused.todo.text()
        assert refused.another.isVisible()
        page.cancel.click()
        assert page.home.isVisible()

    def test_the_column_of_the_name_can_be_said(self, page: SyncPage, qtbot: Any, give: Any) -> None:
        page.enter(file=str(give("Wer,Ertrag\nNordwind AG,3000\nSüdstern KG,4000\n")))
        refused = page.wizard.refused
        qtbot.waitUntil(refused.isVisible, timeout=20_000)
        assert refused._name_box.isVisible()
        refused._name.setCurrentIndex(refused._name.findData("Wer"))
        refused._again()
        qtbot.waitUntil(lambda: page.wizard.review() is not None, timeout=20_000)
        assert [entry.name for entry in page.wizard.plan().entries] == ["Nordwind AG", "Südstern KG"]  # type: ignore[union-attr]

    def test_a_missing_file_is_no_crash(self, page: SyncPage, qtbot: Any, tmp_path: Path) -> None:
        page.enter(file=str(tmp_path / "gone.csv"))
        qtbot.waitUntil(page.wizard.refused.isVisible, timeout=20_000)

    def test_a_column_is_mapped_anew_and_unmapping_the_name_is_refused_in_place(
        self, page: SyncPage, qtbot: Any, give: Any
    ) -> None:
        start(page, qtbot, give(text([row(name) for name in IDS])))
        page.wizard.next()
        model = page.wizard.map.model
        industry = next(r for r in range(model.row_count()) if model.cell(r, model.columns[0]).text == "Industry")
        model.edit(industry, model.columns[1], "new")
        qtbot.waitUntil(lambda: bool(page.wizard.plan() and page.wizard.plan().custom), timeout=20_000)  # type: ignore[union-attr]
        assert "New field “Industry”" in model.cell(industry, model.columns[1]).text
        model.edit(1, model.columns[1], "-")
        qtbot.waitUntil(page.wizard.banner.isVisible, timeout=20_000)
        assert page.wizard.plan() is not None
        assert page.wizard.stack.currentIndex() == 1


def test_a_settled_import_can_be_stopped_before_it_writes(page: SyncPage, qtbot: Any, desk: Desk, give: Any) -> None:
    start(page, qtbot, give(text([row(name) for name in IDS])))
    to_check(page, qtbot)
    page.wizard.next()
    page.wizard._stop()
    qtbot.waitUntil(lambda: page.wizard.at_check() or "open" in page.wizard.apply_step.buttons, timeout=20_000)
    if page.wizard.at_check():
        assert page.wizard.banner.isVisible()
        assert imports.runs(desk) == ()


def test_ten_thousand_rows_stay_lazy(page: SyncPage, qtbot: Any, desk: Desk, give: Any) -> None:
    rows = [
        [f"001Qy{n:010d}"[:15], f"Company {n}", f"c{n}.example", "Retail", f"{n + 1000}", "2027-05-01", "Call"]
        for n in range(10_000)
    ]
    start(page, qtbot, give(text(rows)))
    to_check(page, qtbot)
    model = page.wizard.check.model
    assert model.row_count() == 10_000 * 8
    assert sum(1 for item in model.shown() if item._cells is not None) < 200
    assert not page.wizard.check.grid.panels()
    assert page.wizard.footer.text().startswith("70,000 cells in 10,000 accounts")
    page.search.setText("c9999.example")
    qtbot.waitUntil(lambda: model.row_count() == 8, timeout=20_000)


def test_a_file_can_be_dropped_on_the_page(page: SyncPage, qtbot: Any, give: Any) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(give(text([row(name) for name in IDS]))))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(10, 10), action, data, button, keys))
    qtbot.waitUntil(lambda: page.wizard.review() is not None, timeout=20_000)


def test_asking_for_a_file_opens_the_dialog(
    page: SyncPage, qtbot: Any, give: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = give(text([row(name) for name in IDS]))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.enter(start=True)
    qtbot.waitUntil(lambda: page.wizard.review() is not None, timeout=20_000)


def test_the_first_page_lists_sources_imports_and_changes(
    page: SyncPage,
    qtbot: Any,
    desk: Desk,
    clock: FixedClock,
    give: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known_before(desk, clock, give)
    qtbot.waitUntil(lambda: page.home.overview is not None and len(page.home.overview.changes) == 2, timeout=20_000)
    assert page.summary.full_text() == "1 source, last import 2 weeks ago. 2 changes to carry back."
    to = tmp_path / "back.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(to), ""))
    page.home.save.click()
    qtbot.waitUntil(to.exists, timeout=20_000)
    assert "Call a second contact" in to.read_text(encoding="utf-8-sig")
    named(page)


def named(page: QWidget) -> None:
    """Every control that takes the keyboard has a name that a screen reader can say."""
    for kind in (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView):
        for control in page.findChildren(kind):
            inside = control.parent()
            if not control.isVisibleTo(page) or control.focusPolicy() == Qt.FocusPolicy.NoFocus:
                continue
            if isinstance(inside, QWidget) and isinstance(inside, QComboBox):
                continue
            assert control.accessibleName(), f"{type(control).__name__} in {type(inside).__name__} has no name"


def test_every_control_of_the_wizard_has_a_name(
    page: SyncPage, qtbot: Any, desk: Desk, clock: FixedClock, give: Any
) -> None:
    known_before(desk, clock, give)
    rows = [row("Arvelle", **{"Renewal Date": "2027-02-12"}), row("Bramhall", ARR="?"), row("Bramhal Grup")]
    start(page, qtbot, give(text(rows)))
    for step in range(CHECK + 1):
        page.wizard.go(step)
        named(page)
    qtbot.waitUntil(lambda: bool(page.wizard.check.grid.panels()), timeout=20_000)
    named(page)
    apply(page, qtbot)
    named(page)


def test_a_source_is_shown_with_what_it_remembers_and_can_be_changed(
    page: SyncPage, qtbot: Any, desk: Desk, give: Any
) -> None:
    from csdesk.ui.pages.sync.memory import MemoryDialog
    from csdesk.ui.widgets.fields import ComboBox

    path = give("Account Name,Account ID,Amount due,Renewal Date\nKite,k1,5000,02/03/2027\n")
    chosen = Options(
        mapping={"Amount due": "arr"}, rules={"arr": "crm"}, formats={("date-order", "Renewal Date"): "mdy"}
    )
    imports.apply(desk, path, chosen)
    source = imports.sources(desk)[0]
    assert source.answers == (("date-order", "Renewal Date", "mdy"),)
    dialog = MemoryDialog(page, page._context, source)
    qtbot.addWidget(dialog)
    boxes = {box.accessibleName(): box for box in dialog.findChildren(ComboBox)}
    assert {name: box.value() for name, box in boxes.items()} == {
        "Amount due": "arr", "Renewal Date, day and month": "mdy", "ARR": "crm",
    }  # fmt: skip
    for name, value in (("Amount due", "-"), ("Renewal Date, day and month", "dmy"), ("ARR", "ask")):
        boxes[name].setCurrentIndex(boxes[name].findData(value))
    qtbot.waitUntil(lambda: imports.sources(desk)[0].rules == {"arr": "ask"}, timeout=10_000)
    now = imports.sources(desk)[0]
    assert (now.mapping["Amount due"], now.answers[0][2]) == ("-", "dmy")
    imports.remember_column(desk, source.id, "Amount due", None)
    imports.remember_rule(desk, source.id, "arr", None)
    imports.remember_answer(desk, source.id, "date-order", "Renewal Date", None)
    now = imports.sources(desk)[0]
    assert (now.mapping, now.rules, now.answers) == ({}, {}, ())


def test_settled_formats_are_shown_and_can_be_changed(page: SyncPage, qtbot: Any, give: Any) -> None:
    from csdesk.ui.widgets.fields import ComboBox

    page.start(
        give("Account Name,Account ID,ARR (USD),Renewal Date\nKite,k1,5000,31/03/2027\nLark,k2,6000,01/02/2027\n")
    )
    qtbot.waitUntil(lambda: page.wizard.review() is not None, timeout=20_000)
    boxes = {box.accessibleName(): box for box in page.wizard.settle.findChildren(ComboBox)}
    assert boxes["Day and month of Renewal Date"].value() == "dmy"
    assert boxes["Currency of ARR (USD)"].value() == "USD"
    boxes["Currency of ARR (USD)"].setCurrentIndex(boxes["Currency of ARR (USD)"].findData("EUR"))

    def told() -> bool:
        plan = page.wizard.plan()
        return plan is not None and plan.entries[0].cells[2].crm == (500000, "EUR")

    qtbot.waitUntil(told, timeout=20_000)
    plan = page.wizard.plan()
    assert plan is not None and [one.text for one in plan.settled if one.kind == "currency"] == ["You chose it."]


def test_fields_of_ones_own_stand_in_the_account_and_in_the_grid(
    page: SyncPage, qtbot: Any, desk: Desk, give: Any
) -> None:
    from csdesk.desk import account_rows, own_fields
    from csdesk.ui.models.accounts import AccountsModel
    from csdesk.ui.pages.account.overview import OverviewTab
    from csdesk.ui.widgets.fields import LineEdit

    path = give("Account Name,Account ID,Favourite colour\nKite,k1,red\n")
    imports.apply(desk, path, Options(mapping={"Favourite colour": "custom:Favourite colour"}))
    account = next(row for row in account_rows.read(desk) if row.name == "Kite")
    tab = OverviewTab(page._context, account.id)
    qtbot.addWidget(tab)
    line = next(one for one in tab.findChildren(LineEdit) if one.accessibleName() == "Favourite colour")
    assert line.text() == "red"
    line.setText("blue")
    line.flush()
    assert list(own_fields.texts(desk, account.id).values()) == ["blue"]
    model = AccountsModel(desk, ("name", "custom:Favourite colour"))
    model.set_rows(account_rows.read(desk))
    column = model.columns[-1]
    at = [row.name for row in model.rows].index("Kite")
    assert (column.title, model.cell(at, column).text) == ("Favourite colour", "blue")


def test_what_an_undo_keeps_is_told_apart_by_why(desk: Desk, qtbot: Any) -> None:
    from PySide6.QtWidgets import QWidget

    from csdesk.book.changed import Conflict, RevertReport
    from csdesk.ui.pages.sync.dialogs import UndoReport
    from csdesk.ui.widgets.text import Text

    changed = records.create(desk, "account", {"name": "Kite"})
    used = Conflict("account", 1, "Kite", "", None, None, "a touch relies on it")
    edited = Conflict("account", 1, "Kite", "tier", "Gold", "Iron", "it changed since")
    parent = QWidget()
    qtbot.addWidget(parent)
    report = UndoReport(parent, desk, RevertReport(changed, 3, (edited,), (used,)))
    words = [one.text() for one in report.findChildren(Text)]
    assert "3 changes reversed, 1 kept because edited since, 1 kept because used since, 0 failed." in words


def test_of_a_touch_only_the_person_and_the_text_are_left_out_singly(
    page: SyncPage, qtbot: Any, desk: Desk, give: Any
) -> None:
    made = records.create(desk, "account", {"name": "Halden Foods"}).record_id
    records.create(desk, "contact", {"name": "Ilse Brandt", "side": "customer"}, account_id=made)
    head = "Account Name,Subject,Activity Type,Date,Contact,Description\n"
    start(page, qtbot, give(head + "Halden Foods,Review,Call,2026-11-02,Ilse Brandt,Spoke\n", "calls.csv"))
    to_check(page, qtbot)
    review = page.wizard.review()
    assert review is not None
    (item,) = review.items
    cells = {cell.field: cell for cell in item.cells()}
    assert {field for field, cell in cells.items() if review.can_leave(item, cell)} == {"contact", "detail"}
    review.leave(item, cells["contact"], True)
    apply(page, qtbot)
    (touch,) = records.of_account(desk, "touch", made)
    assert (touch.values["contact"], touch.values["detail"]) == (None, "Spoke")
