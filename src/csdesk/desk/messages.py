"""Wording kept as data: texts of slides, invitations and mails, with the book's names put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from csdesk import paths, yamlfile

_NAME: Final = re.compile(r"\{(\w+)\}")


@cache
def wording(name: str) -> Mapping[str, Any]:
    """The texts of one file of the library; YamlError names a fault with file and line."""
    found = yamlfile.load(paths.resources() / "library" / "messages" / f"{name}.yaml").plain()
    if not isinstance(found, dict):
        raise TypeError(f"{name}.yaml holds no keys")
    return found


def say(text: object, **values: object) -> str:
    """`text` with its {names} replaced; a name without a value becomes nothing. Values are text, never patterns."""
    return _NAME.sub(lambda found: str(values.get(found[1]) or ""), str(text)).strip()
