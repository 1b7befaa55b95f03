"""The forecast card: by health and by the own calls, multiplied out by score band, and where the two differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from csdesk.desk.renewal_calls import Accuracy
from csdesk.desk.renewals import Forecast
from csdesk.ui.theme import theme
from csdesk.ui.widgets import paint
from csdesk.ui.widgets.buttons import IconButton
from csdesk.ui.widgets.cards import Card, CardHead, Rule
from csdesk.ui.widgets.choices import Segmented
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Menu
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.numbers import group

_END = Qt.AlignmentFlag.AlignRight
WINDOWS = (90, 180, 365)


def plain(money: Money, formats: Formats) -> str:
    """An amount without its sign, where the sum names the currency."""
    return ("−" if money.minor < 0 else "") + group(f"{abs(money.amount):.0f}", formats)


def whole(money: Money, formats: Formats) -> str:
    """An amount with its sign, without decimals: a forecast is not exact to the cent."""
    return format_money(Money.of(round(money.amount), money.currency), formats)


def signed(money: Money, formats: Formats) -> str:
    """A change with its sign: "+61,800", "−38,400"."""
    return plain(money, formats) if money.minor <= 0 else f"+{plain(money, formats)}"


class ForecastSheet(QWidget):
    """One currency's forecast, painted; a screen reader hears the same as one text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Forecast | None = None
        self._accuracy: Accuracy | None = None
        self._formats = Formats()
        self._trying = False
        self._read = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Forecast")

    def show_forecast(
        self, found: Forecast | None, accuracy: Accuracy | None, formats: Formats, *, trying: bool = False
    ) -> None:
        """Show these sums; `trying`: the calls in them are only tried out."""
        before = self.sizeHint()
        self._read = True
        self._found, self._accuracy, self._formats, self._trying = found, accuracy, formats, trying
        self.setAccessibleDescription(" ".join(self.lines()))
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def lines(self) -> list[str]:
        """Everything it says, in sentences."""
        found = self._found
        if found is None:
            return ["No renewal is due."] if self._read else []

        def said(money: Money) -> str:
            return format_money(money, self._formats)

        lines = [
            f"By health {said(found.automatic)}, {found.automatic_share:.1f}% of {said(found.due)}.",
            f"My call {said(found.own)}, {found.own_share:.1f}%, differs in {len(found.differs)}.",
        ]
        for one in found.lines:
            chance = "no chance known" if one.percent is None else f"times {one.percent:g}%"
            lines.append(f"Score {one.scores}: {one.count}, {said(one.due)} {chance}, {said(one.expected)} expected.")
        lines.append(f"ARR at risk {said(found.due)} less {said(found.automatic)} is {said(found.at_risk)}.")
        for each in found.differs:
            before = "none" if each.automatic is None else f"{each.automatic:g}%"
            lines.append(f"{each.name}: {before} by health, {each.own:g}% by you, {signed(each.moves, self._formats)}.")
        return [*lines, *self._notes()]

    def _notes(self) -> list[str]:
        found, past = self._found, self._accuracy
        notes: list[str] = []
        if found is not None and found.unscored:
            notes.append(f"{found.unscored} without a score: counted as nothing.")
        if found is not None and found.unpriced:
            notes.append(f"{found.unpriced} without an ARR: in no sum.")
        if past is not None and past.rows:
            health = "–" if past.automatic_share is None else f"{past.automatic_share:.0f}%"
            own = "–" if past.own_share is None else f"{past.own_share:.0f}%"
            notes.append(
                f"{len(past.rows)} settled so far: {health} of the forecast by health came, {own} of my calls."
            )
            if past.differed:
                notes.append(f"My call was nearer in {past.closer} of {past.differed} where the two differed.")
        return notes

    def sizeHint(self) -> QSize:
        px = theme().px
        found = self._found
        if found is None:
            return QSize(px(240), px(72))
        height = 78 + 32 + 32 * (len(found.lines) + 1) + 40
        if found.differs:
            height += 44 + 24 * len(found.differs)
        notes = self._notes()
        if notes:
            height += 12 + sum(16 * self._rows_of(note) + 4 for note in notes)
        return QSize(px(240), px(height + 12))

    def _rows_of(self, note: str) -> int:
        width = max(self.width(), theme().px(240)) - theme().px(32)
        return 1 + int(paint.text_width(note, "label") // max(1, width))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px = theme(), theme().px
        painter = QPainter(self)
        width = float(self.width())
        found = self._found
        if found is None and not self._read:
            return
        if found is None:
            area = QRectF(px(16), px(16), width - px(32), px(20))
            paint.text(painter, area, "No renewal is due in this time.", tone="text.soft")
            painter.end()
            return
        y = self._figures(painter, found, width)
        y = self._table(painter, found, width, y)
        area = QRectF(px(16), y, width - px(32), px(40))
        due, automatic = plain(found.due, self._formats), plain(found.automatic, self._formats)
        words = f"ARR at risk: {due} − {automatic} = "
        taken = paint.text(painter, area, words, role="label", tone="text.soft", tabular=True)
        area.setLeft(area.left() + taken)
        paint.text(painter, area, whole(found.at_risk, self._formats), role="label-strong", tabular=True)
        y += px(40)
        if found.differs:
            painter.fillRect(QRectF(0, y, width, 1), colours.colour("line"))
            paint.text(painter, QRectF(px(16), y + px(12), width, px(20)), "Where your call differs", role="strong")
            y += px(40)
            for each in found.differs:
                row = QRectF(px(16), y, width - px(32), px(24))
                before = "–" if each.automatic is None else f"{each.automatic:g}%"
                name = row.adjusted(0, 0, -(width - px(16)) * 0.5, 0)
                paint.text(painter, name, each.name, role="label")
                middle = QRectF(row.left(), row.top(), width * 0.66 - px(16), row.height())
                paint.text(painter, middle, f"{before} → {each.own:g}%", role="label", tone="text.soft", align=_END,
                           tabular=True)  # fmt: skip
                paint.text(painter, row, signed(each.moves, self._formats), role="label", align=_END, tabular=True)
                y += px(24)
            y += px(4)
        notes = self._notes()
        if notes:
            painter.fillRect(QRectF(0, y, width, 1), colours.colour("line"))
            y += px(12)
            painter.setFont(colours.font("label"))
            painter.setPen(colours.colour("text.faint"))
            for note in notes:
                height = px(16) * self._rows_of(note)
                place = QRectF(px(16), y, width - px(32), height)
                painter.drawText(place, int(Qt.TextFlag.TextWordWrap), note)
                y += height + px(4)
        painter.end()

    def _figures(self, painter: QPainter, found: Forecast, width: float) -> float:
        colours, px = theme(), theme().px
        count = len(found.differs)
        differs = f"{found.own_share:.1f}%, differs in {count}" if count else f"{found.own_share:.1f}%, the same"
        parts = (
            ("By health", found.automatic, f"{found.automatic_share:.1f}% of {whole(found.due, self._formats)}"),
            ("My call, tried" if self._trying else "My call", found.own, differs),
        )
        half = width / 2
        for at, (label, money, note) in enumerate(parts):
            column = QRectF(at * half + px(16), 0, half - px(20), 0)
            tone = "accent.text" if self._trying and at else "text"
            for words, role, ink, top, height in (
                (label, "label", "text.soft", px(9), px(16)),
                (whole(money, self._formats), "figure", tone, px(26), px(26)),
                (note, "label", "text.soft", px(53), px(16)),
            ):
                line = QRectF(column.left(), top, column.width(), height)
                if role == "figure" and paint.text_width(words, "figure", tabular=True) > column.width():
                    words = format_money(money, self._formats, "short")
                paint.text(painter, line, words, role=role, tone=ink, tabular=True)  # type: ignore[arg-type]
        painter.fillRect(QRectF(round(half), 0, 1, px(78)), colours.colour("line"))
        painter.fillRect(QRectF(0, px(78) - 1, width, 1), colours.colour("line"))
        return float(px(78))

    def _table(self, painter: QPainter, found: Forecast, width: float, y: float) -> float:
        colours, px = theme(), theme().px
        ends = (width * 0.31, width * 0.55, width * 0.72, width - px(16))
        formats = self._formats
        # Sums of tens of millions stand smaller, so that no column touches the next.
        large = found.due.amount >= 10_000_000

        def line(cells: Sequence[str], role: str, tone: str, last: str = "line") -> None:
            nonlocal y
            row = QRectF(px(16), y, width - px(32), px(32))
            paint.text(painter, row, cells[0], role=role, tone=tone, tabular=True)  # type: ignore[arg-type]
            for words, end in zip(cells[1:], ends, strict=True):
                place = QRectF(0, y, end, px(32))
                ink = "text.soft" if words.startswith("×") else tone
                size = "label" if words.startswith("×") else role
                paint.text(painter, place, words, role=size, tone=ink, align=_END, tabular=True)  # type: ignore[arg-type]
            painter.fillRect(QRectF(0, y + px(32) - 1, width, 1), colours.colour(last))  # type: ignore[arg-type]
            y += px(32)

        line(("Score", "No.", "ARR due", "Chance", "Expected"), "label", "text.soft")
        for one in found.lines:
            chance = "–" if one.percent is None else f"× {one.percent:g}%"
            cells = (one.scores, str(one.count), plain(one.due, formats), chance, plain(one.expected, formats))
            line(cells, "label" if large else "body", "text")
        sums = ("Sum", str(found.count), plain(found.due, formats), "", plain(found.automatic, formats))
        line(sums, "label-strong" if large else "strong", "text", "line.strong")
        return y


class ForecastCard(Card):
    """`window_chosen(days)` is told when another window is wanted."""

    window_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, spacing=0, open_below=True, parent=parent)
        self.setAccessibleName("Forecast")
        self._days = 90
        self._found: tuple[Forecast, ...] = ()
        self._accuracy: tuple[Accuracy, ...] = ()
        self._formats, self._trying = Formats(), False
        self.head = CardHead("Forecast, 90 days")
        self.head.row.setContentsMargins(theme().px(16), 0, theme().px(8), 0)
        self.choose = IconButton("chevron-down", "Choose how far the forecast looks")
        self.choose.setObjectName("renewals.window")
        self.choose.clicked.connect(self._open_menu)
        self.head.add(self.choose)
        self.body.addWidget(self.head)
        self.currency = Segmented("Currency", [("USD", "USD")], "USD", small=True)
        self.currency.setObjectName("renewals.currency")
        self.currency.chosen.connect(self._show)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(theme().px(16), theme().px(8), theme().px(16), theme().px(8))
        row.addWidget(self.currency)
        row.addStretch(1)
        self.body.addWidget(self._row)
        self._rule = Rule()
        self.body.addWidget(self._rule)
        scroll = Scroll("Forecast", spacing=0)
        self.sheet = ForecastSheet()
        scroll.body.addWidget(self.sheet)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)

    def show_forecast(
        self,
        found: tuple[Forecast, ...],
        accuracy: tuple[Accuracy, ...],
        days: int,
        formats: Formats,
        *,
        trying: bool = False,
    ) -> None:
        """Show the forecast of each currency."""
        self._found, self._accuracy, self._formats, self._trying = found, accuracy, formats, trying
        self._days = days
        self.head.title.setText(f"Forecast, {days} days")
        known = [one.currency for one in found]
        several = len(known) > 1
        self._row.setVisible(several)
        self._rule.setVisible(several)
        if self.currency.value() not in known:
            self.currency.set_value(known[0] if known else "")
        if several:
            self.currency.set_segments([(one, one) for one in known])
        self._show()

    def _show(self, _chosen: str = "") -> None:
        wanted = self.currency.value()
        found = next((one for one in self._found if one.currency == wanted), self._found[0] if self._found else None)
        past = next((one for one in self._accuracy if found is not None and one.currency == found.currency), None)
        self.sheet.show_forecast(found, past, self._formats, trying=self._trying)

    def _open_menu(self) -> None:
        menu = Menu(self, "How far the forecast looks")
        for days in WINDOWS:
            menu.add(f"{days} days", self._choose(days), checked=days == self._days)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _choose(self, days: int):  # type: ignore[no-untyped-def]
        return lambda: self.window_chosen.emit(days)
