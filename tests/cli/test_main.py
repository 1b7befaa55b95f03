"""The command line as such: arguments, exit codes, messages, the window without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csdesk import __main__ as entry
from csdesk.cli import accounts as accounts_group
from csdesk.cli.output import plain, table, width
from csdesk.values.money import Money

Run = Callable[..., Any]

COMMANDS = ("sample", "backup", "restore", "check", "undo", "policy", "accounts", "show", "set", "history")


def test_help_lists_every_command_and_ends_well(run: Run) -> None:
    answer = run("--help", on=None)
    assert answer.code == 0
    assert all(f"\n    {name} " in answer.out for name in COMMANDS)


@pytest.mark.parametrize("name", [*COMMANDS, "import", "imports", "changes", "forms", "fill", "gaps", "export"])
def test_every_command_has_help_and_the_common_options(run: Run, name: str) -> None:
    answer = run(name, "--help", on=None)
    assert answer.code == 0
    assert "--book FILE" in answer.out and "--json" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [("no-such",), ("show",), ("set", "Morvelle"), ("history", "--limit", "0"), ("accounts", "--no-such"), ("--json",)],
)
def test_wrong_usage_ends_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err


def test_common_options_stand_before_or_after_the_command(run: Run, book: Path) -> None:
    before = run("--json", "--book", str(book), "check", on=None)
    after = run("check", "--json", "--book", str(book), on=None)
    assert before.json == after.json
    assert before.json["ok"] is True


def test_a_missing_book_is_said_and_not_made(run: Run, tmp_path: Path) -> None:
    missing = tmp_path / "none.csdesk"
    answer = run("accounts", "--json", on=missing)
    assert answer.code == 1
    assert "There is no book at" in answer.json["error"]["what"]
    assert "csdesk sample" in answer.err
    assert not missing.exists()


def test_a_file_that_is_no_book_is_left_alone(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a book", encoding="utf-8")
    answer = run("accounts", on=other)
    assert answer.code == 1 and "not a CSDesk book" in answer.err
    assert other.read_text(encoding="utf-8") == "not a book"


def test_the_unexpected_is_told_in_a_line_and_logged_in_full(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(arguments: object) -> None:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr(accounts_group, "accounts", fail)
    answer = run("accounts", "--json")
    assert answer.code == 1
    assert "RuntimeError: the moon is full" in answer.err and "Traceback" not in answer.err + answer.out
    assert "the moon is full" in answer.json["error"]["what"]
    log = (tmp_path / "home" / "logs" / "csdesk.log").read_text(encoding="utf-8")
    assert "Traceback" in log and "the moon is full" in log


def test_without_a_display_the_window_explains_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert entry.main([]) == 1
    shown = capsys.readouterr()
    assert "no display" in shown.err and "csdesk --help" in shown.err and shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "opens", "book"),
    [
        ([], True, None),
        (["--book", "a.csdesk"], True, Path("a.csdesk")),
        (["--book=a.csdesk"], True, Path("a.csdesk")),
        (["--book", "a.csdesk", "accounts"], False, None),
        (["--book"], False, None),
        (["--help"], False, None),
        (["accounts"], False, None),
    ],
)
def test_what_opens_the_window(arguments: list[str], opens: bool, book: Path | None) -> None:
    assert entry.window_asked(arguments) == (opens, book)


def test_other_systems_and_offscreen_have_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert entry.display_found()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert entry.display_found()


def test_names_in_any_script_reach_a_narrow_console(book: Path, tmp_path: Path) -> None:
    """As a Windows console set to cp1252 starts it: output is UTF-8 all the same."""
    import os

    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "CSDESK_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "csdesk", "show", "Hoshinami", "--json", "--book", str(book)],
        capture_output=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "星野 健一" in done.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_a_reader_that_leaves_early_is_no_failure(book: Path, tmp_path: Path) -> None:
    import os

    shell = f'"{sys.executable}" -m csdesk accounts --book "{book}" | head -n 1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(
        ["bash", "-c", shell], capture_output=True, text=True, env={**os.environ, "CSDESK_HOME": str(tmp_path)}
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr


def test_json_values() -> None:
    assert plain({"a": Money(41200050, "USD"), "b": 0.5, "c": 3.0, "d": {2, 1}, "e": Path("x")}) == {
        "a": {"amount": 412000.5, "currency": "USD"},
        "b": 0.5,
        "c": 3,
        "d": [1, 2],
        "e": "x",
    }


def test_tables_line_up_whatever_the_script() -> None:
    assert width("星野") == 4 and width("e\u0301") == 1
    assert table(("Name", "N"), [("星野", "1"), ("Ada", "20")], right=(1,)) == "Name   N\n星野   1\nAda   20"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("accounts",), ("--json", "accounts"), ("--json", "show", "nobody")])
def test_an_answer_that_cannot_be_written(book: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "csdesk", "--book", str(book), *arguments]
    environment = {**os.environ, "CSDESK_HOME": str(tmp_path)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    assert done.returncode == 1 and "could not be written" in done.stderr
    assert "Traceback" not in done.stderr and "unexpected" not in done.stderr
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    done = subprocess.run(closed, stderr=subprocess.PIPE, text=True, env=environment, check=False)
    assert done.returncode == (1 if "nobody" in arguments else 0) and "unexpected" not in done.stderr
