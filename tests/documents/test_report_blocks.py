"""Bars, numbered matters, steps and reply slips: what they say in both writers, and how forms come to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from csdesk.desk import document_forms
from csdesk.documents.compose import compose
from csdesk.documents.docx import write_docx
from csdesk.documents.model import (
    Bar,
    Bars,
    Block,
    Checklist,
    Document,
    Figures,
    Letterhead,
    Point,
    Points,
    Ruled,
    Run,
    Signatures,
    Step,
    Steps,
    Table,
)
from csdesk.documents.pdf import write_pdf
from csdesk.documents.verify import text_of
from csdesk.forms.state import Answer, Row, SectionState, State
from csdesk.values.formats import Formats
from csdesk.values.money import Money

LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 12
BLOCKS: dict[str, tuple[Block, list[str]]] = {
    "bars": (
        Bars(
            (
                Bar(Run("Discounts taken"), 338_000, Run("€338,000")),
                Bar(Run("Overtime"), 146_500, Run("€146,500"), dashed=True),
                Bar(Run(LONG), 0, Run("€0")),
            ),
            "confirmed by Halden",
            "under review",
        ),
        ["Discounts taken", "€338,000", "Overtime", "€146,500", "€0", "confirmed by Halden", "under review"],
    ),
    "points": (
        Points((Point(Run("Night audit stalls"), Run("Fourteen times.")), Point(Run(LONG), Run(LONG * 12)))),
        ["Night audit stalls", "Fourteen times.", "1", "2"],
    ),
    "steps": (
        Steps(tuple(Step(Run(f"{day} Dec"), f"Step on day {day} {LONG if day == 6 else ''}") for day in range(1, 8))),
        ["1 Dec", "7 Dec", "Step on day 7"],
    ),
}


def page(*blocks: Block) -> Document:
    return Document(
        "Report", "Halden Foods", "customer", "Halden Foods", "Draft", date(2026, 11, 23), "23 November 2026",
        letterhead=Letterhead("Kelvara"), blocks=blocks,
    )  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_says_all_of_it_in_both_writers(name: str) -> None:
    block, words = BLOCKS[name]
    pdf = write_pdf(page(block))
    assert pdf.warnings == ()
    for text in (text_of(pdf.data, "pdf"), text_of(write_docx(page(block)).data, "docx")):
        assert [word for word in words if squeezed(word) not in squeezed(text)] == []


def test_a_legend_stands_only_where_something_is_not_certain() -> None:
    bars = Bars((Bar(Run("Discounts"), 10, Run("10")),), "confirmed", "under review")
    for text in (text_of(write_pdf(page(bars)).data, "pdf"), text_of(write_docx(page(bars)).data, "docx")):
        assert "under review" not in text


def made(form_id: str, sections: dict[str, Any], audience: str = "customer") -> list[Block]:
    form = document_forms.form(form_id)
    empty = {one.id: SectionState() for one in form.sections}
    names = {"account": "Halden Foods", "account_short": "Halden Foods", "company": "Kelvara"}
    document = compose(
        form, State({**empty, **sections}, names), audience=audience, letterhead=Letterhead("Kelvara"),  # type: ignore[arg-type]
        version="Draft", dated=date(2026, 11, 23), dated_text="23 November 2026", final=False, formats=Formats(),
    )  # fmt: skip
    return list(document.blocks)


def answer(value: object, text: str = "") -> Answer:
    return Answer(value, text or str(value))


def test_values_become_bars_the_longest_first_and_those_not_confirmed_dashed() -> None:
    rows = (
        Row("1", {"title": answer("Overtime"), "value": answer(Money.of(10, "EUR"), "€10"), "confirmed": Answer(None)}),
        Row("2", {"title": answer("Hours"), "value": answer(Money.of(30, "EUR"), "€30"), "confirmed": answer(True)}),
        Row("3", {"title": answer("Trust"), "value": Answer(None), "confirmed": answer(True)}),
    )
    blocks = made("value-report", {"lines": SectionState(rows=rows)})
    [bars] = [one for one in blocks if isinstance(one, Bars)]
    assert [(bar.label.text, bar.dashed) for bar in bars.items] == [("Hours", False), ("Overtime", True)]
    assert (bars.full, bars.open) == ("confirmed by Halden Foods", "not yet confirmed")
    assert any("Not valued yet: Trust." in str(getattr(getattr(one, "run", None), "text", "")) for one in blocks)


def test_the_working_has_a_total_unless_currencies_meet() -> None:
    def table(second: str) -> Table:
        rows = tuple(
            Row(str(place), {"title": answer(f"Line {place}"), "value": answer(Money.of(10 * place, code), "x")})
            for place, code in enumerate(("EUR", second), 1)
        )
        blocks = made("value-report", {"working": SectionState(rows=rows)})
        return next(one for one in blocks if isinstance(one, Table))

    total = table("EUR").total
    assert total is not None
    assert next(cell.lines[0].text for cell in total if isinstance(cell.lines[0], Run)) == "Total"
    assert any(isinstance(cell.lines[0], Run) and "30" in cell.lines[0].text for cell in total)
    assert table("USD").total is None


def test_a_return_says_what_is_confirmed_beside_what_is_not() -> None:
    totals = {
        "value": answer(1, "€978,600"), "confirmed": answer(1, "€832,100"), "roi": answer(174.0, "174%"),
        "roi_confirmed": answer(133.0, "133%"),
    }  # fmt: skip
    [figures] = [one for one in made("value-report", {"totals": SectionState(totals)}) if isinstance(one, Figures)]
    assert [(one.value.text, one.second) for one in figures.items] == [
        ("€978,600", "€832,100 confirmed by you"),
        ("174%", "133% on confirmed value alone"),
    ]


def test_words_that_explain_a_figure_never_stand_in_its_place() -> None:
    alone = {"totals": SectionState({"costs": answer("subscription", "subscription")})}
    assert not [one for one in made("value-report", alone) if isinstance(one, Figures)]


def test_a_customer_answers_on_a_slip_that_is_always_there() -> None:
    blocks = made("save-proposal", {})
    slip = blocks[-3:]
    assert [type(one) for one in slip] == [Checklist, Ruled, Signatures]
    assert isinstance(slip[0], Checklist) and [item.checked for item in slip[0].items] == [False, False, False]
    said = SectionState({"answer": answer("decline"), "changes": answer("None.")})
    answered = made("save-proposal", {"reply": said})
    boxes = next(one for one in answered if isinstance(one, Checklist))
    assert [item.checked for item in boxes.items] == [False, False, True]
    assert not any(isinstance(one, Ruled) for one in answered)


def test_boxes_are_printed_once_one_of_them_is_ticked() -> None:
    assert not any(isinstance(one, Checklist) for one in made("post-mortem", {}, "internal"))
    blocks = made("post-mortem", {"control": SectionState({"prevention": answer("process")})}, "internal")
    lists = [one for one in blocks if isinstance(one, Checklist)]
    assert [sum(item.checked for item in one.items) for one in lists] == [0, 1]
    assert Path(document_forms.form("post-mortem").origin).name == "post-mortem.yaml"
