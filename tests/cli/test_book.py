"""sample, backup, restore, check, undo, policy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from csdesk.desk.core import Desk

Run = Callable[..., Any]


def test_sample_makes_a_book_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "sample.csdesk"
    made = run("sample", "--json", on=path)
    assert made.code == 0
    assert made.json["accounts"] == 42 and made.json["book"] == str(path)
    again = run("sample", on=path)
    assert again.code == 1 and "not touched" in again.err
    assert run("check", "--json", on=path).json["ok"] is True


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csdesk"
    made = run("backup", "--to", str(copy), "--json")
    assert made.code == 0 and made.json["file"] == str(copy) and made.json["bytes"] == copy.stat().st_size
    run("set", "Morvelle", "stage=growing")
    back = run("restore", str(copy), "--json")
    assert back.code == 0 and Path(back.json["kept"]).exists()
    assert run("show", "Morvelle", "--json").json["account"]["stage"] == "renewing"
    assert run("restore", str(tmp_path / "none")).code == 1


def test_check(run: Run) -> None:
    answer = run("check", "--json").json
    assert answer["ok"] is True and answer["problems"] == [] and answer["accounts"] == 42
    assert answer["schema"]


def test_a_book_open_elsewhere_is_read_but_not_written(run: Run, book: Path) -> None:
    with Desk.open(book):
        assert run("accounts", "--json").json["summary"]["accounts"] == 42
        refused = run("set", "Morvelle", "stage=growing")
        assert refused.code == 1 and "open" in refused.err


def test_policy_shows_and_chooses(run: Run) -> None:
    shown = run("policy", "--json").json
    assert shown["policy"] == "handbook" and len(shown["policies"]) == 5
    assert run("policy", "coverage", "--json").json["policy"] == "coverage"
    bands = {one["name"]: one["band"] for one in run("accounts", "--json").json["accounts"]}
    assert (bands["Ashenbrook Mutual"], bands["Morvelle Foods"]) == ("Critical", "At risk")
    wrong = run("policy", "mine")
    assert wrong.code == 1 and "handbook" in wrong.err


def test_undo_of_an_unknown_import(run: Run) -> None:
    assert run("undo", "--import", "99").code == 1
