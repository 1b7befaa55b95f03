"""The set-up command: what it decides and says, without installing anything."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """installer/dev.py, with its environment in a folder of the test."""
    spec = importlib.util.spec_from_file_location("csdesk_dev", ROOT / "installer" / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "csdesk-setup.txt")
    return module


def test_it_uses_the_standard_library_alone() -> None:
    script = "import runpy, sys; sys.argv=['dev.py', 'help']; runpy.run_path('installer/dev.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(f"installer/dev.py {name}" in done.stdout for name in ("run", "test", "check", "setup"))


def test_without_a_command_it_explains_itself(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert dev.main(["bogus"]) == 2
    assert dev.main(["--help"]) == 0
    assert "installer/dev.py run" in capsys.readouterr().out


def test_an_old_python_hands_over_to_a_newer_one(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev, "other_python", lambda: ["python3.12"])
    called: list[list[str]] = []
    monkeypatch.setattr(dev.subprocess, "call", lambda command: called.append(command) or 7)
    with pytest.raises(SystemExit) as stopped:
        dev.go_on_with_a_new_enough_python(["run", "--book", "x"])
    assert stopped.value.code == 7
    assert called[0][0] == "python3.12" and called[0][2:] == ["run", "--book", "x"]
    monkeypatch.setattr(dev, "other_python", lambda: None)
    assert dev.main(["setup"]) == 1
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="makes a shell script")
def test_a_newer_python_is_found_on_the_path(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, answer in (("python3.13", "3 10"), ("python3.12", "3 12")):
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    assert dev.version_of([str(tmp_path / "python3.12")]) == (3, 12)
    assert dev.version_of(["no-such-python"]) == (0, 0)
    monkeypatch.setattr(dev, "version_of", lambda command: (3, 12) if command == ["python3.12"] else (0, 0))
    assert dev.other_python() == ["python3.12"]


def test_missing_libraries_are_named_by_their_package(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        if "xcb-cursor" in name:
            raise OSError("not found")

    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev.ctypes, "CDLL", load)
    assert dev.missing_libraries() == ["libxcb-cursor0"]
    monkeypatch.setattr(dev.sys, "platform", "darwin")
    assert dev.missing_libraries() == []


def test_without_rights_the_exact_command_is_printed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "like_debian", lambda: True)
    monkeypatch.setattr(dev, "may_install", lambda: None)
    assert not dev.install_packages(["libgl1", "libegl1"], "Qt needs them")
    assert "sudo apt-get install -y --no-install-recommends libgl1 libegl1" in capsys.readouterr().out
    monkeypatch.setattr(dev, "like_debian", lambda: False)
    assert not dev.install_packages(["libgl1"], "Qt needs them")
    assert "what Debian calls: libgl1" in capsys.readouterr().out


def test_with_rights_the_lists_are_brought_up_to_date_once_they_are_old(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 0 if ["apt-get", "update", "-q"] in ran else 100, "", "not found")

    monkeypatch.setattr(dev, "like_debian", lambda: True)
    monkeypatch.setattr(dev, "may_install", list)
    monkeypatch.setattr(dev.subprocess, "run", run)
    assert dev.install_packages(["libgl1"], "Qt needs it")
    assert [command[1] for command in ran] == ["install", "update", "install"]


def test_a_missing_venv_package_stops_with_its_name(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "has_ensurepip", lambda: False)
    monkeypatch.setattr(dev, "install_packages", lambda packages, why: False)
    with pytest.raises(dev.SetupError, match=r"python3\.\d+-venv"):
        dev.make_venv()


def test_the_second_set_up_does_nothing(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    did: list[str] = []
    monkeypatch.setattr(dev, "prepare_system", lambda: True)

    def make() -> None:
        did.append("venv")
        python = dev.venv_python()
        python.parent.mkdir(parents=True)
        python.touch()

    monkeypatch.setattr(dev, "make_venv", make)
    monkeypatch.setattr(dev, "install", lambda: did.append("packages"))
    assert dev.setup() and dev.setup()
    assert did == ["venv", "packages"]
    assert capsys.readouterr().out.rstrip().endswith("Everything is set up")
    dev.STAMP.write_text("other", encoding="utf-8")
    monkeypatch.setattr(dev, "make_venv", lambda: did.append("venv"))
    dev.setup()
    assert did == ["venv", "packages", "venv", "packages"]


def test_the_fingerprint_follows_both_files(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = dev.fingerprint()
    other = tmp_path / "constraints.txt"
    other.write_text("ruff==0.0.1\n", encoding="utf-8")
    monkeypatch.setattr(dev, "CONSTRAINTS", other)
    assert dev.fingerprint() != before == before


def test_constraints_are_exact_and_name_every_dependency() -> None:
    import tomllib

    def name(text: str) -> str:
        for sign in "=<>[; ":
            text = text.split(sign)[0]
        return text.lower().replace("_", "-")

    lines = (ROOT / "installer" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in pin and "://" not in pin for pin in pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    assert {name(one) for one in wanted} <= {name(pin) for pin in pins}


def test_counts_come_from_the_report(dev: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>', encoding="utf-8"
    )
    assert dev.count_tests(report) == "Tests: 4 passed, 1 failed, 2 errors, 3 skipped"
    assert dev.count_tests(tmp_path / "none.xml") == "Tests: none ran"


@pytest.mark.parametrize(("failing", "code"), [("", 0), ("types", 1), ("tests", 1)])
def test_one_failure_fails_the_whole(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failing: str, code: int
) -> None:
    ran: list[str] = []

    def step(name: str, command: list[str], environment: object = None) -> tuple[bool, float]:
        ran.append(name)
        return name != failing, 0.1

    monkeypatch.setattr(dev, "step", step)
    assert dev.test([]) == code
    assert ran == ["style", "layout", "types", "layers", "tests"]
    assert capsys.readouterr().out.splitlines()[-1] == "Tests: none ran"


def test_the_check_of_the_repository_is_that_one_command() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 installer/dev.py test" in text
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)
