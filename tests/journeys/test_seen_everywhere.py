"""A fact is written once: what is edited in one place is what every other place shows, and history says who did it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from csdesk.desk import accounts, documents, history, records


def planned(person: Any) -> tuple[int, int]:
    """An account with a draft plan and goals, and its plan."""
    desk = person.window.context.desk
    plans = [one for one in documents.listing(desk) if one.form == "success-plan" and one.state == "draft"]
    plan = next(one for one in plans if records.of_account(desk, "goal", one.account_id))
    assert plan.account_id is not None
    return plan.account_id, plan.id


def column(model: Any, key: str) -> int:
    return next(number for number, one in enumerate(model.columns) if one.key == key)


def edit(person: Any, table: Any, row: object, key: str, words: str) -> None:
    """Edit a cell by keyboard: F2, the words, Return."""
    model = table.rows()
    table.setFocus()
    table.setCurrentIndex(model.index(model.row_of(row), column(model, key)))
    person.keys(Qt.Key.Key_F2)
    person.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    person.qtbot.keyClicks(editor, words)
    person.keys(Qt.Key.Key_Return)
    person.rest()


def test_a_goal_is_one_goal_in_the_account_and_in_the_plan(person: Any, sample: Path) -> None:
    person.open(sample)
    desk = person.window.context.desk
    account, plan = planned(person)
    goal = records.of_account(desk, "goal", account)[0]

    # Open the plan first, so that it has to hear of the change while it is out of sight.
    person.window.go("document", document_id=plan, path=f"goals/{goal.id}/target")
    person.until(lambda: person.page.form.block(f"goals/{goal.id}/target") is not None)
    person.rest()
    document = person.page
    person.window.go("account", account_id=account, tab="plan")
    person.rest()
    card = next(one for one in person.page.findChild(type(person.page._tabs["plan"])).cards if one.kind == "goal")
    row = card.model.row_of(goal.id)
    edit(person, card.table, goal.id, "target", "4 days")

    person.window.go("document", document_id=plan, path=f"goals/{goal.id}/target")
    person.rest()
    person.until(lambda: document.form.block(f"goals/{goal.id}/target") is not None)
    control = document.form.block(f"goals/{goal.id}/target").editor.control()
    person.until(lambda: control.text() == "4 days")

    # And back: typed in the plan, seen in the account and its overview.
    person.type(control, "3 days")
    person.rest()
    person.window.go("account", account_id=account, tab="plan")
    person.rest()
    assert card.model.index(row, column(card.model, "target")).data() == "3 days"
    title = document.form.block(f"goals/{goal.id}/title")
    assert title is not None
    records.update(desk, "goal", goal.id, {"title": "Count stock in one place"})
    person.page.enter(account_id=account, tab="overview")
    person.rest()
    assert "Count stock in one place" in person.words(person.page)

    # History of the account says all of it, the newest first.
    said = [entry.name for entry in history.entries(desk, account_id=account, limit=3)]
    assert [("Target" in one or "Goal" in one) for one in said] == [True] * 3, said
    person.page.enter(account_id=account, tab="timeline")
    person.rest()
    timeline = person.page._tabs["timeline"].model
    seen = [timeline.index(number, 1).data() for number in range(min(8, timeline.rowCount()))]
    assert any("Count stock" in str(one) or "oal" in str(one) for one in seen), seen


def test_a_fact_of_the_account_is_the_same_in_grid_page_and_plan(person: Any, sample: Path) -> None:
    person.open(sample)
    desk = person.window.context.desk
    account, plan = planned(person)
    person.window.go("accounts")
    person.rest()
    model = person.page.model
    edit(person, person.page.table, account, "arr", "1,234,000")
    money = accounts.row(desk, account).arr
    assert money is not None and money.amount == 1_234_000
    person.window.go("account", account_id=account, tab="overview")
    person.rest()
    assert "1,234,000" in person.field("ARR").text()
    person.window.go("document", document_id=plan, path="account//arr")
    person.rest()
    person.until(lambda: person.page.form.block("account//arr") is not None)
    control = person.page.form.block("account//arr").editor.control()
    assert "1,234,000" in control.text()
    person.type(control, "1.3M")
    person.keys(Qt.Key.Key_Tab)
    person.rest()
    person.window.go("accounts")
    person.rest()
    assert "1,300,000" in str(model.index(model.row_of(account), column(model, "arr")).data())
    person.window.actions_registry.do("undo")
    person.rest()
    assert "1,234,000" in str(model.index(model.row_of(account), column(model, "arr")).data())


def test_a_contact_renamed_is_renamed_wherever_the_plan_names_them(person: Any, sample: Path) -> None:
    person.open(sample)
    desk = person.window.context.desk
    account, plan = planned(person)
    contact = records.of_account(desk, "contact", account)[0]
    goal = records.of_account(desk, "goal", account)[0]
    records.update(desk, "goal", goal.id, {"owner_customer": contact.id})
    person.window.go("account", account_id=account, tab="people")
    person.rest()
    person.page._tabs["people"].show_as("list")
    edit(person, person.page._tabs["people"].card.table, contact.id, "name", "Ada Lindqvist")
    view = documents.view(desk, plan)
    texts = [one.text for part in view.sections for row in part.rows for one in row.fields]
    assert texts.count("Ada Lindqvist") >= 2, "among the people, and as the owner of the goal"
    person.window.go("document", document_id=plan, path=f"goals/{goal.id}/owner_customer")
    person.rest()
    person.until(lambda: person.page.form.block(f"goals/{goal.id}/owner_customer") is not None)
    combo = person.page.form.block(f"goals/{goal.id}/owner_customer").editor.control()
    person.until(lambda: combo.currentText() == "Ada Lindqvist")
