"""The bar at the foot of the wizard: what is so far, and the ways on."""

from __future__ import annotations

from csdesk.ui.widgets.buttons import Button
from csdesk.ui.widgets.layouts import FooterBar
from csdesk.ui.widgets.text import Label


class Footer(FooterBar):
    """A sentence at the left; at the right straight to the check, save the rejected rows, back and on."""

    def __init__(self) -> None:
        super().__init__(wizard=True)
        self._bold = Label("", "strong", tabular=True)
        self._soft = Label("", "body", "soft", tabular=True, elide=True)
        self.skip = Button("Straight to the check", "quiet", tip="Ctrl+Enter")
        self.rejects = Button("Save rejected rows as CSV", "quiet")
        self.back = Button("Back")
        self.next = Button("Next", "primary")
        self._busy = False
        self._allowed = True
        self.row.addWidget(self._bold)
        self.row.addWidget(self._soft, 1)
        for button in (self.rejects, self.skip, self.back, self.next):
            self.row.addWidget(button)

    def say(self, bold: str, soft: str) -> None:
        """Show the sentence."""
        self._bold.setText(bold)
        self._bold.setVisible(bool(bold))
        self._soft.setText(soft)

    def text(self) -> str:
        """The whole sentence."""
        return f"{self._bold.full_text()} {self._soft.full_text()}".strip()

    def show_buttons(self, *, first: bool, skip: bool, rejects: int, last: bool, allowed: bool) -> None:
        """Show the buttons of a step."""
        self.back.setText("Another file" if first else "Back")
        self.skip.setVisible(skip)
        self.rejects.setVisible(rejects > 0)
        self.rejects.setText("Save rejected row as CSV" if rejects == 1 else f"Save {rejects:,} rejected rows as CSV")
        self.next.setText("Apply the import" if last else "Next")
        self._allowed = allowed or not last
        self.next.setToolTip("" if self._allowed else "This book is open for reading only")
        self.next.setEnabled(self._allowed and not self._busy)

    def set_busy(self, busy: bool) -> None:
        """Show that the plan is being worked out again."""
        self._busy = busy
        if busy:
            self.say("Working it out again", "with your last choice")
        self.next.setEnabled(self._allowed and not busy)
        self.skip.setEnabled(not busy)
