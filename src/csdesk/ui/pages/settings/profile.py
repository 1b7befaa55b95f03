"""Profile and letterhead: who the CSM is, with the page that shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QColorDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from csdesk.ui.pages.settings.letterhead import USUAL, LetterheadPreview
from csdesk.ui.pages.settings.logo import LogoPicker
from csdesk.ui.theme import theme
from csdesk.ui.widgets import Button, FieldBox, Label, LineEdit, Text, TextArea, paint

if TYPE_CHECKING:
    from csdesk.ui.context import Context

COLOURS = ("#27408B", "#0F5C63", "#5B2A86", "#8A2D52", "#3B4658", "#1F4E79")
_FIELDS = (
    ("name", "Your name", "Nora Hale"),
    ("role", "Your role", "Customer success manager"),
    ("company", "Your company", "Kelvara"),
    ("email", "E-mail", "nora@kelvara.example"),
    ("phone", "Phone", "+1 617 555 0142"),
)


class ProfileSection(QWidget):
    """Every field is kept as soon as one leaves it; `brief` shows only what the first run asks."""

    def __init__(self, context: Context, *, brief: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        px = theme().px
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(32))
        self._row = row
        form = QVBoxLayout()
        form.setSpacing(px(12))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(12))
        self._edits: dict[str, LineEdit] = {}
        self._boxes: dict[str, FieldBox] = {}
        shown = [field for field in _FIELDS if not brief or field[0] in ("name", "company", "role", "email")]
        for index, (key, label, example) in enumerate(shown):
            edit = LineEdit(label, placeholder=f"For example {example}")
            edit.edited.connect(partial(self._keep, key))
            edit.textChanged.connect(self._preview)
            self._edits[key] = edit
            grid.addWidget(FieldBox(label, edit), index // 2, index % 2)
        form.addLayout(grid)
        self._logo = LogoPicker()
        self._logo.chosen.connect(partial(self._keep, "logo"))
        form.addWidget(FieldBox("Logo", self._logo))
        self._colour = _Colours()
        self._colour_edit = LineEdit("Colour of the letterhead", placeholder=USUAL, small=True)
        self._colour_edit.setFixedWidth(px(96))
        self._colour_edit.edited.connect(self._typed_colour)
        self._colour.picked.connect(self._picked)
        more = Button("Other", "quiet", small=True)
        more.clicked.connect(self._other)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        for widget in (self._colour, self._colour_edit, more):
            line.addWidget(widget)
        line.addStretch(1)
        self._colour_box = FieldBox("Colour of the letterhead", holder)
        form.addWidget(self._colour_box)
        self._footer = TextArea("Footer of documents", placeholder="Address, web site, registration", lines=2)
        self._footer.edited.connect(partial(self._keep, "footer"))
        self._footer.textChanged.connect(self._preview)
        footer = FieldBox("Footer of documents", self._footer)
        footer.setVisible(not brief)
        form.addWidget(footer)
        if not brief:
            words = "These stand on every document. Changing them changes drafts; issued versions keep what they had."
            form.addWidget(Text(words, "label", "faint"))
        form.addStretch(1)
        row.addLayout(form, 1)
        side = QVBoxLayout()
        side.setSpacing(px(8))
        self._sheet = LetterheadPreview()
        side.addWidget(Label("As documents will carry it", "label", "soft"))
        side.addWidget(self._sheet)
        side.addStretch(1)
        row.addLayout(side)
        context.flush_wanted.connect(self.flush)
        self.show_values()

    def show_values(self) -> None:
        """Read the profile again."""
        profile = self._context.desk.profile
        for key, edit in self._edits.items():
            edit.set_value(getattr(profile, key))
        self._footer.set_value(profile.footer)
        self._logo.set_logo(profile.logo)
        self._colour_edit.set_value(profile.colour)
        self._colour.set_colour(profile.colour or USUAL)
        self._sheet.show_profile(profile)
        locked = self._context.desk.read_only
        for edit in (*self._edits.values(), self._colour_edit):
            edit.setReadOnly(locked)
        self._footer.setReadOnly(locked)
        self._logo.setEnabled(not locked)
        self._colour.setEnabled(not locked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme().px(740)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != way:
            self._row.setDirection(way)

    def first_field(self) -> QWidget:
        """Where typing starts."""
        return self._edits["name"]

    def flush(self) -> None:
        """Keep what is typed and not yet kept."""
        for edit in (*self._edits.values(), self._colour_edit):
            edit.flush()
        self._footer.flush()

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {key: edit.text().strip() for key, edit in self._edits.items()}
        typed["footer"] = self._footer.text().strip()
        return typed

    def _preview(self) -> None:
        from dataclasses import replace

        self._sheet.show_profile(replace(self._context.desk.profile, **self._typed()))

    def _keep(self, key: str, value: object) -> None:
        from csdesk.desk import settings

        kept: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value}
        self._context.write(partial(settings.set_profile, self._context.desk, **kept))

    def _typed_colour(self, text: str) -> None:
        colour = text.strip()
        colour = f"#{colour}" if colour and not colour.startswith("#") else colour
        if colour and not (len(colour) == 7 and QColor(colour).isValid()):
            self._colour_box.set_error(f"“{text}” is not a colour such as {USUAL}")
            return
        self._colour_box.set_error("")
        self._keep("colour", colour)

    def _picked(self, colour: str) -> None:
        self._colour_box.set_error("")
        self._colour_edit.set_value(colour)
        self._keep("colour", colour)

    def _other(self) -> None:
        now = QColor(self._context.desk.profile.colour or USUAL)
        chosen = QColorDialog.getColor(now, self, "Colour of the letterhead")
        if chosen.isValid():
            self._picked(chosen.name().upper())


class _Colours(QWidget):
    """A row of colours to pick from."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px(6))
        self._swatches = [_Swatch(colour) for colour in COLOURS]
        for swatch in self._swatches:
            swatch.clicked.connect(self._clicked)
            line.addWidget(swatch)

    def set_colour(self, colour: str) -> None:
        for swatch in self._swatches:
            swatch.setChecked(swatch.colour.lower() == colour.lower())

    def _clicked(self) -> None:
        swatch = self.sender()
        if isinstance(swatch, _Swatch):
            self.set_colour(swatch.colour)
            self.picked.emit(swatch.colour)


class _Swatch(QAbstractButton):
    def __init__(self, colour: str) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.setAccessibleName(f"Letterhead colour {colour}")
        self.setToolTip(colour)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(theme().px(24), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect.adjusted(3, 3, -3, -3), fill=QColor(self.colour), radius=4)
        if self.isChecked() or self.hasFocus():
            paint.ring(painter, rect)
        painter.end()
