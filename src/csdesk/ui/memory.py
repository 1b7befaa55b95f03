"""What the window remembers between two starts on this computer: its size, the last place, the theme, the last book."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


class Memory:
    """A small JSON file in the data folder. Losing it loses no work, so that a damaged one starts anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(kept, dict):
                self._values = kept
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as problem:
            log.warning("The window's memory could not be read: %s", type(problem).__name__)

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under `key`."""
        return self._values.get(key, default)

    def put(self, **values: Any) -> None:
        """Keep values and write the file; a folder that refuses is no reason to stop."""
        if all(self._values.get(key) == value for key, value in values.items()):
            return
        self._values.update(values)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".window-", suffix=".json")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._values, file, indent=1)
            Path(name).replace(self._path)
        except OSError as problem:
            log.warning("The window's memory could not be kept: %s", type(problem).__name__)
