"""Where CSDesk finds what it ships and keeps what it writes: in a checkout, an installed wheel and a frozen build."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

HOME_VARIABLE = "CSDESK_HOME"
"""Environment variable that names the data folder."""


@cache
def _shipped() -> Path:
    """The folder that holds `resources` and `migrations`."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent
    candidates = ([Path(frozen) / "csdesk" / "_bundled", Path(frozen)] if frozen else []) + [
        package / "_bundled",
        package.parent.parent,
    ]
    for folder in candidates:
        if (folder / "resources").is_dir():
            return folder
    raise FileNotFoundError(f"The CSDesk installation is incomplete: no resources folder beside {package}")


def resources() -> Path:
    """The folder of forms, policies, theme and samples; FileNotFoundError when the installation is incomplete."""
    return _shipped() / "resources"


def migrations() -> Path:
    """The folder of the book's migrations; FileNotFoundError when the installation is incomplete."""
    return _shipped() / "migrations"


def data_folder() -> Path:
    """Where the CSM's books, backups, own forms and logs are kept; not made by asking.

    CSDESK_HOME when it is set, else the place that the operating system gives to an application's data.
    """
    named = os.environ.get(HOME_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("CSDesk", appauthor=False)


def default_book() -> Path:
    """The book that opens when none is named."""
    return data_folder() / "book.csdesk"


def log_file() -> Path:
    """Where details of unexpected errors are written."""
    return data_folder() / "logs" / "csdesk.log"
