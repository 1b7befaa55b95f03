"""The shared widgets: what they say, keep and do from the keyboard."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from csdesk.ui.theme import Theme
from csdesk.ui.widgets import (
    Banner,
    Button,
    Cell,
    Chip,
    Column,
    ComboBox,
    Dialog,
    Fact,
    FieldBox,
    FilterChip,
    Group,
    HeaderFacts,
    JobProgress,
    Label,
    LineEdit,
    SearchField,
    Segment,
    Segmented,
    Steps,
    Tab,
    TableModel,
    TableView,
    Tabs,
    Text,
    TextArea,
    Tile,
    Toast,
    TwoLineRow,
    check_column,
)


def test_line_edits_tell_once_and_keep_what_is_being_typed(theme: Theme, qtbot: Any) -> None:
    edit = LineEdit("Target", "94")
    qtbot.addWidget(edit)
    told: list[str] = []
    edit.edited.connect(told.append)
    edit.show()
    edit.setText("95")
    assert edit.pending()
    edit.flush()
    edit.flush()
    assert told == ["95"]
    edit.set_value("96")
    assert edit.text() == "96"
    assert not edit.pending()


def test_text_areas_grow_with_their_lines(theme: Theme, qtbot: Any) -> None:
    area = TextArea("Outcome", lines=2)
    qtbot.addWidget(area)
    area.resize(300, 60)
    area.show()
    before = area.height()
    area.setPlainText("\n".join("line" for _ in range(6)))
    qtbot.waitUntil(lambda: area.height() > before)
    assert area.height() - before == pytest.approx(4 * theme.line("body"), abs=6)


def test_a_field_says_its_error_before_its_source(theme: Theme, qtbot: Any) -> None:
    box = FieldBox("Target date", LineEdit("", ""))
    qtbot.addWidget(box)
    assert box.control.accessibleName() == "Target date"
    box.set_source("Handoff note, 9 months old", put_back=True)
    box.show()
    assert box.put_back.isVisible()
    box.set_error("31/2 is not a date: February has 28 days")
    assert "February" in box.control.accessibleDescription()
    assert not box.put_back.isVisible()


def test_segments_move_by_arrow_keys(theme: Theme, qtbot: Any) -> None:
    segments = Segmented("Status", [Segment("on", "On track", "green"), Segment("risk", "At risk", "yellow")], "on")
    qtbot.addWidget(segments)
    heard: list[str] = []
    segments.chosen.connect(heard.append)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    QTest.keyClick(segments, Qt.Key.Key_Right)
    QTest.keyClick(segments, Qt.Key.Key_Left)
    assert heard == ["risk", "on"]
    assert segments.accessibleDescription() == "On track"


def test_clearable_segments_can_be_taken_back(theme: Theme, qtbot: Any) -> None:
    segments = Segmented("Status", [("a", "A"), ("b", "B")], "a", clearable=True)
    qtbot.addWidget(segments)
    segments.resize(segments.sizeHint())
    segments.show()
    QTest.mouseClick(segments, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert segments.value() == ""


def test_tabs_keep_the_current_one_when_their_counts_change(theme: Theme, qtbot: Any) -> None:
    tabs = Tabs("Views", [Tab("all", "All", "42"), Tab("risk", "At risk", "9")], "risk")
    qtbot.addWidget(tabs)
    tabs.set_tabs([Tab("all", "All", "43"), Tab("risk", "At risk", "10")])
    assert tabs.current() == "risk"
    tabs.set_tabs([Tab("all", "All", "43")])
    assert tabs.current() == "all"


def test_filter_chips_open_and_go_by_key(theme: Theme, qtbot: Any) -> None:
    chip = FilterChip("Tier", "1 or 2")
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.removed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.opened):
        QTest.keyClick(chip, Qt.Key.Key_Return)
    assert "Tier 1 or 2" in chip.accessibleName()


def test_the_open_fact_is_marked_and_told(theme: Theme, qtbot: Any) -> None:
    strip = HeaderFacts(
        [Fact("health", "Health", "At risk", tone="yellow", score="58", why=True), Fact("arr", "ARR", "$1")]
    )
    qtbot.addWidget(strip)
    strip.show()
    cell = next(one for one in strip.findChildren(QWidget) if one.accessibleName().startswith("Health"))
    with qtbot.waitSignal(strip.opened) as heard:
        QTest.keyClick(cell, Qt.Key.Key_Return)
    assert heard.args == ["health"]
    assert cell.accessibleName() == "Health: 58 At risk. Opens the reasons"


def test_search_fields_empty_on_escape(theme: Theme, qtbot: Any) -> None:
    field = SearchField("Filter", "Filter 42 accounts", "Ctrl F")
    qtbot.addWidget(field)
    field.setText("mor")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_combo_box_ignores_the_wheel_without_focus(theme: Theme, qtbot: Any) -> None:
    box = ComboBox("Owner")
    qtbot.addWidget(box)
    box.set_options([("a", "Ines"), ("b", "Nora")], "b")
    assert box.value() == "b"
    box.set_value("a")
    assert box.currentText() == "Ines"


def test_wrapped_text_knows_its_height(theme: Theme, qtbot: Any) -> None:
    text = Text([("What good looks like ", "bold"), ("word " * 60, "soft")])
    qtbot.addWidget(text)
    assert text.heightForWidth(200) > text.heightForWidth(600)
    assert text.heightForWidth(600) % theme.line("body") == 0


def test_labels_without_room_end_in_an_ellipsis(theme: Theme, qtbot: Any) -> None:
    label = Label("A very long summary of what is on this page", elide=True)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.full_text()


@pytest.mark.parametrize(("tone", "name"), [("green", "88 Healthy"), ("red", "88 Critical"), ("none", "88 No data")])
def test_chips_are_never_colour_alone(theme: Theme, qtbot: Any, tone: str, name: str) -> None:
    chip = Chip(tone, score="88")
    qtbot.addWidget(chip)
    assert chip.accessibleName() == name


def test_toasts_offer_undo_and_pass(theme: Theme, qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    toast = Toast(window)
    toast.say("Account deleted", undo=True)
    assert toast.text() == "Account deleted"
    assert abs(toast.geometry().center().x() - 400) <= 1
    button = next(one for one in toast.findChildren(Button) if one.text() == "Undo")
    with qtbot.waitSignal(toast.undo):
        button.click()
    assert not toast.isVisible()
    toast.say("Saved")
    assert not button.isVisible()
    toast.hide()


def test_banners_speak_until_dismissed(theme: Theme, qtbot: Any) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    done: list[int] = []
    banner.say("Two fields changed.", "An import wrote them.", button="Show", action=lambda: done.append(1))
    banner.button.click()
    assert done == [1]
    assert "An import" in banner.accessibleName()


def test_dialogs_close_on_escape_and_are_freed(theme: Theme, qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = Dialog(parent, "Name the view")
    dialog.add_button(Button("Save", "primary"))
    dialog.open()
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(gone))


def test_running_jobs_count_and_stop(theme: Theme, qtbot: Any) -> None:
    line = JobProgress("Reading")
    qtbot.addWidget(line)
    line.show()
    line.set_progress(30, 100)
    with qtbot.waitSignal(line.cancelled):
        next(one for one in line.findChildren(Button) if one.text() == "Cancel").click()
    line.hide()


def test_tiles_rows_and_steps_say_what_they_show(theme: Theme, qtbot: Any) -> None:
    tile, row = Tile("Changed", "14", "31 cells"), TwoLineRow("Escalate", "Corvane", "72 to 31", "", "12:00")
    steps = Steps(["Read", "Map"], 1)
    for widget in (tile, row, steps):
        qtbot.addWidget(widget)
    assert tile.accessibleName() == "Changed: 14, 31 cells"
    assert row.accessibleName() == "Escalate, Corvane, 72 to 31, 12:00"
    assert steps.accessibleName() == "Step 2 of 2: Map"
    with qtbot.waitSignal(row.activated):
        QTest.keyClick(row, Qt.Key.Key_Space)


class _Rows(TableModel):
    """Five rows of which the third is a group."""

    def __init__(self) -> None:
        super().__init__(
            [
                check_column(),
                Column("name", "Account", 160, stretch=True, editable=True),
                Column("tier", "Tier", 80, editable=True, options=(("1", "Tier 1"), ("2", "Tier 2"))),
                Column("arr", "ARR", 90, right=True),
            ]
        )
        self.names = ["Arvelle", "Bramhall", "", "Corvane", "Dunmore"]
        self.pressed: list[tuple[int, bool]] = []

    def row_count(self) -> int:
        return len(self.names)

    def key(self, row: int) -> Hashable:
        return row

    def group(self, row: int) -> Group | None:
        return Group("Group", "two", "right") if row == 2 else None

    def group_rows(self) -> tuple[int, ...]:
        return (2,)

    def press_group(self, row: int, *, box: bool) -> None:
        self.pressed.append((row, box))

    def cell(self, row: int, column: Column) -> Cell:
        return Cell(self.names[row] if column.key == "name" else "1")

    def edit(self, row: int, column: Column, text: str) -> str:
        if column.key == "name":
            self.names[row] = text
        return ""


@pytest.fixture
def table(theme: Theme, qtbot: Any) -> TableView:
    view = TableView("Accounts", _Rows())
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    return view


def test_the_table_model_is_sound(theme: Theme, qtmodeltester: Any) -> None:
    qtmodeltester.check(_Rows())


def test_rows_are_ticked_by_space_shift_and_all(table: TableView) -> None:
    rows = table.rows()
    table.show_key(0)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert rows.selected == {0}
    table.show_key(4)
    QTest.keyClick(table, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert rows.selected == {0, 1, 3, 4}
    assert rows.all_selected()
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert rows.selected == set()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert rows.selected == {0, 1, 3, 4}


def test_enter_opens_a_row_and_folds_a_group(table: TableView, qtbot: Any) -> None:
    table.show_key(1)
    with qtbot.waitSignal(table.opened) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [1]
    rows = table.rows()
    assert isinstance(rows, _Rows)
    table.setCurrentIndex(rows.index(2, 1))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert rows.pressed == [(2, False)]


def test_cells_are_edited_in_place(table: TableView, qtbot: Any) -> None:
    rows = table.rows()
    assert isinstance(rows, _Rows)
    table.show_key(0)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.findChild(QLineEdit)
    assert editor is not None
    assert editor.accessibleName() == "Account"
    editor.setText("Arvelle Group")
    opened: list[object] = []
    table.opened.connect(opened.append)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows.names[0] == "Arvelle Group")
    assert opened == []


def test_stretching_columns_fill_the_width(table: TableView) -> None:
    total = sum(table.columnWidth(index) for index in range(4))
    assert total == table.viewport().width()
    assert table.rowHeight(2) == 32
    assert table.rowHeight(0) == 34


def test_unused_keys_reach_the_page(table: TableView) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    table.keyPressEvent(event)
    assert not event.isAccepted()
