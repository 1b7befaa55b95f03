"""Where forms speak of one another: sources and follow-ups that lead to a form, section or field that is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from csdesk.forms.errors import Fault, near
from csdesk.forms.schema import Form


def loose_ends(form: Form, forms: Mapping[str, Form]) -> list[Fault]:
    """The places of a form that lead nowhere among `forms`, by the line of its file that names them."""
    found: list[Fault] = []
    for words, reason, known in _wrong(form, forms):
        line, column = _place(form.origin, words)
        found.append(Fault(form.origin, line, column, reason, near(words.rpartition("/")[2], known)))
    return found


def _wrong(form: Form, forms: Mapping[str, Form]) -> Iterator[tuple[str, str, list[str]]]:
    for follow_up in form.then:
        if follow_up.opens and follow_up.opens not in forms:
            yield follow_up.opens, f"there is no form “{follow_up.opens}” to open", list(forms)
    for section in form.sections:
        for source in (section.source, *(field.source for field in section.fields)):
            if "/" not in source:
                continue
            other, part, *rest = source.split("/")
            sections = {one.id: one for one in forms[other].sections} if other in forms else {}
            if other not in forms:
                yield source, f"there is no form “{other}” to take an answer from", list(forms)
            elif part not in sections:
                yield source, f"{forms[other].title} has no section “{part}”", list(sections)
            elif rest and rest[0] not in {one.id for one in sections[part].fields}:
                fields = [one.id for one in sections[part].fields]
                yield source, f"{sections[part].title} has no field “{rest[0]}”", fields


def _place(file: str, words: str) -> tuple[int, int]:
    """Line and column of the first place in a file that holds these words; 0 for a file that cannot be read."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0, 0
    for number, line in enumerate(lines, 1):
        if words in line and ("open:" in line or "source:" in line):
            return number, line.index(words) + 1
    return 0, 0
