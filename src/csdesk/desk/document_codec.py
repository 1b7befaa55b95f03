"""Answers that live in a document as JSON and back, and every answer as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from csdesk.forms.schema import FormField
from csdesk.forms.state import Answer, Approval
from csdesk.values.days import format_date
from csdesk.values.formats import Formats
from csdesk.values.money import Money, format_money
from csdesk.values.numbers import format_number, format_percent

People = Callable[[int], tuple[str, str]]
"""The name and title of a contact by id."""


def encode(field: FormField, value: Any) -> Any:
    """A value as JSON can hold it; the reverse of `decode`."""
    if value is None:
        return None
    match field.type:
        case "money":
            return [value.minor, value.currency]
        case "date":
            return value.isoformat()
        case "approval":
            return {"name": value.name, "title": value.title, "date": value.date.isoformat() if value.date else None}
        case "list" | "choices":
            return list(value)
        case "table":
            columns = {column.id: column for column in field.columns}
            return [{key: encode(columns[key], cell) for key, cell in row.items() if key in columns} for row in value]
        case _:
            return value


def decode(field: FormField, stored: Any) -> Any:
    """The value of a stored answer; None when it no longer fits the field's type (a form that changed)."""
    if stored is None:
        return None
    try:
        match field.type:
            case "money":
                return Money(int(stored[0]), str(stored[1]))
            case "date":
                return date.fromisoformat(stored)
            case "approval":
                when = stored.get("date")
                return Approval(stored["name"], stored.get("title", ""), date.fromisoformat(when) if when else None)
            case "list" | "choices":
                return tuple(str(item) for item in stored)
            case "table":
                columns = {column.id: column for column in field.columns}
                return tuple(
                    {key: decode(columns[key], cell) for key, cell in row.items() if key in columns} for row in stored
                )
            case "text" | "long" | "choice":
                return str(stored)
            case "yes-no":
                return bool(stored)
            case "rating" | "contact":
                return int(stored)
            case _:
                return float(stored)
    except (TypeError, ValueError, KeyError, AttributeError, IndexError):
        return None


def answer(field: FormField, value: Any, formats: Formats, people: People) -> Answer:
    """The value with its text (and a contact's title) as people read it."""
    if value is None:
        return Answer()
    match field.type:
        case "contact":
            name, title = people(value)
            return Answer(value, name, title)
        case "table":
            rows = tuple(
                {column.id: answer(column, row.get(column.id), formats, people) for column in field.columns}
                for row in value
            )
            return Answer(rows, "\n".join(_line(row) for row in rows))
        case _:
            return Answer(value, text(field, value, formats))


def _line(row: Mapping[str, Answer]) -> str:
    return ", ".join(cell.text for cell in row.values() if cell.text)


def text(field: FormField, value: Any, formats: Formats) -> str:
    """A value in words; contacts and tables excepted, which need more than the value."""
    labels = {option.id: option.label for option in field.options}
    match field.type:
        case "money":
            return format_money(value, formats)
        case "date":
            return format_date(value)
        case "percent" | "talk-time":
            return format_percent(value, formats)
        case "number":
            return format_number(value, formats)
        case "choice":
            return labels.get(value, str(value))
        case "choices":
            return ", ".join(labels.get(one, one) for one in value)
        case "yes-no":
            return "Yes" if value else "No"
        case "rating":
            return f"{value} of 5"
        case "list":
            return "\n".join(value)
        case "approval":
            return f"{value.name}, {format_date(value.date)}" if value.date else str(value.name)
        case _:
            return str(value)
