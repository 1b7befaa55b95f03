#!/usr/bin/env python3
"""Sets CSDesk up in this checkout, runs it, and tests it. Needs nothing but Python itself.

    python3 installer/dev.py run [ARGUMENTS]    set up what is missing, then open CSDesk (arguments are passed on)
    python3 installer/dev.py test [ARGUMENTS]   set up, then all checks and tests (arguments go to pytest; --coverage
                                                also counts the lines that ran)
    python3 installer/dev.py check              set up, then the checks without the tests
    python3 installer/dev.py setup              only set up: .venv with the csdesk command

Everything goes into .venv in this folder. The second time takes a moment: nothing is installed again until
pyproject.toml or installer/constraints.txt changes.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "csdesk-setup.txt"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
WINDOWS = os.name == "nt"
OLDEST = (3, 11)
NEWEST_NAMED = 14

# What Qt loads at run time on Linux, and the Debian package that holds it. The first six are needed even without a
# display; the rest by the window under X11 and Wayland.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

CHECKS = (
    ("style", ("-m", "ruff", "check", "--output-format=concise", ".")),
    ("layout", ("-m", "ruff", "format", "--check", "--output-format=concise", ".")),
    ("types", ("-m", "mypy")),
    ("layers", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
)


class SetupError(Exception):
    """Something only the person at the machine can mend; the text says what and how."""


def say(text: str) -> None:
    """One line of progress, at once."""
    print(f"[csdesk] {text}", flush=True)


# Python ---------------------------------------------------------------------------------------------------------------


def other_python() -> list[str] | None:
    """The command of a Python on PATH that is new enough, or None."""
    for minor in range(NEWEST_NAMED, OLDEST[1] - 1, -1):
        for command in ([f"python3.{minor}"], ["py", f"-3.{minor}"] if WINDOWS else []):
            if command and shutil.which(command[0]) and version_of(command) >= OLDEST:
                return command
    return None


def version_of(command: list[str]) -> tuple[int, int]:
    """Major and minor version of a Python, (0, 0) when it does not run."""
    try:
        asked = subprocess.run(
            [*command, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, timeout=60
        )
        major, minor = asked.stdout.split()
        return int(major), int(minor)
    except (OSError, ValueError, subprocess.SubprocessError):
        return (0, 0)


def go_on_with_a_new_enough_python(arguments: list[str]) -> None:
    """Nothing when this Python will do; otherwise starts again under a newer one, or stops with the reason."""
    if sys.version_info[:2] >= OLDEST:
        return
    found = other_python()
    here = ".".join(str(part) for part in sys.version_info[:3])
    if found is None:
        raise SetupError(
            f"CSDesk needs Python 3.{OLDEST[1]} or newer; this is Python {here}, and no newer one is on PATH.\n"
            f"Install Python 3.{OLDEST[1]} or newer and run this command again."
        )
    say(f"This is Python {here}; going on with {' '.join(found)}")
    raise SystemExit(subprocess.call([*found, str(Path(__file__).resolve()), *arguments]))


# System libraries -----------------------------------------------------------------------------------------------------


def missing_libraries() -> list[str]:
    """The Debian packages of the Qt libraries that this Linux cannot load; empty on other systems."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def like_debian() -> bool:
    """Whether packages are installed with apt-get here."""
    return shutil.which("apt-get") is not None and shutil.which("dpkg") is not None


