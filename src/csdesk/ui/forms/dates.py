"""The date editor: typing in any way people write a date, what was understood beside it, and a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QToolButton, QWidget

from csdesk.forms.schema import FormField
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.forms.text import TextEditor
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.chips import AccentChip
from csdesk.ui.widgets.overlays import Popover
from csdesk.ui.widgets.text import Label


class Month(QCalendarWidget):
    """A month in the colours of the theme, weekends no louder than other days; its own head turns the pages."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setNavigationBarVisible(False)
        self.setGridVisible(False)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.setFixedSize(theme().px(264), theme().px(212))
        plain, head = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(theme().colour("text"))
        head.setForeground(theme().colour("text.faint"))
        head.setBackground(theme().colour("raised"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, plain)
        self.setHeaderTextFormat(head)
        self._title = Label("", "strong", parent=parent)
        self.currentPageChanged.connect(self._turned)
        self._turned(self.yearShown(), self.monthShown())

    def head(self) -> QHBoxLayout:
        """The month's name between two buttons."""
        line = QHBoxLayout()
        back = IconButton("chevron-left", "Previous month", parent=self.parentWidget())
        on = IconButton("chevron-right", "Next month", parent=self.parentWidget())
        back.clicked.connect(self.showPreviousMonth)
        on.clicked.connect(self.showNextMonth)
        line.addSpacing(theme().px(8))
        line.addWidget(self._title)
        line.addStretch(1)
        line.addWidget(back)
        line.addWidget(on)
        return line

    def _turned(self, year: int, month: int) -> None:
        self._title.setText(f"{date(year, month, 1):%B} {year}")


class DateEditor(TextEditor):
    """A date, typed ("31/3", "in 2 weeks", "end of May") or picked. While typing, a chip says which day is meant."""

    def __init__(self, field: FormField, host: FormHost, parent: QWidget | None = None) -> None:
        super().__init__(field, host, parent)
        self.line.setPlaceholderText(field.placeholder or "A date, or “end of May”")
        self.line.setFont(theme().font("body", tabular=True))
        self._open = QAction(theme().icon("calendar"), "Open the calendar", self)
        self._open.triggered.connect(self.open_calendar)
        theme().changed.connect(self._set_icon)
        self.line.addAction(self._open, QLineEdit.ActionPosition.TrailingPosition)
        self.chip = AccentChip("", self.line)
        self.chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.line.installEventFilter(self)
        self.finished.connect(self._settle)
        self._popup: Popover | None = None

    def name(self, accessible: str, object_name: str) -> None:
        super().name(accessible, object_name)
        for button in self.line.findChildren(QToolButton):
            button.setAccessibleName(f"{accessible}: open the calendar")
            button.setObjectName(f"{object_name}.calendar")

    def _set_icon(self) -> None:
        self._open.setIcon(theme().icon("calendar"))

    def _typed(self) -> None:
        self._show_chip()
        super()._typed()

    def _show_chip(self) -> None:
        """Shows the day that the text means, unless the text says it in just those words."""
        text = self.line.text().strip()
        day = self.host.read_date(text) if text else None
        shown = self.host.show_date(day) if day else ""
        if not day or shown == text:
            self.chip.hide()
            return
        self.chip.set(shown)
        self.chip.resize(self.chip.sizeHint())
        self._place_chip()

    def _place_chip(self) -> None:
        written = self.line.fontMetrics().horizontalAdvance(self.line.text()) + 12
        left = self.line.width() - self.chip.width() - 32
        self.chip.move(left, (self.line.height() - self.chip.height()) // 2)
        self.chip.setVisible(left > written and self.line.hasFocus())
        self.line.setToolTip("" if self.chip.isVisible() else self.chip.accessibleName())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.chip.isHidden():
            self._place_chip()

    def _settle(self) -> None:
        """When the field is left, shows the date that was understood in its usual form."""
        self.chip.hide()
        day = self.host.read_date(self.line.text().strip())
        if day is not None:
            self.line.setText(self.host.show_date(day))

    def open_calendar(self) -> None:
        """Opens the month of the date in the field, or this month."""
        popup = Popover(self.line, f"Calendar for {self.field.label}", padding=8)
        calendar = Month(f"Calendar for {self.field.label}", popup)
        day = self.host.read_date(self.line.text().strip()) or self.host.today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        popup.body.addLayout(calendar.head())
        popup.body.addWidget(calendar)
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        self._popup = popup
        popup.destroyed.connect(self._closed)
        popup.open_below()
        calendar.setFocus()

    def _closed(self) -> None:
        self._popup = None

    def _picked(self, day: QDate) -> None:
        popup = self._popup
        if popup is None:
            return
        popup.close()
        self.line.setText(self.host.show_date(date(day.year(), day.month(), day.day())))
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.finished.emit()

    def show_answer(self, value: object, text: str) -> None:
        super().show_answer(value, text)
        self.chip.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if down or event.key() == Qt.Key.Key_F4:
                self.open_calendar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finished.emit()
                return False
        return super().eventFilter(watched, event)
