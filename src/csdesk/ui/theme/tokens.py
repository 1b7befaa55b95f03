"""Design tokens as data: the names every style sheet and painter may use, read from `resources/theme`.

No Qt here, so that a test can hold every value against the contrast the design asks for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from csdesk.paths import resources

ColourName = Literal[
    "window", "chrome", "surface", "sunken", "raised", "hover", "selected", "line", "line.strong", "field",
    "field.line",
    "text", "text.soft", "text.faint", "text.off", "accent", "accent.hover", "accent.on", "accent.text", "accent.soft",
    "accent.line", "internal", "internal.line", "internal.text", "paper", "paper.edge", "paper.mark", "backdrop",
    "green.text", "green.soft", "green.mark", "green.band", "yellow.text", "yellow.soft", "yellow.mark", "yellow.band",
    "red.text", "red.soft", "red.mark", "red.band",
]  # fmt: skip
TypeName = Literal[
    "page", "figure", "section", "fact", "reading", "strong", "body", "label", "label-strong", "tag", "timer"
]
Scheme = Literal["light", "dark"]
TonePart = Literal["text", "soft", "mark", "band"]

COLOUR_NAMES: frozenset[str] = frozenset(get_args(ColourName))
TYPE_NAMES: frozenset[str] = frozenset(get_args(TypeName))
_HEX = re.compile(r"#[0-9A-F]{6}")


class ThemeError(Exception):
    """A token, icon or measure that does not exist, or one that is missing: a fault of the build, never of a person."""


@dataclass(frozen=True, slots=True)
class TypeRole:
    """One step of the type scale at the standard system font: pixels of letter and line, and the weight."""

    size: int
    line: int
    weight: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """Every measure of the window in pixels at the standard system font, and every duration in milliseconds."""

    space: dict[str, int]
    radius: dict[str, int]
    size: dict[str, int]
    type: dict[TypeName, TypeRole]
    time: dict[str, int]


def _folder() -> Path:
    return resources() / "theme"


def check_colours(values: dict[str, str], where: str) -> dict[ColourName, str]:
    """The colours of one scheme, after refusing missing or unknown names and anything but #RRGGBB."""
    missing = sorted(COLOUR_NAMES - values.keys())
    unknown = sorted(values.keys() - COLOUR_NAMES)
    if missing or unknown:
        raise ThemeError(f"{where}: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
    for name, value in values.items():
        if not _HEX.fullmatch(value):
            raise ThemeError(f"{where}: {name} is {value!r}, not a colour such as #1A1D24")
    return {name: values[name] for name in get_args(ColourName)}


@cache
def load_colours(scheme: Scheme) -> dict[ColourName, str]:
    """The colours of the light or the dark scheme by name, as #RRGGBB."""
    path = _folder() / f"{scheme}.json"
    return check_colours(json.loads(path.read_text(encoding="utf-8")), path.name)


@cache
def load_metrics() -> Metrics:
    """The measures, type scale and durations, shared by both schemes."""
    data = json.loads((_folder() / "metrics.json").read_text(encoding="utf-8"))
    if data["type"].keys() != TYPE_NAMES:
        raise ThemeError(f"metrics.json: the type scale differs by {sorted(data['type'].keys() ^ TYPE_NAMES)}")
    scale = {name: TypeRole(*data["type"][name]) for name in get_args(TypeName)}
    return Metrics(data["space"], data["radius"], data["size"], scale, data["time"])


def icon_file(name: str) -> Path:
    """The drawing of an icon; ThemeError when there is none of that name."""
    path = _folder() / "icons" / f"{name}.svg"
    if not path.is_file():
        raise ThemeError(f"there is no icon named {name!r}")
    return path


def icon_names() -> frozenset[str]:
    """The names of all icons there are."""
    return frozenset(path.stem for path in (_folder() / "icons").glob("*.svg"))


def sheet_template() -> str:
    """The style sheet before its tokens are filled in."""
    return (_folder() / "style.qss").read_text(encoding="utf-8")


def fill_sheet(template: str, colours: dict[ColourName, str], scale: float) -> str:
    """The style sheet of one scheme: `@{text.soft}` becomes a colour, `@{13px}` a length at `scale`.

    Raises ThemeError for a name that is no token.
    """
    values: dict[str, str] = dict(colours)  # type: ignore[arg-type]

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.endswith("px") and name[:-2].isdigit():
            return f"{max(1, round(int(name[:-2]) * scale))}px"
        if name not in values:
            raise ThemeError(f"style.qss: unknown token {name!r}")
        return values[name]

    return re.sub(r"@\{([^}]*)\}", one, template)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours given as #RRGGBB, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(value: str) -> float:
        parts = []
        for index in (1, 3, 5):
            share = int(value[index : index + 2], 16) / 255
            parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
