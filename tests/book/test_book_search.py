"""Search, reading beside writing, the check."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from csdesk.book.book import Book
from csdesk.book.fulltext import AT_ONCE
from csdesk.book.tables import APPLICATION_ID, REFERENCES, TABLES, UNJOURNALED, layout
from csdesk.values.clock import FixedClock


@pytest.fixture
def filled(book: Book) -> Book:
    with book.write("Fill") as tx:
        one = tx.insert("account", {"name": "Zoë's Brüder GmbH", "crm_id": "0015g00000A1bCd", "domain": "zoe-br.de"})
        tx.insert("account", {"name": "Harbour Foods", "description": "Bruder in another sense"})
        tx.insert("contact", {"name": "Ana Ruiz", "email": "ana.ruiz@zoe-br.de", "account_id": one})
        tx.insert("touch", {"summary": "Kick-off", "detail": "Talked about tickets", "account_id": one})
        place = {"section": "s", "row": "", "field": "f"}
        document = tx.insert("document", {"form": "plan", "title": "Plan", "state": "draft", "version": 1})
        tx.insert("answer", {"document_id": document, **place, "value": ["Kubernetes rollout", {"a": "velocity"}]})
    return book


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zoe", [("account", 1), ("contact", 1)]),
        ("ZOË brud", [("account", 1)]),
        ("bruder", [("account", 1), ("account", 2)]),
        ("0015g00000a1", [("account", 1)]),
        ("zoe-br.de", [("account", 1), ("contact", 1)]),
        ("ruiz", [("contact", 1)]),
        ("tickets", [("touch", 1)]),
        ("kubern veloc", [("document", 1)]),
        ('"', []),
        ("zoe NOT brud OR (", []),
        ("", []),
        ("nothing of the kind", []),
        ("*", []),
    ],
)
def test_finding(filled: Book, text: str, found: list[tuple[str, int]]) -> None:
    assert [(hit.kind, hit.record_id) for hit in filled.search(text)] == found


def test_hits_say_where(filled: Book) -> None:
    (hit,) = filled.search("tick")
    assert (hit.title, hit.account_id) == ("Kick-off", 1)
    assert hit.snippet == "Talked about \x02tickets\x03"
    assert [h.kind for h in filled.search("zoe", kinds=frozenset({"contact"}))] == ["contact"]
    assert len(filled.search("zoe", limit=1)) == 1


def test_the_index_follows_every_change(filled: Book) -> None:
    with filled.write("Rename") as tx:
        tx.update("account", 2, {"name": "Northwind"})
        tx.update("answer", 1, {"value": "Nothing"})
    assert filled.search("harbour") == []
    assert filled.search("kubernetes") == []
    assert filled.search("northw")[0].record_id == 2
    filled.undo()
    assert filled.search("harbour") and filled.search("kubernetes")
    with filled.write("Remove the answer") as tx:
        tx.remove("answer", 1)
    assert filled.search("kubernetes") == []
    filled.undo()
    assert filled.search("kubernetes")


def test_what_lies_in_the_bin_is_not_found(filled: Book) -> None:
    with filled.write("Delete") as tx:
        tx.delete("account", 1)
    assert filled.search("ruiz") == []
    assert filled.search("zoe") == []
    filled.undo()
    assert filled.search("ruiz")


def test_large_writes_are_indexed_at_the_next_search(path: Path, clock: FixedClock) -> None:
    count = AT_ONCE * 3
    with Book.open(path, clock=clock) as book:
        with book.write("Import") as tx:
            first = tx.insert_many("account", ("name",), [(f"Account n{n}",) for n in range(count)])
            tx.update("account", first, {"name": "Renamed in the same step"})
        with book.write("Rename") as tx:
            tx.update("account", first + 1, {"name": "Renamed before it was indexed"})
    with Book.open(path, clock=clock, read_only=True) as reader:
        assert reader.search(f"n{count - 1}") == []
    with Book.open(path, clock=clock) as book:
        assert [hit.record_id for hit in book.search(f"n{count - 1}")] == [first + count - 1]
        assert len(book.search("renamed")) == 2
        assert len(book.search("n1 account")) > 0
        with book.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM search").scalar() == count
            assert connection.exec_driver_sql("SELECT count(*) FROM search_due").scalar() == 0


def test_what_the_days_work_leaves_is_found(book: Book) -> None:
    with book.write("Work") as tx:
        account = tx.insert("account", {"name": "Harbour"})
        made = {
            kind: tx.insert(kind, {"account_id": account, **values})
            for kind, values in (
                ("signal", {"title": "Logins fell", "evidence": "From ninety to twelve", "rule": "usage.logins"}),
                ("escalation", {"title": "Several red", "note": "The warehouse stood still"}),
                ("playbook_run", {"title": "Recovery within 48 hours"}),
                ("run_step", {"title": "Name the owner of the incident"}),
                ("override", {"subject": "tier", "value": "SMB", "reason": "Belongs to a larger group"}),
                ("renewal_call", {"date": "2026-11-23", "own": 40, "reason": "Procurement asked for offers"}),
            )
        }
        tx.insert("renewal_call", {"account_id": account, "date": "2026-11-23", "automatic": 60})
    sought = {"signal": "ninety", "escalation": "warehouse", "playbook_run": "recovery", "run_step": "owner incident",
              "override": "larger group", "renewal_call": "procurement"}  # fmt: skip
    for kind, words in sought.items():
        (hit,) = book.search(words)
        assert (hit.kind, hit.record_id, hit.account_id) == (kind, made[kind], account)
    assert book.search("procurement")[0].title == "Procurement asked for offers"
    assert not book.search("2026")
    with book.write("Bin") as tx:
        tx.delete("signal", made["signal"])
    assert not book.search("ninety")


def test_a_book_from_before_a_kind_was_indexed_is_caught_up_once(path: Path, clock: FixedClock) -> None:
    with Book.open(path, clock=clock) as book:
        with book.write("Work") as tx:
            account = tx.insert("account", {"name": "Harbour"})
            for number in range(3):
                tx.insert("signal", {"account_id": account, "title": f"Sign {number}", "rule": "usage.logins"})
            tx.insert("renewal_call", {"account_id": account, "date": "2026-11-23", "automatic": 60})
        with book._begin() as connection:
            connection.exec_driver_sql("DELETE FROM search WHERE rowid % 64 >= 10")
            connection.commit()
    with Book.open(path, clock=clock, read_only=True) as reader:
        assert reader.search("sign") == []
    with Book.open(path, clock=clock) as book:
        with book.write("More") as tx:
            tx.update("signal", 1, {"title": "Sign one"})
        assert len(book.search("sign")) == 3
    with Book.open(path, clock=clock) as book, book.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM search_due").scalar() == 0


def test_many_threads_read_and_write(book: Book) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(10):
                with book.write(f"{number}/{step}") as tx:
                    one = tx.insert("account", {"name": f"{number} {step}"})
                    tx.insert("goal", {"title": "x", "account_id": one})
                with book.read() as connection:
                    accounts = connection.exec_driver_sql("SELECT count(*) FROM account").scalar()
                    assert connection.exec_driver_sql("SELECT count(*) FROM goal").scalar() == accounts
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert book.check().accounts == 40
    assert len(book.history(limit=100)) == 40


def test_a_reader_on_another_thread_does_not_see_a_write_under_way(book: Book) -> None:
    seen: list[int] = []

    def look() -> None:
        with book.read() as connection:
            seen.append(connection.exec_driver_sql("SELECT count(*) FROM account").scalar() or 0)

    with book.write("Add") as tx:
        tx.insert("account", {"name": "x"})
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        look()
    look()
    assert seen == [0, 1, 1]


def test_the_check_finds_what_is_wrong(book: Book) -> None:
    with book.write("Add") as tx:
        tx.insert("account", {"name": "x", "csm": 7})
    assert book._writer is not None
    with book._writer.connect() as connection:
        connection.connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]
        connection.exec_driver_sql("INSERT INTO answer VALUES (1, 99, 's', '', 'f', '1', 'x', 'x')")
        connection.commit()
    report = book.check()
    assert not report.ok
    text = " / ".join(report.problems)
    assert "belongs to a document that is not in the book" in text
    assert "An account names as “Primary CSM” a contact that is not in the book (once)." in report.problems
    assert "An answer is in the book, but the journal does not know how it came (once)." in report.problems


def test_history_pages_and_fields(book: Book) -> None:
    with book.write("Add") as tx:
        one = tx.insert("account", {"name": "x", "tier": "A"})
    for number in range(5):
        with book.write(f"Step {number}") as tx:
            tx.update("account", one, {"tier": str(number)} if number % 2 else {"city": str(number)})
    newest = book.history(limit=2)
    assert [entry.name for entry in newest] == ["Step 4", "Step 3"]
    assert [entry.name for entry in book.history(limit=2, before=newest[-1].id)] == ["Step 2", "Step 1"]
    assert [entry.name for entry in book.history(record=("account", one), field="tier")] == ["Step 3", "Step 1", "Add"]
    assert book.history(account_id=99) == []


def test_every_table_is_known_to_the_layout() -> None:
    for table in set(TABLES) - UNJOURNALED:
        assert layout(table).slots
    assert {child for child, _, _ in REFERENCES} <= set(TABLES)
    for child, column, target in REFERENCES:
        assert column in TABLES[child].columns and target in TABLES
    assert APPLICATION_ID.to_bytes(4, "big") == b"CSDB"
