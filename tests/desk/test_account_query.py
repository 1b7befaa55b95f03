"""Filters of the account list: what they find, how they read back, and how faults are named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.desk.account_query import Filter, Query, QueryError, parse, select, sort_rows, values_of
from csdesk.desk.account_rows import AccountRow, summarise
from csdesk.values.money import Money


def account(number: int, name: str, **values: object) -> AccountRow:
    base: dict[str, object] = dict.fromkeys(AccountRow.__dataclass_fields__)
    texts = "crm_id domain industry segment size product tier stage owner country support_plan band tone next_step plan"
    base.update(dict.fromkeys(texts.split(), ""))
    base.update(id=number, version=1, name=name, **values)
    return AccountRow(**base)  # type: ignore[arg-type]


ROWS = (
    account(1, "Ärlig Möbel", tier="Tier 1", stage="renewing", days_left=40, score=30.0, band="Critical", tone="red"),
    account(2, "Bramhall Foods", tier="2", stage="adopting", days_left=-3, arr=Money(500, "USD"), owner="Ada Okafor"),
    account(3, "Corvane Health", tier="Tier 2", days_left=200, arr=Money(90000, "USD"), plan="final", days_quiet=45),
    account(4, "Dune", stage="adopting", band="At risk", tone="yellow", score=50.0, domain="dune.example"),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("arlig", [1]),
        ("mobel ÄRLIG", [1]),
        ("tier:1", [1]),
        ("tier:2", [2, 3]),
        ("tier:1,2", [1, 2, 3]),
        ("-tier:2", [1, 4]),
        ("renewal<90", [1]),
        ("renewal>90", [3]),
        ("touch>30", [3]),
        ("plan:none", [1, 2, 4]),
        ("band:red", [1]),
        ('band:"At risk",red', [1, 4]),
        ("stage:adopting owner:ada", [2]),
        ("score<50", [1, 4]),
        ("arr>100", [3]),
        ("dune.example", [4]),
        ("https://dune.example", []),
        ("nothing", []),
    ],
)
def test_finds(query: str, found: list[int]) -> None:
    assert [row.id for row in select(ROWS, parse(query))] == found


@pytest.mark.parametrize(("query", "words"), [("size>4", "no filter"), ("renewal<soon", "number"), ("tier>2", "order")])
def test_a_fault_is_explained(query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        parse(query)


@given(st.text(max_size=40))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        assert error.reason
    else:
        select(ROWS, query)


def test_a_query_reads_back_the_same() -> None:
    query = Query(("ada lovelace", "x"), (Filter("tier", ":", ("Tier 1", "2"), True), Filter("renewal", "<", ("90",))))
    assert parse(str(query)) == query


def test_sorting_keeps_the_unknown_last() -> None:
    assert [row.id for row in sort_rows(ROWS, "score")] == [1, 4, 2, 3]
    assert [row.id for row in sort_rows(ROWS, "score", descending=True)] == [4, 1, 2, 3]
    assert [row.id for row in sort_rows(ROWS, "name", descending=True)] == [4, 3, 2, 1]
    assert [row.id for row in sort_rows(ROWS, "arr")][:2] == [2, 3]


def test_figures_of_a_set() -> None:
    summary = summarise(ROWS)
    assert (summary.accounts, summary.unhealthy, summary.renewing) == (4, 2, 1)
    assert summary.arr == (Money(90500, "USD"),)
    assert values_of(ROWS, "stage") == (("adopting", 2), ("", 1), ("renewing", 1))
    assert account(9, "x", renewal_date=date(2027, 1, 1)).renewal_date == date(2027, 1, 1)
