"""Lists that hold companies and persons together, as Odoo's partners do: each import takes its own kind of row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csdesk.sync import lexicon
from csdesk.sync.furniture import Dropped
from csdesk.sync.products import Recognition
from csdesk.sync.reading import Table
from csdesk.sync.words import phrases, words
from csdesk.values.text import fold

_IS_COMPANY = phrases(
    """
    is company; is a company; ist ein unternehmen; ist unternehmen; est une societe; est une entreprise;
    es una compania; es una empresa; e un azienda; is een bedrijf; e uma empresa
    """
)
_TYPE = phrases("company type; unternehmenstyp; type de societe; tipo de compania; bedrijfstype; tipo de empresa")
_NO = words("false 0 no nein non falsch faux falso nee nao")
_PERSONS = words("person individual einzelperson privatperson individu particulier persona individuale pessoa persoon")


def sift(table: Table, recognition: Recognition, *, chosen: bool) -> Recognition:
    """Set aside the persons of a list of accounts, or the companies of a list of contacts, each with its reason.

    A list of nothing but persons is one of contacts, unless the person `chosen` otherwise.
    """
    if recognition.object not in ("accounts", "contacts"):
        return recognition
    column = _column(table)
    if column is None:
        return recognition
    cells, no = column
    persons = {row for row, cell in enumerate(cells) if fold(cell) in no}
    if len(persons) == len(cells) and not chosen:
        return replace(recognition, object="contacts", reason="persons, none of them a company")
    if recognition.object == "accounts":
        out, reason = persons, "a person, not a company; import the file as contacts too to take it"
    else:
        out = {row for row, cell in enumerate(cells) if cell.strip() and row not in persons}
        reason = "a company, not a person; import the file as accounts too to take it"
        if len(out) == len(cells):
            return recognition
    if not out or len(out) == len(cells):
        return recognition
    for row in sorted(out):
        text = ", ".join(" ".join(column[row].split()) for column in table.columns if column[row].strip())
        table.dropped.append(Dropped(table.lines[row], reason, text[:120]))
    table.dropped.sort(key=lambda each: each.line)
    kept = [row for row in range(len(cells)) if row not in out]
    table.columns = [[column[row] for row in kept] for column in table.columns]
    table.lines = [table.lines[row] for row in kept]
    return recognition


def _column(table: Table) -> tuple[Sequence[str], frozenset[str]] | None:
    """The cells that tell companies from persons, and the words for a person."""
    for index, header in enumerate(table.headers):
        key = lexicon.key(header)
        if key in _IS_COMPANY:
            return table.columns[index], _NO
        if key in _TYPE and {fold(cell) for cell in table.columns[index]} & _PERSONS:
            return table.columns[index], _PERSONS
    return None
