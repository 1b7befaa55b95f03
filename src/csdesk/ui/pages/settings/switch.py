"""What another way of working would change, shown before it is chosen: bands, tiers and cadence, account by account."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csdesk.desk.policies import Effect, Moved
from csdesk.ui.theme import theme
from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.cards import Rule
from csdesk.ui.widgets.checks import CheckBox
from csdesk.ui.widgets.layouts import Scroll
from csdesk.ui.widgets.overlays import Dialog
from csdesk.ui.widgets.text import Label, Text
from csdesk.values.days import count

_MOST = 100
"""Names in one list; the grid shows the others once it is chosen."""


class SwitchDialog(Dialog):
    """Shows the effect and asks; `taken` is told whether accounts get the tiers of the new way at once."""

    def __init__(self, parent: QWidget | None, title: str, effect: Effect, taken: Callable[[bool], None]) -> None:
        super().__init__(parent, f"Switch to {title}", wide=True)
        self._taken = taken
        words = "This is what it makes of your book. Your data stays as it is, and you can switch back at any time."
        self.body.addWidget(Text(words, "body", "soft"))
        scroll = Scroll("What changes", spacing=12)
        scroll.setFixedHeight(theme().px(380))
        scroll.body.addWidget(_part("Health", "change band", effect.moved, effect.now, effect.then))
        scroll.body.addWidget(Rule())
        scroll.body.addWidget(_part("Tiers", "change tier", effect.tiers, effect.tiers_now, effect.tiers_then))
        scroll.body.addWidget(Rule())
        scroll.body.addWidget(_part("Cadence", "are touched more or less often", effect.cadences, {}, {}))
        scroll.body.addStretch(1)
        self.body.addWidget(scroll)
        self._tiers = CheckBox(f"Give {count(len(effect.tiers), 'account')} the tier of its rules at once")
        self._tiers.setObjectName("switch.tiers")
        self._tiers.setVisible(bool(effect.tiers))
        self.body.addWidget(self._tiers)
        cancel = Button("Cancel", "quiet")
        cancel.clicked.connect(self.reject)
        self.add_button(cancel)
        switch = self.add_button(Button("Switch", "primary"))
        switch.clicked.connect(self._accept)
        switch.setDefault(True)

    def _accept(self) -> None:
        self._taken(self._tiers.isChecked())
        self.accept()


def _part(title: str, verb: str, moved: tuple[Moved, ...], now: Mapping[str, int], then: Mapping[str, int]) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, theme().px(8), 0)
    column.setSpacing(theme().px(4))
    number = len(moved)
    said = f"{count(number, 'account')} {verb}" if number else f"No account {verb.replace('are', 'is', 1)}"
    if number == 1:
        said = said.replace("change ", "changes ").replace("are ", "is ")
    elif not number:
        said = said.replace("change ", "changes ")
    column.addWidget(Label(f"{title}: {said[0].lower()}{said[1:]}", "strong"))
    if then:
        column.addWidget(Text([("Now ", "soft"), (_counts(now), "soft"), ("\nThen ", "soft"), (_counts(then), "soft")],
                              "label"))  # fmt: skip
    lines = [f"{one.account}: {one.before or 'none'} → {one.after or 'none'}" for one in moved[:_MOST]]
    if number > _MOST:
        lines.append(f"and {number - _MOST} more")
    if lines:
        column.addWidget(Text([("\n".join(lines), "faint")], "label"))
    return holder


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "none"
