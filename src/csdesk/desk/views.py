"""Saved views: a place's query, sort and columns kept under a name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.desk.core import Changed, Desk


@dataclass(frozen=True, slots=True)
class View:
    """A view of a place. `id` 0 marks one that ships and cannot be deleted."""

    id: int
    name: str
    query: str
    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()


# fmt: off
SHIPPED: tuple[View, ...] = (
    View(0, "All accounts", "", "renewal_date"),
    View(0, "Not healthy", "band:yellow,red", "score"),
    View(0, "Renewing in 90 days", "renewal<90", "renewal_date"),
    View(
        0, "No touch in 30 days", "touch>30", "last_touch", False,
        ("tier", "score", "arr", "renewal_date", "stage", "last_touch", "next_touch", "next_step", "next_step_due"),
    ),
    View(0, "No success plan", "plan:none", "arr", True),
    View(
        0, "Should move tier", "move:any", "arr", True,
        ("tier", "proposed", "coverage", "score", "arr", "renewal_date", "stage", "owner", "next_touch"),
    ),
)
# fmt: on
"""The views that every book has."""


def views(desk: Desk, place: str = "accounts") -> tuple[View, ...]:
    """The shipped views, then the CSM's own in their order."""
    with desk.book.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT id, name, query, columns, sort FROM saved_view WHERE place = ? AND deleted_at IS NULL "
            "ORDER BY position, id",
            (place,),
        ).all()
    own = []
    for view_id, name, query, columns, sort in found:
        order = json.loads(sort) if sort else {}
        own.append(
            View(
                view_id,
                name,
                query or "",
                order.get("field", ""),
                bool(order.get("descending")),
                tuple(json.loads(columns) if columns else ()),
            )
        )
    return (*SHIPPED, *own)


def save(desk: Desk, view: View, place: str = "accounts") -> Changed:
    """Keeps a view: a new one for id 0, otherwise the changed one."""
    values = {
        "place": place,
        "name": view.name.strip() or "My view",
        "query": view.query,
        "columns": list(view.columns),
        "sort": {"field": view.sort, "descending": view.descending},
    }
    with desk.write(f"Save the view {values['name']}") as transaction:
        if view.id:
            transaction.update("saved_view", view.id, values)
        else:
            transaction.insert("saved_view", values)
    return transaction.changed


def delete(desk: Desk, view: View) -> Changed:
    """Puts one of the CSM's own views in the bin."""
    with desk.write(f"Delete the view {view.name}") as transaction:
        transaction.delete("saved_view", view.id)
    return transaction.changed
