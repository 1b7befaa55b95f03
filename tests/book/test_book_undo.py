"""The journal: one entry per change, undo and redo, conflicts, merging, taking an import back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.book import errors, spans
from csdesk.book.book import Book
from csdesk.book.tables import TABLES, UNJOURNALED, layout
from csdesk.book.types import encode_column
from csdesk.values.clock import FixedClock
from csdesk.values.money import Money


def snapshot(book: Book) -> dict[str, Any]:
    """Every journaled value of every record."""
    found: dict[str, Any] = {}
    with book.read() as connection:
        for table in TABLES:
            if table in UNJOURNALED:
                continue
            columns = ", ".join(f'"{c}"' for slot in layout(table).slots.values() for c in slot.columns)
            for row in connection.exec_driver_sql(f'SELECT id, {columns} FROM "{table}"'):
                found[f"{table} {row[0]}"] = tuple(row)
    return found


def value(book: Book, field: str, record_id: int, table: str = "account") -> Any:
    with book.read() as connection:
        return connection.exec_driver_sql(f"SELECT {field} FROM {table} WHERE id=?", (record_id,)).scalar()


def account(book: Book, **values: Any) -> int:
    with book.write("Add account") as tx:
        return tx.insert("account", {"name": "Corvane"} | values)


def change(book: Book, record_id: int, name: str = "Change", **values: Any) -> int | None:
    with book.write(name) as tx:
        tx.update("account", record_id, values)
    return tx.changed.set_id


@pytest.fixture(params=[1, 100], scope="module")
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    """Records made in bulk with one entry for all of them, and with one for each."""
    usual = spans.AT_LEAST
    spans.AT_LEAST = request.param
    yield
    spans.AT_LEAST = usual


def test_what_a_write_answers(book: Book) -> None:
    with book.write("Add both", origin="command line") as tx:
        owner = tx.insert("account", {"name": "Corvane", "arr": Money(41_200_000, "USD")})
        tx.insert("goal", {"title": "Fewer tickets", "account_id": owner})
    assert tx.changed.kinds == {"account", "goal"}
    assert tx.changed.accounts == {owner}
    assert (tx.changed.record_id, tx.changed.origin) == (owner, "command line")
    (entry,) = book.history()
    assert [(c.record, c.field) for c in entry.changes] == [("account", ""), ("goal", "")]
    assert entry.changes[0].new["arr"] == Money(41_200_000, "USD")


def test_nothing_changed_is_not_journaled(book: Book) -> None:
    one = account(book)
    with book.write("Back and forth") as tx:
        tx.update("account", one, {"name": "Other", "renewal_date": None})
        tx.update("account", one, {"name": "Corvane"})
        gone = tx.insert("goal", {"title": "x", "account_id": one})
        tx.remove("goal", gone)
    assert not tx.changed
    assert book.undo_name() == "Add account"


def test_an_error_leaves_no_trace(book: Book) -> None:
    one = account(book)
    before = snapshot(book)
    with pytest.raises(ZeroDivisionError), book.write("Broken") as tx:
        tx.update("account", one, {"name": "Other"})
        raise ZeroDivisionError
    with (
        pytest.raises(errors.BookError, match="part of this step failed"),
        book.write("Half"),
        pytest.raises(ZeroDivisionError),
        book.write("Inner") as tx,
    ):
        tx.update("account", one, {"name": "Other"})
        raise ZeroDivisionError
    assert snapshot(book) == before
    assert book.undo_name() == "Add account"


def test_a_write_within_a_write_joins_it(book: Book) -> None:
    with book.write("Outer") as tx:
        one = account(book)
        change(book, one, tier="Tier 1")
        assert value(book, "tier", one) == "Tier 1"
    assert len(book.history()) == 1
    assert tx.changed.record_id == one


def test_undo_and_redo_outlive_a_restart(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        one = account(book)
        change(book, one, "Set ARR", arr=Money(5, "EUR"), renewal_date=date(2027, 1, 31))
    with Book.open(path, clock=clock) as book:
        assert book.undo_name() == "Set ARR"
        assert book.undo().name == "Set ARR"
        assert value(book, "arr_currency", one) is None
    with Book.open(path, clock=clock) as book:
        assert book.redo_name() == "Set ARR"
        book.redo()
        assert (value(book, "arr", one), value(book, "renewal_date", one)) == (5, "2027-01-31")
        assert book.redo_name() is None
        with pytest.raises(errors.NothingToUndo):
            book.redo()


def test_a_new_operation_ends_the_redo_list(book: Book) -> None:
    one = account(book)
    change(book, one, "First", tier="A")
    change(book, one, "Second", stage="growing")
    book.undo()
    book.undo()
    assert book.redo_name() == "First"
    change(book, one, "Third", city="Oslo")
    assert book.redo_name() is None
    assert book.undo_name() == "Third"


def test_a_setting_is_no_undo_step_and_leaves_redo_alone(book: Book) -> None:
    one = account(book)
    change(book, one, "First", tier="A")
    book.undo()
    with book.write("Window size", undoable=False) as tx:
        tx.insert("setting", {"key": "window", "value": [1200, 800]})
    assert (book.undo_name(), book.redo_name()) == ("Add account", "First")


def test_undoing_an_older_step_redoes_in_the_right_order(book: Book) -> None:
    one = account(book)
    first = change(book, one, "First", tier="A")
    change(book, one, "Second", stage="growing")
    book.undo(first)
    assert (value(book, "tier", one), value(book, "stage", one)) == (None, "growing")
    book.undo()
    assert book.redo().name == "Second"
    assert book.redo().name == "First"


def test_undo_refuses_a_field_that_changed_since(book: Book) -> None:
    one = account(book)
    first = change(book, one, "First", tier="A", stage="growing")
    change(book, one, "Second", tier="B")
    before = snapshot(book)
    with pytest.raises(errors.UndoConflict, match="Corvane, Tier: it changed since") as caught:
        book.undo(first)
    (conflict,) = caught.value.conflicts
    assert (conflict.field, conflict.ours, conflict.now, conflict.title) == ("tier", "A", "B", "Corvane")
    assert snapshot(book) == before
    assert book.redo_name() is None
    book.undo()
    book.undo(first)
    assert value(book, "stage", one) is None


def test_undo_of_a_creation_that_others_rely_on(book: Book) -> None:
    one = account(book)
    made = book.history()[0].id
    with book.write("Add goal") as tx:
        tx.insert("goal", {"title": "x", "account_id": one})
    with pytest.raises(errors.UndoConflict) as caught:
        book.undo(made)
    assert "goal relies" in caught.value.conflicts[0].reason
    book.undo()
    book.undo(made)
    assert snapshot(book) == {}
    book.redo()
    assert value(book, "name", one) == "Corvane"


def test_ids_are_never_given_twice(book: Book) -> None:
    one = account(book)
    book.undo()
    assert account(book) == one + 1


def test_the_bin_and_real_removal(book: Book) -> None:
    one = account(book)
    with book.write("Delete") as tx:
        tx.delete("account", one)
    assert value(book, "deleted_at", one) is not None
    with book.write("Empty") as tx:
        tx.remove("account", one)
    assert value(book, "id", one) is None
    assert book.history(record=("account", one))[0].changes[0].old["name"] == "Corvane"
    book.undo()
    book.undo()
    assert value(book, "deleted_at", one) is None
    with pytest.raises(errors.RecordMissing), book.write("x") as tx:
        tx.update("account", 99, {"name": "x"})


def test_a_removed_record_does_not_return_without_its_account(book: Book) -> None:
    one = account(book)
    with book.write("Add goal") as tx:
        goal = tx.insert("goal", {"title": "x", "account_id": one})
    with book.write("Remove goal") as tx:
        tx.remove("goal", goal)
    removal = tx.changed.set_id
    with book.write("Remove account") as tx:
        tx.remove("account", one)
    with pytest.raises(errors.UndoConflict) as caught:
        book.undo(removal)
    assert caught.value.conflicts[0].reason == "its account is gone"


def test_keystrokes_are_one_step(book: Book, clock: FixedClock) -> None:
    one = account(book)
    start = clock.now()

    def typed(text: str, after: float, key: str = "account/1/name", **more: Any) -> int | None:
        clock.set(start + timedelta(seconds=after))
        with book.write("Type", merge_key=key) as tx:
            tx.update("account", one, {"name": text} | more)
        return tx.changed.set_id

    first = typed("Corvane A", 1)
    assert typed("Corvane AB", 9) == first
    assert typed("Corvane ABC", 18) == first
    later = typed("Corvane ABCD", 29)
    assert later != first
    other = typed("Corvane ABCDE", 30, key="other")
    assert other != later
    assert typed("Corvane F", 31, key="other", tier="A") != other
    for expected in ("Corvane ABCDE", "Corvane ABCD", "Corvane ABC", "Corvane"):
        book.undo()
        assert value(book, "name", one) == expected
    assert typed("Corvane Z", 32) != first


def test_typed_and_taken_back_is_no_step(book: Book) -> None:
    one = account(book)
    for text in ("Corvane A", "Corvane"):
        with book.write("Type", merge_key="name") as tx:
            tx.update("account", one, {"name": text})
    assert book.undo_name() == "Add account"


def test_merging_never_reaches_past_an_undo(book: Book) -> None:
    one = account(book)
    with book.write("Type", merge_key="name") as tx:
        tx.update("account", one, {"name": "A"})
    book.undo()
    with book.write("Type", merge_key="name") as tx:
        tx.update("account", one, {"name": "B"})
    book.undo()
    assert value(book, "name", one) == "Corvane"


def test_a_stale_write_is_refused(book: Book) -> None:
    one = account(book, arr=Money(100, "USD"))
    change(book, one, arr=Money(200, "USD"))
    with pytest.raises(errors.StaleWrite) as caught, book.write("Late") as tx:
        tx.update("account", one, {"arr": Money(300, "USD"), "tier": "A"}, based_on={"arr": Money(100, "USD")})
    assert (caught.value.yours, caught.value.theirs) == (Money(300, "USD"), Money(200, "USD"))
    assert value(book, "tier", one) is None
    with book.write("Same wish") as tx:
        tx.update("account", one, {"arr": Money(200, "USD")}, based_on={"arr": Money(100, "USD")})
    assert not tx.changed
    with book.write("In time") as tx:
        tx.update("account", one, {"arr": Money(300, "USD")}, based_on={"arr": Money(200, "USD")})
    assert value(book, "version", one) == 3


def test_update_many_refuses_a_stale_old_value(book: Book) -> None:
    ids = [account(book, tier="A") for _ in range(3)]
    with book.write("Many") as tx:
        assert tx.update_many("account", "tier", [(i, "A", "B") for i in ids]) == 3
    with pytest.raises(errors.StaleWrite), book.write("Late") as tx:
        tx.update_many("account", "tier", [(ids[0], "A", "C")])
    book.undo()
    assert [value(book, "tier", i) for i in ids] == ["A"] * 3


COLUMNS = ("name", "arr", "renewal_date", "health_score")


def bulk(book: Book, count: int, name: str = "Import") -> tuple[int, int]:
    rows = [(f"Account {n}", Money(n, "USD"), date(2027, 1, 1), None) for n in range(count)]
    with book.write(name, origin="import") as tx:
        first = tx.insert_many("account", COLUMNS, rows)
        tx.insert_many("contact", ("name", "account_id"), [(f"Person {n}", first + n) for n in range(count)])
        tx.update("account", first, {"tier": "A", "name": "Account zero"})
    assert tx.changed.set_id is not None
    return first, tx.changed.set_id


def test_a_bulk_import_is_one_step_with_one_entry_each(book: Book) -> None:
    first, _ = bulk(book, 1200)
    (entry,) = book.history()
    assert entry.count == 2400
    assert book.history(account_id=first)[0].changes[0].new["tier"] == "A"
    assert book.history(account_id=first + 1)[0].changes[0].new["arr"] == Money(1, "USD")
    before = snapshot(book)
    assert len(book.search("person 11", limit=500)) == 111
    book.undo()
    assert snapshot(book) == {}
    assert book.search("person") == []
    book.redo()
    assert snapshot(book) == before
    assert book.search("zero")[0].record_id == first
    assert book.check().ok


@pytest.mark.usefixtures("few")
def test_taking_an_import_back_keeps_and_lists_later_edits(book: Book) -> None:
    mine = account(book, tier="A")
    rows = [("Kept by edit",), ("Kept by goal",), ("Gone",)]
    with book.write("Import CRM") as tx:
        edited, relied, gone = range(first := tx.insert_many("account", ("name",), rows), first + 3)
        tx.update("account", mine, {"tier": "B", "stage": "growing"})
    imported = tx.changed.set_id
    assert imported is not None
    change(book, edited, "Edit", city="Oslo")
    change(book, mine, "Mine", tier="C")
    with book.write("Add goal") as tx:
        tx.insert("goal", {"title": "x", "account_id": relied})
    before = snapshot(book)
    report = book.revert(imported)
    assert report.reversed == 2
    assert {(c.table, c.record_id, c.field, c.ours, c.now) for c in report.kept} == {
        ("account", edited, "city", None, "Oslo"),
        ("account", mine, "tier", "B", "C"),
    }
    assert [(c.record_id, c.title) for c in report.failed] == [(relied, "Kept by goal")]
    assert value(book, "id", gone) is None
    assert (value(book, "tier", mine), value(book, "stage", mine)) == ("C", None)
    with pytest.raises(errors.NothingToUndo, match="already"):
        book.revert(imported)
    assert book.undo_name() == "Take back: Import CRM"
    book.undo()
    assert snapshot(book) == before
    book.redo()
    with pytest.raises(errors.NothingToUndo):
        book.revert(imported)
    book.undo()
    assert book.revert(imported).reversed == 2
    assert book.check().ok


@pytest.mark.usefixtures("few")
def test_what_records_made_in_bulk_were_is_found_through_every_later_change(book: Book) -> None:
    one, other, gone = range(first := bulk_of(book, ("One", "Other", "Gone")), first + 3)
    made: dict[int, Any] = {i: book.history(record=("account", i))[-1].changes[-1].new for i in (one, other, gone)}
    change(book, one, name="First", tier="A")
    change(book, one, name="Second", arr=Money(7, "EUR"))
    book.undo()
    with book.write("Rename") as tx:
        tx.update("account", one, {"name": "One and a half", "tier": None})
        tx.remove("account", gone)
    book.undo()
    book.redo()
    for record_id, was in made.items():
        (entry,) = book.history(record=("account", record_id))[-1].changes
        assert (entry.record_id, entry.account_id, entry.field, entry.new) == (record_id, record_id, "", was)
        assert entry.new["arr"] == Money(record_id - first, "USD")
        assert book.history(account_id=record_id)[-1].changes == (entry,)
    assert {entry.name for entry in book.history(record=("account", one), field="tier")} == {"First", "Rename"}
    assert book.history(record=("account", one), field="name")[-1].name == "Bulk"
    assert [entry.count for entry in book.history()][-1] == 3
    assert book.history(limit=1, before=2)[0].name == "Bulk"


@pytest.mark.usefixtures("few")
def test_records_of_an_account_made_in_bulk_are_in_its_history(book: Book) -> None:
    one, other = account(book), account(book)
    with book.write("Goals") as tx:
        rows = [("Left", one), ("Moved", one), ("Elsewhere", other), ("Gone", one)]
        left, moved, _, gone = range(first := tx.insert_many("goal", ("title", "account_id"), rows), first + 4)
    with book.write("Move") as tx:
        tx.update("goal", moved, {"account_id": other})
        tx.remove("goal", gone)
    (entry,) = [entry for entry in book.history(account_id=one) if entry.name == "Goals"]
    assert [(c.record_id, c.new["title"]) for c in entry.changes] == [(left, "Left"), (moved, "Moved"), (gone, "Gone")]
    assert entry.count == 3
    (entry,) = [entry for entry in book.history(account_id=other) if entry.name == "Goals"]
    assert [c.new["title"] for c in entry.changes] == ["Elsewhere"]


def bulk_of(book: Book, names: tuple[str, ...]) -> int:
    with book.write("Bulk") as tx:
        rows = [(name, Money(n, "USD")) for n, name in enumerate(names)]
        return tx.insert_many("account", ("name", "arr"), rows)


def test_encoding_a_column_matches_encoding_its_values() -> None:
    assert encode_column("money", [Money(5, "USD"), None, [7, "EUR"]]) == [[5, None, 7], ["USD", None, "EUR"]]
    assert encode_column("date", [date(2026, 1, 2), "2026-01-03", None]) == [["2026-01-02", "2026-01-03", None]]
    assert encode_column("json", [None, {"a": 1}]) == [[None, '{"a":1}']]


operation = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 3)),
    st.tuples(st.just("bulk"), st.integers(1, 4)),
    st.tuples(st.just("goal"), st.integers(0, 9)),
    st.tuples(st.just("set"), st.integers(0, 9), st.sampled_from(["tier", "arr", "renewal_date"]), st.integers(0, 3)),
    st.tuples(st.just("bin"), st.integers(0, 9)),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def perform(book: Book, steps: list[tuple[Any, ...]], name: str) -> None:
    """Several operations as one write, on whichever accounts there are."""
    with book.read() as connection:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM account ORDER BY id")]
    with book.write(name) as tx:
        for kind, *rest in steps:
            target = ids[rest[0] % len(ids)] if ids and rest else None
            if kind == "add":
                ids.append(tx.insert("account", {"name": f"{name} {rest[0]}"}))
            elif kind == "bulk":
                first = tx.insert_many("account", ("name", "arr"), [(name, Money(n, "USD")) for n in range(rest[0])])
                ids += range(first, first + rest[0])
            elif target is None:
                continue
            elif kind == "goal":
                tx.insert("goal", {"title": name, "account_id": target})
            elif kind == "bin":
                tx.delete("account", target)
            elif kind == "set":
                values = {"tier": [None, "A", "B", "C"], "arr": [None, *(Money(n, "EUR") for n in range(3))]}
                values["renewal_date"] = [None, *(date(2027, n, 1) for n in range(1, 4))]
                tx.update("account", target, {rest[1]: values[rest[1]][rest[2]]})
            elif kind == "remove":
                for (goal,) in tx.connection.exec_driver_sql("SELECT id FROM goal WHERE account_id=?", (target,)):
                    tx.remove("goal", goal)
                tx.remove("account", target)
                ids.remove(target)


@pytest.mark.usefixtures("few")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.lists(operation, min_size=1, max_size=4), st.sampled_from(["undo", "redo"])), max_size=10))
def test_undo_all_is_the_start_and_redo_all_the_end(plan: list[Any]) -> None:
    with TemporaryDirectory() as folder:
        clock = FixedClock(datetime(2026, 11, 23, 9))
        with Book.open(Path(folder) / "b.csdesk", clock=clock) as book:
            for number, step in enumerate(plan):
                if step == "undo":
                    if book.undo_name():
                        book.undo()
                elif step == "redo":
                    if book.redo_name():
                        book.redo()
                else:
                    perform(book, [one for one in step if one[0] not in ("undo", "redo")], f"Step {number}")
            states = [snapshot(book)]
            while book.redo_name():
                book.redo()
                states[0] = snapshot(book)
            while book.undo_name():
                book.undo()
                states.append(snapshot(book))
            assert states[-1] == {}
            for expected in reversed(states[:-1]):
                book.redo()
                assert snapshot(book) == expected
            assert book.redo_name() is None
            assert book.check().ok


@pytest.mark.usefixtures("few")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(operation, min_size=1, max_size=4), min_size=1, max_size=8), st.integers(0, 7))
def test_taking_any_step_back_leaves_a_sound_book(plan: list[Any], which: int) -> None:
    with (
        TemporaryDirectory() as folder,
        Book.open(Path(folder) / "b.csdesk", clock=FixedClock(date(2026, 11, 23))) as book,
    ):
        for number, step in enumerate(plan):
            perform(book, [one for one in step if one[0] not in ("undo", "redo")], f"Step {number}")
        sets = [entry.id for entry in book.history()]
        if not sets:
            return
        before = snapshot(book)
        report = book.revert(sets[which % len(sets)])
        assert book.check().ok
        if report.changed:
            book.undo()
        assert snapshot(book) == before
        while book.undo_name():
            book.undo()
        assert snapshot(book) == {}
