"""Headlines and figures on paper: the large words of a one-page document."""

from __future__ import annotations

from csdesk.documents.compose_rows import NOT_SHARED, Rows
from csdesk.documents.compose_values import Scene, answer_of, plain, printed, source
from csdesk.documents.model import Block, Figure, Figures, Paragraph, Run
from csdesk.forms.schema import FormField
from csdesk.forms.state import Row


def headline(run: Run) -> Block:
    """A sentence set large."""
    return Paragraph(run, "headline")


def figure_blocks(scene: Scene, found: Rows) -> list[Block]:
    """A figure for each row: the first field large, the row's title under it, and the other fields in a muted line."""
    if not found.rows or not found.fields:
        return []
    first = found.section.fields[0]
    title = next((one for one in found.section.fields if one.id == found.section.item_title), None)
    items: list[Figure] = []
    for row in found.rows:
        rest = [
            f"{scene.field_label(one)} {plain(one, answer_of(one, row.answers))}".strip()
            for one in found.fields
            if one not in (first, title) and _said(scene, one, row)
        ]
        if row.key in found.withheld:
            rest.append(NOT_SHARED)
        items.append(Figure(_run(scene, found, first, row), _run(scene, found, title, row), "; ".join(rest)))
    return [Figures(tuple(items))]


def _said(scene: Scene, one: FormField, row: Row) -> bool:
    return scene.shown(one, row.answers) and printed(one, answer_of(one, row.answers))


def _run(scene: Scene, found: Rows, one: FormField | None, row: Row) -> Run:
    if one is None or not _said(scene, one, row):
        return Run("")
    return Run(plain(one, answer_of(one, row.answers)), source(found.section, row.key, one.id))
