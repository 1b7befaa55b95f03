"""The Today place, the quick touch and the plan of the week, walked as a person does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from csdesk.desk import records, reviews, settings, today, touches
from csdesk.desk.core import Desk
from csdesk.ui.new_action import ActionDialog
from csdesk.ui.pages.today.page import TodayPage
from csdesk.ui.pages.today.paint import icon_rects, tick_rect
from csdesk.ui.pages.today.side import MeetingRow, RoutineRow
from csdesk.ui.pages.today.week import SlotCard
from csdesk.ui.theme import Theme
from csdesk.ui.touch import TouchDialog
from csdesk.values.clock import FixedClock

TODAY = date(2026, 11, 23)


@pytest.fixture
def busy(book: Path) -> Path:
    """The book with promises of several days, a meeting of today and two people."""
    with Desk.open(book, clock=FixedClock(TODAY)) as desk:
        for number, score in ((1, 58.0), (2, 82.0), (3, 31.0)):
            records.update(desk, "account", number, {"health_score": score})
            records.create(desk, "touch", {"type": "call", "date": TODAY, "summary": "Spoke"}, account_id=number)
        for name in ("Ines Caldeira", "Marek Dvorak"):
            records.create(desk, "contact", {"name": name}, account_id=1)
        for owner, title, days in (
            (1, "Send the list", -2),
            (3, "Call the sponsor", 0),
            (2, "Write the summary", 0),
            (1, "Book the room", 2),
            (2, "Look at the report", 9),
        ):
            due = TODAY + timedelta(days=days)
            records.create(desk, "action", {"title": title, "due": due, "important": True}, account_id=owner)
        reviews.plan(desk, 2, "check-in", TODAY, "23:30")
    return book


@pytest.fixture
def at_today(busy: Path, windows: Any) -> Any:
    window = windows.open(busy)
    assert isinstance(window.stack.currentWidget(), TodayPage), "it is where the window starts"
    return window


def page(window: Any) -> TodayPage:
    shown = window.stack.currentWidget()
    assert isinstance(shown, TodayPage)
    return shown


def titles(shown: TodayPage) -> list[str]:
    """The things to do, in order, without what other parts of the desk add."""
    lines = [shown.model.line(row) for row in range(shown.model.rowCount())]
    return [one.entry.item.title for one in lines if one and one.entry and one.key.startswith("action/")]


def key_of(shown: TodayPage, title: str) -> str:
    found = shown.model.shown
    assert found is not None
    return next(one.key for one in found.entries if one.item.title == title)


def dialog(kind: type[QWidget] | str) -> Any:
    for one in QApplication.topLevelWidgets():
        if one.isVisible() and (type(one).__name__ == kind if isinstance(kind, str) else isinstance(one, kind)):
            return one
    raise AssertionError(f"no {kind} is open")


def press(root: QWidget, name: str) -> None:
    button = root.findChild(QPushButton, name)
    assert isinstance(button, QPushButton), name
    button.click()


# The list


def test_the_list_is_grouped_counted_and_read_aloud(at_today: Any) -> None:
    shown = page(at_today)
    assert titles(shown) == ["Send the list", "Call the sponsor", "Write the summary", "Book the room"]
    found = shown.model.shown
    assert found is not None
    needs = found.count("now", "today")
    assert shown.summary.text().startswith(f"Monday 23 November. {needs} things need you today, ")
    index = shown.model.index(shown.model.row_of(key_of(shown, "Send the list")))
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Send the list", "Arvelle Logistics", "health 58 At risk", "2 days late", "Not done"):
        assert part in said
    assert shown.list.accessibleName()
    # However many lines there are, they are painted: no widget of its own for any of them.
    assert not shown.list.viewport().findChildren(QWidget)


def test_space_ticks_and_undo_brings_it_back(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    key = key_of(shown, "Send the list")
    shown.list.setFocus()
    assert shown.list.show_key(key)
    QTest.keyClick(shown.list, Qt.Key.Key_Space)
    assert key in shown.model.ticking, "it shows at once"
    windows.settle(at_today)
    assert "Send the list" not in titles(shown)
    assert at_today.context.desk.undo_name == "Action done: Send the list"
    assert shown.model.row_of("fold/done") >= 0
    line = shown.list.current_line()
    assert line is not None and line.kind == "entry", "the next line is at hand"
    at_today.actions_registry.do("undo")
    windows.settle(at_today)
    assert titles(shown)[0] == "Send the list"


def test_an_untouched_list_shows_what_comes_first_now(at_today: Any, windows: Any) -> None:
    shown = page(at_today)

    def first() -> str:
        assert shown.model.shown is not None
        return shown.model.shown.entries[0].key

    desk = at_today.context.desk
    today.snooze(desk, first(), TODAY + timedelta(days=3), "")
    windows.settle(at_today)
    before = shown.list.current_line()
    assert before is not None and before.key == first()
    desk.undo()
    windows.settle(at_today)
    now = shown.list.current_line()
    assert now is not None and now.key == first() != before.key
    assert shown.list.verticalScrollBar().value() == 0


def test_a_click_on_the_tick_ticks_and_on_the_words_opens(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    view = shown.list
    QApplication.processEvents()
    rect = view.row_rect(key_of(shown, "Call the sponsor"))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=tick_rect(rect).center().toPoint())
    windows.settle(at_today)
    assert "Call the sponsor" not in titles(shown)
    rect = view.row_rect(key_of(shown, "Write the summary"))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, round(rect.top()) + 18))
    windows.settle(at_today)
    assert at_today.going.current == "account"
    at_today.go("today")
    windows.settle(at_today)
    line = shown.list.current_line()
    assert line is not None and line.kind == "entry"


def test_enter_opens_where_it_is_done(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    held = next(one for one in shown.model.shown.entries if one.key.startswith("meeting/"))  # type: ignore[union-attr]
    assert shown.list.show_key(held.key)
    QTest.keyClick(shown.list, Qt.Key.Key_Return)
    windows.settle(at_today)
    assert at_today.going.current == "review"


def test_a_line_is_put_off_with_a_reason_and_brought_back(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    view = shown.list
    view.setFocus()
    view.show_key(key_of(shown, "Send the list"))
    assert at_today.actions_registry.can("today.snooze")
    at_today.actions_registry.do("today.snooze")
    asked = dialog("SnoozeDialog")
    asked.until.setText("yesterday")
    press(asked, "snooze.go")
    assert asked.isVisible(), "a day that is past is refused"
    press(asked, "snooze.in 3 days")
    asked.reason.setText("Waiting for Ines")
    press(asked, "snooze.go")
    windows.settle(at_today)
    assert "Send the list" not in titles(shown)
    fold = shown.model.row_of("fold/snoozed")
    view.setCurrentIndex(shown.model.index(fold))
    QTest.keyClick(view, Qt.Key.Key_Space)
    line = shown.model.line(fold + 1)
    assert line is not None and line.snoozed is not None
    assert (line.snoozed.until, line.snoozed.reason) == (date(2026, 11, 26), "Waiting for Ines")
    shown.acts.bring_back(line.snoozed.entry.key)
    windows.settle(at_today)
    assert titles(shown)[0] == "Send the list"


def test_a_line_says_why_it_is_here(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    view = shown.list
    rect = view.row_rect(key_of(shown, "Send the list"))
    spot = icon_rects(rect)["why"].center().toPoint()
    QTest.mouseMove(view.viewport(), spot)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    windows.settle(at_today)
    said = dialog("WhyDialog")
    words = " ".join(one.text() for one in said.findChildren(QWidget) if callable(getattr(one, "text", None)))
    assert "Red comes before yellow" in words
    assert "2 days late" in words
    said.accept()
    QTest.keyClicks(view, "?")
    windows.settle(at_today)
    dialog("WhyDialog").accept()
    QTest.keyClicks(view, "s")
    dialog("SnoozeDialog").reject()
    QTest.keyClicks(view, "x")
    assert view.current_entry() is not None


def test_the_question_mark_explains_on_the_list_and_lists_keys_elsewhere(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    shown.list.setFocus()
    shown.list.show_key(key_of(shown, "Send the list"))
    known = {one.id for one in at_today.actions_registry.available()}
    assert "today.why" in known
    shown.look.setFocus()
    assert "today.why" not in {one.id for one in at_today.actions_registry.available()}
    assert "shortcuts" in {one.id for one in at_today.actions_registry.available()}


def test_later_done_and_snoozed_are_folded_and_open(at_today: Any) -> None:
    shown = page(at_today)
    fold = shown.model.row_of("fold/later")
    assert fold >= 0
    before = shown.model.rowCount()
    shown.model.toggle("later")
    assert shown.model.rowCount() > before
    assert "Look at the report" in titles(shown)
    shown.model.toggle("later")
    assert shown.model.rowCount() == before


def test_a_change_elsewhere_is_shown(at_today: Any, windows: Any) -> None:
    context = at_today.context
    context.write(_promise, context.desk)
    windows.settle(at_today)
    assert "From elsewhere" in titles(page(at_today))


def _promise(desk: Desk) -> None:
    records.create(desk, "action", {"title": "From elsewhere", "due": TODAY}, account_id=1)


def test_five_hundred_lines_are_drawn_by_one_view(book: Path, windows: Any) -> None:
    with Desk.open(book, clock=FixedClock(TODAY)) as desk, desk.write("Many"):
        for number in range(500):
            records.create(desk, "action", {"title": f"Promise {number}", "due": TODAY}, account_id=number % 3 + 1)
    window = windows.open(book)
    shown = page(window)
    assert shown.model.rowCount() > 500
    assert not shown.list.viewport().findChildren(QWidget)
    QTest.keyClick(shown.list, Qt.Key.Key_End)
    shown.grab()


def test_an_empty_book_says_what_the_place_is_for(
    tmp_path: Path, windows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "empty.csdesk"
    with Desk.open(path, clock=FixedClock(TODAY)) as desk:
        settings.set_profile(desk, name="Nora Hale")
    window = windows.open(path)
    window.go("today")
    windows.settle(window)
    shown = page(window)
    assert shown._empty.isVisible()
    assert "Nothing needs you" in shown.summary.text()


# Around it


def test_the_strip_leads_to_its_places(at_today: Any, windows: Any) -> None:
    for part, place in (("accounts", "accounts"), ("renewals", "renewals"), ("health", "risk")):
        at_today.go("today")
        windows.settle(at_today)
        getattr(page(at_today).strip, part).click()
        windows.settle(at_today)
        assert at_today.going.current == place


def test_the_routine_is_ticked_and_leads_on(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    row = next(one for one in shown.findChildren(RoutineRow) if one.item.id == "messages")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    windows.settle(at_today)
    assert shown.routine._count.text() == "1 of 7"
    row = next(one for one in shown.findChildren(RoutineRow) if one.item.id == "tomorrow")
    QTest.keyClick(row, Qt.Key.Key_Return)
    windows.settle(at_today)
    assert at_today.going.current == "reviews"
    at_today.go("today")
    shown.routine.scope_chosen.emit("week")
    windows.settle(at_today)
    assert shown.routine._which.text() == "Week 48"


def test_the_next_meetings_open_and_lead_to_the_calendar(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    (row,) = shown.findChildren(MeetingRow)
    assert "23:30" in row.accessibleName()
    shown.meetings.calendar.emit()
    windows.settle(at_today)
    assert at_today.going.current == "reviews"
    assert at_today.stack.currentWidget().look.value() == "month"


def test_the_quadrants_part_by_weight_and_time(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    shown.look.set_value("quadrants")
    shown._look_chosen()
    first, plan, *_ = shown.quadrants.models()
    words = [first.index(row).data() for row in range(first.rowCount())]
    assert any("Send the list" in one for one in words)
    assert any("Book the room" in plan.index(row).data() for row in range(plan.rowCount()))
    view = shown.quadrants.lists()[0]
    view.show_key(key_of(shown, "Send the list"))
    QTest.keyClick(view, Qt.Key.Key_Space)
    windows.settle(at_today)
    assert "Send the list" not in titles(shown)


def test_the_week_is_proposed_taken_over_and_printed(
    at_today: Any, windows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(at_today)
    desk = at_today.context.desk
    shown.enter(view="week")
    windows.settle(at_today)
    cards = {one.slot.entry.item.title: one for one in shown.findChildren(SlotCard)}
    assert {"Send the list", "Book the room"} <= set(cards)
    moved = [one.slot for one in cards.values() if one.slot.moves]
    assert moved
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "week.pdf"), ""))
    monkeypatch.setattr("csdesk.ui.pages.today.week.QDesktopServices.openUrl", lambda _url: True)
    press(shown, "week.print")
    windows.settle(at_today)
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF")
    press(shown, "week.accept")
    windows.settle(at_today)
    assert desk.undo_name == "Plan the week"
    at_today.actions_registry.do("undo")
    windows.settle(at_today)


def test_the_weekly_report_opens_its_form(at_today: Any, windows: Any) -> None:
    press(page(at_today), "today.report")
    windows.settle(at_today)
    assert at_today.going.current == "document"
    assert "eekly" in at_today.stack.currentWidget().title


# The quick touch


@pytest.fixture
def touching(at_today: Any, windows: Any) -> Iterator[Any]:
    at_today.go("account", account_id=1)
    windows.settle(at_today)
    yield at_today
    for one in QApplication.topLevelWidgets():
        if isinstance(one, TouchDialog | ActionDialog) and one.isVisible():
            one._logged = True  # type: ignore[union-attr]
            one.close()


def open_touch(window: Any) -> TouchDialog:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    found = dialog(TouchDialog)
    assert isinstance(found, TouchDialog)
    return found


def test_a_touch_is_logged_by_keyboard_alone(touching: Any, windows: Any) -> None:
    desk = touching.context.desk
    asked = open_touch(touching)
    assert asked.account.number() == 1, "the account in sight is preset"
    who = asked.who.lineEdit()
    assert who is not None
    QTest.keyClicks(who, "Ines")
    QTest.keyClick(who, Qt.Key.Key_Return)
    QTest.keyClick(asked.when, Qt.Key.Key_Return)
    QTest.keyClicks(asked.summary, "Walked through the list")
    QTest.keyClick(asked.summary, Qt.Key.Key_Return)
    QTest.keyClicks(asked.promises.line, "Marek sends the codes by friday")
    assert asked.promises.due.accessibleName().startswith("Fri 27 Nov")
    QTest.keyClick(asked.promises.line, Qt.Key.Key_Return)
    assert asked.isVisible()
    assert [one.title for one in asked.promises.found] == ["Send the codes"]
    QTest.keyClicks(asked.next, "in 2 weeks")
    QTest.keyClick(asked.next, Qt.Key.Key_Return)
    windows.settle(touching)
    touch = records.of_account(desk, "touch", 1)[-1]
    assert (touch.values["summary"], touch.values["next_touch"]) == ("Walked through the list", date(2026, 12, 7))
    assert touch.values["contact"] is not None
    desk.undo()
    windows.settle(touching)
    assert all(one.values["summary"] != "Walked through the list" for one in records.of_account(desk, "touch", 1))
    assert all(one.title != "Send the codes" for one in records.of_account(desk, "action", 1))


def test_what_is_missing_is_said_once_and_then_it_is_logged(touching: Any, windows: Any) -> None:
    desk = touching.context.desk
    asked = open_touch(touching)
    press(asked, "touch.go")
    assert asked.isVisible(), "without a summary there is no touch"
    asked.summary.setText("Short call")
    press(asked, "touch.go")
    assert asked.isVisible()
    assert "the next touch" in asked.missing.text()
    press(asked, "touch.go")
    windows.settle(touching)
    assert records.of_account(desk, "touch", 1)[-1].values["summary"] == "Short call"


def test_escape_loses_nothing(touching: Any, windows: Any) -> None:
    desk = touching.context.desk
    asked = open_touch(touching)
    asked.summary.setText("Half a thought")
    asked.promises.line.setText("I send it tomorrow")
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    windows.settle(touching)
    kept = touches.drafted(desk)
    assert kept is not None and kept.summary == "Half a thought" and kept.promises[0].title == "Send it"
    touching.activateWindow()
    QApplication.processEvents()
    again = open_touch(touching)
    assert again.summary.text() == "Half a thought"
    assert [one.title for one in again.promises.found] == ["Send it"]
    again._forget()
    windows.settle(touching)
    assert touches.drafted(desk) is None


def test_a_new_action_is_read_from_its_words(at_today: Any, windows: Any) -> None:
    shown = page(at_today)
    shown.list.show_key(key_of(shown, "Send the list"))
    shown.new_action()
    asked = dialog(ActionDialog)
    assert asked.account.number() == 1
    QTest.keyClicks(asked.line, "Marek sends the codes by friday")
    assert asked.owner.accessibleName() == "Marek Dvorak"
    press(asked, "action.go")
    windows.settle(at_today)
    made = records.of_account(at_today.context.desk, "action", 1)[-1]
    assert (made.title, made.values["due"]) == ("Send the codes", date(2026, 11, 27))
    assert today.read(at_today.context.desk).entry(f"action/{made.id}") is not None


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_appearances_draw_it(at_today: Any, theme: Theme, mode: str) -> None:
    at_today.set_appearance(mode=mode)
    picture = at_today.grab().toImage()
    assert picture.width() >= 1400
    QTest.qWait(20)


def test_a_large_book_is_read_in_parts_and_other_work_comes_in_between(
    busy: Path, windows: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csdesk.desk import today_memory

    monkeypatch.setattr(today_memory.Memory.part, "__defaults__", (1,))
    window = windows.open(busy)
    shown = page(window)
    before = titles(shown)
    assert "Send the list" in before
    seen: list[str] = []
    said = shown.set_summary

    def say(words: str) -> None:
        seen.append(words)
        said(words)

    monkeypatch.setattr(shown, "set_summary", say)
    today_memory.memory(shown._desk)._all = True
    shown.changed(None)  # type: ignore[arg-type]
    between: list[str] = []
    window.context.read(lambda: "", done=lambda _: between.append(shown.summary.text()))
    qtbot.waitUntil(lambda: bool(seen) and "Reading" not in seen[-1])
    assert seen[0] == "Monday 23 November. Reading the book: 1 of 3 accounts."
    assert between and "Reading" in between[0], "what was asked meanwhile did not wait for the whole book"
    assert titles(shown) == before
