"""New rows in the tables of a returned copy: rows that somebody typed or pasted beside those the copy was made with.

A column means what it means in the other rows of its table. A row counts as new when it stands below a row of the
document, has none of its own fields (or only those of a row above it, as a pasted one has), and says something that the
copy did not say when it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from csdesk.documents.docx_read import CellSpan, Control, Copy, TableRow, print_of, shown


@dataclass(frozen=True, slots=True)
class NewRow:
    """What a new row says, by field id, in the order of the columns; `beside` stands in columns of no field."""

    section: str
    said: tuple[tuple[str, tuple[Control, ...]], ...]
    beside: tuple[str, ...] = ()


def take_out(copy: Copy, sections: Mapping[str, Sequence[str]]) -> tuple[Copy, tuple[NewRow, ...]]:
    """The new rows of the tables of these sections (with the keys of their rows), and the copy without them."""
    found: list[NewRow] = []
    controls: set[int] = set()
    lines: set[int] = set()
    tables: dict[int, list[TableRow]] = {}
    for row in copy.rows:
        tables.setdefault(row.table, []).append(row)
    for rows in tables.values():
        template = _template(copy, rows, sections)
        if template is None:
            continue
        section, columns, first = template
        seen: set[str] = set()
        for row in rows[first:]:
            tags = _tags(copy, row)
            if tags and not tags <= seen:
                seen |= tags
                continue
            made = _new(copy, row, section, columns)
            if made is None:
                continue
            found.append(made)
            for cell in row.cells:
                controls |= set(range(*cell.controls))
                lines |= set(range(*cell.lines))
    if not found:
        return copy, ()
    left = tuple(replace(one, tag="", text="") if at in controls else one for at, one in enumerate(copy.controls))
    kept = tuple(one for at, one in enumerate(copy.lines) if at not in lines)
    return replace(copy, controls=left, lines=kept), tuple(found)


def _template(
    copy: Copy, rows: Sequence[TableRow], sections: Mapping[str, Sequence[str]]
) -> tuple[str, tuple[tuple[str, ...], ...], int] | None:
    """The section whose rows a table holds, one to a line, the fields of each column, and the first such line."""
    lines: dict[tuple[str, str], set[str]] = {}
    shapes: Counter[tuple[tuple[str, ...], ...]] = Counter()
    first = -1
    for place, row in enumerate(rows):
        tags = _tags(copy, row)
        places = {(section, key) for section, key, *_ in (tag.split("/") for tag in tags)}
        if not places:
            continue
        if len(places) != 1:
            return None
        section, key = next(iter(places))
        if key not in sections.get(section, ()):
            return None
        if not tags <= lines.get((section, key), tags):
            # A card runs over several lines of one table: a line more in it is no row.
            return None
        first = place if first < 0 else first
        lines.setdefault((section, key), tags)
        shapes[tuple(_fields(copy, cell) for cell in row.cells)] += 1
    if first < 0 or len({section for section, _ in lines}) != 1:
        return None
    return next(iter(lines))[0], max(shapes, key=lambda one: (shapes[one], sum(map(len, one)))), first


def _tags(copy: Copy, row: TableRow) -> set[str]:
    return {copy.controls[at].tag for cell in row.cells for at in range(*cell.controls) if "/" in copy.controls[at].tag}


def _fields(copy: Copy, cell: CellSpan) -> tuple[str, ...]:
    return tuple(copy.controls[at].tag.split("/")[2] for at in range(*cell.controls) if "/" in copy.controls[at].tag)


def _new(copy: Copy, row: TableRow, section: str, columns: tuple[tuple[str, ...], ...]) -> NewRow | None:
    """A row as a new one; None for an empty one and for one that the copy was made with."""
    if len(row.cells) != len(columns):
        return None
    said: list[tuple[str, tuple[Control, ...]]] = []
    beside: list[str] = []
    fresh = False
    for cell, names in zip(row.cells, columns, strict=True):
        controls = [copy.controls[at] for at in range(*cell.controls)]
        texts = [text for at in range(*cell.lines) if (text := shown(copy.lines[at].text))]
        fresh = fresh or any(not _known(copy, copy.lines[at].text) for at in range(*cell.lines))
        fresh = fresh or any(one.text and not _was(copy, one) for one in controls)
        # A pasted row keeps its fields; in a typed one each line is one of the column's fields, the last has the rest.
        own = {one.tag.split("/")[2]: one for one in controls if "/" in one.tag and one.text}
        said += [(name, (one,)) for name, one in own.items() if name in names]
        untagged = [one.text for one in controls if "/" not in one.tag and one.text]
        free = [name for name in names if name not in own]
        texts = untagged + texts
        if not free:
            # A status stands behind its shape, and a rail is a shape alone.
            beside += [words for text in texts if (words := text.lstrip("●▲◆○◐✓ \u00a0"))]
            continue
        parts = [*texts[: len(free) - 1], "\n".join(texts[len(free) - 1 :])]
        said += [(name, (Control("", "text", text),)) for name, text in zip(free, parts, strict=False) if text]
    return NewRow(section, tuple(said), tuple(beside)) if fresh and said else None


def _known(copy: Copy, line: str) -> bool:
    """Whether a line stood in the copy when it was made."""
    return copy.prints is not None and print_of(line) in copy.prints.lines


def _was(copy: Copy, control: Control) -> bool:
    prints = copy.prints
    return prints is not None and any(content == print_of(control.said) for _, content in prints.order)
