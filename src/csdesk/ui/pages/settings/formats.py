"""Formats: how dates, numbers and money are written, with examples that follow the choice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.ui.theme import theme
from csdesk.ui.widgets import ComboBox, FieldBox, Rule, Segmented, Text
from csdesk.values import currencies
from csdesk.values.formats import NARROW_SPACE, NO_BREAK_SPACE, Formats

if TYPE_CHECKING:
    from csdesk.ui.context import Context

_ORDERS = (("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day"))
_SIGNS = (("., ", "1,234.56"), (",. ", "1.234,56"), (",_ ", "1 234,56"), (".’ ", "1’234.56"))
_USUAL = ("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "JPY", "INR", "BRL")


class FormatsSection(QWidget):
    """Date order, number signs and the usual currency."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(16))
        self._order = Segmented("Order of a typed date", _ORDERS)
        self._order.chosen.connect(self._keep)
        box = FieldBox("Order of a typed date", self._order, hint="What 4/3 means. Dates are shown as 5 Feb 2027")
        column.addWidget(box)
        self._signs = Segmented("Numbers", [(key.strip(), words) for key, words in _SIGNS])
        self._signs.chosen.connect(self._keep)
        column.addWidget(FieldBox("Numbers", self._signs))
        self._currency = ComboBox("Usual currency")
        codes = [*_USUAL, *sorted(currencies.CODES - set(_USUAL))]
        self._currency.set_options([(code, code) for code in codes])
        self._currency.setFixedWidth(theme().px(160))
        self._currency.activated.connect(self._keep)
        hint = "For amounts typed without a sign. An account keeps its own currency"
        column.addWidget(FieldBox("Usual currency", self._currency, hint=hint))
        column.addWidget(Rule())
        self._examples = Text("", "body", "soft")
        column.addWidget(self._examples)
        column.addStretch(1)
        self.show_values()

    def show_values(self) -> None:
        """Read the formats again."""
        formats = self._context.desk.formats
        self._order.set_value(formats.date_order)
        group = "_" if formats.group in (" ", NO_BREAK_SPACE, NARROW_SPACE) else formats.group
        self._signs.set_value(f"{formats.decimal}{group}")
        self._currency.set_value(formats.currency)
        for widget in (self._order, self._signs, self._currency):
            widget.setEnabled(not self._context.desk.read_only)
        self._show_examples(formats)

    def _keep(self, _value: object = None) -> None:
        from csdesk.desk import settings

        now = self._context.desk.formats
        signs = self._signs.value() or f"{now.decimal}{now.group}"
        group = NO_BREAK_SPACE if signs[1] == "_" else signs[1]
        order = self._order.value() or now.date_order
        wanted = replace(
            now,
            date_order=order,  # type: ignore[arg-type]
            decimal=signs[0],
            group=group,
            currency=self._currency.value() or now.currency,
        )
        self._show_examples(wanted)
        if wanted != now:
            self._context.write(settings.set_formats, self._context.desk, wanted)

    def _show_examples(self, formats: Formats) -> None:
        from csdesk.values.dates import parse_date
        from csdesk.values.days import format_date
        from csdesk.values.money import Money, format_money
        from csdesk.values.numbers import format_number, format_percent

        today = self._context.desk.clock.today()
        typed = "4/3" if formats.date_order != "ymd" else "2027/3/4"
        day = parse_date(typed, today, formats.date_order)
        amount = Money.of(412000, formats.currency)
        exact = format_money(Money.of("1284.5", formats.currency), formats, "exact")
        self._examples.set_parts(
            [
                ("Typed ", "soft"),
                (typed, "bold"),
                (" is read as ", "soft"),
                (format_date(day, "long"), "bold"),
                ("\nAmounts ", "soft"),
                (f"{format_money(amount, formats)}   {format_money(amount, formats, 'short')}   {exact}", "bold"),
                ("\nNumbers ", "soft"),
                (f"{format_number(1234567, formats)}   {format_percent(81.4, formats)}", "bold"),
            ]
        )
