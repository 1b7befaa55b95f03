"""`csdesk`: the window, or with a command the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

NO_DISPLAY = """csdesk: There is no display here, so the window cannot open.
On this machine use the command line, which needs none: csdesk --help lists the commands,
for example csdesk sample, csdesk accounts, csdesk export success-plan ACCOUNT --to FILE.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the window, or runs a command; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    opens, book = window_asked(arguments)
    if not opens:
        from csdesk.cli.main import main as run_command

        return run_command(arguments)
    if not display_found():
        sys.stderr.write(NO_DISPLAY)
        return 1
    from csdesk.app import main as open_window

    return open_window(book)


def window_asked(arguments: Sequence[str]) -> tuple[bool, Path | None]:
    """Whether the arguments ask for the window (none, or only --book FILE), and the book they name."""
    rest = list(arguments)
    if not rest:
        return True, None
    if len(rest) == 1 and rest[0].startswith("--book="):
        rest = ["--book", rest[0].removeprefix("--book=")]
    if len(rest) == 2 and rest[0] == "--book" and rest[1]:
        return True, Path(rest[1]).expanduser()
    return False, None


def display_found() -> bool:
    """Whether a window can open: always but on Linux without X11, Wayland and a Qt platform of one's own choice."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
