"""The registry: no keys twice, the page's own action first, titles of the moment."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from csdesk.ui.actions import Action, Actions


def _nothing() -> None:
    return None


def test_keys_belong_to_one_action(qtbot: object) -> None:
    actions = Actions()
    actions.add(Action("undo", "Undo", ("Ctrl+Z",)), _nothing)
    with pytest.raises(ValueError, match=r"Ctrl\+Z"):
        actions.add(Action("zoom", "Zoom", ("Ctrl+Z",)), _nothing)


def test_pages_may_share_keys_and_the_one_in_sight_answers(qtbot: object) -> None:
    actions, first, second = Actions(), QWidget(), QWidget()
    done: list[str] = []
    actions.add(Action("export", "Export accounts", ("Ctrl+E",)), lambda: done.append("first"), owner=first)
    actions.add(Action("export", "Export document", ("Ctrl+E",)), lambda: done.append("second"), owner=second)
    assert not actions.do("export")
    actions.set_page(second)
    assert actions.do("export")
    assert [one.title for one in actions.available()] == ["Export document"]
    actions.set_page(first)
    actions.do("export")
    assert done == ["second", "first"]


def test_what_cannot_be_done_now_is_not_offered(qtbot: object) -> None:
    actions = Actions()
    ready = [False]
    actions.add(Action("go", "Go"), _nothing, when=lambda: ready[0])
    assert not actions.can("go")
    ready[0] = True
    assert actions.can("go")


def test_titles_follow_the_moment(qtbot: object) -> None:
    actions = Actions()
    actions.add(Action("undo", "Undo", ("Ctrl+Z",)), _nothing, title=lambda: "Undo: Rename Arvelle")
    assert actions.tip("undo") == "Undo: Rename Arvelle (Ctrl Z)"
    assert actions.available()[0].title == "Undo: Rename Arvelle"


def test_actions_of_a_page_that_is_gone_are_forgotten(qtbot: object) -> None:
    import shiboken6

    actions, page = Actions(), QWidget()
    actions.add(Action("export", "Export"), _nothing, owner=page)
    actions.set_page(page)
    shiboken6.delete(page)
    actions.set_page(None)
    assert actions.everything() == []


def test_a_page_may_take_keys_that_the_window_yields(qtbot: object) -> None:
    actions, page = Actions(), QWidget()
    done: list[str] = []
    actions.add(Action("find", "Find on this page", ("Ctrl+F",), yields=True), lambda: done.append("window"))
    actions.add(Action("import.find", "Find a change", ("Ctrl+F",)), lambda: done.append("page"), owner=page)
    assert [one.id for one in actions.available()] == ["find"]
    actions.set_page(page)
    assert [one.id for one in actions.available()] == ["import.find"]
