"""Cells, columns, ids and domains: tables of cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.sync import cells, columns, datecells, dialect, encoding, matching, numbercells
from csdesk.sync.domains import domain_of, is_shared
from csdesk.sync.errors import SyncRefused
from csdesk.sync.targets import TARGETS, target
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-11-30", "mdy", "2026-11-30"),
        ("2026-11-30T23:30:00Z", "mdy", "2026-11-30"),
        ("2026-11-30 10:00:00.000+0000", "dmy", "2026-11-30"),
        ("30/11/2026", "dmy", "2026-11-30"),
        ("11/30/2026 5:00 PM", "mdy", "2026-11-30"),
        ("30.11.26", "dmy", "2026-11-30"),
        ("30-Nov-26", "mdy", "2026-11-30"),
        ("Nov 30, 2026", "dmy", "2026-11-30"),
        ("30. November 2026", "mdy", "2026-11-30"),
        ("30 août 2026", "mdy", "2026-08-30"),
        ("30 de noviembre de 2026", "mdy", "2026-11-30"),
        ("Mon Nov 30 2026 00:00:00 GMT+0100", "dmy", "2026-11-30"),
        ("46356", "dmy", "2026-11-30"),
        ("20261130", "dmy", "2026-11-30"),
        ("1795996800000", "dmy", "2026-11-30"),
        ("2026年11月30日", "dmy", "2026-11-30"),
        ("0000-00-00", "dmy", None),
    ],
)
def test_dates(text: str, order: str, expected: str | None) -> None:
    assert datecells.parse(text, order) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-13-01", "TBD", "soon", "Nov 2026", "12/2026", "1/1/0001", "99999999"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ParseError):
        datecells.parse(text, "dmy")


@pytest.mark.parametrize(
    ("values", "proven"),
    [
        (["03/04/2026", "13/04/2026"], "dmy"),
        (["03/04/2026", "04/13/2026"], "mdy"),
        (["03/04/2026", "05/05/2026"], None),
        (["13/04/2026", "04/13/2026"], None),
        (["2026-04-13"], None),
    ],
)
def test_date_order_is_proven_or_open(values: list[str], proven: str | None) -> None:
    assert datecells.evidence(values).proven == proven


@pytest.mark.parametrize(
    ("values", "proven"),
    [
        (["1.230,99", "5"], ","),
        (["1,230.99"], "."),
        (["1.230.000"], ","),
        (["58.8k"], "."),
        (["12 500,5 €"], ","),
        (["1.230"], None),
        (["0.125"], "."),
        (["1234,567"], ","),
        (["12,50,000.00"], "."),
    ],
)
def test_decimal_mark_is_proven_or_open(values: list[str], proven: str | None) -> None:
    assert numbercells.decimal_evidence(values).proven == proven


def test_ids_and_codes_stay_text() -> None:
    goal = target("accounts", "crm_id")
    assert goal is not None
    raw = ["0012345", "9007199254740993123", "1.23457E+18", '="00042"', "77.0"]
    column = cells.parse_column(raw, goal, Formats())
    assert column.values == ["0012345", "9007199254740993123", None, "00042", "77"]
    assert "shortened" in column.bad[2].reason


def test_both_lengths_of_a_salesforce_id_are_one_and_case_counts() -> None:
    short = "001Qy00000Ab1xY"
    assert matching.crm_key(short) == matching.crm_key(short + matching.checksum(short))
    assert matching.crm_key(short) != matching.crm_key("001Qy00000aB1Xy")
    assert matching.crm_key(short + "AAA") != matching.crm_key(short), "wrong check letters are no Salesforce id"


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Acme.example/en?x=1", "acme.example"),
        ("acme.example", "acme.example"),
        ("mailto:a.b@acme.example", "acme.example"),
        ("www2.acme.example:8080/", "acme.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("not a domain", ""),
        ("192.168.0.1", ""),
        ("n/a", ""),
    ],
)
def test_domains(text: str, domain: str) -> None:
    assert domain_of(text) == domain


def test_shared_domains() -> None:
    assert all(map(is_shared, ["gmail.com", "acme.github.io", "linkedin.com", "shop.myshopify.com"]))
    assert not is_shared("acme.example")


ODD = st.sampled_from(
    ["", "-", "--", "null", "(null)", "#N/A", "n/a", "Total", "a b", "a  b", " a", "a ", "=1", "'=1", '="007"', "#REF!",
     "\\N", "é",
     "x\u00a0y", "\u200b", "x\ty", "NULL", "nullable", "-5", "5.0", "1E+18", "12.50", "1,000", "[null]", "—",
     "a\nb", "acme.com", "www.acme.com", "x-.io", "a..b", "\x1f", "0", "00", "-0.5", "https://www.Acme.com/", "www.com",
     "www2.acme.com", "http://a-b.co.uk", "https://http://x.com", "acme.com/en", "12,345,678.9", "1,23", "1.234,56",
     "12.345.678", "999999999999.99", "n-a.com", "none", "Nullarbor"]
)  # fmt: skip


@given(
    st.lists(ODD, min_size=1, max_size=4),
    st.sampled_from(["city", "description", "crm_id", "domain", "arr", "seats", "health_score"]),
    st.sampled_from([Formats(), Formats(decimal=",", group=".")]),
)
def test_a_column_at_once_is_the_same_as_cell_by_cell(texts: list[str], field: str, formats: Formats) -> None:
    goal = target("accounts", field)
    assert goal is not None
    at_once = columns.plain(texts, goal, formats)
    if at_once is not None:
        read = cells._reader(goal, formats, False)
        assert at_once == [read(text) for text in texts]


def test_targets_are_fields_of_the_book() -> None:
    from csdesk.book.catalog import ACCOUNT, CONTACT, READING, TOUCH

    for name, kind in (("accounts", ACCOUNT), ("contacts", CONTACT), ("readings", READING), ("touches", TOUCH)):
        for each in TARGETS[name]:
            if not each.helper:
                field = kind.field(each.id)
                assert field.type == each.type or (each.type == "id" and field.type == "text")
                assert {o for o, _ in each.options} <= {o.id for o in field.options}


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Café Zürich, Société Générale", "cp1252"),
        ("Москва, Санкт-Петербург, Новосибирск", "cp1251"),
        ("Łódź Handlowa, Kraków Usługi, Gdańsk Żegluga, Wrocław Książka", "cp1250"),
        ("Café Orléans, Zürich Müller, garçon élève", "mac_roman"),
        ("東京商事株式会社, 大阪テクノロジー", "cp932"),
    ],
)
def test_legacy_code_pages(text: str, codec: str) -> None:
    data = ("Account name,City\n" + text + "\n").encode(codec)
    found = encoding.decode(data)
    assert (found.name, found.certain) == (codec, False)
    assert any(sample.name == codec and sample.cells for sample in found.samples)


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"n\n" + "é".encode() * 9 + b"\xff\n", "byte 20"),
        (b"\xef\xbb\xbfname\n\xe9\n", "byte 8"),
        ("é".encode() * 5 + b"\xc3", "byte 10"),
    ],
)
def test_malformed_bytes_are_named(data: bytes, offset: str) -> None:
    with pytest.raises(SyncRefused, match=offset):
        encoding.decode(data)


def test_lines_are_those_of_the_file() -> None:
    split = dialect.split('a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n', dialect.Dialect(","))
    assert list(zip(split.lines, split.rows, strict=True)) == [(1, ["a", "b"]), (2, ["x\r\ny", "1"]), (5, ["z", "2"])]
