"""Meeting mode: the full window for a review while it is held. Everything is kept as it is typed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from csdesk.desk import meetings
from csdesk.desk.core import Changed
from csdesk.desk.documents import FieldPath
from csdesk.desk.meetings import Event, Log, Meeting, Part, Reading, Spoken, clock_text
from csdesk.ui.actions import key_text
from csdesk.ui.context import Context
from csdesk.ui.pages.meeting.catching import Caught, begin, complete_action, finish, read_caught
from csdesk.ui.pages.meeting.frame import HourBar, TopStrip
from csdesk.ui.pages.meeting.keys import install
from csdesk.ui.pages.meeting.middle import Middle
from csdesk.ui.pages.meeting.parts import PartList
from csdesk.ui.pages.meeting.right import Right
from csdesk.ui.pages.meeting.showing import items_of, pace_words
from csdesk.ui.pages.reviews import extras

_CAUGHT = frozenset({"action", "risk", "opportunity", "contact"})
NARROW = 1300
"""Below this width, in unscaled pixels, both sides give room to the middle."""


class MeetingPage(QWidget):
    """`enter(review_id=7)` starts the meeting's clock; one that was stopped stays so until a person lets it go on."""

    TICK = 500

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = "Meeting"
        self._context, self._desk = context, context.desk
        self._review = 0
        self._meeting: Meeting | None = None
        self._log = Log()
        self._lines: dict[str, list[str]] = {}
        self._answers: dict[FieldPath, str] = {}
        self._shown = ""
        self._found: Caught = ({}, {})
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.top, self.parts, self.middle, self.right, self.hour = TopStrip(), PartList(), Middle(), Right(), HourBar()
        column = QVBoxLayout(self)
        row = QHBoxLayout()
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.addWidget(self.parts)
        row.addWidget(self.middle, 1)
        row.addWidget(self.right)
        column.addWidget(self.top)
        column.addLayout(row, 1)
        column.addWidget(self.hour)
        self._timer = QTimer(self)
        self._timer.setInterval(self.TICK)
        self._timer.timeout.connect(self.tick)
        self._connect()
        install(self, context.actions)
        context.saved.connect(self._saved)

    def _connect(self) -> None:
        self.top.left.connect(self.leave_mode)
        self.top.paused.connect(self.pause)
        self.top.slides.connect(self._slides)
        self.top.ended.connect(self.end)
        self.parts.chosen.connect(self.go_to)
        self.middle.speaking.switch.chosen.connect(self.speak)
        self.middle.prompts.ticked.connect(self.tick_prompt)
        self.middle.go_on.connect(self.next_part)
        self.middle.captures.answered.connect(self._answered)
        self.middle.notes.now = self._elapsed
        self.middle.notes.typed.connect(self._keep_notes)
        self.middle.notes.entered.connect(self._keep_notes)
        self.middle.notes.promised.connect(partial(self.said, "action"))
        self.right.read = self._read
        self.right.said.connect(self.said)
        self.right.completed.connect(self._complete)

    # What the window asks

    def enter(self, review_id: int = 0, **_where: object) -> None:
        """Starts, or goes on with, the meeting of a review."""
        if review_id and review_id != self._review:
            self.flush()
            self._review, self._meeting, self._shown = review_id, None, ""
        if self._review:
            self._context.write(begin, self._desk, self._review, done=self._begun, failed=self._cannot)

    def where(self) -> dict[str, object]:
        """What brings one back here."""
        return {"review_id": self._review}

    def flush(self) -> None:
        """Writes what is typed and not yet kept."""
        if self._meeting is not None:
            self.middle.notes.flush()
            self.middle.captures.flush()

    def leave(self) -> None:
        """Goes out of sight: what is typed is kept, the meeting's clock goes on."""
        self.flush()
        self._timer.stop()

    def changed(self, changed: Changed) -> None:
        """Shows what was caught, and the plan's goals, as they are now."""
        if self._meeting is None:
            return
        if changed.kinds & _CAUGHT:
            self._read_caught()
        if "goal" in changed.kinds:
            self.right.show_promises(meetings.promises(self._desk, self._meeting.account_id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        px = self._context.theme.px
        narrow = self.width() < px(NARROW)
        self.parts.setFixedWidth(px(256 if narrow else 288))
        self.right.setFixedWidth(px(344 if narrow else 392))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._meeting is not None:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    # Beginning

    def _cannot(self, problem: Exception) -> None:
        self._context.go("review", review_id=self._review)
        self._context.error(problem)

    def _begun(self, found: tuple[Meeting, Log]) -> None:
        meeting, log = found
        if meeting.review_id != self._review:
            return
        again = self._meeting is not None
        self._meeting = meeting
        if not again:
            self._log = log
            self._lines = {one.id: list(one.lines) for one in meeting.parts}
            self._answers = {one.path: one.text for part in meeting.parts for one in part.captures}
        self.title = f"{meeting.account}, {meeting.title}"
        self.top.show_meeting(meeting)
        self.top.show_slides.setVisible(extras.has_slides(meeting.type))
        keys = [key_text(f"Ctrl+{place + 1}") for place in range(len(meeting.parts))]
        self.parts.show_parts(meeting.parts, keys)
        self.hour.show_parts(meeting.parts)
        self.right.show_promises(meeting.promises)
        now = self._desk.clock.now()
        if not self._log.events:
            self._happen(Event(now, "start", meeting.parts[0].id), Event(now, "speaker", "us"))
        self._show_part()
        self._read_caught()
        if self.isVisible():
            self._timer.start()
            self.middle.notes.line.setFocus()

    # The clock

    def _reading(self) -> Reading:
        return meetings.read(self._log.events, self._desk.clock.now())

    def _elapsed(self) -> float:
        return self._reading().elapsed

    def _happen(self, *events: Event) -> None:
        self._log = self._log.after(*events)
        self._keep_log()
        self.tick()

    def _keep_log(self) -> None:
        if not self._desk.read_only:
            self._context.write(meetings.keep, self._desk, self._review, self._log)

    def tick(self) -> None:
        """Shows the time as it is now."""
        meeting = self._meeting
        if meeting is None:
            return
        found = self._reading()
        part = meeting.part(found.part)
        self.top.show_time(found)
        self.parts.show_time(found)
        self.middle.show_time(part, found)
        began = found.began.astimezone() if found.began else None
        start = began or meeting.starts
        self.hour.show_time(found, start, max(meeting.minutes, meeting.total))
        self.parts.pace.set_parts(pace_words(meeting, found))

    def speak(self, side: str) -> None:
        """Says who speaks now; "" for nobody."""
        if self._meeting is not None and self._reading().speaker != side:
            self._happen(Event(self._desk.clock.now(), "speaker", side))

    def key_speak(self, side: str) -> None:
        """The same by a key: pressed again, nobody speaks."""
        self.speak("" if self._reading().speaker == side else side)

    def pause(self) -> None:
        """Stops the clock, or lets it go on."""
        if self._meeting is not None:
            running = self._reading().running
            self._happen(Event(self._desk.clock.now(), "pause" if running else "resume"))

    def has_part(self, place: int) -> bool:
        """Whether there is a part at this place, from 0."""
        return self._meeting is not None and place < len(self._meeting.parts)

    def go_to_place(self, place: int) -> None:
        """Goes to a part by its place, from 0."""
        if self._meeting is not None and 0 <= place < len(self._meeting.parts):
            self.go_to(self._meeting.parts[place].id)

    def go_to(self, part: str) -> None:
        """Goes to a part."""
        if self._meeting is None or part == self._reading().part:
            return
        self.flush()
        self._end_line()
        self._happen(Event(self._desk.clock.now(), "part", part))
        self._show_part()
        self.middle.notes.line.setFocus()

    def _step(self, by: int) -> bool:
        meeting = self._meeting
        if meeting is None:
            return False
        order = [one.id for one in meeting.parts]
        place = order.index(meeting.part(self._reading().part).id) + by
        if not 0 <= place < len(order):
            return False
        self.go_to(order[place])
        return True

    def next_part(self) -> None:
        """Goes to the next part; at the last one, ends the meeting."""
        if not self._step(1):
            self.end()

    def previous_part(self) -> None:
        """Goes to the part before."""
        self._step(-1)

    # The part that is on

    def _part(self) -> Part | None:
        return self._meeting.part(self._reading().part) if self._meeting is not None else None

    def _show_part(self) -> None:
        meeting, part = self._meeting, self._part()
        if meeting is None or part is None:
            return
        if self._shown != part.id:
            self._shown = part.id
            place = [one.id for one in meeting.parts].index(part.id)
            following = meeting.parts[place + 1].title if place + 1 < len(meeting.parts) else ""
            known = tuple(replace(one, text=self._answers.get(one.path, "")) for one in part.captures)
            self.middle.show_part(replace(part, captures=known), self._lines[part.id], following)
        self._show_ticks()
        self.tick()

    def _asked(self) -> list[float | None]:
        part = self._part()
        if part is None:
            return []
        ticked = self._log.ticked or {}
        return [ticked.get(f"{part.id}/{place}") for place in range(len(part.prompts))]

    def _show_ticks(self) -> None:
        self.middle.prompts.show_ticks(self._asked())

    def tick_prompt(self, place: int) -> None:
        """Says that a prompt was asked, or takes it back."""
        part = self._part()
        if part is None:
            return
        ticked = dict(self._log.ticked or {})
        key = f"{part.id}/{place}"
        if ticked.pop(key, None) is None:
            ticked[key] = self._elapsed()
        self._log = replace(self._log, ticked=ticked)
        self._keep_log()
        self._show_ticks()

    def tick_next(self) -> None:
        """Says that the next prompt was asked."""
        place = next((place for place, at in enumerate(self._asked()) if at is None), -1)
        if place >= 0:
            self.tick_prompt(place)

    def _end_line(self) -> None:
        """What is being typed becomes a line of its part before another part comes."""
        part = next((one for one in self._meeting.parts if one.id == self._shown), None) if self._meeting else None
        if part is not None:
            self._lines[part.id] = self.middle.notes.lines()

    def _keep_notes(self) -> None:
        meeting = self._meeting
        if meeting is None or not self._shown:
            return
        part = meeting.part(self._shown)
        self._lines[part.id] = self.middle.notes.lines()
        self._context.write(meetings.set_notes, self._desk, meeting, part, tuple(self._lines[part.id]))
        self._show_caught()

    def _answered(self, path: FieldPath, text: str) -> None:
        if self._meeting is not None:
            self._answers[path] = text
            self._context.write(meetings.set_answer, self._desk, self._meeting, path, text)

    # What it brings

    def _read(self, text: str) -> Spoken | None:
        if self._meeting is None:
            return None
        clock, formats = self._desk.clock, self._desk.formats
        return meetings.read_action(text, self._meeting.owners, clock.today(), formats.date_order)

    def catch(self, kind: str) -> None:
        """Goes to the line where something of a kind is typed."""
        self.right.show_kind(kind)
        self.right.box.line.setFocus()

    def said(self, kind: str, text: str) -> None:
        """Takes what was said: an action, a risk, an opportunity, or a quote."""
        meeting, part = self._meeting, self._part()
        if meeting is None or part is None:
            return
        at = self._elapsed()
        if kind == "quote":
            words = text.strip('“”"')
            self.middle.notes.add(f"{clock_text(at)} “{words}”")
            self._keep_notes()
            return
        if kind != "action":
            self._context.write(meetings.say, self._desk, meeting, kind, text)
            return
        spoken = self._read(text)
        if spoken is None or not spoken.title:
            return

        def made(changed: Any) -> None:
            if changed.record_id is not None:
                said = dict(self._log.said or {}) | {changed.record_id: (at, part.id)}
                self._log = replace(self._log, said=said)
                self._keep_log()
                self._show_caught()

        self._context.write(meetings.act, self._desk, meeting, spoken, done=made, owner=self)

    def _read_caught(self) -> None:
        if self._meeting is not None:
            self._context.read(read_caught, self._desk, self._meeting, self._log, done=self._take_caught)

    def _take_caught(self, found: Caught) -> None:
        self._found = found
        self._show_caught()

    def _show_caught(self) -> None:
        if self._meeting is not None:
            found, names = self._found
            said = self._log.said or {}
            self.right.show_items(items_of(self._meeting, found, names, said, self._lines))

    def _complete(self, action_id: int) -> None:
        complete_action(self, self._desk, action_id)

    # Leaving

    def _saved(self) -> None:
        if self._meeting is not None:
            self.hour.show_saved(f"Saved {self._desk.clock.now().astimezone():%H:%M}")

    def _slides(self) -> None:
        if self._meeting is not None:
            extras.show_slides(self._context, self, self._meeting.account_id, self._review)

    def leave_mode(self) -> None:
        """Goes back to the review; the clock goes on."""
        self._context.go("review", review_id=self._review)

    def end(self) -> None:
        """Ends the meeting: it is held, talk time is kept, and its page says how to close it."""
        meeting = self._meeting
        if meeting is None:
            return
        self.flush()
        self._end_line()
        self._happen(Event(self._desk.clock.now(), "end"))
        found = self._reading()
        self._context.write(finish, self._desk, meeting, found, done=self._ended)

    def _ended(self, _answer: object) -> None:
        self._meeting, self._shown = None, ""
        self._context.go("review", review_id=self._review)
        self._context.toast("The meeting is held. Close it within 24 hours")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A bare number goes to that part while no line is being typed in."""
        typing = isinstance(self.focusWidget(), QLineEdit)
        place = event.key() - Qt.Key.Key_1
        if not typing and not event.modifiers() and 0 <= place < 9 and self.has_part(place):
            self.go_to_place(place)
            return
        super().keyPressEvent(event)
