"""Numbers, percentages and measures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.values.errors import ParseError
from csdesk.values.formats import Formats
from csdesk.values.measure import Measure, parse_measure, progress
from csdesk.values.numbers import format_number, format_percent, parse_number, parse_percent

US, DE, FR = Formats.for_locale("en_US"), Formats.for_locale("de_DE"), Formats.for_locale("fr-FR.UTF-8")
LOCALES = ("en_US", "de_DE", "de_CH", "fr_FR", "sv_SE", "pt_BR", "de_AT")


@pytest.mark.parametrize(
    ("text", "formats", "number"),
    [
        ("12", US, 12.0),
        ("1,234.5", US, 1234.5),
        ("1.234,5", DE, 1234.5),
        ("1 234,5", FR, 1234.5),
        ("-7", US, -7.0),
        ("(7)", US, -7.0),
        ("7-", US, -7.0),
        ("1.5k", US, 1500.0),
        ("4.12e+05", US, 412000.0),
        ("4,12E-2", DE, 0.0412),
        ("१२", US, 12.0),
        ("\u200e12\u200e", US, 12.0),
    ],
)
def test_reads_numbers(text: str, formats: Formats, number: float) -> None:
    assert parse_number(text, formats) == number


@pytest.mark.parametrize("text", ["", " ", "twelve", "1..2", "1,2,3", "0x10", "nan", "inf", "1 2 3", "-", "()", "½"])
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(ParseError):
        parse_number(text, US)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("34%", 34.0),
        ("34", 34.0),
        ("34 %", 34.0),
        ("34.5 percent", 34.5),
        ("0.34", 0.34),
        ("-2%", -2.0),
        ("(2%)", -2.0),
    ],
)
def test_reads_percentages(text: str, percent: float) -> None:
    assert parse_percent(text, US) == percent


@pytest.mark.parametrize("text", ["", "%", "a%", "3 4%"])
def test_refuses_what_is_no_percentage(text: str) -> None:
    with pytest.raises(ParseError):
        parse_percent(text, US)


def test_writes_numbers() -> None:
    assert format_number(1234567.5, US) == "1,234,567.5"
    assert format_number(1234567.5, DE, 0) == "1.234.568"
    assert format_number(-0.0000001, US) == "0"
    assert format_number(2.5, US, 0) == "2"
    assert format_number(float("nan"), US) == "–"
    assert format_percent(34.0, US) == "34%"
    assert format_percent(34.256, DE) == "34,26%"
    assert format_percent(float("inf"), US) == "–"


@given(st.floats(-1e12, 1e12).map(lambda number: round(number, 6)), st.sampled_from(LOCALES))
def test_what_is_written_reads_back(number: float, locale: str) -> None:
    formats = Formats.for_locale(locale)
    assert parse_number(format_number(number, formats), formats) == pytest.approx(number, abs=1e-6)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_number, parse_percent):
        try:
            read(text, US)
        except ParseError as error:
            assert error.reason
    parse_measure(text)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("9.5 days", Measure(9.5, "days")),
        ("1 day", Measure(1, "days")),
        ("under 3 d", Measure(3, "days")),
        ("34%", Measure(34, "%")),
        ("~ 34 percent", Measure(34, "%")),
        ("$1.2M", Measure(1200000, "USD")),
        ("-$5", Measure(-5, "USD")),
        ("412,000 EUR", Measure(412000, "EUR")),
        ("412 €", Measure(412, "EUR")),
        ("38 of 60 stores", Measure(38, "stores")),
        ("1,240 tickets a month", Measure(1240, "tickets")),
        ("12k users", Measure(12000, "users")),
        ("5 m", Measure(5, "m")),
        ("7", Measure(7, "")),
        ("4.", Measure(4, "")),
        ("≥ 95 %", Measure(95, "%")),
        ("none yet", None),
        ("Q3", None),
        ("", None),
    ],
)
def test_reads_measures(text: str, measure: Measure | None) -> None:
    assert parse_measure(text) == measure


@pytest.mark.parametrize(
    ("baseline", "current", "target", "way"),
    [
        ("9.5 days", "7 days", "4.5 days", 0.5),
        ("0", "30", "60", 0.5),
        ("10%", "50%", "30%", 1.0),
        ("10%", "5%", "30%", 0.0),
        ("10", "20%", "30%", 0.5),
        ("10 days", "20%", "30%", None),
        (None, "20%", "30%", None),
        ("unknown", "20%", "30%", None),
        ("5", "5", "5", 1.0),
        ("5", "4", "5", None),
        (0.0, 1.0, 4.0, 0.25),
    ],
)
def test_progress(
    baseline: str | float | None, current: str | float | None, target: str | float | None, way: float | None
) -> None:
    assert progress(baseline, current, target) == way


@given(*[st.floats(-1e9, 1e9)] * 3)
def test_progress_stays_between_none_and_all(first: float, now: float, last: float) -> None:
    way = progress(first, now, last)
    assert way is None or 0.0 <= way <= 1.0


@pytest.mark.parametrize(
    ("locale", "formats"),
    [
        ("en_US", Formats("mdy", ".", ",", "USD")),
        ("en_GB", Formats("dmy", ".", ",", "GBP")),
        ("de-DE", Formats("dmy", ",", ".", "EUR")),
        ("de_CH.UTF-8", Formats("dmy", ".", "’", "CHF")),
        ("ja_JP", Formats("ymd", ".", ",", "JPY")),
        ("sv_SE", Formats("ymd", ",", "\u00a0", "SEK")),
        ("sv_FI", Formats("dmy", ",", "\u00a0", "EUR")),
        ("fr", Formats("dmy", ",", "\u202f", "EUR")),
        ("zh_Hant_TW", Formats("ymd", ".", ",", "TWD")),
        ("C", Formats("dmy", ".", ",", "USD")),
        ("", Formats("dmy", ".", ",", "USD")),
    ],
)
def test_formats_of_a_locale(locale: str, formats: Formats) -> None:
    assert Formats.for_locale(locale) == formats
