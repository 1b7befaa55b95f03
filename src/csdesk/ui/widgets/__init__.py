"""The shared widgets: every page is made of these.

Each is imported on first use, so that the window paints before the widgets of its pages are read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csdesk.ui.widgets.buttons import Button, IconButton
    from csdesk.ui.widgets.cards import Card, CardHead, Rule, SectionTitle, Tile, TwoLineRow
    from csdesk.ui.widgets.chips import AccentChip, Chip, Icon, Shape, StateChip, Tag
    from csdesk.ui.widgets.choice_card import ChoiceCard
    from csdesk.ui.widgets.choices import FilterChip, Segment, Segmented, Tab, Tabs
    from csdesk.ui.widgets.facts import Fact, HeaderFacts
    from csdesk.ui.widgets.fields import (
        CheckBox,
        ComboBox,
        FieldBox,
        LineEdit,
        RadioButton,
        SearchField,
        TextArea,
        set_flag,
    )
    from csdesk.ui.widgets.layouts import Flow, FooterBar, PageFrame, Scroll
    from csdesk.ui.widgets.meters import JobProgress, Meter, SharesBar
    from csdesk.ui.widgets.notices import Banner, Callout, EmptyState, Toast
    from csdesk.ui.widgets.overlays import Dialog, Menu, Popover
    from csdesk.ui.widgets.steps import Steps
    from csdesk.ui.widgets.table import TableView
    from csdesk.ui.widgets.table_model import CHECK, Cell, Column, Group, TableModel, check_column
    from csdesk.ui.widgets.text import KeyCap, Label, Text

_MODULES = {
    "buttons": "Button IconButton",
    "cards": "Card CardHead Rule SectionTitle Tile TwoLineRow",
    "chips": "AccentChip Chip Icon Shape StateChip Tag",
    "choice_card": "ChoiceCard",
    "choices": "FilterChip Segment Segmented Tab Tabs",
    "facts": "Fact HeaderFacts",
    "fields": "CheckBox ComboBox FieldBox LineEdit RadioButton SearchField TextArea set_flag",
    "layouts": "Flow FooterBar PageFrame Scroll",
    "meters": "JobProgress Meter SharesBar",
    "notices": "Banner Callout EmptyState Toast",
    "overlays": "Dialog Menu Popover",
    "steps": "Steps",
    "table": "TableView",
    "table_model": "CHECK Cell Column Group TableModel check_column",
    "text": "KeyCap Label Text",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """The widget of that name, from its module."""
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"there is no shared widget {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


__all__ = [
    "CHECK",
    "AccentChip",
    "Banner",
    "Button",
    "Callout",
    "Card",
    "CardHead",
    "Cell",
    "CheckBox",
    "Chip",
    "ChoiceCard",
    "Column",
    "ComboBox",
    "Dialog",
    "EmptyState",
    "Fact",
    "FieldBox",
    "FilterChip",
    "Flow",
    "FooterBar",
    "Group",
    "HeaderFacts",
    "Icon",
    "IconButton",
    "JobProgress",
    "KeyCap",
    "Label",
    "LineEdit",
    "Menu",
    "Meter",
    "PageFrame",
    "Popover",
    "RadioButton",
    "Rule",
    "Scroll",
    "SearchField",
    "SectionTitle",
    "Segment",
    "Segmented",
    "Shape",
    "SharesBar",
    "StateChip",
    "Steps",
    "Tab",
    "TableModel",
    "TableView",
    "Tabs",
    "Tag",
    "Text",
    "TextArea",
    "Tile",
    "Toast",
    "TwoLineRow",
    "check_column",
    "set_flag",
]