def may_install() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks no password; None when neither is possible."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install_packages(packages: list[str], why: str) -> bool:
    """Installs Debian packages, or prints the command that would; whether they are there now."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    before = may_install() if like_debian() else None
    if before is None:
        if like_debian():
            say(f"{why}. Run this once, then try again:")
            print(f"\n    sudo {' '.join(command)}\n", flush=True)
        else:
            say(f"{why}. With your system's package manager, install what Debian calls: {' '.join(packages)}")
        return False
    say(f"{why}; installing {', '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for commands in ([command], [["apt-get", "update", "-q"], command]):
        results = [
            subprocess.run([*before, *one], env=environment, capture_output=True, text=True, errors="replace")
            for one in commands
        ]
        if results[-1].returncode == 0:
            return True
    print(results[-1].stdout[-2000:] + results[-1].stderr[-2000:], flush=True)
    say(f"apt-get could not install them. Run this yourself to see why: sudo {' '.join(command)}")
    return False


def prepare_system() -> bool:
    """Makes sure that Qt finds its system libraries; False (and the command is printed) when it will not."""
    missing = missing_libraries()
    if not missing:
        return True
    return install_packages(missing, "Qt needs system libraries that are not here") and not missing_libraries()


# The environment ------------------------------------------------------------------------------------------------------


def venv_python() -> Path:
    """The interpreter of .venv."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def fingerprint() -> str:
    """What the installed packages depend on: both files, this Python, and where the checkout lies."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}\n".encode())
    for file in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """A .venv with a working Python and pip; one that is broken or of another Python is made anew."""
    if venv_python().exists() and version_of([str(venv_python())]) == sys.version_info[:2]:
        works = subprocess.run([str(venv_python()), "-m", "pip", "--version"], capture_output=True)
        if works.returncode == 0:
            return
    again = VENV.exists()
    say(f"Making the environment in .venv{' anew' if again else ''}")
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not has_ensurepip():
        prepared = install_packages([name], "This Python cannot make environments (its venv package is not installed)")
        if not prepared:
            raise SetupError(f"Python's venv package is missing; install {name} and run this command again.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, errors="replace"
    )
    if made.returncode != 0:
        raise SetupError(f"The environment could not be made:\n{(made.stdout + made.stderr).strip()}")


def has_ensurepip() -> bool:
    """Whether this Python carries pip for new environments; Debian packs it apart."""
    asked = subprocess.run([sys.executable, "-c", "import ensurepip, venv; ensurepip.version()"], capture_output=True)
    return asked.returncode == 0


def install() -> None:
    """Installs CSDesk as editable and everything it needs, in the versions of constraints.txt."""
    say("Installing CSDesk and what it needs; the first time this downloads about 200 MB")
    command = [
        str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--progress-bar", "off", "--prefer-binary", "-c", str(CONSTRAINTS), "-e", f"{ROOT}[dev]",
    ]  # fmt: skip
    lines: list[str] = []
    number = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=ROOT
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            lines.append(line)
            words = line.split()
            if line.startswith("Collecting") and len(words) > 1:
                number += 1
                say(f"  {number:>2}  {words[1].split('<')[0].split('>')[0].split('=')[0].split('[')[0]}")
            elif line.startswith("Installing collected packages"):
                say(f"  installing {line.count(',') + 1} packages")
    if running.returncode != 0:
        print("".join(lines[-40:]), flush=True)
        raise SetupError("The packages could not be installed; the last lines above say why. Nothing else was changed.")


def setup() -> bool:
    """Everything that run and test need; whether the window can open (the system libraries are there)."""
    ready = prepare_system()
    mark = fingerprint()
    if STAMP.exists() and venv_python().exists() and STAMP.read_text(encoding="utf-8") == mark:
        say("Everything is set up")
        return ready
    make_venv()
    install()
    STAMP.write_text(mark, encoding="utf-8")
    say(f"Set up; the command is {Path('.venv') / ('Scripts/csdesk.exe' if WINDOWS else 'bin/csdesk')}")
    return ready


# Running and testing --------------------------------------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Opens CSDesk with the arguments given; its exit code."""
    try:
        return subprocess.call([str(venv_python()), "-m", "csdesk", *arguments])
    except KeyboardInterrupt:
        return 130


def check() -> dict[str, tuple[bool, float]]:
    """Style, layout, types and layers: whether each passed, and its seconds."""
    return {name: step(name, [str(venv_python()), *arguments]) for name, arguments in CHECKS}


def step(name: str, command: list[str], environment: dict[str, str] | None = None) -> tuple[bool, float]:
    """Runs one command with its output shown; whether it passed, and its seconds."""
    say(f"Checking {name}" if name != "tests" else "Running the tests")
    start = time.monotonic()
    code = subprocess.call(command, cwd=ROOT, env={**os.environ, **(environment or {})})
    return code == 0, time.monotonic() - start


def test(arguments: list[str]) -> int:
    """All checks, then the tests; the last lines are the counts. 0 only when everything passed.

    `--coverage` also counts the lines that ran, which takes half as long again; other arguments go to pytest.
    """
    measured = "--coverage" in arguments
    arguments = [one for one in arguments if one != "--coverage"]
    results = check()
    with tempfile.TemporaryDirectory(prefix="csdesk-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [str(venv_python()), "-m", "pytest", "-q", f"--junitxml={report}"]
        if not arguments:
            command += ["-n", "2", "--dist", "worksteal"]
        if measured:
            command += ["--cov", "--cov-report=term"]
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            "CSDESK_HOME": str(Path(folder) / "home"),
            "COVERAGE_FILE": str(Path(folder) / "coverage"),
        }
        results["tests"] = step("tests", command + arguments, environment)
        counts = count_tests(report)
    print(flush=True)
    for name, (passed, seconds) in results.items():
        print(f"{name:<8} {'passed' if passed else 'FAILED'}  {seconds:6.1f} s")
    print(counts, flush=True)
    return 0 if all(passed for passed, _ in results.values()) else 1


def count_tests(report: Path) -> str:
    """One line from pytest's report: "Tests: 734 passed, 0 failed, 0 errors, 3 skipped"."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return "Tests: none ran"
    total, failed, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    passed = total - failed - errors - skipped
    return f"Tests: {passed} passed, {failed} failed, {errors} errors, {skipped} skipped"


def main(arguments: list[str]) -> int:
    """Does what the first argument names; the exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in ("run", "test", "check", "setup"):
        print(__doc__)
        return 0 if command in ("-h", "--help", "help") else 2
    try:
        go_on_with_a_new_enough_python(arguments)
        ready = setup()
        if command == "setup":
            return 0
        if command == "check":
            results = check()
            return 0 if all(passed for passed, _ in results.values()) else 1
        if command == "test":
            if not ready:
                raise SetupError("The tests need the system libraries named above.")
            return test(rest)
        if not ready and not rest:
            raise SetupError("The window cannot open without the system libraries named above.")
        return run(rest)
    except SetupError as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
