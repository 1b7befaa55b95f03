"""The room of the three panes: side by side in a wide window; in a narrow one the page, then the sections, give way."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from csdesk.ui.pages.document.form import FormPane
from csdesk.ui.pages.document.header import DocumentHeader
from csdesk.ui.pages.document.history import HistoryPane
from csdesk.ui.pages.document.preview import PreviewPane
from csdesk.ui.pages.document.sections import SectionsPane
from csdesk.ui.theme import theme

PREVIEW_FROM = 1150
"""From this width of the page the preview stands beside the form; below it is shown on demand."""
SECTIONS_FROM = 1000
"""Below this width the sections give way while the preview is shown."""


class Panes(QObject):
    """Sections, form, and at the right the exported page or the history."""

    uncovered = Signal()
    """The page at the right came into view, and wants to be drawn."""
    history_opened = Signal()

    def __init__(self, header: DocumentHeader, sections: SectionsPane, form: FormPane, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self.header, self.sections, self.form = header, sections, form
        self._wanted = False
        self.split = QSplitter(Qt.Orientation.Horizontal, parent)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.side = QStackedWidget(parent)
        self.preview = PreviewPane(parent)
        self.history = HistoryPane(parent)
        self.side.addWidget(self.preview)
        self.side.addWidget(self.history)
        self.split.addWidget(form)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        header.preview.connect(self._want)
        header.sections.connect(self._toggle_sections)
        header.history.connect(self.toggle_history)
        self.history.closed.connect(self.toggle_history)

    @property
    def watched(self) -> bool:
        """Whether anybody sees the page at the right."""
        return not self.side.isHidden()

    @property
    def history_shown(self) -> bool:
        """Whether the versions stand in the place of the page."""
        return self.watched and self.side.currentWidget() is self.history

    def arrange(self) -> None:
        """Gives each pane its room for the width there is."""
        px, width = theme().px, self._page.width()
        roomy = width >= px(PREVIEW_FROM)
        shown = roomy or self._wanted
        was = self.watched
        self.side.setVisible(shown)
        self.header.preview_button.setVisible(not roomy)
        self.header.preview_button.setChecked(shown)
        cramped = shown and width < px(SECTIONS_FROM)
        self.header.sections_button.setVisible(cramped)
        self.header.set_narrow(width < px(SECTIONS_FROM))
        self.sections.setVisible(not cramped)
        if shown:
            free = self.split.width()
            wanted = theme().size("preview") if roomy else min(theme().size("preview"), free // 2)
            self.split.setSizes([free - wanted, wanted])
            if not was:
                self.uncovered.emit()

    def _want(self, on: bool) -> None:
        self._wanted = on
        self.arrange()

    def _toggle_sections(self) -> None:
        self.sections.setVisible(self.sections.isHidden())

    def toggle_history(self) -> None:
        """Shows the versions in the place of the page, or the page again."""
        opening = self.side.currentWidget() is self.preview
        self.side.setCurrentWidget(self.history if opening else self.preview)
        self.header.history_button.setChecked(opening)
        if opening:
            self._wanted = True
        self.arrange()
        if opening:
            self.history_opened.emit()
            self.history.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, step: int) -> None:
        """Moves the focus to the next pane, or back: sections, form, page."""
        right = self.history.list if self.history_shown else self.preview.paper
        panes: list[tuple[QWidget, QWidget]] = [
            (self.sections, self.sections.sections),
            (self.form, self.form),
            (self.side, right),
        ]
        shown = [pane for pane in panes if not pane[0].isHidden()]
        focused = self._page.focusWidget()
        now = next((n for n, (pane, _) in enumerate(shown) if focused is not None and pane.isAncestorOf(focused)), -1)
        pane, target = shown[(now + step) % len(shown)]
        if pane is self.form:
            self.form.focus_first()
        else:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
