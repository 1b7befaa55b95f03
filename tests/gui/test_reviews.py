"""The Reviews place, a review's page and meeting mode, walked as a person does, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTableView,
    QWidget,
)

from csdesk.desk import document_issue, documents, meetings, records, reviews
from csdesk.desk.core import Desk
from csdesk.desk.reviews import Guest
from csdesk.forms.gaps import Gaps
from csdesk.ui.pages.meeting.page import MeetingPage
from csdesk.ui.pages.reviews.checklist import TaskRow
from csdesk.ui.pages.reviews.month import MonthGrid
from csdesk.ui.pages.reviews.page import ReviewsPage
from csdesk.ui.pages.reviews.plan import PlanDialog
from csdesk.ui.pages.reviews.review import ReviewPage
from csdesk.ui.theme import Theme
from csdesk.values.clock import FixedClock


def nameless(root: QWidget) -> list[str]:
    """The controls that a keyboard reaches and a screen reader cannot name."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or isinstance(widget, QScrollBar | QLabel | QScrollArea):
            continue
        reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QAbstractButton)
        if not reached or widget.focusProxy() is not None or widget.objectName().startswith("qt_"):
            continue
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or words):
            found.append(f"{type(widget).__module__}.{type(widget).__name__} {widget.objectName()}")
    return found


TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.fixture
def prepared(book: Path) -> Path:
    """The book with a QBR in a week, one that is over, and people of both sides."""
    with Desk.open(book, clock=FixedClock(TODAY)) as desk:
        for name, role in (("Ines Caldeira", "economic-buyer"), ("Marek Dvorak", "technical-buyer")):
            records.create(desk, "contact", {"name": name, "role": role}, account_id=1)
        guests = [Guest("Nora Hale", "ours", "lead"), Guest(1), Guest(2)]
        reviews.plan(desk, 1, "qbr", TODAY + timedelta(days=7), "14:00", guests=guests)
        reviews.plan(desk, 2, "qbr", TODAY - timedelta(days=2), "10:00")
        records.create(desk, "goal", {"title": "On-time delivery", "status": "at-risk"}, account_id=1)
    return book


def page(window: Any) -> Any:
    return window.stack.currentWidget()


def button(root: QWidget, name: str) -> QPushButton:
    found = root.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


