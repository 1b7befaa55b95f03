"""Amounts as people and exports write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.values import currencies
from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats
from csdesk.values.money import MAX_MINOR, Money, format_money, parse_money

LOCALES = ("en_US", "en_GB", "de_DE", "de_CH", "fr_FR", "sv_SE", "ja_JP", "en_CA", "pt_BR", "zh_CN", "en_IN", "de_AT")
US, DE, CH, FR, SE, CA = (Formats.for_locale(name) for name in ("en_US", "de_DE", "de_CH", "fr_FR", "sv_SE", "en_CA"))


@pytest.mark.parametrize(
    ("text", "formats", "minor", "currency"),
    [
        ("$412,000", US, 41200000, "USD"),
        ("412000", US, 41200000, "USD"),
        ("US$ 412,000.50", US, 41200050, "USD"),
        ("USD412000", US, 41200000, "USD"),
        ("412,000.00 usd", US, 41200000, "USD"),
        ("412\u202f000 €", FR, 41200000, "EUR"),
        ("412 000,50 €", FR, 41200050, "EUR"),
        ("412\u00a0000,5", FR, 41200050, "EUR"),
        ("412.000,50 €", DE, 41200050, "EUR"),
        ("412.000", DE, 41200000, "EUR"),
        ("412.000", US, 41200, "USD"),
        ("1.234,56", US, 123456, "USD"),
        ("1,234.56", DE, 123456, "EUR"),
        ("1,234,567.8", DE, 123456780, "EUR"),
        ("CHF 1’234.50", CH, 123450, "CHF"),
        ("CHF 1'234.50", US, 123450, "CHF"),
        ("100.-", CH, 10000, "CHF"),
        ("(1,200.00)", US, -120000, "USD"),
        ("($1,200)", US, -120000, "USD"),
        ("$(1,200)", US, -120000, "USD"),
        ("-$1,200", US, -120000, "USD"),
        ("$-1,200", US, -120000, "USD"),
        ("−$1,200", US, -120000, "USD"),
        ("1,200-", US, -120000, "USD"),
        ("+1,200", US, 120000, "USD"),
        ("$6.48M", US, 648000000, "USD"),
        ("€1.2bn", US, 120000000000, "EUR"),
        ("412k", US, 41200000, "USD"),
        ("412 thousand", US, 41200000, "USD"),
        ("1,5 Mio €", DE, 150000000, "EUR"),
        ("$100mm", US, 10000000000, "USD"),
        ("4.12E+05", US, 41200000, "USD"),
        ("¥1000", US, 1000, "JPY"),
        ("JPY 1,000.6", US, 1001, "JPY"),
        ("KWD 1.2345", US, 1234, "KWD"),
        ("¥88", Formats.for_locale("zh_CN"), 8800, "CNY"),
        ("$100", CA, 10000, "CAD"),
        ("$100 CAD", US, 10000, "CAD"),
        ("USD $100", CA, 10000, "USD"),
        ("100 kr", SE, 10000, "SEK"),
        ("100 kr", Formats.for_locale("nb_NO"), 10000, "NOK"),
        ("₹1,00,000", US, 10000000, "INR"),
        ("Rs. 500", US, 50000, "INR"),
        ("R$ 1.000,50", Formats.for_locale("pt_BR"), 100050, "BRL"),
        (".5", US, 50, "USD"),
        ("$.50", US, 50, "USD"),
        ("٤١٢", US, 41200, "USD"),
        ("0.125", US, 12, "USD"),
        ("0.135", US, 14, "USD"),
        ("-0", US, 0, "USD"),
    ],
)
def test_reads(text: str, formats: Formats, minor: int, currency: str) -> None:
    assert parse_money(text, formats) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no amount"),
        ("abc", "no digits"),
        ("$100 EUR", "two currencies, USD and EUR"),
        ("€100 GBP", "two currencies"),
        ("12 apples", "“apples” is not a currency"),
        ("1,5", "separates thousands"),
        ("1,50", "separates thousands"),
        ("1,2345", "separates thousands"),
        ("1.5.2", "may stand once"),
        ("12 34", "groups of three"),
        ("1'234 567", "two different ways"),
        ("(-5)", "parentheses and a minus"),
        ("--5", "not a number"),
        ("1/2", "not a number"),
        ("5%", "not a currency"),
        ("1e400", "too large"),
        ("9" * 25, "too large"),
        ("9" * 60, "too many digits"),
        ("EUR", "no digits"),
    ],
)
def test_refuses_with_the_reason(text: str, part: str) -> None:
    with pytest.raises(ParseError, match=part):
        parse_money(text, US)


@pytest.mark.parametrize(
    ("money", "formats", "full", "short", "exact"),
    [
        (Money(41200000, "USD"), US, "$412,000", "$412k", "$412,000.00"),
        (Money(648000000, "USD"), US, "$6,480,000", "$6.48M", "$6,480,000.00"),
        (Money(6480000000, "USD"), US, "$64,800,000", "$64.8M", "$64,800,000.00"),
        (Money(123456, "USD"), US, "$1,234.56", "$1.2k", "$1,234.56"),
        (Money(99999999, "USD"), US, "$999,999.99", "$1M", "$999,999.99"),
        (Money(0, "USD"), US, "$0", "$0", "$0.00"),
        (Money(-120000, "USD"), US, "-$1,200", "-$1.2k", "-$1,200.00"),
        (Money(41200000, "EUR"), US, "€412,000", "€412k", "€412,000.00"),
        (Money(41200000, "EUR"), DE, "412.000\u00a0€", "412k\u00a0€", "412.000,00\u00a0€"),
        (Money(41200000, "CHF"), US, "CHF\u00a0412,000", "CHF\u00a0412k", "CHF\u00a0412,000.00"),
        (Money(41200000, "USD"), CA, "US$412,000", "US$412k", "US$412,000.00"),
        (Money(41200000, "CAD"), CA, "$412,000", "$412k", "$412,000.00"),
        (Money(1000, "JPY"), US, "¥1,000", "¥1k", "¥1,000"),
        (Money(1234, "KWD"), US, "KWD\u00a01.234", "KWD\u00a01", "KWD\u00a01.234"),
    ],
)
def test_writes(money: Money, formats: Formats, full: str, short: str, exact: str) -> None:
    assert format_money(money, formats) == full
    assert format_money(money, formats, "short") == short
    assert format_money(money, formats, "exact") == exact


@given(
    st.integers(-MAX_MINOR, MAX_MINOR),
    st.sampled_from(sorted(currencies.CODES)),
    st.sampled_from(LOCALES),
    st.booleans(),
)
def test_what_is_written_reads_back(minor: int, currency: str, locale: str, exact: bool) -> None:
    formats = Formats.for_locale(locale)
    money = Money(minor, currency)
    assert parse_money(format_money(money, formats, "exact" if exact else "full"), formats) == money


@given(st.text(max_size=40), st.sampled_from(LOCALES))
def test_any_text_is_read_or_refused(text: str, locale: str) -> None:
    try:
        parse_money(text, Formats.for_locale(locale))
    except ParseError as error:
        assert error.reason


@given(st.text("0123456789.,'’ -+()$€kKmMbBeE%\u00a0", max_size=16), st.sampled_from(LOCALES))
def test_any_amount_like_text_is_read_or_refused(text: str, locale: str) -> None:
    try:
        parse_money(text, Formats.for_locale(locale))
    except ParseError as error:
        assert error.reason


def test_amounts_in_two_currencies_are_not_added() -> None:
    assert Money(1, "USD") + Money(2, "USD") == Money(3, "USD")
    assert Money(5, "USD") - Money(2, "USD") == -Money(-3, "USD")
    with pytest.raises(ValueError, match="USD and EUR"):
        Money(1, "USD") + Money(2, "EUR")


def test_of_rounds_half_to_even_and_checks() -> None:
    assert Money.of("0.125", "usd") == Money(12, "USD")
    assert Money.of(Decimal("0.135"), "USD") == Money(14, "USD")
    assert Money.of(0.1, "KWD") == Money(100, "KWD")
    assert Money(12345, "USD").amount == Decimal("123.45")
    with pytest.raises(ParseError, match="not a currency"):
        Money.of(1, "DOLLAR")
    with pytest.raises(ParseError, match="too large"):
        Money.of(float("inf"), "USD")
