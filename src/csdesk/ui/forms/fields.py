"""A set of fields laid on the form's lines: full, half and third widths, and the bands of internal fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from csdesk.ui.forms.block import INTERNAL_TAG, FieldBlock
from csdesk.ui.forms.editor import FormHost
from csdesk.ui.theme import theme
from csdesk.ui.widgets.chips import Icon, Tag
from csdesk.ui.widgets.text import Label

if TYPE_CHECKING:
    from csdesk.desk.documents import FieldView

COLUMNS = 6
_SPANS = {"full": 6, "half": 3, "third": 2}
_SHOWN_BY_HAND = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
SHARED_FROM = 3
"""From this many fields with the same source it is said once for all of them."""
NARROW = 300
"""Below this width every field takes the whole line."""


class FieldGrid(QWidget):
    """Fields in lines of six columns; on a narrow form each has a line of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks: list[FieldBlock] = []
        self._laid: tuple[object, ...] | None = None
        self._hidden: set[str] = set()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme().px(12))
        self.grid.setVerticalSpacing(theme().px(8))
        for column in range(COLUMNS):
            self.grid.setColumnStretch(column, 1)
            self.grid.setColumnMinimumWidth(column, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def lay(self, width: int) -> None:
        """Places the fields that are shown for a form of this width."""
        narrow = width < theme().px(NARROW)
        shown = [block for block in self.blocks if block.view.visible]
        wanted = (narrow, tuple(block.path for block in shown))
        if wanted == self._laid:
            return
        self._laid = wanted
        for block in self.blocks:
            self.grid.removeWidget(block)
            if not block.view.visible:
                block.hide()
                self._hidden.add(block.path)
            elif block.path in self._hidden:
                block.show()
                self._hidden.discard(block.path)
        line, used = 0, 0
        for number, block in enumerate(shown):
            span = COLUMNS if narrow or block.editor.wide() else _SPANS[block.field.width]
            if used + span > COLUMNS:
                line, used = line + 1, 0
            self.grid.addWidget(block, line, used, 1, span, Qt.AlignmentFlag.AlignTop)
            if number:
                QWidget.setTabOrder(_last(shown[number - 1]), _first(block))
            used += span


def _first(block: FieldBlock) -> QWidget:
    return block.editor.controls()[0]


def _last(block: FieldBlock) -> QWidget:
    return block.editor.controls()[-1]


def _common_source(views: Iterable[FieldView]) -> str:
    """The source that enough of the values shown have in common, or ""."""
    texts = Counter(
        view.source.text for view in views if view.visible and view.source is not None and view.put_back is None
    )
    text, count = texts.most_common(1)[0] if texts else ("", 0)
    return text if count >= SHARED_FROM else ""


class FieldSet(QWidget):
    """The fields of a section or of one row, in the form's order; internal ones after the others, on a band."""

    def __init__(
        self,
        views: Iterable[FieldView],
        host: FormHost,
        where: str,
        banded: bool,
        connect: Callable[[FieldBlock], None],
        checks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.grids: list[tuple[FieldGrid, QWidget]] = []
        self.blocks: dict[str, FieldBlock] = {}
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        every = list(views)
        self._source: QWidget | None = None
        self._source_words: Label | None = None
        common = _common_source(every)
        # One band, below what the customer sees: stripes of both would hide where one ends and the other begins.
        for internal in (False, True):
            group = [view for view in every if (banded and view.field.audience == "internal") == internal]
            if not group:
                continue
            grid = self._grid(internal, group[0])
            heading = ""
            for number, view in enumerate(group):
                caption = view.field.group if checks and view.field.group != heading else ""
                heading = view.field.group
                tagged = internal and not number and view.field.width == "full"
                path = str(view.path)
                block = FieldBlock(path, view, host, where, internal, checks, tagged, common, grid, caption)
                connect(block)
                self.blocks[path] = block
                grid.blocks.append(block)
        self._show_common(common)
        self.lay(self.width())

    def share_source(self) -> None:
        """Says once, above the fields, where most of their values come from; beside a field only what differs."""
        common = _common_source([block.view for block in self.blocks.values()])
        for block in self.blocks.values():
            block.set_common_source(common)
        self._show_common(common)

    def _show_common(self, common: str) -> None:
        if common and self._source is None:
            self._source = QWidget(self)
            line = QHBoxLayout(self._source)
            side = theme().px(16)
            line.setContentsMargins(side, theme().px(2), side, theme().px(4))
            line.setSpacing(theme().px(6))
            line.addWidget(Icon("link", "text.faint", 14, parent=self._source))
            self._source_words = Label("", "label", "soft", elide=True, parent=self._source)
            line.addWidget(self._source_words, 1)
            self._box.insertWidget(0, self._source)
        if self._source is not None and self._source_words is not None:
            self._source_words.setText(f"{common}, where nothing else is said" if common else "")
            self._source.setVisible(bool(common))

    def _grid(self, internal: bool, first: FieldView) -> FieldGrid:
        """A place for the fields of one ground."""
        ground: QWidget = InternalBand(self) if internal else QWidget(self)
        box = QVBoxLayout(ground)
        side, edge = theme().px(16), theme().px(12)
        box.setContentsMargins(side, edge if internal else theme().px(4), side, edge)
        box.setSpacing(0)
        if internal and first.field.width != "full":
            box.addWidget(Tag(INTERNAL_TAG, internal=True, parent=ground))
            box.addSpacing(theme().px(8))
        grid = FieldGrid(ground)
        box.addWidget(grid)
        self.grids.append((grid, ground))
        self._box.addWidget(ground)
        return grid

    def lay(self, width: int) -> None:
        """Lays all fields for a form of this width; a band with no field shown is not shown either."""
        for grid, ground in self.grids:
            grid.lay(width)
            shown = any(block.view.visible for block in grid.blocks)
            if shown == ground.isHidden() and (not shown or ground.testAttribute(_SHOWN_BY_HAND)):
                ground.setVisible(shown)


class InternalBand(QWidget):
    """The place of internal fields; the card paints its ground across its whole width, corners included."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("band", "internal")