def titles(table: QTableView) -> list[str]:
    model = table.model()
    return [
        " ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


# The place


def test_the_place_sorts_reviews_into_tabs(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    window.go("reviews")
    windows.settle(window)
    shown = page(window)
    assert isinstance(shown, ReviewsPage)
    assert shown.tabs.current() == "close"
    assert any("Bramhall Foods" in line and "late" in line for line in titles(shown.table))
    shown.tabs._press(1)
    assert any("Arvelle Logistics" in line and "in 7 days" in line for line in titles(shown.table))
    shown.search.setText("nobody")
    assert not shown.table.isVisible()
    assert "1 to prepare" in shown.summary.full_text()
    assert nameless(window) == []


def test_the_count_stands_beside_the_place(prepared: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(prepared)
    row = window.side._rows["reviews"]
    qtbot.waitUntil(lambda: row.count > 0)
    before = row.count
    reviews.cancel(window.context.desk, 2)
    qtbot.waitUntil(lambda: row.count == before - 1)


def test_the_month_is_walked_by_keys(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    window.go("reviews")
    windows.settle(window)
    shown = page(window)
    shown.look._press(1)
    grid: MonthGrid = shown.month
    assert grid.isVisible()
    for _ in range(7):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.day == TODAY + timedelta(days=7)
    assert "Arvelle Logistics" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.title() == "December 2026"
    QTest.keyClick(grid, Qt.Key.Key_Home)
    for _ in range(7):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    windows.settle(window)
    assert isinstance(page(window), ReviewPage)


def test_a_review_is_planned_in_the_dialog(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    window.go("reviews", plan=1)
    windows.settle(window)
    dialog = page(window).findChild(PlanDialog)
    assert dialog is not None
    assert [one.who for one in dialog.people.customer.guests()] == [1, 2]
    button(dialog, "plan.go").click()
    assert dialog.isVisible()
    dialog.when.date.setText("31/2")
    dialog.when.time.setText("later")
    button(dialog, "plan.go").click()
    assert "not a date" in dialog.when.date.accessibleDescription()
    dialog.when.date.setText("in 7 weeks")
    dialog.when.time.setText("2 pm")
    dialog.people.customer.name.setText("Priya Nandakumar")
    assert nameless(dialog) == []
    button(dialog, "plan.go").click()
    windows.settle(window)
    shown = page(window)
    assert isinstance(shown, ReviewPage)
    found = reviews.review(window.context.desk, shown._review)
    assert (found.row.date, found.row.time) == (TODAY + timedelta(weeks=7), "14:00")
    assert "Priya Nandakumar" in [one.name for one in found.people]


def test_an_account_has_its_reviews(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    window.go("account", account_id=1, tab="reviews")
    windows.settle(window)
    tables = [one for one in page(window).findChildren(QTableView) if one.isVisible()]
    assert any("QBR, Q4 2026" in line for table in tables for line in titles(table))
    assert nameless(page(window)) == []


# One review


def opened(window: Any, windows: Any, number: int = 1) -> ReviewPage:
    window.go("review", review_id=number)
    windows.settle(window)
    shown = page(window)
    assert isinstance(shown, ReviewPage)
    return shown


def test_the_page_says_what_is_missing_and_ticks(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    shown = opened(window, windows)
    assert nameless(window) == []
    rows = shown.checklist.findChildren(TaskRow)
    proved = [row for row in rows if row.task.proved]
    free = next(row for row in rows if not row.task.proved and not row.task.done and not row.task.why)
    assert proved
    proved[0].click()
    assert proved[0].isChecked()
    done = reviews.preparation(window.context.desk, 1, 1, "qbr")
    assert done is not None
    QTest.keyClick(free, Qt.Key.Key_Space)
    windows.settle(window)
    after = reviews.preparation(window.context.desk, 1, 1, "qbr")
    assert after is not None
    assert (after.done, after.document is not None) == (done.done + 1, True)


def test_a_paper_is_started_from_the_page(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    shown = opened(window, windows)
    shown.papers.opened.emit("qbr-agenda")
    windows.settle(window)
    assert documents.existing(window.context.desk, "qbr-agenda", 1, 1) is not None
    assert window.going.current == "document"


def test_a_review_is_closed_on_its_page(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    desk = window.context.desk
    shown = opened(window, windows, 2)
    for name in ("held.hold", "summary.sent", "actions.confirm", "plan.confirm", "next.plan", "seal.seal"):
        button(shown.close_card, f"close.{name}").click()
        windows.settle(window)
    assert reviews.review(desk, 2).row.state == "held"
    assert all(one.done for one in reviews.close_checklist(desk, 2).steps)


def test_an_agenda_with_gaps_is_not_sealed(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    desk = window.context.desk
    reviews.open_paper(desk, 2, "qbr-agenda")
    shown = opened(window, windows, 2)
    button(shown.close_card, "close.held.hold").click()
    windows.settle(window)
    button(shown.close_card, "close.seal.seal").click()
    windows.settle(window)
    assert shown.banner.isVisible()
    assert reviews.close_checklist(desk, 2).closed_on is None


def test_a_review_that_is_gone_says_so(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    shown = opened(window, windows, 999)
    assert shown._gone.isVisible()
    assert not shown._start.isVisible()


def test_the_summary_is_drafted_as_a_file(
    prepared: Path, windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = windows.open(prepared)
    shown = opened(window, windows, 2)
    target = tmp_path / "summary.eml"
    opened_files: list[Path] = []
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr("csdesk.ui.pages.document.export.open_file", opened_files.append)
    button(shown.close_card, "close.summary.draft").click()
    windows.settle(window)
    assert target.read_bytes()
    assert opened_files == [target]


# Meeting mode


class Held:
    """A meeting in a window whose clock a test moves."""

    def __init__(self, window: Any, windows: Any) -> None:
        self.window, self.windows = window, windows
        self.desk: Desk = window.context.desk
        self.clock = FixedClock(START)
        self.desk.book.clock = self.clock
        self.start()

    def start(self) -> None:
        self.window.go("meeting", review_id=1)
        self.settle()
        self.page: MeetingPage = page(self.window)

    def settle(self) -> None:
        self.windows.settle(self.window)

    def at(self, minutes: float) -> None:
        self.clock.set(START + timedelta(minutes=minutes))
        self.page.tick()

    def note(self, words: str) -> None:
        QTest.keyClicks(self.page.middle.notes.line, words)
        QTest.keyClick(self.page.middle.notes.line, Qt.Key.Key_Return)

    def say(self, words: str) -> None:
        QTest.keyClicks(self.page.right.box.line, words)
        QTest.keyClick(self.page.right.box.line, Qt.Key.Key_Return)
        self.settle()

    def lines(self, part: str) -> tuple[str, ...]:
        return meetings.load(self.desk, 1).part(part).lines


@pytest.fixture
def held(prepared: Path, windows: Any) -> Callable[[], Held]:
    def make() -> Held:
        return Held(windows.open(prepared), windows)

    return make


def test_the_meeting_has_the_whole_window(held: Callable[[], Held]) -> None:
    one = held()
    window = one.window
    assert isinstance(one.page, MeetingPage)
    assert not window.side.isVisible()
    assert not window.top.isVisible()
    assert not window.status.isVisible()
    assert nameless(one.page) == []
    one.page.leave_mode()
    one.settle()
    assert window.side.isVisible()
    assert window.status.isVisible()
    assert not one.page._timer.isActive()


def test_time_and_talk_are_shown_against_their_targets(held: Callable[[], Held]) -> None:
    one = held()
    one.at(5)
    one.page.go_to("validate")
    one.at(12)
    one.page.key_speak("customer")
    one.at(19)
    assert one.page.middle.timer.text() == "1:00"
    assert one.page.middle.timer_word.text() == "left"
    assert "too much" in one.page.middle.speaking._share.text()
    one.at(21.5)
    assert (one.page.middle.timer.text(), one.page.middle.timer_word.text()) == ("1:30", "over")
    assert "behind" in one.page.parts.pace.text()
    one.page.pause()
    one.at(30)
    assert one.page.top._elapsed.text() == "21:30"
    assert "Paused" in one.page.parts.pace.text()


@pytest.mark.parametrize("keys", ["Ctrl+Right", "number", "Ctrl+number"])
def test_parts_are_reached_by_keys(held: Callable[[], Held], keys: str, qtbot: Any) -> None:
    one = held()
    one.window.activateWindow()
    qtbot.waitUntil(one.window.isActiveWindow)
    line = one.page.middle.notes.line
    line.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    if keys == "Ctrl+Right":
        QTest.keyClick(line, Qt.Key.Key_Right, control)
    elif keys == "Ctrl+number":
        QTest.keyClick(line, Qt.Key.Key_2, control)
    else:
        one.page.parts.rows[0].setFocus()
        QTest.keyClick(one.page.parts.rows[0], Qt.Key.Key_2)
    assert one.page._reading().part == "validate"


def test_two_keys_say_who_speaks(held: Callable[[], Held], qtbot: Any) -> None:
    one = held()
    one.window.activateWindow()
    qtbot.waitUntil(one.window.isActiveWindow)
    line = one.page.middle.notes.line
    line.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    for key, speaker in ((Qt.Key.Key_1, "customer"), (Qt.Key.Key_2, "us"), (Qt.Key.Key_2, "")):
        QTest.keyClick(line, key, alt)
        assert one.page.middle.speaking.switch.value() == speaker


def test_a_clock_that_was_stopped_stays_so(held: Callable[[], Held]) -> None:
    one = held()
    one.at(5)
    one.page.pause()
    one.page.leave_mode()
    one.settle()
    assert page(one.window)._start.text() == "Go on with the meeting"
    one.clock.set(START + timedelta(minutes=30))
    one.start()
    assert one.page.top._elapsed.text() == "5:00"
    assert one.page.top.pause.text() == "Go on"
    one.page.top.pause.click()
    one.at(31)
    assert one.page.top._elapsed.text() == "6:00"


def test_prompts_are_ticked_by_a_key(held: Callable[[], Held]) -> None:
    one = held()
    one.at(2)
    one.page.tick_next()
    rows = one.page.middle.prompts.rows
    assert rows[0].accessibleName().endswith("asked at 2:00")
    assert rows[1].accessibleName().endswith("now")
    rows[0].click()
    assert rows[0].asked is None


def test_a_note_is_in_the_agenda_at_once(held: Callable[[], Held]) -> None:
    one = held()
    one.page.go_to("align")
    one.at(16)
    one.note("Board approved Porto")
    one.at(18)
    QTest.keyClicks(one.page.middle.notes.line, "Half a line")
    one.page.flush()
    one.settle()
    assert one.lines("align") == ("16:00 Board approved Porto", "18:00 Half a line")


def test_typing_is_kept_within_a_second(held: Callable[[], Held], qtbot: Any) -> None:
    one = held()
    QTest.keyClicks(one.page.middle.notes.line, "Half a line")
    qtbot.waitUntil(lambda: one.lines("opening") == ("0:00 Half a line",), timeout=3000)
    path, line = next(iter(one.page.middle.captures.lines.items()), (None, None))
    assert path is None
    one.page.go_to("align")
    path, line = next(iter(one.page.middle.captures.lines.items()))
    QTest.keyClicks(line, "Fewer agency hours")
    one.page.go_to("look")
    one.settle()
    one.page.go_to("align")
    assert one.page.middle.captures.lines[path].text() == "Fewer agency hours"
    assert one.page.middle.notes.lines() == []


def test_nothing_is_lost_when_the_window_closes(held: Callable[[], Held], prepared: Path) -> None:
    one = held()
    one.page.go_to("align")
    one.at(3)
    QTest.keyClicks(one.page.middle.notes.line, "Typed and not ended")
    one.say("Ines sends the list by friday")
    one.windows.close(one.window)
    again = Held(one.windows.open(prepared), one.windows)
    again.at(10)
    assert again.page._reading().part == "align"
    assert again.page.top._elapsed.text() == "10:00"
    assert again.page.middle.notes.lines() == ["3:00 Typed and not ended"]
    assert again.page.right._items["action"][0].below.endswith("said at 3:00 in Align")


def test_a_promise_is_read_while_it_is_typed(held: Callable[[], Held]) -> None:
    one = held()
    box = one.page.right.box
    QTest.keyClicks(box.line, "Ines sends the list by friday")
    assert (box.owner.accessibleName(), box.due.accessibleName()) == ("Ines Caldeira", "Fri 27 Nov")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    one.settle()
    made = records.of_account(one.desk, "action", 1)
    assert [(one_.title, one_.values["owner"], one_.values["due"]) for one_ in made] == [
        ("Send the list", 1, date(2026, 11, 27))
    ]
    assert box.line.text() == ""
    one.say("Call them back")
    item = one.page.right._items["action"][0]
    assert (item.title, item.wants_date, item.wants_owner) == ("Call them back", True, True)
    one.page.right.completed.emit(item.id)
    dialog = one.page.findChild(QDialog)
    assert dialog is not None
    dialog.reject()


def test_risks_opportunities_and_quotes_have_their_places(held: Callable[[], Held]) -> None:
    one = held()
    for kind, words in (("risk", "IT freeze"), ("opportunity", "Porto"), ("quote", "We love it")):
        one.page.catch(kind)
        one.say(words)
    assert [one_.title for one_ in records.of_account(one.desk, "risk", 1)] == ["IT freeze"]
    assert [one_.title for one_ in records.of_account(one.desk, "opportunity", 1)] == ["Porto"]
    assert one.lines("opening") == ("0:00 “We love it”",)
    assert {kind: len(found) for kind, found in one.page.right._items.items()} == {
        "action": 0, "risk": 1, "opportunity": 1, "quote": 1
    }  # fmt: skip


def test_a_line_becomes_an_action_by_a_key(held: Callable[[], Held]) -> None:
    one = held()
    line = one.page.middle.notes.line
    QTest.keyClicks(line, "Marek confirms SSO tomorrow")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    one.settle()
    assert [one_.title for one_ in records.of_account(one.desk, "action", 1)] == ["Confirm SSO"]
    one.note("First")
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "First"
    assert one.page.middle.notes.lines() == ["0:00 First"]


def test_the_end_holds_the_review_and_leads_to_closing(held: Callable[[], Held]) -> None:
    one = held()
    one.page.go_to("establish")
    one.at(10)
    one.page.next_part()
    one.settle()
    one.settle()
    assert isinstance(page(one.window), ReviewPage)
    assert page(one.window).close_card.isVisible()
    assert reviews.review(one.desk, 1).row.status == "held"
    assert not one.page._timer.isActive()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_meeting_mode_paints_in_both_schemes(held: Callable[[], Held], theme: Theme, mode: Any) -> None:
    one = held()
    theme.set_mode(mode)
    one.at(3)
    ground = theme.colour("surface").name()
    picture = one.page.grab().toImage()
    assert picture.pixelColor(one.page.parts.width() + 6, 70).name() == ground
    theme.set_mode("light")


def test_a_small_window_cuts_nothing(held: Callable[[], Held], qtbot: Any) -> None:
    one = held()
    one.window.resize(1180, 680)
    one.settle()
    one.page.go_to("align")
    assert one.page.middle.notes.height() >= 90
    assert one.page.middle.next.geometry().right() <= one.page.middle.width()


def test_a_begun_document_is_exported_from_the_page(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    reviews.open_paper(window.context.desk, 1, "qbr-agenda")
    shown = opened(window, windows)
    shown.papers.exported.emit("qbr-agenda")
    windows.settle(window)
    dialog = shown.findChild(QDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()


def test_the_checklist_keeps_room_for_its_rows(prepared: Path, windows: Any) -> None:
    window = windows.open(prepared)
    shown = opened(window, windows)
    rows = sorted(shown.checklist.findChildren(TaskRow), key=lambda row: row.y())
    assert all(first.geometry().bottom() < then.y() for first, then in pairwise(rows))


def test_a_guest_is_ticked_as_confirmed_on_the_page(prepared: Path, windows: Any, qtbot: Any) -> None:
    window = windows.open(prepared)
    window.go("review", review_id=1)
    windows.settle(window)
    shown, desk = page(window), window.context.desk
    person = next(one for one in reviews.review(desk, 1).people if one.side == "customer")
    tick = shown.findChild(QAbstractButton, f"person.{person.attendee}.confirmed")
    tick.click()
    qtbot.waitUntil(lambda: records.get(desk, "attendee", person.attendee).values["confirmed"] is True, timeout=20_000)
    windows.settle(window)
    assert "1 of 3 confirmed" in shown.people._head.note.text()
    assert nameless(window) == []


def test_a_sealed_agenda_is_noted_as_sent_with_one_press(
    prepared: Path, windows: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_issue, "gaps", lambda form, state: Gaps(0, 0, {}))
    with Desk.open(prepared, clock=FixedClock(TODAY)) as desk:
        documents.mark_final(desk, documents.open_document(desk, "qbr-agenda", 1, 1))
    window = windows.open(prepared)
    window.go("review", review_id=1)
    windows.settle(window)
    shown, desk = page(window), window.context.desk
    assert shown.findChild(QPushButton, "paper.qbr-agenda.draft") is not None
    button(shown, "paper.qbr-agenda.sent").click()
    qtbot.waitUntil(lambda: bool(records.of_account(desk, "touch", 1)), timeout=20_000)
    windows.settle(window)
    assert any("Agenda for QBR" in str(one.values["summary"]) for one in records.of_account(desk, "touch", 1))
    qtbot.waitUntil(lambda: shown.findChild(QPushButton, "paper.qbr-agenda.sent") is None, timeout=20_000)
